"""Files that begin in the middle, or with damage, are still told for what they are."""

import pytest

from thalweg import feeds
from thalweg.feeds.content import Content
from thalweg.feeds.reading import FEEDS, recognise
from thalweg.model.feed import Feeds, FeedSettings

SBS = (
    b"MSG,3,1,1,F0E001,1,2017/12/13,04:05:00.000,2017/12/13,04:05:00.000,,30000,,,"
    b"35.25,40.25,,,0,0,0,0\r\n"
)
FRAME = "8d40621d58c382d690c8ac2863a7"


def positions_of(tmp_path, data, **more):
    path = tmp_path / "file"
    path.write_bytes(data)
    return feeds.read([f"n={path}"], **more)


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (SBS[30:] + SBS * 2, "sbs"),
        (b"connected to a receiver\n" + SBS * 2, "sbs"),
        (b"MSG,9,1,1\n" + SBS, "sbs"),
        (f"@00001234abcd{FRAME[:-1]};\n@00001234abcd{FRAME};\n".encode(), "mode-s"),
        (f"62d;\n@00001234abcd{FRAME};\n".encode(), "mode-s"),
        (f"*{FRAME}\n*{FRAME}\n".encode(), "mode-s"),
        (
            f'{{"timestamp": 1, "frame": "{FRAME[:-1]}"}}\n{{"a": 1}}\n'.encode(),
            "mode-s",
        ),
    ],
)
def test_damage_at_the_beginning_hides_no_format(data, format):
    content = Content("file", data)
    assert [feed.format for feed in FEEDS if feed.recognises(content)] == [format]


@pytest.mark.parametrize(
    "data",
    [
        b"MSG,time,mover,lat_deg,lon_deg\n",
        b"ID,time,mover,lat_deg,lon_deg\nMSG,3,a,35,40\n",
        b"*time,mover,lat_deg,lon_deg\n",
        b"$GP,time,mover,lat_deg,lon_deg\n",
    ],
)
def test_a_table_with_such_names_stays_a_table(data):
    assert recognise(Content("file", data)).format == "csv"


@pytest.mark.parametrize(
    "row",
    [{"timestamp": 1, "frame": "000123"}, {"timestamp": 1, "frame": 10**12}],
)
def test_a_number_called_frame_is_no_frame(row):
    data = f"{row}\n".replace("'", '"').encode() * 2
    assert recognise(Content("file", data)).format == "ndjson"


def test_what_was_cut_at_the_beginning_is_counted(tmp_path):
    result = positions_of(tmp_path, SBS[30:] + SBS * 2)
    assert result.positions["lat_deg"].to_pylist() == [35.25, 35.25]
    assert result.dropped == {("n", "bad_value"): 1}


def test_a_damaged_first_frame_is_counted(tmp_path):
    lines = [
        f'{{"timestamp": {1513137900 + i}, "frame": "{frame}"}}'
        for i, frame in enumerate(
            [FRAME[:-1], "8d40621d58c382d690c8ac2863a7", "8d40621d58c386435cc412692ad6"]
        )
    ]
    result = positions_of(tmp_path, "\n".join(lines).encode())
    assert result.dropped[("n", "bad_value")] == 1
    assert result.positions["mover"].to_pylist() == ["40621d"]


def test_a_damaged_first_line_of_avr_is_counted(tmp_path):
    lines = [f"@{i * 6_000_000:012x}{FRAME};" for i in range(40)]
    settings = Feeds(
        feeds={"n": FeedSettings(name="n", start_us=1_513_137_900_000_000)}
    )
    data = "\n".join([lines[0][:-2] + ";", *lines[1:]]).encode()
    result = positions_of(tmp_path, data, feeds=settings)
    assert result.dropped[("n", "bad_value")] == 1
