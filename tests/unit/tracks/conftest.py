"""Made reports, and the shared recordings read without the room `feeds`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from thalweg.model.agreement import Defaults
from thalweg.model.feed import Feeds
from thalweg.tables.positions import POSITIONS
from thalweg.tables.tracks import TRACKS
from thalweg.tracks.track import Tracked, track

S = 1_000_000
USUAL = {
    "feed": "f",
    "mover": "a00001",
    "lat_deg": 3.0,
    "lon_deg": -150.0,
    "source_sha256": "ab",
}


def positions_table(rows: list[dict]) -> pa.Table:
    arrays = []
    for field in POSITIONS.schema:
        kind = field.type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if pa.types.is_timestamp(kind):
            kind = pa.int64()
        values = [
            {**USUAL, "source_row": k, **row}.get(field.name)
            for k, row in enumerate(rows)
        ]
        arrays.append(pa.array(values, kind))
    return POSITIONS.conform(pa.table(arrays, POSITIONS.schema.names))


@pytest.fixture(scope="session")
def positions() -> Callable[[list[dict]], pa.Table]:
    """Return a maker of POSITIONS from rows that say only what matters; time in us."""
    return positions_table


@pytest.fixture(scope="session")
def run() -> Callable[..., Tracked]:
    """Return a function that tracks rows (or a table), its result checked."""

    def run(rows, *, roster=(), parties=(), feeds=None, fastest_mps=1000.0):
        table = rows if isinstance(rows, pa.Table) else positions_table(rows)
        tracked = track(
            table,
            roster=roster,
            parties=parties,
            defaults=Defaults(fastest_mps=fastest_mps),
            feeds=feeds or Feeds(),
        )
        TRACKS.check(tracked.tracks)
        assert tracked.tracks.num_rows == table.num_rows
        return tracked

    return run


@pytest.fixture(scope="session")
def adsb(shared) -> Callable[[str], pa.Table]:
    """Return a reader of one recording of the `traffic` package as POSITIONS."""

    def read(name: str) -> pa.Table:
        path = shared / "data" / "adsb" / f"{name}.json.gz"
        frame = pd.read_json(path, dtype={"icao24": str, "callsign": str})
        return _from_traffic(frame)

    return read


def _from_traffic(frame: pd.DataFrame) -> pa.Table:
    n = len(frame)

    def real(name: str) -> np.ndarray:
        if name not in frame:
            return np.full(n, np.nan)
        return pd.to_numeric(frame[name], errors="coerce").to_numpy(float)

    def text(name: str, usual: str | None) -> pa.Array:
        told = frame[name] if name in frame else [usual] * n
        return pa.array([None if pd.isna(v) else str(v).strip() for v in told])

    stamp_us = pd.to_datetime(frame["timestamp"]).to_numpy("datetime64[us]")
    stamp_us = stamp_us.astype(np.int64)
    applies_us, received = stamp_us, pa.nulls(n, pa.int64())
    if "last_position" in frame:
        aged = ~np.isnan(real("last_position"))
        last_us = np.nan_to_num(real("last_position")) * 1000
        applies_us = np.where(aged, last_us, stamp_us).astype(np.int64)
        received = pa.array(stamp_us, mask=~aged)
    ground = frame["onground"].tolist() if "onground" in frame else [None] * n
    columns = {
        "time": pa.array(applies_us),
        "received": received,
        "feed": pa.array(["default"] * n),
        "mover": text("icao24", "abcdef"),
        "callsign": text("callsign", None),
        "lat_deg": pa.array(real("latitude"), from_pandas=True),
        "lon_deg": pa.array(real("longitude"), from_pandas=True),
        "alt_baro_ft": pa.array(real("altitude"), from_pandas=True),
        "alt_geo_ft": pa.array(real("geoaltitude"), from_pandas=True),
        "ground_speed_mps": pa.array(
            real("groundspeed") * 1852.0 / 3600.0, from_pandas=True
        ),
        "on_ground": pa.array(ground, pa.bool_()),
        "source_sha256": pa.array(["cd"] * n),
        "source_row": pa.array(np.arange(n)),
    }
    return POSITIONS.conform(pa.table(columns))
