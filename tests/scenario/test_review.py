"""People's marks: beside the record, only ever added to, and what shows when not."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os

import pytest

from tests.scenario.two_sides import background, record, strayed
from thalweg.archive import review as review_module
from thalweg.archive.compare import compare
from thalweg.archive.folder import write_report
from thalweg.archive.review import (
    MARKS,
    add_mark,
    marks_of,
    path_of,
    read_review,
    reviewed,
)
from thalweg.archive.verify import verify_folder
from thalweg.errors import InputError, ResultFolderError
from thalweg.wire.canonical import canonical_json, sha256_hex

AT_US = 1_513_137_906_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    rows = [*strayed(), *strayed("f0e002", at_s=1800.0), *background()]
    return record(tmp_path_factory.mktemp("review") / "side", rows)


@pytest.fixture(autouse=True)
def no_marks(folder):
    path_of(folder).unlink(missing_ok=True)


@pytest.fixture(scope="module")
def ids(folder):
    return sorted(reviewed(folder).rows)


def put(folder, finding, mark="disputed", who="A. Officer", why="seen by eye"):
    return add_mark(folder, finding, mark=mark, who=who, why=why, now=lambda: AT_US)


def test_a_mark_lies_beside_the_record_and_changes_nothing_in_it(folder, ids):
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    mark = put(folder, ids[0])
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert path_of(folder) == folder.parent / "side.review.jsonl"
    assert read_review(folder).marks == (mark,)
    assert verify_folder(folder).faults == ()
    (line,) = path_of(folder).read_bytes().splitlines()
    document = json.loads(line)
    assert canonical_json(document) == line
    assert document == {
        "thalweg": "review/1",
        "finding": ids[0],
        "mark": "disputed",
        "who": "A. Officer",
        "why": "seen by eye",
        "at": "2017-12-13T04:05:06Z",
        "manifest": sha256_hex((folder / "manifest.json").read_bytes()),
        "row": reviewed(folder).rows[ids[0]],
        "previous": "",
    }


def test_a_trailing_slash_names_the_same_file(folder):
    assert path_of(f"{folder}/") == path_of(folder)


def test_each_line_follows_from_the_one_before(folder, ids):
    for n in range(3):
        put(folder, ids[n % 2], why=f"reason {n}")
    review = read_review(folder)
    assert review.faults == ()
    assert [m.line for m in review.marks] == [1, 2, 3]
    lines = path_of(folder).read_bytes().splitlines()
    assert review.head == sha256_hex(lines[-1])
    for left in (0, 1):
        path_of(folder).write_bytes(
            b"".join(x + b"\n" for n, x in enumerate(lines) if n != left)
        )
        (fault,) = read_review(folder).faults
        assert "taken out" in fault
    # Cut off the end it does not show, save by the digest of the last line.
    path_of(folder).write_bytes(b"".join(x + b"\n" for x in lines[:2]))
    assert read_review(folder).faults == ()
    assert read_review(folder).head != review.head


def test_a_changed_word_shows_in_the_next_line(folder, ids):
    put(folder, ids[0], why="true")
    put(folder, ids[0], why="also")
    path = path_of(folder)
    path.write_bytes(path.read_bytes().replace(b'"true"', b'"lies"'))
    assert "line 2: does not follow" in read_review(folder).faults[0]


def test_a_torn_last_line_is_told_kept_and_gone_past(folder, ids):
    put(folder, ids[0])
    put(folder, ids[1])
    path = path_of(folder)
    path.write_bytes(path.read_bytes()[:-40])
    review = read_review(folder)
    assert len(review.marks) == 1
    assert "line 2: torn" in review.faults[0]
    torn = path.read_bytes()
    put(folder, ids[1], why="once more")
    assert path.read_bytes().startswith(torn + b"\n")
    again = read_review(folder)
    assert [m.line for m in again.marks] == [1, 3]
    assert len(again.faults) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"thalweg":"review/1"}',
        b'{"a":1,"a":2}',
        b"[" * 5000,
    ],
)
def test_lines_that_are_no_marks_are_told(folder, ids, line):
    put(folder, ids[0])
    with path_of(folder).open("ab") as file:
        file.write(line + b"\n")
    review = read_review(folder)
    assert len(review.marks) == 1
    assert "line 2" in review.faults[0]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thalweg", "review/2"),
        ("finding", "xyz"),
        ("mark", "guilty"),
        ("manifest", "ab"),
        ("row", "AB" * 32),
        ("at", "yesterday"),
        ("who", 7),
        ("more", "x"),
    ],
)
def test_a_mark_is_whole_or_none(folder, ids, key, value):
    put(folder, ids[0])
    path = path_of(folder)
    document = json.loads(path.read_bytes()) | {key: value}
    path.write_bytes(canonical_json(document) + b"\n")
    review = read_review(folder)
    assert review.marks == ()
    assert len(review.faults) == 1


def test_two_spellings_of_one_mark_are_not_taken(folder, ids):
    put(folder, ids[0])
    path = path_of(folder)
    path.write_bytes(json.dumps(json.loads(path.read_bytes())).encode() + b"\n")
    assert "canonical" in read_review(folder).faults[0]


def test_names_can_write_no_line_of_their_own(folder, ids):
    who = 'x","mark":"false\n{"a":1}\r\u2028\u202e\x1b[2J'
    put(folder, ids[0], who=who)
    put(folder, ids[0])
    review = read_review(folder)
    assert review.faults == ()
    assert [m.who for m in review.marks] == [who, "A. Officer"]
    assert b"\x1b" not in path_of(folder).read_bytes()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"mark": "guilty"}, "wanted one of confirmed, disputed, false, withdrawn"),
        ({"who": " "}, "--who: empty"),
        ({"why": ""}, "--why: empty"),
        ({"why": "x" * 4001}, "at most 4,000"),
        ({"who": "\udcff"}, "not text"),
    ],
)
def test_what_is_no_mark_is_refused(folder, ids, how, said):
    with pytest.raises(InputError, match=said):
        put(folder, ids[0], **how)
    # Refused late or early, nothing was added.
    assert read_review(folder).marks == ()


def test_a_finding_that_is_not_there_names_the_nearest(folder, ids):
    wrong = ids[0][:10] + ("0" if ids[0][10] != "0" else "1") + ids[0][11:]
    with pytest.raises(InputError, match=f"nearest is {ids[0]}, alike in its first 10"):
        put(folder, wrong)
    with pytest.raises(InputError, match="2 findings are in"):
        put(folder, "x")
    assert not path_of(folder).exists()


def test_no_folder_and_no_record(tmp_path):
    with pytest.raises(ResultFolderError, match="not a folder"):
        put(tmp_path / "none", "0" * 16)
    with pytest.raises(ResultFolderError, match="cannot be reviewed"):
        put(tmp_path, "0" * 16)


def test_findings_that_are_not_the_manifests_are_not_marked(tmp_path):
    folder = record(tmp_path / "touched", [*strayed(), *background()])
    (finding,) = reviewed(folder).rows
    other = record(tmp_path / "other", [*strayed("f0e005"), *background()])
    (folder / "findings.parquet").write_bytes((other / "findings.parquet").read_bytes())
    with pytest.raises(ResultFolderError, match="thalweg verify"):
        put(folder, finding)


def test_a_mark_on_an_earlier_record_says_so(tmp_path):
    rows = [*strayed(), *background()]
    folder = record(tmp_path / "side", rows)
    (finding,) = reviewed(folder).rows
    mark = put(folder, finding)
    assert reviewed(folder).standing(mark) == "on this record"
    # The page made again is another manifest, and the same finding.
    write_report(folder, "<p>another page</p>")
    assert reviewed(folder).standing(mark).endswith("the finding is the same")
    record(folder, [r | {"nac_p": 8} for r in rows])
    assert reviewed(folder).standing(mark).endswith("the finding was another")
    record(folder, [*strayed("f0e005"), *background()])
    assert reviewed(folder).standing(mark).endswith("is not in this one")


def test_marks_that_stand(folder, ids):
    put(folder, ids[0], "disputed", who="A")
    put(folder, ids[0], "confirmed", who="B")
    put(folder, ids[0], "false", who="A")
    put(folder, ids[1], "false", who="A")
    put(folder, ids[1], "withdrawn", who="A")
    standing = marks_of(folder)
    assert {f: [(m.who, m.mark) for m in ms] for f, ms in standing.items()} == {
        ids[0]: [("B", "confirmed"), ("A", "false")]
    }
    # A comparison shows them, and is otherwise as it was.
    found = compare(folder, folder)
    assert found.here.marks == standing
    assert not found.differs


def _mark_many(folder, finding, name, times):
    for n in range(times):
        add_mark(folder, finding, mark=MARKS[n % 4], who=name, why=str(n))


def test_many_at_once_lose_nothing(folder, ids):
    context = multiprocessing.get_context("spawn")
    people = [
        context.Process(target=_mark_many, args=(folder, ids[0], name, 5))
        for name in ("A", "B", "C")
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
        assert one.exitcode == 0
    review = read_review(folder)
    assert review.faults == ()
    assert len(review.marks) == 15


def test_a_full_disk_leaves_the_file_as_it_was(folder, ids, monkeypatch):
    put(folder, ids[0])
    before = path_of(folder).read_bytes()
    real = os.write

    def full(file, data):
        real(file, data[:7])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(review_module.os, "write", full)
        with pytest.raises(InputError, match="No space left on device; not marked"):
            put(folder, ids[1])
    assert path_of(folder).read_bytes() == before


def test_interrupted_in_the_middle_it_leaves_the_file_as_it_was(
    folder, ids, monkeypatch
):
    put(folder, ids[0])
    before = path_of(folder).read_bytes()
    real = os.write

    def stopped(file, data):
        real(file, data[:7])
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(review_module.os, "write", stopped)
        with pytest.raises(KeyboardInterrupt):
            put(folder, ids[1])
    assert path_of(folder).read_bytes() == before


def test_a_file_that_cannot_be_opened_is_named(folder, ids):
    path_of(folder).mkdir()
    try:
        with pytest.raises(InputError, match=r"side\.review\.jsonl"):
            put(folder, ids[0])
        with pytest.raises(InputError, match=r"side\.review\.jsonl"):
            read_review(folder)
        assert marks_of(folder) == {}
    finally:
        path_of(folder).rmdir()
