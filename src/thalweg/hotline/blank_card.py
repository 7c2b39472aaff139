"""Blanks to print before the line is cut: sheets to be filled in, and how.

Beside each line of a blank stands the number with which its check digits begin, so that
a pencil works out the value alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from thalweg.hotline.card_paper import (
    across,
    beside,
    call_lines,
    columns,
    rule,
    sheet_line,
)
from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES, Catalogue
from thalweg.hotline.check_digits import ALPHABET, begun
from thalweg.hotline.elements import Element, Parameter
from thalweg.hotline.labels import COUNT, both_labels
from thalweg.hotline.parameters import DIGEST, VKEY
from thalweg.hotline.told import told_in
from thalweg.hotline.voice import TERMS_DIGITS, TITLE, SheetLine, fours, line_digits
from thalweg.hotline.word_lists import WORD_LISTS

_POINT: Final = ("lat_e7", "lon_e7")
_SHAPES: Final = {
    "point": tuple(f"point.{p}?" for p in _POINT),
    "line": tuple(f"line.{n}.{p}?" for n in (1, 2) for p in _POINT),
    "polygon": tuple(f"polygon.{n}.{p}?" for n in (1, 2, 3) for p in _POINT),
}
_LEVEL: Final = ("value", "unit", "datum")
_CHECKPOINT: Final = ("origin", "root", "size")
_CLAUSE: Final = ("agreement", "edition", "clause")
_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("name", "office?"),
    "span": ("from_us", "to_us"),
    "point": _POINT,
    "level": _LEVEL,
    "vertical": _LEVEL,
    "levels": tuple(f"{end}.{p}?" for end in ("lower", "upper") for p in _LEVEL),
    "acft": ("callsign?", "confidence", "icao24?", "type?"),
    "clause": _CLAUSE,
    "clause[]": tuple(f"1.{p}" for p in _CLAUSE),
    "ref": ("index", "origin"),
    "text": ("lang", "text"),
    "range": ("least", "most?"),
    "name[]": ("1", "2?", "3?"),
    "checkpoint[]": tuple(f"{n}.{p}" for n in (1, 2) for p in _CHECKPOINT),
    "area": ("place?", *_SHAPES["polygon"]),
    "zone": ("place?", *_SHAPES["polygon"]),
    "line": ("place?", *_SHAPES["line"]),
    "pos": ("place?", *_SHAPES["point"], *_SHAPES["polygon"]),
    "route": ("place?", *_SHAPES["point"], *_SHAPES["line"], *_SHAPES["polygon"]),
}  # fmt: skip
"""The lines of each type of parameter; ``?`` may be left out, or is one of several."""

_WORDS: Final = {
    "unit": ("ft", "m"),
    "datum": ("STD", "QNH", "AMSL", "WGS84", "AGL"),
    "confidence": ("certain", "probable", "possible"),
}
_MANY_LINES: Final = 12
_FOURS = " ".join(["____"] * 16)
_BLANKS: Final = {
    "SHEET": "____-__-__/____",
    "lat_e7": "__._______ _",
    "lon_e7": "___._______ _",
    "root": _FOURS,
    "day": "____-__-__",
}
_INSTANT = "____-__-__ __:__:__Z"
_TEXT = "_" * 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankLine:
    """One line of a blank: its name, what there is to fill in, may it be left out."""

    name: str
    blank: str
    is_optional: bool = False


def blank_lines(element: Element, *, brief: bool = False) -> tuple[BlankLine, ...]:
    """Return the lines of an element's blank from EVENT on, as they are read.

    `brief` leaves out what any message may have, and so does a blank that would be
    longer than a page: what it refers to, until when it is of use.
    """
    head = [BlankLine(name="EVENT", blank=_INSTANT)]
    found = [line for parameter in element.parameters for line in _of(parameter)]
    may_refer = not brief and len(found) <= _MANY_LINES
    if element.needs_ref or may_refer:
        is_optional = not element.needs_ref
        head += [
            BlankLine(name=name, blank=_TEXT, is_optional=is_optional)
            for name in ("REF.ORIGIN", "REF.INDEX")
        ]
    if not brief:
        head.append(BlankLine(name="USEFUL", blank=_INSTANT, is_optional=True))
    return (*head, *sorted(found, key=lambda line: line.name.split(".")))


def blank_card(
    element_id: str,
    terms: str,
    parties: tuple[str, str],
    catalogue: Catalogue = CATALOGUE,
) -> str:
    """Return a blank sheet of an element, to speak from or to write down on.

    `terms` is the agreement's digest; `parties` are both sides of the line.

    Raises
    ------
    InputError
        There is no such element.
    """
    element = catalogue.element(element_id)
    key = "as-ref" if element.urgency is None else element.urgency.value
    titles = []
    for tag in LANGUAGES:
        say = told_in(tag).say
        urgency = say("card-urgency", urgency=say(f"urgency-{key}"))
        titles.append(f"{say('card-blank-title')}: {element.id}. {urgency}")
    lines = [
        *columns(titles),
        *beside("card-how-blank"),
        rule(),
        *_blank_sheet(element, terms, parties),
        rule(),
        *call_lines(),
        rule(),
        *pencil_lines(),
    ]
    return "\n".join(lines) + "\n"


def call_blank(
    terms: str, parties: tuple[str, str], catalogue: Catalogue = CATALOGUE
) -> str:
    """Return the blank of the daily call: CH-2 and CH-3 on one page."""
    opening, closing = (catalogue.element(one) for one in ("CH-2", "CH-3"))
    lines = [
        *beside("card-call-title"),
        *beside("card-call-open"),
        *beside("card-call-messages"),
        *beside("card-call-close"),
        rule(),
        *_blank_sheet(opening, terms, parties, brief=True),
        rule(),
        *_blank_sheet(closing, terms, parties, brief=True),
        rule(),
        *call_lines(),
    ]
    return "\n".join(lines) + "\n"


def pencil_lines() -> Iterator[str]:
    """Yield how check digits are worked out by pencil, and every sign's number."""
    yield from columns(
        " ".join(told_in(tag).say(f"card-pencil-{n}") for n in (1, 2, 3))
        for tag in LANGUAGES
    )
    numbers = [f"{sign}{code:02d}" for code, sign in enumerate(ALPHABET)][10:]
    yield from across("0-9: 0-9  " + " ".join(numbers))


def _blank_sheet(
    element: Element, terms: str, parties: tuple[str, str], *, brief: bool = False
) -> Iterator[str]:
    yield TITLE
    known = (("TERMS", fours(terms[:TERMS_DIGITS])), ("ELEMENT", element.id))
    filled = {name: SheetLine(name, at, line_digits(name, at)) for name, at in known}
    yield from sheet_line(filled["TERMS"], both_labels("TERMS"))
    yield from _blank(BlankLine(name="SHEET", blank=_BLANKS["SHEET"]))
    yield from sheet_line(filled["ELEMENT"], both_labels("ELEMENT"))
    for name in ("FROM", "TO"):
        told = ", ".join(f"{one} {line_digits(name, one)}" for one in parties)
        yield from _blank(BlankLine(name=name, blank="__________"), told)
    for line in blank_lines(element, brief=brief):
        yield from _blank(line)
    yield f"{both_labels(COUNT)}: __ [__]"
    for parameter in element.parameters:
        listed = parameter.type.name.removeprefix("enum ")
        if listed in WORD_LISTS and listed != parameter.type.name:
            words = ", ".join(WORD_LISTS[listed])
            yield from across(f"{both_labels(parameter.name)}: {words}")


def _blank(line: BlankLine, told: str = "") -> Iterator[str]:
    label = both_labels(line.name)
    label = f"({label})" if line.is_optional else label
    hint = told or " ".join(_WORDS.get(line.name.rpartition(".")[2], ()))
    remark = f"{begun(f'{line.name}:'):02d}" + (f"  {hint}" if hint else "")
    yield from sheet_line(SheetLine(line.name, line.blank, "__"), label, remark)


def _of(parameter: Parameter) -> Iterator[BlankLine]:
    kind = parameter.type.name
    is_optional = not parameter.is_required
    for path in _PATHS.get(kind, ("",)):
        may_miss = is_optional or path.endswith("?")
        name = f"{parameter.name}.{path.rstrip('?')}".rstrip(".")
        blank = _blank_of(name.rpartition(".")[2], kind)
        yield BlankLine(name=name, blank=blank, is_optional=may_miss)


def _blank_of(last: str, kind: str) -> str:
    if last.endswith("_us"):
        return _INSTANT
    if kind in (DIGEST.name, VKEY.name):
        return _FOURS
    return _BLANKS.get(last, _TEXT)
