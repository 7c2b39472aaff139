"""Two sides' findings of one time, held against one another.

Two forces watch one sky, each with its own receivers and its own clock, and each makes
its own record. What both have is agreed; what one alone has is told with the reason, as
far as the other's record shows it. Nothing is averaged and nobody is believed: both
records stay as they are, and ``thalweg verify`` says what each is worth.

The comparison says of two records what they hold. It cannot say what happened where
neither saw anything, nor which of the two is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from thalweg.archive.compare_clock import Clock, clocks, of_finding, shift_us
from thalweg.archive.compare_counts import Count, counted, days_of
from thalweg.archive.compare_match import Matched, matched, may_be_one, touches
from thalweg.archive.compare_measures import Difference, differences
from thalweg.archive.compare_side import (
    Row,
    Side,
    counts,
    is_address,
    movers_of,
    read_side,
)
from thalweg.archive.compare_terms import Terms, roster_differs, terms
from thalweg.archive.compare_why import (
    Asked,
    Reason,
    maybe_same,
    stands_otherwise,
    why,
)
from thalweg.archive.review import Mark, marks_of, read_review
from thalweg.errors import InputError
from thalweg.model.agreement import KeepSide, Separation, StandOff
from thalweg.tables.query import Query
from thalweg.times import US_PER_S, iso

AGREED, ONLY_HERE, ONLY_THERE = "agreed", "only_here", "only_there"
_MIRROR = {AGREED: AGREED, ONLY_HERE: ONLY_THERE, ONLY_THERE: ONLY_HERE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What both records say of one breach.

    Attributes
    ----------
    verdict
        ``agreed`` where both count it, or neither does; else whose alone it is.
    here, there
        Rows of FINDINGS, in order of time; more than one where a side saw it in parts.
    differences
        The measures of the first of each, where both have one.
    reason
        Why the other side does not count it; None where it is agreed.
    same_terms
        Whether both judged it by the same clause.
    """

    verdict: str
    here: tuple[Row, ...]
    there: tuple[Row, ...]
    differences: tuple[Difference, ...] = ()
    reason: Reason | None = None
    same_terms: bool = True

    @property
    def counted(self) -> bool:
        """Whether either side counts it."""
        return any(counts(row) for row in (*self.here, *self.there))

    @property
    def split(self) -> bool:
        """Whether one side saw in parts what the other saw in one."""
        return len(self.here) + len(self.there) > 2

    @property
    def first(self) -> Row:
        """The first row here, there where there is none here."""
        return (self.here or self.there)[0]

    def mirrored(self) -> Entry:
        """Return the same as the other side says it."""
        return replace(
            self,
            verdict=_MIRROR[self.verdict],
            here=self.there,
            there=self.here,
            differences=tuple(d.mirrored() for d in self.differences),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What names one of the two records, and what it is worth unread.

    `outside` counts its findings outside the time that both have. `faults` are what
    its digests do not bear out; its findings were not made again from their evidence.
    `marks_faults` are the lines beside it that are no mark, or were changed. `days` are
    those that its hours seen are of: whole ones, whatever of them was compared.
    """

    folder: str
    manifest_sha256: str
    agreement: Mapping[str, Any]
    rules: str
    period_us: tuple[int, int]
    faults: tuple[str, ...]
    outside: int
    marks: Mapping[str, Sequence[Mark]]
    marks_faults: tuple[str, ...]
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two records of one time, held against one another.

    `period_us` is the time that both have; `entries` are in order of time. `roster`
    tells whether both say by the same rules whose a mover is.
    """

    here: About
    there: About
    period_us: tuple[int, int]
    roster_same: bool
    terms: Mapping[str, Terms]
    clocks: tuple[Clock, ...]
    counts: tuple[Count, ...]
    entries: tuple[Entry, ...]

    def of(self, verdict: str) -> list[Entry]:
        """Return the entries of one verdict."""
        return [entry for entry in self.entries if entry.verdict == verdict]

    @property
    def same_agreement(self) -> bool:
        """Whether both were judged by one agreement, byte for byte."""
        pair = (self.here.agreement["sha256"], self.there.agreement["sha256"])
        return bool(pair[0] == pair[1])

    @property
    def differs(self) -> bool:
        """Whether the two say different things, by other terms, or do not hold."""
        if self.here.faults or self.there.faults:
            return True
        odd = any(e.verdict != AGREED or e.split for e in self.entries)
        terms_differ = any(not terms.same for terms in self.terms.values())
        return odd or terms_differ or not self.roster_same

    def mirrored(self) -> Comparison:
        """Return the same as the other side says it."""
        return replace(
            self,
            here=self.there,
            there=self.here,
            terms={name: t.mirrored() for name, t in self.terms.items()},
            clocks=tuple(sorted((c.mirrored() for c in self.clocks), key=_feeds)),
            counts=tuple(count.mirrored() for count in self.counts),
            entries=tuple(entry.mirrored() for entry in self.entries),
        )


def compare(
    here: str | Path, there: str | Path, *, query: Query | None = None
) -> Comparison:
    """Hold the findings of two result folders against one another.

    Parameters
    ----------
    here, there
        Folders that ``thalweg watch --out`` wrote; neither is trusted.
    query
        Which findings are meant; None is all. What is found on both sides is told if
        either of the two is meant.

    Returns
    -------
    Comparison
        ``compare(b, a)`` is ``compare(a, b).mirrored()``, exactly.

    Raises
    ------
    InputError
        A folder is none, or the two have no time in common.
    """
    return compare_sides(read_side(Path(here)), read_side(Path(there)), query=query)


def compare_sides(here: Side, there: Side, *, query: Query | None = None) -> Comparison:
    """Hold two sides that were read already against one another; see `compare`."""
    # One order, whoever asks: then a tie is settled one way for both.
    turned = there.manifest_sha256 < here.manifest_sha256
    first, second = (there, here) if turned else (here, there)
    found = _Work(first, second, query or Query()).comparison()
    return found.mirrored() if turned else found


class _Work:
    """The steps of a comparison, each of which needs those before."""

    def __init__(self, here: Side, there: Side, query: Query) -> None:
        self.here, self.there, self.query = here, there, query
        self.period_us = _common(here, there)
        self.terms = terms(
            here.agreement, there.agreement, self.period_us, (here.rules, there.rules)
        )
        pairs = may_be_one(here.findings, there.findings)
        found = clocks(here, there, pairs)
        self.clocks = {(c.feed_here, c.feed_there): c for c in found}
        self._shifts: dict[tuple[str, str], tuple[int, int]] = {}

    def comparison(self) -> Comparison:
        """Return the whole of it."""
        entries = self._entries()
        asked = [e for e in entries if self._meant(e)]
        ours, theirs = self._inside(self.here), self._inside(self.there)
        return Comparison(
            here=self._about(self.here, len(self.here.findings) - len(ours)),
            there=self._about(self.there, len(self.there.findings) - len(theirs)),
            period_us=self.period_us,
            roster_same=not roster_differs(self.here.agreement, self.there.agreement),
            terms=self.terms,
            clocks=tuple(sorted(self.clocks.values(), key=_feeds)),
            counts=counted(self.here, self.there, asked, self.period_us),
            entries=tuple(asked),
        )

    def _about(self, side: Side, outside: int) -> About:
        agreement = side.agreement
        return About(
            folder=str(side.folder),
            manifest_sha256=side.manifest_sha256,
            agreement={
                "id": agreement.id,
                "edition": agreement.edition,
                "sha256": agreement.sha256,
            },
            rules=side.rules,
            period_us=side.period_us,
            faults=side.faults,
            outside=outside,
            marks=marks_of(side.folder),
            marks_faults=_marks_faults(side.folder),
            days=days_of(side, self.period_us),
        )

    def _entries(self) -> list[Entry]:
        # What lies outside the common time may still be what the other side has, a
        # clock's offset inside it: all is matched, and then what is outside left out.
        found = matched(self.here.findings, self.there.findings, self.shift)
        inside = [m for m in found if self._touches_period(m)]
        alone = [m for m in inside if not (m.here and m.there)]
        named = self._renamed(alone)
        entries = [self._entry(m, named) for m in inside]
        return sorted(entries, key=_when)

    def _entry(self, match: Matched, named: Mapping[str, Reason]) -> Entry:
        row = (match.here or match.there)[0]
        same_terms = self.terms[row["clause"]].same
        entry = Entry(
            verdict=AGREED, here=match.here, there=match.there, same_terms=same_terms
        )
        if not (match.here and match.there):
            verdict = ONLY_HERE if match.here else ONLY_THERE
            reason = named.get(f"{verdict} {row['finding']}")
            reason = reason or why(self._asked(row, here=bool(match.here)))
            return replace(entry, verdict=verdict, reason=reason)
        shift = self.shift(match.here[0], match.there[0])
        if not entry.split:
            # A part on one side says nothing about the whole on the other.
            pair = (self.here, match.here[0], self.there, match.there[0])
            entry = replace(entry, differences=differences(*pair, shift))
        ours, theirs = (any(map(counts, rows)) for rows in (match.here, match.there))
        if ours == theirs:
            return entry
        reason = stands_otherwise((match.there if ours else match.here)[0])
        return replace(entry, verdict=ONLY_HERE if ours else ONLY_THERE, reason=reason)

    def shift(self, one: Row, other: Row) -> tuple[int, int]:
        """Return what to take from times there for two findings, and within what."""
        if len(self.clocks) < 2:
            return shift_us(next(iter(self.clocks.values()), None))
        key = (str(one["finding"]), str(other["finding"]))
        if key not in self._shifts:
            feeds = (_feeds_of(self.here, one), _feeds_of(self.there, other))
            self._shifts[key] = shift_us(of_finding(self.clocks, *feeds))
        return self._shifts[key]

    def _own_shift_us(self, row: Row, *, here: bool) -> int:
        """Return what to add to times of a finding that has no fellow."""
        if len(self.clocks) < 2:
            offset_us, _ = self.shift(row, row)
            return offset_us if here else -offset_us
        feed = _feeds_of(self.here if here else self.there, row)[0]
        for clock in sorted(self.clocks.values(), key=_feeds):
            if feed == (clock.feed_here if here else clock.feed_there):
                return shift_us(clock)[0] if here else -shift_us(clock)[0]
        return 0

    def _asked(self, row: Row, *, here: bool) -> Asked:
        own, other = (self.here, self.there) if here else (self.there, self.here)
        found = self.terms[row["clause"]]
        clause = next(c for c in own.agreement.clauses if c.id == row["clause"])
        gap_s = 0.0
        if isinstance(clause, KeepSide | Separation | StandOff):
            gap_s = clause.largest_gap_s
        return Asked(
            row=row,
            own=own,
            other=other,
            terms=found if here else found.mirrored(),
            shift_us=self._own_shift_us(row, here=here),
            window_us=other.period_us,
            largest_gap_us=round(gap_s * US_PER_S),
        )

    def _renamed(self, alone: Sequence[Matched]) -> dict[str, Reason]:
        """Return, for findings alone, which of the other side may be the same."""
        ours = [m.here[0] for m in alone if m.here]
        theirs = [m.there[0] for m in alone if m.there]
        found: dict[str, Reason] = {}
        for one in sorted(ours, key=lambda r: (r["start"], r["finding"])):
            for other in theirs:
                if one["clause"] != other["clause"] or one["site"] != other["site"]:
                    continue
                if not (_by_other_name(one) or _by_other_name(other)):
                    continue
                if touches(one, other, self.shift):
                    self._rename(found, one, other)
        return found

    def _rename(self, found: dict[str, Reason], one: Row, other: Row) -> None:
        offset_us, _ = self.shift(one, other)
        there = maybe_same(self.here, one, self.there, other, offset_us)
        here = maybe_same(self.there, other, self.here, one, -offset_us)
        if there is not None and here is not None:
            found.setdefault(f"{ONLY_HERE} {one['finding']}", there)
            found.setdefault(f"{ONLY_THERE} {other['finding']}", here)

    def _touches_period(self, match: Matched) -> bool:
        return any(self._in_period(row) for row in (*match.here, *match.there))

    def _in_period(self, row: Row) -> bool:
        low_us, high_us = self.period_us
        return bool(row["end"] >= low_us and row["start"] <= high_us)

    def _inside(self, side: Side) -> list[Row]:
        return [row for row in side.findings if self._in_period(row)]

    def _meant(self, entry: Entry) -> bool:
        if self.query.everything:
            return True
        return bool(self._ids & {row["finding"] for row in (*entry.here, *entry.there)})

    @cached_property
    def _ids(self) -> set[str]:
        tables = [self.query.findings(s.table) for s in (self.here, self.there)]
        return {str(i) for t in tables for i in t.column("finding").to_pylist()}


def _common(here: Side, there: Side) -> tuple[int, int]:
    low_us = max(here.period_us[0], there.period_us[0])
    high_us = min(here.period_us[1], there.period_us[1])
    if low_us > high_us:
        said = (
            f"{side.folder} from {iso(side.period_us[0])} to {iso(side.period_us[1])}"
            for side in (here, there)
        )
        raise InputError(
            f"the two records have no time in common: {'; '.join(said)}. "
            "Compare records of the same days"
        )
    return low_us, high_us


def _marks_faults(folder: Path) -> tuple[str, ...]:
    try:
        return read_review(folder).faults
    except InputError as why:
        return (str(why),)


def _by_other_name(row: Row) -> bool:
    """Tell whether a mover of a finding is not named by its address."""
    return not all(map(is_address, movers_of(row)))


def _feeds(clock: Clock) -> tuple[str, str]:
    return clock.feed_here, clock.feed_there


def _feeds_of(side: Side, row: Row) -> list[str]:
    """Return the feeds that a finding rests on, that with most reports first."""
    many: dict[str, int] = {}
    for track in side.tracks(row).values():
        for feed in track.feed:
            many[feed] = many.get(feed, 0) + 1
    return sorted(many, key=lambda feed: (-many[feed], feed)) or [""]


def _when(entry: Entry) -> tuple[Any, ...]:
    rows = (*entry.here, *entry.there)
    start_us = min(row["start"] for row in rows)
    return start_us, str(rows[0]["clause"]), sorted(str(r["finding"]) for r in rows)
