"""Fly an aircraft along straights and turns, in closed form.

A path is a chain of legs on WGS84: straights are geodesics, turns are circles about a
point a turn radius away, a hover stays where it is. Each leg knows how far along it the
aircraft is at an instant, so that the true place at *any* instant is one direct
geodesic (pyproj, never our own kernels), exact to a few nanometres, with no sampling.

A path is begun anywhere along its length, at an anchor, and flown from there into the
future and into the past; so a closest approach, or the deepest point of an excursion,
lies exactly where a scenario wants it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from pyproj import Geod

F64 = npt.NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")
GRAVITY_MPS2 = 9.80665
"""Standard gravity (3rd CGPM, 1901)."""


def turn_radius_m(speed_mps: float, bank_deg: float) -> float:
    """Return the radius of a level, coordinated turn: v squared over g tan(bank)."""
    return speed_mps * speed_mps / (GRAVITY_MPS2 * math.tan(math.radians(bank_deg)))


def shifted(
    lat_deg: float, lon_deg: float, azimuth_deg: float, distance_m: float
) -> tuple[float, float]:
    """Return latitude and longitude of the point so far away in that direction."""
    lon2_deg, lat2_deg, _ = WGS84.fwd(lon_deg, lat_deg, azimuth_deg, distance_m)
    return float(lat2_deg), float(lon2_deg)


@dataclass(frozen=True, slots=True)
class _Leg:
    """One leg of a path. A straight is measured from its start, a turn about its hub.

    `turn_per_m` is degrees of azimuth about the hub for each metre flown, 0 for a
    straight; `radius_m` is 0 for a straight. `backward` marks a leg that was laid from
    the anchor into the past: along it the distance falls as time goes on.
    """

    start_s: float
    end_s: float
    hub_lat_deg: float
    hub_lon_deg: float
    azimuth_deg: float
    radius_m: float
    turn_per_m: float
    from_m: float
    speed_mps: float
    gain_mps2: float
    backward: bool


@dataclass(frozen=True, slots=True)
class Fixes:
    """True states at given instants, one array entry each."""

    lat_deg: F64
    lon_deg: F64
    track_deg: F64
    speed_mps: F64


class Path:
    """A finished path: where the aircraft truly is from `start_s` to `end_s`."""

    def __init__(self, legs: list[_Leg]) -> None:
        legs = sorted(legs, key=lambda leg: leg.start_s)
        self.start_s = legs[0].start_s
        self.end_s = legs[-1].end_s
        self._begin_s = np.array([leg.start_s for leg in legs])
        self._hub_lat_deg = np.array([leg.hub_lat_deg for leg in legs])
        self._hub_lon_deg = np.array([leg.hub_lon_deg for leg in legs])
        self._azimuth_deg = np.array([leg.azimuth_deg for leg in legs])
        self._radius_m = np.array([leg.radius_m for leg in legs])
        self._turn_per_m = np.array([leg.turn_per_m for leg in legs])
        self._from_m = np.array([leg.from_m for leg in legs])
        self._speed_mps = np.array([leg.speed_mps for leg in legs])
        self._gain_mps2 = np.array([leg.gain_mps2 for leg in legs])
        self._backward = np.array([leg.backward for leg in legs])

    def at(self, time_s: F64) -> Fixes:
        """Return the true states at `time_s`, which must lie within the path.

        Instants before the start or after the end are flown on along the first or the
        last leg; callers ask for none.
        """
        time_s = np.atleast_1d(np.asarray(time_s, dtype=np.float64))
        k = np.searchsorted(self._begin_s, time_s, side="right") - 1
        k = np.clip(k, 0, len(self._begin_s) - 1)
        flown_s = time_s - self._begin_s[k]
        gone_m = flown_s * (self._speed_mps[k] + 0.5 * self._gain_mps2[k] * flown_s)
        way = np.where(self._backward[k], -1.0, 1.0)
        along_m = self._from_m[k] + way * gone_m
        turning = self._radius_m[k] > 0.0
        azimuth_deg = self._azimuth_deg[k] + self._turn_per_m[k] * along_m
        reach_m = np.where(turning, self._radius_m[k], along_m)
        lon_deg, lat_deg, back_deg = WGS84.fwd(
            self._hub_lon_deg[k], self._hub_lat_deg[k], azimuth_deg, reach_m
        )
        outward_deg = np.asarray(back_deg) + 180.0
        beside_deg = np.where(self._turn_per_m[k] > 0.0, 90.0, -90.0)
        track_deg = outward_deg + np.where(turning, beside_deg, 0.0)
        track_deg = track_deg + np.where(self._backward[k], 180.0, 0.0)
        speed_mps = self._speed_mps[k] + self._gain_mps2[k] * flown_s
        return Fixes(
            np.asarray(lat_deg), np.asarray(lon_deg), track_deg % 360.0, speed_mps
        )

    @property
    def duration_s(self) -> float:
        """Return how long the path lasts, in seconds."""
        return self.end_s - self.start_s


@dataclass
class Flyer:
    """Lays legs from an anchor into the future, or, `backward`, into the past.

    The azimuth is that of flight. Going backward, a call names the leg as it will be
    flown: ``turn(90.0)`` is a turn to the right that ends where the last one begins.
    """

    lat_deg: float
    lon_deg: float
    azimuth_deg: float
    time_s: float
    speed_mps: float
    backward: bool = False
    legs: list[_Leg] = field(default_factory=list)

    def straight(self, distance_m: float, *, to_mps: float | None = None) -> Flyer:
        """Fly straight on; with `to_mps`, gaining or losing speed evenly."""
        end_mps = self.speed_mps if to_mps is None else to_mps
        if self.backward and to_mps is not None:
            raise ValueError("a leg laid backward keeps its speed")
        took_s = 2.0 * distance_m / (self.speed_mps + end_mps)
        gain_mps2 = (end_mps - self.speed_mps) / took_s
        self._lay(took_s, distance_m, 0.0, gain_mps2)
        self.speed_mps = end_mps
        return self

    def straight_for(self, duration_s: float) -> Flyer:
        """Fly straight on for so many seconds at the present speed."""
        return self.straight(duration_s * self.speed_mps)

    def turn(self, angle_deg: float, *, bank_deg: float = 25.0) -> Flyer:
        """Turn right (positive) or left by `angle_deg` at that bank, level."""
        radius_m = turn_radius_m(self.speed_mps, bank_deg)
        length_m = abs(math.radians(angle_deg)) * radius_m
        self._lay(
            length_m / self.speed_mps,
            length_m,
            math.copysign(radius_m, angle_deg),
            0.0,
        )
        return self

    def hover(self, duration_s: float) -> Flyer:
        """Stay at this very point."""
        moving_mps, self.speed_mps = self.speed_mps, 0.0
        self._lay(duration_s, 0.0, 0.0, 0.0)
        self.speed_mps = moving_mps
        return self

    def _lay(
        self, took_s: float, length_m: float, radius_m: float, gain_mps2: float
    ) -> None:
        out_deg = self.azimuth_deg + (180.0 if self.backward else 0.0)
        # Seen from behind, a turn to the right is one to the left.
        right = math.copysign(1.0, radius_m) * (-1.0 if self.backward else 1.0)
        hub_lat_deg, hub_lon_deg = self.lat_deg, self.lon_deg
        azimuth_deg, turn_per_m = out_deg, 0.0
        if radius_m:
            lon, lat, back = WGS84.fwd(
                self.lon_deg, self.lat_deg, out_deg + 90.0 * right, abs(radius_m)
            )
            hub_lat_deg, hub_lon_deg, azimuth_deg = float(lat), float(lon), float(back)
            turn_per_m = right * math.degrees(1.0 / abs(radius_m))
        start_s = self.time_s - took_s if self.backward else self.time_s
        leg = _Leg(
            start_s=start_s,
            end_s=start_s + took_s,
            hub_lat_deg=hub_lat_deg,
            hub_lon_deg=hub_lon_deg,
            azimuth_deg=azimuth_deg,
            radius_m=abs(radius_m),
            turn_per_m=turn_per_m,
            from_m=length_m if self.backward else 0.0,
            speed_mps=self.speed_mps,
            gain_mps2=gain_mps2,
            backward=self.backward,
        )
        self.legs.append(leg)
        self.time_s = leg.start_s if self.backward else leg.end_s
        # A hover has no direction of its own: the aircraft keeps its heading.
        if length_m == 0.0:
            return
        here = Path([leg]).at(np.array([self.time_s]))
        self.lat_deg, self.lon_deg = float(here.lat_deg[0]), float(here.lon_deg[0])
        self.azimuth_deg = float(here.track_deg[0])


def join(past: Flyer | None, future: Flyer | None) -> Path:
    """Return the path whose past was laid backward from the same anchor."""
    legs = (past.legs if past else []) + (future.legs if future else [])
    return Path(legs)
