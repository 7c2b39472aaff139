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
from thalweg.model.message import EntryRef, Message
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.envelope import parse_envelope, verified_payload
from thalweg.wire.key_file import NODE, WITNESS
from thalweg.wire.leaf import SEALED
from thalweg.wire.sealed_leaf import SealedLeaf, parse_sealed_leaf
from thalweg.wire.tlog_proof import parse_tlog_proof
from thalweg.wire.vkey import VerifierKey


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
    signers = books.rings.lasting(NODE, mine=ours)
    leaf: SealedLeaf | None = None
    faults: tuple[str, ...] = ()
    try:
        leaf = _read(proof.extra or b"", signers)
    except VerificationError as why:
        faults = tuple(why.faults)
    ring = books.rings.peer if ours else books.rings.own
    times = [
        one.time_s
        for one in cosignatures_of(signed, cosigners)
        if ring.cosigns(one.key, at.origin, signed.checkpoint.size, one.time_s)
    ]
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


def _read(entry: bytes, signers: tuple[VerifierKey, ...]) -> SealedLeaf:
    envelope = parse_envelope(entry)
    payload, _ = verified_payload(envelope, signers)
    if envelope.payload_type != SEALED:
        raise VerificationError([f"{envelope.payload_type}: no sealed entry"])
    return parse_sealed_leaf(payload)
