"""The sets of a pair, joined by kind, and the grades that they bear over a chain."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from thalweg.kernels.compiling import njit
from thalweg.kernels.separation import (
    CERTAIN,
    KINDS,
    NEAR_CERTAIN,
    NEAR_POSSIBLE,
    PROBABLE,
    Limits,
    encounter_spans,
)
from thalweg.kernels.spans import of_kinds_us

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# So many intervals a part may have at the most, see `separation.encounter_spans`.
SPANS_A_PART = 15
NO_GRADE = -1


@njit(cache=True, nogil=True)
def encounter_sets_us(times_us: I64, parts: F64, limits: Limits) -> tuple[I64, I64]:
    """Return the sets of a pair, see `encounter_spans`, as `of_kinds_us` lays them."""
    many = len(parts)
    kinds = np.empty(SPANS_A_PART * many + 1, np.int8)
    spans_us = np.empty((SPANS_A_PART * many + 1, 2), np.int64)
    count = encounter_spans(times_us, parts, many, limits, kinds, spans_us)
    return of_kinds_us(kinds[:count], spans_us[:count], KINDS)


@njit(cache=True, nogil=True)
def grades_us(
    joined_us: I64, begin: I64, windows_us: I64, low_us: int, high_us: int
) -> tuple[int, int]:
    """Return the grade of a chain, and that of its near collision.

    Parameters
    ----------
    joined_us, begin
        sets by kind, from `encounter_sets_us`.
    windows_us
        int64[n, 2], apart and sorted: when the clause was in force.
    low_us, high_us
        ends of the chain.

    Returns
    -------
    The best kind of each that holds for some time; `NO_GRADE` for none.
    """
    grade, near = NO_GRADE, NO_GRADE
    for kind in range(CERTAIN, PROBABLE + 1):
        if grade == NO_GRADE and _holds(
            joined_us[begin[kind] : begin[kind + 1]], windows_us, low_us, high_us
        ):
            grade = kind
    for kind in range(NEAR_CERTAIN, NEAR_POSSIBLE + 1):
        if near == NO_GRADE and _holds(
            joined_us[begin[kind] : begin[kind + 1]], windows_us, low_us, high_us
        ):
            near = kind
    return grade, near


@njit(cache=True, nogil=True)
def _holds(spans_us: I64, windows_us: I64, low_us: int, high_us: int) -> bool:
    """Tell whether intervals have a length in common with windows and a stretch."""
    for n in range(len(spans_us)):
        start_us, end_us = max(spans_us[n, 0], low_us), min(spans_us[n, 1], high_us)
        for m in range(len(windows_us)):
            if max(start_us, windows_us[m, 0]) < min(end_us, windows_us[m, 1]):
                return True
    return False


@njit(cache=True, nogil=True)
def turns_at_limit(
    times_us: I64,
    parts: F64,
    limits: Limits,
    unit_m: float,
    unit_ft: float,
    windows_us: I64,
    low_us: int,
    high_us: int,
) -> bool:
    """Tell whether a chain's grades change with limits one unit greater or less.

    Parameters
    ----------
    times_us, parts, limits
        the parts of the pair, in time, and the clause's limits.
    unit_m, unit_ft
        one last unit of the results.
    windows_us, low_us, high_us
        as for `grades_us`.
    """
    first, end = 0, len(parts)
    # What lies outside of the chain is not asked about.
    while first < end and times_us[first, 1] < low_us:
        first += 1
    while end > first and times_us[end - 1, 0] > high_us:
        end -= 1
    times_us, parts = times_us[first:end], parts[first:end]
    joined_us, begin = encounter_sets_us(times_us, parts, limits)
    grades = grades_us(joined_us, begin, windows_us, low_us, high_us)
    for sign in (-1.0, 1.0):
        moved = Limits(
            limits.horizontal_m + sign * unit_m,
            limits.vertical_ft + sign * unit_ft,
            limits.tolerance_ft,
            limits.near_horizontal_m + sign * unit_m,
            limits.near_vertical_ft + sign * unit_ft,
            limits.near_slant_m + sign * unit_m,
        )
        joined_us, begin = encounter_sets_us(times_us, parts, moved)
        if grades_us(joined_us, begin, windows_us, low_us, high_us) != grades:
            return True
    return False
