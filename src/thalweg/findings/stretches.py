"""Stretches of TRACKS, taken from its columns without a table in between.

A month of TRACKS gives the evidence of thousands of findings, each a few stretches of
rows. A column may lie on disk: nothing is kept of it that grows with its rows, and only
what a stretch holds is looked at. What comes out is what `findings.digest` and
`wire.parquet.one_spelling` say, to the byte.
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

# About as many rows as the evidence of an encounter has.
LEAST_NULLS = 4096


@dataclass(frozen=True)
class Column:
    """One column of TRACKS; `array` is the whole of it, in one piece."""

    array: pa.Array

    @cached_property
    def _values(self) -> Values:
        """The whole column as it lies there; not of truths, eight of which are one."""
        array = self.array
        if pa.types.is_dictionary(array.type):
            array = array.indices
        width = array.type.bit_width // 8
        kind = "f" if pa.types.is_floating(array.type) else "i"
        data = array.buffers()[1]
        if data is None or not len(array):
            return np.zeros(len(array), f"<{kind}{width}")
        return np.frombuffer(data, f"<{kind}{width}", len(array), width * array.offset)

    @cached_property
    def letter(self) -> bytes:
        """The type of the values, see `findings.digest`."""
        return letter_of(self.array.type)

    @cached_property
    def blank(self) -> bool:
        """Whether no row has a value."""
        return bool(self.array.null_count == len(self.array))

    def _copied(self, at: Sequence[Stretch]) -> Values:
        """Return a copy of the rows; under a null stands anything."""
        if not pa.types.is_boolean(self.array.type):
            return np.concatenate([self._values[low:high] for low, high in at])
        truths = [
            np.asarray(self.array.slice(low, high - low).fill_null(False))
            for low, high in at
        ]
        return np.concatenate(truths).view(np.uint8)

    @cached_property
    def _one_code(self) -> I32 | None:
        """The one code of each word and, last, of null; None where each has its own."""
        words = self.array.dictionary.to_pylist()
        first: dict[str, int] = {}
        one = [first.setdefault(word, k) for k, word in enumerate(words)]
        return np.array([*one, -1], np.int32) if len(first) < len(words) else None

    def _codes(self, at: Sequence[Stretch]) -> I32:
        """Return the code of each row's word, -1 for null; a word has one code."""
        codes = self._copied(at)
        valid = self.valid(at)
        if valid is not None:
            codes = np.where(valid != 0, codes, -1)
        if self._one_code is not None:
            codes = self._one_code[codes]
        return codes.astype(np.int32, copy=False)

    def none(self, at: Sequence[Stretch]) -> bool:
        """Tell whether all rows are null; False is not sure."""
        if self.blank:
            return True
        if not self.array.null_count or not pa.types.is_dictionary(self.array.type):
            return False
        return not any(self._known(low, high).any() for low, high in at)

    def _known(self, low: int, high: int) -> U8:
        """Return one byte a row of a stretch, 0 under a null."""
        return np.asarray(self.array.slice(low, high - low).is_valid()).view(np.uint8)

    def valid(self, at: Sequence[Stretch]) -> U8 | None:
        """Return one byte a row, 0 under a null; None where no row is null."""
        if not self.array.null_count:
            return None
        if self.blank:
            return np.zeros(sum(high - low for low, high in at), np.uint8)
        valid = np.concatenate([self._known(low, high) for low, high in at])
        return None if valid.all() else valid

    def plain(self, at: Sequence[Stretch]) -> list[Values] | None:
        """Return numbers where they lie; None where a row is null, NaN or no number."""
        kind = self.array.type
        if self.array.null_count or pa.types.is_dictionary(kind):
            return None
        if pa.types.is_boolean(kind):
            return None
        values = [self._values[low:high] for low, high in at]
        if pa.types.is_floating(kind) and any(np.isnan(one).any() for one in values):
            return None
        return values

    def values(self, at: Sequence[Stretch], valid: U8 | None) -> Values:
        """Return a copy of the values, zero where `valid` says null; NaN is one."""
        values = self._copied(at)
        if values.dtype.kind == "f":
            values[np.isnan(values)] = np.nan
        if valid is not None:
            values[valid == 0] = 0
        return values

    def words(self, at: Sequence[Stretch], valid: U8 | None) -> tuple[pa.Array, I32]:
        """Return the words of a text in the order of first use, and each row's number.

        The number is zero where `valid` says null.
        """
        codes = self._codes(at)
        if (codes == codes[0]).all():
            one = int(codes[0])
            word = self.array.dictionary.slice(max(one, 0), 1 if one >= 0 else 0)
            return word, np.zeros(len(codes), np.int32)
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
        if self.blank:
            return self._nulls(sum(high - low for low, high in at))
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

    def _nulls(self, rows: int) -> pa.Array:
        """Return so many nulls: a slice of as many as were asked for at once."""
        if not self._kept_nulls or len(self._kept_nulls[0]) < rows:
            made = pa.nulls(max(rows, LEAST_NULLS), self.array.type)
            self._kept_nulls[:] = [made]
        return self._kept_nulls[0].slice(0, rows)

    @cached_property
    def _kept_nulls(self) -> list[pa.Array]:
        return []


def letter_of(kind: pa.DataType) -> bytes:
    """Return the letter of a type in the digest of evidence, see `findings.digest`."""
    if pa.types.is_dictionary(kind):
        return b"t"
    if pa.types.is_boolean(kind):
        return b"b"
    if pa.types.is_floating(kind):
        return b"d" if kind.bit_width == 64 else b"f"
    return b"q" if kind.bit_width == 64 else b"c"
