"""The whole room: contract, order, nothing in, nothing lost."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa

from thalweg.tables.account import DECISIONS
from thalweg.tables.positions import POSITIONS
from thalweg.tables.tracks import TRACKS

S = 1_000_000


def test_nothing_in_nothing_out(run):
    tracked = run(POSITIONS.empty())
    assert tracked.tracks.num_rows == 0
    assert tracked.decisions.num_rows == 0
    assert tracked.dropped == {}


def test_all_rows_without_a_position(run):
    tracked = run([{"time": k, "lat_deg": None} for k in range(3)])
    assert tracked.tracks["kept"].to_pylist() == ["no_position"] * 3
    assert tracked.dropped == {("f", "no_position"): 3}


def made(n, seed):
    rng = random.Random(seed)
    return [
        {
            "time": rng.randint(0, 400) * S,
            "mover": rng.choice(["a00001", "A00001", "a00002", "T1", "~77"]),
            "feed": rng.choice(["f", "g"]),
            "callsign": rng.choice([None, "AB1", "ab1", "CD"]),
            "lat_deg": rng.choice([None, 3.0, 3.001, 3.5]),
            "alt_baro_ft": rng.choice([None, 100.0, 2000.0]),
            "ground_speed_mps": rng.choice([None, 3.0, 200.0]),
            "squawk": rng.choice([None, "7700"]),
        }
        for _ in range(n)
    ]


def test_files_and_chunks_and_dictionaries_change_nothing(run, positions):
    rows = made(600, 3)
    whole = run(rows)
    shuffled = rows.copy()
    random.Random(4).shuffle(shuffled)
    parts = [
        positions([{**row, "source_sha256": f"{k}"} for row in shuffled[k::7]])
        for k in range(7)
    ]
    cut = run(pa.concat_tables(parts))
    drop = ["source_sha256", "source_row"]
    assert whole.tracks.drop(drop).equals(cut.tracks.drop(drop))
    assert whole.decisions.equals(cut.decisions)
    assert whole.dropped == cut.dropped


def test_values_ride_along_unchanged_beside_their_source(run, positions):
    rows = made(200, 5)
    table = positions(rows)
    tracked = run(table).tracks
    row = tracked["source_row"].to_numpy()
    assert sorted(row) == list(range(200))
    same = set(POSITIONS.schema.names) - {"mover"}
    back = tracked.take(pa.array(np.argsort(row)))
    for name in sorted(same):
        assert back[name].to_pylist() == table[name].to_pylist(), name


def test_the_tables_are_what_their_contracts_say(run):
    tracked = run(made(100, 6))
    TRACKS.check(tracked.tracks)
    DECISIONS.check(tracked.decisions)
    kept = tracked.tracks["kept"].to_pylist()
    assert sum(tracked.dropped.values()) == sum(why != "kept" for why in kept)
