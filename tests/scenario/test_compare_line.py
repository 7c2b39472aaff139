"""``thalweg compare`` and ``thalweg review`` as they are typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.scenario.two_sides import background, changed, record, strayed
from thalweg.archive.review import path_of, reviewed
from thalweg.cli import app
from thalweg.wire.canonical import canonical_json, sha256_hex


def rows():
    return [*strayed(), *strayed("f0e002", at_s=1800.0), *background()]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return two records: the second's clock is off, and it heard one jet less."""
    out = tmp_path_factory.mktemp("line")
    here = record(out / "here", rows())
    there = record(out / "there", [*strayed(), *background()], clock_s=3.2)
    return here, there


def typed(*words):
    """Return exit code, standard output and standard error of a command line."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = app.run([str(word) for word in words])
    return code, out.getvalue(), err.getvalue()


def test_what_is_told_fits_eighty_columns(folders, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    code, told, _ = typed("compare", *folders)
    assert code == 1
    paths = [str(folder) for folder in folders]
    lines = [x for x in told.splitlines() if not any(p in x for p in paths)]
    assert max(map(len, lines)) <= 80
    for said in (
        "one there is 3.200 s ahead of one here, 95 % within",
        "agreement  made edition 1, the same",
        "only here (1)",
        "only there (0)",
        "agreed (1)",
        "the other side did not hear the mover (mover f0e002; movers heard then: 2;",
        "whether findings follow from evidence: thalweg verify DIR",
        "Hours seen are of whole days: 2017-12-13.",
    ):
        assert said in " ".join(told.split()) or said in told
    for folder in folders:
        assert sha256_hex((folder / "manifest.json").read_bytes()) in told


def test_it_ends_with_0_where_all_is_agreed(folders):
    code, told, _ = typed("compare", folders[0], folders[0])
    assert code == 0
    assert "agreed (2)" in told


def test_json_is_one_document_and_nothing_else(folders):
    code, told, err = typed("compare", *folders, "--json")
    document = json.loads(told)
    assert (code, err) == (1, "")
    assert document["thalweg"] == "compare/1"
    assert document["differs"] is True
    assert document["agreement_same"] is True
    assert document["clocks"][0]["offset_s"] == pytest.approx(3.2, abs=0.01)
    (only,) = document["only_here"]
    assert only["reason"]["code"] == "not_heard"
    assert only["there"] == []
    (agreed,) = document["agreed"]
    assert all(d["consistent"] for d in agreed["differences"])
    assert document["here"]["digests_hold"] is True


def test_json_of_the_other_side_is_its_mirror(folders):
    one, two = (
        json.loads(typed("compare", *pair, "--json")[1])
        for pair in (folders, folders[::-1])
    )
    assert one["only_here"][0]["here"] == two["only_there"][0]["there"]
    assert one["here"] == two["there"]
    assert [c["offset_s"] for c in one["clocks"]] == [
        -c["offset_s"] for c in two["clocks"]
    ]


def test_findings_that_are_asked_for(folders):
    code, told, _ = typed("compare", *folders, "--clause", "4.1", "--json")
    assert json.loads(told)["agreed"] == []
    assert code == 0
    code, told, _ = typed("compare", *folders, "--to", "2017-12-13T04:15:00Z")
    assert code == 0
    assert "asked      to 2017-12-13T04:15:00Z" in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--clause", "3.2"], "nearest is '3.1'"),
        (["--party", "wets"], "nearest is 'west'"),
        (["--grade", "sure"], "--grade"),
        (["--from", "yesterday"], "--from: not a time"),
    ],
)
def test_what_cannot_be_asked_ends_with_2(folders, more, said):
    code, _, err = typed("compare", *folders, *more)
    assert code == 2
    assert said in err


def test_a_folder_that_is_none_ends_with_2(folders, tmp_path):
    code, _, err = typed("compare", folders[0], tmp_path / "nothing")
    assert code == 2
    assert "is not a folder" in err
    code, told, _ = typed("compare", folders[0], tmp_path, "--json")
    assert code == 2
    assert json.loads(told)["thalweg"] == "error/1"


def test_marks_made_listed_and_shown(folders):
    here, there = folders
    ids = sorted(reviewed(here).rows)
    path_of(here).unlink(missing_ok=True)
    mark = ["--mark", "disputed", "--who", "A.\n\x1b[2JOfficer", "--why", "seen"]
    code, told, _ = typed("review", here, ids[0], *mark)
    assert code == 0
    assert str(path_of(here)) in told
    code, told, _ = typed("review", here)
    assert code == 0
    assert f"{ids[0]}  disputed by A. / <U+001B>[2JOfficer" in told
    assert "1 mark beside" in told
    assert "on this record" in told
    code, told, _ = typed("review", here, ids[1], "--json")
    assert json.loads(told)["marks"] == []
    code, told, _ = typed("compare", here, there)
    assert "marked disputed by A. / <U+001B>[2JOfficer: seen" in told
    document = json.loads(typed("compare", here, there, "--json")[1])
    rows = [
        r for v in ("agreed", "only_here") for e in document[v] for r in e["here"]
    ]  # fmt: skip
    assert sum(len(r["marks"]) for r in rows) == 1


def test_a_torn_file_of_marks_ends_with_1(folders):
    here = folders[0]
    path_of(here).write_bytes(b'{"thalweg":"rev')
    code, told, _ = typed("review", here)
    assert code == 1
    assert "WRONG" in told
    assert "torn" in told
    code, told, _ = typed("review", here, "--json")
    assert code == 1
    assert len(json.loads(told)["faults"]) == 1
    code, told, _ = typed("compare", *folders)
    assert "marks      DO NOT HOLD: " in told
    document = json.loads(typed("compare", *folders, "--json")[1])
    assert len(document["here"]["marks_faults"]) == 1
    assert document["there"]["marks_faults"] == []
    path_of(here).unlink()


def test_half_a_mark_and_an_unknown_finding_end_with_2(folders):
    here = folders[0]
    (first, *_) = sorted(reviewed(here).rows)
    code, _, err = typed("review", here, first, "--mark", "false")
    assert code == 2
    assert "--who NAME --why TEXT" in err
    whole = ["--mark", "false", "--who", "A", "--why", "x"]
    code, _, err = typed("review", here, first[:12] + "zzzz", *whole)
    assert code == 2
    assert f"nearest is {first}" in err
    assert not path_of(here).exists()
    code, _, err = typed("review", here, first[:12] + "zzzz")
    assert code == 2
    assert f"nearest is {first}" in err


def test_neither_command_loads_what_it_does_not_need():
    asked = "import sys, thalweg.cli.app; print([m for m in "
    asked += "('numpy', 'pyarrow', 'numba') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def rewritten(folder, out, change):
    """Copy a record with other findings, its digests made to hold."""
    import shutil

    shutil.copytree(folder, out)
    table = pq.ParquetFile(out / "findings.parquet").read()
    pq.write_table(change(table), out / "findings.parquet")
    manifest = json.loads((out / "manifest.json").read_bytes())
    manifest["files"]["findings.parquet"] = sha256_hex(
        (out / "findings.parquet").read_bytes()
    )
    (out / "manifest.json").write_bytes(canonical_json(manifest))
    return out


def with_column(name, values):
    def change(table):
        at = table.schema.get_field_index(name)
        field = table.schema.field(name)
        return table.set_column(at, field, pa.array(values, field.type))

    return change


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("clause", "9.9", {2}),
        ("clause", "\x1b[2J", {2}),
        ("start", 2**62, {2}),
        ("end", 0, {2}),
        ("depth_m", float("nan"), {0}),
        ("error_m", float("inf"), {0}),
        ("stay_s", -1e308, {0}),
        ("lat_deg", float("nan"), {0}),
        ("evidence", "../../etc/passwd", {0}),
        ("evidence", "0" * 64, {0}),
        ("mover", None, {1}),
        ("mover", "x" * 3000, {1}),
        ("parties", [], {0}),
        ("site", "\u202ee", {1}),
        ("grade", "sure", {1}),
    ],
)
def test_a_hostile_record_stops_nothing(folders, tmp_path, name, value, codes):
    here = folders[0]
    other = rewritten(here, tmp_path / "hostile", with_column(name, [value] * 2))
    code, told, err = typed("compare", here, other)
    assert code in codes, err
    assert "\x1b" not in told + err
    code, told, err = typed("compare", other, here, "--json")
    assert code in codes, err
    json.loads(told, parse_constant=pytest.fail)


def test_dropped_rows_and_marks_change_no_counts(folders, tmp_path):
    ground = changed(rows(), "f0e002", on_ground=True)
    other = record(tmp_path / "ground", ground)
    document = json.loads(typed("compare", folders[0], other, "--json")[1])
    (only,) = document["only_here"]
    assert only["reason"]["code"] in ("not_heard", "unknown")
