"""Load an agreement from its document and the files beside it."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.agreement.ground import check_place, ground_of, watched_rings
from thalweg.agreement.shape import ShapeError
from thalweg.errors import AgreementError, InputError, ThalwegError
from thalweg.model.agreement import Agreement, KeepSide
from thalweg.wire.agreement import Reading, read_agreement
from thalweg.wire.agreement_manifest import FILE
from thalweg.wire.beside import MAX_FILE_BYTES, Reader
from thalweg.wire.place import where
from thalweg.wire.vkey import VerifierKey
from thalweg.wire.yaml import MAX_DOCUMENT_BYTES

if TYPE_CHECKING:
    from thalweg.agreement.signed import SignedManifest


def load(path: str | Path, keys: Sequence[VerifierKey] = ()) -> Agreement:
    """Return the agreement whose document is at `path`.

    Where a signed manifest lies beside it, every file is held against that, and none
    may lie there that it does not list. `path` may then be the folder, or the manifest.

    Parameters
    ----------
    keys
        root keys of parties that the caller holds; with them a party has signed only
        by one of these, without them by the one in its own listed file.

    Raises
    ------
    AgreementError
        The document, or a file that it names, is wrong. `faults` holds all that is
        wrong with it, each with its file, line and column. Or the manifest is, or a
        signature on it does not verify.
    """
    document = Path(path)
    folder = document if document.is_dir() else document.parent
    if (folder / FILE).is_file():
        return _signed(folder, document, keys)
    if document.is_dir():
        raise AgreementError(
            [f"{document}: a folder without {FILE}; name the agreement's document"]
        )
    return loads(_document_bytes(document), document.name, folder)


def signed_in(folder: Path) -> SignedManifest:
    """Return what was signed of the agreement in a folder.

    Raises
    ------
    AgreementError
        A file, or a signature, is not as the manifest has it; all faults of the files.
    """
    # Keys and envelopes are loaded where something was signed.
    from thalweg.agreement.signed import read_signed

    def beside(file: str) -> bytes:
        return file_bytes(folder / file, MAX_FILE_BYTES)

    try:
        return read_signed(_document_bytes(folder / FILE), beside, _names(folder))
    except ThalwegError as error:
        faults = getattr(error, "faults", None) or (str(error),)
        told = [f"{folder / FILE}: {fault}" for fault in faults]
        raise AgreementError(told) from error


def _signed(folder: Path, given: Path, keys: Sequence[VerifierKey]) -> Agreement:
    from thalweg.agreement.signed import with_signatures

    signed = signed_in(folder)
    document = signed.manifest.document
    if given != folder and given.name not in (FILE, document):
        raise AgreementError(
            [f"{given}: {FILE} beside it was signed over {document}, another document"]
        )
    return with_signatures(
        read(signed.files[document], document, signed.listed), signed, keys
    )


def _names(folder: Path) -> list[str]:
    """Return what lies in a folder, folders and hidden files aside."""
    return [
        entry.name
        for entry in os.scandir(folder)
        if not entry.name.startswith(".") and not entry.is_dir(follow_symlinks=False)
    ]


def _document_bytes(document: Path) -> bytes:
    try:
        return file_bytes(document, MAX_DOCUMENT_BYTES, follow=True)
    except InputError as error:
        what = str(error).removeprefix(document.name).strip()
        raise AgreementError([f"{document} {what}"]) from error


def loads(data: bytes, name: str, folder: str | Path) -> Agreement:
    """Return the agreement of a document's bytes; its files are in `folder`.

    Signatures are not looked for.
    """

    def beside(file: str) -> bytes:
        return file_bytes(Path(folder) / file, MAX_FILE_BYTES)

    return read(data, name, beside)


def read(data: bytes, name: str, beside: Reader) -> Agreement:
    """Return the agreement of a document's bytes; `beside` gives the files it names.

    Raises
    ------
    AgreementError
        The document, or a file that it names, is wrong; all its faults at once.
    """
    reading = read_agreement(data, name, beside)
    _check_geometry(reading)
    agreement = reading.agreement
    if agreement is None or reading.document.faults:
        raise AgreementError(reading.document.faults.lines())
    return agreement


def _check_geometry(reading: Reading) -> None:
    """Add a fault for each place, and each clause's area, that cannot be used."""
    document = reading.document
    usable = {}
    for name, place in reading.places.items():
        path = where(place, ("places", name))
        try:
            check_place(place)
            usable[name] = place
        except ShapeError as error:
            document.fault(path if path in document.marks else path[:-1], str(error))
    for i, clause in reading.clauses.items():
        if not isinstance(clause, KeepSide) or clause.line not in usable:
            continue
        if clause.area is not None and clause.area not in usable:
            continue
        try:
            ground_of(usable, clause)
        except ShapeError as error:
            document.fault(("clauses", i, "line"), str(error))
    # What lies around a site needs a whole agreement, routes and all.
    if reading.agreement is None or document.faults:
        return
    for i, clause in reading.clauses.items():
        try:
            watched_rings(reading.agreement, clause)
        except ShapeError as error:
            document.fault(("clauses", i, "radius"), str(error))


def file_bytes(path: Path, most: int, *, follow: bool = False) -> bytes:
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
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise InputError(f"{path.name} is not a plain file")
        if about.st_size > most:
            raise InputError(
                f"{path.name} has {about.st_size} bytes; at most {most} are read"
            )
    except InputError:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb") as file:
        return file.read(most + 1)
