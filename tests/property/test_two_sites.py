"""Two sites over a bad carrier, with crashes, wrong clocks and a restored backup.

The model is two lists: what each side said, in order. Whatever happens between, each
effect takes place once, and in the end both hold the same records.
"""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from tests.unit.hotline.two_sites import NOW_US, PowerLossError, Side, pair
from thalweg.hotline.answers import State
from thalweg.hotline.books import TOLD
from thalweg.hotline.ladder import Rung
from thalweg.hotline.sides import Limits
from thalweg.model.message import EntryRef
from thalweg.record.ports import SIGNED
from thalweg.times import US_PER_HOUR, US_PER_S
from thalweg.wire.authority import BY_MACHINE

SIDES = st.sampled_from(["west", "east"])
POINT = {"lat_e7": 1, "lon_e7": 2}
# Small parcels, so that a long absence comes in pieces; checks every minute.
LIMITS = Limits(parcel_bytes=2_000, check_every_us=600 * US_PER_S)


class TwoSites(RuleBasedStateMachine):
    """Rules are what people, carriers, disks and clocks do."""

    @initialize()
    def begin(self) -> None:
        # In memory where there is such a disk: a test of order, not of flushes.
        shm = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
        self.two = pair(self.folder, limits=LIMITS)
        self.clock_us = {"west": NOW_US, "east": NOW_US}
        self.said: dict[str, list[str]] = {"west": [], "east": []}
        self.bag: dict[str, list[bytes]] = {"west": [], "east": []}
        self.copies: dict[str, Path] = {}

    def teardown(self) -> None:
        for side in (self.two.west, self.two.east):
            side.stop()
        shutil.rmtree(self.folder)

    def side(self, name: str) -> Side:
        return getattr(self.two, name)

    def other(self, name: str) -> str:
        return "east" if name == "west" else "west"

    def is_behind(self, name: str) -> bool:
        return bool(self.side(name).site.books.doubts)

    @rule(name=SIDES, count=st.integers(1, 3))
    def say(self, name: str, count: int) -> None:
        if self.is_behind(name):
            return
        side, now_us = self.side(name), self.clock_us[name]
        messages = []
        for _ in range(count):
            said = f"{name} {len(self.said[name])}"
            self.said[name].append(said)
            params = {"text": {"text": said, "lang": "en"}}
            message = side.site.compose("CH-10", params, now_us)
            messages.append((message, side.officers[:1]))
        side.site.send_many(messages, now_us)

    @rule(name=SIDES)
    def show_and_answer(self, name: str) -> None:
        side, now_us = self.side(name), self.clock_us[name]
        for item in side.site.inbox(newest=5):
            message = item.said.message
            if message is None or message.element in BY_MACHINE - {"RS-3"}:
                continue
            side.site.displayed(item.said.at, "officer-1", now_us)
            if self.is_behind(name) or message.element != "CH-10":
                continue
            if item.dialogue.state is State.OPEN:
                side.say("RS-3", {}, now_us, ref=item.said.at)

    @rule(name=SIDES)
    def tick(self, name: str) -> None:
        self.side(name).site.tick(self.clock_us[name])

    @rule(name=SIDES, keep=st.integers(0, 3))
    def give(self, name: str, keep: int) -> None:
        made = list(self.side(name).site.parcels(self.clock_us[name]))
        self.bag[name] += made[: keep + 1]

    @rule(name=SIDES, which=st.integers(0, 50), again=st.booleans())
    def bring(self, name: str, which: int, again: bool) -> None:
        bag = self.bag[name]
        if not bag:
            return
        at = which % len(bag)
        data = bag[at] if again else bag.pop(at)
        there = self.other(name)
        self.side(there).site.apply(data, self.clock_us[there])

    @rule(name=SIDES)
    def lose(self, name: str) -> None:
        if self.bag[name]:
            self.bag[name].pop()

    @rule(name=SIDES)
    def crash(self, name: str) -> None:
        self.side(name).again()

    @rule(
        name=SIDES,
        commits=st.integers(0, 6),
        after=st.booleans(),
        what=st.sampled_from(["say", "show_and_answer", "tick", "bring", "give"]),
    )
    def lose_power(self, name: str, commits: int, after: bool, what: str) -> None:
        """Stop in the midst of something, at any of its commits; start again."""
        if self.is_behind(name):
            return
        self.side(name).fail_in(commits, after=after)
        try:
            if what == "say":
                self.say(name, 2)
            elif what == "bring":
                self.bring(self.other(name), 0, True)
            elif what == "give":
                self.give(name, 1)
            else:
                getattr(self, what)(name)
        except PowerLossError:
            event(f"power lost in {what}")
        self.side(name).again()
        # What had not returned may have been said, or not: the log knows.
        self.said[name] = texts(
            self.side(name).site, self.side(name).site.books.us.origin
        )

    @rule(name=SIDES, s=st.sampled_from([1, 5, 60, 3600, -3600, 40]))
    def jump(self, name: str, s: int) -> None:
        self.clock_us[name] += s * US_PER_S

    @rule(name=SIDES)
    def back_up(self, name: str) -> None:
        if not self.is_behind(name):
            self.copies[name] = self.side(name).back_up()

    @rule(name=SIDES)
    def restore(self, name: str) -> None:
        side, there = self.side(name), self.side(self.other(name)).site
        mark = side.site.books.guard.mark(side.site.books.us.origin, SIGNED)
        head = there.books.mirror.head
        # What was signed and never delivered is lost with the disk, and the log with
        # it (`test_a_log_that_cannot_be_recovered_signs_nothing`).
        if name not in self.copies or head is None or head.size < mark.size:
            return
        if there.books.doubts:
            return
        side.restore(self.copies[name])
        event("restored, behind" if self.is_behind(name) else "restored, not behind")

    @rule(name=SIDES, count=st.integers(1, 3), ticked=st.booleans())
    def lose_the_disk(self, name: str, count: int, ticked: bool) -> None:
        """Restore yesterday's copy after more was said, answered and delivered."""
        there = self.other(name)
        if self.is_behind(name) or self.is_behind(there):
            return
        self.back_up(name)
        self.say(name, count)
        self.say(there, count)
        self.show_and_answer(name)
        if ticked:
            self.tick(name)
        for sender in (name, there, name):
            for data in list(self.side(sender).site.parcels(self.clock_us[sender])):
                receiver = self.other(sender)
                self.side(receiver).site.apply(data, self.clock_us[sender], 0.0)
        self.restore(name)

    @invariant()
    def what_was_said_is_heard_in_order_and_once(self) -> None:
        if not hasattr(self, "two"):
            return
        for name in ("west", "east"):
            site = self.side(name).site
            heard = texts(site, site.books.peer.origin)
            assert heard == self.said[self.other(name)][: len(heard)]
            told = list(site.books.store.rows(TOLD))
            size = site.books.mirror.size
            assert [int(key) for key, _ in told][:size] == list(range(size))
            assert not site.state(self.clock_us[name]).dispute

    def finish(self) -> None:
        """Let the line work: both catch up, whatever was left."""
        later = max(self.clock_us.values()) + US_PER_HOUR
        for step in range(60):
            for name in ("west", "east"):
                there = self.other(name)
                now_us = later + step * US_PER_S
                for data in list(self.side(name).site.parcels(now_us)):
                    self.side(there).site.apply(data, now_us)
            # Once more after the first: what that brought may have more to say.
            if step and self.is_even():
                break
        assert self.is_even()

    def is_even(self) -> bool:
        west, east = self.two.west.site.books, self.two.east.site.books
        return all(
            one.log.size == other.mirror.size
            and one.newest_receipt() is not None
            and one.newest_receipt().size == one.log.size
            for one, other in ((west, east), (east, west))
        )

    @rule()
    def settle(self) -> None:
        self.finish()
        west, east = self.two.west.site, self.two.east.site
        for one, other in ((west, east), (east, west)):
            origin, size = one.books.us.origin, one.books.log.size
            assert other.books.store.entries(origin, 0, size + 1) == (
                one.books.store.entries(origin, 0, size + 1)
            )
            assert other.books.root_at(origin, size) == one.books.root_at(origin, size)
            assert not one.books.doubts
            self.hold_the_answers(one, other)
        latest = max(self.clock_us.values()) + 2 * US_PER_HOUR
        self.clock_us = dict.fromkeys(self.clock_us, latest)

    def hold_the_answers(self, one, other) -> None:
        """Hold that nothing was answered twice, and that both see dialogues alike."""
        origin = one.books.us.origin
        for index in range(one.books.log.size):
            at = one.said(EntryRef(origin, index)).at
            mine = [(said.at, said.message.element) for said in one.followed(at)]
            theirs = [(said.at, said.message.element) for said in other.followed(at)]
            assert sorted(mine, key=str) == sorted(theirs, key=str)
            assert len({(ref.origin, kind) for ref, kind in mine}) == len(mine)
            if one.books.message(at) is not None:
                assert one.rung(at) not in (Rung.UNSIGNED, Rung.RECORDED)
                assert one.dialogue(at).state == other.dialogue(at).state


def texts(site, origin: str) -> list[str]:
    books = site.books
    size = books.store.size(origin)
    found = [books.message(EntryRef(origin, index)) for index in range(size)]
    return [
        one.params["text"]["text"]
        for one in found
        if one is not None and one.element == "CH-10"
    ]


class TestTwoSites(TwoSites.TestCase):
    """A dozen of them on every push."""

    settings = settings(
        max_examples=12,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.slow
class TestTwoSitesLong(TwoSites.TestCase):
    """Five hundred of them."""

    settings = settings(
        max_examples=500,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
