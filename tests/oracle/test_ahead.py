"""Prediction against every pair one by one, and against geodesics."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.plain_ahead import distances_m, pair_ahead
from thalweg.kernels import ahead
from thalweg.kernels.ahead import Flights, approaches_ahead, closest_within

H_M, V_FT, HORIZON_S = 9260.0, 1000.0, 300.0
NAN = float("nan")


def flights(rows):
    columns = np.array(rows, float).reshape(-1, 6).T
    return Flights(*(np.ascontiguousarray(column) for column in columns))


def plain(rows, horizontal_m, vertical_ft, horizon_s):
    found = {}
    for i, one in enumerate(rows):
        for j in range(i + 1, len(rows)):
            told = pair_ahead(one, rows[j], horizontal_m, vertical_ft)
            if told and told[0] <= horizon_s:
                found[i, j] = told
    return found


def same(rows, horizontal_m=H_M, vertical_ft=V_FT, horizon_s=HORIZON_S):
    """Hold the kernel against the twin, but for a hair's breadth at a limit."""
    args = (horizontal_m, vertical_ft, horizon_s)
    want = plain(rows, *args)
    pairs, told = approaches_ahead(flights(rows), *args)
    have = {
        tuple(p): tuple(t) for p, t in zip(pairs.tolist(), told.tolist(), strict=True)
    }
    assert len(have) == len(pairs)
    assert pairs.tolist() == sorted(pairs.tolist())
    for key in want.keys() ^ have.keys():
        begins, ends, *_ = want.get(key) or have[key]
        assert ends - begins < 1e-2 or abs(begins - args[2]) < 1e-6, key
    for key in want.keys() & have.keys():
        assert have[key] == pytest.approx(want[key], rel=1e-6, abs=2e-2), key
    return have


def crowd(seed, n, *, lat, lon, spread_deg=1.5):
    r = np.random.default_rng(seed)
    heights = np.where(
        r.random(n) < 0.5, r.integers(20, 33, n) * 1000.0, r.uniform(0, 33e3, n)
    )
    heights[r.random(n) < 0.1] = NAN
    speed, track = r.uniform(0, 320, n), r.uniform(0, 2 * np.pi, n)
    lats = np.clip(lat + r.normal(0, spread_deg, n), -90, 90)
    lons = (
        lon + r.normal(0, spread_deg / max(np.cos(np.radians(lat)), 0.02), n) + 180
    ) % 360 - 180
    climbs = np.where(r.random(n) < 0.5, 0.0, r.normal(0, 20, n))
    return np.column_stack(
        [lats, lons, speed * np.sin(track), speed * np.cos(track), heights, climbs]
    ).tolist()


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (35.0, 40.0),
        (0.0, 180.0),
        (-52.0, -179.8),
        (70.0, 0.0),
        (80.0, 30.0),
    ],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_no_pair_is_lost_and_none_made_up(lat, lon, seed):
    assert len(same(crowd(seed, 220, lat=lat, lon=lon))) > 10


@pytest.mark.parametrize("slices", [1, 2, 4, 7])
def test_cut_time_changes_nothing(slices, monkeypatch):
    monkeypatch.setattr(ahead, "_ONE_SLICE_MOST", 1)
    monkeypatch.setattr(ahead, "_SLICES", slices)
    same(crowd(3, 260, lat=50.0, lon=179.9))


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.floats(-1, 1), st.floats(-1, 1),
            st.floats(-330, 330), st.floats(-330, 330),
            st.one_of(st.just(NAN), st.floats(0, 40_000)), st.floats(-100, 100),
        ),
        min_size=2, max_size=12,
    ),
    st.sampled_from([(0.0, 0.0), (64.0, 179.5), (-75.0, -180.0)]),
    st.floats(50, 40_000), st.floats(50, 5000), st.floats(1, 900),
)  # fmt: skip
def test_any_few_movers_are_judged_as_the_plain_twin_does(
    rows, at, h_m, v_ft, horizon_s
):
    moved = [(a + at[0], b + at[1], *rest) for a, b, *rest in rows]
    same(moved, horizontal_m=h_m, vertical_ft=v_ft, horizon_s=horizon_s)


@pytest.mark.parametrize("lat", [0.0, 35.0, -60.0, 75.0])
def test_the_plane_holds_against_geodesics(lat):
    r = np.random.default_rng(int(abs(lat)) + 7)
    times_s = np.linspace(0, HORIZON_S, 601)
    worst = 0.0
    for _ in range(150):
        one = (lat, 179.5, *r.uniform(-250, 250, 2), 30_000.0, 0.0)
        far = r.uniform(-0.9, 0.9, 2)
        other = (lat + far[0], 179.5 + far[1] / np.cos(np.radians(lat)),
                 *r.uniform(-250, 250, 2), 30_000.0, 0.0)  # fmt: skip
        told = pair_ahead(one, other, 400_000.0, V_FT)
        closest = distances_m(one, other, times_s)
        at_s = min(told[2], HORIZON_S)
        if at_s == told[2]:
            start_m = closest[0]
            worst = max(worst, abs(told[3] - closest.min()) / start_m)
    assert worst < (0.004 if abs(lat) > 70 else 0.0015)


def test_what_is_not_known_is_left_out_or_taken_for_any_height():
    near = [35.0, 40.0, 0.0, 0.0, 30_000.0, 0.0]
    for column in range(4):
        unknown = list(near)
        unknown[column] = NAN
        assert len(approaches_ahead(flights([near, unknown]), H_M, V_FT, 60.0)[0]) == 0
    for column in (4, 5):
        unknown = list(near)
        unknown[column] = NAN
        assert len(approaches_ahead(flights([near, unknown]), H_M, V_FT, 60.0)[0]) == 1
    assert len(approaches_ahead(flights([]), H_M, V_FT, 60.0)[0]) == 0
    assert approaches_ahead(flights([near]), H_M, V_FT, 60.0)[1].shape == (0, 4)


def test_exactly_at_a_minimum_is_not_below_it():
    one = [35.0, 40.0, 200.0, 0.0, 30_000.0, 0.0]
    level = [35.0, 40.01, 200.0, 0.0, 31_000.0, 0.0]
    assert len(approaches_ahead(flights([one, level]), H_M, V_FT, 300.0)[0]) == 0
    level[4] -= 0.001
    pairs, told = approaches_ahead(flights([one, level]), H_M, V_FT, 300.0)
    assert pairs.tolist() == [[0, 1]]
    # Side by side at the same speed they neither near nor part, but by convergence.
    assert told[0, 0] == 0.0
    assert told[0, 1] > 1000.0


metres = st.floats(-30_000.0, 30_000.0)
speeds = st.one_of(st.just(0.0), st.floats(-400.0, 400.0)).map(lambda v: round(v, 6))


@given(metres, metres, speeds, speeds, st.floats(0.0, 60.0))
def test_no_sampled_instant_is_closer(x, y, vx, vy, from_s):
    at_s, at_m = closest_within(x, y, vx, vy, from_s, 120.0)
    when_s = np.linspace(from_s, 120.0, 1201)
    assert at_m <= np.hypot(x + vx * when_s, y + vy * when_s).min() + 1e-6
    assert from_s <= at_s <= 120.0
    # ... and it is truly reached.
    assert math.hypot(x + vx * at_s, y + vy * at_s) == pytest.approx(at_m)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ((-1000.0, 300.0, 100.0, 0.0), (10.0, 300.0)),
        ((1000.0, 300.0, 100.0, 0.0), (0.0, math.hypot(1000.0, 300.0))),  # parting
        ((0.0, 0.0, 0.0, 0.0), (0.0, 0.0)),  # coincident, in formation
        ((0.0, 0.0, 50.0, 0.0), (0.0, 0.0)),
        ((-1000.0, 0.0, 1.0, 0.0), (120.0, 880.0)),  # not within the horizon
        ((5.0, 0.0, -1e-300, 0.0), (0.0, 5.0)),
    ],
)
def test_closest_approach_by_hand(state, expected):
    assert closest_within(*state, 0.0, 120.0) == pytest.approx(expected)


@pytest.mark.parametrize("where", range(6))
def test_closest_approach_of_nan_is_nan(where):
    state = [1.0, 2.0, 3.0, 4.0, 0.0, 60.0]
    state[where] = NAN
    assert all(math.isnan(value) for value in closest_within(*state))
