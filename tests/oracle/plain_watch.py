"""Plain twins of what watch finds, from the rules alone: sampled, slow, and short.

Nothing of `thalweg.kernels` or `thalweg.watch` is used here. Places come from pyproj,
sets from samples 50 ms apart inside the parts of at most 2 s in which the error is held
at its greatest; where a measure passes its limit between two samples, the instant is
interpolated. All times are seconds since the scene's own start.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from pyproj import Geod

GEOD = Geod(ellps="WGS84")
PART_S = 2.0
SAMPLE_S = 0.05
M_PER_FT = 0.3048
CLIMB_FTPS2 = 3.0


@dataclass(frozen=True)
class Report:
    t_s: float
    lat_deg: float
    lon_deg: float
    error_m: float = 10.0
    baro_ft: float | None = None
    geo_ft: float | None = None
    ground: bool = False


@dataclass(frozen=True)
class Mover:
    id: str
    party: str
    reports: tuple[Report, ...]
    manoeuvre_mps2: float = 5.0
    quantum_ft: dict = field(default_factory=lambda: {"baro": 25.0, "geo": 25.0})
    altimetry_ft: dict = field(default_factory=lambda: {"baro": 125.0, "geo": 150.0})
    # Neighbours of a report that was taken out: joined whatever the gap.
    joined_at: float | None = None

    @cached_property
    def _kept(self):
        return [r for r in self.reports if not r.ground]

    def kept(self):
        return self._kept

    def without(self, n):
        """The mover without its n-th kept report."""
        rows = self.kept()
        left = tuple(rows[:n] + rows[n + 1 :])
        inner = 0 < n < len(rows) - 1
        return replace(self, reports=left, joined_at=rows[n - 1].t_s if inner else None)

    def about(self, low, high, margin_s):
        """The mover as a finding's evidence shows it (decision 4)."""
        inside = (low - margin_s - 1e-9, high + margin_s + 1e-9)
        rows = tuple(r for r in self.reports if inside[0] <= r.t_s <= inside[1])
        return replace(self, reports=rows)

    def observed(self, n, gap_s, fastest_mps, rows=None):
        """Whether the path from the n-th kept report to the next is one."""
        rows = rows or self.kept()
        a, b = rows[n], rows[n + 1]
        if self.joined_at == a.t_s:
            return True
        dt_s = b.t_s - a.t_s
        return dt_s <= gap_s + 1e-9 and not self.broken(n, fastest_mps, rows)

    def broken(self, n, fastest_mps, rows=None):
        rows = rows or self.kept()
        a, b = rows[n], rows[n + 1]
        if self.joined_at == a.t_s:
            return False
        grounded = len(rows) < len(self.reports)
        if grounded and any(r.ground and a.t_s < r.t_s < b.t_s for r in self.reports):
            return True
        way_m = GEOD.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)[2]
        return (way_m - a.error_m - b.error_m) / (b.t_s - a.t_s) > fastest_mps


@dataclass(frozen=True)
class Limits:
    """An air.separation clause, as numbers."""

    horizontal_m: float
    vertical_ft: float
    tolerance_ft: float = 100.0
    near: tuple | None = None  # horizontal_m, vertical_ft, slant_m or None
    gap_s: float = 30.0
    floor: tuple | None = None  # value_ft, datum
    ceiling: tuple | None = None
    fastest_mps: float = 1000.0

    def moved(self, by_m, by_ft):
        near = self.near
        if near:
            slant = None if near[2] is None else near[2] + by_m
            near = (near[0] + by_m, near[1] + by_ft, slant)
        return replace(
            self,
            horizontal_m=self.horizontal_m + by_m,
            vertical_ft=self.vertical_ft + by_ft,
            near=near,
        )


def places(a, b, t_s):
    """Positions on the geodesic from report a to report b at even speed."""
    azimuth, _, way_m = GEOD.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)
    share = (np.asarray(t_s) - a.t_s) / (b.t_s - a.t_s)
    many = np.ones(len(share))
    lon, lat, _ = GEOD.fwd(
        a.lon_deg * many, a.lat_deg * many, azimuth * many, way_m * share
    )
    return lat, lon


def stray(t0, t1, t_s, rate):
    return 0.5 * rate * (t_s - t0) * (t1 - t_s)


def heights(mover, n, datum, t_s, gap_s, fastest_mps):
    """Heights on segment n, and the times of the two reports they stand on."""
    rows = mover.kept()
    known = [getattr(r, f"{datum}_ft") is not None for r in rows]
    low, high = n, n + 1
    while low >= 0 and not known[low]:
        if low == 0 or mover.broken(low - 1, fastest_mps):
            return None
        low -= 1
    while high < len(rows) and not known[high]:
        if high == len(rows) - 1 or mover.broken(high, fastest_mps):
            return None
        high += 1
    a, b = rows[low], rows[high]
    if (low, high) != (n, n + 1) and b.t_s - a.t_s > gap_s + 1e-9:
        return None
    ha, hb = getattr(a, f"{datum}_ft"), getattr(b, f"{datum}_ft")
    ft = ha + (hb - ha) * (t_s - a.t_s) / (b.t_s - a.t_s)
    return ft, a.t_s, b.t_s


def below(t_s, values, limit):
    """The one interval of a part in which a convex measure is below a limit."""
    inside = values < limit
    if not inside.any():
        return None
    k = np.flatnonzero(inside)
    return _root(t_s, values - limit, k[0], -1), _root(t_s, values - limit, k[-1], +1)


def above(t_s, values, limit):
    """The one interval in which a straight measure is at or above a limit."""
    inside = values >= limit
    if not inside.any():
        return None
    k = np.flatnonzero(inside)
    return _root(t_s, values - limit, k[0], -1), _root(t_s, values - limit, k[-1], +1)


def _root(t_s, over, k, step):
    other = k + step
    if not 0 <= other < len(t_s):
        return float(t_s[k])
    share = over[k] / (over[k] - over[other])
    return float(t_s[k] + share * (t_s[other] - t_s[k]))


def meet(*intervals):
    if any(i is None for i in intervals):
        return None
    low, high = max(i[0] for i in intervals), min(i[1] for i in intervals)
    return (low, high) if low < high else None


def union(intervals, apart=1e-6):
    out = []
    for low, high in sorted(intervals):
        if out and low <= out[-1][1] + apart:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        else:
            out.append((low, high))
    return out


def clip(intervals, low, high):
    cut = [(max(a, low), min(b, high)) for a, b in intervals]
    return [(a, b) for a, b in cut if a < b]


def length(intervals):
    return sum(b - a for a, b in intervals)


def parts_of(a, b, gap_s, fastest_mps):
    """Elementary intervals of two movers, cut into equal parts: (n, m, t0, t1)."""
    rows, others = a.kept(), b.kept()
    times = sorted({r.t_s for r in rows} | {r.t_s for r in others})
    found = []
    for s0, s1 in itertools.pairwise(times):
        n = max((i for i, r in enumerate(rows) if r.t_s <= s0), default=None)
        m = max((i for i, r in enumerate(others) if r.t_s <= s0), default=None)
        if n is None or m is None or n + 1 >= len(rows) or m + 1 >= len(others):
            continue
        if not a.observed(n, gap_s, fastest_mps):
            continue
        if not b.observed(m, gap_s, fastest_mps):
            continue
        many = math.ceil((s1 - s0) / PART_S - 1e-9)
        edges = np.linspace(s0, s1, many + 1)
        found += [(n, m, t0, t1) for t0, t1 in itertools.pairwise(edges)]
    return found


def measured(a, b, n, m, t_s, limits):
    """h, e, v, quanta, straying and altimetry of a pair on one part."""
    ra, rb = a.kept(), b.kept()
    lat1, lon1 = places(ra[n], ra[n + 1], t_s)
    lat2, lon2 = places(rb[m], rb[m + 1], t_s)
    h_m = GEOD.inv(lon1, lat1, lon2, lat2)[2]
    e_m = max(ra[n].error_m, ra[n + 1].error_m) + max(rb[m].error_m, rb[m + 1].error_m)
    e_m += np.max(
        stray(ra[n].t_s, ra[n + 1].t_s, t_s, a.manoeuvre_mps2)
        + stray(rb[m].t_s, rb[m + 1].t_s, t_s, b.manoeuvre_mps2)
    )
    for datum in ("baro", "geo"):
        ha = heights(a, n, datum, t_s, limits.gap_s, limits.fastest_mps)
        hb = heights(b, m, datum, t_s, limits.gap_s, limits.fastest_mps)
        if ha is None or hb is None:
            continue
        v_ft = np.abs(ha[0] - hb[0])
        q_ft = (a.quantum_ft[datum] + b.quantum_ft[datum]) / 2.0
        climb_ft = sum(np.max(stray(h[1], h[2], t_s, CLIMB_FTPS2)) for h in (ha, hb))
        s_ft = math.hypot(a.altimetry_ft[datum], b.altimetry_ft[datum])
        return h_m, e_m, v_ft, q_ft, climb_ft, s_ft
    return h_m, e_m, None, 0.0, 0.0, 0.0


def band(mover, n, t_s, limits):
    """Where a mover is between floor and ceiling, and whether that is known."""
    inside, known = (float(t_s[0]), float(t_s[-1])), True
    for bound, sign in ((limits.floor, 1.0), (limits.ceiling, -1.0)):
        if bound is None:
            continue
        found = None
        if bound[1] in ("baro", "geo"):
            found = heights(mover, n, bound[1], t_s, limits.gap_s, limits.fastest_mps)
        if found is None:
            known = False
            continue
        inside = meet(inside, above(t_s, sign * found[0], sign * bound[0]))
    return inside, known


SETS = ("breach", "judged", "wide", "certain", "probable", "possible")
NEAR = ("near_certain", "near_probable", "near_possible")


def pair_sets(a, b, limits, only=None):
    """All sets of a pair, each a list of intervals apart and in order."""
    sets = {name: [] for name in (*SETS, *NEAR)}
    for n, m, t0, t1 in parts_of(a, b, limits.gap_s, limits.fastest_mps):
        if only and (t1 < only[0] or t0 > only[1]):
            continue
        t_s = np.linspace(t0, t1, max(3, math.ceil((t1 - t0) / SAMPLE_S) + 1))
        part = measured(a, b, n, m, t_s, limits)
        inside_a, known_a = band(a, n, t_s, limits)
        inside_b, known_b = band(b, m, t_s, limits)
        inside = meet(inside_a, inside_b)
        if inside is None:
            continue
        _part_sets(sets, t_s, part, inside, known_a and known_b, limits)
    return {name: union(found) for name, found in sets.items()}


def _part_sets(sets, t_s, part, inside, known, limits):
    h, e, v, q, climb, s = part
    big_h, big_v = limits.horizontal_m, limits.vertical_ft

    def add(name, *intervals):
        found = meet(inside, *intervals)
        if found:
            sets[name].append(found)

    def h_below(limit):
        return below(t_s, h, limit) if limit > 0 else None

    def v_below(limit):
        return below(t_s, v, limit) if limit > 0 else None

    if v is not None:
        if known:
            add("breach", h_below(big_h), v_below(big_v))
            if e <= big_h:
                add("judged", h_below(big_h), v_below(big_v))
            # m <= 2, ends included.
            add(
                "wide",
                h_below(2 * big_h * (1 + 1e-12)),
                v_below(2 * big_v * (1 + 1e-12)),
            )
            hard = q + climb + max(s, limits.tolerance_ft)
            add("certain", h_below(big_h - e), v_below(big_v - hard))
            add("probable", h_below(big_h), v_below(big_v - q - limits.tolerance_ft))
        if e <= big_h:
            add("possible", h_below(big_h + e), v_below(big_v + q))
    if limits.near is None:
        return
    near_h, near_v, slant = limits.near
    if v is None:
        add("near_possible", h_below(near_h))
        return
    names = NEAR if known else ("near_possible",) * 3
    terms = q + climb + s
    add(names[0], h_below(near_h - e), v_below(near_v - terms))
    add(names[1], h_below(near_h), v_below(near_v - q))
    add(names[2], h_below(near_h + e), v_below(near_v + q))
    if slant is not None:
        ranges = (
            np.hypot(h + e, (v + terms) * M_PER_FT),
            np.hypot(h, (v + q) * M_PER_FT),
            np.hypot(np.maximum(h - e, 0), np.maximum(v - q, 0) * M_PER_FT),
        )
        for name, r in zip(names, ranges, strict=True):
            add(name, below(t_s, r, slant))


def chains(intervals, joins):
    out = []
    for one in intervals:
        if out and joins(out[-1][-1][1], one[0]):
            out[-1].append(one)
        else:
            out.append([one])
    return out


def encounters(a, b, limits):
    """The findings of a pair: dicts of grade, near, start, end, stay, spans."""
    sets = pair_sets(a, b, limits)
    apart_s = max(60.0, limits.gap_s)

    def joins(end, start):
        if start - end <= apart_s:
            return True
        return any(w0 <= end and start <= w1 for w0, w1 in sets["wide"])

    possible = union([i for n in ("possible", *NEAR) for i in sets[n]])
    found = []
    perhaps = chains(possible, joins)
    for chain in chains(sets["breach"], joins):
        around = [i for one in perhaps for i in _of_chain(chain, one, sets["breach"])]
        found.append(_graded(a, b, limits, sets, chain, around))
    for chain in perhaps:
        if not any(_touch(i, sets["breach"]) for i in chain):
            found.append(_graded(a, b, limits, sets, chain, chain))
    return [f for f in found if f]


def _of_chain(chain, perhaps, breach):
    """What of a chain of possible intervals is told with a chain of breaches.

    What touches no breach goes with the last breach before it, else with the first.
    """
    owner, early, mine = None, [], []
    for one in perhaps:
        if _touch(one, breach):
            first, owner = owner is None, one
            if _touch(one, chain):
                mine += [*(early if first else []), one]
        elif owner is None:
            early.append(one)
        elif _touch(owner, chain):
            mine.append(one)
    return mine


def _touch(one, others):
    return any(a <= one[1] and b >= one[0] for a, b in others)


def _graded(a, b, limits, sets, chain, reach):
    low, high = chain[0][0], chain[-1][1]
    margin_s = max(300.0, 2 * limits.gap_s)
    a, b = a.about(low, high, margin_s), b.about(low, high, margin_s)
    around = [i for i in reach if i[0] <= high and i[1] >= low]
    ends = [*chain, *reach]
    near_low, near_high = min(i[0] for i in ends), max(i[1] for i in ends)
    near = None
    for name in NEAR:
        if clip(sets[name], near_low, near_high):
            near = name.removeprefix("near_")
            break
    near_spans = []
    if near in ("certain", "probable"):
        near_spans = clip(sets[f"near_{near}"], near_low, near_high)
        whole = union(clip(sets["near_probable"], near_low, near_high) + near_spans)
        if hangs(a, b, limits, "near_probable", whole):
            near, near_spans = "possible", []
    grade, own = None, []
    for name in ("certain", "probable"):
        own = clip(sets[name], low, high)
        if own:
            grade = name
            break
    spans = clip(sets["breach"], low, high)
    if grade and not clip(sets["judged"], low, high):
        grade = None
    if grade and hangs(a, b, limits, "probable", spans):
        grade = None
    if grade is None:
        around = around or (reach if near else [])
        if not around:
            return None
        grade, spans, own = "possible", around, around
    return {
        "grade": grade,
        "near": near,
        "start": spans[0][0],
        "end": spans[-1][1],
        "stay": length(spans),
        "spans": spans,
        "own": own,
        "near_spans": near_spans,
    }


def bearing(mover, low, high):
    """Kept reports whose two segments together hold all of [low, high]."""
    rows = mover.kept()
    for n in range(len(rows)):
        before = rows[max(n - 1, 0)].t_s
        after = rows[min(n + 1, len(rows) - 1)].t_s
        if before <= low + 1e-6 and high <= after + 1e-6:
            yield n, before, after


def hangs(a, b, limits, name, spans):
    """Whether without some one report nothing of a set is left of a breach."""
    low, high = spans[0][0], spans[-1][1]
    for own, other, first in ((a, b, True), (b, a, False)):
        for n, before, after in bearing(own, low, high):
            less = own.without(n)
            pair = (less, other) if first else (other, less)
            left = pair_sets(*pair, limits, only=(before, after))
            if not clip(left[name], before, after):
                return True
    return False


def pair_at(a, b, limits, at_s, spans):
    """h in metres and v in feet at an instant, in a part that holds some of `spans`."""
    for n, m, t0, t1 in parts_of(a, b, limits.gap_s, limits.fastest_mps):
        if t0 - 1e-6 <= at_s <= t1 + 1e-6 and length(clip(spans, t0, t1)) > 1e-5:
            h, _, v, *_ = measured(a, b, n, m, np.array([at_s]), limits)
            return float(h[0]), None if v is None else float(v[0])
    return None


def least(a, b, limits, spans, value):
    """The least of value(h, v) over closed intervals, by samples; v may be None."""
    best = math.inf
    for n, m, t0, t1 in parts_of(a, b, limits.gap_s, limits.fastest_mps):
        for low, high in spans:
            s0, s1 = max(low, t0), min(high, t1)
            if s1 - s0 < 1e-5:
                # Only touched: its heights may be unknown.
                continue
            t_s = np.linspace(s0, s1, max(3, math.ceil((s1 - s0) / 0.01) + 1))
            h, _, v, *_ = measured(a, b, n, m, t_s, limits)
            values = value(h, v)
            if values is not None:
                best = min(best, float(np.min(values)))
    return best
