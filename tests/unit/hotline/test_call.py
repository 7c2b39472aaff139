"""The daily call: opened by evidence, counts compared, missed on both records."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hotline.two_sites import CALL, NOW_US, Pair, pair
from thalweg.errors import InputError
from thalweg.hotline.alarms import Kind
from thalweg.hotline.call import (
    CallState,
    DayCall,
    call_day,
    days_due,
    due_us,
    missed_us,
    state_of,
)
from thalweg.hotline.sides import DailyCall
from thalweg.model.message import EntryRef
from thalweg.times import US_PER_DAY, US_PER_HOUR, US_PER_S, iso, parse_iso

DUTY = {"name": "A. Officer"}
DAY = "2017-12-13"


def at(text: str) -> int:
    return parse_iso(f"{DAY}T{text}Z")


@pytest.fixture
def two(disk: Path) -> Pair:
    made = pair(disk)
    for side in (made.west, made.east):
        side.site.tick(made.now_us)
    return made


def opening(two: Pair) -> dict:
    span = {"from_us": two.now_us - US_PER_DAY, "to_us": two.now_us}
    return {"person": DUTY, "period": span}


def states(two: Pair) -> list[CallState]:
    return [side.site.state(two.now_us).call for side in (two.west, two.east)]


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("05:44:59", "2017-12-12"),
        ("05:45:00", DAY),
        ("06:00:00", DAY),
        ("23:59:59", DAY),
        ("00:00:00", "2017-12-12"),
    ],
)
def test_a_little_early_is_todays_call(time: str, day: str) -> None:
    assert call_day(CALL, at(time)) == day


@pytest.mark.parametrize(
    ("time", "state"),
    [
        ("05:59:59", CallState.AHEAD),
        ("06:00:00", CallState.DUE),
        ("06:14:59", CallState.DUE),
        ("06:15:00", CallState.MISSED),
    ],
)
def test_a_call_that_nobody_opens_is_missed(time: str, state: CallState) -> None:
    assert state_of(CALL, DayCall(day=DAY), at(time)) is state


@pytest.mark.parametrize(
    ("call", "state"),
    [
        ({"opened": (False, True)}, CallState.OPENED),
        ({"opened": (True, False), "noted_missed": True}, CallState.OPENED),
        ({"noted_missed": True}, CallState.MISSED),
        ({"opened": (True, True), "closed": (True, False)}, CallState.CLOSING),
        ({"closed": (True, True)}, CallState.CLOSING),
        ({"closed": (True, True), "agreed": (True, False)}, CallState.CLOSING),
        ({"closed": (True, True), "agreed": (True, True)}, CallState.CLOSED),
    ],
)
def test_a_call_goes_from_state_to_state(call: dict, state: CallState) -> None:
    assert state_of(CALL, DayCall(day=DAY, **call), at("05:00:00")) is state


@given(
    at_s=st.integers(0, 86_399),
    within_s=st.integers(1, 3600),
    after_us=st.integers(0, 40 * US_PER_DAY),
    days=st.integers(0, 50),
    most=st.integers(0, 31),
)
def test_every_day_past_its_limit_is_told_once(
    at_s: int, within_s: int, after_us: int, days: int, most: int
) -> None:
    call = DailyCall(at_s=at_s, within_s=within_s)
    now_us = after_us + days * US_PER_DAY
    told = days_due(call, after_us, now_us, most)
    plain = [
        iso(day * US_PER_DAY)[:10]
        for day in range(120)
        if day * US_PER_DAY + at_s * US_PER_S > after_us
        and day * US_PER_DAY + (at_s + within_s) * US_PER_S <= now_us
    ]
    assert told == plain[len(plain) - most :][:most] if most else told == []
    assert all(due_us(call, day) < missed_us(call, day) <= now_us for day in told)


def test_a_call_is_opened_compared_and_closed(two: Pair) -> None:
    assert states(two) == [CallState.AHEAD, CallState.AHEAD]
    two.now_us = at("06:01:00")
    assert states(two) == [CallState.DUE, CallState.DUE]
    two.west.say("CH-2", opening(two), two.now_us)
    assert states(two) == [CallState.DUE, CallState.DUE]
    two.carry(two.west, two.east)
    assert states(two) == [CallState.DUE, CallState.OPENED]
    two.exchange()
    assert states(two) == [CallState.OPENED, CallState.OPENED]
    closings = {}
    for side in (two.west, two.east):
        message = side.site.closing(two.now_us)
        closings[side.party] = side.site.send(message, side.officers[:1], two.now_us)
    two.exchange()
    assert states(two) == [CallState.CLOSING, CallState.CLOSING]
    assert two.west.site.call_differences(closings["east"]) == ()
    two.west.say("RS-4", {}, two.now_us, ref=closings["east"])
    two.exchange()
    assert states(two) == [CallState.CLOSING, CallState.CLOSING]
    assert two.east.site.call_differences(closings["west"]) == ()
    two.east.say("RS-4", {}, two.now_us, ref=closings["west"])
    two.exchange()
    assert states(two) == [CallState.CLOSED, CallState.CLOSED]
    for side in (two.west, two.east):
        kinds = [alarm.kind for alarm in side.site.tick(at("06:30:00"))]
        assert not {Kind.CALL_DUE, Kind.CALL_MISSED} & set(kinds)
    with pytest.raises(InputError, match="closes no call"):
        two.east.site.call_differences(EntryRef("west.example/log", 0))


@pytest.mark.parametrize("rounds", [0, 1])
def test_a_call_stays_held_where_a_backup_forgot_it(two: Pair, rounds: int) -> None:
    two.now_us = at("06:01:00")
    two.exchange()
    copies = {side.party: side.back_up() for side in (two.west, two.east)}
    two.west.say("CH-2", opening(two), two.now_us)
    two.exchange()
    for one, other in ((two.west, two.east), (two.east, two.west)):
        message = one.site.closing(two.now_us)
        ref = one.site.send(message, one.officers[:1], two.now_us)
        two.exchange()
        other.say("RS-4", {}, two.now_us, ref=ref)
        two.exchange()
    assert states(two) == [CallState.CLOSED, CallState.CLOSED]
    # What is under way brings the other side's AFFIRM before what it affirms is back.
    late = two.east.site.parcel(two.now_us)
    two.west.restore(copies["west"])
    for _ in range(rounds):
        two.west.site.apply(late, two.now_us)
    two.exchange(3)
    assert not two.west.site.books.doubts
    assert states(two) == [CallState.CLOSED, CallState.CLOSED]
    kinds = [alarm.kind for alarm in two.west.site.tick(at("06:30:00"))]
    assert not {Kind.CALL_DUE, Kind.CALL_MISSED} & set(kinds)


def test_a_missed_call_is_on_both_records_once(two: Pair) -> None:
    two.exchange()
    two.now_us = at("06:00:00")
    two.west.say("CH-2", opening(two), two.now_us)  # The line is down: nobody hears it.
    for side in (two.west, two.east):
        assert Kind.CALL_DUE in [a.kind for a in side.site.tick(at("06:14:59"))]
        sizes = side.site.books.log.size
        assert Kind.CALL_MISSED in [a.kind for a in side.site.tick(at("06:15:00"))]
        side.site.tick(at("06:16:00"))
        side.again().tick(at("06:17:00"))
        assert side.site.books.log.size == sizes + 1
    two.now_us = at("06:40:00")
    assert states(two) == [CallState.MISSED, CallState.MISSED]
    two.exchange()
    # Held late: the note stays where it is.
    assert states(two) == [CallState.OPENED, CallState.OPENED]


def test_a_long_stop_puts_down_each_day_it_missed(two: Pair) -> None:
    site = two.west.site
    site.tick(NOW_US + 3 * US_PER_DAY + 2 * US_PER_HOUR)
    days = [site.books.standing.get("calls", f"2017-12-{n}") for n in range(12, 18)]
    assert [day is not None for day in days] == [False, True, True, True, True, False]


def test_counts_that_differ_are_named(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    two.exchange()
    message = west.closing(two.now_us)
    good = message.params["checkpoints"]
    origin = "west.example/log"
    lies = [
        ({"sent": 7}, f"{origin}: sent 7, but the checkpoint has 0"),
        ({"checkpoints": good[:1]}, "east.example/log: nothing is stated"),
        (
            {"checkpoints": [{**good[0], "origin": "north/log"}, good[1]]},
            "not a log of this line",
        ),
        (
            {"sent": 9, "checkpoints": [{**good[0], "size": 9}, good[1]]},
            f"{origin}: 9 entries stated, 5 held here",
        ),
        (
            {"checkpoints": [{**good[0], "root": "A" * 43 + "="}, good[1]]},
            f"{origin}: another root for 0 entries",
        ),
    ]
    for lie, _ in lies:
        params = {**message.params, **lie}
        two.west.say("CH-3", params, two.now_us)
    two.exchange()
    for index, (_, told) in enumerate(lies):
        found = east.call_differences(EntryRef(origin, index))
        assert told in found[0], (index, found)
