"""The road where rows are put aside: the same bytes, no file left, memory bounded."""

from __future__ import annotations

import hashlib
import mmap

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.scenario.made_record import made_result
from thalweg.archive.folder import write_folder
from thalweg.archive.laid import counted
from thalweg.archive.plan import SLICE_ROWS, unit_for_us
from thalweg.archive.run import examine
from thalweg.archive.scratch import Bits, Plain, Scratch
from thalweg.archive.spool import Spool
from thalweg.errors import InputError
from thalweg.tables.positions import POSITIONS

HOUR_US = 3_600_000_000


def positions(tracks):
    keep = [name for name in POSITIONS.schema.names if name in tracks.column_names]
    return POSITIONS.conform(tracks.select(keep))


def shuffled(table):
    order = np.random.default_rng(5).permutation(table.num_rows)
    return table.take(pa.array(order))


def of_no_address(table):
    """One feed's ids that are addresses, another's that are not: they may be one."""
    mover = table["mover"].cast(pa.string()).to_pylist()
    feed = ["radar" if n % 2 else "ads-b" for n in range(len(mover))]
    named = [
        f"t{name}" if of == "radar" else name
        for name, of in zip(mover, feed, strict=True)
    ]
    for name, texts in (("mover", named), ("feed", feed)):
        at = table.column_names.index(name)
        words = pa.array(texts).dictionary_encode()
        table = table.set_column(at, name, words)
    return POSITIONS.conform(table)


@pytest.mark.parametrize("made", [lambda t: t, shuffled, of_no_address])
def test_what_is_put_aside_changes_no_byte_of_a_record(tmp_path, made):
    given = made_result()
    table = made(positions(given.tracks))
    digests = set()
    for held_rows in (10**9, table.num_rows // 3, 40, 1):
        result = examine(
            given.agreement, table, held_rows=held_rows, scratch=tmp_path / "."
        )
        folder = write_folder(result, tmp_path / f"record-{held_rows}")
        digests.add(hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest())
    assert len(digests) == 1
    assert given.findings.num_rows


def test_nothing_is_left_beside_the_record_not_even_by_an_interruption(tmp_path):
    given = made_result()
    table = positions(given.tracks)
    pq.write_table(table, tmp_path / "one.parquet")
    room = tmp_path / "room"
    room.mkdir()

    def interrupted(stage, done, total):
        if stage == "tracking" and done:
            raise KeyboardInterrupt

    how = {"held_rows": 40, "scratch": room}
    with pytest.raises(KeyboardInterrupt):
        examine(given.agreement, tmp_path / "one.parquet", progress=interrupted, **how)
    assert not list(room.iterdir())
    result = examine(given.agreement, tmp_path / "one.parquet", **how)
    assert not list(room.iterdir())
    # What it found stands for as long as it is held, the files closed and nameless.
    assert POSITIONS.conform(result.tracks).num_rows == table.num_rows
    assert result.tracks.column("mover").to_pylist() == sorted(
        result.tracks.column("mover").to_pylist()
    )


def test_a_disk_that_takes_no_more_is_told_with_the_way_out(tmp_path):
    with pytest.raises(InputError, match="free space, or choose an --out"):
        examine(
            made_result().agreement,
            positions(made_result().tracks),
            held_rows=1,
            scratch=tmp_path / "none",
        )


@pytest.mark.skipif(not hasattr(mmap, "MADV_DONTNEED"), reason="no such advice here")
def test_memory_is_let_go_and_comes_back_from_disk(tmp_path):
    with Scratch(tmp_path) as scratch:
        plain = Plain(scratch, np.int64)
        plain.add(np.arange(2_000_000))
        plain.skip(3)
        values = plain.array()
    total = int(values.sum())
    held_kib = mapped_kib()
    scratch.release()
    assert mapped_kib() < held_kib - 12_000
    assert int(values.sum()) == total == sum(range(2_000_000))
    assert values[-3:].tolist() == [0, 0, 0]


def mapped_kib():
    """Return how much memory of this process is of files."""
    with open("/proc/self/status") as file:
        told = dict(line.split(":", 1) for line in file)
    return int(told["RssFile"].split()[0]) + int(told["RssShmem"].split()[0])


def test_bits_join_where_additions_meet(tmp_path):
    chance = np.random.default_rng(3)
    with Scratch(tmp_path) as scratch:
        bits = Bits(scratch)
        parts = [chance.random(n) < 0.5 for n in (0, 3, 8, 1, 21, 64, 5)]
        for part in parts:
            bits.add(part)
        laid = np.concatenate(parts)
        data = np.frombuffer(bits.buffer(), np.uint8)
    assert np.unpackbits(data, bitorder="little")[: laid.size].tolist() == laid.tolist()


def test_a_part_holds_no_more_rows_than_are_held_save_of_one_mover(tmp_path):
    table = positions(made_result().tracks)
    mover = table["mover"].cast(pa.string())
    most = max(row["counts"] for row in mover.value_counts().to_pylist())
    with Scratch(tmp_path) as scratch:
        spool = Spool(scratch, 50)
        spool.add(table)
        sizes = [part.num_rows for part in spool.parts()]
    assert sum(sizes) == table.num_rows
    assert len(sizes) > 1
    assert max(sizes) <= max(50, most)


def test_slices_are_shorter_where_rows_are_dense():
    def dense(length_us):
        return 10 * SLICE_ROWS * length_us // HOUR_US

    day_us = 24 * HOUR_US
    unit_us = unit_for_us(0, day_us, 1, most_in_us=dense)
    assert dense(unit_us) <= SLICE_ROWS < dense(2 * unit_us)
    assert dense(unit_for_us(0, day_us, 2, most_in_us=dense)) * 2 <= SLICE_ROWS
    assert unit_for_us(0, day_us, 1, most_in_us=lambda _: 5) == unit_for_us(
        0, day_us, 1
    )


def test_the_fullest_stretch_is_found(tmp_path):
    table = positions(made_result().tracks)
    time_us = np.sort(table["time"].cast(pa.int64()).to_numpy())
    spool = Spool(Scratch(tmp_path))
    spool.add(table)
    for minutes in (1, 5, 60):
        start = time_us // 60_000_000
        counts = [
            int(((start >= low) & (start < low + minutes)).sum())
            for low in np.unique(start)
        ]
        assert spool.most_in_us(minutes * 60_000_000) == max(counts)


@pytest.mark.parametrize("block_rows", [1, 7, 10**9])
def test_rows_and_movers_are_counted_in_blocks(block_rows):
    tracks = made_result().tracks
    kept = tracks["kept"].cast(pa.string()).to_pylist().count("kept")
    movers = len(set(tracks["mover"].to_pylist()))
    asked = []
    found = counted(tracks, lambda: asked.append(1), block_rows)
    assert found == (kept, movers)
    assert len(asked) == -(-tracks.num_rows // block_rows)
