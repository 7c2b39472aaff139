"""The same sentences and values in every language; figures as each has them."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from fluent.syntax import FluentParser, ast, visitor
from hypothesis import given
from hypothesis import strategies as st

from thalweg.errors import InputError
from thalweg.report.language import LANGUAGES, language
from thalweg.report.words import DROP_REASONS, GRADES, Quantity, metres, span
from thalweg.units import NMI_M

MINUS = "\u2212"
ROOM = Path(str(files("thalweg.report")))
PHRASES = files("thalweg.report") / "phrases"


class Values(visitor.Visitor):
    """Collects the values that a sentence asks for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node):
        self.names.add(node.id.name)


def sentences(tag, subject):
    found = {}
    text = (PHRASES / tag / subject).read_text("utf-8")
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ast.Junk), f"{tag}/{subject}: {entry.content}"
        if isinstance(entry, ast.Message):
            values = Values()
            values.visit(entry)
            assert entry.id.name not in found, f"{tag}/{subject}: {entry.id.name} twice"
            found[entry.id.name] = values.names
    return found


SUBJECTS = sorted(file.name for file in (PHRASES / "en").iterdir())


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_has_the_same_subjects(tag):
    assert sorted(file.name for file in (PHRASES / tag).iterdir()) == SUBJECTS


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != "en"])
def test_every_sentence_is_in_every_language_with_the_same_values(tag, subject):
    have, want = sentences(tag, subject), sentences("en", subject)
    assert list(have) == list(want)
    for key, values in want.items():
        assert have[key] == values, key


def test_no_key_is_said_twice_and_none_is_unused():
    keys = [key for subject in SUBJECTS for key in sentences("en", subject)]
    assert len(keys) == len(set(keys))
    sources = [*ROOM.rglob("*.py"), *(ROOM / "templates").iterdir()]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    # A key may be put together: its first words stand in the source at least.
    asked = set(re.findall(r"[\"']([a-z][\w-]*)(?:[\"']|\{)", text))
    asked |= {stem.rstrip("-") for stem in asked}

    def is_used(key):
        words = key.split("-")
        return any("-".join(words[:n]) in asked for n in range(1, len(words) + 1))

    assert not [key for key in keys if not is_used(key)]


def test_what_is_asked_for_but_not_said_is_an_error():
    say = language("ru")
    with pytest.raises(KeyError):
        say("no-such-sentence")
    with pytest.raises(KeyError):
        say("under")
    with pytest.raises(InputError, match="'de': give one of en, ru, ar"):
        language("de")


@given(st.floats(-1e7, 1e7), st.floats(0, 1e7))
def test_english_pages_and_the_terminal_write_figures_alike(length_m, span_s):
    say = language("en")
    told = say.metres(length_m).replace(MINUS, "-")
    assert told.replace("-0 m", "0 m") == metres(length_m).replace("-0 m", "0 m")
    assert say.span(span_s) == span(span_s)


@pytest.mark.parametrize("tag", LANGUAGES)
@given(value=st.floats(-1e9, 1e9), places=st.integers(0, 3))
def test_numbers_are_those_of_babel(tag, value, places):
    form = "#,##0" + ("." + "0" * places if places else "")
    rounded = round(value, places)
    babel = format_decimal(rounded, format=form, locale=tag)
    assert language(tag).number(value, places) == re.sub(r"\u200e?-", MINUS, babel)


def test_figures_are_written_as_each_language_has_them():
    ru, ar = language("ru"), language("ar")
    assert ru.metres(1234.0) == "1\u00a0234 м"
    assert ru.metres(25_400.0) == "25,4 км"
    assert ru.limit_m(5556.0) == "3 мор. мили (5\u00a0556 м)"
    assert ar.span(725.0) == "12 د 05 ث"
    assert ar.place(35.0, 40.0) == "\u206635.0000° N, 40.0000° E\u2069"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_is_below_nothing_has_a_minus_sign_and_no_hyphen(tag):
    told = language(tag).quantity(Quantity(-100.0, 0, "mps"))
    assert "\u2212100" in told
    assert "-" not in told


@pytest.mark.parametrize(
    ("length_nmi", "label", "below"),
    [
        (1.0, "1 мор. миля", "1 мор. мили"),
        (3.0, "3 мор. мили", "3 мор. миль"),
        (5.0, "5 мор. миль", "5 мор. миль"),
        (2.5, "2,5 мор. мили", "2,5 мор. мили"),
    ],
)
def test_russian_miles_agree_with_their_number_and_their_case(length_nmi, label, below):
    ru, limit_m = language("ru"), length_nmi * NMI_M
    assert ru.limit_m(limit_m).startswith(f"{label} (")
    assert ru.limit_m(limit_m, genitive=True).startswith(f"{below} (")


def test_arabic_miles_agree_with_their_number():
    ar = language("ar")
    for length_nmi, told in ((1, "ميل بحري"), (3, "أميال بحرية"), (12, "ميلًا بحريًا")):
        assert told in ar.limit_m(length_nmi * NMI_M)
        assert told in ar.limit_m(length_nmi * NMI_M, genitive=True)


def test_tags_in_a_sentence_stay_and_those_in_its_values_do_not():
    told = language("ar").html("under", figure="<b>&")
    assert "&lt;b&gt;&amp;" in told


def test_grades_mean_on_a_page_what_they_mean_everywhere():
    for grade, says in GRADES.items():
        assert language("en")(f"grade-{grade}-says") == says


def test_dropped_rows_have_one_reason_on_a_page_and_on_the_terminal():
    for reason, says in DROP_REASONS.items():
        assert language("en")(f"dropped-{reason}") == says
