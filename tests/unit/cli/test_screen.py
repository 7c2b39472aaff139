"""What reaches the terminal: calm, complete, and nothing that could steer it."""

import io
import json
import os
import subprocess
import sys

import pytest

from thalweg.cli import screen
from thalweg.cli.progress import Bars
from thalweg.errors import AgreementError


def test_nothing_steers_the_terminal(capsys) -> None:
    screen.say("name \x1b[2J\u202eevil\nnext line")
    shown = capsys.readouterr().out
    assert shown.count("\n") == 2
    assert not set(shown) & {"\x1b", "\u202e"}
    assert shown.endswith("next line\n")


def test_a_table_lines_up(capsys) -> None:
    rows = [("3.1", "Western Party", "12"), ("4.1", "East", "1,204")]
    screen.table(("clause", "party", "counted"), rows, words=2)
    assert capsys.readouterr().out == (
        "clause  party          counted\n"
        "3.1     Western Party       12\n"
        "4.1     East             1,204\n"
    )


def test_headings_are_bold_only_where_wanted(capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    screen.heading("clause")
    monkeypatch.delenv("NO_COLOR")
    screen.heading("clause")
    assert capsys.readouterr().out == "clause\n\x1b[1mclause\x1b[0m\n"


def test_errors_are_one_document_too(capsys) -> None:
    faults = ("a.yaml:3:1: x: unknown", "a.yaml:4:1: y: unknown")
    screen.error(AgreementError(faults), faults, as_json=True, code=2)
    out, err = capsys.readouterr()
    assert json.loads(out) == {
        "thalweg": "error/1",
        "error": "AgreementError",
        "exit": 2,
        "faults": list(faults),
    }
    assert err.splitlines() == [f"thalweg: {fault}" for fault in faults]


def test_a_narrow_encoding_loses_nothing(monkeypatch) -> None:
    raw = io.BytesIO()
    narrow = io.TextIOWrapper(raw, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    screen.say("Евфрат 3°")
    screen.flush()
    assert raw.getvalue().startswith(b"\\u0415\\u0432")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX pipe")
def test_a_reader_that_goes_away_is_no_error() -> None:
    code = (
        "from thalweg.cli import screen\n"
        "for _ in range(100_000): screen.say('a line of a long report')\n"
        "screen.flush()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


def test_bars_are_silent_off_a_terminal(capsys) -> None:
    with Bars() as bars:
        bars("reading", 1, 2)
    assert capsys.readouterr() == ("", "")


def test_bars_write_to_standard_error_only(capsys, monkeypatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Bars() as bars:
        bars("reading", 1, 0)
        bars("reading", 2, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "reading" in err
