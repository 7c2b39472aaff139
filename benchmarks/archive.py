"""Time and weigh a packed archive against the Parquet it was made from.

    python benchmarks/archive.py [--days N] [--aircraft N] [--step S] [--near]

Makes traffic over a continent, an aircraft for each flight, and prints one table: bytes
a row; CPU seconds (least of three, one thread) to read it as POSITIONS from default
Parquet and from the archive; and what share of its bytes a hundred kilometres and an
hour take. On a busy machine a ratio below two is no evidence.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from thalweg.archive.pack import pack
from thalweg.feeds.packed import PackedReading, archive_in
from thalweg.tables.contract import UTC_US
from thalweg.times import US_PER_HOUR, parse_iso

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "bench-data" / "archive"
START_US = parse_iso("2017-12-01T00:00:00Z")
SOUTH_DEG, NORTH_DEG, WEST_DEG, EAST_DEG = 30.0, 60.0, -10.0, 45.0
FLIGHT_H = 2.5
M_PER_DEG = 111_195.0


def main() -> None:
    """Make the input, pack it, print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=7)
    asked.add_argument("--aircraft", type=int, default=600, help="in the air at once")
    asked.add_argument("--step", type=float, default=10.0, help="seconds a report")
    said = asked.parse_args()
    shutil.rmtree(DATA, ignore_errors=True)
    raw, packed = DATA / "raw", DATA / "packed"
    raw.mkdir(parents=True)
    rows = made(raw, said.days, said.aircraft, said.step)
    files = sorted(raw.glob("*.parquet"))
    spent_s = -time.process_time()
    pack(packed, files)
    spent_s += time.process_time()
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    archive = archive_in(packed)
    assert archive is not None
    size = archive.manifest.size_bytes
    plain = sum(path.stat().st_size for path in files)
    print(f"{rows:,} rows; packing {spent_s:.1f} CPU s, peak {peak_mib:.0f} MiB")
    print(f"bytes a row: default Parquet {plain / rows:.1f}, packed {size / rows:.1f}")
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    plain_s = least(lambda: bare(files))
    packed_s = least(lambda: drain(PackedReading(archive)))
    print(f"read: default Parquet {plain_s:.2f} CPU s, packed {packed_s:.2f} CPU s")
    print(f"ratio {plain_s / packed_s:.2f}")
    hour = PackedReading(
        archive, from_us=START_US + 30 * US_PER_HOUR, to_us=START_US + 31 * US_PER_HOUR
    )
    drain(hour)
    print(f"one hour reads {100 * hour.read_bytes / size:.2f} % of its bytes")


def made(folder: Path, days: int, aircraft: int, step_s: float) -> int:
    """Write a day at a time, rows in order of time, as a receiver's network would."""
    chance = np.random.default_rng(11)
    flights = int(days * 24 * aircraft / FLIGHT_H)
    start_s = np.sort(chance.uniform(-FLIGHT_H * 3600, days * 86_400, flights))
    lat, lon = (
        chance.uniform(low, high, flights)
        for low, high in ((SOUTH_DEG, NORTH_DEG), (WEST_DEG, EAST_DEG))
    )
    course = chance.uniform(0, 2 * np.pi, flights)
    speed_kt = np.round(chance.uniform(250, 500, flights))
    rows = 0
    for day in range(days):
        low_s, high_s = day * 86_400.0, (day + 1) * 86_400.0
        flying = np.flatnonzero(
            (start_s < high_s) & (start_s + FLIGHT_H * 3600 > low_s)
        )
        steps = np.arange(int(FLIGHT_H * 3600 / step_s))
        who = np.repeat(flying, steps.size)
        at_s = start_s[who] + np.tile(steps, flying.size) * step_s
        at_s += chance.uniform(0, 0.4, at_s.size)
        inside = (at_s >= low_s) & (at_s < high_s)
        who, at_s = who[inside], at_s[inside]
        order = np.argsort(at_s, kind="stable")
        who, at_s = who[order], at_s[order]
        flown_m = (at_s - start_s[who]) * speed_kt[who] * 0.514444
        north_deg = lat[who] + flown_m * np.cos(course[who]) / M_PER_DEG
        east = np.sin(course[who]) / np.cos(np.radians(lat[who])) / M_PER_DEG
        climb = np.minimum(flown_m / 200_000, 1.0) * 30_000
        table = pa.table(
            {
                "time": pa.array(
                    START_US + np.round(at_s * 1e3).astype(np.int64) * 1000, pa.int64()
                ).cast(UTC_US),
                "mover": [f"{0x400000 + n:06x}" for n in who],
                "callsign": [f"MAD{n % 9973}" for n in who],
                "lat_deg": np.round(north_deg, 6),
                "lon_deg": np.round(lon[who] + flown_m * east, 6),
                "alt_baro_ft": (np.round(climb / 25) * 25 + 5000).astype(np.float32),
                "ground_speed_mps": (speed_kt[who] * 0.514444).astype(np.float32),
                "track_deg": np.degrees(course[who]).astype(np.float32),
                "vertical_rate_fpm": np.where(climb < 30_000, 1500, 0).astype("f4"),
                "on_ground": np.zeros(who.size, bool),
                "nic": np.full(who.size, 8, np.int8),
                "nac_p": np.full(who.size, 9, np.int8),
            }
        )
        pq.write_table(table, folder / f"day-{day}.parquet")
        rows += table.num_rows
    return rows


def bare(files: list[Path]) -> None:
    """Read Parquet with its defaults, a file at a time."""
    for path in files:
        pq.read_table(path, use_threads=False)


def drain(reading: PackedReading) -> None:
    """Read POSITIONS and let them go."""
    for _ in reading:
        pass


def least(what: Callable[[], None]) -> float:
    """Return the least CPU seconds of three runs."""
    spent = []
    for _ in range(3):
        start_s = time.process_time()
        what()
        spent.append(time.process_time() - start_s)
    return min(spent)


if __name__ == "__main__":
    main()
