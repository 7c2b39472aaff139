"""One pass over all movers and points, against one mover and one point at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.oracle.plain_watch_scenes import (
    PLACES,
    QUICK,
    SEEDS,
    agreement_of,
    bound,
    decisions_of,
    examples,
    moved,
    scene,
    tracks_of,
)
from tests.oracle.test_watch_places import keep_side, positions, river, stand_off
from thalweg.agreement.ground import line_ground, site_ground
from thalweg.kernels.inside import LEFT, MIXED, RIGHT, ground_side, side_of
from thalweg.kernels.points import between_m, fits, offset_m, points_of, short_bow_m
from thalweg.kernels.separation import WIDE
from thalweg.model.place import LinePlace, PointPlace, PolygonPlace, Position
from thalweg.watch.detector import Sets
from thalweg.watch.flights import flights
from thalweg.watch.keep_side import KeepSideDetector
from thalweg.watch.stay import StayDetector

GEOD = Geod(ellps="WGS84")


def seen_by(agreement, movers):
    seen = flights(tracks_of(movers), decisions_of(movers), agreement=agreement)
    time_us = seen.paths.time_us
    ends_us = (int(time_us.min()), int(time_us.max()) + 1) if len(time_us) else None
    return seen, ends_us


def told(sets, *, without=()):
    """Intervals joined, by key and kind, as plain lists."""
    return {
        (key, kind): spans_us.tolist()
        for key, group in sets.groups().items()
        for kind, spans_us in group.items()
        if kind not in without
    }


def stays(seed):
    """A detector of points, and movers about them."""
    rng = np.random.default_rng(seed)
    movers = scene(seed, 3, max_reports=80)
    lat, lon = PLACES[np.random.default_rng(seed).choice(sorted(PLACES))]
    many = int(rng.integers(1, 6))
    places, names = {}, []
    for n in range(many):
        a, o = moved(lat, lon, *rng.normal(0.0, 4000.0 * n, 2))
        at = Position(lat_deg=a, lon_deg=o)
        error_m = float(rng.choice([0.0, 50.0, 3000.0]))
        names.append(f"p{n}")
        places[names[-1]] = PointPlace(id=names[-1], at=at, error_m=error_m)
    radius_m = float(rng.choice([150.0, 1500.0, 4000.0, 12_000.0]))
    overhead_m = [None, radius_m, 0.2 * radius_m][rng.integers(3)]
    clause = replace(
        stand_off(radius_m, overhead_m, (0.0, 0.0), float(rng.choice([20.0, 60.0]))),
        sites=tuple(names),
        floor=bound([None, (14_900.0, "baro")][rng.integers(2)]),
        ceiling=bound([None, (15_600.0, "geo"), (15_200.0, "baro")][rng.integers(3)]),
    )
    agreement = agreement_of([clause], places)
    ground = [site_ground(agreement, name) for name in names]
    return StayDetector(clause, agreement, ground), agreement, movers


@settings(max_examples=examples(60), phases=QUICK)
@given(seed=SEEDS)
def test_all_points_at_once_are_as_each_by_itself(seed):
    detector, agreement, movers = stays(seed)
    seen, ends_us = seen_by(agreement, movers)
    if ends_us is None:
        return
    assert detector.points is not None
    at_once = detector.scan(seen, *ends_us)
    detector.points = None
    each = detector.scan(seen, *ends_us)
    assert told(at_once, without={WIDE}) == told(each, without={WIDE})
    # What joins the parts of a stay over unseen time is the same too.
    assert detector.events(seen, at_once) == detector.events(seen, each)


def test_every_point_is_found_in_some_of_the_scenes():
    found = set()
    for seed in range(examples(40)):
        detector, agreement, movers = stays(seed)
        seen, ends_us = seen_by(agreement, movers)
        if ends_us is not None:
            sets = detector.scan(seen, *ends_us)
            found |= {(key[1], kind) for key, kind in told(sets)}
    assert {kind for _, kind in found} >= set(range(6))
    assert {point for point, _ in found} >= {0, 1, 2}


@pytest.mark.parametrize("turn_deg", range(0, 360, 15))
@pytest.mark.parametrize("off_m", [0.0, 9_990.0, -9_990.0])
def test_no_chord_of_a_circle_is_lost_at_the_borders_of_the_grid(turn_deg, off_m):
    """A lone point fills its grid: every chord runs from border to border."""
    at = Position(lat_deg=35.2, lon_deg=40.3)
    clause = stand_off(10_000.0, None, (0.0, 0.0))
    agreement = agreement_of([clause], {"outpost": PointPlace(id="outpost", at=at)})
    detector = StayDetector(clause, agreement, [site_ground(agreement, "outpost")])
    (mover,) = (m for m in scene(1, 1) if m.reports)
    ahead = np.radians(turn_deg)
    reports = []
    for n in range(-60, 61):
        along_m = 300.0 * n + 17.0
        east_m = along_m * np.sin(ahead) + off_m * np.cos(ahead)
        north_m = along_m * np.cos(ahead) - off_m * np.sin(ahead)
        lat, lon = moved(at.lat_deg, at.lon_deg, east_m, north_m)
        reports.append(
            replace(
                mover.reports[0],
                t_s=2.0 * n,
                lat_deg=lat,
                lon_deg=lon,
                error_m=5.0,
                ground=False,
            )
        )
    seen, ends_us = seen_by(agreement, [replace(mover, reports=tuple(reports))])
    at_once = detector.scan(seen, *ends_us)
    assert len(at_once.kinds)
    detector.points = None
    each = detector.scan(seen, *ends_us)
    assert told(at_once, without={WIDE}) == told(each, without={WIDE})


def test_what_does_not_fit_the_grid_is_looked_at_one_by_one():
    one, two = np.radians([35.0]), np.radians([40.0])
    assert fits(one, two, 20_000.0)
    assert not fits(one, two, 100_001.0)
    assert not fits(np.radians([80.5]), two, 20_000.0)
    assert not fits(np.radians([35.0, 36.0]), np.radians([0.0, 180.0]), 20_000.0)
    assert fits(np.radians([35.0, 36.0]), np.radians([-179.0, 179.0]), 20_000.0)
    assert not fits(np.zeros(0), np.zeros(0), 20_000.0)


@given(
    lat=st.floats(-80.0, 80.0),
    turn_deg=st.floats(0.0, 360.0),
    away_m=st.floats(0.0, 100_000.0),
    course_deg=st.floats(0.0, 360.0),
    length_m=st.floats(0.0, 25_000.0),
)
def test_bounds_of_a_distance_hold(lat, turn_deg, away_m, course_deg, length_m):
    lon0, lat0, _ = GEOD.fwd(179.9, lat, turn_deg, away_m)
    lon1, lat1, _ = GEOD.fwd(lon0, lat0, course_deg, length_m)
    turn_rad = np.radians((lon1 - lon0 + 180.0) % 360.0 - 180.0)
    rise_rad = np.radians(lat1 - lat0)
    if max(abs(turn_rad), abs(rise_rad)) > 0.005:
        return
    points = points_of(np.radians([lat]), np.radians([179.9]), np.zeros(1), 1000.0)
    start, end = (
        offset_m(points.columns, 0, np.radians(a), np.radians(o))
        for a, o in ((lat0, lon0), (lat1, lon1))
    )
    low_m, high_m = between_m(*start, *end, short_bow_m(rise_rad, turn_rad))
    for share in (0.0, 0.3, 0.5, 0.8, 1.0):
        lon, lat_at, _ = GEOD.fwd(lon0, lat0, course_deg, share * length_m)
        far_m = GEOD.inv(179.9, lat, lon, lat_at)[2]
        assert low_m <= far_m <= high_m
    # And they are worth having.
    assert high_m - low_m <= length_m + 0.02 * (away_m + length_m) + 150.0


def lines(seed):
    """A detector of a line, and movers about it."""
    movers = scene(seed, 3, max_reports=80)
    place = np.random.default_rng(seed).choice(sorted(PLACES))
    line, ring = river(place, np.random.default_rng(seed + 1))
    rng = np.random.default_rng(seed)
    clause = keep_side(float(rng.choice([0.0, 500.0])), 0.0, 60.0)
    places = {
        "river": LinePlace(id="river", points=positions(line)),
        "box": PolygonPlace(id="box", ring=positions(ring)),
    }
    agreement = agreement_of([clause], places)
    ground = line_ground(agreement, clause)
    return KeepSideDetector(clause, agreement, ground), agreement, movers


@settings(max_examples=examples(60), phases=QUICK)
@given(seed=SEEDS)
def test_all_movers_at_once_are_as_each_by_itself(seed):
    detector, agreement, movers = lines(seed)
    seen, ends_us = seen_by(agreement, movers)
    if ends_us is None:
        return
    each = []
    for k in range(len(seen.movers)):
        rows = seen.rows(k)
        if rows.stop - rows.start > 1:
            each += detector._mover(
                seen.paths, k, rows.start, rows.stop - 1, detector.keeping
            )
    assert told(detector.scan(seen, *ends_us)) == told(Sets.together(each))


@settings(max_examples=examples(30), phases=QUICK)
@given(seed=SEEDS)
def test_the_side_of_a_place_is_that_told_by_all_edges(seed):
    detector, _, _ = lines(seed)
    ground, rng = detector.ground, np.random.default_rng(seed)
    fields = ground.cells * rng.uniform(-0.2, 1.2, (200, 2))
    # Some of them on the borders of fields, and on the edges' own ends.
    fields[::4] = np.floor(fields[::4])
    lon_deg = ground.west_deg + fields[:, 0] / ground.per_lon_deg
    lat_deg = ground.south_deg + fields[:, 1] / ground.per_lat_deg
    ends = ground.edges_deg[rng.integers(0, len(ground.edges_deg), 50)]
    places = [*zip(lon_deg, lat_deg, strict=True), *ends[:, :2], *ends[:, 2:]]
    for lon, lat in places:
        sides = (ground.edges_deg, ground.of_left, ground.of_right, lon, lat)
        assert ground_side(ground, lon, lat) == side_of(*sides)


def test_every_field_of_the_raster_is_on_the_side_of_its_middle():
    ground = lines(3)[0].ground
    n, sides = ground.cells, set()
    for c in np.flatnonzero(ground.field != MIXED)[::7].tolist():
        lon = ground.west_deg + (c // n + 0.5) / ground.per_lon_deg
        lat = ground.south_deg + (c % n + 0.5) / ground.per_lat_deg
        at = (ground.edges_deg, ground.of_left, ground.of_right, lon, lat)
        assert ground.field[c] == side_of(*at)
        sides.add(int(ground.field[c]))
    assert sides == {LEFT, RIGHT}
