"""The search for the edges of a line that are near, against all of them by pyproj."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from thalweg.kernels.depth import box_away_m, depth_m, near_edges_m
from thalweg.kernels.inside import EDGES_A_BOX, Ground, boxes_about

GEOD = Geod(ellps="WGS84")
NOTHING = np.zeros(0, np.int64)


def ground_of(seed, lat_deg, lon_deg, vertices=90, step_deg=0.004):
    """A wandering line, densified enough that its edges are straight in degrees."""
    rng = np.random.default_rng(seed)
    course = np.cumsum(rng.normal(0.0, 0.5, vertices))
    lon = lon_deg + np.cumsum(np.cos(course)) * step_deg
    lat = np.clip(lat_deg + np.cumsum(np.sin(course)) * step_deg, -84.0, 84.0)
    edges = np.column_stack([lon[:-1], lat[:-1], lon[1:], lat[1:]])
    many = len(edges)
    flags = np.ones(many, np.bool_)
    return Ground(
        edges, many, flags, flags, float(lon.min()), float(lat.min()), 1.0, 1.0, 0,
        np.zeros(0, np.int8), NOTHING, NOTHING, boxes_about(edges, many),
    )  # fmt: skip


def plain_m(ground, lat_deg, lon_deg, samples=60):
    """The least distance to points along each edge: never less than the true one."""
    u = np.linspace(0.0, 1.0, samples)
    e = ground.edges_deg
    lons = e[:, :1] + u * (e[:, 2:3] - e[:, :1])
    lats = e[:, 1:2] + u * (e[:, 3:] - e[:, 1:2])
    size = lons.size
    _, _, far_m = GEOD.inv(
        np.full(size, lon_deg), np.full(size, lat_deg), lons.ravel(), lats.ravel()
    )
    return far_m.reshape(lons.shape).min(axis=1)


@st.composite
def cases(draw):
    lat = draw(st.sampled_from([-78.0, -35.0, 0.0, 35.0, 62.0, 80.0]))
    lon = draw(st.sampled_from([-179.9, 0.0, 40.0, 179.9]))
    ground = ground_of(draw(st.integers(0, 2**32 - 1)), lat, lon)
    off = st.floats(-3.0, 3.0, allow_nan=False)
    at = (min(max(lat + draw(off), -88.0), 88.0), lon + draw(off))
    return ground, at[0], (at[1] + 180.0) % 360.0 - 180.0


@given(cases())
def test_a_box_is_never_nearer_than_it_says(case):
    ground, lat_deg, lon_deg = case
    far_m = plain_m(ground, lat_deg, lon_deg)
    for box in range(len(ground.boxes_deg)):
        away_m = box_away_m(ground, box, math.radians(lat_deg), math.radians(lon_deg))
        mine_m = far_m[box * EDGES_A_BOX : (box + 1) * EDGES_A_BOX]
        assert away_m <= mine_m.min() + 1e-6


@given(cases())
def test_the_depth_is_that_of_the_nearest_of_all_edges(case):
    ground, lat_deg, lon_deg = case
    rough = np.empty(ground.line_edges)
    found_m = depth_m(ground, math.radians(lat_deg), math.radians(lon_deg), rough)
    plain = plain_m(ground, lat_deg, lon_deg, samples=400).min()
    # Edges are straight in degrees here and in a plane there: within 0.1 m, as agreed.
    # Samples lie up to 1.2 m apart, and a sample is no nearer.
    assert found_m <= plain + 0.1 + 1e-7 * plain
    assert found_m >= plain - 0.7


@given(cases(), st.floats(0.0, 150_000.0))
def test_no_edge_within_reach_is_left_out(case, reach_m):
    ground, lat_deg, lon_deg = case
    edges = np.empty((ground.line_edges, 4))
    lat_rad, lon_rad = math.radians(lat_deg), math.radians(lon_deg)
    many = near_edges_m(ground, lat_rad, lon_rad, reach_m, edges)
    within = int((plain_m(ground, lat_deg, lon_deg) <= reach_m).sum())
    assert many >= within


def test_far_boxes_are_passed_over():
    ground = ground_of(1, 35.0, 40.0, vertices=900)
    edges = np.empty((ground.line_edges, 4))
    first = ground.edges_deg[0]
    at = (math.radians(first[1]), math.radians(first[0]))
    assert 0 < near_edges_m(ground, *at, 1000.0, edges) < 40
    away = [box_away_m(ground, box, *at) for box in range(len(ground.boxes_deg))]
    assert sum(m > 1000.0 for m in away) > len(away) // 2


@pytest.mark.parametrize("many", [1, 15, 16, 17, 33])
def test_every_edge_is_in_one_box(many):
    ground = ground_of(2, 10.0, 20.0, vertices=many + 1)
    boxes = ground.boxes_deg
    assert len(boxes) == math.ceil(many / EDGES_A_BOX)
    for e, edge in enumerate(ground.edges_deg):
        west, south, east, north = boxes[e // EDGES_A_BOX]
        assert west <= min(edge[0], edge[2]) <= max(edge[0], edge[2]) <= east
        assert south <= min(edge[1], edge[3]) <= max(edge[1], edge[3]) <= north
