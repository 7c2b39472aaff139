"""Hours of a record in which no feed was alive, joined into stretches.

They say when nobody could have seen anything at all. Hours not seen of a clause are
another thing: part of its area or heights may be out of reach all day long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thalweg.report.folder import Record
from thalweg.report.language import Language
from thalweg.report.opening import period_us
from thalweg.report.words import Quantity
from thalweg.times import US_PER_HOUR, US_PER_S

MOST_STRETCHES = 12
"""Stretches that are listed; the others are counted."""

_LONGEST_LOOK_H = 24 * 366 * 100


@dataclass(frozen=True, slots=True, order=True)
class Dark:
    """A stretch of whole UTC hours, cut to the period [us since 1970]."""

    start_us: int
    end_us: int

    @property
    def hours(self) -> float:
        """Return how long it lasts [h]."""
        return (self.end_us - self.start_us) / US_PER_HOUR


def dark(alive_s: Mapping[int, float], from_us: int, to_us: int) -> list[Dark]:
    """Return the stretches in which no feed was alive for half of the hour.

    Parameters
    ----------
    alive_s
        By the start of each hour [us], the longest that any feed was alive in it [s].
    from_us, to_us
        The period; of its first and last hour only what lies in it counts.

    Returns
    -------
    Stretches in order of time. A period of more than a hundred years, which no record
    has, tells none.
    """
    first = from_us // US_PER_HOUR
    last = (to_us - 1) // US_PER_HOUR
    if last - first > _LONGEST_LOOK_H:
        return []
    found: list[Dark] = []
    for hour in range(first, last + 1):
        start_us = max(hour * US_PER_HOUR, from_us)
        end_us = min((hour + 1) * US_PER_HOUR, to_us)
        seen_us = alive_s.get(hour * US_PER_HOUR, 0.0) * US_PER_S
        if seen_us >= (end_us - start_us) / 2:
            continue
        if found and found[-1].end_us == start_us:
            start_us = found.pop().start_us
        found.append(Dark(start_us, end_us))
    return found


def dark_hours(record: Record) -> list[Dark]:
    """Return a record's stretches of hours in which no feed was alive, in order."""
    period = period_us(record.summary)
    return [] if period is None else dark(record.alive_s, *period)


def longest_first(stretches: Sequence[Dark]) -> list[Dark]:
    """Return stretches by length, those alike by their start."""
    return sorted(stretches, key=lambda d: (d.start_us - d.end_us, d.start_us))


def dark_lines(stretches: Sequence[Dark], say: Language) -> list[str]:
    """Tell the longest stretches, longest first, and how many more there are."""
    ordered = longest_first(stretches)
    told = [
        say(
            "unjudged-dark-one",
            **{"from": say.moment(d.start_us), "to": say.moment(d.end_us)},
            hours=say.quantity(Quantity(d.hours, 1, "h")),
        )
        for d in ordered[:MOST_STRETCHES]
    ]
    rest = ordered[MOST_STRETCHES:]
    if rest:
        hours = say.quantity(Quantity(sum(d.hours for d in rest), 1, "h"))
        told.append(say("unjudged-dark-more", count=len(rest), hours=hours))
    return told
