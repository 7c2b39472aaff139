"""Lines that other programs drew, from any GeoJSON: each with the names it goes by.

An agreement's own GeoJSON is read strictly (`thalweg.wire.geojson`). A drawing is met
as it comes: lines of several parts, heights beside positions, a thousand features of
which one is wanted. What is wrong with a line is said when that line is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from thalweg.model.place import Position
from thalweg.wire.geojson import MAX_VERTICES, on_wgs84, position, read_json
from thalweg.wire.yaml import Faults, shown

NAMES: Final = ("name", "NAME", "Name", "name_en", "title")
"""Properties that may hold the name of a feature."""

_LINES: Final = ("LineString", "MultiLineString")
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLine:
    """A line of one or more parts; `names` are all it may be called, best first.

    `fault` says why it cannot be read; then `parts` is empty.
    """

    names: tuple[str, ...]
    parts: tuple[tuple[Position, ...], ...]
    fault: str | None = None

    @property
    def name(self) -> str:
        """Its first name, or nothing."""
        return self.names[0] if self.names else ""


def read_lines(data: bytes, name: str, faults: Faults) -> list[DrawnLine]:
    """Return every line in a GeoJSON file called `name`, in the order of the file.

    A bare geometry, a Feature or a FeatureCollection; heights are left out. Faults of
    the file as a whole, and that it holds no line, are added to `faults`.
    """
    if data.startswith(_GZIP):
        faults.add(name, "packed with gzip; unpack it first: gunzip")
        return []
    if not data.strip():
        faults.add(name, "is empty; wanted GeoJSON with a LineString")
        return []
    whole = read_json(data, name, faults)
    if faults or (isinstance(whole, dict) and not on_wgs84(whole, name, faults)):
        return []
    members = _members(whole, name, faults)
    others: list[str] = []
    found: list[DrawnLine] = []
    for member in members:
        shape = _geometry(member)
        kind = shape.get("type") if isinstance(shape, dict) else None
        if isinstance(shape, dict) and kind in _LINES:
            found.append(_line(_names(member), shape))
        else:
            others.append(str(kind)[:40])
    if not found and not faults:
        got = ", ".join(dict.fromkeys(others[:20])) or "no feature"
        faults.add(name, f"holds no line; wanted a LineString, got {shown(got)[1:-1]}")
    return found


def _members(whole: object, name: str, faults: Faults) -> list[Any]:
    kind = whole.get("type") if isinstance(whole, dict) else None
    if isinstance(whole, dict) and kind == "FeatureCollection":
        members = whole.get("features")
        if isinstance(members, list):
            return members
        faults.add(name, f"features: wanted a list, got {shown(members)}")
    elif isinstance(whole, dict) and kind == "Topology":
        faults.add(name, "TopoJSON; wanted GeoJSON: convert it first")
    elif isinstance(whole, dict) and isinstance(kind, str):
        return [whole]
    else:
        faults.add(name, "JSON, but not GeoJSON; wanted a Feature or a geometry")
    return []


def _geometry(member: object) -> object:
    if not isinstance(member, dict):
        return None
    return member.get("geometry") if member.get("type") == "Feature" else member


def _names(member: dict[str, Any]) -> tuple[str, ...]:
    properties = member.get("properties")
    said = [member.get("id")] if member.get("type") == "Feature" else []
    if isinstance(properties, dict):
        said = [*(properties.get(key) for key in NAMES), *said]
    words = [str(one) for one in said if isinstance(one, str | int)]
    return tuple(dict.fromkeys(word for word in words if word.strip()))


def _line(names: tuple[str, ...], shape: dict[str, Any]) -> DrawnLine:
    several = shape["type"] == "MultiLineString"
    coordinates = shape.get("coordinates")
    try:
        if not isinstance(coordinates, list):
            raise ValueError(f"coordinates: wanted a list, got {shown(coordinates)}")
        parts = coordinates if several else [coordinates]
        _guard(parts)
        read = [tuple(_points(part)) for part in parts]
        kept = tuple(part for part in read if len(part) > 1)
        if not kept:
            raise ValueError("wanted a line of at least 2 different points, got 1")
    except ValueError as error:
        return DrawnLine(names=names, parts=(), fault=str(error))
    return DrawnLine(names=names, parts=kept)


def _guard(parts: list[Any]) -> None:
    count = sum(len(part) for part in parts if isinstance(part, list))
    if count > MAX_VERTICES:
        raise ValueError(
            f"{count} vertices; at most {MAX_VERTICES} are read: simplify it first"
        )


def _points(part: object) -> Iterator[Position]:
    """Yield the positions of a part to 1e-7 deg, none of them twice running."""
    if not isinstance(part, list):
        raise ValueError(f"wanted a list of [longitude, latitude], got {shown(part)}")
    last = None
    for i, item in enumerate(part):
        height_too = isinstance(item, list) and len(item) > 2
        try:
            at = position(item[:2] if height_too else item)
        except ValueError as error:
            raise ValueError(f"point {i}: {error}") from error
        lat_deg, lon_deg = round(at.lat_deg, 7), round(at.lon_deg, 7)
        at = Position(lat_deg=lat_deg + 0.0, lon_deg=lon_deg + 0.0)
        if at != last:
            yield at
        last = at
