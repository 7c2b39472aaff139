"""How severe an encounter was: well clear lost, and the alert a DAA system would give.

Neither is a breach by itself (RULES §5). Source of both: DO-365 Phase I as DAIDALUS
states it; see `kernels.daa`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.daa import (
    PHASE_I,
    States,
    alert_levels,
    configuration,
    well_clear_lost_span,
)
from thalweg.kernels.parts import X0_M, X1_M, Y0_M, Y1_M, Z0_FT, Z1_FT
from thalweg.kernels.states import place_at_rad, states_at
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
    known = np.isfinite(parts[:, Z0_FT])
    if not known.any():
        return None
    lost_s = 0.0
    for span_us, row in zip(times_us[known], parts[known], strict=True):
        width_s = float(span_us[1] - span_us[0]) / SECOND_US
        in_s, out_s = well_clear_lost_span(
            row[X0_M],
            row[Y0_M],
            row[Z0_FT],
            (row[X1_M] - row[X0_M]) / width_s,
            (row[Y1_M] - row[Y0_M]) / width_s,
            (row[Z1_FT] - row[Z0_FT]) / width_s * 60.0,
            width_s,
            *PHASE_I,
        )
        if in_s <= out_s:
            lost_s += out_s - in_s
    return lost_s


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
    alerting = configuration(name)
    for use_geo in (False, True):
        greatest = -1
        for own, other in ((0, 1), (1, 0)):
            # In one plane both ways are the same: each has the plane about its own.
            centre = _centre_rad(flights, own, instants_us, gap_us)
            if centre is None:
                return None
            about = (instants_us, gap_us, *centre, use_geo)
            pair = [States(*states_at(flights.paths, k, *about)) for k in (own, other)]
            levels = alert_levels(pair[0], pair[1], alerting)
            greatest = max(greatest, int(levels.max(initial=-1)))
        if greatest >= 0:
            return greatest
    return None


def _centre_rad(
    flights: Flights, k: int, instants_us: I64, gap_us: int
) -> tuple[float, float] | None:
    """Return where mover `k` is first observed: the centre of the plane."""
    for t_us in instants_us:
        lat_rad, lon_rad = place_at_rad(flights.paths, k, int(t_us), gap_us)
        if np.isfinite(lat_rad):
            return lat_rad, lon_rad
    return None
