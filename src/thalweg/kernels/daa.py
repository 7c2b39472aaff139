"""Well clear and alert levels, as DAIDALUS defines them.

Two aircraft are *not* well clear when their states are inside the volume WCV_TAUMOD: a
distance and a modified tau horizontally, a height and a time to co-altitude vertically.
Sources: C. Munoz, A. Narkawicz, J. Chamberlain, M. Consiglio, J. Upchurch, "A Family of
Well-Clear Boundary Models for the Integration of UAS in the NAS", AIAA 2014-2412 (the
volume, and its interval along straight paths); C. Munoz et al., "DAIDALUS: Detect and
Avoid Alerting Logic for Unmanned Systems", DASC 2015 (alerting); RTCA DO-365, 2.2.4.3.1
and appendix C (the volume's figures), appendix G (DAIDALUS). Whence each step follows
is in ``docs/why/well-clear.md``.

All positions lie in one plane, in metres; heights are of one datum, in feet; velocities
stay as they are. Nothing here knows errors: it grades severity, never a breach.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit

F64 = NDArray[np.float64]
I8 = NDArray[np.int8]

S_PER_MIN = 60.0
M_PER_NMI = 1852.0
# Slower than this, two aircraft stand still relative to each other: in a day they move
# less than 0.1 mm, and dividing by it would only make noise.
STILL_MPS = 1e-9
LEVEL_FPM = 1e-9
NO_STATE = -1

# DO-365, 2.2.4.3.1: DMOD and HMD* 4,000 ft, which DAIDALUS writes as 0.66 NM (10 ft
# more); h* 450 ft; tau_mod* 35 s.
PHASE_I_DTHR_M = 0.66 * M_PER_NMI
PHASE_I_ZTHR_FT = 450.0
PHASE_I_TTHR_S = 35.0
PHASE_I_TCOA_S = 0.0


class Volume(NamedTuple):
    """Thresholds of WCV_TAUMOD, the last arguments of the functions below, in order.

    What equals a threshold is inside the volume.
    """

    dthr_m: float
    zthr_ft: float
    tthr_s: float
    tcoa_s: float


class States(NamedTuple):
    """States of one aircraft, one row a second: float64[n], NaN where unknown."""

    east_m: F64
    north_m: F64
    alt_ft: F64
    ve_mps: F64
    vn_mps: F64
    vr_fpm: F64


class Alerting(NamedTuple):
    """An alerter: level k has index k - 1 in the arrays, the most severe last.

    A level is raised when its volume is entered sooner than `alerting_s`; a level that
    was in force a second before is kept while that is sooner than `early_s`. The level
    shown is the greatest reached in `fewest` of the last `last` seconds (M of N), and a
    raised one stands for at least `persistence_s`. After `forget_s` without states all
    is forgotten.
    """

    dthr_m: F64
    zthr_ft: F64
    tthr_s: F64
    tcoa_s: F64
    alerting_s: F64
    early_s: F64
    lookahead_s: float
    fewest: int
    last: int
    persistence_s: float
    forget_s: float


PHASE_I = Volume(PHASE_I_DTHR_M, PHASE_I_ZTHR_FT, PHASE_I_TTHR_S, PHASE_I_TCOA_S)

# Alerter DWC_Phase_I of DO_365B_no_SUM.conf, DAIDALUS v2.0.4 (nasa/daidalus e043925):
# preventive, corrective, warning.
_DO_365B_NO_SUM = Alerting(
    dthr_m=np.array([0.66, 0.66, 0.66]) * M_PER_NMI,
    zthr_ft=np.array([700.0, 450.0, 450.0]),
    tthr_s=np.array([35.0, 35.0, 35.0]),
    tcoa_s=np.array([0.0, 0.0, 0.0]),
    alerting_s=np.array([55.0, 55.0, 25.0]),
    early_s=np.array([75.0, 75.0, 55.0]),
    lookahead_s=180.0,
    fewest=2,
    last=4,
    persistence_s=4.0,
    forget_s=5.0,
)
CONFIGURATIONS: Mapping[str, Alerting] = MappingProxyType(
    {"DO_365B_no_SUM": _DO_365B_NO_SUM}
)


def configuration(name: str) -> Alerting:
    """Return the alerter of a named configuration of DAIDALUS.

    Plain Python, for the shells: an unknown name raises ValueError with those known.
    """
    known = CONFIGURATIONS.get(name)
    if known is None:
        names = ", ".join(CONFIGURATIONS)
        raise ValueError(f"no DAA configuration {name!r}; known: {names}")
    return known


@njit(cache=True, nogil=True)
def well_clear_lost(
    sx_m: float,
    sy_m: float,
    sz_ft: float,
    vx_mps: float,
    vy_mps: float,
    vz_fpm: float,
    dthr_m: float,
    zthr_ft: float,
    tthr_s: float,
    tcoa_s: float,
) -> bool:
    """Tell whether two aircraft are inside the well-clear volume at this instant.

    Parameters
    ----------
    sx_m, sy_m, sz_ft, vx_mps, vy_mps, vz_fpm : float
        Position and velocity of one relative to the other; which is which is the same.
    dthr_m, zthr_ft, tthr_s, tcoa_s : float
        Thresholds, as in `Volume`.

    Returns
    -------
    bool
        True on the border too. False where anything is NaN.
    """
    dot = sx_m * vx_mps + sy_m * vy_mps
    cross = sx_m * vy_mps - sy_m * vx_mps
    range2_m2 = sx_m * sx_m + sy_m * sy_m
    speed2 = vx_mps * vx_mps + vy_mps * vy_mps
    dthr2_m2 = dthr_m * dthr_m
    inside = range2_m2 <= dthr2_m2
    if not inside and dot < 0.0 and cross * cross <= dthr2_m2 * speed2:
        # Modified tau, (range2 - DTHR2) / -dot, without the division.
        inside = range2_m2 - dthr2_m2 <= -tthr_s * dot
    if not inside:
        return False
    if abs(sz_ft) <= zthr_ft:
        # NaN speeds say nothing of the volume, even where the distance alone would.
        return not math.isnan(dot + vz_fpm)
    if abs(vz_fpm) < LEVEL_FPM or sz_ft * vz_fpm > 0.0:
        return False
    return abs(sz_ft) * S_PER_MIN <= tcoa_s * abs(vz_fpm)


@njit(cache=True, nogil=True)
def _horizontal_span(
    sx_m: float,
    sy_m: float,
    vx_mps: float,
    vy_mps: float,
    dthr_m: float,
    tthr_s: float,
) -> tuple[float, float]:
    """Return first and last instant inside horizontally, for all time."""
    speed2 = vx_mps * vx_mps + vy_mps * vy_mps
    if speed2 < STILL_MPS * STILL_MPS:
        if sx_m * sx_m + sy_m * sy_m <= dthr_m * dthr_m:
            return -math.inf, math.inf
        return math.inf, -math.inf
    cross = sx_m * vy_mps - sy_m * vx_mps
    left_m2 = dthr_m * dthr_m - cross * cross / speed2
    if left_m2 < 0.0:
        return math.inf, -math.inf
    closest_s = -(sx_m * vx_mps + sy_m * vy_mps) / speed2
    half2_s2 = left_m2 / speed2
    ahead_s = 0.5 * tthr_s
    in_s = closest_s - ahead_s - math.sqrt(ahead_s * ahead_s + half2_s2)
    return in_s, closest_s + math.sqrt(half2_s2)


@njit(cache=True, nogil=True)
def _vertical_span(
    sz_ft: float, vz_fpm: float, zthr_ft: float, tcoa_s: float
) -> tuple[float, float]:
    """Return first and last instant inside vertically, for all time."""
    if abs(vz_fpm) < LEVEL_FPM:
        if abs(sz_ft) <= zthr_ft:
            return -math.inf, math.inf
        return math.inf, -math.inf
    level_s = -sz_ft * S_PER_MIN / vz_fpm
    half_s = zthr_ft * S_PER_MIN / abs(vz_fpm)
    return level_s - max(half_s, tcoa_s), level_s + half_s


@njit(cache=True, nogil=True)
def well_clear_lost_span(
    sx_m: float,
    sy_m: float,
    sz_ft: float,
    vx_mps: float,
    vy_mps: float,
    vz_fpm: float,
    horizon_s: float,
    dthr_m: float,
    zthr_ft: float,
    tthr_s: float,
    tcoa_s: float,
) -> tuple[float, float]:
    """Return when, within [0, horizon], two aircraft are inside the volume.

    For straight, even motion the instants at which `well_clear_lost` holds are one
    interval (the volume is locally convex), so this is both DAIDALUS' prediction and
    the exact answer along a piece of path of constant velocities.

    Parameters
    ----------
    sx_m, sy_m, sz_ft, vx_mps, vy_mps, vz_fpm : float
        Position and velocity of one relative to the other, at time 0.
    horizon_s : float
        How far to look.
    dthr_m, zthr_ft, tthr_s, tcoa_s : float
        Thresholds, as in `Volume`.

    Returns
    -------
    in_s, out_s : float
        First and last instant; infinity and minus infinity where there is none; equal
        where they only touch. NaN in, NaN out: so ask ``in_s <= out_s``.
    """
    if math.isnan(sx_m + sy_m + sz_ft + vx_mps + vy_mps + vz_fpm + horizon_s):
        return math.nan, math.nan
    near_in_s, near_out_s = _horizontal_span(sx_m, sy_m, vx_mps, vy_mps, dthr_m, tthr_s)
    level_in_s, level_out_s = _vertical_span(sz_ft, vz_fpm, zthr_ft, tcoa_s)
    in_s = max(0.0, near_in_s, level_in_s)
    out_s = min(horizon_s, near_out_s, level_out_s)
    if in_s > out_s:
        return math.inf, -math.inf
    return in_s, out_s


@njit(cache=True, nogil=True)
def _raw_level(
    own: States, other: States, i: int, alerting: Alerting, shown: int
) -> int:
    """Return the alert level of second i by itself; NO_STATE where a state is missing.

    `shown` is the level in force before: it is dropped later than it would be raised.
    """
    for level in range(len(alerting.dthr_m), 0, -1):
        k = level - 1
        in_s, out_s = well_clear_lost_span(
            own.east_m[i] - other.east_m[i],
            own.north_m[i] - other.north_m[i],
            own.alt_ft[i] - other.alt_ft[i],
            own.ve_mps[i] - other.ve_mps[i],
            own.vn_mps[i] - other.vn_mps[i],
            own.vr_fpm[i] - other.vr_fpm[i],
            alerting.lookahead_s,
            alerting.dthr_m[k],
            alerting.zthr_ft[k],
            alerting.tthr_s[k],
            alerting.tcoa_s[k],
        )
        if math.isnan(in_s):
            return NO_STATE
        limit_s = alerting.early_s[k] if shown == level else alerting.alerting_s[k]
        if in_s < out_s and (in_s <= 0.0 or in_s < limit_s):
            return level
    return 0


@njit(cache=True, nogil=True)
def _reached(recent: I8, fewest: int) -> int:
    """Return the greatest level that `fewest` of the recent ones reach; else -1."""
    best = -1
    for candidate in recent:
        count = 0
        for other in recent:
            if other >= candidate:
                count += 1
        if count >= fewest and candidate > best:
            best = candidate
    return best


@njit(cache=True, nogil=True)
def alert_levels(own: States, other: States, alerting: Alerting) -> I8:
    """Replay the alert level, second by second.

    Both aircraft are taken to hold their velocities (no manoeuvre is assumed), and
    sensor uncertainty is not mitigated. In one plane it does not matter which of the
    two is own.

    Parameters
    ----------
    own, other : States
        Rows one second apart, of the same seconds.
    alerting : Alerting
        From `configuration`.

    Returns
    -------
    int8[n]
        Level shown, 0 to the number of levels; NO_STATE (-1) in a second where either
        state has a NaN. Such a second is left out of the M of N, as a report that never
        came; the level before it stands again after it, within `forget_s`.
    """
    count = len(own.east_m)
    levels = np.full(count, NO_STATE, np.int8)
    recent = np.full(alerting.last, -1, np.int8)
    shown, raised_at, last_at = -1, -1, -1
    for i in range(count):
        if last_at >= 0 and i - last_at > alerting.forget_s:
            shown, raised_at, last_at = -1, -1, -1
        raw = _raw_level(own, other, i, alerting, shown)
        if raw == NO_STATE:
            continue
        if last_at < 0:
            # A first state counts at once: it fills the M that are asked for.
            for k in range(alerting.last):
                recent[k] = raw if k < alerting.fewest else -1
        for k in range(alerting.last - 1):
            recent[k] = recent[k + 1]
        recent[-1] = raw
        reached = _reached(recent, alerting.fewest)
        stands = raised_at >= 0 and i - raised_at < alerting.persistence_s
        if not (stands and shown > 0 and reached < shown):
            if reached > 0 and reached > shown:
                raised_at = i
            shown = max(0, reached)
        last_at = i
        levels[i] = shown
    return levels
