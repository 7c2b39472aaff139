"""The package of `docs/how-to/add-a-feed.md`, installed and held to its promise."""

import re
import sys
import tomllib

import pytest

from thalweg import feeds
from thalweg.testing.contracts import FEED_CHECKS
from thalweg.wire.feeds import parse_feeds

MODULE = "thalweg_rangelog"


def blocks(repository):
    page = (repository / "docs/how-to/add-a-feed.md").read_text(encoding="utf-8")
    found = re.findall(r"```(\w+)\n(.*?)```", page, re.DOTALL)
    return {
        language: [text for named, text in found if named == language]
        for language, _ in found
    }


@pytest.fixture
def page(repository, tmp_path, monkeypatch):
    """The page's blocks, with the package in them installed as pip would."""
    found = blocks(repository)
    project = tomllib.loads(found["toml"][0])["project"]
    site = tmp_path / "site"
    about = site / f"{MODULE}-{project['version']}.dist-info"
    about.mkdir(parents=True)
    (site / f"{MODULE}.py").write_text(found["python"][0])
    (about / "METADATA").write_text(
        f"Name: {project['name']}\nVersion: {project['version']}\n"
    )
    ((group, points),) = project["entry-points"].items()
    lines = [f"{name} = {what}" for name, what in points.items()]
    (about / "entry_points.txt").write_text("\n".join([f"[{group}]", *lines]))
    monkeypatch.syspath_prepend(str(site))
    yield found
    sys.modules.pop(MODULE, None)


def test_the_file_on_the_page_is_read(page, tmp_path):
    path = tmp_path / "range.log"
    path.write_text(page["text"][0])
    result = feeds.read([f"range={path}"])
    first, second = result.positions.to_pylist()
    assert (first["mover"], first["lat_deg"], first["lon_deg"]) == (
        "f0e001", 35.25, 40.25
    )  # fmt: skip
    assert (first["alt_baro_ft"], second["alt_baro_ft"]) == (30_000.0, 30_025.0)
    assert (second["time"] - first["time"]).total_seconds() == 4.0
    assert result.sources[0].format == "rangelog"
    said = parse_feeds(page["yaml"][0].encode(), "feeds.yaml", formats=("rangelog",))
    assert feeds.read([path], feeds=said).sources[0].feed == "range"


@pytest.mark.parametrize("check", FEED_CHECKS, ids=lambda check: check.__name__)
def test_the_feed_on_the_page_keeps_its_promise(check, page, tmp_path):
    told: dict[str, object] = {}
    exec(page["python"][1], told)
    check(told["CASE"], tmp_path)


def test_without_the_full_stop_the_suite_would_tell(page, tmp_path):
    careless = page["python"][0].replace("+ 1 and values.pop() == END", "")
    told: dict[str, object] = {}
    exec(page["python"][1], told)
    rows: dict[str, object] = {}
    exec(careless, rows)
    case = told["FeedCase"](
        feed=rows["RangelogFeed"](),
        sample=lambda count: told["sample"](count).replace(b" .\n", b"\n"),
        lost=1,
        by_record=True,
    )
    cut = next(check for check in FEED_CHECKS if "cut" in check.__name__)
    with pytest.raises(AssertionError):
        cut(case, tmp_path)
