"""What a terminal shows: plain text on standard output, notes on standard error.

Names in it come from files that strangers wrote; nothing reaches the terminal that
could move its cursor or turn its text around.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence

WIDEST = 100
LABEL = 10
"""Columns that a label takes, with the blanks after it."""

_UNIT = re.compile(r"(\d) (%|(?:h|min|s|m|km|nmi|ft)\b)")


def plain(text: str) -> str:
    """Return text that can do nothing to a terminal but be read."""
    from thalweg.report import words

    return words.plain(text)


def width() -> int:
    """Return the columns to fill: the terminal's, at most 100; 88 without one."""
    columns = shutil.get_terminal_size((88, 24)).columns
    return max(40, min(columns, WIDEST))


def say(text: str = "") -> None:
    """Print one line, or several, on standard output."""
    shown = "\n".join(plain(line) for line in text.split("\n"))
    _write(f"{shown}\n")


def sentence(text: str) -> None:
    """Print a sentence on standard output, broken at the terminal's width.

    A number and its unit stay on one line.
    """
    _filled(text)


def labelled(label: str, text: str) -> None:
    """Print a label and what it says, the further lines below the first."""
    hanging(f"{label:<{LABEL - 1}} ", text)


def hanging(first: str, text: str) -> None:
    """Print text after `first`, the further lines below where it begins."""
    if not text:
        say(first.rstrip())
        return
    _filled(text, first=plain(first), further=" " * len(first))


def item(text: str) -> None:
    """Print one item of a list, broken at the terminal's width."""
    _filled(text, first="* ", further="  ")


def wrapped(text: str, *, indent: int) -> None:
    """Print an indented sentence, broken at the terminal's width."""
    _filled(text, first=" " * indent, further=" " * (indent + 4))


def heading(text: str) -> None:
    """Print a line that stands out where the terminal can and may show it."""
    bold = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    _write(f"\x1b[1m{plain(text)}\x1b[0m\n" if bold else f"{plain(text)}\n")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, words: int) -> None:
    """Print a table: the first `words` columns to the left, numbers to the right."""
    cells = [[plain(cell) for cell in row] for row in rows]
    wide = widths([header, *cells])

    def line(row: Sequence[str]) -> str:
        shown = (
            cell.ljust(wide[i]) if i < words else cell.rjust(wide[i])
            for i, cell in enumerate(row)
        )
        return "  ".join(shown).rstrip()

    heading(line(header))
    for row in cells:
        _write(f"{line(row)}\n")


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column of a table, the blanks between them aside."""
    return [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]


def document(content: object) -> None:
    """Print the one JSON document of ``--json``."""
    _write(json.dumps(content, indent=2, allow_nan=False) + "\n")


def note(text: str) -> None:
    """Print a line on standard error."""
    shown = "\n".join(plain(line) for line in text.split("\n"))
    sys.stderr.write(f"thalweg: {shown}\n")


def error(
    problem: BaseException, faults: Sequence[str], *, as_json: bool, code: int
) -> None:
    """Show an error: its faults on standard error and, if asked for, as JSON."""
    for fault in faults:
        note(fault)
    if as_json:
        document(
            {
                "thalweg": "error/1",
                "error": type(problem).__name__,
                "exit": code,
                "faults": list(faults),
            }
        )


def flush() -> None:
    """Push out what was printed; a reader that went away is no error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _deaf()


def _filled(text: str, *, first: str = "", further: str = "") -> None:
    kept = _UNIT.sub("\\1\N{NO-BREAK SPACE}\\2", plain(text))
    filled = textwrap.fill(
        kept,
        width(),
        initial_indent=first,
        subsequent_indent=further,
        break_long_words=False,
        break_on_hyphens=False,
    )
    _write(filled.replace("\N{NO-BREAK SPACE}", " ") + "\n")


def _write(text: str) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    safe = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        sys.stdout.write(safe)
    except BrokenPipeError:
        _deaf()


def _deaf() -> None:
    # `thalweg ... | head`: the command goes on and keeps its exit code.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
