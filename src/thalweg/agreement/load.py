"""Load an agreement from its document and the files beside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from thalweg.errors import AgreementError, InputError
from thalweg.model.agreement import Agreement
from thalweg.wire.agreement import read_agreement
from thalweg.wire.beside import MAX_FILE_BYTES
from thalweg.wire.yaml import MAX_DOCUMENT_BYTES


def load(path: str | Path) -> Agreement:
    """Return the agreement whose document is at `path`.

    Raises
    ------
    AgreementError
        The document, or a file that it names, is wrong. `faults` holds all that is
        wrong with it, each with its file, line and column.
    """
    document = Path(path)
    try:
        data = _bytes(document, MAX_DOCUMENT_BYTES, follow=True)
    except InputError as error:
        raise AgreementError([f"{document}: {error}"]) from error
    return loads(data, document.name, document.parent)


def loads(data: bytes, name: str, folder: str | Path) -> Agreement:
    """Return the agreement of a document's bytes; its files are in `folder`."""

    def beside(file: str) -> bytes:
        return _bytes(Path(folder) / file, MAX_FILE_BYTES)

    reading = read_agreement(data, name, beside)
    agreement = reading.agreement
    if agreement is None or reading.document.faults:
        raise AgreementError(reading.document.faults.lines())
    return agreement


def _bytes(path: Path, most: int, *, follow: bool = False) -> bytes:
    """Return the bytes of a plain file; InputError for whatever else stands there.

    A file beside a proposed agreement may be a link to somewhere else, or a pipe that
    never ends: neither is read. `follow` is for the one path that the user typed.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
        if path.is_symlink():
            raise InputError(f"{path.name} is a link; wanted the file itself")
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path.name} cannot be read: {reason}") from error
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise InputError(f"{path.name} is not a plain file")
        if about.st_size > most:
            raise InputError(
                f"{path.name} has {about.st_size} bytes; at most {most} are read"
            )
        return file.read(most + 1)
