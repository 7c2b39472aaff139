"""Programs that nobody here wrote, or that share no code with thalweg.

Each is skipped by its name where it cannot be had; in CI that is a fault.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from thalweg.wire.encoded import to_base64
from thalweg.wire.vkey import VerifierKey

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


def program(name: str) -> str:
    """Return a program of PyPI's that wants Python 3.12; skip where it is not."""
    places = os.pathsep.join(
        [os.environ.get("THALWEG_AICS", ""), os.environ.get("PATH", "")]
    )
    path = shutil.which(name, path=places)
    if path is None:
        pytest.skip(f"{name}: not found; it wants Python 3.12 (THALWEG_AICS)")
    return path


class Openssl:
    """Signatures verified by openssl alone."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder

    def holds(self, key: VerifierKey, signature: bytes, data: bytes) -> bool:
        # SubjectPublicKeyInfo of an Ed25519 key: a fixed head before it (RFC 8410).
        spki = bytes.fromhex("302a300506032b6570032100") + key.public
        pem = (
            f"-----BEGIN PUBLIC KEY-----\n{to_base64(spki)}\n-----END PUBLIC KEY-----\n"
        )
        (self.folder / "key.pem").write_text(pem)
        (self.folder / "signature").write_bytes(signature)
        (self.folder / "data").write_bytes(data)
        done = ended(
            self.program, "pkeyutl", "-verify", "-rawin", "-pubin",
            "-inkey", self.folder / "key.pem", "-sigfile", self.folder / "signature",
            "-in", self.folder / "data",
        )  # fmt: skip
        return done.returncode == 0
