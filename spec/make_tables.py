"""Write spec/tables.md from the contracts in `thalweg.tables`; run by ``make spec``."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from thalweg.tables.account import COVERAGE, DECISIONS, DROPPED
from thalweg.tables.contract import Contract
from thalweg.tables.events import EVENTS
from thalweg.tables.findings import FINDINGS
from thalweg.tables.packed import PACKED
from thalweg.tables.positions import POSITIONS
from thalweg.tables.tracks import TRACKS

PAGE = Path(__file__).with_name("tables.md")

TABLES: tuple[tuple[str, Contract, str], ...] = (
    (
        "POSITIONS",
        POSITIONS,
        "One row per report of a feed, as it was read. `feeds` makes it, `tracks` takes"
        " it; rows stand in any order.",
    ),
    (
        "PACKED",
        PACKED,
        "POSITIONS in the files of a packed archive, sorted by the Z-order of cells of"
        " half a degree, then mover and time. All but the places are as in POSITIONS.",
    ),
    (
        "TRACKS",
        TRACKS,
        "One row per report of a known mover, dropped rows included. `mover` is the"
        " 24-bit address where there is one, else `feed:mover`. `kept` says `kept`, or"
        " why not: `no_position`, `conflict`, `stale`, `ground`, `jump`.",
    ),
    (
        "EVENTS",
        EVENTS,
        "What happened: geometry and time, no clause and no blame. `request` is the"
        " digest of the geometry and parameters asked for; clauses that ask the same"
        " share it.",
    ),
    (
        "FINDINGS",
        FINDINGS,
        "Judgements: an event held against a clause. In a result folder this is"
        " `findings.parquet` (GeoParquet) and, with the same rows, `findings.geojson`.",
    ),
    (
        "DECISIONS",
        DECISIONS,
        "What was decided on the way, each with its source: roster, merges, altitude"
        " quanta, exemptions.",
    ),
    (
        "DROPPED",
        DROPPED,
        "How many rows each feed lost, by reason. Nothing is dropped silently.",
    ),
    (
        "COVERAGE",
        COVERAGE,
        "When and where something could have been seen.",
    ),
)

HEAD = """\
# Tables

<!-- Written by spec/make_tables.py from src/thalweg/tables; `make spec` writes it. -->

Rooms hand each other Arrow tables. Each has a name and a number; a change of meaning
is a new number. Units, datum and notes below travel in the Arrow schema's field
metadata (`unit`, `datum`, `note`), the table's name and its order in the schema's
(`thalweg`, `sorted_by`).

Common to all: times are `timestamp[us, UTC]`. "dictionary" is Arrow's dictionary
encoding with 32-bit indices; in a Parquet file it reads as plain text. A column
that is not nullable has a value in every row; in one that is, null means *not
applicable* or *not known*, never 0 or -1. Horizontal lengths are metres, speeds m/s,
aviation heights feet as broadcast; heights of two datums are never compared.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page's text."""
    return HEAD + "".join(_section(*table) for table in TABLES)


def _section(title: str, contract: Contract, about: str) -> str:
    order = ", ".join(f"`{name}`" for name in contract.sorted_by) or "any order"
    rows = [
        "| column | type | null | unit | datum | note |",
        "|---|---|---|---|---|---|",
        *(_row(field) for field in contract.schema),
    ]
    head = f"\n## {title}\n\n`{contract.name}`. {about}\n\nSorted by: {order}.\n\n"
    return head + "\n".join(rows) + "\n"


def _row(field: pa.Field) -> str:
    about = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
    cells = (
        f"`{field.name}`",
        _kind(field.type),
        "yes" if field.nullable else "",
        about.get("unit", ""),
        about.get("datum", ""),
        about.get("note", ""),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return f"dictionary of {kind.value_type}"
    if pa.types.is_timestamp(kind):
        return f"timestamp[{kind.unit}, {kind.tz}]"
    if pa.types.is_list(kind):
        return f"list of {_kind(kind.value_type)}"
    if pa.types.is_struct(kind):
        inner = ", ".join(f"{part.name}: {_kind(part.type)}" for part in kind)
        return f"struct ({inner})"
    return str(kind)


if __name__ == "__main__":
    main()
