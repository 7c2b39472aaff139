"""The shipped geography: packed and read alike, and the world is where it is."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from thalweg.report import world as shipped
from thalweg.report.world import LAYERS, decode, encode, world

PLACES = st.tuples(st.integers(-190_000, 190_000), st.integers(-90_000, 90_000))
LINES = st.lists(st.lists(PLACES, min_size=2, max_size=9), min_size=1, max_size=4)


def inside(layer: str, lat_deg: float, lon_deg: float) -> bool:
    """Tell by the even-odd rule, ring by ring, whether a layer covers a point."""
    near = world()[layer].near(
        west_deg=lon_deg, east_deg=lon_deg, south_deg=lat_deg, north_deg=lat_deg
    )
    point = shapely.Point(lon_deg, lat_deg)
    return sum(shapely.Polygon(ring).contains(point) for ring in near) % 2 == 1


@given(st.fixed_dictionaries(dict.fromkeys(LAYERS, LINES)))
def test_what_is_packed_is_read(layers):
    packed = {n: [np.array(line, np.int32) for line in ls] for n, ls in layers.items()}
    read = decode(encode(packed, ["made"]))
    assert tuple(read) == LAYERS
    for name, lines in packed.items():
        got = np.split(read[name].steps, read[name].first[1:-1])
        assert [g.tolist() for g in got] == [line.tolist() for line in lines]


def test_a_file_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="natural-earth-50m"):
        decode(b"PAR1" + bytes(40))


@pytest.mark.parametrize("layer", LAYERS)
def test_the_shipped_layers_are_within_bounds(layer):
    lines = world()[layer]
    lon, lat = lines.steps.T
    # A ring that passes 180 degrees goes on beyond, so that it need not jump.
    assert lon.min() >= -200_000
    assert lon.max() <= 200_000
    assert lat.min() >= -90_000
    assert lat.max() <= 84_000
    assert (np.diff(lines.first) >= 2).all()
    assert lines.first[-1] == len(lines.steps)
    jumps = np.abs(np.diff(lon))
    jumps[lines.first[1:-1] - 1] = 0  # from one line to the next
    # Only the ring about the pole goes all around, along the pole itself.
    assert (jumps > 30_000).sum() == (1 if layer == "land" else 0)


@pytest.mark.parametrize("layer", ["land", "lakes"])
def test_rings_are_closed_and_neither_cross_nor_touch_themselves(layer):
    lines = world()[layer]
    rings = np.split(lines.steps, lines.first[1:-1])
    assert all((ring[0] == ring[-1]).all() for ring in rings)
    assert shapely.is_valid([shapely.Polygon(ring) for ring in rings]).all()


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "where"),
    [
        (35.0, 40.0, "Syrian desert"), (48.9, 2.3, "Paris"), (-82.0, 0.0, "Antarctica"),
        (67.0, -178.0, "Chukotka"), (67.0, 182.0, "Chukotka, a turn on"),
        (51.5, 45.0, "Volga steppe"), (-25.0, 134.0, "Australia"),
        (23.8, 121.0, "Taiwan"), (72.0, -40.0, "Greenland"),
    ],
)  # fmt: skip
def test_land_is_land(lat_deg, lon_deg, where):
    assert inside("land", lat_deg, lon_deg), where


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "where"),
    [
        (0.0, -30.0, "Atlantic"), (43.0, 34.0, "Black Sea"), (42.0, 50.5, "Caspian"),
        (35.0, 18.0, "Mediterranean"), (24.5, 119.5, "Taiwan Strait"),
        (0.0, 180.0, "Pacific"), (88.0, 10.0, "Arctic"), (27.0, 51.0, "Gulf"),
    ],
)  # fmt: skip
def test_sea_is_sea(lat_deg, lon_deg, where):
    assert not inside("land", lat_deg, lon_deg), where


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "where"),
    [(-1.0, 33.0, "Victoria"), (53.5, 108.0, "Baikal"), (47.5, -88.0, "Superior")],
)
def test_lakes_are_lakes(lat_deg, lon_deg, where):
    assert inside("lakes", lat_deg, lon_deg), where


def test_a_river_and_a_border_pass_where_they_do():
    """The Nile at Luxor; the border of 49° N on the prairie."""
    for layer, lat_deg, lon_deg in (("rivers", 25.7, 32.64), ("borders", 49.0, -105.0)):
        near = world()[layer].near(
            west_deg=lon_deg - 1, east_deg=lon_deg + 1,
            south_deg=lat_deg - 1, north_deg=lat_deg + 1,
        )  # fmt: skip
        lines = shapely.MultiLineString([shapely.LineString(line) for line in near])
        assert lines.distance(shapely.Point(lon_deg, lat_deg)) < 0.1


def test_nothing_near_is_left_out_and_what_is_far_is():
    """A plain twin: every line, at every turn, asked by its own box."""
    lines = world()["lakes"]
    window = {
        "west_deg": 170.0,
        "east_deg": 250.0,
        "south_deg": 40.0,
        "north_deg": 60.0,
    }
    found = lines.near(**window)
    wanted = 0
    for ring in np.split(lines.steps / 1000, lines.first[1:-1]):
        for turn in (-360, 0, 360):
            (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
            meets_across = west + turn <= 250 and east + turn >= 170
            wanted += meets_across and south <= 60 and north >= 40
    assert len(found) == wanted > 10
    assert len(lines.near(**window, least_deg=1.0)) < wanted
    assert all(
        np.ptp(ring, axis=0).max() >= 1.0
        for ring in lines.near(**window, least_deg=1.0)
    )


def test_the_file_is_small_and_read_once():
    file = shipped.files("thalweg.report") / "geography" / "natural-earth-50m.bin"
    assert len(file.read_bytes()) < 700_000
    assert world() is world()
