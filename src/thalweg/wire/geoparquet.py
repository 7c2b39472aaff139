"""GeoParquet 1.1: points as WKB, and the metadata that says so.

https://geoparquet.org/releases/v1.1.0/ . The reference system is left out of the
metadata, which means OGC:CRS84: WGS84 with longitude first.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence

from thalweg.wire.canonical import canonical_json

GEOMETRY_COLUMN = "geometry"
# Byte order (1: least significant first), geometry type (1: point), x, y.
_POINT = struct.Struct("<BIdd")


def point_wkb(*, lat_deg: float, lon_deg: float) -> bytes:
    """Return a point as well-known binary (OGC 06-103r4, 8.2), longitude first."""
    return _POINT.pack(1, 1, lon_deg, lat_deg)


def points_wkb(
    *, lat_deg: Iterable[float | None], lon_deg: Iterable[float | None]
) -> list[bytes | None]:
    """Return a point for each pair of coordinates; None where either is None."""
    return [
        None if lat is None or lon is None else point_wkb(lat_deg=lat, lon_deg=lon)
        for lat, lon in zip(lat_deg, lon_deg, strict=True)
    ]


def geo_metadata(
    *, lat_deg: Sequence[float | None], lon_deg: Sequence[float | None]
) -> str:
    """Return the value of the schema's ``geo`` key for a table of these points.

    The box is the smallest that does not cross 180° of longitude: points on both sides
    of it give a box round the whole earth, which is wide and not wrong. A number that
    is not finite, which only a stranger's table holds, is no part of it.
    """
    column: dict[str, object] = {"encoding": "WKB", "geometry_types": ["Point"]}
    lats = [lat for lat in lat_deg if lat is not None and math.isfinite(lat)]
    lons = [lon for lon in lon_deg if lon is not None and math.isfinite(lon)]
    if lats and lons:
        column["bbox"] = [min(lons), min(lats), max(lons), max(lats)]
    about = {
        "version": "1.1.0",
        "primary_column": GEOMETRY_COLUMN,
        "columns": {GEOMETRY_COLUMN: column},
    }
    return canonical_json(about).decode()
