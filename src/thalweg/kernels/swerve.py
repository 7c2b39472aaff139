"""Which way a mover swerved about an instant: turns and climbs, as means over 10 s."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
BOOL = NDArray[np.bool_]

# RULES §5: within 30 s of closest approach the mean of 10 s before and of 10 s after
# differ by 1.5 degrees a second or 1,000 ft a minute.
ABOUT_S = 30.0
MEAN_S = 10.0
TURN_DEGPS = 1.5
CLIMB_FPM = 1000.0
TURN, CLIMB, DESCENT, RESOLUTION = 0, 1, 2, 3
DOES = 4
TURN_ROUND_DEG = 360.0


@njit(cache=True, nogil=True)
def first_swerves(
    time_us: I64,
    course_deg: F64,
    height_ft: F64,
    resolution: BOOL,
    closest_us: int,
) -> I64:
    """Find the first report at which a mover does each of four things.

    Parameters
    ----------
    time_us, course_deg, height_ft, resolution
        its reports in time; courses and heights are NaN where unknown.
    closest_us
        the instant about which to look, 30 s before and after.

    Returns
    -------
    int64[4], the number of a report, -1 for none: TURN, CLIMB, DESCENT, RESOLUTION.
    """
    first = np.full(DOES, -1, np.int64)
    time_s = (time_us - closest_us) / 1e6
    turned, turned_s = _known(time_s, course_deg)
    _unwrap_deg(turned)
    climbed, climbed_s = _known(time_s, height_ft)
    for i in range(len(time_s)):
        if not abs(time_s[i]) <= ABOUT_S:
            continue
        climb_fpm = _change(climbed_s, climbed, time_s[i]) * 60.0
        if first[TURN] < 0 and abs(_change(turned_s, turned, time_s[i])) >= TURN_DEGPS:
            first[TURN] = i
        if first[CLIMB] < 0 and climb_fpm >= CLIMB_FPM:
            first[CLIMB] = i
        if first[DESCENT] < 0 and climb_fpm <= -CLIMB_FPM:
            first[DESCENT] = i
        if first[RESOLUTION] < 0 and resolution[i]:
            first[RESOLUTION] = i
    return first


@njit(cache=True, nogil=True)
def _known(time_s: F64, values: F64) -> tuple[F64, F64]:
    """Return the values that are numbers, and their times."""
    many = 0
    heard, times_s = np.empty(len(values)), np.empty(len(values))
    for i in range(len(values)):
        if math.isfinite(values[i]):
            heard[many], times_s[many] = values[i], time_s[i]
            many += 1
    return heard[:many], times_s[:many]


@njit(cache=True, nogil=True)
def _unwrap_deg(course_deg: F64) -> None:
    """Let courses go on past 360 degrees: no step is above half a circle.

    In the order of operations of `numpy.unwrap`, to the bit.
    """
    half_deg = 0.5 * TURN_ROUND_DEG
    added_deg = 0.0
    last_deg = course_deg[0] if len(course_deg) else 0.0
    for i in range(1, len(course_deg)):
        step_deg = course_deg[i] - last_deg
        short_deg = (step_deg + half_deg) % TURN_ROUND_DEG - half_deg
        if short_deg == -half_deg and step_deg > 0.0:
            short_deg = half_deg
        if not abs(step_deg) < half_deg:
            added_deg += short_deg - step_deg
        last_deg = course_deg[i]
        course_deg[i] = last_deg + added_deg


@njit(cache=True, nogil=True)
def _change(times_s: F64, values: F64, at_s: float) -> float:
    """Return the mean rate of the 10 s after less that of those before; 0 if unknown.

    The unit is that of `values` a second.
    """
    if len(values) < 2:
        return 0.0
    if at_s - MEAN_S < times_s[0] or at_s + MEAN_S > times_s[-1]:
        return 0.0
    before = _value_at(times_s, values, at_s - MEAN_S)
    now = _value_at(times_s, values, at_s)
    after = _value_at(times_s, values, at_s + MEAN_S)
    return ((after - now) - (now - before)) / MEAN_S


@njit(cache=True, nogil=True)
def _value_at(times_s: F64, values: F64, at_s: float) -> float:
    """Return the value on the straight way between two times; `at_s` is among them."""
    j = np.searchsorted(times_s, at_s, side="right") - 1
    if j >= len(values) - 1 or times_s[j] == at_s:
        return float(values[j])
    slope = (values[j + 1] - values[j]) / (times_s[j + 1] - times_s[j])
    return float(slope * (at_s - times_s[j]) + values[j])
