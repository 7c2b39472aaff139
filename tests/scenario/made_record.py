"""A small record with something of everything an export has to carry.

Flights over the river on two days, by both parties and an affiliate, one of them close
to another; names that mean harm; a gap; rows that are dropped; heights that some
reports have and others lack.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

import thalweg
from thalweg.archive.result import Result
from thalweg.times import parse_iso

AGREEMENT = Path(__file__).resolve().parents[2] / "examples/euphrates/agreement.yaml"
DAY_1 = parse_iso("2017-12-13T04:00:00Z")
DAY_2 = parse_iso("2017-12-14T09:00:00Z")
SOUTH, NORTH = (35.08, 40.36), (35.185, 40.475)
# Over the river no deeper than the error of its place: at best possible.
BARELY = (35.1577, 40.4451)
HOUR_US = 3_600_000_000
HARM = "=1+1|'\"<b>&\u202e;,"

Row = dict[str, Any]


def flight(mover: str, start_us: int, home, over, **more: Any) -> list[Row]:
    """Return 41 reports 4 s apart, from `home` to `over` and back."""
    rows = []
    for n in range(41):
        share = 1.0 - abs(n - 20) / 20
        rows.append(
            {
                "time": start_us + n * 4_000_000,
                "mover": mover,
                "lat_deg": round(home[0] + share * (over[0] - home[0]), 6),
                "lon_deg": round(home[1] + share * (over[1] - home[1]), 6),
                "alt_baro_ft": 12_000.0,
                **more,
            }
        )
    return rows


def reports() -> list[Row]:
    """Return the rows of POSITIONS that the record is made of."""
    first = flight("f0e001", DAY_1, SOUTH, NORTH, callsign=HARM)
    early = [
        {**first[0], "time": DAY_1 - 200_000_000 + n * 4_000_000, "callsign": None}
        | {"lat_deg": 35.0 + n * 0.003, "lon_deg": 40.3}
        for n in range(5)
    ]
    high = flight("f0e002", DAY_2, SOUTH, NORTH, callsign="WST02", alt_geo_ft=12_387.5)
    lost = {**high[7], "time": high[7]["time"] + 1_000_000, "lat_deg": None}
    near = flight("f0e101", DAY_1, NORTH, SOUTH, callsign="+EST\t01")
    level = [{**row, "alt_baro_ft": 12_300.0} for row in near]
    friend = flight("f0e201", DAY_2, NORTH, SOUTH, callsign="@local")
    shallow = flight("f0e003", DAY_2 + HOUR_US, SOUTH, BARELY, callsign="WST03")
    return [*early, *first, *high, lost, *level, *friend, *shallow]


def table(rows: list[Row]) -> pa.Table:
    """Return rows as an Arrow table, times as such."""
    made = pa.Table.from_pylist(
        [{"callsign": None, "alt_geo_ft": None, **row} for row in rows]
    )
    at = made.schema.get_field_index("time")
    time = made.column("time").cast(pa.timestamp("us", "UTC"))
    return made.set_column(at, "time", time)


def made_result() -> Result:
    """Return what an examination of these reports finds."""
    return thalweg.examine(AGREEMENT, table(reports()))
