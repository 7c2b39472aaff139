"""Land and water under a map, for looking at only.

From `report.world`: Natural Earth at 1:50,000,000. Held against the same at
1:10,000,000 in five seas and three lands, 95 % of its shores lie within 3 km and of its
borders within 2.5 km; bays and islands are left out up to some 20 km. So there is none
under a picture that is small enough for this to show.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from thalweg.report.names import Names
from thalweg.report.plane import F64, Frame
from thalweg.report.svg import element, path_of, picture
from thalweg.report.world import world

LEAST_M = 50_000.0
"""No base map on pictures that show less than this across."""

LEAST_INLAND_M = 200_000.0
"""Nor rivers and lakes below this: their source has them on a grid of 4 km by 2 km, and
a river beside an agreed line that follows the same river would look like a second one.
"""

LEAST_AROUND_M = 1_600_000.0
"""A locator shows at least this much across."""

_MARGIN, _THIN, _SMALLEST, _DOT = 4.0, 0.5, 1.5, 0.2
"""Units of the picture: how far beyond it is drawn, what is smoothed away, the size of
what is left out, and of what is nothing but a dot after it is cut.
"""

_WIDEST_DEG = 179.9

Shapes = NDArray[np.object_]


def base_map(frame: Frame) -> Markup:
    """Return land, water, rivers and borders of a frame, to be drawn under all else.

    Nothing is returned where the frame is less than `LEAST_M` across. Where it comes
    from, and that its borders are nobody's position, belongs in the caption of the
    page's map: the sentence ``ground-caption``.
    """
    across_m = frame.width / frame.scale
    if across_m < LEAST_M:
        return Markup()
    shores = _filled(frame, "land")
    parts = [
        element("rect", width=frame.width, height=frame.height, class_="bm-water"),
        _path(shores, "bm-land", closed=True),
    ]
    if across_m >= LEAST_INLAND_M:
        parts.append(_path(_filled(frame, "lakes"), "bm-lake", closed=True))
        parts.append(_path(_drawn(frame, "rivers"), "bm-river"))
    parts.append(_path(_drawn(frame, "borders"), "bm-border"))
    return element("g", *parts, class_="bm", aria_hidden="true")


def locator(frame: Frame, names: Names) -> Markup:
    """Return a small picture of the lands around a frame, with the frame marked.

    It shows as much as eight times the frame, and `LEAST_AROUND_M` at least: so that a
    reader sees where it is even where the map itself has no base map.
    """
    across_m = max(8 * frame.width / frame.scale, LEAST_AROUND_M)
    width, height = 240.0, 160.0
    scale = width / across_m
    up_m, half_m = frame.height / frame.scale, frame.width / frame.scale / 2
    around = Frame(
        plane=frame.plane,
        left_m=frame.left_m + half_m - across_m / 2,
        top_m=frame.top_m - up_m / 2 + height / scale / 2,
        scale=scale,
        width=width,
        height=height,
    )
    wide, high = max(2 * half_m * scale, 7.0), max(up_m * scale, 7.0)
    x, y = (width - wide) / 2, (height - high) / 2
    return picture(
        base_map(around),
        element("rect", x=x, y=y, width=wide, height=high, class_="bm-here"),
        key="locator",
        width=width,
        height=height,
        title=names.say("ground-locator"),
        about=names.say("ground-locator-about", across=names.say.metres(across_m)),
        class_="map",
    )


def _filled(frame: Frame, layer: str) -> list[F64]:
    """Return rings of a layer, cut to the frame, in units of the picture."""
    rings = [shapely.Polygon(ring) for ring in _near(frame, layer)]
    seen = _cut(frame, rings)
    areas = seen[shapely.get_dimensions(seen) == 2]
    return _placed(frame, shapely.get_rings(areas))


def _drawn(frame: Frame, layer: str) -> list[F64]:
    """Return lines of a layer, cut to the frame, in units of the picture."""
    lines = [shapely.LineString(line) for line in _near(frame, layer)]
    return _placed(frame, _cut(frame, lines))


def _near(frame: Frame, layer: str) -> list[F64]:
    west, south, east, north = _window(frame)
    return world()[layer].near(
        west_deg=west,
        south_deg=south,
        east_deg=east,
        north_deg=north,
        least_deg=_SMALLEST * (north - south) / frame.height,
    )


def _cut(frame: Frame, shapes: Sequence[BaseGeometry]) -> Shapes:
    """Cut in degrees, where the frame is a box too: no point then lies behind it."""
    cut = shapely.clip_by_rect(np.array(shapes, object), *_window(frame))
    return np.asarray(shapely.get_parts(cut))


def _placed(frame: Frame, shapes: Shapes) -> list[F64]:
    """Return the points of each shape in units of the picture, smoothed."""

    def place(degrees: F64) -> F64:
        x_m, y_m = frame.plane.xy(degrees[:, 1], degrees[:, 0])
        x, y = x_m - frame.left_m, frame.top_m - y_m
        return np.column_stack([x, y]) * frame.scale

    thin = shapely.simplify(shapely.transform(shapes, place), _THIN)
    points, of = shapely.get_coordinates(thin, return_index=True)
    return np.split(points, np.flatnonzero(np.diff(of)) + 1) if len(points) else []


def _path(lines: Sequence[F64], class_: str, *, closed: bool = False) -> Markup:
    least = 4 if closed else 2
    data = [
        path_of(line[:-1] if closed else line, close=closed)
        for line in lines
        if len(line) >= least and np.ptp(line, axis=0).max() > _DOT
    ]
    if not data:
        return Markup()
    rule = "evenodd" if closed else None
    return element("path", d="".join(data), class_=class_, fill_rule=rule)


def _window(frame: Frame) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the frame and a little beyond, degrees."""
    more_m = _MARGIN / frame.scale
    across_m, up_m = frame.width / frame.scale, frame.height / frame.scale
    (south, north), (west, east) = frame.plane.degrees(
        [frame.left_m - more_m, frame.left_m + across_m + more_m],
        [frame.top_m - up_m - more_m, frame.top_m + more_m],
    )
    middle = frame.plane.lon_deg
    return (
        max(float(west), middle - _WIDEST_DEG),
        max(float(south), -90.0),
        min(float(east), middle + _WIDEST_DEG),
        min(float(north), 90.0),
    )
