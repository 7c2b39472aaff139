"""The parts of a pair that bear on an encounter, and no others."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.daa import Volume
from thalweg.kernels.parts import (
    Band,
    cut_on,
    may_be_near,
    not_walked,
    rough_m,
)
from thalweg.kernels.paths import SECOND_US, Paths, bridged, pair_bowed_m
from thalweg.kernels.separation import Limits, farthest_m

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# What a speed may be greater than that of the rough plane, where that is used.
SPEED_SLACK_FRAC = 1.1
# What joins breaches is m <= 2, ends included.
WIDE_FACTOR = 2.001


@njit(cache=True, nogil=True)
def meeting_parts(
    paths: Paths,
    gap_us: int,
    band: Band,
    allowed: NDArray[np.bool_],
    limits: Limits,
    volume: Volume,
    times_us: I64,
    parts: F64,
) -> int:
    """Write the parts of movers 0 and 1 that any measure of an encounter looks at.

    Parameters
    ----------
    paths
        the two movers.
    gap_us, band, allowed
        as in `parts.fill_parts`.
    limits
        of the clause; a part is left out only where no set of `encounter_spans` is.
    volume
        a part is left out only where no state on it is inside.
    times_us, parts
        written, as by `parts.fill_parts`.

    Returns
    -------
    The number of parts, or -1 where the room given does not suffice.
    """
    walked = not_walked()
    i, j = paths.start[0], paths.start[1]
    own_end, other_end = paths.start[1] - 1, paths.start[2] - 1
    count = 0
    while i < own_end and j < other_end:
        s0_us = max(paths.time_us[i], paths.time_us[j])
        s1_us = min(paths.time_us[i + 1], paths.time_us[j + 1])
        wanted = s1_us > s0_us and allowed[paths.party[i], paths.party[j]]
        if wanted and bridged(paths, i, gap_us) and bridged(paths, j, gap_us):
            reach_m = _reach_m(paths, i, j, s0_us, s1_us, limits, volume)
            if may_be_near(paths, i, paths, j, s0_us, s1_us, reach_m):
                count = cut_on(
                    paths, 0, i, paths, 1, j, s0_us, s1_us, gap_us, band, True,
                    times_us, parts, count, walked,
                )  # fmt: skip
                if count < 0:
                    return -1
        if paths.time_us[i + 1] <= paths.time_us[j + 1]:
            i += 1
        else:
            j += 1
    return count


@njit(cache=True, nogil=True)
def _reach_m(
    paths: Paths,
    i: int,
    j: int,
    s0_us: int,
    s1_us: int,
    limits: Limits,
    volume: Volume,
) -> float:
    """Return a distance beyond which nothing between two times is looked at."""
    error_m = max(paths.error_m[i], paths.error_m[i + 1]) + max(
        paths.error_m[j], paths.error_m[j + 1]
    )
    error_m += pair_bowed_m(
        (paths.time_us[i], paths.time_us[i + 1]),
        paths.manoeuvre_mps2[0],
        (paths.time_us[j], paths.time_us[j + 1]),
        paths.manoeuvre_mps2[1],
        s0_us,
        s1_us,
    )
    # Modified tau: range² - DTHR² <= TTHR * range * speed.
    lost_m = volume.dthr_m + volume.tthr_s * (_fast_mps(paths, i) + _fast_mps(paths, j))
    return max(farthest_m(limits, error_m), WIDE_FACTOR * limits.horizontal_m, lost_m)


@njit(cache=True, nogil=True)
def _fast_mps(paths: Paths, i: int) -> float:
    """Return a speed that is not less than that along segment i."""
    x_m, y_m = rough_m(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
    return float(SPEED_SLACK_FRAC * math.hypot(x_m, y_m) / dt_s)
