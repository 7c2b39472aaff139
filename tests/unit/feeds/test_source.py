"""Which file is meant by a word, and which feed it belongs to."""

import re
from pathlib import Path

import pytest

from thalweg import feeds
from thalweg.errors import InputError
from thalweg.feeds.source import locate, settings_of
from thalweg.model.feed import Feeds, FeedSettings

ROW = "time,icao24,lat,lon\n1513137900,f0e001,35,40\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.csv", "day=1/b.csv", "radar/c.csv", "x=y.csv", "both.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(ROW)
    (tmp_path / "n=both.csv").write_text(ROW)
    return tmp_path


@pytest.mark.parametrize(
    ("given", "name", "path"),
    [
        ("a.csv", None, "a.csv"),
        ("north=a.csv", "north", "a.csv"),
        ("north=day=1/b.csv", "north", "day=1/b.csv"),
        ("day=1/b.csv", None, "day=1/b.csv"),
        ("./day=1/b.csv", None, "./day=1/b.csv"),
        ("x=y.csv", None, "x=y.csv"),
        ("n=x=y.csv", "n", "x=y.csv"),
        ("./n=both.csv", None, "./n=both.csv"),
        (("north", "a.csv"), "north", "a.csv"),
        (Path("x=y.csv"), None, "x=y.csv"),
    ],
)
def test_name_and_path(given, name, path, here):
    assert locate(given) == (name, Path(path))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("none.csv", "'none.csv': no such file"),
        (
            "north=none.csv",
            "'none.csv': no such file (feed 'north'); nor is there 'north=none.csv'",
        ),
        (
            "n=both.csv",
            "'n=both.csv' is a file, and so is 'both.csv': write ./n=both.csv for the "
            "one, n=./both.csv for the other",
        ),
        (
            ("no rth", "a.csv"),
            "'no rth' is no name of a feed; wanted letters, digits, '-', '_', '.'",
        ),
    ],
)
def test_what_cannot_be_meant(given, said, here):
    with pytest.raises(InputError) as caught:
        locate(given)
    assert str(caught.value) == said


def test_the_way_out_that_is_offered_works(here):
    assert locate("n=./both.csv") == ("n", Path("both.csv"))


def test_feeds_name_files_by_path_never_by_name(here):
    known = Feeds(
        feeds={
            "radar-1": FeedSettings(name="radar-1", path="radar/*.csv"),
            "north": FeedSettings(name="north", columns={"callsign": "icao24"}),
        }
    )
    result = feeds.read(["a.csv", "radar/c.csv", "north=a.csv"], feeds=known)
    assert [source.feed for source in result.sources] == ["default", "radar-1", "north"]
    assert result.positions["callsign"].to_pylist() == [None, None, "f0e001"]


def test_two_feeds_that_claim_one_file(here):
    known = Feeds(
        feeds={
            "a": FeedSettings(name="a", path="radar/*.csv"),
            "b": FeedSettings(name="b", path="*.csv"),
        }
    )
    said = "radar/c.csv: feeds 'a' and 'b' both claim it by their path; say which: "
    with pytest.raises(InputError, match=re.escape(said)):
        feeds.read(["radar/c.csv"], feeds=known)
    assert feeds.read(["b=radar/c.csv"], feeds=known).sources[0].feed == "b"
    assert settings_of(None, Path("d.txt"), known) is None
