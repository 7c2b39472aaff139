"""Corners of reading that no whole file shows."""

import json

import pyarrow as pa
import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.values import times
from thalweg.model.feed import Feeds, FeedSettings

AT_US = 1_513_137_900_000_000
OPENSKY = {
    "time": [1_513_137_900, 1_513_137_900],
    "icao24": ["f0e001", "f0e002"],
    "lat": [35.0, 35.0],
    "lon": [40.0, 40.0],
}


def test_zones_east_and_west_in_texts_that_differ():
    given = ["2017-12-13T06:05:00+02:00", "2017-12-12T23:05:00-05:00", "x"]
    given += ["2017-12-13 09:35:00+0530"]
    read = times(pa.chunked_array([pa.array(given)]), "auto")
    assert read.us.tolist() == [AT_US, AT_US, 0, AT_US]


def test_microseconds_of_whole_numbers_never_pass_through_floats():
    # 2**53 nanoseconds are 104 days: as a float this one would move by 100 ns or so.
    odd_us = 1_513_137_900_123_457
    column = pa.chunked_array([pa.array([odd_us * 1000 + 999])])
    assert times(column, "auto").us.tolist() == [odd_us]


@pytest.mark.parametrize("value", [8.5, -1, 12])
def test_quality_is_a_small_whole_number_or_the_row_is_bad(value):
    positions = {
        "time": [AT_US, AT_US],
        "mover": ["a", "b"],
        "lat_deg": [1.0, 1.0],
        "lon_deg": [1.0, 1.0],
        "nac_p": [8.0, value],
    }
    result = feeds.read_object(positions)
    assert result.positions["nac_p"].to_pylist() == [8]
    assert result.dropped == {("default", "bad_value"): 1}


def test_columns_that_are_asked_for_go_before_those_of_the_feed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("time,icao24,lat,lon,one,two\n1513137900,f0e001,1,2,A,B\n")
    known = Feeds(feeds={"n": FeedSettings(name="n", columns={"callsign": "one"})})
    for columns, callsign in (({}, "A"), ({"callsign": "two"}, "B")):
        result = feeds.read([f"n={path}"], feeds=known, columns=columns)
        assert result.positions["callsign"].to_pylist() == [callsign]


def test_who_names_the_time_names_the_time_of_the_position():
    table = OPENSKY | {"lastposupdate": [1_513_137_890] * 2}
    table |= {"mine": [1_513_137_895] * 2}
    own = feeds.read_object(table, columns={"time": "mine"}).positions
    assert own["time"].cast(pa.int64()).to_pylist() == [AT_US - 5_000_000] * 2
    assert own["received"].null_count == 2
    columns = {"time": "mine", "received": "time"}
    aged = feeds.read_object(table, columns=columns).positions
    assert aged["received"].cast(pa.int64()).to_pylist() == [AT_US] * 2


def test_a_foreign_name_that_is_explained_is_not_foreign():
    table = OPENSKY | {"altitude": [30_000.0, 30_000.0]}
    with pytest.raises(InputError, match="whose units differ"):
        feeds.positions_from(table)
    result = feeds.read_object(table, columns={"alt_baro_ft": "altitude[ft]"})
    assert result.positions["alt_baro_ft"].to_pylist() == [30_000.0] * 2


def test_ground_stays_ground_whatever_the_flags_say(tmp_path):
    point = [0.0, 35.0, 40.0, "ground", 5.0, 90.0, 8, None, None]
    path = tmp_path / "a"
    trace = {"icao": "f0e001", "timestamp": AT_US / 1e6, "trace": [point]}
    path.write_text(json.dumps(trace))
    row = feeds.read([path]).positions.to_pylist()[0]
    assert row["on_ground"] is True
    assert (row["alt_baro_ft"], row["alt_geo_ft"]) == (None, None)


def test_a_height_beyond_float32_is_null_and_warns_nobody(tmp_path):
    path = tmp_path / "file"
    path.write_text(
        "time,mover,lat_deg,lon_deg,alt_baro_ft\n2017-12-13T04:05:00Z,a,35,40,1e39\n"
    )
    assert feeds.read([path]).positions["alt_baro_ft"].to_pylist() == [None]


def test_metres_that_were_float32_are_feet_in_whole_steps():
    """304.8 m are 304.79998779 in float32: 999.99996 ft, and 1,000 ft are meant."""
    feet = [25.0 * step for step in range(1, 2001)]
    table = pa.table(
        {
            "time": [1_513_137_900] * len(feet),
            "icao24": ["f0e001"] * len(feet),
            "lat": [35.0] * len(feet),
            "lon": [40.0] * len(feet),
            "baroaltitude": pa.array([f * 0.3048 for f in feet], pa.float32()),
        }
    )
    assert feeds.positions_from(table)["alt_baro_ft"].to_pylist() == feet


@pytest.mark.parametrize(
    "document",
    [
        b'{"\\ud800": 1}',
        b'{"icao": "f0e001", "\\ud800time": 1, "trace": []}',
        b'[{"now": 1, "aircraft": []}, {"\\ud800": 1}]',
    ],
    ids=["table", "trace", "aircraft"],
)
def test_a_key_that_is_no_text_is_said_in_words_that_are(document, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(document)
    with pytest.raises(InputError) as caught:
        feeds.read([path])
    assert "?" in str(caught.value)
    str(caught.value).encode("utf-8")


def test_lines_of_objects_without_a_column_are_no_table(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"{}\n{}\n")
    with pytest.raises(InputError, match="row 0: wanted an object of columns"):
        feeds.read([path])
