"""Where a mover is at given instants."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import direct_rad, inverse_m_rad
from thalweg.kernels.parts import place_rad
from thalweg.kernels.paths import Paths, bridged

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

EAST_M, NORTH_M, ALT_FT, VE_MPS, VN_MPS, VR_FPM = 0, 1, 2, 3, 4, 5


@njit(cache=True, nogil=True)
def segment_at(paths: Paths, k: int, t_us: int, gap_us: int) -> int:
    """Return the row whose segment is observed at an instant, or -1.

    At a report, the segment that begins there wins, else the one that ends there.
    """
    first, end = paths.start[k], paths.start[k + 1]
    i = int(first + np.searchsorted(paths.time_us[first:end], t_us, side="right") - 1)
    if first <= i < end - 1 and bridged(paths, i, gap_us):
        return i
    if first < i < end and paths.time_us[i] == t_us and bridged(paths, i - 1, gap_us):
        return i - 1
    return -1


@njit(cache=True, nogil=True)
def place_at_rad(paths: Paths, k: int, t_us: int, gap_us: int) -> tuple[float, float]:
    """Return latitude and longitude at an instant, in radians; NaN where unobserved."""
    i = segment_at(paths, k, t_us, gap_us)
    if i < 0:
        return math.nan, math.nan
    length_m, azimuth_rad, _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    return place_rad(paths, i, azimuth_rad, length_m, t_us)


@njit(cache=True, nogil=True)
def halfway_rad(
    lat1_rad: float, lon1_rad: float, lat2_rad: float, lon2_rad: float
) -> tuple[float, float]:
    """Return the middle of a geodesic; NaN in, NaN out."""
    length_m, azimuth_rad, _ = inverse_m_rad(lat1_rad, lon1_rad, lat2_rad, lon2_rad)
    lat_rad, lon_rad, _ = direct_rad(lat1_rad, lon1_rad, azimuth_rad, 0.5 * length_m)
    return lat_rad, lon_rad


@njit(cache=True, nogil=True)
def middles_deg(paths: Paths, instants_us: I64, gap_us: int) -> F64:
    """Return the middle of movers 0 and 1 at instants, by geodesics, in degrees.

    float64[n, 2], latitude and longitude; NaN where either is unobserved.
    """
    out_deg = np.empty((len(instants_us), 2))
    for n in range(len(instants_us)):
        a_lat, a_lon = place_at_rad(paths, 0, instants_us[n], gap_us)
        b_lat, b_lon = place_at_rad(paths, 1, instants_us[n], gap_us)
        lat_rad, lon_rad = halfway_rad(a_lat, a_lon, b_lat, b_lon)
        out_deg[n, 0], out_deg[n, 1] = math.degrees(lat_rad), math.degrees(lon_rad)
    return out_deg
