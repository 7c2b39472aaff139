"""Encounters: pairs closer than a clause allows, and near collisions (RULES §5)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.daa import PHASE_I
from thalweg.kernels.grading import encounter_sets_us, turns_at_limit
from thalweg.kernels.meeting import meeting_parts
from thalweg.kernels.nearby import encounters_between
from thalweg.kernels.pairs import stays_wide
from thalweg.kernels.parts import COLUMNS, Z0_FT
from thalweg.kernels.separation import (
    BREACH,
    CERTAIN,
    JUDGED,
    NEAR_CERTAIN,
    NEAR_POSSIBLE,
    NEAR_PROBABLE,
    POSSIBLE,
    PROBABLE,
    WIDE,
    Limits,
)
from thalweg.model.agreement import Agreement, Separation
from thalweg.tables.events import ENCOUNTER
from thalweg.watch import rounding
from thalweg.watch.chains import chained, near_or_within
from thalweg.watch.detector import (
    ALWAYS_US,
    NOTHING_US,
    EventRow,
    Group,
    Sets,
    inside,
    spans_of,
    touching,
    union_us,
)
from thalweg.watch.encounter import measures
from thalweg.watch.flights import (
    Flights,
    bearing_rows,
    party_order,
    subset,
    without_row,
)
from thalweg.watch.request import (
    EVERYWHERE_M,
    LEAST_MARGIN_US,
    asked_by_all,
    band_of,
    digest,
    gap_us,
    members,
)

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

SECOND_US = 1_000_000
LEAST_APART_US = 60 * SECOND_US
GRADES = {CERTAIN: "certain", PROBABLE: "probable", POSSIBLE: "possible"}
NEAR_GRADES = {
    NEAR_CERTAIN: "certain",
    NEAR_PROBABLE: "probable",
    NEAR_POSSIBLE: "possible",
}


@dataclass(frozen=True, slots=True)
class Graded:
    """A chain with its grade, its near collision's, and the intervals that bear it."""

    spans_us: I64
    grade: str
    near: str | None
    own_us: I64
    near_us: I64


class SeparationDetector:
    """Finds encounters for one ``air.separation`` clause.

    `windows_us` int64[n, 2] are the times the clause was in force, None for always.
    """

    kinds = frozenset({"air.separation"})

    def __init__(
        self, clause: Separation, agreement: Agreement, windows_us: I64 | None = None
    ) -> None:
        near = clause.near_collision
        nan = float("nan")
        slant_m = near.slant_m if near and near.slant_m is not None else nan
        self.limits = Limits(
            horizontal_m=clause.horizontal_m,
            vertical_ft=clause.vertical_ft,
            tolerance_ft=clause.level_tolerance_ft,
            near_horizontal_m=near.horizontal_m if near else nan,
            near_vertical_ft=near.vertical_ft if near else nan,
            near_slant_m=slant_m,
        )
        self.band = band_of(clause)
        self.gap_us = gap_us(clause)
        self.apart_us = max(LEAST_APART_US, self.gap_us)
        self.margin_us = max(LEAST_MARGIN_US, 2 * self.gap_us)
        self.windows_us = windows_us
        self.daa = clause.daa
        first, second = (members(agreement, party) for party in clause.between)
        order = party_order(agreement)
        self.allowed = np.array(
            [
                [
                    (p in first and q in second) or (q in first and p in second)
                    for q in order
                ]
                for p in order
            ]
        )
        self.request = digest(
            {
                "kind": ENCOUNTER,
                "between": sorted(clause.between),
                "limits": [None if np.isnan(x) else float(x) for x in self.limits],
                "daa": clause.daa,
                **asked_by_all(clause, agreement, windows_us),
            }
        )

    def scan(self, flights: Flights, from_us: int, until_us: int) -> Sets:
        """Return the sets of all pairs over the parts that begin in [from, until).

        They are of the kinds that make an encounter; what joins two is asked later.
        """
        if len(flights.movers) < 2:
            return Sets.together(())
        pairs, kinds, spans_us = encounters_between(
            flights.paths, self.limits, self.band, self.allowed, self.gap_us,
            from_us, until_us,
        )  # fmt: skip
        keys = np.column_stack([pairs, np.zeros(len(pairs), np.int64)])
        return Sets(keys, kinds, spans_us)

    def events(self, flights: Flights, sets: Sets) -> list[EventRow]:
        """Return the encounters as rows of EVENTS."""
        rows: list[EventRow] = []
        for (a, b, _), group in sets.groups().items():
            for chain in self._chains(flights, a, b, group):
                row = self._event(flights, a, b, chain)
                if row is not None:
                    rows.append(row)
        return rows

    def _chains(self, flights: Flights, a: int, b: int, group: Group) -> Iterator[I64]:
        """Yield the chains of breaches, and the possible ones that touch none."""

        def joins(end_us: int, start_us: int) -> bool:
            if start_us - end_us <= self.apart_us:
                return True
            # Asked of the tracks themselves, so that no border of slices matters.
            return stays_wide(
                flights.paths, a, b, end_us, start_us, self.gap_us, self.limits,
                self.band, self.allowed,
            )  # fmt: skip

        breach_us = spans_of(group, BREACH, self.windows_us)
        yield from chained(breach_us, joins)
        for chain in chained(self._possible_us(group), joins):
            if not any(len(touching(breach_us, int(s), int(e))) for s, e in chain):
                yield chain

    def _possible_us(self, group: Group) -> I64:
        kinds = (POSSIBLE, NEAR_POSSIBLE, NEAR_PROBABLE, NEAR_CERTAIN)
        return union_us(*(spans_of(group, k, self.windows_us) for k in kinds))

    def _event(self, flights: Flights, a: int, b: int, chain: I64) -> EventRow | None:
        """Grade and measure one chain from the tracks about it alone."""
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        pair = subset(
            flights, (a, b), low_us - self.margin_us, high_us + self.margin_us
        )
        times_us, parts = self.parts(pair)
        group = self._group(times_us, parts, self.limits)
        graded = self._graded(pair, group, chain)
        if graded is None:
            return None
        row = measures(
            pair,
            graded,
            (times_us, parts),
            limits=self.limits,
            gap_us=self.gap_us,
            daa=self.daa,
        )
        wide_us = group.get(WIDE, NOTHING_US)
        start_us, end_us = int(graded.spans_us[0, 0]), int(graded.spans_us[-1, 1])
        # Seen just before, in one piece with the start: not before some gap.
        before = (wide_us[:, 0] < start_us) & (wide_us[:, 1] >= start_us)
        after = (wide_us[:, 0] <= end_us) & (wide_us[:, 1] > end_us)
        row["start_seen"], row["end_seen"] = bool(before.any()), bool(after.any())
        row["at_limit"] = turns_at_limit(
            times_us, parts, self.limits, rounding.UNIT_M, rounding.UNIT_FT,
            ALWAYS_US if self.windows_us is None else self.windows_us,
            low_us, high_us,
        )  # fmt: skip
        return {"kind": ENCOUNTER, "request": self.request, "place": None, **row}

    def parts(self, pair: Flights) -> tuple[I64, F64]:
        """Return the parts of movers 0 and 1 of `pair` that bear on an encounter.

        Times and columns; of all parts, if none of those has heights of one datum.
        """
        near = self._parts(pair, everywhere=False)
        if np.isfinite(near[1][:, Z0_FT]).any():
            return near
        return self._parts(pair, everywhere=True)

    def _parts(self, pair: Flights, *, everywhere: bool) -> tuple[I64, F64]:
        paths = pair.paths
        if min(np.diff(paths.start)) < 2:
            return np.empty((0, 2), np.int64), np.empty((0, COLUMNS))
        limits = self.limits
        if everywhere:
            limits = limits._replace(horizontal_m=EVERYWHERE_M)
        room = 4096
        while True:
            times_us, parts = np.empty((room, 2), np.int64), np.empty((room, COLUMNS))
            many = meeting_parts(
                paths, self.gap_us, self.band, self.allowed, limits, PHASE_I,
                times_us, parts,
            )  # fmt: skip
            if many >= 0:
                return times_us[:many], parts[:many]
            room *= 4

    def _group(self, times_us: I64, parts: F64, limits: Limits) -> Group:
        joined_us, begin = encounter_sets_us(times_us, parts, limits)
        borders = enumerate(itertools.pairwise(begin.tolist()))
        return {k: joined_us[low:high] for k, (low, high) in borders if low < high}

    def _graded(self, pair: Flights, group: Group, chain: I64) -> Graded | None:
        """Return the grade of a chain; None where nothing is to be reported."""
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        around_us = self._possible_around(group, low_us, high_us)
        possible_us = touching(around_us, low_us, high_us)
        near_us, near = self._near(pair, group, chain, around_us)
        if near is not None and not len(possible_us):
            possible_us = around_us
        breach_us = inside(spans_of(group, BREACH, self.windows_us), low_us, high_us)
        judged_us = inside(spans_of(group, JUDGED, self.windows_us), low_us, high_us)
        grade, own_us = self._best(group, low_us, high_us)
        measured = grade is not None and len(judged_us) > 0
        if measured and self._hangs_on_one(pair, PROBABLE, breach_us):
            measured = False
        if measured and grade is not None:
            return Graded(breach_us, GRADES[grade], near, own_us, near_us)
        if not len(possible_us):
            return None
        return Graded(possible_us, "possible", near, possible_us, near_us)

    def _possible_around(self, group: Group, low_us: int, high_us: int) -> I64:
        """Return the possible intervals that are part of a chain, joined as breaches.

        What touches no breach makes no finding of its own where its chain touches one
        (RULES §5): it belongs to the breach before it, or else to the first after it.
        """
        joins = near_or_within(group.get(WIDE, NOTHING_US), self.apart_us)
        breach_us = spans_of(group, BREACH, self.windows_us)
        for chain in chained(self._possible_us(group), joins):
            own = np.flatnonzero((chain[:, 0] <= high_us) & (chain[:, 1] >= low_us))
            if not len(own):
                continue
            held = [len(touching(breach_us, int(s), int(e))) > 0 for s, e in chain]
            first, end = int(own[0]), int(own[-1]) + 1
            first = first if any(held[:first]) else 0
            while end < len(chain) and not held[end]:
                end += 1
            return chain[first:end]
        return NOTHING_US

    def _best(self, group: Group, low_us: int, high_us: int) -> tuple[int | None, I64]:
        for kind in (CERTAIN, PROBABLE):
            own_us = inside(spans_of(group, kind, self.windows_us), low_us, high_us)
            if len(own_us):
                return kind, own_us
        return None, NOTHING_US

    def _near(
        self, pair: Flights, group: Group, chain: I64, possible_us: I64
    ) -> tuple[I64, str | None]:
        """Return the near collision's intervals and grade, tested by itself."""
        ends = np.concatenate([chain, possible_us])
        low_us, high_us = int(ends[:, 0].min()), int(ends[:, 1].max())
        for kind in (NEAR_CERTAIN, NEAR_PROBABLE, NEAR_POSSIBLE):
            found_us = inside(spans_of(group, kind, self.windows_us), low_us, high_us)
            if not len(found_us):
                continue
            if kind != NEAR_POSSIBLE:
                whole_us = inside(
                    spans_of(group, NEAR_PROBABLE, self.windows_us), low_us, high_us
                )
                whole_us = union_us(whole_us, found_us)
                if self._hangs_on_one(pair, NEAR_PROBABLE, whole_us):
                    return NOTHING_US, "possible"
                return found_us, NEAR_GRADES[kind]
            return NOTHING_US, "possible"
        return NOTHING_US, None

    def _hangs_on_one(self, pair: Flights, kind: int, breach_us: I64) -> bool:
        """Tell whether without some one report nothing of a kind is left (RULES §3)."""
        low_us, high_us = int(breach_us[0, 0]), int(breach_us[-1, 1])
        for k in (0, 1):
            for row in bearing_rows(pair, k, low_us, high_us):
                less = without_row(pair.paths, k, row)
                times_us, parts = self.parts(
                    Flights(
                        pair.movers, pair.parties, less, pair.track_deg,
                        pair.vertical_rate_fpm, pair.resolution,
                    )
                )  # fmt: skip
                group = self._group(times_us, parts, self.limits)
                time_us = pair.paths.time_us
                rows = pair.rows(k)
                from_us = int(time_us[max(row - 1, rows.start)])
                until_us = int(time_us[min(row + 1, rows.stop - 1)])
                spans_us = spans_of(group, kind, self.windows_us)
                if not len(inside(spans_us, from_us, until_us)):
                    return True
        return False
