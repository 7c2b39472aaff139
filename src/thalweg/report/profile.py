"""A finding over time: the measure its clause limits, and the heights."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup

from thalweg.model.agreement import HeightBound, KeepSide, Separation, StandOff
from thalweg.report.axes import Panel, even_scale, log_scale
from thalweg.report.paths import I64, Fixes
from thalweg.report.plane import F64
from thalweg.report.scene import Scene
from thalweg.report.style import Look, Looks
from thalweg.report.svg import joined, line, picture, text
from thalweg.report.words import feet, limit_m, metres

WIDTH, LEFT, RIGHT = 640.0, 66.0, 630.0
_MEASURE = (18.0, 118.0)
_HEIGHTS = (142.0, 226.0)


def profile(scene: Scene, looks: Looks, title: str) -> Markup:
    """Return the drawing; its table twin is the finding's table of instants."""
    times_us = scene.instants()
    measure = _measure_panel(scene, times_us, looks)
    heights = _heights_panel(scene, times_us, looks)
    return picture(
        measure,
        heights,
        key=f"profile-{scene.finding['finding']}",
        width=WIDTH,
        height=_HEIGHTS[1] + 22,
        title=f"{title}, over time",
        about=(
            f"{measure_name(scene)} with its 95 % error as a band, and heights; the "
            "limit and the time of the breach are shaded; times are UTC."
        ),
        class_="profile",
    )


def measure_name(scene: Scene) -> str:
    """Return what the first panel shows."""
    if isinstance(scene.clause, Separation):
        return "Horizontal distance"
    if isinstance(scene.clause, KeepSide):
        return "Depth beyond the line"
    return "Distance to the site"


def datum_of(fixes: list[Fixes]) -> str:
    """Return the datum that all movers have somewhere: baro, else geo, else none.

    Heights of two datums are never compared, so one must serve all.
    """
    for datum in ("baro", "geo"):
        if fixes and all(np.isfinite(heights(f, datum)).any() for f in fixes):
            return datum
    return ""


def heights(fixes: Fixes, datum: str) -> F64:
    """Return the heights of one datum, in feet."""
    return fixes.geo_ft if datum == "geo" else fixes.baro_ft


def _measure_panel(scene: Scene, times_us: I64, looks: Looks) -> Markup:
    measure_m, error_m = scene.measure_m(times_us)
    title = f"{measure_name(scene)}, with its 95 % error"
    look = looks.of(scene.movers[0].party)
    if not np.isfinite(measure_m).any():
        middle = (_MEASURE[0] + _MEASURE[1]) / 2
        return text(LEFT, middle, f"{title}: not observed here", class_="tiny")
    pair = isinstance(scene.clause, Separation)
    low_m, high_m = measure_m - error_m, measure_m + error_m
    if not isinstance(scene.clause, KeepSide):
        low_m = np.maximum(low_m, 0.0)
    panel, marks = _measure_scale(scene, measure_m, low_m, high_m)
    limits, rules = _limits(scene, panel)
    colour = "#222222" if pair else look.colour
    return joined(
        [
            limits,
            panel.during(scene.finding["start"], scene.finding["end"]),
            panel.frame(title + (", log scale" if panel.log else ""), _length, marks),
            panel.band(times_us, low_m, high_m, class_="error", fill=colour),
            panel.curve(times_us, measure_m, class_="curve", stroke=colour),
            rules,
            _closest_rule(scene, panel, _HEIGHTS[1]),
        ]
    )


def _measure_scale(
    scene: Scene, measure_m: F64, low_m: F64, high_m: F64
) -> tuple[Panel, list[float]]:
    """Choose the range so that the limit shows; logarithmic where it would be lost."""
    clause = scene.clause
    least, most = float(np.nanmin(measure_m)), float(np.nanmax(high_m))
    log = False
    if isinstance(clause, Separation):
        top = max(min(most, 3 * clause.horizontal_m), 1.2 * clause.horizontal_m)
        log = least < 0.12 * top
        low, high, marks = (
            log_scale(max(least / 1.5, 5.0), top) if log else even_scale(0.0, top)
        )
    elif isinstance(clause, KeepSide):
        low, high, marks = even_scale(
            min(float(np.nanmin(low_m)), 0.0), max(most, 1.2 * clause.buffer_m)
        )
    else:
        top = max(min(most, 2.5 * clause.radius_m), 1.1 * clause.radius_m)
        low, high, marks = even_scale(0.0, top)
    if low < 0 and not isinstance(clause, KeepSide):
        low, marks = 0.0, [mark for mark in marks if mark >= 0]
    return _panel(scene, _MEASURE, low, high, log=log), marks


def _limits(scene: Scene, panel: Panel) -> tuple[Markup, Markup]:
    """Return the shading of what the clause forbids, and its lines with words."""
    clause = scene.clause
    if isinstance(clause, KeepSide):
        shade = panel.shade(clause.buffer_m, panel.high, "beyond")
        rules = panel.rule(0.0, "the line", first=True)
        if clause.buffer_m > 0:
            rules += panel.rule(clause.buffer_m, f"buffer {limit_m(clause.buffer_m)}")
        return shade, rules
    if isinstance(clause, StandOff):
        shade = panel.shade(panel.low, clause.radius_m, "beyond")
        rules = panel.rule(clause.radius_m, f"radius {limit_m(clause.radius_m)}")
        if clause.overhead_m:
            shade += panel.shade(panel.low, clause.overhead_m, "beyond")
            rules += panel.rule(
                clause.overhead_m, f"overhead {limit_m(clause.overhead_m)}"
            )
        return shade, rules
    shade = panel.shade(panel.low, clause.horizontal_m, "beyond")
    rules = panel.rule(clause.horizontal_m, f"minimum {limit_m(clause.horizontal_m)}")
    if clause.near_collision:
        near_m = clause.near_collision.horizontal_m
        rules += panel.rule(near_m, f"near collision {limit_m(near_m)}")
    return shade, rules


def _heights_panel(scene: Scene, times_us: I64, looks: Looks) -> Markup:
    fixes = [scene.fixes(path, times_us) for path in scene.movers]
    datum = datum_of(fixes)
    middle = (_HEIGHTS[0] + _HEIGHTS[1]) / 2
    if not datum:
        words = "Heights: none is known on one datum; nothing can be compared"
        blank = _panel(scene, _HEIGHTS, 0.0, 1.0)
        return text(LEFT, middle, words, class_="tiny") + blank.times()
    known = [heights(f, datum) for f in fixes]
    panel, marks = _heights_scale(scene, known)
    kind = "Pressure altitude" if datum == "baro" else "Geometric altitude"
    parts = [
        panel.during(scene.finding["start"], scene.finding["end"]),
        panel.frame(f"{kind}, ft", lambda ft: f"{ft:,.0f}", marks),
        _vertical_limit(scene, panel, times_us, known),
    ]
    for path, ft in zip(scene.movers, known, strict=True):
        look = looks.of(path.party)
        parts.append(_height_curve(panel, times_us, ft, look))
        own = path.geo_ft if datum == "geo" else path.baro_ft
        parts.append(panel.dots(path.time_us, own, look.colour))
    if datum == "baro" and not isinstance(scene.clause, Separation):
        for bound, name in (
            (scene.clause.floor, "floor"),
            (scene.clause.ceiling, "ceiling"),
        ):
            parts.append(_bound(panel, bound, name))
    parts.append(panel.times())
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
    scene: Scene, panel: Panel, times_us: I64, known: list[F64]
) -> Markup:
    """Shade the vertical minimum about the first mover's height."""
    if not isinstance(scene.clause, Separation) or len(known) < 2:
        return Markup()
    v_ft = scene.clause.vertical_ft
    band = panel.band(times_us, known[0] - v_ft, known[0] + v_ft, class_="beyond")
    words = f"shaded: within {feet(v_ft)} of the first"
    return band + text(
        RIGHT - 4, panel.top + 10, words, class_="tiny", text_anchor="end"
    )


def _height_curve(panel: Panel, times_us: I64, ft: F64, look: Look) -> Markup:
    return panel.curve(
        times_us, ft, class_="curve", stroke=look.colour, stroke_dasharray=look.dash
    )


def _bound(panel: Panel, bound: HeightBound | None, name: str) -> Markup:
    if bound is None or bound.datum != "baro":
        return Markup()
    return panel.rule(bound.value_ft, f"{name} {feet(bound.value_ft)}")


def _closest_rule(scene: Scene, panel: Panel, bottom: float) -> Markup:
    at_us = scene.finding["closest_time"]
    if at_us is None or not scene.from_us <= at_us <= scene.to_us:
        return Markup()
    x = float(panel.x(at_us))
    return line(x, panel.top, x, bottom, class_="closest")


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


def _length(length_m: float) -> str:
    if abs(length_m) >= 1000:
        return f"{length_m / 1000:g} km"
    return metres(length_m) if length_m % 1 else f"{length_m:g} m"
