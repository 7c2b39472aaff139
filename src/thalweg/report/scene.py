"""One finding with all that its drawings need: paths, ground, window of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from thalweg.agreement.ground import LineGround, SiteGround, line_ground, site_ground
from thalweg.model.agreement import Agreement, Clause, KeepSide, Separation, StandOff
from thalweg.report.folder import Evidenced, Row
from thalweg.report.paths import I64, WGS84, Fixes, Path, distance_m, paths_of
from thalweg.report.plane import F64, Plane, feet_on
from thalweg.report.rings import Rings
from thalweg.times import US_PER_S

Watched = KeepSide | Separation | StandOff
MANOEUVRE_LOOK_S = {KeepSide: 90.0, Separation: 40.0, StandOff: 120.0}


class Grounds:
    """The ground of each clause and place, worked out once for the page."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._lines: dict[str, LineGround] = {}
        self._halves: dict[str, Mapping[str, Rings]] = {}
        self._sites: dict[str, SiteGround] = {}

    def line(self, clause: KeepSide) -> LineGround:
        """Return the line of a clause with its area and sides."""
        if clause.id not in self._lines:
            self._lines[clause.id] = line_ground(self._agreement, clause)
        return self._lines[clause.id]

    def halves(self, clause: KeepSide) -> Mapping[str, Rings]:
        """Return the parts of a clause's area ``left`` and ``right`` of its line."""
        if clause.id not in self._halves:
            ground = self.line(clause)
            self._halves[clause.id] = {
                "left": Rings(ground.left),
                "right": Rings(ground.right),
            }
        return self._halves[clause.id]

    def site(self, place: str) -> SiteGround:
        """Return a protected site."""
        if place not in self._sites:
            self._sites[place] = site_ground(self._agreement, place)
        return self._sites[place]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn over time: `measure_m` and its error as `Scene.measure_m` has them.

    `fixes` has one entry for each of the scene's movers.
    """

    times_us: I64
    fixes: Sequence[Fixes]
    measure_m: F64
    error_m: F64


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One finding, its clause, and the paths of its movers as its evidence has them.

    `paths` begins with the finding's mover, then its other mover; a site that moves
    with a mover comes after them. `halves` are the parts of the area on either side of
    the line.
    """

    finding: Row
    clause: Watched
    paths: Sequence[Path]
    line: LineGround | None
    halves: Mapping[str, Rings]
    site: SiteGround | None
    from_us: int
    to_us: int
    manoeuvre_mps2: float

    @cached_property
    def movers(self) -> Sequence[Path]:
        """Return the paths that the finding is about, one or two."""
        names = {self.finding["mover"], self.finding["other_mover"]}
        return [path for path in self.paths if path.mover in names]

    @cached_property
    def plane(self) -> Plane:
        """Return the plane about the finding's place."""
        lat, lon = self.finding["lat_deg"], self.finding["lon_deg"]
        if lat is None or lon is None:
            first = self.paths[0]
            lat, lon = float(first.lat_deg[0]), float(first.lon_deg[0])
        return Plane(lat, lon)

    def fixes(self, path: Path, times_us: I64) -> Fixes:
        """Return where a path was at instants."""
        return path.at(times_us, self.manoeuvre_mps2)

    def instants(self, most: int = 150) -> I64:
        """Return the instants to draw: reports in the window, and an even grid."""
        grid = np.linspace(self.from_us, self.to_us, most).astype(np.int64)
        marks = [self.finding[k] for k in ("start", "end", "closest_time")]
        reports = [path.time_us for path in self.movers]
        whole = np.concatenate([grid, *reports, [m for m in marks if m is not None]])
        inside = whole[(whole >= self.from_us) & (whole <= self.to_us)]
        return np.unique(inside.astype(np.int64))

    @cached_property
    def drawn(self) -> Drawn:
        """Return the finding at the instants to draw, worked out once."""
        times_us = self.instants()
        fixes = [self.fixes(path, times_us) for path in self.movers]
        return Drawn(times_us, fixes, *self._measure_m(times_us, fixes))

    def measure_m(self, times_us: I64) -> tuple[F64, F64]:
        """Return the measure the clause limits, and its error, at instants.

        A pair: horizontal distance. A line: depth beyond it, negative on the own side.
        A site: distance to it. In metres, NaN where not observed.
        """
        return self._measure_m(
            times_us, [self.fixes(path, times_us) for path in self.movers]
        )

    def _measure_m(self, times_us: I64, fixes: Sequence[Fixes]) -> tuple[F64, F64]:
        unseen = np.full(times_us.size, np.nan)
        if isinstance(self.clause, Separation):
            if len(fixes) < 2:
                return unseen, unseen
            return distance_m(*fixes[:2]), fixes[0].error_m + fixes[1].error_m
        if isinstance(self.clause, KeepSide) and self.line is not None:
            return self._depth_m(self.clause, self.line, fixes[0]), fixes[0].error_m
        if self.site is not None:
            far_m, error_m = self._from_site_m(self.site, fixes[0], times_us)
            return far_m, fixes[0].error_m + error_m
        return unseen, unseen

    def _depth_m(self, clause: KeepSide, ground: LineGround, at: Fixes) -> F64:
        here = np.isfinite(at.lat_deg)
        depth_m = np.full(at.lat_deg.size, np.nan)
        lat, lon = at.lat_deg[here], at.lon_deg[here]
        off_m = self._off_line_m(ground.line_lat_deg, ground.line_lon_deg, lat, lon)
        own = clause.sides.get(self._judged_party(clause), "left")
        away = "right" if own == "left" else "left"
        over, home = (self.halves[side].hold(lat, lon) for side in (away, own))
        depth_m[here] = np.where(over, off_m, np.where(home, -off_m, np.nan))
        return depth_m

    def _judged_party(self, clause: KeepSide) -> str:
        """Return which of the clause's parties the mover is judged as.

        An affiliate has no side of its own: it is judged as the party it belongs to,
        which is then among the finding's parties, else the first of the clause.
        """
        told = (self.finding["party"], *(self.finding["parties"] or ()))
        return next((p for p in told if p in clause.sides), next(iter(clause.sides)))

    def _off_line_m(self, line_lat: F64, line_lon: F64, lat: F64, lon: F64) -> F64:
        """Geodesic distance to the nearest point of a line, found on the plane."""
        if lat.size == 0:
            return np.empty(0)
        track = np.column_stack(self.plane.xy(line_lat, line_lon))
        feet = feet_on(np.column_stack(self.plane.xy(lat, lon)), track)
        foot_lat, foot_lon = self.plane.degrees(feet[:, 0], feet[:, 1])
        return np.asarray(WGS84.inv(lon, lat, foot_lon, foot_lat)[2], float)

    def _from_site_m(
        self, site: SiteGround, at: Fixes, times_us: I64
    ) -> tuple[F64, F64]:
        far_m = np.full(times_us.size, np.nan)
        if site.kind == "mover":
            host = next((p for p in self.paths if p.mover == site.mover), None)
            if host is None:
                return far_m, far_m
            there = self.fixes(host, times_us)
            return distance_m(at, there), there.error_m
        error_m = np.full(times_us.size, site.error_m)
        if site.kind in ("point", "track"):
            lat, lon = site_at(site, times_us)
            nothing = np.zeros_like(lat)
            return distance_m(at, Fixes(lat, lon, *[nothing] * 4)), error_m
        here = np.isfinite(at.lat_deg)
        lat, lon = at.lat_deg[here], at.lon_deg[here]
        off_m = self._off_line_m(site.lat_deg, site.lon_deg, lat, lon)
        if site.kind == "polygon":
            area = Rings(((site.lat_deg, site.lon_deg),))
            off_m = np.where(area.hold(lat, lon), 0.0, off_m)
        far_m[here] = np.maximum(off_m - site.half_width_m, 0.0)
        return far_m, error_m


def scene_of(
    record: Evidenced, grounds: Grounds, finding: Row, clause: Clause
) -> Scene | None:
    """Return the scene of a finding; None where its evidence shows no path."""
    if not isinstance(clause, KeepSide | Separation | StandOff):
        return None
    evidence = record.evidence(finding["evidence"])
    if evidence is None:
        return None
    defaults = record.agreement.defaults
    found = paths_of(
        evidence,
        largest_gap_s=clause.largest_gap_s,
        fastest_mps=defaults.fastest_mps,
    )
    first = [finding["mover"], finding["other_mover"]]
    names = [m for m in first if m in found] + [m for m in found if m not in first]
    paths = [found[m] for m in names if found[m].time_us.size]
    if not paths or paths[0].mover != finding["mover"]:
        return None
    look_us = int(MANOEUVRE_LOOK_S[type(clause)] * US_PER_S)
    about_us = max(look_us, (finding["end"] - finding["start"]) // 8)
    return Scene(
        finding=finding,
        clause=clause,
        paths=paths,
        line=grounds.line(clause) if isinstance(clause, KeepSide) else None,
        halves=grounds.halves(clause) if isinstance(clause, KeepSide) else {},
        site=grounds.site(finding["site"]) if finding["site"] else None,
        from_us=finding["start"] - about_us,
        to_us=finding["end"] + about_us,
        manoeuvre_mps2=defaults.manoeuvre_mps2,
    )


def site_at(site: SiteGround, times_us: I64) -> tuple[F64, F64]:
    """Return where a fixed or tracked site was; NaN before its first fix or after.

    Between two fixes of a track it goes straight and evenly, for drawing.
    """
    if site.kind == "point" or len(site.lat_deg) == 1:
        one = np.ones(times_us.size)
        return one * site.lat_deg[0], one * site.lon_deg[0]
    t = np.asarray(site.time_us, float)
    lat_deg, lon_deg = (
        np.interp(times_us, t, degrees, left=np.nan, right=np.nan)
        for degrees in (site.lat_deg, site.lon_deg)
    )
    return lat_deg, lon_deg
