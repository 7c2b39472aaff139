"""The offset of the other clock, what more there is to carry, and alarms said once."""

from __future__ import annotations

import io
import json

import pytest

from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.clock import Moment, Stamps
from thalweg.hotline.door import stamp_us
from thalweg.node.line import Offset, _skew_now_s
from thalweg.node.own_clock import OwnClock
from thalweg.node.told import Alarms, NodeLog, Sparing

S = 1_000_000


def exchange(at_s: float, ahead_s: float, there_s: float, back_s: float) -> Stamps:
    """An exchange with a clock that is `ahead_s`, over two ways of known length."""
    return Stamps(
        sent_us=round(at_s * S),
        received_us=round((at_s + there_s + ahead_s) * S),
        answered_us=round((at_s + there_s + ahead_s + 0.1) * S),
        returned_us=round((at_s + there_s + 0.1 + back_s) * S),
    )


def moment(at_s: float, set_by_s: float = 0.0) -> Moment:
    return Moment(round((at_s + set_by_s) * S), at_s)


def test_the_exchange_with_the_least_delay_tells_the_offset():
    offset = Offset()
    assert offset.take(None, moment(0)) is None
    offset.take(exchange(0, 3, 0.01, 0.01), moment(1))
    # This one took much longer one way: alone it would be wrong by half a second.
    found = offset.take(exchange(10, 3, 1.0, 0.0), moment(12))
    assert found is not None
    assert abs(found - 3) < 0.001


def test_a_clock_that_was_set_is_believed_at_once():
    offset = Offset()
    for at in range(5):
        offset.take(exchange(at, 0, 0.01, 0.01), moment(at + 1))
    found = offset.take(exchange(9, 3600, 0.2, 0.2), moment(10))
    assert found is not None
    assert abs(found - 3600) < 0.001


def test_the_own_clock_that_was_set_changes_what_was_measured_before():
    offset = Offset()
    offset.take(exchange(0, 0, 0.01, 0.01), moment(1))
    # No exchange since, and the own clock was set forward by an hour.
    assert offset.take(None, moment(2, 3600)) == pytest.approx(-3600, abs=0.001)
    # It stands still: the other runs on.
    offset = Offset()
    offset.take(exchange(0, 0, 0.01, 0.01), Moment(S, 1.0))
    assert offset.take(None, Moment(S, 41.0)) == pytest.approx(40, abs=0.001)


def test_a_request_shows_a_clock_that_no_exchange_measured():
    assert Offset().take(None, moment(0), -3600.0) == -3600.0
    offset = Offset()
    offset.take(exchange(0, 0, 0.01, 0.01), moment(1))
    assert offset.take(None, moment(2), 3600.0) == 3600.0
    # And what was measured before that is not believed again.
    assert offset.take(None, moment(3), -0.1) is None


def test_a_clock_that_is_set_while_a_parcel_waits_counts():
    then = moment(0)
    assert _skew_now_s(None, then, moment(5)) is None
    assert _skew_now_s(0.5, then, moment(5)) == 0.5
    assert _skew_now_s(None, then, moment(5, 3600)) == -3600
    assert _skew_now_s(0.5, then, moment(5, 3600)) == -3599.5


def test_an_exchange_that_went_back_in_time_is_left_out():
    wrong = Stamps(sent_us=10, received_us=0, answered_us=S, returned_us=11)
    assert Offset().take(wrong, moment(0)) is None


def test_a_stamp_is_a_number_and_nothing_else():
    assert stamp_us("1513137906000000") == 1_513_137_906_000_000
    for text in (None, "", "-1", "1.5", "x", "1" * 17, "١٢", "1_0", " 1"):
        assert stamp_us(text) is None


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_alarm_is_said_once_and_its_end_too():
    stream = io.StringIO()
    alarms = Alarms(NodeLog(stream))
    silence = Alarm(kind=Kind.SILENCE, facts={"about": "red"})
    alarms.hold([silence])
    alarms.hold([silence])
    alarms.came([silence])
    alarms.hold([])
    alarms.hold([silence])
    told = [line["event"] for line in lines(stream)]
    assert told == ["alarm", "alarm ended", "alarm"]


def test_lines_that_the_other_side_causes_are_so_many_in_an_hour(monkeypatch):
    stream, clock_s = io.StringIO(), [0.0]
    monkeypatch.setattr("thalweg.node.told.monotonic_s", lambda: clock_s[0])
    spare = Sparing(NodeLog(stream), 3)
    for n in range(10):
        spare("refused", {"n": n})
    assert [line["n"] for line in lines(stream)] == [0, 1, 2]
    clock_s[0] = 3600.0
    spare("refused", {"n": 10})
    assert [line["event"] for line in lines(stream)[3:]] == ["note", "refused"]
    assert "7 lines" in lines(stream)[3]["said"]


def test_what_was_refused_is_sounded_so_often_and_warnings_always():
    stream = io.StringIO()
    alarms = Alarms(NodeLog(stream))
    for n in range(500):
        alarms.came([Alarm(kind=Kind.REFUSED, facts={"about": str(n)})])
    alarms.came([Alarm(kind=Kind.WARNING, facts={"about": "fire"})])
    kinds = [line["kind"] for line in lines(stream)]
    assert kinds == ["refused"] * 60 + ["warning"]


def test_no_line_of_the_log_can_be_forged_by_a_peer():
    stream = io.StringIO()
    NodeLog(stream)("refused", {"faults": ['a\n{"event": "started"}\u2028\x1b[2J']})
    assert len(stream.getvalue().splitlines()) == 1
    assert stream.getvalue().isascii()
    assert "\x1b" not in stream.getvalue()


def test_a_log_that_is_gone_stops_nothing():
    stream = io.StringIO()
    stream.close()
    log = NodeLog(stream)
    log("started", {})


def test_a_clock_that_was_set_or_stands_still_is_told_for_a_minute():
    own = OwnClock(moment(0))
    assert own.look(moment(10)) == []
    (alarm,) = own.look(moment(11, 3600))
    assert (alarm.kind, alarm.facts["set_by_s"]) == (Kind.CLOCKS, 3600.0)
    # It goes on from there; the alarm is the same one, and ends.
    assert [one.key for one in own.look(moment(60, 3600))] == [alarm.key]
    assert own.look(moment(80, 3600)) == []
    still = [own.look(Moment(0, at_s)) for at_s in range(81, 200)]
    assert all(still[3:])


def test_a_clock_that_is_drawn_slowly_is_not_told():
    own = OwnClock(moment(0))
    assert not any(own.look(moment(at_s, at_s * 500e-6)) for at_s in range(20_000))
