"""A new log in the place of one's own that nobody can bring back.

Two officers decide it, and the root key signs. All that a node signs its logs and
cosigns with is new then: a record that forgot what it cosigned must not go on under the
same key. The old log stays where it is, and the new one says from where on it follows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from thalweg.errors import InputError
from thalweg.hotline.keyrings import newest_side
from thalweg.hotline.origins import set_aside
from thalweg.node.agreed import agreed
from thalweg.node.settings import Settings
from thalweg.record.guard import Guard
from thalweg.record.keys import KeyFolder
from thalweg.record.lists import ring_of
from thalweg.record.log import Log
from thalweg.record.merkle import leaf_hash
from thalweg.record.origins import NewOrigin, new_origin, origin_row, origins_of
from thalweg.record.ports import SIGNED, Append, Change
from thalweg.record.published import PublishedLog
from thalweg.record.ring import KeyRing
from thalweg.record.tree import Tree
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_file import LOG, MIRROR, SEALED, WITNESS, kind_of
from thalweg.wire.key_list import KeyList, KeyTerm
from thalweg.wire.leaf import KEYS, LINK
from thalweg.wire.origin_leaf import BEHIND, GUARD_MISSING, OriginLink
from thalweg.wire.signing import SigningKey

NEW_USES = (LOG, SEALED, WITNESS, MIRROR)
_NUMBERED = re.compile(r"(.+)-([2-9]|[1-9][0-9]{1,3})")

Signers = Callable[[KeyRing], tuple[Sequence[SigningKey], Sequence[SigningKey]]]
"""Returns the root keys and the officers' that sign, given the lists in force."""


@dataclass(frozen=True, slots=True)
class Began:
    """What began: the link, and the files of the new keys."""

    link: OriginLink
    edition: int
    new_files: tuple[str, ...]


def begin_anew(
    settings: Settings, passphrase: bytes, signers: Signers, now_us: int
) -> Began:
    """Begin a new log, linked to the old, in a record that no node has open.

    Raises
    ------
    InputError
        The record is not in doubt: its guard is there, and knows no more than it; or
        another process has it; or too few sign.
    """
    found = agreed(settings)
    store = SqliteStore.open(settings.store)
    try:
        us = newest_side(store, found.us)
        ring = ring_of(store, us.party, us.origin, us.key_list())
        reason, known = _doubt(settings, store, ring)
        number = len(origins_of(store, us.party)) + 1
        new = {use: _new_key(ring, use, number) for use in NEW_USES}
        listed = _list(ring, new, now_us)
        size = store.size(ring.origin)
        link = OriginLink(
            party=ring.party,
            old=ring.origin,
            size=size,
            root=Tree(store, ring.origin).root(size),
            known_size=known,
            new=new[LOG].name,
            sealed=new[SEALED].name,
            keys=listed.sha256,
            reason=reason,
            made_us=now_us,
        )
        roots, officers = signers(ring)
        entries = (
            sign_envelope(KEYS, listed.encode(), roots).format(),
            sign_envelope(LINK, link.encode(), [*roots, *officers]).format(),
        )
        if new_origin(ring, entries) is None:
            raise InputError("a new origin that could not be read again")
        folder = KeyFolder(settings.keys)
        paths = [str(folder.add(use, key, passphrase)) for use, key in new.items()]
        _write(settings, store, entries, NewOrigin(listed, link), new, number)
    finally:
        store.close()
    return Began(link, listed.edition, tuple(paths))


def _doubt(
    settings: Settings, store: SqliteStore, ring: KeyRing
) -> tuple[str, int | None]:
    """Return why the log cannot go on; raises InputError where it can."""
    if not settings.guard.exists():
        return GUARD_MISSING, None
    guard = Guard.open(settings.guard)
    ahead = []
    for origin in (ring.origin, ring.sealed_origin):
        mark, head = guard.mark(origin, SIGNED), store.head(origin, SIGNED)
        held = 0 if head is None else head.size
        if mark is not None and mark.size > held:
            ahead.append((origin, mark.size))
    if not ahead:
        raise InputError(
            f"{settings.guard}: the guard knows no more than the record has: nothing "
            "was lost, and nothing begins anew"
        )
    known = dict(ahead).get(ring.origin)
    return BEHIND, None if known is None else max(known, store.size(ring.origin))


def _new_key(ring: KeyRing, use: str, number: int) -> SigningKey:
    name = ring.now(use)[0].name
    if use in (LOG, SEALED):
        match = _NUMBERED.fullmatch(name) if number > 1 else None
        name = f"{match[1] if match else name}-{number + 1}"
    return SigningKey.generate(name, kind_of(use))


def _list(ring: KeyRing, new: Mapping[str, SigningKey], now_us: int) -> KeyList:
    kept = [
        # Entries are counted anew: what bounded a key in the old log is over.
        replace(term, from_index=0)
        for term in ring.newest.keys
        if term.use not in NEW_USES
        and term.until_index is None
        and (term.until_us is None or term.until_us > now_us)
    ]
    terms = (KeyTerm(use=use, key=key.verifier) for use, key in new.items())
    return KeyList(
        party=ring.party,
        edition=ring.newest.edition + 1,
        made_us=now_us,
        keys=(*kept, *terms),
        revoked=ring.newest.revoked,
    )


def _write(
    settings: Settings,
    store: SqliteStore,
    entries: Sequence[bytes],
    new: NewOrigin,
    keys: Mapping[str, SigningKey],
    number: int,
) -> None:
    """Write it: whole with one commit, and safe to do again up to there."""
    if not settings.guard.exists():
        Guard.create(settings.guard)
    for name in ("log", "sealed"):
        set_aside(settings.published / name, number)
    tree = Tree(store, new.link.new)
    append = Append(
        origin=new.link.new,
        at=0,
        entries=tuple(entries),
        tiles=tree.grown(0, [leaf_hash(entry) for entry in entries]),
    )
    row = origin_row(new.link.party, number, new)
    store.commit(Change(appends=(append,), rows=(row,)))
    guard = Guard.open(settings.guard)
    for use, name in ((LOG, "log"), (SEALED, "sealed")):
        shown = PublishedLog(settings.published / name, entries=use == LOG)
        Log(keys[use], store, guard, shown).publish()
