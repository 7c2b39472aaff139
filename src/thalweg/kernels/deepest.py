"""When a path is deepest beyond a line, in continuous time, and how deep.

Depths are those of `kernels.depth`. A depth changes by no more than the way gone, so
that only the parts about the deepest need a closer look.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.depth import (
    deeper_frac,
    depth_m,
    middle_and_way,
    near_edges_m,
    rough_bound_m,
    wrapped_rad,
)
from thalweg.kernels.inside import Ground
from thalweg.kernels.parts import rough_m
from thalweg.kernels.paths import Paths, bridged
from thalweg.kernels.steps import steps

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

DEPTH_STEP_M = 0.001
# The middle of a part, taken in degrees, is off its geodesic by less than this.
MIDDLE_M = 2.0


@njit(cache=True, nogil=True)
def _least_exceeded_m(
    ground: Ground,
    a_rad: tuple[float, float],
    b_rad: tuple[float, float],
    piece: tuple[float, float],
    floor_m: float,
    rough: NDArray[np.float64],
    edges: NDArray[np.float64],
) -> tuple[float, float]:
    """Return the greatest depth in a piece of a part and its share of the part.

    The greatest depth still exceeded somewhere is found by bisection to 1 mm; -1 where
    nothing exceeds `floor_m`.
    """
    lat_rad, lon_rad, x0_m, y0_m, x1_m, y1_m = middle_and_way(a_rad, b_rad)
    way = (x0_m, y0_m, x1_m, y1_m)
    length_m = np.hypot(x1_m - x0_m, y1_m - y0_m)
    top_m = depth_m(ground, lat_rad, lon_rad, rough) + length_m
    if top_m <= floor_m:
        return -1.0, 0.0
    many = near_edges_m(ground, lat_rad, lon_rad, top_m + length_m, edges)
    shares = np.empty((24, 2))
    if deeper_frac(way, edges, many, floor_m, piece, shares) == 0:
        return -1.0, 0.0
    at = shares[0, 0]
    low_m, high_m = floor_m, top_m
    while high_m - low_m > DEPTH_STEP_M:
        middle_m = 0.5 * (low_m + high_m)
        if deeper_frac(way, edges, many, middle_m, piece, shares) > 0:
            low_m = middle_m
            at = 0.5 * (shares[0, 0] + shares[0, 1])
        else:
            high_m = middle_m
    return low_m, at


@njit(cache=True, nogil=True)
def deepest(
    paths: Paths,
    k: int,
    spans_us: I64,
    ground: Ground,
    gap_us: int,
) -> tuple[int, float]:
    """Return when a path is deepest beyond a line during given intervals, and how deep.

    Parameters
    ----------
    paths, k
        the mover.
    spans_us
        int64[n, 2], apart and sorted, in observed time.
    ground
        the line.
    gap_us
        longest gap that is bridged.

    Returns
    -------
    The earliest such time in microseconds (-1: nowhere) and the depth in metres,
    both within 1 mm of depth.
    """
    rough = np.empty(ground.line_edges)
    edges = np.empty((ground.line_edges, 4))
    parts_us, parts_rad, parts_frac = _parts_within(paths, k, spans_us, gap_us)
    reach_m = _reaches_m(ground, parts_rad, parts_frac, rough)
    # No part that stays shallower than the middle of another needs a closer look.
    known_m = -1.0
    for n in range(len(reach_m)):
        known_m = max(known_m, reach_m[n, 0])
    best_us, best_m = -1, -1.0
    for n in range(len(reach_m)):
        floor_m = max(best_m + DEPTH_STEP_M, known_m - MIDDLE_M, 0.0)
        if reach_m[n, 1] <= floor_m:
            continue
        found_m, u = _least_exceeded_m(
            ground,
            (parts_rad[n, 0], parts_rad[n, 1]),
            (parts_rad[n, 2], parts_rad[n, 3]),
            (parts_frac[n, 0], parts_frac[n, 1]),
            floor_m,
            rough,
            edges,
        )
        if found_m > best_m:
            best_m = found_m
            best_us = parts_us[n, 0] + round(u * (parts_us[n, 1] - parts_us[n, 0]))
    return best_us, best_m


@njit(cache=True, nogil=True)
def _parts_within(
    paths: Paths, k: int, spans_us: I64, gap_us: int
) -> tuple[I64, F64, F64]:
    """Return the parts of a path that meet given intervals, and the shares that do.

    int64[n, 2], their times; float64[n, 4], latitude and longitude of both ends in
    radians; float64[n, 2], from and to. In time; a part stands once for each interval.
    """
    room = 256
    parts_us = np.empty((room, 2), np.int64)
    parts_rad, parts_frac = np.empty((room, 4)), np.empty((room, 2))
    many, n = 0, 0
    for i in range(paths.start[k], paths.start[k + 1] - 1):
        while n < len(spans_us) and spans_us[n, 1] <= paths.time_us[i]:
            n += 1
        if n == len(spans_us):
            break
        if spans_us[n, 0] >= paths.time_us[i + 1] or not bridged(paths, i, gap_us):
            continue
        times_us, places_rad = steps(paths, i)
        for piece in range(len(times_us) - 1):
            from_us, to_us = times_us[piece], times_us[piece + 1]
            for at in range(n, len(spans_us)):
                if spans_us[at, 0] >= to_us:
                    break
                low_us, high_us = (
                    max(spans_us[at, 0], from_us),
                    min(spans_us[at, 1], to_us),
                )
                if low_us >= high_us:
                    continue
                if many == room:
                    parts_us = np.concatenate((parts_us, parts_us))
                    parts_rad = np.concatenate((parts_rad, parts_rad))
                    parts_frac = np.concatenate((parts_frac, parts_frac))
                    room *= 2
                parts_us[many, 0], parts_us[many, 1] = from_us, to_us
                for end in range(2):
                    parts_rad[many, 2 * end] = places_rad[piece + end, 0]
                    parts_rad[many, 2 * end + 1] = places_rad[piece + end, 1]
                parts_frac[many, 0] = (low_us - from_us) / (to_us - from_us)
                parts_frac[many, 1] = (high_us - from_us) / (to_us - from_us)
                many += 1
    return parts_us[:many], parts_rad[:many], parts_frac[:many]


@njit(cache=True, nogil=True)
def _reaches_m(ground: Ground, parts_rad: F64, parts_frac: F64, rough: F64) -> F64:
    """Return how deep parts are in their middles, and at most, in metres.

    float64[n, 2]. A depth changes by no more than the way gone: where a part cannot
    come near the deepest middle so far, its own is not asked for, and is -1.
    """
    reach_m = np.empty((len(parts_rad), 2))
    deepest_m, last_m = -1.0, np.inf
    last_lat_rad, last_lon_rad = 0.0, 0.0
    for n in range(len(parts_rad)):
        u_frac = 0.5 * (parts_frac[n, 0] + parts_frac[n, 1])
        rise_rad = parts_rad[n, 2] - parts_rad[n, 0]
        turn_rad = wrapped_rad(parts_rad[n, 3] - parts_rad[n, 1])
        lat_rad = parts_rad[n, 0] + u_frac * rise_rad
        lon_rad = wrapped_rad(parts_rad[n, 1] + u_frac * turn_rad)
        half_m = MIDDLE_M + 0.5 * (parts_frac[n, 1] - parts_frac[n, 0]) * rough_bound_m(
            math.hypot(
                *rough_m(
                    parts_rad[n, 0], parts_rad[n, 1], parts_rad[n, 2], parts_rad[n, 3]
                )
            )
        )
        at_most_m = np.inf
        if last_m < np.inf:
            gone_m = math.hypot(*rough_m(last_lat_rad, last_lon_rad, lat_rad, lon_rad))
            at_most_m = last_m + rough_bound_m(gone_m)
        here_m = -1.0
        if at_most_m + half_m > deepest_m:
            here_m = at_most_m = depth_m(ground, lat_rad, lon_rad, rough)
            last_m, last_lat_rad, last_lon_rad = here_m, lat_rad, lon_rad
            deepest_m = max(deepest_m, here_m)
        reach_m[n, 0], reach_m[n, 1] = here_m, at_most_m + half_m
    return reach_m
