"""The 56 bits of an extended squitter: RTCA DO-260B 2.2.3.2.

Bits are counted from the last one, 0, so that each field is a shift and a mask.
"""

from __future__ import annotations

import math

from thalweg.feeds.cpr import Half
from thalweg.feeds.messages import Heard
from thalweg.feeds.mode_s_header import altitudes_ft, squawks
from thalweg.feeds.quality import Quality

PAYLOAD_BITS = 56

_SURFACE = range(5, 9)
_BAROMETRIC, _GEOMETRIC = range(9, 19), range(20, 23)
_VELOCITY, _STATUS, _TARGET_STATE, _OPERATIONAL = 19, 28, 29, 31
_NEWEST_VERSION = 3
"""The last version whose operational status is laid out as that of version 2."""

_LETTERS = "#ABCDEFGHIJKLMNOPQRSTUVWXYZ##### ###############0123456789######"
"""The 64 letters of a callsign (ICAO Annex 10 IV table 3-9); # is none."""

_EMERGENCIES = (
    None, "general", "lifeguard", "minfuel", "nordo", "unlawful", "downed", "reserved"
)  # fmt: skip
"""Emergency states (2.2.3.2.7.8.1.1), in readsb's words; 0 is none."""

# First code of a step, its speed, and the step between codes, in knots (2.2.3.2.4.2).
_MOVEMENTS = (
    (124, 175.0, 0.0),
    (109, 100.0, 5.0),
    (94, 70.0, 2.0),
    (39, 15.0, 1.0),
    (13, 2.0, 0.5),
    (9, 1.0, 0.25),
    (2, 0.125, 0.125),
    (1, 0.0, 0.0),
)
_LAST_MOVEMENT = 124
_SUPERSONIC = 2
_MOST_SPEED, _MOST_RATE, _MOST_DIFFERENCE = 1023, 511, 127
"""Codes that say "more than can be said"."""


def tell(
    heard: Heard, type_code: int, bits: int, *, ground: bool, supplemented: bool
) -> None:
    """Add to `heard` what the 56 bits say.

    `ground` where the header says that the sender stands; `supplemented` where the bit
    before the altitude is NIC supplement B.
    """
    news = heard.news
    if type_code in _SURFACE:
        _surface(heard, bits)
    elif type_code in _BAROMETRIC or type_code in _GEOMETRIC:
        _airborne(heard, type_code, bits, ground=ground)
    elif 1 <= type_code <= 4:
        news["category"] = f"{'DCBA'[type_code - 1]}{bits >> 48 & 7}"
        news["callsign"] = _callsign(bits)
    elif type_code == _VELOCITY:
        _velocity(news, bits)
    elif type_code == _STATUS:
        _status(news, bits)
    elif type_code == _TARGET_STATE and bits >> 50 == _TARGET_STATE << 1:
        # Both layouts, of version 1 (subtype 0) and 2 (subtype 1), have it there.
        news["nac_p"] = bits >> 13 & 15
    elif type_code == _OPERATIONAL:
        _operational_status(news, bits)
    if type_code == 0 or heard.half is not None:
        nic_b = bits >> 48 & 1 if supplemented and type_code in _BAROMETRIC else 0
        adsb = heard.quality is not None and heard.quality.adsb
        heard.quality = Quality(adsb=adsb, type_code=type_code, nic_b=nic_b)


def _callsign(bits: int) -> str | None:
    letters = [_LETTERS[bits >> shift & 63] for shift in range(42, -1, -6)]
    callsign = "".join(letters).strip()
    return callsign if callsign and "#" not in callsign else None


def _half(bits: int, *, surface: bool) -> Half:
    return Half(bits >> 17 & 0x1FFFF, bits & 0x1FFFF, bool(bits >> 34 & 1), surface)


def _surface(heard: Heard, bits: int) -> None:
    heard.half = _half(bits, surface=True)
    heard.maybe_heading = True
    heard.news |= {
        "on_ground": True,
        "ground_speed": _movement_kt(bits >> 44 & 127),
        "track": (bits >> 36 & 127) * 360.0 / 128 if bits >> 43 & 1 else None,
        "vertical_rate": None,
        "alt_baro": None,
    }


def _movement_kt(code: int) -> float | None:
    """Return knots on the ground; None where they are not said."""
    if code > _LAST_MOVEMENT:
        return None
    for first, speed_kt, step_kt in _MOVEMENTS:
        if code >= first:
            return speed_kt + (code - first) * step_kt
    return None


def _airborne(heard: Heard, type_code: int, bits: int, *, ground: bool) -> None:
    """Read a position in the air and its height.

    The 12 bits of a height are those of a reply less the M bit, above the ellipsoid
    too, as DO-260B and readsb have it; what was built to the first edition of ICAO Doc
    9871 may have meant metres.
    """
    heard.half = _half(bits, surface=False)
    heard.news["on_ground"] = ground
    code = bits >> 36 & 0xFFF
    altitude_ft = altitudes_ft()[(code & 0xFC0) << 1 | code & 0x3F]
    if type_code in _GEOMETRIC:
        heard.alt_geo_ft = altitude_ft
    elif altitude_ft is not None:
        heard.news["alt_baro"] = altitude_ft


def _velocity(news: dict[str, object], bits: int) -> None:
    """Read a velocity; an airspeed is no ground speed, and a heading no track."""
    news |= {"ground_speed": None, "track": None}
    subtype = bits >> 48 & 7
    if subtype in (1, _SUPERSONIC):
        east, north = bits >> 32 & 1023, bits >> 21 & 1023
        if 0 < east < _MOST_SPEED and 0 < north < _MOST_SPEED:
            step_kt = 4.0 if subtype == _SUPERSONIC else 1.0
            east_kt = (1 - east if bits >> 42 & 1 else east - 1) * step_kt
            north_kt = (1 - north if bits >> 31 & 1 else north - 1) * step_kt
            news["ground_speed"] = math.hypot(east_kt, north_kt)
            if east_kt or north_kt:
                track_deg = math.degrees(math.atan2(east_kt, north_kt))
                news["track"] = track_deg % 360.0
    rate, difference = bits >> 10 & 511, bits & 127
    rate_fpm = (rate - 1) * 64.0
    known = 0 < rate < _MOST_RATE
    news["vertical_rate"] = _signed(rate_fpm, bits >> 19 & 1) if known else None
    difference_ft = (difference - 1) * 25.0
    known = 0 < difference < _MOST_DIFFERENCE
    news["geo_minus_baro"] = _signed(difference_ft, bits >> 7 & 1) if known else None


def _signed(value: float, negative: int) -> float:
    return -value if negative and value else value


def _status(news: dict[str, object], bits: int) -> None:
    """Read emergency and squawk (subtype 1), or an advisory (subtype 2)."""
    subtype = bits >> 48 & 7
    if subtype == 1:
        news["emergency"] = _EMERGENCIES[bits >> 45 & 7]
        news["squawk"] = squawks()[bits >> 32 & 0x1FFF]
    elif subtype == 2:
        news["acas_ra"] = advisory(bits & (1 << 48) - 1)


def advisory(rest: int) -> bool | None:
    """Return whether a resolution advisory is on, from the 48 bits behind its title.

    Annex 10 IV 4.3.8.4.2.2.1: 14 bits of advisory, 4 of complements, ended, many
    threats, 2 of the threat's type (3 is no type), 26 of the threat. None where the
    bits are no advisory: another register may begin alike.
    """
    first, many = rest >> 47 & 1, rest >> 28 & 1
    ended, threat_type = rest >> 29 & 1, rest >> 26 & 3
    if threat_type == 3:
        return None
    return bool((first or many) and not ended)


def _operational_status(news: dict[str, object], bits: int) -> None:
    """Read version, NACp and the NIC supplements of an aircraft's status."""
    subtype, version = bits >> 48 & 7, bits >> 13 & 7
    if subtype > 1:
        return
    news["version"] = version
    if not 1 <= version <= _NEWEST_VERSION:
        return
    news["nac_p"] = bits >> 8 & 15
    news["nic_a"] = bits >> 12 & 1
    if subtype == 1:
        # Supplement C closes the capability class of surface aircraft (2.2.3.2.7.2.3).
        news["nic_c"] = bits >> 36 & 1 if version > 1 else None
        news["heading_not_track"] = bits >> 3 & 1
    if bits >> 30 & 3 == 0:
        news["acas_ra"] = bool(bits >> 29 & 1)
