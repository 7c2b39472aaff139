"""Two movers side by side: their relative motion, cut into parts of at most 2 s.

The time between neighbouring reports of either mover is cut into equal parts; at both
ends of a part the relative position is geodesic, inside it goes straight and evenly,
and the error is held at its greatest (RULES §3). A part belongs to the stretch of time
in which its neighbouring reports begin, so that borders between stretches do not show.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import direct_rad, inverse_m_rad
from thalweg.kernels.paths import (
    CLIMB_MANOEUVRE_FTPS2,
    Paths,
    bowed,
    bridged,
    pair_bowed_m,
    segment_heights_ft,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

LONGEST_PART_US = 2_000_000
# A rough plane overstates or understates a distance under 200 km by less than this.
ROUGH_SHARE_FRAC = 0.02
ROUGH_SLACK_M = 50.0
EARTH_M = 6_371_000.0
# Nearer to a pole than this, 10 degrees, degrees make no rough plane.
ROUGH_TO_RAD = math.radians(80.0)

# Columns of a part: relative position (other minus own) at its start and its end,
# relative height at both (NaN: unknown, or of two datums), pair error, straying of the
# heights, both half quanta, both altimetry errors as a root of squares, the share of
# the part inside the clause's band of heights, and whether that is known.
X0_M, Y0_M, X1_M, Y1_M, Z0_FT, Z1_FT = 0, 1, 2, 3, 4, 5
ERROR_M, STRAY_FT, QUANTA_FT, ALTIMETRY_FT = 6, 7, 8, 9
BAND_LOW_FRAC, BAND_HIGH_FRAC, BAND_KNOWN = 10, 11, 12
COLUMNS = 13

NO_BOUND, BARO, GEO, OTHER_DATUM = 0, 1, 2, 3
NO_TIME_US = -(2**62)


class Band(NamedTuple):
    """Floor and ceiling, each with a datum code; NO_BOUND leaves that end open."""

    floor_ft: float
    floor_datum: int
    ceiling_ft: float
    ceiling_datum: int


class Walked(NamedTuple):
    """What a walk along two movers remembers from one interval to the next.

    `at` int64[3]: the row of each, and the time of `of[4:]`; `NO_TIME_US` for none.
    `of` float64[8]: length and azimuth of each segment; then at that time latitude and
    longitude of the own mover, the distance and the azimuth to the other.
    """

    at: I64
    of: F64


@njit(cache=True, nogil=True)
def inside_bound_frac(
    start_ft: float, end_ft: float, bound_ft: float, above: bool
) -> tuple[float, float]:
    """Return the share of a straight climb that is at or above (below) a bound.

    The ends count as inside; low above high means never.
    """
    low, high = 0.0, 1.0
    if above:
        first, last = start_ft - bound_ft, end_ft - bound_ft
    else:
        first, last = bound_ft - start_ft, bound_ft - end_ft
    if first < 0.0 and last < 0.0:
        return 1.0, 0.0
    if first < 0.0:
        low = first / (first - last)
    elif last < 0.0:
        high = first / (first - last)
    return low, high


@njit(cache=True, nogil=True)
def band_frac(
    baro0_ft: float, baro1_ft: float, geo0_ft: float, geo1_ft: float, band: Band
) -> tuple[float, float, bool]:
    """Return the share of a part inside a band of heights, and whether it is known.

    A bound of a datum that the mover does not report leaves that bound open and the
    answer unknown: heights of two datums are never compared.
    """
    low, high, known = 0.0, 1.0, True
    for end in range(2):
        bound_ft = band.floor_ft if end == 0 else band.ceiling_ft
        datum = band.floor_datum if end == 0 else band.ceiling_datum
        if datum == NO_BOUND:
            continue
        start_ft, end_ft = np.nan, np.nan
        if datum == BARO:
            start_ft, end_ft = baro0_ft, baro1_ft
        elif datum == GEO:
            start_ft, end_ft = geo0_ft, geo1_ft
        if np.isnan(start_ft) or np.isnan(end_ft):
            known = False
            continue
        a_frac, b_frac = inside_bound_frac(start_ft, end_ft, bound_ft, end == 0)
        low, high = max(low, a_frac), min(high, b_frac)
    return low, high, known


@njit(cache=True, nogil=True)
def rough_m(
    lat1_rad: float, lon1_rad: float, lat2_rad: float, lon2_rad: float
) -> tuple[float, float]:
    """Return a rough east and north offset in metres, for pruning only."""
    turn_rad = lon2_rad - lon1_rad
    if turn_rad > math.pi:
        turn_rad -= 2.0 * math.pi
    elif turn_rad < -math.pi:
        turn_rad += 2.0 * math.pi
    scale = math.cos(0.5 * (lat1_rad + lat2_rad))
    return turn_rad * scale * EARTH_M, (lat2_rad - lat1_rad) * EARTH_M


@njit(cache=True, nogil=True)
def least_on_way_m(x0_m: float, y0_m: float, x1_m: float, y1_m: float) -> float:
    """Return the least length of a vector that goes straight from one to another."""
    dx_m, dy_m = x1_m - x0_m, y1_m - y0_m
    way_m2 = dx_m * dx_m + dy_m * dy_m
    u_frac = 0.0
    if way_m2 > 0.0:
        u_frac = min(max(-(x0_m * dx_m + y0_m * dy_m) / way_m2, 0.0), 1.0)
    return math.hypot(x0_m + u_frac * dx_m, y0_m + u_frac * dy_m)


@njit(cache=True, nogil=True)
def place_rad(
    paths: Paths, i: int, azimuth_rad: float, length_m: float, t_us: int
) -> tuple[float, float]:
    """Return latitude and longitude at `t_us` on the segment from row i, in radians."""
    if length_m <= 0.0 or t_us <= paths.time_us[i]:
        return paths.lat_rad[i], paths.lon_rad[i]
    if t_us >= paths.time_us[i + 1]:
        return paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    share = (t_us - paths.time_us[i]) / (paths.time_us[i + 1] - paths.time_us[i])
    lat_rad, lon_rad, _ = direct_rad(
        paths.lat_rad[i], paths.lon_rad[i], azimuth_rad, length_m * share
    )
    return lat_rad, lon_rad


@njit(cache=True, nogil=True)
def rough_place_rad(paths: Paths, i: int, t_us: int) -> tuple[float, float]:
    """Return a rough latitude and longitude at `t_us`, for pruning only."""
    share = (t_us - paths.time_us[i]) / (paths.time_us[i + 1] - paths.time_us[i])
    lat_rad = paths.lat_rad[i] + share * (paths.lat_rad[i + 1] - paths.lat_rad[i])
    turn_rad = paths.lon_rad[i + 1] - paths.lon_rad[i]
    if turn_rad > math.pi:
        turn_rad -= 2.0 * math.pi
    elif turn_rad < -math.pi:
        turn_rad += 2.0 * math.pi
    return lat_rad, paths.lon_rad[i] + share * turn_rad


@njit(cache=True, nogil=True)
def bulge_m(paths: Paths, i: int) -> float:
    """Bound how far a segment's geodesic is from the straight way in degrees.

    On the sphere, at even speed, the second derivatives of latitude and longitude are
    -sin(lat) cos(lat) dlon² and 2 tan(lat) dlat dlon; over a segment of short angles
    the way strays by at most an eighth of either.
    """
    dlat_rad = abs(paths.lat_rad[i + 1] - paths.lat_rad[i])
    dlon_rad = abs(paths.lon_rad[i + 1] - paths.lon_rad[i])
    if dlon_rad > math.pi:
        dlon_rad = 2.0 * math.pi - dlon_rad
    return float(EARTH_M * (dlon_rad * dlon_rad / 16.0 + dlat_rad * dlon_rad / 4.0))


@njit(cache=True, nogil=True)
def may_be_near(
    own: Paths,
    i: int,
    other: Paths,
    j: int,
    from_us: int,
    to_us: int,
    reach_m: float,
) -> bool:
    """Tell whether two segments may come within `reach_m`; True where in doubt."""
    a_lat, a_lon = rough_place_rad(own, i, from_us)
    b_lat, b_lon = rough_place_rad(other, j, from_us)
    x0_m, y0_m = rough_m(a_lat, a_lon, b_lat, b_lon)
    a_lat, a_lon = rough_place_rad(own, i, to_us)
    b_lat, b_lon = rough_place_rad(other, j, to_us)
    x1_m, y1_m = rough_m(a_lat, a_lon, b_lat, b_lon)
    if max(abs(own.lat_rad[i]), abs(other.lat_rad[j])) > ROUGH_TO_RAD:
        return True
    near_m = least_on_way_m(x0_m, y0_m, x1_m, y1_m)
    slack_m = ROUGH_SLACK_M + bulge_m(own, i) + bulge_m(other, j)
    return near_m * (1.0 - ROUGH_SHARE_FRAC) - slack_m <= reach_m


@njit(cache=True, nogil=True)
def share_ft(start_ft: float, end_ft: float, i_us: int, j_us: int, t_us: int) -> float:
    """Return the height at t on the straight way from one at i to one at j."""
    return start_ft + (end_ft - start_ft) * ((t_us - i_us) / (j_us - i_us))


@njit(cache=True, nogil=True)
def _heights_ft(
    paths: Paths,
    mover: int,
    at: int,
    column_ft: F64,
    span_us: tuple[int, int],
    gap_us: int,
) -> tuple[float, float, int, int]:
    """Return a mover's heights at both ends of a part, and the times they rest on."""
    time_us = paths.time_us
    first, last = paths.start[mover], paths.start[mover + 1] - 1
    h0_ft, h1_ft, from_us, to_us = segment_heights_ft(
        time_us, column_ft, paths.open_path, first, last, at, gap_us
    )
    i_us, j_us = time_us[at], time_us[at + 1]
    start_ft = share_ft(h0_ft, h1_ft, i_us, j_us, span_us[0])
    end_ft = share_ft(h0_ft, h1_ft, i_us, j_us, span_us[1])
    return start_ft, end_ft, from_us, to_us


@njit(cache=True, nogil=True)
def _narrow_band(
    baro0_ft: float, baro1_ft: float, geo0_ft: float, geo1_ft: float,
    band: Band, row: F64,
) -> None:  # fmt: skip
    """Cut the share inside the band in `row` by that of one more mover."""
    low, high, known = band_frac(baro0_ft, baro1_ft, geo0_ft, geo1_ft, band)
    row[BAND_LOW_FRAC] = max(row[BAND_LOW_FRAC], low)
    row[BAND_HIGH_FRAC] = min(row[BAND_HIGH_FRAC], high)
    if not known:
        row[BAND_KNOWN] = 0.0


@njit(cache=True, nogil=True)
def fill_heights(
    own: Paths,
    k: int,
    i: int,
    other: Paths,
    m: int,
    j: int,
    span_us: tuple[int, int],
    gap_us: int,
    band: Band,
    pairwise: bool,
    row: F64,
) -> None:
    """Write the height columns of the part `span_us` of segments i and j into `row`."""
    row[BAND_LOW_FRAC], row[BAND_HIGH_FRAC], row[BAND_KNOWN] = 0.0, 1.0, 1.0
    row[STRAY_FT] = row[QUANTA_FT] = row[ALTIMETRY_FT] = 0.0
    a0_ft, a1_ft, a_us, b_us = _heights_ft(own, k, i, own.baro_ft, span_us, gap_us)
    c0_ft, c1_ft, c_us, d_us = np.nan, np.nan, a_us, b_us
    e0_ft, e1_ft, f0_ft, f1_ft = np.nan, np.nan, np.nan, np.nan
    if pairwise:
        c0_ft, c1_ft, c_us, d_us = _heights_ft(
            other, m, j, other.baro_ft, span_us, gap_us
        )
    row[Z0_FT], row[Z1_FT] = c0_ft - a0_ft, c1_ft - a1_ft
    if not pairwise:
        row[Z0_FT], row[Z1_FT] = a0_ft, a1_ft
    by_geo = pairwise and np.isnan(row[Z0_FT])
    # Geometric heights are looked at only where they count.
    if by_geo or band.floor_datum == GEO or band.ceiling_datum == GEO:
        e0_ft, e1_ft, e_us, f_us = _heights_ft(own, k, i, own.geo_ft, span_us, gap_us)
        if by_geo:
            a_us, b_us = e_us, f_us
        if pairwise:
            f0_ft, f1_ft, e_us, f_us = _heights_ft(
                other, m, j, other.geo_ft, span_us, gap_us
            )
        if by_geo:
            c_us, d_us = e_us, f_us
            row[Z0_FT], row[Z1_FT] = f0_ft - e0_ft, f1_ft - e1_ft
    _narrow_band(a0_ft, a1_ft, e0_ft, e1_ft, band, row)
    if not pairwise:
        return
    _narrow_band(c0_ft, c1_ft, f0_ft, f1_ft, band, row)
    if np.isnan(row[Z0_FT]):
        row[Z1_FT] = np.nan
        return
    row[STRAY_FT] = CLIMB_MANOEUVRE_FTPS2 * (
        bowed(a_us, b_us, span_us[0], span_us[1])
        + bowed(c_us, d_us, span_us[0], span_us[1])
    )
    if by_geo:
        row[QUANTA_FT] = own.geo_half_quantum_ft[k] + other.geo_half_quantum_ft[m]
        row[ALTIMETRY_FT] = math.hypot(own.geo_error_ft[k], other.geo_error_ft[m])
    else:
        row[QUANTA_FT] = own.baro_half_quantum_ft[k] + other.baro_half_quantum_ft[m]
        row[ALTIMETRY_FT] = math.hypot(own.baro_error_ft[k], other.baro_error_ft[m])


@njit(cache=True, nogil=True)
def fill_parts(
    own: Paths,
    k: int,
    own_row: int,
    other: Paths,
    m: int,
    other_row: int,
    from_us: int,
    until_us: int,
    gap_us: int,
    reach_m: float,
    band: Band,
    pairwise: bool,
    allowed: NDArray[np.bool_],
    times_us: I64,
    parts: F64,
) -> int:
    """Write the parts of two movers that begin in [from, until) and may be near.

    Parameters
    ----------
    own, k, other, m
        the movers, as paths and a number within them.
    own_row, other_row
        first row of each to look at; its segment must not end
        after the first one wanted begins.
    from_us, until_us
        a part is owned by the stretch in which its elementary
        interval (between neighbouring reports of either) begins.
    gap_us
        longest gap that is bridged.
    reach_m
        parts that stay further apart than this may be left out.
    band
        heights asked for; of both movers where `pairwise`, else of `own`.
    pairwise
        whether the other is an aircraft, with heights.
    allowed
        bool[party, party], whose movers are asked for; a segment belongs to
        the party of its first report.
    times_us
        int64[n, 2], start and end of each part, written.
    parts
        float64[n, COLUMNS], written.

    Returns
    -------
    The number of parts, or -1 where the room given does not suffice.
    """
    i, j = own_row, other_row
    own_end, other_end = own.start[k + 1] - 1, other.start[m + 1] - 1
    walked = not_walked()
    count = 0
    while i < own_end and j < other_end:
        s0 = max(own.time_us[i], other.time_us[j])
        s1 = min(own.time_us[i + 1], other.time_us[j + 1])
        if s0 >= until_us:
            break
        if s1 > s0 and s0 >= from_us:
            wanted = bridged(own, i, gap_us) and bridged(other, j, gap_us)
            wanted = wanted and allowed[own.party[i], other.party[j]]
            if wanted and may_be_near(own, i, other, j, s0, s1, reach_m):
                count = cut_on(
                    own, k, i, other, m, j, s0, s1, gap_us, band, pairwise,
                    times_us, parts, count, walked,
                )  # fmt: skip
                if count < 0:
                    return -1
        if own.time_us[i + 1] <= other.time_us[j + 1]:
            i += 1
        else:
            j += 1
    return count


@njit(cache=True, nogil=True)
def pieces_of(s0_us: int, s1_us: int) -> int:
    """Return into how many parts an elementary interval is cut."""
    return (s1_us - s0_us + LONGEST_PART_US - 1) // LONGEST_PART_US


@njit(cache=True, nogil=True)
def cut(
    own: Paths,
    k: int,
    i: int,
    other: Paths,
    m: int,
    j: int,
    s0_us: int,
    s1_us: int,
    gap_us: int,
    band: Band,
    pairwise: bool,
    times_us: I64,
    parts: F64,
    count: int,
) -> int:
    """Cut one elementary interval into parts and append them; -1 without room.

    `s0_us` and `s1_us` are neighbouring report times of either mover, while the own
    one is between its rows i and i + 1 and the other between j and j + 1. The rest is
    as in `fill_parts`; `count` parts stand in `times_us` and `parts` already.
    """
    return cut_on(
        own, k, i, other, m, j, s0_us, s1_us, gap_us, band, pairwise, times_us, parts,
        count, not_walked(),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def not_walked() -> Walked:
    """Return the memory of a walk that has not begun."""
    return Walked(np.array([-1, -1, NO_TIME_US], np.int64), np.zeros(8))


@njit(cache=True, nogil=True)
def cut_on(
    own: Paths,
    k: int,
    i: int,
    other: Paths,
    m: int,
    j: int,
    s0_us: int,
    s1_us: int,
    gap_us: int,
    band: Band,
    pairwise: bool,
    times_us: I64,
    parts: F64,
    count: int,
    walked: Walked,
) -> int:
    """Cut as `cut`; what `walked` remembers of these two movers is not computed again.

    It must be of no other pair. Where an interval ends, the next begins: both places,
    their distance and azimuth are the same, to the bit.
    """
    pieces = pieces_of(s0_us, s1_us)
    if count + pieces > len(times_us):
        return -1
    _walk_to(own, i, 0, walked)
    _walk_to(other, j, 1, walked)
    error_m = max(own.error_m[i], own.error_m[i + 1]) + max(
        other.error_m[j], other.error_m[j + 1]
    )
    own_us = (own.time_us[i], own.time_us[i + 1])
    other_us = (other.time_us[j], other.time_us[j + 1])
    x_m, y_m = _offset_m(own, i, other, j, s0_us, walked)
    t0_us = s0_us
    for piece in range(1, pieces + 1):
        t1_us = s0_us + (s1_us - s0_us) * piece // pieces
        row = parts[count]
        row[X0_M], row[Y0_M] = x_m, y_m
        x_m, y_m = _offset_m(own, i, other, j, t1_us, walked)
        row[X1_M], row[Y1_M] = x_m, y_m
        row[ERROR_M] = error_m + pair_bowed_m(
            own_us, own.manoeuvre_mps2[k], other_us, other.manoeuvre_mps2[m],
            t0_us, t1_us,
        )  # fmt: skip
        fill_heights(
            own, k, i, other, m, j, (t0_us, t1_us), gap_us, band, pairwise, row
        )
        times_us[count, 0], times_us[count, 1] = t0_us, t1_us
        count += 1
        t0_us = t1_us
    return count


@njit(cache=True, nogil=True)
def _walk_to(paths: Paths, row: int, side: int, walked: Walked) -> None:
    """Remember length and azimuth of the segment from a row."""
    if walked.at[side] == row:
        return
    walked.at[side] = row
    if walked.of[2 * side] <= 0.0:
        # One who stood may be told on either side of the date line.
        walked.at[2] = NO_TIME_US
    length_m, azimuth_rad, _ = inverse_m_rad(
        paths.lat_rad[row],
        paths.lon_rad[row],
        paths.lat_rad[row + 1],
        paths.lon_rad[row + 1],
    )
    walked.of[2 * side], walked.of[2 * side + 1] = length_m, azimuth_rad


@njit(cache=True, nogil=True)
def _offset_m(
    own: Paths, i: int, other: Paths, j: int, t_us: int, walked: Walked
) -> tuple[float, float]:
    """Return where the other is seen from the own mover: metres east and north.

    East and north are those at the own mover's row i, taken along its geodesic.
    """
    of = walked.of
    if walked.at[2] != t_us:
        walked.at[2] = t_us
        of[4], of[5] = place_rad(own, i, of[1], of[0], t_us)
        b_lat, b_lon = place_rad(other, j, of[3], of[2], t_us)
        of[6], of[7], _ = inverse_m_rad(of[4], of[5], b_lat, b_lon)
    a_lat, a_lon, distance_m, azimuth_rad = of[4], of[5], of[6], of[7]
    # North turns as the own mover goes east. Taken along unturned, the offset goes
    # straight: else 650 m/s at 70 degrees of latitude bend it by 0.2 m in 2 s.
    turn_rad = a_lon - own.lon_rad[i]
    turn_rad -= 2.0 * math.pi * round(turn_rad / (2.0 * math.pi))
    azimuth_rad -= turn_rad * math.sin(0.5 * (a_lat + own.lat_rad[i]))
    return distance_m * math.sin(azimuth_rad), distance_m * math.cos(azimuth_rad)
