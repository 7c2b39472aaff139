"""Evidence from slices of an index is, to the byte, what a table of its rows gives."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.findings.conftest import START_US, US, made_decisions, made_tracks
from thalweg.findings.evidence import EvidenceIndex, EvidenceRows
from thalweg.tables.tracks import TRACKS

NONE = made_decisions(mover=["f0e000"])
NAMED = ["time", "mover", "callsign", "source_row"]


def same(rows: EvidenceRows) -> None:
    """Hold an index's evidence against that of its plain table."""
    plain = EvidenceRows(rows.tracks, rows.decisions_json)
    assert rows.digest == plain.digest
    assert rows.encode() == plain.encode()
    for mover in ("f0e000", "f0e001", "f0e002", "nobody"):
        mine, wanted = (which.of(mover).select(NAMED) for which in (rows, plain))
        assert mine.equals(wanted)


def twice_the_words(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return the same texts, each word of the dictionary there twice."""
    plain = column.combine_chunks()
    plain = plain.chunk(0) if isinstance(plain, pa.ChunkedArray) else plain
    codes = plain.indices.to_pylist()
    many = len(plain.dictionary)
    codes = [None if c is None else c + many * (n % 2) for n, c in enumerate(codes)]
    words = pa.concat_arrays([plain.dictionary, plain.dictionary])
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), words)


@settings(deadline=None, max_examples=60)
@given(
    movers=st.sets(st.sampled_from(["f0e000", "f0e001", "f0e002", "nobody"])),
    start_s=st.integers(-5, 65),
    length_s=st.integers(0, 70),
    seed=st.integers(0, 5),
    twice=st.booleans(),
)
def test_slices_are_the_rows_they_stand_for(movers, start_s, length_s, seed, twice):
    tracks = made_tracks(rows=60, seed=seed)
    if twice:
        for name in ("callsign", "squawk", "category"):
            at = tracks.schema.get_field_index(name)
            field = TRACKS.schema.field(name)
            tracks = tracks.set_column(at, field, twice_the_words(tracks.column(name)))
    start_us = START_US + start_s * US
    index = EvidenceIndex(tracks, NONE)
    same(
        index.rows(
            movers, start_us=start_us, end_us=start_us + length_s * US, margin_us=0
        )
    )


def test_nans_nulls_and_an_array_that_begins_elsewhere():
    tracks = made_tracks(rows=60)
    lat_deg = tracks.column("lat_deg").to_numpy().copy()
    lat_deg[::7] = -np.nan
    at = tracks.schema.get_field_index("lat_deg")
    tracks = tracks.set_column(at, TRACKS.schema.field("lat_deg"), pa.array(lat_deg))
    index = EvidenceIndex(tracks.slice(3), NONE)
    whole = index.rows(
        ["f0e000", "f0e002"], start_us=START_US, end_us=START_US + 99 * US, margin_us=0
    )
    assert whole.tracks.num_rows == 57 + 60
    same(whole)


def test_rows_of_one_time_are_put_in_order_first():
    tracks = made_tracks(rows=60)
    time = tracks.column("time").cast(pa.int64()).to_numpy() // (2 * US) * (2 * US)
    at = tracks.schema.get_field_index("time")
    field = TRACKS.schema.field("time")
    tied = tracks.set_column(at, field, pa.array(time).cast(field.type))
    index = EvidenceIndex(tied, NONE)
    same(
        index.rows(["f0e001"], start_us=START_US, end_us=START_US + US * 9, margin_us=0)
    )


@pytest.mark.parametrize(
    ("kind", "there"), [("roster", True), ("merge", False), ("maybe_same", False)]
)
def test_what_was_decided_is_told_without_reading_it(kind, there):
    index = EvidenceIndex(made_tracks(), NONE)
    rows = index.rows(["f0e000"], start_us=START_US, end_us=START_US, margin_us=0)
    assert rows.decided(kind) == there
