"""ASTERIX category 062, tracks of a tracker (EUROCONTROL SPEC-0149-9).

A tracker says where it believes an aircraft to be now, from reports that are some
seconds old. Within one turn of a radar that is an observation carried a little way;
after that it is a guess, and thalweg takes no guess for a position.
"""

from __future__ import annotations

import math
from typing import Any, Final

from thalweg.feeds.accuracy import RAYLEIGH_95, nac_p_of
from thalweg.feeds.asterix_identity import (
    CATEGORIES,
    EMERGENCIES,
    address_of,
    on_ground,
    resolution,
    squawk_of,
    track_of,
)
from thalweg.feeds.asterix_layout import Target
from thalweg.units import FL_FT, NMI_M

OLDEST_S: Final = 12.0
"""One turn of a slow radar: an update older than this was missed."""

_SENSORS: Final = ("PSR", "SSR", "MDS", "ADS", "ES", "VDL", "UAT", "MLT")
# I062/080 SRC: how the tracker came by a geometric height. Coverage, a speed table
# and a default are no measurements.
_MEASURED_HEIGHTS: Final = frozenset({1, 2, 3, 7})
_DEG_M: Final = 60.0 * NMI_M


def is_aircraft(target: Target) -> bool:
    """Tell whether a record reports an aircraft: not a simulated track."""
    return not target.whole("080", "SIM")


def is_observed(target: Target) -> bool:
    """Tell whether anything saw the track lately.

    Not while it coasts (I062/080 CST), nor where the newest of its updates (I062/290)
    is older than `OLDEST_S`. Without either, the tracker is believed.
    """
    ages = [target.number("290", sensor) for sensor in _SENSORS]
    known = [age for age in ages if age is not None]
    return not (target.whole("080", "CST") or (known and min(known) > OLDEST_S))


def read(target: Target) -> dict[str, Any]:
    """Return a record's row.

    Without I062/105 there is no place: I062/100 is in a plane about a point that the
    record does not name. Track direction is of that plane's north, which parts from
    true north far from its centre.
    """
    east, north = target.number("185", "VX"), target.number("185", "VY")
    moving = east is not None and north is not None
    surface = target.whole("080", "SFC")
    flight = on_ground(target.whole("380", "COM", "STAT"))
    address = address_of(target.whole("380", "ADR"))
    emergency = target.whole("080", "EMS")
    return {
        "of_day_s": target.number("070"),
        "mover": address or track_of(target, target.whole("040")),
        "callsign": target.words("380", "ID"),
        "squawk": squawk_of(target, "060"),
        "emergency": _emergency(target, emergency),
        "lat_deg": target.number("105", "LAT"),
        "lon_deg": target.number("105", "LON"),
        "alt_baro_ft": _pressure_altitude_ft(target),
        "alt_geo_ft": _height_ft(target),
        "ground_speed_mps": math.hypot(east or 0.0, north or 0.0) if moving else None,
        "track_deg": _direction_deg(east, north),
        "vertical_rate_fpm": target.number("220"),
        "on_ground": True if surface else flight,
        "nac_p": _nac_p(target),
        "category": CATEGORIES.get(target.whole("380", "EMC") or 0),
        "acas_ra": resolution(target.whole("380", "ACS")),
        "source_type": "tracker",
    }


def _emergency(target: Target, status: int | None) -> str | None:
    said = EMERGENCIES.get(status or target.whole("380", "SAB", "STAT") or 0)
    return said or ("general" if target.whole("080", "ME") else None)


def _direction_deg(east: float | None, north: float | None) -> float | None:
    if east is None or north is None or (east == 0.0 and north == 0.0):
        return None
    return math.degrees(math.atan2(east, north)) % 360.0


def _pressure_altitude_ft(target: Target) -> float | None:
    """Return what the aircraft sent lately, else what the tracker makes of it.

    The tracker's own (I062/135) only where it was not turned into height above sea by
    a QNH: that would be another datum.
    """
    level = target.number("136")
    age_s = target.number("295", "MFL")
    if level is not None and (age_s is None or age_s <= OLDEST_S):
        return level * FL_FT
    level = target.number("135", "CTB")
    if level is None or target.whole("135", "QNH"):
        return None
    return level * FL_FT


def _height_ft(target: Target) -> float | None:
    measured = target.whole("080", "SRC") in _MEASURED_HEIGHTS
    return target.number("130") if measured else None


def _nac_p(target: Target) -> int | None:
    """Return the class of I062/500's standard deviations, the greater of the two."""
    lat_deg, lon_deg = (
        target.number("500", "APW", "LAT"),
        target.number("500", "APW", "LON"),
    )
    x_m, y_m = target.number("500", "APC", "X"), target.number("500", "APC", "Y")
    if lat_deg is not None and lon_deg is not None:
        at_deg = target.number("105", "LAT") or 0.0
        x_m = lon_deg * _DEG_M * math.cos(math.radians(at_deg))
        y_m = lat_deg * _DEG_M
    if x_m is None or y_m is None:
        return None
    return nac_p_of(max(abs(x_m), abs(y_m)) * RAYLEIGH_95)
