"""GPX 1.1: paths as tracks, findings as waypoints.

``ele`` is metres above mean sea level. Neither a pressure altitude nor a height above
the WGS84 ellipsoid is one, so it is left out; both stand in feet, as reported, among
the extensions of each point. Degrees are WGS84, which is what GPX asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

from thalweg.times import iso
from thalweg.wire.about import About
from thalweg.wire.findings import features
from thalweg.wire.kml import shortest
from thalweg.wire.markup import decimal, grade_said, present, text, title
from thalweg.wire.segments import Segment

OURS = "urn:thalweg:export:1"


def findings_gpx(findings: pa.Table, about: About) -> Iterator[bytes]:
    """Yield FINDINGS as waypoints at their place and start; all that applies with them.

    A finding without a place cannot be a waypoint and is left out.
    """
    yield _start(about).encode()
    for row in features(findings):
        if row["geometry"] is not None:
            yield _waypoint(row).encode()
    yield b"</gpx>\n"


def tracks_gpx(pieces: Iterable[Segment], about: About) -> Iterator[bytes]:
    """Yield paths as tracks: one for each mover and party, a segment for each piece."""
    yield _start(about).encode()
    for (mover, party), own in groupby(pieces, key=lambda p: (p.mover, p.party)):
        yield (
            f"<trk><name>{text(mover)}</name><desc>{text(party)}</desc>"
            f"<type>{text(party)}</type>\n"
        ).encode()
        for piece in own:
            yield _segment(piece).encode()
        yield b"</trk>\n"
    yield b"</gpx>\n"


def _start(about: About) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<gpx version="1.1" creator="thalweg {text(about.version)}" '
        f'xmlns="http://www.topografix.com/GPX/1/1" xmlns:t="{OURS}">\n'
        f"<metadata><name>{text(about.title)}</name>"
        f"<desc>{text(' '.join(about.sentences()))}</desc></metadata>\n"
    )


def _waypoint(row: dict[str, Any]) -> str:
    said = row["properties"]
    lon_deg, lat_deg = row["geometry"]["coordinates"]
    ours = "".join(
        f"<t:{name}>{text(value)}</t:{name}>" for name, value in present(said).items()
    )
    return (
        f'<wpt lat="{decimal(lat_deg)}" lon="{_lon(lon_deg)}">'
        f"<time>{text(said['start'])}</time><name>{text(title(said))}</name><desc>{text(grade_said(said))}</desc>"
        f"<type>{text(said['kind'])}</type><extensions>{ours}</extensions></wpt>\n"
    )


def _segment(piece: Segment) -> str:
    points = zip(
        piece.time_us,
        piece.lat_deg,
        piece.lon_deg,
        piece.alt_baro_ft,
        piece.alt_geo_ft,
        strict=True,
    )
    return "<trkseg>" + "".join(_point(*point) for point in points) + "</trkseg>\n"


def _point(
    time_us: int,
    lat_deg: float,
    lon_deg: float,
    baro_ft: float | None,
    geo_ft: float | None,
) -> str:
    ours = "".join(
        f"<t:{name}>{shortest(value)}</t:{name}>"
        for name, value in (("alt_baro_ft", baro_ft), ("alt_geo_ft", geo_ft))
        if value is not None
    )
    more = f"<extensions>{ours}</extensions>" if ours else ""
    return (
        f'<trkpt lat="{decimal(lat_deg)}" lon="{_lon(lon_deg)}">'
        f"<time>{iso(time_us)}</time>{more}</trkpt>"
    )


def _lon(lon_deg: float) -> str:
    # GPX has no 180 degrees east: the meridian is written as 180 degrees west.
    return decimal(-180.0 if lon_deg == 180.0 else lon_deg)
