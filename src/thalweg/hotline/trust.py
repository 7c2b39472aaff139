"""Whose signature on a checkpoint counts, and what becomes of a thief's.

A checkpoint is the other side's if a key of its log signed it that the lists of keys
name there: those that are held, and those that come with it, each signed by the root
key of the one before. One that only a revoked key signed is refused and kept: it opens
no dispute, for it is not the other side that made it.
"""

from __future__ import annotations

from thalweg.errors import RefusedError, VerificationError
from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.books import KEPT, THEFTS, Books
from thalweg.hotline.listing import lists_in
from thalweg.hotline.parcel import Parcel
from thalweg.record.evidence import THEFT, keep_evidence
from thalweg.record.ring import KeyRing, with_lists
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.checkpoint import SignedCheckpoint, parse_checkpoint
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.note import verified_by
from thalweg.wire.vkey import VerifierKey
from thalweg.wire.witness_request import parse_witness_request


class RevokedKeyError(VerificationError):
    """A checkpoint that no key signed but one that was revoked.

    Attributes
    ----------
    key, note, size
        the key, the checkpoint as it came, and how many entries it claims.
    """

    def __init__(self, key: VerifierKey, note: bytes, size: int) -> None:
        self.key, self.note, self.size = key, note, size
        told = f"{key.name!r} ({key.key_id.hex()}) was revoked and signed this"
        super().__init__([told])


def signed_by_peer(
    books: Books, note: bytes, parcel: Parcel, now_us: int
) -> SignedCheckpoint:
    """Return a checkpoint of the other side's log, if a key signed it that counts.

    Raises
    ------
    RevokedKeyError
        None did but one that was revoked, and it says more than is held.
    VerificationError
        None did, or it is of another log.
    """
    signed, peer = parse_checkpoint(note), books.peer
    at = signed.checkpoint
    if at.origin != peer.origin:
        raise RefusedError([f"a checkpoint of {at.origin!r}, not {peer.origin!r}"])
    held = books.rings.peer
    for ring in (held, None):
        ring = _ahead(books, held, parcel) if ring is None else ring
        keys = verified_by(signed.note, ring.checkpoint_keys(at.size, now_us))
        if keys:
            books.mirror.log_keys = keys
            return signed
    gone = [one.key for one in held.newest.revoked if one.key.name == at.origin]
    keys = verified_by(signed.note, gone)
    if not keys:
        raise VerificationError([f"no key of {peer.origin!r} signed this"])
    if at.size > books.mirror.size or books.root_at(at.origin, at.size) != at.root:
        raise RevokedKeyError(keys[0], note, at.size)
    # A parcel that was long on its way: nothing in it is new.
    books.mirror.log_keys = keys
    return signed


def _ahead(books: Books, held: KeyRing, parcel: Parcel) -> KeyRing:
    """Return the other side's lists with those that come with what they signed."""
    run = parcel.run
    ring = with_lists(held, lists_in(books, run.first, run.entries))
    # Their places are told by entries that come later; here they only say whose it is.
    lists = []
    for number, entry in enumerate(parcel.lists):
        try:
            lists.append((run.end + number, parse_envelope(entry)))
        except RefusedError:
            continue
    return with_lists(ring, lists)


def refuse_theft(books: Books, body: bytes, now_us: int) -> None:
    """Let the witness judge a request by the keys that count at its size.

    What only a revoked key signed it refuses then; it is kept as evidence here.
    """
    try:
        note = parse_witness_request(body).checkpoint_bytes
        signed = parse_checkpoint(note)
    except RefusedError:
        return
    at = signed.checkpoint
    if at.origin != books.peer.origin:
        return
    books.let_sign(at.size, now_us)
    gone = [one.key for one in books.rings.peer.newest.revoked]
    try:
        is_signed = verified_by(signed.note, books.witness.logs[at.origin])
        stolen = verified_by(signed.note, gone)
    except VerificationError:
        return
    if stolen and not is_signed:
        keep_theft(books, RevokedKeyError(stolen[0], note, at.size), now_us)
        books.save()


def keep_theft(books: Books, why: RevokedKeyError, now_us: int) -> Alarm:
    """Keep what a revoked key signed as evidence, and return the alarm of it.

    So many times, and no more: it shows that the key was stolen, and the thief can sign
    others without end.
    """
    note = parse_checkpoint(why.note).lines_of([why.key]).format()
    named = f"{why.key.name} {why.key.key_id.hex()}"
    digest = sha256_hex(note)
    rows = books.standing.number(KEPT, THEFTS)
    is_new = books.standing.get(THEFTS, digest) is None
    if is_new and rows < books.limits.most_thefts:
        keep_evidence(books.store, note, THEFT)
        books.standing.put(KEPT, THEFTS, rows + 1)
        row = {"us": now_us, "key": named, "size": why.size, "evidence": digest}
        books.standing.put(THEFTS, digest, row)
    facts = {"about": named, "key": named, "evidence": digest}
    return Alarm(kind=Kind.REVOKED_KEY, facts=facts)
