"""The raster that spares most of the work: it loses nothing, and lets the rest go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.oracle.plain_watch_scenes import QUICK, SEEDS, examples
from tests.oracle.test_one_pass import lines
from thalweg.kernels.fields import (
    BORDER,
    FIELDS,
    Fields,
    Grid,
    east_fields,
    field_at,
    free_fields,
    grid_about,
    unsure_rows,
)
from thalweg.kernels.inside import LEFT, MIXED, OUTSIDE, RIGHT, side_of
from thalweg.kernels.paths import BROKEN, JOINED, OPEN
from thalweg.kernels.points import A_CELL, CELLS, points_of
from thalweg.kernels.sides import sided

GEOD = Geod(ellps="WGS84")
GAP_US = 60_000_000
A_FIELD_RAD = 1e-4


def marked_at(*places):
    marked = np.zeros((FIELDS, FIELDS), np.uint8)
    for a, b in places:
        marked[a, b] = 1
    return marked


@given(
    places=st.lists(
        st.tuples(st.integers(0, FIELDS - 1), st.integers(0, FIELDS - 1)),
        min_size=1,
        max_size=6,
    ),
    spare=st.integers(0, 2),
    most=st.integers(0, 600),
)
@settings(max_examples=examples(20), phases=QUICK)
def test_a_path_may_go_as_far_as_no_marked_field_is_near(places, spare, most):
    free = free_fields(marked_at(*places).ravel(), spare, most).reshape(FIELDS, FIELDS)
    a, b = np.indices((FIELDS, FIELDS))
    away = np.min([np.maximum(abs(a - p), abs(b - q)) for p, q in places], axis=0)
    wanted = np.clip(np.minimum(away - 1 - spare, most), -1, 127)
    assert np.array_equal(free, wanted)


def walk(rng, many=400):
    """A path about a raster of fields of 1e-4 rad, some of its steps long."""
    step = rng.choice([0.3, 1.0, 3.0, 40.0], (many, 1))
    at = np.cumsum(rng.normal(0.0, 1.0, (many, 2)) * step, axis=0) + FIELDS / 2
    return at


@settings(max_examples=examples(40), phases=QUICK)
@given(seed=SEEDS)
def test_no_segment_through_a_marked_field_is_left_out(seed):
    rng = np.random.default_rng(seed)
    at, marks = walk(rng), rng.integers(0, FIELDS, (30, 2))
    # One field the path goes through, whatever else.
    marks[0] = np.clip(at[7].astype(int), 0, FIELDS - 1)
    marked = marked_at(*marks)
    middle_rad = float(rng.choice([0.0, 3.14, -3.14]))
    grid = Grid(middle_rad, 0.5, 1.0 / A_FIELD_RAD, 1.0 / A_FIELD_RAD)
    lon_rad = middle_rad + (at[:, 0] - FIELDS / 2) * A_FIELD_RAD
    lon_rad = (lon_rad + np.pi) % (2.0 * np.pi) - np.pi
    lat_rad = 0.5 + at[:, 1] * A_FIELD_RAD
    many = len(at)
    rows = np.empty(many, np.int64)
    found = unsure_rows(
        lat_rad, lon_rad, np.zeros(many), np.arange(many) * 1_000_000,
        np.full(many, OPEN, np.int8), (0, many - 1),
        Fields(grid, free_fields(marked.ravel(), 0, 127)), (0.0, GAP_US), rows,
    )  # fmt: skip
    unsure = set(rows[:found].tolist())
    for i in range(many - 1):
        shares = np.linspace(0.0, 1.0, 50)[:, None]
        a, b = np.floor(at[i] + shares * (at[i + 1] - at[i])).astype(int).T
        on = (a >= 0) & (a < FIELDS) & (b >= 0) & (b < FIELDS)
        if marked[a[on], b[on]].any():
            assert i in unsure
    # And it is worth having: what is far from all marks is let go.
    away = np.min([np.abs(at - mark).max(axis=1) for mark in marks], axis=0)
    step = np.abs(np.diff(at, axis=0)).max(axis=1)
    inside = (at.min(axis=1) > 0.0) & (at.max(axis=1) < FIELDS)
    for i in np.flatnonzero(inside[:-1] & (away[:-1] > step + 3.0) & (step < 100.0)):
        assert i not in unsure


def test_only_observed_segments_within_what_is_sure_are_let_go():
    grid = Grid(0.0, 0.0, 1.0 / A_FIELD_RAD, 1.0 / A_FIELD_RAD)
    lat_rad = np.full(8, 100 * A_FIELD_RAD)
    lon_rad = np.arange(8) * A_FIELD_RAD
    error_m = np.array([0.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    time_us = np.array([0, 1, 2, 3, 4, 5 + GAP_US, 6 + GAP_US, 7 + GAP_US])
    how = np.array([OPEN, OPEN, OPEN, BROKEN, OPEN, JOINED, OPEN, OPEN], np.int8)
    lat_rad[7] = np.nan
    free = free_fields(marked_at((0, 0)).ravel(), 0, 100)
    rows = np.empty(8, np.int64)
    found = unsure_rows(
        lat_rad, lon_rad, error_m, time_us, how, (0, 7), Fields(grid, free),
        (4.0, GAP_US), rows,
    )  # fmt: skip
    # Two about the great error, the broken one, the long one, and that to no place.
    assert rows[:found].tolist() == [0, 1, 3, 4, 6]


@given(west=st.floats(-4.0, 4.0), south=st.floats(-1.4, 1.0), size=st.floats(1e-4, 0.3))
def test_a_grid_has_a_border_about_its_box(west, south, size):
    grid = grid_about(west, south, west + size, south + 0.5 * size)
    assert abs(grid.middle_rad) <= np.pi + 1e-9
    inner = FIELDS - 2 * BORDER
    for lon_rad, fields in ((west, BORDER), (west + size, BORDER + inner)):
        lon_rad = (lon_rad + np.pi) % (2.0 * np.pi) - np.pi
        at = east_fields(lon_rad, grid.middle_rad, grid.per_lon_rad)
        assert at == pytest.approx(fields, abs=1e-6)
    assert (south - grid.south_rad) * grid.per_lat_rad == pytest.approx(BORDER)


def test_places_beyond_the_raster_stand_on_its_border():
    last = FIELDS - 1
    assert field_at((-5.0, 7.9)) == 7
    assert field_at((FIELDS + 5.0, FIELDS + 0.0)) == last * FIELDS + last
    assert field_at((np.nan, np.nan)) == 0


@given(
    lat=st.floats(-80.0, 80.0),
    lon=st.floats(-180.0, 180.0),
    reach_m=st.floats(100.0, 100_000.0),
    turn_deg=st.floats(0.0, 360.0),
    share=st.floats(0.0, 1.0),
)
def test_all_within_reach_of_a_point_is_listed_with_it(
    lat, lon, reach_m, turn_deg, share
):
    points = points_of(np.radians([lat]), np.radians([lon]), np.zeros(1), reach_m)
    far_m = share * (reach_m + points.spare_m)
    at_lon, at_lat, _ = GEOD.fwd(lon, lat, turn_deg, far_m)
    middle_rad, south_rad, per_lon_rad, per_lat_rad = points.fields.grid
    east = east_fields(np.radians(at_lon), middle_rad, per_lon_rad)
    north = (np.radians(at_lat) - south_rad) * per_lat_rad
    field = field_at((east, north))
    assert points.fields.free[field] < 0
    c = field // FIELDS // A_CELL * CELLS + field % FIELDS // A_CELL
    assert points.listing[points.listed[c] : points.listed[c + 1]].tolist() == [0]


@settings(max_examples=examples(10), phases=QUICK)
@given(seed=SEEDS)
def test_every_field_without_an_edge_is_all_on_one_side(seed):
    ground = lines(seed)[0].ground
    raster = sided(ground)
    side = raster.side.reshape(FIELDS, FIELDS)
    lon0, lat0 = ground.edges_deg[:, ::2].min(), ground.edges_deg[:, 1::2].min()
    per_lon, per_lat = (np.radians(per) for per in raster.fields.grid[2:])
    rng = np.random.default_rng(seed)
    seen = set()
    for a, b in rng.integers(0, FIELDS, (400, 2)).tolist():
        if side[a, b] == MIXED:
            continue
        seen.add(int(side[a, b]))
        for x, y in ((0.01, 0.01), (0.99, 0.01), (0.5, 0.5), (0.01, 0.99)):
            lon = lon0 + (a + x - BORDER) / per_lon
            lat = lat0 + (b + y - BORDER) / per_lat
            told = side_of(ground.edges_deg, ground.of_left, ground.of_right, lon, lat)
            assert told == side[a, b]
    assert seen == {LEFT, RIGHT, OUTSIDE}
    assert (side == MIXED).mean() < 0.1
    assert (raster.fields.free[raster.side == MIXED] < 0).all()
