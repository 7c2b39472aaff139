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
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.fields import most_rows, place_in, segments_between
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
    observed,
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
# Columns of what is found: mover, point, kind, and from when until when.
OF_MOVER, POINT, KIND, FROM_US, TO_US = 0, 1, 2, 3, 4
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


class Desk(NamedTuple):
    """What is at hand while one mover is followed; the number of a point leads.

    A stretch grows from segment to segment: `runs` int64[n, 4] holds its kinds as bits,
    its start and end in microseconds, and the row of its last segment. `last`
    int64[n, KINDS] is where each kind stands last among what was found, -1 where
    nowhere. `near` int64[n] are those that a segment may come near; `met` those that
    the mover came near so far. `times_us`, `row`, `kinds` and `spans_us` are one part.
    """

    runs: I64
    last: I64
    near: I64
    met: I64
    times_us: I64
    row: F64
    kinds: NDArray[np.int8]
    spans_us: I64


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
    n: int, kind: int, from_us: int, to_us: int, last: I64, found: I64, count: int
) -> int:
    """Append an interval about point n, or let the last one of its kind grow."""
    at = last[n, kind]
    if at >= 0 and from_us <= found[at, TO_US] and to_us >= found[at, FROM_US]:
        found[at, FROM_US] = min(found[at, FROM_US], from_us)
        found[at, TO_US] = max(found[at, TO_US], to_us)
        return count
    last[n, kind] = count
    found[count, POINT], found[count, KIND] = n, kind
    found[count, FROM_US], found[count, TO_US] = from_us, to_us
    return count + 1


@njit(cache=True, nogil=True)
def _put_run(n: int, runs: I64, last: I64, found: I64, count: int) -> int:
    """Append the stretch that grew about point n, and end it."""
    kinds = runs[n, 0]
    runs[n, 0] = _NOTHING
    kind = 0
    while kinds:
        if kinds & 1:
            count = _put(n, kind, runs[n, 1], runs[n, 2], last, found, count)
        kinds >>= 1
        kind += 1
    return count


@njit(cache=True, nogil=True)
def _seen_about_us(paths: Paths, k: int, i: int, asked: Asking) -> tuple[int, int]:
    """Return from when until when a mover is seen about the segment from row i.

    That is over it, and over those before and after it if they are observed.
    """
    time_us, open_path, party = paths.time_us, paths.open_path, paths.party
    from_us, to_us = time_us[i], time_us[i + 1]
    for j in (i - 1, i + 1):
        if j < paths.start[k] or j >= paths.start[k + 1] - 1:
            continue
        if observed(time_us, open_path, j, asked.gap_us) and asked.allowed[party[j], 0]:
            from_us, to_us = min(from_us, time_us[j]), max(to_us, time_us[j + 1])
    return from_us, to_us


@njit(cache=True, nogil=True)
def _ended(
    paths: Paths, k: int, n: int, asked: Asking, desk: Desk, found: I64, count: int
) -> int:
    """Append the stretch about point n, if there is one, and what was seen after it."""
    runs = desk.runs
    if runs[n, 0] == _NOTHING:
        return count
    count = _put_run(n, runs, desk.last, found, count)
    from_us, to_us = _seen_about_us(paths, k, runs[n, 3], asked)
    return _put(n, WIDE, from_us, to_us, desk.last, found, count)


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
    n: int, t_us: tuple[int, int], reach: Reach, desk: Desk, found: I64, count: int
) -> int:
    """Append the sets of the one part in `desk.row` about point n."""
    kinds, spans_us, last = desk.kinds, desk.spans_us, desk.last
    desk.times_us[0, 0], desk.times_us[0, 1] = t_us
    many = stay_spans(desk.times_us, desk.row, 1, reach, kinds, spans_us)
    for at in range(many):
        from_us, to_us = spans_us[at, 0], spans_us[at, 1]
        count = _put(n, kinds[at], from_us, to_us, last, found, count)
    return count


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
    found: I64,
    count: int,
) -> int:
    """Append the sets of one segment about one point, part by part.

    `plane_m` are both ends in the point's plane, `bow_m` how far the way strays from
    the straight one; NaN where the plane is not to be trusted.
    """
    reach, band, runs, last = asked.reach, asked.band, desk.runs, desk.last
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
    if runs[n, 2] != begin_us:
        count = _ended(paths, k, n, asked, desk, found, count)
    from_us, to_us = _seen_about_us(paths, k, i, asked)
    count = _put(n, WIDE, from_us, to_us, last, found, count)
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
        if kinds == IN_DOUBT:
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
            count = _put_run(n, runs, last, found, count)
            count = _measured(n, (t0_us, t1_us), reach, desk, found, count)
        elif kinds != 1 << WIDE:
            if runs[n, 0] != kinds or runs[n, 2] != t0_us:
                count = _put_run(n, runs, last, found, count)
                runs[n, 0], runs[n, 1] = kinds, t0_us
            runs[n, 2], runs[n, 3] = t1_us, i
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
def _begun(
    paths: Paths,
    k: int,
    i: int,
    n: int,
    kinds: int,
    asked: Asking,
    desk: Desk,
    found: I64,
    count: int,
) -> int:
    """Begin a stretch about point n with segment i; append the one that grew so far."""
    count = _ended(paths, k, n, asked, desk, found, count)
    from_us, to_us = _seen_about_us(paths, k, i, asked)
    count = _put(n, WIDE, from_us, to_us, desk.last, found, count)
    desk.runs[n, 0], desk.runs[n, 1] = kinds, paths.time_us[i]
    desk.runs[n, 2], desk.runs[n, 3] = paths.time_us[i + 1], i
    return count


@njit(cache=True, nogil=True)
def _follow(
    paths: Paths,
    k: int,
    rows: I64,
    points: Points,
    asked: Asking,
    desk: Desk,
    found: I64,
    count: int,
) -> tuple[I64, int]:
    """Append the sets of a mover's segments from given rows about the points."""
    # Arrays of a tuple are counted each time they are taken: once is enough.
    lat_rad, lon_rad, time_us = paths.lat_rad, paths.lon_rad, paths.time_us
    columns, listed, listing = points.columns, points.listed, points.listing
    grid = points.fields.grid
    near, met, runs, last = desk.near, desk.met, desk.runs, desk.last
    error_m, manoeuvre_mps2 = paths.error_m, paths.manoeuvre_mps2[k]
    reach, room, many_met = asked.reach, len(found), 0
    for i in rows:
        t0_us, t1_us = time_us[i], time_us[i + 1]
        ends_m = max(error_m[i], error_m[i + 1])
        dt_s = (t1_us - t0_us) / SECOND_US
        stray_m = manoeuvre_mps2 * dt_s * dt_s / 8.0 + 1e-6
        lat0_rad, lon0_rad = lat_rad[i], lon_rad[i]
        lat1_rad, lon1_rad = lat_rad[i + 1], lon_rad[i + 1]
        bow_m = short_bow_m(lat1_rad - lat0_rad, lon1_rad - lon0_rad)
        if bow_m >= 0.0 and ends_m + stray_m <= points.spare_m:
            start = place_in(grid, lat0_rad, lon0_rad)
            end = place_in(grid, lat1_rad, lon1_rad)
            many = near_points(start, end, listed, listing, near)
        else:
            many = far_points(paths, i, columns, 2.0 * reach.radius_m, near)
        if not many:
            continue
        needed = count + KINDS * many * ((t1_us - t0_us) // LONGEST_PART_US + 4)
        if needed > room:
            found = roomier(found, needed)
            room = len(found)
        share = (0.0, 1.0, True)
        if asked.bounded:
            share = _share(paths, k, i, asked.band, asked.gap_us)
        for at in range(many):
            n = near[at]
            x0_m, y0_m = offset_m(columns, n, lat0_rad, lon0_rad)
            x1_m, y1_m = offset_m(columns, n, lat1_rad, lon1_rad)
            between = between_m(x0_m, y0_m, x1_m, y1_m, bow_m)
            e_m = ends_m + columns[n, ERROR_M]
            kinds = sure_kinds(between, (e_m, e_m + stray_m), share[2], reach)
            kinds = _within_band(kinds, share)
            if kinds == 1 << WIDE:
                continue
            if kinds == runs[n, 0] and t0_us == runs[n, 2]:
                runs[n, 2], runs[n, 3] = t1_us, i
                continue
            if last[n, WIDE] < 0:
                met[many_met] = n
                many_met += 1
            if kinds == IN_DOUBT:
                plane_m = (x0_m, y0_m, x1_m, y1_m)
                count = _by_parts(
                    paths, k, i, points, n, plane_m, bow_m, asked, desk, found, count
                )
            else:
                count = _begun(paths, k, i, n, kinds, asked, desk, found, count)
    for n in met[:many_met]:
        if count + 2 * KINDS > len(found):
            found = roomier(found, count + 2 * KINDS)
        count = _ended(paths, k, n, asked, desk, found, count)
        last[n] = -1
    return found, count


@njit(cache=True, nogil=True)
def roomier(found: I64, needed: int) -> I64:
    """Return the same rows with room for at least so many."""
    size = len(found)
    while size < needed:
        size *= 2
    more = np.empty((size, found.shape[1]), np.int64)
    more[: len(found)] = found
    return more


@njit(cache=True, nogil=True)
def _desk(many: int) -> Desk:
    return Desk(
        np.zeros((many, 4), np.int64),
        np.full((many, KINDS), -1, np.int64),
        np.empty(many, np.int64),
        np.empty(many, np.int64),
        np.empty((1, 2), np.int64),
        np.zeros((1, COLUMNS)),
        np.empty(KINDS, np.int8),
        np.empty((KINDS, 2), np.int64),
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
) -> I64:
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
    int64[n, 5], columns `OF_MOVER`, `POINT`, `KIND`, `FROM_US`, `TO_US`.
    """
    bounded = band.floor_datum != NO_BOUND or band.ceiling_datum != NO_BOUND
    asked = Asking(reach, band, bounded, allowed, gap_us)
    found = np.empty((256, 5), np.int64)
    desk = _desk(len(points.columns))
    rows = np.empty(most_rows(paths), np.int64)
    count = 0
    for k in range(len(paths.start) - 1):
        ends = segments_between(paths, k, from_us, until_us)
        many = near_rows(paths, k, points, allowed, gap_us, ends, rows)
        if not many:
            continue
        before = count
        found, count = _follow(paths, k, rows[:many], points, asked, desk, found, count)
        found[before:count, OF_MOVER] = k
    return found[:count].copy()
