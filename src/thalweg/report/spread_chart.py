"""A distribution drawn: a row for each side, bars or marks, quartiles, the limit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from thalweg.report.style import Look, mark
from thalweg.report.svg import element, joined, line, picture, text

WIDTH, LEFT, RIGHT = 640.0, 14.0, 626.0
MOST_STEPS = 18
"""Steps of a histogram."""

MOST_MARKS = 11
"""Up to this many findings in all, each has a mark of its own."""

_TOP, _ROW, _BAR = 22.0, 96.0, 56.0
_LOG_FROM, _LOG_LEAST = 100.0, 0.01
_TIMES_S = (
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800,
    43_200, 86_400, 172_800, 432_000, 864_000, 1_728_000, 3_456_000,
)  # fmt: skip
_LADDERS = ((1.0, 1.5, 2.0, 3.0, 5.0, 7.0), (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Edges of the steps, rising, and whether the axis is logarithmic."""

    edges: Sequence[float]
    log: bool

    def x(self, value: float) -> float:
        """Return the place of a value across, held to the axis."""
        low, high = self.edges[0], self.edges[-1]
        held = min(max(value, low), high)
        if self.log:
            share = math.log(held / low) / math.log(high / low)
        else:
            share = (held - low) / (high - low)
        return LEFT + share * (RIGHT - LEFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The values of one side, with its name and look."""

    name: str
    look: Look
    values: Sequence[float]

    def counts(self, edges: Sequence[float]) -> NDArray[np.int64]:
        """Return how many lie in each step: its first value is in it, its last not.

        Only the last step has its last value too.
        """
        return np.histogram(self.values, edges)[0].astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What all sides of a distribution have in common."""

    key: str
    title: str
    about: str
    scale: Scale
    limit: float | None
    limit_words: str
    error: float | None
    edge: Callable[[float], str]
    count: Callable[[float], str]


def scale_of(
    values: Sequence[float], limit: float | None, *, seconds: bool = False
) -> Scale:
    """Return steps that hold all values and the limit, round, `MOST_STEPS` at most.

    They rise by factors where values differ more than a hundredfold and none is next to
    nothing. With `seconds`
    they are round as times are.
    """
    shown = [*values, *([limit] if limit else [])]
    low, high = min(shown), max(shown)
    if low >= _LOG_LEAST and high / low > _LOG_FROM:
        return Scale(edges=_factors(low, high, seconds=seconds), log=True)
    return Scale(edges=_even(low, high, seconds=seconds), log=False)


def spread_chart(chart: Chart, series: Sequence[Series]) -> Markup:
    """Return the picture: one row for each side, the axis under the last."""
    alone = sum(len(one.values) for one in series) <= MOST_MARKS
    most = max(int(one.counts(chart.scale.edges).max()) for one in series)
    bottom = _TOP + _ROW * len(series)
    parts = [_limit(chart, bottom)]
    for at, one in enumerate(series):
        base = _TOP + _ROW * at + 20 + _BAR
        parts.append(text(LEFT + 6, base - _BAR - 8, one.name, class_="panel-title"))
        parts.append(
            _marks(chart, one, base) if alone else _bars(chart, one, base, most)
        )
        parts.append(line(LEFT, base, RIGHT, base, class_="tick"))
        parts.append(_quartiles(chart.scale, one, base + 8))
    parts.append(_axis(chart, bottom))
    return picture(
        *parts,
        key=chart.key,
        width=WIDTH,
        height=bottom + 20,
        title=chart.title,
        about=chart.about,
        class_="spread",
    )


def _even(low: float, high: float, *, seconds: bool) -> list[float]:
    """Return even steps over a range, of a round width."""
    wanted = max(high - low, abs(high) * 1e-6, 1e-6) / (MOST_STEPS - 1)
    power = math.floor(math.log10(wanted))
    widths = [float(f"{k}e{p}") for p in (power, power + 1) for k in (1, 2, 5)]
    if seconds and 1.0 < wanted <= _TIMES_S[-1]:
        widths = [float(width) for width in _TIMES_S]
    width = min(w for w in widths if w >= wanted)
    first, last = math.floor(low / width), math.floor(high / width) + 1
    return [float(f"{at * width:.12g}") for at in range(first, last + 1)]


def _factors(low: float, high: float, *, seconds: bool) -> list[float]:
    """Return steps that rise by about the same factor, as fine as there is room."""
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 2)
    ladders = [[f * 10.0**p for p in powers for f in figures] for figures in _LADDERS]
    if seconds and low >= 1.0 and high < _TIMES_S[-1]:
        ladders.insert(0, [float(s) for s in _TIMES_S])
    for ladder in ladders:
        first = max(at for at, edge in enumerate(ladder) if edge <= low)
        last = min(at for at, edge in enumerate(ladder) if edge > high)
        if last - first <= MOST_STEPS:
            break
    return [float(f"{edge:.12g}") for edge in ladder[first : last + 1]]


def _bars(chart: Chart, one: Series, base: float, most: int) -> Markup:
    """Return a bar for each step that holds any, with its number."""
    parts = []
    counts = one.counts(chart.scale.edges)
    for (low, high), n in zip(
        itertools.pairwise(chart.scale.edges), counts.tolist(), strict=True
    ):
        if not n:
            continue
        left, right = chart.scale.x(low), chart.scale.x(high)
        tall = max(n / most * (_BAR - 10), 1.0)
        parts.append(
            element(
                "rect",
                x=left + 0.5,
                y=base - tall,
                width=max(right - left - 1, 0.8),
                height=tall,
                fill=f"url(#{one.look.hatch})",
                stroke=one.look.colour,
                stroke_width=0.8,
            )
        )
        at = (left + right) / 2
        parts.append(
            text(at, base - tall - 3, chart.count(n), class_="tiny",
                 text_anchor="middle")
        )  # fmt: skip
    return joined(parts)


def _marks(chart: Chart, one: Series, base: float) -> Markup:
    """Return a mark for each finding, on top of those that it would hide."""
    placed: list[tuple[float, int]] = []
    for x in sorted(chart.scale.x(value) for value in one.values):
        taken = {level for at, level in placed if abs(at - x) < 9}
        placed.append((x, next(n for n in itertools.count() if n not in taken)))
    step = min(9.0, (_BAR - 10) / max(1, *(level for _, level in placed)))
    return joined(
        mark(one.look, x, base - 6 - step * level, 4.0) for x, level in placed
    )


def _quartiles(scale: Scale, one: Series, y: float) -> Markup:
    """Return a thin line over all, a thick one over the middle half, its median."""
    if len(one.values) < 3:
        return Markup()
    least, lower, median, upper, most = (
        scale.x(float(value))
        for value in np.quantile(one.values, (0, 0.25, 0.5, 0.75, 1))
    )
    return joined(
        (
            line(least, y, most, y, class_="sp-all"),
            line(lower, y, upper, y, class_="sp-half"),
            line(median, y - 5, median, y + 5, class_="sp-median"),
        )
    )


def _limit(chart: Chart, bottom: float) -> Markup:
    """Return the limit's line with its words, and the typical error about it."""
    limit, scale = chart.limit, chart.scale
    if limit is None:
        return Markup()
    x = scale.x(limit)
    ruled = line(x, _TOP - 6, x, bottom, class_="limit")
    if chart.error:
        left, right = scale.x(limit - chart.error), scale.x(limit + chart.error)
        band = element(
            "rect",
            x=left,
            y=_TOP - 6,
            width=right - left,
            height=bottom - _TOP + 6,
            class_="sp-error",
        )
        ruled = band + ruled
    anchor = "start" if x < (LEFT + RIGHT) / 2 else "end"
    return ruled + text(
        x, _TOP - 10, chart.limit_words, class_="tiny", text_anchor=anchor
    )


def _axis(chart: Chart, bottom: float) -> Markup:
    """Return the steps' edges, and the words of as many as have room."""
    parts, free = [], -math.inf
    for edge in chart.scale.edges:
        x, words = chart.scale.x(edge), chart.edge(edge)
        parts.append(line(x, bottom - 4, x, bottom, class_="tick"))
        half = 2.8 * len(words)
        at = min(max(x, half), WIDTH - half)
        if at - half >= free:
            parts.append(
                text(at, bottom + 12, words, class_="tiny", text_anchor="middle")
            )
            free = at + half + 8
    return joined(parts)
