"""Two sites to test with, on real SQLite stores, and a carrier between them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from thalweg.hotline.books import OWN_USES
from thalweg.hotline.keyrings import newest_side
from thalweg.hotline.receiving import Applied
from thalweg.hotline.sides import DailyCall, Limits, OwnKeys, SideKeys, Terms
from thalweg.hotline.site import Site
from thalweg.record.guard import Guard
from thalweg.record.lists import ring_of
from thalweg.record.origins import origins_of
from thalweg.record.ports import Change
from thalweg.stores.sqlite import SqliteStore
from thalweg.times import US_PER_S, parse_iso
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import KeyKind, VerifierKey

NOW_US = parse_iso("2017-12-13T05:00:00Z")
CALL = DailyCall(
    at_s=6 * 3600, within_s=900, max_silence_s=100, budget_count=3, budget_per_s=3600
)
TERMS = Terms(sha256="ab" * 32, call=CALL)
_SEEDS = {"west": 10, "east": 40}


def key(name: str, kind: KeyKind, seed: int) -> SigningKey:
    return SigningKey.from_seed(name, kind, bytes([seed]) * 32)


def keys_of(party: str) -> OwnKeys:
    seed, note, cosign = _SEEDS[party], KeyKind.ED25519, KeyKind.COSIGNATURE
    return OwnKeys(
        log=key(f"{party}.example/log", note, seed),
        sealed=key(f"{party}.example/sealed", note, seed + 1),
        witness=key(f"{party}.example/witness", cosign, seed + 2),
        mirror=key(f"{party}.example/mirror", cosign, seed + 3),
        node=key(f"{party}.example/node", note, seed + 4),
    )


def officers_of(party: str) -> list[SigningKey]:
    seed = _SEEDS[party] + 10
    return [
        key(f"{party}.example/officer-{n}", KeyKind.ED25519, seed + n) for n in (1, 2)
    ]


def root_of(party: str) -> SigningKey:
    return key(f"{party}.example/root", KeyKind.ED25519, _SEEDS[party] + 5)


def side_of(party: str) -> SideKeys:
    officers = tuple(one.verifier for one in officers_of(party))
    side = keys_of(party).side(party, officers)
    return replace(side, root=(root_of(party).verifier,))


def other(party: str) -> str:
    return "east" if party == "west" else "west"


class PowerLossError(BaseException):
    """The machine stopped here."""


class FailingStore(SqliteStore):
    """A store on a machine that stops at its n-th commit, before it or after it."""

    left: int | None = None
    is_after = False

    def commit(self, change: Change) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                if self.is_after:
                    super().commit(change)
                raise PowerLossError
        super().commit(change)


@dataclass
class Side:
    """A site that can be stopped, lose its memory, and be restored."""

    party: str
    folder: Path
    terms: Terms = TERMS
    limits: Limits = field(default_factory=Limits)
    site: Site | None = None
    store: FailingStore | None = None
    new_keys: list[SigningKey] = field(default_factory=list)
    """Private keys that came since the beginning; a list says which count."""

    @property
    def database(self) -> Path:
        return self.folder / "disk" / "record.db"

    def start(self) -> Site:
        disk = self.folder / "disk"
        disk.mkdir(parents=True, exist_ok=True)
        is_there = self.database.exists()
        open_store = FailingStore.open if is_there else FailingStore.create
        self.store = open_store(self.database)
        guard = self.folder / "guard"
        kept = Guard.open(guard) if guard.exists() else Guard.create(guard)
        self.site = Site(
            replace(keys_of(self.party), find=self.find, **self.newest()),
            side_of(self.party),
            side_of(other(self.party)),
            self.terms,
            self.store,
            kept,
            disk / "logs",
            self.limits,
        )
        return self.site

    def newest(self) -> dict[str, SigningKey]:
        """Return the keys of a log that continues the first one, by use."""
        us = newest_side(self.store, side_of(self.party))
        ring = ring_of(self.store, us.party, us.origin, us.key_list())
        known = {one.verifier: one for one in self.new_keys}
        if not origins_of(self.store, self.party):
            return {}
        terms = [t for t in ring.newest.keys if t.use in OWN_USES and t.key in known]
        return {term.use: known[term.key] for term in terms}

    def find(self, use: str, wanted: VerifierKey) -> SigningKey | None:
        found = (one for one in self.new_keys if one.verifier == wanted)
        return next(found, None)

    def stop(self) -> None:
        if self.store is not None:
            self.store.close()
        self.site = self.store = None

    def again(self) -> Site:
        """Drop the object and open the record again, as after a crash."""
        self.stop()
        return self.start()

    def fail_in(self, commits: int, *, after: bool) -> None:
        """Stop the machine at a coming commit."""
        assert self.store is not None
        self.store.left, self.store.is_after = commits, after

    def back_up(self) -> Path:
        self.stop()
        copy = self.folder / "backup"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.folder / "disk", copy)
        self.start()
        return copy

    def restore(self, copy: Path) -> Site:
        self.stop()
        shutil.rmtree(self.folder / "disk")
        shutil.copytree(copy, self.folder / "disk")
        return self.start()

    @property
    def officers(self) -> list[SigningKey]:
        return officers_of(self.party)

    def say(self, element: str, params: dict, now_us: int, **about):
        assert self.site is not None
        message = self.site.compose(element, params, now_us, **about)
        two = element in {"AG-2", "AG-5", "CH-6", "CH-7", "RC-4"}
        return self.site.send(message, self.officers[: 2 if two else 1], now_us)


@dataclass
class Pair:
    west: Side
    east: Side
    now_us: int = NOW_US

    def pass_s(self, seconds: float) -> int:
        self.now_us += round(seconds * US_PER_S)
        return self.now_us

    def carry(self, sender: Side, receiver: Side) -> Applied:
        assert sender.site is not None
        assert receiver.site is not None
        return receiver.site.apply(sender.site.parcel(self.now_us), self.now_us)

    def exchange(self, rounds: int = 2) -> None:
        for _ in range(rounds):
            self.carry(self.west, self.east)
            self.carry(self.east, self.west)
            self.pass_s(1)


def pair(folder: Path, terms: Terms = TERMS, limits: Limits | None = None) -> Pair:
    limits = Limits() if limits is None else limits
    two = Pair(
        Side("west", folder / "west", terms, limits),
        Side("east", folder / "east", terms, limits),
    )
    two.west.start()
    two.east.start()
    return two
