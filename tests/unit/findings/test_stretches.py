"""Words of a column by stretches: against what they say row by row."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from thalweg.findings.stretches import Column

# One word twice, as a dictionary from many files may have it.
WORDS = ["a", "b", "a", "c"]
CODES = st.lists(st.sampled_from([None, 0, 0, 0, 1, 2, 3]), min_size=2, max_size=12)


@given(CODES, st.data())
def test_stretches_say_what_the_rows_say(
    codes: list[int | None], data: st.DataObject
) -> None:
    array = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(WORDS))
    middle = data.draw(st.integers(1, len(codes) - 1))
    at = [(0, middle), (middle, len(codes))]
    if data.draw(st.booleans()):
        at = at[1:]
    column = Column(array)
    wanted = [word for low, high in at for word in array[low:high].to_pylist()]
    assert column.spelt(at).to_pylist() == wanted
    assert column.none(at) == (set(wanted) == {None})
    words, numbers = column.words(at, column.valid(at))
    known = [word for word in wanted if word is not None]
    assert words.to_pylist() == list(dict.fromkeys(known))
    assert [
        words[int(n)].as_py() for n, w in zip(numbers, wanted, strict=True) if w
    ] == (known)
    assert np.all(numbers[[word is None for word in wanted]] == 0)


NUMBERS = st.lists(st.sampled_from([None, 1.0, 2.5, float("nan")]), min_size=1)


@given(st.one_of(NUMBERS, st.lists(st.just(1.5), min_size=1)), st.data())
def test_whole_values_are_seen_where_they_lie(
    values: list[float | None], data: st.DataObject
) -> None:
    array = pa.array(values, pa.float64())
    low = data.draw(st.integers(0, len(values) - 1))
    at = [(low, len(values)), (0, low)]
    column = Column(array)
    plain = column.plain(at)
    whole = all(value == value and value is not None for value in values)
    assert (plain is not None) == whole
    if plain is not None:
        assert np.concatenate(plain).tolist() == column.values(at, None).tolist()
    assert column.blank == (set(values) == {None})


def test_nulls_of_a_column_without_values_are_as_many_as_asked() -> None:
    for kind in (pa.float64(), pa.dictionary(pa.int32(), pa.string())):
        column = Column(pa.nulls(5000, kind))
        for at in ([(0, 3), (7, 9)], [(0, 5000)], [(1, 2)]):
            rows = sum(high - low for low, high in at)
            assert column.spelt(at).equals(pa.nulls(rows, kind))
