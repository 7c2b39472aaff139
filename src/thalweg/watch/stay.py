"""Stays: time within reach of a site, or overhead (RULES §6)."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.agreement.ground import SiteGround
from thalweg.kernels.separation import (
    BREACH,
    CERTAIN,
    JUDGED,
    NEAR_CERTAIN,
    NEAR_JUDGED,
    NEAR_POSSIBLE,
    NEAR_PROBABLE,
    POSSIBLE,
    PROBABLE,
    WIDE,
    Reach,
)
from thalweg.kernels.states import place_at_rad
from thalweg.model.agreement import Agreement, StandOff
from thalweg.model.party import UNKNOWN
from thalweg.tables.events import STAY
from thalweg.watch import rounding
from thalweg.watch.chains import chained
from thalweg.watch.detector import (
    NOTHING_US,
    EventRow,
    Group,
    Sets,
    inside,
    spans_of,
    total_s,
    touching,
    union_us,
)
from thalweg.watch.flights import (
    Flights,
    bearing_rows,
    party_order,
    party_windows_us,
    subset,
    without_row,
)
from thalweg.watch.point_sites import point_sites
from thalweg.watch.request import (
    LEAST_MARGIN_US,
    asked_by_all,
    band_of,
    digest,
    gap_us,
    members,
)
from thalweg.watch.site import About, Asked, asked_of, site_of

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Durations:
    """What a stay is held against, in seconds."""

    stay_s: float
    overhead_s: float

    def exceeded(self, stay_s: float, overhead_s: float) -> bool:
        """Tell whether a stay, or the time overhead, is longer than allowed."""
        return stay_s > self.stay_s or overhead_s > self.overhead_s


class StayDetector:
    """Finds stays for one ``site.stand-off`` clause.

    `windows_us` int64[n, 2] are the times the clause was in force, None for always.
    """

    kinds = frozenset({"site.stand-off"})

    def __init__(
        self,
        clause: StandOff,
        agreement: Agreement,
        sites: Sequence[SiteGround],
        windows_us: I64 | None = None,
    ) -> None:
        self.sites = tuple(site_of(site) for site in sites)
        overhead_m = math.nan if clause.overhead_m is None else clause.overhead_m
        bridged_us = gap_us(clause)
        self.same_us = round(clause.same_stay_s * SECOND_US)
        self.margin_us = max(LEAST_MARGIN_US, self.same_us, 2 * bridged_us)
        self.longest = Durations(clause.longest_stay_s, clause.longest_overhead_s)
        self.windows_us = windows_us
        who: set[str] = {UNKNOWN}
        for party in clause.restrains:
            who |= members(agreement, party)
        self.asked = Asked(
            Reach(clause.radius_m, overhead_m),
            band_of(clause),
            np.array([[party in who] for party in party_order(agreement)]),
            bridged_us,
        )
        self.points = point_sites(sites, self.asked.reach)
        self.request = digest(
            {
                "kind": STAY,
                "restrains": sorted(clause.restrains),
                "sites": asked_of(sites),
                "radius_m": clause.radius_m,
                "overhead_m": clause.overhead_m,
                "longest_stay_s": clause.longest_stay_s,
                "longest_overhead_s": clause.longest_overhead_s,
                "same_stay_us": self.same_us,
                **asked_by_all(clause, agreement, windows_us),
            }
        )

    def scan(self, flights: Flights, from_us: int, until_us: int) -> Sets:
        """Return the sets of all movers about all sites, begun in [from, until)."""
        each = []
        apart = set(range(len(self.sites)))
        if self.points is not None:
            each.append(self.points.scan(flights, self.asked, from_us, until_us))
            apart -= set(self.points.numbers.tolist())
        for number in sorted(apart):
            sets = self.sites[number].scan(flights, self.asked, from_us, until_us)
            sets.keys[:, 1] = number
            each.append(sets)
        return Sets.together(each)

    def events(self, flights: Flights, sets: Sets) -> list[EventRow]:
        """Return the stays as rows of EVENTS."""
        rows: list[EventRow] = []
        for (k, site, _), group in sets.groups().items():
            for windows_us in party_windows_us(flights, k, self.windows_us):
                part = copy.copy(self)
                part.windows_us = windows_us
                rows += part._stays(flights, k, site, group)
        return rows

    def _stays(
        self, flights: Flights, k: int, site: int, group: Group
    ) -> list[EventRow]:
        rows: list[EventRow] = []
        counted = NOTHING_US
        for chain in chained(self._breach_us(group), self._joins(group)):
            row = self._event(flights, k, site, chain, possible=False)
            if row is not None:
                rows.append(row)
                counted = union_us(counted, chain)
        for chain in chained(self._possible_us(group), self._joins(group)):
            if any(len(touching(counted, int(s), int(e))) for s, e in chain):
                continue
            row = self._event(flights, k, site, chain, possible=True)
            if row is not None:
                rows.append(row)
        return rows

    def _breach_us(self, group: Group) -> I64:
        return spans_of(group, BREACH, self.windows_us)

    def _possible_us(self, group: Group) -> I64:
        kinds = (POSSIBLE, NEAR_POSSIBLE)
        return union_us(*(spans_of(group, kind, self.windows_us) for kind in kinds))

    def _joins(self, group: Group) -> Callable[[int, int], bool]:
        """Join what only unseen time divides, inside on both sides."""
        seen_us = group.get(WIDE, NOTHING_US)
        starts, ends = set(seen_us[:, 0].tolist()), set(seen_us[:, 1].tolist())

        def joins(end_us: int, start_us: int) -> bool:
            unseen = end_us in ends and start_us in starts
            return unseen and start_us - end_us <= self.same_us

        return joins

    def _event(
        self, flights: Flights, k: int, site: int, chain: I64, *, possible: bool
    ) -> EventRow | None:
        """Grade and measure one stay from the tracks about it alone."""
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        from_us, until_us = low_us - self.margin_us, high_us + self.margin_us
        one = subset(flights, (k,), from_us, until_us)
        about = self.sites[site].about(flights, self.asked, from_us, until_us)
        group = about.group(one.paths, self.asked.reach)
        grade = self._grade(group, chain, possible=possible)
        if grade is None:
            return None
        if grade != "possible" and self._hangs_on_one(one, about, chain):
            return None
        row = self._measures(one, chain, about, group, grade)
        row["at_limit"] = self._at_limit(one, about, chain, possible=possible)
        place = self.sites[site].ground.place
        return {"kind": STAY, "request": self.request, "place": place, **row}

    def _total_s(self, group: Group, kind: int, chain: I64) -> float:
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        return total_s(inside(spans_of(group, kind, self.windows_us), low_us, high_us))

    def _grade(
        self,
        group: Group,
        chain: I64,
        *,
        possible: bool,
        longest: Durations | None = None,
    ) -> str | None:
        longest = longest or self.longest

        def total(kind: int) -> float:
            return self._total_s(group, kind, chain)

        if possible:
            unseen_s = (int(chain[-1, 1]) - int(chain[0, 0])) / 1e6 - total_s(chain)
            stay_s = total(POSSIBLE)
            overhead_s = total(NEAR_POSSIBLE)
            over = longest.exceeded(stay_s, overhead_s)
            over = over or (stay_s > 0.0 and stay_s + unseen_s > longest.stay_s)
            if overhead_s > 0.0:
                overhead_s += _unseen_between_s(chain, group[NEAR_POSSIBLE])
                over = over or overhead_s > longest.overhead_s
            return "possible" if over else None
        if longest.exceeded(total(CERTAIN), total(NEAR_CERTAIN)):
            return "certain"
        stay_s = total(PROBABLE) if total(JUDGED) > 0.0 else 0.0
        overhead_s = total(NEAR_PROBABLE) if total(NEAR_JUDGED) > 0.0 else 0.0
        return "probable" if longest.exceeded(stay_s, overhead_s) else None

    def _hangs_on_one(self, one: Flights, about: About, chain: I64) -> bool:
        """Tell whether taking out any one report leaves nothing probable (RULES §3)."""
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        for row in bearing_rows(one, 0, low_us, high_us):
            less = without_row(one.paths, 0, row)
            group = about.group(less, self.asked.reach)
            time_us = one.paths.time_us
            near = np.array(
                [[time_us[max(row - 1, 0)], time_us[min(row + 1, len(time_us) - 1)]]]
            )
            if not self._still_near(group, near):
                return True
        for less_about, from_us, until_us in about.less_one(low_us, high_us):
            group = less_about.group(one.paths, self.asked.reach)
            if not self._still_near(group, np.array([[from_us, until_us]])):
                return True
        return False

    def _still_near(self, group: Group, span_us: I64) -> bool:
        kinds = (PROBABLE, NEAR_PROBABLE)
        return any(self._total_s(group, kind, span_us) > 0.0 for kind in kinds)

    def _at_limit(
        self, one: Flights, about: About, chain: I64, *, possible: bool
    ) -> bool:
        """Tell whether the grade turns within one last unit of a result."""
        grades = set()
        for sign in (-1.0, 0.0, 1.0):
            reach = Reach(
                self.asked.reach.radius_m + sign * rounding.UNIT_M,
                self.asked.reach.overhead_m + sign * rounding.UNIT_M,
            )
            longest = Durations(
                self.longest.stay_s - sign * rounding.UNIT_S,
                self.longest.overhead_s - sign * rounding.UNIT_S,
            )
            group = about.group(one.paths, reach)
            # A limit of nothing at all is exceeded by any time above it, not by none.
            longest = Durations(max(longest.stay_s, 0.0), max(longest.overhead_s, 0.0))
            grades.add(self._grade(group, chain, possible=possible, longest=longest))
        return len(grades) > 1

    def _measures(
        self, one: Flights, chain: I64, about: About, group: Group, grade: str
    ) -> EventRow:
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        overhead = NEAR_POSSIBLE if grade == "possible" else NEAR_PROBABLE
        near = about.nearest(one.paths, chain)
        lat_deg, lon_deg = _place_deg(one, near.at_us, self.asked.gap_us)
        start_lat_deg, start_lon_deg = _place_deg(one, low_us, self.asked.gap_us)
        wide_us = group.get(WIDE, NOTHING_US)
        entered_by, left_by = _ends(one, wide_us, low_us, high_us)
        overhead_s = None
        if not math.isnan(self.asked.reach.overhead_m):
            overhead_s = rounding.seconds(self._total_s(group, overhead, chain))
        time_us = one.paths.time_us
        return {
            "mover": one.movers[0],
            "start": rounding.instant_us(low_us),
            "end": rounding.instant_us(high_us),
            "start_seen": entered_by == "boundary",
            "end_seen": left_by == "boundary",
            "bracket": int(time_us[np.searchsorted(time_us, low_us, "right") - 1]),
            "grade": grade,
            "stay_s": rounding.seconds(total_s(chain)),
            "unseen_s": rounding.seconds((high_us - low_us) / 1e6 - total_s(chain)),
            "parts": len(chain),
            "breach_us": [int(t) for t in chain.ravel()],
            "closest_time": rounding.instant_us(near.at_us),
            "horizontal_m": rounding.metres(near.distance_m),
            "closing_speed_mps": rounding.metres(near.speed_mps),
            "overhead_s": overhead_s,
            "entered_by": entered_by,
            "left_by": left_by,
            "error_m": rounding.metres(near.error_m),
            "lat_deg": lat_deg,
            "lon_deg": lon_deg,
            "start_lat_deg": start_lat_deg,
            "start_lon_deg": start_lon_deg,
        }


def _unseen_between_s(chain: I64, spans_us: I64) -> float:
    """Return the unseen time of a chain that has one of `spans_us` at both its ends."""
    starts, ends = set(spans_us[:, 0].tolist()), set(spans_us[:, 1].tolist())
    unseen_us = 0
    for end_us, start_us in zip(
        chain[:-1, 1].tolist(), chain[1:, 0].tolist(), strict=False
    ):
        if end_us in ends and start_us in starts:
            unseen_us += start_us - end_us
    return unseen_us / 1e6


def _place_deg(one: Flights, at_us: int, gap_us: int) -> tuple[float, float]:
    lat_rad, lon_rad = place_at_rad(one.paths, 0, at_us, gap_us)
    return rounding.degrees(math.degrees(lat_rad)), rounding.degrees(
        math.degrees(lon_rad)
    )


def _ends(one: Flights, wide_us: I64, low_us: int, high_us: int) -> tuple[str, str]:
    """Return how a stay began and ended: across the boundary, or unseen."""
    time_us = one.paths.time_us
    entered_by = left_by = "boundary"
    if low_us in wide_us[:, 0]:
        entered_by = "first-seen" if low_us == time_us[0] else "gap"
    if high_us in wide_us[:, 1]:
        left_by = "last-seen" if high_us == time_us[-1] else "gap"
    return entered_by, left_by
