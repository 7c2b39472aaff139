"""Grades of a chain, and whether a last unit turns them, against their slow twins."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.plain_watch_scenes import LIMITS, QUICK, SEEDS, examples, scene
from tests.oracle.test_pairs import seen_and_detector
from thalweg.kernels.grading import (
    NO_GRADE,
    encounter_sets_us,
    grades_us,
    turns_at_limit,
)
from thalweg.kernels.separation import (
    CERTAIN,
    KINDS,
    NEAR_CERTAIN,
    NEAR_POSSIBLE,
    NEAR_PROBABLE,
    PROBABLE,
)
from thalweg.kernels.spans import of_kinds_us
from thalweg.watch.detector import ALWAYS_US

SPAN = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda s: (s[0], sum(s)))
SPANS = st.lists(st.tuples(st.integers(0, KINDS - 1), SPAN), max_size=12)
WINDOWS = st.lists(SPAN, max_size=3)


def laid(kinds_and_spans):
    kinds = np.array([kind for kind, _ in kinds_and_spans], np.int8)
    spans = np.array([span for _, span in kinds_and_spans], np.int64).reshape(-1, 2)
    return of_kinds_us(kinds, spans, KINDS)


def plain_grades(kinds_and_spans, windows, low, high):
    """The best kinds that hold for some whole step of time."""

    def steps(spans):
        return {t for start, end in spans for t in range(start, end)}

    asked = steps(windows) & set(range(low, high))
    held = [
        bool(asked & steps(span for kind, span in kinds_and_spans if kind == one))
        for one in range(KINDS)
    ]
    return tuple(
        next((kind for kind in kinds if held[kind]), NO_GRADE)
        for kinds in (
            (CERTAIN, PROBABLE),
            (NEAR_CERTAIN, NEAR_PROBABLE, NEAR_POSSIBLE),
        )
    )


@settings(deadline=None, phases=QUICK, max_examples=examples(300))
@given(SPANS, WINDOWS, SPAN)
def test_a_grade_is_the_best_that_holds_for_some_time(found, windows, chain):
    windows_us = of_kinds_us(
        np.zeros(len(windows), np.int8),
        np.array(windows, np.int64).reshape(-1, 2),
        1,
    )[0]
    got = grades_us(*laid(found), windows_us, *chain)
    assert got == plain_grades(found, windows, *chain)


@settings(deadline=None, phases=QUICK, max_examples=examples(60))
@given(seed=SEEDS, limits=LIMITS, unit_m=st.sampled_from([0.01, 200.0]))
def test_a_grade_turns_where_either_moved_limit_gives_another(seed, limits, unit_m):
    seen, detector = seen_and_detector(scene(seed), limits)
    if len(seen.movers) < 2 or min(np.diff(seen.paths.start)) < 2:
        return
    times_us, parts = detector.parts(seen)
    if not len(parts):
        return
    low_us, high_us = int(times_us[0, 0]), int(np.median(times_us[:, 1]))
    about = (times_us[:, 1] >= low_us) & (times_us[:, 0] <= high_us)
    own = detector.limits
    grades = set()
    for sign in (0.0, -1.0, 1.0):
        moved = own._replace(
            horizontal_m=own.horizontal_m + sign * unit_m,
            vertical_ft=own.vertical_ft + sign * 0.1,
            near_horizontal_m=own.near_horizontal_m + sign * unit_m,
            near_vertical_ft=own.near_vertical_ft + sign * 0.1,
            near_slant_m=own.near_slant_m + sign * unit_m,
        )
        joined = encounter_sets_us(times_us[about], parts[about], moved)
        grades.add(grades_us(*joined, ALWAYS_US, low_us, high_us))
    got = turns_at_limit(times_us, parts, own, unit_m, 0.1, ALWAYS_US, low_us, high_us)
    assert got == (len(grades) > 1)
