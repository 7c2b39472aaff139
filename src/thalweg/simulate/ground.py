"""The ground of an agreement for the simulator: an oracle, slow and apart.

Built from the agreement's points alone with pyproj and shapely. Nothing here comes from
`kernels` or from `agreement.ground`: the truth must not share their faults.

Everything lies on one azimuthal equidistant plane about the middle of the line. Within
120 km of its centre distances on it are off by less than 6 parts in 100,000 (d squared
over six times the Earth's radius squared), so 0.12 m in 2 km and 0.6 m in 10 km: well
inside what a test of the month may ask for.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Proj
from shapely.ops import split

from thalweg.errors import InputError
from thalweg.model.agreement import (
    Agreement,
    Clause,
    KeepSide,
    Separation,
    StandOff,
)
from thalweg.model.place import LinePlace, PointPlace, PolygonPlace, Position
from thalweg.simulate.path import WGS84

F64 = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

K = TypeVar("K", bound=Clause)

_STEP_M = 1000.0


class Ground:
    """The line with its sides, and the site, of the clauses that a scenario breaks.

    `along_m` runs from the line's first point towards its last on the geodesic between
    them; `across_m` is positive to its left.
    """

    def __init__(self, agreement: Agreement) -> None:
        self.keep_side = _only(agreement, KeepSide)
        self.separation = _only(agreement, Separation)
        self.stand_off = _only(agreement, StandOff)
        line = agreement.places[self.keep_side.line]
        if not isinstance(line, LinePlace):
            raise InputError(f"{self.keep_side.line} is not a line")
        self._first, self._last = line.points[0], line.points[-1]
        azimuth_deg, back_deg, length_m = WGS84.inv(
            self._first.lon_deg,
            self._first.lat_deg,
            self._last.lon_deg,
            self._last.lat_deg,
        )
        self.axis_deg = float(azimuth_deg)
        self._axis_end_deg = float(back_deg) + 180.0
        self.length_m = float(length_m)
        lon, lat, _ = WGS84.fwd(
            self._first.lon_deg, self._first.lat_deg, azimuth_deg, 0.5 * length_m
        )
        self.plane = Proj(
            proj="aeqd", lat_0=float(lat), lon_0=float(lon), ellps="WGS84"
        )
        river = shapely.LineString(self._edges(list(line.points)))
        self.area = self._area(agreement)
        self.line = shapely.intersection(river, self.area)
        self.left, self.right = self._sides(river)
        for shape in (self.area, self.left, self.right):
            shapely.prepare(shape)
        site = agreement.places[self.stand_off.sites[0]]
        if not isinstance(site, PointPlace):
            raise InputError(f"{site.id} is not a point")
        self.site = site

    def place(self, along_m: float, across_m: float) -> tuple[float, float]:
        """Return latitude and longitude of a point of the line's own frame."""
        lon, lat, back = WGS84.fwd(
            self._first.lon_deg, self._first.lat_deg, self.axis_deg, along_m
        )
        axis_deg = float(back) + 180.0
        lon, lat, _ = WGS84.fwd(lon, lat, axis_deg - 90.0, across_m)
        return float(lat), float(lon)

    def across_m(self, lat_deg: F64, lon_deg: F64) -> F64:
        """Return how far to the left of the line's general direction, roughly."""
        x_m, y_m = self.plane(lon_deg, lat_deg)
        azimuth_rad = np.radians(self.axis_deg - 90.0)
        return np.asarray(x_m * np.sin(azimuth_rad) + y_m * np.cos(azimuth_rad))

    def depth_m(self, side: str, lat_deg: F64, lon_deg: F64) -> F64:
        """Return how deep on the wrong side; negative on the own side.

        `side` is the own side, ``left`` or ``right``. NaN outside the area.
        """
        x_m, y_m = self.plane(lon_deg, lat_deg)
        away_m = shapely.distance(self.line, shapely.points(x_m, y_m))
        wrong = self.right if side == "left" else self.left
        signed_m = np.where(shapely.contains_xy(wrong, x_m, y_m), away_m, -away_m)
        inside = shapely.contains_xy(self.area, x_m, y_m)
        return np.where(inside, signed_m, np.nan)

    def site_m(self, lat_deg: F64, lon_deg: F64) -> F64:
        """Return the geodesic distance to the site."""
        here = np.ones_like(lat_deg)
        _, _, away_m = WGS84.inv(
            lon_deg, lat_deg, self.site.at.lon_deg * here, self.site.at.lat_deg * here
        )
        return np.asarray(away_m)

    def _edges(self, points: list[Position]) -> list[tuple[float, float]]:
        """Return the plane's points of a chain of geodesics, one each kilometre."""
        chain = [(points[0].lon_deg, points[0].lat_deg)]
        for a, b in pairwise(points):
            _, _, length_m = WGS84.inv(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg)
            between = int(length_m // _STEP_M)
            if between:
                chain += WGS84.npts(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg, between)
            chain.append((b.lon_deg, b.lat_deg))
        return [self.plane(lon, lat) for lon, lat in chain]

    def _area(self, agreement: Agreement) -> shapely.Polygon:
        if self.keep_side.area is not None:
            place = agreement.places[self.keep_side.area]
            if not isinstance(place, PolygonPlace):
                raise InputError(f"{place.id} is not a polygon")
            ring = [*place.ring, place.ring[0]]
            return shapely.Polygon(self._edges(ring))
        reach_m = self.keep_side.reach_m or 0.0
        corners = [
            self._beside(self._first, self.axis_deg - 90.0, reach_m),
            self._beside(self._last, self._axis_end_deg - 90.0, reach_m),
            self._beside(self._last, self._axis_end_deg + 90.0, reach_m),
            self._beside(self._first, self.axis_deg + 90.0, reach_m),
        ]
        return shapely.Polygon(self._edges([*corners, corners[0]]))

    def _beside(self, at: Position, azimuth_deg: float, away_m: float) -> Position:
        lon, lat, _ = WGS84.fwd(at.lon_deg, at.lat_deg, azimuth_deg, away_m)
        return Position(lat_deg=float(lat), lon_deg=float(lon))

    def _sides(
        self, river: shapely.LineString
    ) -> tuple[shapely.Polygon, shapely.Polygon]:
        """Cut the area along the line; tell left by a point just left of an edge."""
        # The ends lie on the border only to rounding; carried on by some metres the
        # line surely cuts through.
        first = _beyond(river.coords[1], river.coords[0])
        last = _beyond(river.coords[-2], river.coords[-1])
        reached = shapely.LineString([first, *river.coords, last])
        parts = [p for p in split(self.area, reached).geoms if p.area > 1e6]
        if len(parts) != 2:
            raise InputError(f"the line cuts its area into {len(parts)} parts, not 2")
        middle = len(river.coords) // 2
        (ax, ay), (bx, by) = river.coords[middle], river.coords[middle + 1]
        x_m, y_m = 0.5 * (ax + bx), 0.5 * (ay + by)
        length_m = float(np.hypot(bx - ax, by - ay))
        beside = shapely.Point(x_m - (by - ay) / length_m, y_m + (bx - ax) / length_m)
        left = 0 if parts[0].contains(beside) else 1
        return parts[left], parts[1 - left]


def _beyond(
    inner: tuple[float, float], outer: tuple[float, float]
) -> tuple[float, float]:
    dx_m, dy_m = outer[0] - inner[0], outer[1] - inner[1]
    length_m = float(np.hypot(dx_m, dy_m))
    return outer[0] + 20.0 * dx_m / length_m, outer[1] + 20.0 * dy_m / length_m


def _only(agreement: Agreement, kind: type[K]) -> K:
    clauses = [c for c in agreement.clauses if isinstance(c, kind)]
    if len(clauses) != 1:
        raise InputError(
            f"a scenario needs one {kind.__name__} clause; {agreement.id} has "
            f"{len(clauses)}"
        )
    return clauses[0]
