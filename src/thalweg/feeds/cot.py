"""Cursor on Target: events in XML, as TAK servers and their clients send them.

What the fields mean is in the event schema 2.0 (`base_event.xsd`, MITRE 11-3895) and
that of its `track` detail. Only atoms (``a-...``) that a sensor saw become positions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml import sax as defused

from thalweg.errors import InputError
from thalweg.feeds.accuracy import RAYLEIGH_95, nac_p_of
from thalweg.feeds.content import Content
from thalweg.feeds.cot_events import events, looks_like_events
from thalweg.feeds.dialect import Dialect, Take
from thalweg.feeds.feed import BAD_VALUE, NO_MOVER, NO_POSITION, Pick, Raw
from thalweg.feeds.gather import Gathered
from thalweg.feeds.spelling import track as not_an_address
from thalweg.model.feed import FeedSettings
from thalweg.times import parse_iso
from thalweg.units import FPM_MPS

DIALECT: Final = Dialect(
    name="cot",
    takes={
        "time": Take("start", "iso"),
        "received": Take("time", "iso"),
        "mover": Take("uid", "text"),
        "callsign": Take("callsign"),
        "lat_deg": Take("lat", "deg"),
        "lon_deg": Take("lon", "deg"),
        "alt_geo_ft": Take("hae", "m"),
        "ground_speed_mps": Take("speed", "m/s"),
        "track_deg": Take("course", "deg"),
        "vertical_rate_fpm": Take("climb", "ft/min"),
        "on_ground": Take("on_ground"),
        "nac_p": Take("nac_p"),
        "category": Take("category"),
        "source_type": Take("source_type"),
    },
)
_NAMES: Final = tuple(take.column for take in DIALECT.takes.values())

_ADDRESS: Final = re.compile(
    r"(?:ICAO|ICAO24|ADSB|MODE-?S)[-._: ]?([0-9a-f]{6})", re.IGNORECASE | re.ASCII
)
# TAK writes 9999999 for what it does not know, some gateways a nine less.
_UNKNOWN: Final = 999_999.0
_GROUND: Final = {"A": False, "G": True, "S": True}
# Function ids of MIL-STD-2525 whose rules differ from an aeroplane's.
_CATEGORIES: Final = (
    (re.compile(r"a-.-A-M-[FH]-Q(-.*)?"), "B6"),
    (re.compile(r"a-.-A-[MC]-H(-.*)?"), "A7"),
    (re.compile(r"a-.-A-[MC]-L(-.*)?"), "B2"),
)


class CotFeed:
    """``<event uid=... type="a-..."><point .../><detail>...</detail></event>``."""

    format = "cot"
    dialect: Dialect | None = DIALECT

    def recognises(self, content: Content) -> bool:
        """Return whether the file is XML with an event near its beginning."""
        return looks_like_events(content.head)

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each event in which a sensor places a thing.

        Shapes, routes, chat and the like count as `no_position`, and so do markers
        that a person placed, predictions, and plans; simulated things as `no_mover`;
        events that break off or are no XML as `bad_value`.
        """
        batch = Gathered(_NAMES, pick(_NAMES))
        for data in events(content):
            event = None if data is None else _parsed(data, content.name)
            lost = BAD_VALUE if event is None else _lost(event)
            if lost is None and event is not None:
                batch.add(_row(event))
            else:
                batch.lose(lost or BAD_VALUE)
            if batch.full:
                yield batch.take()
        yield batch.take()


_Attributes = Mapping[str, str]


class _Event(ContentHandler):
    """The attributes of an event, its point, and of two parts of its detail."""

    _PATHS: Final = {
        ("event",): "event",
        ("event", "point"): "point",
        ("event", "detail", "contact"): "contact",
        ("event", "detail", "track"): "track",
    }

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, _Attributes] = {}
        self._path: list[str] = []
        self._deeper = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ANN401
        if len(self._path) == 3:
            self._deeper += 1
            return
        self._path.append(name)
        part = self._PATHS.get(tuple(self._path))
        if part is not None:
            self.parts.setdefault(part, dict(attrs.items()))

    def endElement(self, name: str) -> None:
        if self._deeper:
            self._deeper -= 1
        else:
            self._path.pop()

    def of(self, part: str, name: str) -> str | None:
        """Return an attribute; None where it or its element is not there."""
        return self.parts.get(part, {}).get(name)

    def number(self, part: str, name: str) -> float | None:
        """Return a measure; None where it is unknown, or no number at all."""
        try:
            value = float(self.of(part, name) or "")
        except ValueError:
            return None
        return value if abs(value) < _UNKNOWN else None


def _parsed(data: bytes, name: str) -> _Event | None:
    """Return an event; None where it is no XML."""
    event = _Event()
    try:
        defused.parseString(data, event, forbid_dtd=True)
    except SAXException:
        return None
    except DefusedXmlException as error:
        raise InputError(f"{name}: has a document type or entities: {error}") from None
    return event


def _lost(event: _Event) -> str | None:
    """Return why an event is no report of a sensor; None where it is one."""
    kind, how = _kind(event), event.of("event", "how") or ""
    if how.startswith("m-s") or (event.of("event", "opex") or "").startswith("s"):
        return NO_MOVER
    if not kind.startswith("a-") or "point" not in event.parts:
        return NO_POSITION
    # Typed by a person, predicted, or out of a configuration: nothing saw it there.
    if how == "h" or how.startswith(("h-", "m-p", "m-c")):
        return NO_POSITION
    if _is_nowhere(event) or (_ahead_us(event) or 0) > 0:
        return NO_POSITION
    return None


def _kind(event: _Event) -> str:
    return (event.of("event", "type") or "").partition(";")[0]


def _is_nowhere(event: _Event) -> bool:
    """Tell whether the point is TAK's for "no fix": 0, 0 with unknown error."""
    at = event.number("point", "lat"), event.number("point", "lon")
    return at == (0.0, 0.0) and event.number("point", "ce") is None


def _ahead_us(event: _Event) -> int | None:
    """Return how long after it was made the event holds; None where that is untold."""
    try:
        made_us = parse_iso((event.of("event", "time") or "").strip())
        return parse_iso((event.of("event", "start") or "").strip()) - made_us
    except InputError:
        return None


def _row(event: _Event) -> dict[str, Any]:
    """Return the row of an event.

    It holds from its `start`. `time`, when it was made, is a time of receipt only
    where it is later: where they are alike, nobody says how old the position is.
    """
    made = event.of("event", "time")
    start = event.of("event", "start")
    aged = (_ahead_us(event) or 0) < 0
    kind = _kind(event)
    sigma_m = event.number("point", "ce")
    known = sigma_m is not None and sigma_m > 0.0
    return {
        "start": made if start is None else start,
        "time": made if aged else None,
        "uid": _mover(event.of("event", "uid")),
        "callsign": event.of("contact", "callsign"),
        "lat": event.of("point", "lat"),
        "lon": event.of("point", "lon"),
        "hae": event.number("point", "hae"),
        "on_ground": _GROUND.get("".join(kind.split("-")[2:3])),
        "nac_p": nac_p_of((sigma_m or 0.0) * RAYLEIGH_95) if known else None,
        "category": next((c for p, c in _CATEGORIES if p.fullmatch(kind)), None),
        "source_type": "cot",
    } | _motion(event)


def _mover(uid: str | None) -> str | None:
    """Return the address that a uid spells, else the uid as no address."""
    match = _ADDRESS.fullmatch((uid or "").strip())
    if match:
        return match[1].lower()
    return None if uid is None else not_an_address(uid)


def _motion(event: _Event) -> dict[str, Any]:
    """Return course, ground speed and climb; the schema's `speed` is along the path."""
    speed_mps = event.number("track", "speed")
    slope_deg = event.number("track", "slope")
    if speed_mps is None or speed_mps < 0.0 or not math.isfinite(speed_mps):
        return {"course": event.number("track", "course")}
    climb_fpm = None
    if slope_deg is not None and abs(slope_deg) <= 90.0:
        climb_fpm = speed_mps * math.sin(math.radians(slope_deg)) / FPM_MPS
        speed_mps *= math.cos(math.radians(slope_deg))
    return {
        "course": event.number("track", "course"),
        "speed": speed_mps,
        "climb": climb_fpm,
    }
