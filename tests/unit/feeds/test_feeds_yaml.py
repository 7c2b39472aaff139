"""feeds.yaml: one that is whole, and all faults of one that is not."""

import hashlib

import pytest

from thalweg import feeds
from thalweg.errors import ConfigError
from thalweg.model.feed import Aerodrome, DeclaredCoverage, FeedSettings
from thalweg.model.place import Position
from thalweg.wire.columns import COLUMN_UNITS
from thalweg.wire.feeds import parse_feeds

WHOLE = b"""\
thalweg: feeds/1
feeds:
  - name: radar-1
    format: csv
    path: radar/*.csv
    sees: all
    reach: {centre: [40.1, 35.3], radius: 200 km, floor: 0 ft, ceiling: 60000 ft}
    error: {horizontal: 50 m, time: 0.5 s, altitude_baro: 125 ft, altitude_geo: 46 m}
    quantum: 25 ft
    radar: [40.1, 35.3]
    radars: {25/201: [40.1, 35.3]}
    start: 2017-12-13T04:05:00Z
    utc_offset: "-03:30"
    columns: {time: "ts[ms]", mover: unit, lat_deg: "y", lon_deg: x}
  - name: adsb
    coverage: {polygon: [[40, 35], [40.6, 35], [40.6, 35.5], [40, 35]], floor: 1000 ft}
  - name: plain
aerodromes:
  - {id: OSDZ, at: [40.17, 35.28], elevation: 700 ft}
  - {id: Jericho, at: [35.49, 31.86], elevation: -350 m}
"""

FAULTS = [
    (b"[]", "f.yaml:1:1: wanted feeds, got a list of 0"),
    (b"thalweg: feeds/1", "f.yaml:1:1: feeds: missing"),
    (b"thalweg: feeds/1\nfeeds: {}", "f.yaml:2:8: feeds: wanted a list, got no keys"),
    (
        b"thalweg: agreement/1\nfeeds: []",
        "f.yaml:1:10: thalweg: wanted 'feeds/1', got 'agreement/1'",
    ),
    (
        b"thalweg: feeds/1\nfeds: []\nfeeds: []",
        "f.yaml:2:1: feds: unknown key; nearest known: feeds",
    ),
]
ENTRY_FAULTS = [
    ('name: "radar 1"', "name: wanted a name of letters, digits, '-', '_' and '.', "
     "such as 'radar-1', got 'radar 1'"),
    ("sees: all", "name: missing"),
    ("{name: a, formt: csv}", "formt: unknown key; nearest known: format"),
    ("{name: a, sees: everything}",
     "sees: wanted 'cooperative' or 'all', got 'everything'"),
    ("{name: a, quantum: 25}", "quantum: wanted a height such as '1000 ft', got 25"),
    ("{name: a, quantum: 0 ft}", "quantum: wanted more than 0 ft"),
    ("{name: a, error: {time: 1 m}}",
     "error.time: wanted a time such as '60 s', got '1 m'"),
    ("{name: a, start: yesterday}", "start: wanted a time in UTC such as "
     "'2017-11-01T00:00:00Z', got 'yesterday'"),
    ('{name: a, utc_offset: "3 h"}', "utc_offset: wanted how far the clock is ahead of "
     "UTC, such as '+03:00', got '3 h'"),
    ('{name: a, utc_offset: "+15:00"}', "utc_offset: wanted how far the clock is ahead "
     "of UTC, such as '+03:00', got '+15:00'"),
    ("{name: a, radar: [35.3, 140.1]}", "radar: latitude 140.1 is not within -90 and "
     "90; the order is [longitude, latitude]: swapped?"),
    ("{name: a, radars: {25-201: [40.1, 35.3]}}", "radars.25-201: wanted SAC/SIC of a "
     "radar, two numbers such as '25/201', got '25-201'"),
    ("{name: a, radars: {25/201: [35.3, 140.1]}}", "radars.'25/201': latitude 140.1 is "
     "not within -90 and 90; the order is [longitude, latitude]: swapped?"),
    ("{name: a, reach: {centre: [1, 2], radius: 0 m}}",
     "reach.radius: wanted more than nothing"),
    ("{name: a, reach: {centre: [1, 2]}}", "reach.radius: missing"),
    ("{name: a, reach: {centre: [1, 2], radius: 1 km, floor: 9 ft, ceiling: 9 ft}}",
     "reach: wanted the floor below the ceiling"),
    ("{name: a, coverage: {polygon: [[1, 2], [3, 4], [1, 2]]}}", "coverage.polygon: a "
     "polygon of 2 different points; wanted at least 3"),
    ("{name: a, reach: {centre: [1, 2], radius: 1 km}, "
     "coverage: {polygon: [[1, 2], [3, 4], [3, 2]]}}",
     "coverage: wanted reach or coverage, got both"),
    ("{name: a, columns: {tme: ts}}", "columns.tme: 'tme' is no column of positions "
     f"(nearest is 'time'); known are {', '.join(COLUMN_UNITS)}"),
    ('{name: a, columns: {alt_geo_ft: "h[yd]"}}', "columns.alt_geo_ft: "
     "alt_geo_ft=h[yd]: unit 'yd' is not known for alt_geo_ft; wanted one of ft, m, "
     "km, FL"),
]  # fmt: skip


def test_a_whole_file():
    read = parse_feeds(WHOLE, "feeds.yaml")
    centre = Position(lat_deg=35.3, lon_deg=40.1)
    assert read.feeds["radar-1"] == FeedSettings(
        name="radar-1",
        format="csv",
        path="radar/*.csv",
        sees="all",
        coverage=(
            DeclaredCoverage(
                centre=centre, radius_m=200_000.0, floor_ft=0.0, ceiling_ft=60_000.0
            ),
        ),
        error_m=50.0,
        time_error_s=0.5,
        baro_error_ft=125.0,
        geo_error_ft=pytest.approx(46 / 0.3048),
        quantum_ft=25.0,
        radar=centre,
        radars={"25/201": centre},
        start_us=1_513_137_900_000_000,
        utc_offset_s=-12_600,
        columns={"time": "ts[ms]", "mover": "unit", "lat_deg": "y", "lon_deg": "x"},
    )
    ring = read.feeds["adsb"].coverage[0]
    assert ring.ring == (
        Position(lat_deg=35.0, lon_deg=40.0),
        Position(lat_deg=35.0, lon_deg=40.6),
        Position(lat_deg=35.5, lon_deg=40.6),
    )
    assert (ring.centre, ring.floor_ft, ring.ceiling_ft) == (None, 1000.0, 100_000.0)
    assert read.feeds["plain"] == FeedSettings(name="plain")
    assert read.aerodromes[0] == Aerodrome(
        id="OSDZ", at=Position(lat_deg=35.28, lon_deg=40.17), elevation_ft=700.0
    )
    assert read.aerodromes[1].elevation_ft == pytest.approx(-350 / 0.3048)
    assert read.sha256 == hashlib.sha256(WHOLE).hexdigest()


@pytest.mark.parametrize(("data", "said"), FAULTS)
def test_a_wrong_file(data, said):
    with pytest.raises(ConfigError) as caught:
        parse_feeds(data, "f.yaml")
    assert caught.value.faults == (said,)


@pytest.mark.parametrize(("entry", "said"), ENTRY_FAULTS)
def test_a_wrong_feed(entry, said):
    data = f"thalweg: feeds/1\nfeeds:\n  - {entry}\n".encode()
    with pytest.raises(ConfigError) as caught:
        parse_feeds(data, "f.yaml")
    faults = [fault.split(": ", 1)[1] for fault in caught.value.faults]
    # What the readers of YAML and of quantities add to it is held by their own tests.
    assert len(faults) == 1
    assert faults[0].startswith(f"feeds[0].{said}")
    assert caught.value.faults[0].startswith("f.yaml:3:")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "{id: A, at: [1, 2], elevation: 700}",
            "elevation: wanted an elevation such as '700 ft', got 700: a number and "
            "its unit, ft or m",
        ),
        (
            "{id: A, at: [1, 2], elevation: FL100}",
            "elevation: wanted an elevation such as '700 ft', got 'FL100'",
        ),
        ("{id: A, elevation: 700 ft}", "at: missing"),
    ],
)
def test_a_wrong_aerodrome(entry, said):
    data = f"thalweg: feeds/1\nfeeds: []\naerodromes:\n  - {entry}\n".encode()
    with pytest.raises(ConfigError) as caught:
        parse_feeds(data, "f.yaml")
    faults = [fault.split(": ", 1)[1] for fault in caught.value.faults]
    assert faults == [f"aerodromes[0].{said}"]


def test_an_empty_file():
    with pytest.raises(ConfigError, match=r"f\.yaml:.* the document is empty"):
        parse_feeds(b"", "f.yaml")


def test_every_fault_is_in_one_error():
    data = b"""\
thalweg: feeds/1
feeds:
  - {name: a, quantum: 1}
  - {name: a, sees: most}
aerodromes:
  - {id: A, at: [1, 2], elevation: 0 ft}
  - {id: A, at: [1, 2], elevation: 0 ft}
"""
    with pytest.raises(ConfigError) as caught:
        parse_feeds(data, "f.yaml")
    places = [fault.split(": ")[:2] for fault in caught.value.faults]
    assert places == [
        ["f.yaml:3:24", "feeds[0].quantum"],
        ["f.yaml:4:12", "feeds[1].name"],
        ["f.yaml:4:21", "feeds[1].sees"],
        ["f.yaml:7:10", "aerodromes[1].id"],
    ]


def test_its_columns_read_a_file(tmp_path):
    folder = tmp_path / "radar"
    folder.mkdir()
    path = folder / "a.csv"
    path.write_text("ts,unit,y,x\n1513137900000,T-17,35.25,40.25\n")
    result = feeds.read([path], feeds=parse_feeds(WHOLE, "feeds.yaml"))
    row = result.positions.to_pylist()[0]
    assert (row["feed"], row["mover"], row["lat_deg"]) == ("radar-1", "T-17", 35.25)
    assert row["time"].isoformat() == "2017-12-13T04:05:00+00:00"
