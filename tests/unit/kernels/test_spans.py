"""Intervals of several kinds, joined: against a plain twin."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from thalweg.kernels.spans import of_kinds_us

KINDS = 4
MANY = st.lists(
    st.tuples(st.integers(0, KINDS - 1), st.integers(0, 30), st.integers(1, 9))
)


def plain(laid: list[tuple[int, int, int]]) -> dict[int, list[list[int]]]:
    """Join interval after interval in their order, kind by kind."""
    found: dict[int, list[list[int]]] = {kind: [] for kind in range(KINDS)}
    for kind, start_us, width_us in sorted(laid):
        of = found[kind]
        if of and start_us <= of[-1][1]:
            of[-1][1] = max(of[-1][1], start_us + width_us)
        else:
            of.append([start_us, start_us + width_us])
    return found


@given(MANY)
def test_kinds_are_joined_each_by_itself(laid: list[tuple[int, int, int]]) -> None:
    kinds = np.array([kind for kind, _, _ in laid], np.int8)
    spans_us = np.array([[s, s + w] for _, s, w in laid], np.int64).reshape(-1, 2)
    before_us = spans_us.copy()
    joined_us, begin = of_kinds_us(kinds, spans_us, KINDS)
    found = {
        kind: joined_us[begin[kind] : begin[kind + 1]].tolist() for kind in range(KINDS)
    }
    assert found == plain(laid)
    assert begin[KINDS] == len(joined_us)
    assert np.array_equal(spans_us, before_us)
