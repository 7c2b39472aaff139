"""What ``agreement new`` and ``agreement diff`` tell, and how they end."""

import json
import re
from pathlib import Path

import pytest

from thalweg.cli import app as line
from thalweg.wire.yaml import read_yaml

REPOSITORY = Path(__file__).resolve().parents[3]
EXAMPLE = REPOSITORY / "examples" / "euphrates" / "agreement.yaml"
PAGE = REPOSITORY / "docs" / "how-to" / "write-an-agreement.md"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return a folder with the example's river drawn as GeoJSON, 80 columns wide."""
    document = read_yaml(EXAMPLE.read_bytes(), "agreement.yaml")
    points = document.at(("places", "river", "line"))
    shape = {"type": "LineString", "coordinates": points}
    (tmp_path / "river.geojson").write_text(json.dumps(shape))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def told(capsys, *words: str, code: int = 0) -> str:
    assert line.run(["agreement", *words]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


def new(capsys, *more: str) -> str:
    return told(capsys, "new", "--line", "river.geojson", *more)


def test_the_page_shows_what_is_told(folder, capsys) -> None:
    blocks = re.findall(r"```text\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    out = new(capsys, "--parties", "west,east", "--out", "agreement.yaml")
    assert out == blocks[0]
    text = Path("agreement.yaml").read_text("utf-8")
    changed = text.replace("buffer: 2 km", "buffer: 1 km")
    changed = changed.replace("edition: 1", "edition: 2")
    changed = changed.replace("[40.26588, 35.26606]", "[40.26588, 35.26306]")
    Path("agreement-2.yaml").write_text(changed, encoding="utf-8")
    out = told(capsys, "diff", "agreement.yaml", "agreement-2.yaml", code=1)
    assert out.endswith(blocks[1])
    assert max(map(len, out.splitlines())) <= 80


def test_one_document_and_nothing_else(folder, capsys) -> None:
    out = json.loads(new(capsys, "--json"))
    assert (out["thalweg"], out["files"]) == ("new/1", ["agreement.yaml"])
    assert out["watched"] == ["3.1 line.keep-side", "4.1 air.separation"]
    assert len(out["sides"]) == 2
    words = ["diff", "agreement.yaml", str(EXAMPLE), "--json"]
    found = json.loads(told(capsys, *words, code=1))
    assert (found["thalweg"], found["equal"]) == ("diff/1", False)
    assert found["warnings"] == ["another id: euphrates is no edition of river"]
    first = found["changes"][0]
    assert (first["where"], first["key"], first["what"]) == (
        "agreement", "id", "changed",
    )  # fmt: skip


def test_the_same_twice(folder, capsys) -> None:
    new(capsys)
    out = told(capsys, "diff", "agreement.yaml", "agreement.yaml")
    assert out.endswith("Nothing differs; the same bytes.\n")
    text = Path("agreement.yaml").read_text("utf-8")
    Path("b.yaml").write_text(f"# a word\n{text}", encoding="utf-8")
    out = told(capsys, "diff", "agreement.yaml", "b.yaml")
    assert "comments, layout or order only" in out


def test_replace_is_asked_for(folder, capsys) -> None:
    new(capsys)
    before = Path("agreement.yaml").read_bytes()
    assert line.run(["agreement", "new"]) == 2
    assert "add --replace" in capsys.readouterr().err
    assert Path("agreement.yaml").read_bytes() == before
    out = told(capsys, "new", "--replace")
    assert "It has no line" in out
    assert Path("agreement.yaml").read_bytes() != before
