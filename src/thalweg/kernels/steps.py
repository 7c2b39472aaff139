"""One mover's way from one report to the next, cut into parts of at most 2 s."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.clean import step_breaks
from thalweg.kernels.compiling import njit
from thalweg.kernels.geodesy import inverse_m_rad
from thalweg.kernels.parts import LONGEST_PART_US, Band, band_frac, place_rad
from thalweg.kernels.paths import BROKEN, OPEN, Paths, bowed, segment_heights_ft

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@njit(cache=True, nogil=True)
def steps(paths: Paths, i: int) -> tuple[I64, F64]:
    """Return the ends of the parts of the segment from row i.

    Returns
    -------
    Times int64[n + 1] in microseconds, and places float64[n + 1, 2], latitude and
    longitude in radians, on the segment's geodesic.
    """
    t0_us, t1_us = paths.time_us[i], paths.time_us[i + 1]
    length_m, azimuth_rad, _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    pieces = (t1_us - t0_us + LONGEST_PART_US - 1) // LONGEST_PART_US
    times_us = np.empty(pieces + 1, np.int64)
    places_rad = np.empty((pieces + 1, 2))
    for piece in range(pieces + 1):
        t_us = t0_us + (t1_us - t0_us) * piece // pieces
        lat_rad, lon_rad = place_rad(paths, i, azimuth_rad, length_m, t_us)
        times_us[piece] = t_us
        places_rad[piece, 0], places_rad[piece, 1] = lat_rad, lon_rad
    return times_us, places_rad


@njit(cache=True, nogil=True)
def errors_and_bands(
    paths: Paths, k: int, i: int, times_us: I64, band: Band, gap_us: int
) -> tuple[F64, F64]:
    """Return the greatest error in each part of a segment, and its share of a band.

    Parameters
    ----------
    paths, k, i
        the mover and its segment from row i.
    times_us
        int64[n + 1], ends of the parts, from `steps`.
    band
        heights asked for.
    gap_us
        longest gap between heights that is bridged.

    Returns
    -------
    Errors float64[n] in metres; float64[n, 3]: the share of each part inside the band
    (from, to), and 1 where that is known, else 0.
    """
    t0_us, t1_us = paths.time_us[i], paths.time_us[i + 1]
    first, end = paths.start[k], paths.start[k + 1] - 1
    b0_ft, b1_ft, _, _ = segment_heights_ft(
        paths.time_us, paths.baro_ft, paths.open_path, first, end, i, gap_us
    )
    g0_ft, g1_ft, _, _ = segment_heights_ft(
        paths.time_us, paths.geo_ft, paths.open_path, first, end, i, gap_us
    )
    ends_m = max(paths.error_m[i], paths.error_m[i + 1])
    many = len(times_us) - 1
    errors_m = np.empty(many)
    bands = np.empty((many, 3))
    for n in range(many):
        from_us, to_us = times_us[n], times_us[n + 1]
        u0 = (from_us - t0_us) / (t1_us - t0_us)
        u1 = (to_us - t0_us) / (t1_us - t0_us)
        low, high, known = band_frac(
            b0_ft + (b1_ft - b0_ft) * u0,
            b0_ft + (b1_ft - b0_ft) * u1,
            g0_ft + (g1_ft - g0_ft) * u0,
            g0_ft + (g1_ft - g0_ft) * u1,
            band,
        )
        stray_m = paths.manoeuvre_mps2[k] * bowed(t0_us, t1_us, from_us, to_us)
        errors_m[n] = ends_m + stray_m
        bands[n, 0], bands[n, 1], bands[n, 2] = low, high, 1.0 if known else 0.0
    return errors_m, bands


@njit(cache=True, nogil=True)
def open_paths(
    start: I64,
    time_us: I64,
    lat_rad: F64,
    lon_rad: F64,
    error_m: F64,
    ground_after: NDArray[np.bool_],
    fastest_mps: float,
) -> NDArray[np.int8]:
    """Return for each row how the path goes on from it to the next."""
    how = np.full(len(time_us), BROKEN, np.int8)
    for k in range(len(start) - 1):
        for i in range(start[k], start[k + 1] - 1):
            broken = ground_after[i] or step_breaks(
                lat_rad[i],
                lon_rad[i],
                lat_rad[i + 1],
                lon_rad[i + 1],
                error_m[i],
                error_m[i + 1],
                time_us[i + 1] - time_us[i],
                fastest_mps,
            )
            how[i] = BROKEN if broken else OPEN
    return how
