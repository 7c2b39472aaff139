"""TRACKS as GeoJSON (RFC 7946): a line for each unbroken piece, points for the rest.

A line has two coordinates a point and no third: times and heights of its reports stand
in lists beside it, in the same order. A piece ends where it crosses the date line, and
the next begins on the other side; no point is added there. A report that stands alone
is a Point, and so is each one that was dropped, with the reason in `kept`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from thalweg.times import iso
from thalweg.wire.about import About
from thalweg.wire.findings import features
from thalweg.wire.geojson import line_feature, point_feature
from thalweg.wire.segments import Segment


def findings_lines(findings: pa.Table, about: About) -> Iterator[bytes]:
    """Yield FINDINGS as a FeatureCollection that says what it is, a feature a line."""
    yield from _collection(features(findings), about)


def tracks_lines(
    pieces: Iterable[Segment], dropped: pa.Table, about: About
) -> Iterator[bytes]:
    """Yield paths and the rows of TRACKS that were dropped, a feature a line."""

    def both() -> Iterator[dict[str, Any]]:
        for piece in pieces:
            yield _piece(piece)
        yield from _dropped(dropped)

    yield from _collection(both(), about)


def _collection(rows: Iterable[dict[str, Any]], about: About) -> Iterator[bytes]:
    # A reader that does not know the member passes over it (RFC 7946, 6.1).
    head = json.dumps(about.document(), ensure_ascii=False, separators=(",", ":"))
    yield f'{{"type":"FeatureCollection","thalweg":{head},"features":['.encode()
    comma = ""
    for row in rows:
        line = json.dumps(
            row, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        yield f"{comma}\n{line}".encode()
        comma = ","
    yield b"\n]}\n"


def _piece(piece: Segment) -> dict[str, Any]:
    said = {
        "mover": piece.mover,
        "party": piece.party,
        "callsigns": list(piece.callsigns),
        "feeds": list(piece.feeds),
        "kept": "kept",
        "start": iso(piece.time_us[0]),
        "end": iso(piece.time_us[-1]),
        "times": [iso(us) for us in piece.time_us],
        "alt_baro_ft": piece.alt_baro_ft,
        "alt_geo_ft": piece.alt_geo_ft,
    }
    if len(piece.time_us) > 1:
        return line_feature(piece.lat_deg, piece.lon_deg, properties=said)
    return point_feature(
        lat_deg=piece.lat_deg[0], lon_deg=piece.lon_deg[0], properties=said
    )


def _dropped(dropped: pa.Table) -> Iterator[dict[str, Any]]:
    names = (
        "mover", "party", "callsign", "feed", "kept", "lat_deg", "lon_deg",
        "alt_baro_ft", "alt_geo_ft",
    )  # fmt: skip
    columns = [dropped.column(name).to_pylist() for name in names]
    times = dropped.column("time").cast(pa.int64()).to_pylist()
    for time_us, *values in zip(times, *columns, strict=True):
        row = dict(zip(names, values, strict=True))
        lat_deg, lon_deg = row.pop("lat_deg"), row.pop("lon_deg")
        said = {
            "mover": row["mover"],
            "party": row["party"],
            "callsigns": [row["callsign"]] if row["callsign"] else [],
            "feeds": [row["feed"]],
            "kept": row["kept"],
            "start": iso(time_us),
            "end": iso(time_us),
            "times": [iso(time_us)],
            "alt_baro_ft": [row["alt_baro_ft"]],
            "alt_geo_ft": [row["alt_geo_ft"]],
        }
        if lat_deg is None or lon_deg is None:
            yield {"type": "Feature", "geometry": None, "properties": said}
        else:
            yield point_feature(lat_deg=lat_deg, lon_deg=lon_deg, properties=said)
