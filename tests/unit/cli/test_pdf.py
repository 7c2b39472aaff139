"""Printing with a browser that is not there, that fails, that hangs, that works.

Stand-ins are programs of a few lines; the real browser is in `tests/browser`.
"""

import os
import stat
import time

import pytest

from thalweg.cli import pdf
from thalweg.errors import InputError

WORKS = """\
for word in "$@"; do
  case "$word" in
    --print-to-pdf=*) printf '%s\\n' '%PDF-1.4 made' '%%EOF' > "${word#*=}" ;;
  esac
done
printf '%s\\n' "$@" > "$SAID"
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that puts a browser of some lines on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("SAID", str(tmp_path / "said"))
    monkeypatch.setattr(pdf, "BROWSERS", ("made-browser",))

    def put(lines):
        path = folder / "made-browser"
        path.write_text(f"#!/bin/sh\n{lines}")
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        return pdf.browser()

    return put


def silent(*_):
    """Show nothing."""


def print_one(program, path, inside=lambda: None):
    with pdf.printed(program, {path: "<p>ü</p>"}, silent):
        inside()


def test_without_a_browser_it_says_how_to_get_one_and_what_does_without(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError) as told:
        pdf.browser()
    for words in ("chromium", "apt-get install chromium", "any browser and print"):
        assert words in str(told.value)


def test_the_pdf_lies_beside_the_record_under_its_name(tmp_path, monkeypatch):
    (tmp_path / "a record").mkdir()
    monkeypatch.chdir(tmp_path / "a record")
    for folder in (tmp_path / "a record", "."):
        beside = pdf.pdf_beside(folder, "daily-2017-12-13.ru.html")
        assert beside == tmp_path / "a record-daily-2017-12-13.ru.pdf"


def test_it_is_put_in_its_place_at_the_end_and_nothing_else_stays(program, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    path = out / "r-report.pdf"
    seen = []
    print_one(program(WORKS), path, lambda: seen.append(path.exists()))
    assert seen == [False]
    assert path.read_bytes().startswith(b"%PDF-1.4 made")
    assert os.listdir(out) == ["r-report.pdf"]
    print_one(program(WORKS), path)  # an earlier one is replaced


def test_it_asks_nothing_of_the_network_and_keeps_no_profile(program, tmp_path):
    print_one(program(WORKS), tmp_path / "r.pdf")
    words = (tmp_path / "said").read_text().splitlines()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in words
    assert "--disable-background-networking" in words
    assert "--no-pdf-header-footer" in words
    (profile,) = [w for w in words if w.startswith("--user-data-dir=")]
    assert str(tmp_path / "r.partial-") in profile
    assert ("--no-sandbox" in words) == (os.geteuid() == 0)
    assert words[-1].startswith("file:///")
    assert words[-1].endswith("/page.html")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("echo 'cannot open display' >&2; exit 3", "it ended with 3: cannot open"),
        ("exit 0", "it ended with 0: it said nothing"),
        (WORKS.replace("%PDF", "%PS"), "made no PDF"),
        (WORKS.replace("%%EOF", ""), "made no PDF"),
    ],
)
def test_a_browser_that_makes_none_is_told(program, tmp_path, lines, said):
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(InputError, match=said) as told:
        print_one(program(lines), out / "r.pdf")
    assert "print it from there" in str(told.value)
    assert os.listdir(out) == []


def test_one_that_hangs_is_ended_with_its_children(program, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "LONGEST_S", 0.5)
    alive = tmp_path / "alive"
    lines = f"(sleep 2; touch {alive}) & sleep 60"
    with pytest.raises(InputError, match="did not end"):
        print_one(program(lines), tmp_path / "r.pdf")
    time.sleep(2.2)
    assert not alive.exists()


def test_only_an_earlier_pdf_is_replaced(program, tmp_path):
    mine = tmp_path / "r.pdf"
    mine.write_text("my own notes")
    with pytest.raises(InputError, match="is no PDF; move it away"):
        print_one(program(WORKS), mine)
    assert mine.read_text() == "my own notes"
    link = tmp_path / "l.pdf"
    link.symlink_to(mine)
    with pytest.raises(InputError, match="is no PDF"):
        print_one(program(WORKS), link)


def test_what_fails_in_the_block_leaves_the_earlier_one(program, tmp_path):
    path = tmp_path / "r.pdf"
    before = b"%PDF-1.4 before\n%%EOF\n"
    path.write_bytes(before)

    def fails():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        print_one(program(WORKS), path, fails)
    assert path.read_bytes() == before
    assert not [name for name in os.listdir(tmp_path) if "partial" in name]


def test_a_place_that_cannot_be_written_is_told(program, tmp_path):
    with pytest.raises(InputError, match="cannot be written: No such file"):
        print_one(program(WORKS), tmp_path / "no" / "such" / "r.pdf")
