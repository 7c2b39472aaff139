"""A result folder is written whole or not at all, and never over somebody's files."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from thalweg.archive import folder as folder_module
from thalweg.archive.folder import refuse_existing, write_folder, write_report
from thalweg.errors import ResultFolderError, TableError
from thalweg.findings.evidence import EvidenceRows
from thalweg.tables.account import COVERAGE, DECISIONS, DROPPED
from thalweg.tables.events import EVENTS
from thalweg.tables.findings import FINDINGS
from thalweg.tables.tracks import TRACKS
from thalweg.wire.canonical import canonical_json, sha256_hex


@dataclasses.dataclass(frozen=True)
class Files:
    """As much of an agreement as a folder asks for."""

    files: Mapping[str, bytes]
    signing: Mapping[str, bytes] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Made:
    """A result by the contracts, with one finding."""

    findings: pa.Table
    agreement: Files
    inputs: Mapping[str, bytes]
    evidence: Mapping[str, EvidenceRows]
    summary: Mapping[str, Any]
    events: pa.Table = dataclasses.field(default_factory=EVENTS.empty)
    decisions: pa.Table = dataclasses.field(default_factory=DECISIONS.empty)
    dropped: pa.Table = dataclasses.field(default_factory=DROPPED.empty)
    coverage: pa.Table = dataclasses.field(default_factory=COVERAGE.empty)

    def let_go(self) -> None:
        """Nothing of it is held anywhere but in memory."""


@pytest.fixture
def result() -> Made:
    evidence = EvidenceRows(TRACKS.empty(), b"[]")
    row: dict[str, Any] = dict.fromkeys(FINDINGS.schema.names) | {
        "finding": "0123456789abcdef",
        "clause": "3.1",
        "kind": "line.keep-side",
        "grade": "certain",
        "parties": ["west"],
        "party": "west",
        "callsign": "ü\u2028</script>",
        "start": 1_513_137_906_000_000,
        "end": 1_513_137_906_789_000,
        "depth_m": 4012.35,
        "lat_deg": 35.1234567,
        "lon_deg": 40.7654321,
        "evidence": evidence.digest,
    }
    return Made(
        findings=pa.Table.from_pylist([row], schema=FINDINGS.schema),
        agreement=Files({"a.yaml": b"a: 1\r\n", "zones.geojson": b"\x00\xff"}),
        inputs={"feeds.yaml": b"thalweg: feeds/1"},
        evidence={evidence.digest: evidence},
        summary={"thalweg": "summary/1", "rules": "rules/1", "title": "ü"},
    )


def page(folder: Path) -> str:
    return f"<p>{len(list(folder.iterdir()))}</p>"


def beside(out: Path) -> list[str]:
    return sorted(os.listdir(out.parent))


def test_holds_every_file_and_a_manifest_of_them(result, tmp_path):
    out = write_folder(result, tmp_path / "deep/er/record", render=page)
    names = sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())
    digest = next(iter(result.evidence))
    assert names == [
        "agreement/a.yaml", "agreement/zones.geojson", "coverage.parquet",
        "decisions.parquet", "dropped.parquet", "events.parquet",
        f"evidence/{digest}.parquet", "findings.geojson", "findings.parquet",
        "inputs/feeds.yaml", "manifest.json", "report.html", "summary.json",
    ]  # fmt: skip
    assert (out / "agreement/a.yaml").read_bytes() == b"a: 1\r\n"
    assert (out / "agreement/zones.geojson").read_bytes() == b"\x00\xff"
    manifest = (out / "manifest.json").read_bytes()
    files = {n: sha256_hex((out / n).read_bytes()) for n in names}
    del files["manifest.json"]
    assert manifest == canonical_json(
        {"thalweg": "manifest/1", "rules": "rules/1", "files": files}
    )
    assert beside(out) == ["record"]


def test_the_map_has_the_rows_of_the_table(result, tmp_path):
    out = write_folder(result, tmp_path / "record")
    (feature,) = json.loads((out / "findings.geojson").read_bytes())["features"]
    assert feature["geometry"] == {
        "type": "Point",
        "coordinates": [40.7654321, 35.1234567],
    }
    said = feature["properties"]
    assert list(said) == [n for n in FINDINGS.schema.names if n != "geometry"]
    assert said["start"] == "2017-12-13T04:05:06Z"
    assert said["end"] == "2017-12-13T04:05:06.789Z"
    assert said["depth_m"] == 4012.35
    assert said["vertical_ft"] is None
    assert said["callsign"] == "ü\u2028</script>"


def test_the_table_is_geoparquet(result, tmp_path):
    out = write_folder(result, tmp_path / "record")
    table = pq.read_table(out / "findings.parquet")
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["primary_column"] == "geometry"
    column = geo["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
    assert column["bbox"] == [40.7654321, 35.1234567, 40.7654321, 35.1234567]
    assert "crs" not in column
    point = shapely.from_wkb(table.column("geometry")[0].as_py())
    assert (point.x, point.y) == (40.7654321, 35.1234567)


def test_the_bytes_do_not_depend_on_chunks_or_dictionaries(result, tmp_path):
    words = ["a", "a", "b"]
    columns: dict[str, pa.Array] = {
        field.name: pa.array(words)
        if pa.types.is_dictionary(field.type)
        else pa.array([1, 2, 3], pa.int64()).cast(field.type)
        for field in COVERAGE.schema
    }
    whole = COVERAGE.conform(pa.table(columns))
    unused = pa.DictionaryArray.from_arrays([2, 2, 0], ["b", "no row has it", "a"])
    at = whole.schema.get_field_index("feed")
    odd = whole.set_column(
        at, whole.schema.field(at), unused.cast(whole.schema[at].type)
    )
    pieces = pa.concat_tables([odd.slice(i, 1) for i in range(3)])
    one = write_folder(dataclasses.replace(result, coverage=whole), tmp_path / "one")
    two = write_folder(dataclasses.replace(result, coverage=pieces), tmp_path / "two")
    for path in one.rglob("*.*"):
        assert path.read_bytes() == (two / path.relative_to(one)).read_bytes()


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (lambda d: d.mkdir(), "already there"),
        (lambda d: d.write_text("x"), "not a folder"),
        (lambda d: d.symlink_to(d.parent), "symbolic link"),
    ],
)
def test_what_is_there_is_refused(result, tmp_path, there, words):
    out = tmp_path / "record"
    there(out)
    with pytest.raises(ResultFolderError, match=words):
        write_folder(result, out)
    assert beside(out) == ["record"]


def test_a_place_without_a_name_is_refused(result):
    for out in (Path("."), Path("/"), Path("..")):
        with pytest.raises(ResultFolderError, match="names no folder"):
            refuse_existing(out, replace=True)


def test_a_result_or_an_empty_folder_is_replaced(result, tmp_path):
    out = tmp_path / "record"
    out.mkdir()
    write_folder(result, out, replace=True, render=page)
    other = dataclasses.replace(result, inputs={})
    write_folder(other, out, replace=True, render=page)
    assert not list((out / "inputs").iterdir())
    assert beside(out) == ["record"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda d: (d / "notes.txt").write_text("mine"),
            "notes.txt is not of",
        ),
        (
            lambda d: (d / "inputs/mine").write_text("x"),
            "inputs/mine is not of",
        ),
        (lambda d: (d / "manifest.json").unlink(), "not a result folder"),
        (lambda d: (d / "manifest.json").write_text("{}"), "not a result folder"),
        (lambda d: (d / "link").symlink_to("/"), "link is not of a result"),
    ],
)
def test_somebodys_files_are_never_replaced(result, tmp_path, spoil, words):
    out = write_folder(result, tmp_path / "record")
    spoil(out)
    before = sorted(out.rglob("*"))
    with pytest.raises(ResultFolderError, match=words):
        write_folder(result, out, replace=True)
    assert sorted(out.rglob("*")) == before
    assert beside(out) == ["record"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, ValueError])
def test_an_interrupted_run_leaves_nothing(result, tmp_path, error):
    def fail(folder: Path) -> str:
        raise error

    with pytest.raises(error):
        write_folder(result, tmp_path / "record", render=fail)
    assert os.listdir(tmp_path) == []


def test_an_interrupted_replacement_leaves_the_old_one(result, tmp_path, monkeypatch):
    out = write_folder(result, tmp_path / "record", render=page)
    before = {p: p.read_bytes() for p in out.rglob("*.*")}
    rename = Path.rename

    def stumble(path: Path, target: Path) -> Path:
        if "partial" in path.name:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(folder_module.Path, "rename", stumble)
    with pytest.raises(KeyboardInterrupt):
        write_folder(dataclasses.replace(result, inputs={}), out, replace=True)
    assert {p: p.read_bytes() for p in out.rglob("*.*")} == before
    assert beside(out) == ["record"]


def test_tables_that_break_their_contract_are_not_written(result, tmp_path):
    wrong = dataclasses.replace(result, events=pa.table({"a": [1]}))
    with pytest.raises(TableError):
        write_folder(wrong, tmp_path / "record")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["../x", "a/b", ".hidden", "a\nb", "", "x" * 201])
def test_odd_names_are_not_written(result, tmp_path, name):
    wrong = dataclasses.replace(result, inputs={name: b""})
    with pytest.raises(ResultFolderError, match="cannot be in a result folder"):
        write_folder(wrong, tmp_path / "record")
    assert os.listdir(tmp_path) == []


def test_the_report_is_written_again_and_nothing_else_vouched_for(result, tmp_path):
    out = write_folder(result, tmp_path / "record", render=page)
    (out / "summary.json").write_text("changed")
    write_report(out, "<p>ü</p>")
    listed = json.loads((out / "manifest.json").read_bytes())["files"]
    assert (out / "report.html").read_text(encoding="utf-8") == "<p>ü</p>"
    assert listed["report.html"] == sha256_hex("<p>ü</p>".encode())
    assert listed["summary.json"] != sha256_hex(b"changed")
    assert sorted(p.name for p in out.iterdir() if p.name.startswith(".")) == []


def test_a_report_needs_a_result_folder(tmp_path):
    with pytest.raises(ResultFolderError, match="not a result folder"):
        write_report(tmp_path, "<p></p>")
