"""``--help`` of every command: in eighty columns, with an example to type."""

import re

import pytest

from tests.unit.cli.test_json import NAMES, WORDS
from thalweg.cli import app as line


@pytest.mark.parametrize("words", WORDS, ids=NAMES)
def test_it_fits_the_terminal_and_ends_with_an_example(words, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert line.run([*words, "--help"]) == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    example = told.partition("For example: ")[2]
    assert example.startswith(" ".join(["thalweg", *words]))
    # No words of the command line's library, no bracket around nothing.
    assert "[]" not in told
    assert not re.search(r"^  --\S+ <", told, re.M)


def test_no_short_help_is_cut_off(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for words in (["--help"], ["agreement", "--help"]):
        assert line.run(words) == 0
        assert "..." not in capsys.readouterr().out.partition("Commands:")[2]
