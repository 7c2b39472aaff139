"""Made workloads, the same bytes each time; the answers nobody knows beforehand.

Snapshots: aircraft over a square of 2,000 km, a third of them about fifteen places,
half of them level at whole thousands of feet. Archives: each mover flies legs of two to
five minutes, straight or in a turn, level or not, and turns back at the edge of its
square; it reports by a clock of its own with some jitter, loses one report in a hundred
and now and then falls silent for a minute or three. Places are rounded to 1e-6 degrees
and heights to 25 ft, as aircraft broadcast them.

The line winds from one corner to the other without crossing itself; forty points lie
about it. All near 35 N 40 E.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.random import Generator
from numpy.typing import NDArray

F64 = NDArray[np.float64]

LAT_DEG, LON_DEG = 35.0, 40.0
M_PER_DEG = 111_195.0
START_US = 1_512_086_400_000_000
SNAPSHOTS = (1000, 5000, 10_000, 20_000, 50_000)


class Flown(NamedTuple):
    """How an archive is made; times in seconds, the square's half side in metres."""

    seed: int
    movers: int
    each_s: float
    step_s: float
    within_s: float
    half_m: float


ARCHIVES = {
    "pairs-s": Flown(3, 100, 1200.0, 5.0, 600.0, 110e3),
    "pairs-l": Flown(4, 1000, 1800.0, 1.0, 1800.0, 400e3),
    "line-s": Flown(5, 250, 4000.0, 5.0, 80e3, 260e3),
    "line-l": Flown(6, 2500, 4000.0, 5.0, 80e3, 260e3),
}


def make(folder: Path) -> None:
    """Write all workloads that are not in the folder yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for many in SNAPSHOTS:
        if not (folder / f"ahead-{many}.parquet").is_file():
            _write(folder / f"ahead-{many}.parquet", _snapshot(many))
    for name, flown in ARCHIVES.items():
        if not (folder / f"{name}.parquet").is_file():
            _write(folder / f"{name}.parquet", _archive(flown))
    np.savez(folder / "ground.npz", **_ground())


def _write(path: Path, columns: dict[str, object]) -> None:
    pq.write_table(pa.table(columns), path, compression="zstd")


def _degrees(east_m: F64, north_m: F64) -> tuple[F64, F64]:
    """Return latitudes and longitudes of places in metres about the middle."""
    lat_deg = LAT_DEG + north_m / M_PER_DEG
    return lat_deg, LON_DEG + east_m / M_PER_DEG / np.cos(np.radians(lat_deg))


def _snapshot(many: int) -> dict[str, object]:
    chance = np.random.default_rng([17, many])
    half_m = 1e6
    place_m = chance.uniform(-half_m, half_m, (2, many))
    busy_m = chance.uniform(-0.9 * half_m, 0.9 * half_m, (2, 15))
    crowd = chance.random(many) < 1 / 3
    near_m = busy_m[:, chance.integers(0, 15, many)]
    near_m = near_m + chance.normal(0.0, 70e3, (2, many))
    place_m = np.where(crowd, np.clip(near_m, -half_m, half_m), place_m)
    lat_deg, lon_deg = _degrees(*place_m)
    level = chance.random(many) < 0.5
    levels_ft = 1000.0 * chance.integers(18, 36, many)
    return {
        "lat_deg": lat_deg,
        "lon_deg": lon_deg,
        "speed_mps": chance.uniform(120.0, 270.0, many),
        "course_deg": chance.uniform(0.0, 360.0, many),
        "height_ft": np.where(level, levels_ft, chance.uniform(1500.0, 36e3, many)),
        "climb_ftps": np.where(level, 0.0, chance.normal(0.0, 20.0, many)),
    }


def _archive(flown: Flown) -> dict[str, object]:
    chance = np.random.default_rng(flown.seed)
    parts = [_flight(chance, flown) for _ in range(flown.movers)]
    many = [len(part[0]) for part in parts]
    time_s, east_m, north_m, height_ft = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    lat_deg, lon_deg = _degrees(east_m, north_m)
    time_us = START_US + np.round(time_s * 1e3).astype(np.int64) * 1000
    return {
        "mover": np.repeat(np.arange(flown.movers, dtype=np.int32), many),
        "time": pa.array(time_us, pa.timestamp("us", "UTC")),
        "lat_deg": np.round(lat_deg, 6),
        "lon_deg": np.round(lon_deg, 6),
        "height_ft": np.round(height_ft / 25.0) * 25.0,
    }


def _flight(chance: Generator, flown: Flown) -> tuple[F64, F64, F64, F64]:
    """Return the reports of one mover: seconds, metres east and north, feet."""
    steps = int(flown.each_s / flown.step_s)
    legs = np.cumsum(chance.integers(120, 300, steps)) / flown.step_s
    leg = np.searchsorted(legs, np.arange(steps), side="right")
    turn_degps = np.where(chance.random(steps) < 0.35, chance.normal(0, 0.6, steps), 0)
    climb_ftps = np.where(chance.random(steps) < 0.4, chance.normal(0, 22, steps), 0)
    course = chance.uniform(0.0, 2 * np.pi)
    course += np.cumsum(np.radians(turn_degps[leg]) * flown.step_s)
    step_m = chance.uniform(100.0, 260.0) * flown.step_s
    begin_m = chance.uniform(-flown.half_m, flown.half_m, 2)
    east_m, north_m = (
        _folded(at + np.cumsum(way) * step_m, -flown.half_m, flown.half_m)
        for at, way in zip(begin_m, (np.sin(course), np.cos(course)), strict=True)
    )
    height_ft = chance.uniform(1000.0, 34e3) + np.cumsum(climb_ftps[leg]) * flown.step_s
    # At most a fifth of a step either way: times stay in order.
    time_s = (np.arange(steps) + chance.uniform(-0.2, 0.2, steps)) * flown.step_s
    time_s += chance.uniform(flown.step_s, flown.within_s)
    heard = chance.random(steps) > 0.01
    for _ in range(chance.integers(0, 3)):
        silent = chance.integers(0, steps)
        heard[silent : silent + int(chance.uniform(60, 180) / flown.step_s)] = False
    heard[:2] = True
    height_ft = _folded(height_ft, 500.0, 36e3)
    return time_s[heard], east_m[heard], north_m[heard], height_ft[heard]


def _folded(value: F64, low: float, high: float) -> F64:
    """Return values turned back at two borders, as often as they meet one."""
    wide = high - low
    return high - np.abs((value - low) % (2 * wide) - wide)


def _ground() -> dict[str, object]:
    chance = np.random.default_rng(23)
    along = np.linspace(-1.0, 1.0, 200)
    east_m = 180e3 * along
    north_m = -120e3 * along + 15e3 * np.sin(11 * along) + 5e3 * np.sin(37 * along)
    points_m = chance.uniform(-230e3, 230e3, (2, 40))
    line_lat_deg, line_lon_deg = _degrees(east_m, north_m)
    point_lat_deg, point_lon_deg = _degrees(*points_m)
    return {
        "line": np.column_stack([line_lon_deg, line_lat_deg]),
        "points": np.column_stack([point_lon_deg, point_lat_deg]),
        "radius": np.float64(10e3),
    }
