"""Beast: which bytes are a record, and what of the rest is said."""

import pytest

from tests.oracle import plain_mode_s as plain
from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.beast import BeastFeed
from thalweg.feeds.content import Content
from thalweg.feeds.messages import NAMES
from thalweg.feeds.reading import FEEDS
from thalweg.model.feed import Feeds, FeedSettings

START_US = 1_513_137_900_000_000
SETTINGS = FeedSettings(name="x", start_us=START_US)
TOLD = [(place * 6_000_000 + 1, plain.velocity(0xF0E003, 9, 9)) for place in range(5)]


def read(data, settings=SETTINGS):
    raws = list(BeastFeed().read(Content("f", data), lambda names: names, settings))
    rows = [row for raw in raws for row in raw.table.to_pylist()]
    lost = {}
    for raw in raws:
        for reason, records in raw.lost.items():
            lost[reason] = lost.get(reason, 0) + records
    return rows, lost


def flight(address=0xF0E001, after=30_000_000, pairs=2):
    return [
        (
            after + place * 6_000_000,
            plain.position(address, 35.0, 40.0, odd=bool(place % 2)),
        )
        for place in range(2 * pairs)
    ]


def test_escapes_in_every_field_are_one_byte():
    """0x1a in clock, signal, address and position, doubled in the file."""
    count = 0x1A1A1A1A1A1A
    timed = [(count + place * 6_000_000, TOLD[0][1]) for place in range(4)]
    timed += flight(0x1A1A1A, after=count + 24_000_000)
    data = plain.beast(*timed).replace(b"\x60", b"\x1a\x1a")
    rows, lost = read(data)
    assert [row["mover"] for row in rows] == ["1a1a1a"] * 3
    assert [row["time"] - START_US for row in rows] == [2_500_000, 3_000_000, 3_500_000]
    assert lost == {"no_position": 5}


def test_rows_are_counted_over_every_record():
    data = plain.beast(*TOLD) + b"\x1a4" + bytes(21) + plain.beast((9, b"\x12\x34"))
    data += plain.beast(*flight())
    raw = next(
        iter(BeastFeed().read(Content("f", data), lambda names: names, SETTINGS))
    )
    assert raw.row.tolist() == [8, 9, 10]
    assert raw.lost == {"no_position": 7, "no_mover": 1}
    assert raw.names == NAMES


def test_a_recording_may_begin_and_end_in_the_middle_of_a_record():
    data = plain.beast(*TOLD, *flight())
    content = Content("f", data[5:-4])
    assert [feed.format for feed in FEEDS if feed.recognises(content)] == ["beast"]
    rows, lost = read(data[5:-4])
    assert len(rows) == 2
    assert lost == {"no_position": 5, "bad_value": 2}


def test_bytes_between_records_are_one_broken_record():
    data = plain.beast(*TOLD, *flight())
    second = data.index(b"\x1a3", 1)
    rows, lost = read(data[:second] + b"\x1a3 cut" + data[second:])
    assert len(rows) == 3
    assert lost == {"no_position": 6, "bad_value": 1}


@pytest.mark.parametrize(
    "data", [b"\x1a", b"\x1a5", b"\x1a\x1a\x1a\x1a", b"time,lat\n\x1a3", b"PAR1\x1a2"]
)
def test_other_bytes_are_no_recording(data):
    assert not BeastFeed().recognises(Content("f", data))


def test_a_recording_needs_the_time_it_began(tmp_path):
    path = tmp_path / "rec.bin"
    path.write_bytes(plain.beast(*TOLD, *flight()))
    with pytest.raises(InputError, match=r"rec\.bin: .*no date.*start: "):
        feeds.read([path])
    told = Feeds(feeds={"north": FeedSettings(name="north", start_us=START_US)})
    result = feeds.read([f"north={path}"], feeds=told)
    assert result.sources[0].format == "beast"
    assert result.sources[0].rows == 9
    assert result.dropped == {("north", "no_position"): 6}
    row = result.positions.to_pylist()[0]
    assert row["received"] == row["time"]
    assert (row["mover"], row["source_row"], row["nuc_p"]) == ("f0e001", 6, 7)
    assert row["ground_speed_mps"] is None


def test_a_recording_without_any_position_is_silence(tmp_path):
    path = tmp_path / "rec.bin"
    path.write_bytes(plain.beast(*TOLD))
    told = Feeds(feeds={"north": FeedSettings(name="north", start_us=START_US)})
    result = feeds.read([f"north={path}"], feeds=told)
    assert result.positions.num_rows == 0
    assert sum(result.dropped.values()) == result.sources[0].rows == 5


def test_a_few_records_before_other_bytes_are_no_recording():
    record = plain.beast(*TOLD)
    for rest, recognised in ((len(record) // 2, True), (3 * len(record), False)):
        content = Content("f", record + b"\x1a4" + bytes(rest))
        assert BeastFeed().recognises(content) is recognised
