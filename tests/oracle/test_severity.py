"""Alerts, well clear lost and swerves of an encounter, against their slow twins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.plain_watch import Limits, Mover, Report
from tests.oracle.plain_watch_scenes import (
    LIMITS,
    QUICK,
    SEEDS,
    agreement_of,
    decisions_of,
    examples,
    moved,
    scene,
    separation,
    tracks_of,
)
from tests.oracle.test_pairs import all_parts, seen_and_detector
from thalweg.kernels.daa import (
    NO_STATE,
    PHASE_I,
    States,
    alert_levels,
    configuration,
    well_clear_lost_span,
)
from thalweg.kernels.geodesy import local_m
from thalweg.kernels.parts import X0_M, X1_M, Y0_M, Y1_M, Z0_FT, Z1_FT
from thalweg.kernels.paths import segment_heights_ft
from thalweg.kernels.severity import FAR_M, first_seen, pair_states
from thalweg.kernels.states import place_at_rad, segment_at
from thalweg.watch.avoidance import _course_deg, avoidance
from thalweg.watch.flights import flights
from thalweg.watch.severity import alert_max, well_clear_lost_s

SECOND_US = 1_000_000
GAP_US = 30 * SECOND_US
NAME = "DO_365B_no_SUM"
ALERTING = configuration(NAME)


def seen_of(movers):
    clause = separation(Limits(horizontal_m=5556.0, vertical_ft=1000.0))
    agreement = agreement_of([clause])
    return flights(tracks_of(movers), decisions_of(movers), agreement=agreement)


def seconds_of(seen):
    time_us = seen.paths.time_us
    first, last = int(time_us.min()), int(time_us.max())
    return np.arange(-(-first // SECOND_US), last // SECOND_US + 1) * SECOND_US


def plain_states(paths, k, instants_us, centre_rad, use_geo):
    """Every state by its own geodesics, none left out."""
    out = np.full((6, len(instants_us)), np.nan)
    column_ft = paths.geo_ft if use_geo else paths.baro_ft
    for n, t_us in enumerate(instants_us):
        i = segment_at(paths, k, int(t_us), GAP_US)
        if i < 0:
            continue
        dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
        here = local_m(*centre_rad, *place_at_rad(paths, k, int(t_us), GAP_US))
        ends = [
            local_m(*centre_rad, paths.lat_rad[row], paths.lon_rad[row])
            for row in (i, i + 1)
        ]
        h0_ft, h1_ft, _, _ = segment_heights_ft(
            paths.time_us, column_ft, paths.open_path, paths.start[k],
            paths.start[k + 1] - 1, i, GAP_US,
        )  # fmt: skip
        share = (t_us - paths.time_us[i]) / SECOND_US / dt_s
        out[:, n] = (
            *here,
            h0_ft + (h1_ft - h0_ft) * share,
            (ends[1][0] - ends[0][0]) / dt_s,
            (ends[1][1] - ends[0][1]) / dt_s,
            (h1_ft - h0_ft) / dt_s * 60.0,
        )
    return out


def check_states(seen):
    """Hold both ways against the twin; return how many states were left out."""
    instants_us = seconds_of(seen)
    greatest, left_out = {False: NO_STATE, True: NO_STATE}, 0
    firsts = [first_seen(seen.paths, k, instants_us, GAP_US) for k in (0, 1)]
    if min(firsts) < 0:
        return 0
    centres = np.array(
        [
            place_at_rad(seen.paths, k, int(instants_us[n]), GAP_US)
            for k, n in enumerate(firsts)
        ]
    )
    for use_geo in (False, True):
        for own in (0, 1):
            got = pair_states(
                seen.paths, own, instants_us, GAP_US, centres, use_geo, ALERTING
            )
            want = [
                plain_states(seen.paths, k, instants_us, tuple(centres[own]), use_geo)
                for k in (0, 1)
            ]
            known = ~np.isnan(want[0] + want[1]).any(axis=0)
            far = got[1][0] == FAR_M
            left_out += int(far.sum())
            for mine, plain in zip(got, want, strict=True):
                assert not np.isnan(mine[:, known]).any()
                near = known & ~far
                assert mine[:, near].tolist() == plain[:, near].tolist()
            levels = alert_levels(States(*got[0]), States(*got[1]), ALERTING)
            plain_levels = alert_levels(States(*want[0]), States(*want[1]), ALERTING)
            assert levels.tolist() == plain_levels.tolist()
            greatest[use_geo] = max(
                greatest[use_geo], int(plain_levels.max(initial=-1))
            )
    found = [level for level in greatest.values() if level != NO_STATE]
    ends = int(instants_us[0]), int(instants_us[-1])
    assert alert_max(seen, *ends, GAP_US, NAME) == (found[0] if found else None)
    return left_out


@settings(deadline=None, phases=QUICK, max_examples=examples(50))
@given(seed=SEEDS)
def test_states_that_are_left_out_change_no_level(seed):
    seen = seen_of(scene(seed))
    if len(seen.movers) == 2 and min(np.diff(seen.paths.start)) > 1:
        check_states(seen)


def course(name, party, times_s, start, speed, at, height_ft, rate_fps=0.0):
    places = [
        moved(*at, start[0] + speed[0] * t, start[1] + speed[1] * t) for t in times_s
    ]
    return Mover(
        name,
        party,
        tuple(
            Report(float(t), *place, error_m=50.0, baro_ft=height_ft + rate_fps * t)
            for t, place in zip(times_s, places, strict=True)
        ),
    )


speeds = st.tuples(st.floats(-300.0, 300.0), st.floats(-300.0, 300.0))


@settings(deadline=None, phases=QUICK, max_examples=examples(50))
@given(
    lat_deg=st.sampled_from([0.0, 35.0, -55.0, 69.0, 69.99, 75.0, 85.0]),
    lon_deg=st.sampled_from([0.0, 179.99]),
    own=speeds,
    other=speeds,
    meets=st.tuples(st.floats(-12_000.0, 12_000.0), st.floats(-12_000.0, 12_000.0)),
    step_s=st.sampled_from([1.0, 4.0, 20.0]),
    below_ft=st.sampled_from([0.0, 440.0, 460.0, 690.0, 710.0, 3000.0]),
    rate_fps=st.sampled_from([0.0, 5.0, -40.0]),
)
def test_two_that_come_and_go_are_alerted_as_by_every_state(
    lat_deg, lon_deg, own, other, meets, step_s, below_ft, rate_fps
):
    times_s = np.arange(-300.0, 301.0, step_s)
    at = (lat_deg, lon_deg)
    check_states(
        seen_of(
            [
                course("a", "west", times_s, (0.0, 0.0), own, at, 15_000.0),
                course(
                    "b", "east", times_s + 0.3, meets, other, at, 15_000.0 + below_ft,
                    rate_fps,
                ),
            ]
        )
    )  # fmt: skip


def test_most_seconds_of_a_crossing_need_no_state():
    times_s = np.arange(-300.0, 301.0)
    a = course("a", "west", times_s, (0.0, 0.0), (200.0, 0.0), (35.0, 40.0), 15_000.0)
    b = course("b", "east", times_s, (0.0, 0.0), (0.0, 200.0), (35.0, 40.0), 15_000.0)
    left_out = check_states(seen_of([a, b]))
    assert left_out > 2 * 0.6 * len(times_s)


def plain_lost_s(times_us, parts):
    known = np.isfinite(parts[:, Z0_FT])
    if not known.any():
        return None
    lost_s = 0.0
    for span_us, row in zip(times_us[known], parts[known], strict=True):
        width_s = float(span_us[1] - span_us[0]) / SECOND_US
        in_s, out_s = well_clear_lost_span(
            row[X0_M], row[Y0_M], row[Z0_FT],
            (row[X1_M] - row[X0_M]) / width_s, (row[Y1_M] - row[Y0_M]) / width_s,
            (row[Z1_FT] - row[Z0_FT]) / width_s * 60.0, width_s, *PHASE_I,
        )  # fmt: skip
        lost_s += max(out_s - in_s, 0.0) if in_s <= out_s else 0.0
    return lost_s


@settings(deadline=None, phases=QUICK, max_examples=examples(150))
@given(seed=SEEDS, limits=LIMITS)
def test_parts_that_are_left_out_change_no_set_and_no_measure(seed, limits):
    seen, detector = seen_and_detector(scene(seed), limits)
    if len(seen.movers) < 2 or min(np.diff(seen.paths.start)) < 2:
        return
    every, near = all_parts(seen, detector, 0, 1), detector.parts(seen)
    whole, some = (detector._group(*p, detector.limits) for p in (every, near))
    assert set(whole) == set(some)
    assert all(whole[kind].tolist() == some[kind].tolist() for kind in whole)
    assert well_clear_lost_s(*near) == plain_lost_s(*every)
    # What is there is what there is of all: a part is never cut otherwise.
    rows = {
        tuple(t): row.tobytes()
        for t, row in zip(every[0].tolist(), every[1], strict=True)
    }
    for t, row in zip(near[0].tolist(), near[1], strict=True):
        assert rows[tuple(t)] == row.tobytes()


def plain_kinds(time_s, course_deg, height_ft, at_s):
    """What one does at an instant, by three looks at each column."""

    def change(values):
        known = np.isfinite(values)
        if known.sum() < 2:
            return 0.0
        times, heard = time_s[known], values[known]
        if at_s - 10.0 < times[0] or at_s + 10.0 > times[-1]:
            return 0.0
        before, now, after = np.interp((at_s - 10.0, at_s, at_s + 10.0), times, heard)
        return ((after - now) - (now - before)) / 10.0

    kinds = ["turn"] if abs(change(course_deg)) >= 1.5 else []
    climb_fpm = change(height_ft) * 60.0
    if abs(climb_fpm) >= 1000.0:
        kinds.append("climb" if climb_fpm > 0 else "descent")
    return kinds


@settings(deadline=None, phases=QUICK, max_examples=examples(100))
@given(seed=SEEDS)
def test_swerves_are_the_first_of_each_kind(seed):
    seen = seen_of(scene(seed))
    if not seen.movers:
        return
    rows = seen.rows(0)
    closest_us = int(np.median(seen.paths.time_us[rows]))
    time_s = (seen.paths.time_us[rows] - closest_us) / 1e6
    height_ft = seen.paths.baro_ft[rows]
    if not np.isfinite(height_ft).any():
        height_ft = seen.paths.geo_ft[rows]
    course_deg = _course_deg(seen, rows).copy()
    told = np.isfinite(course_deg)
    course_deg[told] = np.unwrap(course_deg[told], period=360.0)
    first: dict[str, float] = {}
    for at_s in time_s[np.abs(time_s) <= 30.0]:
        for kind in plain_kinds(time_s, course_deg, height_ft, at_s):
            first.setdefault(kind, round(-float(at_s), 1) + 0.0)
    got = [(a["kind"], a["seconds_before"]) for a in avoidance(seen, 0, closest_us)]
    assert got == list(first.items())


@pytest.mark.parametrize("heights", [(15_000.0, None), (None, None)])
def test_without_heights_nothing_is_said_of_well_clear(heights):
    times_s = np.arange(0.0, 60.0)
    pair = [
        Mover(
            name, party, tuple(Report(t, 35.0, 40.0, 50.0, baro_ft=h) for t in times_s)
        )
        for name, party, h in zip("ab", ("west", "east"), heights, strict=True)
    ]
    limits = Limits(horizontal_m=5556.0, vertical_ft=1000.0)
    seen, detector = seen_and_detector(pair, limits)
    assert well_clear_lost_s(*detector.parts(seen)) is None
    ends = int(seconds_of(seen)[0]), int(seconds_of(seen)[-1])
    assert alert_max(seen, *ends, GAP_US, NAME) is None
    assert math.isclose(detector.gap_us, GAP_US)
