"""What a disclosed entry holds: the envelope that stood sealed, and what proves it.

A message RC-3 names a sealed entry and the digest of its proof. The proof came with a
parcel and was held against the sealed log's checkpoint that the receiver's own witness
had cosigned (`thalweg.hotline.disclosure`). Here it is opened: what was sealed, by whom
and until when at the latest. The bytes whose digest it bears come by another way.
"""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.errors import VerificationError
from thalweg.hotline.books import CITED, DISCLOSED, Books, ref_key
from thalweg.hotline.disclosure import proof_named
from thalweg.hotline.effects import DISCLOSE
from thalweg.hotline.listing import covered
from thalweg.model.message import EntryRef, Message
from thalweg.record.ring import CLOCKS_APART_US
from thalweg.times import US_PER_S, iso
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.envelope import parse_envelope, verified_payload
from thalweg.wire.key_file import NODE, WITNESS
from thalweg.wire.leaf import SEALED
from thalweg.wire.sealed_leaf import SealedLeaf, parse_sealed_leaf
from thalweg.wire.tlog_proof import parse_tlog_proof
from thalweg.wire.vkey import VerifierKey

_FURTHEST_BACK = 1_000
"""Entries before a key's last good one among which a message is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What an RC-3 discloses.

    Attributes
    ----------
    at
        the sealed entry that it names.
    proof
        its ``.tlog-proof`` with the entry in it; None where none came that holds.
    leaf
        what was sealed; None where it cannot be read.
    size, sealed_by_s
        the size of the sealed log that the other side's witness cosigned, and when, in
        seconds since 1970 by that side's clock: it was sealed by then.
    faults
        why it is not taken for what it says; empty where it is.
    cited
        the findings that name the sealed entry as the place of their evidence.
    """

    at: EntryRef
    proof: bytes | None = None
    leaf: SealedLeaf | None = None
    size: int | None = None
    sealed_by_s: int | None = None
    faults: tuple[str, ...] = ()
    cited: tuple[EntryRef, ...] = ()


def opened(books: Books, message: Message) -> Opened:
    """Return what an RC-3 of either side discloses."""
    entry = message.params["entry"]
    assert isinstance(entry, dict)
    at = EntryRef(entry["origin"], entry["index"])
    listed = books.listed(CITED, ref_key(at))
    cited = tuple(one for one in listed if books.stands(one))
    data = proof_named(books, message)
    if data is None:
        told = "no proof of it came that holds"
        return Opened(at=at, faults=(told,), cited=cited)
    proof = parse_tlog_proof(data)
    signed = parse_checkpoint(proof.checkpoint_bytes)
    if (signed.checkpoint.origin, proof.index) != (at.origin, at.index):
        told = (
            f"its proof is of {signed.checkpoint.origin} {proof.index}, another entry"
        )
        return Opened(at=at, faults=(told,), cited=cited)
    ours = at.origin == books.us.sealed_origin
    cosigners = books.rings.lasting(WITNESS, mine=not ours)
    ring = books.rings.peer if ours else books.rings.own
    times = [
        one.time_s
        for one in cosignatures_of(signed, cosigners)
        if ring.cosigns(one.key, at.origin, signed.checkpoint.size, one.time_s)
    ]
    leaf: SealedLeaf | None = None
    faults: tuple[str, ...] = ()
    try:
        sealer = _Sealer(books, mine=ours, sealed_by_s=min(times, default=None))
        leaf = _read(proof.extra or b"", sealer)
    except VerificationError as why:
        faults = tuple(why.faults)
    return Opened(
        at=at,
        proof=data,
        leaf=leaf,
        size=signed.checkpoint.size,
        sealed_by_s=min(times, default=None),
        faults=faults,
        cited=cited,
    )


def opened_at(books: Books, at: EntryRef) -> Opened | None:
    """Return the disclosure of a sealed entry that holds; None where there is none."""
    for where in books.listed(DISCLOSED, ref_key(at)):
        message = books.message(where)
        if message is None or message.element != DISCLOSE:
            continue
        found = opened(books, message)
        if not found.faults:
            return found
    return None


class _Sealer:
    """Which keys of a side's node sealed what was cosigned by some time.

    A sealed entry has no place in the side's log, by which a revocation bounds what its
    key signed. But what a key's owner calls good states a time: before that the key was
    not stolen, and what the other side cosigned by then is the owner's.
    """

    def __init__(self, books: Books, *, mine: bool, sealed_by_s: int | None) -> None:
        self._books, self._mine = books, mine
        self._ring = books.rings.own if mine else books.rings.peer
        self._sealed_by_s = sealed_by_s

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """Every key that the side's node ever had."""
        return self._ring.ever(NODE)

    def doubt(self, key: VerifierKey) -> str:
        """Say why what a key sealed does not count; "" where it does."""
        if self._ring.revoked(key) is None:
            return ""
        good_us = self._last_good_us(key)
        by_s = self._sealed_by_s
        if good_us is None or by_s is None:
            return "its key was revoked, and no good message says since when"
        if by_s * US_PER_S + CLOCKS_APART_US > good_us:
            return (
                "its key was revoked, and it was not cosigned before the last good "
                f"message, of {iso(good_us)}"
            )
        return ""

    def _last_good_us(self, key: VerifierKey) -> int | None:
        """Return the time of the last message that counts among a key's good entries.

        Held to cover and place as if the key had signed it: an entry that the other
        side had not cosigned before the revocation may be the thief's.
        """
        found = self._ring.revoked(key)
        good = None if found is None else found[1].last_good
        if good is None:
            return None
        cover = covered(self._books, mine=self._mine)
        for index in range(good.index, max(good.index - _FURTHEST_BACK, -1), -1):
            message = self._books.message(EntryRef(self._ring.origin, index))
            if message is not None and self._ring.doubt(key, index, cover) is None:
                return message.signed_time_us
        return None


def _read(entry: bytes, sealer: _Sealer) -> SealedLeaf:
    envelope = parse_envelope(entry)
    payload, keys = verified_payload(envelope, sealer.keys)
    if envelope.payload_type != SEALED:
        raise VerificationError([f"{envelope.payload_type}: no sealed entry"])
    doubts = [sealer.doubt(key) for key in keys]
    if all(doubts):
        raise VerificationError(doubts[:1])
    return parse_sealed_leaf(payload)
