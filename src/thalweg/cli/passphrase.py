"""Where the passphrase of keys comes from: the environment, a file, or a person."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from thalweg.errors import InputError

VARIABLE = "THALWEG_PASSPHRASE"
LONGEST_BYTES = 4096

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=f"Its first line is the keys' passphrase; else {VARIABLE}, else asked.",
    ),
]


def passphrase(
    file: Path | None, *, twice: bool = False, of: str = "the keys"
) -> bytes:
    """Return the passphrase of keys, never from the command line itself.

    Parameters
    ----------
    file
        where it stands on the first line; None for the environment or a person.
    twice
        whether a person is asked twice: for keys that are made with it.
    of
        whose keys a person is asked about.

    Raises
    ------
    InputError
        There is none, or nobody to ask.
    """
    if file is not None:
        return _held(_first_line(file), str(file))
    given = os.environ.get(VARIABLE)
    if given is not None:
        return _held(given.encode(), VARIABLE)
    if not sys.stdin.isatty():
        raise InputError(
            f"the keys' passphrase: there is no terminal to ask at; set {VARIABLE}, or "
            "give --passphrase-file FILE"
        )
    return _asked(twice, of)


def _asked(twice: bool, of: str) -> bytes:
    from getpass import getpass

    first = getpass(f"passphrase of {of}: ")
    if twice and getpass("once more: ") != first:
        raise InputError("the two passphrases differ; nothing was written")
    return _held(first.encode(), "the passphrase")


def _first_line(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.readline(LONGEST_BYTES).rstrip(b"\r\n")
    except OSError as why:
        raise InputError(f"{file}: {why.strerror or why}") from None


def _held(found: bytes, where: str) -> bytes:
    if not found:
        raise InputError(f"{where}: empty; keys are not kept without a passphrase")
    return found
