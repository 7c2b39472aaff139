"""Places an agreement names: points, lines, polygons, and things that move."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One point on WGS84, in degrees. Latitude and longitude go by keyword."""

    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPlace:
    """A fixed point; `error_m` is the 95 % error of its stated position."""

    id: str
    at: Position
    error_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlace:
    """A line of geodesic edges, from its first point to its last."""

    id: str
    points: tuple[Position, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolygonPlace:
    """An area: an outer ring of geodesic edges, not closed twice, and its holes."""

    id: str
    ring: tuple[Position, ...]
    holes: tuple[tuple[Position, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPlace:
    """A moving place whose fixes are a file of the agreement.

    `time_us` holds integer microseconds since 1970-01-01T00:00:00Z, rising.
    """

    id: str
    file: str
    time_us: tuple[int, ...]
    points: tuple[Position, ...]
    error_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverPlace:
    """A place that is wherever this mover is."""

    id: str
    mover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlace:
    """A road or corridor: all within `width_m` / 2 of a line."""

    id: str
    line: str
    width_m: float


Place = PointPlace | LinePlace | PolygonPlace | TrackPlace | MoverPlace | RoutePlace
