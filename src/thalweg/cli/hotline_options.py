"""What the commands of the line take alike: whose node, who signs, which entry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# No log's entry has a greater number: exact JSON (RFC 8785 §3.2.2.3) has none.
_LARGEST_INDEX = 2**53 - 1


def index_of(text: str) -> int:
    """Return the number of an entry, or of a sheet; raises typer.BadParameter."""
    # Sixteen digits are enough for the largest, and few enough to read as a number.
    if text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST_INDEX)):
        index = int(text)
        if index <= _LARGEST_INDEX:
            return index
    raise typer.BadParameter(f"{text[:40]!r} is no number of an entry: 0, 1, 2, ...")


def numbered(option: str, told: str) -> object:
    """Return the option that is the number of an entry."""
    return typer.Option(option, metavar="N", parser=index_of, help=told)


def entry_number(told: str) -> object:
    """Return the argument that is the number of an entry."""
    return typer.Argument(metavar="N", parser=index_of, help=told)


NODE = Path("node.yaml")
NodeFile = Annotated[
    Path, typer.Option("--node", metavar="NODE.YAML", help="The node's settings.")
]
Officers = Annotated[
    list[str] | None,
    typer.Option(
        "--officer", metavar="ID", help="Who signs, or reads; once for each officer."
    ),
]
KeysDir = Annotated[
    Path | None,
    typer.Option(
        "--keys", metavar="DIR", help="Where the officers' keys are, if not the node's."
    ),
]
Params = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME=VALUE", help="Parameters, as on a voice sheet."),
]
Ref = Annotated[int | None, numbered("--ref", "The entry that it refers to.")]
Own = Annotated[bool, typer.Option("--own", help="An entry of the own log.")]
EventTime = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="When it happened; else now."),
]
UsefulUntil = Annotated[
    str | None,
    typer.Option("--useful-until", metavar="TIME", help="Later it is shown late."),
]
