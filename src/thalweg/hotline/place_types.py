"""Parameters that say where: points, places, and heights with their datum."""

from __future__ import annotations

import re
from itertools import pairwise

from thalweg.hotline.fields import Reading
from thalweg.hotline.parameters import ParameterType
from thalweg.model.message import (
    E7_PER_DEG,
    Levels,
    PlaceName,
    PointE7,
    Shape,
    StatedLevel,
)

MOST_POINTS = 200
DATUMS = ("STD", "QNH", "AMSL", "WGS84", "AGL")
"""1013.25 hPa, local pressure, mean sea level, the ellipsoid, ground."""

_BOUNDS = {"ft": (-2_000, 200_000), "m": (-600, 60_000)}
_ID = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_FEWEST = {"point": 1, "line": 2, "polygon": 3}


def _point(at: Reading) -> PointE7 | None:
    found = at.keys(("lat_e7", "lon_e7"))
    if found is None:
        return None
    what = "ten-millionths of a degree"
    lat_e7 = found["lat_e7"].whole(-90 * E7_PER_DEG, 90 * E7_PER_DEG, what)
    lon_e7 = found["lon_e7"].whole(-180 * E7_PER_DEG, 180 * E7_PER_DEG, what)
    if lat_e7 is None or lon_e7 is None:
        return None
    return PointE7(lat_e7=lat_e7, lon_e7=lon_e7)


def _shape(at: Reading, kind: str) -> Shape | None:
    if kind == "point":
        point = _point(at)
        return None if point is None else Shape(kind=kind, points=(point,))
    items = at.items(_FEWEST[kind], MOST_POINTS, "points")
    if items is None:
        return None
    points = [_point(item) for item in items]
    told = tuple(point for point in points if point is not None)
    if len(told) < len(points):
        return None
    if any(one == following for one, following in pairwise(told)):
        at.fault("a point follows itself")
        return None
    if kind == "polygon" and told[0] == told[-1]:
        at.fault("the ring is closed twice: leave the last point out")
        return None
    return Shape(kind=kind, points=told)


def _place_type(name: str, shapes: tuple[str, ...]) -> ParameterType:
    def read(at: Reading) -> PlaceName | Shape | None:
        kinds = ("place", *shapes)
        found = at.keys((), kinds)
        if found is None:
            return None
        if len(found) != 1:
            at.fault(f"wanted exactly one of {', '.join(kinds)}")
            return None
        ((kind, inner),) = found.items()
        if kind != "place":
            return _shape(inner, kind)
        place = inner.matched(_ID, "the id of a place of the agreement")
        return None if place is None else PlaceName(place=place)

    told = " or ".join(
        ["`{place}`, an id of the agreement", *(_told(s) for s in shapes)]
    )
    return ParameterType(name, told, read)


def _told(shape: str) -> str:
    what = (
        "a point" if shape == "point" else f"{_FEWEST[shape]} to {MOST_POINTS} points"
    )
    return f"`{{{shape}}}`, {what}"


def _level(at: Reading) -> StatedLevel | None:
    found = at.keys(("value", "unit", "datum"))
    if found is None:
        return None
    unit = found["unit"].one_of(tuple(_BOUNDS), "unit")
    datum = found["datum"].one_of(DATUMS, "datum")
    if unit is None:
        return None
    value = found["value"].whole(*_BOUNDS[unit], f"whole {unit}")
    if value is None or datum is None:
        return None
    return StatedLevel(value=value, unit=unit, datum=datum)


def _levels(at: Reading) -> Levels | None:
    found = at.keys((), ("lower", "upper"))
    if found is None:
        return None
    if not found:
        at.fault("wanted lower, upper or both")
        return None
    read = {key: _level(inner) for key, inner in found.items()}
    if None in read.values():
        return None
    lower, upper = read.get("lower"), read.get("upper")
    if lower is not None and upper is not None:
        if (lower.unit, lower.datum) != (upper.unit, upper.datum):
            at.fault("lower and upper differ in unit or datum; they cannot be compared")
            return None
        if lower.value >= upper.value:
            at.fault("upper is not above lower")
            return None
    return Levels(lower=lower, upper=upper)


def _vertical(at: Reading) -> StatedLevel | None:
    level = _level(at)
    if level is not None and level.value < 0:
        at.fault("a vertical distance is not below 0")
        return None
    return level


POINT = ParameterType("point", "`{lat_e7, lon_e7}`, 1e-7 degrees of WGS84", _point)
AREA = _place_type("area", ("polygon",))
LINE = _place_type("line", ("line",))
ZONE = _place_type("zone", ("polygon",))
POS = _place_type("pos", ("point", "polygon"))
ROUTE = _place_type("route", ("point", "line", "polygon"))
LEVEL = ParameterType(
    "level",
    f"`{{value, unit, datum}}`; unit ft or m; datum {', '.join(DATUMS)}",
    _level,
)
LEVELS = ParameterType(
    "levels", "`{lower, upper}`, levels of one unit and datum; one may be open", _levels
)
VERTICAL = ParameterType(
    "vertical",
    "a vertical distance as a level: the datum it was measured in",
    _vertical,
)
