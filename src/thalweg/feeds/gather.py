"""Rows gathered one by one, handed on in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from thalweg.feeds.feed import BAD_VALUE, BATCH_ROWS, Raw
from thalweg.feeds.json_table import table_of


class Gathered:
    """The rows of a file since the last batch, and what was lost among them.

    `names` are all columns of the file, `picked` those that are kept.
    """

    def __init__(self, names: tuple[str, ...], picked: Sequence[str]) -> None:
        self._names = names
        self._columns: dict[str, list[Any]] = {name: [] for name in picked}
        self._row: list[int] = []
        self._lost: dict[str, int] = {}
        self._next = 0

    @property
    def full(self) -> bool:
        """Whether it is time to hand on what there is."""
        return len(self._row) >= BATCH_ROWS

    def add(self, values: Mapping[str, Any]) -> None:
        """Keep a row; a column it does not name is null."""
        for name, column in self._columns.items():
            column.append(values.get(name))
        self._row.append(self._next)
        self._next += 1

    def lose(self, reason: str = BAD_VALUE, *, counts: bool = True) -> None:
        """Count a record that is no row; `counts` where it has a place among them."""
        self._lost[reason] = self._lost.get(reason, 0) + 1
        self._next += counts

    def take(self) -> Raw:
        """Return what was gathered, and begin anew."""
        raw = Raw(
            names=self._names,
            table=table_of(dict(self._columns)),
            row=np.array(self._row, np.int64),
            lost=self._lost,
        )
        self._columns = {name: [] for name in self._columns}
        self._row, self._lost = [], {}
        return raw
