"""``thalweg report`` on a real record: the pages it makes, and what stays as it was."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.scenario.made_record import AGREEMENT, DAY_2, made_result, reports, table
from thalweg.archive.folder import write_pages
from thalweg.archive.make_pages import completeness_of, previous_of
from thalweg.archive.review import add_mark, path_of, reviewed
from thalweg.archive.verify import verify_folder
from thalweg.cli import app as line
from thalweg.cli import pdf
from thalweg.report.page import render
from thalweg.wire.canonical import sha256_hex

DAY = "2017-12-13"
PRINTS = """\
#!/bin/sh
for word in "$@"; do
  case "$word" in
    --print-to-pdf=*) printf '%s\\n' '%PDF-1.4 made' '%%EOF' > "${word#*=}" ;;
  esac
done
"""


@pytest.fixture(scope="module")
def result():
    return made_result()


@pytest.fixture
def record(result, tmp_path):
    return result.write(tmp_path / "record")


@pytest.fixture
def browser(tmp_path, monkeypatch):
    """Put a browser on PATH that prints the same for every page."""
    path = tmp_path / "bin" / "made-browser"
    path.parent.mkdir()
    path.write_text(PRINTS)
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(pdf, "BROWSERS", ("made-browser",))


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def told(capsys):
    return json.loads(capsys.readouterr().out)


def test_a_page_in_another_language_is_of_the_record(record, capsys):
    before = content(record)
    words = ["report", str(record), "--lang", "ru,ar", "--json"]
    assert line.run(words) == 0
    document = told(capsys)
    ru, ar = (record / f"report.{lang}.html" for lang in ("ru", "ar"))
    assert document["pages"] == [str(ru), str(ar)]
    assert document["again"] == [str(record / "report.html")]
    assert ru.read_text("utf-8") == render(record, lang="ru")
    after = content(record)
    assert set(after) - set(before) == {"report.ru.html", "report.ar.html"}
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"manifest.json", "report.html"}
    found = verify_folder(record)
    assert found.faults == ()
    assert any(told.startswith("3 pages, report.ar.html") for told in found.not_checked)


def test_all_reports_that_are_there_are_made_again_together(record):
    assert line.run(["report", str(record), "--lang", "ru"]) == 0
    (record / "report.ru.html").write_text("stale")
    assert line.run(["report", str(record)]) == 0
    assert (record / "report.ru.html").read_text("utf-8") == render(record, lang="ru")
    assert verify_folder(record).faults == ()


def test_a_day_is_summarised_beside_the_report(record, capsys):
    before = (record / "report.html").read_bytes()
    words = ["report", str(record), "--daily", f"{DAY},2017-12-14", "--lang", "en,ru"]
    assert line.run(words) == 0
    out = capsys.readouterr().out
    names = ["", ".ru"]
    for day in (DAY, "2017-12-14"):
        assert all(f"daily-{day}{name}.html" in out for name in names)
    assert (record / "report.html").read_bytes() == before
    assert verify_folder(record).faults == ()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--lang", "de"], "no pages in 'de': give one of en, ru, ar"),
        (["--daily", "2017-12-20"], "no day of this record; it has 2017-12-13 to"),
        (["--daily", DAY, "--daily", "../../x"], "'../../x': no day of this record"),
        (["--incident", "0" * 16], f"no finding '{'0' * 16}'"),
        (["--incident", "../../x"], "no finding '../../x'"),
        (["more"], "more: one folder at a time; positions go by --positions"),
        (["--previous", "no-such"], "no-such/summary.json"),
        (["--positions", "no-such.csv"], "'no-such.csv': no such file"),
        (["--daily", DAY, "--positions", "x"], "leave out --daily and --incident"),
    ],
)
def test_what_cannot_be_made_leaves_the_record_as_it_was(record, capsys, more, said):
    before = content(record)
    assert line.run(["report", str(record), *more]) == 2
    assert said in capsys.readouterr().err
    assert content(record) == before


def test_a_page_about_what_is_not_in_the_record_does_not_verify(record):
    page, other = "daily-2016-01-01.html", f"incident-{'0' * 16}.ru.html"
    write_pages(record, {page: "<p>", other: "<p>"})
    faults = verify_folder(record).faults
    assert f"{page}: about a day that is not in this record" in faults
    assert f"{other}: about a finding that is not in this record" in faults
    assert len(faults) == 2


@pytest.mark.usefixtures("browser")
def test_a_pdf_lies_beside_the_record_and_never_in_it(record, capsys):
    words = ["report", str(record), "--lang", "en,ru", "--pdf", "--json"]
    assert line.run(words) == 0
    made = [record.parent / f"record-report{lang}.pdf" for lang in ("", ".ru")]
    assert told(capsys)["pdf"] == [str(path) for path in made]
    assert all(path.read_bytes().startswith(b"%PDF") for path in made)
    assert verify_folder(record).faults == ()


def test_without_a_browser_nothing_is_made(record, capsys, monkeypatch):
    before = content(record)
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    assert line.run(["report", str(record), "--lang", "ru", "--pdf"]) == 2
    assert "get one: apt-get install chromium" in capsys.readouterr().err.lower()
    assert content(record) == before


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_interrupted_while_printing_the_record_is_as_it_was(record, tmp_path):
    before = content(record)
    path = tmp_path / "bin" / "made-browser"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\nkill -INT $PPID\nsleep 20\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    program = (
        # Started from the background of a shell, it would not hear of it.
        "import signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from thalweg.cli import main, pdf\n"
        "pdf.BROWSERS = ('made-browser',)\n"
        f"main(['report', {str(record)!r}, '--lang', 'ru', '--pdf'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PATH": f"{path.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 128 + signal.SIGINT, done.stderr
    assert content(record) == before
    assert sorted(os.listdir(tmp_path)) == ["bin", "record"]


def test_a_notebook_writes_the_report_in_a_language(result, tmp_path):
    path = result.report(tmp_path / "page.html", lang="ru")
    assert '<html lang="ru"' in path.read_text("utf-8")
    assert os.listdir(tmp_path) == ["page.html"]


def test_a_finding_has_a_sheet_with_what_people_said_of_it(result, record, capsys):
    finding = result.findings.column("finding").to_pylist()[0]
    add_mark(record, finding, mark="disputed", who="Duty officer", why="It turned.")
    words = ["report", str(record), "--incident", finding, "--lang", "ru"]
    assert line.run(words) == 0
    page = record / f"incident-{finding}.ru.html"
    assert str(page) in capsys.readouterr().out
    told = page.read_text("utf-8")
    assert "Duty officer" in told
    assert "It turned." in told
    assert verify_folder(record).faults == ()


def test_a_mark_on_a_finding_that_was_another_is_not_shown(result, record):
    finding = result.findings.column("finding").to_pylist()[0]
    add_mark(record, finding, mark="disputed", who="Duty officer", why="It turned.")
    marks = path_of(record)
    row = reviewed(record).rows[finding]
    marks.write_text(marks.read_text().replace(row, "0" * 64))
    assert line.run(["report", str(record), "--incident", finding]) == 0
    assert "It turned." not in (record / f"incident-{finding}.html").read_text("utf-8")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Write the positions of two days, a file each, and watch both."""
    folder, made = tmp_path_factory.mktemp("two"), {}
    rows = reports()
    for name, mine in (
        ("first", [row for row in rows if row["time"] < DAY_2]),
        ("second", [row for row in rows if row["time"] >= DAY_2]),
    ):
        path = folder / f"{name}.parquet"
        pq.write_table(table(mine), path)
        made[name] = path
        assert line.run(watching(path, folder / f"{name} record")) == 0
    return folder


def watching(path, out):
    return ["watch", str(AGREEMENT), str(path), "--out", str(out)]


@pytest.fixture
def second(two, tmp_path):
    return Path(shutil.copytree(two / "second record", tmp_path / "record"))


def test_the_previous_period_stands_on_the_report_and_on_a_day(two, second, capsys):
    first = two / "first record"
    words = ["report", str(second), "--previous", str(first)]
    assert line.run(words) == 0
    summary = json.loads((first / "summary.json").read_text())
    total = sum(row["count"] for row in summary["days"])
    assert total
    page = (second / "report.html").read_text("utf-8")
    assert page == render(second, previous=previous_of(first))
    assert line.run([*words, "--daily", "2017-12-14"]) == 0
    day = (second / "daily-2017-12-14.html").read_text("utf-8")
    assert f"</bdi>, {total} w" in day
    # The other way round they do not stand: the period before comes before.
    capsys.readouterr()
    assert line.run(["report", str(first), "--previous", str(second)]) == 2
    assert "give a record of an earlier period" in capsys.readouterr().err


def test_a_previous_record_with_other_counts_than_it_listed_is_refused(
    two, second, tmp_path, capsys
):
    first = Path(shutil.copytree(two / "first record", tmp_path / "first"))
    summary = first / "summary.json"
    summary.write_bytes(summary.read_bytes().replace(b'"count": 1', b'"count": 9'))
    before = content(second)
    assert line.run(["report", str(second), "--previous", str(first)]) == 2
    assert "summary.json: its digest is not the one" in capsys.readouterr().err
    assert content(second) == before


def test_whether_it_is_complete_stands_on_the_report(two, second, capsys):
    path = two / "second.parquet"
    words = ["report", str(second), "--json", "--positions", str(path)]
    assert line.run(words) == 0
    assert told(capsys)["faults"] == []
    whole, _ = completeness_of(second, [str(path)])
    sha256 = sha256_hex(path.read_bytes())
    assert [(f.name, f.sha256) for f in whole.files] == [("second.parquet", sha256)]
    page = (second / "report.html").read_text("utf-8")
    assert page == render(second, completeness=whole)
    assert sha256 in page
    # From other positions it does not come out: that is told, and on the page too.
    other = two / "first.parquet"
    assert line.run([*words, str(other)]) == 1
    faults = told(capsys)["faults"]
    assert faults
    assert (second / "report.html").read_text("utf-8") != page
    assert line.run(["report", str(second), "--positions", str(other)]) == 1
    assert "WRONG" in capsys.readouterr().out


def test_positions_that_cannot_be_read_say_nothing_of_completeness(
    two, second, tmp_path, capsys
):
    before = content(second)
    no_table = tmp_path / "table.json"
    no_table.write_text('{"thalweg": "summary/1"}')
    assert line.run(["report", str(second), "--positions", str(no_table)]) == 2
    said = capsys.readouterr().err
    assert "whether it is complete cannot be told, and no page was made" in said
    assert "table.json" in said
    assert content(second) == before
