"""Lay the slices together: join what borders cut, and measure each event once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa

from thalweg.watch.detector import Detector, EventRow, Sets, table
from thalweg.watch.flights import Flights

# Groups of intervals that are measured before it is told how far that has come.
_GROUPS = 16


def reduce(
    movers: Flights,
    detectors: Mapping[str, Detector],
    scanned: Iterable[Mapping[str, Sets]],
    told: Callable[[str, int, int], None] | None = None,
) -> pa.Table:
    """Return EVENTS from the sets of all slices, in any order.

    Only here are intervals joined: a slice's border leaves no mark on an event.
    """
    laid: dict[str, list[Sets]] = {request: [] for request in detectors}
    for one in scanned:
        for request, sets in one.items():
            laid[request].append(sets)
    rows: list[EventRow] = []
    for request, detector in detectors.items():
        for sets in _by_mover(Sets.together(laid.pop(request))):
            rows += detector.events(movers, sets)
            if told is not None:
                told("measuring", 0, 0)
    return table(rows)


def _by_mover(sets: Sets) -> Iterator[Sets]:
    """Yield sets in pieces, all of one mover's in one and movers in order.

    Intervals of different keys are joined and measured by themselves, in the order of
    their keys: cut so, they make the same rows in the same order.
    """
    order = np.lexsort((sets.keys[:, 1], sets.keys[:, 0]))
    mover, other = sets.keys[order, 0], sets.keys[order, 1]
    new_mover = np.diff(mover, prepend=-1) != 0
    group = np.cumsum(new_mover | (np.diff(other, prepend=-2) != 0)) - 1
    piece = group // _GROUPS
    # A mover's first row says to which piece all of its rows go.
    piece = piece[new_mover][np.cumsum(new_mover) - 1]
    starts = np.flatnonzero(np.diff(piece, prepend=-1))
    for rows in np.split(order, starts[1:]):
        yield Sets(sets.keys[rows], sets.kinds[rows], sets.spans_us[rows])
