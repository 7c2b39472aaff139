"""What kind of JSON a file holds, told by its first document."""

from __future__ import annotations

from thalweg.errors import InputError
from thalweg.feeds.content import Content, Documents

TABLE, LINES = "json", "ndjson"
TRACE, AIRCRAFT = "readsb-trace", "readsb-aircraft"


def shape(content: Content) -> str | None:
    """Return which JSON format `content` is in; None where it is no JSON.

    Raises
    ------
    InputError
        It begins as JSON and is not.
    """
    if not content.looks_like_json:
        return None
    documents = content.documents
    first = next(iter(documents.values), None)
    if isinstance(first, list) and not documents.by_line:
        first = next(iter(first), None)
    if isinstance(first, dict):
        if isinstance(first.get("trace"), list):
            return TRACE
        if aircraft_of(first) is not None:
            return AIRCRAFT
    return LINES if documents.by_line else TABLE


def aircraft_of(document: dict[str, object]) -> list[object] | None:
    """Return the aircraft of a readsb snapshot; None where it is no snapshot."""
    listed = document.get("aircraft", document.get("ac"))
    return listed if isinstance(listed, list) and "now" in document else None


def objects(content: Content, wanted: str) -> list[dict[str, object]]:
    """Return the documents of a file of one, of a list, or of one a line.

    Raises
    ------
    InputError
        One of them is not an object; `wanted` says what it should be.
    """
    documents: Documents = content.documents
    values = documents.values
    if not documents.by_line and isinstance(values[0], list):
        values = values[0]
    for place, value in enumerate(values):
        if not isinstance(value, dict):
            raise InputError(
                f"{content.name}: document {place}: wanted {wanted}, "
                f"came {type(value).__name__}"
            )
    return values
