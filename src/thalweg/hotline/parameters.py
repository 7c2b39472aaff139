"""What may stand in a message: the types of parameters, read strictly.

Values come from the other side. They are whole numbers, closed words, ids and bounded
text, nothing else; whatever is wrong with one is named with its place. What a reader
returns has been checked for form only: whether an agreement has such a place or clause
is `thalweg.hotline.catalogue.agreement_faults`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from thalweg.errors import InputError
from thalweg.hotline.fields import Reading
from thalweg.hotline.word_lists import WORD_LISTS
from thalweg.model.message import (
    ClauseRef,
    CountRange,
    Day,
    Digest,
    Distance,
    Duration,
    EntryRef,
    Instant,
    KeyText,
    NamedAircraft,
    Person,
    Seen,
    Span,
    Speed,
    Value,
    Word,
    Words,
)
from thalweg.times import iso_day, parse_iso
from thalweg.wire.canonical import LARGEST_WHOLE
from thalweg.wire.encoded import from_base64
from thalweg.wire.vkey import parse_vkey

LONGEST_TEXT = 4000
LONGEST_NAME = 80
MOST_ITEMS = 20

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_ID = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,38}[A-Za-z0-9])?", re.ASCII)
_CLAUSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_ICAO24 = re.compile(r"[0-9a-f]{6}", re.ASCII)
_CALLSIGN = re.compile(r"[A-Z0-9][A-Z0-9-]{0,9}", re.ASCII)
_DESIGNATOR = re.compile(r"[A-Z0-9]{2,4}", re.ASCII)
_ORIGIN = re.compile(r"[!-*,-~]{1,255}", re.ASCII)
_VKEY = re.compile(r"([!-*,-~]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})", re.ASCII)

_CONFIDENCE = ("certain", "probable", "possible")

Read = Callable[[Reading], Value | None]


@dataclass(frozen=True, slots=True)
class ParameterType:
    """A type of parameter: its name, how it stands on the wire, and its reader."""

    name: str
    wire: str
    read: Read


def _time(at: Reading) -> Instant | None:
    us = at.whole(0, LARGEST_WHOLE, "microseconds since 1970 UTC")
    return None if us is None else Instant(us)


def _span(at: Reading) -> Span | None:
    found = at.keys(("from_us", "to_us"))
    if found is None:
        return None
    start, end = _time(found["from_us"]), _time(found["to_us"])
    if start is None or end is None:
        return None
    if start.us >= end.us:
        at.fault("ends before it begins, or as it begins")
        return None
    return Span(start.us, end.us)


def _day(at: Reading) -> Day | None:
    text = at.matched(_DAY, "a UTC day such as '2017-12-13'")
    if text is None:
        return None
    try:
        is_one = iso_day(parse_iso(text + "Z")) == text
    except InputError:
        is_one = False
    if not is_one:
        at.fault(f"{text} is no day of the calendar")
        return None
    return Day(text)


def _distance(at: Reading) -> Distance | None:
    m = at.whole(0, 20_037_508, "whole metres")
    return None if m is None else Distance(m)


def _speed(at: Reading) -> Speed | None:
    mmps = at.whole(0, 20_000_000, "whole millimetres per second")
    return None if mmps is None else Speed(mmps)


def _duration(at: Reading) -> Duration | None:
    ms = at.whole(0, 3_155_760_000_000, "whole milliseconds")
    return None if ms is None else Duration(ms)


def _count(at: Reading) -> int | None:
    return at.whole(0, 1_000_000_000, "a count")


def _size(at: Reading) -> int | None:
    return at.whole(0, LARGEST_WHOLE, "the size of a log")


def _range(at: Reading) -> CountRange | None:
    found = at.keys(("least",), ("most",))
    if found is None:
        return None
    least = _count(found["least"])
    most = _count(found["most"]) if "most" in found else None
    if least is None or ("most" in found and most is None):
        return None
    if most is not None and most < least:
        at.fault(f"at most {most} is less than at least {least}")
        return None
    return CountRange(least=least, most=most)


def _aircraft(at: Reading) -> NamedAircraft | None:
    found = at.keys(("confidence",), ("icao24", "callsign", "type"))
    if found is None:
        return None
    forms = {
        "icao24": (_ICAO24, "a 24-bit address of six lower-case hex digits"),
        "callsign": (_CALLSIGN, "a callsign of capitals and digits, such as 'WST01'"),
        "type": (_DESIGNATOR, "a type designator of ICAO such as 'A10'"),
    }
    told = {
        key: found[key].matched(*form) for key, form in forms.items() if key in found
    }
    confidence = found["confidence"].one_of(_CONFIDENCE, "confidence")
    if confidence is None or None in told.values():
        return None
    return NamedAircraft(
        icao24=told.get("icao24") or "",
        callsign=told.get("callsign") or "",
        type=told.get("type") or "",
        confidence=confidence,
    )


def _clause(at: Reading) -> ClauseRef | None:
    found = at.keys(("agreement", "edition", "clause"))
    if found is None:
        return None
    agreement = found["agreement"].matched(_ID, "the id of an agreement")
    edition = found["edition"].whole(1, 1_000_000, "an edition")
    clause = found["clause"].matched(_CLAUSE, "a clause number such as '3.1'")
    if agreement is None or edition is None or clause is None:
        return None
    return ClauseRef(agreement=agreement, edition=edition, clause=clause)


def _ref(at: Reading) -> EntryRef | None:
    found = at.keys(("origin", "index"))
    if found is None:
        return None
    origin = found["origin"].matched(_ORIGIN, "the origin of a log")
    index = found["index"].whole(0, LARGEST_WHOLE, "the index of an entry")
    return None if origin is None or index is None else EntryRef(origin, index)


def _digest(at: Reading) -> Digest | None:
    text = at.matched(_DIGEST, "a SHA-256 digest, 64 lower-case hex digits")
    return None if text is None else Digest(text)


def _words_fault(text: str, longest: int) -> str | None:
    """Say why text cannot stand in a message; None where it can.

    Signs that a screen obeys are allowed here and made harmless where they are shown:
    refusing them would lose a message to a stray sign pasted into it.
    """
    if len(text) > longest:
        return f"{len(text)} characters; at most {longest} are read"
    if not text.strip():
        return "empty text"
    if text != text.strip():
        return "blanks at the beginning or the end"
    if unicodedata.normalize("NFC", text) != text:
        return "not in Unicode's composed form (NFC)"
    return None


def _bounded(at: Reading, longest: int, what: str) -> str | None:
    if not isinstance(at.value, str):
        at.wanted(what)
        return None
    fault = _words_fault(at.value, longest)
    if fault:
        at.fault(fault)
        return None
    return at.value


def _person(at: Reading) -> Person | None:
    found = at.keys(("name",), ("office",))
    if found is None:
        return None
    name = _bounded(found["name"], LONGEST_NAME, "a person's name")
    office: str | None = ""
    if "office" in found:
        office = _bounded(found["office"], LONGEST_NAME, "a person's office")
    return None if name is None or office is None else Person(name=name, office=office)


def _text(at: Reading) -> Words | None:
    found = at.keys(("text", "lang"))
    if found is None:
        return None
    text = _bounded(found["text"], LONGEST_TEXT, "text")
    lang = found["lang"].matched(_LANGUAGE, "a language such as 'en' or 'ru'")
    return None if text is None or lang is None else Words(text=text, lang=lang)


def _vkey(at: Reading) -> KeyText | None:
    text = at.matched(_VKEY, "a verifier key, <name>+<8 hex digits>+<base64>")
    if text is None:
        return None
    try:
        parse_vkey(text)
    except InputError as why:
        at.fault(str(why))
        return None
    return KeyText(text)


def _bool(at: Reading) -> bool | None:
    if isinstance(at.value, bool):
        return at.value
    at.wanted("true or false")
    return None


def _name(at: Reading) -> str | None:
    return at.matched(_ID, "an id of lower-case letters, digits and hyphens")


def _label(at: Reading) -> str | None:
    return at.matched(_LABEL, "a label of letters, digits and . _ / -")


def _checkpoint(at: Reading) -> Seen | None:
    found = at.keys(("origin", "size", "root"))
    if found is None:
        return None
    origin = found["origin"].matched(_ORIGIN, "the origin of a log")
    size = _size(found["size"])
    root = _root(found["root"])
    if origin is None or size is None or root is None:
        return None
    return Seen(origin=origin, size=size, root=root)


def _root(at: Reading) -> bytes | None:
    what = "a root hash, 32 bytes in base64"
    if not isinstance(at.value, str):
        at.wanted(what)
        return None
    try:
        root = from_base64(at.value)
    except ValueError:
        root = b""
    if len(root) != 32:
        at.wanted(what)
        return None
    return root


TIME = ParameterType("time", "microseconds since 1970, UTC", _time)
SPAN = ParameterType("span", "`{from_us, to_us}`, the end after the start", _span)
DAY = ParameterType("day", "a UTC day, `2017-12-13`", _day)
DIST = ParameterType("dist", "whole metres", _distance)
SPEED = ParameterType("speed", "whole millimetres per second", _speed)
DUR = ParameterType("dur", "whole milliseconds", _duration)
COUNT = ParameterType("count", "a whole number to 1,000,000,000", _count)
SIZE = ParameterType("size", "the size of a log, to 2^53 - 1", _size)
RANGE = ParameterType(
    "range", "`{least, most}`; without `most` no upper bound is known", _range
)
ACFT = ParameterType(
    "acft",
    "`{icao24, callsign, type, confidence}`; all but `confidence` (`certain`, "
    "`probable`, `possible`) may be left out; without any it is unidentified",
    _aircraft,
)
CLAUSE = ParameterType("clause", "`{agreement, edition, clause}`", _clause)
REF = ParameterType("ref", "`{origin, index}`", _ref)
DIGEST = ParameterType("digest", "SHA-256, 64 lower-case hex digits", _digest)
PERSON = ParameterType(
    "person", f"`{{name, office}}`, at most {LONGEST_NAME} characters each", _person
)
TEXT = ParameterType(
    "text", f"`{{text, lang}}`, NFC, at most {LONGEST_TEXT:,} characters", _text
)
VKEY = ParameterType("vkey", "`<name>+<8 hex digits>+<base64>`", _vkey)
BOOL = ParameterType("bool", "`true` or `false`", _bool)
NAME = ParameterType("name", "an id of the agreement", _name)
LABEL = ParameterType("label", "letters, digits and `. _ / -`, at most 40", _label)
CHECKPOINT = ParameterType("checkpoint", "`{origin, size, root}`", _checkpoint)


def word(listed_in: str) -> ParameterType:
    """Return the type of one word of a closed list of `WORD_LISTS`."""
    known = WORD_LISTS[listed_in]

    def read(at: Reading) -> Word | None:
        found = at.one_of(known, "word")
        return None if found is None else Word(listed_in, found)

    return ParameterType(f"enum {listed_in}", ", ".join(f"`{w}`" for w in known), read)


def list_of(kind: ParameterType, most: int = MOST_ITEMS) -> ParameterType:
    """Return the type of a list of one to `most` values of another, none twice."""

    def read(at: Reading) -> tuple[Value, ...] | None:
        items = at.items(1, most, f"of type {kind.name}")
        if items is None:
            return None
        values = [kind.read(item) for item in items]
        told = [value for value in values if value is not None]
        if len(set(told)) < len(told):
            at.fault("the same stands here twice")
            return None
        return tuple(told) if len(told) == len(values) else None

    return ParameterType(f"{kind.name}[]", f"a list of 1 to {most}: {kind.wire}", read)
