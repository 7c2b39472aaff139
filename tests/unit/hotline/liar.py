"""A peer that lies: it has the keys of its side, and keeps to none of its promises."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.hotline.two_sites import TERMS, keys_of, officers_of, other
from thalweg.hotline.parcel import Parcel, Sizes, make_parcel, run_from
from thalweg.hotline.site import Site
from thalweg.model.message import Message
from thalweg.record.merkle import consistency_proof, leaf_hash, root_of
from thalweg.record.ports import MIRRORED, WITNESSED
from thalweg.wire.checkpoint import Checkpoint, sign_checkpoint
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.witness_request import WitnessRequest


class Liar:
    """Signs whatever it likes; `entries` is the history of the moment."""

    def __init__(self, party: str = "east") -> None:
        self.party = party
        self.keys = keys_of(party)
        self.entries: list[bytes] = []
        self.sealed: list[bytes] = []

    def message(self, element: str, params: dict, now_us: int, **about) -> Message:
        root = root_of([])
        made = Message(
            agreement=TERMS.sha256,
            sender=self.party,
            recipient=other(self.party),
            element=element,
            params=params,
            ref=None,
            event_time_us=now_us,
            signed_time_us=now_us,
            useful_until_us=None,
            seen=_seen(f"{other(self.party)}.example/log", root),
        )
        return replace(made, **about)

    def entry(self, message: Message, keys: list[SigningKey] | None = None) -> bytes:
        signers = officers_of(self.party)[:1] if keys is None else keys
        return sign_envelope(MESSAGE, encode_message(message), signers).format()

    def checkpoint(
        self,
        entries: list[bytes],
        root: bytes | None = None,
        key: SigningKey | None = None,
    ) -> bytes:
        root = root_of(map(leaf_hash, entries)) if root is None else root
        key = self.keys.log if key is None else key
        at = Checkpoint(key.name, len(entries), root)
        return sign_checkpoint(at, key).format()

    def request(self, note: bytes, old: int = 0) -> bytes:
        return WitnessRequest(old, (), note).format()

    def sealed_request(self, old: int, entries: list[bytes]) -> bytes:
        def read(level: int, index: int) -> bytes:
            size = 1 << level
            part = entries[index * size : (index + 1) * size]
            return root_of(map(leaf_hash, part))

        note = self.checkpoint(entries, key=self.keys.sealed)
        proof = consistency_proof(old, len(entries), read)
        return WitnessRequest(old, proof, note).format()

    def parcel(self, now_us: int, **about) -> bytes:
        sizes = Sizes(0, 0)
        made = Parcel(
            sender=self.party,
            recipient=other(self.party),
            made_us=now_us,
            holds=sizes,
            own=Sizes(len(self.entries), 0),
            log=self.request(self.checkpoint(self.entries)),
            run=run_from(0, self.entries),
        )
        return make_parcel(replace(made, **about))


def cosigned_sizes(site: Site) -> list[int | None]:
    """Return how much of the peer's log a site's mirror and witness cosigned."""
    books = site.books
    heads = [books.store.head(books.peer.origin, r) for r in (MIRRORED, WITNESSED)]
    return [None if head is None else head.size for head in heads]


def _seen(origin: str, root: bytes):
    from thalweg.model.message import Seen

    return Seen(origin=origin, size=0, root=root)
