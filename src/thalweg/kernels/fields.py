"""A raster that tells how far a path may go before it may meet anything.

Most reports of an archive are far from every line and every site. Each field of the
raster holds how many fields a path that is there may go, east or north, and still meet
none that is marked: one look answers for a whole segment, and only those that the
raster cannot answer for are looked at further.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.paths import BROKEN, Paths

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U8 = NDArray[np.uint8]

# Fields either way: their bytes lie in a processor's own cache. About all that may be
# marked lies a border of free ones; what is beyond stands on it.
FIELDS = 512
BORDER = 16


class Grid(NamedTuple):
    """Where a raster lies: its middle meridian and its south, fields to a radian."""

    middle_rad: float
    south_rad: float
    per_lon_rad: float
    per_lat_rad: float


class Fields(NamedTuple):
    """How far a path may go from each field; `free` is int8[`FIELDS`²], south first.

    Less than nothing where even a mover that stands still may meet something.
    """

    grid: Grid
    free: NDArray[np.int8]


def grid_about(
    west_rad: float, south_rad: float, east_rad: float, north_rad: float
) -> Grid:
    """Return the grid over a box and a border of `BORDER` fields about it.

    `east_rad` is not less than `west_rad`; neither need lie within a turn of 0.
    """
    inner = FIELDS - 2 * BORDER
    per_lon_rad = inner / max(east_rad - west_rad, 1e-9)
    per_lat_rad = inner / max(north_rad - south_rad, 1e-9)
    middle_rad = 0.5 * (west_rad + east_rad)
    middle_rad -= 2.0 * math.pi * round(middle_rad / (2.0 * math.pi))
    south_rad -= BORDER / per_lat_rad
    return Grid(middle_rad, south_rad, per_lon_rad, per_lat_rad)


@njit(cache=True, nogil=True)
def east_fields(lon_rad: float, middle_rad: float, per_lon_rad: float) -> float:
    """Return how many fields east of a grid's west a longitude is.

    The seam, where a turn is added, is half a turn from the middle.
    """
    turn_rad = lon_rad - middle_rad
    if turn_rad > math.pi:
        turn_rad -= 2.0 * math.pi
    elif turn_rad < -math.pi:
        turn_rad += 2.0 * math.pi
    return turn_rad * per_lon_rad + 0.5 * FIELDS


@njit(cache=True, nogil=True)
def place_in(grid: Grid, lat_rad: float, lon_rad: float) -> tuple[float, float]:
    """Return a place in fields east and north of a grid's corner."""
    east = east_fields(lon_rad, grid.middle_rad, grid.per_lon_rad)
    return east, (lat_rad - grid.south_rad) * grid.per_lat_rad


@njit(cache=True, nogil=True)
def field_at(at: tuple[float, float]) -> int:
    """Return the number of the field at a place, the nearest one beyond the raster.

    The place is given in fields east and north of the corner; NaN counts as 0.
    """
    east, north = at
    a = int(min(east, FIELDS - 1.0)) if east > 0.0 else 0
    b = int(min(north, FIELDS - 1.0)) if north > 0.0 else 0
    return a * FIELDS + b


@njit(cache=True, nogil=True)
def free_fields(marked: U8, spare: int, most: int) -> NDArray[np.int8]:
    """Return how many fields a path may go from each and meet none that is marked.

    Parameters
    ----------
    marked
        uint8[`FIELDS`²], 1 where something may be met.
    spare
        how many fields a path may bow from the straight way.
    most
        how many fields it may go at most, to bow by no more than that.

    Returns
    -------
    int8[`FIELDS`²], for `Fields`.
    """
    n = FIELDS
    away = np.where(marked > 0, 0, n).astype(np.int16)
    # The least of the neighbours and one more, once forth and once back.
    for a in range(n):
        for b in range(n):
            if a > 0:
                for c in range(max(b - 1, 0), min(b + 2, n)):
                    away[a * n + b] = min(away[a * n + b], away[(a - 1) * n + c] + 1)
            if b > 0:
                away[a * n + b] = min(away[a * n + b], away[a * n + b - 1] + 1)
    for a in range(n - 1, -1, -1):
        for b in range(n - 1, -1, -1):
            if a + 1 < n:
                for c in range(max(b - 1, 0), min(b + 2, n)):
                    away[a * n + b] = min(away[a * n + b], away[(a + 1) * n + c] + 1)
            if b + 1 < n:
                away[a * n + b] = min(away[a * n + b], away[a * n + b + 1] + 1)
    free = np.empty(n * n, np.int8)
    for c in range(n * n):
        free[c] = max(min(away[c] - 1 - spare, most, 127), -1)
    return free


@njit(cache=True, nogil=True)
def unsure_rows(
    lat_rad: F64,
    lon_rad: F64,
    error_m: F64,
    time_us: I64,
    open_path: NDArray[np.int8],
    ends: tuple[int, int],
    fields: Fields,
    sure: tuple[float, int],
    rows: I64,
) -> int:
    """Write the rows from which a segment may meet something; return how many.

    Parameters
    ----------
    lat_rad, lon_rad, error_m, time_us, open_path
        columns of `Paths`.
    ends
        the first row, and that of the last segment and one, of one mover.
    fields
        how far a path may go.
    sure
        error in metres and length in microseconds of which neither may be exceeded.
    rows
        int64[n], written, rising: all of ``range(*ends)`` but those whose segments are
        observed, within what is `sure`, and meet nothing.
    """
    (middle_rad, south_rad, per_lon_rad, per_lat_rad), free = fields
    begin, until = ends
    many = 0
    if begin >= until:
        return 0
    a0 = east_fields(lon_rad[begin], middle_rad, per_lon_rad)
    b0 = (lat_rad[begin] - south_rad) * per_lat_rad
    for i in range(begin, until):
        a1 = east_fields(lon_rad[i + 1], middle_rad, per_lon_rad)
        b1 = (lat_rad[i + 1] - south_rad) * per_lat_rad
        far = float(free[field_at((a0, b0))])
        # Written so that no number at all is not sure.
        is_sure = (
            abs(a1 - a0) <= far
            and abs(b1 - b0) <= far
            and error_m[i] <= sure[0]
            and error_m[i + 1] <= sure[0]
            and open_path[i] != BROKEN
            and time_us[i + 1] - time_us[i] <= sure[1]
        )
        rows[many] = i
        many += not is_sure
        a0, b0 = a1, b1
    return many


@njit(cache=True, nogil=True)
def segments_between(
    paths: Paths, k: int, from_us: int, until_us: int
) -> tuple[int, int]:
    """Return the first row of a mover, and the last and one, of [from, until).

    Rows whose segments begin then; the mover's last row has none.
    """
    first, end = paths.start[k], paths.start[k + 1]
    time_us = paths.time_us[first:end]
    if first == end or time_us[0] >= until_us or time_us[-1] < from_us:
        return first, first
    begin = first + np.searchsorted(time_us, from_us)
    return begin, min(first + np.searchsorted(time_us, until_us), end - 1)


@njit(cache=True, nogil=True)
def most_rows(paths: Paths) -> int:
    """Return how many rows a mover has at most."""
    many = 0
    for k in range(len(paths.start) - 1):
        many = max(many, paths.start[k + 1] - paths.start[k])
    return many
