"""Keys that somebody hands in to verify by: of the right kind, and what they signed."""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.errors import InputError, VerificationError
from thalweg.wire.authority import persons_fault, what_is_said
from thalweg.wire.checkpoint import SignedCheckpoint
from thalweg.wire.envelope import Envelope, verified_payload
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import parse_message
from thalweg.wire.note import verified_by
from thalweg.wire.vkey import KeyKind, VerifierKey


def refuse_kinds(
    logs: Sequence[VerifierKey],
    signers: Sequence[VerifierKey],
    cosigners: Sequence[VerifierKey],
) -> None:
    """Refuse keys that are not for what they were given for.

    Parameters
    ----------
    logs, signers, cosigners
        keys that sign checkpoints of a log, and entries; keys that cosign.

    Raises
    ------
    InputError
        One is of the wrong kind, or a log's key was given for one that signs entries.
    """
    for key in (*logs, *signers):
        if key.kind is not KeyKind.ED25519:
            raise InputError(f"{key.name!r} is a cosigner's key: --cosigner VKEY")
    for key in cosigners:
        if key.kind is not KeyKind.COSIGNATURE:
            raise InputError(f"{key.name!r} is no cosigner's key (type 4)")
    known = {key.public for key in logs}
    for key in signers:
        if key.public in known:
            raise InputError(
                f"--signer {key.name!r}: that is the log's own key, which signs "
                "checkpoints and no entry; wanted an officer's key or a node's"
            )


def signers_of(
    signed: SignedCheckpoint, keys: Sequence[VerifierKey]
) -> tuple[VerifierKey, ...]:
    """Return which keys signed for the checkpoint's own log; one at least.

    Raises
    ------
    VerificationError
        None of them did.
    """
    found = tuple(
        key
        for key in verified_by(signed.note, keys)
        if key.name == signed.checkpoint.origin
    )
    if not found:
        names = ", ".join(sorted({repr(key.name) for key in keys}))
        raise VerificationError(
            [f"{signed.checkpoint.origin!r} is not signed by the key of {names}"]
        )
    return found


def hold_to_signers(envelope: Envelope, signers: Sequence[VerifierKey]) -> None:
    """Hold that some keys signed an entry, and enough of them; whose they are is open.

    Raises
    ------
    VerificationError
        None did, or one where two persons must.
    """
    payload, keys = verified_payload(envelope, signers)
    is_message = envelope.payload_type == MESSAGE
    said = what_is_said(envelope, parse_message(payload) if is_message else None)
    if fault := persons_fault(said, len({key.public for key in keys})):
        raise VerificationError([fault])
