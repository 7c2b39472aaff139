"""The keys that a node opens at its start, and the file by which the other side knows
them.

A folder of keys holds one file for each, ``log.pem`` and so on, PKCS#8 under one
passphrase, readable by its owner alone; ``keys.vkeys`` is what others get: a line
``<use> <vkey>`` for each.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from thalweg.errors import InputError
from thalweg.hotline.sides import OwnKeys, SideKeys
from thalweg.record.durable import make_folder, write_durably
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind, VerifierKey, parse_vkey

VKEYS = "keys.vkeys"
USES: Final[Mapping[str, KeyKind]] = {
    "log": KeyKind.ED25519,
    "sealed": KeyKind.ED25519,
    "witness": KeyKind.COSIGNATURE,
    "mirror": KeyKind.COSIGNATURE,
    "node": KeyKind.ED25519,
}
"""Keys that a node itself signs with, and what each signs."""

_OFFICER = re.compile(r"officer-[a-z0-9][a-z0-9-]{0,30}", re.ASCII)
_LARGEST_FILE_BYTES = 1 << 16


def make_keys(
    folder: Path,
    party: str,
    line: str,
    officers: Sequence[str],
    passphrase: bytes | None,
) -> None:
    """Make the keys of a node and its officers; `line` is in their names.

    Raises
    ------
    InputError
        The folder holds keys already.
    """
    if (folder / VKEYS).exists():
        raise InputError(f"{folder}: there are keys here; they are never made over")
    make_folder(folder)
    folder.chmod(0o700)
    kinds = dict(USES) | {f"officer-{one}": KeyKind.ED25519 for one in officers}
    lines = []
    for use, kind in kinds.items():
        key = SigningKey.generate(f"{party}.{line}/{use}", kind)
        write_secret(folder / f"{use}.pem", key.to_pem(passphrase))
        lines.append(f"{use} {key.verifier.text()}\n")
    write_durably(folder / VKEYS, "".join(lines).encode())


def write_secret(path: Path, data: bytes) -> None:
    """Write a new file that its owner alone may read; raises InputError if it exists."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(f"{path} exists; it is not written over") from None
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def open_keys(folder: Path, passphrase: bytes | None) -> OwnKeys:
    """Open the keys that a node signs with by itself.

    Raises
    ------
    InputError
        One is missing, others than its owner can read it, or the passphrase is not its.
    """
    listed = _listed(folder / VKEYS)
    keys = {use: _open(folder, use, listed, passphrase) for use in USES}
    return OwnKeys(
        log=keys["log"],
        sealed=keys["sealed"],
        witness=keys["witness"],
        mirror=keys["mirror"],
        node=keys["node"],
    )


def open_officer(folder: Path, officer: str, passphrase: bytes | None) -> SigningKey:
    """Open an officer's key, by the name after ``officer-``; as `open_keys`."""
    return _open(folder, f"officer-{officer}", _listed(folder / VKEYS), passphrase)


def read_side(path: Path, party: str) -> SideKeys:
    """Return the keys that stand in a file of verifier keys.

    Raises
    ------
    InputError
        Naming the line that is wrong, or the use that has no key.
    """
    listed = _listed(path)
    missing = [use for use in USES if not listed.get(use)]
    if missing:
        raise InputError(f"{path}: no key for {', '.join(missing)}")

    def of(use: str) -> tuple[VerifierKey, ...]:
        return tuple(listed[use])

    officers = [key for use in listed if use not in USES for key in listed[use]]
    return SideKeys(
        party=party,
        log=of("log"),
        sealed=of("sealed"),
        witness=of("witness"),
        mirror=of("mirror"),
        node=of("node"),
        officers=tuple(officers),
    )


def officers_of(path: Path) -> dict[str, VerifierKey]:
    """Return the officers in a file of verifier keys by name, each one's newest key."""
    return {
        use.removeprefix("officer-"): keys[0]
        for use, keys in _listed(path).items()
        if use not in USES
    }


def _listed(path: Path) -> dict[str, list[VerifierKey]]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE_BYTES)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    found: dict[str, list[VerifierKey]] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        use, _, text = line.partition(" ")
        if use not in USES and not _OFFICER.fullmatch(use):
            raise InputError(
                f"{path}:{number}: wanted {', '.join(USES)} or officer-<name>, then a "
                f"verifier key; got {use[:40]!r}"
            )
        try:
            key = parse_vkey(text)
        except InputError as why:
            raise InputError(f"{path}:{number}: {why}") from None
        if key.kind is not USES.get(use, KeyKind.ED25519):
            raise InputError(f"{path}:{number}: a key of another kind than {use} has")
        found.setdefault(use, []).append(key)
    return found


def _open(
    folder: Path,
    use: str,
    listed: Mapping[str, Sequence[VerifierKey]],
    passphrase: bytes | None,
) -> SigningKey:
    path = folder / f"{use}.pem"
    known = listed.get(use)
    if not known:
        raise InputError(f"{folder / VKEYS}: no key for {use}")
    pem = read_secret(path)
    try:
        key = SigningKey.from_pem(known[0].name, known[0].kind, pem, passphrase)
    except InputError as why:
        raise InputError(f"{path}: {why}") from None
    if key.verifier not in known:
        raise InputError(f"{path}: not the key that {VKEYS} lists for {use}")
    return key


def read_secret(path: Path) -> bytes:
    """Read a file that nobody but its owner may read.

    Raises
    ------
    InputError
        It is not there, or the group or others can read it.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise InputError(
                    f"{path}: others than its owner can read it: chmod 600 {path}"
                )
            return file.read(_LARGEST_FILE_BYTES)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
