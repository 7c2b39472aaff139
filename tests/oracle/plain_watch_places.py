"""Plain twins of stays and excursions, beside those of pairs in `plain_watch`."""

from __future__ import annotations

import itertools
import math

import numpy as np
import shapely
from shapely.ops import split

from tests.oracle.plain_watch import (
    GEOD,
    PART_S,
    SAMPLE_S,
    bearing,
    below,
    chains,
    clip,
    length,
    places,
    stray,
    union,
)


def pieces(mover, gap_s, fastest_mps=1000.0):
    """Observed segments, each cut into equal parts of at most 2 s: (n, t0, t1)."""
    rows = mover.kept()
    for n, (a, b) in enumerate(itertools.pairwise(rows)):
        if mover.observed(n, gap_s, fastest_mps, rows):
            many = math.ceil((b.t_s - a.t_s) / PART_S - 1e-9)
            edges = np.linspace(a.t_s, b.t_s, many + 1)
            yield from ((n, t0, t1) for t0, t1 in itertools.pairwise(edges))


def error_m(mover, n, t_s):
    a, b = mover.kept()[n], mover.kept()[n + 1]
    bow = stray(a.t_s, b.t_s, t_s, mover.manoeuvre_mps2)
    return max(a.error_m, b.error_m) + float(np.max(bow))


def stay_sets(mover, site, radius_m, overhead_m, gap_s):
    """Sets of a mover about a fixed point (lat, lon, error), and when it was seen."""
    names = ("certain", "probable", "possible", "judged")
    sets = {f"{pre}{name}": [] for pre in ("", "over_") for name in names}
    seen = []
    for n, t0, t1 in pieces(mover, gap_s):
        seen.append((t0, t1))
        t_s = np.linspace(t0, t1, max(3, math.ceil((t1 - t0) / SAMPLE_S) + 1))
        lat, lon = places(mover.kept()[n], mover.kept()[n + 1], t_s)
        one = np.ones(len(t_s))
        h_m = GEOD.inv(lon, lat, site[1] * one, site[0] * one)[2]
        e_m = error_m(mover, n, t_s) + site[2]
        for pre, limit in (("", radius_m), ("over_", overhead_m)):
            if limit is None:
                continue
            found = {
                "certain": below(t_s, h_m, limit - e_m),
                "probable": below(t_s, h_m, limit),
                "judged": below(t_s, h_m, limit) if e_m <= limit else None,
                "possible": below(t_s, h_m, limit + e_m) if e_m <= limit else None,
            }
            for name, interval in found.items():
                if interval:
                    sets[pre + name].append(interval)
    found = {name: union(each) for name, each in sets.items()}
    found["seen"] = union(seen)
    return found


def stays(mover, site, *, radius_m, overhead_m, gap_s, longest, same_stay_s=600.0):
    """Findings of stand-off: grade, start, end, stay, unseen, parts."""
    sets = stay_sets(mover, site, radius_m, overhead_m, gap_s)
    ends = [s[1] for s in sets["seen"]]
    starts = [s[0] for s in sets["seen"]]

    def joins(end, start):
        unseen = any(abs(end - e) < 1e-6 for e in ends)
        unseen = unseen and any(abs(start - s) < 1e-6 for s in starts)
        return unseen and start - end <= same_stay_s

    found, counted = [], []
    for chain in chains(sets["probable"], joins):
        grade = _stay_grade(mover, site, radius_m, overhead_m, gap_s, chain, longest)
        if grade:
            found.append(_stay(chain, grade))
            counted += chain
    possible = union(sets["possible"] + sets["over_possible"])
    for chain in chains(possible, joins):
        if any(a <= d and c <= b for a, b in counted for c, d in chain):
            continue
        low, high = chain[0][0], chain[-1][1]
        stay_s = length(clip(sets["possible"], low, high))
        over_s = length(clip(sets["over_possible"], low, high))
        unseen_s = high - low - length(chain)
        if over_s:
            over_s += sum(
                c - b
                for (_, b), (c, _) in itertools.pairwise(chain)
                if any(abs(b - y) < 1e-6 for _, y in sets["over_possible"])
                and any(abs(c - x) < 1e-6 for x, _ in sets["over_possible"])
            )
        if stay_s + (unseen_s if stay_s else 0.0) > longest[0] or over_s > longest[1]:
            found.append(_stay(chain, "possible"))
    return sorted(found, key=lambda f: f["start"])


def _stay(chain, grade):
    low, high = chain[0][0], chain[-1][1]
    return {
        "grade": grade,
        "start": low,
        "end": high,
        "stay": length(chain),
        "unseen": high - low - length(chain),
        "parts": len(chain),
    }


def _stay_grade(mover, site, radius_m, overhead_m, gap_s, chain, longest):
    low, high = chain[0][0], chain[-1][1]
    near = mover.about(low, high, max(300.0, 600.0, 2 * gap_s))
    sets = stay_sets(near, site, radius_m, overhead_m, gap_s)

    def total(name):
        return length(clip(sets[name], low, high))

    grade = None
    if total("certain") > longest[0] or total("over_certain") > longest[1]:
        grade = "certain"
    else:
        stay_s = total("probable") if total("judged") else 0.0
        over_s = total("over_probable") if total("over_judged") else 0.0
        if stay_s > longest[0] or over_s > longest[1]:
            grade = "probable"
    if grade is None:
        return None
    for n, before, after in bearing(near, low, high):
        less = stay_sets(near.without(n), site, radius_m, overhead_m, gap_s)
        left = clip(less["probable"], before, after)
        if not left + clip(less["over_probable"], before, after):
            return None
    return grade


class Line:
    """A line with an area about it, in the plane of longitude and latitude.

    Edges are geodesics, densified to 250 m: the chord is then within 0.01 m of them.
    """

    def __init__(self, line, ring):
        """`line` and `ring` are lists of (lon, lat), longitudes unwrapped."""
        self.dense = shapely.LineString(_dense(line))
        self.area = shapely.Polygon(_dense([*ring, ring[0]]))
        self.parts = list(split(self.area, self.dense).geoms)
        assert len(self.parts) == 2
        (self.cut,) = shapely.get_parts(self.dense.intersection(self.area))
        inner = [p for p in line[1:-1] if self.area.covers(shapely.Point(p))]
        ends = self.cut.coords[0], self.cut.coords[-1]
        if self.dense.project(shapely.Point(ends[0])) > self.dense.project(
            shapely.Point(ends[1])
        ):
            ends = ends[::-1]
        self.edges = np.array(list(itertools.pairwise([ends[0], *inner, ends[1]])))
        (ax, ay), (bx, by) = self.edges[0]
        near_left = shapely.Point(
            (ax + bx) / 2 - (by - ay) * 1e-3, (ay + by) / 2 + (bx - ax) * 1e-3
        )
        is_left = [part.contains(near_left) for part in self.parts]
        self.left = self.parts[is_left.index(True)]
        self.right = self.parts[1 - is_left.index(True)]
        self.middle = self.area.centroid.x
        self.borders = shapely.union_all([self.left.boundary, self.right.boundary])
        for shape in (self.left, self.right, self.borders):
            shapely.prepare(shape)

    def calm(self, a, b):
        """Whether the way between two reports is far from every border."""
        (ax, bx) = self.near(np.array([a.lon_deg, b.lon_deg]))
        way = shapely.LineString([(ax, a.lat_deg), (bx, b.lat_deg)])
        return abs(bx - ax) < 0.2 and not shapely.dwithin(self.borders, way, 0.002)

    def side(self, lon, lat):
        """'left', 'right' or '' for each place."""
        lon = self.near(np.asarray(lon))
        out = np.full(len(lon), "", dtype=object)
        out[shapely.contains_xy(self.left, lon, lat)] = "left"
        out[shapely.contains_xy(self.right, lon, lat)] = "right"
        return out

    def near(self, lon):
        return lon - 360.0 * np.round((lon - self.middle) / 360.0)

    def depth_m(self, lon, lat):
        """Geodesic distance of each place to the nearest point of the cut line."""
        lon, lat = np.asarray(lon), np.asarray(lat)
        best = np.full(len(lon), np.inf)
        for (ax, ay), (bx, by) in self.edges:
            azimuth, _, length_m = GEOD.inv(ax, ay, bx, by)
            one = np.ones(len(lon))
            # Steps along the edge to the foot of the perpendicular; they close in on
            # it by the square of distance over the Earth's radius.
            s = 0.5 * length_m * one
            for _ in range(6):
                px, py, back = GEOD.fwd(ax * one, ay * one, azimuth * one, s)
                to, _, d = GEOD.inv(px, py, lon, lat)
                along = d * np.cos(np.radians(to - (back + 180.0)))
                s = np.clip(s + along, 0.0, length_m)
            px, py, _ = GEOD.fwd(ax * one, ay * one, azimuth * one, s)
            best = np.minimum(best, GEOD.inv(px, py, lon, lat)[2])
        return best


def _dense(points, step_m=250.0):
    out = [tuple(points[0])]
    for (ax, ay), (bx, by) in itertools.pairwise(points):
        azimuth, _, way_m = GEOD.inv(ax, ay, bx, by)
        for n in range(1, math.ceil(way_m / step_m)):
            lon, lat, _ = GEOD.fwd(
                ax, ay, azimuth, n * way_m / math.ceil(way_m / step_m)
            )
            out.append((lon - 360.0 * round((lon - ax) / 360.0), lat))
        out.append((bx, by))
    return out


def side_runs(mover, line, gap_s, *, step_s=0.2):
    """Runs of one side in observed time: (side, start, end), cut at what is unseen."""
    runs, calm, rows = [], {}, mover.kept()
    for n, t0, t1 in pieces(mover, gap_s):
        a, b = rows[n], rows[n + 1]
        if n not in calm:
            here = line.side([a.lon_deg], [a.lat_deg])[0]
            calm[n] = here if line.calm(a, b) else None
        if calm[n] is not None:
            runs.append((calm[n], t0, t1))
            continue
        t_s = np.linspace(t0, t1, max(2, math.ceil((t1 - t0) / step_s) + 1))
        lat, lon = places(a, b, t_s)
        sides = line.side(lon, lat)
        for k in range(len(t_s) - 1):
            if sides[k] == sides[k + 1]:
                runs.append((sides[k], t_s[k], t_s[k + 1]))
                continue
            low, high = t_s[k], t_s[k + 1]
            for _ in range(24):
                middle = 0.5 * (low + high)
                at = places(a, b, np.array([middle]))
                if line.side(at[1], at[0])[0] == sides[k]:
                    low = middle
                else:
                    high = middle
            runs.append((sides[k], t_s[k], low))
            runs.append((sides[k + 1], low, t_s[k + 1]))
    joined = []
    for side, start, end in runs:
        if joined and joined[-1][0] == side and start - joined[-1][2] < 1e-6:
            joined[-1] = (side, joined[-1][1], end)
        elif end > start:
            joined.append((side, start, end))
    return joined


def passages(mover, line, gap_s):
    """Instants at which a mover goes from one side straight to the other.

    What is shorter than a millisecond is where a report stands on the line itself.
    """
    runs = [run for run in side_runs(mover, line, gap_s) if run[2] - run[1] > 1e-3]
    return [
        (b[1], b[0])
        for a, b in itertools.pairwise(runs)
        if a[0] and b[0] and a[0] != b[0] and b[1] - a[2] < 2e-3
    ]


def depth_sets(mover, line, wrong, buffer_m, gap_s):
    """Certain, breach, judged and possible depth, and the stretches on a side."""
    strays = [(a, b) for side, a, b in side_runs(mover, line, gap_s) if side == wrong]
    sets = {"certain": [], "breach": [], "judged": [], "possible": []}
    deepest = []
    for n, t0, t1 in pieces(mover, gap_s):
        e_m = error_m(mover, n, np.linspace(t0, t1, 41))
        limits = {
            "certain": buffer_m + e_m,
            "breach": buffer_m,
            "judged": max(buffer_m, e_m),
            "possible": buffer_m - e_m if e_m <= buffer_m else e_m,
        }
        for low, high in clip(strays, t0, t1):
            t_s = np.linspace(low, high, max(3, math.ceil((high - low) / 0.1) + 1))
            lat, lon = places(mover.kept()[n], mover.kept()[n + 1], t_s)
            d_m = line.depth_m(lon, lat)
            deepest.append(_deepest(mover, n, line, t_s, d_m))
            for name, limit in limits.items():
                sets[name] += _above(t_s, d_m, max(limit, 0.0))
    return {name: union(each) for name, each in sets.items()}, strays, deepest


def _deepest(mover, n, line, t_s, d_m):
    """The greatest depth, looked at more closely about the greatest sample."""
    k = int(d_m.argmax())
    fine_s = np.linspace(t_s[max(k - 1, 0)], t_s[min(k + 1, len(t_s) - 1)], 81)
    lat, lon = places(mover.kept()[n], mover.kept()[n + 1], fine_s)
    return float(t_s[k]), float(line.depth_m(lon, lat).max())


def _above(t_s, values, limit):
    """Runs of samples above a limit; depth need not be convex."""
    found = []
    over = values - limit
    for k in range(len(t_s) - 1):
        a, b = over[k] > 0, over[k + 1] > 0
        if not (a or b):
            continue
        low, high = t_s[k], t_s[k + 1]
        if a != b:
            root = low + (high - low) * over[k] / (over[k] - over[k + 1])
            low, high = (low, root) if a else (root, high)
        found.append((float(low), float(high)))
    return found


def excursions(mover, line, wrong, *, buffer_m, gap_s, shortest_s, rejoin_s=60.0):
    """Findings of keep-side: grade, start, end, stay and depth."""
    sets, strays, deepest = depth_sets(mover, line, wrong, buffer_m, gap_s)
    found, counted = [], []
    for name in ("breach", "possible"):
        opened = [s for s in strays if clip(sets[name], *s)]
        for chain in chains(opened, lambda end, start: start - end < rejoin_s):
            if any(a <= d and c <= b for a, b in counted for c, d in chain):
                continue

            def lasts(which, chain=chain):
                total = sum(length(clip(sets[which], *s)) for s in chain)
                return total > 0 and total >= shortest_s

            grade = None
            if name == "possible":
                grade = "possible" if lasts("possible") else None
            elif lasts("certain"):
                grade = "certain"
            elif lasts("breach") and any(clip(sets["judged"], *s) for s in chain):
                grade = "probable"
            if grade is None:
                continue
            deep = [i for s in chain for i in clip(sets[name], *s)]
            if name == "breach" and _hangs(mover, line, wrong, buffer_m, gap_s, deep):
                continue
            counted += chain
            low, high = chain[0][0], chain[-1][1]
            found.append(
                {
                    "grade": grade,
                    "start": low,
                    "end": high,
                    "stay": length(deep),
                    "depth": max((d for t, d in deepest if low <= t <= high)),
                }
            )
    return sorted(found, key=lambda f: f["start"])


def _hangs(mover, line, wrong, buffer_m, gap_s, deep):
    low, high = deep[0][0], deep[-1][1]
    near = mover.about(low, high, max(300.0, 2 * gap_s))
    for n, before, after in bearing(near, low, high):
        less = near.without(n)
        left = depth_sets(less, line, wrong, buffer_m, gap_s)[0]["breach"]
        if not clip(left, before, after):
            return True
    return False
