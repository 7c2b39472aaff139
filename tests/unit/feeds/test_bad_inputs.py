"""Inputs that are wrong as a whole: the exact words a person gets."""

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.json_table import JsonFeed
from thalweg.model.feed import Feeds, FeedSettings

HEAD = "time,icao24,lat,lon"
KNOWN = (
    "time, mover, callsign, squawk, emergency, lat_deg, lon_deg, alt_baro_ft, "
    "alt_geo_ft, ground_speed_mps, track_deg, vertical_rate_fpm, on_ground, nic, "
    "nac_p, nuc_p, adsb_version, category, acas_ra, source_type, received"
)
TABLE = (
    "wanted a list of rows, an object of columns, an object with columns and data, "
    "one row a line, or readsb's trace or aircraft"
)
FORMATS = ", ".join(feed.format for feed in feeds.reading.FEEDS)

# Name, content, what is said after "FILE: ".
CONTENTS = [
    ("empty", b"", "is empty; wanted positions"),
    ("blank", b" \n\n\t ", "is empty; wanted positions"),
    ("only a byte order mark", b"\xef\xbb\xbf", "is empty; wanted positions"),
    (
        "binary",
        b"\x1a3\x00\x01\x02",
        "format not recognised: begins with b'\\x1a3\\x00\\x01\\x02'; wanted one of "
        f"{FORMATS}, plain or packed with gzip or zstd",
    ),
    (
        "a web page",
        b"<!DOCTYPE html>",
        "format not recognised: begins with b'<!DOCTYPE html>' (a web page, an error "
        f"page perhaps); wanted one of {FORMATS}, plain or packed with gzip or zstd",
    ),
    (
        "UTF-16",
        "a,b".encode("utf-16-le"),
        "format not recognised: begins with b'a\\x00,\\x00b\\x00'; wanted one of "
        f"{FORMATS}, plain or packed with gzip or zstd",
    ),
    (
        "UTF-16 with its mark",
        "a,b".encode("utf-16"),
        "format not recognised: begins with b'\\xff\\xfea\\x00,\\x00b\\x00' (UTF-16: "
        f"save the file as UTF-8); wanted one of {FORMATS}, plain or packed with gzip "
        "or zstd",
    ),
    (
        "NMEA",
        b"$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\n",
        "format not recognised: begins with b'$GPGGA,123519,4807.038,N' (NMEA "
        f"sentences: decode them into a table); wanted one of {FORMATS}, plain or "
        "packed with gzip or zstd",
    ),
    (
        "GPX",
        b'<?xml version="1.0"?>\n<gpx version="1.1"><trk/></gpx>',
        "format not recognised: begins with b'<?xml version=\"1.0\"?>\\n<g' (GPX: save "
        f"its table as CSV or Parquet); wanted one of {FORMATS}, plain or packed with "
        "gzip or zstd",
    ),
    (
        "an event cut short",
        b"<event version='2.0' uid='T-1' type='a-n-A' how='m-g' ti",
        "begins like cot, but none of its 1 records can be read; it is cut short or "
        "damaged, or in another format: copy or record it again",
    ),
    (
        "SBS cut short",
        b"MSG,3,1,1,F0E001\nMSG,3,1,1,F0E001\n",
        "begins like sbs, but none of its 2 records can be read; it is cut short or "
        "damaged, or in another format: copy or record it again",
    ),
    (
        "rows without names",
        b"2017-12-13T04:05:00Z,f0e001,35.25,40.25\n" * 2,
        "line 1: wanted the names of columns, came the value '2017-12-13T04:05:00Z'; "
        "write a line of names first, e.g. time,mover,lat_deg,lon_deg",
    ),
    (
        "carriage returns alone",
        f"{HEAD}\r1513137900,f0e001,35,40\r".encode(),
        "line 1: ends in a carriage return alone; save the file with line feeds",
    ),
    (
        "one column",
        b"time\n1\n",
        "format not recognised: begins with b'time\\n1\\n'; wanted one of "
        f"{FORMATS}, plain or packed with gzip or zstd",
    ),
    (
        "unknown columns",
        b"ts,ident,y,x\n1,2,3,4\n",
        "unknown columns ts, ident, y, x; say what they are, e.g. --columns "
        "time=ts,mover=...,lat_deg=y,lon_deg=x,alt_baro_ft=...[m]",
    ),
    (
        "half known columns",
        b"time,mover,latitude,longitude\n1,2,3,4\n",
        "unknown columns time, mover, latitude, longitude; not named yet: lat_deg, "
        "lon_deg; say what they are, e.g. --columns time=time,mover=mover,"
        "lat_deg=latitude,lon_deg=longitude,alt_baro_ft=...[m]",
    ),
    (
        "metres and feet mixed",
        b"time,icao24,lat,lon,altitude\n1,2,3,4,5\n",
        "has the names of opensky and of traffic (altitude), whose units differ; say "
        "what each is, e.g. --columns time=time,mover=icao24,lat_deg=lat,lon_deg=lon,"
        "alt_baro_ft=...[m]",
    ),
    (
        "two programs' names",
        b"time,icao24,lat,lon,timestamp,latitude,longitude\n",
        "has the names of opensky and of traffic, whose units differ; say which, e.g. "
        "--columns time=time,mover=icao24,lat_deg=latitude,lon_deg=longitude,"
        "alt_baro_ft=...[m]",
    ),
    (
        "a column twice",
        b"time,icao24,lat,lon,lat\n1,2,3,4,5\n",
        "column 'lat' is there 2 times; rename one of them",
    ),
    (
        "swapped",
        f"{HEAD}\n1513137900,f0e001,140.25,35.25\n".encode(),
        "row 0, column 'lat': wanted degrees from -90 to 90, came 140.25; latitude "
        "and longitude look swapped: --columns lat_deg=lon,lon_deg=lat",
    ),
    (
        "latitude out of range",
        f"{HEAD}\n1513137900,f0e001,500,35.25\n".encode(),
        "row 0, column 'lat': wanted degrees from -90 to 90, came '500'; no row can "
        "be read (1 rows: 1 bad_value); if the column is another one, say which with "
        "--columns",
    ),
    (
        "longitude out of range",
        f"{HEAD}\n1513137900,f0e001,35,190.5\n".encode(),
        "row 0, column 'lon': wanted degrees from -180 to 180, came '190.5'; no row "
        "can be read (1 rows: 1 bad_value); if the column is another one, say which "
        "with --columns",
    ),
    (
        "decimal comma",
        b"time;icao24;lat;lon\n1513137900;f0e001;35,25;40,25\n",
        "row 0, column 'lon': wanted degrees from -180 to 180, came '40,25' (a "
        "decimal comma; wanted a point); no row can be read (1 rows: 1 bad_value); "
        "if the column is another one, say which with --columns",
    ),
    (
        "no mover anywhere",
        f"{HEAD}\n1513137900,,35,40\n1513137901, ,35,40\n".encode(),
        "row 0, column 'icao24': wanted a mover, came nothing; no row can be read "
        "(2 rows: 2 no_mover); if the column is another one, say which with --columns",
    ),
    (
        "no time anywhere",
        f"{HEAD}\n,f0e001,35,40\nNaN,f0e001,35,40\n".encode(),
        "row 0, column 'time': wanted a time, came nothing; no row can be read "
        "(2 rows: 2 no_time); if the column is another one, say which with --columns",
    ),
    (
        "times that are words",
        f"{HEAD}\nyesterday,f0e001,35,40\n".encode(),
        "row 0, column 'time': wanted a time from 1970 to 2200, came 'yesterday'; no "
        "row can be read (1 rows: 1 bad_value); if the column is another one, say "
        "which with --columns",
    ),
    (
        "times without a unit",
        f"{HEAD}\n86400,f0e001,35,40\n".encode(),
        "column 'time': 86400 is no time between 1990 and 2100 in s, ms, us or ns "
        "since 1970; if it is one, name the unit: --columns time=time[s]",
    ),
    (
        "short lines only",
        f"{HEAD}\n1513137900\n1513137901\n".encode(),
        "row 0: wanted 4 values, one for each column; none of its 2 rows has as many",
    ),
    (
        "an empty list",
        b"[]",
        f"holds no rows, so no columns; {TABLE}",
    ),
    ("an empty object", b"{}", f"holds no rows, so no columns; {TABLE}"),
    ("a list of numbers", b"[1, 2]", f"row 0: wanted an object, came int; {TABLE}"),
    (
        "GeoJSON",
        b'{"type": "FeatureCollection", "features": []}',
        f"JSON, but no table: its keys are type, features; {TABLE}",
    ),
    (
        "cut JSON",
        b'[{"time": 1513137900, "icao24": "f0',
        "is not valid JSON: unexpected end of data: line 1 column 36 (char 35); if "
        "the file was cut short, copy or download it again",
    ),
    (
        "columns of different length",
        b'{"time": {"0": 1}, "icao24": {"0": "a", "1": "b"}, "lat": {"0": 1}, '
        b'"lon": {"0": 1}}',
        "column 'icao24' has 2 values, column 'time' 1; wanted as many in each",
    ),
    (
        "columns with different labels",
        b'{"time": {"0": 1}, "icao24": {"1": "a"}, "lat": {"0": 1}, "lon": {"0": 1}}',
        "column 'icao24' has other row labels than column 'time'; wanted the same in "
        "each",
    ),
    (
        "data with too few values",
        b'{"columns": ["time", "icao24", "lat", "lon"], "data": [[1, 2]]}',
        "data[0]: wanted a list of 4 values, as many as there are columns, came 2",
    ),
    (
        "lists where numbers should be",
        b'[{"time": 1513137900, "icao24": "a", "lat": [35], "lon": [40]}]',
        "column 'lat': wanted numbers, came list<item: int64>",
    ),
    (
        "objects where movers should be",
        b'[{"time": 1513137900, "icao24": {"a": 1}, "lat": 35, "lon": 40}]',
        "column 'icao24': wanted words, came struct<a: int64>",
    ),
    (
        "a flag where a time should be",
        b'[{"time": true, "icao24": "a", "lat": 35, "lon": 40}]',
        "column 'time': wanted times, came bool",
    ),
    (
        "a trace without a start",
        b'{"icao": "f0e001", "trace": [[0, 35, 40, 100, 1, 2, 0, 0]]}',
        'document 0: wanted a trace {"icao": ..., "timestamp": ..., "trace": [...]} '
        "with timestamp a number, came an object with icao, trace",
    ),
    (
        "one snapshot that is none",
        b'[{"now": 1, "aircraft": []}, {"messages": 3}]',
        'document 1: wanted a snapshot {"now": ..., "aircraft": [...]}, came an '
        "object with messages",
    ),
    (
        "a list among snapshots",
        b'[{"now": 1, "aircraft": []}, []]',
        'document 1: wanted a snapshot {"now": ..., "aircraft": [...]}, came list',
    ),
    (
        "no UTF-8",
        f"{HEAD}\n1513137900,f0e001,35,40\n1513137900,\xff,35,40\n".encode("latin-1"),
        "line 3: byte 0xff is not UTF-8 text; save the file as UTF-8",
    ),
]


@pytest.mark.parametrize(
    ("content", "said"),
    [pytest.param(content, said, id=name) for name, content, said in CONTENTS],
)
def test_a_wrong_file_says_what_is_wrong(content, said, tmp_path):
    path = tmp_path / "positions.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        feeds.read([path])
    assert str(caught.value) == f"{path}: {said}"


def test_the_table_of_wrong_files_is_long_enough():
    assert len(CONTENTS) >= 25


@pytest.mark.parametrize("cut", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_cut_packing_is_damage_not_less_rows(packing, cut, tmp_path):
    plain = f"{HEAD}\n".encode() + b"1513137900,f0e001,35,40\n" * 1000
    if packing == "gzip":
        packed = gzip.compress(plain)
    else:
        sink = pa.BufferOutputStream()
        with pa.CompressedOutputStream(sink, "zstd") as stream:
            stream.write(plain)
        packed = sink.getvalue().to_pybytes()
    path = tmp_path / "a"
    path.write_bytes(packed[: int(len(packed) * cut)])
    with pytest.raises(InputError, match=rf"{packing} data is cut short or damaged"):
        feeds.read([path])


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
def test_cut_parquet_is_damage(cut, tmp_path):
    path = tmp_path / "a"
    table = pa.table({"time": [1_513_137_900] * 500, "icao24": ["f0e001"] * 500})
    table = table.append_column("lat", pa.array([35.0] * 500))
    pq.write_table(table.append_column("lon", pa.array([40.0] * 500)), path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(InputError, match="the Parquet data is cut short or damaged"):
        feeds.read([path])


def test_damaged_page_of_parquet(tmp_path):
    path = tmp_path / "a"
    table = pa.table({"time": [1_513_137_900] * 500, "icao24": ["f0e001"] * 500})
    table = table.append_column("lat", pa.array([35.0] * 500))
    pq.write_table(table.append_column("lon", pa.array([40.0] * 500)), path)
    whole = bytearray(path.read_bytes())
    whole[4:40] = b"\xff" * 36
    path.write_bytes(bytes(whole))
    with pytest.raises(InputError, match="the Parquet data is cut short or damaged"):
        feeds.read([path])


GOOD = f"{HEAD}\n1513137900,f0e001,35,40\n"
COLUMNS = [
    (
        {"tme": "time"},
        f"columns: 'tme' is no column of positions (nearest is 'time'); known are "
        f"{KNOWN}",
    ),
    (
        {"alt_baro_ft": "lat[yd]"},
        "columns: alt_baro_ft=lat[yd]: unit 'yd' is not known for alt_baro_ft; wanted "
        "one of ft, m, km, FL",
    ),
    (
        {"callsign": "icao24[x]"},
        "columns: callsign=icao24[x]: unit 'x' is not known for callsign; wanted none",
    ),
    (
        {"time": "tme"},
        "has no column 'tme' (nearest is 'time'); its columns are time, icao24, lat, "
        "lon",
    ),
    (
        {"time": "icao24[iso]"},
        "row 0, column 'icao24': wanted a time from 1970 to 2200, came 'f0e001'; no "
        "row can be read (1 rows: 1 bad_value); if the column is another one, say "
        "which with --columns",
    ),
]


@pytest.mark.parametrize(("columns", "said"), COLUMNS)
def test_wrong_columns_say_what_is_wrong(columns, said, tmp_path):
    path = tmp_path / "a"
    path.write_text(GOOD)
    with pytest.raises(InputError) as caught:
        feeds.read([path], columns=columns)
    assert str(caught.value) == f"{path}: {said}"


@pytest.mark.parametrize(
    ("spelt", "said"),
    [
        (
            "time",
            "--columns: 'time' is not NAME=COLUMN; wanted e.g. "
            "time=ts,lat_deg=y,alt_baro_ft=height[m]",
        ),
        (
            "time=a,,lat_deg=b",
            "--columns: '' is not NAME=COLUMN; wanted e.g. "
            "time=ts,lat_deg=y,alt_baro_ft=height[m]",
        ),
        ("time=a,time=b", "--columns: time is given twice"),
    ],
)
def test_columns_of_the_command_line(spelt, said):
    with pytest.raises(InputError) as caught:
        feeds.parse_columns(spelt)
    assert str(caught.value) == said


def test_files_that_are_not_there(tmp_path):
    missing = tmp_path / "none.csv"
    with pytest.raises(InputError) as caught:
        feeds.read([missing])
    assert str(caught.value) == f"'{missing}': no such file"
    with pytest.raises(InputError, match="is a directory; name the files in it"):
        feeds.read([tmp_path])
    with pytest.raises(InputError, match="no files of positions are given"):
        feeds.read([])


def test_a_feed_of_another_format(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(GOOD)
    known = Feeds(
        feeds={
            "r": FeedSettings(name="r", format="readsb-trace"),
            "o": FeedSettings(name="o", format="opensky"),
        }
    )
    with pytest.raises(InputError) as caught:
        feeds.read([f"r={path}"], feeds=known)
    assert str(caught.value) == (
        f"{path}: feed 'r' is said to be readsb-trace, but this is csv/opensky"
    )
    assert feeds.read([f"o={path}"], feeds=known).positions.num_rows == 1


def test_what_is_no_table():
    with pytest.raises(InputError, match="int is no table; wanted an Arrow table"):
        feeds.positions_from(7)
    with pytest.raises(InputError, match="dict cannot be read as a table"):
        feeds.positions_from({"time": [1, 2], "icao24": ["a"]})
    with pytest.raises(InputError, match=r"table \(dict\): unknown columns a;"):
        feeds.positions_from({"a": [1]})


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_small_file_cannot_unpack_to_a_huge_document(packing, tmp_path):
    """84 MB of `{},` are 82 kB of gzip, and two gigabytes of values."""
    path = tmp_path / "a"
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.CompressedOutputStream(file, packing) as packed,
    ):
        packed.write(b"[")
        for _ in range(80):
            packed.write(b"{}," * 349_525)
        packed.write(b"{}]")
    with pytest.raises(InputError, match="unpack to more than 64 MiB, 200 times as"):
        feeds.read([path])


@pytest.mark.parametrize("document", [b"1.5", b'"a"', b"true"])
def test_a_document_that_is_one_value_is_no_table(document):
    feed, content = JsonFeed(), Content("a", document)
    with pytest.raises(InputError, match="a: JSON, but no table: "):
        list(feed.read(content, lambda names: names, FeedSettings(name="r")))


def test_text_of_parquet_that_is_no_text(tmp_path):
    path = tmp_path / "a"
    wrong = pa.array([b"\x9a0e001"]).view(pa.string())
    numbers = {"time": [1_513_137_900], "lat": [35.0], "lon": [40.0]}
    pq.write_table(pa.table({**numbers, "icao24": wrong}), path)
    with pytest.raises(InputError, match=r"damaged \(.*UTF8"):
        feeds.read([path])
