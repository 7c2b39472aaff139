"""A packed archive: what goes in comes out, in any order and any number of times."""

import random
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.property.test_feeds import positions, rows
from thalweg import feeds
from thalweg.archive import pack as packing
from thalweg.archive import packed_file, spill
from thalweg.archive.pack import pack
from thalweg.feeds.packed import archive_in
from thalweg.tables.positions import POSITIONS

HOUR_US = 3_600_000_000
NOON_US = 1_512_129_600_000_000

# Within a few days, so that hours and days fill; ties of time, place and mover too.
near = st.builds(
    lambda row, hour, step: row | {"time": NOON_US + hour * HOUR_US + step * 500_000},
    rows,
    st.integers(-30, 30),
    st.integers(0, 20),
)
tables = st.lists(st.one_of(rows, near), min_size=1, max_size=12)


def plain(table: pa.Table) -> list[dict[str, object]]:
    """Return rows as one would compare them, in an order of their own."""
    return sorted(table.to_pylist(), key=repr)


def at_quantum(row: dict[str, object]) -> dict[str, object]:
    """Round the places of a row, one by one: the slow twin of what is packed."""
    out = dict(row)
    for name in ("lat_deg", "lon_deg"):
        if row[name] is not None:
            out[name] = round(row[name] * 1e7) / 1e7 + 0.0
    return out


@settings(max_examples=40)
@given(tables)
@example(
    [
        {
            "time": 20 * 86_400_000_000,
            "feed": "north",
            "mover": "f0e001",
            **dict.fromkeys(
                set(POSITIONS.schema.names)
                - {"time", "feed", "mover", "source_sha256", "source_row"}
            ),
            "lat_deg": -90.0,
            "lon_deg": 180.0,
        }
    ]
)
def test_every_column_comes_back_within_its_quantum(found):
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "given.parquet", Path(folder) / "packed"
        pq.write_table(positions(found), path)
        given_rows = feeds.read([path])
        pack(out, [path])
        back = feeds.read([out])
    assert back.positions.schema.equals(POSITIONS.schema, check_metadata=True)
    wanted = [at_quantum(row) for row in given_rows.positions.to_pylist()]
    assert plain(back.positions) == sorted(wanted, key=repr)
    assert back.dropped == given_rows.dropped


@settings(max_examples=12)
@given(st.lists(near, min_size=2, max_size=30))
def test_order_of_files_leaves_no_mark(found):
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        names = [base / "a.parquet", base / "b.parquet"]
        half = len(found) // 2
        for path, part in zip(names, (found[:half], found[half:]), strict=True):
            pq.write_table(positions(part or found), path)
        bytes_of = []
        for out, given_paths in (("one", names), ("two", names[::-1])):
            made = pack(base / out, given_paths)
            bytes_of.append({n: (base / out / n).read_bytes() for n in made.added})
            assert archive_in(base / out).manifest.rows == made.manifest.rows
        assert bytes_of[0] == bytes_of[1]
        assert (base / "one/manifest.json").read_bytes() == (
            base / "two/manifest.json"
        ).read_bytes()


@settings(max_examples=12)
@given(st.lists(near, min_size=4, max_size=40), st.integers(1, 7))
def test_small_limits_change_neither_rows_nor_order(found, most):
    """Spilling, parts and row groups of a few rows: the same rows, in order."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "given.parquet"
        pq.write_table(positions(found), path)
        whole = pack(Path(folder) / "whole", [path])
        patch.setattr(spill, "HELD_ROWS", 3)
        patch.setattr(spill, "MOST_ROWS", most)
        patch.setattr(spill, "_SCAN_ROWS", 2)
        patch.setattr(packed_file, "GROUP_ROWS", 2)
        patch.setattr(packing, "FEW_ROWS", 10)
        parted = pack(Path(folder) / "parted", [path])
        ours, theirs = (feeds.read([made.folder]) for made in (whole, parted))
        assert plain(ours.positions) == plain(theirs.positions)
        for name in parted.added:
            keys = order_of(pq.read_table(Path(folder) / "parted" / name))
            assert keys == sorted(keys)
        for name, listed in parted.added.items():
            held(pq.read_table(Path(folder) / "parted" / name), listed)


def order_of(table: pa.Table) -> list[tuple[int, str, object]]:
    """Return (cell, mover, time) of each row, the cell bit by bit."""
    keys = []
    for row in table.to_pylist():
        cell = 1 << 20
        if row.get("lat_e7") is not None and row.get("lon_e7") is not None:
            lat = int((row["lat_e7"] + 900_000_000) // 5_000_000)
            lon = int((row["lon_e7"] + 1_800_000_000) // 5_000_000)
            cell = sum(
                ((lat >> bit & 1) << (2 * bit + 1)) | ((lon >> bit & 1) << (2 * bit))
                for bit in range(10)
            )
        keys.append((cell, row["mover"], row["time"]))
    return keys


def held(table: pa.Table, listed) -> None:
    """Hold what the manifest says of a file against its rows, one by one."""
    rows = table.to_pylist()
    times = table["time"].cast(pa.int64()).to_pylist()
    assert (listed.rows, listed.from_us, listed.to_us) == (
        len(rows),
        min(times),
        max(times),
    )
    placed = [
        (row["lat_e7"], row["lon_e7"])
        for row in rows
        if row.get("lat_e7") is not None and row.get("lon_e7") is not None
    ]
    box = None
    if placed:
        lat, lon = zip(*placed, strict=True)
        box = (min(lat), min(lon), max(lat), max(lon))
    assert listed.box == box


@settings(max_examples=15)
@given(st.lists(near, min_size=1, max_size=30), st.data())
def test_a_period_reads_the_rows_in_it_and_counts_the_others(found, data):
    ends = st.integers(-32, 32).map(lambda hour: NOON_US + hour * HOUR_US + 2_000_000)
    low, high = data.draw(st.none() | ends), data.draw(st.none() | ends)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_file, "GROUP_ROWS", 3)
        patch.setattr(packing, "FEW_ROWS", 4)
        path, out = Path(folder) / "given.parquet", Path(folder) / "packed"
        pq.write_table(positions(found), path)
        pack(out, [path])
        whole = feeds.read([out]).positions
        some = feeds.read([out], from_us=low, to_us=high)
    time_us = np.array(whole["time"].cast(pa.int64()))
    inside = np.full(time_us.size, True)
    inside &= True if low is None else time_us >= low
    inside &= True if high is None else time_us < high
    assert plain(some.positions) == plain(whole.filter(pa.array(inside)))
    assert some.outside_period == int((~inside).sum())


def test_adding_in_any_number_of_times_holds_the_same_rows(tmp_path):
    chance = random.Random(5)
    made = []
    for n in range(60):
        hour = chance.randrange(30)
        made.append(
            {
                name: None
                for name in POSITIONS.schema.names
                if name not in ("source_sha256", "source_row")
            }
            | {
                "time": NOON_US + hour * HOUR_US + n * 1_000_000,
                "feed": "default",
                "mover": f"f0e0{n % 7:02x}",
                "lat_deg": 35.0 + n / 50,
                "lon_deg": 40.0 - n / 50,
            }
        )
    paths = []
    for n in range(4):
        paths.append(tmp_path / f"{n}.parquet")
        pq.write_table(positions(made[n::4]), paths[-1])
    pack(tmp_path / "once", paths)
    for n, path in enumerate(paths):
        pack(tmp_path / "parts", [path], append=n > 0)
    once, parts = (feeds.read([tmp_path / name]) for name in ("once", "parts"))
    assert plain(once.positions) == plain(parts.positions)
    assert len(archive_in(tmp_path / "parts").manifest.packs) == 4
