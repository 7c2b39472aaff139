"""Well clear and alert levels against a plain twin, and by cases made here."""

import math

import numba
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.oracle.plain_daa import moved, plain_levels, plain_lost, plain_spans
from thalweg.kernels.daa import (
    NO_STATE,
    PHASE_I,
    States,
    Volume,
    alert_levels,
    configuration,
    well_clear_lost,
    well_clear_lost_span,
)

PHASE_I_ALERTS = configuration("DO_365B_no_SUM")
JIT = not numba.config.DISABLE_JIT

metres = st.floats(-30_000.0, 30_000.0)
feet = st.floats(-3_000.0, 3_000.0)
speeds = st.one_of(st.just(0.0), st.floats(-400.0, 400.0)).map(lambda v: round(v, 6))
rates = st.one_of(st.just(0.0), st.floats(-6_000.0, 6_000.0)).map(lambda v: round(v, 3))
states = st.tuples(metres, metres, feet, speeds, speeds, rates)
volumes = st.sampled_from(
    [
        PHASE_I,
        Volume(2200 * 0.3048, 450.0, 0.0, 0.0),
        Volume(1852.0, 450.0, 35.0, 20.0),
    ]
)


@given(state=states, volume=volumes)
def test_the_predicate_is_its_plain_twin(state, volume):
    ours = well_clear_lost(*state, *volume)
    if ours != plain_lost(*state, *volume):
        # Rounding may part them on the border, and nowhere else: a hair's breadth
        # larger or smaller a volume must have both say the same again.
        hair = 1e-9
        wider = Volume(*(v * (1.0 + hair) + hair for v in volume))
        tighter = Volume(*(v * (1.0 - hair) - hair for v in volume))
        assert plain_lost(*state, *wider)
        assert not plain_lost(*state, *tighter)


@given(state=states, volume=volumes)
def test_the_span_is_where_the_predicate_holds(state, volume):
    horizon_s = 180.0
    in_s, out_s = well_clear_lost_span(*state, horizon_s, *volume)
    if in_s > out_s:
        assert (in_s, out_s) == (math.inf, -math.inf)
    else:
        assert 0.0 <= in_s <= out_s <= horizon_s
    for t_s in np.linspace(0.0, horizon_s, 91):
        if min(abs(t_s - in_s), abs(t_s - out_s)) > 1e-6:
            holds = plain_lost(*moved(state, t_s), *volume)
            assume(not (holds and in_s > out_s and grazes(state, volume)))
            assert holds == (in_s < t_s < out_s)


def grazes(state, volume):
    """Tell whether the miss distance equals the threshold but for rounding."""
    sx, sy, _, vx, vy, _ = state
    speed = math.hypot(vx, vy)
    return speed > 0.0 and abs(abs(sx * vy - sy * vx) / speed - volume.dthr_m) < 1e-6


@given(state=states, volume=volumes)
def test_there_is_never_more_than_one_span(state, volume):
    """The volume is locally convex: sampling alone finds one interval, the same one."""
    sampled = plain_spans(state, 180.0, volume, steps=180)
    assert len(sampled) <= 1
    in_s, out_s = well_clear_lost_span(*state, 180.0, *volume)
    for low_s, high_s in sampled:
        if not grazes(state, volume):
            assert abs(low_s - in_s) < 1e-6
            assert abs(high_s - out_s) < 1e-6


@given(state=states, volume=volumes)
def test_turning_the_world_or_swapping_the_two_changes_nothing(state, volume):
    sx, sy, sz, vx, vy, vz = state
    here = well_clear_lost_span(*state, 180.0, *volume)
    turned = well_clear_lost_span(-sy, sx, sz, -vy, vx, vz, 180.0, *volume)
    swapped = well_clear_lost_span(*(-v for v in state), 180.0, *volume)
    assert turned == pytest.approx(here, abs=1e-6)
    assert swapped == here


def test_head_on_by_hand():
    """10 km apart, closing at 200 m/s through each other, level."""
    in_s, out_s = well_clear_lost_span(-1e4, 0.0, 0.0, 200.0, 0.0, 0.0, 180.0, *PHASE_I)
    # (s^2 - D^2) / (s v) = 35 at the entry, |s| = D at the exit.
    entry_m = 10_000.0 - 200.0 * in_s
    assert (entry_m**2 - PHASE_I.dthr_m**2) / (entry_m * 200.0) == pytest.approx(35.0)
    assert out_s == pytest.approx((10_000.0 + PHASE_I.dthr_m) / 200.0)


def test_a_tangent_in_round_numbers_counts():
    kilometre = Volume(1000.0, 450.0, 35.0, 0.0)
    path = (-20_000.0, 1000.0, 0.0, 200.0, 0.0, 0.0)
    assert well_clear_lost_span(*path, 180.0, *kilometre) == (65.0, 100.0)


def test_a_tangent_path_loses_well_clear_for_tau():
    """The miss distance equals the threshold: inside until the closest point."""
    y_m = PHASE_I.dthr_m
    path = (-20_000.0, y_m, 0.0, 200.0, 0.0, 0.0)
    assert well_clear_lost_span(*path, 180.0, *PHASE_I) == pytest.approx((65.0, 100.0))
    assert well_clear_lost(*moved(path, 99.0), *PHASE_I)
    past = (-20_000.0, math.nextafter(y_m, math.inf), 0.0, 200.0, 0.0, 0.0)
    assert well_clear_lost_span(*past, 180.0, *PHASE_I) == (math.inf, -math.inf)
    assert not well_clear_lost(*moved(past, 99.0), *PHASE_I)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ((0.0, 0.0, 0.0, 0.0, 0.0, 0.0), (0.0, 180.0)),  # one on top of the other
        ((0.0, 0.0, 450.0, 0.0, 0.0, 0.0), (0.0, 180.0)),  # formation, on the border
        ((0.0, 0.0, 450.1, 0.0, 0.0, 0.0), (math.inf, -math.inf)),
        ((0.0, 0.0, 1000.0, 0.0, 0.0, -600.0), (55.0, 145.0)),  # through from above
        ((0.0, 0.0, -1000.0, 0.0, 0.0, 600.0), (55.0, 145.0)),
        ((0.0, 0.0, 1000.0, 0.0, 0.0, 600.0), (math.inf, -math.inf)),  # parting
        ((PHASE_I.dthr_m, 0.0, 0.0, 100.0, 0.0, 0.0), (0.0, 0.0)),  # leaving just now
    ],
)
def test_still_and_level_cases(state, expected):
    found = well_clear_lost_span(*state, 180.0, *PHASE_I)
    assert found == pytest.approx(expected, abs=1e-9)
    assert well_clear_lost(*state, *PHASE_I) == (found[0] == 0.0)


def test_time_to_coaltitude_opens_the_volume_early():
    """1,000 ft above, sinking 2,000 ft/min: level in 30 s, so inside from 10 s."""
    early = Volume(PHASE_I.dthr_m, 450.0, 35.0, 20.0)
    state = (0.0, 0.0, 1000.0, 0.0, 0.0, -2000.0)
    assert well_clear_lost_span(*state, 180.0, *early) == pytest.approx((10.0, 43.5))
    assert well_clear_lost(*moved(state, 10.1), *early)
    assert not well_clear_lost(*moved(state, 9.9), *early)
    parting = (0.0, 0.0, 1000.0, 0.0, 0.0, 4000.0)
    assert not well_clear_lost(*parting, *early)


@pytest.mark.parametrize("where", range(6))
def test_nan_in_nan_out(where):
    state = [100.0, 100.0, 100.0, 10.0, 10.0, 100.0]
    state[where] = math.nan
    assert not well_clear_lost(*state, *PHASE_I)
    assert all(math.isnan(t) for t in well_clear_lost_span(*state, 180.0, *PHASE_I))


def test_an_unknown_configuration_names_those_known():
    with pytest.raises(ValueError, match="DO_365B_no_SUM"):
        configuration("DO_365Z")


# --- alert levels -------------------------------------------------------------------


def row_states(rows):
    """States of rows (x, y, z, vx, vy, vz); None gives NaN throughout."""
    table = [[math.nan] * 6 if row is None else row for row in rows]
    return States(*np.array(table, np.float64).reshape(-1, 6).T.copy())


def exact_spans(state, horizon_s, thresholds):
    in_s, out_s = well_clear_lost_span(*state, horizon_s, *thresholds)
    return [(in_s, out_s)] if in_s < out_s else []


STANDING = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
FAR = (90_000.0, 0.0, 0.0, 0.0, 0.0, 0.0)
CLOSE = (500.0, 0.0, 0.0, 0.0, 0.0, 0.0)
BELOW = (500.0, 0.0, 600.0, 0.0, 0.0, 0.0)  # inside the 700 ft of level 1 alone


def shown(rows):
    own = row_states([STANDING] * len(rows))
    return alert_levels(own, row_states(rows), PHASE_I_ALERTS).tolist()


def test_one_second_alone_raises_nothing():
    assert shown([FAR, FAR, CLOSE, FAR, FAR, FAR, FAR]) == [0] * 7


def test_two_of_four_seconds_raise_and_persistence_holds():
    rows = [FAR, FAR, CLOSE, FAR, CLOSE, *[FAR] * 6]
    # Raised at second 4; 2 of 4 lapses at 6, but a raised level stands for 4 s.
    assert shown(rows) == [0, 0, 0, 0, 3, 3, 3, 3, 0, 0, 0]


def test_the_first_second_counts_at_once():
    assert shown([CLOSE, CLOSE]) == [3, 3]


def test_levels_are_counted_together():
    """A second at level 3 is also one at level 1."""
    assert shown([FAR, FAR, BELOW, CLOSE])[-1] == 1


def test_a_missing_second_is_left_out_and_a_long_gap_forgets():
    assert shown([CLOSE, None, CLOSE, None, None, CLOSE]) == [3, -1, 3, -1, -1, 3]
    assert shown([CLOSE, None, None, FAR])[-1] == 3  # it still stands
    # Nothing within 5 s: the next state is a first one, and counts at once.
    assert shown([FAR, *[None] * 4, CLOSE])[-1] == 0
    assert shown([FAR, *[None] * 5, CLOSE])[-1] == 3


def test_a_level_in_force_is_dropped_later_than_it_was_raised():
    """Raised below 55 s; when the entry is 62 s off it stays, being below 75 s."""

    def row(entry_s):
        # Head-on at 200 m/s; the entry by the formula of docs/why/well-clear.md.
        half_s = PHASE_I.dthr_m / 200.0
        closest_s = entry_s + 17.5 + math.hypot(17.5, half_s)
        return (-200.0 * closest_s, 0.0, 0.0, 200.0, 0.0, 0.0)

    near, far = row(52.0), row(62.0)
    for state, entry_s in ((near, 52.0), (far, 62.0)):
        in_s, _ = well_clear_lost_span(*state, 180.0, *PHASE_I)
        assert in_s == pytest.approx(entry_s)
    assert shown([far, near, near, *[far] * 8]) == [0, 0, *[2] * 9]
    assert shown([far] * 8) == [0] * 8


def test_leaving_the_volume_just_now_is_no_alert():
    assert shown([(PHASE_I.dthr_m, 0.0, 0.0, 100.0, 0.0, 0.0)] * 3) == [0, 0, 0]


def test_being_inside_alerts_whatever_the_alerting_time():
    never = PHASE_I_ALERTS._replace(alerting_s=np.zeros(3), early_s=np.zeros(3))
    inside, outside = (
        row_states([CLOSE]),
        row_states([(5e3, 0.0, 0.0, -90.0, 0.0, 0.0)]),
    )
    own = row_states([STANDING])
    assert alert_levels(own, inside, never).tolist() == [3]
    assert alert_levels(own, outside, never).tolist() == [0]
    assert alert_levels(own, outside, PHASE_I_ALERTS).tolist() == [3]


def test_no_seconds_no_levels():
    assert shown([]) == []


ahead = st.floats(1.0, 120.0)
bearing = st.floats(-math.pi, math.pi)


@st.composite
def encounters(draw):
    """Two aircraft that meet, or nearly, with steps in velocity and missing seconds."""
    count = 60 if JIT else 20
    x, y, z = draw(metres) / 3.0, draw(metres) / 3.0, draw(feet) / 2.0
    rows = []
    vx, vy, vz = draw(speeds), draw(speeds), draw(rates)
    for k in range(count):
        if k % 10 == 0:
            if draw(st.booleans()):
                # Turn towards the other, so that something happens.
                time_s = draw(ahead)
                vx, vy, vz = -x / time_s, -y / time_s, -z / time_s * 60.0
            gap = draw(st.sampled_from([0, 0, 0, 1, 4, 7]))
        rows.append(None if k % 10 < gap else (x, y, z, vx, vy, vz))
        x, y, z = x + vx, y + vy, z + vz / 60.0
    return rows


@given(rows=encounters())
def test_alert_levels_are_their_plain_twin(rows):
    own = [STANDING] * len(rows)
    ours = alert_levels(row_states(own), row_states(rows), PHASE_I_ALERTS)
    plain = plain_levels(own, rows, PHASE_I_ALERTS, exact_spans)
    assert ours.dtype == np.int8
    assert ours.tolist() == plain


@given(rows=encounters())
def test_which_of_the_two_is_own_does_not_matter(rows):
    own = row_states([STANDING] * len(rows))
    other = row_states(rows)
    there = alert_levels(own, other, PHASE_I_ALERTS)
    back = alert_levels(other, own, PHASE_I_ALERTS)
    assert there.tolist() == back.tolist()
    assert all(
        (level == NO_STATE) == (row is None)
        for level, row in zip(there, rows, strict=True)
    )
