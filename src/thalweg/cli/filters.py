"""The options that say which positions or findings are meant, alike everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Positions = Annotated[
    list[str],
    typer.Argument(
        metavar="[NAME=]PATH...",
        help="Recorded positions; NAME says which feed they came by.",
    ),
]
FeedsFile = Annotated[
    Path | None,
    typer.Option("--feeds", metavar="FILE", help="What is known of the feeds."),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="NAME=COLUMN,...",
        help="Own columns, e.g. time=ts,alt_baro_ft=height[m].",
    ),
]
FromTime = Annotated[
    str | None, typer.Option("--from", metavar="T", help="From this time (UTC).")
]
ToTime = Annotated[
    str | None, typer.Option("--to", metavar="T", help="Until this time (UTC).")
]
Clauses = Annotated[
    list[str] | None,
    typer.Option("--clause", metavar="C,...", help="Of these clauses alone."),
]
Parties = Annotated[
    list[str] | None,
    typer.Option("--party", metavar="P,...", help="With aircraft of these alone."),
]
Grades = Annotated[
    list[str] | None,
    typer.Option("--grade", metavar="G,...", help="Of these grades alone."),
]
