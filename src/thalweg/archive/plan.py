"""Units of time that can be worked on apart."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.times import US_PER_HOUR, US_PER_S

UNIT_US = 6 * US_PER_HOUR
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


def unit_for_us(from_us: int, to_us: int, jobs: int, unit_us: int = UNIT_US) -> int:
    """Return how long slices should be for so many threads, `unit_us` at the most."""
    if jobs <= 1:
        return unit_us
    share_us = (to_us - from_us) // (jobs * _SLICES_A_JOB) + 1
    return min(unit_us, max(share_us, _LEAST_UNIT_US))
