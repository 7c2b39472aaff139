"""An area cut into the cells of the coverage grid, and each feed's declared reach.

Planar in degrees, areas weighted by the cosine of the latitude: the weights of
neighbouring cells are right to one part in ten thousand, of cells 5 degrees of latitude
apart to 1.2 in a thousand. Edges are straight in degrees, not geodesic; on an edge of
100 km at 35 degrees north the two part by less than 250 m, a hundredth of a cell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from thalweg.kernels.geodesy import direct_rad
from thalweg.model.feed import DeclaredCoverage, Feeds

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
BOOL = NDArray[np.bool_]

CELL_DEG = 0.25
N_LAT, N_LON = 720, 1440
# Height bands [ft]; the last is open upwards.
BAND_FLOORS_FT = (0.0, 5_000.0, 15_000.0, 30_000.0)
BAND_NAMES = ("0-5", "5-15", "15-30", "30+")
# Where the open band ends when asked for its middle: few aircraft fly higher.
_TOP_FT = 60_000.0
_CIRCLE_VERTICES = 180


class Declared(NamedTuple):
    """Where a feed is declared to see: an area, and which bands of height."""

    feed: int
    area: shapely.Geometry
    floor_ft: float
    ceiling_ft: float


class Pieces(NamedTuple):
    """Parts of an area, each in one cell, wholly inside or outside every declaration.

    `weight` is each part's area, in any unit; `declared[f, p, b]` says whether feed f
    is declared to see part p in band b.
    """

    cell: I64
    weight: F64
    declared: BOOL


def cell_of(lat_deg: F64, lon_deg: F64) -> I64:
    """Return the number of the cell each place lies in, from the south-west corner."""
    lat = np.clip(np.floor((lat_deg + 90.0) / CELL_DEG), 0, N_LAT - 1).astype(np.int64)
    lon = np.floor((lon_deg + 180.0) / CELL_DEG).astype(np.int64) % N_LON
    return lat * N_LON + lon


def cell_corner(cell: I64) -> tuple[F64, F64]:
    """Return the latitude and longitude of each cell's south-west corner [deg]."""
    lat, lon = np.divmod(cell, N_LON)
    return lat * CELL_DEG - 90.0, lon * CELL_DEG - 180.0


def band_of(height_ft: F64) -> I64:
    """Return the band of each height; NaN gives -1, below 0 ft counts as the lowest."""
    band = np.searchsorted(BAND_FLOORS_FT, height_ft, "right") - 1
    return np.where(np.isnan(height_ft), -1, np.maximum(band, 0)).astype(np.int64)


def bands_inside(floor_ft: float | None, ceiling_ft: float | None) -> list[int]:
    """Return the bands that share some thickness with a floor and a ceiling."""
    low_ft = -math.inf if floor_ft is None else floor_ft
    high_ft = math.inf if ceiling_ft is None else ceiling_ft
    tops_ft = (*BAND_FLOORS_FT[1:], math.inf)
    bands = [
        band
        for band, (bottom_ft, top_ft) in enumerate(
            zip(BAND_FLOORS_FT, tops_ft, strict=True)
        )
        if high_ft > bottom_ft and low_ft < top_ft
    ]
    # A ceiling at or below 0 ft of pressure altitude is still in the lowest band.
    return bands or [0]


def declarations(feeds: Feeds, names: Sequence[str]) -> list[Declared]:
    """Return all declared coverage of the feeds in `names`."""
    return [
        Declared(k, _area(part), part.floor_ft, part.ceiling_ft)
        for k, name in enumerate(names)
        for part in feeds.of(name).coverage
    ]


def _area(part: DeclaredCoverage) -> shapely.Geometry:
    if part.ring:
        lat_deg = np.array([p.lat_deg for p in part.ring])
        lon_deg = np.array([p.lon_deg for p in part.ring])
        return _polygon(lat_deg, lon_deg)
    if part.centre is None or part.radius_m is None:
        return shapely.Polygon()
    at_rad = math.radians(part.centre.lat_deg), math.radians(part.centre.lon_deg)
    azimuths_rad = np.linspace(0.0, 2.0 * math.pi, _CIRCLE_VERTICES, endpoint=False)
    ends_rad = np.array(
        [direct_rad(*at_rad, a, part.radius_m)[:2] for a in azimuths_rad]
    )
    ends_deg = np.degrees(ends_rad)
    return _polygon(ends_deg[:, 0], ends_deg[:, 1])


def _polygon(lat_deg: F64, lon_deg: F64) -> shapely.Geometry:
    """Return a ring as a polygon; over the date line longitudes run on past 180."""
    lon_deg = np.unwrap(lon_deg, period=360.0)
    if lat_deg.size < 3:
        return shapely.Point(lon_deg[0], lat_deg[0])
    return shapely.make_valid(shapely.Polygon(np.stack([lon_deg, lat_deg], 1)))


def area_of(rings: Sequence[F64], holes: Sequence[F64] = ()) -> shapely.Geometry:
    """Return the union of `rings` less the union of `holes`.

    Each is an array of rows (lat_deg, lon_deg), not closed twice.
    """
    parts = [_polygon(ring[:, 0], ring[:, 1]) for ring in rings]
    first = parts[0]
    whole = shapely.union_all([_beside(part, first) for part in parts])
    cut = [_beside(_polygon(ring[:, 0], ring[:, 1]), first) for ring in holes]
    return shapely.difference(whole, shapely.union_all(cut)) if cut else whole


def _beside(part: shapely.Geometry, other: shapely.Geometry) -> shapely.Geometry:
    """Turn `part` by whole circles so that it lies on the same side as `other`."""
    if part.is_empty or other.is_empty:
        return part
    turns = round((other.centroid.x - part.centroid.x) / 360.0)
    shift_deg = np.array([360.0 * turns, 0.0])
    return shapely.transform(part, lambda xy_deg: xy_deg + shift_deg)


def cut(area: shapely.Geometry, known: Sequence[Declared], n_feeds: int) -> Pieces:
    """Cut an area into pieces along the cells and the borders of declared coverage."""
    west, south, east, north = shapely.bounds(area)
    y = np.arange(math.floor((south + 90.0) / CELL_DEG), (north + 90.0) / CELL_DEG)
    x = np.arange(math.floor((west + 180.0) / CELL_DEG), (east + 180.0) / CELL_DEG)
    lat_deg, lon_deg = (
        grid.ravel() for grid in np.meshgrid(y * CELL_DEG - 90, x * CELL_DEG - 180)
    )
    boxes = shapely.box(lon_deg, lat_deg, lon_deg + CELL_DEG, lat_deg + CELL_DEG)
    shapely.prepare(area)
    parts = boxes[shapely.intersects(area, boxes)]
    # A cut walks the whole border, however far away; most cells need none.
    on_border = ~shapely.contains_properly(area, parts)
    parts[on_border] = shapely.intersection(parts[on_border], area)
    parts = parts[shapely.area(parts) > 0.0]
    if not parts.size:
        # A point, or an area too thin to have one: the cell it lies in stands for it.
        parts = np.array([area.centroid.buffer(1e-6)])
    return _against(parts, known, n_feeds)


def whole_cells(cells: I64, known: Sequence[Declared], n_feeds: int) -> Pieces:
    """Return whole cells as pieces, cut along the borders of declared coverage."""
    south_deg, west_deg = cell_corner(cells)
    boxes = shapely.box(west_deg, south_deg, west_deg + CELL_DEG, south_deg + CELL_DEG)
    return _against(np.asarray(boxes), known, n_feeds)


def _against(
    parts: NDArray[np.object_], known: Sequence[Declared], n_feeds: int
) -> Pieces:
    """Cut pieces along declared borders and say in which declarations each lies."""
    lies_in = np.zeros((parts.size, len(known)), bool)
    for k, declared in enumerate(known):
        area = _beside(declared.area, shapely.union_all(parts[:1]))
        shapely.prepare(area)
        whole = shapely.covers(area, parts)
        partly = ~whole & shapely.intersects(area, parts)
        inner = shapely.intersection(parts[partly], area)
        outer = shapely.difference(parts[partly], area)
        lies_in[whole, k] = True
        seen_in = lies_in[partly].copy()
        seen_in[:, k] = True
        parts = np.concatenate([parts[~partly], inner, outer])
        lies_in = np.concatenate([lies_in[~partly], seen_in, lies_in[partly]])
        some = shapely.area(parts) > 0.0
        parts, lies_in = parts[some], lies_in[some]
    middle = shapely.point_on_surface(parts)
    lon_deg, lat_deg = shapely.get_x(middle), shapely.get_y(middle)
    weight = shapely.area(parts) * np.cos(np.radians(shapely.get_y(middle)))
    declares = np.zeros((n_feeds, parts.size, len(BAND_NAMES)), bool)
    for k, declared in enumerate(known):
        for band in range(len(BAND_NAMES)):
            if declares_band(declared, band):
                declares[declared.feed, :, band] |= lies_in[:, k]
    return Pieces(cell_of(lat_deg, lon_deg), weight, declares)


def declares_band(declared: Declared, band: int) -> bool:
    """Say whether a declaration reaches the middle of a band."""
    tops_ft = (*BAND_FLOORS_FT[1:], _TOP_FT)
    middle_ft = (BAND_FLOORS_FT[band] + tops_ft[band]) / 2.0
    return declared.floor_ft <= middle_ft <= declared.ceiling_ft
