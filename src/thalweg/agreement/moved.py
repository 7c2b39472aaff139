"""How far a place moved between two editions, and how much ground changes hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Transformer

from thalweg.agreement.ground import LineGround, line_ground
from thalweg.agreement.shape import (
    F64,
    WGS84,
    arrays,
    densified,
    near,
    polygon_of,
)
from thalweg.model.agreement import Agreement, KeepSide
from thalweg.model.place import PolygonPlace, Position

_SAME_M2 = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Areas that change with a line, its reach or its sides, in square metres.

    `swapped_m2` was one owner's and is the other's; `dropped_m2` is watched no longer;
    `added_m2` is watched for the first time.
    """

    swapped_m2: float
    dropped_m2: float
    added_m2: float


def distance_m(one: Position, other: Position) -> float:
    """Return the geodesic distance of two points."""
    _, _, apart_m = WGS84.inv(one.lon_deg, one.lat_deg, other.lon_deg, other.lat_deg)
    return float(apart_m)


def moved_m(old: Sequence[Position], new: Sequence[Position]) -> float:
    """Return the greatest distance of a point of either line from the other line.

    In an equidistant plane about the middle of both, which over 1,000 km stretches
    distances by up to 0.3 %; edges are densified first.
    """
    one, other = densified(*arrays(old)), densified(*arrays(new))
    lat0_deg = float(np.mean((one[0].mean(), other[0].mean())))
    plane = Transformer.from_crs(
        "EPSG:4326",
        f"+proj=aeqd +lat_0={lat0_deg} +lon_0={float(one[1].mean())} +ellps=WGS84",
        always_xy=True,
    )
    flat = [
        np.column_stack(plane.transform(lon_deg, lat_deg))
        for lat_deg, lon_deg in (one, other)
    ]
    return max(_farthest_m(flat[0], flat[1]), _farthest_m(flat[1], flat[0]))


def area_of_m2(place: PolygonPlace) -> float:
    """Return the area of a polygon place on WGS84."""
    return _area_m2(polygon_of(place))


def hands(
    old: Agreement, old_clause: KeepSide, new: Agreement, new_clause: KeepSide
) -> Hands | None:
    """Return the areas that change between two keep-side clauses; None where none do.

    An owner of a side is all parties that keep it, together.
    """
    one, other = line_ground(old, old_clause), line_ground(new, new_clause)
    before = _sides(one, old_clause.sides, float(one.line_lon_deg[0]))
    after = _sides(other, new_clause.sides, float(one.line_lon_deg[0]))
    kept_m2 = swapped_m2 = 0.0
    for owners, part in before:
        for heirs, place in after:
            both_m2 = _area_m2(shapely.intersection(part, place))
            if owners == heirs:
                kept_m2 += both_m2
            else:
                swapped_m2 += both_m2
    shared_m2 = kept_m2 + swapped_m2
    found = Hands(
        swapped_m2=swapped_m2,
        dropped_m2=max(sum(_area_m2(part) for _, part in before) - shared_m2, 0.0),
        added_m2=max(sum(_area_m2(part) for _, part in after) - shared_m2, 0.0),
    )
    least_m2 = max(_SAME_M2, 1e-7 * shared_m2)
    changed_m2 = max(found.swapped_m2, found.dropped_m2, found.added_m2)
    return found if changed_m2 > least_m2 else None


def _sides(
    ground: LineGround, sides: Mapping[str, str], about_deg: float
) -> list[tuple[frozenset[str], shapely.Polygon]]:
    found = []
    for side, rings_here in (("left", ground.left), ("right", ground.right)):
        owners = frozenset(party for party, own in sides.items() if own == side)
        outer, *holes = (
            np.column_stack((near(lon_deg, about_deg), lat_deg))
            for lat_deg, lon_deg in rings_here
        )
        found.append((owners, shapely.make_valid(shapely.Polygon(outer, holes))))
    return found


def _area_m2(shape: shapely.Geometry) -> float:
    areas = (part for part in shapely.get_parts(shape) if part.geom_type == "Polygon")
    return sum(
        abs(WGS84.geometry_area_perimeter(shapely.geometry.polygon.orient(part))[0])
        for part in areas
    )


def _farthest_m(points: F64, line: F64) -> float:
    edges = shapely.linestrings(np.stack((line[:-1], line[1:]), axis=1))
    spots = shapely.points(points)
    nearest = shapely.STRtree(edges).nearest(spots)
    return float(shapely.distance(spots, edges[nearest]).max())
