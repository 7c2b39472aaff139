"""Sites as detectors meet them: points and movers as paths, roads and areas as shapes.

Each offers the same four things: its sets over a stretch of time, its sets about one
mover, the nearest instant there, and what to put into a request's digest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from thalweg.agreement.ground import SiteGround
from thalweg.kernels.geodesy import inverse_m_rad
from thalweg.kernels.inside import Ground, boxes_about
from thalweg.kernels.nearby import stays_between
from thalweg.kernels.parts import (
    COLUMNS,
    ERROR_M,
    X0_M,
    X1_M,
    Y0_M,
    Y1_M,
    Band,
    fill_parts,
)
from thalweg.kernels.paths import OPEN, Paths, bowed
from thalweg.kernels.reach import Shape, nearest, shape_spans
from thalweg.kernels.separation import Reach, least_on_parts, stay_spans
from thalweg.kernels.states import segment_at
from thalweg.watch.detector import NOTHING_US, Group, Sets
from thalweg.watch.flights import Flights, bearing, still, subset, without_row
from thalweg.watch.request import EVERYWHERE_M

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a clause asks of a site: distances, heights, whose movers, the gap."""

    reach: Reach
    band: Band
    allowed: NDArray[np.bool_]
    gap_us: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest instant: when, how far, with what error, at what speed."""

    at_us: int
    distance_m: float
    error_m: float
    speed_mps: float


class About(Protocol):
    """One mover about one site, in the window of its evidence."""

    def group(self, paths: Paths, reach: Reach) -> Group:
        """Return the sets of mover 0 of `paths`, by kind."""
        ...

    def nearest(self, paths: Paths, spans_us: I64) -> Nearest:
        """Return the nearest instant of mover 0 during intervals, ends included."""
        ...

    def less_one(self, low_us: int, high_us: int) -> Iterator[tuple[About, int, int]]:
        """Yield the site without each report that may alone bear [low, high].

        With it the times of that report's neighbours. Only a site that is a mover has
        reports.
        """
        ...


class Site(Protocol):
    """A site of a stand-off clause."""

    @property
    def ground(self) -> SiteGround:
        """Return the site as the agreement gives it."""
        ...

    def scan(self, flights: Flights, asked: Asked, from_us: int, until_us: int) -> Sets:
        """Return the sets of all movers, key (mover, 0, 0), begun in the stretch."""
        ...

    def about(
        self, flights: Flights, asked: Asked, from_us: int, until_us: int
    ) -> About:
        """Return the site as it stands in a window of time."""
        ...


def site_of(ground: SiteGround) -> Site:
    """Return a site of the kind that its ground is."""
    if ground.kind in ("route", "polygon"):
        return ShapeSite(ground)
    return PathSite(ground)


def group_of(kinds: NDArray[np.int8], spans_us: I64) -> Group:
    """Return intervals by kind, joined where they touch."""
    keys = np.zeros((len(kinds), 3), np.int64)
    return Sets(keys, kinds, spans_us).groups().get((0, 0, 0), {})


@dataclass(frozen=True, slots=True)
class PathSite:
    """A point, a track of a file, or a mover: something with a place at each time."""

    ground: SiteGround

    def scan(self, flights: Flights, asked: Asked, from_us: int, until_us: int) -> Sets:
        """Return the sets of all movers about the site."""
        pairs, kinds, spans_us = stays_between(
            flights.paths, _site_path(self.ground, flights), asked.reach, asked.band,
            asked.allowed, asked.gap_us, from_us, until_us,
        )  # fmt: skip
        # A site that is a mover does not stay near itself.
        own = flights.number(self.ground.mover) if self.ground.mover else -1
        apart = pairs[:, 0] != own
        keys = np.column_stack([pairs, np.zeros(len(pairs), np.int64)])
        return Sets(keys[apart], kinds[apart], spans_us[apart])

    def about(
        self, flights: Flights, asked: Asked, from_us: int, until_us: int
    ) -> About:
        """Return the site's path; cut as its evidence is, where it is a mover."""
        number = flights.number(self.ground.mover) if self.ground.mover else -1
        about = flights
        if number >= 0:
            about = subset(flights, (number,), from_us, until_us)
        return _AboutPath(_site_path(self.ground, about), asked, number >= 0)


@dataclass(frozen=True, slots=True)
class _AboutPath:
    site: Paths
    asked: Asked
    reported: bool

    def less_one(self, low_us: int, high_us: int) -> Iterator[tuple[About, int, int]]:
        """Yield the site without each report of it that may alone bear [low, high]."""
        time_us = self.site.time_us
        for n in bearing(time_us, low_us, high_us) if self.reported else []:
            ends_us = time_us[max(n - 1, 0)], time_us[min(n + 1, len(time_us) - 1)]
            less = without_row(self.site, 0, n)
            yield replace(self, site=less), int(ends_us[0]), int(ends_us[1])

    def group(self, paths: Paths, reach: Reach) -> Group:
        times_us, parts = self.parts(paths)
        kinds = np.empty(10 * len(parts) + 1, np.int8)
        spans_us = np.empty((10 * len(parts) + 1, 2), np.int64)
        many = stay_spans(times_us, parts, len(parts), reach, kinds, spans_us)
        return group_of(kinds[:many], spans_us[:many])

    def parts(self, paths: Paths) -> tuple[I64, F64]:
        """Return all parts of mover 0 and the site: times and columns."""
        if len(paths.time_us) < 2 or len(self.site.time_us) < 2:
            return NOTHING_US, np.zeros((0, COLUMNS))
        from_us, until_us = int(paths.time_us[0]), int(paths.time_us[-1])
        asked = self.asked
        room = 4096
        while True:
            times_us, parts = np.empty((room, 2), np.int64), np.empty((room, COLUMNS))
            many = fill_parts(
                paths, 0, 0, self.site, 0, 0, from_us, until_us, asked.gap_us,
                EVERYWHERE_M, asked.band, False, asked.allowed, times_us, parts,
            )  # fmt: skip
            if many >= 0:
                return times_us[:many], parts[:many]
            room *= 4

    def nearest(self, paths: Paths, spans_us: I64) -> Nearest:
        times_us, parts = self.parts(paths)
        # The distance alone: an infinite height scale leaves heights out.
        at_us, _ = least_on_parts(times_us, parts, len(parts), spans_us, 1.0, math.inf)
        n = min(int(np.searchsorted(times_us[:, 1], at_us, "left")), len(parts) - 1)
        row = parts[n]
        width_us = float(times_us[n, 1] - times_us[n, 0])
        u = (at_us - times_us[n, 0]) / width_us
        dx_m, dy_m = row[X1_M] - row[X0_M], row[Y1_M] - row[Y0_M]
        away_m = math.hypot(row[X0_M] + u * dx_m, row[Y0_M] + u * dy_m)
        speed_mps = math.hypot(dx_m, dy_m) / (width_us / SECOND_US)
        return Nearest(at_us, away_m, float(row[ERROR_M]), speed_mps)


@dataclass(frozen=True, slots=True)
class ShapeSite:
    """A road with its width, or an area: a fixed shape of edges."""

    ground: SiteGround

    def scan(self, flights: Flights, asked: Asked, from_us: int, until_us: int) -> Sets:
        """Return the sets of all movers about the site."""
        about = _AboutShape(shape_of(self.ground), asked)
        paths = flights.paths
        each: list[Sets] = []
        for k in range(len(flights.movers)):
            rows = flights.rows(k)
            low, high = np.searchsorted(paths.time_us[rows], (from_us, until_us))
            high = min(int(high), rows.stop - rows.start - 1)
            if low >= high:
                continue
            begin, end = rows.start + int(low), rows.start + high
            parties = np.unique(paths.party[begin:end])
            if not asked.allowed[parties, 0].any():
                continue
            kinds, spans_us = about.spans(paths, k, begin, end, asked.reach)
            keys = np.zeros((len(kinds), 3), np.int64)
            keys[:, 0] = k
            each.append(Sets(keys, kinds, spans_us))
        return Sets.together(each)

    def about(
        self, flights: Flights, asked: Asked, from_us: int, until_us: int
    ) -> About:
        """Return the site, which stands still."""
        return _AboutShape(shape_of(self.ground), asked)


@dataclass(frozen=True, slots=True)
class _AboutShape:
    shape: Shape
    asked: Asked

    def less_one(self, low_us: int, high_us: int) -> Iterator[tuple[About, int, int]]:
        """Yield nothing: a road or an area is not reported."""
        yield from ()

    def spans(
        self, paths: Paths, k: int, begin: int, end: int, reach: Reach
    ) -> tuple[NDArray[np.int8], I64]:
        """Return the sets over segments whose first report is of a party asked for."""
        kinds: list[NDArray[np.int8]] = []
        spans_us: list[I64] = []
        wanted = self.asked.allowed[paths.party[begin:end], 0]
        edges = np.flatnonzero(np.diff(np.concatenate([[0], wanted, [0]])))
        for low, high in edges.reshape(-1, 2):
            found = shape_spans(
                paths, k, begin + int(low), begin + int(high), self.shape, reach,
                self.asked.band, self.asked.gap_us,
            )  # fmt: skip
            kinds.append(found[0])
            spans_us.append(found[1])
        if not kinds:
            return np.zeros(0, np.int8), NOTHING_US
        return np.concatenate(kinds), np.concatenate(spans_us)

    def group(self, paths: Paths, reach: Reach) -> Group:
        end = len(paths.time_us) - 1
        if end < 1:
            return {}
        return group_of(*self.spans(paths, 0, 0, end, reach))

    def nearest(self, paths: Paths, spans_us: I64) -> Nearest:
        gap_us = self.asked.gap_us
        at_us, away_m = nearest(paths, 0, spans_us, self.shape, gap_us)
        i = max(segment_at(paths, 0, at_us, gap_us), 0)
        t0_us, t1_us = int(paths.time_us[i]), int(paths.time_us[i + 1])
        stray_m = paths.manoeuvre_mps2[0] * bowed(t0_us, t1_us, at_us, at_us)
        error_m = max(paths.error_m[i], paths.error_m[i + 1]) + self.shape.error_m
        speed_mps = _speed_mps(paths, i)
        return Nearest(at_us, away_m, float(error_m + stray_m), speed_mps)


def shape_of(ground: SiteGround) -> Shape:
    """Return a route or polygon as the kernels want it."""
    points = np.column_stack([ground.lon_deg, ground.lat_deg])
    edges = np.ascontiguousarray(np.column_stack([points[:-1], points[1:]]))
    edges = edges[np.any(edges[:, :2] != edges[:, 2:], axis=1)]
    many = len(edges)
    nothing = np.zeros(0, np.int64)
    border = Ground(
        edges_deg=np.ascontiguousarray(edges),
        line_edges=many,
        of_left=np.ones(many, np.bool_),
        of_right=np.zeros(many, np.bool_),
        west_deg=float(edges[:, ::2].min()),
        south_deg=float(edges[:, 1::2].min()),
        per_lon_deg=1.0,
        per_lat_deg=1.0,
        cells=0,
        field=np.zeros(0, np.int8),
        listed=nothing,
        listing=nothing,
        boxes_deg=boxes_about(edges, many),
    )
    filled = ground.kind == "polygon"
    return Shape(border, filled, float(ground.half_width_m), float(ground.error_m))


def _speed_mps(paths: Paths, i: int) -> float:
    length_m, _, _ = inverse_m_rad(
        paths.lat_rad[i], paths.lon_rad[i], paths.lat_rad[i + 1], paths.lon_rad[i + 1]
    )
    step_us = float(paths.time_us[i + 1] - paths.time_us[i])
    return float(length_m / (step_us / SECOND_US))


def _site_path(site: SiteGround, flights: Flights) -> Paths:
    """Return a site as a path; empty for a mover that was never reported."""
    if site.kind == "point":
        return still([float(site.lat_deg[0])], [float(site.lon_deg[0])], [site.error_m])
    if site.kind == "mover":
        return _mover_path(site.mover or "", flights)
    many = len(site.time_us)
    base = still([0.0], [0.0], [0.0])
    return base._replace(
        start=np.array([0, many], np.int64),
        time_us=np.array(site.time_us, np.int64),
        lat_rad=np.radians(site.lat_deg),
        lon_rad=np.radians(site.lon_deg),
        error_m=np.full(many, site.error_m),
        baro_ft=np.full(many, np.nan),
        geo_ft=np.full(many, np.nan),
        open_path=np.full(many, OPEN, np.int8),
        party=np.zeros(many, np.int16),
    )


def _mover_path(mover: str, flights: Flights) -> Paths:
    k = flights.number(mover)
    paths = flights.paths
    rows = flights.rows(k) if k >= 0 else slice(0, 0)
    many = rows.stop - rows.start
    base = still([0.0], [0.0], [0.0])
    swerve = base.manoeuvre_mps2
    if k >= 0:
        swerve = paths.manoeuvre_mps2[np.array([k], np.int64)]
    return base._replace(
        start=np.array([0, many], np.int64),
        time_us=paths.time_us[rows].copy(),
        lat_rad=paths.lat_rad[rows].copy(),
        lon_rad=paths.lon_rad[rows].copy(),
        error_m=paths.error_m[rows].copy(),
        baro_ft=np.full(many, np.nan),
        geo_ft=np.full(many, np.nan),
        open_path=paths.open_path[rows].copy(),
        party=np.zeros(many, np.int16),
        manoeuvre_mps2=swerve,
    )


def asked_of(sites: Sequence[SiteGround]) -> list[dict[str, object]]:
    """Return sites as they stand in a request's digest."""
    return [
        {
            "place": site.place,
            "kind": site.kind,
            "mover": site.mover,
            "time_us": [int(t) for t in site.time_us],
            "lat_deg": [float(v) for v in site.lat_deg],
            "lon_deg": [float(v) for v in site.lon_deg],
            "error_m": float(site.error_m),
            "half_width_m": float(site.half_width_m),
        }
        for site in sites
    ]
