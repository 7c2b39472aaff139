"""One's own record behind what it once signed: seen, told, and taken back.

A restored backup is the honest way to sign two histories. Each own log that the guard,
or the other side with our own signature, shows to have been longer, is in doubt: it
takes no entry and signs nothing until the rest came back. The log of messages comes
back from the other side's mirror. The sealed log does not, since nobody else holds it;
nor does what was never delivered. Then two officers begin a new origin, linked to the
old.
"""

from __future__ import annotations

from thalweg.errors import VerificationError
from thalweg.hotline.books import Books
from thalweg.hotline.effects import Effects
from thalweg.hotline.parcel import Run
from thalweg.hotline.standing import ABOUT
from thalweg.record.guard import Mark
from thalweg.record.log import Log, recovered
from thalweg.record.origins import abandoned
from thalweg.record.ports import (
    MIRRORED,
    SIGNED,
    WITNESSED,
    Change,
    Head,
    HeadChange,
)
from thalweg.wire.checkpoint import SignedCheckpoint, parse_checkpoint
from thalweg.wire.key_file import LOG, SEALED
from thalweg.wire.note import verified_by
from thalweg.wire.witness_request import parse_witness_request

BEHIND = "behind"
_REPLAYED_AT_ONCE = 1_000


def start(books: Books, effects: Effects) -> None:
    """Hold a record against its guard, and put down which own logs are in doubt.

    What was cosigned of the other side's logs is taken from the guard where the record
    has less: nothing that contradicts it is cosigned again.
    """
    for origin in (books.peer.origin, books.peer.sealed_origin):
        for role in (WITNESSED, MIRRORED):
            mark = books.guard.mark(origin, role)
            if mark is not None:
                _adopt(books, mark)
    judge(books)
    _hold_the_rest(books)
    replay(books, effects)
    for log in (books.log, books.sealed):
        if log.origin not in books.doubts:
            log.publish()


def judge(books: Books) -> None:
    """Say which of the own logs are in doubt now, and why."""
    for log in (books.log, books.sealed):
        books.doubts.pop(log.origin, None)
        why = _doubt(books, log)
        if why:
            books.doubts[log.origin] = why


def take_back(
    books: Books, effects: Effects, note: bytes, back: Run, growth: bytes | None
) -> int:
    """Take back what the other side holds of our log beyond what we have.

    Returns
    -------
    how many entries came back.

    Raises
    ------
    VerificationError
        The checkpoint is not one that we signed: there is nothing to take back.
    RecordDoubtError
        It is, and leads to another history than ours; or the disk failed.
    """
    signed = own_checkpoint(books, note)
    size, held = signed.checkpoint.size, books.log.size
    if size <= _signed_size(books.log):
        return 0
    books.standing.put(ABOUT, BEHIND, size)
    books.save()
    judge(books)
    missing = back.entries[held - back.first : size - back.first]
    if back.first > held or not missing:
        return 0
    proof = () if growth is None else parse_witness_request(growth).proof
    recovered(books.log, books.store, signed, missing, proof)
    replay(books, effects)
    judge(books)
    if books.log.origin not in books.doubts:
        books.log.publish()
    return len(missing)


def replay(books: Books, effects: Effects) -> None:
    """Work out the effects of own entries that came without them."""
    size = books.log.size
    at = books.standing.number(ABOUT, "own-upto")
    while at < size:
        entries = books.tree(books.us.origin).entries(at, at + _REPLAYED_AT_ONCE)
        # When they were sent is told by nobody but themselves.
        effects.of_own(at, entries, 0)
        books.save()
        at += len(entries)


def own_checkpoint(
    books: Books, note: bytes, *, sealed: bool = False
) -> SignedCheckpoint:
    """Return a checkpoint that came back, if one of our own keys signed it.

    Any key that we ever had or hold: one that is checked against our own log may be
    old, and a record that was restored may not know its newest. What a revoked key
    alone signed must be ours already.

    Raises
    ------
    VerificationError
        Not so, or it is no checkpoint of that log.
    """
    log, use = (books.sealed, SEALED) if sealed else (books.log, LOG)
    ring, signed = books.rings.own, parse_checkpoint(note)
    at = signed.checkpoint
    known = dict.fromkeys((*ring.ever(use), *books.own_keys.known(use)))
    keys = verified_by(signed.note, known)
    if at.origin != log.origin or not keys:
        raise VerificationError([f"a receipt for {log.origin!r} that it never signed"])
    is_stolen = all(ring.revoked(key) for key in keys)
    if is_stolen and (
        at.size > log.size or books.root_at(log.origin, at.size) != at.root
    ):
        raise VerificationError(
            [f"{log.origin}: a receipt for {at.size} entries that a key signed which "
             "was stolen from us"]
        )  # fmt: skip
    return signed


def _adopt(books: Books, mark: Mark) -> None:
    head = books.store.head(mark.origin, mark.role)
    if head is not None and head.size >= mark.size:
        return
    # The note went with the disk; without one it is no receipt that could be sent.
    adopted = Head(
        origin=mark.origin,
        role=mark.role,
        size=mark.size,
        root=mark.root,
        note=b"",
        time_s=0 if head is None else head.time_s,
    )
    old_size = None if head is None else head.size
    books.store.commit(Change(heads=(HeadChange(head=adopted, old_size=old_size),)))


def _hold_the_rest(books: Books) -> None:
    """Let the guard know heads that a loss of power kept from it."""
    gone = abandoned(books.store)
    for head in books.store.heads():
        if head.origin not in books.doubts and head.origin not in gone:
            books.guard.keep(head)


def _doubt(books: Books, log: Log) -> str:
    mark = books.guard.mark(log.origin, SIGNED)
    signed = _signed_size(log)
    behind = books.standing.number(ABOUT, BEHIND) if log is books.log else 0
    guarded = 0 if mark is None else mark.size
    most = max(behind, guarded)
    if guarded <= signed < most:
        # A backup alone would be behind its guard, too.
        return (
            f"{log.origin}: the other side has {most} entries under our key, {signed} "
            "are here, and the guard knows no more: record and guard were restored "
            "from older copies, or the key was stolen. Nothing is signed until the "
            "rest came back from the other side: read what comes, and if it was not "
            "said here, revoke the key (CH-7)"
        )
    if signed < most:
        return (
            f"{log.origin}: {most} entries were signed, {signed} are here: it was "
            "restored from an older copy. Nothing is signed until the rest came back "
            "from the other side; what it never had is lost, and then two officers "
            "begin a new origin"
        )
    if mark is not None and books.root_at(log.origin, mark.size) != mark.root:
        return (
            f"{log.origin}: the guard holds another root for {mark.size} entries than "
            "the record: two histories. Nothing is signed"
        )
    return ""


def _signed_size(log: Log) -> int:
    return 0 if log.signed is None else log.signed.size
