"""The longest stretch of a drawn line that the rectangle of a reach can hold.

A river bends back, and the rectangle of RULES 4 stands on the straight way between its
ends: a whole river seldom fits, a stretch of it nearly always does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from thalweg.agreement.shape import (
    F64,
    MAX_LAT_DEG,
    MAX_SPAN_DEG,
    WGS84,
    ShapeError,
    arrays,
    check_points,
)
from thalweg.agreement.split import first_outside, split_reach
from thalweg.model.place import Position
from thalweg.wire.geojson import point_text

MAX_ENDS: Final = 120
"""First and last vertices looked at in the first pass, spread evenly along the line."""

MAX_TRIES: Final = 200
"""Stretches that are held against the rectangle itself before the search gives up."""

_M_PER_DEG = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Vertices `first` to `last` of a line, both included."""

    first: int
    last: int


def joined(parts: Sequence[tuple[Position, ...]]) -> list[tuple[Position, ...]]:
    """Return parts put together where exactly two ends meet, the longest first.

    The direction of a joined line is that of its longest part.
    """
    if len(parts) == 1:
        return [parts[0]]
    lines = [[(p.lon_deg, p.lat_deg) for p in part] for part in parts]
    merged = shapely.line_merge(shapely.MultiLineString(lines))
    whole = list(getattr(merged, "geoms", [merged]))
    first = {(min(line[:2]), max(line[:2])): line for line in _by_length(lines)[::-1]}
    found = []
    for line in whole:
        points = [
            (float(lon), float(lat)) for lon, lat in shapely.get_coordinates(line)
        ]
        found.append(_directed(points, first))
    return [
        tuple(Position(lat_deg=lat, lon_deg=lon) for lon, lat in line)
        for line in _by_length(found)
    ]


def longest_stretch(points: Sequence[Position], reach_m: float) -> Stretch | None:
    """Return the longest stretch of a line that its reach holds, None without one.

    Looked for among `MAX_ENDS` first and last vertices, then vertex by vertex about the
    best of them; so of a line with more vertices it is a long one, not surely the
    longest.

    Raises
    ------
    ShapeError
        The line is a ring, or the stretch that fits crosses itself; says where.
    """
    _refuse_ring(points)
    lat_deg, lon_deg = arrays(points)
    along_m = _along_m(lat_deg, lon_deg)
    ends = np.unique(np.linspace(0, len(points) - 1, MAX_ENDS).astype(np.int64))
    tries = 0
    for first, last in _pairs(ends, along_m):
        if not _likely(lat_deg, lon_deg, reach_m, first, last):
            continue
        tries += 1
        if tries > MAX_TRIES:
            return None
        if _fits(points, reach_m, first, last):
            step = int(np.diff(ends).max())
            return _grown(points, reach_m, Stretch(first=first, last=last), step)
    return None


def check_simple(points: Sequence[Position]) -> None:
    """Raise ShapeError, with the place, where a line crosses or touches itself."""
    lat_deg, lon_deg = arrays(points)
    xy = np.column_stack((lon_deg, lat_deg))
    edges = shapely.linestrings(np.stack((xy[:-1], xy[1:]), axis=1))
    tree = shapely.STRtree(edges)
    one, other = tree.query(edges, predicate="intersects")
    apart = other > one + 1
    if not apart.any():
        return
    pair = np.flatnonzero(apart)[np.lexsort((other[apart], one[apart]))[0]]
    i, j = int(one[pair]), int(other[pair])
    place = shapely.get_coordinates(shapely.intersection(edges[i], edges[j]))[0]
    where = point_text(lat_deg=place[1], lon_deg=place[0])
    raise ShapeError(
        f"the line crosses or touches itself near {where}: between points {i} and "
        f"{i + 1}, and again between {j} and {j + 1}; take the loop out of the drawing"
    )


def _refuse_ring(points: Sequence[Position]) -> None:
    if points[0] == points[-1]:
        where = point_text(lat_deg=points[0].lat_deg, lon_deg=points[0].lon_deg)
        raise ShapeError(
            f"the line ends where it begins, at {where}: it is a ring and has no two "
            "banks; draw the part that divides the parties"
        )


def _pairs(ends: NDArray[np.int64], along_m: F64) -> Iterator[tuple[int, int]]:
    """Yield first and last vertices, the longest stretch first."""
    one, other = np.triu_indices(len(ends), 1)
    first, last = ends[one], ends[other]
    for i in np.argsort(along_m[first] - along_m[last], kind="stable"):
        yield int(first[i]), int(last[i])


def _likely(lat_deg: F64, lon_deg: F64, reach_m: float, first: int, last: int) -> bool:
    """Whether a stretch lies in its rectangle, roughly: a cheap first look."""
    lat_deg, lon_deg = lat_deg[first : last + 1], lon_deg[first : last + 1]
    if np.abs(lat_deg).max() > MAX_LAT_DEG or np.ptp(lon_deg) > MAX_SPAN_DEG:
        return False
    narrow = np.cos(np.radians((lat_deg[0] + lat_deg[-1]) / 2.0))
    x_m = (lon_deg - lon_deg[0]) * narrow * _M_PER_DEG
    y_m = (lat_deg - lat_deg[0]) * _M_PER_DEG
    length_m = float(np.hypot(x_m[-1], y_m[-1]))
    if length_m == 0.0:
        return False
    along_m = (x_m * x_m[-1] + y_m * y_m[-1]) / length_m
    across_m = np.abs(x_m * y_m[-1] - y_m * x_m[-1]) / length_m
    slack_m = 0.001 * length_m + 1.0
    return bool(
        along_m.min() >= -slack_m
        and along_m.max() <= length_m + slack_m
        and across_m.max() <= 1.1 * reach_m
    )


def _fits(points: Sequence[Position], reach_m: float, first: int, last: int) -> bool:
    part = points[first : last + 1]
    try:
        check_points(part)
        if first_outside(*arrays(part), reach_m) is not None:
            return False
    except ShapeError:
        return False
    check_simple(part)
    try:
        split_reach(part, reach_m)
    except ShapeError:
        return False
    return True


def _grown(
    points: Sequence[Position], reach_m: float, found: Stretch, step: int
) -> Stretch:
    """Return a stretch with its ends moved outwards as far as halved steps go."""
    first, last = found.first, found.last
    while step >= 1:
        if first - step >= 0 and _grows(points, reach_m, first - step, last):
            first -= step
        elif last + step < len(points) and _grows(points, reach_m, first, last + step):
            last += step
        else:
            step //= 2
    return Stretch(first=first, last=last)


def _grows(points: Sequence[Position], reach_m: float, first: int, last: int) -> bool:
    try:
        return _fits(points, reach_m, first, last)
    except ShapeError:
        return False


def _along_m(lat_deg: F64, lon_deg: F64) -> F64:
    lengths_m = WGS84.line_lengths(lon_deg, lat_deg)
    return np.concatenate(([0.0], np.cumsum(lengths_m)))


def _by_length(
    lines: Sequence[list[tuple[float, float]]],
) -> list[list[tuple[float, float]]]:
    return sorted(lines, key=lambda line: -_length_m(line))


def _length_m(line: Sequence[tuple[float, float]]) -> float:
    lon_deg, lat_deg = zip(*line, strict=True)
    return float(WGS84.line_length(lon_deg, lat_deg))


def _directed(
    points: list[tuple[float, float]],
    first: dict[
        tuple[tuple[float, float], tuple[float, float]], list[tuple[float, float]]
    ],
) -> list[tuple[float, float]]:
    """Return a joined line in the direction of the longest part in it."""
    found = []
    for i in range(len(points) - 1):
        pair = points[i : i + 2]
        part = first.get((min(pair), max(pair)))
        if part is not None:
            found.append((_length_m(part), part[:2], i))
    _, pair, i = max(found)
    return points if points[i : i + 2] == pair else points[::-1]
