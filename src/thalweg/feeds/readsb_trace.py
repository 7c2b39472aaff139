"""readsb's ``trace_full_<hex>.json``: one aircraft's points of one day.

A point is a list: seconds after ``timestamp``, latitude, longitude, altitude in ft or
"ground", speed in kt, track, flags, vertical rate in ft/min, details or null, type,
geometric altitude in ft, ... (readsb's README-json, "trace jsons"). Details come with
every fourth point or so; what a point does not say of quality is null, not carried on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import POSITION_AGE, READSB, Dialect, Take
from thalweg.feeds.feed import Pick, Raw
from thalweg.feeds.gather import Gathered
from thalweg.feeds.json_shape import TRACE, keys_of, objects, shape
from thalweg.model.feed import FeedSettings

_WANTED = 'a trace {"icao": ..., "timestamp": ..., "trace": [...]}'
_FEWEST = 8
_ALTITUDE_IS_GEOMETRIC = 8
_DETAILS = (
    "flight",
    "squawk",
    "emergency",
    "category",
    "nic",
    "nac_p",
    "nucp",
    "version",
    "acas_ra",
)

_KEPT = {name: take for name, take in READSB.takes.items() if name != POSITION_AGE}
# A point stands at the time of its position, so its age is known to be nothing.
DIALECT = replace(
    READSB, takes=_KEPT | {"time": Take("now", "us"), "received": Take("now", "us")}
)


class ReadsbTraceFeed:
    """``{"icao": ..., "timestamp": ..., "trace": [[...], ...]}``, once or often."""

    format = TRACE
    dialect: Dialect | None = DIALECT

    def recognises(self, content: Content) -> bool:
        """Return whether the first document has a trace."""
        return shape(content) == TRACE

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each point of each trace."""
        names = tuple(_point(None, 0.0, [None] * _FEWEST))
        picked = pick(names)
        batch = Gathered(names, picked)
        for place, trace in enumerate(objects(content, _WANTED)):
            if trace is None:
                batch.lose(counts=False)
                continue
            start_s, listed = trace.get("timestamp"), trace.get("trace")
            if not (_is_number(start_s) and isinstance(listed, list)):
                raise InputError(
                    f"{content.name}: document {place}: wanted {_WANTED} with "
                    f"timestamp a number, came an object with {keys_of(trace)}"
                )
            for point in listed:
                if isinstance(point, list) and len(point) >= _FEWEST:
                    batch.add(_point(trace.get("icao"), start_s, point))
                else:
                    batch.lose()
            if batch.full:
                yield batch.take()
        yield batch.take()


def _point(mover: object, start_s: object, point: list[Any]) -> dict[str, Any]:
    point = [*point, *[None] * (12 - len(point))]
    height, flags, details = point[3], point[6], point[8]
    details = details if isinstance(details, dict) else {}
    height_geo = point[10] if point[10] is not None else details.get("alt_geom")
    if isinstance(flags, int) and flags & _ALTITUDE_IS_GEOMETRIC and height != "ground":
        height, height_geo = None, height if height_geo is None else height_geo
    return {
        "now": _instant_us(start_s, point[0]),
        "hex": mover,
        "lat": point[1],
        "lon": point[2],
        "alt_baro": height,
        "alt_geom": height_geo,
        "gs": point[4],
        # On the ground readsb gives the heading here, which is no track.
        "track": None if height == "ground" else point[5],
        "baro_rate": point[11] if point[7] is None else point[7],
        "type": details.get("type") if point[9] is None else point[9],
    } | {name: details.get(name) for name in _DETAILS}


def _instant_us(start_s: Any, after_s: Any) -> object:  # noqa: ANN401
    """Return whole microseconds; each part is rounded by itself, so none is lost."""
    if _is_number(start_s) and _is_number(after_s):
        return round(start_s * 1e6) + round(after_s * 1e6)
    return after_s


def _is_number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < 1e15
    )
