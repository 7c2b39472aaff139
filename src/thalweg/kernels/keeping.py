"""Where the machine code of kernels is kept, and for which sources it holds.

One folder holds the code of one state of all kernels: it is named by a digest of every
source in this room and of what compiles them. A kernel is made of the kernels that it
calls, so that a change in any of them makes all of the kept code another's.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from uuid import uuid4

import llvmlite
import numba
from numba.core import config

STATES_KEPT = 4
"""Folders that stay: of this state of the kernels and of those last used before."""

SUFFIX = ".code"

ROOM = Path(__file__).parent
_DIGITS = 16


def digest() -> str:
    """Return the digest of all kernels' sources, of Numba, LLVM and Python."""
    found = hashlib.sha256()
    made_by = (numba.__version__, llvmlite.__version__, sys.version)
    for word in made_by:
        found.update(word.encode() + b"\0")
    for source in sorted(ROOM.glob("*.py")):
        content = source.read_bytes()
        found.update(f"{source.name} {len(content)}\0".encode() + content)
    return found.hexdigest()[:_DIGITS]


def _places() -> list[Path]:
    """Return the folders that code may be kept below, the first choice first."""
    asked: str = config.CACHE_DIR
    if asked:
        return [Path(asked) / "thalweg-kernels"]
    home = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return [home / "thalweg" / "kernels", ROOM / "__pycache__"]


def _can_write(place: Path) -> bool:
    """Return whether a folder, or the nearest above it, can be written."""
    while not place.exists() and place != place.parent:
        place = place.parent
    return os.access(place, os.W_OK | os.X_OK)


def choose() -> tuple[Path, bool]:
    """Return the folder for this state of the kernels, and whether it is temporary.

    It need not be there yet: nothing is written before there is code to keep. Where no
    place can be written, as for a service without a home on a read-only disk, code
    lies in a folder of this process, with a copy of what was kept and can be read.
    """
    name = digest()
    places = [place / name for place in _places()]
    for place in places:
        if _can_write(place):
            return place, False
    # A private folder, never a shared one: what lies there is run as code.
    own = Path(tempfile.mkdtemp(prefix="thalweg-kernels-"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    for place in places:
        if place.is_dir():
            with contextlib.suppress(OSError):
                shutil.copytree(place, own / name)
            break
    return own / name, True


def read(name: str) -> bytes | None:
    """Return what is kept by a name, None where nothing is."""
    try:
        return (FOLDER / (name + SUFFIX)).read_bytes()
    except OSError:
        return None


def write(name: str, code: bytes) -> None:
    """Keep code by a name, whole or not at all.

    A disk that is full or has gone is no error: the code is made again next time. Two
    processes may keep the same at once; it is the same.
    """
    beside = FOLDER / f"{name}.{uuid4().hex[:8]}.part"
    try:
        if not FOLDER.is_dir():
            FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
            _clear(FOLDER.parent)
        beside.write_bytes(code)
        beside.replace(FOLDER / (name + SUFFIX))
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def mark_used() -> None:
    """Make the folder the one last used, so that it is not cleared for another's."""
    with contextlib.suppress(OSError):
        os.utime(FOLDER)


def _clear(place: Path) -> None:
    """Remove the folders of all but the states last used.

    A process that works with one of them makes its code again.
    """
    if TEMPORARY:
        return
    states = [one for one in place.iterdir() if _is_state(one)]
    states.sort(key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for old in states[STATES_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _is_state(folder: Path) -> bool:
    """Tell whether a folder is one of ours: nothing else is ever removed."""
    hexadecimal = set(folder.name) <= set("0123456789abcdef")
    return hexadecimal and len(folder.name) == _DIGITS and folder.is_dir()


FOLDER, TEMPORARY = choose()
"""Where code is kept, and whether it goes when this process ends."""
