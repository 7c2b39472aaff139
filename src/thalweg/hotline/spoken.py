"""What was said or heard by voice, as it is entered in the own log afterwards.

A side's word on a call: what it said, or what it heard, by which clocks, who spoke, and
whether it was read back. It is no message: nothing of it counts as delivered or
displayed, and it keeps the time of which it tells. Both sides' entries of one sheet are
held against one another (`thalweg.hotline.matching`). Its payload is of the type
`thalweg.wire.leaf.ATTEMPTS`, since it is a note of what was tried beside the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from thalweg.errors import InputError, RefusedError
from thalweg.hotline.voice import LOGGED, TERMS_DIGITS, Sheet, is_number
from thalweg.model.message import EntryRef, Message, Person, Seen
from thalweg.wire.authority import SPOKEN
from thalweg.wire.canonical import canonical_json
from thalweg.wire.exact import NAME, ExactFields, ref_fields
from thalweg.wire.message import encode_message

FORMAT: Final = SPOKEN
_KEYS = (
    "voice", "sheet", "agreement", "from", "to", "element", "params", "ref",
    "event_time_us", "useful_until_us", "unchecked", "spoken_us", "their_clock_us",
    "person", "their_person", "read_back", "corrects", "entered_us",
)  # fmt: skip
# No sheet has more lines that a pencil could leave without check digits.
_MOST_LINES = 500
_NO_ROOT = bytes(32)


class Voice(StrEnum):
    """On which end of the telephone a side was."""

    SAID = "said"
    HEARD = "heard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One sheet, as one side entered it.

    Attributes
    ----------
    voice
        whether this side said it or heard it.
    sheet
        what was said; its number tells it from the other sheets of its speaker.
    agreement
        the digest of the agreement under which it was said.
    spoken_us, their_clock_us
        when, by the clock of the side that enters it and by the other's as it was read
        out over the telephone; the second is None where it was not asked.
    person, their_person
        who spoke; the other's is None where it was not asked.
    read_back
        whether all of it was read back and found right.
    corrects
        the earlier entry of the same sheet, in the same log, that this one replaces.
    entered_us
        the clock of the side that enters it, at signing.
    """

    voice: Voice
    sheet: Sheet
    agreement: str
    spoken_us: int
    their_clock_us: int | None
    person: Person
    their_person: Person | None
    read_back: bool
    corrects: int | None
    entered_us: int

    @property
    def key(self) -> str:
        """What the sheet is called on the line: its speaker, then its number."""
        return f"{self.sheet.sender} {self.sheet.number}"

    def at(self, origin: str) -> EntryRef:
        """Return how other sheets refer to this one; `origin` is its speaker's log.

        ``log/14`` is entry 14 of that log; ``2017-12-13/412`` of west is number 412 of
        ``west/2017-12-13``.
        """
        return sheet_ref(self.sheet.sender, self.sheet.number, origin)

    def message(self) -> Message:
        """Return what was said as a message, to be read; nobody signed it as one."""
        seen = Seen(origin="voice", size=0, root=_NO_ROOT)
        return self.sheet.message(self.agreement, self.spoken_us, seen)


def sheet_ref(party: str, number: str, origin: str) -> EntryRef:
    """Return how a sheet of a party is referred to; `origin` is that party's log.

    Raises
    ------
    InputError
        No sheet is called so.
    """
    if not is_number(number):
        raise InputError(
            f"{number!r}: wanted the day and number of a sheet such as "
            "'2017-12-13/412', or 'log/14'"
        )
    day, _, one = number.partition("/")
    return EntryRef(origin if day == LOGGED else f"{party}/{day}", int(one))


def encode_spoken(spoken: Spoken) -> bytes:
    """Return the payload of a sheet that is entered."""
    sheet = spoken.sheet
    return canonical_json(
        {
            "thalweg": FORMAT,
            "voice": spoken.voice.value,
            "sheet": sheet.number,
            "agreement": spoken.agreement,
            "from": sheet.sender,
            "to": sheet.recipient,
            "element": sheet.element,
            "params": dict(sheet.params),
            "ref": ref_fields(sheet.ref),
            "event_time_us": sheet.event_time_us,
            "useful_until_us": sheet.useful_until_us,
            "unchecked": list(sheet.unchecked),
            "spoken_us": spoken.spoken_us,
            "their_clock_us": spoken.their_clock_us,
            "person": _person(spoken.person),
            "their_person": _person(spoken.their_person),
            "read_back": spoken.read_back,
            "corrects": spoken.corrects,
            "entered_us": spoken.entered_us,
        }
    )


def parse_spoken(payload: bytes) -> Spoken:
    """Read the payload of a sheet; only what `encode_spoken` writes is read.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with it.
    """
    read = ExactFields("spoken")
    spoken = _spoken(read, read.document(payload, FORMAT, _KEYS))
    read.done()
    try:
        # What was said keeps to the form of what can be sent.
        encode_message(spoken.message())
    except InputError as why:
        raise RefusedError([f"spoken: {why}"]) from None
    return spoken


def _spoken(read: ExactFields, found: Mapping[str, Any]) -> Spoken:
    agreement = read.digest(found["agreement"], "agreement")
    number, params = read.free_text(found["sheet"], "sheet", 40), found["params"]
    if number and not is_number(number):
        read.fault("sheet", f"no number of a sheet: {number!r}")
    if not isinstance(params, dict):
        read.fault("params", "wanted an object")
        params = {}
    if found["voice"] not in tuple(Voice):
        read.fault("voice", f"wanted {' or '.join(Voice)}")
    unchecked = read.items(found["unchecked"], "unchecked", _MOST_LINES)
    their_person = found["their_person"]
    sheet = Sheet(
        element=read.free_text(found["element"], "element", 20),
        sender=read.text(found["from"], "from", NAME, "a party's id"),
        recipient=read.text(found["to"], "to", NAME, "a party's id"),
        ref=read.ref_or_null(found["ref"], "ref"),
        event_time_us=read.whole(found["event_time_us"], "event_time_us"),
        useful_until_us=read.whole_or_null(found["useful_until_us"], "useful_until_us"),
        params=params,
        terms=agreement[:TERMS_DIGITS],
        number=number,
        unchecked=tuple(read.free_text(one, "unchecked", 80) for one in unchecked),
    )
    return Spoken(
        voice=Voice.HEARD if found["voice"] == Voice.HEARD else Voice.SAID,
        sheet=sheet,
        agreement=agreement,
        spoken_us=read.whole(found["spoken_us"], "spoken_us"),
        their_clock_us=read.whole_or_null(found["their_clock_us"], "their_clock_us"),
        person=_read_person(read, found["person"], "person"),
        their_person=None
        if their_person is None
        else _read_person(read, their_person, "their_person"),
        read_back=read.truth(found["read_back"], "read_back"),
        corrects=read.whole_or_null(found["corrects"], "corrects"),
        entered_us=read.whole(found["entered_us"], "entered_us"),
    )


def _person(person: Person | None) -> dict[str, object] | None:
    if person is None:
        return None
    office = {"office": person.office} if person.office else {}
    return {"name": person.name, **office}


def _read_person(read: ExactFields, value: object, path: str) -> Person:
    has_office = isinstance(value, dict) and "office" in value
    keys = ("name", "office") if has_office else ("name",)
    found = read.fields(value, path, keys)
    if not found:
        return Person(name="", office="")
    office = read.free_text(found["office"], f"{path}.office", 80) if has_office else ""
    return Person(name=read.free_text(found["name"], f"{path}.name", 80), office=office)
