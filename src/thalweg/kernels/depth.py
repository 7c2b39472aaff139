"""The deepest instant of a path beyond a line, in continuous time."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.kernels.crossing import (
    Ground,
    _middle_and_way,
    _near_edges_m,
    deeper_frac,
    depth_m,
)
from thalweg.kernels.geodesy import inverse_m_rad
from thalweg.kernels.parts import LONGEST_PART_US, place_rad
from thalweg.kernels.paths import Paths, bridged

I64 = NDArray[np.int64]

DEPTH_STEP_M = 0.001


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
    lat_rad, lon_rad, x0_m, y0_m, x1_m, y1_m = _middle_and_way(a_rad, b_rad)
    way = (x0_m, y0_m, x1_m, y1_m)
    length_m = np.hypot(x1_m - x0_m, y1_m - y0_m)
    top_m = depth_m(ground, lat_rad, lon_rad, rough) + length_m
    many = _near_edges_m(ground, lat_rad, lon_rad, top_m + length_m, rough, edges)
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

    Args:
        paths, k: the mover.
        spans_us: int64[n, 2], apart and sorted, in observed time.
        ground: the line.
        gap_us: longest gap that is bridged.

    Returns:
        The earliest such time in microseconds (-1: nowhere) and the depth in metres,
        both within 1 mm of depth.
    """
    rough = np.empty(ground.line_edges)
    edges = np.empty((ground.line_edges, 4))
    best_us, best_m = -1, -1.0
    n = 0
    for i in range(paths.start[k], paths.start[k + 1] - 1):
        t0_us, t1_us = paths.time_us[i], paths.time_us[i + 1]
        while n < len(spans_us) and spans_us[n, 1] <= t0_us:
            n += 1
        if n == len(spans_us):
            break
        if spans_us[n, 0] >= t1_us or not bridged(paths, i, gap_us):
            continue
        length_m, azimuth_rad, _ = inverse_m_rad(
            paths.lat_rad[i],
            paths.lon_rad[i],
            paths.lat_rad[i + 1],
            paths.lon_rad[i + 1],
        )
        pieces = (t1_us - t0_us + LONGEST_PART_US - 1) // LONGEST_PART_US
        a_rad = (paths.lat_rad[i], paths.lon_rad[i])
        from_us = t0_us
        for piece in range(1, pieces + 1):
            to_us = t0_us + (t1_us - t0_us) * piece // pieces
            b_rad = place_rad(paths, i, azimuth_rad, length_m, to_us)
            at = n
            while at < len(spans_us) and spans_us[at, 0] < to_us:
                low_us, high_us = max(spans_us[at, 0], from_us), min(spans_us[at, 1], to_us)
                at += 1
                if low_us >= high_us:
                    continue
                width_us = to_us - from_us
                share = ((low_us - from_us) / width_us, (high_us - from_us) / width_us)
                floor_m = max(best_m + DEPTH_STEP_M, 0.0)
                found_m, u = _least_exceeded_m(
                    ground, a_rad, b_rad, share, floor_m, rough, edges
                )
                if found_m > best_m:
                    best_m = found_m
                    best_us = from_us + int(round(u * width_us))
            a_rad = b_rad
            from_us = to_us
    return best_us, best_m
