"""Geodesics against pyproj (PROJ's GeographicLib), GeodTest, and a plain twin."""

import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.oracle.plain_geodesy import integrals, plain_direct_rad, plain_distance_m
from thalweg.kernels import geodesy
from thalweg.kernels.geodesy import direct_rad, distances_m, inverse_m_rad, local_m

WGS84 = Geod(ellps="WGS84")
MANY = 2_000 if numba.config.DISABLE_JIT else 1_000_000
SOME = 1_000 if numba.config.DISABLE_JIT else 100_000
# Stated in docs/why/geodesy.md; measured 0.07 micrometre.
WORST_M = 1e-6

latitudes = st.floats(-math.pi / 2, math.pi / 2)
longitudes = st.floats(-7.0, 7.0)


def degrees(*angles_rad):
    return tuple(math.degrees(a) for a in angles_rad)


def radians(*angles_deg):
    return tuple(math.radians(a) for a in angles_deg)


def around(rng, count, longest_m, shortest_m=1e-3):
    """Pairs anywhere on the ellipsoid, at distances even in their logarithm."""
    lat1 = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, count)))
    lon1 = rng.uniform(-180.0, 180.0, count)
    far = np.exp(rng.uniform(math.log(shortest_m), math.log(longest_m), count))
    lon2, lat2, _ = WGS84.fwd(lon1, lat1, rng.uniform(0.0, 360.0, count), far)
    return lat1, lon1, lat2, lon2


def test_a_million_pairs_below_1000_km_agree_with_pyproj():
    lat1, lon1, lat2, lon2 = around(np.random.default_rng(1), MANY, 1e6)
    _, _, theirs_m = WGS84.inv(lon1, lat1, lon2, lat2)
    ours_m = distances_m(lat1, lon1, lat2, lon2)
    assert np.abs(ours_m - theirs_m).max() < WORST_M


def test_pairs_anywhere_agree_with_pyproj():
    rng = np.random.default_rng(2)
    lat1, lat2 = np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, (2, SOME))))
    lon1, lon2 = rng.uniform(-180.0, 180.0, (2, SOME))
    _, _, theirs_m = WGS84.inv(lon1, lat1, lon2, lat2)
    ours_m = distances_m(lat1, lon1, lat2, lon2)
    assert np.abs(ours_m - theirs_m).max() < WORST_M


def test_pairs_near_the_antipode_agree_with_pyproj():
    rng = np.random.default_rng(3)
    count = SOME // 10
    lat1 = rng.uniform(-89.0, 89.0, count)
    lon1 = rng.uniform(-180.0, 180.0, count)
    off = 10.0 ** rng.uniform(-8.0, 0.3, (2, count)) * rng.choice([-1, 1], (2, count))
    lat2, lon2 = np.clip(-lat1 + off[0], -90.0, 90.0), lon1 + 180.0 + off[1]
    _, _, theirs_m = WGS84.inv(lon1, lat1, lon2, lat2)
    ours_m = distances_m(lat1, lon1, lat2, lon2)
    assert np.abs(ours_m - theirs_m).max() < WORST_M


def test_answers_near_the_antipode_lead_there_and_back():
    rng = np.random.default_rng(5)
    for _ in range(SOME // 1000):
        lat1, lon1 = rng.uniform(-1.5, 1.5), rng.uniform(-3.0, 3.0)
        off = 10.0 ** rng.uniform(-6.0, -2.5, 2) * rng.choice([-1, 1], 2)
        lat2, lon2 = -lat1 + off[0], lon1 + math.pi + off[1]
        far_m, azimuth1, azimuth2 = inverse_m_rad(lat1, lon1, lat2, lon2)
        there = direct_rad(lat1, lon1, azimuth1, far_m)
        back = direct_rad(lat2, lon2, azimuth2, -far_m)
        assert inverse_m_rad(lat2, lon2, *there[:2])[0] < 2e-6
        assert inverse_m_rad(lat1, lon1, *back[:2])[0] < 2e-6


@pytest.mark.parametrize("sigma1", [-2.0, -0.3, 0.0, 0.7])
@pytest.mark.parametrize("length", [0.4, 1.9, 3.1])
def test_series_agree_with_their_integrals(sigma1, length):
    """On a body ten times as flat as the Earth, where a wrong term would show."""
    eps = 0.0168
    sine_alpha0 = 0.6
    k2 = 4.0 * eps / (1.0 - eps) ** 2
    arc = geodesy.Arc(
        length, math.sin(length), math.cos(length), math.cos(2.0 * sigma1 + length), eps
    )
    true_m, true_lag = integrals(sine_alpha0, sigma1, sigma1 + length, k2)
    assert abs(geodesy._arc_length_m(arc) - true_m) < 0.05 * 6.4e6 * eps**7 * length
    found_lag = geodesy._longitude_lag_rad(sine_alpha0, arc)
    assert abs(found_lag - true_lag) < geodesy.FLATTENING * 0.15 * eps**6 * length


@pytest.mark.parametrize("sigma", [-3.0, -1.1, 0.0, 0.5, 2.9])
def test_the_reverted_series_undoes_the_series(sigma):
    eps = 0.0168
    arc = geodesy.Arc(sigma, math.sin(sigma), math.cos(sigma), math.cos(sigma), eps)
    scale_m = geodesy.SEMI_MINOR_M * geodesy._a1(eps)
    tau = geodesy._arc_length_m(arc) / scale_m
    assert abs(geodesy._reverted_rad(eps, tau) - sigma) < 3.0 * eps**7


def test_short_lines_keep_their_azimuth():
    """A direction that is wrong displaces the far end; that is what is bounded."""
    lat1, lon1, lat2, lon2 = around(np.random.default_rng(4), SOME // 10, 1e6, 1.0)
    az1, back, far_m = WGS84.inv(lon1, lat1, lon2, lat2)
    worst_m = 0.0
    for row in zip(lat1, lon1, lat2, lon2, az1, back, far_m, strict=True):
        _, ours1, ours2 = inverse_m_rad(*radians(*row[:4]))
        for ours, theirs in ((ours1, row[4]), (ours2, row[5] + 180.0)):
            off = math.remainder(ours - math.radians(theirs), 2.0 * math.pi)
            worst_m = max(worst_m, abs(off) * row[6])
    assert worst_m < WORST_M


def test_geodtest(shared):
    """Karney's own test set, long lines and near-antipodal ones among it."""
    rows = np.loadtxt(shared / "data" / "geodesy" / "GeodTest-100.dat")
    assert len(rows) == 100
    for lat1, lon1, azi1, lat2, lon2, _, s12_m, *_ in rows:
        ours_m, _, _ = inverse_m_rad(*radians(lat1, lon1, lat2, lon2))
        assert abs(ours_m - s12_m) < 1e-3
        end = direct_rad(*radians(lat1, lon1, azi1), s12_m)
        _, _, off_m = WGS84.inv(lon2, lat2, *degrees(end[1], end[0]))
        assert off_m < 1e-3


SPECIAL_DEG = {
    "coincident": (40.0, 5.0, 40.0, 5.0),
    "coincident on the equator": (0.0, 0.0, 0.0, 0.0),
    "one pole by two longitudes": (90.0, 0.0, 90.0, 50.0),
    "pole to pole": (-90.0, 3.0, 90.0, 7.0),
    "from a pole": (90.0, 0.0, 40.0, 30.0),
    "to a pole": (40.0, 30.0, -90.0, 0.0),
    "meridian": (10.0, 20.0, 50.0, 20.0),
    "meridian over the pole": (10.0, 0.0, 80.0, 180.0),
    "across the pole by 20 m": (89.9999, 0.0, 89.9999, 180.0),
    "equator": (0.0, 0.0, 0.0, 90.0),
    "equator, westward": (0.0, 10.0, 0.0, -35.0),
    "equator, too far to follow it": (0.0, 0.0, 0.0, 179.5),
    "antipode on the equator": (0.0, 0.0, 0.0, 180.0),
    "antipode": (30.0, 0.0, -30.0, 180.0),
    "near the antipode": (30.0, 0.0, -29.9, 179.8),
    "near the antipode, further out": (29.9, 0.0, -30.0, 179.8),
    "near the antipode, from the south": (-30.0, 0.0, 29.9, -179.8),
    "near the antipode, on one side": (-0.1, 0.0, -0.2, 179.9),
    "date line, eastward": (10.0, 179.9, 10.0, -179.9),
    "date line, westward": (10.0, -179.9, 10.5, 179.9),
    "same point by two longitudes": (10.0, 180.0, 10.0, -180.0),
    "longitude past a turn": (35.0, 400.0, 35.1, 40.1),
    "a millimetre": (35.0, 40.0, 35.0 + 9e-9, 40.0),
}


@pytest.mark.parametrize("pair", SPECIAL_DEG.values(), ids=SPECIAL_DEG)
def test_special_lines(pair):
    lat1, lon1, lat2, lon2 = pair
    _, _, theirs_m = WGS84.inv(lon1, lat1, lon2, lat2)
    ours_m, azimuth1, azimuth2 = inverse_m_rad(*radians(*pair))
    assert abs(ours_m - theirs_m) < WORST_M
    # The answer is a geodesic that truly leads there, and arrives as it says.
    end = direct_rad(*radians(lat1, lon1), azimuth1, ours_m)
    _, _, off_m = WGS84.inv(lon2, lat2, *degrees(end[1], end[0]))
    assert off_m < 2e-6
    if abs(lat2) < 90.0 and ours_m > 1.0:
        turn = math.remainder(end[2] - azimuth2, 2.0 * math.pi)
        assert abs(turn) < 1e-6


def test_coincident_points_have_distance_and_azimuth_zero():
    assert inverse_m_rad(0.7, 0.3, 0.7, 0.3) == (0.0, 0.0, 0.0)


def test_the_meridian_quadrant_is_known():
    quadrant_m, _, _ = inverse_m_rad(0.0, 0.5, math.pi / 2, 0.5)
    assert abs(quadrant_m - 10001965.729) < 1e-3


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("where", range(4))
def test_nan_in_nan_out(bad, where):
    given_ = [0.6, 0.7, 0.61, 0.71]
    given_[where] = bad
    assert all(math.isnan(v) for v in inverse_m_rad(*given_))
    assert all(math.isnan(v) for v in local_m(*given_))
    assert all(math.isnan(v) for v in direct_rad(*given_))
    columns = [np.array([math.degrees(v), 10.0]) for v in given_]
    found_m = distances_m(*columns)
    assert math.isnan(found_m[0])
    assert found_m[1] == 0.0


def test_no_pairs_no_distances():
    none = np.empty(0)
    assert distances_m(none, none, none, none).shape == (0,)


@given(lat1=latitudes, lon1=longitudes, lat2=latitudes, lon2=longitudes)
def test_inverse_is_its_plain_twin(lat1, lon1, lat2, lon2):
    ours_m, _, _ = inverse_m_rad(lat1, lon1, lat2, lon2)
    assert abs(ours_m - plain_distance_m(lat1, lon1, lat2, lon2)) < WORST_M


@settings(max_examples=200)
@given(lat1=latitudes, lon1=longitudes, lat2=latitudes, lon2=longitudes)
def test_the_fast_way_is_the_slow_way(lat1, lon1, lat2, lon2):
    """Rounds and halving solve the same equation by different means."""
    ends = geodesy._reduced(lat1), geodesy._reduced(lat2)
    lon12 = math.remainder(lon2 - lon1, 2.0 * math.pi)
    fast_m, _, _, settled = geodesy._by_rounds(*ends, lon12)
    on_equator = ends[0].sine == 0.0 == ends[1].sine
    if settled and not on_equator:
        assert abs(geodesy._by_halving(*ends, lon12)[0] - fast_m) < WORST_M


@given(
    lat=latitudes,
    lon=longitudes,
    azimuth=st.floats(-math.pi, math.pi),
    far_m=st.floats(-2e7, 2e7),
)
def test_direct_is_its_plain_twin(lat, lon, azimuth, far_m):
    ours, plain = (f(lat, lon, azimuth, far_m) for f in (direct_rad, plain_direct_rad))
    off_m, _, _ = inverse_m_rad(ours[0], ours[1], plain[0], plain[1])
    assert off_m < 2e-6
    assert -math.pi <= ours[1] <= math.pi


@settings(max_examples=200)
@given(
    lat=st.floats(-1.57, 1.57),
    lon=st.floats(-3.14, 3.14),
    azimuth=st.floats(-math.pi, math.pi),
    far_m=st.floats(0.0, 1.9e7),
)
def test_inverse_undoes_direct(lat, lon, azimuth, far_m):
    lat2, lon2, azimuth2 = direct_rad(lat, lon, azimuth, far_m)
    back_m, _, _ = inverse_m_rad(lat, lon, lat2, lon2)
    assert abs(back_m - far_m) < WORST_M
    home_lat, home_lon, _ = direct_rad(lat2, lon2, azimuth2, -far_m)
    off_m, _, _ = inverse_m_rad(lat, lon, home_lat, home_lon)
    assert off_m < 2e-6


@settings(max_examples=200)
@given(lat1=latitudes, lon1=longitudes, lat2=latitudes, lon2=longitudes)
def test_distance_is_the_same_both_ways_and_in_every_mirror(lat1, lon1, lat2, lon2):
    there_m, _, _ = inverse_m_rad(lat1, lon1, lat2, lon2)
    for pair in (
        (lat2, lon2, lat1, lon1),
        (-lat1, lon1, -lat2, lon2),
        (lat1, -lon1, lat2, -lon2),
        (lat1, lon1 + 1.0, lat2, lon2 + 1.0),
    ):
        assert abs(inverse_m_rad(*pair)[0] - there_m) < WORST_M


@given(
    lat=st.floats(-1.5, 1.5),
    lon=st.floats(-3.14, 3.14),
    east_m=st.floats(-2e4, 2e4),
    north_m=st.floats(-2e4, 2e4),
)
def test_local_plane_keeps_distance_and_direction_from_its_centre(
    lat, lon, east_m, north_m
):
    far_m = math.hypot(east_m, north_m)
    azimuth_deg = math.degrees(math.atan2(east_m, north_m))
    lon2, lat2, _ = WGS84.fwd(*degrees(lon, lat), azimuth_deg, far_m)
    found = local_m(lat, lon, *radians(lat2, lon2))
    assert math.hypot(found[0] - east_m, found[1] - north_m) < WORST_M


def test_local_plane_is_nearly_true_away_from_its_centre():
    """The stated relative error, (distance / 6371 km)^2 / 6, on a pair off centre."""
    centre = radians(35.0, 40.0)
    points = [radians(35.2, 40.2), radians(35.2, 39.8)]
    (ax, ay), (bx, by) = (local_m(*centre, *p) for p in points)
    true_m, _, _ = inverse_m_rad(*points[0], *points[1])
    far_m = math.hypot(ax, ay)
    wrong_m = abs(math.hypot(ax - bx, ay - by) - true_m)
    assert 0.0 < wrong_m < true_m * (far_m / 6.35e6) ** 2 / 6.0
