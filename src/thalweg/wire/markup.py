"""Text for XML and HTML, where names are a stranger's, and the rows that are shown.

Whatever a person will read goes through `plain` first: no character that XML forbids,
or that turns a line around, gets through.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from thalweg.wire.said import GRADES, plain

LONGEST = 100_000


def text(value: object) -> str:
    """Return text for an XML element or a quoted attribute."""
    return html.escape(plain(value, longest=LONGEST), quote=True)


def decimal(number: float) -> str:
    """Return the shortest text of a number that reads back to it, without an exponent.

    XML's decimals have none.

    >>> decimal(35.25), decimal(-1e-05)
    ('35.25', '-0.00001')
    """
    shortest = repr(number)
    if "e" not in shortest:
        return shortest
    return np.format_float_positional(number, unique=True, trim="-")


def cell(value: object) -> str:
    """Return a value of a row as text: lists and records as JSON, numbers as they are.

    >>> cell(0.5), cell(["west", "east"]), cell(True)
    ('0.5', 'west, east', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def present(properties: Mapping[str, Any]) -> dict[str, str]:
    """Return what applies to a finding, as text; what does not apply is left out."""
    return {
        name: cell(value) for name, value in properties.items() if value is not None
    }


def title(properties: Mapping[str, Any]) -> str:
    """Name a finding: its clause and kind, and whose aircraft it was."""
    who = [_who(properties, "")]
    if properties.get("other_mover"):
        who.append(_who(properties, "other_"))
    return f"{properties['clause']} {properties['kind']}: {' and '.join(who)}"


def grade_said(properties: Mapping[str, Any]) -> str:
    """Return the grade with what it says."""
    grade = str(properties["grade"])
    return f"{grade}: {GRADES.get(grade, '')}"


def table(rows: Mapping[str, str], sentences: Iterable[str] = ()) -> str:
    """Return an HTML table of names and values, and sentences below it."""
    lines = "".join(
        f"<tr><th align='left'>{text(name)}</th>"
        f"<td style='word-break:break-word'>{text(value)}</td></tr>"
        for name, value in rows.items()
    )
    below = "".join(f"<p>{text(sentence)}</p>" for sentence in sentences)
    return f"<table>{lines}</table>{below}"


def finding_table(properties: Mapping[str, Any], sentences: Iterable[str]) -> str:
    """Return the HTML of a finding: all that applies, its grade in words first."""
    shown = present(properties)
    shown["grade"] = grade_said(properties)
    return table(shown, sentences)


def _who(properties: Mapping[str, Any], of: str) -> str:
    party = properties.get(f"{of}party") or "unknown"
    name = properties.get(f"{of}callsign") or properties.get(f"{of}mover") or "?"
    return f"{name} ({party})"
