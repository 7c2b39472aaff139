"""Write the files of an agreement: each beside its place, then renamed; all or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from thalweg.errors import InputError


def refuse_in_the_way(path: Path, *, replace: bool) -> None:
    """Raise InputError if a file cannot be written to `path`.

    Links, folders, pipes and devices are never written over; a file is, on demand.
    """
    if path.name in ("", "..") or path.is_dir():
        raise InputError(f"{path} is a folder; give the file a name of its own")
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise InputError(f"{path} is a symbolic link; name the file itself")
    if not stat.S_ISREG(mode):
        raise InputError(f"{path} is there and is not a plain file")
    if not replace:
        raise InputError(f"{path} is already there; name another, or add --replace")


def write_files(
    folder: Path, files: Mapping[str, bytes], *, replace: bool = False
) -> tuple[Path, ...]:
    """Write `files` (by plain name) into `folder`, and return their paths.

    The last one is put in place last: name there the file that names the others.

    Raises
    ------
    InputError
        One of them is in the way. Whatever is raised, no part of a new file is left;
        a file that was replaced already is put back.
    """
    for name in files:
        refuse_in_the_way(folder / name, replace=replace)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = {name: _beside(folder / name, "partial") for name in files}
    done: list[str] = []
    before: dict[str, bytes] = {}
    try:
        for name, data in files.items():
            fresh[name].write_bytes(data)
        for name in files:
            if (folder / name).exists():
                before[name] = (folder / name).read_bytes()
            fresh[name].replace(folder / name)
            done.append(name)
    except BaseException:
        _undo(folder, done, before)
        raise
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)
    return tuple(folder / name for name in files)


def _undo(folder: Path, done: list[str], before: Mapping[str, bytes]) -> None:
    for name in done:
        if name in before:
            (folder / name).write_bytes(before[name])
        else:
            (folder / name).unlink(missing_ok=True)


def _beside(path: Path, what: str) -> Path:
    """Return a free name in the same folder: a rename must not cross file systems."""
    number = 1
    while True:
        fresh = path.with_name(f".{path.name}.{what}-{os.getpid()}-{number}")
        if not os.path.lexists(fresh):
            return fresh
        number += 1
