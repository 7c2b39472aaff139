"""POSITIONS put aside on disk, and taken back by whole movers.

They are cut into chunks, each in the order of its movers' names. When all are there it
is known how many rows each mover has: movers are shared out to parts, in the order of
their names, and a part is a slice of every chunk. Nothing is written twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thalweg.archive.scratch import Scratch
from thalweg.kernels.clean import scatter_by_code
from thalweg.tables.contract import WORD
from thalweg.tables.positions import POSITIONS
from thalweg.tracks.reports import words
from thalweg.tracks.stitch import movers

I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Where some rows lie in the file, in the order of their movers' names.

    Words are codes there, and columns of nulls are not there. The rows of mover
    ``names[k]`` stand from ``start[k]`` to ``start[k + 1]``.
    """

    schema: pa.Schema
    from_byte: int
    names: tuple[str, ...]
    start: I64


class PutAside:
    """Rows of POSITIONS in a file without a name."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._file = scratch.file()
        self._chunks: list[_Chunk] = []
        self._batches: list[pa.RecordBatch] | None = None
        self._names: dict[str, str] = {}
        self._words = {
            field.name: Coding() for field in POSITIONS.schema if field.type == WORD
        }

    def add(self, table: pa.Table) -> None:
        """Put rows aside as one chunk."""
        found = movers(words(table["feed"]), words(table["mover"]))
        rows = np.arange(table.num_rows, dtype=np.int64)
        order = scatter_by_code(rows, found.codes, len(found.names))
        columns: dict[str, pa.Array] = {}
        for name in table.column_names:
            column = table[name]
            if column.null_count == len(column):
                continue
            array = one_array(column).take(pa.array(order))
            coding = self._words.get(name)
            columns[name] = array if coding is None else coding.coded(array)
        batch = pa.RecordBatch.from_pydict(columns)
        counts = np.bincount(found.codes, minlength=len(found.names))
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        with self._scratch.told():
            at = self._file.seek(0, 2)
            # Columns begin where a word of eight bytes may.
            at = self._file.seek(-(-at // 64) * 64)
            self._file.write(batch.serialize())
        # A mover is in most chunks; its name is held once.
        names = tuple(self._names.setdefault(name, name) for name in found.names)
        self._chunks.append(_Chunk(batch.schema, at, names, start))

    @property
    def names(self) -> list[str]:
        """The canonical names of all movers, in order."""
        return sorted(self._names)

    def parts(self, part_rows: int) -> Iterator[pa.Table]:
        """Yield the rows in tables of whole movers, in the order of their names.

        Each holds `part_rows` at the most, save where one mover has more.
        """
        if self._batches is None:
            with self._scratch.told():
                size_bytes = self._file.seek(0, 2)
            whole = pa.py_buffer(self._scratch.mapped(self._file, size_bytes))
            self._batches = [
                pa.ipc.read_record_batch(whole.slice(chunk.from_byte), chunk.schema)
                for chunk in self._chunks
            ]
        for first, last in self._shares(part_rows):
            part = self._part(self._batches, first, last)
            self._scratch.release()
            yield part

    def clear(self) -> None:
        """Let go of all rows."""
        self._batches = None
        self._chunks.clear()

    def _shares(self, part_rows: int) -> list[tuple[str, str]]:
        """Return the first and the last mover of each part."""
        rows: Counter[str] = Counter()
        for chunk in self._chunks:
            counts = np.diff(chunk.start).tolist()
            for name, count in zip(chunk.names, counts, strict=True):
                rows[name] += count
        out: list[tuple[str, str]] = []
        held = 0
        for name in sorted(rows):
            if not out or held + rows[name] > part_rows:
                out.append((name, name))
                held = 0
            out[-1] = (out[-1][0], name)
            held += rows[name]
        return out

    def _part(self, batches: list[pa.RecordBatch], first: str, last: str) -> pa.Table:
        tables = []
        for chunk, batch in zip(self._chunks, batches, strict=True):
            low = int(chunk.start[bisect_left(chunk.names, first)])
            high = int(chunk.start[bisect_right(chunk.names, last)])
            if high > low:
                rows = pa.array(np.arange(low, high))
                tables.append(pa.Table.from_batches([batch]).take(rows))
                # With each place comes far more of the disk than is asked for, and
                # there are as many as chunks and columns: taken, it may go again.
                self._scratch.release()
        laid = pa.concat_tables(tables, promote_options="default").combine_chunks()
        for name, coding in self._words.items():
            if name in laid.column_names:
                at = laid.column_names.index(name)
                laid = laid.set_column(at, name, coding.spelt(laid[name]))
        return POSITIONS.conform(laid)


class Coding:
    """Words numbered in the order in which they came."""

    def __init__(self) -> None:
        self._code: dict[str, int] = {}

    @property
    def words(self) -> pa.Array:
        """The words, by their numbers."""
        return pa.array(list(self._code), pa.string())

    def coded(self, column: pa.DictionaryArray) -> pa.Array:
        """Return the number of each word, null where there is none."""
        known = column.dictionary.to_pylist()
        numbers = pa.array(
            [
                None if word is None else self._code.setdefault(word, len(self._code))
                for word in known
            ],
            pa.int32(),
        )
        return numbers.take(column.indices)

    def spelt(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """Return words from their numbers; the dictionary holds those that occur."""
        codes = one_array(column)
        plain = codes.fill_null(-1).to_numpy()
        used = np.zeros(len(self._code) + 1, np.bool_)
        used[plain] = True
        rank = (np.cumsum(used) - 1).astype(np.int32)
        indices = pa.array(rank[plain], pa.int32(), mask=plain < 0)
        some = self.words.filter(pa.array(used[:-1]))
        made = pa.DictionaryArray.from_arrays(indices, some)
        return pa.chunked_array([made], WORD)


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece; one that is so already is not copied."""
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.unify_dictionaries().chunks)
