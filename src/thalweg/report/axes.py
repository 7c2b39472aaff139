"""Axes of a panel: time across, a measure up, either even or logarithmic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup

from thalweg.report.paths import I64
from thalweg.report.plane import F64, ticks
from thalweg.report.svg import (
    dots_of,
    element,
    joined,
    line,
    path_of,
    reads_from_right,
    text,
)
from thalweg.report.words import clock
from thalweg.times import US_PER_S

_TIME_STEPS_S = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
    3600, 7200, 10_800, 21_600, 43_200, 86_400,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel of a profile, in units of the picture; `low` and `high` are values."""

    left: float
    right: float
    top: float
    bottom: float
    from_us: int
    to_us: int
    low: float
    high: float
    log: bool = False

    def x(self, times_us: I64 | int) -> F64:
        """Return the place of instants across."""
        share = (np.asarray(times_us) - self.from_us) / max(
            self.to_us - self.from_us, 1
        )
        return np.asarray(self.left + share * (self.right - self.left), float)

    def y(self, values: F64 | float) -> F64:
        """Return the place of values up, held to the panel; NaN stays NaN."""
        held = np.clip(np.asarray(values, float), self.low, self.high)
        if self.log:
            share = np.log(held / self.low) / math.log(self.high / self.low)
        else:
            share = (held - self.low) / (self.high - self.low)
        return np.asarray(self.bottom - share * (self.bottom - self.top), float)

    def shade(self, low: float, high: float, class_: str) -> Markup:
        """Return the band between two values, as far as the panel shows it."""
        top, bottom = float(self.y(max(low, high))), float(self.y(min(low, high)))
        if bottom - top < 0.05:
            return Markup()
        return element(
            "rect",
            x=self.left,
            y=top,
            width=self.right - self.left,
            height=bottom - top,
            class_=class_,
        )

    def during(self, start_us: int, end_us: int) -> Markup:
        """Return the band of the breach's time, never narrower than can be seen."""
        x0, x1 = float(self.x(start_us)), float(self.x(end_us))
        wide = max(x1 - x0, 1.5)
        return element(
            "rect",
            x=x0,
            y=self.top,
            width=wide,
            height=self.bottom - self.top,
            class_="during",
        )

    def curve(self, times_us: I64, values: F64, **look: str | float | None) -> Markup:
        """Return a line through values, broken where they are NaN."""
        data = []
        for run in _runs(values):
            points = np.column_stack([self.x(times_us[run]), self.y(values[run])])
            data.append(path_of(thinned(points)))
        return element("path", d="".join(data), **look) if data else Markup()

    def band(
        self, times_us: I64, low: F64, high: F64, **look: str | float | None
    ) -> Markup:
        """Return the area between two curves, broken where either is NaN."""
        data = []
        for run in _runs(low + high):
            x = self.x(times_us[run])
            over = thinned(np.column_stack([x, self.y(high[run])]))
            under = thinned(np.column_stack([x, self.y(low[run])]))
            data.append(path_of(np.concatenate([over, under[::-1]]), close=True))
        return element("path", d="".join(data), **look) if data else Markup()

    def dots(self, times_us: I64, values: F64, colour: str) -> Markup:
        """Return a dot for each report, thinned where they would touch."""
        here = (times_us >= self.from_us) & (times_us <= self.to_us)
        here &= np.isfinite(values)
        places, last = self.x(times_us[here]), -9.0
        apart = []
        for i, x in enumerate(places.tolist()):
            if x - last >= 4:
                apart.append(i)
                last = x
        if not apart:
            return Markup()
        points = np.column_stack([places, self.y(values[here])])[apart]
        return element("path", d=dots_of(points), class_="dots", stroke=colour)

    def rule(self, value: float, words: str, *, first: bool = False) -> Markup:
        """Return a limit's line with its words; nothing where it is off the panel.

        The words stand over it at the right end, or under it at the left where this is
        the `first` of two that may lie close.
        """
        if not self.low <= value <= self.high:
            return Markup()
        y = float(self.y(value))
        below = (y < self.bottom - 12) if first else (y < self.top + 12)
        ruled = line(self.left, y, self.right, y, class_="limit")
        y_text = y + 10 if below else y - 3
        x, anchor = (self.left + 4, "start") if first else (self.right - 4, "end")
        return ruled + text(x, y_text, words, class_="tiny", text_anchor=anchor)

    def frame(
        self, title: str, tell: Callable[[float], str], marks: Sequence[float]
    ) -> Markup:
        """Return the panel's border, its title and the values at its left."""
        parts = [
            element(
                "rect",
                x=self.left,
                y=self.top,
                width=self.right - self.left,
                height=self.bottom - self.top,
                class_="panel",
            ),
            self.beside(title, self.top - 5, class_="panel-title"),
        ]
        across = []
        for value in marks:
            y = float(self.y(value))
            across.append(path_of([(self.left, y), (self.right, y)]))
            told = tell(value)
            parts.append(
                text(self.left - 5, y + 3, told, class_="tiny", text_anchor="end")
            )
        return joined([*parts, element("path", d="".join(across), class_="grid")])

    def beside(
        self, words: str, y: float, *, class_: str, last: bool = False
    ) -> Markup:
        """Return words at the end where their reading begins, or at the `last`."""
        if reads_from_right(words) != last:
            return text(self.right, y, words, class_=class_, text_anchor="end")
        return text(self.left, y, words, class_=class_)

    def times(self, top: float) -> Markup:
        """Return the time axis under the panel, its rules reaching up to `top`."""
        parts, up = [], []
        room = max((self.right - self.left) / 74, 2)
        for at_us in time_ticks(self.from_us, self.to_us, room):
            x = float(self.x(at_us))
            up.append(path_of([(x, top), (x, self.bottom + 4)]))
            x = min(x, self.right - 16)  # so that the last is not cut off
            parts.append(
                text(
                    x,
                    self.bottom + 15,
                    clock(at_us),
                    class_="tiny",
                    text_anchor="middle",
                )
            )
        return joined([element("path", d="".join(up), class_="grid"), *parts])


def even_scale(low: float, high: float) -> tuple[float, float, list[float]]:
    """Return a range a little wider than what is shown, and at most five ticks."""
    room = max(high - low, 1e-9) * 0.08
    return low - room, high + room, ticks(low - room, high + room, 5)


def log_scale(low: float, high: float) -> tuple[float, float, list[float]]:
    """Return a range of positive values between 1-2-5 steps, and its ticks."""
    first = math.floor(math.log10(max(low, 1.0)))
    last = math.ceil(math.log10(max(high, 10.0)))
    steps = [k * 10.0**p for p in range(first, last + 1) for k in (1, 2, 5)]
    under = max((s for s in steps if s <= max(low, 1.0)), default=steps[0])
    over = min((s for s in steps if s >= high), default=steps[-1])
    tens = [s for s in steps if under <= s <= over and math.log10(s) % 1 < 1e-9]
    inner = [s for s in steps if under <= s <= over]
    return under, over, inner if len(inner) <= 6 else tens


def time_ticks(from_us: int, to_us: int, most: float) -> list[int]:
    """Return round instants, at most about `most` of them."""
    span_s = (to_us - from_us) / US_PER_S
    step_s = next((s for s in _TIME_STEPS_S if span_s / s <= most), _TIME_STEPS_S[-1])
    step_us = step_s * US_PER_S
    return list(range(-(-from_us // step_us) * step_us, to_us + 1, step_us))


def _runs(values: F64) -> list[slice]:
    """Return slices of neighbours that are numbers, of at least two."""
    fine = np.concatenate([[False], np.isfinite(values), [False]])
    edges = np.flatnonzero(fine[1:] != fine[:-1])
    return [
        slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1
    ]


def thinned(points: F64, within: float = 0.3) -> F64:
    """Return a line's points without those that change it by less than `within`."""
    if len(points) < 3:
        return points
    thin = shapely.simplify(shapely.LineString(points), within, preserve_topology=False)
    return np.asarray(shapely.get_coordinates(thin))
