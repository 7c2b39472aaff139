"""Reading a folder that somebody else may have made to mislead or to break us."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from thalweg.archive.folder import FOLDERS
from thalweg.errors import InputError
from thalweg.wire.manifest import name_fault

LARGEST_FILE_BYTES = 4 << 30
LARGEST_FILES = 1_000_000


class Contents:
    """The plain files of a folder by name, and what else lies there.

    No symbolic link is followed and nothing but plain files is opened: a pipe would
    hang, a device might never end.

    Attributes
    ----------
    files
        Paths by name relative to the folder, with ``/``.
    faults
        One sentence for each thing that has no place in a result folder.
    """

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, Path] = {}
        self.faults: list[str] = []
        for name, path, mode in _walk(folder, ""):
            fault = _fault(name, mode)
            if fault:
                self.faults.append(f"{name!r}: {fault}")
            elif stat.S_ISREG(mode):
                self.files[name] = path
            if len(self.files) > LARGEST_FILES:
                raise InputError(f"{folder} has more than {LARGEST_FILES} files")

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises
        ------
        InputError
            It is missing, too large, or cannot be read.
        """
        path = self.files.get(name)
        if path is None:
            raise InputError(f"{name}: missing")
        try:
            if path.stat().st_size > LARGEST_FILE_BYTES:
                raise InputError(f"{name}: larger than {LARGEST_FILE_BYTES} bytes")
            return path.read_bytes()
        except OSError as why:
            raise InputError(f"{name}: {why.strerror or why}") from why

    def sha256(self, name: str) -> str:
        """Return the digest of a file without holding it in memory."""
        try:
            with self.files[name].open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as why:
            raise InputError(f"{name}: {why.strerror or why}") from why

    def within(self, folder: str) -> list[str]:
        """Return the names of the files in one of the folders, sorted."""
        return sorted(name for name in self.files if name.startswith(f"{folder}/"))


def json_object(data: bytes, name: str) -> dict[str, object]:
    """Return a JSON object; every name in it once, no NaN.

    Raises
    ------
    InputError
        It is none; the message starts with `name`.
    """
    try:
        document = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as why:
        raise InputError(f"{name}: not JSON: {why}") from why
    if not isinstance(document, dict):
        raise InputError(f"{name}: not a JSON object")
    return document


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path, int]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            mode = entry.stat(follow_symlinks=False).st_mode
            name = prefix + entry.name
            yield name, Path(entry.path), mode
            if stat.S_ISDIR(mode) and not prefix and name in FOLDERS:
                yield from _walk(Path(entry.path), f"{name}/")


def _fault(name: str, mode: int) -> str | None:
    if stat.S_ISLNK(mode):
        return "a symbolic link, which a record never holds"
    if stat.S_ISDIR(mode):
        return None if name in FOLDERS else "a folder that no record has"
    if not stat.S_ISREG(mode):
        return "not a plain file"
    return name_fault(name)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is not JSON")
