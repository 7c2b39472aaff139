"""Names of pages, and pages written into a record: all of them, or none."""

import json
import os

import pytest

from thalweg.archive.folder import write_pages
from thalweg.archive.pages import PageName, page_name, pages_in
from thalweg.errors import ResultFolderError
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.manifest import Manifest

PAGES = {
    "report.html": PageName("report", "", "en"),
    "report.ru.html": PageName("report", "", "ru"),
    "daily-2017-12-13.html": PageName("daily", "2017-12-13", "en"),
    "daily-2017-12-13.ar.html": PageName("daily", "2017-12-13", "ar"),
    "incident-9d314910e212f5cf.ru.html": PageName("incident", "9d314910e212f5cf", "ru"),
}
NO_PAGES = [
    "report.en.html", "report.html.html", "Report.html", "report.htm", "report",
    "report.rus.html", "report-2017-12-13.html", "daily.html", "daily-2017-12-1.html",
    "daily-2017-12-13.RU.html", "daily-٢٠١٧-12-13.html", "incident-9d31.html",
    "incident-9D314910E212F5CF.html", "verdict.html", "report.ru.html\n",
    "inputs/report.html", "incident.html",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_called_by_what_it_is(name):
    assert page_name(name) == PAGES[name]
    assert str(PAGES[name]) == name


@pytest.mark.parametrize("name", NO_PAGES)
def test_what_is_called_otherwise_is_no_page(name):
    assert page_name(name) is None


def test_pages_among_files_are_sorted_by_name():
    files = ["summary.json", "report.ru.html", "report.html", "notes.html"]
    assert [str(page) for page in pages_in(files)] == ["report.html", "report.ru.html"]


@pytest.fixture
def record(tmp_path):
    folder = tmp_path / "record"
    folder.mkdir()
    files = {"report.html": b"old", "summary.json": b"{}"}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    digests = {name: sha256_hex(data) for name, data in files.items()}
    manifest = Manifest(rules="rules/1", files=digests)
    (folder / "manifest.json").write_bytes(manifest.encode())
    return folder


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_pages_and_their_digests_are_written_and_nothing_else_vouched_for(record):
    (record / "summary.json").write_bytes(b"changed")
    write_pages(record, {"report.html": "new", "report.ru.html": "новый"})
    assert (record / "report.html").read_text() == "new"
    assert (record / "report.ru.html").read_text("utf-8") == "новый"
    listed = json.loads((record / "manifest.json").read_bytes())["files"]
    assert listed == {
        "report.html": sha256_hex(b"new"),
        "report.ru.html": sha256_hex("новый".encode()),
        "summary.json": sha256_hex(b"{}"),
    }
    assert len(content(record)) == 4


@pytest.mark.parametrize("fails_at", [1, 2, 3])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left")])
def test_stopped_between_two_files_it_is_as_it_was(
    record, monkeypatch, fails_at, error
):
    before, moved, real = content(record), [], os.replace

    def replace(source, target):
        moved.append(target)
        if len(moved) == fails_at:
            raise error
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises((KeyboardInterrupt, ResultFolderError), match=r"^$|No space"):
        write_pages(record, {"report.html": "new", "report.ru.html": "новый"})
    assert content(record) == before


def test_a_full_disk_is_told_and_leaves_it_as_it_was(record, monkeypatch):
    before = content(record)
    write = type(record).write_bytes

    def full(path, data):
        if data == b"two":
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(type(record), "write_bytes", full)
    with pytest.raises(ResultFolderError, match=r"No space left .* as it was\. Free"):
        write_pages(record, {"report.html": "one", "report.ru.html": "two"})
    assert content(record) == before


def test_a_page_never_takes_the_place_of_something_else(record, tmp_path):
    (tmp_path / "mine").write_text("mine")
    (record / "report.ru.html").symlink_to(tmp_path / "mine")
    with pytest.raises(ResultFolderError, match="no plain file"):
        write_pages(record, {"report.ru.html": "new"})
    assert (tmp_path / "mine").read_text() == "mine"
