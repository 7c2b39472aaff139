"""What every feed promises (`thalweg.feeds.feed.Feed`), held against each of them.

A new format is one entry in `SAMPLES`; the rest is picked up by itself.
"""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import DIALECTS
from thalweg.feeds.reading import FEEDS, recognise
from thalweg.tables.positions import POSITIONS
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


# Format: bytes of a file with so many rows, all alike.
SAMPLES = {
    "parquet": _parquet,
    "csv": _csv,
    "json": lambda rows: _json([ROW] * rows),
    "ndjson": lambda rows: b"\n".join([_json(ROW)] * rows),
    "readsb-trace": lambda rows: _json(
        {"icao": "f0e001", "timestamp": 1_513_137_900.0, "trace": [POINT] * rows}
    ),
    "readsb-aircraft": lambda rows: _json(
        {"now": 1_513_137_901.0, "aircraft": [AIRCRAFT] * rows}
    ),
}

every_feed = pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.format)


def content(feed, rows=5):
    return Content("sample", SAMPLES[feed.format](rows))


def test_every_feed_has_a_sample_and_a_name_in_feeds_yaml():
    formats = [feed.format for feed in FEEDS]
    assert sorted(formats) == sorted(SAMPLES)
    names = {dialect.name for dialect in DIALECTS}
    assert set(FORMATS) == {*formats, *names, "own"}


@every_feed
def test_it_alone_recognises_its_files(feed):
    sample = content(feed)
    assert [one.format for one in FEEDS if one.recognises(sample)] == [feed.format]
    assert recognise(sample) is feed


@every_feed
def test_it_returns_every_row_in_order_and_the_picked_columns(feed):
    seen = []

    def pick(names):
        seen.append(tuple(names))
        return names

    raw = feed.read(content(feed), pick)
    assert raw.table.num_rows == 5
    assert raw.broken == 0
    assert raw.row is None or raw.row.tolist() == [0, 1, 2, 3, 4]
    assert seen == [raw.names]
    assert set(raw.table.column_names) == set(raw.names)
    few = feed.read(content(feed), lambda names: list(names)[:4])
    assert set(raw.names[:4]) <= set(few.table.column_names)


@every_feed
def test_it_becomes_positions_under_any_file_name(feed, tmp_path):
    found = []
    for name in ("a.parquet", "b.csv", "c"):
        path = tmp_path / name
        path.write_bytes(SAMPLES[feed.format](5))
        result = feeds.read([f"north={path}"])
        POSITIONS.check(result.positions)
        assert result.sources[0].format.split("/")[0] == feed.format
        assert result.sources[0].rows == 5
        assert result.dropped == {}
        found.append(result.positions.to_pylist())
    assert found[0] == found[1] == found[2]
    row = found[0][0]
    assert (row["feed"], row["mover"]) == ("north", "f0e001")
    assert (row["lat_deg"], row["lon_deg"]) == (35.25, 40.25)
    assert row["time"].isoformat() == "2017-12-13T04:05:00+00:00"
    assert [row["source_row"] for row in found[0]] == [0, 1, 2, 3, 4]


@every_feed
def test_a_file_cut_anywhere_is_refused_or_loses_only_its_end(feed, tmp_path):
    whole = SAMPLES[feed.format](40)
    path = tmp_path / "cut"
    for end in range(1, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:end])
        try:
            result = feeds.read([path])
        except InputError:
            continue
        # Only formats that go line by line may give what stands before the cut.
        assert feed.format in ("csv", "ndjson")
        assert result.positions.num_rows <= 40


@every_feed
def test_order_and_number_of_files_change_no_row(feed, tmp_path):
    paths = []
    for rows in (2, 3):
        path = tmp_path / f"{rows}"
        path.write_bytes(SAMPLES[feed.format](rows))
        paths.append(path)
    both = feeds.read(paths).positions.to_pylist()
    other = feeds.read(paths[::-1]).positions.to_pylist()
    assert both == other[3:] + other[:3]
