"""The example of `docs/how-to/radar-recording.md`, run as it stands there."""

import re

import pytest

from tests.unit.feeds.asterix_bytes import NOON_S, SOURCE, block, record
from thalweg import feeds
from thalweg.errors import InputError
from thalweg.wire.feeds import parse_feeds


@pytest.fixture
def page(repository):
    return (repository / "docs/how-to/radar-recording.md").read_text(encoding="utf-8")


def test_the_example_runs(page, tmp_path):
    settings = parse_feeds(re.search(r"```yaml\n(.*?)```", page, re.S)[1].encode(), "f")
    path = tmp_path / "radar-1" / "monday.ast"
    path.parent.mkdir()
    silent = record(48, i220=None, i161=(0, 3563), i140=NOON_S + 5.0, i090=None)
    path.write_bytes(block(48, record(48), silent) + block(62))
    result = feeds.read([path], feeds=settings)
    assert (result.sources[0].feed, result.sources[0].format) == ("radar-1", "asterix")
    seen, other, _ = result.positions.to_pylist()
    assert seen["time"].isoformat() == "2017-12-13T04:05:00+00:00"
    assert (seen["nac_p"], other["nac_p"]) == (None, 4)
    assert other["mover"] == "25/201-3563"
    assert "`25/201-3563`" in page


def test_the_several_radars_of_the_page_are_understood(page):
    said = re.search(r"`(radars: \{.*?\})`", page)[1]
    settings = parse_feeds(
        f"thalweg: feeds/1\nfeeds:\n  - {{name: a, {said}}}\n".encode(), "f"
    )
    radars = settings.feeds["a"].radars
    assert radars["25/201"].lon_deg == 39.0
    assert radars["25/7"].lat_deg == 36.1
    assert dict(SOURCE) == {"SAC": 25, "SIC": 201}


def test_what_the_page_says_is_refused_is_refused(tmp_path):
    path = tmp_path / "raw"
    path.write_bytes(block(48))
    with pytest.raises(InputError, match="start"):
        feeds.read([path])
