"""The search for pairs against every part of every pair, worked out by geodesics."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.plain_watch import Limits as PlainLimits
from tests.oracle.plain_watch import Mover, Report
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
from thalweg.archive.plan import plan
from thalweg.kernels.pairs import SEARCHED, bounds_m, stays_wide, way_of
from thalweg.kernels.parts import (
    COLUMNS,
    X0_M,
    X1_M,
    Y0_M,
    Y1_M,
    fill_parts,
    least_on_way_m,
)
from thalweg.kernels.paths import OPEN, Paths
from thalweg.kernels.separation import BREACH, POSSIBLE, WIDE
from thalweg.watch.detector import Sets, union_us
from thalweg.watch.flights import flights
from thalweg.watch.request import EVERYWHERE_M
from thalweg.watch.separation import SeparationDetector

SECOND_US = 1_000_000
NOTHING_US = np.zeros((0, 2), np.int64)


def seen_and_detector(movers, limits, between=("any", "any")):
    clause = separation(limits, between)
    agreement = agreement_of([clause])
    seen = flights(tracks_of(movers), decisions_of(movers), agreement=agreement)
    return seen, SeparationDetector(clause, agreement)


def all_parts(seen, detector, a, b):
    paths = seen.paths
    rows = [(int(paths.start[k]), int(paths.start[k + 1])) for k in (a, b)]
    if any(end - first < 2 for first, end in rows):
        return NOTHING_US, np.empty((0, COLUMNS))
    room = 1 << 14
    times_us, parts = np.empty((room, 2), np.int64), np.empty((room, COLUMNS))
    many = fill_parts(
        paths, a, rows[0][0], paths, b, rows[1][0], int(paths.time_us.min()),
        int(paths.time_us.max()) + 1, detector.gap_us, EVERYWHERE_M, detector.band,
        True, detector.allowed, times_us, parts,
    )  # fmt: skip
    assert many >= 0
    return times_us[:many], parts[:many]


def possible_of(group):
    """What makes a possible chain, and the breaches: what the search promises."""
    kinds = [kind for kind in SEARCHED if kind != BREACH]
    return union_us(*(group.get(kind, NOTHING_US) for kind in kinds))


def everything(seen, detector):
    """The sets of all pairs from all of their parts, by pair."""
    found = {}
    for a, b in itertools.combinations(range(len(seen.movers)), 2):
        times_us, parts = all_parts(seen, detector, a, b)
        found[a, b] = detector._group(times_us, parts, detector.limits)
    return found


def searched(seen, detector, unit_us):
    time_us = seen.paths.time_us
    units = plan(int(time_us.min()), int(time_us.max()), unit_us)
    scans = [detector.scan(seen, unit.from_us, unit.until_us) for unit in units]
    groups = Sets.together(scans).groups()
    return {(a, b): group for (a, b, _), group in groups.items()}


def check(movers, limits, unit_us, between=("any", "any")):
    """Hold the search against everything; return how many breaches there were."""
    seen, detector = seen_and_detector(movers, limits, between)
    if not len(seen.paths.time_us):
        return 0
    have, want = searched(seen, detector, unit_us), everything(seen, detector)
    assert set(have) <= set(want)
    breaches = 0
    for pair, group in want.items():
        got = have.get(pair, {})
        assert set(got) <= set(SEARCHED)
        for left, right in (
            (got.get(BREACH, NOTHING_US), group.get(BREACH, NOTHING_US)),
            (possible_of(got), possible_of(group)),
        ):
            assert left.tolist() == right.tolist(), pair
        breaches += len(group.get(BREACH, NOTHING_US))
    return breaches


@settings(max_examples=examples(150), phases=QUICK, deadline=None)
@given(
    seed=SEEDS,
    limits=LIMITS,
    unit_us=st.one_of(st.just(2**50), st.integers(5_000_000, 200_000_000)),
    between=st.sampled_from([("any", "any"), ("west", "east"), ("unknown", "any")]),
)
def test_the_search_finds_every_set_to_the_microsecond(seed, limits, unit_us, between):
    check(scene(seed, 4, max_reports=25), limits, unit_us, between)


def course(name, party, times, *, at=(35.0, 40.0), start=(0.0, 0.0), speed=(0.0, 0.0),
           height_ft=10_000.0, climb_fps=0.0, error_m=10.0):  # fmt: skip
    reports = []
    for t_s in times:
        east_m, north_m = (s + v * t_s for s, v in zip(start, speed, strict=True))
        lat_deg, lon_deg = moved(*at, east_m, north_m)
        height = height_ft + climb_fps * t_s
        reports.append(Report(float(t_s), lat_deg, lon_deg, error_m, height))
    return Mover(name, party, tuple(reports))


PLAIN = PlainLimits(5556.0, 1000.0)


@pytest.mark.parametrize("lat_deg", [0.0, 35.0, -72.0, 79.0, 85.0, 89.98, -89.99])
@pytest.mark.parametrize("apart_m", [200.0, 5400.0, 5700.0, 11_000.0])
def test_side_by_side_anywhere_on_earth(lat_deg, apart_m):
    """At a pole too, where degrees make no plane: there only the geodesic is asked."""
    at = (lat_deg, 179.99)
    a = course("a", "west", range(0, 90, 3), at=at, speed=(200.0, 0.0))
    b = course(
        "b", "east", range(1, 90, 4), at=at, speed=(200.0, 0.0), start=(0.0, apart_m)
    )
    breaches = check([a, b], PLAIN, 2**50)
    if abs(lat_deg) < 80.0:
        assert (breaches > 0) == (apart_m < 5556.0)


def test_across_the_pole_two_are_met():
    at = (89.9, 0.0)
    a = course("a", "west", range(0, 120, 2), at=at, speed=(0.0, 200.0))
    b = course(
        "b", "east", range(0, 120, 3), at=at, speed=(0.0, -200.0), start=(0.0, 22_000.0)
    )
    assert check([a, b], PLAIN, 2**50) > 0


def test_on_two_sides_of_the_pole_two_are_near():
    """8 km apart, and 180 degrees of longitude, which at this latitude are 12.6 km."""
    times = range(0, 60, 5)
    a = course("a", "west", times, at=(90.0 - 0.0358, 0.0))
    b = course("b", "east", times, at=(90.0 - 0.0358, 180.0))
    seen, detector = seen_and_detector([a, b], PLAIN)
    time_us = seen.paths.time_us
    assert stays_wide(
        seen.paths, 0, 1, int(time_us.min()), int(time_us.max()), detector.gap_us,
        detector.limits, detector.band, detector.allowed,
    )  # fmt: skip


@pytest.mark.parametrize("unit_us", [7_000_003, 30_000_000, 41_000_000, 2**50])
def test_what_joins_two_breaches_asks_for_no_slice(unit_us):
    """1,500 ft between two breaches a long way apart, then 2,500 ft, then a third."""

    def height_ft(t_s):
        at = [50, 70, 300, 320, 400, 420, 560, 580]
        return float(
            np.interp(t_s, at, [500, 1500, 1500, 500, 500, 2500, 2500, 500]) + 10_000
        )

    times = range(0, 700, 5)
    a = course("a", "west", times, speed=(100.0, 0.0))
    plain = course("b", "east", times, speed=(100.0, 0.0), start=(0.0, 1000.0))
    b = Mover(
        "b",
        "east",
        tuple(
            Report(r.t_s, r.lat_deg, r.lon_deg, 10.0, height_ft(r.t_s))
            for r in plain.reports
        ),
    )
    seen, detector = seen_and_detector([a, b], PLAIN)
    time_us = seen.paths.time_us
    units = plan(int(time_us.min()), int(time_us.max()), unit_us)
    scans = [detector.scan(seen, unit.from_us, unit.until_us) for unit in units]
    rows = sorted(
        detector.events(seen, Sets.together(scans)), key=lambda row: row["start"]
    )
    assert [row["parts"] for row in rows] == [2, 1]


@settings(max_examples=examples(60), phases=QUICK, deadline=None)
@given(seed=SEEDS, limits=LIMITS)
def test_staying_within_twice_the_limits_is_as_all_parts_have_it(seed, limits):
    seen, detector = seen_and_detector(scene(seed, 2, max_reports=30), limits)
    if not len(seen.paths.time_us):
        return
    rng = np.random.default_rng(seed)
    for (a, b), group in everything(seen, detector).items():
        wide_us = group.get(WIDE, NOTHING_US)
        times_us, _ = all_parts(seen, detector, a, b)
        marks_us = np.concatenate([times_us.ravel(), wide_us.ravel()])
        if not len(marks_us):
            continue
        for _ in range(12):
            from_us, to_us = sorted(int(t) for t in rng.choice(marks_us, 2))
            to_us += 1
            held = any(s <= from_us and to_us <= e for s, e in wide_us)
            asked = stays_wide(
                seen.paths, a, b, from_us, to_us, detector.gap_us, detector.limits,
                detector.band, detector.allowed,
            )  # fmt: skip
            assert asked == held


def segment_pair(lat_deg, lon_deg, offset, own_mps, other_mps, length_s):
    """Two segments of the same length, about a place, as paths."""
    rows = []
    for start, speed in (((0.0, 0.0), own_mps), (offset, other_mps)):
        for t_s in (0.0, length_s):
            east_m, north_m = (s + v * t_s for s, v in zip(start, speed, strict=True))
            rows.append(moved(lat_deg, lon_deg, east_m, north_m))
    degrees = np.array(rows)
    zeros, nan = np.zeros(4), np.full(4, np.nan)
    return Paths(
        np.array([0, 2, 4]), np.array([0, round(length_s * SECOND_US)] * 2),
        np.radians(degrees[:, 0]), np.radians(degrees[:, 1]), zeros,
        nan, nan, np.full(4, OPEN, np.int8), np.zeros(4, np.int16), zeros[:2],
        zeros[:2], zeros[:2], zeros[:2], zeros[:2],
    )  # fmt: skip


def bounds_of(paths, until_us):
    """The bounds of both segments."""
    columns = (paths.time_us, paths.lat_rad, paths.lon_rad, paths.error_m)
    own, other = (way_of(*columns, paths.baro_ft, row) for row in (0, 2))
    return bounds_m(own, other, 0, until_us)


def exact_m(paths):
    """Least and greatest distance over the exact parts of both segments."""
    times_us, parts = np.empty((256, 2), np.int64), np.empty((256, COLUMNS))
    many = fill_parts(
        paths, 0, 0, paths, 1, 2, 0, int(paths.time_us[1]), 2**50, EVERYWHERE_M,
        SeparationDetector(separation(PLAIN), agreement_of([])).band, True,
        np.ones((1, 1), np.bool_), times_us, parts,
    )  # fmt: skip
    assert many > 0
    ends = (X0_M, Y0_M, X1_M, Y1_M)
    least_m = min(least_on_way_m(*(row[c] for c in ends)) for row in parts[:many])
    most_m = max(
        math.hypot(row[x], row[y])
        for row in parts[:many]
        for x, y in ((X0_M, Y0_M), (X1_M, Y1_M))
    )
    return least_m, most_m


SPEED = st.tuples(st.floats(-1000.0, 1000.0), st.floats(-1000.0, 1000.0))


@settings(max_examples=examples(400), phases=QUICK, deadline=None)
@given(
    lat_deg=st.one_of(st.floats(-79.99, 79.99), st.sampled_from([0.0, 79.9, -79.9])),
    lon_deg=st.sampled_from([0.0, 40.0, 179.999, -180.0]),
    reach_m=st.sampled_from([100.0, 6000.0, 30_000.0, 140_000.0]),
    share=st.tuples(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0)),
    own_mps=SPEED,
    other_mps=SPEED,
    length_s=st.floats(0.4, 60.0),
)
def test_bounds_hold_what_the_exact_parts_have(
    lat_deg, lon_deg, reach_m, share, own_mps, other_mps, length_s
):
    offset = (share[0] * reach_m, share[1] * reach_m)
    paths = segment_pair(lat_deg, lon_deg, offset, own_mps, other_mps, length_s)
    least_m, most_m = bounds_of(paths, int(paths.time_us[1]))
    true_least_m, true_most_m = exact_m(paths)
    assert least_m <= true_least_m
    assert true_most_m <= most_m


@pytest.mark.parametrize("lat_deg", [0.0, 35.0, -60.0, 78.0])
@pytest.mark.parametrize("apart_m", [100.0, 5556.0, 20_000.0])
def test_bounds_of_usual_segments_are_narrow(lat_deg, apart_m):
    paths = segment_pair(
        lat_deg, 10.0, (apart_m, 0.0), (200.0, 100.0), (200.0, 100.0), 5.0
    )
    least_m, most_m = bounds_of(paths, 5 * SECOND_US)
    assert apart_m * 0.998 - 8.0 < least_m <= apart_m
    assert apart_m <= most_m < apart_m * 1.002 + 8.0


def test_no_bounds_are_given_near_a_pole_or_for_long_ways():
    for lat_deg, speed in ((80.5, (200.0, 0.0)), (35.0, (90_000.0, 0.0))):
        paths = segment_pair(lat_deg, 0.0, (1000.0, 0.0), speed, speed, 2.0)
        assert bounds_of(paths, 2 * SECOND_US) == (0.0, math.inf)


def test_possible_sets_reach_as_far_as_the_errors():
    """The error carries the possible set past the limit, settled without a geodesic."""
    times = range(0, 60, 2)
    a = course("a", "west", times, speed=(150.0, 0.0), error_m=400.0)
    b = course(
        "b", "east", times, speed=(150.0, 0.0), start=(0.0, 5900.0), error_m=400.0
    )
    seen, detector = seen_and_detector([a, b], PLAIN)
    ((_, group),) = searched(seen, detector, 2**50).items()
    assert BREACH not in group
    assert (group[POSSIBLE][:, 1] - group[POSSIBLE][:, 0]).sum() == 58 * SECOND_US
