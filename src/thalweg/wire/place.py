"""Places of an agreement: from the document, and from the files beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import Field

from thalweg.model.place import (
    LinePlace,
    MoverPlace,
    Place,
    PointPlace,
    PolygonPlace,
    Position,
    RoutePlace,
    TrackPlace,
)
from thalweg.wire.beside import Beside, read_fixes
from thalweg.wire.geojson import MAX_VERTICES, Feature, Geometry, Point, read_features
from thalweg.wire.quantity import LengthM
from thalweg.wire.words import FileName, Id, MoverId
from thalweg.wire.yaml import Document, Path, Strict, nearest, shown, unknown

Vertices = Field(max_length=MAX_VERTICES)


class PointV1(Strict):
    """A fixed point."""

    point: Point
    error_m: LengthM = Field(default=0.0, alias="error")


class LineV1(Strict):
    """A line of geodesic edges."""

    line: Annotated[list[Point], Vertices]


class PolygonV1(Strict):
    """An area without holes."""

    polygon: Annotated[list[Point], Vertices]


class TrackV1(Strict):
    """A place that moves as a file says."""

    track: FileName
    error_m: LengthM = Field(default=0.0, alias="error")


class FileV1(Strict):
    """A feature of a GeoJSON file."""

    file: FileName
    feature: Annotated[str, Field(min_length=1, max_length=200)]
    error_m: LengthM = Field(default=0.0, alias="error")


class MoverV1(Strict):
    """A place that is wherever a mover is."""

    mover: MoverId


class RouteV1(Strict):
    """All within half a width of a line."""

    route: Id
    width_m: LengthM = Field(alias="width")


SHAPES: Final[dict[str, type[Strict]]] = {
    "point": PointV1,
    "line": LineV1,
    "polygon": PolygonV1,
    "track": TrackV1,
    "file": FileV1,
    "mover": MoverV1,
    "route": RouteV1,
}


@dataclass(slots=True)
class PlaceReader:
    """Reads places one by one; faults go to the document, or to the file beside it."""

    document: Document
    beside: Beside
    features: dict[str, list[Feature]] = field(default_factory=dict)

    def read(self, name: str, path: Path) -> Place | None:
        """Return the place `name` that stands at `path`; None where it is wrong."""
        value = self.document.at(path)
        if not isinstance(value, dict):
            if path not in self.document.bad:
                self.document.fault(path, f"wanted keys, got {shown(value)}")
            return None
        shapes = [key for key in SHAPES if key in value]
        if len(shapes) != 1:
            self._say_shapes(path, list(value), shapes)
            return None
        shape: Any = self.document.read(path, SHAPES[shapes[0]])
        if shape is None:
            return None
        return self._place(name, path, shape)

    def _say_shapes(self, path: Path, keys: list[str], shapes: list[str]) -> None:
        if any(bad[: len(path)] == path for bad in self.document.bad):
            return
        text = f"wanted one of {', '.join(SHAPES)}; got "
        if shapes:
            text += " and ".join(shapes)
        else:
            text += shown(keys[0]) if keys else "none"
            best = nearest(keys[0], SHAPES) if keys else None
            text += f"; nearest known: {best}" if best else ""
        self.document.fault(path, text)

    def _place(self, name: str, path: Path, shape: Any) -> Place | None:  # noqa: ANN401
        if isinstance(shape, PointV1):
            return PointPlace(id=name, at=shape.point, error_m=shape.error_m)
        if isinstance(shape, LineV1):
            if not self._enough((*path, "line"), shape.line, 2):
                return None
            return LinePlace(id=name, points=tuple(shape.line))
        if isinstance(shape, PolygonV1):
            ring = _open(shape.polygon)
            if not self._enough((*path, "polygon"), ring, 3):
                return None
            return PolygonPlace(id=name, ring=ring)
        if isinstance(shape, MoverV1):
            return MoverPlace(id=name, mover=shape.mover)
        if isinstance(shape, RouteV1):
            if shape.width_m <= 0.0:
                self.document.fault((*path, "width"), "wanted more than nothing")
                return None
            return RoutePlace(id=name, line=shape.route, width_m=shape.width_m)
        if isinstance(shape, TrackV1):
            return self._track(name, path, shape)
        return self._feature(name, path, shape)

    def _enough(self, path: Path, points: Sequence[Position], least: int) -> bool:
        if len(points) < least:
            self.document.fault(
                path, f"wanted at least {least} different points, got {len(points)}"
            )
            return False
        return True

    def _track(self, name: str, path: Path, shape: TrackV1) -> TrackPlace | None:
        data = self.beside.read(shape.track, (*path, "track"))
        if data is None:
            return None
        before = len(self.document.faults.entries)
        times_us, points = read_fixes(data, shape.track, self.document.faults)
        if len(self.document.faults.entries) > before:
            return None
        if not points:
            self.document.fault((*path, "track"), f"{shape.track} holds no fix")
            return None
        return TrackPlace(
            id=name,
            file=shape.track,
            time_us=times_us,
            points=points,
            error_m=shape.error_m,
        )

    def _feature(self, name: str, path: Path, shape: FileV1) -> Place | None:
        if shape.file not in self.features:
            data = self.beside.read(shape.file, (*path, "file"))
            if data is None:
                return None
            self.features[shape.file] = read_features(
                data, shape.file, self.document.faults
            )
        features = self.features[shape.file]
        found = [f for f in features if f.name == shape.feature]
        if len(found) > 1:
            self.document.fault(
                (*path, "feature"),
                f"{len(found)} features of {shape.file} are called "
                f"{shown(shape.feature)}; wanted one",
            )
            return None
        if not found:
            if features:
                known = sorted({f.name for f in features if f.name})
                self.document.fault(
                    (*path, "feature"), unknown("feature", shape.feature, known)
                )
            return None
        geometry = found[0].geometry
        if geometry is None:
            return None
        if geometry.kind != "Point" and shape.error_m:
            self.document.fault((*path, "error"), "only a point has an error")
            return None
        return _from_geometry(name, geometry, shape.error_m)


def where(place: Place, path: Path) -> Path:
    """Return the path of a place's own shape in the document: for later faults."""
    key = {
        PointPlace: "point",
        LinePlace: "line",
        PolygonPlace: "polygon",
        TrackPlace: "track",
        MoverPlace: "mover",
        RoutePlace: "route",
    }[type(place)]
    return (*path, key)


def _from_geometry(name: str, geometry: Geometry, error_m: float) -> Place:
    if geometry.kind == "Point":
        return PointPlace(id=name, at=geometry.rings[0][0], error_m=error_m)
    if geometry.kind == "LineString":
        return LinePlace(id=name, points=geometry.rings[0])
    return PolygonPlace(id=name, ring=geometry.rings[0], holes=geometry.rings[1:])


def _open(points: list[Position]) -> tuple[Position, ...]:
    if len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    return tuple(points)
