"""One flight's track as flight-tracker sites hand it to their own pages, in JSON.

``{"result": {"response": {"data": {"flight": {"track": [...]}}}}}``, one document or
one a line. Heights are pressure altitude in feet; how old each position was at its
time stamp, a whole second, nobody says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect, Take
from thalweg.feeds.feed import Pick, Raw
from thalweg.feeds.gather import Gathered
from thalweg.feeds.json_shape import FLIGHT, flight_of, keys_of, objects, shape
from thalweg.model.feed import FeedSettings

DIALECT: Final = Dialect(
    name=FLIGHT,
    takes={
        "time": Take("timestamp", "s"),
        "mover": Take("modes", "address"),
        "callsign": Take("callsign"),
        "squawk": Take("squawk"),
        "lat_deg": Take("latitude", "deg"),
        "lon_deg": Take("longitude", "deg"),
        "alt_baro_ft": Take("feet", "ft"),
        "ground_speed_mps": Take("kts", "kt"),
        "track_deg": Take("heading", "deg"),
        "vertical_rate_fpm": Take("fpm", "ft/min"),
    },
)
_NAMES: Final = tuple(take.column for take in DIALECT.takes.values())
_WANTED: Final = 'a flight {"result": {"response": {"data": {"flight": ...}}}}'
# A squawk of 0 is how these payloads say that there was none.
_NO_SQUAWK: Final = ("0", "0000", "")


class FlightTrackerFeed:
    """A payload of one flight, or several, one a line or in a list."""

    format = FLIGHT
    dialect: Dialect | None = DIALECT

    def recognises(self, content: Content) -> bool:
        """Return whether the first document is a flight with its track."""
        return shape(content) == FLIGHT

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each point of each track; a point that is none is lost."""
        batch = Gathered(_NAMES, pick(_NAMES))
        for place, document in enumerate(objects(content, _WANTED)):
            if document is None:
                batch.lose(counts=False)
                continue
            flight = flight_of(document)
            if flight is None:
                raise InputError(
                    f"{content.name}: document {place}: wanted {_WANTED} with a track, "
                    f"came an object with {keys_of(document)}"
                )
            known = _known(flight)
            for point in flight["track"]:
                if isinstance(point, dict):
                    batch.add(known | _point(point))
                else:
                    batch.lose()
                if batch.full:
                    yield batch.take()
        yield batch.take()


def _known(flight: dict[str, Any]) -> dict[str, Any]:
    """Return what holds for each point of a flight.

    Without an address the flight's own number is the mover: never an address, whatever
    it looks like.
    """
    address = _within(flight, "aircraft", "identification", "modes")
    number = _within(flight, "identification", "id")
    mover = address or (f"flight-{number}" if number else None)
    callsign = _within(flight, "identification", "callsign")
    return {"modes": _plain(mover), "callsign": _plain(callsign)}


def _within(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _plain(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and value != "" else None


def _point(point: dict[str, Any]) -> dict[str, Any]:
    squawk = _plain(point.get("squawk"))
    return {
        "timestamp": point.get("timestamp"),
        "squawk": None if squawk in _NO_SQUAWK else squawk,
        "latitude": point.get("latitude"),
        "longitude": point.get("longitude"),
        "feet": _within(point, "altitude", "feet"),
        "kts": _within(point, "speed", "kts"),
        "heading": point.get("heading"),
        "fpm": _within(point, "verticalSpeed", "fpm"),
    }
