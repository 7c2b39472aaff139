"""Two movers that may be near: settled by bounds where they do, exactly where not.

Between neighbouring reports of either, two movers are nearer than some bound and
farther than another, which a rough plane tells. Where the bounds leave no doubt that a
set holds all of that time or none of it, no geodesic is needed, and the answer is the
same to the microsecond; where they leave one, the time is cut into parts (`parts`) and
judged exactly (`separation`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import FLATTENING, SEMI_MAJOR_M
from thalweg.kernels.parts import (
    BAND_HIGH_FRAC,
    BAND_KNOWN,
    BAND_LOW_FRAC,
    COLUMNS,
    EARTH_M,
    GEO,
    QUANTA_FT,
    ROUGH_TO_RAD,
    Z0_FT,
    Z1_FT,
    Band,
    band_frac,
    cut,
    fill_heights,
    fill_parts,
    least_on_way_m,
    pieces_of,
    share_ft,
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
_E2 = FLATTENING * (2.0 - FLATTENING)
# What the radii of curvature change by, as a share, in a radian of latitude: 3/2 e².
_RADII_FRAC = 0.0101


class Way(NamedTuple):
    """A segment between two reports: its ends, its error, its pressure altitudes."""

    begin_us: int
    end_us: int
    lat0_rad: float
    lat1_rad: float
    lon0_rad: float
    lon1_rad: float
    error_m: float
    baro0_ft: float
    baro1_ft: float


@njit(cache=True, nogil=True)
def way_of(
    time_us: I64, lat_rad: F64, lon_rad: F64, error_m: F64, baro_ft: F64, i: int
) -> Way:
    """Return the segment from row i of columns of `Paths`."""
    return Way(
        time_us[i],
        time_us[i + 1],
        lat_rad[i],
        lat_rad[i + 1],
        lon_rad[i],
        lon_rad[i + 1],
        max(error_m[i], error_m[i + 1]),
        baro_ft[i],
        baro_ft[i + 1],
    )


@njit(cache=True, nogil=True)
def bounds_m(own: Way, other: Way, from_us: int, to_us: int) -> tuple[float, float]:
    """Return bounds of the distance of two segments over [from, to].

    Both go straight and evenly in degrees there, so in a plane of degrees, scaled by
    the radii of curvature at one latitude, the way of the one from the other is
    straight too. What that leaves out is in the bounds, each term taken twice over:

    * the segments' geodesics stray from straight and even ones in degrees by at most
      dlon²/16 + dlat dlon/4 + 3/16 e² dlat², each times the earth's radius (see
      `parts.bulge_m`; the last term is the change of the meridian's radius);
    * the cosine of the latitude half-way between both changes with that latitude;
    * the plane itself is off by a share of (d / R cos(lat))² / 8, and by 3/2 e² d / 2R
      for the radii away from its latitude;
    * the exact parts go straight between ends whose axes turn, by as much as the
      longitude of the own mover and half that between both change.

    Parameters
    ----------
    own, other
        the segments.
    from_us, to_us
        a stretch of time that both cover.

    Returns
    -------
    The distance is nowhere below the first nor above the second, in metres, as the
    exact parts have it. 0 and infinity where no bound is known: within 10 degrees of a
    pole, or for ways longer than 127 km. NaN in, NaN out.
    """
    dlat_rad = abs(own.lat1_rad - own.lat0_rad) + abs(other.lat1_rad - other.lat0_rad)
    own_rad = abs(_turn_rad(own.lon0_rad, own.lon1_rad))
    dlon_rad = own_rad + abs(_turn_rad(other.lon0_rad, other.lon1_rad))
    farthest_rad = max(abs(own.lat0_rad), abs(other.lat0_rad))
    if farthest_rad > ROUGH_TO_RAD or max(dlat_rad, dlon_rad) > _LONGEST_RAD:
        return 0.0, math.inf
    a0_rad, a0_lon_rad = _place_rad(own, from_us)
    a1_rad, a1_lon_rad = _place_rad(own, to_us)
    b0_rad, b0_lon_rad = _place_rad(other, from_us)
    b1_rad, b1_lon_rad = _place_rad(other, to_us)
    mean0_rad, mean1_rad = 0.5 * (a0_rad + b0_rad), 0.5 * (a1_rad + b1_rad)
    cosine = math.cos(0.5 * (mean0_rad + mean1_rad))
    share = 1.0 - _E2 * (1.0 - cosine * cosine)
    normal_m = SEMI_MAJOR_M / math.sqrt(share)
    north_m = normal_m * (1.0 - _E2) / share
    turn0_rad, turn1_rad = (
        _turn_rad(a0_lon_rad, b0_lon_rad),
        _turn_rad(a1_lon_rad, b1_lon_rad),
    )
    x0_m, x1_m = turn0_rad * normal_m * cosine, turn1_rad * normal_m * cosine
    y0_m, y1_m = (b0_rad - a0_rad) * north_m, (b1_rad - a1_rad) * north_m
    far_m = max(math.hypot(x0_m, y0_m), math.hypot(x1_m, y1_m))
    bent_rad = dlon_rad * (dlon_rad / 16.0 + dlat_rad / 4.0)
    bent_rad += _RADII_FRAC * dlat_rad * dlat_rad / 8.0
    widest_rad = max(abs(turn0_rad), abs(turn1_rad))
    bent_rad += 0.5 * widest_rad * abs(mean1_rad - mean0_rad)
    far_rad = far_m / EARTH_M
    bent_rad += (
        far_rad * far_rad * (far_rad / (8.0 * cosine * cosine) + 0.5 * _RADII_FRAC)
    )
    bent_rad += 0.5 * far_rad * (0.5 * abs(turn1_rad - turn0_rad) + own_rad)
    slack_m = 2.0 * EARTH_M * bent_rad + 0.01
    least_m = least_on_way_m(x0_m, y0_m, x1_m, y1_m) - slack_m
    if far_m + slack_m > _FARTHEST_M:
        return min(least_m, _FARTHEST_M), math.inf
    return least_m, far_m + slack_m


@njit(cache=True, nogil=True)
def _place_rad(way: Way, t_us: int) -> tuple[float, float]:
    """Return a rough latitude and longitude at a time, straight in degrees."""
    share = (t_us - way.begin_us) / (way.end_us - way.begin_us)
    lat_rad = way.lat0_rad + share * (way.lat1_rad - way.lat0_rad)
    return lat_rad, way.lon0_rad + share * _turn_rad(way.lon0_rad, way.lon1_rad)


@njit(cache=True, nogil=True)
def _turn_rad(from_rad: float, to_rad: float) -> float:
    """Return the signed way from one longitude to another, the short way round."""
    turn_rad = to_rad - from_rad
    if abs(turn_rad) > math.pi:
        turn_rad -= 2.0 * math.pi * round(turn_rad / (2.0 * math.pi))
    return turn_rad


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
    # Out of the tuple before the loop: taken there, each would be counted each time.
    time_us, open_path, party = paths.time_us, paths.open_path, paths.party
    lat_rad, lon_rad = paths.lat_rad, paths.lon_rad
    error_m, baro_ft = paths.error_m, paths.baro_ft
    manoeuvres = (paths.manoeuvre_mps2[k], paths.manoeuvre_mps2[m])
    quanta_ft = paths.baro_half_quantum_ft[k] + paths.baro_half_quantum_ft[m]
    level_ft = farthest_ft(limits) + quanta_ft + _HAIR_FT
    last = np.full(KINDS, -1, np.int64)
    row, state = np.empty(COLUMNS), np.empty(3, np.int64)
    i, j = own_row, other_row
    own_end, other_end = paths.start[k + 1] - 1, paths.start[m + 1] - 1
    count = 0
    while i < own_end and j < other_end:
        span_us = (max(time_us[i], time_us[j]), min(time_us[i + 1], time_us[j + 1]))
        if span_us[0] >= until_us:
            break
        if (
            span_us[1] > span_us[0] >= from_us
            and allowed[party[i], party[j]]
            and not _apart_ft(baro_ft, i, j) > level_ft
            and observed(time_us, open_path, i, gap_us)
            and observed(time_us, open_path, j, gap_us)
        ):
            own = way_of(time_us, lat_rad, lon_rad, error_m, baro_ft, i)
            other = way_of(time_us, lat_rad, lon_rad, error_m, baro_ft, j)
            about = _about(own, other, span_us, manoeuvres)
            # A place that is no number is near nothing.
            if about.least_m <= farthest_m(limits, about.most_error_m):
                if not _fill_by_baro(own, other, span_us, band, quanta_ft, row):
                    fill_heights(paths, k, i, paths, m, j, span_us, gap_us, band,
                                 True, row)  # fmt: skip
                _settle(about, limits, row, state)
                if state.max() == _ALL:
                    count, kinds, spans_us = _append_whole(
                        state, span_us, kinds, spans_us, last, count
                    )
                elif state.max() == _DOUBT:
                    count, kinds, spans_us = _append_exact(
                        paths, k, i, m, j, span_us, gap_us, limits, band,
                        kinds, spans_us, last, count,
                    )  # fmt: skip
        if time_us[i + 1] <= time_us[j + 1]:
            i += 1
        else:
            j += 1
    return count, kinds, spans_us


class About(NamedTuple):
    """Bounds of a distance, and of the pair error, over some time."""

    least_m: float
    most_m: float
    least_error_m: float
    most_error_m: float


@njit(cache=True, nogil=True)
def _about(
    own: Way, other: Way, span_us: tuple[int, int], manoeuvres: tuple[float, float]
) -> About:
    least_m, most_m = bounds_m(own, other, span_us[0], span_us[1])
    error_m = own.error_m + other.error_m
    strayed_m = pair_bowed_m(
        (own.begin_us, own.end_us), manoeuvres[0],
        (other.begin_us, other.end_us), manoeuvres[1], span_us[0], span_us[1],
    )  # fmt: skip
    return About(least_m, most_m, error_m, error_m + strayed_m)


@njit(cache=True, nogil=True)
def _fill_by_baro(
    own: Way,
    other: Way,
    span_us: tuple[int, int],
    band: Band,
    quanta_ft: float,
    row: F64,
) -> bool:
    """Write into `row` what `_settle` asks of heights; False where it takes more.

    More is taken where a pressure altitude is unknown, or a bound is geometric. Else
    the values are those of `fill_heights`.
    """
    if np.isnan(own.baro0_ft + own.baro1_ft + other.baro0_ft + other.baro1_ft):
        return False
    if band.floor_datum == GEO or band.ceiling_datum == GEO:
        return False
    i_us, j_us = own.begin_us, own.end_us
    a0_ft = share_ft(own.baro0_ft, own.baro1_ft, i_us, j_us, span_us[0])
    a1_ft = share_ft(own.baro0_ft, own.baro1_ft, i_us, j_us, span_us[1])
    i_us, j_us = other.begin_us, other.end_us
    b0_ft = share_ft(other.baro0_ft, other.baro1_ft, i_us, j_us, span_us[0])
    b1_ft = share_ft(other.baro0_ft, other.baro1_ft, i_us, j_us, span_us[1])
    low, high, known = band_frac(a0_ft, a1_ft, np.nan, np.nan, band)
    more_low, more_high, more_known = band_frac(b0_ft, b1_ft, np.nan, np.nan, band)
    row[BAND_LOW_FRAC], row[BAND_HIGH_FRAC] = max(low, more_low), min(high, more_high)
    row[BAND_KNOWN] = 1.0 if known and more_known else 0.0
    row[Z0_FT], row[Z1_FT], row[QUANTA_FT] = b0_ft - a0_ft, b1_ft - a1_ft, quanta_ft
    return True


@njit(cache=True, nogil=True)
def _append_whole(
    state: I64,
    span_us: tuple[int, int],
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> tuple[int, NDArray[np.int8], I64]:
    """Append all of `span_us` to the sets that hold it."""
    if len(kinds) - count < 2:
        kinds, spans_us = grown(kinds, spans_us)
    whole = (0.0, 1.0)
    for n in range(2):
        if state[n] == _ALL:
            kind = BREACH if n == 0 else POSSIBLE
            count = put(
                kind, whole, span_us[0], span_us[1], kinds, spans_us, last, count
            )
    return count, kinds, spans_us


@njit(cache=True, nogil=True)
def _append_exact(
    paths: Paths,
    k: int,
    i: int,
    m: int,
    j: int,
    span_us: tuple[int, int],
    gap_us: int,
    limits: Limits,
    band: Band,
    kinds: NDArray[np.int8],
    spans_us: I64,
    last: I64,
    count: int,
) -> tuple[int, NDArray[np.int8], I64]:
    """Cut `span_us` into parts and append their sets."""
    many = pieces_of(span_us[0], span_us[1])
    times_us, parts = np.empty((many, 2), np.int64), np.empty((many, COLUMNS))
    cut(
        paths, k, i, paths, m, j, span_us[0], span_us[1], gap_us, band, True,
        times_us, parts, 0,
    )  # fmt: skip
    while len(kinds) - count < 15 * many:
        kinds, spans_us = grown(kinds, spans_us)
    count = more_spans(times_us, parts, many, limits, kinds, spans_us, last, count)
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
        return float(c_ft - b_ft + 0.0 * (a_ft + d_ft))
    return float(a_ft - d_ft + 0.0 * (c_ft + b_ft))


@njit(cache=True, nogil=True)
def _settle(about: About, limits: Limits, row: F64, state: I64) -> None:
    """Say of breach, possible and near sets which share of some time they hold.

    Written into `state`: none of it, all of it, or in doubt. `row` has the heights and
    the band.
    """
    state[:] = _NONE
    least_m, most_m, certain_m, most_error_m = about
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
    return float(min(abs(a_ft), abs(b_ft)) + 0.0 * (a_ft + b_ft))


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
