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
I64 = npt.NDArray[np.int64]
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
    def _whole(self) -> bool:
        """Whether every row is a number: no null, no NaN."""
        values = self._values
        return self._valid is None and not (
            values.dtype.kind == "f" and bool(np.isnan(values).any())
        )

    @cached_property
    def _codes(self) -> I32:
        """The code of each row's word, -1 for null; a word has one code."""
        codes = self._values
        if self._valid is not None:
            codes = np.where(self._valid != 0, codes, -1)
        words = self.array.dictionary.to_pylist()
        first: dict[str, int] = {}
        one = [first.setdefault(word, k) for k, word in enumerate(words)]
        if len(first) < len(words):
            codes = np.array([*one, -1], np.int32)[codes]
        return codes.astype(np.int32, copy=False)

    @cached_property
    def _runs(self) -> I64:
        """The rows at which the word is another than on the row before."""
        codes = self._codes
        return np.flatnonzero(codes[1:] != codes[:-1]) + 1

    def only(self, at: Sequence[Stretch]) -> int | None:
        """Return the code of the one word of all rows, -1 for null; None if several.

        No stretch may be empty.
        """
        ends = np.array([end for low, high in at for end in (low, high - 1)], np.int64)
        found = self._codes[ends]
        runs = self._runs.searchsorted(ends, "right")
        if (found == found[0]).all() and (runs[::2] == runs[1::2]).all():
            return int(found[0])
        return None

    def none(self, at: Sequence[Stretch]) -> bool:
        """Tell whether all rows are null; False is not sure."""
        if self.array.null_count == len(self.array):
            return True
        return pa.types.is_dictionary(self.array.type) and self.only(at) == -1

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
        if self._whole:
            return values
        if values.dtype.kind == "f":
            values[np.isnan(values)] = np.nan
        if valid is not None:
            values[valid == 0] = 0
        return values

    def words(self, at: Sequence[Stretch], valid: U8 | None) -> tuple[pa.Array, I32]:
        """Return the words of a text in the order of first use, and each row's number.

        The number is zero where `valid` says null.
        """
        one = self.only(at)
        if one is not None:
            rows = sum(high - low for low, high in at)
            word = self.array.dictionary.slice(max(one, 0), 1 if one >= 0 else 0)
            return word, np.zeros(rows, np.int32)
        codes = np.concatenate([self._codes[low:high] for low, high in at])
        known = codes if valid is None else codes[valid != 0]
        # Words stand in runs: one look at the first of each run is enough.
        first = np.concatenate(([True], known[1:] != known[:-1]))
        used = list(dict.fromkeys(known[first].tolist()))
        rank = {code: number for number, code in enumerate(used)}
        lengths = np.diff(np.flatnonzero(first), append=len(known))
        ranks = np.array([rank[code] for code in known[first].tolist()], np.int32)
        numbers = np.zeros(len(codes), np.int32)
        numbers[... if valid is None else valid != 0] = np.repeat(ranks, lengths)
        dictionary = self.array.dictionary
        words = [dictionary[code].as_py() for code in used]
        return pa.array(words, dictionary.type), numbers

    def spelt(self, at: Sequence[Stretch]) -> pa.Array:
        """Return the stretches as one array, see `wire.parquet.one_spelling`."""
        kind = self.array.type
        if not pa.types.is_dictionary(kind):
            return pa.concat_arrays(
                [self.array.slice(low, high - low) for low, high in at]
            )
        if self.none(at):
            return pa.nulls(sum(high - low for low, high in at), kind)
        valid = self.valid(at)
        words, numbers = self.words(at, valid)
        mask = None if valid is None else valid == 0
        return pa.DictionaryArray.from_arrays(pa.array(numbers, mask=mask), words)
