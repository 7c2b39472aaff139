"""Which error ends with which code, and that none escapes as a traceback."""

import json
import subprocess
import sys

import pytest

from thalweg.cli import app as line
from thalweg.errors import (
    AgreementError,
    MissingExtraError,
    RecordDoubtError,
    ResultFolderError,
    TableError,
    VerificationError,
)


@pytest.fixture
def raising(monkeypatch):
    """Return a function that makes the whole command line raise an error."""

    def make(error: BaseException) -> None:
        def raise_it(**_: object) -> None:
            raise error

        monkeypatch.setattr(line, "app", raise_it)

    return make


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            AgreementError(["a.yaml:1:1: id: is missing"]),
            2,
            "a.yaml:1:1: id: is missing",
        ),
        (RecordDoubtError("west.db: another root"), 3, "west.db: another root"),
        (TableError("thalweg.tracks/1", ["lat_deg is int64"]), 2, "lat_deg is int64"),
        (ResultFolderError("out is in the way"), 2, "out is in the way"),
        (MissingExtraError("rs1090", "modes"), 2, "pip install 'thalweg[modes]'"),
        (
            FileNotFoundError(2, "No such file or directory", "x.csv"),
            2,
            "x.csv: No such",
        ),
        (IsADirectoryError(21, "Is a directory", "x"), 2, "x: Is a directory"),
        (
            VerificationError(["findings.parquet: digest"]),
            1,
            "findings.parquet: digest",
        ),
        (KeyboardInterrupt(), 130, "interrupted; no result was written"),
    ],
)
def test_code_and_words(raising, capsys, error, code: int, said: str) -> None:
    raising(error)
    assert line.run(["watch"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_own_fault_is_never_a_judgement(raising, capsys) -> None:
    """Python's own exit code for a crash is 1, which here means: does not verify."""
    raising(ZeroDivisionError("of ours"))
    assert line.run(["verify"]) == 70
    err = capsys.readouterr().err
    assert "Traceback" in err
    assert "nothing was judged" in err


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"], ["watch"], ["watch", "a", "b"], ["watch", "--out"], ["verify"],
        ["watch", "a", "b", "--out", "c", "--jobs", "0"], ["agreement", "nonsense"],
        ["simulate", "s", "--out", "o", "--seed", "x"], ["doctor", "a"],
    ],
)  # fmt: skip
def test_a_wrong_command_ends_with_2(capsys, words: list[str]) -> None:
    assert line.run([*words, "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["thalweg"] == "error/1"
    assert "--help)" in err


@pytest.mark.parametrize("words", [[], ["agreement"]])
def test_no_command_shows_the_help(capsys, words: list[str]) -> None:
    assert line.run(words) == 2
    assert "Usage: thalweg" in capsys.readouterr().err


def test_version(capsys) -> None:
    assert line.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("thalweg 0.")


@pytest.mark.parametrize(
    ("words", "code"), [(["--version"], 0), (["verify", "no-such-folder"], 2)]
)
def test_closed_streams_do_not_change_the_code(tmp_path, words, code: int) -> None:
    # With 1 a script would read "does not verify".
    start = [sys.executable, "-c", "from thalweg.cli import main; main()", *words]
    closed = ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *start]
    done = subprocess.run(closed, cwd=tmp_path, check=False)
    assert done.returncode == code
