"""Flight trackers' payloads: one flight's track in JSON."""

import json

import pytest

from thalweg import feeds
from thalweg.errors import InputError

POINT = {
    "latitude": 35.25,
    "longitude": 40.25,
    "altitude": {"feet": 30_000, "meters": 9_144},
    "speed": {"kmh": 185.2, "kts": 100, "mph": 115.1},
    "verticalSpeed": {"fpm": -640, "ms": -3.25},
    "heading": 90,
    "squawk": "4720",
    "timestamp": 1_513_137_900,
    "ems": None,
}


def payload(*points, modes="F0E001", number="2ce4f83f"):
    flight = {
        "identification": {"id": number, "callsign": "TEST01"},
        "aircraft": {"identification": {"modes": modes}},
        "track": list(points) or [POINT],
    }
    return {"result": {"response": {"data": {"flight": flight}}}, "_api": {}}


def read(document, tmp_path):
    path = tmp_path / "payload"
    text = document if isinstance(document, str) else json.dumps(document)
    path.write_text(text)
    return feeds.read([path])


def test_a_point_is_read_whole(tmp_path):
    result = read(payload(), tmp_path)
    assert result.sources[0].format == "flight-tracker"
    (row,) = result.positions.to_pylist()
    assert row.pop("time").isoformat() == "2017-12-13T04:05:00+00:00"
    assert row.pop("ground_speed_mps") == pytest.approx(51.4444, abs=1e-4)
    row.pop("source_sha256")
    assert {name: value for name, value in row.items() if value is not None} == {
        "feed": "default",
        "mover": "f0e001",
        "callsign": "TEST01",
        "squawk": "4720",
        "lat_deg": 35.25,
        "lon_deg": 40.25,
        "alt_baro_ft": 30_000.0,
        "track_deg": 90.0,
        "vertical_rate_fpm": -640.0,
        "source_row": 0,
    }


def test_no_squawk_is_none(tmp_path):
    points = [
        POINT | {"squawk": squawk} for squawk in ("0", 0, "0000", "", None, "7700")
    ]
    result = read(payload(*points), tmp_path)
    assert result.positions["squawk"].to_pylist() == [None] * 5 + ["7700"]


def test_without_an_address_the_flight_is_the_mover(tmp_path):
    for modes in (None, ""):
        result = read(payload(modes=modes, number="f0e002"), tmp_path)
        assert result.positions["mover"].to_pylist() == ["flight-f0e002"]


def test_several_flights_may_stand_in_a_list_or_one_a_line(tmp_path):
    two = [payload(), payload(modes="F0E002")]
    for document in (two, "\n".join(map(json.dumps, two))):
        result = read(document, tmp_path)
        assert result.positions["mover"].to_pylist() == ["f0e001", "f0e002"]
        assert result.positions["source_row"].to_pylist() == [0, 1]


def test_points_that_are_none_are_counted_and_parts_may_be_missing(tmp_path):
    bare = {"latitude": 35.25, "longitude": 40.25, "timestamp": 1_513_137_901}
    result = read(payload(POINT, None, bare, POINT | {"latitude": 95}), tmp_path)
    assert result.positions["source_row"].to_pylist() == [0, 2]
    assert result.dropped == {("default", "bad_value"): 2}
    assert result.positions["alt_baro_ft"].to_pylist() == [30_000.0, None]


def test_a_document_that_is_no_flight_is_refused(tmp_path):
    other = {"result": {"response": {"data": {"flight": {"track": None}}}}}
    with pytest.raises(InputError, match=r"document 1: wanted a flight .* result"):
        read([payload(), other], tmp_path)


# Points of each file, and three of them by number, from the JSON by eye.
REAL = {
    "2ce4f83f": (871, "ae503d", "SPAR19"),
    "3376ab31": (305, "8467d8", "JAL516"),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_real_payloads_are_read_whole(name, shared):
    path = shared / "data" / "formats" / "fr24" / f"{name}.json"
    count, mover, callsign = REAL[name]
    result = feeds.read([path])
    assert (result.positions.num_rows, result.dropped) == (count, {})
    rows = result.positions.to_pylist()
    track = json.loads(path.read_text())["result"]["response"]["data"]["flight"][
        "track"
    ]
    assert len(track) == count
    for index in (0, count // 2, count - 1):
        row, point = rows[index], track[index]
        assert (row["mover"], row["callsign"]) == (mover, callsign)
        assert row["time"].timestamp() == point["timestamp"]
        assert row["lat_deg"] == point["latitude"]
        assert row["lon_deg"] == point["longitude"]
        assert row["alt_baro_ft"] == point["altitude"]["feet"]
        assert row["ground_speed_mps"] == pytest.approx(
            point["speed"]["kts"] * 1852 / 3600, rel=1e-6
        )
        assert row["vertical_rate_fpm"] == point["verticalSpeed"]["fpm"]
        assert row["track_deg"] == point["heading"]
        assert row["received"] is None
    first = rows[0]
    if name == "2ce4f83f":
        assert (first["lat_deg"], first["lon_deg"]) == (3.123632, 101.553513)
        assert first["time"].isoformat() == "2022-08-02T07:36:06+00:00"
        assert first["squawk"] == "2127"
    else:
        assert (first["lat_deg"], first["lon_deg"]) == (42.787994, 141.685074)
        assert first["squawk"] is None
