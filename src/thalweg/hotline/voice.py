"""The voice procedure: a message as a sheet to be read aloud, and back into a message.

A sheet has one value a line, each with two check digits over the line's name and value
(`thalweg.hotline.check_digits`)::

    THALWEG VOICE SHEET 1
    ELEMENT: AI-2 [51]
    line.place: river [37]

The side that listens writes such lines down; both enter their sheets when the line is
back. What was heard wrong does not fit its digits; what the two sheets do not have in
common is named. Lines that begin with ``#`` are for people only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from thalweg.errors import InputError
from thalweg.hotline.catalogue import CATALOGUE, Catalogue
from thalweg.hotline.check_digits import check_digits, heard
from thalweg.hotline.elements import Element
from thalweg.hotline.leaves import Leaf, leaf_text, leaves, planted, read_leaf
from thalweg.model.message import EntryRef, Message, Seen
from thalweg.wire.yaml import shown, unknown

TITLE = "THALWEG VOICE SHEET 1"
LONGEST_SHEET = 100_000

_LINE = re.compile(r"([A-Za-z][A-Za-z0-9_.]{0,79})\s*:\s*(.*?)\s*\[\s*([0-9-]{2})\s*\]")
_NOT_HEARD = "--"
_HEAD = ("ELEMENT", "FROM", "TO", "EVENT", "REF.ORIGIN", "REF.INDEX", "USEFUL")
_OPTIONAL = frozenset({"REF.ORIGIN", "REF.INDEX", "USEFUL"})
_COUNT = "LINES"
# The head is read as these are: the same kinds of values.
_READ_AS = {"EVENT": "event_us", "USEFUL": "until_us", "REF.INDEX": "ref.index"}


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

    `unchecked` are the lines whose check digits were not heard.
    """

    element: str
    sender: str
    recipient: str
    ref: EntryRef | None
    event_time_us: int
    useful_until_us: int | None
    params: Mapping[str, object]
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


def sheet_of(message: Message) -> Sheet:
    """Return what of a message is read aloud."""
    return Sheet(
        element=message.element,
        sender=message.sender,
        recipient=message.recipient,
        ref=message.ref,
        event_time_us=message.event_time_us,
        useful_until_us=message.useful_until_us,
        params=message.params,
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
    told: list[tuple[str, str]] = [
        ("ELEMENT", sheet.element),
        ("FROM", sheet.sender),
        ("TO", sheet.recipient),
        ("EVENT", leaf_text(element, _READ_AS["EVENT"], sheet.event_time_us)),
    ]
    if sheet.ref is not None:
        index = leaf_text(element, _READ_AS["REF.INDEX"], sheet.ref.index)
        told += [("REF.ORIGIN", sheet.ref.origin), ("REF.INDEX", index)]
    if sheet.useful_until_us is not None:
        until = leaf_text(element, _READ_AS["USEFUL"], sheet.useful_until_us)
        told.append(("USEFUL", until))
    told += [(p, leaf_text(element, p, leaf)) for p, leaf in leaves(sheet.params)]
    lines = tuple(SheetLine(n, v, _check(n, v)) for n, v in told)
    return (*lines, _counted(lines))


def sheet_text(sheet: Sheet, catalogue: Catalogue = CATALOGUE) -> str:
    """Return a sheet as text; `parse_sheet` reads it back."""
    lines = (line.text() for line in sheet_lines(sheet, catalogue))
    return "\n".join((TITLE, *lines)) + "\n"


def parse_sheet(
    entered: str, name: str = "sheet", catalogue: Catalogue = CATALOGUE
) -> Sheet:
    """Return the one sheet in what a person entered after a call.

    Digits that were not heard stand as ``[--]``; such lines are named in `unchecked`.

    Raises
    ------
    InputError
        Naming each line that is wrong. What its check digits ought to be is not said:
        the line has to be asked for again, not made to fit.
    """
    sheets = parse_sheets(entered, name, catalogue)
    if len(sheets) != 1:
        raise InputError(f"{name}: wanted one sheet, got {len(sheets)}")
    return sheets[0]


def parse_sheets(
    entered: str, name: str = "sheet", catalogue: Catalogue = CATALOGUE
) -> tuple[Sheet, ...]:
    """Return every sheet in a text; each begins with its title.

    Raises
    ------
    InputError
        As `parse_sheet` does.
    """
    if len(entered) > LONGEST_SHEET:
        raise InputError(
            f"{name}: {len(entered):,} characters; at most {LONGEST_SHEET:,} are read"
        )
    faults: list[str] = []
    blocks: list[dict[str, SheetLine]] = []
    for number, raw in enumerate(entered.split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if " ".join(line.upper().split()) == TITLE:
            blocks.append({})
        elif not blocks:
            faults.append(f"{name}:{number}: wanted the title '{TITLE}' first")
            break
        else:
            _take(line, f"{name}:{number}", blocks[-1], faults)
    sheets = [_sheet(block, name, catalogue, faults) for block in blocks]
    if faults:
        raise InputError("\n".join(faults))
    return tuple(sheet for sheet in sheets if sheet is not None)


def compare_sheets(
    first: Sheet, second: Sheet, catalogue: Catalogue = CATALOGUE
) -> tuple[SheetDifference, ...]:
    """Return every line on which two sheets differ, by what is heard of it."""
    one, two = (
        {line.name: line.value for line in sheet_lines(sheet, catalogue)[:-1]}
        for sheet in (first, second)
    )
    return tuple(
        SheetDifference(name, one.get(name, ""), two.get(name, ""))
        for name in dict.fromkeys((*one, *two))
        if heard(one.get(name, "")) != heard(two.get(name, ""))
        or (name in one) != (name in two)
    )


def _check(name: str, value: str) -> str:
    return check_digits(f"{name}:{value}")


def _counted(lines: tuple[SheetLine, ...]) -> SheetLine:
    """Return the last line: how many there are, its digits over all of them."""
    whole = "/".join(sorted(heard(f"{line.name}:{line.value}") for line in lines))
    return SheetLine(_COUNT, str(len(lines)), check_digits(f"{len(lines)}/{whole}"))


def _take(
    line: str, place: str, block: dict[str, SheetLine], faults: list[str]
) -> None:
    match = _LINE.fullmatch(line)
    if match is None:
        faults.append(f"{place}: wanted 'name: value [digits]', got {shown(line)}")
        return
    read = SheetLine(*match.groups())
    name = read.name.upper() if read.name.upper() in (*_HEAD, _COUNT) else read.name
    if name in block:
        faults.append(f"{place}: {name} stands here twice")
    block[name] = SheetLine(name, read.value, read.check)
    is_checked = name != _COUNT and read.check != _NOT_HEARD
    if is_checked and read.check != _check(name, read.value):
        faults.append(
            f"{place}: {name}: the check digits {read.check} do not fit "
            f"{shown(read.value)}: heard or entered wrong; ask for this line again"
        )


def _sheet(
    block: dict[str, SheetLine], name: str, catalogue: Catalogue, faults: list[str]
) -> Sheet | None:
    missing = [key for key in _HEAD if key not in block and key not in _OPTIONAL]
    if missing:
        faults.append(f"{name}: missing: {', '.join(missing)}")
        return None
    unheard = tuple(key for key, at in block.items() if at.check == _NOT_HEARD)
    _hold_count(block, name, faults)
    element = catalogue.elements.get(block["ELEMENT"].value.upper())
    if element is None:
        told = unknown("element", block["ELEMENT"].value, catalogue.elements)
        faults.append(f"{name}: {told}")
        return None
    before = len(faults)
    head = _head(element, block, name, faults)
    found = _leaves(element, block, name, faults)
    try:
        params = planted(found)
    except InputError as why:
        faults.append(f"{name}: {why}")
        return None
    if len(faults) > before:
        return None
    return replace(_filled(element, block, head, params), unchecked=unheard)


def _filled(
    element: Element,
    block: Mapping[str, SheetLine],
    head: Mapping[str, int],
    params: dict[str, object],
) -> Sheet:
    ref = None
    if "REF.INDEX" in head:
        ref = EntryRef(block["REF.ORIGIN"].value, head["REF.INDEX"])
    return Sheet(
        element=element.id,
        sender=block["FROM"].value.lower(),
        recipient=block["TO"].value.lower(),
        ref=ref,
        event_time_us=head["EVENT"],
        useful_until_us=head.get("USEFUL"),
        params=params,
    )


def _hold_count(block: dict[str, SheetLine], name: str, faults: list[str]) -> None:
    count = block.pop(_COUNT, None)
    if count is None:
        faults.append(f"{name}: missing: {_COUNT}, the last line")
        return
    told = _counted(tuple(block.values()))
    if count.value != told.value:
        faults.append(
            f"{name}: {_COUNT} says {count.value}, but there are {told.value}"
        )
    elif count.check not in (told.check, _NOT_HEARD):
        faults.append(f"{name}: the last line's digits do not fit the lines together")


def _head(
    element: Element, block: Mapping[str, SheetLine], name: str, faults: list[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, read_as in _READ_AS.items():
        if key not in block:
            continue
        try:
            found[key] = int(read_leaf(element, read_as, block[key].value))
        except ValueError as why:
            faults.append(f"{name}: {key}: {why}, got {shown(block[key].value)}")
    if ("REF.ORIGIN" in block) != ("REF.INDEX" in block):
        faults.append(f"{name}: REF.ORIGIN and REF.INDEX go together")
    return found


def _leaves(
    element: Element, block: Mapping[str, SheetLine], name: str, faults: list[str]
) -> dict[str, Leaf]:
    found: dict[str, Leaf] = {}
    for path, line in block.items():
        if path in _HEAD:
            continue
        try:
            found[path] = read_leaf(element, path, line.value)
        except ValueError as why:
            faults.append(f"{name}: {path}: {why}, got {shown(line.value)}")
    return found
