"""Closest approach of two movers that go straight and evenly in one plane."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit

F64 = NDArray[np.float64]

# Slower than this, two movers stand still relative to each other: in a day they move
# less than 0.1 mm, and dividing by it would only make noise.
STILL_MPS = 1e-9


@njit(cache=True, nogil=True)
def closest_approach(
    dx_m: F64, dy_m: F64, dvx_mps: F64, dvy_mps: F64, horizon_s: float
) -> tuple[F64, F64]:
    """Return when, within [0, horizon], each pair is closest, and how close.

    Straight and even motion is assumed; heights do not enter.

    Parameters
    ----------
    dx_m, dy_m, dvx_mps, dvy_mps : float64[n]
        Position and velocity of one mover relative to the other, now.
    horizon_s : float
        How far to look.

    Returns
    -------
    t_s, d_m : float64[n]
        Time and horizontal distance. Pairs that part, or stand still relative to each
        other, are closest now, at time 0. NaN in, NaN out; nothing in, nothing out.
    """
    t_s = np.empty(dx_m.size, np.float64)
    d_m = np.empty(dx_m.size, np.float64)
    for i in range(dx_m.size):
        speed2 = dvx_mps[i] * dvx_mps[i] + dvy_mps[i] * dvy_mps[i]
        dot = dx_m[i] * dvx_mps[i] + dy_m[i] * dvy_mps[i]
        if math.isnan(dot + horizon_s):
            t_s[i] = math.nan
        elif speed2 < STILL_MPS * STILL_MPS or dot >= 0.0:
            t_s[i] = 0.0
        else:
            t_s[i] = min(-dot / speed2, horizon_s)
        d_m[i] = math.hypot(
            dx_m[i] + dvx_mps[i] * t_s[i], dy_m[i] + dvy_mps[i] * t_s[i]
        )
    return t_s, d_m
