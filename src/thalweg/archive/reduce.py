"""Lay the slices together: join what borders cut, and measure each event once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyarrow as pa

from thalweg.watch.detector import Detector, EventRow, Sets, table
from thalweg.watch.flights import Flights


def reduce(
    movers: Flights,
    detectors: Mapping[str, Detector],
    scanned: Iterable[Mapping[str, Sets]],
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
        rows += detector.events(movers, Sets.together(laid[request]))
    return table(rows)
