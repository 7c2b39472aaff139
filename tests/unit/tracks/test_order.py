"""Rows of one mover and time stand in the order of their canonical JSON."""

from __future__ import annotations

import itertools
import random

import numpy as np
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from thalweg.kernels.clean import rises, scatter_by_code
from thalweg.tables.positions import POSITIONS
from thalweg.tracks.order import canonical_order
from thalweg.tracks.reports import times_us, words


def text(row: dict) -> bytes:
    values = {
        name: row.get(name)
        for name in POSITIONS.schema.names
        if name not in ("source_sha256", "source_row")
    }
    return rfc8785.dumps(values)


def test_ties_stand_in_the_order_of_their_text(positions):
    rng = random.Random(7)
    choices = {
        "alt_baro_ft": [None, 1.0, 12.0, 100.0, 1.5, -0.0, 2.0**70],
        "callsign": [None, "A", "AB", "A B", "é", "null"],
        "lat_deg": [1.0, 1e-7, 10.0, 10.25],
        "lon_deg": [2.0],
        "on_ground": [None, True, False],
        "nac_p": [None, 1, 10, 11],
        "received": [None, 5, 50, 51],
        "vertical_rate_fpm": [None, 1.0, 12.0, -1.0],
        "mover": ["a00001", "A00001"],
        "feed": ["f", "g"],
        "time": [0, 0, 0, 1],
    }
    for _ in range(40):
        rows = [
            {
                **{name: rng.choice(values) for name, values in choices.items()},
                "source_sha256": rng.choice("ab"),
                "source_row": k,
            }
            for k in range(rng.randint(1, 60))
        ]
        table = positions(rows)
        mover = words(table["mover"]).codes * 0
        order = canonical_order(table, mover, 1, times_us(table["time"]))
        wanted = sorted(
            range(len(rows)),
            key=lambda k: (
                rows[k]["time"],
                text(rows[k]),
                rows[k]["source_sha256"],
                rows[k]["source_row"],
            ),
        )
        assert order.tolist() == wanted


def test_the_last_column_is_followed_by_a_brace(positions):
    """In text ``12}`` comes before ``1}``, though ``1,`` comes before ``12,``."""
    for name, wanted in (("vertical_rate_fpm", [1, 0]), ("alt_baro_ft", [0, 1])):
        table = positions([{"time": 0, name: 1.0}, {"time": 0, name: 12.0}])
        mover = words(table["mover"]).codes
        assert canonical_order(table, mover, 1, times_us(table["time"])).tolist() == (
            wanted
        )


def test_movers_and_times_are_sorted_however_they_come(positions):
    rng = random.Random(8)
    rows = [
        {"time": rng.randint(0, 10**6), "mover": f"{rng.randint(0, 30):06x}"}
        for _ in range(3000)
    ]
    table = positions(rows)
    mover = words(table["mover"])
    order = canonical_order(
        table, mover.codes, len(mover.values), times_us(table["time"])
    )
    got = [(rows[k]["mover"], rows[k]["time"]) for k in order]
    assert got == sorted(got)


def plain_rises(mover, time_us, order):
    """Where a mover's times fall, and whether two neighbours are alike."""
    falls, tied = set(), False
    for before, after in itertools.pairwise(order):
        if mover[before] == mover[after]:
            tied = tied or time_us[before] == time_us[after]
            if time_us[after] < time_us[before]:
                falls.add(int(mover[after]))
    return falls, tied


@given(
    rows=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=40),
    by=st.sampled_from(["nothing", "time", "mover"]),
)
def test_counting_tells_what_is_left_to_sort(rows, by):
    if by == "time":
        rows = sorted(rows, key=lambda row: row[1])
    if by == "mover":
        rows = sorted(rows)
    mover = np.array([m for m, _ in rows], np.int32)
    time_us = np.array([t for _, t in rows], np.int64)
    order = scatter_by_code(np.arange(len(rows)), mover, 6)
    start, falls, tied = rises(order, mover, time_us, 6)
    assert order.tolist() == sorted(range(len(rows)), key=lambda row: mover[row])
    assert start.tolist() == [int((mover < code).sum()) for code in range(7)]
    wanted = plain_rises(mover, time_us, order)
    assert (set(np.flatnonzero(falls).tolist()), tied) == wanted
    assert by == "nothing" or not falls.any()


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 99)), unique=True, max_size=60
    ),
    random=st.randoms(use_true_random=False),
)
def test_the_order_is_one_however_rows_come(rows, random):
    want = sorted(rows)
    for come in (
        want,
        sorted(rows, key=lambda row: row[1]),
        random.sample(rows, len(rows)),
    ):
        mover = np.array([m for m, _ in come], np.int32)
        time_us = np.array([t for _, t in come], np.int64)
        table = POSITIONS.empty()  # looked at only where times tie
        order = canonical_order(table, mover, 6, time_us)
        assert [come[k] for k in order] == want
