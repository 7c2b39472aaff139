"""Sheets entered after a call: from what an officer typed to an entry to be logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.hotline.books import Books
from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES, agreement_faults
from thalweg.hotline.labels import both_labels
from thalweg.hotline.leaves import read_leaf
from thalweg.hotline.matching import Matching
from thalweg.hotline.said import spoken_faults
from thalweg.hotline.sides import Terms
from thalweg.hotline.spoken import Spoken, Voice, encode_spoken, parse_spoken
from thalweg.hotline.told import told_in
from thalweg.hotline.voice import (
    TERMS_DIGITS,
    Sheet,
    compare_sheets,
    fours,
    line_digits,
)
from thalweg.hotline.voice_reading import Entered, parse_entered
from thalweg.model.message import EntryRef, Person
from thalweg.times import US_PER_S
from thalweg.wire.envelope import parse_envelope, verified_payload
from thalweg.wire.leaf import ATTEMPTS
from thalweg.wire.yaml import shown

_CLOCK = CATALOGUE.elements["CH-1"]
AHEAD_US = 30 * US_PER_S
"""How far a call may lie ahead of the node's clock, as with the other side's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToEnter:
    """A sheet that was read: what is to be signed, and what stands there already.

    `logged` is the entry that says all of this already; None where none does. `notes`
    are what the officer ought to look at; they keep nothing out of the record.
    """

    spoken: Spoken
    logged: EntryRef | None
    notes: tuple[str, ...]


def to_enter(
    books: Books, entered: str, name: str, now_us: int, *, correct: bool = False
) -> list[ToEnter]:
    """Return each sheet of what an officer typed, to be signed.

    `correct` where it replaces what was entered of the same sheet before.

    Raises
    ------
    InputError
        Naming everything that is wrong: a line that does not fit its digits, a sheet
        of another agreement or line, one entered before with other content.
    """
    faults: list[str] = []
    found: list[ToEnter] = []
    for one in parse_entered(entered, name):
        place = f"{name}:{one.line}"
        try:
            found.append(_one(books, one, place, now_us, correct=correct))
        except InputError as why:
            faults += str(why).split("\n")
    keys = [one.spoken.key for one in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    faults += (f"{name}: sheet {key} stands here twice" for key in twice)
    if not found and not faults:
        faults.append(f"{name}: no sheet is in it")
    if faults:
        raise InputError("\n".join(faults))
    return found


def checked_sheet(
    books: Books, entry: bytes, now_us: int
) -> tuple[Spoken, EntryRef | None]:
    """Return the sheet of an entry that an officer signed, and where it stands already.

    Raises
    ------
    InputError
        It is no sheet that an officer of this side signed, or must not be logged.
    """
    try:
        envelope = parse_envelope(entry)
        payload, keys = verified_payload(envelope, books.us.officers)
        if envelope.payload_type != ATTEMPTS:
            raise RefusedError([f"{envelope.payload_type!r} is no sheet"])
        spoken = parse_spoken(payload)
    except VerificationError as why:
        raise InputError(str(why)) from None
    us, peer = books.us.party, books.peer.party
    faults = [*spoken_faults(spoken, len(keys), us, peer, books.terms)]
    if spoken.spoken_us > now_us + AHEAD_US:
        faults.append("the call lies ahead of this node's clock")
    logged = None
    if not faults:
        logged, before = _before(books, spoken)
        if before is not None and logged is None and spoken.corrects != before.index:
            faults.append(_other(books, spoken, before))
    if faults:
        raise InputError("\n".join(f"{spoken.key}: {fault}" for fault in faults))
    return spoken, logged


def head_faults(sheet: Sheet, terms: Terms, us: str, peer: str) -> list[str]:
    """Return why a sheet is none of this line, between `us` and `peer`."""
    faults = []
    wanted = terms.sha256[:TERMS_DIGITS]
    if sheet.terms != wanted:
        digits = line_digits("TERMS", fours(wanted))
        faults.append(
            f"TERMS: a sheet for another agreement, {fours(sheet.terms)}; in force is "
            f"{fours(wanted)} [{digits}]"
        )
    if {sheet.sender, sheet.recipient} != {us, peer}:
        faults.append(
            f"FROM, TO: from {shown(sheet.sender)} to {shown(sheet.recipient)}; this "
            f"line is between {us} and {peer}"
        )
    if not sheet.number:
        faults.append(
            "missing: SHEET, by which both sides' sheets are matched: the day and a "
            "number of the speaker's, such as 2017-12-13/412"
        )
    return faults


def _one(
    books: Books, one: Entered, place: str, now_us: int, *, correct: bool
) -> ToEnter:
    sheet = one.sheet
    us, peer = books.us.party, books.peer.party
    faults = head_faults(sheet, books.terms, us, peer)
    voice = Voice.SAID if sheet.sender == us else Voice.HEARD
    call = _call(one.call, now_us, faults)
    if faults or call is None:
        raise InputError("\n".join(f"{place}: {fault}" for fault in faults))
    spoken = Spoken(
        voice=voice,
        sheet=sheet,
        agreement=books.terms.sha256,
        spoken_us=call.spoken_us,
        their_clock_us=call.their_clock_us,
        person=call.person,
        their_person=call.their_person,
        read_back=call.read_back,
        corrects=None,
        entered_us=now_us,
    )
    faults += spoken_faults(spoken, 1, us, peer, books.terms)
    named = _named_faults(books, spoken) if not faults else ()
    if voice is Voice.SAID:
        faults += named
    logged, before = (None, None) if faults else _before(books, spoken)
    if before is not None and logged is None:
        spoken = replace(spoken, corrects=before.index)
        if not correct:
            faults.append(_other(books, spoken, before))
    if faults:
        raise InputError("\n".join(f"{place}: {fault}" for fault in faults))
    notes = [f"{one}: entered without check digits" for one in sheet.unchecked]
    notes += () if voice is Voice.SAID else named
    notes += () if spoken.read_back else ("it was not read back",)
    return ToEnter(spoken=spoken, logged=logged, notes=tuple(notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """How a call went, as its officer wrote it down."""

    spoken_us: int
    their_clock_us: int | None
    person: Person
    their_person: Person | None
    read_back: bool


def _call(call: Mapping[str, str], now_us: int, faults: list[str]) -> _Call | None:
    needed = ("OUR.CLOCK", "OUR.NAME", "READ.BACK")
    missing = [both_labels(name) for name in needed if name not in call]
    if missing:
        faults.append(f"missing: {', '.join(missing)}")
        return None
    clocks: dict[str, int] = {}
    for name in ("OUR.CLOCK", "THEIR.CLOCK"):
        if name in call:
            try:
                clocks[name] = int(read_leaf(_CLOCK, "event_us", call[name]))
            except ValueError as why:
                faults.append(f"{both_labels(name)}: {why}")
    read_back = _answers().get(call["READ.BACK"].upper())
    if read_back is None:
        told = shown(call["READ.BACK"])
        faults.append(f"{both_labels('READ.BACK')}: wanted YES or NO, got {told}")
    spoken_us = clocks.get("OUR.CLOCK")
    if spoken_us is not None and spoken_us > now_us + AHEAD_US:
        faults.append(
            f"{both_labels('OUR.CLOCK')}: that lies ahead of this node's clock"
        )
    if spoken_us is None or read_back is None:
        return None
    return _Call(
        spoken_us=spoken_us,
        their_clock_us=clocks.get("THEIR.CLOCK"),
        person=Person(name=call["OUR.NAME"], office=call.get("OUR.OFFICE", "")),
        their_person=Person(
            name=call["THEIR.NAME"], office=call.get("THEIR.OFFICE", "")
        )
        if "THEIR.NAME" in call
        else None,
        read_back=read_back,
    )


def _answers() -> dict[str, bool]:
    """Return YES and NO in every language."""
    said = {"yes": True, "no": False}
    return {
        told_in(tag).say(word): holds
        for tag in LANGUAGES
        for word, holds in said.items()
    }


def _named_faults(books: Books, spoken: Spoken) -> tuple[str, ...]:
    """Return which places and clauses of a sheet the agreement does not have."""
    agreement = books.terms.agreement
    if agreement is None:
        return ()
    return agreement_faults(CATALOGUE.values(spoken.message()), agreement)


def _before(books: Books, spoken: Spoken) -> tuple[EntryRef | None, EntryRef | None]:
    """Return the own entry that says the same, and the newest of the same sheet."""
    pair = Matching(books).pair(spoken.key)
    at = None
    if pair is not None:
        at = pair.said if spoken.voice is Voice.SAID else pair.heard
    before = None if at is None else books.spoken(at)
    if at is None or before is None:
        return None, None
    is_same = encode_spoken(replace(spoken, corrects=None, entered_us=0)) == (
        encode_spoken(replace(before, corrects=None, entered_us=0))
    )
    return (at if is_same else None), at


def _other(books: Books, spoken: Spoken, at: EntryRef) -> str:
    before = books.spoken(at)
    found = () if before is None else compare_sheets(before.sheet, spoken.sheet)
    names = ", ".join(one.name for one in found) or "what is said of the call"
    return (
        f"sheet {spoken.key} was entered as {at.index} with other content ({names}): "
        "give this one another number, or correct that entry with --correct"
    )
