"""Two movers that may be near: settled by bounds where they do, exactly where not.

Between neighbouring reports of either, two movers are nearer than some bound and
farther than another, which a rough plane tells. Where the bounds leave no doubt that a
set holds all of that time or none of it, no geodesic is needed, and the answer is the
same to the microsecond; where they leave one, the time is cut into parts (`parts`) and
judged exactly (`separation`).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from thalweg.kernels.parts import (
    BAND_HIGH_FRAC,
    BAND_KNOWN,
    BAND_LOW_FRAC,
    COLUMNS,
    EARTH_M,
    QUANTA_FT,
    ROUGH_SHARE_FRAC,
    ROUGH_SLACK_M,
    ROUGH_TO_RAD,
    Z0_FT,
    Z1_FT,
    Band,
    bulge_m,
    cut,
    fill_heights,
    fill_parts,
    least_on_way_m,
    pieces_of,
    rough_place_rad,
)
from thalweg.kernels.paths import SECOND_US, Paths, observed, pair_bowed_m
from thalweg.kernels.separation import (
    BREACH,
    KINDS,
    NEAR_CERTAIN,
    NEAR_POSSIBLE,
    NEAR_PROBABLE,
    POSSIBLE,
    WIDE,
    Limits,
    encounter_spans,
    farthest_ft,
    farthest_m,
    grown,
    more_spans,
    put,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# Of which kinds the sets of a search are, see `pair_spans`.
SEARCHED = (BREACH, POSSIBLE, NEAR_CERTAIN, NEAR_PROBABLE, NEAR_POSSIBLE)

# Longer ways, and places farther apart, are left to the geodesic.
_LONGEST_RAD = 0.02
_FARTHEST_M = 150_000.0
# Heights closer to a limit than this are compared part by part.
_HAIR_FT = 1e-6
_NONE, _ALL, _DOUBT = 0, 1, 2
_CHUNK_US = 30 * SECOND_US


@njit(cache=True, nogil=True)
def bounds_m(
    own: Paths, i: int, other: Paths, j: int, from_us: int, to_us: int
) -> tuple[float, float]:
    """Return bounds of the distance of two segments over [from, to].

    Both go straight and evenly in degrees there, so in a plane of degrees scaled by one
    cosine the way of the one from the other is straight too. What that leaves out is
    in the bounds: the radii of curvature differ from `EARTH_M` by at most 0.56 %; at
    80 degrees and 150 km the plane itself is off by 0.3 %; the axes of the exact parts
    turn by less than 1 % of the distance in a part; the ways stray from the straight
    ones by at most their bulges, and the cosine changes with the mean latitude.

    Parameters
    ----------
    own, i, other, j
        the segments, as paths and rows.
    from_us, to_us
        a stretch of time that both cover.

    Returns
    -------
    The distance is nowhere below the first nor above the second, in metres, as the
    exact parts have it. 0 and infinity where no bound is known: within 10 degrees of a
    pole, or for ways longer than 127 km. NaN in, NaN out.
    """
    dlat_rad = abs(own.lat_rad[i + 1] - own.lat_rad[i])
    dlat_rad += abs(other.lat_rad[j + 1] - other.lat_rad[j])
    dlon_rad = _way_rad(own.lon_rad[i], own.lon_rad[i + 1])
    dlon_rad += _way_rad(other.lon_rad[j], other.lon_rad[j + 1])
    farthest_rad = max(abs(own.lat_rad[i]), abs(other.lat_rad[j]))
    if farthest_rad > ROUGH_TO_RAD or max(dlat_rad, dlon_rad) > _LONGEST_RAD:
        return 0.0, math.inf
    a0_lat, a0_lon = rough_place_rad(own, i, from_us)
    b0_lat, b0_lon = rough_place_rad(other, j, from_us)
    a1_lat, a1_lon = rough_place_rad(own, i, to_us)
    b1_lat, b1_lon = rough_place_rad(other, j, to_us)
    mean0_rad, mean1_rad = 0.5 * (a0_lat + b0_lat), 0.5 * (a1_lat + b1_lat)
    scale_m = EARTH_M * math.cos(0.5 * (mean0_rad + mean1_rad))
    turn0_rad, turn1_rad = _turn_rad(a0_lon, b0_lon), _turn_rad(a1_lon, b1_lon)
    x0_m, x1_m = turn0_rad * scale_m, turn1_rad * scale_m
    y0_m, y1_m = (b0_lat - a0_lat) * EARTH_M, (b1_lat - a1_lat) * EARTH_M
    near_m = least_on_way_m(x0_m, y0_m, x1_m, y1_m)
    far_m = max(math.hypot(x0_m, y0_m), math.hypot(x1_m, y1_m))
    widest_rad = max(abs(turn0_rad), abs(turn1_rad))
    slack_m = ROUGH_SLACK_M + 2.0 * (bulge_m(own, i) + bulge_m(other, j))
    slack_m += 0.5 * EARTH_M * widest_rad * abs(mean1_rad - mean0_rad)
    least_m = min(near_m * (1.0 - ROUGH_SHARE_FRAC) - slack_m, _FARTHEST_M)
    most_m = far_m * (1.0 + 2.0 * ROUGH_SHARE_FRAC) + slack_m
    return least_m, most_m if most_m < _FARTHEST_M else math.inf


@njit(cache=True, nogil=True)
def _turn_rad(from_rad: float, to_rad: float) -> float:
    """Return the signed way from one longitude to another, the short way round."""
    turn_rad = to_rad - from_rad
    if abs(turn_rad) > math.pi:
        turn_rad -= 2.0 * math.pi * round(turn_rad / (2.0 * math.pi))
    return turn_rad


@njit(cache=True, nogil=True)
def _way_rad(from_rad: float, to_rad: float) -> float:
    return abs(_turn_rad(from_rad, to_rad))


@njit(cache=True, nogil=True)
def pair_spans(
    paths: Paths,
    k: int,
    own_row: int,
    m: int,
    other_row: int,
    from_us: int,
    until_us: int,
    gap_us: int,
    limits: Limits,
    band: Band,
    allowed: NDArray[np.bool_],
    kinds: NDArray[np.int8],
    spans_us: I64,
) -> tuple[int, NDArray[np.int8], I64]:
    """Find the sets that make encounters of two movers, of the kinds in `SEARCHED`.

    Those of the other kinds may be there or not: they are worked out with the measures
    of an encounter, or where it is asked whether two are one (`stays_wide`).

    Parameters
    ----------
    paths, k, own_row, m, other_row, from_us, until_us, gap_us
        the movers, the rows to begin with and the stretch of time, as in `fill_parts`.
    limits, band, allowed
        what the clause asks.
    kinds, spans_us
        int8[n] and int64[n, 2], written; exchanged for longer ones as needed.

    Returns
    -------
    How many intervals there are, and the arrays that hold them.
    """
    time_us, open_path, party = paths.time_us, paths.open_path, paths.party
    baro_ft = paths.baro_ft
    level_ft = farthest_ft(limits) + _HAIR_FT
    level_ft += paths.baro_half_quantum_ft[k] + paths.baro_half_quantum_ft[m]
    last = np.full(KINDS, -1, np.int64)
    times_us, parts = np.empty((16, 2), np.int64), np.empty((16, COLUMNS))
    row = np.empty(COLUMNS)
    state = np.empty(3, np.int64)
    i, j = own_row, other_row
    own_end, other_end = paths.start[k + 1] - 1, paths.start[m + 1] - 1
    count = 0
    while i < own_end and j < other_end:
        s0 = max(time_us[i], time_us[j])
        s1 = min(time_us[i + 1], time_us[j + 1])
        if s0 >= until_us:
            break
        if (
            s1 > s0
            and s0 >= from_us
            and allowed[party[i], party[j]]
            and not _apart_ft(baro_ft, i, j) > level_ft
            and observed(time_us, open_path, i, gap_us)
            and observed(time_us, open_path, j, gap_us)
        ):
            _settle(paths, k, i, m, j, (s0, s1), gap_us, limits, band, row, state)
            if state.max() == _DOUBT:
                many = pieces_of(s0, s1)
                if many > len(parts):
                    times_us = np.empty((2 * many, 2), np.int64)
                    parts = np.empty((2 * many, COLUMNS))
                while len(kinds) - count < 15 * many:
                    kinds, spans_us = grown(kinds, spans_us)
                cut(paths, k, i, paths, m, j, s0, s1, gap_us, band, True,
                    times_us, parts, 0)  # fmt: skip
                count = more_spans(
                    times_us, parts, many, limits, kinds, spans_us, last, count
                )
            elif state.max() == _ALL:
                if len(kinds) - count < 2:
                    kinds, spans_us = grown(kinds, spans_us)
                for n in range(2):
                    if state[n] == _ALL:
                        kind = BREACH if n == 0 else POSSIBLE
                        count = put(
                            kind, (0.0, 1.0), s0, s1, kinds, spans_us, last, count
                        )
        if time_us[i + 1] <= time_us[j + 1]:
            i += 1
        else:
            j += 1
    return count, kinds, spans_us


@njit(cache=True, nogil=True)
def _apart_ft(height_ft: F64, i: int, j: int) -> float:
    """Return how far apart two segments' heights stay at least; NaN: unknown."""
    a_ft, b_ft, c_ft, d_ft = (
        height_ft[i],
        height_ft[i + 1],
        height_ft[j],
        height_ft[j + 1],
    )
    if a_ft > b_ft:
        a_ft, b_ft = b_ft, a_ft
    if c_ft > d_ft:
        c_ft, d_ft = d_ft, c_ft
    if c_ft - b_ft > a_ft - d_ft:
        return c_ft - b_ft + 0.0 * (a_ft + d_ft)
    return a_ft - d_ft + 0.0 * (c_ft + b_ft)


@njit(cache=True, nogil=True)
def _settle(
    paths: Paths,
    k: int,
    i: int,
    m: int,
    j: int,
    span_us: tuple[int, int],
    gap_us: int,
    limits: Limits,
    band: Band,
    row: F64,
    state: I64,
) -> None:
    """Say of breach, possible and near sets which share of `span_us` they hold.

    Written into `state`: none of it, all of it, or in doubt. `row` is room for a part.
    """
    state[:] = _NONE
    time_us, error_m = paths.time_us, paths.error_m
    certain_m = max(error_m[i], error_m[i + 1]) + max(error_m[j], error_m[j + 1])
    most_error_m = certain_m + pair_bowed_m(
        (time_us[i], time_us[i + 1]), paths.manoeuvre_mps2[k],
        (time_us[j], time_us[j + 1]), paths.manoeuvre_mps2[m], span_us[0], span_us[1],
    )  # fmt: skip
    least_m, most_m = bounds_m(paths, i, paths, j, span_us[0], span_us[1])
    # A place that is no number is near nothing.
    if not least_m <= farthest_m(limits, most_error_m):
        return
    fill_heights(paths, k, i, paths, m, j, span_us, gap_us, band, True, row)
    if row[BAND_LOW_FRAC] >= 1.0 and row[BAND_HIGH_FRAC] <= 0.0:
        return
    _settle_near(limits, row, least_m, most_error_m, state)
    low_ft, high_ft = _least_ft(row), max(abs(row[Z0_FT]), abs(row[Z1_FT]))
    if np.isnan(low_ft):
        return
    limit_m, limit_ft = limits.horizontal_m, limits.vertical_ft
    if row[BAND_KNOWN] > 0.0:
        if most_m < limit_m and high_ft < limit_ft - _HAIR_FT:
            state[0] = _ALL
        elif least_m < limit_m and low_ft < limit_ft + _HAIR_FT:
            state[0] = _DOUBT
    quanta_ft = row[QUANTA_FT]
    if certain_m <= limit_m:
        if (
            most_error_m <= limit_m
            and most_m < limit_m + certain_m
            and high_ft < limit_ft + quanta_ft - _HAIR_FT
        ):
            state[1] = _ALL
        elif (
            least_m < limit_m + most_error_m
            and low_ft < limit_ft + quanta_ft + _HAIR_FT
        ):
            state[1] = _DOUBT
    if row[BAND_LOW_FRAC] > 0.0 or row[BAND_HIGH_FRAC] < 1.0:
        for n in range(2):
            state[n] = _DOUBT if state[n] == _ALL else state[n]


@njit(cache=True, nogil=True)
def _settle_near(
    limits: Limits, row: F64, least_m: float, error_m: float, state: I64
) -> None:
    """Say whether there may be a near collision; all of the time is left in doubt."""
    if np.isnan(limits.near_horizontal_m):
        return
    if np.isnan(row[Z0_FT]):
        state[2] = _DOUBT if least_m < limits.near_horizontal_m else _NONE
        return
    reach_m, reach_ft = limits.near_horizontal_m, limits.near_vertical_ft
    if not np.isnan(limits.near_slant_m):
        reach_m = max(reach_m, limits.near_slant_m)
        reach_ft = max(reach_ft, limits.near_slant_m / 0.3048)
    if (
        least_m < reach_m + error_m
        and _least_ft(row) < reach_ft + row[QUANTA_FT] + _HAIR_FT
    ):
        state[2] = _DOUBT


@njit(cache=True, nogil=True)
def _least_ft(row: F64) -> float:
    """Return the least height difference of a part; NaN where unknown."""
    a_ft, b_ft = row[Z0_FT], row[Z1_FT]
    if a_ft * b_ft <= 0.0:
        return 0.0
    return min(abs(a_ft), abs(b_ft)) + 0.0 * (a_ft + b_ft)


@njit(cache=True, nogil=True)
def stays_wide(
    paths: Paths,
    k: int,
    m: int,
    from_us: int,
    to_us: int,
    gap_us: int,
    limits: Limits,
    band: Band,
    allowed: NDArray[np.bool_],
) -> bool:
    """Tell whether two movers stay within twice the limits all through [from, to].

    That is whether one unbroken interval {m <= 2} holds all of it (RULES §5). Unseen
    time breaks it. Arguments as in `pair_spans`.
    """
    wide_m = 2.0 * limits.horizontal_m + 1.0
    times_us, parts = np.empty((128, 2), np.int64), np.empty((128, COLUMNS))
    kinds, spans_us = np.empty(15 * 128, np.int8), np.empty((15 * 128, 2), np.int64)
    reached_us = from_us
    while reached_us < to_us:
        i, j = _row_at(paths, k, reached_us), _row_at(paths, m, reached_us)
        if i < 0 or j < 0:
            return False
        begin_us = max(paths.time_us[i], paths.time_us[j])
        end_us = reached_us + _CHUNK_US
        many = -1
        while many < 0:
            many = fill_parts(
                paths, k, i, paths, m, j, begin_us, end_us, gap_us, wide_m, band,
                True, allowed, times_us, parts,
            )  # fmt: skip
            if many < 0:
                times_us = np.empty((2 * len(times_us), 2), np.int64)
                parts = np.empty((2 * len(parts), COLUMNS))
                kinds, spans_us = grown(kinds, spans_us)
        count = encounter_spans(times_us, parts, many, limits, kinds, spans_us)
        before_us = reached_us
        for n in range(count):
            if kinds[n] == WIDE and spans_us[n, 0] <= reached_us:
                reached_us = max(reached_us, spans_us[n, 1])
        if reached_us == before_us:
            return False
    return True


@njit(cache=True, nogil=True)
def _row_at(paths: Paths, k: int, at_us: int) -> int:
    """Return the mover's last row at or before a time; -1 where there is none."""
    first, end = paths.start[k], paths.start[k + 1]
    n = np.searchsorted(paths.time_us[first:end], at_us, side="right")
    return first + n - 1 if n else -1
