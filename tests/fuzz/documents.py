"""Documents that a person writes or another side proposes: YAML, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache

from tests.fuzz.target import REPOSITORY, Target, shared_files
from thalweg.agreement.load import load, loads
from thalweg.errors import AgreementError, ConfigError
from thalweg.model.agreement import Agreement
from thalweg.wire.beside import read_fixes, read_roster
from thalweg.wire.feeds import parse_feeds
from thalweg.wire.geojson import read_features
from thalweg.wire.lines import read_lines
from thalweg.wire.notices import parse_notices
from thalweg.wire.yaml import Faults, read_yaml

GRAMMAR = REPOSITORY / "examples" / "grammar"
VECTORS = REPOSITORY / "spec" / "vectors" / "agreement"
YAML_WORDS = (
    b"thalweg: agreement/1", b"thalweg: feeds/1", b"- {", b"&a ", b"*a", b"<<: ", b"!!",
    b"? ", b"---\n", b"...\n", b"%YAML 1.1\n", b"|\n", b">-\n", b'"\\x00"', b"~",
    b"\xe2\x80\xae", b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"[[[[", b"{{{{",
    b"2 km", b"60000 ft", b"FL350", b"20 per h", b"1 per 90 d", b"06:00Z", b"nan",
    b"2017-11-01T00:00:00Z", b"clauses:", b"places:", b"roster:", b"defaults:",
    b"feeds:", b"reach:", b"columns:", b"file: zones.geojson", b"feature: south-west",
    b"kind: line.keep-side", b"kind: air.separation", b"kind: site.stand-off",
    b"point: [40.45, 35.15]", b"line: [[179.9, 0], [-179.9, 1]]", b"180.0", b"-90.0",
)  # fmt: skip
GEOJSON_WORDS = (
    b'"type"', b'"Feature"', b'"FeatureCollection"', b'"features"', b'"geometry"',
    b'"coordinates"', b'"Point"', b'"LineString"', b'"Polygon"', b'"properties"',
    b'"id"', b'"name"', b"NaN", b"1e999", b'"\\ud800"', b"null", b"[[[[", b"180",
)  # fmt: skip
NOTICES = {
    "thalweg": "notices/1",
    "notices": [
        {
            "notice": "N-1",
            "party": "west",
            "area": "basin",
            "floor_ft": 0,
            "ceiling_ft": 30000.5,
            "from": "2017-12-01T03:00:00Z",
            "to": "2017-12-01T04:00:00Z",
            "movers": ["f0e001", "WST*"],
            "received": "2017-12-01T02:00:00Z",
            "answer": "affirm",
        },
        {
            "notice": "N-2",
            "party": "east",
            "area": {
                "type": "Polygon",
                "coordinates": [[[40.4, 35.0], [40.6, 35.0], [40.6, 35.2]]],
            },
            "from": "2017-12-01T03:00:00Z",
            "to": "2017-12-01T04:00:00Z",
            "received": "2017-12-01T02:00:00.5Z",
        },
    ],
}
DRAWN = (
    b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":'
    b'"river"},"geometry":{"type":"MultiLineString","coordinates":[[[40.1,35.3,7],'
    b"[40.2,35.2]],[[179.9,0],[-179.9,1]]]}}]}"
)
FEEDS_YAML = b"""\
thalweg: feeds/1
feeds:
  - name: radar-1
    format: asterix
    path: "radar/*.pcap"
    sees: all
    radar: [39.0, 35.25]
    radars: {25/201: [39.0, 35.25]}
    reach: {centre: [39.0, 35.25], radius: 100 nmi, floor: 0 ft, ceiling: 60000 ft}
    error: {horizontal: 200 m, time: 1 s, altitude_baro: 100 ft, altitude_geo: 50 ft}
    quantum: 25 ft
    start: 2017-12-13T00:00:00Z
    utc_offset: "+03:00"
  - name: table
    coverage: {polygon: [[40.0, 35.0], [41.0, 35.0], [41.0, 36.0]]}
    columns: {time: "ts[ms]", alt_baro_ft: "height[m]"}
aerodromes:
  - {id: STRIP, at: [40.1, 35.1], elevation: 700 ft}
"""


def targets() -> Iterator[Target]:
    """Yield a target for each kind of document."""
    yield Target(
        name="agreement",
        run=lambda data: loads(data, "fuzzed.yaml", GRAMMAR),
        seeds=agreements,
        errors=(AgreementError,),
        words=YAML_WORDS,
        longest=8192,
    )
    yield Target(name="yaml", run=_yaml, seeds=agreements, errors=(), words=YAML_WORDS)
    yield Target(
        name="feeds-yaml",
        run=lambda data: parse_feeds(data, "fuzzed.yaml"),
        seeds=lambda: [FEEDS_YAML],
        errors=(ConfigError,),
        words=YAML_WORDS,
    )
    yield Target(
        name="notices",
        run=lambda data: parse_notices(data, "fuzzed.json", agreement()),
        seeds=lambda: [json.dumps(NOTICES).encode()],
        errors=(ConfigError,),
        words=GEOJSON_WORDS,
    )
    yield Target(
        name="geojson",
        run=_geojson,
        seeds=lambda: [_beside("zones.geojson"), *shared_files("geo/**/*.*json")],
        errors=(),
        words=GEOJSON_WORDS,
    )
    yield Target(
        name="drawn-lines",
        run=_lines,
        seeds=lambda: [DRAWN, _beside("zones.geojson")],
        errors=(),
        words=(*GEOJSON_WORDS, b'"MultiLineString"', b'"GeometryCollection"'),
    )
    yield Target(
        name="roster",
        run=_roster,
        seeds=lambda: [_beside("roster.csv"), b'"f0e001","west"\r\n'],
        errors=(),
        words=(b'"', b"\r", b"\0", b"address,party\n", b"f0e001,west\n"),
    )
    yield Target(
        name="convoy",
        run=_fixes,
        seeds=lambda: [_beside("convoy.csv")],
        errors=(),
        words=(b"time,lat_deg,lon_deg\n", b"2017-12-13T04:05:00Z,35.1,40.2\n", b"-0"),
    )


@cache
def agreement() -> Agreement:
    """Return the agreement whose places and parties notices name."""
    return load(REPOSITORY / "examples" / "euphrates" / "agreement.yaml")


@cache
def agreements() -> Sequence[bytes]:
    """Return documents that are agreements, and near misses."""
    found = [path.read_bytes() for path in sorted(GRAMMAR.parent.rglob("*.yaml"))]
    for name in ("good", "bad"):
        for case in json.loads((VECTORS / f"{name}.json").read_text("utf-8")):
            texts = case["files"] if name == "good" else {"": case["document"]}
            found += [text.encode("utf-8") for text in texts.values()]
    return found


def _beside(name: str) -> bytes:
    return (GRAMMAR / name).read_bytes()


def _yaml(data: bytes) -> None:
    document = read_yaml(data, "fuzzed.yaml")
    assert document.value is not None or document.faults
    _named(document.faults, "fuzzed.yaml")


def _geojson(data: bytes) -> None:
    faults = Faults()
    for feature in read_features(data, "fuzzed.geojson", faults):
        assert feature.geometry is not None or faults
    _named(faults, "fuzzed.geojson")


def _lines(data: bytes) -> None:
    faults = Faults()
    lines = read_lines(data, "fuzzed.geojson", faults)
    assert lines or faults
    for line in lines:
        assert line.fault or all(len(part) > 1 for part in line.parts)
    _named(faults, "fuzzed.geojson")


def _roster(data: bytes) -> None:
    faults = Faults()
    rows = read_roster(data, "fuzzed.csv", ("west", "east"), faults)
    assert all(0 <= address < 1 << 24 for _, address, _ in rows)
    _named(faults, "fuzzed.csv")


def _fixes(data: bytes) -> None:
    faults = Faults()
    times_us, points = read_fixes(data, "fuzzed.csv", faults)
    assert len(times_us) == len(points)
    assert list(times_us) == sorted(set(times_us))
    _named(faults, "fuzzed.csv")


def _named(faults: Faults, name: str) -> None:
    """Hold that every fault says its file, and can be printed."""
    for line in faults.lines():
        assert line.startswith((name, "... and"))
        line.encode("utf-8")
