"""What belongs together: ids that were one thing, and reports of one flight."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import inverse_m_rad

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
I32 = NDArray[np.int32]
BOOL = NDArray[np.bool_]

SECOND_US = 1_000_000
# Between two reports farther apart than this nobody knows where the other id was.
LARGEST_GAP_US = 60 * SECOND_US
# Least radius of curvature of WGS84, b²/a, along the meridian at the equator.
LEAST_CURVATURE_M = 6_335_439.3
# The same bound on turning as between any two reports, RULES §3 and §13.
MANOEUVRE_MPS2 = 5.0
# A flight ends where nothing is heard for longer than this, RULES §1.
FLIGHT_GAP_US = 1800 * SECOND_US


@njit(cache=True, nogil=True)
def _apart_rad(from_rad: float, to_rad: float) -> float:
    """Return the signed way from one longitude to another, the short way round."""
    way_rad = to_rad - from_rad
    if way_rad > math.pi:
        way_rad -= 2.0 * math.pi
    elif way_rad < -math.pi:
        way_rad += 2.0 * math.pi
    return way_rad


@njit(cache=True, nogil=True)
def together(
    a_time_us: I64,
    a_lat_rad: F64,
    a_lon_rad: F64,
    a_error_m: F64,
    a_height_ft: F64,
    a_height_error_ft: F64,
    b_time_us: I64,
    b_lat_rad: F64,
    b_lon_rad: F64,
    b_error_m: F64,
    b_height_ft: F64,
    b_height_error_ft: F64,
) -> tuple[float, int, int, int, int]:
    """Follow two ids and find the longest time they were within their errors.

    Each report of `a` is held against `b` on the straight way between its two reports
    around it, at most 60 s apart, with the greater of their errors and what a turn
    between them allows. Heights of one datum must agree within the sum of their errors
    where both are known (NaN where not). Times rise strictly.

    Returns
    -------
    together_s, a_reports, b_reports, near, compared
        Length of the longest run of reports all within the errors [s], reports of
        either id in it, and how many of all compared reports were within.
    """
    best_us, best_a, best_b = np.int64(0), 0, 0
    near, compared = 0, 0
    run_start, run_a = -1, 0
    k = 0
    last = -1
    for i in range(a_time_us.size):
        t_us = a_time_us[i]
        while k + 1 < b_time_us.size and b_time_us[k + 1] <= t_us:
            k += 1
        j = k + 1 if k + 1 < b_time_us.size else k
        if b_time_us[k] == t_us:
            j = k
        if (
            b_time_us[k] > t_us
            or b_time_us[j] < t_us
            or b_time_us[j] - b_time_us[k] > LARGEST_GAP_US
        ):
            continue
        gap_us = b_time_us[j] - b_time_us[k]
        part_frac = (t_us - b_time_us[k]) / gap_us if gap_us > 0 else 0.0
        lat_rad = b_lat_rad[k] + part_frac * (b_lat_rad[j] - b_lat_rad[k])
        lon_rad = b_lon_rad[k] + part_frac * _apart_rad(b_lon_rad[k], b_lon_rad[j])
        gap_s = gap_us / SECOND_US
        turn_m = 0.5 * MANOEUVRE_MPS2 * part_frac * (1.0 - part_frac) * gap_s * gap_s
        within_m = a_error_m[i] + max(b_error_m[k], b_error_m[j]) + turn_m
        height_ft = b_height_ft[k] + part_frac * (b_height_ft[j] - b_height_ft[k])
        apart_ft = abs(height_ft - a_height_ft[i])
        allowed_ft = a_height_error_ft[i] + max(
            b_height_error_ft[k], b_height_error_ft[j]
        )
        compared += 1
        # A height that is not known (NaN) parts nobody.
        is_near = not apart_ft > allowed_ft
        # Nothing is nearer than its latitude says: most pairs need no geodesic.
        if is_near and abs(lat_rad - a_lat_rad[i]) * LEAST_CURVATURE_M > within_m:
            is_near = False
        if is_near:
            away_m = inverse_m_rad(a_lat_rad[i], a_lon_rad[i], lat_rad, lon_rad)[0]
            is_near = away_m <= within_m
        if last >= 0 and t_us - a_time_us[last] > LARGEST_GAP_US:
            run_start = -1
        last = i
        if not is_near:
            run_start = -1
            continue
        near += 1
        if run_start < 0:
            run_start, run_a = i, 0
        run_a += 1
        if t_us - a_time_us[run_start] > best_us:
            best_us, best_a = t_us - a_time_us[run_start], run_a
            first = np.searchsorted(b_time_us, a_time_us[run_start])
            best_b = np.searchsorted(b_time_us, t_us + 1) - first
    return best_us / SECOND_US, best_a, best_b, near, compared


@njit(cache=True, nogil=True)
def number_flights(mover: I32, time_us: I64, callsign: I32, counts: BOOL) -> I32:
    """Give each row the number of its flight, from 0 over all movers (RULES §1).

    A gap of more than 30 min or a new callsign starts a flight; a missing one (-1) does
    not, nor does the first callsign heard in a flight that had none. Rows that do not
    count (lost to a conflict) belong to the flight they fall into and start none.
    """
    out = np.empty(mover.size, np.int32)
    flight = -1
    last = -1
    known = -1
    for i in range(mover.size):
        if i == 0 or mover[i] != mover[i - 1]:
            flight += 1
            last, known = -1, -1
        if counts[i]:
            gap = last >= 0 and time_us[i] - time_us[last] > FLIGHT_GAP_US
            new = callsign[i] >= 0 and known >= 0 and callsign[i] != known
            if gap or new:
                flight += 1
                known = -1
            if callsign[i] >= 0:
                known = callsign[i]
            last = i
        out[i] = flight
    return out
