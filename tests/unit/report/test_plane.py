import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from thalweg.report.axes import log_scale, time_ticks
from thalweg.report.plane import Frame, Plane, feet_on, nice_below, ticks
from thalweg.report.rings import Rings
from thalweg.times import US_PER_S

GEOD = Geod(ellps="WGS84")


@given(
    lat=st.floats(-80, 80),
    lon=st.floats(-180, 180),
    turn=st.floats(0, 360),
    far_m=st.floats(1, 20_000),
)
def test_plane_keeps_distances_near_its_centre(lat, lon, turn, far_m):
    lon2, lat2, _ = GEOD.fwd(lon, lat, turn, far_m)
    x_m, y_m = Plane(lat, lon).xy(lat2, lon2)
    # 20 km at 80 degrees north: 20/6371 * tan(80) = 1.8 %
    assert float(np.hypot(x_m, y_m)) == pytest.approx(far_m, rel=0.02)


@given(lat=st.floats(-85, 85), lon=st.floats(-180, 180))
def test_plane_turns_round(lat, lon):
    plane = Plane(lat, lon)
    back = plane.degrees(*plane.xy(lat + 0.3, lon + 0.4))
    assert back[0] == pytest.approx(lat + 0.3)
    assert back[1] == pytest.approx(lon + 0.4)


def test_plane_is_whole_over_the_date_line():
    x_m, _ = Plane(0.0, 179.9).xy([0.0, 0.0], [179.8, -179.8])
    assert x_m[1] > 0 > x_m[0]
    assert x_m[1] == pytest.approx(-3 * x_m[0])


def test_frame_shows_every_point_and_north_is_up():
    lat, lon = np.array([35.0, 35.2, np.nan]), np.array([40.0, 40.5, 40.1])
    frame = Frame.around(Plane(35.1, 40.2), [(lat, lon)], width=400, tallest=300)
    south, north = frame.at(lat, lon)
    assert south[1] > north[1]
    assert all(frame.inside(x, y, 20) for x, y in (south, north))
    assert frame.height <= 300


def test_frame_of_nothing_is_a_frame():
    frame = Frame.around(Plane(0.0, 0.0), [], width=400, tallest=300)
    assert frame.inside(*frame.at(0.0, 0.0)[0])


@given(st.floats(-1e6, 1e6), st.floats(0.1, 1e6), st.integers(2, 8))
def test_ticks_are_few_round_and_inside(low, across, most):
    marks = ticks(low, low + across, most)
    assert len(marks) <= most
    assert all(low - 1e-6 * across <= m <= low + across * 1.001 for m in marks)


@given(st.floats(1e-3, 1e9))
def test_nice_is_below_and_not_far(most):
    assert most / 2.51 < nice_below(most) <= most * 1.0001


def test_time_ticks_are_round():
    start = 1_513_137_906 * US_PER_S
    for span_s in (3, 40, 700, 90_000):
        marks = time_ticks(start, start + span_s * US_PER_S, 6)
        assert 1 <= len(marks) <= 7
        assert all(start <= at <= start + span_s * US_PER_S for at in marks)


@given(st.floats(0, 1e4), st.floats(1, 1e5))
def test_log_scale_holds_what_it_shows(low, more):
    under, over, marks = log_scale(low, low + more)
    assert 0 < under <= max(low, 1.0)
    assert over >= low + more
    assert marks


tenths_m = st.integers(-1_000_000, 1_000_000).map(lambda n: n / 10)
places = st.tuples(tenths_m, tenths_m)


@given(
    st.lists(places, min_size=2, max_size=40),
    places,
    st.lists(st.tuples(st.floats(-3e3, 3e3), st.floats(-3e3, 3e3)), max_size=150),
)
def test_feet_are_as_near_as_shapely_finds_them(track, middle, around):
    line = np.array(track)
    points = np.array([(middle[0] + x, middle[1] + y) for x, y in around])
    points = points.reshape(-1, 2)
    feet = feet_on(points, line)
    assert feet.shape == points.shape
    far = np.hypot(*(feet - points).T)
    wanted = shapely.distance(shapely.points(points), shapely.LineString(line))
    np.testing.assert_allclose(far, wanted, atol=1e-6)
    on_line = shapely.distance(shapely.points(feet), shapely.LineString(line))
    np.testing.assert_allclose(on_line, 0.0, atol=1e-6)


def test_a_frame_is_not_flatter_than_asked():
    lat, lon = np.array([35.0, 35.0]), np.array([40.0, 40.5])
    frame = Frame.around(
        Plane(35.0, 40.2), [(lat, lon)], width=400, tallest=300, shortest=170
    )
    assert frame.height == 170
    assert [y for _, y in frame.at(lat, lon)] == pytest.approx([85.0, 85.0])


def test_rings_know_their_holes_and_the_date_line():
    def square(half, lon_deg=180.0):
        turns = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * half
        return turns[:, 1].astype(float), turns[:, 0] + lon_deg

    rings = Rings((square(2.0), square(1.0)))
    lat = np.array([0.0, 1.5, 0.0, 0.0, np.nan])
    lon = np.array([180.0, -180.0, -178.5, 177.0, 180.0])
    assert rings.hold(lat, lon).tolist() == [False, True, True, False, False]
