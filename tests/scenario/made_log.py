"""A small log with fixed keys, as C2SP files: what every test of a log begins with.

The keys are made of fixed seeds and good for tests alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from thalweg.model.message import Message, Seen
from thalweg.record.merkle import leaf_hash, root_of
from thalweg.record.tiles import grow
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from thalweg.wire.cosignature import cosign
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.tile import TilePath, bundles_of, pack_bundle
from thalweg.wire.vkey import KeyKind

ORIGIN = "west.example/log"
TIME_S = 1_513_137_906
LOG = SigningKey.from_seed(ORIGIN, KeyKind.ED25519, b"test log key, for tests alone 00")
OTHER = SigningKey.from_seed(
    ORIGIN, KeyKind.ED25519, b"test log key, for tests alone 01"
)
OFFICER = SigningKey.from_seed(
    "west.example/officer", KeyKind.ED25519, b"test officer's key, tests alone0"
)
WITNESS = SigningKey.from_seed(
    "east.example/witness", KeyKind.COSIGNATURE, b"test witness's key, tests alone0"
)
MIRROR = SigningKey.from_seed(
    "east.example/mirror", KeyKind.COSIGNATURE, b"test mirror's key, tests alone00"
)


def entry(number: int, text: str = "made") -> bytes:
    """Return a message in its envelope."""
    message = Message(
        agreement="00" * 32,
        sender="west",
        recipient="east",
        element="CH-10",
        params={"text": {"lang": "en", "text": f"{text} {number}"}},
        ref=None,
        event_time_us=TIME_S * 1_000_000,
        signed_time_us=TIME_S * 1_000_000,
        useful_until_us=None,
        seen=Seen(origin="east.example/log", size=0, root=root_of([])),
    )
    return sign_envelope(MESSAGE, encode_message(message), [OFFICER]).format()


def entries(count: int) -> list[bytes]:
    return [entry(number) for number in range(count)]


def signed(
    held: Sequence[bytes],
    *,
    log: SigningKey = LOG,
    cosigners: Iterable[SigningKey] = (WITNESS, MIRROR),
) -> SignedCheckpoint:
    """Return the checkpoint over entries, signed and cosigned."""
    head = Checkpoint(log.name, len(held), root_of(map(leaf_hash, held)))
    lines = [cosign(head, key, TIME_S) for key in cosigners]
    return sign_checkpoint(head, log).with_lines(*lines)


def write_log(
    folder: Path, held: Sequence[bytes], checkpoint: SignedCheckpoint | None = None
) -> Path:
    """Write tiles, entry bundles and the checkpoint of a log into a new folder."""
    for tile, data in grow(0, [leaf_hash(one) for one in held], _nothing):
        _write(folder, tile.path, data)
    for bundle in bundles_of(len(held)):
        start = bundle.index * 256
        part = held[start : start + bundle.width]
        _write(folder, bundle.path, pack_bundle(part))
    _write(folder, "checkpoint", (checkpoint or signed(held)).format())
    return folder


def _nothing(tile: TilePath) -> bytes:
    raise AssertionError(f"a new log has no {tile.path}")


def _write(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
