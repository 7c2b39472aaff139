"""Time and weigh a packed archive against the Parquet it was made from.

    python benchmarks/archive.py [--days N] [--aircraft N] [--step S]

Makes traffic over a continent, airframes on routes, and prints: bytes a row and
CPU seconds (least of seven, one thread) of reading the same POSITIONS from Parquet with
its defaults, its words as dictionaries or not, and from the archive; and what share of
its bytes an hour takes, and an agreement about a hundred kilometres
(``--near-only``, ``--within places``).
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
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from made_traffic import CONTINENT, START_US, hours

from thalweg.agreement.load import load
from thalweg.archive.boxes import Inside, near_boxes
from thalweg.archive.near import read_near
from thalweg.archive.within import read_within
from thalweg.feeds import read
from thalweg.feeds.packed import PackedReading, archive_in
from thalweg.model.feed import Feeds
from thalweg.times import US_PER_HOUR

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "bench-data" / "packed"
QUARTER_H = 6
ROUNDS = 7
EVERYTHING: dict[str, Any] = {
    "feeds": Feeds(), "columns": None, "from_us": None, "to_us": None
}  # fmt: skip
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
    asked.add_argument("--aircraft", type=int, default=3000, help="in the air at once")
    asked.add_argument("--step", type=float, default=30.0, help="seconds a report")
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
    first = files[:QUARTER_H]
    quarter_us = (START_US, START_US + QUARTER_H * US_PER_HOUR)
    plain = as_positions(first)
    plain_rows = pq.ParquetFile(plain).metadata.num_rows
    per_row = plain.stat().st_size / plain_rows
    print(f"bytes a row: default {per_row:.1f}, packed {size / rows:.1f}")
    texts_s, words_s, packed_s = least(
        lambda: pq.read_table(plain, use_threads=False),
        lambda: with_words(plain),
        lambda: drain(
            PackedReading(archive, from_us=quarter_us[0], to_us=quarter_us[1])
        ),
    )
    print(f"read of six hours, {plain_rows:,} rows, CPU s: default {texts_s:.2f}, with")
    print(f"words as dictionaries {words_s:.2f}, packed {packed_s:.2f}")
    print(f"ratios {texts_s / packed_s:.2f}, {words_s / packed_s:.2f}")
    hour = PackedReading(
        archive, from_us=START_US + 20 * US_PER_HOUR, to_us=START_US + 21 * US_PER_HOUR
    )
    drain(hour)
    print(f"one hour reads {100 * hour.read_bytes / size:.2f} % of its bytes")
    agreement = DATA / "agreement.yaml"
    agreement.write_text(AGREEMENT, encoding="utf-8")
    boxes = near_boxes(load(agreement), Feeds())
    near_s = -time.process_time()
    near = read_near([packed], boxes, **EVERYTHING)
    near_s += time.process_time()
    print(f"an agreement about 100 km keeps {rows - near.left_out:,} rows,")
    print(
        f"reads {100 * near.read_bytes / size:.1f} % of its bytes, {near_s:.1f} CPU s"
    )
    within_s = -time.process_time()
    kept: list[pa.Table] = []
    within = read_within([packed], Inside(boxes), kept.append, **EVERYTHING)
    within_s += time.process_time()
    print(f"its rows alone: {sum(table.num_rows for table in kept):,}, of")
    print(f"{100 * within.read_bytes / size:.1f} % of the bytes, {within_s:.1f} CPU s")


def made(folder: Path, days: int, aircraft: int, step_s: float) -> int:
    """Write traffic over a continent, an hour a file, as a receiver's network would."""
    rows = 0
    traffic = hours(CONTINENT, aircraft=aircraft, hours=24 * days, step_s=step_s)
    for hour, table in enumerate(traffic):
        pq.write_table(table, folder / f"hour-{hour:04d}.parquet")
        rows += table.num_rows
    return rows


def as_positions(paths: list[Path]) -> Path:
    """Write what is read from files as POSITIONS, in Parquet as it is by default."""
    table = read(paths).positions
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


def least(*works: Callable[[], None]) -> list[float]:
    """Return the least CPU seconds of each, of rounds in which they take turns."""
    spent_s = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for n, work in enumerate(works):
            start_s = time.process_time()
            work()
            spent_s[n] = min(spent_s[n], time.process_time() - start_s)
    return spent_s


if __name__ == "__main__":
    main()
