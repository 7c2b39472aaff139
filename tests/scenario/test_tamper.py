"""A record that was changed in any way does not verify, and says where.

A real record is made once, small: an excursion, an encounter, a stay, a flight that is
exempt. Each test changes a copy. Resealed changes come with a manifest that fits, as
somebody who wants to deceive would write it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from thalweg.agreement.load import load
from thalweg.archive.folder import write_folder
from thalweg.archive.result import Result
from thalweg.archive.run import examine
from thalweg.archive.verify import Verification, verify_folder
from thalweg.cli import told
from thalweg.findings import evidence
from thalweg.findings.counts import days, totals
from thalweg.findings.evidence import EvidenceRows
from thalweg.tables.positions import POSITIONS
from thalweg.times import parse_iso
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.findings import findings_geojson, findings_parquet
from thalweg.wire.parquet import parquet_bytes

Change = Callable[[Path], None]

START_US = parse_iso("2017-12-13T06:00:00Z")
STEP_S = 10
# Small on purpose: it is loaded and judged again for each of a hundred changes.
AGREEMENT = """\
thalweg: agreement/1
id: made
edition: 1
title: {en: "Made"}
in_force: {from: 2017-11-01T00:00:00Z}
day_starts: "00:00Z"
parties:
  west: {name: {en: "West"}}
  east: {name: {en: "East"}}
roster:
  - {party: west, when: {address_range: [f0e000, f0e0ff]}}
  - {party: east, when: {address_range: [f0e100, f0e1ff]}}
places:
  river: {line: [[40.30, 35.40], [40.40, 35.10], [40.45, 34.90]]}
  outpost: {point: [40.58, 35.16]}
  basin: {polygon: [[39.0, 34.0], [42.0, 34.0], [42.0, 36.0], [39.0, 36.0]]}
clauses:
  - {id: "3.1", kind: line.keep-side, line: river, reach: 40 km, buffer: 2 km,
     sides: {west: right, east: left}, largest_gap: 60 s, exempt: [notified]}
  - {id: "4.1", kind: air.separation, between: [west, east], horizontal: 3 nmi,
     vertical: 1000 ft, largest_gap: 30 s}
  - {id: "5.1", kind: site.stand-off, sites: [outpost], protects: east,
     restrains: [west], radius: 10 km, ceiling: 30000 ft, longest_stay: 60 s}
"""
FEEDS = b"thalweg: feeds/1\nfeeds:\n  - {name: radar, sees: all, quantum: 25 ft}\n"
NOTICES = {
    "thalweg": "notices/1",
    "notices": [
        {
            "notice": "N-1",
            "party": "west",
            "area": "basin",
            "from": "2017-12-13T05:00:00Z",
            "to": "2017-12-13T09:00:00Z",
            "movers": ["f0e003"],
            "received": "2017-12-13T03:00:00Z",
            "answer": "affirm",
        }
    ],
}


def flight(
    mover: str,
    legs: list[tuple[float, float, float]],
    *,
    alt_ft: float,
    after_s: int = 0,
) -> dict[str, list[object]]:
    """Fly straight between (seconds, latitude, longitude), a report every 10 s."""
    at_s = np.arange(legs[0][0], legs[-1][0] + 1, STEP_S)
    knots_s, lat_deg, lon_deg = (np.array(column) for column in zip(*legs, strict=True))
    rows = len(at_s)
    time_us = [START_US + int((s + after_s) * 1_000_000) for s in at_s]
    return {
        "time": time_us,
        "received": time_us,
        "feed": ["radar"] * rows,
        "mover": [mover] * rows,
        "callsign": [f"X{mover[-2:]}"] * rows,
        "lat_deg": np.interp(at_s, knots_s, lat_deg).tolist(),
        "lon_deg": np.interp(at_s, knots_s, lon_deg).tolist(),
        "alt_baro_ft": [alt_ft] * rows,
        "ground_speed_mps": [150.0] * rows,
        "nac_p": [9] * rows,
        "source_sha256": [""] * rows,
        "source_row": [0] * rows,
    }


def positions() -> pa.Table:
    """A jet of the west over the river and back, one told ahead, one of the east."""
    across = [(0, 35.08, 40.25), (300, 35.10, 40.62), (420, 35.14, 40.60)]
    back = [(800, 35.16, 40.57), (1200, 35.08, 40.20)]
    flights = [
        flight("f0e001", across + back, alt_ft=21_000.0),
        flight("f0e003", across + back, alt_ft=33_000.0, after_s=7_000),
        flight("f0e101", [(0, 35.3, 40.9), (700, 35.14, 40.58), (1200, 35.2, 40.9)],
               alt_ft=21_200.0),
    ]  # fmt: skip
    columns: dict[str, pa.Array] = {}
    for field in POSITIONS.schema:
        if field.name in flights[0]:
            values = [value for one in flights for value in one[field.name]]
            is_time = pa.types.is_timestamp(field.type)
            columns[field.name] = pa.array(values, pa.int64() if is_time else None)
    return POSITIONS.conform(pa.table(columns))


@dataclasses.dataclass(frozen=True)
class Made:
    """A result and its folder, and what it was made from."""

    result: Result
    folder: Path
    agreement: Path
    positions: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    place = tmp_path_factory.mktemp("made")
    agreement = place / "agreement.yaml"
    agreement.write_text(AGREEMENT)
    (place / "feeds.yaml").write_bytes(FEEDS)
    (place / "notices.json").write_text(json.dumps(NOTICES))
    path = place / "positions.parquet"
    pq.write_table(positions(), path)
    result = examine(
        agreement,
        [f"radar={path}"],
        feeds=place / "feeds.yaml",
        notices=place / "notices.json",
        from_us=START_US,
    )
    folder = write_folder(
        result, place / "record", render=lambda _: "<!doctype html><title>made</title>"
    )
    return Made(result, folder, agreement, path)


@pytest.fixture
def record(made, tmp_path) -> Path:
    """A copy to change."""
    return Path(shutil.copytree(made.folder, tmp_path / "record"))


def everything(made: Made, folder: Path) -> Verification:
    return verify_folder(folder, positions=[f"radar={made.positions}"])


def reseal(folder: Path) -> None:
    """Write a manifest that fits whatever lies in the folder now."""
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    )
    files = {name: sha256_hex((folder / name).read_bytes()) for name in names}
    manifest = {"thalweg": "manifest/1", "rules": "rules/1", "files": files}
    (folder / "manifest.json").write_bytes(canonical_json(manifest))


def rewrite(folder: Path, change: Callable[[dict[str, list[object]]], None]) -> None:
    """Change FINDINGS, then its map and counts with it, and reseal."""
    table = pq.read_table(folder / "findings.parquet")
    columns = table.to_pydict()
    change(columns)
    schema = table.schema.remove_metadata()
    table = pa.Table.from_pydict(columns, schema=schema).sort_by(
        [(name, "ascending") for name in ("start", "clause", "finding")]
    )
    about = pq.read_schema(folder / "findings.parquet").metadata
    table = table.replace_schema_metadata(about)
    (folder / "findings.parquet").write_bytes(findings_parquet(table))
    (folder / "findings.geojson").write_bytes(findings_geojson(table))
    recount(folder, table)
    reseal(folder)


def recount(folder: Path, table: pa.Table) -> None:
    agreement = load(folder / "agreement/agreement.yaml")
    summary = json.loads((folder / "summary.json").read_text())
    summary["findings"] = totals(table, agreement)
    said = {(d["day"], d["clause"], d["party"]): d for d in summary["days"]}
    again = days(
        table,
        agreement,
        from_us=parse_iso(summary["positions"]["from"]),
        to_us=parse_iso(summary["positions"]["to"]),
        hours={},
    )
    for day in again:
        before = said.get((day["day"], day["clause"], day["party"]), {})
        day |= {key: before.get(key) for key in ("seen_h", "alive_h")}
    summary["days"] = again
    (folder / "summary.json").write_text(json.dumps(summary))


def files_of(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


# --- as it is ------------------------------------------------------------------------


def test_the_made_record_has_what_the_tests_need(made):
    rows = made.result.findings.to_pylist()
    clauses = [(row["clause"], row["grade"]) for row in rows]
    assert ("3.1", "certain") in clauses
    assert ("4.1", "certain") in clauses
    assert ("5.1", "certain") in clauses
    assert any(row["exempted_by"] for row in rows)
    assert made.result.inputs.keys() == {"feeds.yaml", "notices.json", "settings.json"}


def test_an_untouched_record_verifies_at_every_level(made):
    found = verify_folder(
        made.folder, agreement=made.agreement, positions=[f"radar={made.positions}"]
    )
    assert found.faults == ()
    assert found.manifest_sha256 == sha256_hex(
        (made.folder / "manifest.json").read_bytes()
    )
    without = verify_folder(made.folder)
    assert without.faults == ()
    said = " ".join(without.not_checked)
    assert "recomputed; not proved complete: that needs the positions" in said
    assert "--agreement" in said


def test_an_untouched_record_keeps_the_contract(made, shared):
    done = subprocess.run(
        [sys.executable, shared / "tools/check_result.py", made.folder],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_copy_for_changes_changes_nothing(record):
    rewrite(record, lambda columns: None)
    assert verify_folder(record).faults == ()


def test_the_same_input_gives_the_same_bytes(made, tmp_path):
    halves = [tmp_path / "b.parquet", tmp_path / "a.parquet"]
    table = pq.read_table(made.positions)
    order = pa.array(np.random.default_rng(5).permutation(table.num_rows))
    shuffled = table.take(order)
    pq.write_table(shuffled.slice(0, 300), halves[0])
    pq.write_table(shuffled.slice(300), halves[1])
    place = made.agreement.parent
    again = examine(
        made.agreement,
        [f"radar={half}" for half in halves],
        feeds=place / "feeds.yaml",
        notices=place / "notices.json",
        from_us=START_US,
        jobs=2,
    )
    folder = write_folder(again, tmp_path / "again")
    for name in ("findings.parquet", "findings.geojson", "events.parquet",
                 "decisions.parquet", "dropped.parquet", "coverage.parquet",
                 "summary.json"):  # fmt: skip
        assert (folder / name).read_bytes() == (made.folder / name).read_bytes(), name
    assert sorted(os.listdir(folder / "evidence")) == sorted(
        os.listdir(made.folder / "evidence")
    )


# --- without a fitting manifest ------------------------------------------------------


def test_one_changed_byte_in_any_file_is_found(record):
    for n, path in enumerate(files_of(record)):
        whole = path.read_bytes()
        name = path.relative_to(record).as_posix()
        changed = bytearray(whole)
        changed[(0, len(whole) // 2, -1)[n % 3]] ^= 1
        path.write_bytes(changed)
        faults = verify_folder(record).faults
        # One digit of a digest in the manifest speaks against the file it stands for.
        assert faults, name
        assert name == "manifest.json" or any(f.startswith(name) for f in faults), (
            faults
        )
        path.write_bytes(whole)
    assert verify_folder(record).faults == ()


def test_a_removed_file_is_found(record):
    for path in files_of(record):
        whole = path.read_bytes()
        name = path.relative_to(record).as_posix()
        path.unlink()
        faults = verify_folder(record).faults
        assert any(fault.startswith(name) for fault in faults), (name, faults)
        path.write_bytes(whole)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: (d / "notes.txt").write_text("x"), "notes.txt: not listed"),
        (lambda d: (d / "evidence/x").write_text("x"), "evidence/x: not listed"),
        (lambda d: (d / "more").mkdir(), "'more': a folder that no record has"),
        (lambda d: (d / ".hidden").write_text("x"), "hidden"),
        (lambda d: (d / "a\nb").write_text("x"), "not plain in a file name"),
        (lambda d: os.mkfifo(d / "pipe"), "'pipe': not a plain file"),
        (lambda d: (d / "link").symlink_to("/etc/hostname"), "a symbolic link"),
        (lambda d: link_over(d / "report.html"), "'report.html': a symbolic link"),
        (lambda d: link_over(d / "evidence"), "'evidence': a symbolic link"),
    ],
)
def test_what_has_no_place_is_found(record, change, words):
    change(record)
    faults = verify_folder(record).faults
    assert any(words in fault for fault in faults), faults


def link_over(path: Path) -> None:
    """Put a link with the same content in the place of a file or a folder."""
    away = path.parent.parent / f"away-{path.name}"
    path.rename(away)
    path.symlink_to(away)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.replace(b'":"', b'": "', 1), "canonical"),
        (lambda t: t + b"\n", "canonical"),
        (lambda t: t.replace(b"manifest/1", b"manifest/2"), "'manifest/2'"),
        (lambda t: b'{"files":{},' + t[1:], "canonical"),
        (lambda t: t.replace(b"summary.json", b"../summary.json"), "hidden"),
        (lambda t: t.replace(b"rules/1", b"rules/2"), "rules"),
        (lambda t: b"[" * 100_000, "not JSON"),
        (lambda t: b"\xff" + t, "not JSON"),
        (lambda t: b"", "not JSON"),
        (lambda t: t.replace(b'"rules/1"', b'"\\ud800"'), "canonical"),
    ],
)
def test_a_manifest_has_one_spelling(record, change, words):
    path = record / "manifest.json"
    path.write_bytes(change(path.read_bytes()))
    faults = verify_folder(record).faults
    assert any(words in fault for fault in faults), faults


# --- with a fitting manifest: what was found -----------------------------------------


def first(columns: dict[str, list[object]], clause: str) -> int:
    return columns["clause"].index(clause)


def put(name: str, value: object, clause: str = "3.1") -> Callable[..., None]:
    def change(columns: dict[str, list[object]]) -> None:
        columns[name][first(columns, clause)] = value

    return change


def add(name: str, more: float, clause: str = "3.1") -> Callable[..., None]:
    def change(columns: dict[str, list[object]]) -> None:
        at = first(columns, clause)
        columns[name][at] = round(columns[name][at] + more, 7)

    return change


def add_us(name: str, more_us: int) -> Callable[..., None]:
    def change(columns: dict[str, list[object]]) -> None:
        columns[name][first(columns, "3.1")] += np.timedelta64(more_us, "us").item()

    return change


def copy_of_a_finding(columns: dict[str, list[object]]) -> None:
    for values in columns.values():
        values.append(values[0])
    columns["finding"][-1] = "0123456789abcdef"


def twice_the_same(columns: dict[str, list[object]]) -> None:
    for values in columns.values():
        values.append(values[0])


def swap_evidence(columns: dict[str, list[object]]) -> None:
    i, j = first(columns, "3.1"), first(columns, "4.1")
    of = columns["evidence"]
    of[i], of[j] = of[j], of[i]


RESEALED = {
    "grade": (put("grade", "probable"), "grade is 'probable', recomputed 'certain'"),
    "a stay made possible": (put("grade", "possible", "5.1"), "grade is 'possible'"),
    "party": (put("party", "east"), "party is 'east', recomputed 'west'"),
    "party ground": (put("party_ground", "roster[9]"), "party_ground is"),
    "callsign": (put("callsign", "OTHER"), "callsign is 'OTHER'"),
    "exempted": (put("exempted_by", "emergency"), "exempted_by is 'emergency'"),
    "near collision": (put("near_collision", "certain", "4.1"), "near_collision is"),
    "depth by 0.02 m": (add("depth_m", 0.02), "depth_m is"),
    "depth by -0.02 m": (add("depth_m", -0.02), "depth_m is"),
    "height by 0.2 ft": (add("vertical_ft", 0.2, "4.1"), "vertical_ft is"),
    "stay by 2 ms": (add("stay_s", 0.002), "stay_s is"),
    "place by 2e-7 deg": (add("lat_deg", 2e-7), "lat_deg is"),
    "start by 2 ms": (add_us("start", 2000), "start is"),
    "end by 2 ms": (add_us("end", -2000), "end is"),
    "null": (put("depth_m", None), "depth_m is null, recomputed"),
    "clause": (put("clause", "3.2"), "gives no such finding"),
    "id": (put("finding", "0123456789abcdef"), "instead"),
    "mover": (put("mover", "f0e009"), "mover is 'f0e009', recomputed"),
    "another finding": (copy_of_a_finding, "0123456789abcdef: its evidence gives"),
    "one twice": (twice_the_same, "stands there 2 times"),
    "evidence swapped": (swap_evidence, "gives no such finding"),
    "evidence unknown": (put("evidence", "0" * 64), "missing"),
    "evidence outside": (put("evidence", "../../x"), "missing"),
}


@pytest.mark.parametrize("name", RESEALED)
def test_a_changed_finding_is_found_without_the_positions(record, name):
    change, words = RESEALED[name]
    rewrite(record, change)
    faults = verify_folder(record).faults
    assert any(words in fault for fault in faults), faults


@pytest.mark.parametrize(("name", "less"), [("depth_m", 0.01), ("lat_deg", 1e-7)])
def test_one_last_unit_is_no_difference(record, name, less):
    rewrite(record, add(name, -less))
    assert verify_folder(record).faults == ()


def summarise(change: Callable[[dict[str, object]], object]) -> Change:
    """Change the summary."""

    def changed(folder: Path) -> None:
        path = folder / "summary.json"
        summary = json.loads(path.read_text())
        change(summary)
        path.write_text(json.dumps(summary))

    return changed


CLAIMED = {
    "signed": (
        summarise(lambda s: s["agreement"].update(signed_by=["west", "east"])),
        "signed by",
    ),
    "a verdict": (summarise(lambda s: s.update(verdict="guilty")), "'verdict'"),
    "nothing left out": (summarise(lambda s: s.pop("unattributed")), "'unattributed'"),
    "hours": (
        summarise(lambda s: s["days"][0].update(seen_h=23.0, alive_h=1.0)),
        "days[0]: 23.0 h seen of 1.0 h",
    ),
    "a long day": (
        summarise(lambda s: s["days"][0].update(alive_h=99.0)),
        "h seen of 99.0 h",
    ),
    "other feeds": (
        summarise(lambda s: s["feeds"].update(sha256="0" * 64)),
        "the digest of inputs/feeds.yaml is",
    ),
    "feeds changed": (
        lambda d: (d / "inputs/feeds.yaml").write_bytes(FEEDS + b"# more\n"),
        "the digest of inputs/feeds.yaml is",
    ),
    "feeds gone": (lambda d: (d / "inputs/feeds.yaml").unlink(), "is None"),
    "notices that are none": (
        lambda d: (d / "inputs/notices.json").write_text("{}"),
        "inputs/notices.json",
    ),
    "settings that are none": (
        lambda d: (d / "inputs/settings.json").write_text("no"),
        "inputs/settings.json: not JSON",
    ),
    "settings of another kind": (
        lambda d: (d / "inputs/settings.json").write_text('{"fastest":1}'),
        "inputs/settings.json: 'fastest' is unknown",
    ),
    "a file of its own": (
        lambda d: (d / "VERDICT.txt").write_text("guilty"),
        "VERDICT.txt: a file that no record has",
    ),
    "an input of its own": (
        lambda d: (d / "inputs/statement.txt").write_text("guilty"),
        "inputs/statement.txt: a file that no record has",
    ),
}


@pytest.mark.parametrize("name", CLAIMED)
def test_a_claim_that_the_record_does_not_bear_out_is_found(record, name):
    change, words = CLAIMED[name]
    change(record)
    reseal(record)
    faults = verify_folder(record).faults
    assert any(words in fault for fault in faults), faults


def test_no_name_in_a_record_writes_a_line_of_its_own(record, capsys):
    rewrite(record, put("mover", "x\nall that was checked holds"))
    rewrite(record, put("finding", "x\nall that was checked holds"))
    told.verification(record, verify_folder(record))
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("WRONG") for line in lines)
    assert not any(line.startswith("all that") for line in lines)


def test_rules_that_nobody_here_knows_are_found(record):
    summarise(lambda s: s.update(rules="rules/9"))(record)
    reseal(record)
    path = record / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"rules/1", b"rules/9"))
    faults = verify_folder(record).faults
    assert any("judges by 'rules/1' alone" in fault for fault in faults), faults


def test_what_was_not_checked_is_named(made):
    without = " ".join(verify_folder(made.folder).not_checked)
    for name in ("events.parquet", "decisions.parquet", "hours seen", "unattributed"):
        assert name in without
    again = " ".join(everything(made, made.folder).not_checked)
    for name in ("feeds.yaml", "notices.json", "settings.json"):
        assert f"inputs/{name}" in again
    assert '"from":"2017-12-13T06:00:00Z"' in again


def test_a_finding_left_out_is_found_with_the_positions(made, record):
    findings = made.result.findings
    gone = findings.column("finding")[0].as_py()
    digests = findings.column("evidence").to_pylist()

    def leave_out(columns: dict[str, list[object]]) -> None:
        for values in columns.values():
            del values[0]

    if digests.count(digests[0]) == 1:
        (record / f"evidence/{digests[0]}.parquet").unlink()
    rewrite(record, leave_out)
    assert verify_folder(record).faults == ()
    faults = everything(made, record).faults
    assert any(re.search(f"{gone}.* was left out", fault) for fault in faults), faults


def test_evidence_of_no_finding_is_found(made, record):
    digest = made.result.findings.column("evidence")[0].as_py()
    old = EvidenceRows(made.result.evidence[digest].tracks, b"[]")
    evidence.write(record / "evidence", old)
    reseal(record)
    assert verify_folder(record).faults == (
        f"evidence/{old.digest}.parquet: the evidence of no finding",
    )


# --- with a fitting manifest: the evidence -------------------------------------------


def forge(folder: Path, change: Callable[[EvidenceRows], EvidenceRows]) -> str:
    """Change the evidence of the first excursion, and its digest with it."""
    columns = pq.read_table(folder / "findings.parquet").to_pydict()
    digest = columns["evidence"][first(columns, "3.1")]
    path = folder / f"evidence/{digest}.parquet"
    rows = change(evidence.read(path.read_bytes(), path.name))
    others = columns["evidence"].count(digest) > 1
    if not others:
        path.unlink()
    evidence.write(folder / "evidence", rows)
    rewrite(folder, put("evidence", rows.digest))
    return rows.digest


def without_deepest(rows: EvidenceRows) -> EvidenceRows:
    east = int(np.argmax(rows.tracks.column("lon_deg").to_numpy()))
    keep = [i for i in range(rows.tracks.num_rows) if abs(i - east) > 3]
    return EvidenceRows(rows.tracks.take(pa.array(keep)), rows.decisions_json)


def other_party(rows: EvidenceRows) -> EvidenceRows:
    at = rows.tracks.schema.get_field_index("party")
    field = rows.tracks.schema.field(at)
    east = pa.array(["east"] * rows.tracks.num_rows).dictionary_encode()
    return EvidenceRows(
        rows.tracks.set_column(at, field, east.cast(field.type)), rows.decisions_json
    )


def moved(rows: EvidenceRows) -> EvidenceRows:
    at = rows.tracks.schema.get_field_index("lon_deg")
    less = pa.array(rows.tracks.column("lon_deg").to_numpy() - 0.0005)
    return EvidenceRows(
        rows.tracks.set_column(at, rows.tracks.schema.field(at), less),
        rows.decisions_json,
    )


def another_decision(rows: EvidenceRows) -> EvidenceRows:
    decisions = json.loads(rows.decisions_json)
    decisions.append({**decisions[0], "source": "roster[99]"})
    texts = sorted(canonical_json(row) for row in decisions)
    return EvidenceRows(rows.tracks, b"[" + b",".join(texts) + b"]")


def empty(rows: EvidenceRows) -> EvidenceRows:
    return EvidenceRows(rows.tracks.slice(0, 0), rows.decisions_json)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without_deepest, "recomputed"),
        (other_party, "evidence gives"),
        (moved, "recomputed"),
        (another_decision, "a decision in its evidence is not in decisions.parquet"),
        (empty, "gives no such finding"),
    ],
)
def test_forged_evidence_is_found(record, change, words):
    forge(record, change)
    faults = verify_folder(record).faults
    assert any(words in fault for fault in faults), faults


def test_evidence_under_a_false_digest_is_found(record):
    paths = sorted((record / "evidence").iterdir())
    paths[0].write_bytes(paths[1].read_bytes())
    reseal(record)
    faults = verify_folder(record).faults
    wanted = f"{paths[0].name}: the digest of its content is {paths[1].stem}"
    assert any(wanted in fault for fault in faults), faults


# --- with a fitting manifest: the rest -----------------------------------------------


def test_another_agreement_is_found(made, record, tmp_path):
    text = AGREEMENT.replace("buffer: 2 km", "buffer: 1 km")
    other = tmp_path / "agreement.yaml"
    other.write_text(text)
    faults = verify_folder(made.folder, agreement=other).faults
    assert len(faults) == 1
    assert load(made.agreement).sha256 in faults[0]
    assert load(other).sha256 in faults[0]

    shutil.copy(other, record / "agreement/agreement.yaml")
    reseal(record)
    assert any("sha256" in fault for fault in verify_folder(record).faults)
    summary = json.loads((record / "summary.json").read_text())
    summary["agreement"]["sha256"] = load(other).sha256
    (record / "summary.json").write_text(json.dumps(summary))
    reseal(record)
    faults = verify_folder(record).faults
    assert sum("evidence gives" in fault for fault in faults) >= 3, faults


def edit_summary(change: Callable[[dict], None]) -> Change:
    def edit(folder: Path) -> None:
        summary = json.loads((folder / "summary.json").read_text())
        change(summary)
        (folder / "summary.json").write_text(json.dumps(summary))

    return edit


def edit_table(name: str, column: str, value: object) -> Change:
    def edit(folder: Path) -> None:
        table = pq.read_table(folder / name)
        at = table.schema.get_field_index(column)
        field = table.schema.field(at)
        values = [value, *table.column(column).to_pylist()[1:]]
        table = table.set_column(at, field, pa.array(values).cast(field.type))
        (folder / name).write_bytes(parquet_bytes(table))

    return edit


def less_rows(name: str) -> Change:
    def edit(folder: Path) -> None:
        table = pq.read_table(folder / name)
        (folder / name).write_bytes(parquet_bytes(table.slice(1)))

    return edit


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (edit_summary(lambda s: s["findings"].pop()), "'findings' does not count"),
        (edit_summary(lambda s: s["days"].pop()), "'days' does not count"),
        (edit_summary(lambda s: s["days"][0].update(count=7)), "'days' does not count"),
        (edit_summary(lambda s: s["days"][0].update(incidents=7)), "'days' does not"),
        (edit_summary(lambda s: s["positions"].update(kept=1)), "kept plus dropped"),
        (edit_summary(lambda s: s["positions"].update(rows="1")), "whole numbers"),
        (edit_summary(lambda s: s["agreement"].update(edition=2)), "edition is 2"),
        (edit_summary(lambda s: s.update(thalweg="summary/2")), "'summary/2'"),
        (edit_summary(lambda s: s.update(days=[1])), "not a list of rows"),
        (edit_summary(lambda s: s.update(positions=None)), "'positions' is missing"),
        (edit_summary(lambda s: s["days"][0].update(day="0001-01-01")), "period"),
        (lambda d: (d / "agreement/x.yaml").write_text("a: 1"), "no part of the agr"),
    ],
)
def test_files_that_disagree_are_found(record, change, words):
    change(record)
    reseal(record)
    faults = verify_folder(record).faults
    assert any(words in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (edit_summary(lambda s: s["days"][0].update(seen_h=24.0)), "seen_h is 24.0"),
        (edit_summary(lambda s: s.update(unattributed=5)), "unattributed is 5"),
        (edit_table("coverage.parquet", "seen_s", 3000.0), "seen_s is 3000.0"),
        (edit_table("coverage.parquet", "movers", 99), "movers is 99"),
        (less_rows("coverage.parquet"), "0 rows, from the positions 1"),
        (less_rows("events.parquet"), "from the positions"),
        (less_rows("decisions.parquet"), "from the positions"),
        (edit_table("events.parquet", "depth_m", 1.0), "depth_m is 1.0"),
    ],
)
def test_what_only_the_positions_show(made, record, change, words):
    change(record)
    reseal(record)
    faults = everything(made, record).faults
    assert any(words in fault for fault in faults), faults


# --- a folder made to break its verification -----------------------------------------


NO_TABLES = {
    "empty": b"",
    "no magic": b"nothing that is known",
    "cut": None,
    "another table": parquet_bytes(pa.table({"a": [1]})),
    "many rows": parquet_bytes(pa.table({"a": pa.nulls(60_000_000, pa.int8())})),
}
NO_DOCUMENTS = {
    "empty": b"",
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * 200_000,
    "not a number": b'{"a": NaN}',
    "twice": b'{"thalweg": 1, "thalweg": 1}',
    "huge": b'{"positions": {"rows": 1' + b"0" * 5000 + b"}}",
    "a list": b"[]",
}


def spoilt(name: str, whole: bytes) -> Iterator[bytes]:
    kinds = NO_TABLES if name.endswith(".parquet") else NO_DOCUMENTS
    return (whole[: len(whole) // 2] if d is None else d for d in kinds.values())


@pytest.mark.parametrize("name", [
    "findings.parquet", "events.parquet", "coverage.parquet", "evidence",
    "findings.geojson", "summary.json", "agreement/agreement.yaml", "inputs/feeds.yaml",
])  # fmt: skip
def test_no_file_can_stop_the_verification(made, record, name):
    path = record / name
    if path.is_dir():
        path = min(path.iterdir())
    whole = path.read_bytes()
    for data in spoilt(path.name, whole):
        path.write_bytes(data)
        reseal(record)
        again = everything(made, record) if "inputs" in name else verify_folder(record)
        assert again.faults, data[:40]
        assert not any("stopped by" in fault for fault in again.faults), again.faults


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("lat_deg", float("nan")),
        ("lat_deg", 1e300),
        ("lon_deg", None),
        ("error_m", -1.0),
        ("error_m", float("inf")),
        ("alt_baro_ft", float("inf")),
        ("ground_speed_mps", float("nan")),
        ("kept", "whatever"),
        ("party", "nobody"),
        ("squawk", "\u202e7700"),
    ],
)
def test_no_value_in_evidence_can_stop_the_verification(record, column, value):
    def change(rows: EvidenceRows) -> EvidenceRows:
        at = rows.tracks.schema.get_field_index(column)
        field = rows.tracks.schema.field(at)
        plain = pa.string() if pa.types.is_dictionary(field.type) else field.type
        values = pa.array([value] * rows.tracks.num_rows, plain)
        return EvidenceRows(
            rows.tracks.set_column(at, field, values.cast(field.type)),
            rows.decisions_json,
        )

    forge(record, change)
    verify_folder(record)


def test_a_time_out_of_reach_is_a_fault(record):
    table = pq.read_table(record / "findings.parquet")
    for name, us in (("start", -(1 << 62)), ("end", 1 << 62)):
        at = table.schema.get_field_index(name)
        field = table.schema.field(at)
        values = pa.array([us] * table.num_rows, pa.int64()).cast(field.type)
        table = table.set_column(at, field, values)
    (record / "findings.parquet").write_bytes(parquet_bytes(table))
    reseal(record)
    assert verify_folder(record).faults
