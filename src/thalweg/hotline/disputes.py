"""That the other side signed two histories: rows by the log that it is about.

While a row stands of a log that the other side still writes, nothing of its is
receipted. When its log is another one, the row is of what happened, and stays.
"""

from __future__ import annotations

from typing import Any

from thalweg.hotline.books import Books

DISPUTES = "disputes"


def dispute(books: Books) -> dict[str, Any]:
    """Return since when and over what a log of the other side is in dispute; or {}."""
    for origin in (books.peer.origin, books.peer.sealed_origin):
        row = books.standing.get(DISPUTES, origin)
        if isinstance(row, dict) and row and not row.get("settled"):
            return row
    return {}


def begin(books: Books, about: dict[str, Any]) -> None:
    """Put a dispute down durably; `about` names the log by ``origin``."""
    books.standing.put(DISPUTES, str(about["origin"]), about)
    books.save()


def settle(books: Books) -> None:
    """End every dispute over a log that the other side writes now; it stays told."""
    while row := dispute(books):
        begin(books, {**row, "settled": True})


def over(books: Books, origin: str) -> dict[str, Any] | None:
    """Return the dispute there was, or is, over one log."""
    row = books.standing.get(DISPUTES, origin)
    return row if isinstance(row, dict) and row else None
