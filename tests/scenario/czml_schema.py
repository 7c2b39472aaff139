"""CZML as its published schema has it, for the properties that thalweg writes.

Facts from the JSON schema that is published with czml-writer (folder Schema, draft 7:
Document, Packet, Clock, Position, InterpolatableProperty, Point, Polyline and what they
refer to). It leaves the order of an array's numbers to the text; that is said here too.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

FORMS: dict[str, dict[str, Any]] = {
    "packet": {
        "id": "string", "name": "string", "version": "string", "description": "string",
        "availability": "interval", "clock": "clock", "properties": "custom",
        "position": "position", "point": "point", "polyline": "polyline",
    },
    "clock": {
        "currentTime": "time", "interval": "interval", "multiplier": "number",
        "range": {"UNBOUNDED", "CLAMPED", "LOOP_STOP"},
        "step": {"SYSTEM_CLOCK", "SYSTEM_CLOCK_MULTIPLIER", "TICK_DEPENDENT"},
    },
    "position": {
        "epoch": "time", "cartographicDegrees": "places",
        "interpolationAlgorithm": {"LINEAR", "LAGRANGE", "HERMITE"},
        "interpolationDegree": "number",
        "forwardExtrapolationType": {"NONE", "HOLD", "EXTRAPOLATE"},
        "backwardExtrapolationType": {"NONE", "HOLD", "EXTRAPOLATE"},
    },
    "point": {
        "color": "color", "outlineColor": "color", "outlineWidth": "double",
        "pixelSize": "double", "heightReference": "height",
    },
    "height": {
        "heightReference": {"NONE", "CLAMP_TO_GROUND", "RELATIVE_TO_GROUND"},
    },
    "color": {"rgba": "colour"},
    "double": {"number": "number", "interval": "interval"},
    "polyline": {
        "positions": "position", "width": "double", "material": "material",
        "clampToGround": "boolean",
    },
    "material": {"solidColor": "solid"},
    "solid": {"color": "color"},
    "text": {"string": "string"},
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
"""An instant; CZML has the year 0000 for all that was before."""

BARE = {"double": (int, float)}
"""Properties that may be a value of their own instead of an object."""


def faults(document: Any) -> list[str]:
    """Return what in a CZML document its schema does not allow."""
    if not isinstance(document, list):
        return ["the document is no array"]
    found = [f for at, p in enumerate(document) for f in _of(p, "packet", f"[{at}]")]
    first = document[0] if document else {}
    if first.get("id") != "document" or first.get("version") != "1.0":
        found.append("the first packet is not the document's")
    return found


def _of(value: Any, form: Any, at: str) -> list[str]:
    if isinstance(form, set):
        return [] if value in form else [f"{at}: {value!r}"]
    if form in FORMS:
        return _object(value, form, at)
    return [] if PLAIN[form](value) else [f"{at}: {form}: {value!r}"]


def _object(value: Any, form: str, at: str) -> list[str]:
    if isinstance(value, BARE.get(form, ())) and not isinstance(value, bool):
        return []
    if isinstance(value, list):
        return [f for i, v in enumerate(value) for f in _of(v, form, f"{at}[{i}]")]
    if not isinstance(value, dict):
        return [f"{at}: {form} is no object: {value!r}"]
    known = FORMS[form]
    found = [f"{at}: no property {k}" for k in value if k not in known]
    return found + [
        fault
        for key, inner in value.items()
        if key in known
        for fault in _of(inner, known[key], f"{at}/{key}")
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and TIME.fullmatch(value) is not None


def _is_interval(value: Any) -> bool:
    return isinstance(value, str) and all(map(_is_time, value.split("/")))


def _is_colour(value: Any) -> bool:
    return len(value) == 4 and all(type(v) is int and 0 <= v <= 255 for v in value)


def _is_places(value: Any) -> bool:
    """Three numbers, samples of time and place, or a string of places."""
    if not all(map(_is_number, value)) or not value:
        return False
    samples = len(value) % 4 == 0 and len(value) > 3
    times = value[::4] if samples else []
    rises = all(a < b for a, b in itertools.pairwise(times))
    return len(value) % 3 == 0 or (samples and rises)


def _is_custom(value: Any) -> bool:
    return isinstance(value, dict) and not any(
        fault for key, one in value.items() for fault in _of(one, "text", key)
    )


PLAIN = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    "time": _is_time,
    "interval": _is_interval,
    "colour": _is_colour,
    "places": _is_places,
    "custom": _is_custom,
}
