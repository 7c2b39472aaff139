"""readsb's ``aircraft.json``: snapshots of the aircraft that are heard.

One snapshot, a list of them, or one a line. readsb's README-json says what the fields
mean; ``seen_pos`` is the age of the position in seconds before ``now``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import READSB, Dialect
from thalweg.feeds.feed import Pick, Raw
from thalweg.feeds.gather import Gathered
from thalweg.feeds.json_shape import AIRCRAFT, aircraft_of, keys_of, objects, shape
from thalweg.model.feed import FeedSettings

# A climb measured by GNSS where none is by pressure; and dump1090-mutability, before
# readsb, had other names for the same.
_ELSE = {
    "alt_baro": ("altitude",),
    "gs": ("speed",),
    "baro_rate": ("geom_rate", "vert_rate"),
}
_WANTED = 'a snapshot {"now": ..., "aircraft": [...]}'
_FIELDS = tuple(take.column for take in READSB.takes.values() if take.column != "now")


class ReadsbAircraftFeed:
    """``{"now": ..., "aircraft": [{"hex": ...}, ...]}``, once or many times."""

    format = AIRCRAFT
    dialect: Dialect | None = READSB

    def recognises(self, content: Content) -> bool:
        """Return whether the first document is a snapshot of aircraft."""
        return shape(content) == AIRCRAFT

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each aircraft of each snapshot, without a position too."""
        names = ("now", *_FIELDS)
        picked = pick(names)
        batch = Gathered(names, picked)
        for place, snapshot in enumerate(objects(content, _WANTED)):
            if snapshot is None:
                batch.lose(counts=False)
                continue
            aircraft = aircraft_of(snapshot)
            if aircraft is None:
                raise InputError(
                    f"{content.name}: document {place}: wanted {_WANTED}, "
                    f"came an object with {keys_of(snapshot)}"
                )
            for one in aircraft:
                if isinstance(one, dict):
                    batch.add(_row(one, snapshot["now"], picked))
                else:
                    batch.lose()
            if batch.full:
                yield batch.take()
        yield batch.take()


def _row(
    aircraft: dict[str, Any], now: object, picked: Iterable[str]
) -> dict[str, Any]:
    return {name: now if name == "now" else _field(aircraft, name) for name in picked}


def _field(aircraft: dict[str, Any], name: str) -> object:
    value = aircraft.get(name)
    for other in _ELSE.get(name, ()) if value is None else ():
        if aircraft.get(other) is not None:
            return aircraft[other]
    return value
