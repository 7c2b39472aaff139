"""Cards to print: a message to be read over a telephone, and the daily call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from thalweg.hotline.card_paper import beside, call_lines, columns, rule, sheet_line
from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES, Catalogue
from thalweg.hotline.labels import both_labels, label
from thalweg.hotline.render import render, urgency_of
from thalweg.hotline.told import told_in
from thalweg.hotline.voice import TITLE, sheet_lines, sheet_of
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
    message: Message,
    catalogue: Catalogue = CATALOGUE,
    *,
    of: Message | None = None,
    number: str = "",
) -> str:
    """Return a message as a card: what it says in both languages, then its sheet.

    The whole card is a sheet that `thalweg.hotline.voice_reading` reads: what is for
    people only stands behind ``#``. At its end are the lines that each side writes of
    the call. `number` is what the speaker calls the sheet.

    Raises
    ------
    InputError
        The message does not fit the catalogue.
    """
    lines = [*beside("card-how"), *_sheet(message, catalogue, of, number)]
    return _text([*lines, rule(), *call_lines()])


def call_card(
    opening: Message,
    closing: Message,
    catalogue: Catalogue = CATALOGUE,
    *,
    numbers: tuple[str, str] = ("", ""),
) -> str:
    """Return the daily call on one card: what to do, and both messages to be read.

    `opening` is a CH-2, `closing` a CH-3 with the counts at the time of printing.

    Raises
    ------
    InputError
        A message does not fit the catalogue.
    """
    lines = [
        *beside("card-call-title"),
        *beside("card-how"),
        *beside("card-call-open"),
        *beside("card-call-messages"),
        *_sheet(opening, catalogue, None, numbers[0]),
        *beside("card-call-close"),
        *_sheet(closing, catalogue, None, numbers[1]),
    ]
    return _text([*lines, rule(), *call_lines()])


def _sheet(
    message: Message, catalogue: Catalogue, of: Message | None, number: str
) -> Iterator[str]:
    yield rule()
    urgency = urgency_of(message, of, catalogue)
    key = "as-ref" if urgency is None else urgency.value
    titles = []
    for tag in LANGUAGES:
        say = told_in(tag).say
        told = say("card-urgency", urgency=say(f"urgency-{key}"))
        titles.append(f"{say('card-title')}: {message.element}. {told}")
    yield from columns(titles)
    both = [render(message, tag, catalogue, of=of) for tag in LANGUAGES]
    # The English sentence that a draft has beside it stands in the other column.
    yield from columns(
        " / ".join((one.lines()[0], *one.further, *one.notes)) for one in both
    )
    lines = sheet_lines(sheet_of(message, number), catalogue)
    for line in lines:
        within, _, last = line.name.rpartition(".")
        if within and last in _SPELT:
            yield from columns(
                f"{told_in(tag).say('card-spelled')} {label(line.name, tag)}: "
                f"{spelled(line.value, tag)}"
                for tag in LANGUAGES
            )
    yield TITLE
    for line in lines:
        yield from sheet_line(line, both_labels(line.name))


def _threes(digits: str) -> list[str]:
    return [digits[at : at + 3] for at in range(0, len(digits), 3)]


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
