"""Both sides' counts by clause and party, beside the hours that each could see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from thalweg.archive.compare_side import Row, Side, counts, party_of
from thalweg.findings.counts import day_spans


class Told(Protocol):
    """An entry of a comparison, as far as it is counted."""

    @property
    def verdict(self) -> str:
        """Return ``agreed``, ``only_here`` or ``only_there``."""
        ...

    @property
    def here(self) -> tuple[Row, ...]:
        """Return the findings of one side."""
        ...

    @property
    def there(self) -> tuple[Row, ...]:
        """Return those of the other."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Counted findings of one clause and party, in the time that both records have.

    `agreed` counts what both count; a finding told in parts is one. Hours seen are of
    the whole days that the common time touches, None where nothing is known of them.
    """

    clause: str
    party: str
    here: int
    there: int
    agreed: int
    only_here: int
    only_there: int
    seen_here_h: float | None
    seen_there_h: float | None

    def mirrored(self) -> Count:
        """Return the same as the other side says it."""
        return replace(
            self,
            here=self.there,
            there=self.here,
            only_here=self.only_there,
            only_there=self.only_here,
            seen_here_h=self.seen_there_h,
            seen_there_h=self.seen_here_h,
        )


def counted(
    here: Side, there: Side, entries: Sequence[Told], period_us: tuple[int, int]
) -> tuple[Count, ...]:
    """Return a row for each clause and party that either side has, zeros too."""
    hours = [_hours(side, period_us) for side in (here, there)]
    sides = ("here", "there")
    tally: dict[tuple[str, str], dict[str, int]] = {}
    for key in hours[0].keys() | hours[1].keys():
        tally[key] = {}
    for entry in entries:
        rows = [row for row in (*entry.here, *entry.there) if counts(row)]
        for key in {_key(row) for row in rows}:
            mine = tally.setdefault(key, {})
            mine[entry.verdict] = mine.get(entry.verdict, 0) + 1
        for side in sides:
            for row in getattr(entry, side):
                if counts(row):
                    mine = tally.setdefault(_key(row), {})
                    mine[side] = mine.get(side, 0) + 1
    return tuple(
        Count(
            clause=clause,
            party=party,
            **{n: tally[clause, party].get(n, 0) for n in _NUMBERS},
            seen_here_h=hours[0].get((clause, party)),
            seen_there_h=hours[1].get((clause, party)),
        )
        for clause, party in sorted(tally)
    )


_NUMBERS = ("here", "there", "agreed", "only_here", "only_there")


def _key(row: Row) -> tuple[str, str]:
    return str(row["clause"]), party_of(row)


def days_of(side: Side, period_us: tuple[int, int]) -> tuple[str, ...]:
    """Return the days of a side's agreement that a period touches."""
    spans = day_spans(period_us[0], period_us[1], side.agreement.day_starts_s)
    return tuple(name for name, _, _ in spans)


def _hours(
    side: Side, period_us: tuple[int, int]
) -> Mapping[tuple[str, str], float | None]:
    """Return the hours seen, by clause and party, of the days of a period."""
    wanted = days_of(side, period_us)
    found: dict[tuple[str, str], float | None] = {}
    for day in _days(side.summary.get("days")):
        if day.get("day") not in wanted:
            continue
        key = (str(day.get("clause")), str(day.get("party")))
        seen_h = day.get("seen_h")
        if isinstance(seen_h, int | float):
            found[key] = round((found.get(key) or 0.0) + float(seen_h), 4)
        else:
            found.setdefault(key, None)
    return found


def _days(days: object) -> Iterable[Mapping[str, Any]]:
    rows = days if isinstance(days, list) else []
    return [day for day in rows if isinstance(day, Mapping)]
