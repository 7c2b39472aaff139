"""Boxes about the ways of movers in short buckets of time, and which may be near.

A bucket holds a box about each mover's segments that touch it. Boxes whose gap cannot
be excluded make a candidate. Boxes may let pairs through that are not near; they never
lose one that is.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.parts import EARTH_M, ROUGH_SHARE_FRAC, ROUGH_SLACK_M
from thalweg.kernels.paths import JOINED, OPEN, SECOND_US, Paths
from thalweg.kernels.separation import Limits, farthest_ft, farthest_m

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I8 = NDArray[np.int8]

BUCKET_US = 30 * SECOND_US
# Parties share a bit from here on: that lets a pair through, and loses none.
PARTY_BITS = 62

# Columns of what stands beside a box: the number of its bucket since 1970, the mover,
# the first row whose segment touches the bucket, and a bit for each party that a
# segment there belongs to.
BUCKET, MOVER, ROW, PARTIES = 0, 1, 2, 3
# Columns of a box: latitudes, longitudes (unwrapped from the first row on), pressure
# altitudes (infinite where one is unknown), greatest error of the mover there.
SOUTH, NORTH, WEST, EAST, LOW_FT, HIGH_FT, ERROR_M = 0, 1, 2, 3, 4, 5, 6
COLUMNS = 7

_TURN_RAD = 2.0 * math.pi


@njit(cache=True, nogil=True)
def rows_between(paths: Paths, k: int, from_us: int, until_us: int) -> tuple[int, int]:
    """Return the rows whose segments may hold parts that begin in [from, until)."""
    first, end = paths.start[k], paths.start[k + 1]
    low = first + np.searchsorted(paths.time_us[first:end], from_us, side="right") - 1
    high = first + np.searchsorted(paths.time_us[first:end], until_us, side="left")
    return max(low, first), min(high, end - 1)


@njit(cache=True, nogil=True)
def boxes(
    paths: Paths, gap_us: int, from_us: int, until_us: int
) -> tuple[I64, F64, I64]:
    """Return the boxes of all movers in all buckets, and their order by bucket.

    Parameters
    ----------
    paths
        all movers.
    gap_us
        longest gap that is bridged.
    from_us, until_us
        the stretch of time to cover.

    Returns
    -------
    marks int64[n, 4] (`BUCKET`, `MOVER`, `ROW`, `PARTIES`), box float64[n, 7] in
    radians, feet and metres, both by (mover, bucket); order int64[n], their rows by
    (bucket, mover).
    """
    time_us, open_path, party = paths.time_us, paths.open_path, paths.party
    lat_rad, lon_rad, baro_ft = paths.lat_rad, paths.lon_rad, paths.baro_ft
    error_m = paths.error_m
    marks = np.empty((1024, 4), np.int64)
    box = np.empty((1024, COLUMNS))
    count = 0
    for k in range(len(paths.start) - 1):
        row, high = rows_between(paths, k, from_us, until_us)
        manoeuvre_mps2 = paths.manoeuvre_mps2[k]
        while row < high:
            if count == len(box):
                marks, box = _twice(marks, box)
            start_us = max(time_us[row], from_us)
            if count and marks[count - 1, MOVER] == k:
                start_us = max(start_us, (marks[count - 1, BUCKET] + 1) * BUCKET_US)
            if start_us >= until_us:
                break
            bucket = start_us // BUCKET_US
            end_us = min((bucket + 1) * BUCKET_US, until_us)
            after, first, parties = _draw(
                time_us, open_path, party, lat_rad, lon_rad, baro_ft, error_m,
                manoeuvre_mps2, gap_us, row, high, start_us, end_us, box[count],
            )  # fmt: skip
            if first >= 0:
                marks[count, BUCKET], marks[count, MOVER] = bucket, k
                marks[count, ROW], marks[count, PARTIES] = first, parties
                count += 1
            row = after
    order = _by_bucket(marks[:count, BUCKET], from_us // BUCKET_US)
    return marks[:count], box[:count], order


@njit(cache=True, nogil=True)
def _twice(marks: I64, box: F64) -> tuple[I64, F64]:
    """Return the same rows with twice the room."""
    n = len(marks)
    more_marks = np.empty((2 * n, marks.shape[1]), np.int64)
    more_box = np.empty((2 * n, COLUMNS))
    more_marks[:n], more_box[:n] = marks, box
    return more_marks, more_box


@njit(cache=True, nogil=True)
def _draw(
    time_us: I64,
    open_path: I8,
    party: NDArray[np.int16],
    lat_rad: F64,
    lon_rad: F64,
    baro_ft: F64,
    error_m: F64,
    manoeuvre_mps2: float,
    gap_us: int,
    row: int,
    high: int,
    start_us: int,
    end_us: int,
    box: F64,
) -> tuple[int, int, int]:
    """Draw the box of one mover's segments that touch [start, end), from `row` on.

    Returns the row to go on from, the first row whose segment is in the box (-1: there
    is none), and its parties' bits.
    """
    first, parties = -1, 0
    south_rad, north_rad, west_rad, east_rad = np.inf, -np.inf, np.inf, -np.inf
    low_ft, high_ft, most_m, bulge_rad = np.inf, -np.inf, 0.0, 0.0
    unknown = False
    # A row's values are carried over from the segment before: loads are the cost here.
    t0_us, lat0_rad, lon0_rad = time_us[row], lat_rad[row], lon_rad[row]
    error0_m, height0_ft, seen, bit_of, bit = error_m[row], baro_ft[row], False, -1, 0
    here_rad = lon0_rad
    i = row
    while i < high and t0_us < end_us:
        t1_us, lat1_rad, lon1_rad = time_us[i + 1], lat_rad[i + 1], lon_rad[i + 1]
        error1_m, height1_ft = error_m[i + 1], baro_ft[i + 1]
        # Followed from row to row, and so without a break where a way goes round.
        turn_rad = lon1_rad - lon0_rad
        if turn_rad > math.pi:
            turn_rad -= _TURN_RAD
        elif turn_rad < -math.pi:
            turn_rad += _TURN_RAD
        there_rad = here_rad + turn_rad
        how, step_us = open_path[i], t1_us - t0_us
        seen = how == JOINED or (how == OPEN and step_us <= gap_us)
        if seen and t1_us > start_us:
            first = i if first < 0 else first
            if party[i] != bit_of:
                bit_of = party[i]
                bit = 1 << (bit_of % PARTY_BITS)
            parties |= bit
            south_rad = min(south_rad, lat0_rad, lat1_rad)
            north_rad = max(north_rad, lat0_rad, lat1_rad)
            west_rad = min(west_rad, here_rad, there_rad)
            east_rad = max(east_rad, here_rad, there_rad)
            # As in `parts.bulge_m`.
            bent_rad = abs(turn_rad) * 0.0625 + abs(lat1_rad - lat0_rad) * 0.25
            bulge_rad = max(bulge_rad, abs(turn_rad) * bent_rad)
            stray_m = manoeuvre_mps2 * (step_us * 1e-6) * (step_us * 1e-6) * 0.125
            most_m = max(most_m, max(error0_m, error1_m) + stray_m)
            unknown = unknown or np.isnan(height0_ft) or np.isnan(height1_ft)
            low_ft = min(low_ft, height0_ft, height1_ft)
            high_ft = max(high_ft, height0_ft, height1_ft)
        if t1_us > end_us:
            break
        t0_us, lat0_rad, lon0_rad, here_rad = t1_us, lat1_rad, lon1_rad, there_rad
        error0_m, height0_ft = error1_m, height1_ft
        i += 1
    if unknown:
        low_ft, high_ft = -np.inf, np.inf
    scale = math.cos(max(abs(south_rad), abs(north_rad))) if first >= 0 else 1.0
    wide_rad = bulge_rad / max(scale, 0.01)
    box[SOUTH], box[NORTH] = south_rad - bulge_rad, north_rad + bulge_rad
    box[WEST], box[EAST] = west_rad - wide_rad, east_rad + wide_rad
    box[LOW_FT], box[HIGH_FT], box[ERROR_M] = low_ft, high_ft, most_m
    # A segment that is not observed has nothing to say to the next bucket either.
    if i < high and t0_us < end_us and not seen:
        i += 1
    return i, first, parties


@njit(cache=True, nogil=True)
def _by_bucket(bucket: I64, first_bucket: int) -> I64:
    """Order rows by bucket with a counting scatter, keeping the order within each."""
    order = np.empty(len(bucket), np.int64)
    if len(bucket) == 0:
        return order
    counts = np.zeros(bucket.max() - first_bucket + 2, np.int64)
    for b in bucket:
        counts[b - first_bucket + 1] += 1
    for i in range(1, len(counts)):
        counts[i] += counts[i - 1]
    for i in range(len(bucket)):
        b = bucket[i] - first_bucket
        order[counts[b]] = i
        counts[b] += 1
    return order


@njit(cache=True, nogil=True)
def candidates(
    marks: I64,
    box: F64,
    rows: I64,
    allowed: NDArray[np.bool_],
    limits: Limits,
    quanta_ft: float,
) -> I64:
    """Return the pairs of boxes of one bucket that may be near: int64[n, 2].

    Parameters
    ----------
    marks, box
        whose the boxes are, and the boxes, see `boxes`.
    rows
        int64[n], the rows of one bucket there.
    allowed
        bool[party, party], the pairs of parties asked for, symmetric.
    limits
        what the clause asks.
    quanta_ft
        greatest sum of two movers' half quanta.

    Returns
    -------
    Row numbers, the lower mover first.
    """
    found = np.empty((16, 2), np.int64)
    count = 0
    order = rows[np.argsort(box[rows, SOUTH], kind="mergesort")]
    sorted_box, sorted_parties = box[order], marks[order, PARTIES]
    level_ft = farthest_ft(limits) + quanta_ft + 1.0
    error_m = 0.0
    for p in range(len(order)):
        error_m = max(error_m, sorted_box[p, ERROR_M])
    span_rad = _wide_m(farthest_m(limits, 2.0 * error_m)) / EARTH_M
    for p in range(len(order)):
        a = sorted_box[p]
        stop_rad = a[NORTH] + span_rad
        partners = _partners(sorted_parties[p], allowed)
        for q in range(p + 1, len(order)):
            b = sorted_box[q]
            if b[SOUTH] > stop_rad:
                # Later boxes begin further north still.
                break
            if not partners & sorted_parties[q]:
                continue
            if a[LOW_FT] - b[HIGH_FT] > level_ft or b[LOW_FT] - a[HIGH_FT] > level_ft:
                continue
            reach_m = farthest_m(limits, a[ERROR_M] + b[ERROR_M])
            if not _boxes_near(sorted_box, p, q, reach_m):
                continue
            if count == len(found):
                more = np.empty((2 * count, 2), np.int64)
                more[:count] = found
                found = more
            # By (mover, bucket): the lower row is that of the lower mover.
            found[count, 0] = min(order[p], order[q])
            found[count, 1] = max(order[p], order[q])
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _wide_m(reach_m: float) -> float:
    """Return how far apart rough places may be whose true ones are within reach."""
    return (reach_m + ROUGH_SLACK_M) * (1.0 + 2.0 * ROUGH_SHARE_FRAC)


@njit(cache=True, nogil=True)
def _boxes_near(box: F64, p: int, q: int, reach_m: float) -> bool:
    """Tell whether two boxes may hold places within reach; True where in doubt."""
    a, b = box[p], box[q]
    wide_rad = _wide_m(reach_m) / EARTH_M
    if b[SOUTH] - a[NORTH] > wide_rad or a[SOUTH] - b[NORTH] > wide_rad:
        return False
    between_rad = abs(0.5 * (b[WEST] + b[EAST] - a[WEST] - a[EAST]))
    if between_rad > math.pi:
        between_rad = abs(between_rad - _TURN_RAD * round(between_rad / _TURN_RAD))
    gap_rad = between_rad - 0.5 * (a[EAST] - a[WEST] + b[EAST] - b[WEST])
    if gap_rad <= wide_rad:
        return True
    farthest_rad = max(abs(a[SOUTH]), abs(a[NORTH]), abs(b[SOUTH]), abs(b[NORTH]))
    scale = math.cos(min(farthest_rad + 0.001, 0.5 * math.pi))
    return bool(gap_rad * scale <= wide_rad)


@njit(cache=True, nogil=True)
def _partners(parties: int, allowed: NDArray[np.bool_]) -> int:
    """Return the bits of the parties that some party of a box is held against."""
    partners = 0
    for p in range(len(allowed)):
        if (parties >> (p % PARTY_BITS)) & 1:
            for q in range(len(allowed)):
                if allowed[p, q]:
                    partners |= 1 << (q % PARTY_BITS)
    return partners
