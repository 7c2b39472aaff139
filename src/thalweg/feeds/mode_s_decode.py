"""Mode S frames to messages: who sent each, and what it says.

`rs1090` decodes the payload of extended squitters; what it does not give is read here:
the parity of DF 18 and of replies, what DF 18 relays, the bits of the header, and
resolution advisories. Its own pairing of positions is not used: it begins anew with
each call (docs/decisions/0006-mode-s.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rs1090

from thalweg.feeds.cpr import Half
from thalweg.feeds.feed import BAD_VALUE, NO_MOVER, NO_POSITION, NO_TIME
from thalweg.feeds.messages import Assembler, Heard
from thalweg.feeds.mode_s_header import (
    LONG,
    Headers,
    altitudes_ft,
    headers,
    squawks,
)
from thalweg.feeds.quality import Quality

_ALTITUDE, _IDENTITY, _AIR_AIR = (4, 20), (5, 21), (0, 16)
_ALL_CALL, _SQUITTER, _RELAY = 11, 17, 18
_REPLIES = (*_ALTITUDE, *_IDENTITY, *_AIR_AIR)
_OTHER = (19, 24)
_INTERROGATOR_BITS = 0x7F

_FIRST_GEOMETRIC = 20
"""From this type code the height is that above the ellipsoid. Its 12 bits are read as
those of a pressure altitude, as DO-260B and readsb do; what was built to the first
edition of ICAO Doc 9871 may have meant metres."""

MODE_S = "mode_s"
_EMERGENCIES = {
    "general": "general",
    "medical": "lifeguard",
    "minimum_fuel": "minfuel",
    "no_communication": "nordo",
    "unlawful_interference": "unlawful",
    "downed_aircraft": "downed",
    "reserved": "reserved",
}
"""rs1090's words, in those of readsb; ``none`` is not here."""

# Where the bit lies, counted from the last of 56, that says "not an ICAO address" in
# what DF 18 relays (DO-260B 2.2.17.3, 2.2.18.4), by type code.
_IMF_FROM_END = (
    dict.fromkeys((*range(9, 19), 20, 21, 22), 48)
    | dict.fromkeys((5, 6, 7, 8), 35)
    | {19: 47, 28: 0, 29: 5, 31: 0}
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose message it is: `prefix` stands before the address, `kind` is readsb's."""

    kind: str
    prefix: str = ""
    group: str = ""
    adsb: bool = True


_AIRCRAFT = Sender("adsb_icao")
_SENDERS = {
    0: (Sender("adsb_icao_nt"), Sender("adsb_icao_nt")),
    1: (Sender("adsb_other", "~"), Sender("adsb_other", "~")),
    2: (
        Sender("tisb_icao", "~", "tisb", adsb=False),
        Sender("tisb_trackfile", "~", "tisb", adsb=False),
    ),
    5: (
        Sender("tisb_other", "~", "tisb", adsb=False),
        Sender("tisb_other", "~", "tisb", adsb=False),
    ),
    6: (Sender("adsr_icao", "", "adsr"), Sender("adsr_other", "~", "adsr")),
}
"""By the control field of DF 18: the sender without, and with the bit that flags it.

A TIS-B report is what a ground station saw, not what the aircraft said, so even with an
ICAO address it is a mover of its own. Coarse TIS-B (3), management (4) and reserved (7)
hold no position that can be told without knowing the station's coverage.
"""


def decode(
    frames: Sequence[bytes],
    times_us: Sequence[int | None],
    rows: Sequence[int],
    assembler: Assembler,
) -> None:
    """Decode frames in the order of the file, and let `assembler` hear them.

    `times_us` is None where the time is unknown. Damaged frames, replies whose address
    nobody announced, and what tells nothing of a mover are counted in
    ``assembler.lost``.
    """
    head = headers(frames)
    payloads = _payloads(frames, head)
    columns = (head.df, head.low, head.address, head.remainder, head.code)
    for place, parts in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        reason = _unfit(*parts)
        time_us = times_us[place]
        if reason is not None or time_us is None:
            assembler.lost[reason or NO_TIME] += 1
            continue
        df, _, _, remainder, _ = parts
        heard = _message(*parts, frames[place], payloads.get(place, {}))
        if heard is None:
            assembler.lost[NO_POSITION] += 1
            continue
        overlaid = df in _REPLIES or (df == _ALL_CALL and remainder != 0)
        if overlaid and not assembler.knows(heard.mover, time_us):
            # One wrong bit anywhere in a reply makes another address of it.
            assembler.lost[NO_MOVER] += 1
            continue
        heard.row, heard.time_us = rows[place], time_us
        assembler.hear(heard)


def _unfit(df: int, _low: int, address: int, remainder: int, _code: int) -> str | None:
    """Return why a frame tells of no mover, None where it does."""
    if df in (_SQUITTER, _RELAY):
        damaged = remainder != 0
    elif df == _ALL_CALL:
        damaged = remainder > _INTERROGATOR_BITS
    elif df in _OTHER:
        return NO_POSITION
    else:
        damaged = df not in _REPLIES
    if damaged:
        return BAD_VALUE
    return NO_MOVER if address == 0 else None


def _payloads(frames: Sequence[bytes], head: Headers) -> dict[int, dict[str, Any]]:
    """Return what rs1090 makes of each undamaged extended squitter, by place."""
    told = (head.remainder == 0) & ((head.df == _SQUITTER) | (head.df == _RELAY))
    places = told.nonzero()[0].tolist()
    # None is what rs1090 returns for what it does not know; its types do not say so.
    read: Any = rs1090.decode([frames[place].hex() for place in places])
    return {place: payload or {} for place, payload in zip(places, read, strict=True)}


def _message(
    df: int,
    low: int,
    address: int,
    _remainder: int,
    code: int,
    frame: bytes,
    payload: dict[str, Any],
) -> Heard | None:
    if df in (_SQUITTER, _RELAY):
        return _squitter(df, low, address, frame, payload)
    return _reply(df, low, address, code, frame)


def _reply(df: int, low: int, address: int, code: int, frame: bytes) -> Heard:
    """Return what a reply or an all-call says."""
    news: dict[str, object] = {}
    if df in _AIR_AIR:
        # VS says "on the ground" surely; airborne is also what it says where it
        # cannot tell.
        if low & 4:
            news["on_ground"] = True
    elif df == _ALL_CALL:
        if low in (4, 5):
            news["on_ground"] = low == 4
    elif low in (0, 1, 2, 3):
        news["on_ground"] = low in (1, 3)
    if df in (*_ALTITUDE, *_AIR_AIR):
        news["alt_baro"] = altitudes_ft()[code]
    elif df in _IDENTITY:
        news["squawk"] = squawks()[code]
    if df in (16, 20, 21) and frame[4] == 0x30:
        advisory = _advisory(int.from_bytes(frame[5 : LONG - 3], "big"))
        if advisory is not None:
            news["acas_ra"] = advisory
    return Heard(0, 0, f"{address:06x}", kind=MODE_S, news=news)


def _advisory(rest: int) -> bool | None:
    """Return whether a resolution advisory is on, from 48 bits behind its title.

    Annex 10 4.3.8.4.2.2.1: 14 bits of advisory, 4 of complements, ended, many
    threats, 2 of the threat's type (3 is no type), 26 of the threat. None where the
    bits are no advisory: another register may begin alike.
    """
    first, many = rest >> 47 & 1, rest >> 28 & 1
    ended, threat_type = rest >> 29 & 1, rest >> 26 & 3
    if threat_type == 3:
        return None
    return bool((first or many) and not ended)


def _squitter(
    df: int, low: int, address: int, frame: bytes, payload: dict[str, Any]
) -> Heard | None:
    """Return what an extended squitter says; None where it tells of no mover."""
    bits = int.from_bytes(frame[4 : LONG - 3], "big")
    type_code = bits >> 51
    sender = _AIRCRAFT
    if df == _RELAY:
        if low not in _SENDERS:
            return None
        from_end = _IMF_FROM_END.get(type_code)
        flagged = from_end is not None and bits >> from_end & 1
        sender = _SENDERS[low][bool(flagged)]
    heard = Heard(
        0,
        0,
        f"{sender.prefix}{address:06x}",
        kind=sender.kind,
        group=sender.group,
        quality=Quality(adsb=sender.adsb),
    )
    if df == _SQUITTER and low in (4, 5):
        heard.news["on_ground"] = low == 4
    _tell(heard, type_code, bits, payload, ground=df == _SQUITTER and low == 4)
    # In what is relayed the bit of supplement B says whose address it is.
    if heard.quality is not None and heard.quality.nic_b and df == _RELAY and low > 1:
        heard.quality = Quality(adsb=sender.adsb, type_code=type_code)
    return heard


def _tell(
    heard: Heard, type_code: int, bits: int, payload: dict[str, Any], *, ground: bool
) -> None:
    """Add to `heard` what the 56 bits of an extended squitter tell."""
    news = heard.news
    adsb = heard.quality is not None and heard.quality.adsb
    if type_code == 0 or 5 <= type_code <= 18 or 20 <= type_code <= 22:
        nic_b = bits >> 48 & 1 if 9 <= type_code <= 18 else 0
        heard.quality = Quality(adsb=adsb, type_code=type_code, nic_b=nic_b)
    if 1 <= type_code <= 4:
        news["category"] = f"{'DCBA'[type_code - 1]}{bits >> 48 & 7}"
        news["callsign"] = _callsign(payload)
    elif 5 <= type_code <= 8:
        _surface(heard, payload)
    elif "lat_cpr" in payload:
        _airborne(heard, bits, payload, ground=ground)
    elif type_code == 19:
        _velocity(news, payload)
    elif type_code == 28:
        _status(news, bits, payload)
    elif type_code == 29 and payload.get("bds") == "62":
        news["nac_p"] = payload.get("NACp")
    elif type_code == 31 and "version" in payload:
        _operational_status(news, bits, payload)


def _callsign(payload: dict[str, Any]) -> str | None:
    callsign = str(payload.get("callsign") or "").strip()
    return callsign if callsign and "#" not in callsign else None


def _half(payload: dict[str, Any], *, surface: bool) -> Half:
    return Half(
        payload["lat_cpr"], payload["lon_cpr"], payload["parity"] == "odd", surface
    )


def _surface(heard: Heard, payload: dict[str, Any]) -> None:
    if "lat_cpr" not in payload:
        return
    heard.half = _half(payload, surface=True)
    heard.maybe_heading = True
    heard.news |= {
        "on_ground": True,
        "ground_speed": payload.get("groundspeed"),
        "track": payload.get("track"),
        "vertical_rate": None,
        "alt_baro": None,
    }


def _airborne(
    heard: Heard, bits: int, payload: dict[str, Any], *, ground: bool
) -> None:
    heard.half = _half(payload, surface=False)
    heard.news["on_ground"] = ground
    # The 12 bits are those of a reply less the M bit. rs1090 has no height below zero
    # in steps of 100 ft.
    code = bits >> 36 & 0xFFF
    altitude_ft = altitudes_ft()[(code & 0xFC0) << 1 | code & 0x3F]
    if bits >> 51 >= _FIRST_GEOMETRIC:
        heard.alt_geo_ft = altitude_ft
    elif altitude_ft is not None:
        heard.news["alt_baro"] = altitude_ft


def _velocity(news: dict[str, object], payload: dict[str, Any]) -> None:
    """Read a velocity; an airspeed is no ground speed, and a heading no track."""
    difference = payload.get("geo_minus_baro")
    news |= {
        "ground_speed": payload.get("groundspeed"),
        "track": payload.get("track"),
        "vertical_rate": payload.get("vertical_rate"),
        "geo_minus_baro": None if difference is None else float(difference),
    }


def _status(news: dict[str, object], bits: int, payload: dict[str, Any]) -> None:
    """Read emergency and squawk (subtype 1), or an advisory (subtype 2)."""
    subtype = bits >> 48 & 7
    if subtype == 1:
        news["emergency"] = _EMERGENCIES.get(str(payload.get("emergency_state")))
        news["squawk"] = payload.get("squawk")
    elif subtype == 2:
        news["acas_ra"] = _advisory(bits & (1 << 48) - 1)


def _operational_status(
    news: dict[str, object], bits: int, payload: dict[str, Any]
) -> None:
    version, surface = payload["version"], bits >> 48 & 7 == 1
    news["version"] = version
    if version == 0:
        return
    news["nac_p"] = payload.get("NACp")
    news["nic_a"] = payload.get("NICa", payload.get("NICs"))
    if surface:
        # Supplement C closes the capability class of surface aircraft (2.2.3.2.7.2.3).
        news["nic_c"] = bits >> 36 & 1 if version >= 2 else None
        news["heading_not_track"] = payload.get("TAH")
    if bits >> 30 & 3 == 0:
        news["acas_ra"] = bool(bits >> 29 & 1)
