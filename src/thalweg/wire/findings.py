"""FINDINGS as they leave the house: GeoParquet, and the same rows as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from thalweg.tables.contract import UTC_US
from thalweg.tables.findings import FINDINGS
from thalweg.times import iso
from thalweg.wire.geoparquet import GEOMETRY_COLUMN, geo_metadata, points_wkb
from thalweg.wire.parquet import parquet_bytes


def with_geometry(findings: pa.Table) -> pa.Table:
    """Return FINDINGS with `geometry` made from `lat_deg` and `lon_deg`."""
    lat_deg, lon_deg = _place(findings)
    points = points_wkb(lat_deg=lat_deg, lon_deg=lon_deg)
    at = findings.schema.get_field_index(GEOMETRY_COLUMN)
    field = findings.schema.field(at)
    return findings.set_column(at, field, pa.array(points, field.type))


def findings_parquet(
    findings: pa.Table, *, about: Mapping[str, str] | None = None
) -> bytes:
    """Return FINDINGS as GeoParquet 1.1; `about` is added to its metadata."""
    said = {**(about or {}), "geo": geo_of(findings)}
    return parquet_bytes(with_geometry(findings), about=said)


def geo_of(findings: pa.Table) -> str:
    """Return the GeoParquet metadata of FINDINGS."""
    lat_deg, lon_deg = _place(findings)
    return geo_metadata(lat_deg=lat_deg, lon_deg=lon_deg)


def findings_geojson(findings: pa.Table) -> bytes:
    """Return FINDINGS as a GeoJSON FeatureCollection, one feature a line.

    Numbers are those of the table; times are text in UTC with Z.
    """
    lines = [
        json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        for row in features(findings)
    ]
    head = '{"type":"FeatureCollection","features":['
    return (head + "\n" + ",\n".join(lines) + "\n]}\n").encode()


def features(findings: pa.Table) -> list[dict[str, Any]]:
    """Return a GeoJSON feature for each row of FINDINGS, in the table's order."""
    columns = {
        name: _values(findings.column(name))
        for name in FINDINGS.schema.names
        if name != GEOMETRY_COLUMN
    }
    lat_deg, lon_deg = _place(findings)
    return [
        {
            "type": "Feature",
            "geometry": None
            if lat is None or lon is None
            else {"type": "Point", "coordinates": [lon, lat]},
            "properties": dict(zip(columns, values, strict=True)),
        }
        for lat, lon, *values in zip(lat_deg, lon_deg, *columns.values(), strict=True)
    ]


def _place(findings: pa.Table) -> tuple[list[float | None], list[float | None]]:
    lat_deg, lon_deg = (
        findings.column(name).to_pylist() for name in ("lat_deg", "lon_deg")
    )
    return lat_deg, lon_deg


def _values(column: pa.ChunkedArray) -> list[object]:
    if column.type == UTC_US:
        instants = column.cast(pa.int64()).to_pylist()
        return [None if us is None else iso(us) for us in instants]
    values: list[object] = column.to_pylist()
    return values
