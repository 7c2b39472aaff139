"""A site put together from its settings: store, guard, keys, agreement."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from thalweg.errors import InputError
from thalweg.hotline.books import OWN_USES
from thalweg.hotline.keyrings import newest_side
from thalweg.hotline.sides import OwnKeys, SideKeys, side_ever
from thalweg.hotline.site import Site
from thalweg.node.agreed import Agreed, agreed
from thalweg.node.settings import Settings
from thalweg.record.guard import Guard
from thalweg.record.keys import KeyFolder
from thalweg.record.lists import ring_of
from thalweg.stores.sqlite import SqliteStore
from thalweg.times import now_us
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.key_file import LOG, MIRROR, NODE, SEALED, WITNESS
from thalweg.wire.key_list import KeyList
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey


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
    store = SqliteStore.open(settings.store)
    try:
        us = newest_side(store, found.us)
        ring = ring_of(store, us.party, us.origin, us.key_list())
        keys = own_keys(settings, passphrase, ring.newest)
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
        site.books.use_keys(now_us())
        yield Assembled(site, found)
    finally:
        store.close()


def sides_known(settings: Settings) -> tuple[SideKeys, SideKeys]:
    """Return every key of both sides by the lists that the record has; else as agreed.

    Keys that were replaced are among them, those that were revoked are not.

    Raises
    ------
    InputError
        As `thalweg.node.agreed.agreed`.
    """
    found = agreed(settings)
    if not settings.store.exists():
        return found.us, found.peer
    store = SqliteStore.open(settings.store, writing=False)
    try:
        rings = [
            ring_of(store, side.party, side.origin, side.key_list())
            for side in (newest_side(store, one) for one in (found.us, found.peer))
        ]
    finally:
        store.close()
    us, peer = (side_ever(ring) for ring in rings)
    return us, peer


def own_keys(settings: Settings, passphrase: bytes, newest: KeyList) -> OwnKeys:
    """Open the keys that a node signs with by itself.

    Parameters
    ----------
    newest
        the list of its keys in force: of several of a use, the last that is at hand is
        opened now, others when a list says that they count.

    Raises
    ------
    InputError
        None of a use is at hand, or one cannot be opened.
    """
    folder = KeyFolder(settings.keys)

    def find(use: str, key: VerifierKey) -> SigningKey | None:
        is_here = folder.holds(use, key)
        return folder.open(use, key, passphrase) if is_here else None

    found: dict[str, SigningKey] = {}
    for use in OWN_USES:
        listed = [term.key for term in newest.keys if term.use == use]
        at_hand = [key for key in listed if folder.holds(use, key)]
        # Without any, the agreed one says by its name which file is wanted.
        key = at_hand[-1] if at_hand else folder.public.keys[use]
        found[use] = folder.open(use, key, passphrase)
    more = {
        use: folder.beside(use, passphrase, found[use].name) for use in (LOG, SEALED)
    }
    return OwnKeys(
        log=found[LOG],
        sealed=found[SEALED],
        witness=found[WITNESS],
        mirror=found[MIRROR],
        node=found[NODE],
        find=find,
        more=more,
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
