"""readsb's ``aircraft.json``: snapshots of the aircraft that are heard.

One snapshot, a list of them, or one a line. readsb's README-json says what the fields
mean; ``seen_pos`` is the age of the position in seconds before ``now``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import READSB, Dialect
from thalweg.feeds.feed import Pick, Raw
from thalweg.feeds.json_shape import AIRCRAFT, aircraft_of, objects, shape
from thalweg.feeds.json_table import table_of

# A climb measured by GNSS where none is by pressure; and dump1090-mutability, before
# readsb, had other names for the same.
_ELSE = {
    "alt_baro": ("altitude",),
    "gs": ("speed",),
    "baro_rate": ("geom_rate", "vert_rate"),
}
_FIELDS = tuple(take.column for take in READSB.takes.values() if take.column != "now")


class ReadsbAircraftFeed:
    """``{"now": ..., "aircraft": [{"hex": ...}, ...]}``, once or many times."""

    format = AIRCRAFT
    dialect: Dialect | None = READSB

    def recognises(self, content: Content) -> bool:
        """Return whether the first document is a snapshot of aircraft."""
        return shape(content) == AIRCRAFT

    def read(self, content: Content, pick: Pick) -> Raw:
        """Return a row for each aircraft of each snapshot, without a position too."""
        wanted = 'a snapshot {"now": ..., "aircraft": [...]}'
        now: list[Any] = []
        listed: list[Any] = []
        for place, snapshot in enumerate(objects(content, wanted)):
            aircraft = aircraft_of(snapshot)
            if aircraft is None:
                keys = ", ".join(list(snapshot)[:8])
                raise InputError(
                    f"{content.name}: document {place}: wanted {wanted}, "
                    f"came an object with {keys or 'no keys'}"
                )
            now += [snapshot["now"]] * len(aircraft)
            listed += aircraft
        place_of = [i for i, one in enumerate(listed) if isinstance(one, dict)]
        columns: dict[str, list[Any]] = {"now": [now[i] for i in place_of]}
        for name in _FIELDS:
            columns[name] = [_field(listed[i], name) for i in place_of]
        names = tuple(columns)
        broken = len(listed) - len(place_of) + len(content.documents.broken)
        return Raw(
            names=names,
            table=table_of({name: columns[name] for name in pick(names)}),
            row=np.array(place_of, np.int64),
            broken=broken,
        )


def _field(aircraft: dict[str, Any], name: str) -> object:
    value = aircraft.get(name)
    for other in _ELSE.get(name, ()) if value is None else ():
        if aircraft.get(other) is not None:
            return aircraft[other]
    return value
