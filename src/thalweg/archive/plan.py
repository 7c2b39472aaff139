"""Units of time that can be worked on apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from thalweg.times import US_PER_HOUR, US_PER_S

UNIT_US = 6 * US_PER_HOUR
SLICE_ROWS = 2_000_000
"""Rows in the slices in hand at once, about; a search takes some 100 bytes each."""
# So many slices to a thread, that none stands idle long; each of at least a minute, for
# every slice looks up its rows of every mover.
_SLICES_A_JOB = 8
_LEAST_UNIT_US = 60 * US_PER_S


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch [from, until) in microseconds; it owns the parts that begin in it."""

    from_us: int
    until_us: int


def plan(from_us: int, to_us: int, unit_us: int = UNIT_US) -> list[Unit]:
    """Cut a period, ends included, into units that start at multiples of `unit_us`.

    Raises ValueError for a unit of no length.
    """
    if unit_us <= 0:
        raise ValueError(f"unit_us is {unit_us}; wanted a length above 0")
    first = from_us // unit_us
    last = to_us // unit_us
    return [Unit(n * unit_us, (n + 1) * unit_us) for n in range(first, last + 1)]


def unit_for_us(
    from_us: int,
    to_us: int,
    jobs: int,
    unit_us: int = UNIT_US,
    most_in_us: Callable[[int], int] | None = None,
) -> int:
    """Return how long slices should be for so many threads, `unit_us` at the most.

    `most_in_us` says how many rows lie in the fullest stretch of some length: slices
    that are in hand at once hold `SLICE_ROWS`, about, but none is below a minute.
    """
    if jobs > 1:
        share_us = (to_us - from_us) // (jobs * _SLICES_A_JOB) + 1
        unit_us = min(unit_us, max(share_us, _LEAST_UNIT_US))
    if most_in_us is None:
        return unit_us
    while unit_us // 2 >= _LEAST_UNIT_US and most_in_us(unit_us) * jobs > SLICE_ROWS:
        unit_us //= 2
    return unit_us
