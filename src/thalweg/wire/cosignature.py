"""Cosignatures (C2SP tlog-cosignature): a peer's word, with a time, on a checkpoint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint
from thalweg.wire.note import NoteSignature, cosigned_bytes, verified_by
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind, VerifierKey

LAST_TIME_S = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Cosignature:
    """Who cosigned, and when by that one's own clock, in Unix seconds.

    It says that this was the largest consistent tree of the log that the cosigner had
    seen. The time is the cosigner's word: it is not held against any clock here.
    """

    key: VerifierKey
    time_s: int


def cosign(checkpoint: Checkpoint, key: SigningKey, time_s: int) -> NoteSignature:
    """Return the line by which `key` cosigns a checkpoint at `time_s` (Unix seconds).

    That the checkpoint is the log's own and consistent with what was cosigned before
    is for the caller to see to, and to have on disk, before this is called.
    """
    if key.kind is not KeyKind.COSIGNATURE:
        raise ValueError(f"{key.name!r} signs notes, not cosignatures")
    if not 0 <= time_s <= LAST_TIME_S:
        raise ValueError(f"a time has 0 to 2**63 - 1 seconds, not {time_s}")
    verifier = key.verifier
    signature = key.sign(cosigned_bytes(checkpoint.body(), time_s))
    blob = time_s.to_bytes(8, "big") + signature
    return NoteSignature(verifier.name, verifier.key_id, blob)


def cosignatures_of(
    signed: SignedCheckpoint, keys: Iterable[VerifierKey]
) -> tuple[Cosignature, ...]:
    """Return the cosignatures of `keys` on a checkpoint, one a key: its newest.

    Keys of other kinds among `keys` are passed over.

    Raises
    ------
    VerificationError
        Where a line of one of `keys` does not verify.
    """
    cosigners = [key for key in keys if key.kind is KeyKind.COSIGNATURE]
    return tuple(
        Cosignature(key, max(_times(signed, key)))
        for key in verified_by(signed.note, cosigners)
    )


def _times(signed: SignedCheckpoint, key: VerifierKey) -> list[int]:
    return [
        int.from_bytes(line.blob[:8], "big")
        for line in signed.note.signatures
        if (line.name, line.key_id) == (key.name, key.key_id)
    ]
