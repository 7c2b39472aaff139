"""Made air traffic on routes between made airports, an hour at a time, any length.

    python benchmarks/made_traffic.py world|continent DIR
        [--aircraft N] [--hours N] [--step S] [--shuffled]

Airframes fly chains of legs, wait and fly on, along great circles, climbing and
descending: dense where airports are, and every airframe in many places of a week. It is
deterministic in its seed, and only one hour of it is ever held. Written to a folder it
is a file an hour, in no order but that of flights; `--shuffled` lays all rows
together, in memory, and writes one file without any order.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from thalweg.tables.contract import UTC_US
from thalweg.times import parse_iso

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

START_US = parse_iso("2017-12-01T00:00:00Z")
EARTH_M = 6_371_000.0
CRUISE_MPS = 230.0
CLIMB_M = 180_000.0
WAIT_S = 2400.0
WARM_UP_S = 43_200.0
ROUTE_M = 1_200_000.0
FILE_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Hub:
    """Where airports gather: the middle, how far they scatter, and their share."""

    lat_deg: float
    lon_deg: float
    spread_deg: float
    share: float


@dataclass(frozen=True, slots=True)
class Region:
    """Bounds of the airports in degrees; evenly in them, or gathered about hubs."""

    south_deg: float
    north_deg: float
    west_deg: float
    east_deg: float
    airports: int = 400
    hubs: tuple[Hub, ...] = ()


# As unevenly as people live, and no airport where one is.
WORLD = Region(
    *(-45.0, 66.0, -180.0, 180.0),
    airports=1200,
    hubs=(
        Hub(49.0, 8.0, 7.0, 0.27),
        Hub(38.0, -82.0, 8.0, 0.20),
        Hub(36.0, -114.0, 7.0, 0.09),
        Hub(32.0, 114.0, 8.0, 0.16),
        Hub(22.0, 78.0, 7.0, 0.08),
        Hub(32.0, 44.0, 7.0, 0.07),
        Hub(8.0, 105.0, 8.0, 0.05),
        Hub(-18.0, -50.0, 9.0, 0.04),
        Hub(2.0, 25.0, 14.0, 0.02),
        Hub(-32.0, 146.0, 7.0, 0.02),
    ),
)
CONTINENT = Region(40.0, 55.0, 10.0, 30.0)
REGIONS = {"world": WORLD, "continent": CONTINENT}


@dataclass(frozen=True, slots=True)
class Legs:
    """Flights: airframe, start and length [s], ends as unit vectors, cruise height."""

    frame: I64
    start_s: F64
    length_s: F64
    from_xyz: F64
    to_xyz: F64
    cruise_ft: F64


def legs(region: Region, *, aircraft: int, hours: int, seed: int = 11) -> Legs:
    """Make flights so that about `aircraft` are in the air at once."""
    chance = np.random.default_rng(seed)
    airports = _airports(chance, region)
    choice = _destinations(chance, airports)
    tried = _chains(np.random.default_rng(seed), airports, choice, 2000, hours)
    aloft = tried.length_s.sum() / (hours * 3600 + WARM_UP_S)
    frames = round(2000 * aircraft / aloft)
    return _chains(np.random.default_rng(seed), airports, choice, frames, hours)


def _airports(chance: np.random.Generator, region: Region) -> F64:
    """Return airports as unit vectors."""
    if region.hubs:
        lat, lon = _gathered(chance, region)
    else:
        south, north = np.sin(np.radians([region.south_deg, region.north_deg]))
        lat = np.arcsin(chance.uniform(south, north, region.airports))
        lon = chance.uniform(region.west_deg, region.east_deg, region.airports)
        lon = np.radians(lon)
    return np.column_stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)]
    )


def _gathered(chance: np.random.Generator, region: Region) -> tuple[F64, F64]:
    """Return places about the hubs of a region, latitude and longitude [rad]."""
    about = np.array([(h.lat_deg, h.lon_deg, h.spread_deg) for h in region.hubs])
    share = [hub.share for hub in region.hubs]
    lat_deg, lon_deg, spread_deg = about[
        chance.choice(len(share), region.airports, p=share)
    ].T
    lat_deg = lat_deg + spread_deg * chance.standard_normal(region.airports)
    lat = np.radians(np.clip(lat_deg, region.south_deg, region.north_deg))
    off_deg = spread_deg * chance.standard_normal(region.airports)
    return lat, np.radians(lon_deg + off_deg / np.cos(lat))


def _destinations(chance: np.random.Generator, airports: F64) -> F64:
    """Return, for each airport, the summed chances of flying to each other."""
    weight = chance.pareto(1.2, len(airports)) + 0.2
    away_m = np.arccos(np.clip(airports @ airports.T, -1.0, 1.0)) * EARTH_M
    wanted = weight * np.exp(-away_m / ROUTE_M) * (away_m > 150_000.0)
    return np.cumsum(wanted / wanted.sum(axis=1, keepdims=True), axis=1)


def _chains(
    chance: np.random.Generator, airports: F64, choice: F64, frames: int, hours: int
) -> Legs:
    at = chance.integers(0, len(airports), frames)
    ready_s = chance.uniform(-WARM_UP_S, -WARM_UP_S + 7200.0, frames)
    frame = np.arange(frames)
    out = []
    while frame.size:
        to = (choice[at] < chance.uniform(0, 1, at.size)[:, None]).sum(axis=1)
        to = np.minimum(to, len(airports) - 1)
        away = np.clip((airports[at] * airports[to]).sum(axis=1), -1.0, 1.0)
        length_s = np.arccos(away) * EARTH_M / CRUISE_MPS + 300.0
        cruise_ft = 24_000.0 + 1000.0 * chance.integers(0, 17, at.size)
        out.append((frame, ready_s, length_s, airports[at], airports[to], cruise_ft))
        ready_s = ready_s + length_s + chance.exponential(WAIT_S, at.size)
        on = ready_s < hours * 3600.0
        frame, at, ready_s = frame[on], to[on], ready_s[on]
    return Legs(*(np.concatenate(part) for part in zip(*out, strict=True)))


def hour_table(made: Legs, hour: int, step_s: float) -> pa.Table:
    """Return what is reported in one hour, leg by leg."""
    chance = np.random.default_rng(1000 + hour)
    low_s, high_s = hour * 3600.0, (hour + 1) * 3600.0
    end_s = made.start_s + made.length_s
    leg = np.flatnonzero((made.start_s < high_s) & (end_s > low_s))
    phase_s = made.frame[leg] * 7.31 % step_s
    first = np.ceil((np.maximum(made.start_s[leg], low_s) - phase_s) / step_s)
    last = np.ceil((np.minimum(end_s[leg], high_s) - phase_s) / step_s)
    count = np.maximum(last - first, 0).astype(np.int64)
    row = np.repeat(np.arange(leg.size), count)
    within = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
    at_s = phase_s[row] + (first[row] + within) * step_s
    at_s = np.minimum(at_s + chance.uniform(0, 0.4, at_s.size), high_s - 0.001)
    return _reports(made, leg[row], at_s, chance)


def _reports(made: Legs, leg: I64, at_s: F64, chance: np.random.Generator) -> pa.Table:
    part = np.clip((at_s - made.start_s[leg]) / made.length_s[leg], 0.0, 1.0)
    dot = np.clip((made.from_xyz * made.to_xyz).sum(axis=1), -1.0, 1.0)
    angle = np.arccos(dot)[leg]
    here = np.sin((1.0 - part) * angle)[:, None] * made.from_xyz[leg]
    here += np.sin(part * angle)[:, None] * made.to_xyz[leg]
    here /= np.linalg.norm(here, axis=1)[:, None]
    end_m = np.minimum(part, 1.0 - part) * angle * EARTH_M
    climbing = end_m < CLIMB_M
    height_ft = np.minimum(end_m / CLIMB_M, 1.0) * made.cruise_ft[leg] + 1500.0
    speed_kt = np.round(np.minimum(end_m / CLIMB_M, 1.0) * 250 + 190)
    speed_kt += chance.integers(-2, 3, at_s.size)
    rate_fpm = np.where(climbing, np.where(part < 0.5, 1500.0, -1500.0), 0.0)
    rate_fpm += 64.0 * chance.integers(-1, 2, at_s.size)
    time_us = START_US + np.round(at_s * 1e3).astype(np.int64) * 1000
    return pa.table(
        {
            "time": pa.array(time_us, pa.int64()).cast(UTC_US),
            "mover": _words(made.frame[leg], lambda n: f"{0x400000 + n:06x}"),
            "callsign": _words(leg, lambda n: f"MAD{n % 99991}"),
            "lat_deg": np.round(np.degrees(np.arcsin(here[:, 2])), 6),
            "lon_deg": np.round(np.degrees(np.arctan2(here[:, 1], here[:, 0])), 6),
            "alt_baro_ft": (np.round(height_ft / 25) * 25).astype(np.float32),
            "ground_speed_mps": (speed_kt * 0.514444).astype(np.float32),
            "track_deg": np.round(_track_deg(made, leg, here), 1).astype(np.float32),
            "vertical_rate_fpm": rate_fpm.astype(np.float32),
            "on_ground": np.zeros(leg.size, bool),
            "nic": np.full(leg.size, 8, np.int8),
            "nac_p": np.full(leg.size, 9, np.int8),
        }
    )


def _track_deg(made: Legs, leg: I64, here: F64) -> F64:
    """Return the bearing from where one is to where the leg ends."""
    to = made.to_xyz[leg]
    east = to[:, 1] * here[:, 0] - to[:, 0] * here[:, 1]
    north = to[:, 2] - here[:, 2] * (to * here).sum(axis=1)
    return np.mod(np.degrees(np.arctan2(east, north)), 360.0)


def _words(codes: I64, word: Callable[[int], str]) -> pa.DictionaryArray:
    used, place = np.unique(codes, return_inverse=True)
    texts = pa.array([word(int(code)) for code in used], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32)), texts)


def hours(
    region: Region, *, aircraft: int, hours: int, step_s: float
) -> Iterator[pa.Table]:
    """Yield traffic an hour at a time."""
    made = legs(region, aircraft=aircraft, hours=hours)
    for hour in range(hours):
        yield hour_table(made, hour, step_s)


def main() -> None:
    """Write made traffic as files of Parquet."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("region", choices=sorted(REGIONS))
    asked.add_argument("folder", type=Path)
    asked.add_argument("--aircraft", type=int, default=12_000, help="at once")
    asked.add_argument("--hours", type=int, default=24)
    asked.add_argument("--step", type=float, default=6.9, help="seconds a report")
    asked.add_argument("--shuffled", action="store_true", help="one file, no order")
    said = asked.parse_args()
    said.folder.mkdir(parents=True, exist_ok=True)
    made = hours(
        REGIONS[said.region],
        aircraft=said.aircraft,
        hours=said.hours,
        step_s=said.step,
    )
    if said.shuffled:
        print(f"{shuffled(made, said.folder / 'shuffled.parquet'):,} rows")
        return
    rows = 0
    for hour, table in enumerate(made):
        pq.write_table(table, said.folder / f"hour-{hour:04d}.parquet")
        rows += table.num_rows
    print(f"{rows:,} rows")


def shuffled(tables: Iterator[pa.Table], path: Path) -> int:
    """Write the rows of all tables in a random order, and return how many they are."""
    whole = pa.concat_tables(tables).unify_dictionaries()
    order = np.random.default_rng(1).permutation(whole.num_rows)
    with pq.ParquetWriter(path, whole.schema, compression="zstd") as file:
        for at in range(0, whole.num_rows, FILE_ROWS):
            some = whole.take(pa.array(order[at : at + FILE_ROWS]))
            file.write_table(some, row_group_size=131_072)
    return int(whole.num_rows)


if __name__ == "__main__":
    main()
