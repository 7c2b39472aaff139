"""SBS-1 (BaseStation): lines of text as port 30003 of a receiver writes them.

Twenty-two values divided by commas: kind, transmission type, three ids, address,
flight id, date and time generated, date and time logged, callsign, altitude, ground
speed, track, latitude, longitude, vertical rate, squawk, and four flags. Times are
those of the clock that wrote them, in local time as a rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import BAD_VALUE, NO_MOVER, NO_POSITION, NO_TIME, Pick, Raw
from thalweg.feeds.messages import DIALECT, Assembler, Heard, picked
from thalweg.model.feed import FeedSettings
from thalweg.times import US_PER_S

_FIRST = re.compile(
    rb"(?:MSG|MLAT),[1-8],|(?:SEL|ID|AIR|STA|CLK),[^\n]*,\d{4}/\d\d/\d\d,\d\d:\d\d:"
)
# A whole message on the second line, after one that was cut or a program's greeting.
_SECOND = re.compile(rb"[^\n]*\n(?:MSG|MLAT),[1-8](?:,[^,\n]*){20}(?:\n|\Z)")
_MESSAGES = frozenset({"MSG", "MLAT"})
_OTHERS = frozenset({"SEL", "ID", "AIR", "STA", "CLK"})
_VALUES = 22
_INSTANT = re.compile(
    r"(\d{4})/(\d\d)/(\d\d),(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?", re.ASCII
)
_ADDRESS = re.compile(r"~?[0-9A-Fa-f]{6}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_SQUAWK = re.compile(r"[0-7]{1,4}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_ADDRESS_AT, _GENERATED_AT, _LOGGED_AT, _CALLSIGN_AT = 4, 6, 8, 10
_LAT_AT, _LON_AT, _EMERGENCY_AT = 14, 15, 19


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text)


def _flag(text: str) -> bool:
    if text not in ("0", "1", "-1"):
        raise ValueError(text)
    return text != "0"


def _squawk(text: str) -> str:
    if not _SQUAWK.fullmatch(text):
        raise ValueError(text)
    return text.zfill(4)


_READ: dict[str, tuple[int, Callable[[str], object]]] = {
    "alt_baro": (11, _number),
    "ground_speed": (12, _number),
    "track": (13, _number),
    "vertical_rate": (16, _number),
    "squawk": (17, _squawk),
    "on_ground": (21, _flag),
}


def is_sbs(head: bytes) -> bool:
    """Return whether a file that begins with `head` holds SBS records.

    A table may well have a first column called ``ID``: those records need a date too.
    """
    head = head.lstrip()
    return _FIRST.match(head) is not None or _SECOND.match(head) is not None


class SbsFeed:
    """``MSG,3,...`` lines; `utc_offset` of FEEDS says how far their clock is off."""

    format = "sbs"
    dialect: Dialect | None = DIALECT

    def recognises(self, content: Content) -> bool:
        """Return whether the first line is a record, or else the second."""
        return is_sbs(content.head)

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each position message, as `Assembler` puts them together."""
        chosen = picked(pick)
        assembler = Assembler(settings)
        offset_us = settings.utc_offset_s * US_PER_S
        row = 0
        for _, line in content.lines():
            if not line.strip():
                continue
            heard = _heard(line.decode("ascii", "replace").strip(), offset_us)
            if isinstance(heard, Heard):
                heard.row = row
                assembler.hear(heard)
            else:
                assembler.lost[heard] += 1
            row += 1
            if assembler.full:
                yield assembler.batch(chosen)
        yield assembler.batch(chosen)


def _heard(line: str, offset_us: int) -> Heard | str:
    """Return what a line says, or why it says nothing."""
    values = [value.strip() for value in line.split(",")]
    if values[0] in _OTHERS:
        return NO_POSITION
    if values[0] not in _MESSAGES or len(values) != _VALUES:
        return BAD_VALUE
    address = values[_ADDRESS_AT]
    if not address or address.lstrip("~") == "000000":
        return NO_MOVER
    if not _ADDRESS.fullmatch(address):
        return BAD_VALUE
    try:
        time_us = _instant_us(values)
        news, place = _news(values), _place(values)
    except (ValueError, OverflowError):
        return BAD_VALUE
    if time_us is None:
        return NO_TIME
    return Heard(
        0,
        time_us - offset_us,
        address.lower(),
        kind="mlat" if values[0] == "MLAT" else None,
        news=news,
        place=place,
    )


def _instant_us(values: list[str]) -> int | None:
    """Return when a message was generated, else when it was logged.

    Raises
    ------
    ValueError
        It is no time.
    """
    for at in (_GENERATED_AT, _LOGGED_AT):
        if not (values[at] or values[at + 1]):
            continue
        match = _INSTANT.fullmatch(",".join(values[at : at + 2]))
        if match is None:
            raise ValueError(values[at])
        year, month, day, hour, minute, second = map(int, match.groups()[:6])
        whole = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        fraction = (match[7] or "").ljust(6, "0")
        return (whole - _EPOCH) // timedelta(microseconds=1) + int(fraction)
    return None


def _news(values: list[str]) -> dict[str, object]:
    news: dict[str, object] = {
        name: read(values[at]) for name, (at, read) in _READ.items() if values[at]
    }
    if values[_CALLSIGN_AT]:
        news["callsign"] = values[_CALLSIGN_AT]
    if values[_EMERGENCY_AT]:
        declared = _flag(values[_EMERGENCY_AT])
        news["emergency"] = "general" if declared else None
    return news


def _place(values: list[str]) -> tuple[float, float] | None:
    lat, lon = values[_LAT_AT], values[_LON_AT]
    return (_number(lat), _number(lon)) if lat and lon else None
