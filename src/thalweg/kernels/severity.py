"""How severe an encounter was, along the paths of both: well clear lost, and alerts.

An alert needs the states of each second, and a state costs five geodesics. Most seconds
of the ten minutes about an encounter are far from any alert, and a plane whose every
omission is added to a bound says so: there a stand-in is written that is as far from
one (`pair_states`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.daa import Alerting, Volume, well_clear_lost_span
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
from thalweg.kernels.paths import SECOND_US, Paths, segment_heights_ft
from thalweg.kernels.states import (
    ALT_FT,
    EAST_M,
    NORTH_M,
    VE_MPS,
    VN_MPS,
    VR_FPM,
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
    other: int,
    instants_us: I64,
    gap_us: int,
    lat0_rad: float,
    lon0_rad: float,
    use_geo: bool,
    alerting: Alerting,
) -> tuple[F64, F64]:
    """Return positions and velocities of two movers at instants, in one plane.

    Parameters
    ----------
    paths, own, other
        the movers.
    instants_us
        int64[n].
    gap_us
        longest gap that is bridged.
    lat0_rad, lon0_rad
        centre of an azimuthal equidistant plane.
    use_geo
        take geometric heights, else pressure altitudes.
    alerting
        the alerter that the states are for.

    Returns
    -------
    Two float64[6, n]: metres east and north, feet, m/s east and north, ft/min; NaN
    where either is unobserved or without height. Velocities are those of the segment.

    Limits: where no volume of `alerting` can be entered soon enough for any of its
    levels, both stand still, far apart.
    """
    many = len(instants_us)
    states = np.full((2, 6, many), np.nan)
    column_ft = paths.geo_ft if use_geo else paths.baro_ft
    movers = (own, other)
    rows, seen = np.empty(2, np.int64), np.full(2, -2, np.int64)
    heights_ft, ways = np.empty((2, 2)), np.empty((2, 6))
    for n in range(many):
        t_us = instants_us[n]
        known = True
        for side in range(2):
            k = movers[side]
            i = segment_at(paths, k, t_us, gap_us)
            rows[side] = i
            if i < 0:
                known = False
                break
            heights_ft[side, 0], heights_ft[side, 1], _, _ = segment_heights_ft(
                paths.time_us, column_ft, paths.open_path, paths.start[k],
                paths.start[k + 1] - 1, i, gap_us,
            )  # fmt: skip
            known = known and not math.isnan(heights_ft[side, 0] + heights_ft[side, 1])
        if not known:
            continue
        for side in range(2):
            _height(paths, rows[side], t_us, heights_ft[side], states[side], n)
        dz_ft = states[0, ALT_FT, n] - states[1, ALT_FT, n]
        vr_fpm = states[0, VR_FPM, n] - states[1, VR_FPM, n]
        if _apart_in_height(dz_ft, vr_fpm, alerting) or _apart_in_plane(
            paths, rows[0], rows[1], t_us, lat0_rad, lon0_rad, alerting
        ):
            _stand_far(states, n)
            continue
        for side in range(2):
            i = rows[side]
            if seen[side] != i:
                _way(paths, i, lat0_rad, lon0_rad, seen[side] == i - 1, ways[side])
                seen[side] = i
            _flat_state(paths, i, t_us, lat0_rad, lon0_rad, ways[side], states[side], n)
    return states[0], states[1]


@njit(cache=True, nogil=True)
def _height(
    paths: Paths, i: int, t_us: int, heights_ft: F64, state: F64, n: int
) -> None:
    """Write height and vertical rate of a mover at an instant."""
    dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
    share = (t_us - paths.time_us[i]) / SECOND_US / dt_s
    state[ALT_FT, n] = heights_ft[0] + (heights_ft[1] - heights_ft[0]) * share
    state[VR_FPM, n] = (heights_ft[1] - heights_ft[0]) / dt_s * 60.0


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
    """Write length and azimuth of segment i and both ends' place in the plane.

    `goes_on` says that `row` is that of segment i - 1: its end is this one's start.
    """
    row[0], row[1], _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    if goes_on:
        row[2], row[3] = row[4], row[5]
    else:
        row[2], row[3] = local_m(lat0_rad, lon0_rad, paths.lat_rad[i], paths.lon_rad[i])
    row[4], row[5] = local_m(
        lat0_rad, lon0_rad, paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )


@njit(cache=True, nogil=True)
def _flat_state(
    paths: Paths,
    i: int,
    t_us: int,
    lat0_rad: float,
    lon0_rad: float,
    row: F64,
    state: F64,
    n: int,
) -> None:
    """Write place and velocity in the plane at an instant on segment i."""
    dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
    lat_rad, lon_rad = place_rad(paths, i, row[1], row[0], t_us)
    state[EAST_M, n], state[NORTH_M, n] = local_m(lat0_rad, lon0_rad, lat_rad, lon_rad)
    state[VE_MPS, n] = (row[4] - row[2]) / dt_s
    state[VN_MPS, n] = (row[5] - row[3]) / dt_s


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
    lat0_rad: float,
    lon0_rad: float,
    alerting: Alerting,
) -> bool:
    """Tell whether places and velocities surely keep a pair out of every volume.

    All of it in a rough plane, with the bounds above: too far off to come near soon;
    or parting; or passing too wide. False where in doubt.
    """
    lat_rad = max(abs(paths.lat_rad[i]), abs(paths.lat_rad[j]), abs(lat0_rad))
    if not lat_rad <= ROUGH_TO_RAD:
        return False
    far_m = 0.0
    for row in (i, i + 1, j, j + 1):
        x_m, y_m = rough_m(lat0_rad, lon0_rad, paths.lat_rad[row], paths.lon_rad[row])
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
