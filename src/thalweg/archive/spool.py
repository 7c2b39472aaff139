"""POSITIONS as they are read: in memory while they are few, else put aside by mover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.archive.put_aside import PutAside
from thalweg.archive.scratch import Scratch
from thalweg.tables.positions import POSITIONS
from thalweg.times import US_PER_S
from thalweg.tracks.reports import times_us, words

HELD_ROWS = 2_000_000
"""Rows that are worked on in memory, at the most; more are put aside."""
CHUNK_ROWS = 1_000_000
"""Rows in a chunk of those that are put aside, about."""

PART_ROWS = 750_000
"""Rows in a part, at the most, save where one mover has more."""

MINUTE_US = 60 * US_PER_S


class Spool:
    """Rows of POSITIONS, taken in any order and handed on by whole movers.

    Parameters
    ----------
    scratch
        Where rows go that are too many.
    held_rows
        Rows held in memory before any goes there.

    Attributes
    ----------
    rows
        How many there are.
    on_ground
        How many of them say that they are on the ground.
    feeds
        The feeds they are of.
    span_us
        The first and the last instant of any; None without rows.
    """

    def __init__(self, scratch: Scratch, held_rows: int = HELD_ROWS) -> None:
        self.rows = 0
        self.on_ground = 0
        self.feeds: set[str] = set()
        self.span_us: tuple[int, int] | None = None
        self._scratch = scratch
        self._held_rows = held_rows
        self._chunk_rows = max(min(CHUNK_ROWS, held_rows), 1)
        self._part_rows = max(min(PART_ROWS, held_rows), 1)
        self._held: list[pa.Table] = []
        self._waiting = 0
        self._put: PutAside | None = None
        self._minutes: Counter[int] = Counter()

    @property
    def spilled(self) -> bool:
        """Whether rows were put aside."""
        return self._put is not None

    def add(self, table: pa.Table) -> None:
        """Take rows of POSITIONS."""
        if not table.num_rows:
            return
        self._look(table)
        self._held.append(table)
        self._waiting += table.num_rows
        if self._put is None and self.rows > self._held_rows:
            self._put = PutAside(self._scratch)
        if self._put is not None:
            self._flush(self._put, self._chunk_rows)

    def _look(self, table: pa.Table) -> None:
        self.rows += table.num_rows
        self.on_ground += pc.sum(table["on_ground"]).as_py() or 0
        self.feeds.update(words(table["feed"]).values)
        time_us = times_us(table["time"])
        low_us, high_us = int(time_us.min()), int(time_us.max())
        if self.span_us is not None:
            low_us, high_us = (
                min(low_us, self.span_us[0]),
                max(high_us, self.span_us[1]),
            )
        self.span_us = (low_us, high_us)
        for minute, count in _counted(time_us // MINUTE_US):
            self._minutes[minute] += count

    def most_in_us(self, length_us: int) -> int:
        """Return how many rows lie in the fullest stretch of so many whole minutes."""
        minutes = np.array(sorted(self._minutes), np.int64)
        count = np.array([self._minutes[m] for m in minutes.tolist()], np.int64)
        before = np.concatenate([[0], np.cumsum(count)])
        end = np.searchsorted(minutes, minutes + max(length_us // MINUTE_US, 1), "left")
        return int((before[end] - before[:-1]).max(initial=0))

    @property
    def names(self) -> list[str]:
        """The canonical names of the movers that were put aside, in order."""
        return [] if self._put is None else self._aside(self._put).names

    def parts(self, *, apart: bool = True) -> Iterator[pa.Table]:
        """Yield all rows, in tables of whole movers, in the order of their names.

        It is one table of all where none were put aside, or they may not be `apart`.
        """
        if self._put is not None:
            put = self._aside(self._put)
            yield from put.parts(self._part_rows if apart else self.rows)
            return
        held, self._held = self._held, []
        table = pa.concat_tables([POSITIONS.empty(), *held])
        del held
        yield table.unify_dictionaries()

    def clear(self) -> None:
        """Let go of all rows; nothing can be asked after."""
        self._held.clear()
        if self._put is not None:
            self._put.clear()

    def _aside(self, put: PutAside) -> PutAside:
        """Return `put` with all rows in it."""
        self._flush(put, 1)
        return put

    def _flush(self, put: PutAside, least_rows: int) -> None:
        """Put aside what is held, in chunks; less than `least_rows` may stay."""
        while self._waiting >= least_rows:
            table = pa.concat_tables(self._held).unify_dictionaries()
            self._held.clear()
            rest = table.slice(self._chunk_rows)
            put.add(table.slice(0, self._chunk_rows))
            self._waiting = rest.num_rows
            if self._waiting:
                self._held.append(rest)


def _counted(minutes: NDArray[np.int64]) -> Iterable[tuple[int, int]]:
    """Return each minute that occurs and how many times; there must be one."""
    low, high = int(minutes.min()), int(minutes.max())
    if high - low < len(minutes):
        # Counted, not sorted: there are more rows than minutes.
        counts = np.bincount(minutes - low)
        held = np.flatnonzero(counts)
        return zip((held + low).tolist(), counts[held].tolist(), strict=True)
    held, counts = np.unique(minutes, return_counts=True)
    return zip(held.tolist(), counts.tolist(), strict=True)
