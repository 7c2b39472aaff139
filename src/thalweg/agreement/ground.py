"""Lines, areas and sites of an agreement as arrays, for detectors and maps.

Which side of a line is left is told by geometry alone, looking from the line's first
point to its last. Degrees of WGS84; longitudes may run past 180 (see `shape`). A set of
rings is read even-odd: a point is inside when an odd number of rings hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from thalweg.agreement.shape import (
    F64,
    MAX_LAT_DEG,
    WGS84,
    Ring,
    ShapeError,
    area_m2,
    arrays,
    check_points,
    densified,
    near,
    polygon_of,
    rings_of,
)
from thalweg.agreement.split import Split, split_area, split_reach
from thalweg.errors import AgreementError, ConfigError
from thalweg.model.agreement import (
    Agreement,
    Clause,
    KeepSide,
    Separation,
    StandOff,
    UnwatchedClause,
)
from thalweg.model.notice import Notice
from thalweg.model.place import (
    LinePlace,
    MoverPlace,
    Place,
    PointPlace,
    PolygonPlace,
    RoutePlace,
    TrackPlace,
)

I64 = NDArray[np.int64]

_CIRCLE_POINTS = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGround:
    """A line cut to its area, and the two parts into which it cuts it.

    `line_lat_deg`, `line_lon_deg`: the cut line from its first point to its last.
    `left`, `right`, `area`: closed rings, the outer one first, then holes; `left` and
    `right` looking along the line. `area_m2` is the area of `area` on WGS84.
    """

    place: str
    line_lat_deg: F64
    line_lon_deg: F64
    left: tuple[Ring, ...]
    right: tuple[Ring, ...]
    area: tuple[Ring, ...]
    area_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGround:
    """A site. `kind` is ``point``, ``track``, ``mover``, ``route`` or ``polygon``.

    `lat_deg`, `lon_deg`: its point, its fixes at `time_us`, its centre line, or its
    outer ring, closed (holes count as inside a site); empty for a mover, whose fixes
    are in the tracks of `mover`. `half_width_m` is 0 but for routes.
    """

    place: str
    kind: str
    time_us: I64
    lat_deg: F64
    lon_deg: F64
    error_m: float
    half_width_m: float
    mover: str | None


def line_ground(agreement: Agreement, clause: KeepSide) -> LineGround:
    """Return the line of a keep-side clause, its area, and the parts left and right.

    Raises
    ------
    AgreementError
        The line does not cut its area in two; cannot happen to a loaded agreement.
    """
    try:
        return ground_of(agreement.places, clause)
    except ShapeError as error:
        raise AgreementError([f"clause {clause.id}: {error}"]) from error


def ground_of(places: Mapping[str, Place], clause: KeepSide) -> LineGround:
    """Return the same from places alone; raise ShapeError."""
    line = places[clause.line]
    if not isinstance(line, LinePlace):
        raise ShapeError(f"{clause.line} is not a line")
    check_points(line.points)
    if clause.area is None:
        split = split_reach(line.points, clause.reach_m or 0.0)
    else:
        area = places[clause.area]
        if not isinstance(area, PolygonPlace):
            raise ShapeError(f"{clause.area} is not a polygon")
        split = split_area(line.points, polygon_of(area), clause.area)
    return _line_ground(line.id, split)


def site_ground(agreement: Agreement, place_id: str) -> SiteGround:
    """Return the site that is called `place_id`; KeyError where there is none."""
    place = agreement.places[place_id]
    kind, mover, error_m, half_width_m = "point", None, 0.0, 0.0
    time_us = np.empty(0, dtype=np.int64)
    lat_deg, lon_deg = np.empty(0), np.empty(0)
    if isinstance(place, PointPlace):
        lat_deg, lon_deg = arrays((place.at,))
        error_m = place.error_m
    elif isinstance(place, TrackPlace):
        kind, error_m = "track", place.error_m
        lat_deg, lon_deg = arrays(place.points)
        time_us = np.array(place.time_us, dtype=np.int64)
    elif isinstance(place, MoverPlace):
        kind, mover = "mover", place.mover
    elif isinstance(place, RoutePlace):
        kind, half_width_m = "route", place.width_m / 2.0
        lat_deg, lon_deg = densified(*_line_arrays(agreement, place.line))
    elif isinstance(place, PolygonPlace):
        kind = "polygon"
        lat_deg, lon_deg = rings_of(polygon_of(place))[0]
    else:
        raise AgreementError([f"{place_id} is a line, not a site"])
    return SiteGround(
        place=place_id,
        kind=kind,
        time_us=time_us,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        error_m=error_m,
        half_width_m=half_width_m,
        mover=mover,
    )


def area_rings(agreement: Agreement, place_id: str) -> tuple[Ring, ...]:
    """Return the rings of a polygon place, the outer one first, then holes."""
    place = agreement.places[place_id]
    if not isinstance(place, PolygonPlace):
        raise AgreementError([f"{place_id} is not a polygon"])
    return rings_of(polygon_of(place))


def watched_rings(agreement: Agreement, clause: Clause) -> tuple[Ring, ...] | None:
    """Return the area that a clause covers; None where it has none of its own.

    A keep-side clause covers its area, a stand-off clause all within its radius of its
    sites (of every fix, for one that moves by a file). A separation clause holds
    wherever its parties fly, and a site that is a mover is wherever it is: None.
    """
    if isinstance(clause, KeepSide):
        return line_ground(agreement, clause).area
    if isinstance(clause, StandOff):
        return _around(agreement, clause.sites, clause.radius_m)
    if isinstance(clause, Separation) or not isinstance(clause, UnwatchedClause):
        return None
    site, radius_m = clause.settings.get("site"), clause.settings.get("radius_m")
    if isinstance(site, str) and isinstance(radius_m, float):
        return _around(agreement, (site,), radius_m)
    area = clause.settings.get("area", clause.settings.get("zone"))
    return area_rings(agreement, area) if isinstance(area, str) else None


def notice_rings(agreement: Agreement, notice: Notice) -> tuple[Ring, ...]:
    """Return the rings of a notice's area, its own or a place's.

    Raises
    ------
    ConfigError
        Its own area is no area: edges cross, or it is too wide.
    """
    if not notice.ring:
        return area_rings(agreement, notice.area)
    try:
        return rings_of(polygon_of(PolygonPlace(id=notice.notice, ring=notice.ring)))
    except ShapeError as error:
        raise ConfigError([f"{notice.source}: area: {error}"]) from error


def circle(*, lat_deg: float, lon_deg: float, radius_m: float) -> Ring:
    """Return a closed ring of points at one geodesic distance, anticlockwise.

    Between its points the ring runs inside the circle, by at most 0.03 % of the radius.
    """
    azimuth_deg = np.linspace(360.0, 0.0, _CIRCLE_POINTS + 1)
    full = np.full(len(azimuth_deg), 1.0)
    ring_lon_deg, ring_lat_deg, _ = WGS84.fwd(
        full * lon_deg, full * lat_deg, azimuth_deg, full * radius_m
    )
    ring_lon_deg = ring_lon_deg - 360.0 * np.round((ring_lon_deg - lon_deg) / 360.0)
    ring_lat_deg[-1], ring_lon_deg[-1] = ring_lat_deg[0], ring_lon_deg[0]
    return ring_lat_deg, ring_lon_deg


def near_line_rings(ground: LineGround, depth_m: float) -> tuple[Ring, ...]:
    """Return what of the area lies within a depth of its line: for maps."""
    grown = _grown(ground.line_lat_deg, ground.line_lon_deg, depth_m, filled=False)
    shapes = [
        shapely.Polygon(np.column_stack((lon_deg, lat_deg)))
        for lat_deg, lon_deg in (*grown, ground.area[0])
    ]
    near_line = shapely.intersection(*shapes)
    parts = getattr(near_line, "geoms", [near_line])
    return tuple(r for p in parts if p.geom_type == "Polygon" for r in rings_of(p))


def check_place(place: Place) -> None:
    """Raise ShapeError where a place cannot be used as it is drawn."""
    if isinstance(place, PolygonPlace):
        polygon_of(place)
    elif isinstance(place, LinePlace):
        check_points(place.points)
        densified(*arrays(place.points))
    elif isinstance(place, PointPlace):
        check_points((place.at,))
    elif isinstance(place, TrackPlace):
        _check_steps(place)


def _check_steps(place: TrackPlace) -> None:
    # Two fixes at one place are rest, not a slip of the pen as in a line.
    moves = [p for p, _ in groupby(place.points)]
    check_points(moves)
    lat_deg, lon_deg = arrays(place.points)
    _, _, step_m = WGS84.inv(lon_deg[:-1], lat_deg[:-1], lon_deg[1:], lat_deg[1:])
    time_s = np.diff(np.array(place.time_us, dtype=np.float64)) / 1e6
    # A convoy or a ship; faster than this is a slip of the keyboard.
    fast = np.flatnonzero(step_m / time_s > 400.0)
    if len(fast):
        raise ShapeError(
            f"moves at {step_m[fast[0]] / time_s[fast[0]]:.0f} m/s "
            f"after fix {int(fast[0])} of {place.file}"
        )


def _line_ground(place: str, split: Split) -> LineGround:
    area = rings_of(split.area)
    return LineGround(
        place=place,
        line_lat_deg=split.line_lat_deg,
        line_lon_deg=split.line_lon_deg,
        left=rings_of(split.left),
        right=rings_of(split.right),
        area=area,
        area_m2=area_m2(area),
    )


def _line_arrays(agreement: Agreement, line_id: str) -> tuple[F64, F64]:
    line = agreement.places[line_id]
    if not isinstance(line, LinePlace):
        raise AgreementError([f"{line_id} is not a line"])
    return arrays(line.points)


def _around(
    agreement: Agreement, sites: tuple[str, ...], radius_m: float
) -> tuple[Ring, ...] | None:
    shapes = []
    about_deg = None
    for site_id in sites:
        site = site_ground(agreement, site_id)
        if site.kind == "mover":
            return None
        reached_deg = np.abs(site.lat_deg).max() + radius_m / 111_000.0
        if reached_deg > MAX_LAT_DEG:
            raise ShapeError(f"reaches beyond {MAX_LAT_DEG:g} degrees of latitude")
        for lat_deg, lon_deg in _within(site, radius_m):
            about_deg = float(lon_deg[0]) if about_deg is None else about_deg
            xy = np.column_stack((near(lon_deg, about_deg), lat_deg))
            shapes.append(shapely.Polygon(xy))
    whole = shapely.union_all(shapes)
    parts = getattr(whole, "geoms", [whole])
    return tuple(ring for part in parts for ring in rings_of(part))


def _within(site: SiteGround, radius_m: float) -> tuple[Ring, ...]:
    """Return what lies within a radius of a site that is not a point, or of a point."""
    if len(site.lat_deg) == 1:
        lat_deg, lon_deg = float(site.lat_deg[0]), float(site.lon_deg[0])
        return (circle(lat_deg=lat_deg, lon_deg=lon_deg, radius_m=radius_m),)
    return _grown(
        site.lat_deg,
        site.lon_deg,
        radius_m + site.half_width_m,
        filled=site.kind == "polygon",
    )


def _grown(
    lat_deg: F64, lon_deg: F64, radius_m: float, *, filled: bool
) -> tuple[Ring, ...]:
    """Return what lies within a radius of a line or area, in a plane about its middle.

    For maps and for weighing hours; no finding is judged by it.
    """
    middle = len(lat_deg) // 2
    lat0_deg, lon0_deg = float(lat_deg[middle]), float(lon_deg[middle])
    plane = f"+proj=aeqd +lat_0={lat0_deg!r} +lon_0={lon0_deg!r} +ellps=WGS84 +units=m"
    ahead = Transformer.from_crs("EPSG:4979", plane, always_xy=True)
    x_m, y_m = ahead.transform(lon_deg, lat_deg)
    xy = np.column_stack((x_m, y_m))
    shape = shapely.Polygon(xy) if filled else shapely.LineString(xy)
    grown = shape.buffer(radius_m, quad_segs=32)
    xy = shapely.get_coordinates(grown.exterior)
    out_lon_deg, out_lat_deg = ahead.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
    out_lon_deg = out_lon_deg - 360.0 * np.round((out_lon_deg - lon0_deg) / 360.0)
    return ((out_lat_deg, out_lon_deg),)
