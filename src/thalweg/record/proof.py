"""One entry's proof checked from the file and keys alone, by somebody without the log.

A ``.tlog-proof`` (C2SP tlog-proof) shows that an entry stands at a place of a log whose
checkpoint is in it. Who signed and cosigned that checkpoint is what it is worth: under
a cosignature of one's own, the entry stood there by that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.record.merkle import leaf_hash, verify_inclusion
from thalweg.record.verify_signers import hold_to_signers, refuse_kinds
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from thalweg.wire.cosignature import Cosignature, cosignatures_of
from thalweg.wire.leaf import parse_leaf
from thalweg.wire.note import verified_by
from thalweg.wire.tlog_proof import parse_tlog_proof
from thalweg.wire.vkey import VerifierKey


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofReport:
    """What the verification of one entry's proof found.

    Attributes
    ----------
    checkpoint, index
        of the log that the proof names; None where it cannot be read.
    type
        the payload type of the entry; "" where it is not thalweg's own.
    cosigned_by
        cosignatures that hold, of the keys that were given.
    faults
        one sentence for each thing that does not hold; empty if all does.
    checked, not_checked
        what was done, whether or not it held, and what was not.
    """

    checkpoint: Checkpoint | None = None
    index: int | None = None
    type: str = ""
    cosigned_by: tuple[Cosignature, ...] = ()
    faults: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()


def verify_proof(
    data: bytes,
    entry: bytes | None,
    keys: Sequence[VerifierKey],
    cosigners: Sequence[VerifierKey] = (),
    signers: Sequence[VerifierKey] = (),
) -> ProofReport:
    """Check an entry against its proof.

    Parameters
    ----------
    data
        the bytes of the ``.tlog-proof``.
    entry
        the bytes of the entry; None where they stand in the proof (``extra``).
    keys, cosigners
        the log's own keys, one of which must have signed; who must have cosigned.
    signers
        keys one of which must have signed the entry; one that is not thalweg's own
        bears no signature.

    Raises
    ------
    InputError
        No key was given, or one of the wrong kind; or the entry is not in the proof and
        was not given.
    """
    if not keys:
        raise InputError("whose log is it from? give its key: --key VKEY")
    refuse_kinds(keys, signers, cosigners)
    try:
        proof = parse_tlog_proof(data)
        signed = parse_checkpoint(proof.checkpoint_bytes)
    except RefusedError as why:
        return ProofReport(faults=tuple(why.faults))
    entry = proof.extra if entry is None else entry
    if entry is None:
        raise InputError("the entry is not in the proof: put it beside, as NAME.entry")
    at, faults = signed.checkpoint, list(_unsigned(signed, keys))
    try:
        verify_inclusion(proof.index, at.size, leaf_hash(entry), proof.hashes, at.root)
    except VerificationError as why:
        faults += why.faults
    cosigned: tuple[Cosignature, ...] = ()
    try:
        cosigned = cosignatures_of(signed, cosigners)
    except VerificationError as why:
        faults += why.faults
    held = {one.key for one in cosigned}
    faults += (
        f"checkpoint: not cosigned by {key.name!r}"
        for key in cosigners
        if key not in held
    )
    kind, more = _entry(entry, signers)
    checked, not_checked = _said(bool(cosigners), bool(signers))
    return ProofReport(
        checkpoint=at,
        index=proof.index,
        type=kind,
        cosigned_by=cosigned,
        faults=(*faults, *more),
        checked=checked,
        not_checked=not_checked,
    )


def _unsigned(signed: SignedCheckpoint, keys: Sequence[VerifierKey]) -> list[str]:
    origin = signed.checkpoint.origin
    try:
        by = verified_by(signed.note, keys)
    except VerificationError as why:
        return list(why.faults)
    if any(key.name == origin for key in by):
        return []
    names = ", ".join(repr(key.name) for key in keys)
    return [f"{origin!r} is not signed by the key of {names}"]


def _entry(entry: bytes, signers: Sequence[VerifierKey]) -> tuple[str, list[str]]:
    """Return the type of an entry, and what is wrong with it."""
    try:
        envelope = parse_leaf(entry)
        if envelope is None:
            told = "entry: it is not one of thalweg's, so that nobody signed it"
            return "", [told] if signers else []
        if signers:
            hold_to_signers(envelope, signers)
    except VerificationError as why:
        return "", [f"entry: {fault}" for fault in why.faults]
    return envelope.payload_type, []


def _said(
    is_cosigned: bool, is_signed: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = (
        (True, "the log's signature on the checkpoint in the proof"),
        (True, "that the entry stands at its place under that checkpoint"),
        (is_cosigned, "cosignatures: whether anybody else saw this checkpoint"),
        (is_signed, "who signed the entry"),
        (False, "the log itself: what else stands in it, and whether it grew by rule"),
    )
    checked = tuple(told for done, told in parts if done)
    return checked, tuple(told for done, told in parts if not done)
