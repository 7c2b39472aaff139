"""A finding seen from above: the movers' paths with their error, and the ground."""

from __future__ import annotations

import itertools

import numpy as np
from markupsafe import Markup

from thalweg.agreement.ground import LineGround
from thalweg.model.agreement import KeepSide, StandOff
from thalweg.report.axes import thinned
from thalweg.report.base_map import base_map
from thalweg.report.language import Language
from thalweg.report.layers import (
    circle_points,
    furniture,
    line_layers,
    placed,
    site_layers,
)
from thalweg.report.names import Names
from thalweg.report.paths import I64, Path
from thalweg.report.plane import F64, Frame, feet_on
from thalweg.report.retold import about_plan
from thalweg.report.scene import Scene, site_at
from thalweg.report.style import Looks, mark
from thalweg.report.svg import crosses_of, dots_of, element, joined, path_of, picture
from thalweg.report.words import plain
from thalweg.times import US_PER_S

WIDTH, TALLEST, SHORTEST = 400.0, 290.0, 170.0


def plan_view(scene: Scene, names: Names, looks: Looks, title: str) -> Markup:
    """Return the drawing; its table twin is the finding's table of instants."""
    frame = _frame(scene)
    parts = [base_map(frame), _ground(scene, frame, names)]
    parts += [_band(scene, path, frame, looks) for path in scene.movers]
    parts += [_way(scene, path, frame, looks) for path in scene.movers]
    parts.append(_closest(scene, frame, names.say))
    parts.append(furniture(frame, names.say))
    return picture(
        *parts,
        key=f"plan-{scene.finding['finding']}",
        width=frame.width,
        height=frame.height,
        title=names.say("picture-plan", title=title),
        about=about_plan(scene, names),
        class_="map",
    )


def _frame(scene: Scene) -> Frame:
    shown: list[tuple[F64, F64]] = []
    for path in scene.movers:
        near = path.window(scene.from_us, scene.to_us)
        shown.append((path.lat_deg[near], path.lon_deg[near]))
    clause, site = scene.clause, scene.site
    if isinstance(clause, StandOff) and site is not None and site.kind == "point":
        at = float(site.lat_deg[0]), float(site.lon_deg[0])
        shown.append(circle_points(*at, clause.radius_m))
    if isinstance(clause, KeepSide) and scene.line is not None:
        shown.append(_foot(scene, scene.line))
    return Frame.around(
        scene.plane, shown, width=WIDTH, tallest=TALLEST, shortest=SHORTEST
    )


def _foot(scene: Scene, ground: LineGround) -> tuple[F64, F64]:
    """Return the line's point nearest to the finding's place, so that it shows."""
    track = np.column_stack(scene.plane.xy(ground.line_lat_deg, ground.line_lon_deg))
    foot = feet_on(np.zeros((1, 2)), track)[0]
    return scene.plane.degrees(foot[:1], foot[1:])


def _ground(scene: Scene, frame: Frame, names: Names) -> Markup:
    clause = scene.clause
    if isinstance(clause, KeepSide) and scene.line is not None:
        return line_layers(frame, scene.line, clause, names, area=True)
    if isinstance(clause, StandOff) and scene.site is not None:
        radii = [clause.radius_m, *([clause.overhead_m] if clause.overhead_m else [])]
        return site_layers(frame, scene.site, radii, plain(scene.site.place))
    return Markup()


def _points(
    scene: Scene, path: Path, piece: slice, frame: Frame, from_us: int, to_us: int
) -> F64:
    """Return picture points of one joined piece, cut to a window of time."""
    t = path.time_us[piece]
    start, end = max(from_us, int(t[0])), min(to_us, int(t[-1]))
    if start >= end:
        return np.zeros((0, 2))
    times = np.concatenate([[start], t[(t > start) & (t < end)], [end]])
    return _at(scene, path, times, frame)


def _at(scene: Scene, path: Path, times_us: I64, frame: Frame) -> F64:
    fixes = scene.fixes(path, times_us)
    return frame.points(fixes.lat_deg, fixes.lon_deg)


def _band(scene: Scene, path: Path, frame: Frame, looks: Looks) -> Markup:
    """Each stretch as wide as twice its 95 % error, greatest in its middle."""
    near = path.window(scene.from_us, scene.to_us)
    if near.stop - near.start < 2:
        return Markup()
    at = frame.points(path.lat_deg[near], path.lon_deg[near])
    gap_s = np.diff(path.time_us[near]) / US_PER_S
    ends_m = np.maximum(path.error_m[near][:-1], path.error_m[near][1:])
    error_m = ends_m + scene.manoeuvre_mps2 * gap_s**2 / 8
    wide = np.maximum(np.round(2 * error_m * frame.scale), 2.0)
    wide[~path.joined[near.start : near.stop - 1]] = 0.0
    edges = [0, *(np.flatnonzero(np.diff(wide)) + 1).tolist(), wide.size]
    strokes: dict[float, list[str]] = {}
    for first, last in itertools.pairwise(edges):
        if wide[first]:
            stretch = path_of(thinned(at[first : last + 1]))
            strokes.setdefault(float(wide[first]), []).append(stretch)
    drawn = [
        element("path", d="".join(d), stroke_width=across)
        for across, d in sorted(strokes.items())
    ]
    colour = looks.of(path.party).colour
    return element("g", *drawn, class_="band", stroke=colour) if drawn else Markup()


def _way(scene: Scene, path: Path, frame: Frame, looks: Looks) -> Markup:
    look, row = looks.of(path.party), scene.finding
    parts = []
    for class_, from_us, to_us in (
        ("way", scene.from_us, scene.to_us),
        ("breach", row["start"], row["end"]),
    ):
        pieces = [
            _points(scene, path, piece, frame, from_us, to_us)
            for piece in path.pieces()
        ]
        d = "".join(path_of(thinned(points, 0.2)) for points in pieces)
        parts += [element("path", d=d, class_=class_)] if d else []
    way = element(
        "g", *parts, stroke=look.colour, stroke_dasharray=look.dash, class_="path"
    )
    return way + _reports(scene, path, frame) + _heading(scene, path, frame, looks)


def _reports(scene: Scene, path: Path, frame: Frame) -> Markup:
    """Return a dot for each report kept and a cross for each dropped one, thinned."""
    near = path.window(scene.from_us, scene.to_us)
    dots, last_x, last_y = [], -9.0, -9.0
    for x, y in frame.at(path.lat_deg[near], path.lon_deg[near]):
        if abs(x - last_x) + abs(y - last_y) >= 9:
            last_x, last_y = x, y
            if frame.inside(x, y):
                dots.append((x, y))
    t = path.dropped_time_us
    off = (t >= scene.from_us) & (t <= scene.to_us)
    where = path.dropped_lat_deg[off][:40], path.dropped_lon_deg[off][:40]
    crosses = [(x, y) for x, y in frame.at(*where) if frame.inside(x, y)]
    parts = [element("path", d=dots_of(dots), class_="dots")] if dots else []
    if crosses:
        parts.append(element("path", d=crosses_of(crosses), class_="dropped"))
    return joined(parts)


def _heading(scene: Scene, path: Path, frame: Frame, looks: Looks) -> Markup:
    """Return the party's mark where the window starts, an arrow at its end, a name."""
    near = path.window(scene.from_us, scene.to_us)
    t = path.time_us[near]
    inside = t[(t >= scene.from_us) & (t <= scene.to_us)]
    points = _at(scene, path, inside, frame)
    if not len(points):
        return Markup()
    look = looks.of(path.party)
    (x0, y0), (x1, y1) = points[[0, -1]].tolist()
    name = plain(path.callsign or path.mover, longest=16)
    label = placed(frame, x0 + 8, y0 - 7, name)
    return mark(look, x0, y0, 5) + _arrow(points, x1, y1, look.colour) + label


def _arrow(points: F64, x: float, y: float, colour: str) -> Markup:
    away = np.hypot(points[:, 0] - x, points[:, 1] - y)
    before = np.flatnonzero(away > 4)
    if not before.size:
        return Markup()
    px, py = points[before[-1]]
    ux, uy = (x - px) / away[before[-1]], (y - py) / away[before[-1]]
    tip = path_of(
        [(x + 4 * ux, y + 4 * uy), (x - 7 * ux - 5 * uy, y - 7 * uy + 5 * ux),
         (x - 7 * ux + 5 * uy, y - 7 * uy - 5 * ux)],
        close=True,
    )  # fmt: skip
    return element("path", d=tip, fill=colour)


def _closest(scene: Scene, frame: Frame, say: Language) -> Markup:
    """Return what ties the movers, or mover and site, at the finding's instant."""
    at_us = scene.finding["closest_time"]
    if at_us is None:
        lat, lon = scene.finding["lat_deg"], scene.finding["lon_deg"]
        if lat is None or lon is None:
            return Markup()
        x, y = frame.at(lat, lon)[0]
        ring = element("circle", cx=x, cy=y, r=7, class_="here")
        return ring + placed(frame, x + 10, y + 14, say("picture-deepest"))
    times = np.array([at_us], np.int64)
    ends = [p for path in scene.movers for p in _at(scene, path, times, frame).tolist()]
    site = scene.site
    if site is not None and site.kind in ("point", "track"):
        ends += frame.at(*site_at(site, times))
    rings = [element("circle", cx=x, cy=y, r=6, class_="here") for x, y in ends]
    tie = [element("path", d=path_of(ends[:2]), class_="tie")] if len(ends) > 1 else []
    label = []
    if ends:
        x, y = ends[0]
        label = [
            placed(frame, x + 10, y + 16, say("picture-closest", at=say.clock(at_us)))
        ]
    return joined([*tie, *rings, *label])
