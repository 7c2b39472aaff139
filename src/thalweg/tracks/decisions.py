"""Decisions: what was settled about movers, one row each, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from thalweg.tables.account import DECISIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row of DECISIONS; without times it holds for the whole input.

    `value` is canonical JSON (RFC 8785) text. Times are microseconds since 1970, UTC.
    """

    kind: str
    mover: str
    subject: str
    value: str
    source: str
    from_us: int | None = None
    to_us: int | None = None


def decisions_table(rows: Iterable[Decision]) -> pa.Table:
    """Return the DECISIONS table, sorted by kind, mover, time, subject and value."""
    in_order = sorted(
        rows,
        key=lambda d: (
            d.kind,
            d.mover,
            -1 if d.from_us is None else d.from_us,
            d.subject,
            d.value,
        ),
    )
    columns = {
        "kind": [d.kind for d in in_order],
        "mover": [d.mover for d in in_order],
        "from": [d.from_us for d in in_order],
        "to": [d.to_us for d in in_order],
        "subject": [d.subject for d in in_order],
        "value": [d.value for d in in_order],
        "source": [d.source for d in in_order],
    }
    return pa.table(
        [pa.array(columns[field.name], field.type) for field in DECISIONS.schema],
        schema=DECISIONS.schema,
    )


def laid_together(tables: Sequence[pa.Table]) -> pa.Table:
    """Return DECISIONS of different movers as one table, in the order of all."""
    whole = pa.concat_tables([DECISIONS.empty(), *tables])
    from_us = pc.fill_null(whole.column("from").cast(pa.int64()), -1)
    keys = pa.table(
        {
            "kind": whole.column("kind"),
            "mover": whole.column("mover"),
            "from": from_us,
            "subject": whole.column("subject"),
            "value": whole.column("value"),
        }
    )
    order = pc.sort_indices(keys, [(name, "ascending") for name in keys.column_names])
    return DECISIONS.conform(whole.take(order))
