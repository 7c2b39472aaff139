"""Real files: each read whole, and three rows of each held against its own text."""

import gzip
import json
from collections import Counter
from functools import cache

import pytest

from thalweg import feeds
from thalweg.tables.positions import POSITIONS

pytestmark = pytest.mark.shared

KT_MPS = 1852 / 3600

# File and its rows, counted from the files
# by other means than this reader.
ADSB = [
    ("aircraft_carrier", 9024),
    ("elal747", 2110),
    ("inflight_refuelling", 10397),
    ("noisy_ground", 924),
    ("noisy_landing", 848),
    ("noisy_takeoff", 730),
    ("noisy_time_issue", 8294),
    ("one_aircraft_month_2022-03", 193447),
    ("paris_2021-10-07", 284505),
    ("tour_de_france", 99031),
    ("turkish_flag", 917),
    ("zero_gravity", 10367),
    ("zurich_airport", 17132),
]


@cache
def read(path):
    return feeds.read([path])


@pytest.mark.parametrize(("name", "rows"), ADSB)
def test_every_table_of_traffic_is_read_whole(name, rows, shared):
    result = read(shared / "data" / "adsb" / f"{name}.json.gz")
    POSITIONS.check(result.positions)
    assert result.positions.num_rows == rows
    assert result.dropped == {}
    assert [source.format for source in result.sources] == ["json/traffic"]


def plainly(path, rows):
    """Read single rows of a table with nothing but the standard library."""
    document = json.loads(gzip.decompress(path.read_bytes()))
    if isinstance(document, list):
        return [document[row] for row in rows]
    return [
        {name: list(column.values())[row] for name, column in document.items()}
        for row in rows
    ]


SMALL = [(name, rows) for name, rows in ADSB if rows < 20_000]


@pytest.mark.parametrize(("name", "rows"), SMALL)
def test_three_rows_of_each_as_they_stand_in_the_file(name, rows, shared):
    path = shared / "data" / "adsb" / f"{name}.json.gz"
    table = read(path).positions
    wanted = [0, rows // 2, rows - 1]
    for row, theirs in zip(wanted, plainly(path, wanted), strict=True):
        ours = table.slice(row, 1).to_pylist()[0]
        assert ours["source_row"] == row
        assert ours["mover"] == theirs["icao24"]
        assert ours["callsign"] == theirs.get("callsign")
        assert ours["lat_deg"] == theirs["latitude"]
        assert ours["lon_deg"] == theirs["longitude"]
        assert ours["alt_baro_ft"] == theirs["altitude"]
        assert ours["on_ground"] == theirs.get("onground")
        speed_kt = theirs["groundspeed"]
        speed_mps = None if speed_kt is None else pytest.approx(speed_kt * KT_MPS)
        assert ours["ground_speed_mps"] == speed_mps
        aged = theirs.get("last_position")
        time = theirs["timestamp"] if aged is None else aged
        assert round(ours["time"].timestamp() * 1000) == time
        received = ours["received"]
        stamp = None if received is None else round(received.timestamp() * 1000)
        assert stamp == (None if aged is None else theirs["timestamp"])


def test_paris_by_hand(shared):
    table = read(shared / "data/adsb/paris_2021-10-07.json.gz").positions
    assert table["alt_baro_ft"].null_count == 50_665
    assert len(set(table["mover"].to_pylist())) == 213
    assert table["received"].null_count == 284_505
    first = table.slice(0, 1).to_pylist()[0]
    assert first["time"].isoformat() == "2021-10-07T12:12:53+00:00"
    assert (first["mover"], first["callsign"]) == ("0101de", "MSR799")
    assert (first["lat_deg"], first["lon_deg"]) == (48.4824371338, 3.8288057767)
    assert (first["alt_baro_ft"], first["squawk"]) == (13650.0, "1000")
    assert first["ground_speed_mps"] == pytest.approx(325 * KT_MPS, abs=1e-5)
    assert first["vertical_rate_fpm"] == -896.0
    assert first["on_ground"] is False


def test_month_by_hand(shared):
    table = read(shared / "data/adsb/one_aircraft_month_2022-03.json.gz")
    first = table.positions.slice(0, 1).to_pylist()[0]
    # Its timestamp says 09:03:05; the position is 1.16 s older.
    assert first["time"].isoformat() == "2022-03-16T09:03:03.840000+00:00"
    assert first["received"].isoformat() == "2022-03-16T09:03:05+00:00"
    assert (first["mover"], first["callsign"]) == ("39b415", "SAVAN17")
    assert first["squawk"] == "4720"
    assert (first["alt_baro_ft"], first["alt_geo_ft"]) == (11600.0, 12250.0)
    assert set(table.positions["mover"].to_pylist()) == {"39b415"}


def test_tour_de_france_by_hand(shared):
    table = read(shared / "data/adsb/tour_de_france.json.gz").positions
    assert len(set(table["mover"].to_pylist())) == 2
    second = table.slice(1, 1).to_pylist()[0]
    assert second["time"].isoformat() == "2020-08-29T07:27:05+00:00"
    assert (second["lat_deg"], second["lon_deg"]) == (43.677376828, 7.2553222758)
    assert (second["mover"], second["alt_baro_ft"]) == ("3924a4", 22937.5)


def test_readsb_trace(shared):
    result = read(shared / "data/formats/readsb/trace_full_ac671b.json")
    POSITIONS.check(result.positions)
    rows = result.positions.to_pylist()
    assert len(rows) == 2500
    assert result.sources[0].format == "readsb-trace"
    # Details come with every fourth point: 625 of them, 623 with NACp.
    assert sum(row["nic"] is not None for row in rows) == 625
    assert Counter(row["nac_p"] for row in rows if row["nac_p"] is not None) == Counter(
        point[8]["nac_p"]
        for point in json.loads(
            (shared / "data/formats/readsb/trace_full_ac671b.json").read_text()
        )["trace"]
        if point[8] and "nac_p" in point[8]
    )
    assert sum(row["on_ground"] is True for row in rows) == 394
    first, fourth = rows[0], rows[3]
    assert first["time"].isoformat() == "2025-02-04T21:13:42.619000+00:00"
    assert first["received"] == first["time"]
    assert (first["lat_deg"], first["lon_deg"]) == (16.777359, -88.036868)
    assert (first["alt_baro_ft"], first["alt_geo_ft"]) == (32000.0, 33825.0)
    assert (first["mover"], first["callsign"]) == ("ac671b", None)
    assert fourth["time"].isoformat() == "2025-02-04T21:14:09.509000+00:00"
    assert (fourth["callsign"], fourth["squawk"]) == ("DAL1812", "4637")
    assert (fourth["nic"], fourth["nac_p"], fourth["adsb_version"]) == (8, 10, 2)
    assert fourth["emergency"] is None
    assert fourth["ground_speed_mps"] == pytest.approx(483.3 * KT_MPS, abs=1e-4)
    taxiing = next(row for row in rows if row["on_ground"])
    assert (taxiing["lat_deg"], taxiing["alt_baro_ft"]) == (44.880993, None)
    assert (taxiing["track_deg"], taxiing["category"]) == (None, "A3")


def test_readsb_aircraft(shared):
    result = read(shared / "data/formats/readsb/aircraft_dump1090.json")
    POSITIONS.check(result.positions)
    unseen, seen = result.positions.to_pylist()
    assert (unseen["mover"], unseen["lat_deg"]) == ("75025b", None)
    assert seen["time"].isoformat() == "2021-10-02T22:45:06.600000+00:00"
    assert seen["received"].isoformat() == "2021-10-02T22:45:09+00:00"
    assert (seen["mover"], seen["callsign"]) == ("7c495b", "RXA4362")
    assert (seen["lat_deg"], seen["lon_deg"]) == (-34.909653, 138.264509)
    assert (seen["alt_baro_ft"], seen["alt_geo_ft"]) == (7650.0, 7300.0)
    assert (seen["nic"], seen["nac_p"], seen["category"]) == (8, 9, "A2")
    assert seen["vertical_rate_fpm"] == 1024.0
