"""Pairs of movers that may come near, by boxes in short buckets of time.

A bucket holds a box about each mover's segments that touch it. Boxes whose gap cannot
be excluded make a candidate; candidates are then cut into parts and judged exactly. The
search may let pairs through that are not near; it never loses one that is.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.kernels.parts import (
    COLUMNS,
    EARTH_M,
    ROUGH_SHARE_FRAC,
    ROUGH_SLACK_M,
    Band,
    bulge_m,
    fill_parts,
)
from thalweg.kernels.paths import SECOND_US, Paths, bridged
from thalweg.kernels.separation import (
    Limits,
    Reach,
    encounter_spans,
    stay_spans,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

BUCKET_US = 30 * SECOND_US
# Parties share a bit from here on: that lets a pair through, and loses none.
PARTY_BITS = 62

# Columns of a box: latitudes, longitudes (unwrapped from the first row on), pressure
# altitudes (infinite where one is unknown), greatest error of the mover there.
_SOUTH, _NORTH, _WEST, _EAST, _LOW_FT, _HIGH_FT, _ERROR_M = 0, 1, 2, 3, 4, 5, 6


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
) -> tuple[I64, I64, I64, I64, F64]:
    """Return buckets, movers, first rows, parties and boxes, by (bucket, mover).

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
    bucket int64[n] (number of the bucket since 1970), mover int64[n], row int64[n]
    (first row whose segment touches the bucket), parties int64[n] (a bit for each
    party that a segment there belongs to), box float64[n, 7] in radians, feet and
    metres.
    """
    movers = len(paths.start) - 1
    first_bucket = from_us // BUCKET_US
    room = 0
    for k in range(movers):
        low, high = rows_between(paths, k, from_us, until_us)
        for i in range(low, high):
            dt_us = paths.time_us[i + 1] - paths.time_us[i]
            if bridged(paths, i, gap_us):
                room += 2 + dt_us // BUCKET_US
    bucket = np.empty(room, np.int64)
    mover = np.empty(room, np.int64)
    row = np.empty(room, np.int64)
    parties = np.zeros(room, np.int64)
    box = np.empty((room, 7))
    count = 0
    for k in range(movers):
        low, high = rows_between(paths, k, from_us, until_us)
        begin = count
        for i in range(low, high):
            if not bridged(paths, i, gap_us):
                continue
            t0_us = max(paths.time_us[i], from_us)
            t1_us = min(paths.time_us[i + 1], until_us)
            if t0_us >= t1_us:
                continue
            for b in range(t0_us // BUCKET_US, (t1_us - 1) // BUCKET_US + 1):
                at = count - 1
                while at >= begin and bucket[at] > b:
                    at -= 1
                if at < begin or bucket[at] != b:
                    at = count
                    bucket[at], mover[at], row[at] = b, k, i
                    _open_box(paths, i, box[at])
                    count += 1
                _widen(paths, k, i, box[at])
                parties[at] |= 1 << (paths.party[i] % PARTY_BITS)
    order = _by_bucket(bucket[:count], first_bucket)
    return bucket[order], mover[order], row[order], parties[order], box[order]


@njit(cache=True, nogil=True)
def _open_box(paths: Paths, i: int, box: F64) -> None:
    box[_SOUTH] = box[_NORTH] = paths.lat_rad[i]
    box[_WEST] = box[_EAST] = paths.lon_rad[i]
    box[_LOW_FT], box[_HIGH_FT], box[_ERROR_M] = np.inf, -np.inf, 0.0


@njit(cache=True, nogil=True)
def _widen(paths: Paths, k: int, i: int, box: F64) -> None:
    """Widen a box by the segment from row i."""
    dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
    stray_m = paths.manoeuvre_mps2[k] * dt_s * dt_s / 8.0
    error_m = max(paths.error_m[i], paths.error_m[i + 1]) + stray_m
    box[_ERROR_M] = max(box[_ERROR_M], error_m)
    bulge_rad = bulge_m(paths, i) / EARTH_M
    scale = max(math.cos(paths.lat_rad[i]), math.cos(paths.lat_rad[i + 1]))
    wide_rad = bulge_rad / max(scale, 0.01)
    for at in (i, i + 1):
        lon_rad = paths.lon_rad[at]
        middle_rad = 0.5 * (box[_WEST] + box[_EAST])
        lon_rad -= 2.0 * math.pi * round((lon_rad - middle_rad) / (2.0 * math.pi))
        box[_WEST] = min(box[_WEST], lon_rad - wide_rad)
        box[_EAST] = max(box[_EAST], lon_rad + wide_rad)
        box[_SOUTH] = min(box[_SOUTH], paths.lat_rad[at] - bulge_rad)
        box[_NORTH] = max(box[_NORTH], paths.lat_rad[at] + bulge_rad)
        height_ft = paths.baro_ft[at]
        if np.isnan(height_ft):
            box[_LOW_FT], box[_HIGH_FT] = -np.inf, np.inf
        else:
            box[_LOW_FT] = min(box[_LOW_FT], height_ft)
            box[_HIGH_FT] = max(box[_HIGH_FT], height_ft)


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
def _boxes_near(box: F64, p: int, q: int, reach_m: float, level_ft: float) -> bool:
    """Tell whether two boxes may hold places within reach; True where in doubt."""
    a, b = box[p], box[q]
    wide_m = (reach_m + ROUGH_SLACK_M) * (1.0 + 2.0 * ROUGH_SHARE_FRAC)
    gap_rad = max(a[_SOUTH] - b[_NORTH], b[_SOUTH] - a[_NORTH])
    if gap_rad * EARTH_M > wide_m:
        return False
    if a[_LOW_FT] - b[_HIGH_FT] > level_ft or b[_LOW_FT] - a[_HIGH_FT] > level_ft:
        return False
    farthest_rad = max(abs(a[_SOUTH]), abs(a[_NORTH]), abs(b[_SOUTH]), abs(b[_NORTH]))
    scale = math.cos(min(farthest_rad + 0.001, 0.5 * math.pi))
    between_rad = 0.5 * (b[_WEST] + b[_EAST] - a[_WEST] - a[_EAST])
    between_rad -= 2.0 * math.pi * round(between_rad / (2.0 * math.pi))
    half_rad = 0.5 * (a[_EAST] - a[_WEST] + b[_EAST] - b[_WEST])
    return bool((abs(between_rad) - half_rad) * scale * EARTH_M <= wide_m)


@njit(cache=True, nogil=True)
def encounters_between(
    paths: Paths,
    limits: Limits,
    band: Band,
    allowed: NDArray[np.bool_],
    gap_us: int,
    from_us: int,
    until_us: int,
) -> tuple[I64, NDArray[np.int8], I64]:
    """Return the sets of all pairs over the parts that begin in [from, until).

    Parameters
    ----------
    paths
        all movers, numbered in the order of their ids.
    limits, band
        what the clause asks.
    allowed
        bool[party, party], the pairs of parties asked for, symmetric.
    gap_us
        longest gap that is bridged.
    from_us, until_us
        the stretch of time.

    Returns
    -------
    Pairs int64[n, 2] (lower mover first), kinds int8[n], intervals int64[n, 2].
    """
    bucket, mover, row, parties, box = boxes(paths, gap_us, from_us, until_us)
    near_m, level_ft = _search_reach(paths, limits)
    pairs = np.empty((256, 2), np.int64)
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    times_us = np.empty((512, 2), np.int64)
    parts = np.empty((512, COLUMNS))
    count = 0
    begin = 0
    while begin < len(bucket):
        end = begin
        while end < len(bucket) and bucket[end] == bucket[begin]:
            end += 1
        low_us = max(bucket[begin] * BUCKET_US, from_us)
        high_us = min((bucket[begin] + 1) * BUCKET_US, until_us)
        near = _candidates(
            begin, end, parties, box, allowed, limits.horizontal_m, near_m, level_ft
        )
        for n in range(len(near)):
            a, b = near[n, 0], near[n, 1]
            if mover[a] > mover[b]:
                a, b = b, a
            reach_m = max(
                2.0 * limits.horizontal_m, near_m + box[a, _ERROR_M] + box[b, _ERROR_M]
            )
            many = -1
            while many < 0:
                many = fill_parts(
                    paths, mover[a], row[a], paths, mover[b], row[b],
                    low_us, high_us, gap_us, reach_m, band, True, allowed,
                    times_us, parts,
                )  # fmt: skip
                if many < 0:
                    times_us = np.empty((2 * len(times_us), 2), np.int64)
                    parts = np.empty((2 * len(parts), COLUMNS))
            while len(kinds) - count < 15 * many:
                pairs, kinds, spans_us = _longer(pairs, kinds, spans_us)
            found = encounter_spans(
                times_us, parts, many, limits, kinds[count:], spans_us[count:]
            )
            pairs[count : count + found, 0] = mover[a]
            pairs[count : count + found, 1] = mover[b]
            count += found
        begin = end
    return pairs[:count].copy(), kinds[:count].copy(), spans_us[:count].copy()


@njit(cache=True, nogil=True)
def _search_reach(paths: Paths, limits: Limits) -> tuple[float, float]:
    """Return what a near collision adds to errors, and the height to search."""
    near_m = 0.0
    level_ft = 2.0 * limits.vertical_ft
    if not np.isnan(limits.near_horizontal_m):
        near_m = limits.near_horizontal_m
        level_ft = max(level_ft, 2.0 * limits.near_vertical_ft)
        if not np.isnan(limits.near_slant_m):
            near_m = max(near_m, limits.near_slant_m)
            level_ft = max(level_ft, 2.0 * limits.near_slant_m / 0.3048)
    # Quanta widen the possible sets on both sides; heights are compared exactly later.
    return near_m, level_ft + 2.0 * max(_greatest(paths.baro_half_quantum_ft), 100.0)


@njit(cache=True, nogil=True)
def _candidates(
    begin: int,
    end: int,
    parties: I64,
    box: F64,
    allowed: NDArray[np.bool_],
    horizontal_m: float,
    near_m: float,
    level_ft: float,
) -> I64:
    """Return pairs of boxes of one bucket that may be near: int64[n, 2], by south."""
    found = np.empty((16, 2), np.int64)
    count = 0
    order = begin + np.argsort(box[begin:end, _SOUTH], kind="mergesort")
    widest_m = 2.0 * horizontal_m
    for n in range(begin, end):
        widest_m = max(widest_m, near_m + 2.0 * box[n, _ERROR_M])
    span_rad = (widest_m + ROUGH_SLACK_M) * (1.0 + 2.0 * ROUGH_SHARE_FRAC) / EARTH_M
    for p in range(len(order)):
        for q in range(p + 1, len(order)):
            a, b = order[p], order[q]
            if box[b, _SOUTH] - box[a, _NORTH] > span_rad:
                # Later boxes begin further north still.
                break
            reach_m = max(
                2.0 * horizontal_m, near_m + box[a, _ERROR_M] + box[b, _ERROR_M]
            )
            if not _any_allowed(parties[a], parties[b], allowed):
                continue
            if not _boxes_near(box, a, b, reach_m, level_ft):
                continue
            if count == len(found):
                more = np.empty((2 * count, 2), np.int64)
                more[:count] = found
                found = more
            found[count, 0], found[count, 1] = a, b
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _greatest(values: F64) -> float:
    greatest = 0.0
    for value in values:
        greatest = max(greatest, value)
    return greatest


@njit(cache=True, nogil=True)
def _any_allowed(parties_a: int, parties_b: int, allowed: NDArray[np.bool_]) -> bool:
    """Tell whether some party of one box and some of the other are asked for."""
    for p in range(len(allowed)):
        for q in range(len(allowed)):
            a, b = p % PARTY_BITS, q % PARTY_BITS
            if allowed[p, q] and (parties_a >> a) & 1 and (parties_b >> b) & 1:
                return True
    return False


@njit(cache=True, nogil=True)
def _longer(
    pairs: I64, kinds: NDArray[np.int8], spans_us: I64
) -> tuple[I64, NDArray[np.int8], I64]:
    n = len(kinds)
    more_pairs = np.empty((2 * n, 2), np.int64)
    more_kinds = np.empty(2 * n, np.int8)
    more_us = np.empty((2 * n, 2), np.int64)
    more_pairs[:n], more_kinds[:n], more_us[:n] = pairs, kinds, spans_us
    return more_pairs, more_kinds, more_us


@njit(cache=True, nogil=True)
def stays_between(
    paths: Paths,
    sites: Paths,
    reach: Reach,
    band: Band,
    allowed: NDArray[np.bool_],
    gap_us: int,
    from_us: int,
    until_us: int,
) -> tuple[I64, NDArray[np.int8], I64]:
    """Return the sets of all movers about all sites, over parts begun in [from, until).

    Parameters
    ----------
    paths
        all movers.
    sites
        the sites as paths of their own; a fixed one has two far-off rows.
    reach, band
        what the clause asks; the band is of the mover alone.
    allowed
        bool[party, 1], the parties asked for.
    gap_us
        longest gap that is bridged, of the mover and of the site.
    from_us, until_us
        the stretch of time.

    Returns
    -------
    Pairs int64[n, 2] (mover, site), kinds int8[n], intervals int64[n, 2].
    """
    pairs = np.empty((256, 2), np.int64)
    kinds = np.empty(256, np.int8)
    spans_us = np.empty((256, 2), np.int64)
    times_us = np.empty((4096, 2), np.int64)
    parts = np.empty((4096, COLUMNS))
    count = 0
    chunk = 256
    for site in range(len(sites.start) - 1):
        if sites.start[site + 1] - sites.start[site] < 2:
            continue
        for k in range(len(paths.start) - 1):
            low, high = rows_between(paths, k, from_us, until_us)
            if low >= high:
                continue
            for i in range(low, high, chunk):
                low_us = max(paths.time_us[i], from_us)
                high_us = min(paths.time_us[min(i + chunk, high)], until_us)
                other, _ = rows_between(sites, site, low_us, high_us)
                many = -1
                while many < 0:
                    many = fill_parts(
                        paths, k, i, sites, site, other, low_us, high_us, gap_us,
                        2.0 * reach.radius_m, band, False, allowed, times_us, parts,
                    )  # fmt: skip
                    if many < 0:
                        times_us = np.empty((2 * len(times_us), 2), np.int64)
                        parts = np.empty((2 * len(parts), COLUMNS))
                while len(kinds) - count < 10 * many:
                    pairs, kinds, spans_us = _longer(pairs, kinds, spans_us)
                found = stay_spans(
                    times_us, parts, many, reach, kinds[count:], spans_us[count:]
                )
                for n in range(count, count + found):
                    pairs[n, 0], pairs[n, 1] = k, site
                count += found
    return pairs[:count].copy(), kinds[:count].copy(), spans_us[:count].copy()
