"""The digest of evidence: one encoding of its content, whatever file it lies in.

The digest is the SHA-256 of this encoding, ``thalweg.evidence/1``. It covers what was
reported and decided, not how a file spells it: chunks, dictionaries, the version of
Parquet and the file that a row came from (`source_sha256`, `source_row`) are outside.
All numbers stand least significant byte first; lengths are unsigned 32 bits.

1. The 18 bytes ``thalweg.evidence/1`` and a line feed.
2. The number of rows, unsigned 64 bits.
3. For each column of TRACKS in order, save the two named above: the length of its name
   and the name; a letter for its type; a byte that says which rows are null; values.
   The byte is 0 where all are, and then nothing follows; 1 where none is; 2 where some
   are, followed by one byte for each row, 0 for null, else 1. Under a null stands zero.

   ====== ====================================================================
   letter values
   ====== ====================================================================
   ``q``  whole numbers, signed 64 bits; times as microseconds since 1970, UTC
   ``c``  whole numbers, signed 8 bits
   ``d``  IEEE 754 binary64; every NaN as the positive quiet one
   ``f``  IEEE 754 binary32; likewise
   ``b``  one byte, 0 or 1
   ``t``  text: how many different texts there are; each of them in the order of its
          first use, the length of its UTF-8 and that; then for each row the number of
          its text, from 0, 32 bits
   ====== ====================================================================

4. The decisions: their length in bytes, unsigned 64 bits, and the RFC 8785 JSON list of
   them, each an object of `kind`, `mover`, `from_us`, `to_us`, `subject`, `value` and
   `source`, sorted by its own bytes.

Rows stand by mover (by Unicode code point), then time. Rows of one mover and time stand
with the kept one first, then by their columns in order: null first, numbers by size and
NaN after them, text by code point.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from thalweg.findings.stretches import Column, Stretch, letter_of
from thalweg.tables.tracks import KEPT, TRACKS
from thalweg.wire.parquet import one_spelling, plain_array

FORMAT = "thalweg.evidence/1"
OUTSIDE_DIGEST = ("source_sha256", "source_row")

_LENGTH = struct.Struct("<I")
_COUNT = struct.Struct("<Q")
DIGESTED = tuple(f.name for f in TRACKS.schema if f.name not in OUTSIDE_DIGEST)

U8 = npt.NDArray[np.uint8]
I64 = npt.NDArray[np.int64]


def _text(words: str) -> bytes:
    spelt = words.encode()
    return _LENGTH.pack(len(spelt)) + spelt


_NAMES = tuple((name, _text(name)) for name in DIGESTED)


def digest(tracks: pa.Table, decisions_json: bytes) -> str:
    """Return the SHA-256 of evidence, 64 hex digits.

    Parameters
    ----------
    tracks
        Rows of TRACKS in any order.
    decisions_json
        The decisions as point 4 above wants them.
    """
    return digest_in_order(in_order(tracks), decisions_json)


def digest_in_order(tracks: pa.Table, decisions_json: bytes) -> str:
    """Return the digest of rows that already stand in the order of `in_order`."""
    parts = [f"{FORMAT}\n".encode(), _COUNT.pack(tracks.num_rows)]
    for name in DIGESTED:
        parts.append(_text(name))
        parts.extend(_encoded(one_spelling(tracks.column(name))))
    parts += [_COUNT.pack(len(decisions_json)), decisions_json]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def digest_of_stretches(
    columns: Mapping[str, Column], at: Sequence[Stretch], decisions_json: bytes
) -> str:
    """Return the digest of stretches that stand, one after another, in that order."""
    rows = sum(high - low for low, high in at)
    digested = hashlib.sha256(f"{FORMAT}\n".encode() + _COUNT.pack(rows))
    parts: list[bytes] = []
    for name, told in _NAMES:
        column = columns[name]
        parts.append(told + column.letter)
        values = None if column.blank else column.plain(at)
        if values is None:
            parts.extend(_encoded_stretches(column, at))
            continue
        # What is whole is digested where it lies.
        digested.update(b"".join((*parts, b"\1")))
        parts.clear()
        for value in values:
            digested.update(value.data)
    digested.update(
        b"".join((*parts, _COUNT.pack(len(decisions_json)), decisions_json))
    )
    return digested.hexdigest()


def _encoded_stretches(column: Column, at: Sequence[Stretch]) -> Iterator[bytes]:
    """Yield a column after its letter."""
    if column.blank or column.none(at):
        yield b"\0"
        return
    valid = column.valid(at)
    if valid is not None and not valid.any():
        yield b"\0"
        return
    yield b"\1" if valid is None else b"\2" + valid.tobytes()
    if pa.types.is_dictionary(column.array.type):
        words, numbers = column.words(at, valid)
        spelt = words.to_pylist()
        yield _LENGTH.pack(len(spelt)) + b"".join(map(_text, spelt))
        yield numbers.tobytes()
        return
    yield column.values(at, valid).tobytes()


def in_order(tracks: pa.Table) -> pa.Table:
    """Return the rows of `tracks` in the order of the digest."""
    if tracks.num_rows < 2:
        return tracks
    time_us = int64s(tracks.column("time"))
    rank, _ = _ranks(tracks.column("mover"))
    place, kept = _ranks(tracks.column("kept"))
    dropped = place != kept.get(KEPT, -1)
    order = np.lexsort((dropped, time_us, rank))
    risen = np.diff(rank[order]) > 0
    risen |= np.diff(time_us[order]) > 0
    risen |= np.diff(dropped[order].view(np.int8)) > 0
    if not risen.all():
        order = _settle_ties(tracks, order, risen)
    return tracks if np.all(np.diff(order) == 1) else tracks.take(pa.array(order))


def int64s(column: pa.ChunkedArray) -> I64:
    """Return a column of whole numbers or times without nulls as int64."""
    array = plain_array(column)
    wide = array.type.bit_width == 64
    array = array.view(pa.int64()) if wide else array.cast(pa.int64())
    values: I64 = array.to_numpy(zero_copy_only=False)
    return values


def _ranks(column: pa.ChunkedArray) -> tuple[I64, dict[str, int]]:
    """Return for each row the rank of its word among those that occur, and the ranks.

    All of TRACKS may share one dictionary of thousands of movers, so only the words
    that these rows use are looked up.
    """
    words = pa.concat_arrays(column.chunks)
    codes = words.indices.to_numpy(zero_copy_only=False)
    used, place = np.unique(codes, return_inverse=True)
    names = [words.dictionary[int(code)].as_py() for code in used]
    rank_of = {name: rank for rank, name in enumerate(sorted(set(names)))}
    ranks: I64 = np.array([rank_of[name] for name in names], np.int64)
    return ranks[place], rank_of


def _settle_ties(tracks: pa.Table, order: I64, risen: npt.NDArray[np.bool_]) -> I64:
    groups = np.split(order, np.flatnonzero(risen) + 1)
    tied = np.concatenate([group for group in groups if group.size > 1])
    rows = tracks.take(pa.array(tied)).to_pylist()
    key = dict(zip(tied.tolist(), map(_row_key, rows), strict=True))
    settled = [
        sorted(group.tolist(), key=key.__getitem__) if group.size > 1 else group
        for group in groups
    ]
    joined: I64 = np.concatenate(settled)
    return joined


def _row_key(row: Mapping[str, object]) -> tuple[object, ...]:
    # Rows alike in all that is digested may stand either way in the digest; the file
    # they came from settles how they stand on disk.
    return tuple(_sortable(row[name]) for name in (*DIGESTED, *OUTSIDE_DIGEST))


def _sortable(value: object) -> tuple[object, ...]:
    if value is None:
        return (0,)
    if isinstance(value, float):
        if math.isnan(value):
            return (2,)
        return 1, value, math.copysign(1.0, value)
    return 1, value


def _encoded(array: pa.Array) -> Iterator[bytes]:
    kind = array.type
    yield letter_of(kind)
    if len(array) and array.null_count == len(array):
        yield b"\0"
        return
    valid = None
    if array.null_count == 0:
        yield b"\1"
    else:
        valid = _bits(array.buffers()[0], array.offset, len(array))
        yield b"\2" + valid.tobytes()
    if pa.types.is_dictionary(kind):
        words = array.dictionary.to_pylist()
        yield _LENGTH.pack(len(words)) + b"".join(map(_text, words))
        array = array.indices
    values = _values(array)
    if valid is not None:
        values[valid == 0] = 0
    yield values.tobytes()


def _values(array: pa.Array) -> npt.NDArray[np.generic]:
    """Return a copy of an array's values; whatever lies under a null comes along."""
    kind = array.type
    data = array.buffers()[1]
    if pa.types.is_boolean(kind):
        return _bits(data, array.offset, len(array))
    width = kind.bit_width // 8
    dtype = f"<{'f' if pa.types.is_floating(kind) else 'i'}{width}"
    if data is None or not len(array):
        return np.empty(0, dtype)
    values = np.frombuffer(data, dtype, len(array), width * array.offset).copy()
    if dtype[1] == "f":
        values[np.isnan(values)] = np.nan
    return values


def _bits(buffer: pa.Buffer | None, offset: int, count: int) -> U8:
    if buffer is None or count == 0:
        return np.zeros(count, np.uint8)
    packed = np.frombuffer(buffer, np.uint8)
    return np.unpackbits(packed, count=offset + count, bitorder="little")[offset:]
