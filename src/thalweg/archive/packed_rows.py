"""Positions as rows of fixed width: what packing spills to disk, sorts and writes.

One row is about ninety bytes, its words numbers in one vocabulary for each column, so
that a row costs the same wherever it lies and no table is held whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.tables.packed import PACKED, STORED, WORDS, packed_degrees
from thalweg.tables.positions import POSITIONS

Rows = NDArray[np.void]

ABSENT_I64 = np.iinfo(np.int64).min
ABSENT_I32 = np.iinfo(np.int32).min
ABSENT_I8 = np.iinfo(np.int8).min


def _kind(field: pa.Field) -> str:
    kind = field.type
    if pa.types.is_dictionary(kind) or pa.types.is_int32(kind):
        return "<i4"
    if pa.types.is_timestamp(kind) or pa.types.is_int64(kind):
        return "<i8"
    if pa.types.is_float32(kind):
        return "<f4"
    return "i1"


ROW = np.dtype([(field.name, _kind(field)) for field in PACKED.schema])
"""A row of PACKED, unpadded; absent is -1 in words, else the least value or NaN."""


class Vocabulary:
    """The words of each column, numbered as they come."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, int]] = {name: {} for name in WORDS}

    def coded(self, name: str, column: pa.ChunkedArray) -> NDArray[np.int32]:
        """Return the numbers of a column's words; -1 where there is none."""
        known = self._codes[name]
        parts = [np.empty(0, np.int32)]
        for chunk in column.chunks:
            words = chunk.dictionary.to_pylist()
            codes = [
                -1 if w is None else known.setdefault(w, len(known)) for w in words
            ]
            of_word = np.array([*codes, -1], np.int32)
            parts.append(of_word[_filled(chunk.indices, -1)])
        return np.concatenate(parts)

    def ranks(self) -> Mapping[str, tuple[NDArray[np.int32], pa.Array]]:
        """Return by column the rank of each word, and all words in that order."""
        out = {}
        for name, known in self._codes.items():
            words = sorted(known)
            rank = np.empty(len(words) + 1, np.int32)
            rank[[known[word] for word in words]] = np.arange(len(words))
            # The last one stands for "none": -1 stays -1.
            rank[-1] = -1
            out[name] = (rank, pa.array(words, pa.string()))
        return out


def rows_of(positions: pa.Table, words: Vocabulary) -> Rows:
    """Return POSITIONS as rows; here, and only here, places are rounded to 1e-7 deg."""
    rows = np.empty(positions.num_rows, ROW)
    for field in POSITIONS.schema:
        column = positions.column(field.name)
        name = STORED.get(field.name, field.name)
        if name in WORDS:
            rows[name] = words.coded(name, column)
        elif field.name in STORED:
            rows[name] = _degrees(column)
        else:
            rows[name] = _numbers(column)
    return rows


def has_any(rows: Rows, field: pa.Field) -> bool:
    """Say whether any row has a value in a column; one that may not be null has."""
    values = rows[field.name]
    if not field.nullable:
        return True
    if pa.types.is_float32(field.type):
        return not bool(np.isnan(values).all())
    absent = -1 if field.name in WORDS else np.iinfo(values.dtype).min
    return bool((values != absent).any())


def table_of(rows: Rows, words: Mapping[str, pa.Array]) -> pa.Table:
    """Return rows as PACKED; `words` are those of each column, in order.

    The words that come are those that rows use, in order: the bytes that are written
    depend on the rows alone.
    """
    columns = []
    for field in PACKED.schema:
        values = np.ascontiguousarray(rows[field.name])
        if field.name in WORDS:
            columns.append(_worded(values, words[field.name]))
        else:
            columns.append(_column(values, field.type))
    return pa.Table.from_arrays(columns, schema=PACKED.schema)


def _degrees(column: pa.ChunkedArray) -> NDArray[np.int32]:
    values = column.to_numpy()
    if not column.null_count:
        return packed_degrees(values)
    absent = np.isnan(values)
    return np.where(absent, ABSENT_I32, packed_degrees(np.where(absent, 0.0, values)))


def _numbers(column: pa.ChunkedArray) -> NDArray[Any]:
    kind = column.type
    if pa.types.is_timestamp(kind):
        return _filled(column.cast(pa.int64()), ABSENT_I64)
    if pa.types.is_boolean(kind):
        return _filled(column.cast(pa.int8()), ABSENT_I8)
    if pa.types.is_int8(kind):
        return _filled(column, ABSENT_I8)
    return np.asarray(column.to_numpy())


def _filled(column: Any, absent: int) -> NDArray[Any]:  # noqa: ANN401
    if column.null_count:
        column = pc.fill_null(column, absent)
    if isinstance(column, pa.ChunkedArray):
        return np.asarray(column.to_numpy())
    return np.asarray(column.to_numpy(zero_copy_only=False))


def _worded(codes: NDArray[np.int32], words: pa.Array) -> pa.DictionaryArray:
    used, place = np.unique(codes, return_inverse=True)
    absent = int(used.size > 0 and used[0] < 0)
    indices = pa.array((place - absent).astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, words.take(pa.array(used[absent:])))


def _column(values: NDArray[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_float32(kind):
        return pa.array(values, kind, mask=np.isnan(values))
    absent = values == np.iinfo(values.dtype).min
    mask = absent if absent.any() else None
    if pa.types.is_boolean(kind):
        return pa.array(values == 1, kind, mask=mask)
    if pa.types.is_timestamp(kind):
        return pa.array(values, pa.int64(), mask=mask).cast(kind)
    return pa.array(values, kind, mask=mask)
