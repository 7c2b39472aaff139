"""Made TRACKS and DECISIONS, small and with every awkward value."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from thalweg.tables.account import DECISIONS
from thalweg.tables.tracks import TRACKS

START_US = 1_512_000_000_000_000
US = 1_000_000


@cache
def made_tracks(movers: int = 3, rows: int = 400, seed: int = 1) -> pa.Table:
    """One report a second for each mover, some columns constant, null or mixed."""
    rng = np.random.default_rng(seed)
    count = movers * rows
    columns: dict[str, pa.Array] = {}
    for field in TRACKS.schema:
        kind = field.type
        if pa.types.is_dictionary(kind):
            words = ["a", "b", "ü"] + ([None] if field.nullable else [])
            values = rng.choice(np.array(words, object), count).tolist()
            columns[field.name] = pa.array(values, pa.string())
        elif pa.types.is_boolean(kind):
            columns[field.name] = pa.array(rng.choice([True, False, None], count))
        elif pa.types.is_integer(kind):
            columns[field.name] = pa.array(rng.integers(0, 9, count)).cast(kind)
        elif pa.types.is_timestamp(kind):
            columns[field.name] = pa.nulls(count, kind)
        else:
            columns[field.name] = pa.array(rng.normal(35, 1, count)).cast(kind)
    names = [f"f0e{i:03x}" for i in range(movers)]
    times = np.tile(START_US + np.arange(rows) * US, movers)
    columns["mover"] = pa.array(np.repeat(names, rows))
    columns["time"] = pa.array(times).cast(TRACKS.schema.field("time").type)
    columns["squawk"] = pa.nulls(count, pa.string())
    columns["party"] = pa.array(["west"] * count)
    columns["kept"] = pa.array(["kept"] * count)
    columns["nuc_p"] = pa.nulls(count, pa.int8())
    return TRACKS.conform(pa.table(columns))


def made_decisions(**columns: list[object]) -> pa.Table:
    """Rows of DECISIONS; what is not given is null, `source` the first rule."""
    rows = len(next(iter(columns.values())))
    base: dict[str, list[object]] = {
        "kind": ["roster"] * rows,
        "source": ["roster[0]"] * rows,
    }
    for field in DECISIONS.schema:
        base.setdefault(field.name, [None] * rows)
    base.update(columns)
    arrays = {
        field.name: pa.array(base[field.name], pa.int64()).cast(field.type)
        if pa.types.is_timestamp(field.type)
        else pa.array(base[field.name], field.type)
        for field in DECISIONS.schema
    }
    return DECISIONS.conform(pa.table(arrays))


@pytest.fixture(scope="session")
def tracks_of() -> Callable[..., pa.Table]:
    return made_tracks


@pytest.fixture(scope="session")
def decisions_of() -> Callable[..., pa.Table]:
    return made_decisions
