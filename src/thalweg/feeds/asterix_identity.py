"""What ASTERIX categories share: who a target is, and words for what it says."""

from __future__ import annotations

from typing import Final

from thalweg.feeds.asterix_layout import Target

EMERGENCIES: Final = {
    1: "general",
    2: "lifeguard",
    3: "minfuel",
    4: "nordo",
    5: "unlawful",
    6: "downed",
}
"""Emergency statuses (I021/200 PS, I062/080 EMS), spelt as readsb does."""

CATEGORIES: Final = {
    1: "A1",
    2: "A2",
    3: "A3",
    4: "A4",
    5: "A5",
    6: "A6",
    10: "A7",
    11: "B1",
    12: "B2",
    13: "B6",
    14: "B7",
    15: "B4",
    16: "B3",
    20: "C1",
    21: "C2",
    22: "C3",
    23: "C4",
    24: "C5",
}
"""Emitter categories (I021/020, I062/380 EMC) as ADS-B has them."""

_STATUS_ON_GROUND: Final = {0: False, 1: True, 2: False, 3: True}
_NO_ADDRESS: Final = (0, 0xFFFFFF)


def address_of(number: int | None) -> str | None:
    """Return a 24-bit address as hex; None where it is all zeros or all ones."""
    if number is None or number in _NO_ADDRESS:
        return None
    return f"{number:06x}"


def track_of(target: Target, number: int | None) -> str | None:
    """Return a name for a track of one source, such as ``25/201-3563``.

    SAC/SIC of the source, then its track number; the signs keep it from passing for an
    address. Sources use numbers again, often within the hour: two aircraft may bear
    one name one after the other, and only the jump between them tells.
    """
    area, source = target.whole("010", "SAC"), target.whole("010", "SIC")
    if number is None or area is None or source is None:
        return None
    return f"{area}/{source}-{number}"


def squawk_of(target: Target, item: str) -> str | None:
    """Return a Mode 3/A code that is validated and not garbled."""
    if target.whole(item, "V") or target.whole(item, "G"):
        return None
    return target.words(item, "MODE3A")


def on_ground(status: int | None) -> bool | None:
    """Return what a Mode S flight status says (ICAO Annex 10 IV, 3.1.2.6.5.1)."""
    return None if status is None else _STATUS_ON_GROUND.get(status)


def resolution(report: int | None) -> bool | None:
    """Return whether BDS 3,0 [56 bits] holds an ACAS resolution that is in force.

    Annex 10 IV, 4.3.8.4.2.2.1: bits 9 and 28 say that there is one, bit 27 that it
    has ended. True or None, since no report is no statement.
    """
    if report is None or report >> 48 != 0x30:
        return None
    advised, ended, several = (report >> (56 - bit) & 1 for bit in (9, 27, 28))
    return True if (advised or several) and not ended else None
