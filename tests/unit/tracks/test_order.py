"""Rows of one mover and time stand in the order of their canonical JSON."""

from __future__ import annotations

import random

import rfc8785

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
