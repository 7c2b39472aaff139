"""``--json`` on every command: one document on standard output, and nothing else."""

import json
import runpy
from pathlib import Path

import pytest
from typer.main import get_command

from thalweg.cli import app as line

REPOSITORY = Path(__file__).resolve().parents[3]
MAKER = runpy.run_path(str(REPOSITORY / "docs/reference/make_command_line.py"))


def commands(command=None, words=()):
    """Return every command that can be run, with its words."""
    command = command or get_command(line.app)
    inside = getattr(command, "commands", None)
    if inside is None:
        return [(words, command)]
    return [
        one for name, part in inside.items() for one in commands(part, (*words, name))
    ]


COMMANDS = commands()
WORDS = [words for words, _ in COMMANDS]
NAMES = [" ".join(words) for words in WORDS]


def test_the_walk_finds_them_all():
    assert {"look", "watch", "verify", "doctor", "agreement check"} <= set(NAMES)


@pytest.mark.parametrize(("words", "command"), COMMANDS, ids=NAMES)
def test_every_command_has_it(words, command):
    spelt = {option for one in command.params for option in one.opts}
    assert "--json" in spelt


@pytest.mark.parametrize("words", WORDS, ids=NAMES)
def test_a_wrong_word_is_one_document(words, capsys):
    assert line.run([*words, "--no-such-option", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["thalweg"], told["exit"]) == ("error/1", 2)
    assert "--no-such-option" in told["faults"][0]


@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_described(name):
    described = MAKER["DOCUMENTS"]
    assert name in described, "add a line to docs/reference/make_command_line.py"
    assert set(described) <= set(NAMES), "a command that is gone is still described"


def said_of(name: str) -> set[str]:
    """Return the keys that the reference says a document has."""
    told = MAKER["DOCUMENTS"][name].partition("; of a signed one")[0]
    told = told.replace("; where it holds also", ",")
    return {"thalweg", *told.split(", ")}


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("doctor", []),
        ("look", ["no-such-file"]),
        ("agreement check", [str(REPOSITORY / "examples/euphrates/agreement.yaml")]),
        ("agreement show", [str(REPOSITORY / "examples/euphrates/agreement.yaml")]),
    ],
)
def test_a_document_holds_what_is_said_of_it(name, more, capsys):
    line.run([*name.split(), *more, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert set(told) == said_of(name)
    assert told["thalweg"] == MAKER["NAMED"].get(name, f"{name}/1")


@pytest.mark.parametrize(
    ("error", "code"), [(ZeroDivisionError("ours"), 70), (KeyboardInterrupt(), 130)]
)
def test_a_fault_or_an_interruption_is_a_document(monkeypatch, capsys, error, code):
    def raise_it(**_):
        raise error

    monkeypatch.setattr(line, "app", raise_it)
    assert line.run(["watch", "--json"]) == code
    assert json.loads(capsys.readouterr().out)["exit"] == code


def test_being_told_to_stop_is_a_document(monkeypatch, capsys):
    def stop(**_):
        raise SystemExit(143)

    monkeypatch.setattr(line, "app", stop)
    with pytest.raises(SystemExit):
        line.run(["watch", "--json"])
    assert json.loads(capsys.readouterr().out)["exit"] == 143
