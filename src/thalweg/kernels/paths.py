"""Where a mover is between its reports, and how far it may be from there.

Between two reports a mover follows the geodesic at even speed (RULES §3); its stated
error is the greater of the two ends' plus half the greatest acceleration times the time
since the one and until the other. Heights go straight between a mover's own heights.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# Greatest vertical acceleration between two heights, RULES §3.
CLIMB_MANOEUVRE_FTPS2 = 3.0
SECOND_US = 1_000_000
BROKEN, OPEN, JOINED = 0, 1, 2


class Paths(NamedTuple):
    """Kept reports of all movers, sorted by (mover, time), as columns.

    Mover k has rows ``start[k]:start[k + 1]``. `open_path[i]` says how the path goes on
    from row i to row i + 1: BROKEN, OPEN, or JOINED (bridged whatever the gap).
    Heights are NaN where unknown. `bar_*` and `geo_*` are per mover: half the quantum
    and the 95 % altimetry error of each datum.
    """

    start: I64
    time_us: I64
    lat_rad: F64
    lon_rad: F64
    error_m: F64
    baro_ft: F64
    geo_ft: F64
    open_path: NDArray[np.int8]
    party: NDArray[np.int16]
    manoeuvre_mps2: F64
    baro_half_quantum_ft: F64
    baro_error_ft: F64
    geo_half_quantum_ft: F64
    geo_error_ft: F64


@njit(cache=True, nogil=True)
def bowed(start_us: int, end_us: int, from_us: int, to_us: int) -> float:
    """Return the greatest of (t - start)(end - t) / 2 for t in [from, to], in s².

    Times a greatest acceleration it is how far a mover can stray between reports.
    """
    middle_us = (start_us + end_us) * 0.5
    t_us = min(max(middle_us, float(from_us)), float(to_us))
    before_s = (t_us - start_us) / SECOND_US
    after_s = (end_us - t_us) / SECOND_US
    return 0.5 * before_s * after_s


@njit(cache=True, nogil=True)
def pair_bowed_m(
    own_us: tuple[int, int],
    own_mps2: float,
    other_us: tuple[int, int],
    other_mps2: float,
    from_us: int,
    to_us: int,
) -> float:
    """Return the greatest sum of two movers' straying in [from, to], in metres.

    The sum is one parabola in time: its greatest stands at its vertex or at an end.
    """
    weight = own_mps2 + other_mps2
    if weight <= 0.0:
        return 0.0
    own_mid_us = 0.5 * (own_us[0] + own_us[1])
    other_mid_us = 0.5 * (other_us[0] + other_us[1])
    t_us = (own_mps2 * own_mid_us + other_mps2 * other_mid_us) / weight
    t_us = min(max(t_us, float(from_us)), float(to_us))
    own_s2 = (t_us - own_us[0]) * (own_us[1] - t_us) / SECOND_US / SECOND_US
    other_s2 = (t_us - other_us[0]) * (other_us[1] - t_us) / SECOND_US / SECOND_US
    return 0.5 * (own_mps2 * own_s2 + other_mps2 * other_s2)


@njit(cache=True, nogil=True)
def observed(time_us: I64, open_path: NDArray[np.int8], i: int, gap_us: int) -> bool:
    """Tell whether a mover is observed from row i to row i + 1 of two columns."""
    if open_path[i] == JOINED:
        return True
    return bool(open_path[i] == OPEN and time_us[i + 1] - time_us[i] <= gap_us)


@njit(cache=True, nogil=True)
def bridged(paths: Paths, i: int, gap_us: int) -> bool:
    """Tell whether the mover is observed from row i to row i + 1."""
    return observed(paths.time_us, paths.open_path, i, gap_us)


@njit(cache=True, nogil=True)
def segment_heights_ft(
    time_us: I64,
    height_ft: F64,
    open_path: NDArray[np.int8],
    first: int,
    last: int,
    i: int,
    gap_us: int,
) -> tuple[float, float, int, int]:
    """Return heights at both ends of segment i, and the times of the heights used.

    Parameters
    ----------
    time_us, height_ft, open_path
        columns of `Paths`.
    first, last
        first and last row of the mover.
    i
        the segment from row i to row i + 1.
    gap_us
        heights further apart than this are not bridged; the segment's own ends
        are always joined, since the caller chose to.

    Returns
    -------
    Heights in feet at rows i and i + 1 (NaN where unknown) and the times in
    microseconds of the reports they were taken from.
    """
    low = i
    while np.isnan(height_ft[low]) and low > first and open_path[low - 1]:
        low -= 1
        if time_us[i + 1] - time_us[low] > gap_us:
            break
    high = i + 1
    while np.isnan(height_ft[high]) and high < last and open_path[high]:
        high += 1
        if time_us[high] - time_us[i] > gap_us:
            break
    bridged_us = time_us[high] - time_us[low]
    stretched = low < i or high > i + 1
    if np.isnan(height_ft[low]) or np.isnan(height_ft[high]):
        return np.nan, np.nan, time_us[i], time_us[i + 1]
    if stretched and bridged_us > gap_us:
        return np.nan, np.nan, time_us[i], time_us[i + 1]
    slope = (height_ft[high] - height_ft[low]) / bridged_us
    start_ft = height_ft[low] + slope * (time_us[i] - time_us[low])
    end_ft = height_ft[low] + slope * (time_us[i + 1] - time_us[low])
    if low == i:
        start_ft = height_ft[i]
    if high == i + 1:
        end_ft = height_ft[i + 1]
    return start_ft, end_ft, time_us[low], time_us[high]
