"""Stays: time within reach of a site, or overhead (RULES §6)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from thalweg.agreement.ground import SiteGround
from thalweg.kernels.nearby import stays_between
from thalweg.kernels.parts import COLUMNS, ERROR_M, X0_M, X1_M, Y0_M, Y1_M, fill_parts
from thalweg.kernels.paths import OPEN, Paths
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
    least_on_parts,
    stay_spans,
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
    digest,
    inside,
    spans_of,
    total_s,
    touching,
    union_us,
)
from thalweg.watch.flights import (
    Flights,
    party_order,
    still,
    subset,
    without_row,
)
from thalweg.watch.separation import (
    EVERYWHERE_M,
    LEAST_MARGIN_US,
    band_of,
    bearing_rows,
    bound_asked,
    members,
)

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


def site_paths(sites: Sequence[SiteGround], flights: Flights) -> Paths:
    """Return sites as paths: fixed ones, tracks of a file, and movers of the tracks.

    A mover that was never reported, and a site of another shape, has no path: it is
    not observed.
    """
    each = [_site_path(site, flights) for site in sites]
    start = np.cumsum([0, *(len(p.time_us) for p in each)]).astype(np.int64)
    columns = {
        name: np.concatenate([getattr(p, name) for p in each])
        for name in Paths._fields
        if name != "start"
    }
    return Paths(start=start, **columns)


def _site_path(site: SiteGround, flights: Flights) -> Paths:
    if site.kind == "point":
        return still([float(site.lat_deg[0])], [float(site.lon_deg[0])], [site.error_m])
    if site.kind == "mover":
        return _mover_path(site.mover or "", flights)
    base = still([0.0], [0.0], [0.0])
    if site.kind != "track":
        return _cut_rows(base, np.zeros(0, np.int64))
    many = len(site.time_us)
    open_path = np.full(many, OPEN, np.int8)
    return base._replace(
        start=np.array([0, many], np.int64),
        time_us=np.array(site.time_us, np.int64),
        lat_rad=np.radians(site.lat_deg),
        lon_rad=np.radians(site.lon_deg),
        error_m=np.full(many, site.error_m),
        baro_ft=np.full(many, np.nan),
        geo_ft=np.full(many, np.nan),
        open_path=open_path,
        party=np.zeros(many, np.int16),
    )


def _cut_rows(paths: Paths, rows: I64) -> Paths:
    return paths._replace(
        start=np.array([0, len(rows)], np.int64),
        time_us=paths.time_us[rows],
        lat_rad=paths.lat_rad[rows],
        lon_rad=paths.lon_rad[rows],
        error_m=paths.error_m[rows],
        baro_ft=np.full(len(rows), np.nan),
        geo_ft=np.full(len(rows), np.nan),
        open_path=paths.open_path[rows],
        party=np.zeros(len(rows), np.int16),
    )


def _mover_path(mover: str, flights: Flights) -> Paths:
    k = flights.number(mover)
    paths = flights.paths
    rows = flights.rows(k) if k >= 0 else slice(0, 0)
    cut = _cut_rows(paths, np.arange(rows.start, rows.stop))
    one = np.array([max(k, 0)], np.int64)
    zero = np.zeros(1)
    swerve = paths.manoeuvre_mps2[one] if k >= 0 else zero
    return cut._replace(
        manoeuvre_mps2=swerve,
        baro_half_quantum_ft=zero,
        baro_error_ft=zero,
        geo_half_quantum_ft=zero,
        geo_error_ft=zero,
    )


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
        self.sites = tuple(sites)
        overhead_m = math.nan if clause.overhead_m is None else clause.overhead_m
        self.reach = Reach(clause.radius_m, overhead_m)
        self.band = band_of(clause.floor, clause.ceiling)
        self.gap_us = round(clause.largest_gap_s * SECOND_US)
        self.same_us = round(clause.same_stay_s * SECOND_US)
        self.margin_us = max(LEAST_MARGIN_US, self.same_us, 2 * self.gap_us)
        self.longest = Durations(clause.longest_stay_s, clause.longest_overhead_s)
        self.windows_us = windows_us
        who: set[str] = {UNKNOWN}
        for party in clause.restrains:
            who |= members(agreement, party)
        self.allowed = np.array([[party in who] for party in party_order(agreement)])
        self.request = digest(
            {
                "kind": STAY,
                "restrains": sorted(clause.restrains),
                "sites": [_site_asked(site) for site in self.sites],
                "radius_m": clause.radius_m,
                "overhead_m": clause.overhead_m,
                "floor": bound_asked(clause.floor),
                "ceiling": bound_asked(clause.ceiling),
                "longest_stay_s": clause.longest_stay_s,
                "longest_overhead_s": clause.longest_overhead_s,
                "same_stay_us": self.same_us,
                "largest_gap_us": self.gap_us,
                "manoeuvre_mps2": agreement.defaults.manoeuvre_mps2,
                "fastest_mps": agreement.defaults.fastest_mps,
                "in_force_us": None if windows_us is None else windows_us.tolist(),
            }
        )

    def scan(self, flights: Flights, from_us: int, until_us: int) -> Sets:
        """Return the sets of all movers about all sites, begun in [from, until)."""
        pairs, kinds, spans_us = stays_between(
            flights.paths, site_paths(self.sites, flights), self.reach, self.band,
            self.allowed, self.gap_us, from_us, until_us,
        )  # fmt: skip
        keys = np.column_stack([pairs, np.zeros(len(pairs), np.int64)])
        own = np.array([flights.number(site.mover or "") for site in self.sites])
        # A site that is a mover does not stay near itself.
        apart = own[pairs[:, 1]] != pairs[:, 0] if len(pairs) else np.zeros(0, bool)
        return Sets(keys[apart], kinds[apart], spans_us[apart])

    def events(self, flights: Flights, sets: Sets) -> list[EventRow]:
        """Return the stays as rows of EVENTS."""
        rows: list[EventRow] = []
        for (k, site, _), group in sets.groups().items():
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
        sites = self._site_about(flights, site, from_us, until_us)
        times_us, parts = self.parts(one.paths, sites)
        group = self._group(times_us, parts, self.reach)
        grade = self._grade(group, chain, possible=possible)
        if grade is None:
            return None
        if grade != "possible" and self._hangs_on_one(one, sites, chain):
            return None
        row = self._measures(one, chain, times_us, parts, group, grade)
        row["at_limit"] = self._at_limit(times_us, parts, chain, possible=possible)
        place = self.sites[site].place
        return {"kind": STAY, "request": self.request, "place": place, **row}

    def _site_about(
        self, flights: Flights, site: int, from_us: int, until_us: int
    ) -> Paths:
        """Return one site's path, cut as its evidence is where it is a mover."""
        ground = self.sites[site]
        number = flights.number(ground.mover) if ground.mover else -1
        if number >= 0:
            about = subset(flights, (number,), from_us, until_us)
            return site_paths((ground,), about)
        return site_paths((ground,), flights)

    def parts(self, paths: Paths, sites: Paths) -> tuple[I64, F64]:
        """Return all parts of mover 0 and the only site: times and columns."""
        if len(paths.time_us) < 2 or len(sites.time_us) < 2:
            return NOTHING_US, np.zeros((0, COLUMNS))
        from_us, until_us = int(paths.time_us[0]), int(paths.time_us[-1])
        room = 4096
        while True:
            times_us, parts = np.empty((room, 2), np.int64), np.empty((room, COLUMNS))
            many = fill_parts(
                paths, 0, 0, sites, 0, 0, from_us, until_us, self.gap_us,
                EVERYWHERE_M, self.band, False, self.allowed, times_us, parts,
            )  # fmt: skip
            if many >= 0:
                return times_us[:many], parts[:many]
            room *= 4

    def _group(self, times_us: I64, parts: F64, reach: Reach) -> Group:
        kinds = np.empty(10 * len(parts) + 1, np.int8)
        spans_us = np.empty((10 * len(parts) + 1, 2), np.int64)
        many = stay_spans(times_us, parts, len(parts), reach, kinds, spans_us)
        keys = np.zeros((many, 3), np.int64)
        groups = Sets(keys, kinds[:many], spans_us[:many]).groups()
        return groups.get((0, 0, 0), {})

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
            over = longest.exceeded(stay_s, total(NEAR_POSSIBLE))
            over = over or (stay_s > 0.0 and stay_s + unseen_s > longest.stay_s)
            return "possible" if over else None
        if longest.exceeded(total(CERTAIN), total(NEAR_CERTAIN)):
            return "certain"
        stay_s = total(PROBABLE) if total(JUDGED) > 0.0 else 0.0
        overhead_s = total(NEAR_PROBABLE) if total(NEAR_JUDGED) > 0.0 else 0.0
        return "probable" if longest.exceeded(stay_s, overhead_s) else None

    def _hangs_on_one(self, one: Flights, sites: Paths, chain: I64) -> bool:
        """Tell whether taking out any one report leaves nothing probable (RULES §3)."""
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        for row in bearing_rows(one, 0, low_us, high_us):
            less = without_row(one.paths, 0, row)
            times_us, parts = self.parts(less, sites)
            group = self._group(times_us, parts, self.reach)
            time_us = one.paths.time_us
            about = np.array(
                [[time_us[max(row - 1, 0)], time_us[min(row + 1, len(time_us) - 1)]]]
            )
            kinds = (PROBABLE, NEAR_PROBABLE)
            if not any(self._total_s(group, kind, about) > 0.0 for kind in kinds):
                return True
        return False

    def _at_limit(
        self, times_us: I64, parts: F64, chain: I64, *, possible: bool
    ) -> bool:
        """Tell whether the grade turns within one last unit of a result."""
        grades = set()
        for sign in (-1.0, 0.0, 1.0):
            reach = Reach(
                self.reach.radius_m + sign * rounding.UNIT_M,
                self.reach.overhead_m + sign * rounding.UNIT_M,
            )
            longest = Durations(
                self.longest.stay_s - sign * rounding.UNIT_S,
                self.longest.overhead_s - sign * rounding.UNIT_S,
            )
            group = self._group(times_us, parts, reach)
            # A limit of nothing at all is exceeded by any time above it, not by none.
            longest = Durations(max(longest.stay_s, 0.0), max(longest.overhead_s, 0.0))
            grades.add(self._grade(group, chain, possible=possible, longest=longest))
        return len(grades) > 1

    def _measures(
        self,
        one: Flights,
        chain: I64,
        times_us: I64,
        parts: F64,
        group: Group,
        grade: str,
    ) -> EventRow:
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        overhead = NEAR_POSSIBLE if grade == "possible" else NEAR_PROBABLE
        # The distance alone: an infinite height scale leaves heights out.
        closest_us, _ = least_on_parts(
            times_us, parts, len(parts), chain, 1.0, math.inf
        )
        n = min(
            int(np.searchsorted(times_us[:, 1], closest_us, "left")), len(parts) - 1
        )
        row = parts[n]
        width_us = float(times_us[n, 1] - times_us[n, 0])
        u = (closest_us - times_us[n, 0]) / width_us
        x_m = row[X0_M] + u * (row[X1_M] - row[X0_M])
        y_m = row[Y0_M] + u * (row[Y1_M] - row[Y0_M])
        speed_m = math.hypot(row[X1_M] - row[X0_M], row[Y1_M] - row[Y0_M])
        lat_deg, lon_deg = _place_deg(one, closest_us, self.gap_us)
        start_lat_deg, start_lon_deg = _place_deg(one, low_us, self.gap_us)
        wide_us = group.get(WIDE, NOTHING_US)
        entered_by, left_by = _ends(one, wide_us, low_us, high_us)
        overhead_s = None
        if not math.isnan(self.reach.overhead_m):
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
            "closest_time": rounding.instant_us(closest_us),
            "horizontal_m": rounding.metres(math.hypot(x_m, y_m)),
            "closing_speed_mps": rounding.metres(speed_m / (width_us / SECOND_US)),
            "overhead_s": overhead_s,
            "entered_by": entered_by,
            "left_by": left_by,
            "error_m": rounding.metres(float(row[ERROR_M])),
            "lat_deg": lat_deg,
            "lon_deg": lon_deg,
            "start_lat_deg": start_lat_deg,
            "start_lon_deg": start_lon_deg,
        }


def _site_asked(site: SiteGround) -> dict[str, object]:
    return {
        "place": site.place,
        "kind": site.kind,
        "mover": site.mover,
        "time_us": [int(t) for t in site.time_us],
        "lat_deg": [float(v) for v in site.lat_deg],
        "lon_deg": [float(v) for v in site.lon_deg],
        "error_m": float(site.error_m),
        "half_width_m": float(site.half_width_m),
    }


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
