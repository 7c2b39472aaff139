"""Where a mover is at given instants, and how it moves there."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import direct_rad, inverse_m_rad, local_m
from thalweg.kernels.parts import place_rad
from thalweg.kernels.paths import SECOND_US, Paths, bridged, segment_heights_ft

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
def states_at(
    paths: Paths,
    k: int,
    instants_us: I64,
    gap_us: int,
    lat0_rad: float,
    lon0_rad: float,
    use_geo: bool,
) -> F64:
    """Return positions and velocities at instants, in a plane about a point.

    Parameters
    ----------
    paths, k
        the mover.
    instants_us
        int64[n].
    gap_us
        longest gap that is bridged.
    lat0_rad, lon0_rad
        centre of an azimuthal equidistant plane.
    use_geo
        take geometric heights, else pressure altitudes.

    Returns
    -------
    float64[6, n]: metres east and north, feet, m/s east and north, ft/min; NaN
    where unobserved. Velocities are those of the segment.
    """
    out = np.full((6, len(instants_us)), np.nan)
    column = paths.geo_ft if use_geo else paths.baro_ft
    first, last = paths.start[k], paths.start[k + 1] - 1
    for n in range(len(instants_us)):
        i = segment_at(paths, k, instants_us[n], gap_us)
        if i < 0:
            continue
        dt_s = (paths.time_us[i + 1] - paths.time_us[i]) / SECOND_US
        lat_rad, lon_rad = place_at_rad(paths, k, instants_us[n], gap_us)
        x_m, y_m = local_m(lat0_rad, lon0_rad, lat_rad, lon_rad)
        x0_m, y0_m = local_m(lat0_rad, lon0_rad, paths.lat_rad[i], paths.lon_rad[i])
        x1_m, y1_m = local_m(
            lat0_rad, lon0_rad, paths.lat_rad[i + 1], paths.lon_rad[i + 1]
        )
        h0_ft, h1_ft, _, _ = segment_heights_ft(
            paths.time_us, column, paths.open_path, first, last, i, gap_us
        )
        share = (instants_us[n] - paths.time_us[i]) / SECOND_US / dt_s
        out[EAST_M, n], out[NORTH_M, n] = x_m, y_m
        out[ALT_FT, n] = h0_ft + (h1_ft - h0_ft) * share
        out[VE_MPS, n] = (x1_m - x0_m) / dt_s
        out[VN_MPS, n] = (y1_m - y0_m) / dt_s
        out[VR_FPM, n] = (h1_ft - h0_ft) / dt_s * 60.0
    return out
