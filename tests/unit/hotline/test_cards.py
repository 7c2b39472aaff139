"""Cards on paper: what stands on them, that they fit a page, and can be filled in."""

# Labels are in Russian too.
# ruff: noqa: RUF001

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.hotline.messages import MESSAGES, first
from tests.unit.hotline.two_sites import side_of
from thalweg.agreement.load import load
from thalweg.errors import InputError
from thalweg.hotline.blank_card import blank_card, blank_lines, call_blank
from thalweg.hotline.card_paper import COLUMNS, PAGE_LINES
from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES
from thalweg.hotline.check_digits import ALPHABET
from thalweg.hotline.labels import CALL, named
from thalweg.hotline.line_card import LineFacts, line_card
from thalweg.hotline.sides import Terms, terms_of
from thalweg.hotline.voice import counted, fours, sheet_lines, sheet_of
from thalweg.hotline.voice_card import voice_card
from thalweg.hotline.voice_reading import parse_entered, parse_sheet
from thalweg.model.message import Message

DIGEST = "1b81f66d" + "0" * 56
PARTIES = ("west", "east")
BLANK = re.compile(r"^([^#][^:]*): (.*?)\[__\](?:  # ([0-9]{2}).*)?$")


def fits(card: str) -> bool:
    lines = card.splitlines()
    return len(lines) <= PAGE_LINES and all(len(line) <= COLUMNS for line in lines)


def facts(repository: Path) -> LineFacts:
    terms = terms_of(load(repository / "examples" / "euphrates" / "agreement.yaml"))
    sides = (side_of("west"), side_of("east"))
    return LineFacts(terms=terms, parties=sides, is_signed=True)


@pytest.mark.parametrize("element", CATALOGUE.elements)
def test_every_blank_is_one_page(element):
    assert fits(blank_card(element, DIGEST, PARTIES))


def test_the_call_and_the_line_are_one_page_each(repository):
    assert fits(call_blank(DIGEST, PARTIES))
    assert fits(line_card(facts(repository)))


@pytest.mark.parametrize("message", MESSAGES, ids=[m.element for m in MESSAGES])
def test_every_filled_card_is_one_page(message):
    assert fits(voice_card(message, number="2017-12-13/412"))


def fill(card: str, message: Message) -> str:
    """Fill a blank in as a person does: value, digits by pencil, then the last line."""
    wanted = {line.name: line for line in sheet_lines(sheet_of(message, "log/7"))}
    done = []
    for line in joined(card):
        match = BLANK.match(line)
        name = named(match[1]) if match else None
        if match is None or name is None or name not in wanted:
            done.append(line)
            continue
        at = wanted[name]
        rest = int(match[3] or 0)
        for sign in at.value.upper():
            if sign != " ":
                rest = (rest * 3 + ALPHABET.index(sign)) % 97
        digits = f"{98 - rest * 3 % 97:02d}" if match[3] else at.check
        done.append(f"{match[1]}: {at.value} [{digits}]")
    return "\n".join(done)


def joined(card: str) -> list[str]:
    lines: list[str] = []
    for line in card.splitlines():
        if line.startswith(" "):
            lines[-1] += line[3:]
        else:
            lines.append(line)
    return lines


@pytest.mark.parametrize("message", MESSAGES, ids=[m.element for m in MESSAGES])
def test_a_blank_filled_in_by_hand_is_read(message):
    """Every good vector that has no more corners than a blank has lines for."""
    names = {line.name for line in blank_lines(CATALOGUE.element(message.element))}
    lines = sheet_lines(sheet_of(message))
    paths = {line.name for line in lines if not line.name.isupper()} - {"LINES"}
    missing = paths - names
    assert all(re.search(r"\.([3-9]|2)\.", name) for name in missing)
    if missing:
        return
    filled = fill(blank_card(message.element, message.agreement, PARTIES), message)
    assert parse_sheet(filled) == sheet_of(message, "log/7")


def test_a_blank_says_what_is_wanted():
    card = blank_card("GR-4", DIGEST, PARTIES)
    assert (
        "# BLANK SHEET: GR-4. URGENCY DISTRESS   | БЛАНК: GR-4. СРОЧНОСТЬ БЕДСТВИЕ"
        in card
    )
    assert f"TERMS / УСЛОВИЯ: {fours(DIGEST[:8])} [52]" in card
    assert "FROM / ОТ КОГО: __________ [__]  # 66  west 54, east 68" in card
    assert "(POSITION PLACE / ПОЗИЦИЯ МЕСТО): ____________________ [__]  # 36" in card
    assert "А36" in card
    words = blank_card("NM-1", DIGEST, PARTIES)
    assert "# MANOEUVRE / МАНЁВР: turn-left, turn-right, climb" in words
    assert re.search(r"\[__\]  # \d\d  certain probable possible$", words, re.M)
    with pytest.raises(InputError, match="unknown element 'GR-44'"):
        blank_card("GR-44", DIGEST, PARTIES)


def test_a_blank_card_is_no_sheet_until_it_is_filled_in():
    with pytest.raises(InputError, match="missing: FROM, TO, EVENT"):
        parse_sheet(blank_card("GR-4", DIGEST, PARTIES))


def test_every_card_has_the_lines_of_the_call_at_its_end():
    for card in (
        voice_card(first("AI-2")),
        blank_card("AI-2", DIGEST, PARTIES),
        call_blank(DIGEST, PARTIES),
    ):
        found = [named(line.partition(":")[0]) for line in card.splitlines()]
        assert [name for name in found if name in CALL] == list(CALL)


def test_the_line_card_says_whose_line_it_is(repository):
    card = line_card(facts(repository))
    found = facts(repository)
    squeezed = re.sub(r"\n# ", " ", card)
    assert f"SHA-256 {fours(found.terms.sha256)}" in squeezed
    for side in found.parties:
        key = side.log[0]
        told = f"{side.party}: {key.name} {fours(key.key_id.hex())}, "
        assert told + fours(key.public.hex()) in squeezed
        assert f"TELEPHONE {side.party}: ____" in card
    assert "The daily call: west calls east at    | вызывает сразу." in card
    assert "NOT SIGNED" not in card
    assert "ALFA BRAVO CHARLIE" in card
    assert "АЛЬФА БРАВО ЧАРЛИ" in card


def test_a_line_without_a_call_or_a_signature_says_so():
    sides = (side_of("west"), side_of("east"))
    card = line_card(
        LineFacts(terms=Terms(sha256="ab" * 32), parties=sides, is_signed=False)
    )
    assert "NOT SIGNED BY BOTH" in card
    assert "The daily call" not in card


def test_labels_of_a_sheet_are_all_different_in_each_language(repository):
    for tag in LANGUAGES:
        folder = repository / "src/thalweg/hotline/phrases" / tag
        text = (folder / "cards.ftl").read_text("utf-8")
        for kind in ("head", "label"):
            told = re.findall(rf"^{kind}-\S+ = (.*)$", text, re.M)
            assert len(told) == len({one.replace("Ё", "Е") for one in told}) > 15


@pytest.mark.parametrize("message", MESSAGES, ids=[m.element for m in MESSAGES])
def test_a_card_filled_in_of_the_call_is_entered_as_it_is(message):
    card = voice_card(message, number="2017-12-13/412")
    (found,) = parse_entered(card)
    assert found.sheet == sheet_of(message, "2017-12-13/412")
    assert dict(found.call) == {}
    assert counted(sheet_lines(found.sheet)[:-1]) == sheet_lines(found.sheet)[-1]
