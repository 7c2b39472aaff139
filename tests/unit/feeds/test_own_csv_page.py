"""The example of `docs/how-to/own-csv.md`, run as it stands there."""

import re

from thalweg import feeds
from thalweg.wire.feeds import parse_feeds


def test_the_example_runs(repository, tmp_path):
    page = (repository / "docs/how-to/own-csv.md").read_text(encoding="utf-8")
    table = re.search(r"```csv\n(.*?)```", page, re.DOTALL)[1]
    settings = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1]
    spelt = re.search(r"--columns '([^']*)'", page)[1]
    path = tmp_path / "radar" / "monday.csv"
    path.parent.mkdir()
    path.write_text(table)
    asked = feeds.read([f"radar-1={path}"], columns=feeds.parse_columns(spelt))
    first, second = asked.positions.to_pylist()
    assert (first["mover"], second["mover"]) == ("t123456", "77")
    assert (first["alt_baro_ft"], second["alt_baro_ft"]) == (30_000.0, None)
    assert first["time"].isoformat() == "2017-12-13T04:05:00+00:00"
    known = parse_feeds(settings.encode(), "feeds.yaml")
    by_file = feeds.read([path], feeds=known)
    assert by_file.sources[0].feed == "radar-1"
    own = ["ground_speed_mps"]
    assert (
        by_file.positions.drop_columns(own).to_pylist()
        == asked.positions.drop_columns(own).to_pylist()
    )
