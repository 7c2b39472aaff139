"""When movers are within reach of points that stand still: all points in one pass.

It finds the intervals that `nearby.stays_between` finds, but for WIDE: that is here the
segments on which some other kind holds or may hold, and the observed ones beside them.
Where a rough distance leaves no doubt a whole segment, or part, is laid down as it is;
only the parts at a limit are measured on the ellipsoid, by the same arithmetic as in
`parts.fill_parts`.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.kernels.geodesy import inverse_m_rad
from thalweg.kernels.parts import (
    BAND_HIGH_FRAC,
    BAND_KNOWN,
    BAND_LOW_FRAC,
    COLUMNS,
    LONGEST_PART_US,
    NO_BOUND,
    X0_M,
    X1_M,
    Y0_M,
    Y1_M,
    Band,
    band_frac,
    place_rad,
)
from thalweg.kernels.parts import ERROR_M as PART_ERROR_M
from thalweg.kernels.paths import (
    SECOND_US,
    Paths,
    bridged,
    pair_bowed_m,
    segment_heights_ft,
)
from thalweg.kernels.points import (
    ERROR_M,
    LAT_RAD,
    LON_RAD,
    Points,
    between_m,
    far_points,
    is_short,
    near_points,
    near_rows,
    offset_m,
    short_bow_m,
)
from thalweg.kernels.separation import (
    BREACH,
    CERTAIN,
    JUDGED,
    KINDS,
    NEAR_CERTAIN,
    NEAR_JUDGED,
    NEAR_POSSIBLE,
    NEAR_PROBABLE,
    POSSIBLE,
    PROBABLE,
    WIDE,
    Reach,
    stay_spans,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# A site that stands still has two far-off reports, see `watch.flights.still`.
_FAR_US = 2**61
# What `sure_kinds` returns where only a closer look can tell.
IN_DOUBT = -1
_NOTHING = 0


class Asking(NamedTuple):
    """What a clause asks; `bounded` tells whether the band of heights is at all."""

    reach: Reach
    band: Band
    bounded: bool
    allowed: NDArray[np.bool_]
    gap_us: int


class Found(NamedTuple):
    """Room for intervals: pairs int64[n, 2], kinds int8[n], spans int64[n, 2]."""

    pairs: I64
    kinds: NDArray[np.int8]
    spans_us: I64


class Desk(NamedTuple):
    """What is at hand while one mover is followed.

    `runs_us` int64[n, 2], `run_kinds` int64[n] and `run_row` int64[n] are, for each
    point, the stretch that grows from segment to segment, its kinds as bits, and the
    row of its last segment. `near` int64[n] are those that
    a segment may come near; `times_us` and `row` are one part, for `stay_spans`.
    """

    runs_us: I64
    run_kinds: I64
    run_row: I64
    near: I64
    times_us: I64
    row: F64


@njit(cache=True, nogil=True)
def _bits(limit_m: float, low_m: float, high_m: float) -> int:
    """Return 1 where a distance is below a limit, 0 where it is not, else IN_DOUBT."""
    if not limit_m > 0.0:
        return 0
    if high_m < limit_m:
        return 1
    return 0 if low_m > limit_m else IN_DOUBT


@njit(cache=True, nogil=True)
def sure_kinds(
    between: tuple[float, float],
    error_m: tuple[float, float],
    known: bool,
    reach: Reach,
) -> int:
    """Return the kinds of sets that hold all along a piece of a path, as bits.

    Parameters
    ----------
    between
        least and greatest distance along the piece, in metres.
    error_m
        least and greatest error of its parts.
    known
        whether the height is known to be in the band.
    reach
        what the clause asks.

    Returns
    -------
    A bit for each kind of `separation`, those that are not set hold nowhere;
    `IN_DOUBT` where the bounds leave one open. WIDE is always set.
    """
    kinds = 1 << WIDE
    for overhead in range(2):
        limit_m = reach.overhead_m if overhead else reach.radius_m
        # Not asked for, or further than any error can reach.
        if np.isnan(limit_m) or between[0] > limit_m + min(error_m[1], limit_m):
            continue
        measured = _bits(limit_m, between[0], between[1])
        certain = _bits(limit_m - error_m[0], between[0], between[1])
        if certain != _bits(limit_m - error_m[1], between[0], between[1]):
            return IN_DOUBT
        judged = 1 if error_m[1] <= limit_m else IN_DOUBT
        judged = 0 if error_m[0] > limit_m else judged
        possible = _bits(limit_m + error_m[0], between[0], between[1])
        if possible != _bits(limit_m + error_m[1], between[0], between[1]):
            return IN_DOUBT
        if min(measured, certain, judged, possible) == IN_DOUBT:
            return IN_DOUBT
        if known and measured:
            kinds |= 1 << (NEAR_PROBABLE if overhead else PROBABLE)
            kinds |= 0 if overhead else 1 << BREACH
            if judged:
                kinds |= 1 << (NEAR_JUDGED if overhead else JUDGED)
        if known and certain:
            kinds |= 1 << (NEAR_CERTAIN if overhead else CERTAIN)
        if judged and possible:
            kinds |= 1 << (NEAR_POSSIBLE if overhead else POSSIBLE)
    return kinds


@njit(cache=True, nogil=True)
def _put(
    k: int, n: int, kind: int, t_us: tuple[int, int], found: Found, count: int
) -> int:
    """Append one interval."""
    found.pairs[count, 0], found.pairs[count, 1] = k, n
    found.kinds[count] = kind
    found.spans_us[count, 0], found.spans_us[count, 1] = t_us
    return count + 1


@njit(cache=True, nogil=True)
def _beside(
    paths: Paths, k: int, i: int, n: int, asked: Asking, found: Found, count: int
) -> int:
    """Append as WIDE the segment from row i, if the mover has one and it is observed.

    It stands beside one that is within reach: so it shows that the mover was seen on.
    """
    if i < paths.start[k] or i >= paths.start[k + 1] - 1:
        return count
    if not bridged(paths, i, asked.gap_us) or not asked.allowed[paths.party[i], 0]:
        return count
    t_us = (paths.time_us[i], paths.time_us[i + 1])
    return _put(k, n, WIDE, t_us, found, count) if t_us[0] < t_us[1] else count


@njit(cache=True, nogil=True)
def _flush(
    paths: Paths, k: int, n: int, asked: Asking, desk: Desk, found: Found, count: int
) -> int:
    """Append the stretch that grew about point n, and end it."""
    kinds = desk.run_kinds[n]
    if kinds == _NOTHING:
        return count
    desk.run_kinds[n] = _NOTHING
    t_us = (desk.runs_us[n, 0], desk.runs_us[n, 1])
    for kind in range(KINDS):
        if (kinds >> kind) & 1:
            count = _put(k, n, kind, t_us, found, count)
    return _beside(paths, k, desk.run_row[n] + 1, n, asked, found, count)


@njit(cache=True, nogil=True)
def _lay(
    paths: Paths,
    k: int,
    i: int,
    n: int,
    kinds: int,
    t_us: tuple[int, int],
    asked: Asking,
    desk: Desk,
    found: Found,
    count: int,
) -> int:
    """Let the stretch about point n grow by a piece of segment i, or begin another."""
    if desk.run_kinds[n] != kinds or desk.runs_us[n, 1] != t_us[0]:
        count = _flush(paths, k, n, asked, desk, found, count)
        desk.run_kinds[n], desk.runs_us[n, 0] = kinds, t_us[0]
        count = _beside(paths, k, i - 1, n, asked, found, count)
    desk.runs_us[n, 1], desk.run_row[n] = t_us[1], i
    return count


@njit(cache=True, nogil=True)
def _heights_ft(
    paths: Paths, k: int, i: int, band: Band, gap_us: int
) -> tuple[float, float, float, float]:
    """Return both heights of a segment, of each datum, at its ends; NaN if unasked."""
    if band.floor_datum == NO_BOUND and band.ceiling_datum == NO_BOUND:
        return np.nan, np.nan, np.nan, np.nan
    first, end = paths.start[k], paths.start[k + 1] - 1
    b0_ft, b1_ft, _, _ = segment_heights_ft(
        paths.time_us, paths.baro_ft, paths.open_path, first, end, i, gap_us
    )
    g0_ft, g1_ft, _, _ = segment_heights_ft(
        paths.time_us, paths.geo_ft, paths.open_path, first, end, i, gap_us
    )
    return b0_ft, b1_ft, g0_ft, g1_ft


@njit(cache=True, nogil=True)
def _within_band(kinds: int, share: tuple[float, float, bool]) -> int:
    """Return the kinds that are left in a share of the band of heights, or IN_DOUBT."""
    if kinds == IN_DOUBT or kinds == 1 << WIDE:
        return kinds
    if not share[0] < share[1]:
        return 1 << WIDE
    return kinds if share[0] == 0.0 and share[1] == 1.0 else IN_DOUBT


@njit(cache=True, nogil=True)
def _seen_from_m(
    paths: Paths,
    i: int,
    azimuth_rad: float,
    length_m: float,
    spot_rad: tuple[float, float],
    t_us: int,
) -> tuple[float, float]:
    """Return where a point is seen from a mover, as the ends of `parts` are."""
    lat_rad, lon_rad = place_rad(paths, i, azimuth_rad, length_m, t_us)
    far_m, turn_rad, _ = inverse_m_rad(lat_rad, lon_rad, spot_rad[0], spot_rad[1])
    aside_rad = lon_rad - paths.lon_rad[i]
    aside_rad -= 2.0 * math.pi * round(aside_rad / (2.0 * math.pi))
    turn_rad -= aside_rad * math.sin(0.5 * (lat_rad + paths.lat_rad[i]))
    return far_m * math.sin(turn_rad), far_m * math.cos(turn_rad)


@njit(cache=True, nogil=True)
def _measured(
    k: int,
    n: int,
    t_us: tuple[int, int],
    reach: Reach,
    desk: Desk,
    found: Found,
    count: int,
) -> int:
    """Append the sets of the one part in `desk.row`."""
    desk.times_us[0, 0], desk.times_us[0, 1] = t_us
    kinds, spans_us = found.kinds[count:], found.spans_us[count:]
    many = stay_spans(desk.times_us, desk.row, 1, reach, kinds, spans_us)
    found.pairs[count : count + many, 0] = k
    found.pairs[count : count + many, 1] = n
    return count + many


@njit(cache=True, nogil=True)
def _by_parts(
    paths: Paths,
    k: int,
    i: int,
    points: Points,
    n: int,
    plane_m: tuple[float, float, float, float],
    bow_m: float,
    asked: Asking,
    desk: Desk,
    found: Found,
    count: int,
) -> int:
    """Append the sets of one segment about one point, part by part.

    `plane_m` are both ends in the point's plane, `bow_m` how far the way strays from
    the straight one; NaN where the plane is not to be trusted.
    """
    reach, band = asked.reach, asked.band
    heights_ft = _heights_ft(paths, k, i, band, asked.gap_us)
    spot_rad = (points.columns[n, LAT_RAD], points.columns[n, LON_RAD])
    row = desk.row[0]
    begin_us, end_us = paths.time_us[i], paths.time_us[i + 1]
    pieces = (end_us - begin_us + LONGEST_PART_US - 1) // LONGEST_PART_US
    length_m, azimuth_rad, _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    error_m = max(paths.error_m[i], paths.error_m[i + 1])
    error_m += points.columns[n, ERROR_M]
    dx_m, dy_m = plane_m[2] - plane_m[0], plane_m[3] - plane_m[1]
    count = _beside(paths, k, i - 1, n, asked, found, count)
    count = _beside(paths, k, i + 1, n, asked, found, count)
    known_us = begin_us - 1
    t0_us = begin_us
    for piece in range(1, pieces + 1):
        t1_us = begin_us + (end_us - begin_us) * piece // pieces
        u0 = (t0_us - begin_us) / (end_us - begin_us)
        u1 = (t1_us - begin_us) / (end_us - begin_us)
        e_m = error_m + pair_bowed_m(
            (begin_us, end_us), paths.manoeuvre_mps2[k], (-_FAR_US, _FAR_US), 0.0,
            t0_us, t1_us,
        )  # fmt: skip
        share = band_frac(
            heights_ft[0] + (heights_ft[1] - heights_ft[0]) * u0,
            heights_ft[0] + (heights_ft[1] - heights_ft[0]) * u1,
            heights_ft[2] + (heights_ft[3] - heights_ft[2]) * u0,
            heights_ft[2] + (heights_ft[3] - heights_ft[2]) * u1,
            band,
        )
        between = between_m(
            plane_m[0] + dx_m * u0, plane_m[1] + dy_m * u0,
            plane_m[0] + dx_m * u1, plane_m[1] + dy_m * u1, bow_m,
        )  # fmt: skip
        kinds = _within_band(sure_kinds(between, (e_m, e_m), share[2], reach), share)
        if between[0] > 2.0 * reach.radius_m:
            kinds = _NOTHING
        if kinds > _NOTHING:
            count = _lay(
                paths, k, i, n, kinds, (t0_us, t1_us), asked, desk, found, count
            )
        elif kinds == IN_DOUBT:
            if known_us != t0_us:
                row[X1_M], row[Y1_M] = _seen_from_m(
                    paths, i, azimuth_rad, length_m, spot_rad, t0_us
                )
            row[X0_M], row[Y0_M] = row[X1_M], row[Y1_M]
            row[X1_M], row[Y1_M] = _seen_from_m(
                paths, i, azimuth_rad, length_m, spot_rad, t1_us
            )
            known_us = t1_us
            row[PART_ERROR_M], row[BAND_KNOWN] = e_m, 1.0 if share[2] else 0.0
            row[BAND_LOW_FRAC], row[BAND_HIGH_FRAC] = share[0], share[1]
            count = _measured(k, n, (t0_us, t1_us), reach, desk, found, count)
        t0_us = t1_us
    return count


@njit(cache=True, nogil=True)
def _share(
    paths: Paths, k: int, i: int, band: Band, gap_us: int
) -> tuple[float, float, bool]:
    """Return the share of a segment inside a band of heights, and if that is known."""
    heights_ft = _heights_ft(paths, k, i, band, gap_us)
    return band_frac(heights_ft[0], heights_ft[1], heights_ft[2], heights_ft[3], band)


@njit(cache=True, nogil=True)
def _follow(
    paths: Paths,
    k: int,
    rows: I64,
    points: Points,
    asked: Asking,
    desk: Desk,
    found: Found,
    count: int,
) -> tuple[Found, int]:
    """Append the sets of a mover's segments from given rows about the points."""
    # Arrays of a tuple are counted each time they are taken: once is enough.
    lat_rad, lon_rad, time_us = paths.lat_rad, paths.lon_rad, paths.time_us
    columns, listed, listing = points.columns, points.listed, points.listing
    near, run_row = desk.near, desk.run_row
    runs_us, run_kinds = desk.runs_us, desk.run_kinds
    error_m, manoeuvre_mps2 = paths.error_m, paths.manoeuvre_mps2[k]
    reach, room = asked.reach, len(found.kinds)
    for i in rows:
        t_us = (time_us[i], time_us[i + 1])
        ends_m = max(error_m[i], error_m[i + 1])
        dt_s = (t_us[1] - t_us[0]) / SECOND_US
        stray_m = manoeuvre_mps2 * dt_s * dt_s / 8.0 + 1e-6
        if is_short(lat_rad, lon_rad, i) and ends_m + stray_m <= points.spare_m:
            met = near_points(lat_rad, lon_rad, i, points.grid, listed, listing, near)
        else:
            met = far_points(paths, i, columns, 2.0 * reach.radius_m, near)
        needed = 3 * KINDS * met * ((t_us[1] - t_us[0]) // LONGEST_PART_US + 2)
        if count + needed > room:
            found = _room(found, count + needed)
            room = len(found.kinds)
        rise_rad, turn_rad = lat_rad[i + 1] - lat_rad[i], lon_rad[i + 1] - lon_rad[i]
        bow_m = short_bow_m(rise_rad, turn_rad)
        share = (0.0, 1.0, True)
        if asked.bounded and met:
            share = _share(paths, k, i, asked.band, asked.gap_us)
        for at in range(met):
            n = near[at]
            x0_m, y0_m = offset_m(columns, n, lat_rad[i], lon_rad[i])
            x1_m, y1_m = offset_m(columns, n, lat_rad[i + 1], lon_rad[i + 1])
            between = between_m(x0_m, y0_m, x1_m, y1_m, bow_m)
            e_m = ends_m + columns[n, ERROR_M]
            kinds = sure_kinds(between, (e_m, e_m + stray_m), share[2], reach)
            kinds = _within_band(kinds, share)
            if kinds == 1 << WIDE:
                continue
            if kinds == IN_DOUBT:
                plane_m = (x0_m, y0_m, x1_m, y1_m)
                count = _by_parts(
                    paths, k, i, points, n, plane_m, bow_m, asked, desk, found, count
                )
            elif run_kinds[n] == kinds and runs_us[n, 1] == t_us[0]:
                runs_us[n, 1], run_row[n] = t_us[1], i
            else:
                count = _lay(paths, k, i, n, kinds, t_us, asked, desk, found, count)
    return found, count


@njit(cache=True, nogil=True)
def _room(found: Found, needed: int) -> Found:
    """Return what was found with room for at least so many intervals."""
    size = len(found.kinds)
    if needed <= size:
        return found
    while size < needed:
        size *= 2
    pairs, kinds = np.empty((size, 2), np.int64), np.empty(size, np.int8)
    spans_us = np.empty((size, 2), np.int64)
    pairs[: len(found.pairs)] = found.pairs
    kinds[: len(found.kinds)] = found.kinds
    spans_us[: len(found.spans_us)] = found.spans_us
    return Found(pairs, kinds, spans_us)


@njit(cache=True, nogil=True)
def _desk(many: int) -> Desk:
    return Desk(
        np.zeros((many, 2), np.int64),
        np.zeros(many, np.int64),
        np.zeros(many, np.int64),
        np.empty(many, np.int64),
        np.empty((1, 2), np.int64),
        np.zeros((1, COLUMNS)),
    )


@njit(cache=True, nogil=True)
def stays_about(
    paths: Paths,
    points: Points,
    reach: Reach,
    band: Band,
    allowed: NDArray[np.bool_],
    gap_us: int,
    from_us: int,
    until_us: int,
) -> tuple[I64, NDArray[np.int8], I64]:
    """Return the sets of all movers about all points, begun in [from, until).

    Parameters
    ----------
    paths
        all movers.
    points
        the sites, on a grid made for the greatest distance of `reach`.
    reach, band
        what the clause asks; the band is of the mover alone.
    allowed
        bool[party, 1], the parties asked for.
    gap_us
        longest gap that is bridged.
    from_us, until_us
        the stretch of time.

    Returns
    -------
    Pairs int64[n, 2] (mover, point), kinds int8[n], intervals int64[n, 2].
    """
    bounded = band.floor_datum != NO_BOUND or band.ceiling_datum != NO_BOUND
    asked = Asking(reach, band, bounded, allowed, gap_us)
    found = Found(
        np.empty((256, 2), np.int64), np.empty(256, np.int8),
        np.empty((256, 2), np.int64),
    )  # fmt: skip
    desk = _desk(len(points.columns))
    count = 0
    for k in range(len(paths.start) - 1):
        rows = near_rows(paths, k, points, allowed, gap_us, from_us, until_us)
        if not len(rows):
            continue
        found, count = _follow(paths, k, rows, points, asked, desk, found, count)
        found = _room(found, count + 2 * KINDS * len(points.columns))
        for n in range(len(points.columns)):
            count = _flush(paths, k, n, asked, desk, found, count)
    return (
        found.pairs[:count].copy(),
        found.kinds[:count].copy(),
        found.spans_us[:count].copy(),
    )
