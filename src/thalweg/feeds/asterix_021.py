"""ASTERIX category 021, ADS-B reports of a ground station (SPEC-0149-12, edition 2)."""

from __future__ import annotations

from typing import Any, Final

from thalweg.feeds.asterix_identity import (
    CATEGORIES,
    EMERGENCIES,
    address_of,
    track_of,
)
from thalweg.feeds.asterix_layout import Target
from thalweg.units import FL_FT, NMI_M

_DUPLICATE, _ANONYMOUS = 1, 3
_REFUSED: Final = ("IPC", "CPR", "RCF")
_GREATER: Final = 32_767 * 6.25
_OFFSETS_S: Final = {0: 0.0, 1: 1.0, 2: -1.0}
_VERSION_0: Final = 0


def is_aircraft(target: Target) -> bool:
    """Tell whether a record reports an aircraft: not simulated, test, field monitor."""
    return not any(target.whole("040", name) for name in ("SIM", "TST", "RAB"))


def read(target: Target) -> dict[str, Any]:
    """Return a record's row.

    The place is null where the ground station's own checks failed (I021/040 IPC, CPR,
    RCF). Heights that are "greater than" the largest are null.
    """
    applies_s, received_s = target.number("071"), _received_s(target)
    of_day_s = applies_s
    for further in (received_s, target.number("077")):
        of_day_s = further if of_day_s is None else of_day_s
    placed = not any(target.whole("040", name) for name in _REFUSED)
    height_ft = target.number("140")
    level = target.number("145")
    in_range = not target.whole("160", "RE")
    speed = target.number("160", "GS") if in_range else None
    return {
        "of_day_s": of_day_s,
        "received_s": received_s,
        "age_unknown": applies_s is None and received_s is None,
        "mover": _mover(target),
        "callsign": target.words("170"),
        "squawk": target.words("070", "MODE3A"),
        "emergency": _emergency(target),
        "lat_deg": _position(target, "LAT") if placed else None,
        "lon_deg": _position(target, "LON") if placed else None,
        "alt_baro_ft": None if level is None else level * FL_FT,
        "alt_geo_ft": None if height_ft == _GREATER else height_ft,
        "ground_speed_mps": None if speed is None else speed * NMI_M,
        "track_deg": target.number("160", "TA") if in_range else None,
        "vertical_rate_fpm": _rate_fpm(target),
        "on_ground": _on_ground(target),
        "category": CATEGORIES.get(target.whole("020") or 0),
        "acas_ra": _resolution(target),
        "source_type": "adsb_other" if _kind(target) == _ANONYMOUS else "adsb_icao",
    } | _quality(target)


def _kind(target: Target) -> int:
    return target.whole("040", "ATP") or 0


def _mover(target: Target) -> str | None:
    """Return the address, ``~`` before an anonymous one; the track of a doubled one."""
    address = address_of(target.whole("080"))
    if _kind(target) == _DUPLICATE or address is None:
        return track_of(target, target.whole("161", "TRNUM"))
    return f"~{address}" if _kind(target) == _ANONYMOUS else address


def _received_s(target: Target) -> float | None:
    """Return when the message was received: I021/073, made exact by I021/074."""
    received_s = target.number("073")
    part_s = target.number("074", "TOMRP")
    offset_s = _OFFSETS_S.get(target.whole("074", "FSI") or 0)
    if received_s is None or part_s is None or offset_s is None:
        return received_s
    return (received_s // 1.0 + offset_s + part_s) % 86_400.0


def _emergency(target: Target) -> str | None:
    said = EMERGENCIES.get(target.whole("200", "PS") or 0)
    return said or ("general" if target.whole("200", "ME") else None)


def _position(target: Target, name: str) -> float | None:
    exact = target.number("131", name)
    return target.number("130", name) if exact is None else exact


def _rate_fpm(target: Target) -> float | None:
    for item, name in (("155", "BVR"), ("157", "GVR")):
        rate_fpm = target.number(item, name)
        if rate_fpm is not None and not target.whole(item, "RE"):
            return rate_fpm
    return None


def _on_ground(target: Target) -> bool | None:
    told = target.whole("040", "GBS")
    return None if told is None else bool(told)


def _resolution(target: Target) -> bool | None:
    """Return whether I021/260 holds a resolution in force; its bits are BDS 3,0's."""
    advised = (target.whole("260", "ARA") or 0) >> 13
    several, ended = target.whole("260", "MTE"), target.whole("260", "RAT")
    return True if (advised or several) and not ended else None


def _quality(target: Target) -> dict[str, Any]:
    """Return the quality, which means what the transponder's version says (I021/210).

    Without a version the first number of I021/090 is NUCp or NIC, nobody knows which.
    """
    version = target.whole("210", "VN")
    first = target.whole("090", "NUCPNIC")
    return {
        "adsb_version": version,
        "nuc_p": first if version == _VERSION_0 else None,
        "nic": first if version else None,
        "nac_p": target.whole("090", "NACP") if version != _VERSION_0 else None,
    }
