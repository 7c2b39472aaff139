"""KML 2.2 (OGC 07-147r2), with ``gx:Track`` for paths in time.

Heights: KML's ``absolute`` counts from mean sea level. A pressure altitude is no such
height and is never drawn as one. A path whose every report has a height above the
WGS84 ellipsoid is drawn ``absolute`` at that height as it was reported, which a viewer
that counts from sea level shows as much as 110 m off; every other path, and every
finding, is ``clampToGround``. All heights stand in the data of the path.

No icon, picture or link is named, so that opening the file asks nobody for anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from thalweg.times import iso
from thalweg.wire.about import About
from thalweg.wire.findings import features
from thalweg.wire.markup import decimal, finding_table, present, text, title
from thalweg.wire.segments import Segment

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2" '
    'xmlns:gx="http://www.google.com/kml/ext/2.2">\n<Document>\n'
)
_END = "</Document>\n</kml>\n"
# No party can be called so.
_PAIR = "_pair"
_SCHEMA = (
    '<Schema id="reports" name="reports">'
    '<gx:SimpleArrayField name="alt_baro_ft" type="float">'
    "<displayName>pressure altitude, ft</displayName></gx:SimpleArrayField>"
    '<gx:SimpleArrayField name="alt_geo_ft" type="float">'
    "<displayName>height above the WGS84 ellipsoid, ft</displayName>"
    "</gx:SimpleArrayField></Schema>\n"
)


def findings_kml(findings: pa.Table, about: About) -> Iterator[bytes]:
    """Yield FINDINGS as points with their period and a table, a folder per clause."""
    yield _start(about).encode()
    rows = features(findings)
    rows.sort(key=_clause)
    for clause, of_clause in groupby(rows, key=_clause):
        yield f"<Folder><name>clause {text(clause)}</name>\n".encode()
        for row in of_clause:
            yield _finding(row, about).encode()
        yield b"</Folder>\n"
    yield _END.encode()


def tracks_kml(pieces: Iterable[Segment], about: About) -> Iterator[bytes]:
    """Yield paths as ``gx:Track``, one for each unbroken piece, a folder per party."""
    yield (_start(about) + _SCHEMA).encode()
    # One folder a mover would be a layer each in a map program.
    ordered = sorted(pieces, key=lambda piece: piece.party)
    for party, of_party in groupby(ordered, key=lambda piece: piece.party):
        yield f"<Folder><name>{text(party)}</name>\n".encode()
        for piece in of_party:
            yield _track(piece, about).encode()
        yield b"</Folder>\n"
    yield _END.encode()


def _clause(row: dict[str, Any]) -> str:
    return str(row["properties"]["clause"])


def _start(about: About) -> str:
    said = "".join(f"<p>{text(sentence)}</p>" for sentence in about.sentences())
    parties = [*about.parties, "neutral", "unknown", _PAIR]
    return (
        f"{_HEAD}<name>{text(about.title)}</name>\n<open>1</open>\n"
        f"<description>{text(said)}</description>\n"
        + "".join(_style(party, about.colour(party)) for party in parties)
        + f"<ExtendedData>{_data('export', _one_line(about))}</ExtendedData>\n"
    )


def _one_line(about: About) -> str:
    return " ".join(about.sentences())


def _style(party: str, rgb: str) -> str:
    # KML writes a colour backwards: alpha, blue, green, red.
    abgr = f"ff{rgb[4:6]}{rgb[2:4]}{rgb[0:2]}"
    return (
        f'<Style id="{text(party)}"><IconStyle><scale>0.6</scale></IconStyle>'
        "<LabelStyle><scale>0.7</scale></LabelStyle>"
        f"<LineStyle><color>{abgr}</color><width>2</width></LineStyle></Style>\n"
    )


def _finding(row: dict[str, Any], about: About) -> str:
    said = row["properties"]
    party = _PAIR if said["other_party"] else said["party"]
    place = row["geometry"]
    return (
        f'<Placemark id="f{text(said["finding"])}"><name>{text(title(said))}</name>'
        f"<description>{text(finding_table(said, about.sentences()[:2]))}"
        f"</description><TimeSpan><begin>{text(said['start'])}</begin>"
        f"<end>{text(said['end'])}</end></TimeSpan>"
        f"<styleUrl>#{text(_styled(party, about))}</styleUrl>"
        "<ExtendedData>"
        + "".join(_data(name, value) for name, value in present(said).items())
        + "</ExtendedData>"
        + ("" if place is None else _point(place["coordinates"]))
        + "</Placemark>\n"
    )


def _styled(party: str | None, about: About) -> str:
    known = (*about.parties, "neutral", _PAIR)
    return party if party in known else "unknown"


def _point(coordinates: list[float]) -> str:
    lon_deg, lat_deg = coordinates
    return (
        "<Point><altitudeMode>clampToGround</altitudeMode>"
        f"<coordinates>{decimal(lon_deg)},{decimal(lat_deg)}</coordinates></Point>"
    )


def _track(piece: Segment, about: About) -> str:
    heights_m = piece.heights_m
    mode = "clampToGround" if heights_m is None else "absolute"
    rise_m = heights_m or [0.0] * len(piece.time_us)
    when = "".join(f"<when>{iso(us)}</when>" for us in piece.time_us)
    at = "".join(
        f"<gx:coord>{decimal(lon)} {decimal(lat)} {decimal(up)}</gx:coord>"
        for lon, lat, up in zip(piece.lon_deg, piece.lat_deg, rise_m, strict=True)
    )
    said = {
        "mover": piece.mover,
        "party": piece.party,
        "callsigns": ", ".join(piece.callsigns),
        "feeds": ", ".join(piece.feeds),
        "reports": str(len(piece.time_us)),
    }
    return (
        f"<Placemark><name>{text(piece.name)}</name>"
        f"<styleUrl>#{text(_styled(piece.party, about))}</styleUrl><ExtendedData>"
        + "".join(_data(name, value) for name, value in said.items() if value)
        + f"</ExtendedData><gx:Track><altitudeMode>{mode}</altitudeMode>{when}{at}"
        '<ExtendedData><SchemaData schemaUrl="#reports">'
        + _array("alt_baro_ft", piece.alt_baro_ft)
        + _array("alt_geo_ft", piece.alt_geo_ft)
        + "</SchemaData></ExtendedData></gx:Track></Placemark>\n"
    )


def _array(name: str, values: list[float | None]) -> str:
    cells = "".join(
        "<gx:value/>" if v is None else f"<gx:value>{shortest(v)}</gx:value>"
        for v in values
    )
    return f'<gx:SimpleArrayData name="{name}">{cells}</gx:SimpleArrayData>'


def shortest(value: float) -> str:
    """Return the shortest text of a 32-bit number that reads back to it."""
    return str(np.float32(value))


def _data(name: str, value: str) -> str:
    return f'<Data name="{text(name)}"><value>{text(value)}</value></Data>'
