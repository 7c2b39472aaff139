"""A flat picture of a small part of the Earth, for drawing only.

Measures are never taken from it: they come with the findings. East-west and
north-south scales are those of WGS84 at the plane's centre, so a picture 100 km
across is out of scale by about 1 % at its northern and southern edges.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

F64 = NDArray[np.float64]

_A_M = 6_378_137.0
_E2 = 0.006694379990141317
_AT_ONCE = 64  # points that lie close together, so that few stretches are near
_NICE = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north of a centre on WGS84."""

    lat_deg: float
    lon_deg: float

    def xy(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> tuple[F64, F64]:
        """Return metres east and north of points given in degrees; NaN stays NaN."""
        lat, lon = np.asarray(lat_deg, float), np.asarray(lon_deg, float)
        east_m, north_m = self._scales_m()
        turn = (lon - self.lon_deg + 180.0) % 360.0 - 180.0
        return np.radians(turn) * east_m, np.radians(lat - self.lat_deg) * north_m

    def degrees(self, x_m: ArrayLike, y_m: ArrayLike) -> tuple[F64, F64]:
        """Return latitudes and longitudes of points of the plane: `xy` turned round."""
        east_m, north_m = self._scales_m()
        lat_deg = self.lat_deg + np.degrees(np.asarray(y_m, float) / north_m)
        return lat_deg, self.lon_deg + np.degrees(np.asarray(x_m, float) / east_m)

    def _scales_m(self) -> tuple[float, float]:
        """Metres in one radian of longitude and of latitude at the centre."""
        lat_rad = math.radians(self.lat_deg)
        sin2 = math.sin(lat_rad) ** 2
        east_m = _A_M / math.sqrt(1 - _E2 * sin2) * max(math.cos(lat_rad), 1e-6)
        return east_m, _A_M * (1 - _E2) / (1 - _E2 * sin2) ** 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window on a plane: which metres go to which units of a picture."""

    plane: Plane
    left_m: float
    top_m: float
    scale: float
    width: float
    height: float

    @staticmethod
    def around(
        plane: Plane,
        points: Iterable[tuple[F64, F64]],
        *,
        width: float,
        tallest: float,
        shortest: float = 0.0,
        margin: float = 24.0,
        least_m: float = 500.0,
    ) -> Frame:
        """Return the frame that shows all points (lat_deg, lon_deg), north up.

        `width`, `tallest`, `shortest` and `margin` are in units of the picture; no
        picture shows less than `least_m` across.
        """
        xs, ys = [np.zeros(1)], [np.zeros(1)]
        for lat_deg, lon_deg in points:
            x_m, y_m = plane.xy(lat_deg, lon_deg)
            xs.append(x_m[np.isfinite(x_m)])
            ys.append(y_m[np.isfinite(y_m)])
        seen = slice(1, None) if sum(x.size for x in xs) > 1 else slice(None)
        x, y = np.concatenate(xs[seen]), np.concatenate(ys[seen])
        across, up = max(np.ptp(x), least_m), max(np.ptp(y), least_m / 2)
        scale = min((width - 2 * margin) / across, (tallest - 2 * margin) / up)
        height = max(up * scale + 2 * margin, shortest)
        mid_x, mid_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
        return Frame(
            plane=plane,
            left_m=float(mid_x - width / scale / 2),
            top_m=float(mid_y + height / scale / 2),
            scale=float(scale),
            width=width,
            height=float(height),
        )

    def points(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> F64:
        """Return points of the picture, shape (n, 2), for points in degrees.

        NaN is left out.
        """
        x_m, y_m = self.plane.xy(np.atleast_1d(lat_deg), np.atleast_1d(lon_deg))
        points = np.empty((x_m.size, 2))
        points[:, 0] = (x_m - self.left_m) * self.scale
        points[:, 1] = (self.top_m - y_m) * self.scale
        return points[np.isfinite(points).all(axis=1)]

    def at(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> list[tuple[float, float]]:
        """Return the same points one by one."""
        return [(x, y) for x, y in self.points(lat_deg, lon_deg).tolist()]

    def inside(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Tell whether a point of the picture is on it."""
        return (
            margin <= x <= self.width - margin and margin <= y <= self.height - margin
        )


def feet_on(points: F64, track: F64) -> F64:
    """Return, for each point, the nearest point of a line; shapes (n, 2), on a plane.

    Of equally near ones it is the first along the line. `track` has two points or more.
    """
    feet = [
        _feet(points[first : first + _AT_ONCE], track)
        for first in range(0, len(points), _AT_ONCE)
    ]
    return np.concatenate(feet) if feet else np.empty((0, 2))


def _feet(points: F64, track: F64) -> F64:
    start, step = _near(points, track)
    squared = (step**2).sum(axis=1)
    squared[squared == 0] = 1.0
    share = ((points[:, None, :] - start) * step).sum(axis=2) / squared
    feet = start + np.clip(share, 0.0, 1.0)[:, :, None] * step
    nearest = ((points[:, None, :] - feet) ** 2).sum(axis=2).argmin(axis=1)
    return np.asarray(feet[np.arange(len(points)), nearest])


def _near(points: F64, track: F64) -> tuple[F64, F64]:
    """Return starts and steps of the stretches that can hold a foot of the points.

    All points lie within `about` of their middle, which is `far` from a corner of the
    line: no foot is farther from the middle than far + 2 about.
    """
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    about = np.hypot(*(points - middle).T).max()
    corner = np.hypot(*(track - middle).T)
    step = np.diff(track, axis=0)
    least = np.minimum(corner[:-1], corner[1:]) - np.hypot(*step.T)
    near = least <= corner.min() + 2 * about
    return track[:-1][near], step[near]


def nice_below(most: float) -> float:
    """Return the greatest of 1, 2, 5 times a power of ten that is not above `most`."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in _NICE if step * power <= most * (1 + 1e-12))


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round numbers from `low` to `high`, evenly apart."""
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (power * nice for nice in (1, 2, 5, 10, 20, 50)):
        first = math.ceil(low / step - 1e-9)
        last = math.floor(high / step + 1e-9)
        if last - first < most:
            return [at * step for at in range(first, last + 1)]
    return [low]
