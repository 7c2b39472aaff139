"""Lists of keys taken from both logs, and what a revocation makes of older entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from thalweg.errors import RefusedError, VerificationError
from thalweg.hotline.books import (
    COPIES,
    SENT,
    TOLD,
    UNCOUNTED,
    Books,
    index_key,
    ref_key,
)
from thalweg.hotline.said import Said, authority_faults
from thalweg.model.message import EntryRef, Message
from thalweg.record.ports import MIRRORED, Receipt
from thalweg.record.ring import Covered, KeyRing
from thalweg.wire.authority import may_sign, what_is_said
from thalweg.wire.envelope import Envelope, parse_envelope, verified_payload
from thalweg.wire.key_file import ROOT
from thalweg.wire.key_list import parse_key_list
from thalweg.wire.leaf import KEYS, MESSAGE, parse_leaf
from thalweg.wire.message import parse_message
from thalweg.wire.vkey import VerifierKey

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that are written with the next commit: of which side, from which on."""

    mine: bool
    first: int
    entries: Sequence[bytes]


def take_list(books: Books, said: Said, entry: bytes, *, mine: bool) -> Said:
    """Take the list of keys that an entry of either log is; return what it is worth.

    A list of the other party's is a copy: it shows that the log's side has it.
    """
    at = said.at
    envelope = parse_envelope(entry)
    side, other = books.rings.own, books.rings.peer
    if not mine:
        side, other = other, side
    party = parse_key_list(envelope.payload).party
    if party == other.party:
        return _copied(books, said, envelope, mine=mine)
    if at.index == 0 and envelope.payload == side.logged[0].list.encode_if_listed():
        # The list that a new log begins with was taken with the log.
        if not mine:
            books.standing.keep(COPIES, "0")
        return said
    cosigned, note = _cosigned_before(books, at.index, mine=mine)
    try:
        books.rings.take(at.index, envelope, cosigned, note, mine=mine)
    except VerificationError as why:
        return replace(said, faults=why.faults)
    if not mine:
        books.standing.keep(COPIES, str(at.index))
    roots = verified_payload(envelope, side.ever(ROOT))[1]
    return replace(said, signers=tuple(key.name for key in roots))


def _copied(books: Books, said: Said, envelope: Envelope, *, mine: bool) -> Said:
    """Hold a copy of the other party's list to the lists that its own log has."""
    for index, entry in books.rings.entries(mine=not mine):
        if parse_envelope(entry).id == envelope.id:
            if mine:
                books.standing.drop(COPIES, str(index))
            return said
    told = "a copy of a list of keys that its own log does not have"
    return replace(said, faults=(told,))


def _cosigned_before(books: Books, index: int, *, mine: bool) -> tuple[int, bytes]:
    """Return how much of a log was cosigned before its entry, and the proof of it."""
    if mine:
        receipt = _receipt_before(books, index)
        return (0, b"") if receipt is None else (receipt.size, receipt.note)
    origin = books.peer.origin
    head = books.store.head(origin, MIRRORED)
    if head is None or head.size <= index:
        return (0, b"") if head is None else (head.size, head.note)
    # Only in a record that was restored: its guard remembers each size.
    return books.guard.size_before(origin, MIRRORED, index), b""


def _receipt_before(books: Books, index: int) -> Receipt | None:
    newest = books.newest_receipt()
    if newest is None or newest.size <= index:
        return newest
    before = None if index == 0 else books.receipt(index - 1)
    return before if before is not None and before.size <= index else None


def covered(books: Books, *, mine: bool) -> Covered:
    """Return which cosigned checkpoint of a side's log covers an entry first."""
    known = books.rings.cosigned_before(mine=mine)

    def smallest(index: int) -> int | None:
        receipt = books.receipt(index) if mine else None
        sizes = [size for size in known if size > index]
        sizes += [] if receipt is None else [receipt.size]
        return min(sizes, default=None)

    return smallest


def recount(books: Books, batch: Batch) -> list[EntryRef]:
    """Judge again what keys signed that are revoked now; return entries that changed.

    Of every type that officers, nodes and root keys sign. What the other side had not
    cosigned before a revocation, or lies after the key's last good entry, counts no
    longer; where a receipt came late, it counts again.
    """
    ring = books.rings.own if batch.mine else books.rings.peer
    if batch.mine:
        _show_anew(books)
    gone = {one.key for one in ring.newest.revoked}
    if not gone:
        return []
    cover = covered(books, mine=batch.mine)
    end = ring.logged[-1].index
    ids = [b'"keyid":"%s"' % key.key_id.hex().encode() for key in gone]
    changed = []
    for index, entry in _entries(books, ring.origin, end, batch):
        at = EntryRef(ring.origin, index)
        is_theirs = any(one in entry for one in ids)
        if is_theirs and _judged_again(books, ring, at, entry, cover):
            changed.append(at)
    return changed


def _show_anew(books: Books) -> None:
    """Find older receipts where the one that was shown before a list counts no longer.

    Since the key of the other side's mirror that signed it ended, or was stolen.
    """
    unshown = books.rings.unshown()
    found = books.receipt(0) if unshown else None
    while found is not None and found.size <= max(unshown):
        books.rings.receipt_came(found.size, found.note)
        found = books.receipt(found.size)


def _entries(
    books: Books, origin: str, end: int, batch: Batch
) -> Iterator[tuple[int, bytes]]:
    # From the first: a theft is rare, and where it reaches back to is not known before.
    for at in range(0, min(end, batch.first), _AT_ONCE):
        stop = min(end, batch.first, at + _AT_ONCE)
        yield from enumerate(books.store.entries(origin, at, stop), at)
    for index, entry in enumerate(batch.entries, batch.first):
        if index < end:
            yield index, entry


def _judged_again(
    books: Books, ring: KeyRing, at: EntryRef, entry: bytes, cover: Covered
) -> bool:
    """Put down anew whether an entry counts; tell whether that changed."""
    signed = _signed(ring, at.index, entry)
    if signed is None:
        return False
    judged = ring.judged(signed.keys, signed.said, at.index, cover)
    doubt = judged.doubt
    if not doubt and len(judged.good) < len(signed.keys) and signed.message is not None:
        told = authority_faults(signed.message, judged.officers, books.terms)
        doubt = "; ".join(told)
    table = SENT if at.origin == books.us.origin else TOLD
    was = books.verdict(at)
    new = was | {
        "doubt": doubt,
        "good": [key.name for key in judged.good],
        "officers": judged.officers,
    }
    if new != was:
        books.standing.put(table, index_key(at.index), new)
        books.know_again(at, entry)
    if was.get("doubt", "") == doubt:
        return False
    if doubt:
        books.standing.keep(UNCOUNTED, ref_key(at), doubt)
    else:
        books.standing.drop(UNCOUNTED, ref_key(at))
    return True


@dataclass(frozen=True, slots=True)
class _Signed:
    """An entry, and the keys that signed it and counted when it was logged."""

    message: Message | None
    said: str
    keys: tuple[VerifierKey, ...]


def _signed(ring: KeyRing, index: int, entry: bytes) -> _Signed | None:
    try:
        envelope = parse_leaf(entry)
        if envelope is None:
            return None
        kind, message = envelope.payload_type, None
        if kind == MESSAGE:
            message = parse_message(envelope.payload)
        time_us = None if message is None else message.signed_time_us
        known = [
            term.key
            for term in ring.list_at(index).keys
            if may_sign(term.use, kind) and term.holds(index, time_us)
        ]
        said = what_is_said(envelope, message)
        return _Signed(message, said, verified_payload(envelope, known)[1])
    except (RefusedError, VerificationError):
        return None


def lists_in(
    books: Books, first: int, entries: Sequence[bytes]
) -> Iterator[tuple[int, Envelope]]:
    """Yield what claims to be a list of keys among entries that are not held yet."""
    held = books.mirror.size
    for index, entry in enumerate(entries, first):
        if index >= held and KEYS.encode() in entry:
            try:
                envelope = parse_leaf(entry)
            except RefusedError:
                continue
            if envelope is not None and envelope.payload_type == KEYS:
                yield index, envelope
