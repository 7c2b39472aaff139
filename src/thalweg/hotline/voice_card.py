"""Cards to print: a message to be read over a telephone, and the daily call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES, Catalogue
from thalweg.hotline.render import render, urgency_of
from thalweg.hotline.told import Told, told_in
from thalweg.hotline.voice import sheet_lines, sheet_of, sheet_text
from thalweg.model.message import Message

_SPELT: Final = frozenset({"callsign", "icao24", "place", "type"})


def spelled(text: str, lang: str) -> str:
    """Return Latin letters as the words of ICAO Annex 10, and digits in threes.

    >>> spelled("WST0123", "en")
    'WHISKEY SIERRA TANGO 012 3'
    """
    letters = told_in(lang).say("letters").split()
    words: list[str] = []
    digits = ""
    for char in text.upper():
        if char.isascii() and char.isdigit():
            digits += char
            continue
        words += _threes(digits)
        digits = ""
        is_letter = "A" <= char <= "Z"
        words.append(letters[ord(char) - ord("A")] if is_letter else char)
    return " ".join([*words, *_threes(digits)])


def voice_card(
    message: Message, catalogue: Catalogue = CATALOGUE, *, of: Message | None = None
) -> str:
    """Return a message as a card: what it says in both languages, then its sheet.

    The whole card is a sheet that `thalweg.hotline.voice.parse_sheet` reads: what is
    for people only stands behind ``#``.

    Raises
    ------
    InputError
        The message does not fit the catalogue.
    """
    urgency = urgency_of(message, of, catalogue)
    lines = [f"# {_both('card-title')}: {message.element}"]
    for tag in LANGUAGES:
        told = told_in(tag)
        key = "as-ref" if urgency is None else urgency.value
        lines.append(f"# {told.say('card-how')}")
        lines.append(
            f"# {told.say('card-urgency', urgency=told.say(f'urgency-{key}'))}"
        )
        lines += (
            f"# {line}" for line in render(message, tag, catalogue, of=of).lines()
        )
        lines += (f"# {line}" for line in _spelled_lines(message, told, catalogue))
    return "\n".join(lines) + "\n" + sheet_text(sheet_of(message), catalogue)


def call_card(
    opening: Message, closing: Message, catalogue: Catalogue = CATALOGUE
) -> str:
    """Return the daily call on one card: what to do, and both messages to be read.

    `opening` is a CH-2, `closing` a CH-3 with the counts at the time of printing.

    Raises
    ------
    InputError
        A message does not fit the catalogue.
    """
    keys = ("open", "messages", "close", "theirs", "signed")
    lines = [f"# {_both('card-call-title')}: {opening.sender}, {opening.recipient}"]
    for tag in LANGUAGES:
        lines += (f"# {told_in(tag).say(f'card-call-{key}')}" for key in keys)
    cards = (voice_card(message, catalogue) for message in (opening, closing))
    return "\n".join(lines) + "\n" + "".join(f"#\n{card}" for card in cards)


def _both(key: str) -> str:
    return " / ".join(told_in(tag).say(key) for tag in LANGUAGES)


def _spelled_lines(message: Message, told: Told, catalogue: Catalogue) -> Iterator[str]:
    for line in sheet_lines(sheet_of(message), catalogue):
        within, _, last = line.name.rpartition(".")
        if within and last in _SPELT:
            title, text = told.say("card-spelled"), spelled(line.value, told.tag)
            yield f"{title} {line.name}: {text}"


def _threes(digits: str) -> list[str]:
    return [digits[at : at + 3] for at in range(0, len(digits), 3)]
