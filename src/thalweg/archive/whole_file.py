"""One file, written whole beside its place and then renamed; or not at all."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from thalweg.errors import InputError


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many bytes, and their SHA-256 in hex."""

    size_bytes: int
    sha256: str


def refuse_in_the_way(path: Path, *, replace: bool) -> None:
    """Raise InputError if a file cannot be written to `path`.

    Nothing but a plain file is ever replaced, and that only on demand: a rename over a
    device or a link would take it away from whoever put it there.
    """
    if path.name in ("", ".."):
        raise InputError(f"{path} names no file; give it a name of its own")
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        _refuse_folder(path.parent)
        return
    except (OSError, ValueError) as why:
        reason = getattr(why, "strerror", None) or why
        raise InputError(f"{path}: cannot be looked at: {reason}") from why
    if not stat.S_ISREG(mode):
        raise InputError(f"{path} is there and is no plain file; choose another name")
    if not replace:
        raise InputError(
            f"{path} is already there; choose another name, or add --replace"
        )


def write_whole(path: Path, chunks: Iterable[bytes], *, replace: bool) -> Written:
    """Write `chunks` to `path`, and return what was written.

    The file appears under its name when it is complete and on disk; whatever is raised,
    by the disk, by `chunks` or by Ctrl-C, nothing of it is left and what was there
    before stays.

    Raises
    ------
    InputError
        `path` is in the way, or cannot be written: no permission, no space.
    """
    refuse_in_the_way(path, replace=replace)
    partial = _beside(path)
    try:
        try:
            written = _write(partial, chunks)
            refuse_in_the_way(path, replace=replace)
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    except OSError as why:
        raise InputError(
            f"{path}: could not be written: {why.strerror or why}; nothing of it is "
            "left. Free space or choose another place"
        ) from why
    return written


def _refuse_folder(folder: Path) -> None:
    if not folder.exists():
        raise InputError(f"{folder}: there is no such folder; make it first")
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder")


def _write(partial: Path, chunks: Iterable[bytes]) -> Written:
    digest, size = hashlib.sha256(), 0
    with partial.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Written(size, digest.hexdigest())


def _beside(path: Path) -> Path:
    """Return a free name in the same folder: a rename must not cross file systems."""
    number = 0
    while True:
        beside = path.parent / f".{path.name[:100]}.partial-{os.getpid()}-{number}"
        if not beside.exists():
            return beside
        number += 1
