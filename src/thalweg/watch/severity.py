"""How severe an encounter was: well clear lost, and the alert a DAA system would give.

Neither is a breach by itself (RULES §5). Source of both: DO-365 Phase I as DAIDALUS
states it; see `kernels.daa`.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.daa import (
    NO_STATE,
    PHASE_I,
    States,
    alert_levels,
    configuration,
)
from thalweg.kernels.severity import first_seen, lost_s, pair_states
from thalweg.kernels.states import place_at_rad
from thalweg.watch.flights import Flights

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
SECOND_US = 1_000_000


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
    first = -(-low_us // SECOND_US)
    instants_us = np.arange(first, high_us // SECOND_US + 1, dtype=np.int64) * SECOND_US
    centres = [_centre_rad(flights, k, instants_us, gap_us) for k in (0, 1)]
    alerting = configuration(name)
    for use_geo in (False, True):
        greatest = NO_STATE
        for own, other in ((0, 1), (1, 0)):
            # In one plane both ways are the same: each has the plane about its own.
            centre = centres[own]
            if centre is None:
                return None
            pair = pair_states(
                flights.paths, own, other, instants_us, gap_us, *centre, use_geo,
                alerting,
            )  # fmt: skip
            levels = alert_levels(States(*pair[0]), States(*pair[1]), alerting)
            greatest = max(greatest, int(levels.max(initial=NO_STATE)))
            if greatest in (NO_STATE, len(alerting.dthr_m)):
                # Both ways see the same seconds, and no level is above the last.
                break
        if greatest != NO_STATE:
            return greatest
    return None


def _centre_rad(
    flights: Flights, k: int, instants_us: I64, gap_us: int
) -> tuple[float, float] | None:
    """Return where mover `k` is first observed: the centre of the plane."""
    n = first_seen(flights.paths, k, instants_us, gap_us)
    if n < 0:
        return None
    lat_rad, lon_rad = place_at_rad(flights.paths, k, int(instants_us[n]), gap_us)
    return float(lat_rad), float(lon_rad)
