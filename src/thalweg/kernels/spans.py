"""Sets of intervals in time, as int64[n, 2] in microseconds, apart and rising."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit

Spans = NDArray[np.int64]
Kinds = NDArray[np.int8]
Ends = NDArray[np.int64]


@njit(cache=True, nogil=True)
def joined_us(spans_us: Spans, apart_us: int) -> Spans:
    """Join intervals that overlap, touch, or lie at most `apart_us` apart.

    Parameters
    ----------
    spans_us
        int64[n, 2], sorted by start.
    apart_us
        greatest gap to bridge; 0 joins what touches.

    Returns
    -------
    int64[m, 2], apart by more than `apart_us`, sorted.
    """
    out_us = np.empty_like(spans_us)
    count = 0
    for i in range(len(spans_us)):
        if count and spans_us[i, 0] - out_us[count - 1, 1] <= apart_us:
            out_us[count - 1, 1] = max(out_us[count - 1, 1], spans_us[i, 1])
        else:
            out_us[count] = spans_us[i]
            count += 1
    return out_us[:count].copy()


@njit(cache=True, nogil=True)
def common_us(left_us: Spans, right_us: Spans) -> Spans:
    """Intersect two sets of intervals, each apart and sorted; int64[m, 2]."""
    out_us = np.empty((len(left_us) + len(right_us), 2), np.int64)
    count = 0
    i = 0
    j = 0
    while i < len(left_us) and j < len(right_us):
        start = max(left_us[i, 0], right_us[j, 0])
        end = min(left_us[i, 1], right_us[j, 1])
        if start < end:
            out_us[count, 0] = start
            out_us[count, 1] = end
            count += 1
        if left_us[i, 1] < right_us[j, 1]:
            i += 1
        else:
            j += 1
    return out_us[:count].copy()


@njit(cache=True, nogil=True)
def of_kinds_us(kinds: Kinds, spans_us: Spans, of: int) -> tuple[Spans, Ends]:
    """Join the intervals of each kind that overlap or touch.

    Parameters
    ----------
    kinds
        int8[n], 0 to `of` - 1.
    spans_us
        int64[n, 2], in any order; fast where those of a kind nearly rise.
    of
        how many kinds there are.

    Returns
    -------
    The joined intervals int64[m, 2], kind after kind, those of one apart and sorted;
    and int64[of + 1], where those of each kind begin, and at last how many there are.
    """
    begin = np.zeros(of + 1, np.int64)
    for i in range(len(kinds)):
        begin[kinds[i] + 1] += 1
    for kind in range(of):
        begin[kind + 1] += begin[kind]
    out_us = np.empty((len(kinds), 2), np.int64)
    held = begin.copy()
    for i in range(len(kinds)):
        start_us, end_us = spans_us[i, 0], spans_us[i, 1]
        at = held[kinds[i]]
        held[kinds[i]] += 1
        while at > begin[kinds[i]] and out_us[at - 1, 0] > start_us:
            out_us[at, 0], out_us[at, 1] = out_us[at - 1, 0], out_us[at - 1, 1]
            at -= 1
        out_us[at, 0], out_us[at, 1] = start_us, end_us
    count = 0
    for kind in range(of):
        first = count
        for i in range(begin[kind], begin[kind + 1]):
            start_us, end_us = out_us[i, 0], out_us[i, 1]
            if count > first and start_us <= out_us[count - 1, 1]:
                out_us[count - 1, 1] = max(out_us[count - 1, 1], end_us)
            else:
                out_us[count, 0], out_us[count, 1] = start_us, end_us
                count += 1
        begin[kind] = first
    begin[of] = count
    return out_us[:count].copy(), begin
