"""The pages of a record: what they are, and what they are called.

A record holds nothing but what its manifest lists, and of pages only those named here.
Pages are for reading; the tables are the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

REPORT, DAILY, INCIDENT = "report", "daily", "incident"
FIRST_LANGUAGE = "en"
"""Its pages have no language in their names: `report.html` is in every record."""

_PAGE = re.compile(
    r"(?:(report)"
    r"|(daily)-(\d{4}-\d{2}-\d{2})"
    r"|(incident)-([0-9a-f]{16}))"
    r"(?:\.([a-z]{2}))?\.html",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PageName:
    """What a page is: its kind, the day or the finding it is about, its language."""

    kind: str
    about: str
    lang: str

    def __str__(self) -> str:
        """Return the name of its file."""
        stem = f"{self.kind}-{self.about}" if self.about else self.kind
        return f"{stem}{'' if self.lang == FIRST_LANGUAGE else f'.{self.lang}'}.html"


def page_name(name: str) -> PageName | None:
    """Return what a file of a record is as a page; None where it is no page.

    The name is not held against the record: `daily-2017-12-13.html` is a page's name
    whether or not the record has that day.
    """
    found = _PAGE.fullmatch(name)
    if found is None or found[6] == FIRST_LANGUAGE:
        return None
    kind = found[1] or found[2] or found[4]
    about = found[3] or found[5] or ""
    return PageName(kind, about, found[6] or FIRST_LANGUAGE)


def pages_in(names: Iterable[str]) -> list[PageName]:
    """Return the pages among the names of a record's files, sorted by name."""
    found = (page_name(name) for name in sorted(names))
    return [page for page in found if page is not None]
