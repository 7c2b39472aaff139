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
        margin: float = 24.0,
        least_m: float = 500.0,
    ) -> Frame:
        """Return the frame that shows all points (lat_deg, lon_deg), north up.

        `width`, `tallest` and `margin` are in units of the picture; no picture shows
        less than `least_m` across.
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
        height = up * scale + 2 * margin
        mid_x, mid_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
        return Frame(
            plane=plane,
            left_m=float(mid_x - width / scale / 2),
            top_m=float(mid_y + height / scale / 2),
            scale=float(scale),
            width=width,
            height=float(height),
        )

    def at(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> list[tuple[float, float]]:
        """Return points of the picture for points in degrees, NaN left out."""
        x_m, y_m = self.plane.xy(np.atleast_1d(lat_deg), np.atleast_1d(lon_deg))
        x, y = (x_m - self.left_m) * self.scale, (self.top_m - y_m) * self.scale
        fine = np.isfinite(x) & np.isfinite(y)
        return list(zip(x[fine].tolist(), y[fine].tolist(), strict=True))

    def inside(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Tell whether a point of the picture is on it."""
        return (
            margin <= x <= self.width - margin and margin <= y <= self.height - margin
        )


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
