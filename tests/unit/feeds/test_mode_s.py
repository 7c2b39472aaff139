"""Mode S as text: lines of JSON, and AVR with and without a clock."""

import json

import pytest

from tests.oracle import plain_mode_s as plain
from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.reading import FEEDS
from thalweg.model.feed import Feeds, FeedSettings

NOW_S = 1_513_137_900
FRAMES = [
    *[plain.velocity(0xF0E001, 30, 40)] * 5,
    *[plain.position(0xF0E001, 35.0, 40.0, odd=bool(place % 2)) for place in range(4)],
]
TOLD = Feeds(feeds={"north": FeedSettings(name="north", start_us=NOW_S * 1_000_000)})


def lines(*documents):
    return "\n".join(json.dumps(document) for document in documents)


def documents(frames=FRAMES):
    return [
        {"timestamp": NOW_S + place / 2, "frame": frame.hex(), "df": "17"}
        for place, frame in enumerate(frames)
    ]


def avr(mark="@", signal="", frames=FRAMES):
    return "".join(
        f"{mark}{place * 6_000_000 + 1:012X}{signal}{frame.hex()};\n"
        for place, frame in enumerate(frames)
    )


def read(text, tmp_path, told=TOLD):
    path = tmp_path / "frames"
    path.write_text(text, encoding="utf-8")
    content = Content.of(path)
    assert [feed.format for feed in FEEDS if feed.recognises(content)] == ["mode-s"]
    result = feeds.read([f"north={path}"], feeds=told)
    assert result.sources[0].format == "mode-s"
    return result


def test_every_spelling_gives_the_same_rows(tmp_path):
    texts = [
        lines(*documents()),
        json.dumps(documents()),
        avr(),
        avr().lower(),
        avr("<", signal="7F"),
        avr().replace("\n", "\r\n"),
        "\n\n" + avr(),
    ]
    found = [
        read(text, tmp_path, told).positions.drop(["source_sha256"]).to_pylist()
        for text, told in zip(texts, [Feeds()] * 2 + [TOLD] * 5, strict=True)
    ]
    assert all(rows == found[0] for rows in found[1:])
    assert [row["source_row"] for row in found[0]] == [6, 7, 8]
    assert [row["time"].timestamp() - NOW_S for row in found[0]] == [3.0, 3.5, 4.0]
    assert found[0][0]["ground_speed_mps"] == pytest.approx(50 * 1852 / 3600)


def test_a_short_frame_may_be_padded_to_the_length_of_a_long_one(tmp_path):
    short = plain.reply(5, 0, plain.identity_13("4321"), 0xF0E001)
    frames = [*FRAMES[:6], short + b"\xaa" * 7, FRAMES[6]]
    row = read(lines(*documents(frames)), tmp_path, Feeds()).positions.to_pylist()[0]
    assert row["squawk"] == "4321"


def test_what_is_wrong_in_a_line_costs_that_line(tmp_path):
    good = documents()
    bad = [
        ({"timestamp": None, "frame": good[0]["frame"]}, "no_time"),
        ({"frame": good[0]["frame"]}, "no_time"),
        ({"timestamp": "12:00", "frame": good[0]["frame"]}, "bad_value"),
        ({"timestamp": True, "frame": good[0]["frame"]}, "bad_value"),
        ({"timestamp": 1e300, "frame": good[0]["frame"]}, "bad_value"),
        ({"timestamp": -1, "frame": good[0]["frame"]}, "bad_value"),
        ({"timestamp": NOW_S, "frame": "8d4840"}, "bad_value"),
        ({"timestamp": NOW_S, "frame": "zz" * 14}, "bad_value"),
        ({"timestamp": NOW_S, "frame": 7}, "bad_value"),
        ({"timestamp": NOW_S}, "bad_value"),
    ]
    for document, reason in bad:
        result = read(lines(*good, document), tmp_path, Feeds())
        dropped = {("north", "no_position"): 6, ("north", reason): 1}
        assert result.dropped == dropped
        assert result.positions.num_rows == 3
    result = read(lines(*good) + '\n{"timestamp": 15131', tmp_path, Feeds())
    assert result.dropped == {("north", "no_position"): 6, ("north", "bad_value"): 1}


def test_lines_without_a_time_are_refused(tmp_path):
    text = "".join(f"*{frame.hex()};\n" for frame in FRAMES)
    with pytest.raises(InputError, match=r"frames: its lines carry no time"):
        read(text, tmp_path)


def test_an_avr_file_needs_the_time_it_began(tmp_path):
    with pytest.raises(InputError, match="no date"):
        read(avr(), tmp_path, Feeds())


def test_a_line_that_is_no_frame_is_counted(tmp_path):
    result = read(avr() + "*nonsense;\n*00;\n", tmp_path)
    assert result.dropped == {("north", "no_position"): 6, ("north", "bad_value"): 2}


@pytest.mark.parametrize(
    "text",
    [
        '{"timestamp": 1, "frame": "not hex"}\n{}',
        '{"timestamp": 1, "icao24": "f0e001"}\n{}',
        "*8D;\n",
        "8d4840d6202cc371c32ce0576098\n",
    ],
)
def test_other_text_is_no_mode_s(text):
    content = Content("f", text.encode())
    assert "mode-s" not in [feed.format for feed in FEEDS if feed.recognises(content)]
