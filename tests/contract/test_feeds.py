"""What every feed promises (`thalweg.testing.contracts`), held against each of them.

A new format is one entry in `CASES`; the rest is picked up by itself.
"""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.oracle import plain_mode_s as plain
from tests.unit.feeds import asterix_bytes
from thalweg import feeds
from thalweg.feeds.asterix import AsterixFeed
from thalweg.feeds.beast import BeastFeed
from thalweg.feeds.cot import CotFeed
from thalweg.feeds.csv_table import CsvFeed
from thalweg.feeds.dialect import DIALECTS
from thalweg.feeds.flight_tracker import FlightTrackerFeed
from thalweg.feeds.json_table import JsonFeed
from thalweg.feeds.mode_s import ModeSFeed
from thalweg.feeds.ndjson import NdjsonFeed
from thalweg.feeds.parquet import ParquetFeed
from thalweg.feeds.reading import FEEDS, recognise
from thalweg.feeds.readsb_aircraft import ReadsbAircraftFeed
from thalweg.feeds.readsb_trace import ReadsbTraceFeed
from thalweg.feeds.sbs import SbsFeed
from thalweg.model.feed import FeedSettings
from thalweg.testing.contracts import FEED_CHECKS, FeedCase
from thalweg.wire.feeds import FORMATS

ROW = {"time": 1_513_137_900, "icao24": "f0e001", "lat": 35.25, "lon": 40.25}
POINT = [0.0, 35.25, 40.25, 30025, 300.0, 90.0, 0, 0, None]
AIRCRAFT = {"hex": "f0e001", "lat": 35.25, "lon": 40.25, "seen_pos": 1.0}


def _parquet(rows):
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist([ROW] * rows), sink)
    return sink.getvalue().to_pybytes()


def _csv(rows):
    line = ",".join(str(value) for value in ROW.values())
    return (",".join(ROW) + f"\n{line}" * rows).encode()


def _json(document):
    return json.dumps(document).encode()


def _trace(rows):
    start_s = 1_513_137_900.0
    return _json({"icao": "f0e001", "timestamp": start_s, "trace": [POINT] * rows})


def _aircraft(rows):
    return _json({"now": 1_513_137_901.0, "aircraft": [AIRCRAFT] * rows})


EVENT = (
    b"<event version='2.0' uid='ICAO-F0E001' type='a-n-A-C-F' how='m-g' "
    b"time='2017-12-13T04:05:00Z' start='2017-12-13T04:05:00Z' "
    b"stale='2017-12-13T04:06:00Z'>"
    b"<point lat='35.25' lon='40.25' hae='9144' ce='10' le='9'/></event>"
)


def _flight(rows):
    point = {"latitude": 35.25, "longitude": 40.25, "timestamp": ROW["time"]}
    who = {"identification": {"modes": "F0E001"}}
    flight = {"aircraft": who, "track": [point] * rows}
    return _json({"result": {"response": {"data": {"flight": flight}}}})


HALVES = [plain.position(0xF0E001, 35.25, 40.25, odd=odd) for odd in (False, True)]
HALF_S_COUNTS = 6_000_000
START = FeedSettings(name="sample", start_us=1_513_137_897_500_000)


def _beast(rows):
    # Speeds, by which the clock is told, and a first position that has no pair yet.
    frames = [plain.velocity(0xF0E001, 100, 100)] * 4
    frames += [HALVES[place % 2] for place in range(rows + 1)]
    return plain.beast(
        *((place * HALF_S_COUNTS, frame) for place, frame in enumerate(frames, start=7))
    )


def _mode_s(rows):
    return b"\n".join(
        _json(
            {
                "timestamp": 1_513_137_899.5 + place / 2,
                "frame": HALVES[place % 2].hex(),
            }
        )
        for place in range(rows + 1)
    )


def _sbs(rows):
    when = "2017/12/13,04:05:00.000"
    line = f"MSG,3,1,1,F0E001,1,{when},{when},,30025,,,35.25,40.25,,,,,,\r\n"
    return line.encode() * rows


CASES = [
    FeedCase(
        feed=AsterixFeed(),
        sample=lambda rows: asterix_bytes.block(21) * rows,
        by_record=True,
        settings=FeedSettings(name="sample", start_us=asterix_bytes.NOON_US),
    ),
    FeedCase(feed=CotFeed(), sample=lambda rows: EVENT * rows, by_record=True),
    FeedCase(feed=FlightTrackerFeed(), sample=_flight),
    FeedCase(feed=ParquetFeed(), sample=_parquet),
    FeedCase(feed=CsvFeed(), sample=_csv, by_record=True, ends_told=False),
    FeedCase(feed=JsonFeed(), sample=lambda rows: _json([ROW] * rows)),
    FeedCase(
        feed=NdjsonFeed(),
        sample=lambda rows: b"\n".join([_json(ROW)] * max(rows, 2)),
        by_record=True,
    ),
    FeedCase(feed=ReadsbTraceFeed(), sample=_trace),
    FeedCase(feed=ReadsbAircraftFeed(), sample=_aircraft),
    FeedCase(feed=BeastFeed(), sample=_beast, lost=5, by_record=True, settings=START),
    FeedCase(feed=ModeSFeed(), sample=_mode_s, lost=1, by_record=True),
    FeedCase(feed=SbsFeed(), sample=_sbs, by_record=True),
]

every_feed = pytest.mark.parametrize("case", CASES, ids=lambda case: case.feed.format)


def test_every_feed_has_a_case_and_a_name_in_feeds_yaml():
    formats = [feed.format for feed in FEEDS]
    assert sorted(formats) == sorted(case.feed.format for case in CASES)
    names = {dialect.name for dialect in DIALECTS}
    assert set(FORMATS) == {*formats, *names, "own"}


@every_feed
@pytest.mark.parametrize("check", FEED_CHECKS, ids=lambda check: check.__name__)
def test_it_keeps_what_every_feed_promises(check, case, tmp_path):
    check(case, tmp_path)


@every_feed
def test_it_is_the_one_that_reads_its_files(case):
    found = recognise(case.content(5))
    assert (type(found), found.format) == (type(case.feed), case.feed.format)


@every_feed
def test_the_sample_is_one_aircraft_at_one_place(case, tmp_path):
    path = tmp_path / "sample"
    path.write_bytes(case.sample(5))
    row = case.positions(path)[0].to_pylist()[0]
    assert row["mover"] == "f0e001"
    assert row["lat_deg"] == pytest.approx(35.25, abs=1e-4)
    assert row["lon_deg"] == pytest.approx(40.25, abs=1e-4)
    assert row["time"].isoformat() == "2017-12-13T04:05:00+00:00"


@every_feed
def test_order_and_number_of_files_change_no_row(case, tmp_path):
    paths = []
    for rows in (2, 3):
        path = tmp_path / f"{rows}"
        path.write_bytes(case.sample(rows))
        paths.append(path)
    settings = feeds.reading.Feeds(feeds={"sample": case.settings})
    named = [f"sample={path}" for path in paths]
    both = feeds.read(named, feeds=settings).positions.to_pylist()
    other = feeds.read(named[::-1], feeds=settings).positions.to_pylist()
    assert both == other[3:] + other[:3]
