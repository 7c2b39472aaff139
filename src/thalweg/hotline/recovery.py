"""One's own record behind what it once signed: seen, told, and taken back.

A restored backup is the honest way to sign two histories. Each own log that the guard,
or the other side with our own signature, shows to have been longer, is in doubt: it
takes no entry and signs nothing until the rest came back. What the guard knows of comes
back by itself from the other side's mirror; what it knows nothing of may be a thief's,
and two officers take it back or leave it (`thalweg.hotline.doubts`). The sealed log
does not come back, since nobody else holds it; nor does what was never delivered. Then
two officers begin a new origin, linked to the old.
"""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.errors import InputError, VerificationError
from thalweg.hotline import doubts
from thalweg.hotline.books import Books
from thalweg.hotline.effects import Effects
from thalweg.hotline.parcel import Run
from thalweg.hotline.standing import ABOUT
from thalweg.record.guard import Mark
from thalweg.record.log import Log, recovered
from thalweg.record.merkle import Frontier, leaf_hash
from thalweg.record.origins import abandoned
from thalweg.record.ports import (
    MIRRORED,
    SIGNED,
    WITNESSED,
    Change,
    Head,
    HeadChange,
)
from thalweg.record.ring import KeyRing
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from thalweg.wire.encoded import from_base64
from thalweg.wire.key_file import LOG, SEALED
from thalweg.wire.note import verified_by
from thalweg.wire.vkey import VerifierKey
from thalweg.wire.witness_request import proof_in

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
    books: Books,
    effects: Effects,
    note: bytes,
    back: Run,
    growth: bytes | None,
    now_us: int,
) -> int:
    """Take back what the other side holds of our log beyond what we have.

    By itself only what the guard knows was signed here. Anything else is kept apart.

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
    signed, is_stolen = known_checkpoint(books, note, now_us)
    at, proof = signed.checkpoint, proof_in(growth)
    if is_ours(books, books.log, at):
        return 0
    if not is_guarded(books, books.log, at):
        doubts.shown(books, books.log, signed, now_us, stolen=is_stolen)
        doubts.keep_apart(books, at, back, proof, now_us)
        known = _take_known(books, effects)
        judge(books)
        return known
    held = books.log.size
    missing = back.entries[held - back.first : at.size - back.first]
    if back.first > held or not missing:
        return 0
    _recover(books, effects, signed, missing, proof)
    return len(missing)


def _take_known(books: Books, effects: Effects) -> int:
    """Take back what the guard knows of that came with more; return how much.

    The rest, which it knows nothing of, stays apart.
    """
    log, row = books.log, doubts.doubted(books, books.us.origin)
    mark = books.guard.mark(log.origin, SIGNED)
    if row is None or row["end"] is None or row["common"] != log.size:
        return 0
    if mark is None or not log.signed_size < mark.size <= row["end"]:
        return 0
    found = doubts.apart(books, log.origin, log.size, mark.size)
    missing = [entry for _, entry in found]
    frontier = Frontier.of(log.size, books.tree(log.origin).reader(log.size))
    for entry in missing:
        frontier.append(leaf_hash(entry))
    if (frontier.size, frontier.root()) != (mark.size, mark.root):
        return 0
    books.standing.put(doubts.DOUBTS, log.origin, row | {"common": mark.size})
    log.append(missing, books.standing.rows())
    books.done()
    replay(books, effects)
    # What the guard has was signed before: it is no other statement.
    log.publish()
    return len(missing)


def take_apart(books: Books, effects: Effects) -> int:
    """Take into the own log what was kept apart of it: two officers say it was ours.

    Raises
    ------
    InputError
        Nothing was kept apart that the own log could go on with, or not all of it.
    """
    row, why = doubts.doubted(books, books.us.origin), doubts.why_not_back(books)
    if row is None or why:
        raise InputError(why)
    found = doubts.apart(books, books.us.origin, row["common"], row["end"])
    missing = [entry for _, entry in found]
    _recover(books, effects, parse_checkpoint(from_base64(row["note"])), missing, ())
    return len(missing)


def is_ours(books: Books, log: Log, at: Checkpoint) -> bool:
    """Tell whether a checkpoint is one of the history that is signed here."""
    if at.size > log.signed_size:
        return False
    return books.root_at(log.origin, at.size) == at.root


def is_guarded(books: Books, log: Log, at: Checkpoint) -> bool:
    """Tell whether the guard knows a checkpoint that is more than the record has."""
    if at.size <= log.signed_size:
        return False
    return books.guard.knows(at.origin, SIGNED, at.size, at.root)


def _recover(
    books: Books,
    effects: Effects,
    signed: SignedCheckpoint,
    missing: Sequence[bytes],
    proof: Sequence[bytes],
) -> None:
    recovered(books.log, books.store, signed, missing, proof)
    replay(books, effects)
    judge(books)
    if books.log.origin not in books.doubts:
        books.log.publish()


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


class StolenReceiptError(VerificationError):
    """A checkpoint of our log by a key of ours that was revoked, or replaced before."""


def own_checkpoint(
    books: Books, note: bytes, now_us: int, *, sealed: bool = False
) -> SignedCheckpoint:
    """Return a checkpoint that came back, if one of our own keys signed it.

    What no key signed that counts there and then must be ours already.

    Raises
    ------
    StolenReceiptError
        It is not.
    VerificationError
        No key of ours signed it, or it is no checkpoint of that log.
    """
    signed, is_stolen = known_checkpoint(books, note, now_us, sealed=sealed)
    log, at = (books.sealed if sealed else books.log), signed.checkpoint
    if is_stolen and not is_ours(books, log, at):
        raise StolenReceiptError(
            [f"{log.origin}: a receipt for {at.size} entries that a key signed which "
             "was revoked, or replaced before"]
        )  # fmt: skip
    return signed


def known_checkpoint(
    books: Books, note: bytes, now_us: int, *, sealed: bool = False
) -> tuple[SignedCheckpoint, bool]:
    """Return a checkpoint under one of our own keys; and whether none of them may.

    Any key that we ever had or hold: one that is checked against our own log may be
    old, and a record that was restored may not know its newest. What may not is a key
    that was revoked, or that a list at hand had replaced before the checkpoint's last
    entry: whoever finds that one must not stop the log.

    Raises
    ------
    VerificationError
        No key of ours signed it, or it is no checkpoint of that log.
    """
    log, use = (books.sealed, SEALED) if sealed else (books.log, LOG)
    ring, signed = books.rings.own, parse_checkpoint(note)
    known = dict.fromkeys((*ring.ever(use), *books.own_keys.known(use)))
    keys = verified_by(signed.note, known)
    if signed.checkpoint.origin != log.origin or not keys:
        raise VerificationError([f"a receipt for {log.origin!r} that it never signed"])
    # The lists speak of entries of the log, not of the sealed one.
    ended = set() if sealed else _ended(ring, signed.checkpoint.size, now_us)
    return signed, all(ring.revoked(key) or key in ended for key in keys)


def _ended(ring: KeyRing, size: int, now_us: int) -> set[VerifierKey]:
    """Return the log's keys that a list had replaced before the last of `size` entries.

    Not those that came later: one of these under an older entry is another history.
    """
    last = max(size - 1, 0)
    known = (one.list for one in ring.logged if one.index < last)
    before = {t.key for one in known for t in one.keys if t.use == LOG}
    return before - set(ring.keys(last, now_us, LOG))


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
    signed = log.signed_size
    if why := doubts.why(books, log):
        return why
    if mark is not None and signed < mark.size:
        return (
            f"{log.origin}: {mark.size} entries were signed, {signed} are here: it was "
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
