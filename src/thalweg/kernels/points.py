"""Points that stand still, on a grid, and how far a path is from them, roughly.

The grid lists with each of its cells the points that a segment there may come near: a
segment in an empty cell needs one look. Rough distances are in a plane about each point
whose error is bounded, so that only what lies at a limit is measured exactly.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.kernels.parts import (
    EARTH_M,
    ROUGH_SHARE_FRAC,
    ROUGH_SLACK_M,
    bulge_m,
    least_on_way_m,
    rough_m,
)
from thalweg.kernels.paths import SECOND_US, Paths, bridged

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# Where the plane about a point, and the boxes about its circle, hold what they promise.
MOST_REACH_M = 100_000.0
MOST_LAT_RAD = math.radians(80.0)
# The plane misstates a distance up to `MOST_REACH_M`, and one of a short segment that
# begins there, by less than this.
PLANE_SHARE_FRAC = 0.005
PLANE_SLACK_M = 1.0
# A segment of no more than this in latitude and in longitude bows by less than 60 m.
SHORT_RAD = 0.005
_BOW_M = 100.0
_LEAST_RADIUS_M = 6_335_000.0
_MAJOR_M, _ECCENTRIC2 = 6_378_137.0, 0.0066943799901413165
CELLS = 256
# Errors greater than this are rare: a segment that has one is held against all points.
SPARE_M = 1000.0

# Columns of a point: its place, its error, cosine and sine of its latitude, metres to a
# radian of arc eastward and northward.
LAT_RAD, LON_RAD, ERROR_M, COSINE, SINE, EAST_M, NORTH_M = 0, 1, 2, 3, 4, 5, 6


class Points(NamedTuple):
    """Points that stand still, and a grid over all that is within reach of them.

    `spare_m` is what errors may add to the reach, of a mover and between its reports.
    `columns` is float64[n, 7]. `grid` is the west and the south of the grid in radians,
    and its cells to a radian of longitude and of latitude; there are `CELLS` by
    `CELLS`. `marked` is 1 where a cell lists points, and cell c lists
    ``listing[listed[c]:listed[c + 1]]``.
    """

    columns: F64
    spare_m: float
    grid: tuple[float, float, float, float]
    marked: NDArray[np.uint8]
    listed: I64
    listing: I64


def fits(lat_rad: F64, lon_rad: F64, reach_m: float) -> bool:
    """Tell whether points can be laid on a grid: near enough together, off the poles.

    `reach_m` is the greatest distance that is asked about.
    """
    if not len(lat_rad) or not reach_m <= MOST_REACH_M:
        return False
    aside_rad = _aside_rad(lon_rad, float(lon_rad[0]))
    return bool(np.abs(lat_rad).max() <= MOST_LAT_RAD and np.ptp(aside_rad) < math.pi)


def _aside_rad(lon_rad: F64, about_rad: float) -> F64:
    """Return longitudes moved by whole turns to lie near another."""
    turns = np.round((lon_rad - about_rad) / (2.0 * math.pi))
    return np.asarray(lon_rad - 2.0 * math.pi * turns)


def points_of(lat_rad: F64, lon_rad: F64, error_m: F64, reach_m: float) -> Points:
    """Return points on their grid.

    Parameters
    ----------
    lat_rad, lon_rad, error_m
        float64[n], places of the points and their 95 % errors; they must pass `fits`.
    reach_m
        the greatest distance that is asked about.

    Returns
    -------
    The points. A short segment that comes within `reach_m`, the point's error and
    `SPARE_M` of a point has a cell of its box in which that point is listed.
    """
    sine, cosine = np.sin(lat_rad), np.cos(lat_rad)
    bend = 1.0 - _ECCENTRIC2 * sine * sine
    columns = np.column_stack(
        [
            lat_rad, lon_rad, error_m, cosine, sine,
            _MAJOR_M / np.sqrt(bend), _MAJOR_M * (1.0 - _ECCENTRIC2) / bend**1.5,
        ]
    )  # fmt: skip
    up_rad = (reach_m + error_m + SPARE_M + _BOW_M) / _LEAST_RADIUS_M
    # On a sphere the circle's easternmost point has this longitude; it is furthest for
    # the circle about its own poleward end.
    aside_rad = up_rad / np.cos(np.abs(lat_rad) + up_rad)
    lon_rad = _aside_rad(lon_rad, float(lon_rad[0]))
    boxes_rad = np.column_stack(
        [lon_rad - aside_rad, lat_rad - up_rad, lon_rad + aside_rad, lat_rad + up_rad]
    )
    west_rad, south_rad = float(boxes_rad[:, 0].min()), float(boxes_rad[:, 1].min())
    per_lon_rad = CELLS / (float(boxes_rad[:, 2].max()) - west_rad) * (1.0 - 1e-9)
    per_lat_rad = CELLS / (float(boxes_rad[:, 3].max()) - south_rad) * (1.0 - 1e-9)
    west_rad -= 2.0 * math.pi * math.floor((west_rad + math.pi) / (2.0 * math.pi))
    boxes = np.column_stack(
        [
            (boxes_rad[:, ::2] - boxes_rad[:, 0].min()) * per_lon_rad,
            (boxes_rad[:, 1::2] - south_rad) * per_lat_rad,
        ]
    ).astype(np.int64)
    listed, listing = _listed(boxes, CELLS)
    marked = (np.diff(listed) > 0).astype(np.uint8)
    grid = (west_rad, south_rad, per_lon_rad, per_lat_rad)
    return Points(columns, SPARE_M, grid, marked, listed, listing)


@njit(cache=True, nogil=True)
def _listed(boxes: I64, cells: int) -> tuple[I64, I64]:
    """Return which boxes (west, east, south, north) hold each cell."""
    listed = np.zeros(cells * cells + 1, np.int64)
    for n in range(len(boxes)):
        for a in range(boxes[n, 0], boxes[n, 1] + 1):
            for b in range(boxes[n, 2], boxes[n, 3] + 1):
                listed[a * cells + b + 1] += 1
    for c in range(cells * cells):
        listed[c + 1] += listed[c]
    listing = np.empty(listed[-1], np.int64)
    at = listed.copy()
    for n in range(len(boxes)):
        for a in range(boxes[n, 0], boxes[n, 1] + 1):
            for b in range(boxes[n, 2], boxes[n, 3] + 1):
                listing[at[a * cells + b]] = n
                at[a * cells + b] += 1
    return listed, listing


@njit(cache=True, nogil=True)
def east_cells(lon_rad: float, west_rad: float, per_lon_rad: float) -> float:
    """Return how many cells east of the grid's west a longitude is, in [0, a turn)."""
    turn_rad = lon_rad - west_rad
    if turn_rad < 0.0:
        turn_rad += 2.0 * math.pi
    elif turn_rad >= 2.0 * math.pi:
        turn_rad -= 2.0 * math.pi
    return turn_rad * per_lon_rad


@njit(cache=True, nogil=True)
def offset_m(
    columns: F64, n: int, lat_rad: float, lon_rad: float
) -> tuple[float, float]:
    """Return a place in the plane about point n: metres east and north, roughly.

    The cosine of the middle latitude is had from that of the point by two terms of its
    series, without trigonometry.
    """
    rise_rad = lat_rad - columns[n, LAT_RAD]
    turn_rad = lon_rad - columns[n, LON_RAD]
    if turn_rad > math.pi:
        turn_rad -= 2.0 * math.pi
    elif turn_rad < -math.pi:
        turn_rad += 2.0 * math.pi
    half_rad = 0.5 * rise_rad
    scale = columns[n, COSINE] * (1.0 - 0.5 * half_rad * half_rad)
    scale -= columns[n, SINE] * half_rad
    return turn_rad * scale * columns[n, EAST_M], rise_rad * columns[n, NORTH_M]


@njit(cache=True, nogil=True)
def between_m(
    x0_m: float, y0_m: float, x1_m: float, y1_m: float, bow_m: float
) -> tuple[float, float]:
    """Bound the true distance from a point on the way between two places of its plane.

    `bow_m` is how far the way may stray from the straight one. NaN in, NaN out.
    """
    dx_m, dy_m = x1_m - x0_m, y1_m - y0_m
    start_m2, end_m2 = x0_m * x0_m + y0_m * y0_m, x1_m * x1_m + y1_m * y1_m
    way_m2 = dx_m * dx_m + dy_m * dy_m
    along_m2 = -(x0_m * dx_m + y0_m * dy_m)
    least_m2 = start_m2
    if along_m2 >= way_m2:
        least_m2 = end_m2
    elif along_m2 > 0.0:
        least_m2 = max(start_m2 - along_m2 * along_m2 / way_m2, 0.0)
    slack_m = PLANE_SLACK_M + bow_m
    low_m = math.sqrt(least_m2) * (1.0 - PLANE_SHARE_FRAC) - slack_m
    high_m = math.sqrt(max(start_m2, end_m2)) * (1.0 + PLANE_SHARE_FRAC) + slack_m
    return low_m, high_m


@njit(cache=True, nogil=True)
def short_bow_m(rise_rad: float, turn_rad: float) -> float:
    """Bound how far a short segment strays from the straight way in the plane.

    Half of it is `parts.bulge_m`; the plane itself bends what is straight in degrees by
    no more. NaN for a segment that is not short.
    """
    turn_rad, rise_rad = abs(turn_rad), abs(rise_rad)
    turn_rad = min(turn_rad, 2.0 * math.pi - turn_rad)
    if not (rise_rad <= SHORT_RAD and turn_rad <= SHORT_RAD):
        return np.nan
    return 2.0 * EARTH_M * (turn_rad * turn_rad / 16.0 + rise_rad * turn_rad / 4.0)


@njit(cache=True, nogil=True)
def is_short(lat_rad: F64, lon_rad: F64, i: int) -> bool:
    """Tell whether the segment from row i is short; False where a place is NaN."""
    turn_rad = abs(lon_rad[i + 1] - lon_rad[i])
    rise_rad = abs(lat_rad[i + 1] - lat_rad[i])
    return bool(
        rise_rad <= SHORT_RAD
        and (turn_rad <= SHORT_RAD or turn_rad >= 2.0 * math.pi - SHORT_RAD)
    )


@njit(cache=True, nogil=True)
def near_rows(
    paths: Paths,
    k: int,
    points: Points,
    allowed: NDArray[np.bool_],
    gap_us: int,
    from_us: int,
    until_us: int,
) -> I64:
    """Return the rows of a mover whose segments may be near some point, rising.

    Those are the observed segments, begun in [from, until) by a party that is asked
    for, whose box holds a marked cell, or for which the grid does not hold.
    """
    first, end = paths.start[k], paths.start[k + 1]
    begin = first + np.searchsorted(paths.time_us[first:end], from_us)
    until = first + np.searchsorted(paths.time_us[first:end], until_us)
    until = min(until, end - 1)
    rows = np.empty(max(until - begin, 0), np.int64)
    # Half of what is spared is for the errors, half for straying between reports.
    quickest_mps2 = max(paths.manoeuvre_mps2[k], 1e-3)
    longest_s = math.sqrt(8.0 * 0.499 * points.spare_m / quickest_mps2)
    sure = (0.5 * points.spare_m, int(longest_s * SECOND_US))
    many = _marked_rows(
        paths.lat_rad, paths.lon_rad, paths.error_m, paths.time_us, begin, until,
        points, sure, rows,
    )  # fmt: skip
    # Few are left: here the order of tests no longer matters.
    time_us, kept = paths.time_us, 0
    for at in range(many):
        i = rows[at]
        apart = time_us[i + 1] > time_us[i]
        if apart and bridged(paths, i, gap_us) and allowed[paths.party[i], 0]:
            rows[kept] = i
            kept += 1
    return rows[:kept]


@njit(cache=True, nogil=True)
def _marked_rows(
    lat_rad: F64,
    lon_rad: F64,
    error_m: F64,
    time_us: I64,
    begin: int,
    until: int,
    points: Points,
    sure: tuple[float, int],
    rows: I64,
) -> int:
    """Write the rows whose boxes hold a marked cell, and those it does not hold for.

    The grid holds for short segments whose error and length in time are `sure`.
    """
    marked, (west_rad, south_rad, per_lon_rad, per_lat_rad) = points.marked, points.grid
    many = 0
    if begin >= until:
        return 0
    most_a, most_b = SHORT_RAD * per_lon_rad, SHORT_RAD * per_lat_rad
    a0 = east_cells(lon_rad[begin], west_rad, per_lon_rad)
    b0 = (lat_rad[begin] - south_rad) * per_lat_rad
    c0 = cell_at((a0, b0))
    for i in range(begin, until):
        a1 = east_cells(lon_rad[i + 1], west_rad, per_lon_rad)
        b1 = (lat_rad[i + 1] - south_rad) * per_lat_rad
        c1 = cell_at((a1, b1))
        # Too long for the grid, across its western edge, or no number at all.
        met = not (abs(a1 - a0) <= most_a and abs(b1 - b0) <= most_b)
        unsure = not (error_m[i] <= sure[0] and error_m[i + 1] <= sure[0])
        met = met or unsure or time_us[i + 1] - time_us[i] > sure[1]
        if not met:
            if c0 == c1:
                met = c0 >= 0 and marked[c0] > 0
            else:
                met = _any_marked(marked, (a0, b0), (a1, b1))
        rows[many] = i
        many += met
        a0, b0, c0 = a1, b1, c1
    return many


@njit(cache=True, nogil=True)
def cell_at(at: tuple[float, float]) -> int:
    """Return the number of the cell at a place, -1 off the grid or for NaN.

    The place is given in cells east and north of the grid's corner.
    """
    east, north = at
    if 0.0 <= east < CELLS and 0.0 <= north < CELLS:
        return int(east) * CELLS + int(north)
    return -1


@njit(cache=True, nogil=True)
def _any_marked(
    marked: NDArray[np.uint8], start: tuple[float, float], end: tuple[float, float]
) -> bool:
    """Tell whether the box of two places holds a marked cell."""
    (a0, b0), (a1, b1) = start, end
    if min(a0, a1) >= CELLS or min(b0, b1) >= CELLS or max(b0, b1) < 0.0:
        return False
    west, east = min(a0, a1), min(max(a0, a1), CELLS - 1.0)
    south, north = max(min(b0, b1), 0.0), min(max(b0, b1), CELLS - 1.0)
    for a in range(int(west), int(east) + 1):
        for b in range(int(south), int(north) + 1):
            if marked[a * CELLS + b]:
                return True
    return False


@njit(cache=True, nogil=True)
def near_points(
    lat_rad: F64,
    lon_rad: F64,
    i: int,
    grid: tuple[float, float, float, float],
    listed: I64,
    listing: I64,
    near: I64,
) -> int:
    """Write which points the short segment from row i may come near; return how many.

    `grid`, `listed` and `listing` are those of `Points`; `near` int64[n] is written.
    """
    west_rad, south_rad, per_lon_rad, per_lat_rad = grid
    a0 = east_cells(lon_rad[i], west_rad, per_lon_rad)
    a1 = east_cells(lon_rad[i + 1], west_rad, per_lon_rad)
    b0 = (lat_rad[i] - south_rad) * per_lat_rad
    b1 = (lat_rad[i + 1] - south_rad) * per_lat_rad
    if min(a0, a1) >= CELLS or min(b0, b1) >= CELLS or max(b0, b1) < 0.0:
        return 0
    east, north = min(max(a0, a1), CELLS - 1.0), min(max(b0, b1), CELLS - 1.0)
    many = 0
    for a in range(int(min(a0, a1)), int(east) + 1):
        for b in range(int(max(min(b0, b1), 0.0)), int(north) + 1):
            c = a * CELLS + b
            for at in range(listed[c], listed[c + 1]):
                many = _once(near, many, listing[at])
    return many


@njit(cache=True, nogil=True)
def _once(near: I64, many: int, n: int) -> int:
    """Append a number that is not there yet; return how many there are."""
    for at in range(many):
        if near[at] == n:
            return many
    near[many] = n
    return many + 1


@njit(cache=True, nogil=True)
def far_points(paths: Paths, i: int, columns: F64, reach_m: float, near: I64) -> int:
    """Write which points a long segment may come near; return how many."""
    slack_m = ROUGH_SLACK_M + bulge_m(paths, i)
    many = 0
    for n in range(len(columns)):
        lat_rad, lon_rad = columns[n, LAT_RAD], columns[n, LON_RAD]
        x0_m, y0_m = rough_m(lat_rad, lon_rad, paths.lat_rad[i], paths.lon_rad[i])
        x1_m, y1_m = rough_m(
            lat_rad, lon_rad, paths.lat_rad[i + 1], paths.lon_rad[i + 1]
        )
        near_m = least_on_way_m(x0_m, y0_m, x1_m, y1_m)
        if near_m * (1.0 - ROUGH_SHARE_FRAC) - slack_m <= reach_m:
            near[many] = n
            many += 1
    return many
