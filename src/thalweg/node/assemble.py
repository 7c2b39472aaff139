"""A site put together from its settings: store, guard, keys, agreement."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from thalweg.errors import InputError
from thalweg.hotline.sides import OwnKeys
from thalweg.hotline.site import Site
from thalweg.node.agreed import Agreed, agreed
from thalweg.node.settings import Settings
from thalweg.record.guard import Guard
from thalweg.record.keys import KeyFolder
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.canonical import sha256_hex


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
