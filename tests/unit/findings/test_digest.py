"""The digest covers content and nothing else, and its encoding is as written."""

from __future__ import annotations

import hashlib
import io
import math
import struct

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thalweg.findings.digest import digest, in_order
from thalweg.tables.tracks import TRACKS

NONE = b"[]"
DIGESTED = [n for n in TRACKS.schema.names if n not in ("source_sha256", "source_row")]


def plain_digest(table: pa.Table, decisions_json: bytes) -> str:
    """Encode row by row, from the words of the module's docstring."""
    out = bytearray(b"thalweg.evidence/1\n" + struct.pack("<Q", table.num_rows))
    for name in DIGESTED:
        kind = table.schema.field(name).type
        values = table.column(name)
        values = values.cast(pa.int64()) if pa.types.is_timestamp(kind) else values
        out += struct.pack("<I", len(name)) + name.encode()
        out += plain_column(kind, values.to_pylist())
    out += struct.pack("<Q", len(decisions_json)) + decisions_json
    return hashlib.sha256(out).hexdigest()


def plain_column(kind: pa.DataType, values: list[object]) -> bytes:
    if pa.types.is_dictionary(kind):
        letter = b"t"
    elif pa.types.is_boolean(kind):
        letter = b"b"
    elif pa.types.is_floating(kind):
        letter = b"d" if kind == pa.float64() else b"f"
    else:
        letter = b"c" if kind == pa.int8() else b"q"
    nulls = sum(value is None for value in values)
    if values and nulls == len(values):
        return letter + b"\0"
    head = letter + (b"\2" if nulls else b"\1")
    if nulls:
        head += bytes(value is not None for value in values)
    if letter == b"t":
        words = list(dict.fromkeys(value for value in values if value is not None))
        spelt = [word.encode() for word in words]
        body = struct.pack("<I", len(words))
        body += b"".join(struct.pack("<I", len(word)) + word for word in spelt)
        codes = [0 if v is None else words.index(v) for v in values]
        return head + body + struct.pack(f"<{len(codes)}I", *codes)
    form = {b"b": "B", b"d": "d", b"f": "f", b"c": "b", b"q": "q"}[letter]
    zeroed = [0 if value is None else value for value in values]
    if form in "df":
        zeroed = [math.nan if v != v else v for v in zeroed]
    return head + struct.pack(f"<{len(values)}{form}", *zeroed)


def test_is_what_the_plain_encoder_gives(tracks_of):
    table = tracks_of(movers=2, rows=50)
    assert digest(table, NONE) == plain_digest(table, NONE)
    assert digest(table, b'[{"kind":"roster"}]') == plain_digest(
        table, b'[{"kind":"roster"}]'
    )
    empty = TRACKS.empty()
    assert digest(empty, NONE) == plain_digest(empty, NONE)


def test_a_slice_is_digested_by_its_own_rows(tracks_of):
    table = tracks_of(movers=1, rows=60)
    part = table.slice(13, 29)
    assert digest(part, NONE) == plain_digest(part, NONE)


def test_spelling_does_not_matter(tracks_of):
    table = tracks_of(movers=2, rows=80)
    want = digest(table, NONE)
    chunks = pa.concat_tables([table.slice(i, 7) for i in range(0, 160, 7)])
    assert chunks.column("mover").num_chunks > 1
    assert digest(chunks, NONE) == want
    shuffled = table.take(pa.array(np.random.default_rng(3).permutation(160)))
    assert digest(shuffled, NONE) == want
    for options in ({"compression": "none"}, {"use_dictionary": False}):
        sink = io.BytesIO()
        pq.write_table(table, sink, row_group_size=33, **options)
        sink.seek(0)
        assert digest(TRACKS.conform(pq.read_table(sink)), NONE) == want


def test_where_a_row_came_from_does_not_matter(tracks_of):
    table = tracks_of(movers=1, rows=40)
    at = table.schema.get_field_index("source_row")
    other = table.set_column(
        at, table.schema.field(at), pc.add(table.column("source_row"), 100)
    )
    assert digest(other, NONE) == digest(table, NONE)


@pytest.mark.parametrize("name", DIGESTED)
def test_every_column_matters(tracks_of, name):
    table = tracks_of(movers=1, rows=40)
    at = table.schema.get_field_index(name)
    field = table.schema.field(at)
    values = table.column(name).to_pylist()
    if pa.types.is_timestamp(field.type):
        changed = pa.array([1] + [2] * 39, pa.int64()).cast(field.type)
    elif pa.types.is_dictionary(field.type):
        changed = pa.array(["other", *values[1:]], pa.string()).dictionary_encode()
    elif pa.types.is_boolean(field.type):
        changed = pa.array([not values[0], *values[1:]])
    else:
        changed = pa.array([(values[0] or 0) + 1, *values[1:]], field.type)
    other = table.set_column(at, field, changed.cast(field.type))
    assert digest(other, NONE) != digest(table, NONE)


def test_null_is_neither_zero_nor_empty(tracks_of):
    table = tracks_of(movers=1, rows=3)
    seen = set()
    for column, values in (
        ("nic", [None, 0, 1]),
        ("nic", [0, 0, 1]),
        ("nic", [None, None, None]),
        ("callsign", [None, "", "x"]),
        ("callsign", ["", "", "x"]),
        ("callsign", ["", None, "x"]),
    ):
        at = table.schema.get_field_index(column)
        field = table.schema.field(at)
        array = pa.array(values, pa.string() if column == "callsign" else field.type)
        seen.add(digest(table.set_column(at, field, array.cast(field.type)), NONE))
    assert len(seen) == 6


def test_one_nan_but_two_zeros(tracks_of):
    table = tracks_of(movers=1, rows=1)
    at = table.schema.get_field_index("error_m")
    field = table.schema.field(at)

    def with_bits(bits: int) -> str:
        value = np.array([bits], "<u8").view("<f8")
        return digest(table.set_column(at, field, pa.array(value)), NONE)

    assert with_bits(0x7FF8000000000000) == with_bits(0xFFF8000000000001)
    assert with_bits(0) != with_bits(1 << 63)


@given(st.permutations(range(6)))
def test_ties_stand_in_one_order(order):
    from_conftest = _tied()
    shuffled = from_conftest.take(pa.array(order))
    assert digest(shuffled, NONE) == digest(from_conftest, NONE)
    assert in_order(shuffled).column("kept").to_pylist()[0] == "kept"


def _tied() -> pa.Table:
    """Six rows of one mover and instant: one kept, values null, NaN and plain."""
    rows = 6
    columns = {
        "time": pa.array([5] * rows, pa.int64()).cast(pa.timestamp("us", "UTC")),
        "feed": ["f"] * rows,
        "mover": ["m"] * rows,
        "lat_deg": [None, math.nan, 1.0, -0.0, 0.0, 2.0],
        "source_sha256": list("fedcba"),
        "source_row": list(range(rows)),
        "party": ["west"] * rows,
        "kept": ["conflict"] * 5 + ["kept"],
    }
    return TRACKS.conform(pa.table(columns))
