"""When a clause is in force: edition, ``from`` and ``until``, hours of the day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.model.agreement import Agreement, Clause, DayWindow
from thalweg.times import US_PER_DAY, US_PER_S


def in_force_us(
    agreement: Agreement, clause: Clause, from_us: int, to_us: int
) -> NDArray[np.int64]:
    """Return when `clause` is in force between two instants.

    Returns
    -------
    int64[n, 2]
        Rising intervals that do not touch, each from its start up to, not with, its
        end; microseconds since 1970, UTC. No rows where it is never in force.

    Examples
    --------
    Hours may run over midnight: ``22:00Z-04:00Z`` of a day ends on the next. Asked
    about 03:00Z to 23:00Z of one day, two intervals come back: up to 04:00Z, and from
    22:00Z.
    """
    starts = (from_us, agreement.in_force_from_us, clause.from_us)
    ends = (to_us, agreement.in_force_until_us, clause.until_us)
    start_us = max(us for us in starts if us is not None)
    end_us = min(us for us in ends if us is not None)
    if start_us >= end_us:
        return np.empty((0, 2), dtype=np.int64)
    if not clause.hours:
        return np.array([[start_us, end_us]], dtype=np.int64)
    spans = _daily(clause.hours, start_us, end_us)
    clipped = np.clip(spans, start_us, end_us)
    return _joined(clipped[clipped[:, 0] < clipped[:, 1]])


def _daily(
    hours: tuple[DayWindow, ...], start_us: int, end_us: int
) -> NDArray[np.int64]:
    """Return every window of every day that may touch the span."""
    first_day = start_us // US_PER_DAY - 1
    last_day = end_us // US_PER_DAY
    day_us = np.arange(first_day, last_day + 1, dtype=np.int64) * US_PER_DAY
    spans = []
    for window in hours:
        to_s = window.to_s
        if to_s <= window.from_s:
            to_s += 86_400
        begin_us = day_us + window.from_s * US_PER_S
        spans.append(np.column_stack((begin_us, day_us + to_s * US_PER_S)))
    return np.concatenate(spans)


def _joined(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the union of spans, in order; those that touch become one."""
    if not len(spans):
        return spans.reshape(0, 2)
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    reached_us = np.maximum.accumulate(spans[:, 1])
    first = np.flatnonzero(np.append(True, spans[1:, 0] > reached_us[:-1]))
    last = np.append(first[1:] - 1, len(spans) - 1)
    return np.column_stack((spans[first, 0], reached_us[last]))
