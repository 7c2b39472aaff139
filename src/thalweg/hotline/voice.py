"""The voice procedure: a message as a sheet to be read aloud.

A sheet has one value a line, each with two check digits over the line's name and value
(`thalweg.hotline.check_digits`)::

    THALWEG VOICE SHEET 1
    TERMS: 3f2a 91c4 [17]
    SHEET: 2017-12-13/412 [26]
    ELEMENT: AI-2 [51]
    line.place: river [37]

The side that listens writes such lines down; both enter their sheets when the line is
back. What was heard wrong does not fit its digits; what the two sheets do not have in
common is named. `thalweg.hotline.voice_reading` reads a sheet back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from thalweg.hotline.catalogue import CATALOGUE, Catalogue
from thalweg.hotline.check_digits import check_digits, heard, summed
from thalweg.hotline.labels import COUNT
from thalweg.hotline.leaves import leaf_text, leaves
from thalweg.model.message import EntryRef, Message, Seen

TITLE: Final = "THALWEG VOICE SHEET 1"
TERMS_DIGITS: Final = 8
"""How much of the agreement's digest a sheet bears: it tells agreements apart."""

READ_AS: Final = {"EVENT": "event_us", "USEFUL": "until_us", "REF.INDEX": "ref.index"}
"""Lines of the head, and the paths whose kinds of values they have."""

LOGGED: Final = "log"
_NUMBER = re.compile(
    r"([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])|log)/"
    r"(0|[1-9][0-9]{0,14})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line: its name, the value as it is read aloud, and its check digits."""

    name: str
    value: str
    check: str

    def text(self) -> str:
        """Return the line as it is printed."""
        return f"{self.name}: {self.value} [{self.check}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a message says, without what only a node knows (its `seen`, its clock).

    `terms` are the first digits of the agreement's digest. `number` is what the speaker
    calls the sheet: a day and a number, or ``log`` and the entry of the own log that it
    reads out; "" where it has none. `unchecked` are the lines whose check digits were
    not heard.
    """

    element: str
    sender: str
    recipient: str
    ref: EntryRef | None
    event_time_us: int
    useful_until_us: int | None
    params: Mapping[str, object]
    terms: str = ""
    number: str = ""
    unchecked: tuple[str, ...] = ()

    def message(self, agreement: str, signed_time_us: int, seen: Seen) -> Message:
        """Return the message to be signed and logged after the call."""
        return Message(
            agreement=agreement,
            sender=self.sender,
            recipient=self.recipient,
            element=self.element,
            params=self.params,
            ref=self.ref,
            event_time_us=self.event_time_us,
            signed_time_us=signed_time_us,
            useful_until_us=self.useful_until_us,
            seen=seen,
        )


@dataclass(frozen=True, slots=True)
class SheetDifference:
    """A line on which two sheets differ; "" where one does not have it."""

    name: str
    first: str
    second: str


def is_number(text: str) -> bool:
    """Tell whether a sheet may be called so: ``2017-12-13/412`` or ``log/14``."""
    return _NUMBER.fullmatch(text) is not None


def sheet_of(message: Message, number: str = "") -> Sheet:
    """Return what of a message is read aloud."""
    return Sheet(
        element=message.element,
        sender=message.sender,
        recipient=message.recipient,
        ref=message.ref,
        event_time_us=message.event_time_us,
        useful_until_us=message.useful_until_us,
        params=message.params,
        terms=message.agreement[:TERMS_DIGITS],
        number=number,
    )


def sheet_lines(
    sheet: Sheet, catalogue: Catalogue = CATALOGUE
) -> tuple[SheetLine, ...]:
    """Return a sheet's lines in order, the last of them counting the others.

    Raises
    ------
    InputError
        The catalogue has no such element.
    """
    element = catalogue.element(sheet.element)
    told: list[tuple[str, str]] = [("TERMS", fours(sheet.terms))]
    if sheet.number:
        told.append(("SHEET", sheet.number))
    told += [
        ("ELEMENT", sheet.element),
        ("FROM", sheet.sender),
        ("TO", sheet.recipient),
        ("EVENT", leaf_text(element, READ_AS["EVENT"], sheet.event_time_us)),
    ]
    if sheet.ref is not None:
        index = leaf_text(element, READ_AS["REF.INDEX"], sheet.ref.index)
        told += [("REF.ORIGIN", sheet.ref.origin), ("REF.INDEX", index)]
    if sheet.useful_until_us is not None:
        until = leaf_text(element, READ_AS["USEFUL"], sheet.useful_until_us)
        told.append(("USEFUL", until))
    told += [(p, leaf_text(element, p, leaf)) for p, leaf in leaves(sheet.params)]
    lines = tuple(SheetLine(n, v, line_digits(n, v)) for n, v in told)
    return (*lines, counted(lines))


def sheet_text(sheet: Sheet, catalogue: Catalogue = CATALOGUE) -> str:
    """Return a sheet as text; `thalweg.hotline.voice_reading` reads it back."""
    lines = (line.text() for line in sheet_lines(sheet, catalogue))
    return "\n".join((TITLE, *lines)) + "\n"


def compare_sheets(
    first: Sheet, second: Sheet, catalogue: Catalogue = CATALOGUE
) -> tuple[SheetDifference, ...]:
    """Return every line on which two sheets differ, by what is heard of it.

    What a sheet is called does not count: only what it says.
    """
    one, two = (
        {
            line.name: line.value
            for line in sheet_lines(sheet, catalogue)[:-1]
            if line.name != "SHEET"
        }
        for sheet in (first, second)
    )
    return tuple(
        SheetDifference(name, one.get(name, ""), two.get(name, ""))
        for name in dict.fromkeys((*one, *two))
        if heard(one.get(name, "")) != heard(two.get(name, ""))
        or (name in one) != (name in two)
    )


def line_digits(name: str, value: str) -> str:
    """Return the check digits of a line."""
    return check_digits(f"{name}:{value}")


def counted(lines: tuple[SheetLine, ...]) -> SheetLine:
    """Return the last line: how many there are, and the sum of their digits."""
    digits = [line_digits(line.name, line.value) for line in lines]
    return SheetLine(COUNT, str(len(lines)), summed(digits))


def fours(text: str) -> str:
    """Return text in groups of four signs."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
