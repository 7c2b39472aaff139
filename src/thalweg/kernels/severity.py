"""How severe an encounter was, along the paths of both: well clear lost, and alerts.

An alert needs the states of each second, and a state costs five geodesics. Most seconds
of the ten minutes about an encounter are far from any alert, and a plane whose every
omission is added to a bound says so: there a stand-in is written that is as far from
one (`pair_states`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.daa import (
    NO_STATE,
    Alerting,
    States,
    Volume,
    alert_levels,
    well_clear_lost_span,
)
from thalweg.kernels.geodesy import inverse_m_rad, local_m
from thalweg.kernels.parts import (
    X0_M,
    X1_M,
    Y0_M,
    Y1_M,
    Z0_FT,
    Z1_FT,
    bulge_m,
    place_rad,
    rough_m,
    rough_place_rad,
)
from thalweg.kernels.paths import SECOND_US, Paths, bridged, segment_heights_ft
from thalweg.kernels.states import (
    ALT_FT,
    EAST_M,
    NORTH_M,
    VE_MPS,
    VN_MPS,
    VR_FPM,
    place_at_rad,
    segment_at,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# Bounds on how far the rough plane is from the plane of the states: a share, and
# metres. Inside the limits below a rough offset is within 2 % (the Earth's flattening
# and the middle latitude), and 300 km about its centre stretch that plane by 0.04 %.
ROUGH_SHARE_FRAC = 0.03
ROUGH_SLACK_M = 60.0
ROUGH_TO_RAD = math.radians(70.0)
ROUGH_REACH_M = 300_000.0
ROUGH_FT = 1.0
# So far apart, and still, two aircraft are in no volume of any configuration.
FAR_M = 1e9
UNKNOWN, FAR, NEAR = 0, 1, 2


class Seconds(NamedTuple):
    """What of a pair's instants is the same in every plane.

    `how` int8[n]: UNKNOWN where either is unobserved or without height, FAR where no
    state is needed, else NEAR. `rows` int64[n, 2], the segment of each; `levels`
    float64[n, 2, 2], height [ft] and vertical rate [ft/min]; `along` float64[2, n, 2],
    latitude and longitude [rad], NaN until they are asked for.
    """

    how: NDArray[np.int8]
    rows: I64
    levels: F64
    along: F64


@njit(cache=True, nogil=True)
def lost_s(times_us: I64, parts: F64, volume: Volume) -> float:
    """Return how long a pair was inside a volume along its parts, in seconds.

    Parameters
    ----------
    times_us, parts
        int64[n, 2] and float64[n, COLUMNS], see `kernels.parts`.
    volume
        thresholds of WCV_TAUMOD.

    Returns
    -------
    Seconds; NaN where no part has heights of one datum.
    """
    lost, known = 0.0, False
    for p in range(len(parts)):
        row = parts[p]
        if not math.isfinite(row[Z0_FT]):
            continue
        known = True
        width_s = float(times_us[p, 1] - times_us[p, 0]) / SECOND_US
        in_s, out_s = well_clear_lost_span(
            row[X0_M],
            row[Y0_M],
            row[Z0_FT],
            (row[X1_M] - row[X0_M]) / width_s,
            (row[Y1_M] - row[Y0_M]) / width_s,
            (row[Z1_FT] - row[Z0_FT]) / width_s * 60.0,
            width_s,
            volume.dthr_m,
            volume.zthr_ft,
            volume.tthr_s,
            volume.tcoa_s,
        )
        if in_s <= out_s:
            lost += out_s - in_s
    return lost if known else math.nan


@njit(cache=True, nogil=True)
def greatest_alert(
    paths: Paths, low_us: int, high_us: int, gap_us: int, alerting: Alerting
) -> int:
    """Return the greatest alert level of movers 0 and 1 on whole UTC seconds.

    Parameters
    ----------
    paths
        the two movers.
    low_us, high_us
        stretch of time to replay.
    gap_us
        longest gap that is bridged.
    alerting
        the alerter.

    Returns
    -------
    The level, in the plane about either, the greater; `NO_STATE` where never both were
    observed with heights of one datum.
    """
    first_s = -(-low_us // SECOND_US)
    instants_us = np.arange(first_s, high_us // SECOND_US + 1) * SECOND_US
    centres_rad = np.empty((2, 2))
    for k in range(2):
        n = first_seen(paths, k, instants_us, gap_us)
        if n < 0:
            return NO_STATE
        lat_rad, lon_rad = place_at_rad(paths, k, instants_us[n], gap_us)
        centres_rad[k, 0], centres_rad[k, 1] = lat_rad, lon_rad
    greatest = NO_STATE
    for use_geo in (False, True):
        seconds = _seconds(paths, instants_us, gap_us, centres_rad, use_geo, alerting)
        for own in range(2):
            # In one plane both ways are the same: each has the plane about its own.
            first, second = _flat_states(paths, instants_us, seconds, centres_rad[own])
            levels = alert_levels(_as_states(first), _as_states(second), alerting)
            for level in levels:
                greatest = max(greatest, level)
            if greatest in (NO_STATE, len(alerting.dthr_m)):
                # Both ways see the same seconds, and no level is above the last.
                break
        if greatest != NO_STATE:
            break
    return greatest


@njit(cache=True, nogil=True)
def _as_states(columns: F64) -> States:
    return States(
        columns[EAST_M], columns[NORTH_M], columns[ALT_FT],
        columns[VE_MPS], columns[VN_MPS], columns[VR_FPM],
    )  # fmt: skip


@njit(cache=True, nogil=True)
def first_seen(paths: Paths, k: int, instants_us: I64, gap_us: int) -> int:
    """Return the number of the first instant at which a mover is observed, or -1."""
    for n in range(len(instants_us)):
        if segment_at(paths, k, instants_us[n], gap_us) >= 0:
            return n
    return -1


@njit(cache=True, nogil=True)
def pair_states(
    paths: Paths,
    own: int,
    instants_us: I64,
    gap_us: int,
    centres_rad: F64,
    use_geo: bool,
    alerting: Alerting,
) -> tuple[F64, F64]:
    """Return positions and velocities of movers 0 and 1 at instants, in one plane.

    Parameters
    ----------
    paths
        the movers.
    own
        the one about whose centre the plane is.
    instants_us
        int64[n], rising.
    gap_us
        longest gap that is bridged.
    centres_rad
        float64[2, 2], latitude and longitude for each: centres of azimuthal
        equidistant planes.
    use_geo
        take geometric heights, else pressure altitudes.
    alerting
        the alerter that the states are for.

    Returns
    -------
    Two float64[6, n]: metres east and north, feet, m/s east and north, ft/min; NaN
    where either is unobserved or without height. Velocities are those of the segment.

    Limits: where no volume of `alerting` can be entered soon enough for any of its
    levels, in neither plane, both stand still, far apart.
    """
    seconds = _seconds(paths, instants_us, gap_us, centres_rad, use_geo, alerting)
    return _flat_states(paths, instants_us, seconds, centres_rad[own])


@njit(cache=True, nogil=True)
def _seconds(
    paths: Paths,
    instants_us: I64,
    gap_us: int,
    centres_rad: F64,
    use_geo: bool,
    alerting: Alerting,
) -> Seconds:
    """Look at what is the same in every plane: segments, heights, who is far apart."""
    many = len(instants_us)
    how = np.full(many, UNKNOWN, np.int8)
    rows, levels = np.full((many, 2), -1, np.int64), np.empty((many, 2, 2))
    column_ft = paths.geo_ft if use_geo else paths.baro_ft
    ends_ft = np.empty(2)
    for n in range(many):
        t_us = instants_us[n]
        known = True
        for k in range(2):
            last = rows[n - 1, k] if n else -1
            i = _segment_from(paths, k, t_us, gap_us, last)
            rows[n, k] = i
            if i < 0:
                known = False
                break
            ends_ft[0], ends_ft[1], _, _ = segment_heights_ft(
                paths.time_us, column_ft, paths.open_path, paths.start[k],
                paths.start[k + 1] - 1, i, gap_us,
            )  # fmt: skip
            known = known and not math.isnan(ends_ft[0] + ends_ft[1])
            _height(paths, i, t_us, ends_ft, levels[n, k])
        if not known:
            continue
        apart = _apart_in_height(
            levels[n, 0, 0] - levels[n, 1, 0],
            levels[n, 0, 1] - levels[n, 1, 1],
            alerting,
        )
        if not apart:
            apart = _apart_in_plane(
                paths, rows[n, 0], rows[n, 1], t_us, centres_rad, alerting
            )
        how[n] = FAR if apart else NEAR
    along = np.full((2, many, 2), math.nan)
    return Seconds(how, rows, levels, along)


@njit(cache=True, nogil=True)
def _segment_from(paths: Paths, k: int, t_us: int, gap_us: int, last: int) -> int:
    """Return what `segment_at` does; `last` is the row of an earlier instant, or -1."""
    if last >= 0:
        # Of reports that follow one another by the second the next row is the one.
        for i in range(last, min(last + 3, paths.start[k + 1] - 1)):
            if paths.time_us[i] <= t_us < paths.time_us[i + 1]:
                if bridged(paths, i, gap_us):
                    return i
                break
    return segment_at(paths, k, t_us, gap_us)


@njit(cache=True, nogil=True)
def _flat_states(
    paths: Paths, instants_us: I64, seconds: Seconds, centre_rad: F64
) -> tuple[F64, F64]:
    """Write the states of both in the plane about a centre, NaN where unknown.

    What is the same in any plane is kept in `seconds.along` for the next.
    """
    many = len(instants_us)
    states = np.full((2, 6, many), np.nan)
    seen = np.full(2, -2, np.int64)
    ways = np.empty((2, 4))
    lat0_rad, lon0_rad = centre_rad[0], centre_rad[1]
    for n in range(many):
        if seconds.how[n] == UNKNOWN:
            continue
        if seconds.how[n] == FAR:
            _stand_far(states, n)
            continue
        for k in range(2):
            i = seconds.rows[n, k]
            states[k, ALT_FT, n] = seconds.levels[n, k, 0]
            states[k, VR_FPM, n] = seconds.levels[n, k, 1]
            if seen[k] != i:
                _way(paths, i, lat0_rad, lon0_rad, seen[k] == i - 1, ways[k])
                seen[k] = i
            of = seconds.along[k, n]
            if math.isnan(of[0]):
                _along(paths, i, instants_us[n], of)
            _flat_state(paths, i, lat0_rad, lon0_rad, ways[k], of, states[k], n)
    return states[0], states[1]


@njit(cache=True, nogil=True)
def _height(paths: Paths, i: int, t_us: int, ends_ft: F64, row: F64) -> None:
    """Write height [ft] and vertical rate [ft/min] of a mover at an instant."""
    dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
    share = (t_us - paths.time_us[i]) / SECOND_US / dt_s
    row[0] = ends_ft[0] + (ends_ft[1] - ends_ft[0]) * share
    row[1] = (ends_ft[1] - ends_ft[0]) / dt_s * 60.0


@njit(cache=True, nogil=True)
def _stand_far(state: F64, n: int) -> None:
    for side in range(2):
        for what in (EAST_M, NORTH_M, ALT_FT, VE_MPS, VN_MPS, VR_FPM):
            state[side, what, n] = 0.0
        state[side, EAST_M, n] = FAR_M * side


@njit(cache=True, nogil=True)
def _way(
    paths: Paths, i: int, lat0_rad: float, lon0_rad: float, goes_on: bool, row: F64
) -> None:
    """Write where both ends of segment i are in the plane.

    `goes_on` says that `row` is that of segment i - 1: its end is this one's start.
    """
    if goes_on:
        row[0], row[1] = row[2], row[3]
    else:
        row[0], row[1] = local_m(lat0_rad, lon0_rad, paths.lat_rad[i], paths.lon_rad[i])
    row[2], row[3] = local_m(
        lat0_rad, lon0_rad, paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )


@njit(cache=True, nogil=True)
def _along(paths: Paths, i: int, t_us: int, at_rad: F64) -> None:
    """Write latitude and longitude at an instant on segment i."""
    length_m, azimuth_rad, _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    at_rad[0], at_rad[1] = place_rad(paths, i, azimuth_rad, length_m, t_us)


@njit(cache=True, nogil=True)
def _flat_state(
    paths: Paths,
    i: int,
    lat0_rad: float,
    lon0_rad: float,
    row: F64,
    at_rad: F64,
    state: F64,
    n: int,
) -> None:
    """Write place and velocity in the plane of a mover on segment i."""
    dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
    if at_rad[0] == paths.lat_rad[i] and at_rad[1] == paths.lon_rad[i]:
        # At a report its place in the plane is known already, to the bit.
        state[EAST_M, n], state[NORTH_M, n] = row[0], row[1]
    else:
        state[EAST_M, n], state[NORTH_M, n] = local_m(
            lat0_rad, lon0_rad, at_rad[0], at_rad[1]
        )
    state[VE_MPS, n] = (row[2] - row[0]) / dt_s
    state[VN_MPS, n] = (row[3] - row[1]) / dt_s


@njit(cache=True, nogil=True)
def _apart_in_height(dz_ft: float, vr_fpm: float, alerting: Alerting) -> bool:
    """Tell whether heights alone keep a pair out of every volume for long enough."""
    for level in range(len(alerting.dthr_m)):
        soon_s = max(alerting.alerting_s[level], alerting.early_s[level])
        reach_ft = alerting.zthr_ft[level] + ROUGH_FT
        reach_ft += abs(vr_fpm) / 60.0 * (soon_s + alerting.tcoa_s[level])
        if not abs(dz_ft) > reach_ft:
            return False
    return True


@njit(cache=True, nogil=True)
def _apart_in_plane(
    paths: Paths,
    i: int,
    j: int,
    t_us: int,
    centres_rad: F64,
    alerting: Alerting,
) -> bool:
    """Tell whether places and velocities surely keep a pair out of every volume.

    All of it in a rough plane, with the bounds above: too far off to come near soon;
    or parting; or passing too wide. False where in doubt.
    """
    for k in range(2):
        lat0_rad, lon0_rad = centres_rad[k]
        lat_rad = max(abs(paths.lat_rad[i]), abs(paths.lat_rad[j]), abs(lat0_rad))
        if not lat_rad <= ROUGH_TO_RAD:
            return False
        far_m = 0.0
        for row in (i, i + 1, j, j + 1):
            x_m, y_m = rough_m(
                lat0_rad, lon0_rad, paths.lat_rad[row], paths.lon_rad[row]
            )
            far_m = max(far_m, math.hypot(x_m, y_m))
        if not far_m <= ROUGH_REACH_M:
            return False
    a_lat, a_lon = rough_place_rad(paths, i, t_us)
    b_lat, b_lon = rough_place_rad(paths, j, t_us)
    x_m, y_m = rough_m(b_lat, b_lon, a_lat, a_lon)
    ax_mps, ay_mps = _rough_mps(paths, i)
    bx_mps, by_mps = _rough_mps(paths, j)
    vx_mps, vy_mps = ax_mps - bx_mps, ay_mps - by_mps
    away_m = math.hypot(x_m, y_m)
    # North at the one is not north at the other: their way over 6,371 km, times the
    # tangent of the latitude, and half as much again for the way between them.
    turned_frac = ROUGH_SHARE_FRAC + away_m / ROUGH_REACH_M * 0.2
    wrong_mps = turned_frac * (math.hypot(ax_mps, ay_mps) + math.hypot(bx_mps, by_mps))
    wrong_m = ROUGH_SHARE_FRAC * away_m + ROUGH_SLACK_M
    wrong_m += bulge_m(paths, i) + bulge_m(paths, j)
    fast_mps = math.hypot(vx_mps, vy_mps) + wrong_mps
    doubt = wrong_m * fast_mps + away_m * wrong_mps
    parting = x_m * vx_mps + y_m * vy_mps > doubt
    wide = abs(x_m * vy_mps - y_m * vx_mps) - doubt
    for level in range(len(alerting.dthr_m)):
        soon_s = max(alerting.alerting_s[level], alerting.early_s[level])
        near_m = 2.0 * alerting.dthr_m[level]
        if not away_m - wrong_m > near_m:
            return False
        if parting or wide > alerting.dthr_m[level] * fast_mps:
            continue
        if not away_m - wrong_m > near_m + (soon_s + alerting.tthr_s[level]) * fast_mps:
            return False
    return True


@njit(cache=True, nogil=True)
def _rough_mps(paths: Paths, i: int) -> tuple[float, float]:
    """Return the velocity along segment i in the rough plane."""
    x_m, y_m = rough_m(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
    return x_m / dt_s, y_m / dt_s
