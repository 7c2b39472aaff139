"""Whether two notices touch: their areas, their levels and their times.

Areas are held against one another exactly, in whole ten-millionths of a degree, edges
straight between longitudes and latitudes: within a kilometre of the geodesic for edges
of 200 km. Where something cannot be compared (a place that is no polygon, levels of
two datums) it is taken to touch: a false "yes" only asks an officer to look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from thalweg.model.agreement import Agreement
from thalweg.model.message import (
    E7_PER_DEG,
    Levels,
    PlaceName,
    Shape,
    Span,
    StatedLevel,
    Value,
)
from thalweg.model.place import PolygonPlace

Point = tuple[int, int]
_HALF_TURN = 180 * E7_PER_DEG


def notices_touch(
    one: Mapping[str, Value], other: Mapping[str, Value], agreement: Agreement | None
) -> bool:
    """Tell whether two notices may concern the same air or ground at the same time.

    Each is the values of a message; what one of them does not say cannot part them.
    """
    return (
        _spans_touch(one.get("span"), other.get("span"))
        and _levels_touch(one.get("levels"), other.get("levels"))
        and areas_touch(_ring(one, agreement), _ring(other, agreement))
    )


def areas_touch(one: Sequence[Point] | None, other: Sequence[Point] | None) -> bool:
    """Tell whether two polygons share a point; None is one that is not known.

    Each is a ring of (longitude, latitude) in 1e-7 degrees, not closed twice.
    """
    if one is None or other is None:
        return True
    ring, around = _unwrapped(one), _unwrapped(other)
    turns = (-2 * _HALF_TURN, 0, 2 * _HALF_TURN)
    return any(
        _rings_touch(ring, [(lon + turn, lat) for lon, lat in around]) for turn in turns
    )


def _rings_touch(one: Sequence[Point], other: Sequence[Point]) -> bool:
    if any(_edges_meet(a, b, c, d) for a, b in _edges(one) for c, d in _edges(other)):
        return True
    return _holds(one, other[0]) or _holds(other, one[0])


def _spans_touch(one: Value | None, other: Value | None) -> bool:
    if not isinstance(one, Span) or not isinstance(other, Span):
        return True
    return one.from_us <= other.to_us and other.from_us <= one.to_us


def _levels_touch(one: Value | None, other: Value | None) -> bool:
    if not isinstance(one, Levels) or not isinstance(other, Levels):
        return True
    return not (_is_below(one.upper, other.lower) or _is_below(other.upper, one.lower))


def _is_below(top: StatedLevel | None, bottom: StatedLevel | None) -> bool:
    if top is None or bottom is None:
        return False
    comparable = (top.unit, top.datum) == (bottom.unit, bottom.datum)
    return comparable and top.value < bottom.value


def _ring(
    values: Mapping[str, Value], agreement: Agreement | None
) -> tuple[Point, ...] | None:
    area = values.get("area")
    if isinstance(area, Shape) and area.kind == "polygon":
        return tuple((point.lon_e7, point.lat_e7) for point in area.points)
    if isinstance(area, PlaceName) and agreement is not None:
        place = agreement.places.get(area.place)
        if isinstance(place, PolygonPlace):
            return tuple(
                (round(at.lon_deg * E7_PER_DEG), round(at.lat_deg * E7_PER_DEG))
                for at in place.ring
            )
    return None


def _unwrapped(ring: Sequence[Point]) -> list[Point]:
    """Return a ring that crosses the date line in longitudes that run through."""
    lons = [lon for lon, _ in ring]
    if max(lons) - min(lons) <= _HALF_TURN:
        return list(ring)
    return [(lon + 2 * _HALF_TURN if lon < 0 else lon, lat) for lon, lat in ring]


def _edges(ring: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(pairwise((*ring, ring[0])))


def _side(a: Point, b: Point, c: Point) -> int:
    area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (area > 0) - (area < 0)


def _edges_meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    if any(
        max(a[axis], b[axis]) < min(c[axis], d[axis])
        or max(c[axis], d[axis]) < min(a[axis], b[axis])
        for axis in (0, 1)
    ):
        return False
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _holds(ring: Sequence[Point], at: Point) -> bool:
    """Tell whether a point that is on no edge stands within a ring."""
    inside = False
    for a, b in _edges(ring):
        if (a[1] > at[1]) != (b[1] > at[1]):
            # To the right of the point, in whole numbers: no division.
            turn = _side(a, b, at)
            inside ^= turn > 0 if b[1] > a[1] else turn < 0
    return inside
