"""How severe an encounter was: well clear lost, and the alert a DAA system would give.

Neither is a breach by itself (RULES §5). Source of both: DO-365 Phase I as DAIDALUS
states it; see `kernels.daa`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.daa import NO_STATE, PHASE_I, configuration
from thalweg.kernels.severity import greatest_alert, lost_s
from thalweg.watch.flights import Flights

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


def well_clear_lost_s(times_us: I64, parts: F64) -> float | None:
    """Return how long a pair was inside the Phase I well-clear volume, in seconds.

    Parameters
    ----------
    times_us
        int64[n, 2], the parts of the pair.
    parts
        float64[n, COLUMNS], see `kernels.parts`.

    Returns
    -------
    Seconds, or None where no part has heights of one datum.
    """
    lost = lost_s(times_us, parts, PHASE_I)
    return None if math.isnan(lost) else lost


def alert_max(
    flights: Flights, low_us: int, high_us: int, gap_us: int, name: str
) -> int | None:
    """Return the greatest alert level of movers 0 and 1, on whole UTC seconds.

    Parameters
    ----------
    flights
        the pair.
    low_us, high_us
        stretch of time to replay.
    gap_us
        longest gap that is bridged.
    name
        configuration, e.g. ``DO_365B_no_SUM``.

    Returns
    -------
    The level, both ways round, or None where never both were observed with
    heights of one datum.
    """
    level = int(
        greatest_alert(flights.paths, low_us, high_us, gap_us, configuration(name))
    )
    return None if level == NO_STATE else level
