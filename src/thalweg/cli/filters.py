"""The options that say which findings are meant, the same for every command."""

from __future__ import annotations

from typing import Annotated

import typer

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
