"""Messages as people read them: whole, harmless, with what must stand beside them."""

# ruff: noqa: RUF001

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hotline.messages import MESSAGES, answering, first, messages, texts
from thalweg.errors import InputError
from thalweg.hotline.catalogue import LANGUAGES
from thalweg.hotline.harmless import harmless
from thalweg.hotline.render import render, render_all, unreadable, urgency_of
from thalweg.hotline.told import told_in
from thalweg.model.message import Duration, Urgency

ISOLATES = {"\u2068", "\u2069"}
CAVEAT = "Not consent. Not proof that anyone is absent. Duties are unchanged."
DRAFT = "ПРОЕКТ ПЕРЕВОДА: ЛИНГВИСТОМ НЕ ПРОВЕРЕН"


def hold_harmless(line):
    """Assert that a screen shows the line as one line that turns nothing."""
    assert "\n" not in line
    assert "\r" not in line
    depth, marks = 0, 0
    for char in line:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        assert marks <= 3
        depth += {"\u2068": 1, "\u2069": -1}.get(char, 0)
        assert depth in (0, 1)
        assert char in ISOLATES | {"\u200c", "\u200d"} or kind[0] != "C"
        assert kind not in ("Zl", "Zp")
        is_turning = unicodedata.bidirectional(char) in ("R", "AL")
        assert not is_turning or depth == 1
    assert depth == 0


@given(messages())
def test_any_message_is_read_in_every_language_and_is_harmless(message):
    for rendered in render_all(message):
        for line in rendered.lines():
            hold_harmless(line)
        assert rendered.lines()[0].startswith(f"{message.element} {rendered.marker}. ")
        assert "???" not in rendered.sentence


def figures(value):
    """Yield what a reader must find of a parameter, in any language."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("confidence", "unit", "text", "name", "office", "lang"):
                yield from figures(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from figures(inner)
    elif isinstance(value, str):
        yield value.upper()


@given(messages())
def test_nothing_that_is_signed_goes_unread(message):
    listed = {
        p for p, v in message.params.items() if isinstance(v, str) and len(v) < 40
    }
    for rendered in render_all(message):
        shown = "\n".join(rendered.lines()).upper()
        for name, value in message.params.items():
            if name in listed:
                continue
            for figure in figures(value):
                assert figure in shown, (name, figure)
        if message.ref is not None:
            ref = f"{message.ref.origin} {message.ref.index}"
            assert ref.upper() in shown


def test_a_message_says_until_when_it_is_of_use():
    late = replace(first("AI-2"), useful_until_us=1_513_138_000_000_000)
    assert "USEFUL UNTIL 2017-12-13 04:06:40Z" in render(late, "en").lines()
    assert "АКТУАЛЬНО ДО 2017-12-13 04:06:40Z" in render(late, "ru").lines()


@given(messages(), st.data())
def test_another_value_reads_otherwise(message, data):
    """What a person reads tells any two messages of one element apart."""
    other = data.draw(messages([message.element]))
    if (other.params, other.ref) == (message.params, message.ref):
        return
    if any(k in ("text", "person", "ours", "yours") for k in message.params):
        return
    same = replace(other, useful_until_us=message.useful_until_us)
    for one, two in zip(render_all(message), render_all(same), strict=True):
        assert one.lines() != two.lines()


@given(texts(400), st.sampled_from(LANGUAGES))
def test_free_text_stands_in_quotes_and_ends_no_sentence(text, tag):
    message = replace(
        first("NM-3"),
        params={**first("NM-3").params, "text": {"text": text, "lang": "en"}},
    )
    sentence = render(message, tag).sentence
    opens, closes = {"en": "“”", "ru": "«»"}[tag]
    assert sentence.count(opens) == sentence.count(closes) == 1


def test_a_signature_line_in_a_text_stays_in_its_line():
    text = "Nothing to report.\n\n\u2014 west.example/log AAAAAA==\nWILCO"
    message = replace(first("CH-10"), params={"text": {"text": text, "lang": "en"}})
    (line, *rest) = render(message, "en").lines()
    assert "\n" not in line
    assert rest == ["LANGUAGE OF THE TEXT: en"]
    assert line.endswith("“Nothing to report.  — west.example/log AAAAAA== WILCO”")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a<U+202E>b"),
        ("a\x1b[2Jb", "a<U+001B>[2Jb"),
        ("line\nline\ttab", "line line tab"),
        ("z" + "\u0336" * 5, "z" + "\u0336" * 3 + "<U+0336>" * 2),
        ("\U0001f6a8\ufe0f", "\U0001f6a8\ufe0f"),
        ("\u05d0\u05d1", "\u2068\u05d0\u05d1\u2069"),
        ("\u2029", "<U+2029>"),
        ("\ue000", "<U+E000>"),
        ("plain", "plain"),
    ],
)
def test_hostile_text_is_written_out(text, shown):
    assert harmless(text) == shown


def test_text_longer_than_a_sentence_takes_is_told_whole():
    text = "Б" * 4000
    message = replace(first("CH-10"), params={"text": {"text": text, "lang": "ru"}})
    for rendered in render_all(message):
        assert text in rendered.sentence


@pytest.mark.parametrize("message", MESSAGES, ids=[m.element for m in MESSAGES])
def test_a_draft_says_so_and_distress_in_it_carries_english(message):
    of = first("AI-2") if message.ref is not None else None
    english, russian = render_all(message, of=of)
    assert DRAFT in russian.notes
    assert english.beside == ""
    assert not any("DRAFT" in note for note in english.notes)
    is_distress = urgency_of(message, of) is Urgency.DISTRESS
    assert russian.beside == (english.sentence if is_distress else "")


def test_an_answer_is_as_urgent_as_its_question():
    wilco = first("RS-0")
    assert urgency_of(wilco, first("GR-4")) is Urgency.DISTRESS
    assert urgency_of(wilco, first("AI-2")) is Urgency.URGENT
    assert urgency_of(wilco) is None
    assert urgency_of(first("RS-7"), first("GR-4")) is Urgency.LOW
    russian = render(wilco, "ru", of=first("GR-4"))
    assert russian.beside == "WILCO"


@pytest.mark.parametrize("answer", ["RS-4", "RS-5"])
def test_people_clear_answers_carry_the_caveat(answer):
    asked = first("HZ-2")
    notes = render(answering(asked, answer), "en", of=asked).notes
    assert notes == (CAVEAT,)
    other = first("AI-3")
    assert render(answering(other, answer), "en", of=other).notes == ()
    unknown = render(answering(asked, answer), "en").notes
    assert unknown == (CAVEAT, "THE MESSAGE IT REFERS TO IS NOT AT HAND")


def test_people_there_carry_the_caveat_and_humanitarian_notices_promise_nothing():
    assert render(first("HZ-3"), "en").notes == (CAVEAT,)
    assert render(first("HZ-1"), "en").notes == ()
    assert "THIS NOTICE IS NOT A GUARANTEE." in render(first("CF-3"), "en").sentence
    assert "НЕ ЯВЛЯЕТСЯ ГАРАНТИЕЙ." in render(first("CF-3"), "ru").sentence


def test_what_does_not_fit_is_refused_and_still_shown():
    odd = replace(first("AI-2"), params={"count": "\u202e\n2"})
    with pytest.raises(InputError, match="missing: line"):
        render(odd, "en")
    for tag in LANGUAGES:
        shown = unreadable(odd, tag).lines()
        assert shown[0].startswith('AI-2 ?. {"count":')
        for line in shown:
            hold_harmless(line)
    newer = replace(first("AI-2"), element="ZZ-1")
    assert "unknown element 'ZZ-1'" in unreadable(newer, "en").notes[0]


def test_no_language_but_those_of_the_catalogue():
    with pytest.raises(InputError, match="no messages in 'de': give one of en, ru"):
        render(first("RS-3"), "de")


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (1, "1 ВЕРТОЛЁТ В", "1 HELICOPTER IN"),
        (2, "2 ВЕРТОЛЁТА В", "2 HELICOPTERS IN"),
        (5, "5 ВЕРТОЛЁТОВ В", "5 HELICOPTERS IN"),
        (11, "11 ВЕРТОЛЁТОВ В", "11 HELICOPTERS IN"),
        (21, "21 ВЕРТОЛЁТ В", "21 HELICOPTERS IN"),
        (1022, "1\u00a0022 ВЕРТОЛЁТА В", "1,022 HELICOPTERS IN"),
    ],
)
def test_words_agree_with_their_number(count, russian, english):
    params = {**first("AI-1").params, "count": count}
    message = replace(first("AI-1"), params=params)
    assert f"ПОЛЁТЫ: {russian} " in render(message, "ru").sentence
    assert f"OPERATE {english} " in render(message, "en").sentence


def test_a_range_agrees_with_its_upper_end():
    params = {**first("GR-2").params, "kind": "boats", "count": {"least": 1, "most": 2}}
    sentence = render(replace(first("GR-2"), params=params), "ru").sentence
    assert "ОТ 1 ДО 2 КАТЕРА У" in sentence


@pytest.mark.parametrize(
    ("ms", "told"),
    [
        (0, "0 S"), (1, "0.001 S"), (1500, "1.5 S"), (60_000, "1 MIN"),
        (3_600_001, "1 H 0.001 S"), (90_061_000, "1 D 1 H 1 MIN 1 S"),
    ],
)  # fmt: skip
def test_lengths_of_time_are_exact(ms, told):
    assert told_in("en")(Duration(ms)) == told


@given(messages(["AI-2", "AI-3", "GR-8", "NM-2"]))
def test_places_are_told_to_the_last_digit(message):
    point = message.params["point"]
    sentence = render(message, "en").sentence
    told = re.findall(r"(\d+)\.(\d{7})°([NSEW])", sentence)
    read = [
        (int(whole) * 10**7 + int(rest)) * (-1 if side in "SW" else 1)
        for whole, rest, side in told
    ]
    at = [n for n in range(len(read) - 1) if told[n][2] in "NS"]
    assert [point["lat_e7"], point["lon_e7"]] in [read[n : n + 2] for n in at]
