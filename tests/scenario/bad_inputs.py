"""The table of bad inputs: what somebody gave, with which command, and what was said.

Each row runs in a folder of its own that holds `GOOD`, a good agreement with two hours
of positions, and the row's files. `docs/reference/bad-inputs.md` is written from it.
"""

# What is said is one line, however long: broken up, nobody could compare it by eye.
# ruff: noqa: E501

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

from thalweg.wire.archive_manifest import (
    ArchiveManifest,
    Pack,
    PackedFile,
    PackedSource,
)

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
SCENARIO = b"""\
thalweg: scenario/1
agreement: a.yaml
seed: 1
start: 2020-01-01T00:00:00Z
days: 1
formations: 1
report_interval: 6 s
receivers: [{name: hill}]
"""
WATCH = "watch a.yaml p.csv --out record"
CHECK = "agreement check a.yaml"
NEW = "agreement new --line river.geojson --out new.yaml"


@dataclass(frozen=True)
class Bad:
    """One bad input. `said` must stand in what is said; `files` replace the good ones.

    `folders` are made; `code` is the exit code.
    """

    what: str
    command: str
    said: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    code: int = 2
    folders: tuple[str, ...] = ()


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


def archive(file: bytes | None = None, **more: object) -> dict[str, bytes]:
    """Return a packed archive of one file, which may be missing, some of it replaced."""
    name = "2020-01-01/1.parquet"
    whole = {
        "sha256": "0" * 64, "size_bytes": len(file or b""), "rows": 30,
        "from_us": 1577837400000000, "to_us": 1577839140000000, "box": None,
        "alive": (("default", 5259458, 5259463),), **more,
    }  # fmt: skip
    packing = Pack(
        sources=(
            PackedSource(
                sha256="0" * 64, name="p.csv", format="csv", feed="default", rows=30
            ),
        ),
        dropped={},
        outside_period=0,
    )
    manifest = ArchiveManifest(
        files={name: PackedFile(**whole)}, packs=(packing,)
    ).encode()
    files = {"store/manifest.json": manifest}
    return files if file is None else files | {f"store/{name}": file}


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
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'

# One row a line, so that the table reads as a table.
# fmt: off
POSITIONS_ROWS = (
    Bad("a file that is not there", "watch a.yaml none.csv --out record", "'none.csv': no such file"),
    Bad("an empty file", WATCH, "p.csv: is empty; wanted positions", {"p.csv": b""}),
    Bad("a header and no rows", WATCH, "no positions to examine: no row in p.csv", {"p.csv": f"{HEAD}\n".encode()}),
    Bad("gzip, cut short", WATCH, "p.csv: the gzip data is cut short or damaged", {"p.csv": gzip.compress(POSITIONS)[:-40]}),
    Bad("gzip of 32 MB of one letter", WATCH, "p.csv: format not recognised: begins with b'aaaaaaaaaaaaaaaaaaaaaaaa'", {"p.csv": gzip.compress(b"a" * (1 << 25))}),
    Bad("one line of 64 MB", WATCH, "p.csv: cannot be read as CSV: a line is longer than 4 MiB, or a quote is opened and never closed", {"p.csv": f"{HEAD}\n".encode() + b"7" * (64 << 20)}),
    Bad("columns that nobody knows", WATCH, "p.csv: unknown columns when, who, y, x; say what they are, e.g. --columns time=...,mover=...,lat_deg=y,lon_deg=x,alt_baro_ft=...[m]", {"p.csv": b"when,who,y,x\n1,2,3,4\n"}),
    Bad("latitude 95 in every row", WATCH, "p.csv: row 0, column 'lat_deg': wanted degrees from -90 to 90, came 95; latitude and longitude look swapped: --columns lat_deg=lon_deg,lon_deg=lat_deg", rows(f"{T},{WHO},95,10,9000", f"{T},{WHO},95,11,9000")),
    Bad("latitude and longitude swapped", WATCH, "p.csv: row 0, column 'lat_deg': wanted degrees from -90 to 90, came 140.2; latitude and longitude look swapped: --columns lat_deg=lon_deg,lon_deg=lat_deg", rows(f"{T},{WHO},140.2,35.1,9000", f"{T},{WHO},140.3,35.1,9000")),
    Bad("infinite places", WATCH, "p.csv: row 0, column 'lat_deg': wanted degrees from -90 to 90, came 'inf'; no row can be read (2 rows: 2 bad_value); if the column is another one, say which with --columns", rows(f"{T},{WHO},inf,10,9000", f"{T},{WHO},50,-inf,9000")),
    Bad("times that are words", WATCH, "p.csv: row 0, column 'time': wanted a time from 1970 to 2200, came 'yesterday'; no row can be read (1 rows: 1 bad_value); if the column is another one, say which with --columns", rows(f"yesterday,{WHO},50,10,9000")),
    Bad("times beyond 2^53", WATCH, "p.csv: column 'time': 9.007199254740993e+18 is no time between 1990 and 2100 in s, ms, us or ns since 1970; if it is one, name the unit: --columns time=time[s]", rows(f"9007199254740993000,{WHO},50,10,9000")),
    Bad("no row in the period", f"{WATCH} --from 2021-01-01T00:00:00Z", "no positions to examine from 2021-01-01T00:00:00Z to the end; 30 rows lie outside"),
    Bad("a period that ends first", f"{WATCH} --from 2020-01-02T00:00:00Z --to 2020-01-01T00:00:00Z", "the period from 2020-01-02T00:00:00Z to 2020-01-01T00:00:00Z holds no time; it ends where it begins, or before"),
    Bad("a time without a zone", f"{WATCH} --from 2020-01-01T00:00:00", "--from: not a time in UTC: '2020-01-01T00:00:00'; wanted e.g. 2017-12-13T04:05:06Z"),
    Bad("names of two programs mixed", WATCH, "p.csv: has the names of opensky and of traffic (altitude), whose units differ; say what each is, e.g. --columns time=time,mover=icao24,lat_deg=lat,lon_deg=lon,alt_baro_ft=...[m]", {"p.csv": b"time,icao24,lat,lon,altitude\n1577837400,f0e001,50,10,9000\n"}),
    Bad("a column twice", WATCH, "p.csv: column 'lat_deg' is there 2 times; rename one of them", {"p.csv": b"time,mover,lat_deg,lon_deg,lat_deg\n1,2,3,4,5\n"}),
    Bad("UTF-16", WATCH, "p.csv: format not recognised: begins with b'\\xff\\xfet\\x00i\\x00m\\x00e\\x00,\\x00m\\x00o\\x00v\\x00e\\x00r\\x00,\\x00'", {"p.csv": POSITIONS.decode().encode("utf-16")}),
    Bad("Latin-1", WATCH, "p.csv: line 32: byte 0xe9 is not UTF-8 text; save the file as UTF-8", {"p.csv": POSITIONS + b"\xe9t\xe9\n"}),
    Bad("bytes of no format", WATCH, "p.csv: format not recognised: begins with b'\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\t\\n\\x0b\\x0c\\r\\x0e\\x0f\\x10\\x11\\x12\\x13\\x14\\x15\\x16\\x17'", {"p.csv": bytes(range(256)) * 4}),
    Bad("a picture", WATCH, "p.csv: format not recognised: begins with b'\\x89PNG\\r\\n\\x1a\\n\\x00\\x00\\x00\\rIHDR\\x00\\x00\\x00\\x01\\x00\\x00\\x00\\x01'", {"p.csv": png()}),
    Bad("a PDF", WATCH, "p.csv: format not recognised: begins with b'%PDF-1.7\\n%\\xe2\\xe3\\xcf\\xd3\\n'", {"p.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"}),
    Bad("a folder", "watch a.yaml sub --out record", "sub: is a directory; name the files in it", folders=("sub",)),
    Bad("XML with entities", WATCH, "p.csv: format not recognised: begins with b'<?xml version=\"1.0\"?><!D'", {"p.csv": ENTITIES}),
    Bad("Cursor on Target, a bomb of entities", WATCH, "p.csv: format not recognised: begins with b'<!DOCTYPE event [<!ENTIT'", {"p.csv": b'<!DOCTYPE event [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><event version="2.0">&c;</event>'}),
    Bad("a capture cut short", WATCH, "p.csv: format not recognised: begins with b'\\xd4\\xc3\\xb2\\xa1\\x02\\x00\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00'", {"p.csv": b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + b"\0" * 10}),
    Bad("a capture of nothing", WATCH, "p.csv: a capture of 0 packets, none of them ASTERIX over UDP (0 IP fragments, 0 cut short, 0 others); wanted one taken where the radar's data arrive, with whole packets (tcpdump -s 0)", {"p.csv": b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + b"\0" * 8 + b"\xff\xff\0\0\x01\0\0\0"}),
    Bad("ASTERIX with a length that is none", WATCH, "p.csv: format not recognised: begins with b'0\\x00\\x010\\x00\\x010\\x00\\x010\\x00\\x010\\x00\\x010\\x00\\x010\\x00\\x010\\x00\\x01'", {"p.csv": b"\x30\x00\x01" * 20}),
    Bad("Beast, cut short", WATCH, "p.csv: format not recognised: begins with b'\\x1a3\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x8d@b\\x1dX\\xc3'", {"p.csv": (b"\x1a3" + b"\0" * 7 + bytes.fromhex("8d40621d58c382d690c8ac2863a7"))[:15]}),
    Bad("JSON, cut short", WATCH, "p.csv: is not valid JSON", {"p.csv": b'[{"time": 1577837400, "mover": "f0'}),
    Bad("JSON, nested 100,000 deep", WATCH, "p.csv: is not valid JSON", {"p.csv": b"[" * 100_000}),
    Bad("Parquet, cut short", WATCH, "p.csv: the Parquet data is cut short or damaged", {"p.csv": parquet(**FIVE, lat_deg=[50.0, 50.1], lon_deg=[10.0, 10.1])[:-9]}),
    Bad("Parquet with lists for latitudes", WATCH, "p.csv: column 'lat_deg': wanted numbers, came list<element: double>", {"p.csv": parquet(**FIVE, lat_deg=[[50.0], [50.1]], lon_deg=[10.0, 10.1])}),
    Bad("a blank in NAME", "watch a.yaml 'radar 1=p.csv' --out record", "'radar 1=p.csv': no such file"),
    Bad("--columns without a column", f"{WATCH} --columns time", "--columns: 'time' is not NAME=COLUMN; wanted e.g. time=ts,lat_deg=y,alt_baro_ft=height[m]"),
    Bad("--columns of a name unknown", f"{WATCH} --columns tiem=time", "p.csv: columns: 'tiem' is no column of positions (nearest is 'time'); known are time, mover"),
    Bad("--columns of a column not there", f"{WATCH} --columns time=ts", "p.csv: has no column 'ts'; its columns are time, mover, lat_deg, lon_deg, alt_baro_ft"),
    Bad("--columns in a unit unknown", f"{WATCH} --columns 'alt_baro_ft=alt_baro_ft[yd]'", "p.csv: columns: alt_baro_ft=alt_baro_ft[yd]: unit 'yd' is not known for alt_baro_ft; wanted one of ft, m, km, FL"),
    Bad("no thread at all", f"{WATCH} --jobs 0", "Invalid value for '--jobs': Input should be greater than or equal to 1 (see: thalweg watch --help)"),
    Bad("no positions at all", "watch a.yaml --out record", "Missing argument '[NAME=]PATH...'. (see: thalweg watch --help)"),
    Bad("an option misspelt", "watch a.yaml p.csv --outt record", "No such option: --outt (Possible options: --out, --to) (see: thalweg watch --help)"),
)

FEEDS_ROWS = (
    Bad("feeds: a format unknown", f"{WATCH} --feeds f.yaml", "f.yaml:3:36: feeds[0].format: unknown format 'radars'; nearest known: readsb", feeds("  - {name: r, path: p.csv, format: radars}\n")),
    Bad("feeds: two claim one file", f"{WATCH} --feeds f.yaml", "p.csv: feeds 'r' and 's' both claim it by their path; say which: r=p.csv", feeds("  - {name: r, path: p.csv}\n  - {name: s, path: '*.csv'}\n")),
    Bad("feeds: an unknown key", f"{WATCH} --feeds f.yaml", "f.yaml:3:15: feeds[0].pth: unknown key; nearest known: path", feeds("  - {name: r, pth: p.csv}\n")),
    Bad("feeds: another kind of document", f"{WATCH} --feeds a.yaml", "a.yaml:1:1: feeds: missing"),
    Bad("feeds: not there", f"{WATCH} --feeds none.yaml", "none.yaml: No such file or directory"),
    Bad("notices: wrong JSON", f"{WATCH} --notices n.json", "n.json:1:38: not JSON: Expecting value", {"n.json": b'{"thalweg": "notices/1", "notices": [}'}),
    Bad("notices: an unknown party", f"{WATCH} --notices n.json", "n.json: notices[0].party: unknown party 'nroth'; nearest known: north", notice(party="nroth")),
    Bad("notices: an unknown area", f"{WATCH} --notices n.json", "n.json: notices[0].area: unknown place 'meadow'; known: river, field", notice(area="meadow")),
    Bad("notices: a time without a zone", f"{WATCH} --notices n.json", "n.json: notices[0].to: wanted a time in UTC such as '2017-11-01T00:00:00Z', got '2020-01-01T02:00:00'", notice(to="2020-01-01T02:00:00")),
)

AGREEMENT_ROWS = (
    Bad("an agreement that is not there", "agreement check none.yaml", "none.yaml: there is no such file; wanted an agreement document (YAML)"),
    Bad("a folder for an agreement", "agreement check sub", "sub: is a folder; wanted an agreement document (YAML)", folders=("sub",)),
    Bad("an empty agreement", CHECK, "a.yaml: the document is empty", {"a.yaml": b""}, 1),
    Bad("units missing", CHECK, "a.yaml:12:72: clauses[0].buffer: wanted a length such as '2 km', got 1: a number needs its unit (m, km, nmi, ft, mi)", turned("buffer: 1 km", "buffer: 1"), 1),
    Bad("an unknown unit", CHECK, "a.yaml:14:74: clauses[1].horizontal: wanted a length such as '2 km', got '3 nm': unknown unit 'nm'; nearest known: nmi", turned("3 nmi", "3 nm"), 1),
    Bad("a negative length", CHECK, "a.yaml:12:72: clauses[0].buffer: wanted a length such as '2 km', got '-1 km': out of range", turned("buffer: 1 km", "buffer: -1 km"), 1),
    Bad("an unknown kind of clause", CHECK, "a.yaml:14:21: clauses[1].kind: unknown kind 'air.seperation'; nearest known: air.separation", turned("air.separation", "air.seperation"), 1),
    Bad("an unknown party in a clause", CHECK, "a.yaml:14:54: clauses[1].between[1]: unknown party 'suoth'; nearest known: south", turned("[north, south]", "[north, suoth]"), 1),
    Bad("an unknown party in the roster", CHECK, "a.yaml:7:13: roster[0].party: unknown party 'nroth'; nearest known: north", turned("{party: north,", "{party: nroth,"), 1),
    Bad("an edition in quotes", CHECK, "a.yaml:3:10: edition: wanted a whole number, got '1'", turned("edition: 1", 'edition: "1"'), 1),
    Bad("in force for no time", CHECK, "a.yaml:4:47: in_force.until: ends before it begins", turned("edition: 1\n", "edition: 1\nin_force: {from: 2021-01-01T00:00:00Z, until: 2020-01-01T00:00:00Z}\n"), 1),
    Bad("a line of one point", CHECK, "a.yaml:9:17: places.river.line: wanted at least 2 different points, got 1", turned("[[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]", "[[10.0, 50.0]]"), 1),
    Bad("a line that leaves its reach", CHECK, "a.yaml:12:43: clauses[0].line: the line leaves the rectangle of its reach at vertex 0 [10, 50]; end it at vertex 1 [9.9, 50.02]", turned("[10.2, 50.02]", "[9.9, 50.02]"), 1),
    Bad("a polygon that crosses itself", CHECK, "a.yaml:10:20: places.field.polygon: its edges cross near [10.2, 50.00025]", turned("[10.3, 49.9], [10.3, 50.1]", "[10.3, 50.1], [10.3, 49.9]"), 1),
    Bad("swapped longitude and latitude", CHECK, "a.yaml:9:32: places.river.line[1]: latitude 110.2 is not within -90 and 90; the order is [longitude, latitude]: swapped?", turned("[10.2, 50.02]", "[50.02, 110.2]"), 1),
    Bad("YAML anchors", CHECK, "a.yaml:5:25: parties.north.name: an anchor (&); write the value out where it is used", turned("{en: \"North\"}", "&a {en: \"North\"}"), 1),
    Bad("a key twice", CHECK, "a.yaml:4:1: edition: this key stands here twice", turned("edition: 1", "edition: 1\nedition: 2"), 1),
    Bad("tabs", CHECK, "a.yaml:9:1: not YAML: found character '\\\\t' that cannot start any token", turned("  river:", "\triver:"), 1),
    Bad("a bomb of aliases", CHECK, "a.yaml:1:1: a: unknown key; known here: clauses, day_starts, defaults, edition, id, in_force, others, parties, places, roster, thalweg, title", {"a.yaml": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"}, 1),
    Bad("nested 1,000 deep", CHECK, "a.yaml:1:27: a: nested more than 24 deep", {"a.yaml": b"a: " + b"[" * 1000 + b"]" * 1000}, 1),
    Bad("a second document", CHECK, "a.yaml:16:1: a second document; wanted one", {"a.yaml": AGREEMENT.encode() + b"---\na: 1\n"}, 1),
    Bad("an agreement in UTF-16", CHECK, "a.yaml:1:1: not UTF-8 text", {"a.yaml": AGREEMENT.encode("utf-16")}, 1),
    Bad("an agreement of 2 MB", CHECK, "a.yaml has 2097152 bytes; at most 1048576 are read", {"a.yaml": b"#" * (2 << 20)}, 1),
    Bad("a file by a path", CHECK, "a.yaml:9:17: places.river.file: wanted the plain name of a file beside this one, such as 'roster.csv' (letters, digits, . _ -; no folders), got '../river.geojson'", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: ../river.geojson, feature: r}"), 1),
    Bad("a feature that is not there", CHECK, "a.yaml:9:41: places.river.feature: unknown feature 'rhine'; nearest known: rhone", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: river.geojson, feature: rhine}") | lines("rhone"), 1),
    Bad("a feature that is there twice", CHECK, "a.yaml:9:41: places.river.feature: 2 features of river.geojson are called 'rhine'; wanted one", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: river.geojson, feature: rhine}") | lines("rhine", "rhine"), 1),
    Bad("GeoJSON with NaN", CHECK, "river.geojson: NaN is not JSON", turned("river: {line: [[10.0, 50.0], [10.2, 50.02], [10.4, 50.0]]}", "river: {file: river.geojson, feature: rhine}") | {"river.geojson": b'{"type": "Feature", "id": "rhine", "geometry": {"type": "Point", "coordinates": [NaN, 1]}}'}, 1),
    Bad("a wrong agreement, watched", WATCH, "a.yaml:12:72: clauses[0].buffer: wanted a length such as '2 km', got 1: a number needs its unit (m, km, nmi, ft, mi)", turned("buffer: 1 km", "buffer: 1")),
    Bad("a wrong agreement, compared", "agreement diff a.yaml b.yaml", "b.yaml:1:1: a: unknown key; known here: clauses, day_starts, defaults, edition, id, in_force, others, parties, places, roster, thalweg, title", {"b.yaml": b"a: 1\n"}),
    Bad("compared with nothing", "agreement diff a.yaml none.yaml", "none.yaml: there is no such file; wanted an agreement document (YAML)"),
    Bad("a map into a folder", "agreement show a.yaml --map sub", "sub is a folder; give the file a name of its own", folders=("sub",)),
)

NEW_ROWS = (
    Bad("new: a drawing that is not there", "agreement new --line none.geojson --out new.yaml", "none.geojson: there is no such file; wanted a drawn line (GeoJSON)"),
    Bad("new: a file that is in the way", "agreement new --line river.geojson --out a.yaml", "a.yaml is already there; name another, or add --replace"),
    Bad("new: into a folder", "agreement new --line river.geojson --out sub", "sub is a folder; give the file a name of its own", folders=("sub",)),
    Bad("new: no line in the drawing", NEW, "river.geojson: holds no line; wanted a LineString, got Point", drawn(10.0, 50.0, kind="Point")),
    Bad("new: a line of one point", NEW, "river.geojson: the line: wanted a line of at least 2 different points, got 1", drawn([10.0, 50.0])),
    Bad("new: one point, twice", NEW, "river.geojson: the line: wanted a line of at least 2 different points, got 1", drawn([10.0, 50.0], [10.0, 50.0])),
    Bad("new: swapped longitude and latitude", NEW, "river.geojson: the line: point 0: latitude 140.0 is not within -90 and 90; the order is [longitude, latitude]: swapped?", drawn([35.0, 140.0], [35.1, 140.1])),
    Bad("new: a line that crosses itself", NEW, "river.geojson: river: the line crosses or touches itself near [10.1, 50.05]: between points 0 and 1, and again between 3 and 4; take the loop out of the drawing", drawn([10, 50], [10.2, 50.1], [10.2, 50.2], [10.1, 50.2], [10.1, 50.0], [10.5, 50])),
    Bad("new: a ring", NEW, "river.geojson: river: the line ends where it begins, at [10, 50]: it is a ring and has no two banks; draw the part that divides the parties", drawn([10, 50], [10.2, 50], [10.2, 50.1], [10, 50])),
    Bad("new: a line at the pole", NEW, "river.geojson: river: so near a pole no line can be used; at most 85 degrees of latitude", drawn([10, 88], [50, 89])),
    Bad("new: several lines", NEW, "river.geojson: holds 2 lines; say which by --feature: rhine, rhone", lines("rhine", "rhone")),
    Bad("new: a line misspelt", f"{NEW} --feature rhien", "river.geojson: --feature: unknown line 'rhien'; nearest known: rhine", lines("rhine", "rhone")),
    Bad("new: a drawing packed with gzip", NEW, "river.geojson: packed with gzip; unpack it first: gunzip", {"river.geojson": gzip.compress(GOOD["river.geojson"])}),
    Bad("new: no JSON", NEW, "river.geojson:1:1: not JSON: Expecting value", {"river.geojson": b"<kml/>"}),
    Bad("new: one party", f"{NEW} --parties west", "--parties: wanted two different names such as west,east, got west"),
    Bad("new: a party's name in capitals", f"{NEW} --parties West,East", "--parties: wanted a name of lower-case letters, digits and hyphens, such as 'east-bank', got 'West'"),
    Bad("new: a reserved name", f"{NEW} --parties west,neutral", "--parties: neutral is a word of thalweg's own; take another"),
    Bad("new: a reach without unit", f"{NEW} --reach 40", "--reach: wanted a length such as '2 km', got '40': a number needs its unit (m, km, nmi, ft, mi)"),
    Bad("new: a reach inside the buffer", f"{NEW} --reach '500 m'", "--reach: wanted more than 2 km, at most 1000 km, got 500 m"),
    Bad("new: its own drawing in the way", "agreement new --line ford-line.geojson --id ford --out new.yaml --replace", "ford-line.geojson would be written over; take another --id or --out",
        {"ford-line.geojson": json.dumps({"type": "LineString", "coordinates": [[10 + n / 100, 50.0] for n in range(80)]}).encode()}),
)

FOLDER_ROWS = (
    Bad("a record in the way", WATCH, "record is already there; choose another --out, or add --replace", {"record/mine.txt": b"mine"}),
    Bad("own files in the way of --replace", f"{WATCH} --replace", "record is not replaced: record is not a result folder: manifest.json cannot be read (No such file or directory)", {"record/mine.txt": b"mine"}),
    Bad("a file in the way", WATCH, "record is there and is not a folder", {"record": b"mine"}),
    Bad("--out that names no folder", "watch a.yaml p.csv --out ..", ".. names no folder; give it a name of its own"),
    Bad("--out below a file", "watch a.yaml p.csv --out p.csv/record", "p.csv/record cannot be made: p.csv is a file, not a folder"),
    Bad("verify: no folder", "verify none", "none is not a folder"),
    Bad("verify: a folder of other things", "verify sub", "WRONG        manifest.json: missing", {"sub/mine.txt": b"mine"}, 1),
    Bad("verify: a manifest cut short", "verify sub", "WRONG        manifest.json: not JSON: Unterminated string starting at: line 1 column 13 (char 12)", {"sub/manifest.json": b'{"thalweg": "manif'}, 1),
    Bad("report: a folder of other things", "report sub", "sub is not a result folder: manifest.json cannot be read (No such file or directory)", {"sub/mine.txt": b"mine"}),
    Bad("simulate: an agreement for a scenario", "simulate a.yaml --out made", "a.yaml:1:1: agreement: missing"),
    Bad("simulate: its own files in the way", "simulate s.yaml --out made", "made/truth.json is already there; choose another --out, or add --replace", {"s.yaml": SCENARIO, "made/truth.json": b"{}"}),
    Bad("simulate: no scenario", "simulate none.yaml --out made", "none.yaml: cannot be read: No such file or directory"),
)

PACK = "archive pack store p.csv"
STORED = "watch a.yaml store --out record"
ARCHIVE_ROWS = (
    Bad("pack: no positions", "archive pack store", "Missing argument '[NAME=]PATH...'. (see: thalweg archive pack --help)"),
    Bad("pack: a file that is not there", "archive pack store none.csv", "'none.csv': no such file"),
    Bad("pack: a good file and an empty one", f"{PACK} q.csv", "q.csv: is empty; wanted positions", {"q.csv": b""}),
    Bad("pack: no row in the period", f"{PACK} --from 2021-01-01T00:00:00Z", "no positions to pack; 30 rows lie outside the period asked for"),
    Bad("pack: a folder in the way", PACK, "store: is already there; choose another name", folders=("store",)),
    Bad("pack: a file in the way", PACK, "store: is already there; choose another name", {"store": b"mine"}),
    Bad("pack: an archive in the way", PACK, "store: is already there; add to it with --append, or choose another name", archive()),
    Bad("pack: added to nothing", f"{PACK} --append", "store: is no packed archive, so that nothing can be added to it; leave out --append to make one"),
    Bad("pack: added to another folder", f"{PACK} --append", "store: is no packed archive, so that nothing can be added to it", {"store/mine.txt": b"mine"}),
    Bad("pack: added, and wrong", "archive pack store q.csv --append", "q.csv: is empty; wanted positions", {**archive(), "q.csv": b""}),
    Bad("pack: a name that names no folder", "archive pack .. p.csv", ".. names no folder; give it a name of its own"),
    Bad("pack: below a file", "archive pack p.csv/store p.csv", "p.csv/store: could not be written: File exists; nothing of it is left. Free space or choose another place"),
    Bad("info: a folder that is no archive", "archive info sub", "sub: is no packed archive; wanted a folder that thalweg archive pack wrote", folders=("sub",)),
    Bad("info: a file that is missing", "archive info store", "2020-01-01/1.parquet: cannot be read: No such file or directory", archive(), 1),
    Bad("info: a file cut short", "archive info store", "2020-01-01/1.parquet: has 4 bytes, 9 are listed", archive(b"PAR1", size_bytes=9), 1),
    Bad("info: a digest of another file", "archive info store --check", "2020-01-01/1.parquet: its digest is not the one that is listed", archive(b"PAR1"), 1),
    Bad("info: a file that nobody packed", "archive info store", "mine.txt: is not listed, and is not read", {**archive(), "store/mine.txt": b"mine"}, 1),
    Bad("an archive of another version", STORED, "store/manifest.json: is 'archive/2'; this thalweg reads 'archive/1': use the version that packed it, or pack the sources again", {"store/manifest.json": b'{"thalweg":"archive/2"}'}),
    Bad("an archive's manifest, touched by hand", STORED, "store/manifest.json: is not as thalweg archive pack writes it (it is not in canonical form (RFC 8785)); copy the archive again, or pack the sources again", {"store/manifest.json": archive()["store/manifest.json"] + b"\n"}),
    Bad("an archive without its file", STORED, "store/2020-01-01/1.parquet: is listed in manifest.json and cannot be read: No such file or directory; copy the archive again, whole", archive()),
    Bad("an archive, its file cut short", STORED, "store/2020-01-01/1.parquet: has 4 bytes, manifest.json lists 9: it was cut short or changed; copy the archive again", archive(b"PAR1", size_bytes=9)),
    Bad("an archive, its file damaged", STORED, "store/2020-01-01/1.parquet: the packed file is cut short or damaged", archive(b"PAR1" * 3)),
    Bad("an archive of other columns", STORED, "store/2020-01-01/1.parquet: its columns are not those of thalweg.packed/1; pack the sources again", archive(parquet(**FIVE))),
    Bad("--columns for an archive", f"{STORED} --columns time=ts", "store: is a packed archive, whose columns are known; name columns when it is packed, or for other files in the feeds file", archive()),
    Bad("--near-only, and a clause that holds everywhere", f"{WATCH} --near-only", "clause 2 (air.separation) holds wherever movers fly, so that none can be left out: leave out --near-only, or name a box by --within"),
    Bad("--within places, and a clause that holds everywhere", f"{WATCH} --within places", "clause 2 (air.separation) holds wherever movers fly"),
    Bad("--within a word", f"{WATCH} --within river", "--within: wanted places, or SOUTH,WEST,NORTH,EAST in degrees such as 34,39,37,42, got 'river'"),
    Bad("--within a box turned round", f"{WATCH} --within 51,9,49,11", "--within: wanted places, or SOUTH,WEST,NORTH,EAST in degrees such as 34,39,37,42, got '51,9,49,11'"),
    Bad("--within a box where nobody was", f"{WATCH} --within 0,0,1,1", "no positions to examine: no row in p.csv; 30 rows lie elsewhere"),
    Bad("--within, and a period cut by the second", f"{WATCH} --within 49,9,51,11 --from 2020-01-01T00:00:01Z", "--from: with --within, a period begins and ends at whole five minutes, by which hours seen are told"),
    Bad("--within and --near-only", f"{WATCH} --within 49,9,51,11 --near-only", "--near-only and --within: wanted one of them, came both"),
)

# fmt: on
SIGNED_ROWS = (
    Bad(
        "agreement: a manifest that is none",
        CHECK,
        "manifest.json: envelope: wanted exactly the keys payload, payloadType, signatures",
        {"manifest.json": b"{}"},
        1,
    ),
    Bad(
        "watch: a manifest that is none",
        WATCH,
        "manifest.json: envelope: not in canonical form (RFC 8785) at byte 1",
        {"manifest.json": b"{ }"},
    ),
    Bad(
        "agreement: a folder that is not signed",
        "agreement check sub",
        "sub: is a folder; wanted an agreement document (YAML)",
        {"sub/a.yaml": b""},
    ),
    Bad(
        "sign: no folder for it",
        "agreement sign a.yaml --party north --key keys",
        "keys/keys.vkeys: No such file or directory",
    ),
    Bad(
        "sign: keys in no order",
        "agreement sign a.yaml --party north --key sub",
        "sub/keys.vkeys:1: 'north' is no use of a key; wanted root, log, sealed, witness, mirror, node or officer-<id>",
        {"sub/keys.vkeys": b"north root\n"},
    ),
    Bad(
        "propose: not signed",
        "agreement propose sub --party north --key keys --officer 1 --out m.json",
        "sub: no signed agreement: there is no manifest.json; the first to sign makes its folder: thalweg agreement sign FILE --out DIR",
        {"sub/a.yaml": b""},
    ),
    Bad(
        "record: a party of nobody",
        "record init r --party nrth --agreement a.yaml --guard g",
        "--party nrth: wanted one of north, south",
    ),
    Bad(
        "record: a guard within it",
        "record init r --party north --agreement a.yaml --guard r/g",
        "lies in the record's folder: a backup would bring it back with the record; put the guard on another disk",
    ),
    Bad(
        "record: a guard nowhere",
        "record init r --party north --agreement a.yaml --guard none/g",
        "there is no such folder for the guard",
    ),
    Bad(
        "record: an officer's id that is none",
        "record init r --party north --agreement a.yaml --guard g --officers Smith",
        "'officer-Smith' is no use of a key",
    ),
    Bad(
        "record: no record",
        "record show sub",
        "sub: there is no record here; `thalweg record init` begins one",
        folders=("sub",),
    ),
    Bad(
        "record: it says nothing",
        "record show sub",
        "sub/record.json.thalweg: wanted 'record/1', got None",
        {"sub/record.json": b"{}"},
    ),
    Bad(
        "verify: a key of nobody",
        "verify sub --key x+y+z",
        "verifier key 'x+y+z': wanted <name>+<8 hex digits>+<base64>",
        {"sub/manifest.json": b"{}"},
    ),
)
TABLE: tuple[tuple[str, tuple[Bad, ...]], ...] = (
    ("Positions", POSITIONS_ROWS),
    ("Feeds and notices", FEEDS_ROWS),
    ("Agreements", AGREEMENT_ROWS),
    ("A first agreement", NEW_ROWS),
    ("Folders and records", FOLDER_ROWS),
    ("Packed archives", ARCHIVE_ROWS),
    ("Signatures and records", SIGNED_ROWS),
)
