"""When a path is within reach of a road or an area, and when it is nearest.

Distances are those of `kernels.depth`: geodesic, in continuous time, part by part. A
path is within a distance of a line during a union of intervals, one for each edge.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.depth import (
    deeper_frac,
    depth_m,
    middle_and_way,
    near_edges_m,
)
from thalweg.kernels.geodesy import inverse_m_rad
from thalweg.kernels.inside import LEFT, Ground, near_lon_deg, side_of
from thalweg.kernels.parts import LONGEST_PART_US, Band, place_rad
from thalweg.kernels.paths import Paths, bridged
from thalweg.kernels.separation import (
    BREACH,
    CERTAIN,
    JUDGED,
    NEAR_CERTAIN,
    NEAR_JUDGED,
    NEAR_POSSIBLE,
    NEAR_PROBABLE,
    POSSIBLE,
    PROBABLE,
    WIDE,
    Reach,
    both,
    grown,
    put,
)
from thalweg.kernels.steps import errors_and_bands, steps

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

KINDS = 10
_ROOM = 24
_STEP_M = 0.001


class Shape(NamedTuple):
    """A road or an area: its edges as a `Ground`, and what widens it.

    `ground.edges_deg` are all "the line's". `filled` says that what they enclose is
    inside, at no distance. `half_width_m` is taken off every distance, `error_m` is
    the 95 % error of the stated place.
    """

    ground: Ground
    filled: bool
    half_width_m: float
    error_m: float


@njit(cache=True, nogil=True)
def _inside(
    shape: Shape, a_rad: tuple[float, float], b_rad: tuple[float, float], u_frac: float
) -> bool:
    """Tell whether a share of a part is inside a filled shape."""
    if not shape.filled:
        return False
    ground = shape.ground
    lon0_deg = near_lon_deg(np.degrees(a_rad[1]), ground.west_deg)
    lon1_deg = near_lon_deg(np.degrees(b_rad[1]), ground.west_deg)
    lat0_deg, lat1_deg = np.degrees(a_rad[0]), np.degrees(b_rad[0])
    side = side_of(
        ground.edges_deg,
        ground.of_left,
        ground.of_right,
        lon0_deg + u_frac * (lon1_deg - lon0_deg),
        lat0_deg + u_frac * (lat1_deg - lat0_deg),
    )
    return bool(side == LEFT)


@njit(cache=True, nogil=True)
def near_frac(
    shape: Shape,
    a_rad: tuple[float, float],
    b_rad: tuple[float, float],
    way: tuple[float, float, float, float],
    edges: F64,
    many: int,
    limit_m: float,
    shares_frac: F64,
) -> int:
    """Write the shares of a part within a distance of a shape; return how many.

    Parameters
    ----------
    shape
        the road or area.
    a_rad, b_rad
        ends of the part, (latitude, longitude).
    way, edges, many
        the part and the edges near it, in the plane about its middle.
    limit_m
        distance not to reach, from the shape's border or centre line.
    shares_frac
        float64[m, 2], written, rising.

    Returns
    -------
    The number of shares.
    """
    far = np.empty((_ROOM, 2))
    if limit_m <= 0.0:
        if _inside(shape, a_rad, b_rad, 0.5):
            shares_frac[0, 0], shares_frac[0, 1] = 0.0, 1.0
            return 1
        return 0
    found = deeper_frac(way, edges, many, limit_m, (0.0, 1.0), far)
    count = 0
    start = 0.0
    for n in range(found + 1):
        end = far[n, 0] if n < found else 1.0
        if n < found and _inside(shape, a_rad, b_rad, 0.5 * (far[n, 0] + far[n, 1])):
            continue
        if start < end and count < len(shares_frac):
            shares_frac[count, 0], shares_frac[count, 1] = start, end
            count += 1
        start = far[n, 1] if n < found else 1.0
    return count


@njit(cache=True, nogil=True)
def _put_near(
    shape: Shape,
    reach: Reach,
    a_rad: tuple[float, float],
    b_rad: tuple[float, float],
    e_m: float,
    band: tuple[float, float, bool],
    t_us: tuple[int, int],
    edges: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append the sets of one part about a shape, as `separation.stay_spans` does."""
    lat_rad, lon_rad, x0_m, y0_m, x1_m, y1_m = middle_and_way(a_rad, b_rad)
    way = (x0_m, y0_m, x1_m, y1_m)
    widest_m = 2.0 * reach.radius_m + shape.half_width_m
    span_m = widest_m + np.hypot(x1_m - x0_m, y1_m - y0_m)
    many = near_edges_m(shape.ground, lat_rad, lon_rad, span_m, edges)
    if many == 0 and not _inside(shape, a_rad, b_rad, 0.5):
        return count
    shares = np.empty((_ROOM, 2))
    for kind in range(KINDS):
        overhead = kind >= NEAR_CERTAIN
        limit_m = reach.overhead_m if overhead else reach.radius_m
        if np.isnan(limit_m):
            continue
        measured = kind in (BREACH, JUDGED, PROBABLE, NEAR_PROBABLE, NEAR_JUDGED)
        if kind in (JUDGED, NEAR_JUDGED, POSSIBLE, NEAR_POSSIBLE) and e_m > limit_m:
            continue
        if kind in (CERTAIN, NEAR_CERTAIN):
            if e_m >= limit_m:
                continue
            limit_m -= e_m
        elif kind in (POSSIBLE, NEAR_POSSIBLE):
            limit_m += e_m
        elif kind == WIDE:
            limit_m *= 2.0
        if (measured or kind in (CERTAIN, NEAR_CERTAIN)) and not band[2]:
            continue
        limit_m += shape.half_width_m
        found = near_frac(shape, a_rad, b_rad, way, edges, many, limit_m, shares)
        for s in range(found):
            share = (shares[s, 0], shares[s, 1])
            if kind != WIDE:
                share = both(share, (band[0], band[1]))
            count = put(kind, share, t_us[0], t_us[1], kinds, spans_us, last, count)
    return count


@njit(cache=True, nogil=True)
def shape_spans(
    paths: Paths,
    k: int,
    from_row: int,
    until_row: int,
    shape: Shape,
    reach: Reach,
    band: Band,
    gap_us: int,
) -> tuple[NDArray[np.int8], I64]:
    """Return the sets of a mover about a shape, over segments from given rows.

    Parameters
    ----------
    paths, k
        the mover.
    from_row, until_row
        segments that begin at these rows (until not included).
    shape, reach, band
        the site and what the clause asks.
    gap_us
        longest gap that is bridged.

    Returns
    -------
    Kinds int8[n] and intervals int64[n, 2], as `separation.stay_spans` writes them.
    """
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    last = np.full(KINDS, -1, np.int64)
    edges = np.empty((shape.ground.line_edges, 4))
    count = 0
    for i in range(from_row, until_row):
        if not bridged(paths, i, gap_us):
            continue
        times_us, places_rad = steps(paths, i)
        errors_m, bands = errors_and_bands(paths, k, i, times_us, band, gap_us)
        room = len(errors_m) * KINDS * _ROOM
        while len(kinds) - count < room:
            kinds, spans_us = grown(kinds, spans_us)
        for n in range(len(errors_m)):
            count = _put_near(
                shape, reach,
                (places_rad[n, 0], places_rad[n, 1]),
                (places_rad[n + 1, 0], places_rad[n + 1, 1]),
                errors_m[n] + shape.error_m,
                (bands[n, 0], bands[n, 1], bands[n, 2] > 0.0),
                (times_us[n], times_us[n + 1]),
                edges, kinds, spans_us, last, count,
            )  # fmt: skip
    return kinds[:count].copy(), spans_us[:count].copy()


@njit(cache=True, nogil=True)
def distance_m(shape: Shape, lat_rad: float, lon_rad: float, rough: F64) -> float:
    """Return the distance from a point to a shape in metres; 0 inside."""
    at_rad = (lat_rad, lon_rad)
    if _inside(shape, at_rad, at_rad, 0.0):
        return 0.0
    away_m = depth_m(shape.ground, lat_rad, lon_rad, rough)
    return max(0.0, away_m - shape.half_width_m)


@njit(cache=True, nogil=True)
def nearest(
    paths: Paths, k: int, spans_us: I64, shape: Shape, gap_us: int
) -> tuple[int, float]:
    """Return when a path is nearest to a shape during given intervals, and how near.

    Parameters
    ----------
    paths, k
        the mover.
    spans_us
        int64[n, 2], apart and sorted, in observed time; their ends count.
    shape
        the road or area.
    gap_us
        longest gap that is bridged.

    Returns
    -------
    The earliest such time in microseconds (-1: nowhere) and the distance in metres,
    within 1 mm. Within a part the distance is taken as convex, which it is near one
    edge; where it is not, the nearest of the part's ends and of its least stands.
    """
    rough = np.empty(shape.ground.line_edges)
    best_us, best_m = -1, np.inf
    n = 0
    for i in range(paths.start[k], paths.start[k + 1] - 1):
        t0_us, t1_us = paths.time_us[i], paths.time_us[i + 1]
        while n < len(spans_us) and spans_us[n, 1] < t0_us:
            n += 1
        if n == len(spans_us):
            break
        if spans_us[n, 0] > t1_us or not bridged(paths, i, gap_us):
            continue
        length_m, azimuth_rad, _ = inverse_m_rad(
            paths.lat_rad[i],
            paths.lon_rad[i],
            paths.lat_rad[i + 1],
            paths.lon_rad[i + 1],
        )
        pieces = (t1_us - t0_us + LONGEST_PART_US - 1) // LONGEST_PART_US
        from_us = t0_us
        for piece in range(1, pieces + 1):
            to_us = t0_us + (t1_us - t0_us) * piece // pieces
            for at in range(n, len(spans_us)):
                if spans_us[at, 0] > to_us:
                    break
                low_us = max(spans_us[at, 0], from_us)
                high_us = min(spans_us[at, 1], to_us)
                if low_us > high_us:
                    continue
                at_us, found_m = _least_between(
                    paths, i, azimuth_rad, length_m, low_us, high_us, shape, rough
                )
                if found_m < best_m - _STEP_M or best_us < 0:
                    best_us, best_m = at_us, found_m
            from_us = to_us
    return best_us, best_m


@njit(cache=True, nogil=True)
def _least_between(
    paths: Paths,
    i: int,
    azimuth_rad: float,
    length_m: float,
    low_us: int,
    high_us: int,
    shape: Shape,
    rough: F64,
) -> tuple[int, float]:
    """Return the time and the distance of the nearest instant of a short stretch."""
    best_us = low_us
    lat_rad, lon_rad = place_rad(paths, i, azimuth_rad, length_m, low_us)
    best_m = distance_m(shape, lat_rad, lon_rad, rough)
    lat_rad, lon_rad = place_rad(paths, i, azimuth_rad, length_m, high_us)
    end_m = distance_m(shape, lat_rad, lon_rad, rough)
    if end_m < best_m:
        best_us, best_m = high_us, end_m
    start, end = low_us, high_us
    while end - start > 2:
        left, right = start + (end - start) // 3, end - (end - start) // 3
        lat_rad, lon_rad = place_rad(paths, i, azimuth_rad, length_m, left)
        left_m = distance_m(shape, lat_rad, lon_rad, rough)
        lat_rad, lon_rad = place_rad(paths, i, azimuth_rad, length_m, right)
        right_m = distance_m(shape, lat_rad, lon_rad, rough)
        if left_m < best_m:
            best_us, best_m = left, left_m
        if right_m < best_m:
            best_us, best_m = right, right_m
        if left_m <= right_m:
            end = right
        else:
            start = left
    return best_us, best_m
