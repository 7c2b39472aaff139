"""Layers that every map shares: line and sides, sites, scale, north, degrees."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from thalweg.agreement.ground import LineGround, SiteGround
from thalweg.model.agreement import KeepSide
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.paths import WGS84
from thalweg.report.plane import F64, Frame, nice_below, ticks
from thalweg.report.svg import element, joined, number, path_of, text
from thalweg.report.words import Quantity, limit, plain

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def trimmed(shape: BaseGeometry, frame: Frame) -> str:
    """Return path data of a shape in picture units, cut to the frame and thinned."""
    seen = shapely.simplify(cut(shape, frame, 20.0), 0.25)
    return "".join(_data(part) for part in shapely.get_parts(seen))


def cut(shape: BaseGeometry, frame: Frame, margin: float) -> BaseGeometry:
    """Return what of a shape lies on the frame or less than `margin` beside it."""
    across, up = frame.width + margin, frame.height + margin
    return shapely.clip_by_rect(shape, -margin, -margin, across, up)


def line_layers(
    frame: Frame, ground: LineGround, clause: KeepSide, names: Names, *, area: bool
) -> Markup:
    """Return the area, the buffer, the line with its arrow, and the sides' names."""
    points = frame.points(ground.line_lat_deg, ground.line_lon_deg)
    # Far more of the line than the picture shows: its ends are not rounded in sight.
    buffer = clause.buffer_m * frame.scale
    track = cut(shapely.LineString(points), frame, buffer + 40.0)
    rings = [frame.points(*ring) for ring in ground.area]
    parts = []
    if area:
        borders = [trimmed(shapely.LineString(ring), frame) for ring in rings]
        parts += [element("path", d=d, class_="area") for d in borders if d]
    if buffer > 0:
        band = shapely.buffer(track, buffer, quad_segs=6)
        for ring in rings[:1]:
            inside = shapely.make_valid(cut(shapely.Polygon(ring), frame, 40.0))
            band = shapely.intersection(band, inside)
        parts.append(element("path", d=trimmed(band, frame), class_="buffer"))
    parts.append(element("path", d=trimmed(track, frame), class_="line"))
    parts.append(_sides(frame, track, clause, names))
    return joined(parts)


def site_layers(
    frame: Frame, site: SiteGround, radii_m: Sequence[float], name: str
) -> Markup:
    """Return a protected site, its name, and a circle for each radius, widest first."""
    if not len(site.lat_deg):
        return Markup()
    at = frame.points(site.lat_deg, site.lon_deg)
    shape = shapely.Point(at[0]) if len(at) == 1 else shapely.LineString(at)
    if site.kind == "polygon":
        shape = shapely.Polygon(at)
    wide = site.half_width_m
    parts = []
    for radius_m in radii_m:
        ring = shapely.buffer(shape, (radius_m + wide) * frame.scale, quad_segs=24)
        parts.append(element("path", d=trimmed(ring, frame), class_="radius"))
    if len(at) > 1:
        parts.append(element("path", d=trimmed(shape, frame), class_="site-way"))
    x, y = at[len(at) // 2].tolist()
    if frame.inside(x, y):
        parts.append(
            element(
                "path",
                d=f"M{number(x)} {number(y)}m-5 4h10v-6l-5-4-5 4z",
                class_="site",
            )
        )
        parts.append(placed(frame, x + 8, y + 17, plain(name, longest=40)))
    return joined(parts)


def furniture(frame: Frame, say: Language) -> Markup:
    """Return the degrees at the edge, the scale bar and the arrow to north."""
    return joined((_degrees(frame), _scale(frame, say), _north(frame, say)))


def circle_points(lat_deg: float, lon_deg: float, radius_m: float) -> tuple[F64, F64]:
    """Return a geodesic circle's points, so that a frame can make room for it."""
    turns = np.linspace(0.0, 315.0, 8)
    one = np.ones(turns.size)
    lon, lat, _ = WGS84.fwd(one * lon_deg, one * lat_deg, turns, one * radius_m)
    return np.asarray(lat), np.asarray(lon)


def _sides(frame: Frame, track: BaseGeometry, clause: KeepSide, names: Names) -> Markup:
    """Name each side where the line is longest in the picture, with the arrow there."""
    inside = shapely.get_parts(cut(track, frame, 0.0))
    runs = [part for part in inside if part.geom_type == "LineString"]
    if not runs:
        return Markup()
    run = max(runs, key=lambda part: part.length)
    half = run.length / 2
    a, b = (run.interpolate(half + by) for by in (-8, 8))
    length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
    ux, uy = (b.x - a.x) / length, (b.y - a.y) / length
    tip = f"M{number(b.x)} {number(b.y)}"
    for wing in (6, -6):
        x, y = b.x - 13 * ux - wing * uy, b.y - 13 * uy + wing * ux
        tip += f"L{number(x)} {number(y)}"
    parts = [element("path", d=tip + "Z", class_="arrow")]
    for party, side in clause.sides.items():
        turn = 1 if side == "left" else -1
        away = 22 + clause.buffer_m * frame.scale
        x, y = a.x + turn * uy * away, a.y - turn * ux * away
        anchor = "end" if turn * uy < -0.3 else "start" if turn * uy > 0.3 else "middle"
        words = names.say("picture-side", party=names.party(party))
        parts.append(placed(frame, x, y, words, anchor=anchor, class_="side"))
    return joined(parts)


def placed(
    frame: Frame,
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    class_: str = "label",
) -> Markup:
    """Return a label near a point, moved so far that none of it is cut off."""
    wide = 6.2 * len(words.translate(_ISOLATES))
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
    edge = 52.0 if class_ == "side" else 4.0  # the degrees stand at the left edge
    room = 36.0 if y < 48.0 else 4.0  # the arrow to north stands in the corner
    left = min(max(left, edge), max(frame.width - wide - room, 4.0))
    return text(left, min(max(y, 14.0), frame.height - 24.0), words, class_=class_)


def _degrees(frame: Frame) -> Markup:
    """Latitude and longitude ticks along the left and lower edges."""
    across_m, up_m = frame.width / frame.scale, frame.height / frame.scale
    low_lat, low_lon = frame.plane.degrees(frame.left_m, frame.top_m - up_m)
    top_lat, top_lon = frame.plane.degrees(frame.left_m + across_m, frame.top_m)
    lats = ticks(float(low_lat), float(top_lat), 5)
    lons = ticks(float(low_lon), float(top_lon), 5)
    ys = frame.points(lats, [frame.plane.lon_deg] * len(lats))[:, 1].tolist()
    xs = frame.points([frame.plane.lat_deg] * len(lons), lons)[:, 0].tolist()
    parts, foot, data = [], frame.height, []
    for lat, y in zip(lats, ys, strict=True):
        if 26 < y < foot - 26:
            data.append(path_of([(0, y), (6, y)]))
            words = _degree(lat, "NS", float(top_lat - low_lat))
            parts.append(text(9, y + 3, words, class_="tiny"))
    for lon, x in zip(lons, xs, strict=True):
        if 60 < x < frame.width - 150:
            data.append(path_of([(x, foot - 6), (x, foot)]))
            east = (lon + 180.0) % 360.0 - 180.0
            words = _degree(east, "EW", float(top_lon - low_lon))
            parts.append(text(x, foot - 9, words, class_="tiny", text_anchor="middle"))
    if data:
        parts.append(element("path", d="".join(data), class_="tick"))
    return joined(parts)


def _degree(value: float, letters: str, across: float) -> str:
    places = 1 if across > 1 else 2 if across > 0.1 else 3
    return f"{abs(value):.{places}f}° {letters[0] if value >= 0 else letters[1]}"


def _scale(frame: Frame, say: Language) -> Markup:
    length_m = nice_below(frame.width / frame.scale / 5)
    wide = length_m * frame.scale
    x, y = frame.width - wide - 14, frame.height - 12
    bar = element(
        "path", d=f"M{number(x)} {number(y - 5)}v5h{number(wide)}v-5", class_="scale"
    )
    return bar + text(
        x + wide / 2,
        y - 8,
        say.quantity(_round(length_m)),
        class_="tiny",
        text_anchor="middle",
    )


def _round(length_m: float) -> Quantity:
    """Return a round length of the picture: a scale is in kilometres or metres."""
    if length_m >= 1000:
        return Quantity(length_m / 1000, 0, "km")
    return limit(length_m)[0]


def _north(frame: Frame, say: Language) -> Markup:
    x = frame.width - 18
    arrow = element("path", d=f"M{number(x)} 8l6 18-6-5-6 5z", class_="arrow")
    north = say("picture-north")
    return arrow + text(x, 38, north, class_="tiny", text_anchor="middle")


def _data(shape: BaseGeometry) -> str:
    if shape.is_empty:
        return ""
    if shape.geom_type == "Polygon":
        rings = (shape.exterior, *shape.interiors)
        return "".join(
            path_of(shapely.get_coordinates(ring)[:-1], close=True) for ring in rings
        )
    if shape.geom_type in ("LineString", "LinearRing"):
        return path_of(shapely.get_coordinates(shape))
    return ""
