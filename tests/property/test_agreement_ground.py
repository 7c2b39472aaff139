"""Lines, areas and sides: what holds of any line that cuts its area in two."""

import dataclasses
import math
from pathlib import Path

import numpy as np
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from thalweg.agreement.ground import LineGround, area_m2, ground_of
from thalweg.agreement.load import load
from thalweg.agreement.shape import (
    CHORD_ERROR_M,
    ShapeError,
    densified,
    polygon_of,
    rings_of,
)
from thalweg.agreement.split import split_area
from thalweg.model.place import LinePlace, PolygonPlace, Position

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/euphrates/agreement.yaml"
CLAUSE = load(EXAMPLE).clauses[1]
WGS84 = Geodesic.WGS84


@st.composite
def lines(draw: st.DrawFn) -> tuple[Position, ...]:
    """A line that goes forward with detours, anywhere but the poles."""
    lat_deg = draw(st.floats(-70.0, 70.0))
    lon_deg = draw(st.floats(-180.0, 180.0))
    heading_deg = draw(st.floats(0.0, 360.0))
    count = draw(st.integers(2, 7))
    aside_m = draw(st.lists(st.floats(-9e3, 9e3), min_size=count, max_size=count))
    aside_m[0] = aside_m[-1] = 0.0
    found = []
    for i, off_m in enumerate(aside_m):
        on = WGS84.Direct(lat_deg, lon_deg, heading_deg, 12_000.0 * i)
        at = WGS84.Direct(on["lat2"], on["lon2"], on["azi2"] + 90.0, off_m)
        lon = math.remainder(at["lon2"], 360.0)
        found.append(Position(lat_deg=at["lat2"], lon_deg=lon))
    return tuple(found)


def cut(line: tuple[Position, ...], reach_m: float = 20_000.0) -> LineGround:
    clause = dataclasses.replace(CLAUSE, reach_m=reach_m)
    try:
        return ground_of({"river": LinePlace(id="river", points=line)}, clause)
    except ShapeError:
        assume(False)
        raise


def polygon(rings) -> shapely.Polygon:
    shapes = [np.column_stack((lon, lat)) for lat, lon in rings]
    return shapely.Polygon(shapes[0], shapes[1:])


@given(line=lines())
def test_left_and_right_make_the_area(line):
    ground = cut(line)
    parts = area_m2(ground.left) + area_m2(ground.right)
    assert math.isclose(parts, ground.area_m2, rel_tol=1e-9)
    left, right = polygon(ground.left), polygon(ground.right)
    assert left.is_valid
    assert right.is_valid
    assert left.intersection(right).area < 1e-12


@given(line=lines(), x=st.floats(0.02, 0.98), y=st.floats(-0.95, 0.95))
def test_reversing_the_line_swaps_the_sides(line, x, y):
    ahead, back = cut(line), cut(line[::-1])
    first, last = line[0], line[-1]
    way = WGS84.Inverse(first.lat_deg, first.lon_deg, last.lat_deg, last.lon_deg)
    on = WGS84.Direct(first.lat_deg, first.lon_deg, way["azi1"], x * way["s12"])
    at = WGS84.Direct(on["lat2"], on["lon2"], on["azi2"] + 90.0, y * 20_000.0)

    def inside(ground: LineGround, rings) -> bool:
        turns = round((at["lon2"] - ground.line_lon_deg[0]) / 360.0)
        point = shapely.Point(at["lon2"] - 360.0 * turns, at["lat2"])
        assume(polygon(rings).exterior.distance(point) > 1e-5)
        return bool(polygon(rings).contains(point))

    assert inside(ahead, ahead.left) == inside(back, back.right)
    assert inside(ahead, ahead.right) == inside(back, back.left)


@given(line=lines(), y=st.floats(0.5, 0.95))
def test_the_far_right_is_right(line, y):
    ground = cut(line)
    first, last = line[0], line[-1]
    way = WGS84.Inverse(first.lat_deg, first.lon_deg, last.lat_deg, last.lon_deg)
    on = WGS84.Direct(first.lat_deg, first.lon_deg, way["azi1"], way["s12"] / 2.0)
    # No detour is longer than 9 km: beyond it, right is right of the straight way.
    for turn_deg, rings in ((90.0, ground.right), (-90.0, ground.left)):
        at = WGS84.Direct(on["lat2"], on["lon2"], on["azi2"] + turn_deg, y * 20_000.0)
        turns = round((at["lon2"] - ground.line_lon_deg[0]) / 360.0)
        point = shapely.Point(at["lon2"] - 360.0 * turns, at["lat2"])
        assert polygon(rings).contains(point)


@given(line=lines(), wide_m=st.floats(15_000.0, 40_000.0))
def test_an_area_is_cut_as_the_rectangle_is(line, wide_m):
    """The rectangle given as a polygon leaves the same sides as `reach` does."""
    ground = cut(line, wide_m)
    area = polygon(ground.area)
    lat_deg, lon_deg = ground.line_lat_deg, ground.line_lon_deg
    # A little longer at both ends, so that the line comes in and goes out.
    longer = [
        Position(lat_deg=float(a), lon_deg=math.remainder(float(b), 360.0))
        for a, b in (
            (2 * lat_deg[0] - lat_deg[1], 2 * lon_deg[0] - lon_deg[1]),
            *zip(lat_deg, lon_deg, strict=True),
            (2 * lat_deg[-1] - lat_deg[-2], 2 * lon_deg[-1] - lon_deg[-2]),
        )
    ]
    try:
        split = split_area(longer, area, "box")
    except ShapeError:
        # A first edge that runs beside the border may come in again: refused is right.
        assume(False)
        raise
    assert split.left.symmetric_difference(polygon(ground.left)).area < 1e-9
    assert split.right.symmetric_difference(polygon(ground.right)).area < 1e-9


@given(
    lat0=st.floats(-84.0, 84.0),
    lat1=st.floats(-84.0, 84.0),
    lon0=st.floats(-180.0, 180.0),
    span=st.floats(-20.0, 20.0),
)
def test_no_chord_leaves_its_geodesic(lat0, lat1, lon0, span):
    assume(abs(lat1 - lat0) < 20.0)
    assume(abs(lat1 - lat0) + abs(span) > 1e-3)
    try:
        lat_deg, lon_deg = densified(
            np.array([lat0, lat1]), np.array([lon0, lon0 + span])
        )
    except ShapeError:
        assume(False)
        raise
    assert (lat_deg[0], lon_deg[0]) == (lat0, lon0)
    assert (lat_deg[-1], lon_deg[-1]) == (lat1, lon0 + span)
    for i in np.unique(np.linspace(0, len(lat_deg) - 2, 12).astype(int)):
        ends = lat_deg[i], lon_deg[i], lat_deg[i + 1], lon_deg[i + 1]
        edge = WGS84.InverseLine(*ends)
        for part in (0.25, 0.5, 0.75):
            on = edge.Position(edge.s13 * part)
            turn = 360.0 * round((on["lon2"] - ends[1]) / 360.0)
            narrow = math.cos(math.radians(on["lat2"]))
            # In metres east and north of the geodesic's point, how far is the chord?
            ax = (ends[1] - on["lon2"] + turn) * narrow * 111_320.0
            bx = (ends[3] - on["lon2"] + turn) * narrow * 111_320.0
            ay, by = ((y - on["lat2"]) * 111_320.0 for y in (ends[0], ends[2]))
            off_m = abs(ax * by - bx * ay) / max(math.hypot(bx - ax, by - ay), 1e-9)
            assert off_m < CHORD_ERROR_M


@given(
    st.lists(
        st.tuples(st.floats(-60.0, 60.0), st.floats(-80.0, 80.0)),
        min_size=3,
        max_size=9,
    )
)
def test_any_ring_is_an_area_or_a_fault(points):
    ring = tuple(Position(lat_deg=lat, lon_deg=lon) for lat, lon in points)
    try:
        rings = rings_of(polygon_of(PolygonPlace(id="p", ring=ring)))
    except ShapeError:
        return
    lat_deg, lon_deg = rings[0]
    assert (lat_deg[0], lon_deg[0]) == (lat_deg[-1], lon_deg[-1])
    assert area_m2(rings) >= 0.0
