"""Units of time that can be worked on apart."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.times import US_PER_HOUR

UNIT_US = 6 * US_PER_HOUR


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
