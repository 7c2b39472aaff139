"""Real ASTERIX recordings, held against what another program decoded of them.

The texts beside the recordings were written by a decoder that has nothing in common
with `libasterix` but the specification.
"""

import json
import re
from collections import Counter

import pytest

from tests.unit.feeds.plain_radar import azimuth_deg, slant_m
from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.asterix import AsterixFeed
from thalweg.feeds.content import Content
from thalweg.model.feed import Feeds, FeedSettings
from thalweg.model.place import Position
from thalweg.times import parse_iso

pytestmark = pytest.mark.shared

KT_MPS, NMI_M, FT_M = 1852 / 3600, 1852.0, 0.3048
SOURCES = ("11", "12", "13", "14", "201", "204", "205")
# Nobody says where most of these radars stand: each is put somewhere of its own.
RADARS = {
    f"25/{source}": Position(lat_deg=44.0 + index, lon_deg=15.0 + index)
    for index, source in enumerate(SOURCES)
}


def settings(**more):
    return Feeds(feeds={"r": FeedSettings(name="r", **more)})


def read(path, **more):
    return feeds.read([f"r={path}"], feeds=settings(**more))


def decoded(text):
    """Return the records of a decoder's text: category, and lines by item."""
    records, category, item = [], None, None
    for line in text.splitlines():
        if match := re.match(r"Category: (\d+)", line):
            category = int(match[1])
        elif line.startswith("Data Record"):
            records.append((category, {}))
        elif match := re.match(r"Item (\d+) :", line):
            item = records[-1][1].setdefault(match[1], {})
        elif match := re.match(r"\t([^:]+): (.*)", line):
            item[match[1]] = match[2]
    return records


def measure(value):
    return float(re.search(r"\((-?[\d.]+)", value)[1])


def expected(items):
    """Return what a row should hold, from the decoder's text alone."""
    source = items["010"]
    name = f"{source['System Area Code']}/{source['System Identification Code']}"
    track = items["161"]["Track Number"].split()[0]
    address = items.get("220", {}).get("AircraftAddress")
    row = {
        "of_day_us": round(measure(items["140"]["Time Of Day"]) * 1e6),
        "mover": address.lower() if address else f"{name}-{track}",
        "callsign": None,
        "squawk": None,
        "alt_baro_ft": None,
        "speed_mps": None,
        "track_deg": None,
        "on_ground": None,
    }
    if code := items.get("070"):
        sure = code["V"][0] == "0" and code["G"][0] == "0"
        row["squawk"] = code["Mode-3/A reply code"] if sure else None
    if level := items.get("090"):
        sure = level["V"][0] == "0" and level["G"][0] == "0"
        row["alt_baro_ft"] = measure(level["FlightLevel"]) * 100 if sure else None
    if words := items.get("240"):
        row["callsign"] = next(iter(words.values())).strip() or None
    if moving := items.get("200"):
        row["speed_mps"] = measure(moving["Calculated groundspeed"]) * KT_MPS
        row["track_deg"] = measure(moving["Calculated heading"])
    if flight := items.get("230"):
        row["on_ground"] = {"0": False, "1": True}[flight["STAT"][0]]
    return name, row


def test_all_128_targets_of_the_capture_are_those_of_the_decoded_text(shared):
    folder = shared / "data" / "formats" / "asterix"
    records = decoded((folder / "cat_034_048.txt").read_text())
    assert Counter(category for category, _ in records) == {48: 128, 34: 34}
    result = read(folder / "cat_034_048.pcap", radars=RADARS)
    assert result.sources[0].rows == 162
    assert result.dropped == {("r", "no_position"): 34}
    rows = {row["source_row"]: row for row in result.positions.to_pylist()}
    day_us = parse_iso("2016-05-05T00:00Z")
    heights = 0
    for place, (category, items) in enumerate(records):
        if category == 34:
            assert place not in rows
            continue
        row = rows.pop(place)
        name, wanted = expected(items)
        assert round(row["time"].timestamp() * 1e6) == day_us + wanted["of_day_us"]
        for column in ("mover", "callsign", "squawk", "alt_baro_ft", "on_ground"):
            assert row[column] == wanted[column], (place, column)
        for column, value in (
            ("ground_speed_mps", wanted["speed_mps"]),
            ("track_deg", wanted["track_deg"]),
        ):
            assert row[column] == (value and pytest.approx(value, rel=1e-6))
        heights += "110" in items
        held_against_the_beam(row, items, RADARS[name])
    assert not rows
    assert heights == 48


def held_against_the_beam(row, items, radar):
    """Hold the place against range and azimuth, in exact geometry."""
    if "040" not in items:
        assert row["lat_deg"] is None
        return
    range_m = measure(items["040"]["RHO"]) * NMI_M
    if "110" in items:
        height_ft = measure(items["110"]["3D_Height"])
    else:
        height_ft = row["alt_baro_ft"]
    seen = (radar, 0.0, row["lat_deg"], row["lon_deg"], height_ft * FT_M)
    assert slant_m(*seen) == pytest.approx(range_m, abs=60.0)
    turn = azimuth_deg(*seen) - measure(items["040"]["THETA"])
    assert (turn + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.005)


def test_a_radar_that_names_its_place_needs_no_settings(shared, tmp_path):
    """Two of the messages of one radar hold its place, 780 m up."""
    capture = shared / "data" / "formats" / "asterix" / "cat_034_048.pcap"
    with pytest.raises(InputError, match="where 25/1") as error:
        read(capture)
    names = re.findall(r"25/\d+", str(error.value).partition("where")[2])
    stated = {f"25/{source}" for source in SOURCES} - set(names)
    assert len(stated) == 1
    some = Position(lat_deg=0.0, lon_deg=0.0)
    result = read(capture, radars={"1/1": some})
    placed = [r for r in result.positions.to_pylist() if r["lat_deg"] is not None]
    assert placed
    for row in placed:
        assert row["lat_deg"] == pytest.approx(43.57, abs=4.0)
        assert row["lon_deg"] == pytest.approx(16.41, abs=6.0)


def test_a_capture_of_several_radars_has_no_one_place(shared):
    capture = shared / "data" / "formats" / "asterix" / "cat_034_048.pcap"
    with pytest.raises(InputError, match="one place for both; name each in the feeds"):
        read(capture, radar=RADARS["25/201"])


def test_both_tracks_of_the_tracker_s_capture_are_those_of_the_decoded_text(shared):
    folder = shared / "data" / "formats" / "asterix"
    lines = (folder / "cat_062_065_json.txt").read_text().splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    result = read(folder / "cat_062_065.pcap")
    assert result.dropped == {("r", "no_position"): 1}
    for row, record in zip(result.positions.to_pylist(), records[:2], strict=True):
        items = record["CAT062"]
        of_day_us = round(items["I070"]["ToT"] * 1e6)
        assert abs(row["time"].timestamp() * 1e6 % 86_400e6 - of_day_us) < 2
        assert row["time"].date().isoformat() == "2014-02-25"
        assert row["mover"] == items["I380"]["ADR"]["ADR"].lower()
        assert row["callsign"] == items["I380"]["ID"]["ACID"].strip()
        assert row["squawk"] == items["I060"]["Mode3A"]
        assert row["lat_deg"] == pytest.approx(items["I105"]["Lat"], abs=1e-7)
        assert row["lon_deg"] == pytest.approx(items["I105"]["Lon"], abs=1e-7)
        assert row["alt_baro_ft"] == items["I136"]["MFL"]
        # 36,481 ft beside FL390, from source 6: a default, so no height at all.
        assert row["alt_geo_ft"] is None
        east, north = items["I185"]["Vx"], items["I185"]["Vy"]
        assert row["ground_speed_mps"] == pytest.approx((east**2 + north**2) ** 0.5)
        assert row["vertical_rate_fpm"] == items["I220"]["RoC"]
        assert row["on_ground"] is False


# By hand from the bytes (`xxd`), with the categories' specifications beside them.
HAND = {
    "cat048.raw": [
        {
            "mover": "3c660c", "callsign": "DLH65A", "squawk": "1000",
            "alt_baro_ft": 33_000.0, "track_deg": 124.0026855,
        },
    ],
    "cat062cat065.raw": [
        # ...007f3e9b 0025188d: latitude 0x007f3e9b * 180 / 2**25, and so on.
        {
            "mover": "25/100-4980", "squawk": "4276", "lat_deg": 44.7344130,
            "lon_deg": 13.0415279, "alt_baro_ft": 15_700.0, "nac_p": None,
        },
        {
            "mover": "3c0a55", "callsign": "SXD4723", "squawk": "2535",
            "alt_baro_ft": 35_000.0, "alt_geo_ft": 35_312.5,
        },
    ],
    "cat21_re.ast": [
        # 2bb73e fa65ba * 180/2^23; 000001; version 0, NUCp 0.
        {
            "mover": "000001", "lat_deg": 61.4753294, "lon_deg": -7.8786993,
            "nuc_p": 0, "nic": None, "adsb_version": 0, "on_ground": True,
        },
        {
            "mover": "000002", "lat_deg": 61.4752436, "lon_deg": -7.8788495,
            "category": "C2", "on_ground": True,
        },
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", HAND)
def test_raw_recordings_hold_what_their_bytes_say(name, shared):
    path = shared / "data" / "formats" / "asterix" / name
    start_us = parse_iso("2016-05-05T00:00Z")
    some = Position(lat_deg=45.0, lon_deg=16.0)
    result = read(path, start_us=start_us, radar=some)
    rows = result.positions.to_pylist()
    assert len(rows) == len(HAND[name])
    for row, wanted in zip(rows, HAND[name], strict=True):
        for column, value in wanted.items():
            if isinstance(value, float):
                value = pytest.approx(value, abs=1e-5)
            assert row[column] == value, column
    lost = {("r", "no_position"): 1} if "065" in name else {}
    assert result.dropped == lost


def test_a_heartbeat_alone_is_no_position(shared):
    path = shared / "data" / "formats" / "asterix" / "cat034.raw"
    (raw,) = AsterixFeed().read(
        Content.of(path), lambda names: names, FeedSettings(name="r", start_us=0)
    )
    assert (raw.table.num_rows, raw.lost) == (0, {"no_position": 1})
