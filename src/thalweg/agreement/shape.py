"""Lines and rings on WGS84 as arrays: unwrapped, densified, checked.

Edges of an agreement are geodesics. Detectors and maps join vertices by chords in the
plane of longitude and latitude, so vertices are added until no chord is more than
0.1 m from its geodesic. Longitudes run on over the date line (179, 180, 181) instead
of jumping, each place in the frame of its first vertex.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from thalweg.model.place import PolygonPlace, Position
from thalweg.wire.geojson import point_text

F64 = NDArray[np.float64]
Ring = tuple[F64, F64]
"""Latitudes and longitudes of a closed ring, in degrees."""

WGS84: Final = Geod(ellps="WGS84")

CHORD_ERROR_M: Final = 0.1
"""Greatest distance of a chord from its geodesic."""

MAX_POINTS: Final = 200_000
"""Most vertices after densifying: a hostile zigzag over half the world stops here."""

MAX_LAT_DEG: Final = 85.0
"""The plane of longitude and latitude ends at the poles, and chords get short."""

MAX_SPAN_DEG: Final = 90.0
"""Widest place, in longitude: beyond it, the short way round becomes a guess."""

_EARTH_RADIUS_M = 6_356_752.0


class ShapeError(ValueError):
    """A place, or a line in its area, cannot be used; the message says why."""


def arrays(points: Sequence[Position]) -> tuple[F64, F64]:
    """Return latitudes and unwrapped longitudes of a place's vertices, in degrees."""
    lat_deg = np.array([p.lat_deg for p in points], dtype=np.float64)
    lon_deg = np.array([p.lon_deg for p in points], dtype=np.float64)
    return lat_deg, unwrapped(lon_deg)


def unwrapped(lon_deg: F64) -> F64:
    """Return longitudes without jumps: neighbours are joined the short way round.

    Values that need no turn stay exactly as they are.
    """
    turns = np.round(np.diff(lon_deg, prepend=lon_deg[:1]) / 360.0)
    run_on_deg: F64 = lon_deg - 360.0 * np.cumsum(turns)
    return run_on_deg


def near(lon_deg: F64, about_deg: float) -> F64:
    """Return the longitudes moved by whole turns so that the first is near another."""
    moved_deg: F64 = lon_deg - 360.0 * np.round((lon_deg[0] - about_deg) / 360.0)
    return moved_deg


def densified(lat_deg: F64, lon_deg: F64) -> tuple[F64, F64]:
    """Return the vertices with more between them, on the geodesics that join them.

    The given vertices stay bit for bit. Chords in the plane of longitude and latitude
    are then within `CHORD_ERROR_M` of the geodesics.

    Raises
    ------
    ShapeError
        More than `MAX_POINTS` would be needed.
    """
    azimuth_deg, _, length_m = WGS84.inv(
        lon_deg[:-1], lat_deg[:-1], lon_deg[1:], lat_deg[1:]
    )
    parts = _parts(lat_deg, length_m)
    total = int(parts.sum()) + 1
    if total > MAX_POINTS:
        raise ShapeError(f"too long: {total} points would be needed to draw it")
    edge = np.repeat(np.arange(len(parts)), parts)
    step = np.arange(total - 1) - np.repeat(np.cumsum(parts) - parts, parts)
    along_m = length_m[edge] * (step / parts[edge])
    new_lon_deg, new_lat_deg, _ = WGS84.fwd(
        lon_deg[edge], lat_deg[edge], azimuth_deg[edge], along_m
    )
    turns = np.round((new_lon_deg - lon_deg[edge]) / 360.0)
    first = step == 0
    out_lat_deg = np.append(np.where(first, lat_deg[edge], new_lat_deg), lat_deg[-1])
    out_lon_deg = np.append(
        np.where(first, lon_deg[edge], new_lon_deg - 360.0 * turns), lon_deg[-1]
    )
    return out_lat_deg, out_lon_deg


def _parts(lat_deg: F64, length_m: F64) -> NDArray[np.int64]:
    """Return into how many parts each edge is cut.

    In the plane of longitude and latitude a geodesic of azimuth a bends by
    tan(lat) sin(a) (1 + cos(a)^2) / R, at most 1.09 tan(lat) / R, so that a chord of
    length s is off by s^2 / 8 of that. Half the error is left for what that neglects.
    """
    widest_deg = np.maximum(np.abs(lat_deg[:-1]), np.abs(lat_deg[1:]))
    reached_deg = np.minimum(widest_deg + length_m / 2.0 / 111_000.0 + 0.01, 89.0)
    bend_per_m = 1.1 * np.tan(np.radians(reached_deg)) / _EARTH_RADIUS_M
    longest_m = np.sqrt(8.0 * CHORD_ERROR_M / 2.0 / bend_per_m)
    return np.maximum(np.ceil(length_m / longest_m), 1.0).astype(np.int64)


def polygon_of(place: PolygonPlace) -> shapely.Polygon:
    """Return a polygon place with densified edges; longitudes may exceed 180.

    Raises
    ------
    ShapeError
        Two neighbouring points are one, edges cross or touch, a hole lies outside, it
        holds a pole, or it is too wide or too far north or south to be used.
    """
    outer = _ring(place.ring)
    holes = []
    for hole in place.holes:
        lat_deg, lon_deg = _ring(hole)
        holes.append(np.column_stack((near(lon_deg, outer[1][0]), lat_deg)))
    polygon = shapely.Polygon(np.column_stack((outer[1], outer[0])), holes)
    if not polygon.is_valid:
        raise ShapeError(_invalid(polygon))
    return shapely.geometry.polygon.orient(polygon)


def check_points(points: Sequence[Position]) -> None:
    """Raise ShapeError where a line or ring cannot be used as it is drawn."""
    for i, (one, other) in enumerate(pairwise(points)):
        if one == other:
            raise ShapeError(f"points {i} and {i + 1} are the same")
    lat_deg, lon_deg = arrays(points)
    if np.abs(lat_deg).max() > MAX_LAT_DEG:
        raise ShapeError(f"reaches beyond {MAX_LAT_DEG:g} degrees of latitude")
    span_deg = float(np.ptp(lon_deg))
    if span_deg > MAX_SPAN_DEG:
        raise ShapeError(
            f"{span_deg:.1f} degrees of longitude wide; at most {MAX_SPAN_DEG:g}"
        )


def rings_of(polygon: shapely.Polygon) -> tuple[Ring, ...]:
    """Return a polygon's closed rings, the outer one first and anticlockwise."""
    oriented = shapely.geometry.polygon.orient(polygon)
    return tuple(_ring_of(r) for r in (oriented.exterior, *oriented.interiors))


def area_m2(rings: Sequence[Ring]) -> float:
    """Return the area inside the first ring and outside the others, on WGS84."""
    areas = [abs(WGS84.polygon_area_perimeter(lon, lat)[0]) for lat, lon in rings]
    return float(areas[0] - sum(areas[1:]))


def _ring(points: Sequence[Position]) -> tuple[F64, F64]:
    closed = (*points, points[0])
    check_points(closed)
    lat_deg, lon_deg = arrays(closed)
    if lon_deg[0] != lon_deg[-1]:
        raise ShapeError("goes round a pole; wanted an area on one side of it")
    return densified(lat_deg, lon_deg)


def _ring_of(ring: Any) -> Ring:  # noqa: ANN401 - shapely ships no types
    xy = shapely.get_coordinates(ring)
    return np.ascontiguousarray(xy[:, 1]), np.ascontiguousarray(xy[:, 0])


def _invalid(polygon: shapely.Polygon) -> str:
    reason = shapely.is_valid_reason(polygon)
    what, _, rest = reason.partition("[")
    words = {
        "Self-intersection": "its edges cross",
        "Ring Self-intersection": "its edges touch",
        "Hole lies outside shell": "a hole lies outside",
        "Holes are nested": "a hole lies in another",
        "Interior is disconnected": "its holes cut it into pieces",
    }
    said = words.get(what, "it is no area")
    numbers = rest.rstrip("]").split(" ")
    if len(numbers) == 2:
        lon_deg, lat_deg = float(numbers[0]), float(numbers[1])
        said += f" near {point_text(lat_deg=lat_deg, lon_deg=lon_deg)}"
    return said
