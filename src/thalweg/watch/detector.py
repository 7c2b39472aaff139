"""What a detector promises, and the sets of intervals it hands from scan to events.

A detector works in two steps. `scan` looks at one stretch of time and returns sets of
intervals; scans of neighbouring stretches only have to be laid together, in any order,
for their union to be what one scan of the whole would give. `events` joins the sets and
measures each event from the tracks about it alone, so that whoever holds an event's
evidence can compute it again.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thalweg.kernels.spans import common_us, joined_us, of_kinds_us
from thalweg.tables.contract import in_order
from thalweg.tables.events import EVENTS
from thalweg.watch.flights import Flights

I64 = NDArray[np.int64]
NOTHING_US: I64 = np.zeros((0, 2), np.int64)
ALWAYS_US: I64 = np.array([[-(2**62), 2**62]], np.int64)

Group = Mapping[int, I64]
EventRow = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sets:
    """Intervals by whom and by kind, in any order, perhaps touching.

    `keys` is int64[n, 3]: mover, other mover or site (-1: none), side (0: none);
    `kinds` int8[n] as in `kernels.separation` and `kernels.crossing`; `spans_us`
    int64[n, 2] in microseconds.
    """

    keys: I64
    kinds: NDArray[np.int8]
    spans_us: I64

    @staticmethod
    def together(sets: Iterable[Sets]) -> Sets:
        """Lay sets of several stretches together."""
        each = list(sets)
        if not each:
            return Sets(np.zeros((0, 3), np.int64), np.zeros(0, np.int8), NOTHING_US)
        return Sets(
            np.concatenate([s.keys for s in each]),
            np.concatenate([s.kinds for s in each]),
            np.concatenate([s.spans_us for s in each]),
        )

    def groups(self) -> dict[tuple[int, int, int], dict[int, I64]]:
        """Return, by key and kind, the intervals joined where they touch."""
        order = np.lexsort(
            (
                self.spans_us[:, 1],
                self.spans_us[:, 0],
                self.kinds,
                self.keys[:, 2],
                self.keys[:, 1],
                self.keys[:, 0],
            )
        )
        marks = np.column_stack([self.keys, self.kinds])[order]
        spans_us = self.spans_us[order]
        found: dict[tuple[int, int, int], dict[int, I64]] = {}
        if not len(marks):
            return found
        changes = np.flatnonzero(np.any(marks[1:] != marks[:-1], axis=1)) + 1
        borders = [0, *changes.tolist(), len(marks)]
        for low, high in itertools.pairwise(borders):
            a, b, side, kind = (int(value) for value in marks[low])
            joined = joined_us(spans_us[low:high], 0)
            found.setdefault((a, b, side), {})[kind] = joined
        return found


class Detector(Protocol):
    """Finds one kind of event for one request.

    `kinds` names the clause kinds it serves (spec/agreement.md). `request` is the
    digest of everything that was asked, so that clauses asking the same share events;
    `windows_us` when that is in force, None for always. `margin_us` is how much of the
    tracks before and after an event its evidence needs.
    """

    kinds: frozenset[str]
    request: str
    margin_us: int
    windows_us: I64 | None

    def scan(self, flights: Flights, from_us: int, until_us: int) -> Sets:
        """Return the sets of the parts that begin in [from, until)."""
        ...

    def events(self, flights: Flights, sets: Sets) -> list[EventRow]:
        """Return the events as rows of EVENTS, in no particular order."""
        ...


def table(rows: Sequence[EventRow]) -> pa.Table:
    """Return rows as an EVENTS table in its order."""
    made = pa.Table.from_pylist(list(rows), schema=EVENTS.schema)
    keys = ["start", "kind", "request", "mover", "other_mover", "place", "end", "side"]
    return in_order(made, keys)


def spans_of(group: Group, kind: int, windows_us: I64 | None = None) -> I64:
    """Return a group's intervals of one kind, inside windows where there are any."""
    spans_us = group.get(kind, NOTHING_US)
    return spans_us if windows_us is None else common_us(spans_us, windows_us)


def union_us(*sets: I64) -> I64:
    """Return the union of several sets of intervals; all are apart and sorted."""
    some = [spans_us for spans_us in sets if len(spans_us)]
    if len(some) < 2:
        return some[0] if some else NOTHING_US
    laid = np.concatenate(some)
    return of_kinds_us(np.zeros(len(laid), np.int8), laid, 1)[0]


def touching(spans_us: I64, low_us: int, high_us: int) -> I64:
    """Return the intervals that meet [low, high], ends included."""
    keep = (spans_us[:, 0] <= high_us) & (spans_us[:, 1] >= low_us)
    return spans_us[keep]


def inside(spans_us: I64, low_us: int, high_us: int) -> I64:
    """Return the intervals cut to [low, high]."""
    return common_us(spans_us, np.array([[low_us, high_us]], np.int64))


def total_s(spans_us: I64) -> float:
    """Return the summed length of intervals, in seconds."""
    return float((spans_us[:, 1] - spans_us[:, 0]).sum()) / 1e6
