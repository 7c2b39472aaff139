"""Which side of a line a path is on, when it crosses, and how deep it strays.

The line and the borders of its area are densified geodesics (`agreement.ground`), so
that they are straight in the plane of longitude and latitude within 0.1 m. A path is cut
into parts of at most 2 s whose ends lie on its geodesic; within a part it is straight in
the same plane. Depths are geodesic: they are measured in an azimuthal equidistant plane
about the middle of each part, in which a part of 2 km is true within 1 mm for edges up
to 25 km away, and directions to edges further away stay true.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.kernels.geodesy import inverse_m_rad, local_m
from thalweg.kernels.parts import (
    LONGEST_PART_US,
    ROUGH_SHARE_FRAC,
    ROUGH_SLACK_M,
    Band,
    band_frac,
    place_rad,
    rough_m,
)
from thalweg.kernels.paths import (
    Paths,
    bowed,
    bridged,
    segment_heights_ft,
)
from thalweg.kernels.separation import (
    BREACH,
    CERTAIN,
    JUDGED,
    POSSIBLE,
    WIDE,
    both,
    put,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

LEFT, RIGHT, OUTSIDE = 0, 1, 2
# What `side_spans` writes beside the kinds of `separation`: where the path was.
ON_LEFT, ON_RIGHT, ON_OUTSIDE = 10, 11, 12
SIDE_KINDS = 13

_MIXED = 9
# Room for the edges one part can meet, and for what is left of it between them.
_ROOM = 24


class Ground(NamedTuple):
    """A line with its two sides, and a raster that spares most of the work.

    `edges_deg` is float64[e, 4]: longitude and latitude of both ends; the first
    `line_edges` of them are the line's, in order. `of_left`, `of_right` say whose border
    an edge is. The raster has `cells` by `cells` fields over the area's box; a field is
    LEFT, RIGHT or OUTSIDE where no edge touches it, else mixed with its edges listed.
    """

    edges_deg: F64
    line_edges: int
    of_left: NDArray[np.bool_]
    of_right: NDArray[np.bool_]
    west_deg: float
    south_deg: float
    per_lon_deg: float
    per_lat_deg: float
    cells: int
    field: NDArray[np.int8]
    listed: I64
    listing: I64


class Keeping(NamedTuple):
    """What a keep-side clause asks: the buffer and the heights."""

    buffer_m: float
    band: Band


@njit(cache=True, nogil=True)
def side_of(
    edges_deg: F64,
    of_left: NDArray[np.bool_],
    of_right: NDArray[np.bool_],
    lon_deg: float,
    lat_deg: float,
) -> int:
    """Return LEFT, RIGHT or OUTSIDE for a point, by counting edges to its east."""
    left = right = False
    for e in range(len(edges_deg)):
        y0_deg, y1_deg = edges_deg[e, 1], edges_deg[e, 3]
        if (y0_deg > lat_deg) == (y1_deg > lat_deg):
            continue
        x0_deg, x1_deg = edges_deg[e, 0], edges_deg[e, 2]
        x_deg = x0_deg + (lat_deg - y0_deg) * (x1_deg - x0_deg) / (y1_deg - y0_deg)
        if lon_deg < x_deg:
            if of_left[e]:
                left = not left
            if of_right[e]:
                right = not right
    if left:
        return LEFT
    return RIGHT if right else OUTSIDE


@njit(cache=True, nogil=True)
def raster(
    edges_deg: F64,
    of_left: NDArray[np.bool_],
    of_right: NDArray[np.bool_],
    west_deg: float,
    south_deg: float,
    per_lon_deg: float,
    per_lat_deg: float,
    cells: int,
) -> tuple[NDArray[np.int8], I64, I64]:
    """Return the fields of a raster, and the edges listed in each mixed field."""
    counts = np.zeros(cells * cells + 1, np.int64)
    for once in range(2):
        if once == 1:
            for c in range(cells * cells):
                counts[c + 1] += counts[c]
            listing = np.empty(counts[-1], np.int64)
            place = counts.copy()
        for e in range(len(edges_deg)):
            a0 = _cell(min(edges_deg[e, 0], edges_deg[e, 2]), west_deg, per_lon_deg)
            a1 = _cell(max(edges_deg[e, 0], edges_deg[e, 2]), west_deg, per_lon_deg)
            b0 = _cell(min(edges_deg[e, 1], edges_deg[e, 3]), south_deg, per_lat_deg)
            b1 = _cell(max(edges_deg[e, 1], edges_deg[e, 3]), south_deg, per_lat_deg)
            for a in range(max(a0, 0), min(a1, cells - 1) + 1):
                for b in range(max(b0, 0), min(b1, cells - 1) + 1):
                    if once == 0:
                        counts[a * cells + b + 1] += 1
                    else:
                        listing[place[a * cells + b]] = e
                        place[a * cells + b] += 1
    field = np.empty(cells * cells, np.int8)
    for a in range(cells):
        for b in range(cells):
            c = a * cells + b
            if counts[c + 1] > counts[c]:
                field[c] = _MIXED
            else:
                lon_deg = west_deg + (a + 0.5) / per_lon_deg
                lat_deg = south_deg + (b + 0.5) / per_lat_deg
                field[c] = side_of(edges_deg, of_left, of_right, lon_deg, lat_deg)
    return field, counts, listing


@njit(cache=True, nogil=True)
def _cell(value_deg: float, origin_deg: float, per_deg: float) -> int:
    return int(math.floor((value_deg - origin_deg) * per_deg))


@njit(cache=True, nogil=True)
def _near_lon_deg(lon_deg: float, west_deg: float) -> float:
    """Return a longitude moved by whole turns to lie near the ground's."""
    return lon_deg - 360.0 * math.floor((lon_deg - west_deg + 180.0) / 360.0)


@njit(cache=True, nogil=True)
def uniform_side(
    ground: Ground, lon0_deg: float, lat0_deg: float, lon1_deg: float, lat1_deg: float
) -> int:
    """Return the one side a straight piece is on, or -1 where an edge may be near."""
    bow_deg = (lon1_deg - lon0_deg) ** 2 * 0.0012 + 1e-7
    a0 = _cell(min(lon0_deg, lon1_deg) - bow_deg, ground.west_deg, ground.per_lon_deg)
    a1 = _cell(max(lon0_deg, lon1_deg) + bow_deg, ground.west_deg, ground.per_lon_deg)
    b0 = _cell(min(lat0_deg, lat1_deg) - bow_deg, ground.south_deg, ground.per_lat_deg)
    b1 = _cell(max(lat0_deg, lat1_deg) + bow_deg, ground.south_deg, ground.per_lat_deg)
    n = ground.cells
    if a1 < 0 or b1 < 0 or a0 >= n or b0 >= n:
        return OUTSIDE
    found = -1
    if a0 < 0 or b0 < 0 or a1 >= n or b1 >= n:
        found = OUTSIDE
    for a in range(max(a0, 0), min(a1, n - 1) + 1):
        for b in range(max(b0, 0), min(b1, n - 1) + 1):
            here = ground.field[a * n + b]
            if here == _MIXED or (found >= 0 and here != found):
                return -1
            found = here
    return found


@njit(cache=True, nogil=True)
def _cuts_frac(
    ground: Ground,
    lon0_deg: float,
    lat0_deg: float,
    lon1_deg: float,
    lat1_deg: float,
    cuts: F64,
) -> int:
    """Write the shares at which a straight part meets an edge, rising; return how many.

    An edge's first end belongs to it and its last does not, so that a path through a
    shared end meets one of the two.
    """
    n = ground.cells
    a0 = _cell(min(lon0_deg, lon1_deg), ground.west_deg, ground.per_lon_deg)
    a1 = _cell(max(lon0_deg, lon1_deg), ground.west_deg, ground.per_lon_deg)
    b0 = _cell(min(lat0_deg, lat1_deg), ground.south_deg, ground.per_lat_deg)
    b1 = _cell(max(lat0_deg, lat1_deg), ground.south_deg, ground.per_lat_deg)
    dx_deg, dy_deg = lon1_deg - lon0_deg, lat1_deg - lat0_deg
    count = 0
    for a in range(max(a0, 0), min(a1, n - 1) + 1):
        for b in range(max(b0, 0), min(b1, n - 1) + 1):
            for at in range(ground.listed[a * n + b], ground.listed[a * n + b + 1]):
                e = ground.listing[at]
                p_deg, q_deg = ground.edges_deg[e, 0], ground.edges_deg[e, 1]
                r_deg, s_deg = ground.edges_deg[e, 2], ground.edges_deg[e, 3]
                f0 = (r_deg - p_deg) * (lat0_deg - q_deg) - (s_deg - q_deg) * (
                    lon0_deg - p_deg
                )
                f1 = (r_deg - p_deg) * (lat1_deg - q_deg) - (s_deg - q_deg) * (
                    lon1_deg - p_deg
                )
                if (f0 >= 0.0) == (f1 >= 0.0):
                    continue
                g0 = dx_deg * (q_deg - lat0_deg) - dy_deg * (p_deg - lon0_deg)
                g1 = dx_deg * (s_deg - lat0_deg) - dy_deg * (r_deg - lon0_deg)
                if (g0 >= 0.0) == (g1 >= 0.0):
                    continue
                count = _insert(cuts, count, f0 / (f0 - f1))
    return count


@njit(cache=True, nogil=True)
def _insert(cuts: F64, count: int, share: float) -> int:
    """Insert a share into a rising list, once."""
    if count >= len(cuts):
        return count
    at = count
    while at > 0 and cuts[at - 1] > share:
        at -= 1
    if at > 0 and cuts[at - 1] == share:
        return count
    for i in range(count, at, -1):
        cuts[i] = cuts[i - 1]
    cuts[at] = share
    return count + 1


@njit(cache=True, nogil=True)
def rough_depth_m(ground: Ground, lat_rad: float, lon_rad: float, rough: F64) -> float:
    """Write rough distances to each edge of the line; return the least, in metres."""
    least_m = np.inf
    for e in range(ground.line_edges):
        x0_m, y0_m = rough_m(
            lat_rad,
            lon_rad,
            math.radians(ground.edges_deg[e, 1]),
            _wrapped_rad(math.radians(ground.edges_deg[e, 0])),
        )
        x1_m, y1_m = rough_m(
            lat_rad,
            lon_rad,
            math.radians(ground.edges_deg[e, 3]),
            _wrapped_rad(math.radians(ground.edges_deg[e, 2])),
        )
        rough[e] = to_edge_m(0.0, 0.0, x0_m, y0_m, x1_m, y1_m)
        least_m = min(least_m, rough[e])
    return least_m


@njit(cache=True, nogil=True)
def _wrapped_rad(lon_rad: float) -> float:
    if lon_rad > math.pi:
        return lon_rad - 2.0 * math.pi
    if lon_rad < -math.pi:
        return lon_rad + 2.0 * math.pi
    return lon_rad


@njit(cache=True, nogil=True)
def to_edge_m(
    x_m: float, y_m: float, x0_m: float, y0_m: float, x1_m: float, y1_m: float
) -> float:
    """Return the distance from a point to a straight edge in a plane, in metres."""
    dx_m, dy_m = x1_m - x0_m, y1_m - y0_m
    way_m2 = dx_m * dx_m + dy_m * dy_m
    u = 0.0
    if way_m2 > 0.0:
        u = min(max(((x_m - x0_m) * dx_m + (y_m - y0_m) * dy_m) / way_m2, 0.0), 1.0)
    return math.hypot(x0_m + u * dx_m - x_m, y0_m + u * dy_m - y_m)


@njit(cache=True, nogil=True)
def depth_m(ground: Ground, lat_rad: float, lon_rad: float, rough: F64) -> float:
    """Return the geodesic distance from a point to the line, in metres.

    Edges are straight in the azimuthal equidistant plane about the point: for densified
    edges the difference is far below 1 mm.
    """
    least_m = rough_depth_m(ground, lat_rad, lon_rad, rough)
    bound_m = least_m * (1.0 + 2.0 * ROUGH_SHARE_FRAC) + 2.0 * ROUGH_SLACK_M
    best_m = np.inf
    for e in range(ground.line_edges):
        if rough[e] > bound_m:
            continue
        x0_m, y0_m, x1_m, y1_m = _edge_m(ground, e, lat_rad, lon_rad)
        best_m = min(best_m, to_edge_m(0.0, 0.0, x0_m, y0_m, x1_m, y1_m))
    return best_m


@njit(cache=True, nogil=True)
def _edge_m(
    ground: Ground, e: int, lat_rad: float, lon_rad: float
) -> tuple[float, float, float, float]:
    """Return an edge's ends in the azimuthal equidistant plane about a point."""
    x0_m, y0_m = local_m(
        lat_rad,
        lon_rad,
        math.radians(ground.edges_deg[e, 1]),
        math.radians(ground.edges_deg[e, 0]),
    )
    x1_m, y1_m = local_m(
        lat_rad,
        lon_rad,
        math.radians(ground.edges_deg[e, 3]),
        math.radians(ground.edges_deg[e, 2]),
    )
    return x0_m, y0_m, x1_m, y1_m


@njit(cache=True, nogil=True)
def _disc_frac(
    x_m: float, y_m: float, dx_m: float, dy_m: float, limit_m: float
) -> tuple[float, float]:
    """Return where a straight way is within a disc about the origin (all of it)."""
    way_m2 = dx_m * dx_m + dy_m * dy_m
    if way_m2 <= 1e-18:
        inside = x_m * x_m + y_m * y_m < limit_m * limit_m
        return (-np.inf, np.inf) if inside else (1.0, 0.0)
    middle = -(x_m * dx_m + y_m * dy_m) / way_m2
    cross_m2 = x_m * dy_m - y_m * dx_m
    left_m2 = limit_m * limit_m - cross_m2 * cross_m2 / way_m2
    if left_m2 <= 0.0:
        return 1.0, 0.0
    half = math.sqrt(left_m2 / way_m2)
    return middle - half, middle + half


@njit(cache=True, nogil=True)
def near_edge_frac(
    way: tuple[float, float, float, float],
    edge: tuple[float, float, float, float],
    limit_m: float,
) -> tuple[float, float]:
    """Return the share of a straight way within a distance of a straight edge.

    The points within the distance are two discs and a rectangle: a convex whole, so the
    share is one interval, from the least start to the greatest end of the three.
    """
    x0_m, y0_m, x1_m, y1_m = way
    dx_m, dy_m = x1_m - x0_m, y1_m - y0_m
    low, high = np.inf, -np.inf
    for end in range(2):
        share = _disc_frac(
            x0_m - edge[2 * end], y0_m - edge[2 * end + 1], dx_m, dy_m, limit_m
        )
        if share[0] < share[1]:
            low, high = min(low, share[0]), max(high, share[1])
    ex_m, ey_m = edge[2] - edge[0], edge[3] - edge[1]
    length_m = math.hypot(ex_m, ey_m)
    if length_m > 0.0:
        ux, uy = ex_m / length_m, ey_m / length_m
        along_m = (x0_m - edge[0]) * ux + (y0_m - edge[1]) * uy
        across_m = (y0_m - edge[1]) * ux - (x0_m - edge[0]) * uy
        run_m, rise_m = dx_m * ux + dy_m * uy, dy_m * ux - dx_m * uy
        share = both(
            _slab_frac(along_m, run_m, 0.0, length_m),
            _slab_frac(across_m, rise_m, -limit_m, limit_m),
        )
        if share[0] < share[1]:
            low, high = min(low, share[0]), max(high, share[1])
    return low, high


@njit(cache=True, nogil=True)
def _slab_frac(
    start_m: float, run_m: float, low_m: float, high_m: float
) -> tuple[float, float]:
    """Return where a straight way lies between two parallels (all of the way)."""
    if abs(run_m) < 1e-12:
        inside = low_m < start_m < high_m
        return (-np.inf, np.inf) if inside else (1.0, 0.0)
    a, b = (low_m - start_m) / run_m, (high_m - start_m) / run_m
    return min(a, b), max(a, b)


@njit(cache=True, nogil=True)
def deeper_frac(
    way: tuple[float, float, float, float],
    edges: F64,
    many: int,
    limit_m: float,
    piece: tuple[float, float],
    shares: F64,
) -> int:
    """Write the shares of `piece` that are further than a limit from every edge.

    Args:
        way: ends of the part in a plane, metres.
        edges: float64[n, 4], edges in the same plane; the first `many` count.
        limit_m: the distance to exceed.
        piece: the share of the part to look at.
        shares: float64[m, 2], written, rising.

    Returns:
        How many shares there are.
    """
    shares[0, 0], shares[0, 1] = piece
    count = 1
    if limit_m <= 0.0:
        return count
    for e in range(many):
        edge = (edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3])
        low, high = near_edge_frac(way, edge, limit_m)
        if low < high:
            count = _take(shares, count, low, high)
    return count


@njit(cache=True, nogil=True)
def _take(shares: F64, count: int, low: float, high: float) -> int:
    """Take [low, high] out of a rising list of shares; return how many are left."""
    left = 0
    kept = np.empty((count + 1, 2))
    for i in range(count):
        if shares[i, 0] < min(shares[i, 1], low):
            kept[left, 0], kept[left, 1] = shares[i, 0], min(shares[i, 1], low)
            left += 1
        if max(shares[i, 0], high) < shares[i, 1]:
            kept[left, 0], kept[left, 1] = max(shares[i, 0], high), shares[i, 1]
            left += 1
    left = min(left, len(shares))
    for i in range(left):
        shares[i, 0], shares[i, 1] = kept[i, 0], kept[i, 1]
    return left


@njit(cache=True, nogil=True)
def _near_edges_m(
    ground: Ground,
    lat_rad: float,
    lon_rad: float,
    reach_m: float,
    rough: F64,
    edges: F64,
) -> int:
    """Write the line's edges that may lie within `reach_m` of a point; -1: no room."""
    rough_depth_m(ground, lat_rad, lon_rad, rough)
    bound_m = reach_m * (1.0 + 2.0 * ROUGH_SHARE_FRAC) + 2.0 * ROUGH_SLACK_M
    many = 0
    for e in range(ground.line_edges):
        if rough[e] <= bound_m:
            x0_m, y0_m, x1_m, y1_m = _edge_m(ground, e, lat_rad, lon_rad)
            edges[many, 0], edges[many, 1] = x0_m, y0_m
            edges[many, 2], edges[many, 3] = x1_m, y1_m
            many += 1
    return many


@njit(cache=True, nogil=True)
def _middle_and_way(
    a_rad: tuple[float, float], b_rad: tuple[float, float]
) -> tuple[float, float, float, float, float, float]:
    """Return the middle of a part, and its ends in the plane about it.

    `a_rad`, `b_rad` are (latitude, longitude); so is the middle, which comes first.
    """
    turn_rad = _wrapped_rad(b_rad[1] - a_rad[1])
    lat_rad = 0.5 * (a_rad[0] + b_rad[0])
    lon_rad = _wrapped_rad(a_rad[1] + 0.5 * turn_rad)
    x0_m, y0_m = local_m(lat_rad, lon_rad, a_rad[0], a_rad[1])
    x1_m, y1_m = local_m(lat_rad, lon_rad, b_rad[0], b_rad[1])
    return lat_rad, lon_rad, x0_m, y0_m, x1_m, y1_m


@njit(cache=True, nogil=True)
def _put_depth(
    ground: Ground,
    keeping: Keeping,
    a_rad: tuple[float, float],
    b_rad: tuple[float, float],
    piece: tuple[float, float],
    e_m: float,
    band: tuple[float, float, bool],
    t_us: tuple[int, int],
    rough: F64,
    edges: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append the sets of depth of one piece on the wrong side."""
    inside = both(piece, (band[0], band[1]))
    if not inside[0] < inside[1]:
        return count
    t0_us, t1_us = t_us
    count = put(WIDE, inside, t0_us, t1_us, kinds, spans_us, last, count)
    buffer_m = keeping.buffer_m
    lat_rad, lon_rad, x0_m, y0_m, x1_m, y1_m = _middle_and_way(a_rad, b_rad)
    way = (x0_m, y0_m, x1_m, y1_m)
    reach_m = buffer_m + e_m + math.hypot(x1_m - x0_m, y1_m - y0_m)
    many = _near_edges_m(ground, lat_rad, lon_rad, reach_m, rough, edges)
    shares = np.empty((_ROOM, 2))
    # Where the error is wider than the buffer, a depth says something only once it is
    # greater than the error: then at least the side is sure.
    possible_m = buffer_m - e_m if e_m <= buffer_m else e_m
    for kind in (BREACH, JUDGED, CERTAIN, POSSIBLE):
        if kind != POSSIBLE and not band[2]:
            continue
        limit_m = buffer_m
        if kind == JUDGED:
            limit_m = max(buffer_m, e_m) if e_m > buffer_m else buffer_m
        elif kind == CERTAIN:
            limit_m = buffer_m + e_m
        elif kind == POSSIBLE:
            limit_m = possible_m
        found = deeper_frac(way, edges, many, limit_m, inside, shares)
        for s in range(found):
            share = (shares[s, 0], shares[s, 1])
            count = put(kind, share, t0_us, t1_us, kinds, spans_us, last, count)
    return count


@njit(cache=True, nogil=True)
def _grown(
    kinds: NDArray[np.int8], spans_us: I64
) -> tuple[NDArray[np.int8], I64]:
    more_kinds = np.empty(2 * len(kinds), np.int8)
    more_us = np.empty((2 * len(spans_us), 2), np.int64)
    more_kinds[: len(kinds)] = kinds
    more_us[: len(spans_us)] = spans_us
    return more_kinds, more_us


@njit(cache=True, nogil=True)
def _segment_parts(
    paths: Paths,
    k: int,
    i: int,
    ground: Ground,
    keeping: Keeping,
    wrong: int,
    side_all: int,
    gap_us: int,
    rough: F64,
    edges: F64,
    cuts: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append where one segment is, and its sets of depth, part by part.

    `side_all` is the side of the whole segment where the raster knows it, else -1.
    `wrong` is the side whose depth is wanted, or -1.
    """
    t0_us, t1_us = paths.time_us[i], paths.time_us[i + 1]
    length_m, azimuth_rad, _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    first, end = paths.start[k], paths.start[k + 1] - 1
    b0_ft, b1_ft, _, _ = segment_heights_ft(
        paths.time_us, paths.baro_ft, paths.open_path, first, end, i, gap_us
    )
    g0_ft, g1_ft, _, _ = segment_heights_ft(
        paths.time_us, paths.geo_ft, paths.open_path, first, end, i, gap_us
    )
    error_m = max(paths.error_m[i], paths.error_m[i + 1])
    pieces = (t1_us - t0_us + LONGEST_PART_US - 1) // LONGEST_PART_US
    a_rad = (paths.lat_rad[i], paths.lon_rad[i])
    from_us = t0_us
    for piece in range(1, pieces + 1):
        to_us = t0_us + (t1_us - t0_us) * piece // pieces
        b_rad = place_rad(paths, i, azimuth_rad, length_m, to_us)
        u0 = (from_us - t0_us) / (t1_us - t0_us)
        u1 = (to_us - t0_us) / (t1_us - t0_us)
        band = band_frac(
            b0_ft + (b1_ft - b0_ft) * u0,
            b0_ft + (b1_ft - b0_ft) * u1,
            g0_ft + (g1_ft - g0_ft) * u0,
            g0_ft + (g1_ft - g0_ft) * u1,
            keeping.band,
        )
        e_m = error_m + paths.manoeuvre_mps2[k] * bowed(t0_us, t1_us, from_us, to_us)
        count = _one_part(
            ground, keeping, wrong, side_all, a_rad, b_rad, e_m, band,
            (from_us, to_us), rough, edges, cuts, kinds, spans_us, last, count,
        )  # fmt: skip
        a_rad = b_rad
        from_us = to_us
    return count


@njit(cache=True, nogil=True)
def _one_part(
    ground: Ground,
    keeping: Keeping,
    wrong: int,
    side_all: int,
    a_rad: tuple[float, float],
    b_rad: tuple[float, float],
    e_m: float,
    band: tuple[float, float, bool],
    t_us: tuple[int, int],
    rough: F64,
    edges: F64,
    cuts: F64,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append where one part is, piece by piece between the edges it meets."""
    lon0_deg = _near_lon_deg(math.degrees(a_rad[1]), ground.west_deg)
    lon1_deg = _near_lon_deg(math.degrees(b_rad[1]), ground.west_deg)
    lat0_deg, lat1_deg = math.degrees(a_rad[0]), math.degrees(b_rad[0])
    met = 0
    if side_all < 0:
        met = _cuts_frac(ground, lon0_deg, lat0_deg, lon1_deg, lat1_deg, cuts)
    start = 0.0
    for n in range(met + 1):
        end = cuts[n] if n < met else 1.0
        side = side_all
        if side < 0:
            u = 0.5 * (start + end)
            side = side_of(
                ground.edges_deg,
                ground.of_left,
                ground.of_right,
                lon0_deg + u * (lon1_deg - lon0_deg),
                lat0_deg + u * (lat1_deg - lat0_deg),
            )
        count = put(
            ON_LEFT + side, (start, end), t_us[0], t_us[1], kinds, spans_us, last, count
        )
        if side == wrong:
            count = _put_depth(
                ground, keeping, a_rad, b_rad, (start, end), e_m, band, t_us,
                rough, edges, kinds, spans_us, last, count,
            )  # fmt: skip
        start = end
    return count


@njit(cache=True, nogil=True)
def side_spans(
    paths: Paths,
    k: int,
    from_row: int,
    until_row: int,
    ground: Ground,
    keeping: Keeping,
    wrong: NDArray[np.int8],
    wrong_side: int,
    gap_us: int,
) -> tuple[NDArray[np.int8], I64]:
    """Return where a mover was and how deep, over the segments from given rows.

    Args:
        paths, k: the mover.
        from_row, until_row: segments that begin at these rows (until not included).
        ground: the line and its sides.
        keeping: buffer and heights.
        wrong: int8[party, side], 1 where that side is not the party's own.
        wrong_side: LEFT or RIGHT: the side whose depths are wanted in this call.
        gap_us: longest gap that is bridged.

    Returns:
        Kinds int8[n] and intervals int64[n, 2]: ON_LEFT, ON_RIGHT, ON_OUTSIDE for the
        places; WIDE (wrong side, in or perhaps in the band of heights), BREACH, JUDGED,
        CERTAIN and POSSIBLE for the depth. Intervals of one kind may touch.
    """
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    last = np.full(SIDE_KINDS, -1, np.int64)
    rough = np.empty(ground.line_edges)
    edges = np.empty((ground.line_edges, 4))
    cuts = np.empty(_ROOM)
    count = 0
    for i in range(from_row, until_row):
        if not bridged(paths, i, gap_us):
            continue
        dt_us = paths.time_us[i + 1] - paths.time_us[i]
        room = int(dt_us // LONGEST_PART_US + 1) * _ROOM * (2 + 4 * _ROOM)
        while len(kinds) - count < room:
            kinds, spans_us = _grown(kinds, spans_us)
        lon0_deg = _near_lon_deg(math.degrees(paths.lon_rad[i]), ground.west_deg)
        lon1_deg = _near_lon_deg(math.degrees(paths.lon_rad[i + 1]), ground.west_deg)
        lat0_deg = math.degrees(paths.lat_rad[i])
        lat1_deg = math.degrees(paths.lat_rad[i + 1])
        side_all = -1
        if abs(lon1_deg - lon0_deg) < 180.0:
            side_all = uniform_side(ground, lon0_deg, lat0_deg, lon1_deg, lat1_deg)
        asked = wrong_side if wrong[paths.party[i], wrong_side] else -1
        if side_all >= 0 and side_all != asked:
            count = put(
                ON_LEFT + side_all, (0.0, 1.0), paths.time_us[i], paths.time_us[i + 1],
                kinds, spans_us, last, count,
            )  # fmt: skip
            continue
        count = _segment_parts(
            paths, k, i, ground, keeping, asked, side_all, gap_us,
            rough, edges, cuts, kinds, spans_us, last, count,
        )  # fmt: skip
    return kinds[:count].copy(), spans_us[:count].copy()
