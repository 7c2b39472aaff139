"""Two sites to test with: a log of the one, witness and mirror of the other."""

from dataclasses import dataclass
from pathlib import Path

from thalweg.record.guard import Guard
from thalweg.record.log import Log
from thalweg.record.mirror import Mirror
from thalweg.record.published import PublishedLog
from thalweg.record.witness import Witness
from thalweg.stores.memory import MemoryStore
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind
from thalweg.wire.witness_request import WitnessRequest

ORIGIN = "west.example/log"


def key(name: str, kind: KeyKind, seed: int) -> SigningKey:
    return SigningKey.from_seed(name, kind, bytes([seed]) * 32)


LOG_KEY = key(ORIGIN, KeyKind.ED25519, 1)
WITNESS_KEY = key("east.example/witness", KeyKind.COSIGNATURE, 2)
MIRROR_KEY = key("east.example/mirror", KeyKind.COSIGNATURE, 3)


@dataclass
class Writer:
    store: SqliteStore | MemoryStore
    guard: Guard
    log: Log
    folder: Path

    def say(self, *entries: bytes) -> None:
        self.log.append(entries)
        self.log.publish()

    def request(self, old: int, size: int | None = None) -> bytes:
        head = self.log.signed
        assert head is not None
        proof = self.log.consistency(old, head.size) if old <= head.size else ()
        return WitnessRequest(old, proof, head.note).format()


def writer(
    folder: Path, store: SqliteStore | MemoryStore | None = None, name: str = "log"
) -> Writer:
    kept = MemoryStore() if store is None else store
    path = folder / f"{name}.guard"
    guard = Guard.open(path) if path.exists() else Guard.create(path)
    log = Log(LOG_KEY, kept, guard, PublishedLog(folder / name))
    return Writer(kept, guard, log, folder / name)


@dataclass
class Other:
    store: MemoryStore
    guard: Guard
    witness: Witness
    mirror: Mirror
    folder: Path


def other(folder: Path, name: str = "other") -> Other:
    store = MemoryStore()
    guard = Guard.create(folder / f"{name}.guard")
    keys = [LOG_KEY.verifier]
    shown = PublishedLog(folder / name)
    return Other(
        store,
        guard,
        Witness(WITNESS_KEY, {ORIGIN: keys}, store, guard),
        Mirror(ORIGIN, keys, MIRROR_KEY, store, guard, shown),
        folder / name,
    )
