"""The strict YAML loader: what it takes, refuses, and survives."""

import time

import pytest

from thalweg.wire.yaml import MAX_FAULTS, Strict, read_yaml


def faults(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    return list(read_yaml(data, "x.yaml").faults.lines())


def test_plain_values_come_as_what_they_look_like():
    text = "a: 1\nb: 0.10\nc: true\nd: f0e001\ne: '1'\nf: [x, {g: -3}]\nh: |\n  one\n"
    document = read_yaml(text.encode(), "x.yaml")
    assert not document.faults
    assert document.value == {
        "a": 1,
        "b": 0.1,
        "c": True,
        "d": "f0e001",
        "e": "1",
        "f": ["x", {"g": -3}],
        "h": "one\n",
    }


@pytest.mark.parametrize(
    "word",
    [
        "yes",
        "No",
        "ON",
        "off",
        "y",
        "True",
        "FALSE",
        "~",
        "null",
        "Null",
        ".inf",
        ".NaN",
        "017",
        "0o17",
        "0x1f",
        "0b1",
        "1_000",
        "+1",
        ".5",
        "5.",
        "1e3",
        "4e1234",
        "12:30",
        "1:20:30",
        "99999999999999999999",
    ],
)
def test_a_word_that_readers_read_differently_is_refused(word: str):
    assert len(faults(f"a: {word}\n")) == 1
    assert "in quotes" in faults(f"a: {word}\n")[0]
    assert faults(f"a: '{word}'\n") == []


@pytest.mark.parametrize(
    "word", ["f0e001", "04:00Z-18:00Z", "2017-11-01T00:00:00Z", "FL350", "-", "1 km"]
)
def test_a_word_that_only_looks_odd_is_text(word: str):
    assert read_yaml(f"a: {word}x\n".encode(), "x.yaml").value == {"a": f"{word}x"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "x.yaml: the document is empty"),
        ("# nothing\n", "x.yaml: the document is empty"),
        (
            "a: &x 1\n",
            "x.yaml:1:4: a: an anchor (&); write the value out where it is used",
        ),
        ("? [1]\n: 2\n", "x.yaml:1:3: a key must be text"),
        ("1: 2\n", "x.yaml:1:1: 1: write the key in quotes: '1'"),
        ("no: 2\n", "x.yaml:1:1: no: write the key in quotes: 'no'"),
        ("a: 1\na: 2\n", "x.yaml:2:1: a: this key stands here twice"),
        ("a: !x 1\n", "x.yaml:1:4: a: a tag (!x); wanted none"),
        ("a:\n", "x.yaml:1:1: a: nothing here; wanted a value"),
        (b"a: \xff\n", "x.yaml:1:4: not UTF-8 text"),
        ("\ufeffa: 1\n", "x.yaml:1:1: hidden character U+FEFF"),
        ("a: \x07\n", "x.yaml:1:4: not YAML: a control character"),
        ("a: b: c\n", "x.yaml:1:5: not YAML: mapping values are not allowed here"),
        ("[" * 400, "x.yaml:1:25: [0]: nested more than 24 deep"),
    ],
)
def test_a_fault_has_its_place(text: str | bytes, said: str):
    assert faults(text) == [said]


def test_what_a_terminal_obeys_is_not_repeated():
    said = faults('"a\\x1b[2Jb": &x 1\n')[0]
    assert "\x1b" not in said
    assert said.isprintable()


def test_faults_are_counted_when_there_are_too_many():
    lines = faults("".join(f"k{i}: yes\n" for i in range(300)))
    assert len(lines) == MAX_FAULTS + 1
    assert lines[-1] == "... and 200 more"


@pytest.mark.parametrize(
    "text",
    [
        "[" + "12," * 25_000 + "]",
        "[" * 30_000,
        "{a: " * 30_000,
        "- " * 30_000,
        "? " * 30_000,
        "a: 1\n" * 25_000,
        "a: '" + "x" * 200_000 + "'",
        "a: [*a," + "*a," * 25_000 + "]",
        "&a [" * 30_000,
        "a: " + "9" * 100_000,
        "\n" * 100_000,
    ],
    ids=range(11),
)
def test_a_hostile_document_costs_little(text: str):
    before_s = time.process_time()
    read_yaml(text.encode(), "x.yaml").faults.lines()
    assert time.process_time() - before_s < 10.0


def test_a_document_beyond_the_limit_is_not_read():
    said = faults("a" * ((1 << 20) + 1))
    assert said == ["x.yaml: 1048577 bytes; at most 1048576 are read"]


class Part(Strict):
    one: int
    two: str = ""


def test_faults_of_a_model_are_at_their_values():
    text = "part:\n  one: '1'\n  tow: x\n"
    document = read_yaml(text.encode(), "x.yaml")
    assert document.read(("part",), Part) is None
    assert document.faults.lines() == (
        "x.yaml:2:8: part.one: wanted a whole number, got '1'",
        "x.yaml:3:3: part.tow: unknown key; nearest known: two",
    )


def test_a_fault_of_the_reader_is_not_said_twice():
    document = read_yaml(b"part:\n  one: yes\n", "x.yaml")
    assert document.read(("part",), Part) is None
    assert len(document.faults.lines()) == 1
