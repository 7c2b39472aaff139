"""A finding over time: the measure its clause limits, and the heights.

All panels share one time axis, under the last; the time of the breach and the instant
of the closest approach, or of the greatest depth, run through all of them.
"""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup

from thalweg.model.agreement import HeightBound, KeepSide, Separation, StandOff
from thalweg.report.axes import Panel, even_scale, log_scale
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.paths import I64
from thalweg.report.plane import F64
from thalweg.report.retold import about_profile, datum_of, heights, name_of
from thalweg.report.scene import Scene
from thalweg.report.style import PAIR, Looks, mark
from thalweg.report.svg import joined, line, picture, text
from thalweg.report.words import Quantity, moment
from thalweg.units import FT_M

WIDTH, LEFT, RIGHT = 640.0, 66.0, 630.0
_MEASURE = (18.0, 122.0)
_HEIGHTS = (144.0, 232.0)


def profile(scene: Scene, names: Names, looks: Looks, title: str) -> Markup:
    """Return the drawing; its table twin is the finding's table of instants."""
    say = names.say
    blank = _panel(scene, _HEIGHTS, 0.0, 1.0)
    return picture(
        blank.times(_MEASURE[0]),
        _measure_panel(scene, looks, say),
        _heights_panel(scene, looks, say),
        _closest_rule(scene, say),
        _days(scene, say),
        key=f"profile-{scene.finding['finding']}",
        width=WIDTH,
        height=_HEIGHTS[1] + 22,
        title=say("picture-profile", title=title),
        about=about_profile(scene, names),
        class_="profile",
    )


def _measure_panel(scene: Scene, looks: Looks, say: Language) -> Markup:
    drawn = scene.drawn
    if not np.isfinite(drawn.measure_m).any():
        blank = _panel(scene, _MEASURE, 0.0, 1.0)
        middle = (_MEASURE[0] + _MEASURE[1]) / 2
        return blank.beside(say("picture-unseen"), middle, class_="tiny")
    low_m, high_m = drawn.measure_m - drawn.error_m, drawn.measure_m + drawn.error_m
    if not isinstance(scene.clause, KeepSide):
        low_m = np.maximum(low_m, 0.0)
    panel, marks = _measure_scale(scene, drawn.measure_m, low_m, high_m)
    limits, rules = _limits(scene, panel, say)
    slant_m = _slant_m(scene)
    pair = isinstance(scene.clause, Separation)
    look = PAIR if pair else looks.of(scene.movers[0].party)
    title = say(_title(scene, slant_m))
    return joined(
        [
            limits,
            panel.during(scene.finding["start"], scene.finding["end"]),
            panel.frame(title, lambda m: _length(m, say), marks),
            panel.band(drawn.times_us, low_m, high_m, class_="error", fill=look.colour),
            _slant(panel, drawn.times_us, slant_m),
            panel.curve(
                drawn.times_us, drawn.measure_m, class_="curve", stroke=look.colour
            ),
            rules,
        ]
    )


def _title(scene: Scene, slant_m: F64 | None) -> str:
    if isinstance(scene.clause, Separation):
        return "picture-panel-flat" if slant_m is None else "picture-panel-apart"
    if isinstance(scene.clause, KeepSide):
        return "picture-panel-depth"
    return "picture-panel-site"


def _slant_m(scene: Scene) -> F64 | None:
    """Return a pair's slant range; None where heights cannot be compared."""
    fixes = list(scene.drawn.fixes)
    datum = datum_of(fixes)
    if not isinstance(scene.clause, Separation) or len(fixes) < 2 or not datum:
        return None
    up_m = (heights(fixes[0], datum) - heights(fixes[1], datum)) * FT_M
    return np.asarray(np.hypot(scene.drawn.measure_m, up_m))


def _slant(panel: Panel, times_us: I64, slant_m: F64 | None) -> Markup:
    if slant_m is None:
        return Markup()
    return panel.curve(times_us, slant_m, class_="curve slant", stroke=PAIR.colour)


def _measure_scale(
    scene: Scene, measure_m: F64, low_m: F64, high_m: F64
) -> tuple[Panel, list[float]]:
    """Choose the range so that the limit shows; a pair's is always logarithmic."""
    clause = scene.clause
    least, most = float(np.nanmin(measure_m)), float(np.nanmax(high_m))
    if isinstance(clause, Separation):
        top = max(min(most, 3 * clause.horizontal_m), 1.2 * clause.horizontal_m)
        low, high, marks = log_scale(max(least / 1.5, 5.0), top)
        return _panel(scene, _MEASURE, low, high, log=True), marks
    if isinstance(clause, KeepSide):
        low, high, marks = even_scale(
            min(float(np.nanmin(low_m)), 0.0), max(most, 1.2 * clause.buffer_m)
        )
    else:
        top = max(min(most, 2.5 * clause.radius_m), 1.1 * clause.radius_m)
        low, high, marks = even_scale(0.0, top)
        low, marks = 0.0, [mark for mark in marks if mark >= 0]
    return _panel(scene, _MEASURE, low, high), marks


def _limits(scene: Scene, panel: Panel, say: Language) -> tuple[Markup, Markup]:
    """Return the shading of what the clause forbids, and its lines with words."""
    clause = scene.clause
    if isinstance(clause, KeepSide):
        shade = panel.shade(clause.buffer_m, panel.high, "beyond")
        rules = panel.rule(0.0, say("picture-line"), first=True)
        if clause.buffer_m > 0:
            buffer = say("picture-buffer", length=say.limit_m(clause.buffer_m))
            rules += panel.rule(clause.buffer_m, buffer)
        return shade, rules
    if isinstance(clause, StandOff):
        shade = panel.shade(panel.low, clause.radius_m, "beyond")
        radius = say("picture-radius", length=say.limit_m(clause.radius_m))
        rules = panel.rule(clause.radius_m, radius)
        if clause.overhead_m:
            shade += panel.shade(panel.low, clause.overhead_m, "beyond")
            over = say("picture-overhead", length=say.limit_m(clause.overhead_m))
            rules += panel.rule(clause.overhead_m, over)
        return shade, rules
    shade = panel.shade(panel.low, clause.horizontal_m, "beyond")
    least = say("picture-minimum", length=say.limit_m(clause.horizontal_m))
    rules = panel.rule(clause.horizontal_m, least)
    if clause.near_collision:
        near_m = clause.near_collision.horizontal_m
        near = say("picture-near-collision", length=say.limit_m(near_m))
        rules += panel.rule(near_m, near)
    return shade, rules


def _heights_panel(scene: Scene, looks: Looks, say: Language) -> Markup:
    drawn = scene.drawn
    datum = datum_of(list(drawn.fixes))
    if not datum:
        blank = _panel(scene, _HEIGHTS, 0.0, 1.0)
        middle = (_HEIGHTS[0] + _HEIGHTS[1]) / 2
        return blank.beside(say("picture-no-heights"), middle, class_="tiny")
    known = [heights(fixes, datum) for fixes in drawn.fixes]
    panel, marks = _heights_scale(scene, known)
    parts = [
        panel.during(scene.finding["start"], scene.finding["end"]),
        panel.frame(say(f"picture-panel-{datum}"), say.number, marks),
        _vertical_limit(scene, panel, known, say),
    ]
    for fixes, path, ft in zip(drawn.fixes, scene.movers, known, strict=True):
        look, error_ft = looks.of(path.party), fixes.alt_error_ft
        low_ft, high_ft = ft - error_ft, ft + error_ft
        parts += [
            panel.band(
                drawn.times_us, low_ft, high_ft, class_="error", fill=look.colour
            ),
            panel.curve(
                drawn.times_us, ft, class_="curve",
                stroke=look.colour, stroke_dasharray=look.dash,
            ),
        ]  # fmt: skip
        own = path.geo_ft if datum == "geo" else path.baro_ft
        parts.append(panel.dots(path.time_us, own, look.colour))
    parts += _named(scene, panel, known, looks, say)
    if datum == "baro":
        parts += _bounds(scene, panel, say)
    return joined(parts)


def _heights_scale(scene: Scene, known: list[F64]) -> tuple[Panel, list[float]]:
    low = min(float(np.nanmin(ft)) for ft in known)
    high = max(float(np.nanmax(ft)) for ft in known)
    if isinstance(scene.clause, Separation):
        low, high = (
            low - 0.4 * scene.clause.vertical_ft,
            high + 0.4 * scene.clause.vertical_ft,
        )
    if high - low < 1000:
        low, high = (low + high) / 2 - 500, (low + high) / 2 + 500
    low, high, marks = even_scale(low, high)
    return _panel(scene, _HEIGHTS, low, high), marks


def _vertical_limit(
    scene: Scene, panel: Panel, known: list[F64], say: Language
) -> Markup:
    """Shade the vertical minimum about the first mover's height."""
    if not isinstance(scene.clause, Separation) or len(known) < 2:
        return Markup()
    v_ft, times_us = scene.clause.vertical_ft, scene.drawn.times_us
    band = panel.band(times_us, known[0] - v_ft, known[0] + v_ft, class_="beyond")
    name = name_of(scene.movers[0], say)
    words = say("picture-vertical", height=say.feet(v_ft), name=name)
    return band + panel.beside(words, panel.top - 5, class_="tiny", last=True)


def _named(
    scene: Scene, panel: Panel, known: list[F64], looks: Looks, say: Language
) -> list[Markup]:
    """Return each mover's mark where its curve begins, and of two also their names."""
    parts = []
    for path, ft in zip(scene.movers, known, strict=True):
        first = int(np.flatnonzero(np.isfinite(ft))[0])
        x = float(panel.x(scene.drawn.times_us[first])) + 5
        y = float(panel.y(ft[first]))
        parts.append(mark(looks.of(path.party), x, y, 4))
        if len(known) > 1:
            up = y - 6 if y > panel.top + 16 else y + 14
            name = name_of(path, say)
            parts.append(text(x + 6, up, name, class_="label"))
    return parts


def _bounds(scene: Scene, panel: Panel, say: Language) -> list[Markup]:
    """Return the clause's floor and ceiling, said in words where they are off."""
    off, parts = [], []
    for name in ("floor", "ceiling"):
        bound: HeightBound | None = getattr(scene.clause, name)
        if bound is None or bound.datum != "baro":
            continue
        words = say(f"picture-{name}", height=say.feet(bound.value_ft))
        parts.append(panel.rule(bound.value_ft, words))
        if not panel.low <= bound.value_ft <= panel.high:
            off.append(words)
    if off and not isinstance(scene.clause, Separation):
        words = say("picture-off-panel", bounds=say.listed(off))
        low = panel.bottom - 4
        parts.append(text(RIGHT - 4, low, words, class_="tiny", text_anchor="end"))
    return parts


def _closest_rule(scene: Scene, say: Language) -> Markup:
    """Mark the closest approach, or else the greatest depth, through all panels."""
    at_us, key = scene.finding["closest_time"], "picture-closest"
    if at_us is None:
        at_us, key = _deepest_us(scene), "picture-deepest-at"
    if at_us is None or not scene.from_us <= at_us <= scene.to_us:
        return Markup()
    panel = _panel(scene, _MEASURE, 0.0, 1.0)
    x = float(panel.x(at_us))
    ruled = line(x, _MEASURE[0], x, _HEIGHTS[1], class_="closest")
    words = say(key, at=say.clock(at_us))
    # A pair comes close at the foot of its panel, a depth is greatest at the head.
    y = _MEASURE[1] - 5 if isinstance(scene.clause, KeepSide) else _MEASURE[0] + 11
    beside = x + 5 if x < (LEFT + RIGHT) / 2 else x - 5
    anchor = "start" if beside > x else "end"
    return ruled + text(beside, y, words, class_="tiny", text_anchor=anchor)


def _deepest_us(scene: Scene) -> int | None:
    """Return when the drawn depth is greatest during the breach."""
    times_us, row = scene.drawn.times_us, scene.finding
    during = (times_us >= row["start"]) & (times_us <= row["end"])
    depth_m = np.where(during, scene.drawn.measure_m, np.nan)
    if not isinstance(scene.clause, KeepSide) or not np.isfinite(depth_m).any():
        return None
    return int(times_us[np.nanargmax(depth_m)])


def _days(scene: Scene, say: Language) -> Markup:
    """Return the date that the times belong to, or the two, across from the title."""
    days = dict.fromkeys(moment(at)[:10] for at in (scene.from_us, scene.to_us))
    x, anchor = (LEFT, "start") if say.is_right_to_left else (RIGHT, "end")
    words, y = " / ".join(days), _MEASURE[0] - 5
    return text(x, y, words, class_="tiny", text_anchor=anchor)


def _panel(
    scene: Scene,
    rows: tuple[float, float],
    low: float,
    high: float,
    *,
    log: bool = False,
) -> Panel:
    return Panel(
        left=LEFT,
        right=RIGHT,
        top=rows[0],
        bottom=rows[1],
        from_us=scene.from_us,
        to_us=scene.to_us,
        low=low,
        high=high if high > low else math.nextafter(low, math.inf) + 1.0,
        log=log,
    )


def _length(length_m: float, say: Language) -> str:
    """Return a value at the axis, as short as it can be said."""
    unit_m, unit = (1000.0, "km") if abs(length_m) >= 1000 else (1.0, "m")
    figure = length_m / unit_m
    places = len(f"{figure:.6g}".partition(".")[2])
    return say.quantity(Quantity(figure, places, unit))
