"""What a person entered after a call, read strictly: sheets, and how the call went.

Every fault names its line and column, what was wanted there and what to do. Lines that
begin with ``#`` are for people only, and so is what follows ``#`` behind a line's
digits; a line that begins with a blank goes on with the one before it; one whose value
and digits are nothing but ``_`` was left blank and counts as not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from thalweg.errors import InputError
from thalweg.hotline.catalogue import CATALOGUE, Catalogue
from thalweg.hotline.elements import Element
from thalweg.hotline.labels import CALL, COUNT, HEAD, named
from thalweg.hotline.leaves import Leaf, planted, read_leaf
from thalweg.hotline.voice import (
    READ_AS,
    TERMS_DIGITS,
    TITLE,
    Sheet,
    SheetLine,
    counted,
    is_number,
    line_digits,
)
from thalweg.model.message import EntryRef
from thalweg.wire.yaml import shown, unknown

LONGEST_SHEET = 100_000

_NOT_HEARD = "--"
_LINE = re.compile(r"([^:]{1,200}):(.*)\[\s*([0-9]{2}|--|_{2,})\s*\]\s*(?:#.*)?")
_BARE = re.compile(r"([^:]{1,200}):(.*)")
_OPTIONAL = frozenset({"SHEET", "REF.ORIGIN", "REF.INDEX", "USEFUL"})
_HEX = re.compile(rf"[0-9a-f]{{{TERMS_DIGITS}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entered:
    """A sheet as it was entered, with the lines that its writer added of the call.

    `call` is by the names of `thalweg.hotline.labels.CALL`; `line` is the number of the
    sheet's first line.
    """

    sheet: Sheet
    call: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it was read, and where: its number, and the column of its digits."""

    name: str
    value: str
    check: str
    number: int
    column: int


@dataclass(slots=True)
class _Block:
    """One sheet while it is read."""

    number: int
    is_misheard: bool = False
    lines: dict[str, _Line] = field(default_factory=dict)
    call: dict[str, str] = field(default_factory=dict)


def parse_sheet(
    entered: str, name: str = "sheet", catalogue: Catalogue = CATALOGUE
) -> Sheet:
    """Return the one sheet in what a person entered after a call.

    Digits that were not heard stand as ``[--]``; such lines are named in `unchecked`.

    Raises
    ------
    InputError
        Naming each line that is wrong, its column, and what was wanted there.
    """
    sheets = parse_sheets(entered, name, catalogue)
    if len(sheets) != 1:
        raise InputError(f"{name}: wanted one sheet, got {len(sheets)}")
    return sheets[0]


def parse_sheets(
    entered: str, name: str = "sheet", catalogue: Catalogue = CATALOGUE
) -> tuple[Sheet, ...]:
    """Return every sheet in a text; each begins with its title; as `parse_sheet`."""
    return tuple(one.sheet for one in parse_entered(entered, name, catalogue))


def parse_entered(
    entered: str, name: str = "sheet", catalogue: Catalogue = CATALOGUE
) -> tuple[Entered, ...]:
    """Return every sheet in a text with what it says of the call.

    What a sheet leaves out of the call is taken from the last one in the text: one call
    carries several sheets.

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
    blocks: list[_Block] = []
    for number, line in _joined(entered):
        if " ".join(line.upper().split()) == TITLE:
            blocks.append(_Block(number))
        elif not blocks:
            faults.append(f"{name}:{number}: wanted the title '{TITLE}' first")
            break
        else:
            _take(line, name, number, blocks[-1], faults)
    sheets = [_sheet(block, name, catalogue, faults) for block in blocks]
    if faults:
        raise InputError("\n".join(faults))
    last = blocks[-1].call if blocks else {}
    return tuple(
        Entered(sheet, {**last, **block.call}, block.number)
        for sheet, block in zip(sheets, blocks, strict=True)
        if sheet is not None
    )


def _joined(entered: str) -> Iterator[tuple[int, str]]:
    """Yield each line that is for us, with those that go on with it."""
    held, at = "", 0
    for number, raw in enumerate(entered.split("\n"), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if raw[:1].isspace() and held and not _begins(line, held):
            held = f"{held} {line}"
            continue
        if held:
            yield at, held
        held, at = line, number
    if held:
        yield at, held


def _begins(line: str, held: str) -> bool:
    """Tell whether an indented line begins another one after `held`."""
    match = _BARE.fullmatch(line)
    is_one = match is not None and named(match[1]) is not None
    is_title = " ".join(line.upper().split()) == TITLE
    return is_title or (is_one and _LINE.fullmatch(held) is not None)


def _take(line: str, name: str, number: int, block: _Block, faults: list[str]) -> None:
    place = f"{name}:{number}"
    match = _LINE.fullmatch(line) or _BARE.fullmatch(line)
    key = None if match is None else named(match[1])
    is_call = key in CALL
    if match is None or (match.re is _BARE and not is_call):
        faults.append(f"{place}: wanted 'name: value [digits]', got {shown(line)}")
    elif key is None:
        faults.append(f"{place}:1: no line is called {shown(match[1].strip())}")
    elif is_call and key is not None:
        said = " ".join(match[2].split("#")[0].split())
        if not _is_blank(said):
            block.call[key] = said
    elif match[3].startswith("_") and _is_blank(match[2]):
        # A line of a blank that nobody filled in.
        return
    else:
        column = match.start(3) + 1
        read = _Line(key, match[2].strip(), match[3], number, column)
        if key in block.lines:
            faults.append(f"{place}:1: {key} stands here twice")
        block.lines[key] = read
        if key != COUNT:
            before = len(faults)
            _hold_digits(read, name, faults)
            block.is_misheard = block.is_misheard or len(faults) > before


def _is_blank(value: str) -> bool:
    """Tell whether a value is what a blank has before somebody fills it in."""
    return not value.strip("_ -/:.Z")


def _hold_digits(line: _Line, name: str, faults: list[str]) -> None:
    wanted = line_digits(line.name, line.value)
    place = f"{name}:{line.number}:{line.column}"
    if line.check.startswith("_"):
        faults.append(
            f"{place}: {line.name}: no check digits: write what was heard, or -- where "
            "nothing was"
        )
    elif line.check not in (wanted, _NOT_HEARD):
        faults.append(
            f"{place}: {line.name}: the check digits {line.check} do not fit "
            f"{shown(line.value)}, wanted {wanted}: look at the paper; if it says the "
            "same, the line was heard wrong: ask for it again, do not make it fit"
        )


def _sheet(
    block: _Block, name: str, catalogue: Catalogue, faults: list[str]
) -> Sheet | None:
    lines = block.lines
    missing = [key for key in HEAD if key not in lines and key not in _OPTIONAL]
    if missing:
        faults.append(f"{name}:{block.number}: missing: {', '.join(missing)}")
        return None
    unheard = tuple(key for key, at in lines.items() if at.check == _NOT_HEARD)
    _hold_count(block, name, faults)
    element = catalogue.elements.get(lines["ELEMENT"].value.upper())
    if element is None:
        at = lines["ELEMENT"]
        told = unknown("element", at.value, catalogue.elements)
        faults.append(f"{name}:{at.number}: {told}")
        return None
    before = len(faults)
    head = _head(element, lines, name, faults)
    found = _leaves(element, lines, name, faults)
    try:
        params = planted(found)
    except InputError as why:
        faults.append(f"{name}:{block.number}: {why}")
        return None
    if len(faults) > before:
        return None
    return _filled(element, lines, head, params, unheard)


def _filled(
    element: Element,
    lines: Mapping[str, _Line],
    head: Mapping[str, int],
    params: dict[str, object],
    unheard: tuple[str, ...],
) -> Sheet:
    ref = None
    if "REF.INDEX" in head:
        ref = EntryRef(lines["REF.ORIGIN"].value, head["REF.INDEX"])
    return Sheet(
        element=element.id,
        sender=lines["FROM"].value.lower(),
        recipient=lines["TO"].value.lower(),
        ref=ref,
        event_time_us=head["EVENT"],
        useful_until_us=head.get("USEFUL"),
        params=params,
        terms=_close(lines["TERMS"].value),
        number=_close(lines["SHEET"].value) if "SHEET" in lines else "",
        unchecked=unheard,
    )


def _hold_count(block: _Block, name: str, faults: list[str]) -> None:
    count = block.lines.pop(COUNT, None)
    if count is None:
        faults.append(f"{name}:{block.number}: missing: {COUNT}, the last line")
        return
    told = counted(
        tuple(SheetLine(at.name, at.value, at.check) for at in block.lines.values())
    )
    place = f"{name}:{count.number}"
    if count.value != told.value:
        faults.append(
            f"{place}: {COUNT} says {count.value}, but there are {told.value}"
        )
    elif count.check.startswith("_"):
        faults.append(f"{place}:{count.column}: {COUNT}: no check digits")
    elif count.check not in (told.check, _NOT_HEARD) and not block.is_misheard:
        faults.append(
            f"{place}:{count.column}: the last line's digits {count.check} do not fit "
            f"the lines together, wanted {told.check}: a line is wrong whose digits "
            "were not heard, or the sum is"
        )


def _head(
    element: Element, lines: Mapping[str, _Line], name: str, faults: list[str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, read_as in READ_AS.items():
        at = lines.get(key)
        if at is None:
            continue
        try:
            found[key] = int(read_leaf(element, read_as, at.value))
        except ValueError as why:
            faults.append(f"{name}:{at.number}: {key}: {why}, got {shown(at.value)}")
    if ("REF.ORIGIN" in lines) != ("REF.INDEX" in lines):
        faults.append(f"{name}: REF.ORIGIN and REF.INDEX go together")
    terms, number = lines["TERMS"], lines.get("SHEET")
    if not _HEX.fullmatch(_close(terms.value)):
        wanted = f"the first {TERMS_DIGITS} hex digits of the agreement's digest"
        faults.append(
            f"{name}:{terms.number}: TERMS: wanted {wanted}, got {shown(terms.value)}"
        )
    if number is not None and not is_number(_close(number.value)):
        faults.append(
            f"{name}:{number.number}: SHEET: wanted a day and a number such as "
            f"'2017-12-13/412', or 'log/14', got {shown(number.value)}"
        )
    return found


def _leaves(
    element: Element, lines: Mapping[str, _Line], name: str, faults: list[str]
) -> dict[str, Leaf]:
    found: dict[str, Leaf] = {}
    for path, line in lines.items():
        if path in HEAD:
            continue
        try:
            found[path] = read_leaf(element, path, line.value)
        except ValueError as why:
            told = f"{path}: {why}, got {shown(line.value)}"
            faults.append(f"{name}:{line.number}: {told}")
    return found


def _close(value: str) -> str:
    return "".join(value.lower().split())
