"""GeoJSON (RFC 7946): the only place that knows that longitude comes first.

Reads points, lines and polygons, with a fault for whatever else comes, and writes
Features. A geometry that crosses the date line is written as RFC 7946 3.1.9 allows
readers to meet it: each longitude within 180 degrees, neighbours joined the short way.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, NoReturn

from pydantic import BeforeValidator

from thalweg.model.place import Position
from thalweg.wire.yaml import Faults, Path, path_text, shown, unknown

MAX_VERTICES: Final = 20_000
"""Most vertices of one line or polygon: detectors take each edge in turn."""

_WGS84: Final = re.compile(
    r"urn:ogc:def:crs:(OGC:[0-9.]*:CRS84h?|EPSG:[0-9.]*:4326)|OGC:CRS84|EPSG:4326", re.I
)

_KINDS: Final = ("Point", "LineString", "Polygon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A point, line or polygon: `kind` is GeoJSON's word for it.

    `rings` holds one ring of one position for a point, one of all positions for a
    line, and for a polygon its outer ring and its holes, none of them closed twice.
    """

    kind: str
    rings: tuple[tuple[Position, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature of a collection, by the name that an agreement calls it."""

    name: str
    path: Path
    geometry: Geometry | None


def position(value: object) -> Position:
    """Return the position of a ``[longitude, latitude]`` pair; raise ValueError."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValueError(f"wanted [longitude, latitude], got {shown(value)}")
    for number in value:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ValueError(f"wanted degrees as plain numbers, got {shown(number)}")
    try:
        lon_deg, lat_deg = float(value[0]), float(value[1])
    except OverflowError as error:
        # JSON has whole numbers of any length.
        raise ValueError("wanted degrees, got a number without end") from error
    if not -90.0 <= lat_deg <= 90.0:
        swapped = -90.0 <= lon_deg <= 90.0 and abs(lat_deg) <= 180.0
        hint = "; the order is [longitude, latitude]: swapped?" if swapped else ""
        raise ValueError(f"latitude {lat_deg!r} is not within -90 and 90{hint}")
    if not -180.0 <= lon_deg <= 180.0:
        raise ValueError(f"longitude {lon_deg!r} is not within -180 and 180")
    return Position(lat_deg=lat_deg + 0.0, lon_deg=lon_deg + 0.0)


Point = Annotated[Position, BeforeValidator(position)]


def geometry(value: object) -> Geometry:
    """Return the Point, LineString or Polygon of a GeoJSON geometry; raise ValueError.

    Altitudes (third numbers) are refused: a place is a place on the ground.
    """
    if not isinstance(value, dict):
        raise ValueError(f"wanted a geometry, got {shown(value)}")
    kind, coordinates = value.get("type"), value.get("coordinates")
    if kind not in _KINDS:
        raise ValueError(unknown("geometry type", kind, _KINDS))
    if kind == "Point":
        return Geometry(kind=kind, rings=((position(coordinates),),))
    if kind == "LineString":
        return Geometry(kind=kind, rings=(line_points(coordinates),))
    if not isinstance(coordinates, list) or not coordinates:
        raise ValueError(f"wanted rings, got {shown(coordinates)}")
    return Geometry(kind=kind, rings=tuple(ring_points(ring) for ring in coordinates))


def line_points(value: object) -> tuple[Position, ...]:
    """Return the positions of a line of at least two; raise ValueError."""
    points = _positions(value)
    if len(points) < 2:
        raise ValueError(f"wanted at least 2 different points, got {len(points)}")
    return points


def ring_points(value: object) -> tuple[Position, ...]:
    """Return the positions of a ring, the closing one left out; raise ValueError."""
    points = _positions(value)
    if len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if len(points) < 3:
        raise ValueError(f"wanted at least 3 different points, got {len(points)}")
    return points


def point_text(*, lat_deg: float, lon_deg: float) -> str:
    """Write a position in the order of a document: ``[40.1, 35.36]``, to 1e-5 deg."""
    lon_deg = (lon_deg + 180.0) % 360.0 - 180.0 if abs(lon_deg) > 180.0 else lon_deg
    return f"[{round(lon_deg, 5):.9g}, {round(lat_deg, 5):.9g}]"


def read_features(data: bytes, name: str, faults: Faults) -> list[Feature]:
    """Return the features of a FeatureCollection (or of one Feature) in `data`.

    A feature is called by its ``id``, else by ``properties.name``; one without either
    has the name "". Faults of file `name` are added to `faults`.
    """
    whole = read_json(data, name, faults)
    if whole is None:
        return []
    if not isinstance(whole, dict) or whole.get("type") not in (
        "FeatureCollection",
        "Feature",
    ):
        faults.add(name, "wanted a GeoJSON FeatureCollection or Feature")
        return []
    if not on_wgs84(whole, name, faults):
        return []
    if whole["type"] == "Feature":
        return [_feature(whole, (), name, faults)]
    members = whole.get("features")
    if not isinstance(members, list):
        faults.add(name, f"features: wanted a list, got {shown(members)}")
        return []
    return [
        _feature(member, ("features", i), name, faults)
        for i, member in enumerate(members)
    ]


def on_wgs84(whole: Mapping[str, Any], name: str, faults: Faults) -> bool:
    """Tell whether a file keeps to WGS84, and add a fault to `faults` if it does not.

    RFC 7946 knows no other. An older file names one in ``crs``: taken for WGS84, its
    line would lie a hundred metres off, or on another continent, without a word.
    """
    crs = whole.get("crs")
    if crs is None:
        return True
    properties = crs.get("properties") if isinstance(crs, dict) else None
    said = properties.get("name") if isinstance(properties, dict) else crs
    if isinstance(said, str) and _WGS84.fullmatch(said):
        return True
    faults.add(
        name,
        f"crs: {shown(said)}; wanted WGS84, which GeoJSON is in without a word: "
        "convert it first, e.g. ogr2ogr -t_srs EPSG:4326 -lco RFC7946=YES",
    )
    return False


def read_json(data: bytes, name: str, faults: Faults) -> Any:  # noqa: ANN401
    """Return the value of a JSON file; None and a fault where it is not strict JSON.

    Refused: a key twice in one object, NaN and infinities, nesting too deep to read.
    """
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_pairs, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        faults.add(name, f"not JSON: {error.msg}", error.lineno, error.colno)
    except UnicodeDecodeError:
        faults.add(name, "not UTF-8 text")
    except RecursionError:
        faults.add(name, "nested too deep")
    except ValueError as error:
        faults.add(name, str(error))
    return None


def point_feature(
    *, lat_deg: float, lon_deg: float, properties: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a Feature with a Point."""
    return _as_feature("Point", [lon_deg, lat_deg], properties)


def line_feature(
    lat_deg: Sequence[float], lon_deg: Sequence[float], *, properties: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a Feature with a LineString."""
    return _as_feature("LineString", _pairs_of(lat_deg, lon_deg), properties)


def polygon_feature(
    rings: Sequence[tuple[Sequence[float], Sequence[float]]],
    *,
    properties: Mapping[str, Any],
) -> dict[str, Any]:
    """Return a Feature with a Polygon of closed (lat_deg, lon_deg) rings."""
    coordinates = [_pairs_of(lat_deg, lon_deg) for lat_deg, lon_deg in rings]
    return _as_feature("Polygon", coordinates, properties)


def feature_collection(features: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the bytes of a FeatureCollection: one Feature a line, in this order.

    Keys keep their order, so that equal features give equal bytes. Raises ValueError
    for NaN and infinities.
    """
    rows = ",\n".join(
        json.dumps(f, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        for f in features
    )
    return f'{{"type":"FeatureCollection","features":[\n{rows}\n]}}\n'.encode()


def _feature(member: object, path: Path, name: str, faults: Faults) -> Feature:
    called, shape = "", None
    if not isinstance(member, dict) or member.get("type") != "Feature":
        faults.add(name, f"{path_text(path)}: wanted a Feature, got {shown(member)}")
        return Feature(name=called, path=path, geometry=None)
    properties = member.get("properties")
    title = properties.get("name") if isinstance(properties, dict) else None
    own = member.get("id", title)
    if isinstance(own, str):
        called = own
    elif isinstance(own, int) and not isinstance(own, bool):
        called = str(own)
    try:
        shape = geometry(member.get("geometry"))
    except ValueError as error:
        faults.add(name, f"{path_text((*path, 'geometry'))}: {error}")
    return Feature(name=called, path=path, geometry=shape)


def _positions(value: object) -> tuple[Position, ...]:
    if not isinstance(value, list):
        raise ValueError(f"wanted a list of [longitude, latitude], got {shown(value)}")
    if len(value) > MAX_VERTICES:
        raise ValueError(f"{len(value)} vertices; at most {MAX_VERTICES} are read")
    points = []
    for i, item in enumerate(value):
        try:
            points.append(position(item))
        except ValueError as error:
            raise ValueError(f"[{i}]: {error}") from error
    return tuple(points)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {shown(twice)} stands twice in one object")
    return found


def _constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _pairs_of(lat_deg: Sequence[float], lon_deg: Sequence[float]) -> list[list[float]]:
    return [[float(lon), float(lat)] for lat, lon in zip(lat_deg, lon_deg, strict=True)]


def _as_feature(
    kind: str, coordinates: list[Any], properties: Mapping[str, Any]
) -> dict[str, Any]:
    flat = coordinates if kind == "Point" else []
    if not all(math.isfinite(number) for number in flat):
        raise ValueError("a point without a position")
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": dict(properties),
    }
