"""Real messages: a recorded flight against its decoding, and a Beast recording."""

import gzip
import json
from collections import Counter

import pytest
import rs1090

from thalweg import feeds
from thalweg.model.feed import Feeds, FeedSettings
from thalweg.model.place import Position
from thalweg.tables.positions import POSITIONS
from thalweg.times import US_PER_S

pytestmark = pytest.mark.shared

KT_MPS = 1852 / 3600
START_US = 1_513_137_900_000_000
TOULOUSE, PARIS = (
    Position(lat_deg=43.6, lon_deg=1.4),
    Position(lat_deg=49.0, lon_deg=2.5),
)
FLIGHT = "data/formats/modes/full_flight_short.jsonl.gz"
BEAST = "data/formats/beast/sample_dump1090.bin"


def read(path, **settings):
    """Return POSITIONS by source row, and the result."""
    told = Feeds(feeds={"x": FeedSettings(name="x", **settings)})
    result = feeds.read([f"x={path}"], feeds=told)
    POSITIONS.check(result.positions)
    return {row["source_row"]: row for row in result.positions.to_pylist()}, result


def decoding(path):
    with gzip.open(path) as file:
        return [json.loads(line) for line in file]


def test_a_flight_is_where_its_decoding_says(shared):
    """All 8,324 positions but two, which one surface message alone cannot give.

    The file's decoder took the nearest place to an airport it was told; thalweg asks
    for a pair, since one message tells the place only to within some 90 NM.
    """
    theirs = {
        place: said
        for place, said in enumerate(decoding(shared / FLIGHT))
        if "latitude" in said
    }
    ours, result = read(shared / FLIGHT, radar=PARIS)
    assert result.sources[0].format == "mode-s"
    assert result.sources[0].rows == 57_793
    assert len(theirs) == 8_324
    assert sorted(theirs.keys() - ours.keys()) == [0, 9]
    assert ours.keys() <= theirs.keys()
    assert result.dropped == {("x", "no_position"): 57_793 - 8_322}
    for place, row in ours.items():
        said = theirs[place]
        assert row["lat_deg"] == pytest.approx(said["latitude"], abs=1e-12)
        assert row["lon_deg"] == pytest.approx(said["longitude"], abs=1e-12)
        assert row["mover"] == said["icao24"]
        assert row["nuc_p"] == said["NUCp"]
        assert row["time"].timestamp() == pytest.approx(said["timestamp"], abs=1e-6)


def _taxi_kt(speed_kt):
    """Return a speed on the ground, as the standard has it.

    From 2 to 15 kt a step is half a knot (DO-260B 2.2.3.2.4.2); the file's decoder, an
    older one, counted quarters. rs1090 of today counts halves.
    """
    if speed_kt is None or not 2 <= speed_kt < 15:
        return speed_kt
    return 2 + 2 * (speed_kt - 2)


def _velocity(message):
    """Return time, speed, track and climb that a message tells; None if it tells none.

    What stands on the ground has a speed, and no climb.
    """
    if message.get("bds") == "09":
        climb_fpm = message.get("vertical_rate")
        said = (message.get("groundspeed"), message.get("track"), climb_fpm)
    elif message.get("bds") == "06":
        said = (_taxi_kt(message["groundspeed"]), message["track"], None)
    else:
        return None
    return message["timestamp"], *said


def test_what_stands_beside_a_position_is_what_the_decoding_said_last(shared):
    ours, _ = read(shared / FLIGHT, radar=PARIS)
    velocity, callsign, squawk = (0, None, None, None), None, None
    compared = Counter()
    for place, message in enumerate(decoding(shared / FLIGHT)):
        velocity = _velocity(message) or velocity
        if message.get("bds") == "08":
            callsign = message["callsign"]
        squawk = message.get("squawk", squawk)
        row = ours.get(place)
        if row is None:
            continue
        assert row["callsign"] == callsign
        # A reply to a radar holds for a minute, and radars asked all the while.
        assert row["squawk"] in (squawk, None)
        assert row["on_ground"] == (message["bds"] == "06")
        assert row["alt_baro_ft"] == message.get("altitude")
        fresh = message["timestamp"] - velocity[0] <= 10
        speed_kt, track_deg, climb_fpm = velocity[1:] if fresh else (None,) * 3
        speed_mps = speed_kt and speed_kt * KT_MPS
        assert row["ground_speed_mps"] == pytest.approx(speed_mps, rel=1e-5, abs=1e-5)
        assert row["track_deg"] == pytest.approx(track_deg, abs=1e-4)
        assert row["vertical_rate_fpm"] == climb_fpm
        compared[message["bds"], fresh] += 1
    assert compared == {("06", True): 1_865, ("05", True): 6_457}


def test_three_messages_of_the_flight_read_by_hand(shared):
    ours, _ = read(shared / FLIGHT, radar=PARIS)
    said = decoding(shared / FLIGHT)
    # 8d393322 58 0 940 aa0a8e4d4f62...: type code 11, no condition, 0x094 as height:
    # 0000 1001 0100 with Q set is step 68, 700 ft.
    first = next(place for place, row in ours.items() if not row["on_ground"])
    assert said[first]["frame"][8:14] == "580940"
    assert ours[first]["alt_baro_ft"] == 68 * 25 - 1000
    assert ours[first]["nuc_p"] == 7
    # 8f393322 383a04...: 00111 is type code 7, 0000011 is 0.25 kt, 1 and 0100000 are
    # a track, 32 of 128; the first of two parities to have its pair.
    assert said[13]["frame"][8:14] == "383a04"
    assert min(ours) == 13
    assert ours[13]["ground_speed_mps"] == pytest.approx(0.25 * KT_MPS)
    assert ours[13]["track_deg"] == 32 * 360 / 128
    assert ours[13]["alt_baro_ft"] is None
    # 29280800 69049e: DF 5; of its 13 bits 0100000000000 the second is A1: 1000.
    assert said[2]["frame"].startswith("2928080069049e")
    assert ours[13]["squawk"] == "1000"


def test_without_a_receivers_place_the_taxi_before_the_flight_is_unplaced(shared):
    ours, result = read(shared / FLIGHT)
    placed = [place for place, row in ours.items() if row["lat_deg"] is not None]
    said = decoding(shared / FLIGHT)
    first_airborne = next(
        place for place, message in enumerate(said) if message.get("bds") == "05"
    )
    before = [place for place in ours if place < first_airborne]
    # One row for each ten seconds stands for what was sent all the while.
    assert all(ours[place]["lat_deg"] is None for place in before)
    # Of 972 s: the first message after ten seconds comes some tenths later.
    assert len(before) == 92
    # Once it has flown, it is placed on the ground by its own last place.
    last_airborne = max(
        p for p, message in enumerate(said) if message.get("bds") == "05"
    )
    landed = {
        place
        for place in range(last_airborne, len(said))
        if said[place].get("bds") == "06"
    }
    assert len(landed) == 518
    assert landed <= set(placed)
    assert sum(result.dropped.values()) + len(ours) == 57_793


def walk(data):
    """Take a Beast recording apart byte by byte."""
    at, found = 0, []
    while at < len(data):
        assert data[at] == 0x1A
        size, record = {0x32: 14, 0x33: 21}[data[at + 1]], bytearray()
        at += 2
        while len(record) < size:
            if data[at] == 0x1A:
                at += 1
                assert data[at] == 0x1A
            record.append(data[at])
            at += 1
        found.append((int.from_bytes(record[:6], "big"), bytes(record[7:])))
    return found


def test_a_beast_recording_is_read_whole(shared):
    records = walk((shared / BEAST).read_bytes())
    assert len(records) == 239
    theirs = rs1090.decode(
        [frame.hex() for _, frame in records],
        [count / 12_000_000 for count, _ in records],
    )
    ours, result = read(shared / BEAST, start_us=START_US)
    assert result.sources[0].format == "beast"
    assert result.sources[0].rows == 239
    assert result.dropped == {("x", "no_mover"): 10, ("x", "no_position"): 223}
    placed = {place: row for place, row in ours.items() if row["lat_deg"] is not None}
    assert placed.keys() == {
        place for place, said in enumerate(theirs) if "latitude" in said
    }
    for place, row in placed.items():
        where = (theirs[place]["latitude"], theirs[place]["longitude"])
        assert (row["lat_deg"], row["lon_deg"]) == pytest.approx(where, abs=1e-12)
        us = (records[place][0] - records[0][0]) * US_PER_S // 12_000_000
        assert row["time"].timestamp() * US_PER_S == pytest.approx(START_US + us, abs=1)


def test_three_records_of_the_recording_read_by_hand(shared):
    """Bytes as xxd shows them.

    * 60: 8d48520a58c3849c784990179ae0; 0xc38 without its Q bit is step 1560: 38,000 ft.
      Six seconds before, 8d48520af82300060049b898ba5f: version 2, NACp 9, supplement 0;
      and 990c2c3158040b: the ellipsoid's height is 10 steps of 25 ft above.
    * 70: the same height, a second later by the counter.
    * 107: callsign by 8d48520a 23 512078e4d820: 010100 010010 000001 is TRA, and so on.
    """
    ours, _ = read(shared / BEAST, start_us=START_US, radar=TOULOUSE)
    first, second, third = (ours[place] for place in (60, 70, 107))
    assert first["mover"] == second["mover"] == third["mover"] == "48520a"
    assert first["alt_baro_ft"] == 1560 * 25 - 1000
    assert first["alt_geo_ft"] == 38_000 + 250
    assert (first["adsb_version"], first["nac_p"], first["nic"]) == (2, 9, 8)
    assert first["nuc_p"] is None
    assert first["callsign"] is None
    seconds = (445_026_612 - 432_907_014) / 12_000_000
    assert (second["time"] - first["time"]).total_seconds() == pytest.approx(
        seconds, abs=1e-6
    )
    assert (third["callsign"], third["category"]) == ("TRA89M", "A3")
    assert third["vertical_rate_fpm"] == -64.0
