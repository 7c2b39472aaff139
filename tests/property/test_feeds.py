"""Feeds: what goes in comes out, whatever the format; and bytes that nobody wrote."""

import gzip
import json
import math
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from thalweg import feeds
from thalweg.errors import ConfigError, InputError
from thalweg.tables.positions import POSITIONS
from thalweg.units import FT_M, KT_MPS
from thalweg.wire.columns import HEIGHTS_FT, RATES_FPM, SPEEDS_MPS
from thalweg.wire.feeds import parse_feeds

START_US = 631_152_000_000_000 + 20 * 86_400_000_000
END_US = 4_070_908_800_000_000

instants = st.integers(START_US, END_US)
words = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1, max_size=8)
heights_ft = st.integers(-200, 8000).map(lambda step: step * 6.25)
reals = st.floats(-1e4, 1e4, width=32, allow_nan=False).map(lambda v: v + 0.0)
# A word that stands for nothing in CSV is nothing.
callsigns = words.filter(lambda word: word.lower() not in ("nan", "null", "none"))
rows = st.fixed_dictionaries(
    {
        "time": instants,
        "feed": st.sampled_from(["default", "north", "radar-1"]),
        "mover": st.one_of(
            st.integers(0, 0xFFFFFF).map("{:06x}".format),
            st.integers(0, 999).map("T-{}".format),
            st.integers(0, 0xFFFFFF).map("~{:06x}".format),
        ),
        "callsign": st.none() | callsigns,
        "squawk": st.none() | st.integers(0, 0o7777).map("{:04o}".format),
        "emergency": st.none() | st.sampled_from(["general", "lifeguard", "minfuel"]),
        "lat_deg": st.none() | st.floats(-90, 90),
        "lon_deg": st.none() | st.floats(-180, 180),
        "alt_baro_ft": st.none() | heights_ft,
        "alt_geo_ft": st.none() | heights_ft,
        "ground_speed_mps": st.none() | reals.map(abs),
        "track_deg": st.none() | reals,
        "vertical_rate_fpm": st.none() | reals,
        "on_ground": st.none() | st.booleans(),
        "nic": st.none() | st.integers(0, 11),
        "nac_p": st.none() | st.integers(0, 11),
        "nuc_p": st.none() | st.integers(0, 9),
        "adsb_version": st.none() | st.integers(0, 2),
        "category": st.none() | st.sampled_from(["A0", "A7", "B6", "D7"]),
        "acas_ra": st.none() | st.booleans(),
        "source_type": st.none() | st.sampled_from(["adsb_icao", "mlat", "radar"]),
        "received": st.none() | instants,
    }
)
tables = st.lists(rows, min_size=1, max_size=6)


def positions(found):
    stamp = pa.timestamp("us", "UTC")
    columns = {
        name: pa.array([row[name] for row in found], pa.int64()).cast(stamp)
        for name in ("time", "received")
    }
    for name in found[0]:
        if name not in columns:
            columns[name] = pa.array([row[name] for row in found])
    columns["source_sha256"] = pa.array([""] * len(found))
    columns["source_row"] = pa.array(range(len(found)), pa.int64())
    return POSITIONS.conform(pa.table(columns))


def to_csv(table, path):
    pa_csv.write_csv(_plain(table), path)


def to_parquet(table, path):
    pq.write_table(table, path)


def to_records(table, path):
    path.write_text(json.dumps(_texts(table)))


def to_lines(table, path):
    # Two lines at least, or it is one document, which reads just the same.
    path.write_text("".join(json.dumps(row) + "\n" for row in _texts(table)))


def to_split(table, path):
    texts = _texts(table)
    data = [list(row.values()) for row in texts]
    path.write_text(json.dumps({"columns": list(texts[0]), "data": data}))


def to_columns(table, path):
    texts = _texts(table)
    columns = {
        name: {str(i): row[name] for i, row in enumerate(texts)} for name in texts[0]
    }
    path.write_bytes(gzip.compress(json.dumps(columns).encode()))


def _plain(table):
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            plain = table[field.name].cast(pa.string())
            table = table.set_column(at, field.name, plain)
    return table


def _texts(table):
    return [
        {
            name: value.isoformat() if name in ("time", "received") and value else value
            for name, value in row.items()
        }
        for row in table.to_pylist()
    ]


WRITERS = [to_csv, to_parquet, to_records, to_lines, to_split, to_columns]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@given(found=tables)
@settings(max_examples=15)
def test_positions_come_back_from_every_format(write, found):
    table = positions(found)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "positions"
        write(table, path)
        if write is to_lines and len(found) == 1:
            path.write_text(json.dumps(_texts(table)))
        result = feeds.read([path])
    assert result.dropped == {}
    back = POSITIONS.check(result.positions)
    own = ["source_sha256"]
    assert back.drop_columns(own).to_pylist() == table.drop_columns(own).to_pylist()


def frame(**columns):
    size = len(next(iter(columns.values())))
    known = {
        "time": [1_513_137_900] * size,
        "mover": ["f0e001"] * size,
        "lat_deg": [35.0] * size,
        "lon_deg": [40.0] * size,
    }
    return known | columns


@pytest.mark.parametrize(
    ("target", "scales"),
    [
        ("alt_baro_ft", HEIGHTS_FT),
        ("alt_geo_ft", HEIGHTS_FT),
        ("ground_speed_mps", SPEEDS_MPS),
        ("vertical_rate_fpm", RATES_FPM),
    ],
)
@given(values=st.lists(st.floats(-5e4, 5e4), min_size=1, max_size=5))
def test_units_are_factors(target, scales, values):
    for unit, scale in scales.items():
        result = feeds.read_object(frame(own=values), columns={target: f"own[{unit}]"})
        ours = np.array(result.positions[target].to_pylist(), np.float64)
        expected = np.array(values) * scale
        # Float32, and heights in metres to the hundredth of a foot.
        assert np.all(np.abs(ours - expected) <= 0.00501 + np.abs(expected) * 6e-8)


@given(step=st.integers(-40, 2400))
def test_the_same_height_from_every_program(step):
    feet = step * 25.0
    rest = {"time": [1_513_137_900], "icao24": ["f0e001"], "lat": [35.0], "lon": [40.0]}
    opensky = feeds.positions_from(rest | {"baroaltitude": [feet * FT_M]})
    traffic = feeds.positions_from(
        {
            "timestamp": [1_513_137_900],
            "icao24": ["f0e001"],
            "latitude": [35.0],
            "longitude": [40.0],
            "altitude": [feet],
            "groundspeed": [100.0 / KT_MPS],
        }
    )
    assert opensky["alt_baro_ft"].to_pylist() == [feet]
    assert traffic["alt_baro_ft"].to_pylist() == [feet]
    assert traffic["ground_speed_mps"].to_pylist() == [100.0]


@given(
    values=st.lists(
        st.none()
        | st.floats()
        | st.integers(-(2**70), 2**70)
        | st.booleans()
        | st.text(max_size=6)
        | st.lists(st.integers(), max_size=2)
        | st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
        min_size=1,
        max_size=6,
    ),
    name=st.sampled_from(
        ["time", "icao24", "lat", "baroaltitude", "squawk", "onground", "lastposupdate"]
    ),
)
def test_every_row_is_kept_or_counted_whatever_stands_in_a_column(values, name):
    good = {"time": 1_513_137_900, "icao24": "f0e001", "lat": 35.0, "lon": 40.0}
    listed = [good] + [good | {name: value} for value in values]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_text(json.dumps(listed))
        try:
            result = feeds.read([path])
        except InputError as error:
            said = str(error)
            result = None
    if result is None:
        assert f"column {name!r}" in said
        return
    table = POSITIONS.check(result.positions)
    assert table.num_rows + sum(result.dropped.values()) == len(listed)
    kept = table["source_row"].to_pylist()
    assert kept == sorted(set(kept))
    for column in ("lat_deg", "alt_baro_ft"):
        kept = [value for value in table[column].to_pylist() if value is not None]
        assert all(math.isfinite(value) for value in kept)


HEADS = [
    b"",
    b"PAR1",
    b"\x1f\x8b\x08\x00",
    b"\x28\xb5\x2f\xfd",
    b"{",
    b"[",
    b'{"trace":[',
    b'{"now":1,"aircraft":[',
    b"time,icao24,lat,lon\n",
    b"time;icao24;lat;lon\n1513137900;f0e001;35;40\n",
    b'[{"time":1513137900,"icao24":"f0e001","lat":35,"lon":40},',
    b'{"time":1513137900,"icao24":"f0e001","lat":35,"lon":40}\n',
]


@given(head=st.sampled_from(HEADS), tail=st.binary(max_size=200))
@example(head=b"[" * 5000, tail=b"")
@example(head=b'{"a":' * 5000, tail=b"")
@example(head=b'[{"time":1513137900,"icao24":"\\ud800","lat":35,"lon":40}]', tail=b"")
@example(head=b'[{"time":"\\ud800","icao24":"a","lat":35,"lon":40}]', tail=b"")
@example(head=b'[{"\\ud800":1}]', tail=b"")
@example(head=b"[" + b"9" * 6000 + b"]", tail=b"")
@example(head=b'[{"time":1e999,"icao24":"a","lat":NaN,"lon":-Infinity}]', tail=b"")
@example(head=b"PAR1" + b"\0" * 40 + b"\xff\xff\xff\x7fPAR1", tail=b"")
@example(head=b'"time,icao24,lat,lon\n', tail=b"")
@settings(max_examples=120)
def test_random_bytes_raise_nothing_but_input_errors(head, tail):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(head + tail)
        try:
            result = feeds.read([path])
        except InputError as error:
            said = str(error)
        else:
            POSITIONS.check(result.positions)
            return
    assert str(path) in said
    assert said.encode("utf-8")


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(data=b"thalweg: feeds/1\nfeeds:\n  - {name: a, columns: {time: 1}}\n")
@example(data=b"thalweg: feeds/1\nfeeds:\n  - [1]\n  - 7\naerodromes: [3]\n")
def test_random_feeds_files_raise_nothing_but_config_errors(data):
    try:
        parse_feeds(data, "feeds.yaml")
    except ConfigError as error:
        faults = error.faults
    else:
        return
    assert faults
    assert all(fault.startswith("feeds.yaml") for fault in faults)
