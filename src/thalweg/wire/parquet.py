"""Parquet with one spelling: the same rows give the same bytes.

Compression, format version, row-group size and dictionaries are fixed here, so that the
bytes depend on the rows alone and not on how many chunks or threads made them. Another
version of the Parquet library may still write other bytes (it names itself in them);
what must outlive it is digested by content, see `thalweg.findings.evidence`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from thalweg.errors import InputError

ROWS_IN_GROUP = 131_072
LARGEST_ROWS = 50_000_000
LARGEST_TEXT_BYTES = 1 << 30
# A few thousand bytes can stand for millions of equal rows. What thalweg writes unpacks
# to some ten times its size; a small file may do worse.
SMALL_BYTES = 256 << 20
MOST_TIMES_ITS_SIZE = 200


def parquet_bytes(table: pa.Table, *, about: Mapping[str, str] | None = None) -> bytes:
    """Encode `table` as Parquet.

    Its schema's metadata is kept, save what pandas puts there; `about` is added to it.
    """
    arrays = [one_spelling(column) for column in table.columns]
    return parquet_of_arrays(arrays, table.schema, about=about)


def parquet_of_arrays(
    arrays: Sequence[pa.Array],
    schema: pa.Schema,
    *,
    about: Mapping[str, str] | None = None,
    fast: bool = False,
    texts: Sequence[str] | None = None,
) -> bytes:
    """Encode columns that went through `one_spelling`.

    `fast` is for small tables by the thousand: lighter compression, no statistics.
    `texts` is what `texts_of` says of the schema, where that is known already.
    """
    metadata = {k: v for k, v in (schema.metadata or {}).items() if k != b"pandas"}
    metadata |= {k.encode(): v.encode() for k, v in (about or {}).items()}
    sink = pa.BufferOutputStream()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=schema.with_metadata(metadata)),
        sink,
        version="2.6",
        data_page_version="1.0",
        compression="snappy" if fast else "zstd",
        compression_level=None if fast else 3,
        row_group_size=ROWS_IN_GROUP,
        use_dictionary=texts_of(schema) if texts is None else texts,
        write_statistics=not fast,
        store_schema=True,
    )
    written: bytes = sink.getvalue().to_pybytes()
    return written


def one_spelling(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array; the words of a dictionary by their first use.

    A dictionary may hold words that no row uses, in any order, or one word twice; what
    comes back depends on the rows alone.
    """
    if not pa.types.is_dictionary(column.type):
        return plain_array(column)
    if not len(column):
        return pa.array([], column.type)
    whole = pa.concat_arrays(column.chunks)
    if whole.null_count == len(whole):
        return pa.nulls(len(whole), column.type)
    if whole.null_count == 0:
        codes = whole.indices.to_numpy()
        if codes.min() == codes.max():
            word = whole.dictionary.slice(int(codes[0]), 1)
            return pa.DictionaryArray.from_arrays(np.zeros_like(codes), word)
    return whole.dictionary_decode().dictionary_encode().cast(column.type)


def plain_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array without a dictionary."""
    kind, chunks = column.type, column.chunks
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
        chunks = [chunk.dictionary_decode() for chunk in chunks]
    return pa.concat_arrays(chunks or [pa.array([], kind)])


def read_parquet(
    data: bytes, name: str, *, largest_rows: int = LARGEST_ROWS
) -> pa.Table:
    """Decode Parquet that may come from a stranger.

    Raises
    ------
    InputError
        `data` is not Parquet that can be read, or it unpacks to more than a record can
        hold; the message starts with `name`.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        if file.metadata.num_rows > largest_rows:
            rows = file.metadata.num_rows
            raise InputError(f"{name}: {rows} rows; at most {largest_rows} are read")
        # Repeated text stays a dictionary while read: a few bytes on disk could
        # otherwise stand for gigabytes of it.
        stored = file.schema_arrow
        unpacked = file.metadata.num_rows * sum(map(_width_bytes, stored.types))
        if unpacked > max(SMALL_BYTES, MOST_TIMES_ITS_SIZE * len(data)):
            raise InputError(
                f"{name}: {len(data)} bytes unpack to {unpacked >> 20} MiB; "
                "no record does"
            )
        texts = texts_of(stored)
        file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
        table = file.read(use_threads=False)
        table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError, MemoryError, RecursionError) as why:
        raise InputError(f"{name}: not readable as Parquet: {one_line(why)}") from why
    return _with_text_as_stored(table, stored, name)


def _width_bytes(kind: pa.DataType) -> int:
    """Return about how much memory a value takes, that of a text aside."""
    try:
        return max(1, int(kind.bit_width) // 8)
    except ValueError:
        return 8


def one_line(error: BaseException) -> str:
    """Return an error's words on one line, cut to a length that fits a message."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= 200 else words[:199] + "…"


def texts_of(schema: pa.Schema) -> list[str]:
    """Return the columns of text, which are written by a dictionary."""
    return [
        field.name
        for field in schema
        if pa.types.is_string(field.type) or pa.types.is_dictionary(field.type)
    ]


def _with_text_as_stored(table: pa.Table, stored: pa.Schema, name: str) -> pa.Table:
    for i, field in enumerate(stored):
        have = table.column(i)
        if have.type == field.type or not pa.types.is_dictionary(have.type):
            continue
        longest = max(
            (len(word or "") for chunk in have.chunks for word in _words(chunk)),
            default=0,
        )
        if longest * max(table.num_rows, 1) > LARGEST_TEXT_BYTES:
            raise InputError(f"{name}: the text of column {field.name} is too long")
        table = table.set_column(i, field, have.cast(field.type))
    return table


def _words(chunk: pa.DictionaryArray) -> list[str | None]:
    words: list[str | None] = chunk.dictionary.to_pylist()
    return words
