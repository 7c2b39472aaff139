"""Paper for voice cards: 80 columns, both languages side by side.

What is for people only stands behind ``#``, so that a card is also a sheet that can be
filled in and entered.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from thalweg.hotline.catalogue import LANGUAGES
from thalweg.hotline.labels import CALL, both_labels
from thalweg.hotline.told import told_in
from thalweg.hotline.voice import SheetLine

COLUMNS: Final = 80
PAGE_LINES: Final = 66
"""Lines of a page at six to an inch, on the shorter of the two usual papers."""

_HALF = (COLUMNS - 5) // 2
_CLOCK = "____-__-__ __:__:__Z"
_BLANKS: Final = {
    "OUR.CLOCK": _CLOCK,
    "THEIR.CLOCK": _CLOCK,
    "READ.BACK": "____",
}
# Where a value may be broken: at a single blank, and never before a remark or after
# what could be taken for a line's digits.
_BREAK = re.compile(r"(?<=[^\s\]]) (?=[^\s#])")


def beside(key: str, **values: str) -> Iterator[str]:
    """Yield a sentence of the cards in both languages, side by side."""
    yield from columns(told_in(tag).say(key, **values) for tag in LANGUAGES)


def columns(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts side by side, one column for each language."""
    halves = [_wrapped(text) for text in texts]
    for row in zip_longest(*halves, fillvalue=""):
        yield ("# " + " | ".join(cell.ljust(_HALF) for cell in row)).rstrip()


def across(text: str) -> Iterator[str]:
    """Yield a remark over the whole width."""
    for line in textwrap.wrap(text, COLUMNS - 2, break_on_hyphens=False):
        yield f"# {line}"


def rule() -> str:
    """Return a line that parts what stands above it from what stands below."""
    return "#" + "-" * (COLUMNS - 1)


def sheet_line(line: SheetLine, label: str, remark: str = "") -> Iterator[str]:
    """Yield a line of a sheet under its label; what is too long goes on below."""
    digits = f" [{line.check}]" + (f"  # {remark}" if remark else "")
    whole = f"{label}: {line.value}{digits}"
    if len(whole) <= COLUMNS:
        yield whole
        return
    first, *pieces = _BREAK.split(line.value)
    if first.startswith("#"):
        # At the beginning of a line it would be taken for a remark.
        yield f"{label}: {first}"
    else:
        yield f"{label}:"
        pieces.insert(0, first)
    held = "   "
    for piece in pieces:
        if held.strip() and len(held) + 1 + len(piece) > COLUMNS:
            yield held
            held = "   "
        held = f"{held} {piece}"
    if len(held) + len(digits) > COLUMNS:
        yield held
        held = "   "
    yield held + digits


def call_lines() -> Iterator[str]:
    """Yield the lines that each side writes of the call, blank."""
    for name in CALL:
        yield f"{both_labels(name)}: {_BLANKS.get(name, '_' * 32)}"
    yield from beside("card-how-ended")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _HALF, break_on_hyphens=False) or [""]
