"""A folder of a side's keys: each in a file of its own, under a passphrase.

``<use>.pem`` is PKCS#8, encrypted, for its owner alone; ``keys.vkeys`` says in the open
which key is for what, and is what the other side is given. The root key signs
agreements and lists of keys: once it has, its file belongs on a stick in a drawer.

That open file stays as it was agreed. A key that a list of keys brought in later lies
beside the first as ``<use>.<id>.pem``, by the id of its open half.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from thalweg.errors import InputError
from thalweg.record.durable import flush_folder
from thalweg.wire.key_file import (
    LARGEST_BYTES,
    USES,
    KeyFile,
    kind_of,
    parse_key_file,
    use_fault,
)
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind, VerifierKey

PUBLIC = "keys.vkeys"
LARGEST_PEM_BYTES = 1 << 14
SHORTEST_PASSPHRASE = 8

_ID = re.compile(r"[0-9a-f]{8}\.pem", re.ASCII)


def made_keys(name: str, officers: Sequence[str]) -> dict[str, SigningKey]:
    """Make a new key for each use of a side, and for each officer.

    Parameters
    ----------
    name
        what the names of the keys begin with, e.g. ``west.euphrates``; the name of the
        log's key, ``west.euphrates/log``, is the origin of the log.
    officers
        the officers' ids; no names of people: the files go to the other side.
    """
    uses = [*USES, *(f"officer-{officer}" for officer in officers)]
    for use in uses:
        if fault := use_fault(use):
            raise InputError(fault)
    return {use: SigningKey.generate(f"{name}/{use}", kind_of(use)) for use in uses}


def write_keys(
    folder: Path,
    keys: Mapping[str, SigningKey],
    passphrase: bytes,
    own: Mapping[str, bytes] | None = None,
) -> KeyFile:
    """Write keys into a new folder, each under a passphrase, and the open file.

    Parameters
    ----------
    own
        passphrases of single uses, such as an officer's; the others are under
        `passphrase`.

    Raises
    ------
    InputError
        The folder exists, or a passphrase is shorter than 8 bytes.
    """
    words = {use: (own or {}).get(use, passphrase) for use in keys}
    for word in (passphrase, *words.values()):
        _refuse_short(word)
    public = KeyFile({use: key.verifier for use, key in keys.items()})
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise InputError(f"{folder} exists; keys are never written over") from None
    for use, key in keys.items():
        _write(folder / f"{use}.pem", key.to_pem(words[use]), 0o600)
    _write(folder / PUBLIC, public.format(), 0o644)
    return public


class KeyFolder:
    """The keys in a folder; a private one is opened only when it is asked for.

    Raises
    ------
    InputError
        There is no such folder, or its file of open keys is wrong.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / PUBLIC
        self.public = parse_key_file(_read(path, LARGEST_BYTES), str(path))

    def key(self, use: str, passphrase: bytes) -> SigningKey:
        """Return the private key of a use.

        Raises
        ------
        InputError
            It is not there, others than its owner can read it, the passphrase is
            another, or it is not the key of the open file.
        """
        verifier = self.public.keys.get(use)
        if verifier is None:
            known = ", ".join(self.public.keys)
            raise InputError(f"{self.folder}: no key for {use!r}; there are {known}")
        return self.open(use, verifier, passphrase)

    def holds(self, use: str, verifier: VerifierKey) -> bool:
        """Tell whether a key of a use, agreed or listed later, lies here."""
        return self._path(use, verifier).is_file()

    def open(self, use: str, verifier: VerifierKey, passphrase: bytes) -> SigningKey:
        """Return the private key of a use, agreed or listed later; as `key`."""
        return open_key(self._path(use, verifier), verifier, passphrase)

    def beside(
        self, use: str, passphrase: bytes, name: str | None = None
    ) -> tuple[VerifierKey, ...]:
        """Return the open halves of the keys of a use that lie beside the agreed one.

        A record that was restored does not know them by its lists yet. Those that bear
        another name than `name`, by default the agreed one's, are of another log.

        Raises
        ------
        InputError
            One cannot be opened.
        """
        agreed, found = self.public.keys[use], []
        for path in sorted(self.folder.glob(f"{use}.*.pem")):
            if not _ID.fullmatch(path.name.removeprefix(f"{use}.")):
                # A copy that somebody put there: no key of a list is called so.
                continue
            named = agreed.name if name is None else name
            key = _opened(path, named, agreed.kind, passphrase)
            # The id in the file's name is over the key's name too.
            if self._path(use, key.verifier) == path:
                found.append(key.verifier)
        return tuple(found)

    def add(self, use: str, key: SigningKey, passphrase: bytes) -> Path:
        """Write a new key of a use, and return where.

        Raises
        ------
        InputError
            It is there already, or the passphrase is shorter than 8 bytes.
        """
        _refuse_short(passphrase)
        path = self._path(use, key.verifier)
        try:
            _write(path, key.to_pem(passphrase), 0o600)
        except OSError as why:
            raise InputError(f"{path}: {why.strerror or why}") from None
        return path

    def _path(self, use: str, verifier: VerifierKey) -> Path:
        is_agreed = self.public.keys.get(use) == verifier
        end = "" if is_agreed else f".{verifier.key_id.hex()}"
        return self.folder / f"{use}{end}.pem"


def open_key(path: Path, verifier: VerifierKey, passphrase: bytes) -> SigningKey:
    """Return the private key in a file, wherever it lies, such as on a stick.

    Raises
    ------
    InputError
        As `KeyFolder.key`; or it is another key.
    """
    key = _opened(path, verifier.name, verifier.kind, passphrase)
    if key.verifier != verifier:
        raise InputError(f"{path} is not the key {verifier.text()}")
    return key


def _opened(path: Path, name: str, kind: KeyKind, passphrase: bytes) -> SigningKey:
    pem = _read(path, LARGEST_PEM_BYTES, private=True)
    try:
        return SigningKey.from_pem(name, kind, pem, passphrase)
    except InputError as why:
        raise InputError(f"{path}: {why}") from None


def _refuse_short(passphrase: bytes) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise InputError(
            f"a passphrase has {SHORTEST_PASSPHRASE} bytes at least: whoever finds the "
            "disk can try millions"
        )


def _write(path: Path, data: bytes, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            # Half a key keeps a node from starting.
            path.unlink()
            raise
    # A list may be logged next that names it: its name has to last as well.
    flush_folder(path.parent)


def _read(path: Path, most: int, *, private: bool = False) -> bytes:
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if private and stat.S_IMODE(state.st_mode) & 0o077:
                raise InputError(
                    f"{path} can be read by others than its owner; take it as stolen, "
                    f"or if it never left this machine: chmod 600 {path}"
                )
            data = file.read(most + 1)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    if len(data) > most:
        raise InputError(f"{path}: larger than {most:,} bytes")
    return data
