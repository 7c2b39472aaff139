"""Parquet from a stranger: what is refused before it is unpacked."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from thalweg.errors import InputError
from thalweg.wire.parquet import read_parquet


def test_a_small_file_cannot_unpack_to_a_huge_table():
    """A few kilobytes that stand for ten million rows of four columns."""
    nulls = pa.nulls(10_000_000, pa.int64())
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(dict.fromkeys("abcd", nulls)), sink)
    data = sink.getvalue().to_pybytes()
    assert len(data) < 100_000
    with pytest.raises(InputError, match=r"e: .* bytes unpack to 305 MiB; no record"):
        read_parquet(data, "e")
