"""Where the passphrase of keys comes from: the environment, a file, or a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
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


def variable_of(use: str) -> str:
    """Return the variable of the environment for the passphrase of one key alone."""
    return f"{VARIABLE}_{use.upper().replace('-', '_')}"


def passphrase(
    file: Path | None, *, twice: bool = False, of: str = "the keys", use: str = ""
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
    use
        the key's use, such as ``officer-1``, where it may have a passphrase of its own:
        ``THALWEG_PASSPHRASE_OFFICER_1`` goes before the one for all.

    Raises
    ------
    InputError
        There is none, or nobody to ask.
    """
    if file is not None:
        return _held(_first_line(file), str(file))
    own = own_word(use) if use else None
    if own is not None:
        return own
    given = os.environ.get(VARIABLE)
    if given is not None:
        return _held(given.encode(), VARIABLE)
    if not sys.stdin.isatty():
        raise InputError(
            f"the keys' passphrase: there is no terminal to ask at; set {VARIABLE}, or "
            "give --passphrase-file FILE"
        )
    return _asked(twice, of)


def own_word(use: str) -> bytes | None:
    """Return the passphrase that the environment gives for one key alone, if it does.

    Raises
    ------
    InputError
        It is empty.
    """
    given = os.environ.get(variable_of(use))
    return None if given is None else _held(given.encode(), variable_of(use))


def officers_words(given: Sequence[str], officers: Sequence[str]) -> dict[str, bytes]:
    """Return the passphrases of officers who have one of their own, by use.

    Parameters
    ----------
    given
        each as ``ID=FILE``, the file as of `passphrase`; without one, the environment
        is looked into (`variable_of`).
    officers
        the officers' ids.

    Raises
    ------
    InputError
        One is of no such officer, is empty, or cannot be read.
    """
    found = {}
    for officer in officers:
        own = own_word(f"officer-{officer}")
        if own is not None:
            found[f"officer-{officer}"] = own
    for text in given:
        officer, equals, file = text.partition("=")
        if not equals or officer not in officers:
            raise InputError(
                f"--officer-passphrase {text}: wanted ID=FILE, the id one of "
                f"{', '.join(officers)}"
            )
        found[f"officer-{officer}"] = _held(_first_line(Path(file)), file)
    return found


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
