"""Feeds file and table of `docs/how-to/adsb-archive.md`, as they stand there."""

import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.oracle import plain_mode_s as plain
from thalweg import feeds
from thalweg.feeds.messages import HOLDS_US
from thalweg.wire.feeds import parse_feeds

NOW_S = 1_513_137_600  # 2017-12-13T04:00:00Z
FRAMES = [
    *[plain.velocity(0xF0E001, 30, 40)] * 5,
    *[plain.position(0xF0E001, 35.25, 40.25, odd=bool(k % 2)) for k in range(2)],
]


@pytest.fixture(scope="module")
def page(repository):
    return (repository / "docs/how-to/adsb-archive.md").read_text(encoding="utf-8")


def archive(folder):
    """Write one file of each kind, with one aircraft at one place."""
    row = {"time": [NOW_S], "icao24": ["f0e001"], "lat": [35.25], "lon": [40.25]}
    trace = {
        "icao": "f0e001",
        "timestamp": NOW_S,
        "trace": [[0.0, 35.25, 40.25, 30_000, 300.0, 90.0, 0, 0, None]],
    }
    frames = [
        json.dumps({"timestamp": NOW_S + place / 2, "frame": frame.hex()})
        for place, frame in enumerate(FRAMES)
    ]
    when = "2017/12/13,07:00:00.000"
    files = {
        "traces/b.json": json.dumps(trace).encode(),
        "roof/c.bin": plain.beast(
            *((place * 6_000_000 + 1, frame) for place, frame in enumerate(FRAMES))
        ),
        "frames/d.jsonl": "\n".join(frames).encode(),
        "sbs/e.txt": f"MSG,3,1,1,F0E001,1,{when},{when},,30000,,,35.25,40.25,,,,,,\n"
        .encode(),
        "opensky/a.parquet": None,
    }  # fmt: skip
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir()
        if data is None:
            pq.write_table(pa.table(row), path)
        else:
            path.write_bytes(data)


def test_one_feeds_file_reads_all_of_it(page, tmp_path):
    archive(tmp_path)
    settings = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1]
    command = re.search(r"thalweg watch agreement.yaml (.*?) --feeds", page)[1]
    known = parse_feeds(settings.encode(), "feeds.yaml")
    result = feeds.read([tmp_path / name for name in command.split()], feeds=known)
    found = {source.feed: source.format for source in result.sources}
    assert found == {
        "opensky": "parquet/opensky",
        "traces": "readsb-trace",
        "roof": "beast",
        "frames": "mode-s",
        "log": "sbs",
    }
    rows = result.positions.to_pylist()
    assert {row["mover"] for row in rows} == {"f0e001"}
    for row in rows:
        assert row["time"].timestamp() - NOW_S == (
            3.0 if row["feed"] in ("roof", "frames") else 0.0
        )
        assert row["lat_deg"] == pytest.approx(35.25, abs=1e-4)


def test_the_table_says_how_long_everything_holds(page):
    table = page.split("| said | holds |")[1].split("\n\n")[0]
    said = {
        name: int(seconds) * 1_000_000
        for names, seconds in re.findall(r"^\| (`.*?) \| (\d+) s", table, re.MULTILINE)
        for name in re.findall(r"`(\w+)`", names)
    }
    assert said == {k: v for k, v in HOLDS_US.items() if k != "heading_not_track"}
