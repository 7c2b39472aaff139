"""The table of bad inputs: what somebody gave, with which command, and what was said.

Each row runs in a folder of its own that holds `GOOD`, a good agreement with two hours
of positions, and the row's files. `docs/reference/bad-inputs.md` is written from it.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

AGREEMENT = """\
thalweg: agreement/1
id: ford
edition: 1
title: {en: "The ford"}
parties: {north: {name: {en: "North"}}, south: {name: {en: "South"}}}
roster:
  - {party: north, when: {callsign: "NTH*"}}
places:
  river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}
  field: {polygon: [[10.1, 49.9], [10.3, 49.9], [10.3, 50.1], [10.1, 50.1]]}
clauses:
  - {id: "1", kind: line.keep-side, line: river, reach: 20 km, buffer: 1 km,
     sides: {north: left, south: right}}
  - {id: "2", kind: air.separation, between: [north, south], horizontal: 3 nmi,
     vertical: 1000 ft}
"""
HEAD = "time,mover,lat_deg,lon_deg,alt_baro_ft"
ROWS = "".join(
    f"2020-01-01T00:{n:02d}:00Z,f0e001,50.{n:02d}1,10.2,9000\n" for n in range(10, 40)
)
POSITIONS = f"{HEAD}\n{ROWS}".encode()
LINE = {"type": "LineString", "coordinates": [[10.0, 50.0], [10.2, 50.02], [10.4, 50]]}
GOOD: dict[str, bytes] = {
    "a.yaml": AGREEMENT.encode(),
    "p.csv": POSITIONS,
    "river.geojson": json.dumps(LINE).encode(),
}
WATCH = "watch a.yaml p.csv --out record"
CHECK = "agreement check a.yaml"
NEW = "agreement new --line river.geojson --out new.yaml"


@dataclass(frozen=True)
class Bad:
    """One bad input. `said` must stand in what is said; `files` replace the good ones.

    `gone` are good files that are taken away; `folders` are made.
    """

    what: str
    command: str
    said: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    code: int = 2
    folders: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def turned(old: str, new: str) -> dict[str, bytes]:
    """Return the good agreement with a few words of it replaced."""
    assert old in AGREEMENT, old
    return {"a.yaml": AGREEMENT.replace(old, new, 1).encode()}


def parquet(**columns: object) -> bytes:
    """Return a Parquet file of these columns."""
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


def drawn(*coordinates: object, kind: str = "LineString") -> dict[str, bytes]:
    """Return a drawing of one geometry."""
    shape = {"type": kind, "coordinates": list(coordinates)}
    return {"river.geojson": json.dumps(shape).encode()}


def lines(*names: str) -> dict[str, bytes]:
    """Return a drawing of lines with these names."""
    members = [
        {"type": "Feature", "properties": {"name": name}, "geometry": LINE}
        for name in names
    ]
    whole = {"type": "FeatureCollection", "features": members}
    return {"river.geojson": json.dumps(whole).encode()}


def notice(**more: object) -> dict[str, bytes]:
    """Return a file of one notice, some of it replaced."""
    one = {
        "notice": "n-1", "party": "north", "area": "field",
        "from": "2020-01-01T00:00:00Z", "to": "2020-01-01T02:00:00Z",
        "received": "2019-12-31T00:00:00Z", **more,
    }  # fmt: skip
    whole = {"thalweg": "notices/1", "notices": [one]}
    return {"n.json": json.dumps(whole).encode()}


def feeds(text: str) -> dict[str, bytes]:
    """Return a feeds file."""
    return {"f.yaml": f"thalweg: feeds/1\nfeeds:\n{text}".encode()}


def png() -> bytes:
    """Return a picture of one point."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d))
        for k, d in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def rows(*cells: str) -> dict[str, bytes]:
    """Return positions of these rows."""
    return {"p.csv": "\n".join((HEAD, *cells, "")).encode()}


T, WHO = "2020-01-01T00:10:00Z", "f0e001"
FIVE = {"time": [1577837400] * 2, "mover": [WHO] * 2}
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'

POSITIONS_ROWS = (
    Bad("a file that is not there", "watch a.yaml none.csv --out record", "?"),
    Bad("an empty file", WATCH, "?", {"p.csv": b""}),
    Bad("a header and no rows", WATCH, "?", {"p.csv": f"{HEAD}\n".encode()}),
    Bad("gzip, cut short", WATCH, "?", {"p.csv": gzip.compress(POSITIONS)[:-40]}),
    Bad("gzip of 2 GB of one letter", WATCH, "?", {"p.csv": gzip.compress(b"a" * (1 << 25))}),
    Bad("one line of 64 MB", WATCH, "?", {"p.csv": f"{HEAD}\n".encode() + b"7" * (64 << 20)}),
    Bad("columns that nobody knows", WATCH, "?", {"p.csv": b"when,who,y,x\n1,2,3,4\n"}),
    Bad("latitude 95 in every row", WATCH, "?", rows(f"{T},{WHO},95,10,9000", f"{T},{WHO},95,11,9000")),
    Bad("latitude and longitude swapped", WATCH, "?", rows(f"{T},{WHO},140.2,35.1,9000", f"{T},{WHO},140.3,35.1,9000")),
    Bad("infinite places", WATCH, "?", rows(f"{T},{WHO},inf,10,9000", f"{T},{WHO},50,-inf,9000")),
    Bad("times that are words", WATCH, "?", rows(f"yesterday,{WHO},50,10,9000")),
    Bad("times beyond 2^53", WATCH, "?", rows(f"9007199254740993000,{WHO},50,10,9000")),
    Bad("no row in the period", f"{WATCH} --from 2021-01-01T00:00:00Z", "?"),
    Bad("a period that ends first", f"{WATCH} --from 2020-01-02T00:00:00Z --to 2020-01-01T00:00:00Z", "?"),
    Bad("a time without a zone", f"{WATCH} --from 2020-01-01T00:00:00", "?"),
    Bad("names of two programs mixed", WATCH, "?", {"p.csv": b"time,icao24,lat,lon,altitude\n1577837400,f0e001,50,10,9000\n"}),
    Bad("a column twice", WATCH, "?", {"p.csv": b"time,mover,lat_deg,lon_deg,lat_deg\n1,2,3,4,5\n"}),
    Bad("UTF-16", WATCH, "?", {"p.csv": POSITIONS.decode().encode("utf-16")}),
    Bad("Latin-1", WATCH, "?", rows().__class__({"p.csv": f"{HEAD},callsign\n{T},{WHO},50,10,9000,".encode() + b"\xe9t\xe9\n"})),
    Bad("bytes of no format", WATCH, "?", {"p.csv": bytes(range(256)) * 4}),
    Bad("a picture", WATCH, "?", {"p.csv": png()}),
    Bad("a PDF", WATCH, "?", {"p.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"}),
    Bad("a folder", "watch a.yaml sub --out record", "?", folders=("sub",)),
    Bad("XML with entities", WATCH, "?", {"p.csv": XML}),
    Bad("JSON, cut short", WATCH, "?", {"p.csv": b'[{"time": 1577837400, "mover": "f0'}),
    Bad("JSON, nested 100,000 deep", WATCH, "?", {"p.csv": b"[" * 100_000}),
    Bad("Parquet, cut short", WATCH, "?", {"p.csv": parquet(**FIVE, lat_deg=[50.0, 50.1], lon_deg=[10.0, 10.1])[:-9]}),
    Bad("Parquet with lists for latitudes", WATCH, "?", {"p.csv": parquet(**FIVE, lat_deg=[[50.0], [50.1]], lon_deg=[10.0, 10.1])}),
    Bad("a blank in NAME", "watch a.yaml 'radar 1=p.csv' --out record", "?"),
    Bad("--columns without a column", f"{WATCH} --columns time", "?"),
    Bad("--columns of a name unknown", f"{WATCH} --columns tiem=time", "?"),
    Bad("--columns of a column not there", f"{WATCH} --columns time=ts", "?"),
    Bad("--columns in a unit unknown", f"{WATCH} --columns 'alt_baro_ft=alt_baro_ft[yd]'", "?"),
    Bad("no thread at all", f"{WATCH} --jobs 0", "?"),
    Bad("no positions at all", "watch a.yaml --out record", "?"),
    Bad("an option misspelt", "watch a.yaml p.csv --outt record", "?"),
)

FEEDS_ROWS = (
    Bad("feeds: a format unknown", f"{WATCH} --feeds f.yaml", "?", feeds("  - {name: r, path: p.csv, format: radars}\n")),
    Bad("feeds: two claim one file", f"{WATCH} --feeds f.yaml", "?", feeds("  - {name: r, path: p.csv}\n  - {name: s, path: '*.csv'}\n")),
    Bad("feeds: an unknown key", f"{WATCH} --feeds f.yaml", "?", feeds("  - {name: r, pth: p.csv}\n")),
    Bad("feeds: another kind of document", f"{WATCH} --feeds a.yaml", "?"),
    Bad("feeds: not there", f"{WATCH} --feeds none.yaml", "?"),
    Bad("notices: wrong JSON", f"{WATCH} --notices n.json", "?", {"n.json": b'{"thalweg": "notices/1", "notices": [}'}),
    Bad("notices: an unknown party", f"{WATCH} --notices n.json", "?", notice(party="nroth")),
    Bad("notices: an unknown area", f"{WATCH} --notices n.json", "?", notice(area="meadow")),
    Bad("notices: a time without a zone", f"{WATCH} --notices n.json", "?", notice(to="2020-01-01T02:00:00")),
)

AGREEMENT_ROWS = (
    Bad("an agreement that is not there", "agreement check none.yaml", "?"),
    Bad("a folder for an agreement", "agreement check sub", "?", folders=("sub",)),
    Bad("an empty agreement", CHECK, "?", {"a.yaml": b""}, 1),
    Bad("units missing", CHECK, "?", turned("buffer: 1 km", "buffer: 1"), 1),
    Bad("an unknown unit", CHECK, "?", turned("3 nmi", "3 nm"), 1),
    Bad("a negative length", CHECK, "?", turned("buffer: 1 km", "buffer: -1 km"), 1),
    Bad("an unknown kind of clause", CHECK, "?", turned("air.separation", "air.seperation"), 1),
    Bad("an unknown party in a clause", CHECK, "?", turned("[north, south]", "[north, suoth]"), 1),
    Bad("an unknown party in the roster", CHECK, "?", turned("{party: north,", "{party: nroth,"), 1),
    Bad("an edition in quotes", CHECK, "?", turned("edition: 1", 'edition: "1"'), 1),
    Bad("in force for no time", CHECK, "?", turned("edition: 1\n", "edition: 1\nin_force: {from: 2021-01-01T00:00:00Z, until: 2020-01-01T00:00:00Z}\n"), 1),
    Bad("a line of one point", CHECK, "?", turned("[[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]", "[[10.0, 50.0]]"), 1),
    Bad("a line that leaves its reach", CHECK, "?", turned("[10.2, 50.02]", "[9.9, 50.02]"), 1),
    Bad("a polygon that crosses itself", CHECK, "?", turned("[10.3, 49.9], [10.3, 50.1]", "[10.3, 50.1], [10.3, 49.9]"), 1),
    Bad("swapped longitude and latitude", CHECK, "?", turned("[10.2, 50.02]", "[50.02, 110.2]"), 1),
    Bad("YAML anchors", CHECK, "?", turned("{en: \"North\"}", "&a {en: \"North\"}"), 1),
    Bad("a key twice", CHECK, "?", turned("edition: 1", "edition: 1\nedition: 2"), 1),
    Bad("tabs", CHECK, "?", turned("  river:", "\triver:"), 1),
    Bad("a bomb of aliases", CHECK, "?", {"a.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"}, 1),
    Bad("nested 1,000 deep", CHECK, "?", {"a.yaml": b"a: " + b"[" * 1000 + b"]" * 1000}, 1),
    Bad("a second document", CHECK, "?", {"a.yaml": AGREEMENT.encode() + b"---\na: 1\n"}, 1),
    Bad("an agreement in UTF-16", CHECK, "?", {"a.yaml": AGREEMENT.encode("utf-16")}, 1),
    Bad("an agreement of 2 MB", CHECK, "?", {"a.yaml": b"#" * (2 << 20)}, 1),
    Bad("a file by a path", CHECK, "?", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: ../river.geojson, feature: r}"), 1),
    Bad("a feature that is not there", CHECK, "?", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: river.geojson, feature: rhine}") | lines("rhone"), 1),
    Bad("a feature that is there twice", CHECK, "?", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: river.geojson, feature: rhine}") | lines("rhine", "rhine"), 1),
    Bad("GeoJSON with NaN", CHECK, "?", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: river.geojson, feature: rhine}") | {"river.geojson": b'{"type": "Feature", "id": "rhine", "geometry": {"type": "Point", "coordinates": [NaN, 1]}}'}, 1),
    Bad("a wrong agreement, watched", WATCH, "?", turned("buffer: 1 km", "buffer: 1")),
    Bad("a wrong agreement, compared", "agreement diff a.yaml b.yaml", "?", {"b.yaml": b"a: 1\n"}),
    Bad("compared with nothing", "agreement diff a.yaml none.yaml", "?"),
    Bad("a map into a folder", "agreement show a.yaml --map sub", "?", folders=("sub",)),
)

NEW_ROWS = (
    Bad("new: a drawing that is not there", "agreement new --line none.geojson --out new.yaml", "?"),
    Bad("new: a file that is in the way", "agreement new --line river.geojson --out a.yaml", "?"),
    Bad("new: into a folder", "agreement new --line river.geojson --out sub", "?", folders=("sub",)),
    Bad("new: no line in the drawing", NEW, "?", drawn(10.0, 50.0, kind="Point")),
    Bad("new: a line of one point", NEW, "?", drawn([10.0, 50.0])),
    Bad("new: one point, twice", NEW, "?", drawn([10.0, 50.0], [10.0, 50.0])),
    Bad("new: swapped longitude and latitude", NEW, "?", drawn([35.0, 140.0], [35.1, 140.1])),
    Bad("new: a line that crosses itself", NEW, "?", drawn([10, 50], [10.2, 50.1], [10.2, 50.2], [10.1, 50.2], [10.1, 50.0], [10.5, 50])),
    Bad("new: a ring", NEW, "?", drawn([10, 50], [10.2, 50], [10.2, 50.1], [10, 50])),
    Bad("new: a line at the pole", NEW, "?", drawn([10, 88], [50, 89])),
    Bad("new: several lines", NEW, "?", lines("rhine", "rhone")),
    Bad("new: a line misspelt", f"{NEW} --feature rhien", "?", lines("rhine", "rhone")),
    Bad("new: a drawing packed with gzip", NEW, "?", {"river.geojson": gzip.compress(GOOD["river.geojson"])}),
    Bad("new: no JSON", NEW, "?", {"river.geojson": b"<kml/>"}),
    Bad("new: one party", f"{NEW} --parties west", "?"),
    Bad("new: a party's name in capitals", f"{NEW} --parties West,East", "?"),
    Bad("new: a reserved name", f"{NEW} --parties west,neutral", "?"),
    Bad("new: a reach without unit", f"{NEW} --reach 40", "?"),
    Bad("new: a reach inside the buffer", f"{NEW} --reach '500 m'", "?"),
    Bad("new: its own drawing in the way", "agreement new --line ford-line.geojson --id ford --out new.yaml --replace", "?",
        {"ford-line.geojson": json.dumps({"type": "LineString", "coordinates": [[10 + n / 100, 50.0] for n in range(80)]}).encode()}),
)

FOLDER_ROWS = (
    Bad("a record in the way", WATCH, "?", {"record/mine.txt": b"mine"}),
    Bad("own files in the way of --replace", f"{WATCH} --replace", "?", {"record/mine.txt": b"mine"}),
    Bad("a file in the way", WATCH, "?", {"record": b"mine"}),
    Bad("--out that names no folder", "watch a.yaml p.csv --out ..", "?"),
    Bad("--out below a file", "watch a.yaml p.csv --out p.csv/record", "?"),
    Bad("verify: no folder", "verify none", "?"),
    Bad("verify: a folder of other things", "verify sub", "?", {"sub/mine.txt": b"mine"}),
    Bad("verify: a manifest cut short", "verify sub", "?", {"sub/manifest.json": b'{"thalweg": "manif'}, 1),
    Bad("report: a folder of other things", "report sub", "?", {"sub/mine.txt": b"mine"}),
    Bad("simulate: an agreement for a scenario", "simulate a.yaml --out made", "?"),
    Bad("simulate: no scenario", "simulate none.yaml --out made", "?"),
)

TABLE: tuple[tuple[str, tuple[Bad, ...]], ...] = (
    ("Positions", POSITIONS_ROWS),
    ("Feeds and notices", FEEDS_ROWS),
    ("Agreements", AGREEMENT_ROWS),
    ("A first agreement", NEW_ROWS),
    ("Folders and records", FOLDER_ROWS),
)
