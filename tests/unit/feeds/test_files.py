"""Small made files of every format and program, each value held against its own text.

13 December 2017, 04:05:00Z is 1513137900.
"""

import gzip
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from thalweg import feeds
from thalweg.tables.positions import POSITIONS

FILES = Path(__file__).parent / "files"
START_US = 1_513_137_900_000_000
EMPTY = dict.fromkeys(POSITIONS.schema.names)


def rows_of(result):
    POSITIONS.check(result.positions)
    table = result.positions
    for name in ("time", "received"):
        at = table.column_names.index(name)
        table = table.set_column(at, name, table.column(name).cast(pa.int64()))
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in table.to_pylist()
    ]


def read(name, **given):
    result = feeds.read([FILES / name], **given)
    digest = hashlib.sha256((FILES / name).read_bytes()).hexdigest()
    found = rows_of(result)
    assert {row.pop("source_sha256") for row in found} == {digest}
    assert [source.path_name for source in result.sources] == [name]
    return result, found


def test_opensky_is_metres_and_the_position_has_its_own_time():
    result, rows = read("opensky.csv")
    assert result.sources[0].format == "csv/opensky"
    assert result.sources[0].rows == 9
    assert result.dropped == {
        ("default", "bad_value"): 3,
        ("default", "no_mover"): 1,
        ("default", "no_time"): 1,
    }
    assert rows == [
        {
            "time": START_US - 1_750_000,
            "received": START_US,
            "feed": "default",
            "mover": "f0e001",
            "callsign": "WST01",
            "squawk": "4720",
            "lat_deg": 35.25,
            "lon_deg": 40.25,
            "alt_baro_ft": 30025.0,
            "alt_geo_ft": 31000.0,
            "ground_speed_mps": pytest.approx(154.3333333333, abs=1e-5),
            "track_deg": 90.0,
            "vertical_rate_fpm": 1000.0,
            "on_ground": False,
            "source_row": 0,
        },
        {
            "time": START_US,
            "feed": "default",
            "mover": "f0e002",
            "ground_speed_mps": 200.0,
            "track_deg": 180.0,
            "on_ground": False,
            "source_row": 1,
        },
        {
            "time": START_US + 500_000,
            "received": START_US,
            "feed": "default",
            "mover": "3e1234",
            "callsign": "EAST7",
            "squawk": "0021",
            "lat_deg": 35.125,
            "lon_deg": 40.5,
            "ground_speed_mps": 0.0,
            "vertical_rate_fpm": 0.0,
            "on_ground": True,
            "source_row": 2,
        },
        {
            "time": START_US + 19_000_000,
            "received": START_US + 20_000_000,
            "feed": "default",
            "mover": "f0e001",
            "callsign": "WST01",
            "squawk": "4720",
            "lat_deg": 35.26,
            "lon_deg": 40.26,
            "alt_baro_ft": 30025.0,
            "alt_geo_ft": 31000.0,
            "ground_speed_mps": pytest.approx(154.3, abs=1e-5),
            "track_deg": 90.0,
            "vertical_rate_fpm": 0.0,
            "on_ground": False,
            "source_row": 8,
        },
    ]


def test_traffic_is_feet_and_knots():
    result, rows = read("traffic_records.json")
    assert result.sources[0].format == "json/traffic"
    assert result.dropped == {}
    first = {
        "time": START_US - 1_750_000,
        "received": START_US,
        "feed": "default",
        "mover": "f0e001",
        "callsign": "WST01",
        "squawk": "4720",
        "lat_deg": 35.25,
        "lon_deg": 40.25,
        "alt_baro_ft": 30025.0,
        "alt_geo_ft": 31000.0,
        "ground_speed_mps": pytest.approx(154.333333, abs=1e-5),
        "track_deg": 90.0,
        "vertical_rate_fpm": 1000.0,
        "on_ground": False,
        "source_row": 0,
    }
    second = {
        name: first[name]
        for name in ("feed", "mover", "callsign", "squawk", "lat_deg", "lon_deg")
    }
    second |= {"time": START_US + 1_000_000, "source_row": 1}
    third = {"time": START_US + 2_000_000, "feed": "default", "mover": "f0e001"}
    third |= {"on_ground": True, "source_row": 2}
    assert rows == [first, second, third]


def test_the_ways_round_of_pandas():
    _, rows = read("traffic_columns.json")
    assert [(r["time"] - START_US, r["mover"], r["lat_deg"]) for r in rows] == [
        (0, "f0e001", 35.25),
        (1_000_000, "f0e002", 35.5),
    ]
    assert "alt_baro_ft" not in rows[1]
    result, rows = read("traffic_split.json")
    assert [(r["time"] - START_US, r["mover"], r["lon_deg"]) for r in rows] == [
        (0, "f0e001", 40.25),
        (1_500_000, "f0e002", 40.5),
    ]
    assert result.dropped == {("default", "bad_value"): 1}
    assert result.sources[0].rows == 3


def test_one_object_a_line():
    result, rows = read("traffic.ndjson")
    assert result.sources[0].format == "ndjson/traffic"
    assert result.dropped == {("default", "bad_value"): 1}
    assert [(r["time"] - START_US, r["source_row"]) for r in rows] == [
        (250_000, 0),
        (1_000_000, 1),
        (3_000_000, 3),
    ]
    assert "lat_deg" not in rows[1]
    assert [r["alt_baro_ft"] for r in rows] == [30025.0, 30050.0, 30075.0]


def test_positions_keep_the_feed_that_a_column_names():
    result, rows = read("positions.csv")
    assert result.sources[0].feed == "*"
    assert rows == [
        {
            "time": START_US,
            "feed": "radar-1",
            "mover": "T-17",
            "lat_deg": 35.25,
            "lon_deg": 40.25,
            "alt_baro_ft": 30025.0,
            "ground_speed_mps": 150.5,
            "track_deg": 90.0,
            "vertical_rate_fpm": 0.0,
            "on_ground": False,
            "source_type": "radar",
            "source_row": 0,
        },
        {
            "time": START_US + 1_250_000,
            "received": START_US + 2_000_000,
            "feed": "default",
            "mover": "f0e001",
            "callsign": "WST01",
            "squawk": "7700",
            "emergency": "lifeguard",
            "lat_deg": 35.5,
            "lon_deg": 40.5,
            "alt_geo_ft": 31000.0,
            "nic": 8,
            "nac_p": 10,
            "adsb_version": 2,
            "category": "A3",
            "acas_ra": True,
            "source_type": "adsb_icao",
            "source_row": 1,
        },
    ]
    named = feeds.read([f"north={FILES / 'positions.csv'}"])
    assert named.positions["feed"].to_pylist() == ["north", "north"]
    assert named.sources[0].feed == "north"


def test_own_columns_with_their_units():
    spelt = (
        "time=ts[ms],mover=unit[track],lat_deg=y,lon_deg=x,alt_baro_ft=height[m],"
        "ground_speed_mps=gs[kt],vertical_rate_fpm=climb[m/s]"
    )
    result, rows = read("own.csv", columns=feeds.parse_columns(spelt))
    assert result.sources[0].format == "csv/own"
    assert rows == [
        {
            "time": START_US,
            "feed": "default",
            "mover": "t123456",
            "lat_deg": 35.25,
            "lon_deg": 40.25,
            "alt_baro_ft": 30000.0,
            "ground_speed_mps": pytest.approx(154.333333, abs=1e-5),
            "vertical_rate_fpm": -1000.0,
            "source_row": 0,
        },
        {
            "time": START_US + 1_000_000,
            "feed": "default",
            "mover": "77",
            "lat_deg": 35.5,
            "lon_deg": 40.5,
            "source_row": 1,
        },
    ]


def test_readsb_trace():
    result, rows = read("trace.json")
    assert result.sources[0].format == "readsb-trace"
    assert result.dropped == {("default", "bad_value"): 1}
    start_us = START_US + 500_000
    assert rows == [
        {
            "time": start_us,
            "received": start_us,
            "feed": "default",
            "mover": "f0e001",
            "lat_deg": 35.25,
            "lon_deg": 40.25,
            "alt_baro_ft": 30025.0,
            "alt_geo_ft": 31000.0,
            "ground_speed_mps": pytest.approx(154.333333, abs=1e-5),
            "track_deg": 90.0,
            "vertical_rate_fpm": 1000.0,
            "on_ground": False,
            "source_type": "adsb_icao",
            "source_row": 0,
        },
        {
            "time": start_us + 8_960_000,
            "received": start_us + 8_960_000,
            "feed": "default",
            "mover": "f0e001",
            "callsign": "WST01",
            "squawk": "7700",
            "lat_deg": 35.5,
            "lon_deg": 40.5,
            "alt_baro_ft": 30050.0,
            "alt_geo_ft": 31025.0,
            "vertical_rate_fpm": -64.0,
            "on_ground": False,
            "nic": 8,
            "nac_p": 10,
            "adsb_version": 2,
            "category": "A3",
            "acas_ra": True,
            "source_type": "mlat",
            "source_row": 1,
        },
        {
            "time": start_us + 16_000_000,
            "received": start_us + 16_000_000,
            "feed": "default",
            "mover": "f0e001",
            "lat_deg": 35.5,
            "lon_deg": 40.5,
            "ground_speed_mps": pytest.approx(6.430556, abs=1e-5),
            "on_ground": True,
            "source_type": "adsb_icao",
            "source_row": 2,
        },
        {
            "time": start_us + 20_000_000,
            "received": start_us + 20_000_000,
            "feed": "default",
            "mover": "f0e001",
            "lat_deg": 35.6,
            "lon_deg": 40.6,
            "alt_geo_ft": 31500.0,
            "ground_speed_mps": pytest.approx(154.333333, abs=1e-5),
            "track_deg": 90.0,
            "vertical_rate_fpm": 0.0,
            "source_type": "adsb_icao",
            "source_row": 3,
        },
    ]


def test_readsb_aircraft():
    result, rows = read("aircraft.json")
    assert result.sources[0].format == "readsb-aircraft"
    now_us = START_US + 500_000
    assert rows == [
        {
            "time": now_us - 2_400_000,
            "received": now_us,
            "feed": "default",
            "mover": "f0e001",
            "callsign": "WST01",
            "squawk": "7700",
            "emergency": "general",
            "lat_deg": 35.25,
            "lon_deg": 40.25,
            "alt_baro_ft": 30025.0,
            "alt_geo_ft": 31000.0,
            "ground_speed_mps": pytest.approx(154.333333, abs=1e-5),
            "track_deg": 90.0,
            "vertical_rate_fpm": -64.0,
            "on_ground": False,
            "nic": 8,
            "nac_p": 10,
            "adsb_version": 2,
            "category": "A3",
            "source_type": "adsb_icao",
            "source_row": 0,
        },
        {
            "time": now_us,
            "feed": "default",
            "mover": "~2b3c4d",
            "lat_deg": 35.5,
            "lon_deg": 40.5,
            "ground_speed_mps": pytest.approx(2.572222, abs=1e-5),
            "on_ground": True,
            "source_type": "tisb_other",
            "source_row": 1,
        },
        {"time": now_us, "feed": "default", "mover": "f0e003", "source_row": 2},
    ]


def test_readsb_snapshots_repeat_a_position_with_its_own_time():
    _, rows = read("aircraft_snapshots.json")
    assert [(r["mover"], r["time"] - START_US, r["source_row"]) for r in rows] == [
        ("f0e001", -2_000_000, 0),
        ("f0e001", -2_000_000, 1),
        ("f0e002", 1_500_000, 2),
    ]
    assert [r.get("received", 0) - START_US for r in rows[:2]] == [500_000, 1_500_000]
    assert (rows[0]["on_ground"], rows[1]["on_ground"]) == (True, False)
    assert (rows[0]["nuc_p"], rows[1]["vertical_rate_fpm"]) == (7, 64.0)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
@pytest.mark.parametrize("packing", ["gzip", "gzip twice", "zstd"])
def test_packed_files_read_as_plain_ones(name, packing, tmp_path):
    plain = (FILES / name).read_bytes()
    if packing == "zstd":
        sink = pa.BufferOutputStream()
        with pa.CompressedOutputStream(sink, "zstd") as stream:
            stream.write(plain)
        packed = sink.getvalue().to_pybytes()
    elif packing == "gzip":
        packed = gzip.compress(plain)
    else:
        half = len(plain) // 2
        packed = gzip.compress(plain[:half]) + gzip.compress(plain[half:])
    other = tmp_path / "misleading.parquet"
    other.write_bytes(packed)
    columns = {}
    if name == "own.csv":
        columns = {"time": "ts", "mover": "unit", "lat_deg": "y", "lon_deg": "x"}
    ours = feeds.read([FILES / name], columns=columns)
    theirs = feeds.read([other], columns=columns)
    drop = ["source_sha256"]
    assert ours.positions.drop_columns(drop) == theirs.positions.drop_columns(drop)
    assert ours.dropped == theirs.dropped
    digest = hashlib.sha256(packed).hexdigest()
    assert theirs.sources[0].sha256 == digest
    assert set(theirs.positions["source_sha256"].to_pylist()) == {digest}


def test_parquet_of_every_kind_of_column(tmp_path):
    seconds = [1_513_137_900, 1_513_137_901]
    stamps = pa.array(seconds, pa.timestamp("s"))
    kinds = [
        (stamps, pa.array(["F0E001", "f0e002"]), pa.array([35.25, 35.5])),
        (
            stamps.cast(pa.timestamp("ns", "Europe/Paris")),
            pa.array([0xF0E001, 0xF0E002]),
            pa.array([35.25, 35.5], pa.float32()),
        ),
        (
            pa.array(seconds, pa.int32()),
            pa.array([b"f0e001", b"f0e002"]).dictionary_encode(),
            pa.array(["35.25", " 35.5 "]),
        ),
        (
            pa.array(["1513137900", "1513137901.0"]),
            pa.array([15_785_985.0, 15_785_986.0]),
            pa.array(["35.25", "35.5"]).cast(pa.decimal128(6, 3)),
        ),
    ]
    for index, (time, mover, lat) in enumerate(kinds):
        path = tmp_path / f"{index}"
        table = pa.table({"time": time, "icao24": mover, "lat": lat, "lon": lat})
        pq.write_table(table, path)
        result = feeds.read([path])
        rows = [
            (r["time"] - START_US, r["mover"], r["lat_deg"]) for r in rows_of(result)
        ]
        assert rows == [(0, "f0e001", 35.25), (1_000_000, "f0e002", 35.5)], index


def test_rows_outside_the_period_are_no_part_of_the_input():
    whole = feeds.read([FILES / "traffic_records.json"])
    part = feeds.read(
        [FILES / "traffic_records.json"], from_us=START_US, to_us=START_US + 2_000_000
    )
    assert [r["source_row"] for r in rows_of(part)] == [1]
    assert (part.outside_period, part.dropped) == (2, {})
    assert part.sources == whole.sources
    none = feeds.read([FILES / "opensky.csv"], to_us=START_US - 9_000_000)
    assert none.positions.num_rows == 0
    # Four whole rows, and the two unreadable ones whose time can be read; the row
    # without a mover too.
    assert none.outside_period == 7
    assert none.dropped == {("default", "no_time"): 1, ("default", "bad_value"): 1}


def test_several_files_are_one_table():
    both = feeds.read([FILES / "opensky.csv", f"b={FILES / 'traffic.ndjson'}"])
    POSITIONS.check(both.positions)
    assert both.positions.num_rows == 7
    assert [source.feed for source in both.sources] == ["default", "b"]
    assert both.dropped["b", "bad_value"] == 1
    assert both.dropped["default", "bad_value"] == 3


def test_files_without_rows(tmp_path):
    path = tmp_path / "a"
    path.write_text("time,icao24,lat,lon\n")
    assert feeds.read([path]).positions.num_rows == 0
    path.write_text('{"now": 1513137900, "aircraft": []}')
    assert feeds.read([path]).positions.num_rows == 0
    table = pa_csv.read_csv(
        FILES / "opensky.csv",
        parse_options=pa_csv.ParseOptions(invalid_row_handler=lambda _: "skip"),
    )
    pq.write_table(table.slice(0, 0), path)
    result = feeds.read([path])
    assert result.positions.num_rows == 0
    assert result.sources[0].rows == 0
    POSITIONS.check(result.positions)
