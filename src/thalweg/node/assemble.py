"""A site put together from its settings: store, guard, keys, agreement."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from thalweg.errors import InputError
from thalweg.hotline.sides import OwnKeys
from thalweg.hotline.site import Site
from thalweg.node.agreed import Agreed, agreed
from thalweg.node.settings import Settings
from thalweg.record.guard import Guard
from thalweg.record.keys import KeyFolder
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.signing import SigningKey

PASSPHRASE = "THALWEG_PASSPHRASE"
LARGEST_PASSPHRASE_BYTES = 4096

Ask = Callable[[str], bytes]
"""Asks a person for a passphrase; handed what it is for."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """A site that is open, and what it goes by."""

    site: Site
    agreed: Agreed


@contextmanager
def opened(settings: Settings, passphrase: bytes) -> Iterator[Assembled]:
    """Open a site for writing, for this process alone; give it back at the end.

    Raises
    ------
    InputError
        A setting, a key or the agreement is wrong, or another process has the record.
    RecordDoubtError
        The record cannot be trusted.
    """
    found = agreed(settings)
    keys = own_keys(settings, passphrase)
    store = SqliteStore.open(settings.store)
    try:
        site = Site(
            keys,
            found.us,
            found.peer,
            found.terms,
            store,
            Guard.open(settings.guard),
            settings.published,
            settings.limits.line(is_on_network=settings.is_on_network),
        )
        yield Assembled(site, found)
    finally:
        store.close()


def own_keys(settings: Settings, passphrase: bytes) -> OwnKeys:
    """Open the keys that a node signs with by itself; raises InputError."""
    folder = KeyFolder(settings.keys)
    return OwnKeys(
        log=folder.key("log", passphrase),
        sealed=folder.key("sealed", passphrase),
        witness=folder.key("witness", passphrase),
        mirror=folder.key("mirror", passphrase),
        node=folder.key("node", passphrase),
    )


def passphrase_of(settings: Settings, ask: Ask | None) -> bytes:
    """Return the passphrase of the node's keys: from the environment, a file, a person.

    Raises
    ------
    InputError
        None of them gives one.
    """
    given = os.environb.get(PASSPHRASE.encode())
    if given:
        return given
    if settings.passphrase is not None:
        return _from_file(settings.passphrase)
    if ask is None:
        raise InputError(
            f"the keys in {settings.keys} need their passphrase: set {PASSPHRASE}, or "
            "name a file as keys.passphrase in the settings"
        )
    return ask(f"passphrase of {settings.keys}")


def _from_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise InputError(
                    f"{path}: others than its owner can read it: chmod 600 {path}"
                )
            return file.read(LARGEST_PASSPHRASE_BYTES).rstrip(b"\r\n")
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None


def officer_keys(folder: Path, officers: Sequence[str], ask: Ask) -> list[SigningKey]:
    """Open officers' keys, each under its passphrase.

    The passphrase is that of the environment; without it each officer is asked. The
    file that opens the node's own keys by itself does not speak for an officer.

    Raises
    ------
    InputError
        A key cannot be opened, or there is nobody to ask.
    """
    keys = KeyFolder(folder)
    found = []
    for officer in dict.fromkeys(officers):
        use = f"officer-{officer}"
        given = os.environb.get(PASSPHRASE.encode())
        found.append(keys.key(use, given or ask(f"passphrase of {use}")))
    return found


def write_certificate(settings: Settings, certificate: bytes, key: bytes) -> str:
    """Write the door's certificate and its key; return the certificate's SHA-256.

    Raises
    ------
    InputError
        There is one already.
    """
    for path, data, mode in (
        (settings.certificate_key, key, 0o600),
        (settings.certificate, certificate, 0o644),
    ):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        except FileExistsError:
            raise InputError(f"{path} exists; move it away to make a new one") from None
        except OSError as why:
            raise InputError(f"{path}: {why.strerror or why}") from None
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    return sha256_hex(certificate)
