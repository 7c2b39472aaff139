"""What was said or heard by voice, as it is entered in the own log afterwards.

A side's word on a call: what it said, or what it heard, by which clocks, who spoke, and
whether it was read back. It is no message: nothing of it counts as delivered or
displayed, and it keeps the time of which it tells. Both sides' entries of one sheet are
held against one another (`thalweg.hotline.matching`). Its payload is of the type
`thalweg.wire.leaf.ATTEMPTS`, since it is a note of what was tried beside the line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from thalweg.errors import InputError, RefusedError
from thalweg.hotline.voice import LOGGED, TERMS_DIGITS, Sheet, is_number
from thalweg.model.message import EntryRef, Message, Person, Seen
from thalweg.wire.canonical import canonical_json
from thalweg.wire.message import encode_message
from thalweg.wire.strict_json import load_exact

FORMAT: Final = "spoken/1"
_LARGEST: Final = (1 << 53) - 1
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PARTY = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
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


def note_format(payload: bytes) -> str:
    """Return the format that a note's payload says it has; "" where it says none."""
    try:
        document = load_exact(payload)
    except ValueError:
        return ""
    return str(document.get("thalweg")) if isinstance(document, dict) else ""


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
            "ref": _ref(sheet.ref),
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
        It is another document, or a value of it is not of its kind.
    """
    try:
        document = load_exact(payload)
        if not isinstance(document, dict) or document.get("thalweg") != FORMAT:
            raise ValueError(f"wanted a document '{FORMAT}'")
        spoken = _spoken(document)
        if encode_spoken(spoken) != payload:
            raise ValueError("other keys than it must have")
        # What was said keeps to the form of what can be sent.
        encode_message(spoken.message())
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as why:
        raise RefusedError([f"spoken: {why}"]) from None
    return spoken


def _spoken(found: Mapping[str, Any]) -> Spoken:
    agreement = _held(_DIGEST, found["agreement"], "agreement")
    if not is_number(found["sheet"]):
        raise ValueError(f"sheet: no number of a sheet: {found['sheet']!r}")
    sheet = Sheet(
        element=_text(found["element"], "element", 20),
        sender=_held(_PARTY, found["from"], "from"),
        recipient=_held(_PARTY, found["to"], "to"),
        ref=_read_ref(found["ref"]),
        event_time_us=_whole(found["event_time_us"], "event_time_us"),
        useful_until_us=_maybe(found["useful_until_us"], "useful_until_us"),
        params=_object(found["params"]),
        terms=agreement[:TERMS_DIGITS],
        number=found["sheet"],
        unchecked=tuple(_text(one, "unchecked", 80) for one in found["unchecked"]),
    )
    their_person = found["their_person"]
    if not isinstance(found["read_back"], bool):
        raise ValueError("read_back: wanted true or false")
    return Spoken(
        voice=Voice(found["voice"]),
        sheet=sheet,
        agreement=agreement,
        spoken_us=_whole(found["spoken_us"], "spoken_us"),
        their_clock_us=_maybe(found["their_clock_us"], "their_clock_us"),
        person=_read_person(found["person"]),
        their_person=None if their_person is None else _read_person(their_person),
        read_back=found["read_back"],
        corrects=_maybe(found["corrects"], "corrects"),
        entered_us=_whole(found["entered_us"], "entered_us"),
    )


def _whole(value: object, name: str) -> int:
    if type(value) is not int or not 0 <= value <= _LARGEST:
        raise ValueError(f"{name}: wanted a whole number from 0")
    return value


def _maybe(value: object, name: str) -> int | None:
    return None if value is None else _whole(value, name)


def _text(value: object, name: str, longest: int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ValueError(f"{name}: wanted 1 to {longest} characters")
    return value


def _held(pattern: re.Pattern[str], value: object, name: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{name}: not in its form: {value!r:.80}")
    return value


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("params: wanted an object")
    return value


def _ref(ref: EntryRef | None) -> dict[str, object] | None:
    return None if ref is None else {"origin": ref.origin, "index": ref.index}


def _read_ref(value: Any) -> EntryRef | None:  # noqa: ANN401
    if value is None:
        return None
    origin = _text(value["origin"], "ref.origin", 255)
    return EntryRef(origin, _whole(value["index"], "ref.index"))


def _person(person: Person | None) -> dict[str, object] | None:
    if person is None:
        return None
    office = {"office": person.office} if person.office else {}
    return {"name": person.name, **office}


def _read_person(value: Any) -> Person:  # noqa: ANN401
    name = _text(value["name"], "person.name", 80)
    office = value.get("office")
    told = "" if office is None else _text(office, "person.office", 80)
    return Person(name=name, office=told)
