"""Cut an area in two along a line, and say which part is left and which right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
import shapely

from thalweg.agreement.shape import (
    F64,
    MAX_LAT_DEG,
    WGS84,
    ShapeError,
    arrays,
    densified,
    near,
)
from thalweg.model.place import Position
from thalweg.wire.geojson import point_text

MAX_TRIES: Final = 30
"""How many other first and last vertices are tried before no advice is given."""

MAX_CROSSINGS: Final = 200
"""How many edges of a line may cross the border of its area before it is refused
unseen: two combs of 10,000 teeth would cross in 100 million points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A line cut to an area, and the area's parts, as shapely polygons (lon, lat)."""

    line_lat_deg: F64
    line_lon_deg: F64
    left: shapely.Polygon
    right: shapely.Polygon
    area: shapely.Polygon


def split_reach(points: Sequence[Position], reach_m: float) -> Split:
    """Cut the rectangle of half-width `reach_m` about a line.

    The rectangle stands on the geodesic from the line's first vertex to its last: its
    corners lie at right angles to it at both ends, its edges are geodesics. So the
    line's ends lie on the border, and all else of it must stay inside.

    Raises
    ------
    ShapeError
        The line crosses itself, or leaves the rectangle; the message names the first
        vertex outside, and the nearest first and last vertices that would work.
    """
    lat_deg, lon_deg = arrays(points)
    line = _line(lat_deg, lon_deg)
    outside = first_outside(lat_deg, lon_deg, reach_m)
    if outside is not None:
        where = point_text(lat_deg=lat_deg[outside], lon_deg=lon_deg[outside])
        raise ShapeError(
            f"the line leaves the rectangle of its reach at vertex {outside} {where}"
            f"{_advice(lat_deg, lon_deg, reach_m)}"
        )
    left_of = _half_border(lat_deg, lon_deg, reach_m, -90.0)
    right_of = _half_border(lat_deg, lon_deg, reach_m, 90.0)
    xy = shapely.get_coordinates(line)
    left = shapely.Polygon(np.concatenate((xy, left_of[::-1])))
    right = shapely.Polygon(np.concatenate((xy, right_of[::-1])))
    area = shapely.Polygon(np.concatenate((left_of, right_of[::-1])))
    if not (left.is_valid and right.is_valid and area.is_valid):
        raise ShapeError("the line touches the border of the rectangle of its reach")
    return Split(
        line_lat_deg=np.ascontiguousarray(xy[:, 1]),
        line_lon_deg=np.ascontiguousarray(xy[:, 0]),
        left=left,
        right=right,
        area=area,
    )


def split_area(
    points: Sequence[Position], area: shapely.Polygon, area_id: str
) -> Split:
    """Cut a polygon, called `area_id`, along a line.

    Raises
    ------
    ShapeError
        The line, cut to the area, crosses itself, ends inside it, or does not cut it
        into exactly two parts.
    """
    lat_deg, lon_deg = arrays(points)
    lon_deg = near(lon_deg, float(shapely.get_coordinates(area)[0, 0]))
    xy = np.column_stack(densified(lat_deg, lon_deg)[::-1])
    whole = shapely.LineString(xy)
    if not whole.intersects(area):
        raise ShapeError(f"the line does not touch {area_id}")
    for end, word in ((xy[0], "begins"), (xy[-1], "ends")):
        if area.contains(shapely.Point(end)):
            where = point_text(lat_deg=end[1], lon_deg=end[0])
            raise ShapeError(
                f"the line {word} inside {area_id}, at {where}; "
                "it must cross it from border to border"
            )
    _guard_crossings(whole, area, area_id)
    noded = shapely.union_all([whole, area.boundary])
    pieces = [p for p in noded.geoms if _runs_inside(p, area)]
    faces = [
        face
        for face in shapely.polygonize([noded]).geoms
        if area.contains(face.point_on_surface())
    ]
    cut = _merged(pieces)
    if cut is None or len(faces) != 2:
        raise ShapeError(
            f"the line cuts {area_id} into {len(faces)} parts; wanted exactly two"
        )
    if not cut.is_simple:
        raise ShapeError("the line crosses itself")
    cut_xy = _along(shapely.get_coordinates(cut), whole)
    first, second = (shapely.geometry.polygon.orient(f) for f in faces)
    if _is_left(cut_xy, first):
        left, right = first, second
    else:
        left, right = second, first
    return Split(
        line_lat_deg=np.ascontiguousarray(cut_xy[:, 1]),
        line_lon_deg=np.ascontiguousarray(cut_xy[:, 0]),
        left=left,
        right=right,
        area=area,
    )


def _line(lat_deg: F64, lon_deg: F64) -> shapely.LineString:
    line = shapely.LineString(np.column_stack(densified(lat_deg, lon_deg)[::-1]))
    if not line.is_simple:
        raise ShapeError("the line crosses itself")
    if line.is_closed:
        raise ShapeError("the line ends where it begins")
    return line


def _half_border(lat_deg: F64, lon_deg: F64, reach_m: float, turn_deg: float) -> F64:
    """Return half the border of the rectangle, from the first vertex to the last.

    `turn_deg` is -90 for the left half, 90 for the right one.
    """
    azimuth_deg, back_deg, _ = WGS84.inv(
        lon_deg[0], lat_deg[0], lon_deg[-1], lat_deg[-1]
    )
    corners_lon_deg, corners_lat_deg, _ = WGS84.fwd(
        [lon_deg[0], lon_deg[-1]],
        [lat_deg[0], lat_deg[-1]],
        [azimuth_deg + turn_deg, back_deg + 180.0 + turn_deg],
        [reach_m, reach_m],
    )
    border_lat_deg = np.array([lat_deg[0], *corners_lat_deg, lat_deg[-1]])
    border_lon_deg = np.array([lon_deg[0], *corners_lon_deg, lon_deg[-1]])
    if np.abs(border_lat_deg).max() > MAX_LAT_DEG:
        raise ShapeError(f"the reach goes beyond {MAX_LAT_DEG:g} degrees of latitude")
    for i, own in ((1, lon_deg[0]), (2, lon_deg[-1])):
        border_lon_deg[i] -= 360.0 * np.round((border_lon_deg[i] - own) / 360.0)
    return np.column_stack(densified(border_lat_deg, border_lon_deg)[::-1])


def first_outside(lat_deg: F64, lon_deg: F64, reach_m: float) -> int | None:
    """Return the first vertex from which the line is outside the rectangle."""
    left = _half_border(lat_deg, lon_deg, reach_m, -90.0)
    right = _half_border(lat_deg, lon_deg, reach_m, 90.0)
    area = shapely.Polygon(np.concatenate((left, right[::-1])))
    if not area.is_valid:
        return 0
    dense_lat_deg, dense_lon_deg = densified(lat_deg, lon_deg)
    edges = shapely.linestrings(
        np.stack(
            (
                np.column_stack((dense_lon_deg[:-1], dense_lat_deg[:-1])),
                np.column_stack((dense_lon_deg[1:], dense_lat_deg[1:])),
            ),
            axis=1,
        )
    )
    shapely.prepare(area)
    inside = shapely.contains_properly(area, edges)
    # The two edges at the ends touch the border, each in its own end alone.
    for at, end in ((0, 0), (-1, -1)):
        tip = shapely.Point(dense_lon_deg[end], dense_lat_deg[end])
        meets = shapely.intersection(edges[at], area.exterior)
        inside[at] = area.covers(edges[at]) and meets.equals(tip)
    if len(edges) == 1:
        inside[0] = True
    if inside.all():
        return None
    at_edge = int(np.flatnonzero(~inside)[0])
    reached = np.flatnonzero(
        (lat_deg == dense_lat_deg[at_edge + 1])
        & (lon_deg == dense_lon_deg[at_edge + 1])
    )
    if len(reached):
        return int(reached[0])
    return int(np.argmin(np.abs(lat_deg - dense_lat_deg[at_edge])))


def _advice(lat_deg: F64, lon_deg: F64, reach_m: float) -> str:
    """Name the nearest first and last vertices between which the line would work."""
    likely = (
        (first, last)
        for first, last in islice(_ends(len(lat_deg)), 100 * MAX_TRIES)
        if _ahead(lat_deg[first : last + 1], lon_deg[first : last + 1])
    )
    for first, last in islice(likely, MAX_TRIES):
        cut = slice(first, last + 1)
        if first_outside(lat_deg[cut], lon_deg[cut], reach_m) is None:
            said = []
            for word, i, end in (
                ("begin", first, 0),
                ("end", last, len(lat_deg) - 1),
            ):
                if i != end:
                    where = point_text(lat_deg=lat_deg[i], lon_deg=lon_deg[i])
                    said.append(f"{word} it at vertex {i} {where}")
            return "; " + " and ".join(said)
    return "; a greater 'reach', or an 'area', would hold it"


def _ends(count: int) -> Iterator[tuple[int, int]]:
    """Yield first and last vertices, those that leave out fewest first."""
    for dropped in range(1, count - 1):
        for first in range(dropped + 1):
            yield first, count - 1 - (dropped - first)


def _ahead(lat_deg: F64, lon_deg: F64) -> bool:
    """Whether all of a line lies between its ends, roughly: a cheap first look."""
    narrow = np.cos(np.radians(lat_deg[0]))
    x, y = (lon_deg - lon_deg[0]) * narrow, lat_deg - lat_deg[0]
    along = x * x[-1] + y * y[-1]
    slack = 1e-3 * along[-1]
    return bool((along >= -slack).all() and (along <= along[-1] + slack).all())


def _guard_crossings(
    whole: shapely.LineString, area: shapely.Polygon, area_id: str
) -> None:
    """Refuse what would take all day to cut; no line of a real agreement is near it."""
    xy = shapely.get_coordinates(whole)
    border = area.boundary
    shapely.prepare(border)
    edges = shapely.linestrings(np.stack((xy[:-1], xy[1:]), axis=1))
    count = int(shapely.intersects(border, edges).sum())
    if count > MAX_CROSSINGS:
        raise ShapeError(f"the line crosses the border of {area_id} {count} times")
    if len(xy) > 5000 and not whole.is_simple:
        raise ShapeError("the line crosses itself")


def _runs_inside(piece: Any, area: shapely.Polygon) -> bool:  # noqa: ANN401
    """Whether a piece of line and border runs through the inside of the area.

    A point of the border itself may be found inside by rounding, never by 0.1 mm.
    """
    middle = piece.interpolate(0.5, normalized=True)
    return bool(area.contains(middle) and area.boundary.distance(middle) > 1e-9)


def _merged(pieces: list[Any]) -> Any | None:  # noqa: ANN401
    """Return the pieces as one line, or None where they are not one."""
    if not pieces:
        return None
    if len(pieces) == 1:
        return pieces[0]
    merged = shapely.line_merge(shapely.MultiLineString(pieces))
    return merged if merged.geom_type == "LineString" else None


def _along(cut_xy: F64, whole: shapely.LineString) -> F64:
    """Return a cut line in the direction of the whole one."""
    begin = whole.project(shapely.Point(cut_xy[0]))
    end = whole.project(shapely.Point(cut_xy[-1]))
    return cut_xy if begin < end else cut_xy[::-1]


def _is_left(cut_xy: F64, face: shapely.Polygon) -> bool:
    """Whether an anticlockwise face lies left of the line that bounds it.

    It does where its ring runs along the line forwards. Both are made of the same
    noded points, so the line's first edge stands in the ring, one way or the other.
    """
    ring = [tuple(p) for p in shapely.get_coordinates(face.exterior)[:-1]]
    first, second = tuple(cut_xy[0]), tuple(cut_xy[1])
    return ring[(ring.index(first) + 1) % len(ring)] == second
