"""One mover's rows in the evidence of a finding, looked at column by column."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.findings.digest import int64s
from thalweg.findings.exempt import EMERGENCY_SQUAWK
from thalweg.tables.tracks import KEPT

Row = Mapping[str, Any]

# What a notice and an emergency are held against.
_READ = (
    "time", "mover", "callsign", "squawk", "emergency", "lat_deg", "lon_deg",
    "alt_baro_ft", "category",
)  # fmt: skip


class MoverRows:
    """TRACKS of one mover, in time.

    A minute of positions makes hundreds of rows, and a finding asks little of most:
    rows become Python objects only where a rule needs them one by one.
    """

    def __init__(self, rows: pa.Table) -> None:
        self._all = rows
        self._columns: dict[str, pa.ChunkedArray] = {}

    @cached_property
    def _which(self) -> pa.ChunkedArray | None:
        """Which rows are kept; None where all are."""
        # Words of a dictionary are few: compared once each, and not row by row.
        chunks = [_is_word(chunk, KEPT) for chunk in self._all.column("kept").chunks]
        if all(bool(chunk.all()) for chunk in chunks):
            return None
        return pa.chunked_array([pa.array(chunk) for chunk in chunks])

    def _column(self, name: str) -> pa.ChunkedArray:
        column = self._columns.get(name)
        if column is None:
            column = self._all.column(name)
            if self._which is not None:
                column = column.filter(self._which)
            self._columns[name] = column
        return column

    @cached_property
    def time_us(self) -> NDArray[np.int64]:
        """Times of the kept rows, in microseconds."""
        return int64s(self._column("time"))

    def value(self, name: str, row: int) -> Any:  # noqa: ANN401  (any column's)
        """Return one value of a kept row."""
        return self._column(name)[row].as_py()

    def newest(self, name: str, row: int) -> str | None:
        """Return a word of the newest kept row that has it up to `row`, else the next.

        A blank word is none.
        """
        column = self._column(name)
        here = column[row].as_py()
        if here:
            return str(here)
        if column.null_count == len(column):
            return None
        there = pc.fill_null(pc.not_equal(column.cast(pa.string()), ""), False)
        at = np.flatnonzero(there.to_numpy())
        if not at.size:
            return None
        before = at[at <= row]
        word: str = column[int(before[-1] if before.size else at[0])].as_py()
        return word

    @cached_property
    def categories(self) -> set[str]:
        """The emitter categories of the kept rows."""
        return set(self._column("category").unique().to_pylist()) - {None}

    @cached_property
    def kept(self) -> list[Row]:
        """The kept rows, with times in microseconds."""
        rows = self._all.select(list(_READ))
        return _rows(rows if self._which is None else rows.filter(self._which))

    def declaring(self) -> list[Row]:
        """Return the rows, kept or dropped, that may declare an emergency."""
        squawk, status = (self._all.column(name) for name in ("squawk", "emergency"))
        distress = pc.fill_null(pc.equal(squawk, EMERGENCY_SQUAWK), False)
        return _rows(self._all.filter(pc.or_(distress, pc.is_valid(status))))


def _is_word(words: pa.DictionaryArray, wanted: str) -> NDArray[np.bool_]:
    """Tell of each row whether it is a word; a null is none."""
    # The last is that of null, -1.
    known = [word == wanted for word in words.dictionary.to_pylist()]
    codes = words.indices
    if codes.null_count:
        codes = codes.fill_null(-1)
    codes = codes.to_numpy(zero_copy_only=False)
    return np.asarray(np.array([*known, False])[codes])


def _rows(table: pa.Table) -> list[Row]:
    table = table.select(list(_READ))
    time = pa.array(int64s(table.column("time")))
    rows: list[Row] = table.set_column(0, "time", time).to_pylist()
    return rows
