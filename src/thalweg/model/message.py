"""Messages of the hotline, and the values that stand in them, as nouns.

Instants are microseconds since 1970, UTC. Places are WGS84 in whole ten-millionths of
a degree, as they travel: about 1 cm, and equal content has one spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

E7_PER_DEG = 10_000_000


class Marker(StrEnum):
    """What a message is, before it says anything (after the IMO's SMCP markers).

    There is no instruction among them: a side requests, it does not order.
    """

    WARNING = "W"
    INFORMATION = "I"
    QUESTION = "Q"
    ANSWER = "A"
    REQUEST = "R"
    INTENTION = "N"


class Response(StrEnum):
    """Which kind of answer a message asks for (after ICAO Doc 4444)."""

    WILCO_UNABLE = "W/U"
    AFFIRM_NEGATIVE = "A/N"
    ROGER = "R"
    ANY = "Y"
    NONE = "N"


class Urgency(StrEnum):
    """How soon a message is to be on the other side's screen, and answered."""

    DISTRESS = "D"
    URGENT = "U"
    NORMAL = "N"
    LOW = "L"


@dataclass(frozen=True, slots=True)
class EntryRef:
    """One entry of one log: how messages name one another."""

    origin: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The newest checkpoint of the other side's log that a sender had when it signed.

    `root` is the 32 bytes of the tree's root hash.
    """

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it is signed: an element of the catalogue, and its parameters.

    `agreement` is the SHA-256 of the manifest in force, in hex. `sender` and
    `recipient` are parties. `params` holds JSON values, whole numbers and no others;
    what they mean stands in the catalogue. `ref` is the entry that this message
    answers, cancels or follows. Of the times, `event_time_us` is claimed, and
    `signed_time_us` is the sender's clock; neither proves anything by itself.
    """

    agreement: str
    sender: str
    recipient: str
    element: str
    params: Mapping[str, object]
    ref: EntryRef | None
    event_time_us: int
    signed_time_us: int
    useful_until_us: int | None
    seen: Seen


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant, in microseconds since 1970, UTC."""

    us: int


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant to a later one."""

    from_us: int
    to_us: int


@dataclass(frozen=True, slots=True)
class Day:
    """A UTC day, ``2017-12-13``."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointE7:
    """A point in ten-millionths of a degree."""

    lat_e7: int
    lon_e7: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A place of the agreement, by its id."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A place that the agreement does not name: a point, a line or a polygon.

    A polygon's ring is not closed twice.
    """

    kind: str
    points: tuple[PointE7, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLevel:
    """A height with its unit (ft or m) and its datum; neither has a default."""

    value: int
    unit: str
    datum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """From one level to another of the same unit and datum; None is open."""

    lower: StatedLevel | None
    upper: StatedLevel | None


@dataclass(frozen=True, slots=True)
class Distance:
    """A horizontal distance in whole metres."""

    m: int


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed in whole millimetres per second."""

    mmps: int


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in whole milliseconds."""

    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRange:
    """At least so many, and at most so many; None where no upper bound is known."""

    least: int
    most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAircraft:
    """An aircraft as somebody identified it; "" is not known, all of them unidentified.

    `confidence` is ``certain``, ``probable`` or ``possible``, of the identification.
    """

    icao24: str
    callsign: str
    type: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRef:
    """A clause of one edition of an agreement."""

    agreement: str
    edition: int
    clause: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A SHA-256 digest, 64 lower-case hex digits."""

    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person by name and office; "" where no office is told."""

    name: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Free text and the language it is in."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Word:
    """One of a closed list, whose sentence stands in every language's phrases."""

    listed_in: str
    word: str


@dataclass(frozen=True, slots=True)
class KeyText:
    """A verifier key's text, ``name+8 hex digits+base64``."""

    text: str


Value = (
    bool | int | str | Instant | Span | Day | PointE7 | PlaceName | Shape | StatedLevel
    | Levels | Distance | Speed | Duration | CountRange | NamedAircraft | ClauseRef
    | EntryRef | Digest | Person | Words | Word | KeyText | Seen | tuple["Value", ...]
)  # fmt: skip
"""What a parameter can be once it is read."""
