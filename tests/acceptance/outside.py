"""Programs that nobody here wrote, or that share no code with thalweg.

Each is skipped by its name where it cannot be had; in CI that is a fault.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
GO_PATH = Path("/usr/share/gocode")
SUMDB = GO_PATH / "src/golang.org/x/mod/sumdb"


def absent(what: str) -> None:
    """Skip a test for want of a program; never in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def built(source: str, folder: Path) -> Path:
    """Build a Go program of this repository on the packages that Debian ships."""
    go = shutil.which("go")
    if go is None or not SUMDB.is_dir():
        absent(f"{source}: needs Debian's golang-go and golang-golang-x-mod-dev")
    program = folder / Path(source).stem
    where = {"GO111MODULE": "off", "GOPATH": str(GO_PATH)}
    where["GOCACHE"] = str(folder.parent / "go-build")
    # Debian's packages alone: nothing is fetched.
    subprocess.run(
        [str(go), "build", "-o", str(program), str(REPOSITORY / source)],
        env={**os.environ, **where, "GOFLAGS": "", "GOPROXY": "off"},
        check=True,
    )
    return program


def ended(program: Path | str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return what it said and its exit code."""
    return subprocess.run(
        [str(program), *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
