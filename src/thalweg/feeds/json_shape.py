"""What kind of JSON a file holds, told by its first document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from thalweg.errors import InputError
from thalweg.feeds.content import Content, NoJson

TABLE, LINES = "json", "ndjson"
TRACE, AIRCRAFT = "readsb-trace", "readsb-aircraft"
FLIGHT = "flight-tracker"
FRAMES = "mode-s"

_FRAME = re.compile(r"(?:[0-9A-Fa-f]{14}){1,2}", re.ASCII)
# A frame with digits lost or doubled; a number in such a column has fewer.
_LIKE_FRAME = re.compile(r"[0-9A-Fa-f]{12,30}", re.ASCII)


def shape(content: Content) -> str | None:
    """Return which JSON format `content` is in; None where it is no JSON.

    Raises
    ------
    InputError
        It begins as JSON and is not.
    """
    if not content.looks_like_json:
        return None
    first = content.first_document
    if isinstance(first, list):
        first = next(iter(first), None)
    if isinstance(first, dict):
        if isinstance(first.get("trace"), list):
            return TRACE
        if aircraft_of(first) is not None:
            return AIRCRAFT
        if flight_of(first) is not None:
            return FLIGHT
        if is_frame(first):
            return FRAMES
    return LINES if content.by_line else TABLE


def aircraft_of(document: dict[str, object]) -> list[object] | None:
    """Return the aircraft of a readsb snapshot; None where it is no snapshot."""
    listed = document.get("aircraft", document.get("ac"))
    return listed if isinstance(listed, list) and "now" in document else None


def flight_of(document: object) -> dict[str, Any] | None:
    """Return the flight of a flight tracker's payload; None where it has no track."""
    for key in ("result", "response", "data", "flight"):
        document = document.get(key) if isinstance(document, dict) else None
    if isinstance(document, dict) and isinstance(document.get("track"), list):
        return document
    return None


def is_frame(document: dict[str, object]) -> bool:
    """Return whether a document is a Mode S frame in hex, with its time.

    A damaged one counts: the file is one of frames, and the reader counts it as lost.
    """
    frame = document.get("frame")
    if "timestamp" not in document or not isinstance(frame, str):
        return False
    return _LIKE_FRAME.fullmatch(frame) is not None


def is_hex_frame(text: str) -> bool:
    """Return whether `text` is 7 or 14 bytes in hex."""
    return _FRAME.fullmatch(text) is not None


def objects(content: Content, wanted: str) -> Iterator[dict[str, object] | None]:
    """Yield the documents of a file of one, of a list, or of one a line.

    A line that is no JSON, the last of a file that was cut short, comes as None.

    Raises
    ------
    InputError
        One of them is not an object; `wanted` says what it should be.
    """
    listed = content.documents()
    if not content.by_line and isinstance(content.document, list):
        listed = iter(content.document)
    for place, value in enumerate(listed):
        if isinstance(value, NoJson):
            yield None
        elif isinstance(value, dict):
            yield value
        else:
            raise InputError(
                f"{content.name}: document {place}: wanted {wanted}, "
                f"came {type(value).__name__}"
            )


def keys_of(document: Mapping[str, object], most: int = 8) -> str:
    """Return the first keys of an object as text for a message.

    Half a surrogate pair may stand in a key: it is JSON, but no text.
    """
    shown = ", ".join(key[:40] for key in list(document)[:most])
    return shown.encode("utf-8", "replace").decode("utf-8") or "no keys"
