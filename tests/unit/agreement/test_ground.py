"""Lines cut to their areas, sides told by geometry, sites as arrays."""

import dataclasses
import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from thalweg.agreement import ground as g
from thalweg.agreement.load import load
from thalweg.agreement.shape import ShapeError, densified, unwrapped
from thalweg.model.agreement import KeepSide
from thalweg.model.place import (
    LinePlace,
    MoverPlace,
    PointPlace,
    PolygonPlace,
    Position,
    RoutePlace,
    TrackPlace,
)

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.fixture(scope="module")
def euphrates():
    return load(EXAMPLES / "euphrates" / "agreement.yaml")


@pytest.fixture(scope="module")
def keep_side(euphrates) -> KeepSide:
    return next(c for c in euphrates.clauses if isinstance(c, KeepSide))


def points(*xy: tuple[float, float]) -> tuple[Position, ...]:
    return tuple(Position(lat_deg=y, lon_deg=x) for x, y in xy)


def polygon(rings) -> shapely.Polygon:
    shapes = [np.column_stack((lon, lat)) for lat, lon in rings]
    return shapely.Polygon(shapes[0], shapes[1:])


def cut(keep_side: KeepSide, line, *, reach_m=None, area=None) -> g.LineGround:
    places = {"river": LinePlace(id="river", points=points(*line))}
    if area is not None:
        places["box"] = PolygonPlace(
            id="box", ring=points(*area[0]), holes=tuple(points(*h) for h in area[1:])
        )
    name = None if area is None else "box"
    clause = dataclasses.replace(keep_side, reach_m=reach_m, area=name)
    return g.ground_of(places, clause)


BOX = [(10.0, 50.0), (11.0, 50.0), (11.0, 51.0), (10.0, 51.0)]


def test_the_river_has_its_banks_where_the_map_has_them(euphrates, keep_side):
    ground = g.line_ground(euphrates, keep_side)
    # Due south of Deir ez-Zor's airport, which lies on the south-western bank.
    assert polygon(ground.right).contains(shapely.Point(40.1760, 35.2000))
    assert polygon(ground.left).contains(shapely.Point(40.58, 35.16))
    first, last = (
        euphrates.places["river"].points[0],
        euphrates.places["river"].points[-1],
    )
    assert (ground.line_lat_deg[0], ground.line_lon_deg[0]) == (
        first.lat_deg,
        first.lon_deg,
    )
    assert (ground.line_lat_deg[-1], ground.line_lon_deg[-1]) == (
        last.lat_deg,
        last.lon_deg,
    )


def test_every_vertex_of_the_document_is_kept(euphrates, keep_side):
    ground = g.line_ground(euphrates, keep_side)
    kept = set(zip(ground.line_lat_deg, ground.line_lon_deg, strict=True))
    for point in euphrates.places["river"].points:
        assert (point.lat_deg, point.lon_deg) in kept


def test_the_rectangle_stands_at_right_angles_on_the_line(keep_side):
    ground = cut(keep_side, [(10.0, 50.0), (10.4, 50.0)], reach_m=20_000.0)
    solve = Geodesic.WGS84.Inverse(50.0, 10.0, 50.0, 10.4)
    corner = Geodesic.WGS84.Direct(50.0, 10.0, solve["azi1"] - 90.0, 20_000.0)
    lat_deg, lon_deg = ground.left[0]
    off = np.hypot(lat_deg - corner["lat2"], lon_deg - corner["lon2"])
    assert off.min() < 1e-9
    # Two sides of 20 km about 28.7 km of line: the earth's curve takes under 0.1 %.
    assert ground.area_m2 == pytest.approx(40_000.0 * solve["s12"], rel=1e-3)


def test_left_is_left_looking_along_the_line(keep_side):
    line = [(9.5, 50.5), (11.5, 50.5)]
    eastward = cut(keep_side, line, area=[BOX])
    westward = cut(keep_side, line[::-1], area=[BOX])
    north = shapely.Point(10.5, 50.9)
    assert polygon(eastward.left).contains(north)
    assert polygon(westward.right).contains(north)
    assert g.area_m2(eastward.left) == pytest.approx(g.area_m2(westward.right))


def test_a_line_is_cut_to_its_area(keep_side):
    ground = cut(keep_side, [(9.5, 50.2), (11.5, 50.2)], area=[BOX])
    assert ground.line_lon_deg[0] == pytest.approx(10.0)
    assert ground.line_lon_deg[-1] == pytest.approx(11.0)
    assert np.all(np.diff(ground.line_lon_deg) > 0.0)


def test_a_hole_stays_in_its_part(keep_side):
    hole = [(10.4, 50.7), (10.6, 50.7), (10.6, 50.8)]
    ground = cut(keep_side, [(9.5, 50.2), (11.5, 50.2)], area=[BOX, hole])
    assert len(ground.left) == 2
    assert len(ground.right) == 1
    assert g.area_m2(ground.left) + g.area_m2(ground.right) == pytest.approx(
        ground.area_m2
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ([(9.5, 50.5), (10.5, 50.5)], "the line ends inside box, at [10.5, 50.5]"),
        ([(10.5, 50.5), (11.5, 50.5)], "the line begins inside box, at [10.5, 50.5]"),
        ([(9.5, 52.0), (11.5, 52.0)], "the line does not touch box"),
        (
            [(9.5, 50.2), (11.5, 50.2), (11.5, 50.8), (9.5, 50.8)],
            "the line cuts box into 3 parts; wanted exactly two",
        ),
        (
            [(9.5, 50.5), (10.5, 50.5), (10.5, 50.9), (10.3, 50.2), (11.5, 50.4)],
            "the line cuts box into 3 parts; wanted exactly two",
        ),
        ([(10.0, 50.0), (10.0, 51.0)], "the line cuts box into 1 parts"),
    ],
)
def test_a_line_that_does_not_cut_in_two_is_refused(keep_side, line, said: str):
    with pytest.raises(ShapeError) as caught:
        cut(keep_side, line, area=[BOX])
    assert str(caught.value).startswith(said)


def test_the_nearest_ends_that_work_are_named_and_work(euphrates, keep_side):
    whole = [(p.lon_deg, p.lat_deg) for p in euphrates.places["river"].points]
    line = whole[1:41]
    with pytest.raises(ShapeError) as caught:
        cut(keep_side, line, reach_m=40_000.0)
    assert "begin it at vertex 1 [40.26075, 35.30537]" in str(caught.value)
    assert cut(keep_side, line[1:], reach_m=40_000.0).area_m2 > 0.0


def test_a_reach_over_the_pole_is_refused(keep_side):
    with pytest.raises(ShapeError, match="the reach goes beyond 85 degrees"):
        cut(keep_side, [(10.0, 84.0), (10.4, 84.0)], reach_m=900_000.0)


def test_a_line_over_the_date_line_runs_on(keep_side):
    ground = cut(keep_side, [(179.6, 10.0), (-179.6, 10.1)], reach_m=10_000.0)
    assert ground.line_lon_deg[0] == 179.6
    assert ground.line_lon_deg[-1] == pytest.approx(180.4)
    for lat_deg, lon_deg in (*ground.left, *ground.right, *ground.area):
        assert lat_deg.min() > 9.0
        assert lon_deg.min() > 179.0


def test_the_same_line_anywhere_on_a_parallel_has_the_same_area(keep_side):
    areas = [
        cut(keep_side, [(lon, 50.0), (lon + 0.4, 50.1)], reach_m=20_000.0).area_m2
        for lon in (-179.9, -0.2, 10.0)
    ]
    assert areas == pytest.approx([areas[0]] * 3, rel=1e-9)


def test_each_kind_of_site_has_its_arrays(euphrates):
    places = {
        "p": PointPlace(id="p", at=points((10.0, 50.0))[0], error_m=30.0),
        "t": TrackPlace(
            id="t",
            file="t.csv",
            time_us=(0, 9),
            points=points((10.0, 50.0), (10.1, 50.0)),
        ),
        "m": MoverPlace(id="m", mover="f0e001"),
        "l": LinePlace(id="l", points=points((10.0, 50.0), (11.0, 50.0))),
        "r": RoutePlace(id="r", line="l", width_m=500.0),
        "a": PolygonPlace(id="a", ring=points(*BOX)),
    }
    agreement = dataclasses.replace(euphrates, places=places)
    point = g.site_ground(agreement, "p")
    assert (point.kind, point.error_m, point.lat_deg.tolist()) == (
        "point",
        30.0,
        [50.0],
    )
    track = g.site_ground(agreement, "t")
    assert (track.kind, track.time_us.tolist(), len(track.lon_deg)) == (
        "track",
        [0, 9],
        2,
    )
    mover = g.site_ground(agreement, "m")
    assert (mover.kind, mover.mover, len(mover.lat_deg)) == ("mover", "f0e001", 0)
    route = g.site_ground(agreement, "r")
    assert (route.kind, route.half_width_m) == ("route", 250.0)
    assert len(route.lat_deg) > 2
    area = g.site_ground(agreement, "a")
    assert area.kind == "polygon"
    assert (area.lat_deg[0], area.lon_deg[0]) == (area.lat_deg[-1], area.lon_deg[-1])


def test_what_a_stand_off_clause_covers(euphrates):
    clause = next(c for c in euphrates.clauses if c.kind == "site.stand-off")
    rings = g.watched_rings(euphrates, clause)
    assert g.area_m2(rings) == pytest.approx(np.pi * 1e8, rel=1e-3)
    separation = next(c for c in euphrates.clauses if c.kind == "air.separation")
    assert g.watched_rings(euphrates, separation) is None


def test_two_sites_near_one_another_are_covered_once(euphrates):
    places = {
        "a": PointPlace(id="a", at=points((179.95, 10.0))[0]),
        "b": PointPlace(id="b", at=points((-179.95, 10.0))[0]),
    }
    agreement = dataclasses.replace(euphrates, places=places)
    clause = next(c for c in euphrates.clauses if c.kind == "site.stand-off")
    both = dataclasses.replace(clause, sites=("a", "b"))
    rings = g.watched_rings(agreement, both)
    assert len(rings) == 1
    assert np.pi * 1e8 < g.area_m2(rings) < 2 * np.pi * 1e8


def test_a_circle_is_round():
    lat_deg, lon_deg = g.circle(lat_deg=60.0, lon_deg=179.99, radius_m=25_000.0)
    for lat, lon in zip(lat_deg, lon_deg, strict=True):
        solved = Geodesic.WGS84.Inverse(60.0, 179.99, lat, lon)
        assert solved["s12"] == pytest.approx(25_000.0, abs=1e-6)
    assert (lat_deg[0], lon_deg[0]) == (lat_deg[-1], lon_deg[-1])


def test_unwrapping_leaves_what_needs_no_turn():
    lon_deg = np.array([10.1, 10.2, -3.3])
    assert unwrapped(lon_deg).tolist() == lon_deg.tolist()
    assert unwrapped(np.array([179.0, -179.0, 179.5])).tolist() == [179.0, 181.0, 179.5]


def test_a_zigzag_over_half_the_world_is_refused():
    lat_deg = np.tile([84.0, 84.5], 5000)
    lon_deg = np.tile([0.0, 80.0], 5000)
    with pytest.raises(ShapeError, match="points would be needed"):
        densified(lat_deg, lon_deg)


def star(count: int, middle: tuple[float, float]) -> list[tuple[float, float]]:
    """Return a line in which nearly every edge crosses every other."""
    turn = np.arange(count) * (np.pi * (1.0 - 1.0 / count))
    x, y = middle
    return [(x + 0.6 * np.cos(a), y + 0.6 * np.sin(a)) for a in turn]


def comb(count: int, *, upright: bool) -> list[tuple[float, float]]:
    """Return a line of teeth one degree long, upright or lying."""
    at = np.linspace(0.0, 1.0, count)
    tooth = np.arange(count) // 2 % 2
    pairs = np.column_stack((at, tooth) if upright else (tooth, at))
    return [(10.0 + x, 50.0 + y) for x, y in pairs]


def test_a_line_made_to_take_all_day_is_refused_at_once(keep_side):
    began_s = time.process_time()
    with pytest.raises(ShapeError):
        cut(keep_side, star(6000, (10.5, 50.5)), reach_m=30_000.0)
    with pytest.raises(ShapeError):
        cut(keep_side, [(9.0, 50.5), *star(6000, (10.5, 50.5))], area=[BOX])
    teeth = [*comb(3000, upright=False), (8.0, 51.0), (8.0, 50.0)]
    with pytest.raises(ShapeError):
        cut(keep_side, comb(3000, upright=True), area=[teeth])
    assert time.process_time() - began_s < 20.0
