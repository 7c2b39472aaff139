"""Did somebody swerve: turns, climbs and TCAS resolutions about a closest approach."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from thalweg.watch.flights import Flights

F64 = NDArray[np.float64]

# RULES §5: within 30 s of closest approach the mean of 10 s before and of 10 s after
# differ by 1.5 degrees a second or 1,000 ft a minute.
ABOUT_S = 30.0
MEAN_S = 10.0
TURN_DEGPS = 1.5
CLIMB_FPM = 1000.0


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
    time_s = (flights.paths.time_us[rows] - closest_us) / 1e6
    course_deg, height_ft = _course_deg(flights, rows), _height_ft(flights, rows)
    near = np.flatnonzero(np.abs(time_s) <= ABOUT_S)
    turn_degps = _changes(time_s, course_deg, time_s[near])
    climb_fpm = _changes(time_s, height_ft, time_s[near]) * 60.0
    does = {
        "turn": np.abs(turn_degps) >= TURN_DEGPS,
        "climb": climb_fpm >= CLIMB_FPM,
        "descent": climb_fpm <= -CLIMB_FPM,
        "acas_ra": flights.resolution[rows][near],
    }
    firsts = [(int(np.argmax(does[kind])), kind) for kind in does if np.any(does[kind])]
    # A stable sort: what begins at one instant stays in the order above.
    return [
        {
            "mover": flights.movers[k],
            "kind": kind,
            "seconds_before": round(-float(time_s[near[n]]), 1) + 0.0,
        }
        for n, kind in sorted(firsts, key=lambda first: first[0])
    ]


def _changes(time_s: F64, values: F64, at_s: F64) -> F64:
    """Return the mean rates of the 10 s after less those before; 0 if unknown."""
    known = np.isfinite(values)
    if known.sum() < 2:
        return np.zeros(len(at_s))
    times, heard = time_s[known], values[known]
    before, now, after = (
        np.interp(at_s + ahead_s, times, heard) for ahead_s in (-MEAN_S, 0.0, MEAN_S)
    )
    change = ((after - now) - (now - before)) / MEAN_S
    unknown = (at_s - MEAN_S < times[0]) | (at_s + MEAN_S > times[-1])
    return np.where(unknown, 0.0, change)


def _height_ft(flights: Flights, rows: slice) -> F64:
    baro_ft = flights.paths.baro_ft[rows]
    return baro_ft if np.isfinite(baro_ft).any() else flights.paths.geo_ft[rows]


def _course_deg(flights: Flights, rows: slice) -> F64:
    """Return the course at each report, unwrapped, broadcast or from the way."""
    course_deg = flights.track_deg[rows].copy()
    absent = ~np.isfinite(course_deg)
    if absent.any() and len(course_deg) > 1:
        lat_rad = flights.paths.lat_rad[rows]
        lon_rad = flights.paths.lon_rad[rows]
        north, east = np.gradient(lat_rad), np.gradient(lon_rad) * np.cos(lat_rad)
        way_deg = np.degrees(np.arctan2(east, north))
        course_deg[absent] = way_deg[absent]
    known = np.isfinite(course_deg)
    course_deg[known] = np.unwrap(course_deg[known], period=360.0)
    return course_deg
