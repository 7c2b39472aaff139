"""A new log in the place of one's own that nobody can bring back.

Two officers decide it, and the root key signs. All that a node signs its logs and
cosigns with is new then: a record that forgot what it cosigned must not go on under the
same key. The old log stays where it is, and the new one says from where on it follows;
after a theft, also which of its entries its owner did not write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from thalweg.errors import InputError
from thalweg.hotline import doubts
from thalweg.hotline.books import Books
from thalweg.hotline.effects import Effects
from thalweg.hotline.keyrings import newest_side
from thalweg.hotline.origins import put_beside
from thalweg.hotline.parting import closing, leave
from thalweg.hotline.sides import OwnKeys
from thalweg.model.message import EntryRef
from thalweg.node.agreed import Agreed, agreed
from thalweg.node.assemble import own_keys
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
from thalweg.wire.canonical import LARGEST_WHOLE
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_file import LOG, MIRROR, NODE, SEALED, WITNESS, kind_of
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation
from thalweg.wire.leaf import KEYS, LINK
from thalweg.wire.origin_leaf import BEHIND, GUARD_MISSING, STOLEN, OriginLink
from thalweg.wire.signing import SigningKey

NEW_USES = (LOG, SEALED, WITNESS, MIRROR)
ALSO = (SEALED, WITNESS, MIRROR, NODE)
"""What can be revoked together with a log's stolen key."""
_NUMBERED = re.compile(r"(.+)-([2-9]|[1-9][0-9]{1,3})")

Signers = Callable[[KeyRing], tuple[Sequence[SigningKey], Sequence[SigningKey]]]
"""Returns the root keys and the officers' that sign, given the lists in force."""


@dataclass(frozen=True, slots=True)
class Began:
    """What began: the link, and the files of the new keys."""

    link: OriginLink
    edition: int
    new_files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stolen:
    """That the old log's key was stolen.

    Attributes
    ----------
    last_good
        the last entry of the old log that its owner wrote; None: the last one that both
        sides have the same, as far as anything shows.
    also
        what was stolen with it: `ALSO`. Officers' keys are revoked in the new log.
    """

    last_good: int | None = None
    also: tuple[str, ...] = ()


def begin_anew(
    settings: Settings,
    passphrase: bytes,
    signers: Signers,
    now_us: int,
    stolen: Stolen | None = None,
    *,
    restored: bool = False,
) -> Began:
    """Begin a new log, linked to the old, in a record that no node has open.

    Raises
    ------
    InputError
        The record is not in doubt: its guard is there, and knows no more than it; or,
        after a theft, nothing shows one; or another process has it; or too few sign.
    """
    found = agreed(settings)
    store = SqliteStore.open(settings.store)
    try:
        us = newest_side(store, found.us)
        ring = ring_of(store, us.party, us.origin, us.key_list())
        books = _books(settings, passphrase, store, found, ring)
        folder = KeyFolder(settings.keys)

        def keep(use: str, key: SigningKey) -> str:
            return str(folder.add(use, key, passphrase))

        return continue_anew(books, signers, keep, now_us, stolen, restored=restored)
    finally:
        store.close()


def continue_anew(
    books: Books,
    signers: Signers,
    keep: Callable[[str, SigningKey], str],
    now_us: int,
    stolen: Stolen | None = None,
    *,
    restored: bool = False,
) -> Began:
    """Begin a new log in books that nobody uses any more; as `begin_anew`.

    Parameters
    ----------
    keep
        writes a new key durably, and says where: before a list names it.
    stolen, restored
        what two officers say of entries that the other side has and that are not here:
        a thief wrote them; or they did, before the record was restored and went on.
    """
    ring = books.rings.own
    begun = _begun(books)
    if begun is not None:
        _sign(books, books.keys)
        return Began(begun.link, begun.first.edition, ())
    why = _doubt(books, restored=restored) if stolen is None else _theft(books, stolen)
    number = len(origins_of(books.store, ring.party)) + 1
    also = () if stolen is None else stolen.also
    uses = dict.fromkeys((*NEW_USES, *also))
    new = {use: _new_key(ring, use, number) for use in uses}
    gone = () if stolen is None else tuple(_gone(books, why, also, now_us))
    listed = _list(ring, new, gone, now_us)
    link = OriginLink(
        party=ring.party,
        old=ring.origin,
        size=why.size,
        root=books.root_at(ring.origin, why.size),
        known_size=why.known,
        new=new[LOG].name,
        sealed=new[SEALED].name,
        keys=listed.sha256,
        reason=why.reason,
        made_us=now_us,
    )
    roots, officers = signers(ring)
    entries = (
        sign_envelope(KEYS, listed.encode(), roots).format(),
        sign_envelope(LINK, link.encode(), [*roots, *officers]).format(),
    )
    if new_origin(ring, entries) is None:
        raise InputError("a new origin that could not be read again")
    paths = [keep(use, key) for use, key in new.items()]
    _write(books, entries, NewOrigin(listed, link))
    _sign(books, replace(books.own_keys, log=new[LOG], sealed=new[SEALED]))
    return Began(link, listed.edition, tuple(paths))


def _books(
    settings: Settings,
    passphrase: bytes,
    store: SqliteStore,
    found: Agreed,
    ring: KeyRing,
) -> Books:
    # Where there is none, none is made before the new log is: it would vouch for this.
    path = settings.guard
    guard = Guard.open(path) if path.exists() else Guard(path, {}, 0)
    return Books(
        own_keys(settings, passphrase, ring.newest),
        found.us,
        found.peer,
        found.terms,
        settings.limits.line(is_on_network=settings.is_on_network),
        store,
        guard,
        settings.published,
    )


@dataclass(frozen=True, slots=True)
class _Why:
    """Why a log is left: how many of its entries stand, of how many that are known."""

    reason: str
    size: int
    known: int | None


def _doubt(books: Books, *, restored: bool) -> _Why:
    """Return why the log cannot go on; raises InputError where it can."""
    store, size = books.store, books.log.size
    if not books.guard.path.exists():
        return _Why(GUARD_MISSING, size, None)
    ahead = {}
    for origin in (books.us.origin, books.us.sealed_origin):
        mark, head = books.guard.mark(origin, SIGNED), store.head(origin, SIGNED)
        held = 0 if head is None else head.size
        if mark is not None and mark.size > held:
            ahead[origin] = mark.size
    if books.us.origin not in ahead and doubts.why(books, books.log):
        row, here = doubts.doubted(books, books.us.origin), books.log.signed_size
        if restored and row is not None and doubts.parts_from(row, here):
            # The other side keeps what it holds; what was written here since is said
            # again in the new log.
            common = _same_on_both(books, row)
            known = min(max(row["size"], common), LARGEST_WHOLE)
            return _Why(BEHIND, common, known)
        raise InputError(
            f"{books.us.origin}: the other side has entries under its key that are not "
            "here: thalweg node take-back shows them. If they were said here, take "
            "them back first, or, where the two part, say so: --restored; if they were "
            "not: --stolen"
        )
    # The sealed log comes back from nobody.
    sealed = doubts.doubted(books, books.us.sealed_origin)
    if not ahead and sealed is None:
        raise InputError(
            f"{books.guard.path}: the guard knows no more than the record has: nothing "
            "was lost, and nothing begins anew"
        )
    if restored and books.us.origin not in ahead:
        raise InputError(
            f"{books.us.origin}: the other side shows nothing that parts from it: "
            "leave --restored out"
        )
    known = ahead.get(books.us.origin)
    return _Why(BEHIND, size, None if known is None else max(known, size))


def _theft(books: Books, stolen: Stolen) -> _Why:
    """Return how much of a log stands whose key was stolen.

    Raises
    ------
    InputError
        Nothing shows a theft; or the last good entry is not known to be the same on
        both sides.
    """
    if wrong := [use for use in stolen.also if use not in ALSO]:
        raise InputError(f"--also {wrong[0]}: wanted one of {', '.join(ALSO)}")
    ring, origin = books.rings.own, books.us.origin
    logs = (books.log, books.sealed)
    is_revoked = any(one.key in ring.ever(LOG) for one in ring.newest.revoked)
    if not is_revoked and not any(doubts.doubted(books, log.origin) for log in logs):
        raise InputError(
            f"{origin}: neither does the other side show anything under its key that "
            "is not here, nor does the newest list of keys revoke that key: thalweg "
            "keys revoke log, if it was stolen"
        )
    row = doubts.doubted(books, origin)
    held = books.log.size
    shown = held if row is None else int(row["size"])
    # A thief signs any size; the link must be able to say it.
    known = min(max(held, shown), LARGEST_WHOLE)
    common = _same_on_both(books, row)
    size = common if stolen.last_good is None else stolen.last_good + 1
    if not 0 <= size <= common:
        raise InputError(
            f"--last-good {size - 1}: {common} entries are the same on the other side, "
            f"as far as anything shows here, so the last one is {common - 1} at most; "
            "what was said after it and is yours, say again"
        )
    return _Why(STOLEN, size, known)


def _same_on_both(books: Books, row: Mapping[str, Any] | None) -> int:
    """Return how many signed entries of a log the other side surely has the same.

    What it receipted, whatever it shows now; and what came back of it and is the same.
    No more: the thief may have gone on from any later entry, and of a last good one
    that the other side cannot find in what it holds it would disown everything.
    """
    receipt = books.newest_receipt()
    receipted = 0 if receipt is None else receipt.size
    shown = 0 if row is None or row["common"] is None else int(row["common"])
    return min(books.log.signed_size, max(receipted, shown))


def _gone(
    books: Books, why: _Why, also: Sequence[str], now_us: int
) -> Iterator[Revocation]:
    """Yield what the new log's first list revokes."""
    ring = books.rings.own
    sizes = {
        LOG: (books.us.origin, why.size),
        NODE: (books.us.origin, why.size),
        SEALED: (books.us.sealed_origin, books.sealed.size),
        WITNESS: (books.peer.origin, books.mirror.size),
        MIRROR: (books.peer.origin, books.mirror.size),
    }
    for use in dict.fromkeys((LOG, *also)):
        origin, size = sizes[use]
        good = EntryRef(origin, size - 1) if size else None
        for key in ring.ever(use):
            if not ring.revoked(key):
                yield Revocation(key=key, last_good=good, revoked_us=now_us)


def _new_key(ring: KeyRing, use: str, number: int) -> SigningKey:
    name = ring.now(use)[0].name
    if use in (LOG, SEALED):
        match = _NUMBERED.fullmatch(name) if number > 1 else None
        name = f"{match[1] if match else name}-{number + 1}"
    return SigningKey.generate(name, kind_of(use))


def _list(
    ring: KeyRing,
    new: Mapping[str, SigningKey],
    gone: Sequence[Revocation],
    now_us: int,
) -> KeyList:
    kept = [
        # Entries are counted anew: what bounded a key in the old log is over.
        replace(term, from_index=0)
        for term in ring.newest.keys
        if term.use not in new
        and term.until_index is None
        and (term.until_us is None or term.until_us > now_us)
    ]
    terms = (KeyTerm(use=use, key=key.verifier) for use, key in new.items())
    return KeyList(
        party=ring.party,
        edition=ring.newest.edition + 1,
        made_us=now_us,
        keys=(*kept, *terms),
        revoked=(*ring.newest.revoked, *gone),
    )


def _begun(books: Books) -> NewOrigin | None:
    """Return the new log that was begun, durably, by a run which ended there.

    Its guard is made after it: one made before would vouch for a record of which nobody
    knows how far it had come.
    """
    found = origins_of(books.store, books.us.party)
    if not found or books.guard.path.exists():
        return None
    newest = found[-1]
    is_signed = books.store.head(newest.link.new, SIGNED) is not None
    return None if is_signed or newest.link.new != books.us.origin else newest


def _write(books: Books, entries: Sequence[bytes], new: NewOrigin) -> None:
    """Write it: whole with one commit, and safe to do again up to there."""
    store, us = books.store, books.us
    number = len(origins_of(store, us.party)) + 1
    leave(books, Effects(books), new, new.link.made_us, mine=True)
    tree = Tree(store, new.link.new)
    append = Append(
        origin=new.link.new,
        at=0,
        entries=tuple(entries),
        tiles=tree.grown(0, [leaf_hash(entry) for entry in entries]),
    )
    row = origin_row(new.link.party, number, entries)
    rows = (*closing(books, mine=True), row)
    store.commit(Change(appends=(append,), rows=rows))


def _sign(books: Books, keys: OwnKeys) -> None:
    """Do what is left after the commit; with a guard, a start of the node does it."""
    store, path = books.store, books.guard.path
    put_beside(store, books.folder, books.us.party, books.peer.party)
    guard = Guard.open(path) if path.exists() else Guard.create(path)
    for key, name in ((keys.log, "log"), (keys.sealed, "sealed")):
        shown = PublishedLog(books.folder / name, entries=name == "log")
        Log(key, store, guard, shown).publish()
