"""Stretches of TRACKS, taken from its columns without a table in between.

A month of TRACKS gives the evidence of thousands of findings, each a few stretches of
rows. Here the columns are looked at once; a stretch of one is a slice of an array. What
comes out is what `findings.digest` and `wire.parquet.one_spelling` say, to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

U8 = npt.NDArray[np.uint8]
I32 = npt.NDArray[np.int32]
Values = npt.NDArray[np.generic]
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Column:
    """One column of TRACKS; `array` is the whole of it, in one piece."""

    array: pa.Array

    @cached_property
    def _values(self) -> Values:
        array = self.array
        if pa.types.is_dictionary(array.type):
            array = array.indices
        if pa.types.is_boolean(array.type):
            return np.asarray(array.fill_null(False)).view(np.uint8)
        width = array.type.bit_width // 8
        kind = "f" if pa.types.is_floating(array.type) else "i"
        data = array.buffers()[1]
        if data is None or not len(array):
            return np.zeros(len(array), f"<{kind}{width}")
        return np.frombuffer(data, f"<{kind}{width}", len(array), width * array.offset)

    @cached_property
    def _valid(self) -> U8 | None:
        """One byte a row, 0 under a null; None where no row is null."""
        if not self.array.null_count:
            return None
        return np.asarray(self.array.is_valid()).view(np.uint8)

    @cached_property
    def _twins(self) -> I32 | None:
        """For each code of the dictionary the first with its word; None if all are."""
        words = self.array.dictionary.to_pylist()
        first: dict[str, int] = {}
        codes = [first.setdefault(word, k) for k, word in enumerate(words)]
        if len(first) == len(words):
            return None
        return np.array(codes, np.int32)

    def valid(self, at: Sequence[Stretch]) -> U8 | None:
        """Return one byte a row, 0 under a null; None where no row is null."""
        if self.array.null_count == len(self.array):
            return np.zeros(sum(high - low for low, high in at), np.uint8)
        if self._valid is None:
            return None
        valid = np.concatenate([self._valid[low:high] for low, high in at])
        return None if valid.all() else valid

    def values(self, at: Sequence[Stretch], valid: U8 | None) -> Values:
        """Return a copy of the values, zero where `valid` says null; NaN is one."""
        values = np.concatenate([self._values[low:high] for low, high in at])
        if values.dtype.kind == "f":
            values[np.isnan(values)] = np.nan
        if valid is not None:
            values[valid == 0] = 0
        return values

    def words(self, at: Sequence[Stretch], valid: U8 | None) -> tuple[pa.Array, I32]:
        """Return the words of a text in the order of first use, and each row's number.

        The number is zero where `valid` says null.
        """
        codes = np.concatenate([self._values[low:high] for low, high in at])
        if self._twins is not None:
            codes = self._twins[codes]
        known = codes if valid is None else codes[valid != 0]
        if len(known) and known.min() == known.max():
            return self.array.dictionary.slice(int(known[0]), 1), np.zeros_like(codes)
        # Words stand in runs: one look at the first of each run is enough.
        runs = known[np.flatnonzero(np.diff(known, prepend=-1))]
        used, first = np.unique(runs, return_index=True)
        used = used[np.argsort(first)]
        rank = np.zeros(len(self.array.dictionary), np.int32)
        rank[used] = np.arange(len(used), dtype=np.int32)
        numbers = np.zeros(len(codes), np.int32)
        numbers[... if valid is None else valid != 0] = rank[known]
        return self.array.dictionary.take(pa.array(used)), numbers

    def spelt(self, at: Sequence[Stretch]) -> pa.Array:
        """Return the stretches as one array, see `wire.parquet.one_spelling`."""
        kind = self.array.type
        if not pa.types.is_dictionary(kind):
            return pa.concat_arrays(
                [self.array.slice(low, high - low) for low, high in at]
            )
        valid = self.valid(at)
        if valid is not None and not valid.any():
            return pa.nulls(len(valid), kind)
        words, numbers = self.words(at, valid)
        mask = None if valid is None else valid == 0
        return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=mask), words)
