"""Officers with paper and a telephone: sheets as they are written down and typed."""

from __future__ import annotations

import re
from pathlib import Path

from thalweg.hotline.voice import line_digits


def of_call(card: str, clock: str, person: str, *, read_back: str = "YES") -> str:
    """Return a card with the lines of the call filled in."""
    filled = {
        "OUR CLOCK": clock,
        "THEIR CLOCK": clock,
        "OUR PERSON": person,
        "OUR OFFICE": "watch",
        "READ BACK": read_back,
    }
    for label, value in filled.items():
        card, found = re.subn(
            rf"^({label} / [^:]*:) _.*$", rf"\g<1> {value}", card, flags=re.M
        )
        assert found == 1, label
    return card


def misheard(card: str, name: str, label: str, value: str, *, fits: bool) -> str:
    """Return a card on which one line says something else.

    With `fits`, its digits are those of what it says now, and so is the sum in the last
    line: as where the speaker said it so.
    """
    pattern = re.compile(rf"^({re.escape(label)} / [^:\n]*:) (.*) \[(\d\d)\]$", re.M)
    match = pattern.search(card)
    assert match is not None, label
    digits = line_digits(name, value) if fits else match[3]
    card = pattern.sub(rf"\g<1> {value} [{digits}]", card, count=1)
    if fits:
        last = re.compile(r"^(LINES / [^:]*: \d+) \[(\d\d)\]$", re.M)
        more = int(digits) - int(match[3])
        card = last.sub(lambda m: f"{m[1]} [{(int(m[2]) + more) % 97:02d}]", card)
    return card


def written(folder: Path, name: str, text: str) -> str:
    """Write a sheet to a file, and return its path."""
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)
