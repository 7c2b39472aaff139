"""``thalweg look``: what is in files of positions, before an agreement is asked."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.filters import Columns, FeedsFile, FromTime, Positions, ToTime
from thalweg.cli.progress import Bars
from thalweg.cli.recorded import instant


def look(
    positions: Positions,
    feeds: FeedsFile = None,
    columns: Columns = None,
    from_time: FromTime = None,
    to_time: ToTime = None,
    as_json: AsJson = False,
) -> int:
    """Say what is in files of positions, and what would be dropped and why.

    Ends with 2 if a file cannot be read; the others are shown all the same.
    """
    from thalweg.archive.look import look as look_at
    from thalweg.cli import look_document, looked
    from thalweg.feeds.dialect import parse_columns

    with Bars() as bars:
        found = look_at(
            positions,
            feeds=feeds,
            columns=None if columns is None else parse_columns(columns),
            from_us=instant("--from", from_time),
            to_us=instant("--to", to_time),
            progress=bars,
        )
    unreadable = [file.path for file in found.unreadable]
    typed = {
        "--feeds": None if feeds is None else str(feeds),
        "--columns": columns,
        "--from": from_time,
        "--to": to_time,
    }
    readable = [path for path in positions if path not in unreadable]
    following = _watch_line(readable, typed) if found.survey else None
    if as_json:
        screen.document(look_document.document(found, following))
    else:
        looked.show(found, following)
    return 2 if unreadable else 0


def _watch_line(positions: Sequence[str], options: dict[str, str | None]) -> str:
    """Return the command that watches what was looked at."""
    words = ["thalweg", "watch", "agreement.yaml", *positions]
    for name, value in options.items():
        words += [] if value is None else [name, value]
    return shlex.join([*words, "--out", "record"])
