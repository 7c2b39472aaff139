"""A thief who has a log's key, and what he sends in its owner's name."""

from __future__ import annotations

from dataclasses import replace

from thalweg.hotline.parcel import Sizes, make_parcel, read_parcel, run_from
from thalweg.record.merkle import leaf_hash, root_of
from thalweg.wire.checkpoint import Checkpoint, sign_checkpoint
from thalweg.wire.signing import SigningKey
from thalweg.wire.witness_request import WitnessRequest


def forged(true: bytes, key: SigningKey, *more: bytes) -> bytes:
    """Return a parcel with the whole of a log and more, all of it under a log key."""
    parcel = read_parcel(true)
    entries = [*parcel.run.entries, *more]
    at = Checkpoint(key.name, len(entries), root_of(map(leaf_hash, entries)))
    log = WitnessRequest(0, (), sign_checkpoint(at, key).format()).format()
    run, own = run_from(0, entries), Sizes(len(entries), 0)
    return make_parcel(replace(parcel, log=log, run=run, own=own))
