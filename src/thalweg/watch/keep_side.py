"""Excursions beyond a line, and passages of it (RULES §4)."""

from __future__ import annotations

import copy
import math

import numpy as np
from numpy.typing import NDArray

from thalweg.agreement.ground import LineGround
from thalweg.kernels.crossing import (
    ON_LEFT,
    ON_OUTSIDE,
    ON_RIGHT,
    Keeping,
    side_spans,
)
from thalweg.kernels.deepest import deepest
from thalweg.kernels.inside import LEFT, RIGHT, Ground, boxes_about, raster
from thalweg.kernels.paths import Paths, bowed
from thalweg.kernels.separation import BREACH, CERTAIN, JUDGED, POSSIBLE, WIDE
from thalweg.kernels.sides import Sided, sided, sides_between
from thalweg.kernels.states import place_at_rad, segment_at
from thalweg.model.agreement import Agreement, KeepSide
from thalweg.model.party import UNKNOWN
from thalweg.tables.events import EXCURSION, PASSAGE
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
)
from thalweg.watch.flights import (
    Flights,
    bearing_rows,
    party_order,
    party_windows_us,
    subset,
    without_row,
)
from thalweg.watch.request import (
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
SIDES = ("left", "right")
OPPOSITE = {"left": "right", "right": "left"}
RASTER_CELLS = 192
# Rasters kept at hand: verifying a record asks for the same line once a finding.
_MOST_GROUNDS = 16
_GROUNDS: dict[tuple[bytes, ...], tuple[Ground, Sided]] = {}


def ground_of(line: LineGround) -> tuple[Ground, Sided]:
    """Return what is made of a line, kept at hand for when it is asked again."""
    rings = [part for ring in (*line.left, *line.right) for part in ring]
    key = tuple(a.tobytes() for a in (line.line_lat_deg, line.line_lon_deg, *rings))
    if key not in _GROUNDS:
        if len(_GROUNDS) >= _MOST_GROUNDS:
            _GROUNDS.clear()
        ground = made_ground(line)
        _GROUNDS[key] = (ground, sided(ground))
    return _GROUNDS[key]


def made_ground(line: LineGround) -> Ground:
    """Return a line and its two sides as the kernels want them.

    The edges are the line's in order, then those of the two sides' borders that are
    not the line's. Raises ValueError where a side's border does not hold the line.
    """
    points = np.column_stack([line.line_lon_deg, line.line_lat_deg])
    edges = [np.column_stack([points[:-1], points[1:]])]
    of_left, of_right = (
        [np.ones(len(points) - 1, bool)],
        [np.ones(len(points) - 1, bool)],
    )
    known = {tuple(edge) for edge in edges[0].tolist()}
    known |= {(c, d, a, b) for a, b, c, d in known}
    for rings, is_left in ((line.left, True), (line.right, False)):
        found = 0
        for lat_deg, lon_deg in rings:
            ring = np.column_stack([lon_deg, lat_deg])
            border = np.column_stack([ring[:-1], ring[1:]])
            border = border[np.any(border[:, :2] != border[:, 2:], axis=1)]
            shared = np.array([tuple(edge) in known for edge in border.tolist()], bool)
            found += int(shared.sum())
            border = border[~shared]
            edges.append(border)
            of_left.append(np.full(len(border), is_left))
            of_right.append(np.full(len(border), not is_left))
        if found != len(points) - 1:
            raise ValueError(
                f"{line.place}: a side holds {found} edges of {len(points) - 1}"
            )
    laid = np.ascontiguousarray(np.concatenate(edges))
    left, right = np.concatenate(of_left), np.concatenate(of_right)
    lon_deg, lat_deg = laid[:, ::2], laid[:, 1::2]
    west, south = float(lon_deg.min()), float(lat_deg.min())
    per_lon = RASTER_CELLS / (float(lon_deg.max()) - west) * (1.0 - 1e-9)
    per_lat = RASTER_CELLS / (float(lat_deg.max()) - south) * (1.0 - 1e-9)
    field, listed, listing = raster(
        laid, left, right, west, south, per_lon, per_lat, RASTER_CELLS
    )
    return Ground(
        laid, len(points) - 1, left, right, west, south, per_lon, per_lat,
        RASTER_CELLS, field, listed, listing, boxes_about(laid, len(points) - 1),
    )  # fmt: skip


class KeepSideDetector:
    """Finds excursions and passages for one ``line.keep-side`` clause.

    `windows_us` int64[n, 2] are the times the clause was in force, None for always;
    passages are recorded at any time.
    """

    kinds = frozenset({"line.keep-side"})

    def __init__(
        self,
        clause: KeepSide,
        agreement: Agreement,
        line: LineGround,
        windows_us: I64 | None = None,
    ) -> None:
        self.ground, self.sided = ground_of(line)
        self.place = line.place
        self.keeping = Keeping(clause.buffer_m, band_of(clause))
        self.gap_us = gap_us(clause)
        self.rejoin_us = round(clause.rejoin_s * SECOND_US)
        self.shortest_s = clause.shortest_stay_s
        self.margin_us = max(LEAST_MARGIN_US, 2 * self.gap_us)
        self.windows_us = windows_us
        self.wrong = _wrong_sides(clause, agreement)
        self.request = digest(
            {
                "kind": EXCURSION,
                "place": line.place,
                "line_deg": self.ground.edges_deg.ravel().tolist(),
                "sides": dict(clause.sides),
                "buffer_m": clause.buffer_m,
                "shortest_stay_s": clause.shortest_stay_s,
                "rejoin_us": self.rejoin_us,
                **asked_by_all(clause, agreement, windows_us),
            }
        )

    def scan(self, flights: Flights, from_us: int, until_us: int) -> Sets:
        """Return where movers were and how deep, over segments begun in the stretch."""
        found, kinds, spans_us = sides_between(
            flights.paths, self.ground, self.sided, self.keeping, self.wrong,
            self.gap_us, from_us, until_us,
        )  # fmt: skip
        keys = np.full((len(found), 3), -1, np.int64)
        keys[:, 0], keys[:, 2] = found[:, 0], found[:, 1]
        return Sets(keys, kinds, spans_us)

    def _mover(
        self, paths: Paths, k: int, begin: int, end: int, keeping: Keeping
    ) -> list[Sets]:
        """Return a mover's sets: places under side 0, depths under 1 + wrong side."""
        parties = np.unique(paths.party[begin:end])
        wanted = [side for side in (LEFT, RIGHT) if self.wrong[parties, side].any()]
        found: list[Sets] = []
        for n, side in enumerate(wanted or [LEFT]):
            kinds, spans_us = side_spans(
                paths,
                k,
                begin,
                end,
                self.ground,
                keeping,
                self.wrong,
                side,
                self.gap_us,
            )
            placed = kinds >= ON_LEFT
            if n:
                kinds, spans_us = kinds[~placed], spans_us[~placed]
                placed = placed[~placed]
            keys = np.empty((len(kinds), 3), np.int64)
            keys[:, 0], keys[:, 1] = k, -1
            keys[:, 2] = np.where(placed, 0, 1 + side)
            found.append(Sets(keys, kinds, spans_us))
        return found

    def events(self, flights: Flights, sets: Sets) -> list[EventRow]:
        """Return passages and excursions as rows of EVENTS."""
        groups = sets.groups()
        rows: list[EventRow] = []
        for (k, _, side), group in groups.items():
            if side == 0:
                rows += self._passages(flights, k, group)
                continue
            for windows_us in party_windows_us(flights, k, self.windows_us):
                part = copy.copy(self)
                part.windows_us = windows_us
                rows += part._excursions(flights, k, side - 1, group)
        return rows

    def _passages(self, flights: Flights, k: int, group: Group) -> list[EventRow]:
        rows: list[EventRow] = []
        for kind, other, side in (
            (ON_LEFT, ON_RIGHT, RIGHT),
            (ON_RIGHT, ON_LEFT, LEFT),
        ):
            ends = group.get(kind, NOTHING_US)[:, 1]
            starts = group.get(other, NOTHING_US)[:, 0]
            for at_us in np.intersect1d(ends, starts).tolist():
                rows.append(self._passage(flights, k, at_us, SIDES[side]))
        return rows

    def _passage(self, flights: Flights, k: int, at_us: int, side: str) -> EventRow:
        lat_deg, lon_deg = self._place_deg(flights, k, at_us)
        return {
            "kind": PASSAGE,
            "request": self.request,
            "place": self.place,
            "mover": flights.movers[k],
            "start": rounding.instant_us(at_us),
            "end": rounding.instant_us(at_us),
            "start_seen": True,
            "end_seen": True,
            "bracket": self._bracket_us(flights, k, at_us),
            "side": side,
            "lat_deg": lat_deg,
            "lon_deg": lon_deg,
        }

    def _excursions(
        self, flights: Flights, k: int, wrong: int, group: Group
    ) -> list[EventRow]:
        wide_us = spans_of(group, WIDE, self.windows_us)
        rows: list[EventRow] = []
        counted = NOTHING_US
        for kind in (BREACH, POSSIBLE):
            deep_us = spans_of(group, kind, self.windows_us)
            strays = [span for span in wide_us if len(_within(deep_us, span))]
            if not strays:
                continue
            for chain in chained(np.array(strays, np.int64), self._rejoins):
                if any(len(touching(counted, int(s), int(e))) for s, e in chain):
                    continue
                row = self._event(flights, k, wrong, chain, kind)
                if row is not None:
                    rows.append(row)
                    counted = np.concatenate([counted, chain])
        return rows

    def _rejoins(self, end_us: int, start_us: int) -> bool:
        return start_us - end_us < self.rejoin_us

    def _event(
        self, flights: Flights, k: int, wrong: int, chain: I64, kind: int
    ) -> EventRow | None:
        """Grade and measure one excursion from the tracks about it alone."""
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        one = subset(flights, (k,), low_us - self.margin_us, high_us + self.margin_us)
        groups = self._about(one.paths, chain, self.keeping)
        group = groups.get((0, -1, 1 + wrong), {})
        grade = self._grade(group, chain, kind)
        if grade is None:
            return None
        deep_us = self._in_chain(group, kind, chain)
        if grade != "possible" and self._hangs_on_one(one, wrong, deep_us):
            return None
        entered_by, left_by = self._ends(one, groups.get((0, -1, 0), {}), wrong, chain)
        if self._unknown_own(flights, k, low_us) and "line" not in (
            entered_by,
            left_by,
        ):
            return None
        ends = {"entered_by": entered_by, "left_by": left_by}
        row = self._measures(one, chain, deep_us, grade)
        row["at_limit"] = self._at_limit(one, wrong, chain, kind, group)
        row["start_seen"] = entered_by in ("line", "boundary")
        row["end_seen"] = left_by in ("line", "boundary")
        row["side"] = SIDES[wrong]
        return {
            "kind": EXCURSION, "request": self.request, "place": self.place,
            **row, **ends,
        }  # fmt: skip

    def _unknown_own(self, flights: Flights, k: int, at_us: int) -> bool:
        """Tell whether the mover is nobody's: on either side it might be at home."""
        rows = flights.rows(k)
        at = int(np.searchsorted(flights.paths.time_us[rows], at_us, "right")) - 1
        party = flights.parties[int(flights.paths.party[rows.start + max(at, 0)])]
        return party == UNKNOWN

    def _about(
        self, paths: Paths, chain: I64, keeping: Keeping
    ) -> dict[tuple[int, int, int], dict[int, I64]]:
        """Return the groups of the segments that a chain runs over, and one around."""
        begin = int(np.searchsorted(paths.time_us, chain[0, 0], "left")) - 2
        end = int(np.searchsorted(paths.time_us, chain[-1, 1], "right")) + 1
        begin, end = max(begin, 0), min(end, len(paths.time_us) - 1)
        if begin >= end:
            return {}
        return Sets.together(self._mover(paths, 0, begin, end, keeping)).groups()

    def _in_chain(self, group: Group, kind: int, chain: I64) -> I64:
        spans_us = spans_of(group, kind, self.windows_us)
        each = [inside(spans_us, int(s), int(e)) for s, e in chain]
        return np.concatenate(each) if each else NOTHING_US

    def _grade(
        self, group: Group, chain: I64, kind: int, shortest_s: float | None = None
    ) -> str | None:
        shortest = self.shortest_s if shortest_s is None else shortest_s

        def lasts(which: int) -> bool:
            length_s = total_s(self._in_chain(group, which, chain))
            return length_s > 0.0 and length_s >= shortest

        if kind == POSSIBLE:
            return "possible" if lasts(POSSIBLE) else None
        if lasts(CERTAIN):
            return "certain"
        judged = len(self._in_chain(group, JUDGED, chain)) > 0
        return "probable" if judged and lasts(BREACH) else None

    def _hangs_on_one(self, one: Flights, wrong: int, deep_us: I64) -> bool:
        """Tell whether taking out any one report leaves nothing probable (RULES §3)."""
        low_us, high_us = int(deep_us[0, 0]), int(deep_us[-1, 1])
        time_us = one.paths.time_us
        for row in bearing_rows(one, 0, low_us, high_us):
            less = without_row(one.paths, 0, row)
            # Only the segment that its neighbours now make is new, and is asked about.
            joined = (max(row - 1, 0), min(row, len(less.time_us) - 1))
            sets = Sets.together(self._mover(less, 0, *joined, self.keeping))
            group = sets.groups().get((0, -1, 1 + wrong), {})
            from_us = int(time_us[max(row - 1, 0)])
            until_us = int(time_us[min(row + 1, len(time_us) - 1)])
            spans_us = spans_of(group, BREACH, self.windows_us)
            if not len(inside(spans_us, from_us, until_us)):
                return True
        return False

    def _at_limit(
        self, one: Flights, wrong: int, chain: I64, kind: int, group: Group
    ) -> bool:
        """Tell whether the grade turns within one last unit of a result."""
        grades = {self._grade(group, chain, kind)}
        for sign in (-1.0, 1.0):
            buffer_m = max(self.keeping.buffer_m + sign * rounding.UNIT_M, 0.0)
            keeping = self.keeping._replace(buffer_m=buffer_m)
            other = self._about(one.paths, chain, keeping).get((0, -1, 1 + wrong), {})
            shortest_s = self.shortest_s + sign * rounding.UNIT_S
            grades.add(self._grade(other, chain, kind, shortest_s))
        return len(grades) > 1

    def _ends(
        self, one: Flights, places: Group, wrong: int, chain: I64
    ) -> tuple[str, str]:
        """Return how an excursion began and ended."""
        own_us = places.get(ON_RIGHT if wrong == LEFT else ON_LEFT, NOTHING_US)
        out_us = places.get(ON_OUTSIDE, NOTHING_US)
        here_us = places.get(ON_LEFT + wrong, NOTHING_US)
        time_us = one.paths.time_us
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        found: list[str] = []
        for at_us, end, edge in ((low_us, 0, time_us[0]), (high_us, 1, time_us[-1])):
            if at_us in own_us[:, 1 - end]:
                found.append("line")
            elif at_us in out_us[:, 1 - end] or at_us not in here_us[:, end]:
                # Out of the area, or out of the band of heights or of the hours.
                found.append("boundary")
            elif at_us == edge:
                found.append("last-seen" if end else "first-seen")
            else:
                found.append("gap")
        return found[0], found[1]

    def _measures(self, one: Flights, chain: I64, deep_us: I64, grade: str) -> EventRow:
        at_us, depth_m = deepest(one.paths, 0, deep_us, self.ground, self.gap_us)
        lat_deg, lon_deg = self._place_deg(one, 0, at_us)
        start_lat_deg, start_lon_deg = self._place_deg(one, 0, int(deep_us[0, 0]))
        low_us, high_us = int(chain[0, 0]), int(chain[-1, 1])
        return {
            "mover": one.movers[0],
            "start": rounding.instant_us(low_us),
            "end": rounding.instant_us(high_us),
            "bracket": self._bracket_us(one, 0, low_us),
            "grade": grade,
            "stay_s": rounding.seconds(total_s(deep_us)),
            "parts": len(chain),
            "breach_us": [int(t) for t in deep_us.ravel()],
            "depth_m": rounding.metres(depth_m),
            "error_m": rounding.metres(self._error_m(one.paths, at_us)),
            "lat_deg": lat_deg,
            "lon_deg": lon_deg,
            "start_lat_deg": start_lat_deg,
            "start_lon_deg": start_lon_deg,
        }

    def _error_m(self, paths: Paths, at_us: int) -> float:
        i = segment_at(paths, 0, at_us, self.gap_us)
        if i < 0:
            return math.nan
        stray_s2 = bowed(paths.time_us[i], paths.time_us[i + 1], at_us, at_us)
        ends_m = max(paths.error_m[i], paths.error_m[i + 1])
        return float(ends_m + paths.manoeuvre_mps2[0] * stray_s2)

    def _place_deg(self, flights: Flights, k: int, at_us: int) -> tuple[float, float]:
        lat_rad, lon_rad = place_at_rad(flights.paths, k, at_us, self.gap_us)
        lon_deg = (math.degrees(lon_rad) + 180.0) % 360.0 - 180.0
        return rounding.degrees(math.degrees(lat_rad)), rounding.degrees(lon_deg)

    def _bracket_us(self, flights: Flights, k: int, at_us: int) -> int:
        time_us = flights.paths.time_us[flights.rows(k)]
        return int(time_us[np.searchsorted(time_us, at_us, "right") - 1])


def _wrong_sides(clause: KeepSide, agreement: Agreement) -> NDArray[np.int8]:
    """Return int8[party, side]: 1 where the side is not the party's own.

    Movers of nobody known are asked about both: they are listed, never counted.
    """
    order = party_order(agreement)
    wrong = np.zeros((len(order), 2), np.int8)
    wrong[order.index(UNKNOWN)] = 1
    for party, side in clause.sides.items():
        for member in members(agreement, party):
            wrong[order.index(member), SIDES.index(OPPOSITE[side])] = 1
    return wrong


def _within(spans_us: I64, span: I64) -> I64:
    return inside(spans_us, int(span[0]), int(span[1]))
