"""One parser of bytes from outside."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from thalweg.errors import InputError

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST_SEED_BYTES = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Target:
    """A parser, bytes that it reads, and the errors that it declares.

    `words` are what a fuzzer may put in, beyond what it finds by itself; `longest` is
    how many bytes it tries.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    errors: tuple[type[Exception], ...] = (InputError,)
    words: tuple[bytes, ...] = ()
    longest: int = 4096


@cache
def scratch() -> Path:
    """Return a folder of this process, which goes with it."""
    folder = tempfile.mkdtemp(prefix="thalweg-fuzz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def shared_files(pattern: str) -> list[bytes]:
    """Return files of the shared data, from their beginning; none where it is not."""
    folder = Path(os.environ.get("THALWEG_SHARED", REPOSITORY.parent / "shared"))
    return [
        path.read_bytes()[:LONGEST_SEED_BYTES]
        for path in sorted((folder / "data").glob(pattern))
        if path.is_file()
    ]
