"""What counts after thefts: the node's word against `thalweg verify` on its files.

Whatever order keys are changed, entries of every type logged and receipts carried in,
also long after: each node says of each entry of a side's log what somebody says who has
nothing but the folder that this node shows.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.unit.hotline.changes import revoke, rotate
from tests.unit.hotline.messages import finding
from tests.unit.hotline.test_by_voice import FIRE, sheet
from tests.unit.hotline.two_sites import (
    TERMS,
    Pair,
    Side,
    keys_of,
    officers_of,
    pair,
    root_of,
)
from thalweg.hotline.matched import MatchNote, encode_match
from thalweg.hotline.spoken import Spoken, Voice, encode_spoken
from thalweg.model.message import EntryRef, Person
from thalweg.record.verify import verify_log
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_file import KeyFile
from thalweg.wire.leaf import ATTEMPTS, FINDING, MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.signing import SigningKey

TEXT = {"text": {"text": "good morning", "lang": "en"}}
USES = ("officer-1", "officer-2", "node")


def key_file(party: str) -> KeyFile:
    keys = keys_of(party)
    first = [root_of(party), keys.log, keys.sealed, keys.witness, keys.mirror]
    named = zip(
        ("root", "log", "sealed", "witness", "mirror", "node", "officer-1",
         "officer-2"),
        [*first, keys.node, *officers_of(party)],
        strict=True,
    )  # fmt: skip
    return KeyFile({use: key.verifier for use, key in named})


AGREED = {party: key_file(party) for party in ("west", "east")}


@dataclass
class Life:
    """West's log, as it is written, carried to east, receipted, and stolen from."""

    two: Pair
    held: list[bytes] = field(default_factory=list)
    number: int = 0

    @property
    def west(self) -> Side:
        return self.two.west

    def all_keys(self, use: str) -> list[SigningKey]:
        """Return the private keys that west ever had for a use, thieves' too."""
        known = [*self.west.officers, keys_of("west").node, *self.west.new_keys]
        ever = self.west.site.books.rings.own.ever(use)
        return [next(k for k in known if k.verifier == key) for key in ever]

    def key(self, use: str) -> SigningKey:
        newest = self.west.site.books.rings.own.now(use)[0]
        return next(k for k in self.all_keys(use) if k.verifier == newest)

    def log(self, kind: str, payload: bytes, *keys: SigningKey) -> None:
        once = {key.verifier: key for key in keys}
        entry = sign_envelope(kind, payload, list(once.values())).format()
        self.west.site.log_entries([entry], self.two.now_us)

    def message(self, *keys: SigningKey, element: str = "CH-10") -> None:
        params = TEXT
        if element == "AG-2":
            params = {"digest": "cd" * 32, "from_us": self.two.now_us}
        made = self.west.site.compose(element, params, self.two.now_us)
        self.log(MESSAGE, encode_message(made), *keys)

    def sheet(self, *keys: SigningKey) -> None:
        self.number += 1
        said = sheet(
            self.west, "GR-4", FIRE, self.two.now_us, f"2017-12-13/{self.number}"
        )
        spoken = Spoken(
            voice=Voice.SAID,
            sheet=said,
            agreement=TERMS.sha256,
            spoken_us=self.two.now_us,
            their_clock_us=None,
            person=Person(name="A. Example", office=""),
            their_person=None,
            read_back=True,
            corrects=None,
            entered_us=self.two.now_us,
        )
        self.log(ATTEMPTS, encode_spoken(spoken), *keys)

    def note(self, *keys: SigningKey) -> None:
        self.number += 1
        note = MatchNote(
            sender="west",
            sheet=f"2017-12-13/{self.number}",
            said=None,
            heard=EntryRef("east.example/log", 0),
            written=EntryRef("west.example/log", 0),
            differences=(),
            more=0,
            noted_us=self.two.now_us,
        )
        self.log(ATTEMPTS, encode_match(note), *keys)

    def finding(self, *keys: SigningKey) -> None:
        self.number += 1
        self.log(FINDING, finding(self.number).encode(), *keys)

    def write(self, what: int, which: int) -> None:
        """Log something, by keys that may, or may not, or are a thief's by now."""
        one, two, node = (self.key(use) for use in USES)
        ever = [key for use in USES for key in self.all_keys(use)]
        any_key = ever[which % len(ever)]
        (
            lambda: self.message(one),
            lambda: self.message(two),
            lambda: self.message(one, two, element="AG-2"),
            lambda: self.sheet(one),
            lambda: self.sheet(two, node),
            lambda: self.note(node),
            lambda: self.finding(node),
            lambda: self.message(one, two, node),
            lambda: self.message(any_key),
            lambda: self.message(any_key, element="AG-2"),
            lambda: self.message(any_key, two, element="AG-2"),
            lambda: self.sheet(any_key),
            lambda: self.finding(any_key),
            lambda: self.finding(any_key, node),
            lambda: self.note(any_key),
        )[what % 15]()

    def step(self, what: str, which: int, much: int) -> None:
        two = self.two
        if what == "write":
            self.write(which, much)
        elif what == "rotate":
            overlap_us = two.now_us + much * 1_000_000 if much else None
            rotate(self.west, USES[which % 3], two.now_us, overlap_us)
        elif what == "revoke":
            size = self.west.site.books.log.size
            revoke(self.west, USES[which % 3], max(0, size - much), two.now_us)
        elif what == "mirror":
            overlap_us = two.now_us + much * 1_000_000 if much else None
            rotate(two.east, "mirror", two.now_us, overlap_us)
        elif what == "stolen-mirror":
            size = two.east.site.books.mirror.size
            origin = self.west.site.books.us.origin
            revoke(two.east, "mirror", max(0, size - much), two.now_us, origin)
        elif what == "wait":
            two.pass_s(20 * which)
        elif what == "there":
            two.carry(self.west, two.east)
        elif what == "back":
            two.carry(two.east, self.west)
        elif what == "hold":
            self.held.append(two.east.site.parcel(two.now_us))
        elif what == "late" and self.held:
            data = self.held.pop(which % len(self.held))
            self.west.site.apply(data, two.now_us)
        elif what == "again":
            (self.west, two.east)[which % 2].again()
        two.pass_s(1)


def wrong_by_node(side: Side, origin: str, size: int) -> set[int]:
    found = [side.site.said(EntryRef(origin, n)) for n in range(size)]
    return {said.at.index for said in found if said.faults}


def wrong_by_files(folder: Path) -> set[int]:
    if not (folder / "checkpoint").exists():
        return set()
    found = verify_log(folder, (), agreed=AGREED)
    told = (re.match(r"entry ([\d,]+)\b", one) for one in
            (*found.faults, *found.uncounted))  # fmt: skip
    return {int(one[1].replace(",", "")) for one in told if one}


def hold_alike(two: Pair) -> None:
    origin = two.west.site.books.us.origin
    sizes = two.west.site.books.log.size, two.east.site.books.mirror.size
    for side, name, size in zip(
        (two.west, two.east), ("log", "mirror"), sizes, strict=True
    ):
        files = wrong_by_files(side.folder / "disk/logs" / name)
        assert wrong_by_node(side, origin, size) == files, side.party


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, 14), st.integers(0, 20)),
        st.tuples(st.just("write"), st.integers(0, 14), st.integers(0, 20)),
        st.tuples(st.just("rotate"), st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.just("revoke"), st.integers(0, 2), st.integers(0, 8)),
        st.tuples(
            st.sampled_from(["there", "back", "hold", "late", "again", "wait"]),
            st.integers(0, 3),
            st.just(0),
        ),
        st.tuples(
            st.sampled_from(["mirror", "stolen-mirror"]),
            st.just(0),
            st.integers(0, 8),
        ),
    ),
    max_size=30,
)


def lived(steps: list[tuple[str, int, int]]) -> None:
    disk = Path(tempfile.mkdtemp())
    two = pair(disk)
    try:
        life = Life(two)
        for step in steps:
            life.step(*step)
        if not any("mirror" in what for what, _, _ in steps):
            # Of the mirror's keys a log knows what is copied into it.
            hold_alike(two)
        two.exchange(3)
        for side in (two.west, two.east):
            side.site.tick(two.now_us)
        two.exchange(3)
        hold_alike(two)
        two.west.again()
        two.east.again()
        hold_alike(two)
    finally:
        two.west.stop()
        two.east.stop()
        shutil.rmtree(disk)


EVERYTHING = [("write", what, 0) for what in range(15)]


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
@example([*EVERYTHING, ("there", 0, 0), ("back", 0, 0), ("revoke", 2, 30)])
@example([*EVERYTHING, ("revoke", 0, 9), ("revoke", 1, 12)])
@example(
    [
        *EVERYTHING,
        ("there", 0, 0),
        ("hold", 0, 0),
        *EVERYTHING,
        ("revoke", 2, 12),
        ("revoke", 0, 12),
        ("late", 0, 0),
    ]
)
def test_nodes_and_verify_agree_on_what_counts(steps) -> None:
    lived(steps)


@pytest.mark.slow
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_nodes_and_verify_agree_at_length(steps) -> None:
    lived(steps)
