"""How far points and parts of a path are from a line.

Depths are geodesic: they are measured in an azimuthal equidistant plane about a point,
or about the middle of a part of at most 2 s. There a part of 2 km is true within 1 mm
for edges up to 25 km away, and directions to edges further away stay true.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import local_m
from thalweg.kernels.inside import EDGES_A_BOX, Ground, near_lon_deg
from thalweg.kernels.parts import (
    ROUGH_SHARE_FRAC,
    ROUGH_SLACK_M,
    rough_m,
)
from thalweg.kernels.separation import both

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# A degree of the meridian at the equator of WGS84 is 110,574.3 m, its shortest.
LEAST_DEGREE_M = 110_574.0
FAR_DEG = 20.0
# Densified edges bow out of the box of their ends by less than this.
BOX_SLACK_M = 1.0


@njit(cache=True, nogil=True)
def box_away_m(ground: Ground, box: int, lat_rad: float, lon_rad: float) -> float:
    """Return a distance in metres that no edge of a box is nearer than; 0 inside.

    A degree of latitude is at least `LEAST_DEGREE_M`, one of longitude at least as much
    times the cosine of the latitude; two meridians `FAR_DEG` apart come together by 2 %
    on the way, and further ones are taken to be as near.
    """
    lat_deg = math.degrees(lat_rad)
    lon_deg = near_lon_deg(math.degrees(lon_rad), ground.west_deg)
    west_deg, south_deg = ground.boxes_deg[box, 0], ground.boxes_deg[box, 1]
    east_deg, north_deg = ground.boxes_deg[box, 2], ground.boxes_deg[box, 3]
    off_deg = max(south_deg - lat_deg, lat_deg - north_deg, 0.0)
    aside_deg = max(west_deg - lon_deg, lon_deg - east_deg, 0.0)
    # Round the other way, where the line is wide.
    aside_deg = min(aside_deg, abs(west_deg + 360.0 - lon_deg))
    aside_deg = min(aside_deg, abs(lon_deg + 360.0 - east_deg), FAR_DEG)
    widest_deg = max(abs(lat_deg), abs(south_deg), abs(north_deg))
    shrink = 0.97 * math.cos(math.radians(min(widest_deg, 90.0)))
    away_m = max(off_deg, aside_deg * shrink) * LEAST_DEGREE_M
    return float(max(away_m - BOX_SLACK_M, 0.0))


@njit(cache=True, nogil=True)
def rough_edge_m(ground: Ground, e: int, lat_rad: float, lon_rad: float) -> float:
    """Return a rough distance from a point to an edge, in metres, for pruning only."""
    x0_m, y0_m = rough_m(
        lat_rad,
        lon_rad,
        math.radians(ground.edges_deg[e, 1]),
        wrapped_rad(math.radians(ground.edges_deg[e, 0])),
    )
    x1_m, y1_m = rough_m(
        lat_rad,
        lon_rad,
        math.radians(ground.edges_deg[e, 3]),
        wrapped_rad(math.radians(ground.edges_deg[e, 2])),
    )
    return to_edge_m(0.0, 0.0, x0_m, y0_m, x1_m, y1_m)


@njit(cache=True, nogil=True)
def rough_bound_m(limit_m: float) -> float:
    """Return how far, roughly, an edge may be that is within a limit."""
    return limit_m * (1.0 + 2.0 * ROUGH_SHARE_FRAC) + 2.0 * ROUGH_SLACK_M


@njit(cache=True, nogil=True)
def wrapped_rad(lon_rad: float) -> float:
    """Return a longitude within one turn of the origin, in [-pi, pi]."""
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
    edges the difference is far below 1 mm. `rough` is room for a number for each edge.
    """
    boxes = len(ground.boxes_deg)
    nearest = 0
    for box in range(boxes):
        rough[box] = box_away_m(ground, box, lat_rad, lon_rad)
        if rough[box] < rough[nearest]:
            nearest = box
    best_m = _in_box_m(ground, nearest, lat_rad, lon_rad, np.inf)
    for box in range(boxes):
        if box != nearest and rough[box] < best_m:
            best_m = _in_box_m(ground, box, lat_rad, lon_rad, best_m)
    return best_m


@njit(cache=True, nogil=True)
def _in_box_m(
    ground: Ground, box: int, lat_rad: float, lon_rad: float, best_m: float
) -> float:
    """Return the least distance to the edges of a box, or `best_m` if that is less."""
    end = min((box + 1) * EDGES_A_BOX, ground.line_edges)
    for e in range(box * EDGES_A_BOX, end):
        if rough_edge_m(ground, e, lat_rad, lon_rad) > rough_bound_m(best_m):
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
    shares_frac: F64,
) -> int:
    """Write the shares_frac of `piece` that are further than a limit from every edge.

    Parameters
    ----------
    way
        ends of the part in a plane, metres.
    edges
        float64[n, 4], edges in the same plane; the first `many` count.
    limit_m
        the distance to exceed.
    piece
        the share of the part to look at.
    shares_frac
        float64[m, 2], written, rising.

    Returns
    -------
    How many shares_frac there are.
    """
    shares_frac[0, 0], shares_frac[0, 1] = piece
    count = 1
    if limit_m <= 0.0:
        return count
    for e in range(many):
        edge = (edges[e, 0], edges[e, 1], edges[e, 2], edges[e, 3])
        low_frac, high_frac = near_edge_frac(way, edge, limit_m)
        if low_frac < high_frac:
            count = _take(shares_frac, count, low_frac, high_frac)
    return count


@njit(cache=True, nogil=True)
def _take(shares_frac: F64, count: int, low_frac: float, high_frac: float) -> int:
    """Take [low, high] out of a rising list of shares; return how many are left."""
    left = 0
    kept = np.empty((count + 1, 2))
    for i in range(count):
        if shares_frac[i, 0] < min(shares_frac[i, 1], low_frac):
            kept[left, 0], kept[left, 1] = (
                shares_frac[i, 0],
                min(shares_frac[i, 1], low_frac),
            )
            left += 1
        if max(shares_frac[i, 0], high_frac) < shares_frac[i, 1]:
            kept[left, 0], kept[left, 1] = (
                max(shares_frac[i, 0], high_frac),
                shares_frac[i, 1],
            )
            left += 1
    left = min(left, len(shares_frac))
    for i in range(left):
        shares_frac[i, 0], shares_frac[i, 1] = kept[i, 0], kept[i, 1]
    return left


@njit(cache=True, nogil=True)
def near_edges_m(
    ground: Ground, lat_rad: float, lon_rad: float, reach_m: float, edges: F64
) -> int:
    """Write the line's edges that may lie within `reach_m` of a point; return how many.

    `edges` is float64[n, 4], room for all of them: their ends in the azimuthal
    equidistant plane about the point, metres.
    """
    bound_m = rough_bound_m(reach_m)
    many = 0
    for box in range(len(ground.boxes_deg)):
        if box_away_m(ground, box, lat_rad, lon_rad) > reach_m:
            continue
        end = min((box + 1) * EDGES_A_BOX, ground.line_edges)
        for e in range(box * EDGES_A_BOX, end):
            if rough_edge_m(ground, e, lat_rad, lon_rad) <= bound_m:
                x0_m, y0_m, x1_m, y1_m = _edge_m(ground, e, lat_rad, lon_rad)
                edges[many, 0], edges[many, 1] = x0_m, y0_m
                edges[many, 2], edges[many, 3] = x1_m, y1_m
                many += 1
    return many


@njit(cache=True, nogil=True)
def middle_and_way(
    a_rad: tuple[float, float], b_rad: tuple[float, float]
) -> tuple[float, float, float, float, float, float]:
    """Return the middle of a part, and its ends in the plane about it.

    `a_rad`, `b_rad` are (latitude, longitude); so is the middle, which comes first.
    """
    turn_rad = wrapped_rad(b_rad[1] - a_rad[1])
    lat_rad = 0.5 * (a_rad[0] + b_rad[0])
    lon_rad = wrapped_rad(a_rad[1] + 0.5 * turn_rad)
    x0_m, y0_m = local_m(lat_rad, lon_rad, a_rad[0], a_rad[1])
    x1_m, y1_m = local_m(lat_rad, lon_rad, b_rad[0], b_rad[1])
    return lat_rad, lon_rad, x0_m, y0_m, x1_m, y1_m
