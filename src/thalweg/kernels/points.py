"""Points that stand still, on a grid, and how far a path is from them, roughly.

The grid lists with each of its cells the points that a segment there may come near; a
raster (`kernels.fields`) tells which segments need not be asked about. Rough distances
are in a plane about each point whose error is bounded, so that only what lies at a
limit is measured exactly.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.fields import (
    FIELDS,
    Fields,
    field_at,
    free_fields,
    grid_about,
    unsure_rows,
)
from thalweg.kernels.parts import (
    EARTH_M,
    ROUGH_SHARE_FRAC,
    ROUGH_SLACK_M,
    bulge_m,
    least_on_way_m,
    rough_m,
)
from thalweg.kernels.paths import SECOND_US, Paths, observed

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
A_CELL = 8
CELLS = FIELDS // A_CELL
# Errors greater than this are rare: a segment that has one is held against all points.
SPARE_M = 1000.0

# Columns of a point: its place, its error, cosine and sine of its latitude, metres to a
# radian of arc eastward and northward.
LAT_RAD, LON_RAD, ERROR_M, COSINE, SINE, EAST_M, NORTH_M = 0, 1, 2, 3, 4, 5, 6


class Points(NamedTuple):
    """Points that stand still, and what tells which of them a segment may come near.

    `spare_m` is what errors may add to the reach, of a mover and between its reports.
    `columns` is float64[n, 7]. `fields` tell how far a path may go and come near none.
    Cells are of `A_CELL` by `A_CELL` fields; cell c lists the points that a segment
    there may come near, ``listing[listed[c]:listed[c + 1]]``.
    """

    columns: F64
    spare_m: float
    fields: Fields
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
    grid = grid_about(
        float((lon_rad - aside_rad).min()), float((lat_rad - up_rad).min()),
        float((lon_rad + aside_rad).max()), float((lat_rad + up_rad).max()),
    )  # fmt: skip
    rounds = np.column_stack(
        [
            _aside_rad(lon_rad - grid.middle_rad, 0.0) * grid.per_lon_rad + FIELDS / 2,
            (lat_rad - grid.south_rad) * grid.per_lat_rad,
            aside_rad * grid.per_lon_rad, up_rad * grid.per_lat_rad,
        ]
    )  # fmt: skip
    marked = (np.diff(_listed(rounds, FIELDS, 1)[0]) > 0).astype(np.uint8)
    most = int(SHORT_RAD * min(grid.per_lon_rad, grid.per_lat_rad))
    fields = Fields(grid, free_fields(marked, 0, most))
    return Points(columns, SPARE_M, fields, *_listed(rounds, CELLS, A_CELL))


@njit(cache=True, nogil=True)
def _listed(rounds: F64, cells: int, size: int) -> tuple[I64, I64]:
    """Return which rounds touch each of `cells` by `cells` cells of `size` fields.

    A round is float64[4], its middle and half its width and its height, in fields: an
    ellipse. The circle about a point lies in it, being as wide as the ellipse at its
    poleward end and less wide elsewhere.
    """
    listed = np.zeros(cells * cells + 1, np.int64)
    listing = np.empty(0, np.int64)
    at = listed
    for once in range(2):
        if once == 1:
            for c in range(cells * cells):
                listed[c + 1] += listed[c]
            listing, at = np.empty(listed[-1], np.int64), listed.copy()
        for n in range(len(rounds)):
            x, y, width, height = rounds[n, 0], rounds[n, 1], rounds[n, 2], rounds[n, 3]
            for a in range(int((x - width) / size), int((x + width) / size) + 1):
                for b in range(int((y - height) / size), int((y + height) / size) + 1):
                    off = min(max(x, a * size), (a + 1) * size) - x
                    up = min(max(y, b * size), (b + 1) * size) - y
                    if (off / width) ** 2 + (up / height) ** 2 > 1.0 + 1e-9:
                        continue
                    if once == 0:
                        listed[a * cells + b + 1] += 1
                    else:
                        listing[at[a * cells + b]] = n
                        at[a * cells + b] += 1
    return listed, listing


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
def near_rows(
    paths: Paths,
    k: int,
    points: Points,
    allowed: NDArray[np.bool_],
    gap_us: int,
    ends: tuple[int, int],
    rows: I64,
) -> int:
    """Write the rows whose segments may be near some point, rising; return how many.

    Those are the observed segments among the rows ``range(*ends)`` of mover k, begun by
    a party that is asked for, that the fields do not tell to be far from all points.
    """
    # Half of what is spared is for the errors, half for straying between reports.
    quickest_mps2 = max(paths.manoeuvre_mps2[k], 1e-3)
    longest_s = math.sqrt(8.0 * 0.499 * points.spare_m / quickest_mps2)
    sure = (0.5 * points.spare_m, min(int(longest_s * SECOND_US), gap_us))
    many = unsure_rows(
        paths.lat_rad, paths.lon_rad, paths.error_m, paths.time_us, paths.open_path,
        ends, points.fields, sure, rows,
    )  # fmt: skip
    # Few are left: here the order of tests no longer matters.
    time_us, open_path, party = paths.time_us, paths.open_path, paths.party
    kept = 0
    for at in range(many):
        i = rows[at]
        apart = time_us[i + 1] > time_us[i]
        if apart and observed(time_us, open_path, i, gap_us) and allowed[party[i], 0]:
            rows[kept] = i
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def near_points(
    start: tuple[float, float],
    end: tuple[float, float],
    listed: I64,
    listing: I64,
    near: I64,
) -> int:
    """Write which points a short segment may come near; return how many.

    `start` and `end` are its places in fields, east and north; `listed` and `listing`
    those of `Points`; `near` int64[n] is written.
    """
    c0, c1 = _cell_of(start), _cell_of(end)
    a0, a1 = min(c0 // CELLS, c1 // CELLS), max(c0 // CELLS, c1 // CELLS)
    b0, b1 = min(c0 % CELLS, c1 % CELLS), max(c0 % CELLS, c1 % CELLS)
    many = 0
    for a in range(a0, a1 + 1):
        for b in range(b0, b1 + 1):
            c = a * CELLS + b
            for at in range(listed[c], listed[c + 1]):
                many = _once(near, many, listing[at])
    return many


@njit(cache=True, nogil=True)
def _cell_of(at: tuple[float, float]) -> int:
    """Return the number of the cell at a place, the nearest one beyond the raster."""
    field = field_at(at)
    return field // FIELDS // A_CELL * CELLS + field % FIELDS // A_CELL


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
