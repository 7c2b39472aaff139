"""What came of the own log and is kept apart: shown, and taken back by two officers."""

from __future__ import annotations

from collections.abc import Iterator

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.hotline import doubts
from thalweg.hotline.books import Books
from thalweg.hotline.effects import Effects
from thalweg.hotline.recovery import take_apart
from thalweg.hotline.said import Said, read_said
from thalweg.hotline.sides import side_of
from thalweg.model.message import EntryRef
from thalweg.record.ring import KeyRing, with_lists
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.envelope import Envelope, parse_envelope, verified_payload
from thalweg.wire.key_file import is_officer
from thalweg.wire.leaf import KEYS, parse_leaf
from thalweg.wire.take_back import TAKE_BACK, TakeBack, parse_take_back


def comes(books: Books, first: int = 0, most: int = 1_000) -> Iterator[Said]:
    """Yield what the entries say that are kept apart, as the own log would have them.

    None of it has any effect; `first` is the index from which on it is told.
    """
    row = doubts.doubted(books, books.us.origin)
    if row is None or row["end"] is None:
        return
    ring = ring_with(books)
    first = max(first, row["common"])
    end = min(row["end"], first + most)
    for index, entry in doubts.apart(books, books.us.origin, first, end):
        side = side_of(ring.list_at(index), ring)
        at = EntryRef(books.us.origin, index)
        yield read_said(entry, at, side, books.peer.party, books.terms)


def ring_with(books: Books) -> KeyRing:
    """Return the own lists of keys, with those among the entries kept apart.

    A root key signed each: no thief of the log's key made one.
    """
    row, ring = doubts.doubted(books, books.us.origin), books.rings.own
    if row is None or row["end"] is None:
        return ring
    found = doubts.apart(books, books.us.origin, row["common"], row["end"])
    return with_lists(ring, ((at, one) for at, e in found for one in _lists(e)))


def act(books: Books, now_us: int) -> TakeBack:
    """Return what two officers sign to take it back.

    Raises
    ------
    InputError
        It cannot be, with the reason.
    """
    row, why = doubts.doubted(books, books.us.origin), doubts.why_not_back(books)
    if row is None or why:
        raise InputError(why)
    return TakeBack(
        party=books.us.party,
        origin=books.us.origin,
        size=row["size"],
        root=from_base64(row["root"]),
        made_us=now_us,
    )


def take_back(books: Books, effects: Effects, signed: bytes, now_us: int) -> int:
    """Take back what two officers say was ours; return how many entries came.

    Raises
    ------
    InputError
        Fewer signed, or it is not what came; or it does not go on from our own log.
    RecordDoubtError
        It does not lead to the checkpoint, or the disk failed.
    """
    ring = ring_with(books)
    try:
        envelope = parse_envelope(signed)
        officers = [t.key for t in ring.newest.keys if is_officer(t.use)]
        payload, signers = verified_payload(envelope, officers)
        made = parse_take_back(payload)
    except VerificationError as why:
        raise InputError(str(why)) from None
    if envelope.payload_type != TAKE_BACK or ring.newest.persons(signers) < 2:
        raise InputError("two officers sign what is taken back, not fewer")
    if made != act(books, made.made_us):
        raise InputError(
            f"{made.origin}: not what came; more came meanwhile, or else was shown: "
            "look again"
        )
    row = {"envelope": to_base64(signed), "us": now_us}
    books.standing.put(doubts.TAKEN_BACK, f"{made.origin} {made.size:016d}", row)
    books.save()
    return take_apart(books, effects)


def _lists(entry: bytes) -> Iterator[Envelope]:
    try:
        envelope = parse_leaf(entry)
    except RefusedError:
        return
    if envelope is not None and envelope.payload_type == KEYS:
        yield envelope
