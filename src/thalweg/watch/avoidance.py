"""Did somebody swerve: turns, climbs and TCAS resolutions about a closest approach."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.swerve import first_swerves
from thalweg.watch.flights import Flights

F64 = NDArray[np.float64]

# In the order of `kernels.swerve`.
_KINDS = ("turn", "climb", "descent", "acas_ra")


def avoidance(flights: Flights, k: int, closest_us: int) -> list[dict[str, Any]]:
    """Return what mover number `k` did about a closest approach.

    Parameters
    ----------
    flights
        its reports.
    k
        its number there.
    closest_us
        time of closest approach, microseconds.

    Returns
    -------
    Rows {mover, kind, seconds_before}, kind ``turn``, ``climb``, ``descent`` or
    ``acas_ra``; the first instant of each kind, negative after closest approach.

    Limits: rates are means over 10 s of the broadcast track and rate, or of the way
    between reports where they are absent, so that a shorter swerve shows less.
    """
    rows = flights.rows(k)
    time_us = flights.paths.time_us[rows]
    firsts = first_swerves(
        time_us,
        _course_deg(flights, rows),
        _height_ft(flights, rows),
        flights.resolution[rows],
        closest_us,
    )
    each = zip(firsts.tolist(), _KINDS, strict=True)
    does = [(n, kind) for n, kind in each if n >= 0]
    # A stable sort: what begins at one instant stays in the order above.
    return [
        {
            "mover": flights.movers[k],
            "kind": kind,
            "seconds_before": round(-float((time_us[n] - closest_us) / 1e6), 1) + 0.0,
        }
        for n, kind in sorted(does, key=lambda first: first[0])
    ]


def _height_ft(flights: Flights, rows: slice) -> F64:
    baro_ft = flights.paths.baro_ft[rows]
    return baro_ft if np.isfinite(baro_ft).any() else flights.paths.geo_ft[rows]


def _course_deg(flights: Flights, rows: slice) -> F64:
    """Return the course at each report, broadcast or from the way."""
    course_deg = flights.track_deg[rows]
    absent = ~np.isfinite(course_deg)
    if absent.any() and len(course_deg) > 1:
        lat_rad = flights.paths.lat_rad[rows]
        lon_rad = flights.paths.lon_rad[rows]
        north, east = np.gradient(lat_rad), np.gradient(lon_rad) * np.cos(lat_rad)
        way_deg = np.degrees(np.arctan2(east, north))
        course_deg = np.where(absent, way_deg, course_deg)
    return course_deg
