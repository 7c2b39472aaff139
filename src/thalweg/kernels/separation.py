"""When two movers, or a mover and a site, are closer than limits allow.

Every set below is convex in time inside a part (`kernels.parts`), so that each is one
interval there: a horizontal distance is the length of a vector that goes straight, a
height difference is straight, and sums and squares of such non-negative convex
functions are convex. Intervals are written as microseconds, rounded once.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.parts import (
    ALTIMETRY_FT,
    BAND_HIGH_FRAC,
    BAND_KNOWN,
    BAND_LOW_FRAC,
    ERROR_M,
    QUANTA_FT,
    STRAY_FT,
    X0_M,
    X1_M,
    Y0_M,
    Y1_M,
    Z0_FT,
    Z1_FT,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# Kinds of sets. BREACH is as measured; WIDE is within twice the limits (what joins
# breaches, and what was observed around them); JUDGED is the part of BREACH where the
# error does not exceed the limit. NEAR_* are of a near collision, or of overhead time.
BREACH, WIDE, JUDGED, CERTAIN, PROBABLE, POSSIBLE = 0, 1, 2, 3, 4, 5
NEAR_CERTAIN, NEAR_PROBABLE, NEAR_POSSIBLE, NEAR_JUDGED = 6, 7, 8, 9
KINDS = 10

M_PER_FT = 0.3048
# What joins breaches is m <= 2, ends included: 2,000 ft level is common.
_CLOSED = 2.0 * (1.0 + 1e-12)
_NEVER = (1.0, 0.0)
_SECTION = (math.sqrt(5.0) - 1.0) / 2.0


class Limits(NamedTuple):
    """Limits of a separation clause; NaN where the clause gives none."""

    horizontal_m: float
    vertical_ft: float
    tolerance_ft: float
    near_horizontal_m: float
    near_vertical_ft: float
    near_slant_m: float


class Reach(NamedTuple):
    """Limits of a stand-off clause; `overhead_m` is NaN where it gives none."""

    radius_m: float
    overhead_m: float


@njit(cache=True, nogil=True)
def farthest_m(limits: Limits, error_m: float) -> float:
    """Return a distance as measured from which on no set of a breach is left.

    That is of BREACH, the possible set and the near ones, for a pair error of at most
    `error_m`; WIDE and JUDGED are not asked about.
    """
    reach_m = limits.horizontal_m
    if error_m > 0.0:
        reach_m += min(error_m, limits.horizontal_m)
    for near_m in (limits.near_horizontal_m, limits.near_slant_m):
        if near_m + error_m > reach_m:
            reach_m = near_m + error_m
    return reach_m


@njit(cache=True, nogil=True)
def farthest_ft(limits: Limits) -> float:
    """Return the height from which on, quanta added, no such set is left either."""
    level_ft = limits.vertical_ft
    for near_ft in (limits.near_vertical_ft, limits.near_slant_m / M_PER_FT):
        if near_ft > level_ft:
            level_ft = near_ft
    return level_ft


@njit(cache=True, nogil=True)
def within_frac(row: F64, limit_m: float) -> tuple[float, float]:
    """Return the share of a part in which the horizontal distance is below a limit."""
    if not limit_m > 0.0:
        return _NEVER
    dx_m, dy_m = row[X1_M] - row[X0_M], row[Y1_M] - row[Y0_M]
    way_m2 = dx_m * dx_m + dy_m * dy_m
    start_m2 = row[X0_M] * row[X0_M] + row[Y0_M] * row[Y0_M]
    if way_m2 <= 1e-18:
        return (0.0, 1.0) if start_m2 < limit_m * limit_m else _NEVER
    middle = -(row[X0_M] * dx_m + row[Y0_M] * dy_m) / way_m2
    cross_m2 = row[X0_M] * dy_m - row[Y0_M] * dx_m
    left_m2 = limit_m * limit_m - cross_m2 * cross_m2 / way_m2
    if left_m2 <= 0.0:
        return _NEVER
    half = math.sqrt(left_m2 / way_m2)
    return max(0.0, middle - half), min(1.0, middle + half)


@njit(cache=True, nogil=True)
def level_frac(row: F64, limit_ft: float) -> tuple[float, float]:
    """Return the share of a part in which the height difference is below a limit."""
    if not limit_ft > 0.0 or np.isnan(row[Z0_FT]):
        return _NEVER
    z0_ft, dz_ft = row[Z0_FT], row[Z1_FT] - row[Z0_FT]
    if abs(dz_ft) < 1e-12:
        return (0.0, 1.0) if abs(z0_ft) < limit_ft else _NEVER
    a = (-limit_ft - z0_ft) / dz_ft
    b = (limit_ft - z0_ft) / dz_ft
    return max(0.0, min(a, b)), min(1.0, max(a, b))


@njit(cache=True, nogil=True)
def slant_m2(
    row: F64, u_frac: float, error_m: float, extra_ft: float, widest: bool
) -> float:
    """Return the square of the slant range at a share of a part, in m².

    With `widest` the error and the vertical terms are added to the measures, else they
    are taken from them, down to nothing.
    """
    x_m = row[X0_M] + u_frac * (row[X1_M] - row[X0_M])
    y_m = row[Y0_M] + u_frac * (row[Y1_M] - row[Y0_M])
    z_ft = abs(row[Z0_FT] + u_frac * (row[Z1_FT] - row[Z0_FT]))
    h_m = math.sqrt(x_m * x_m + y_m * y_m)
    if widest:
        h_m += error_m
        z_ft += extra_ft
    else:
        h_m = max(0.0, h_m - error_m)
        z_ft = max(0.0, z_ft - extra_ft)
    height_m = z_ft * M_PER_FT
    return float(h_m * h_m + height_m * height_m)


@njit(cache=True, nogil=True)
def slant_frac(
    row: F64, limit_m: float, error_m: float, extra_ft: float, widest: bool
) -> tuple[float, float]:
    """Return the share of a part in which the slant range is below a limit.

    The function is convex: its least is found by golden section, the ends by bisection,
    both to the last bit that a double holds over 2 s.
    """
    if not limit_m > 0.0 or np.isnan(row[Z0_FT]):
        return _NEVER
    bound_m2 = limit_m * limit_m
    low, high = 0.0, 1.0
    best = 0.0
    least_m2 = slant_m2(row, 0.0, error_m, extra_ft, widest)
    end_m2 = slant_m2(row, 1.0, error_m, extra_ft, widest)
    if end_m2 < least_m2:
        best, least_m2 = 1.0, end_m2
    for _ in range(70):
        a = high - _SECTION * (high - low)
        b = low + _SECTION * (high - low)
        fa_m2 = slant_m2(row, a, error_m, extra_ft, widest)
        fb_m2 = slant_m2(row, b, error_m, extra_ft, widest)
        if fa_m2 < least_m2:
            best, least_m2 = a, fa_m2
        if fb_m2 < least_m2:
            best, least_m2 = b, fb_m2
        if fa_m2 <= fb_m2:
            high = b
        else:
            low = a
    if not least_m2 < bound_m2:
        return _NEVER
    ends = np.empty(2)
    for end in range(2):
        inside, outside = best, float(end)
        if slant_m2(row, outside, error_m, extra_ft, widest) < bound_m2:
            ends[end] = outside
            continue
        for _ in range(60):
            middle = 0.5 * (inside + outside)
            if slant_m2(row, middle, error_m, extra_ft, widest) < bound_m2:
                inside = middle
            else:
                outside = middle
        ends[end] = inside
    return ends[0], ends[1]


@njit(cache=True, nogil=True)
def both(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """Intersect two shares of a part; low above high is never."""
    return max(a[0], b[0]), min(a[1], b[1])


@njit(cache=True, nogil=True)
def put(
    kind: int,
    share: tuple[float, float],
    t0_us: int,
    t1_us: int,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append a share of a part as an interval, or let the last of its kind grow."""
    if not share[0] < share[1]:
        return count
    width_us = t1_us - t0_us
    start_us = t0_us + round(share[0] * width_us)
    end_us = t0_us + round(share[1] * width_us)
    if start_us >= end_us:
        return count
    n = last[kind]
    if n >= 0 and start_us <= spans_us[n, 1] and end_us >= spans_us[n, 0]:
        spans_us[n, 0] = min(spans_us[n, 0], start_us)
        spans_us[n, 1] = max(spans_us[n, 1], end_us)
        return count
    kinds[count] = kind
    spans_us[count, 0], spans_us[count, 1] = start_us, end_us
    last[kind] = count
    return count + 1


@njit(cache=True, nogil=True)
def grown(kinds: NDArray[np.int8], spans_us: I64) -> tuple[NDArray[np.int8], I64]:
    """Return the same kinds and intervals with twice the room."""
    more_kinds = np.empty(2 * len(kinds), np.int8)
    more_us = np.empty((2 * len(spans_us), 2), np.int64)
    more_kinds[: len(kinds)] = kinds
    more_us[: len(spans_us)] = spans_us
    return more_kinds, more_us


@njit(cache=True, nogil=True)
def _put_near(
    row: F64,
    limits: Limits,
    band: tuple[float, float],
    t_us: tuple[int, int],
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Append the sets of a near collision: the cylinder, and the slant range."""
    e_m, q_ft = row[ERROR_M], row[QUANTA_FT]
    all_ft = q_ft + row[STRAY_FT] + row[ALTIMETRY_FT]
    known = row[BAND_KNOWN] > 0.0
    wide_m = limits.near_horizontal_m + e_m
    if not np.isnan(limits.near_slant_m):
        wide_m = max(wide_m, limits.near_slant_m + e_m)
    near = within_frac(row, wide_m)
    if not near[0] < near[1]:
        return count
    h_m, v_ft, s_m = (
        limits.near_horizontal_m,
        limits.near_vertical_ft,
        limits.near_slant_m,
    )
    if np.isnan(row[Z0_FT]):
        share = both(within_frac(row, h_m), band)
        return put(NEAR_POSSIBLE, share, t_us[0], t_us[1], kinds, spans_us, last, count)
    for grade in range(3):
        if grade == 0:
            cylinder = both(within_frac(row, h_m - e_m), level_frac(row, v_ft - all_ft))
            slant = slant_frac(row, s_m, e_m, all_ft, True)
        elif grade == 1:
            cylinder = both(within_frac(row, h_m), level_frac(row, v_ft - q_ft))
            slant = slant_frac(row, s_m, 0.0, q_ft, True)
        else:
            cylinder = both(within_frac(row, h_m + e_m), level_frac(row, v_ft + q_ft))
            slant = slant_frac(row, s_m, e_m, q_ft, False)
        kind = NEAR_CERTAIN + grade if known else NEAR_POSSIBLE
        for share in (both(cylinder, band), both(slant, band)):
            count = put(kind, share, t_us[0], t_us[1], kinds, spans_us, last, count)
    return count


@njit(cache=True, nogil=True)
def encounter_spans(
    times_us: I64,
    parts: F64,
    many: int,
    limits: Limits,
    kinds: NDArray[np.int8],
    spans_us: I64,
) -> int:
    """Write the sets of a pair over `many` parts; return how many intervals there are.

    Rules: RULES §3 (grades) and §5. `kinds` int8[n] and `spans_us` int64[n, 2] need
    room for 15 intervals a part. Intervals of one kind may overlap and are in no order.
    """
    last = np.full(KINDS, -1, np.int64)
    return more_spans(times_us, parts, many, limits, kinds, spans_us, last, 0)


@njit(cache=True, nogil=True)
def more_spans(
    times_us: I64,
    parts: F64,
    many: int,
    limits: Limits,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> int:
    """Write the sets of a pair over `many` more parts, after `count` intervals.

    As `encounter_spans`; `last` int64[KINDS] holds where the last interval of each kind
    stands, -1 for none, so that what touches it makes it grow.
    """
    for p in range(many):
        row = parts[p]
        t0_us, t1_us = times_us[p, 0], times_us[p, 1]
        band = (row[BAND_LOW_FRAC], row[BAND_HIGH_FRAC])
        e_m, q_ft = row[ERROR_M], row[QUANTA_FT]
        h_m, v_ft = limits.horizontal_m, limits.vertical_ft
        tolerance_ft = limits.tolerance_ft
        hard_ft = q_ft + row[STRAY_FT] + max(row[ALTIMETRY_FT], tolerance_ft)
        if row[BAND_KNOWN] > 0.0:
            flat = within_frac(row, h_m)
            breach = both(both(flat, level_frac(row, v_ft)), band)
            count = put(BREACH, breach, t0_us, t1_us, kinds, spans_us, last, count)
            if e_m <= h_m:
                count = put(JUDGED, breach, t0_us, t1_us, kinds, spans_us, last, count)
            wide = both(
                within_frac(row, _CLOSED * h_m), level_frac(row, _CLOSED * v_ft)
            )
            share = both(wide, band)
            count = put(WIDE, share, t0_us, t1_us, kinds, spans_us, last, count)
            share = both(
                both(within_frac(row, h_m - e_m), level_frac(row, v_ft - hard_ft)), band
            )
            count = put(CERTAIN, share, t0_us, t1_us, kinds, spans_us, last, count)
            share = both(both(flat, level_frac(row, v_ft - q_ft - tolerance_ft)), band)
            count = put(PROBABLE, share, t0_us, t1_us, kinds, spans_us, last, count)
        if e_m <= h_m:
            share = both(
                both(within_frac(row, h_m + e_m), level_frac(row, v_ft + q_ft)), band
            )
            count = put(POSSIBLE, share, t0_us, t1_us, kinds, spans_us, last, count)
        if not np.isnan(limits.near_horizontal_m):
            count = _put_near(
                row, limits, band, (t0_us, t1_us), kinds, spans_us, last, count
            )
    return count


@njit(cache=True, nogil=True)
def stay_spans(
    times_us: I64,
    parts: F64,
    many: int,
    reach: Reach,
    kinds: NDArray[np.int8],
    spans_us: I64,
) -> int:
    """Write the sets of a mover about a site over `many` parts; return how many.

    Rules: RULES §3 and §6. WIDE is all that was observed within twice the radius,
    whatever the height. `kinds` and `spans_us` need room for 10 intervals a part.
    """
    last = np.full(KINDS, -1, np.int64)
    count = 0
    for p in range(many):
        row = parts[p]
        t0_us, t1_us = times_us[p, 0], times_us[p, 1]
        band = (row[BAND_LOW_FRAC], row[BAND_HIGH_FRAC])
        e_m = row[ERROR_M]
        share = within_frac(row, 2.0 * reach.radius_m)
        count = put(WIDE, share, t0_us, t1_us, kinds, spans_us, last, count)
        for near in range(2):
            limit_m = reach.radius_m if near == 0 else reach.overhead_m
            if np.isnan(limit_m):
                continue
            if row[BAND_KNOWN] > 0.0:
                measured = both(within_frac(row, limit_m), band)
                kind = NEAR_PROBABLE if near else PROBABLE
                count = put(kind, measured, t0_us, t1_us, kinds, spans_us, last, count)
                if not near:
                    count = put(
                        BREACH, measured, t0_us, t1_us, kinds, spans_us, last, count
                    )
                if e_m <= limit_m:
                    kind = NEAR_JUDGED if near else JUDGED
                    count = put(
                        kind, measured, t0_us, t1_us, kinds, spans_us, last, count
                    )
                kind = NEAR_CERTAIN if near else CERTAIN
                share = both(within_frac(row, limit_m - e_m), band)
                count = put(kind, share, t0_us, t1_us, kinds, spans_us, last, count)
            if e_m <= limit_m:
                kind = NEAR_POSSIBLE if near else POSSIBLE
                share = both(within_frac(row, limit_m + e_m), band)
                count = put(kind, share, t0_us, t1_us, kinds, spans_us, last, count)
    return count


@njit(cache=True, nogil=True)
def least_on_parts(
    times_us: I64,
    parts: F64,
    many: int,
    spans_us: I64,
    scale_m: float,
    scale_ft: float,
) -> tuple[int, float]:
    """Return when (h / scale)² + (v / scale)² is least over closed intervals.

    Parameters
    ----------
    times_us, parts, many
        the parts of a pair.
    spans_us
        int64[n, 2], apart and sorted; where to look.
    scale_m
        horizontal limit.
    scale_ft
        vertical limit; infinite or with unknown heights only h counts.

    Returns
    -------
    The earliest such time in microseconds (-1: nowhere) and the value there.
    """
    best_us, best = -1, np.inf
    n = 0
    for p in range(many):
        t0_us, t1_us = times_us[p, 0], times_us[p, 1]
        while n < len(spans_us) and spans_us[n, 1] < t0_us:
            n += 1
        at = n
        while at < len(spans_us) and spans_us[at, 0] <= t1_us:
            from_us, to_us = max(spans_us[at, 0], t0_us), min(spans_us[at, 1], t1_us)
            at += 1
            if from_us >= to_us:
                # Only touched: its heights may be unknown, and then it would win.
                continue
            at_us, value = _least_in_part(
                parts[p], t0_us, t1_us, from_us, to_us, scale_m, scale_ft
            )
            # A difference in the last bits is no difference: the earliest wins.
            if value < best - 1e-12 * (1.0 + abs(best)) or best_us < 0:
                best_us, best = at_us, value
    return best_us, best


@njit(cache=True, nogil=True)
def _least_in_part(
    row: F64,
    t0_us: int,
    t1_us: int,
    from_us: int,
    to_us: int,
    scale_m: float,
    scale_ft: float,
) -> tuple[int, float]:
    """Return the time and value of the least weighted distance in part of a part."""
    x_m, y_m = row[X0_M], row[Y0_M]
    dx_m, dy_m = row[X1_M] - x_m, row[Y1_M] - y_m
    z_ft, dz_ft = row[Z0_FT], row[Z1_FT] - row[Z0_FT]
    weight = 1.0 / (scale_ft * scale_ft)
    if np.isnan(z_ft):
        z_ft, dz_ft, weight = 0.0, 0.0, 0.0
    flat = 1.0 / (scale_m * scale_m)
    square = flat * (dx_m * dx_m + dy_m * dy_m) + weight * dz_ft * dz_ft
    slope = flat * (x_m * dx_m + y_m * dy_m) + weight * z_ft * dz_ft
    start = flat * (x_m * x_m + y_m * y_m) + weight * z_ft * z_ft
    width_us = t1_us - t0_us
    low, high = (from_us - t0_us) / width_us, (to_us - t0_us) / width_us
    u = low
    if square > 0.0:
        u = min(max(-slope / square, low), high)
    value = start + u * (2.0 * slope + u * square)
    return t0_us + round(u * width_us), max(value, 0.0)
