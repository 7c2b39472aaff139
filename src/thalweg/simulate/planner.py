"""Draw flights: airframes by address, anchors by depth, shapes by turns and straights.

Height bands keep the two parties apart by construction: the western party's ordinary
traffic flies from 16,000 ft up, the eastern party's between 11,000 and 13,000 ft, and
what is planted to meet flies below 9,500 ft, one play at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from thalweg.simulate.flight import Flight
from thalweg.simulate.ground import Ground
from thalweg.simulate.path import Flyer, Path, join, shifted

_FIRST = {"west": 0xF0E000, "east": 0xF0E100, "local-force": 0xF0E200}
_FIRST |= {"neutral": 0xF0E300, "unknown": 0xF0E800}
_CALLSIGN = {"west": "WST", "east": "EST", "local-force": "LOC"}
_CALLSIGN |= {"neutral": "RED", "unknown": "NNN"}
_POOL = {"local-force": 16}


@dataclass
class Planner:
    """Draws the flights of one day from one generator."""

    ground: Ground
    rng: np.random.Generator
    day: int
    counts: dict[str, int] = field(default_factory=dict)

    def pick(self, low: float, high: float) -> float:
        """Return an even draw between two bounds."""
        return float(self.rng.uniform(low, high))

    def either(self) -> float:
        """Return 1 or -1."""
        return 1.0 if self.rng.random() < 0.5 else -1.0

    def flight(
        self,
        party: str,
        path: Path,
        height_ft: float | tuple[tuple[float, float], ...],
        **more: object,
    ) -> Flight:
        """Return a flight of the party's next airframe.

        Actors use the upper half of a party's addresses and background the lower, so
        that no actor's airframe is one of those that report in steps of 100 ft.
        """
        background = bool(more.get("background", False))
        half = _POOL.get(party, 256) // 2
        key = f"{party}/{background}"
        turn = self.counts.get(key, 0)
        self.counts[key] = turn + 1
        step = 24 if background else 43
        number = (self.day * step + turn) % half + (0 if background else half)
        if not isinstance(height_ft, tuple):
            height_ft = ((path.start_s, height_ft),)
        settings: dict[str, object] = {
            "mover": f"{_FIRST[party] + number:06x}",
            "callsign": f"{_CALLSIGN[party]}{self.day:02d}{turn:02d}",
            "time_bias_s": self.pick(-0.15, 0.15),
        }
        if background:
            # A tenth of the airframes has an old encoder.
            settings["quantum_ft"] = 100.0 if number % 10 == 3 else 25.0
            settings["alt_bias_ft"] = float(np.clip(self.rng.normal(0, 64), -150, 150))
            settings["time_bias_s"] = self.pick(-0.5, 0.5)
            settings["noise_frac"] = 0.9
        return Flight(
            party=party,
            path=path,
            heights=height_ft,
            **(settings | more),  # type: ignore[arg-type]
        )

    def deep(self, side: str, along_m: float, depth_m: float) -> tuple[float, float]:
        """Return the point so deep on the wrong side of the line, by bisection.

        Found on the line across the river's general direction; where the river
        meanders there may be several such points, and any will do.
        """
        way = 1.0 if side == "right" else -1.0
        shallow_m, deep_m = -way * 12_000.0, way * 30_000.0
        for _ in range(40):
            middle_m = 0.5 * (shallow_m + deep_m)
            lat, lon = self.ground.place(along_m, middle_m)
            here_m = self.ground.depth_m(side, np.array([lat]), np.array([lon]))[0]
            if here_m < depth_m:
                shallow_m = middle_m
            else:
                deep_m = middle_m
        return self.ground.place(along_m, deep_m)


@dataclass(frozen=True, kw_only=True)
class Bend:
    """A flight that comes over the line, turns, and goes home the way it came.

    The anchor is the middle of its turn, flown along the river. `side` is the own side;
    `downstream` the direction at the anchor.
    """

    side: str
    downstream: bool
    lat_deg: float
    lon_deg: float
    time_s: float
    speed_mps: float
    bank_deg: float
    half_turn_deg: float = 90.0
    skew_deg: float = 0.0
    in_m: float = 35_000.0
    out_m: float = 35_000.0
    level_s: float = 0.0

    def path(self, axis_deg: float) -> Path:
        """Return the path; `axis_deg` is the river's general direction."""
        heading_deg = axis_deg + self.skew_deg + (0.0 if self.downstream else 180.0)
        home = 1.0 if (self.side == "right") == self.downstream else -1.0
        angle_deg = home * self.half_turn_deg
        at = (self.lat_deg, self.lon_deg, heading_deg, self.time_s, self.speed_mps)
        past, future = Flyer(*at, backward=True), Flyer(*at)
        for flyer, run_m in ((past, self.in_m), (future, self.out_m)):
            if self.level_s:
                flyer.straight_for(0.5 * self.level_s)
            flyer.turn(angle_deg, bank_deg=self.bank_deg).straight(run_m)
        return join(past, future)

    def beside(self, azimuth_deg: float, away_m: float, late_s: float) -> Bend:
        """Return the wingman's bend, so far in that direction and so much later."""
        lat, lon = shifted(self.lat_deg, self.lon_deg, azimuth_deg, away_m)
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__}
        moved = {"lat_deg": lat, "lon_deg": lon, "time_s": self.time_s + late_s}
        return Bend(**(kept | moved))
