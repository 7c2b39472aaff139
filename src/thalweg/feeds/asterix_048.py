"""ASTERIX category 048, target reports of one radar (EUROCONTROL SPEC-0149-4)."""

from __future__ import annotations

import math
from typing import Any, Final

from thalweg.feeds.asterix_identity import (
    address_of,
    on_ground,
    resolution,
    squawk_of,
    track_of,
)
from thalweg.feeds.asterix_layout import Target
from thalweg.units import FL_FT, NMI_M

SLANT_M, AZIMUTH_DEG, HEIGHT_FT = "slant_m", "azimuth_deg", "height_ft"
GROUND_RANGE = "ground_range"
"""What `read` says of the position, for `radar_plane` to place."""

# I048/030: what the radar itself takes for no aircraft, or for one elsewhere.
_NO_AIRCRAFT: Final = frozenset({1, 2, 4, 5, 6, 7, 10, 19, 20, 23})
_HEIGHT_WRONG: Final = frozenset({12, 18})
_ADDRESS_WRONG: Final = 16
_HELICOPTER: Final = 24


def is_aircraft(target: Target) -> bool:
    """Tell whether a record reports an aircraft.

    Not simulated, test, field monitor, ghost; nor what I048/030 calls a reflection,
    a sidelobe, second time around, an angel, road traffic, a fixed or phantom plot,
    birds, a wind turbine.
    """
    marks = [target.whole("020", name) for name in ("SIM", "RAB", "TST")]
    marks.append(target.whole("170", "GHO"))
    return not (any(marks) or _warnings(target) & _NO_AIRCRAFT)


def _warnings(target: Target) -> set[int]:
    return {byte >> 1 for byte in target.items.get("030", b"")}


def read(target: Target) -> dict[str, Any]:
    """Return a record's row; its place is still as the radar measured it.

    I048/110, height above mean sea level, helps to place the target and is not handed
    on: POSITIONS has no height of that datum.
    """
    warnings = _warnings(target)
    unique = _ADDRESS_WRONG not in warnings
    address = address_of(target.whole("220")) if unique else None
    height_ft = _flight_level_ft(target)
    if warnings & _HEIGHT_WRONG:
        height_ft = None
    radar_height_ft = target.number("110", "3DH")
    speed = target.number("200", "GSP")
    report = target.whole("260")
    return {
        "of_day_s": target.number("140"),
        "mover": address or track_of(target, target.whole("161", "TRN")),
        "callsign": target.words("240"),
        "squawk": squawk_of(target, "070"),
        "alt_baro_ft": height_ft,
        "ground_speed_mps": None if speed is None else speed * NMI_M,
        "track_deg": target.number("200", "HDG"),
        "on_ground": on_ground(target.whole("230", "STAT")),
        "category": "A7" if _HELICOPTER in warnings else None,
        "emergency": "general" if target.whole("020", "ME") else None,
        "acas_ra": resolution(report),
        "source_type": "radar",
        HEIGHT_FT: height_ft if radar_height_ft is None else radar_height_ft,
    } | _measured(target)


def _flight_level_ft(target: Target) -> float | None:
    level = target.number("090", "FL")
    wrong = target.whole("090", "V") or target.whole("090", "G")
    return None if level is None or wrong else level * FL_FT


def _measured(target: Target) -> dict[str, Any]:
    """Return range and azimuth: I048/040, else I048/042, which comes from it."""
    slant, azimuth_deg = target.number("040", "RHO"), target.number("040", "THETA")
    if slant is not None and azimuth_deg is not None:
        return {SLANT_M: slant * NMI_M, AZIMUTH_DEG: azimuth_deg, GROUND_RANGE: False}
    east, north = target.number("042", "X"), target.number("042", "Y")
    if east is None or north is None:
        return {SLANT_M: None, AZIMUTH_DEG: None, GROUND_RANGE: False}
    return {
        SLANT_M: math.hypot(east, north) * NMI_M,
        AZIMUTH_DEG: math.degrees(math.atan2(east, north)),
        GROUND_RANGE: target.whole("170", "TCC") == 1,
    }
