"""The peers' own environments, made on first use from their locked requirements."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
OURS = "thalweg"


def python_of(name: str) -> tuple[Path | None, str]:
    """Return an environment's Python, or None and why there is none.

    Wheels only, each held against its hash; nothing is built here.
    """
    if name == OURS:
        return Path(sys.executable), ""
    wanted = REPOSITORY / "requirements" / f"bench-{name}.txt"
    place = REPOSITORY / f".venv-bench-{name}"
    python, ready = place / "bin" / "python", place / ".ready"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if ready.is_file() and ready.read_text() == digest:
        return python, ""
    print(f"making {place.name} from {wanted.relative_to(REPOSITORY)}", file=sys.stderr)
    shutil.rmtree(place, ignore_errors=True)
    venv.create(place, with_pip=True)
    done = subprocess.run(
        [
            python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", wanted,
        ],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        return None, f"did not install: {last_line(done.stderr)}"
    ready.write_text(digest)
    return python, ""


def last_line(text: str) -> str:
    """Return the last line of what a program said, for a table's cell."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if "rror" in line] or lines or ["it said nothing"]
    return told[-1].replace("|", "/")[:160]


def version_of(python: Path, package: str) -> str:
    """Return the version of a package installed there; empty where there is none."""
    ask = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run(
        [python, "-c", ask], check=False, capture_output=True, text=True
    )
    return done.stdout.strip()
