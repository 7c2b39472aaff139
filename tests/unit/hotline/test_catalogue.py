"""The catalogue: what stands in it, in both languages, with the same values."""

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast, visitor

from tests.unit.hotline.messages import MESSAGES, first
from thalweg.agreement.load import load
from thalweg.errors import InputError
from thalweg.hotline import catalogue as room
from thalweg.hotline.catalogue import (
    CATALOGUE,
    LANGUAGES,
    Catalogue,
    agreement_faults,
    catalogue_digest,
    phrases,
)
from thalweg.hotline.elements import ELEMENTS
from thalweg.hotline.told import spoken_names, told_in
from thalweg.hotline.word_lists import WORD_LISTS

# id, marker, response and urgency, as the design of the hotline has them.
TABLE = """
CH-1 Q R N, CH-2 I R N, CH-3 I A/N N, CH-4 R W/U U, CH-5 R W/U N, CH-6 I W/U N,
CH-7 W W/U U, CH-8 Q Y U, CH-9 I R -, CH-10 I R N,
AG-1 R Y N, AG-2 A R N, AG-3 A R N, AG-4 R A/N U, AG-5 I R U,
AI-1 N R N, AI-2 W W/U U, AI-3 Q A/N U, AI-4 I A/N N, AI-5 W R D, AI-6 I R L,
AI-7 W W/U U, NM-1 W W/U D, NM-2 I Y U, NM-3 A R N,
HZ-1 W W/U U, HZ-2 Q A/N U, HZ-3 R W/U D, HZ-4 I R U,
GR-1 I R N, GR-2 Q Y U, GR-3 Q A/N U, GR-4 W W/U D, GR-5 W W/U D, GR-6 Q A/N D,
GR-7 Q Y N, GR-8 R A/N U, EW-1 Q A/N U, EW-2 N R U,
CF-1 W Y U, CF-2 W R U, CF-3 I R N, SL-1 R A/N U, SL-2 I A/N N,
RC-1 I R N, RC-2 I R N, RC-3 I R N, RC-4 R A/N N, RC-5 W Y D,
RS-0 A N -, RS-1 A N -, RS-2 A N -, RS-3 A N -, RS-4 A N -, RS-5 A N -, RS-6 A N -,
RS-7 A N L
"""
SUBJECTS = ("cards.ftl", "elements.ftl", "terms.ftl", "words.ftl")


class Values(visitor.Visitor):
    """Collects the values that a sentence asks for."""

    def __init__(self):
        self.names = set()

    def visit_VariableReference(self, node):
        self.names.add(node.id.name)


def sentences(tag, subject):
    found = {}
    for entry in FluentParser().parse(phrases(tag)[subject]).body:
        assert not isinstance(entry, ast.Junk), f"{tag}/{subject}: {entry.content}"
        if isinstance(entry, ast.Message):
            values = Values()
            values.visit(entry)
            assert entry.id.name not in found, f"{tag}/{subject}: {entry.id.name} twice"
            found[entry.id.name] = values.names
    return found


def test_the_elements_are_those_of_the_design():
    rows = [row.split() for row in TABLE.replace("\n", " ").split(",")]
    told = [
        [e.id, e.marker, e.response, "-" if e.urgency is None else e.urgency]
        for e in ELEMENTS.values()
    ]
    assert told == rows
    assert len(told) == 49 + 8


def test_two_persons_sign_what_cannot_be_undone():
    two = {e.id for e in ELEMENTS.values() if e.persons == 2}
    assert two == {"AG-2", "AG-5", "CH-6", "CH-7", "RC-4"}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_has_the_same_subjects(tag):
    assert tuple(phrases(tag)) == SUBJECTS


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_sentence_is_in_every_language_with_the_same_values(subject):
    have, want = sentences("ru", subject), sentences("en", subject)
    assert list(have) == list(want)
    for key, values in want.items():
        assert have[key] == values, key


def test_there_is_a_sentence_for_every_element_and_no_other():
    assert list(sentences("en", "elements.ftl")) == list(ELEMENTS)


def test_there_is_a_word_for_every_word_and_no_other():
    wanted = [f"{name}-{word}" for name, words in WORD_LISTS.items() for word in words]
    assert list(sentences("en", "words.ftl")) == wanted


def test_every_list_is_used():
    used = {p.type.name for e in ELEMENTS.values() for p in e.parameters}
    assert {f"enum {name}" for name in WORD_LISTS} == {
        name for name in used if name.startswith("enum ")
    }


def test_no_term_is_unused():
    source = Path(str(files("thalweg.hotline")))
    text = "\n".join(path.read_text("utf-8") for path in source.glob("*.py"))
    asked = set(re.findall(r"[\"'f]([a-z][\w-]*)(?:[\"']|\{)", text))
    stems = {word.rstrip("-") for word in asked}
    for key in (*sentences("en", "terms.ftl"), *sentences("en", "cards.ftl")):
        parts = key.split("-")
        assert any("-".join(parts[:n]) in stems for n in range(1, len(parts) + 1)), key


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=list(ELEMENTS))
def test_what_a_sentence_says_is_a_parameter_and_the_rest_stands_beside(element):
    names = {p.name for p in element.parameters} | {"ref"}
    said = spoken_names(element.id)
    assert said <= names
    assert said == sentences("en", "elements.ftl")[element.id]
    assert ("ref" not in said) or element.needs_ref
    for parameter in element.parameters:
        if parameter.name not in said and parameter.when is None:
            assert told_in("ru").say.has(f"further-{parameter.name}")


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=list(ELEMENTS))
def test_each_required_parameter_is_required_and_no_other_is_taken(element):
    message = first(element.id)
    for parameter in element.parameters:
        without = {k: v for k, v in message.params.items() if k != parameter.name}
        told = CATALOGUE.faults(replace(message, params=without))
        is_missed = any("missing" in fault for fault in told)
        decides = parameter.when and message.params[parameter.when[0]]
        wanted = parameter.is_required or (decides and decides == parameter.when[1])
        assert is_missed == bool(wanted), parameter.name
    (told,) = CATALOGUE.faults(replace(message, params={**message.params, "more": 1}))
    assert "unknown key 'more'" in told
    (told,) = CATALOGUE.faults(replace(message, ref=None)) or ("",)
    assert element.needs_ref == ("ref: missing" in told)


def test_all_faults_are_named_at_once():
    message = replace(first("AI-2"), params={"count": -1, "line": 3, "time_us": True})
    with pytest.raises(InputError) as caught:
        CATALOGUE.values(message)
    told = str(caught.value).split("\n")
    assert told[0] == "AI-2: missing: point, level"
    assert len(told) == 1
    whole = {**first("AI-2").params, "count": -1, "line": 3, "time_us": True}
    assert len(CATALOGUE.faults(replace(message, params=whole))) == 3


def test_an_element_that_is_none_is_told_with_its_neighbour():
    with pytest.raises(InputError, match="unknown element 'AI-22'; nearest known"):
        CATALOGUE.element("AI-22")


def test_the_digest_holds_every_part(monkeypatch):
    was = catalogue_digest()
    assert Catalogue().digest() == was
    fewer = {k: v for k, v in ELEMENTS.items() if k != "RS-7"}
    asks = replace(ELEMENTS["AI-2"], urgency=ELEMENTS["AI-5"].urgency)
    alone = replace(ELEMENTS["AG-2"], persons=1)
    changed = [
        Catalogue(fewer).digest(),
        Catalogue({**ELEMENTS, "AI-2": asks}).digest(),
        Catalogue({**ELEMENTS, "AG-2": alone}).digest(),
        Catalogue({**ELEMENTS, "AI-3": replace(ELEMENTS["AI-3"], answers=())}).digest(),
        Catalogue(
            {**ELEMENTS, "AI-6": replace(ELEMENTS["AI-6"], needs_ref=False)}
        ).digest(),
    ]
    monkeypatch.setattr(room, "phrases", lambda tag: {"a.ftl": tag})
    changed.append(Catalogue().digest())
    assert len({was, *changed}) == 1 + len(changed)


def test_line_ends_of_a_checkout_do_not_change_the_digest():
    for tag in LANGUAGES:
        assert not any("\r" in text for text in phrases(tag).values())


def test_what_the_agreement_does_not_have_is_named(repository):
    agreement = load(repository / "examples" / "euphrates" / "agreement.yaml")
    place = next(iter(agreement.places))
    clause = {
        "agreement": agreement.id,
        "edition": agreement.edition,
        "clause": agreement.clauses[0].id,
    }
    message = first("CF-2")

    def faults(**params):
        values = CATALOGUE.values(replace(message, params={**message.params, **params}))
        return agreement_faults(values, agreement)

    assert faults(zone={"place": place}, clause=clause) == ()
    (told,) = faults(zone={"place": "nowhere"}, clause=clause)
    assert told.startswith("zone: unknown place 'nowhere'")
    (told,) = faults(zone={"place": place}, clause={**clause, "edition": 9})
    assert "edition 9 is not in force" in told
    (told,) = faults(zone={"place": place}, clause={**clause, "clause": "0"})
    assert told.startswith("clause: unknown clause '0'")
    refusal = replace(
        first("AG-3"),
        params={**first("AG-3").params, "clauses": [clause, {**clause, "clause": "0"}]},
    )
    (told,) = agreement_faults(CATALOGUE.values(refusal), agreement)
    assert told.startswith("clauses[1]: unknown clause")


def test_messages_of_the_vectors_are_read_into_values():
    for message in MESSAGES:
        assert set(CATALOGUE.values(message)) == set(message.params)
