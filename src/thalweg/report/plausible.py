"""What a summary or a finding cannot say, whoever wrote it: no page is made of that.

A folder may come from the other side. Whether what it says is *true* is for
`thalweg verify`; here it is only whether a page can tell it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from thalweg.errors import InputError
from thalweg.model.agreement import Agreement
from thalweg.times import parse_iso
from thalweg.wire.said import GRADES, plain

MOST = 10**12
"""Greater counts are no counts: a century of every aircraft has fewer reports."""

_WORDS = ("clause", "party")
_COUNTS = ("count", "incidents", "exempted", "possible")
_FINDING = re.compile(r"[0-9a-f]{16}", re.ASCII)
_MOST_LAT_DEG = 90.0


def summary_fault(summary: Mapping[str, Any]) -> str | None:
    """Say what a summary lacks that a page tells; None where it lacks nothing."""
    for key in ("agreement", "positions"):
        if not isinstance(summary.get(key), dict):
            return f"{key}: wanted an object"
    if not isinstance(summary.get("feeds") or {}, dict):
        return "feeds: wanted an object"
    about = summary["positions"]
    counts = [
        (f"positions.{key}", about.get(key)) for key in ("rows", "kept", "movers")
    ]
    counts.append(("unattributed", summary.get("unattributed") or 0))
    for name, told in counts:
        if not _is_count(told):
            return f"{name}: wanted a whole number, got {_shown(told)}"
    return _period_fault(about) or _rows_fault(summary)


def finding_fault(row: Mapping[str, Any], agreement: Agreement) -> str | None:
    """Say what a row of FINDINGS cannot hold; None where a page can tell it all."""
    if not _FINDING.fullmatch(str(row["finding"])):
        return f"finding: wanted 16 hex digits, got {_shown(row['finding'])}"
    for key in ("grade", "near_collision"):
        none = key == "near_collision" and row[key] is None
        if not none and row[key] not in GRADES:
            return f"{key}: wanted one of {', '.join(GRADES)}, got {_shown(row[key])}"
    if row["site"] is not None and row["site"] not in agreement.places:
        return f"site: {_shown(row['site'])} is no place of the agreement"
    for key, told in row.items():
        if isinstance(told, float) and not math.isfinite(told):
            return f"{key}: wanted a number or null, got {told}"
    for key in ("lat_deg", "start_lat_deg"):
        if row[key] is not None and abs(row[key]) > _MOST_LAT_DEG:
            return f"{key}: wanted -90 to 90, got {row[key]}"
    return None


def _period_fault(about: Mapping[str, Any]) -> str | None:
    for key in ("from", "to"):
        try:
            parse_iso(about[key]) if about.get(key) else None
        except (InputError, TypeError, AttributeError):
            return f"positions.{key}: wanted an instant, got {_shown(about[key])}"
    return None


def _rows_fault(summary: Mapping[str, Any]) -> str | None:
    for name, words, counts, hours in (
        ("days", ("day", *_WORDS), _COUNTS, ("seen_h", "alive_h")),
        ("findings", ("grade", *_WORDS), ("count",), ()),
    ):
        rows = summary.get(name)
        if not isinstance(rows, list):
            return f"{name}: wanted a list"
        for at, row in enumerate(rows):
            if fault := _row_fault(row, words, counts, hours):
                return f"{name}[{at}]{fault}"
    return None


def _row_fault(
    row: object, words: Sequence[str], counts: Sequence[str], hours: Sequence[str]
) -> str | None:
    if not isinstance(row, dict):
        return ": wanted an object"
    for key in words:
        if not isinstance(row.get(key), str):
            return f".{key}: wanted a text, got {_shown(row.get(key))}"
    for key in counts:
        if not _is_count(row.get(key)):
            return f".{key}: wanted a whole number, got {_shown(row.get(key))}"
    for key in hours:
        told = row.get(key)
        if told is None:
            continue
        if isinstance(told, bool) or not isinstance(told, int | float):
            return f".{key}: wanted hours or null, got {_shown(told)}"
        if not 0 <= told <= MOST:
            return f".{key}: wanted hours or null, got {_shown(told)}"
    return None


def _is_count(told: object) -> bool:
    return type(told) is int and 0 <= told <= MOST


def _shown(told: object) -> str:
    return plain(repr(told), longest=60)
