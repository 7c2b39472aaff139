"""Time and weigh a packed archive against the Parquet it was made from.

    python benchmarks/archive.py [--days N] [--aircraft N] [--step S]

Makes traffic over a continent, an aircraft for each flight, and prints: bytes a row and
CPU seconds (least of three, one thread) of reading the same POSITIONS from Parquet with
its defaults, its words as dictionaries or not, and from the archive; and what share of
its bytes an hour takes, and an agreement about a hundred kilometres (``--near-only``).
On a busy machine a ratio below two is no evidence.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from thalweg.agreement.load import load
from thalweg.archive.boxes import near_boxes, touching
from thalweg.archive.near import read_near
from thalweg.feeds import read
from thalweg.feeds.packed import PackedReading, archive_in
from thalweg.model.feed import Feeds
from thalweg.tables.contract import UTC_US
from thalweg.times import US_PER_DAY, US_PER_HOUR, parse_iso

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "bench-data" / "packed"
START_US = parse_iso("2017-12-01T00:00:00Z")
SOUTH_DEG, NORTH_DEG, WEST_DEG, EAST_DEG = 30.0, 60.0, -10.0, 45.0
FLIGHT_H = 2.5
M_PER_DEG = 111_195.0
AGREEMENT = """\
thalweg: agreement/1
id: place
edition: 1
title: {en: "A place"}
in_force: {from: 2017-01-01T00:00:00Z}
parties: {one: {name: {en: "One"}}, other: {name: {en: "Other"}}}
roster:
  - {party: one, when: {callsign: "MAD*"}}
places:
  post: {point: [15.0, 48.0]}
clauses:
  - id: "1"
    kind: site.stand-off
    sites: [post]
    protects: other
    restrains: [one]
    radius: 50 km
"""


def main() -> None:
    """Make the input, pack it, print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--days", type=int, default=7)
    asked.add_argument("--aircraft", type=int, default=300, help="in the air at once")
    asked.add_argument("--step", type=float, default=10.0, help="seconds a report")
    said = asked.parse_args()
    shutil.rmtree(DATA, ignore_errors=True)
    raw, packed = DATA / "raw", DATA / "packed"
    raw.mkdir(parents=True)
    rows = made(raw, said.days, said.aircraft, said.step)
    files = sorted(raw.glob("*.parquet"))
    thalweg = str(Path(sys.executable).with_name("thalweg"))
    subprocess.run([thalweg, "archive", "pack", packed, *files], check=True)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s, peak_mib = spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024
    print(f"{rows:,} rows; packing {spent_s:.1f} CPU s, peak {peak_mib:.0f} MiB")
    archive = archive_in(packed)
    assert archive is not None
    size = archive.manifest.size_bytes
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    first = files[0]
    day_us = (START_US, START_US + US_PER_DAY)
    plain = as_positions(first)
    plain_rows = pq.ParquetFile(plain).metadata.num_rows
    per_row = plain.stat().st_size / plain_rows
    print(f"bytes a row: default {per_row:.1f}, packed {size / rows:.1f}")
    texts_s = least(lambda: pq.read_table(plain, use_threads=False))
    words_s = least(lambda: with_words(plain))
    packed_s = least(
        lambda: drain(PackedReading(archive, from_us=day_us[0], to_us=day_us[1]))
    )
    print(f"read of a day, {plain_rows:,} rows, CPU s: default {texts_s:.2f}, with")
    print(f"words as dictionaries {words_s:.2f}, packed {packed_s:.2f}")
    print(f"ratios {texts_s / packed_s:.2f}, {words_s / packed_s:.2f}")
    hour = PackedReading(
        archive, from_us=START_US + 30 * US_PER_HOUR, to_us=START_US + 31 * US_PER_HOUR
    )
    drain(hour)
    print(f"one hour reads {100 * hour.read_bytes / size:.2f} % of its bytes")
    agreement = DATA / "agreement.yaml"
    agreement.write_text(AGREEMENT, encoding="utf-8")
    boxes = near_boxes(load(agreement), Feeds())
    near_s = -time.process_time()
    near = read_near(
        [packed], boxes, feeds=Feeds(), columns=None, from_us=None, to_us=None
    )
    near_s += time.process_time()
    print(f"an agreement about 100 km keeps {rows - near.left_out:,} rows,")
    print(
        f"reads {100 * near.read_bytes / size:.1f} % of its bytes, {near_s:.1f} CPU s"
    )
    reach = boxes[0]
    places = PackedReading(archive)
    for _ in places.columns(["mover", "lat_e7", "lon_e7"], touching([reach])):
        pass
    print(
        f"(row groups about it, four columns: {100 * places.read_bytes / size:.2f} %)"
    )


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


def as_positions(path: Path) -> Path:
    """Write what is read from a file as POSITIONS, in Parquet as it is by default."""
    table = read([path]).positions
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            texts = table.column(at).cast(pa.string())
            table = table.set_column(at, field.name, texts)
    out = DATA / "positions.parquet"
    pq.write_table(table, out)
    return out


def with_words(path: Path) -> None:
    """Read a table whose words stay dictionaries."""
    words = ["feed", "mover", "callsign", "source_sha256"]
    pq.ParquetFile(path, read_dictionary=words).read(use_threads=False)


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
