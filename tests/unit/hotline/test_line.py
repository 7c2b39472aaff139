"""Clocks, silence, budgets and areas: arithmetic with its edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.hotline.budget import is_over, within
from thalweg.hotline.clock import (
    Clocks,
    Moment,
    Stamps,
    believed_s,
    clocks,
    is_time_good,
    least_skew_s,
)
from thalweg.hotline.liveness import Line, line_of, silence_s
from thalweg.hotline.overlap import areas_touch
from thalweg.hotline.sides import DailyCall, Limits
from thalweg.record.ports import Receipt
from thalweg.times import US_PER_S

T0 = 1_513_000_000 * US_PER_S
CALL = DailyCall(at_s=0, within_s=900, max_silence_s=70, budget_count=2)


@given(
    offset_us=st.integers(-(10**12), 10**12),
    there_us=st.integers(0, 10**7),
    back_us=st.integers(0, 10**7),
    held_us=st.integers(0, 10**6),
)
def test_offset_and_delay_are_those_of_ntp(
    offset_us: int, there_us: int, back_us: int, held_us: int
) -> None:
    received = T0 + there_us + offset_us
    returned = T0 + there_us + held_us + back_us
    one = Stamps(
        sent_us=T0,
        received_us=received,
        answered_us=received + held_us,
        returned_us=returned,
    )
    assert one.delay_s == (there_us + back_us) / US_PER_S
    wrong_s = abs(one.offset_s - offset_us / US_PER_S)
    assert wrong_s <= one.delay_s / 2 + 1e-6
    if there_us == back_us:
        assert wrong_s < 1e-6


def test_a_clock_that_was_set_is_told_from_one_that_runs() -> None:
    then = Moment(T0, 100.0)
    assert then.set_by_s(Moment(T0 + 5 * US_PER_S, 105.0)) == 0
    assert then.set_by_s(Moment(T0 + 3605 * US_PER_S, 105.0)) == 3600
    assert then.set_by_s(Moment(T0, 105.0)) == -5


@pytest.mark.parametrize(
    ("measured_s", "ahead_s", "by"),
    [
        (None, None, None),
        (3.0, None, 3.0),
        # Nothing was measured: a clock that is far from ours shows, the way does not.
        (None, -0.4, None),
        (None, -29.0, None),
        (None, -31.0, -31.0),
        (None, 3600.0, 3600.0),
        # What was measured holds as long as the way explains the difference.
        (0.0, -0.4, 0.0),
        (0.0, -29.0, 0.0),
        (0.0, -3600.0, -3600.0),
        (0.0, 3600.0, 3600.0),
        (3600.0, 3599.5, 3600.0),
        # It was set right again.
        (3600.0, -0.4, None),
        (-3600.0, -0.4, None),
    ],
)
def test_a_request_itself_shows_that_a_clock_was_set(measured_s, ahead_s, by) -> None:
    assert believed_s(measured_s, ahead_s) == by


@pytest.mark.parametrize(
    ("skew_s", "what"),
    [
        (None, Clocks.UNKNOWN),
        (0.0, Clocks.TOGETHER),
        (-2.0, Clocks.TOGETHER),
        (2.1, Clocks.APART),
        (-30.0, Clocks.APART),
        (30.1, Clocks.TOO_FAR),
        (-31.0, Clocks.TOO_FAR),
    ],
)
def test_what_an_offset_means(skew_s: float | None, what: Clocks) -> None:
    assert clocks(skew_s) is what


def test_one_stamp_shows_a_clock_ahead_and_no_other() -> None:
    assert least_skew_s(T0 + 5 * US_PER_S, T0) == 5
    assert least_skew_s(T0 - 5 * US_PER_S, T0) == 0
    assert is_time_good(130, 100 * US_PER_S)
    assert not is_time_good(131, 100 * US_PER_S)


def receipt(time_s: int = T0 // US_PER_S) -> Receipt:
    return Receipt(
        origin="o", key="k", size=1, time_s=time_s, received_us=T0, note=b"n"
    )


@pytest.mark.parametrize(
    ("still_s", "limits", "call", "line"),
    [
        (30, Limits(), None, Line.GREEN),
        (31, Limits(), None, Line.AMBER),
        (100, Limits(), None, Line.AMBER),
        (101, Limits(), None, Line.RED),
        (70, Limits(), CALL, Line.AMBER),
        (71, Limits(), CALL, Line.RED),
        (10**6, Limits(heartbeat_s=None), None, Line.GREEN),
        (71, Limits(heartbeat_s=None), CALL, Line.RED),
        (-1, Limits(), None, Line.AMBER),
    ],
)
def test_silence_has_a_colour(
    still_s: int, limits: Limits, call: DailyCall | None, line: Line
) -> None:
    assert line_of(receipt(), T0 + still_s * US_PER_S, limits, call) is line


def test_a_line_never_heard_is_not_known() -> None:
    assert line_of(None, T0, Limits(), CALL) is Line.UNKNOWN
    assert silence_s(None, T0) is None
    assert silence_s(receipt(), T0 + US_PER_S) == 1
    assert silence_s(receipt(), T0 - 1) is None
    ahead = receipt(T0 // US_PER_S + 31)
    assert line_of(ahead, T0, Limits(), None) is Line.AMBER


def test_the_budget_is_of_a_sliding_time() -> None:
    hour_us = 3600 * US_PER_S
    assert not is_over(CALL, [T0], T0)
    assert is_over(CALL, [T0, T0], T0)
    assert is_over(CALL, [T0, T0 + 5], T0 + hour_us - 1)
    assert not is_over(CALL, [T0, T0 + 5], T0 + hour_us)
    assert within(CALL, [T0 - 1, T0, T0 + 1, T0 + 2], T0 + 1) == (T0, T0 + 1)
    assert not is_over(None, [T0] * 99, T0)
    assert not is_over(DailyCall(at_s=0, within_s=1), [T0] * 99, T0)
    assert is_over(DailyCall(at_s=0, within_s=1, budget_count=0), [], T0)


def ring(*points: tuple[int, int]) -> list[tuple[int, int]]:
    return list(points)


SQUARE = ring((0, 0), (10, 0), (10, 10), (0, 10))
# Its hull holds the notch; it does not.
HORSESHOE = ring(
    (0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (10, 10), (10, 30), (0, 30)
)
TURN = 3_600_000_000


@pytest.mark.parametrize(
    ("one", "other", "touch"),
    [
        (SQUARE, ring((5, 5), (15, 5), (15, 15)), True),
        (SQUARE, ring((2, 2), (3, 2), (3, 3)), True),
        (SQUARE, ring((10, 10), (20, 10), (20, 20)), True),
        (SQUARE, ring((11, 0), (20, 0), (20, 10)), False),
        (SQUARE, ring((13, 10), (14, 30), (-30, 30)), False),
        (HORSESHOE, ring((12, 15), (18, 15), (18, 40), (12, 40)), False),
        (HORSESHOE, ring((12, 15), (21, 15), (18, 40)), True),
        (SQUARE, ring((5, -5), (6, -5), (6, 15), (5, 15)), True),
        (SQUARE, None, True),
        (None, None, True),
    ],
)
def test_areas_touch_where_they_share_a_point(one, other, touch: bool) -> None:
    assert areas_touch(one, other) is touch
    assert areas_touch(other, one) is touch


def test_areas_meet_over_the_date_line() -> None:
    half = TURN // 2
    over = ring((half - 10, 0), (10 - half, 0), (10 - half, 10), (half - 10, 10))
    east_of_it = ring((5 - half, 2), (8 - half, 2), (8 - half, 8))
    west_of_it = ring((half - 8, 2), (half - 5, 2), (half - 5, 8))
    far = ring((half - 80, 2), (half - 50, 2), (half - 50, 8))
    for other, touch in ((east_of_it, True), (west_of_it, True), (far, False)):
        assert areas_touch(over, other) is touch
        assert areas_touch(other, over) is touch
    assert not areas_touch(over, SQUARE)


@given(
    one=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=3
    ),
    other=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=3
    ),
)
def test_triangles_touch_as_shapely_says(one, other) -> None:
    from shapely.geometry import Polygon

    first, second = Polygon(one), Polygon(other)
    if first.area and second.area:
        assert areas_touch(one, other) is first.intersects(second)
