"""Values of messages in words: one language's figures, places, levels and names.

Every figure is told exactly as it travelled, in its own unit; nothing is rounded, since
both sides must be able to copy the same value from what they read.
"""

from __future__ import annotations

import re
from functools import cache, singledispatchmethod

from thalweg.errors import InputError
from thalweg.hotline.catalogue import LANGUAGES, phrases
from thalweg.hotline.harmless import harmless
from thalweg.model.message import (
    E7_PER_DEG,
    ClauseRef,
    CountRange,
    Day,
    Digest,
    Distance,
    Duration,
    EntryRef,
    Instant,
    KeyText,
    Levels,
    NamedAircraft,
    Person,
    PlaceName,
    PointE7,
    Seen,
    Shape,
    Span,
    Speed,
    StatedLevel,
    Value,
    Word,
    Words,
)
from thalweg.sentences import Sentences, signs
from thalweg.times import iso
from thalweg.wire.encoded import to_base64

SHORT_DIGITS = 16
"""Hex digits of a digest in a sentence; the whole of it stands below."""

_MINUS = "\u2212"
_NO_QUOTES = str.maketrans(dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f", '"'))


class Told:
    """One language of the catalogue; call it with a value. Get one from `told_in`."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.say = Sentences(tag, phrases(tag), isolates=False)
        self._signs = signs(tag)

    def number(self, value: int) -> str:
        """Return a whole number with its thousands told apart."""
        return f"{value:,}".translate(self._signs).replace("-", _MINUS)

    def word(self, word: Word, *, n: int, span: str) -> str:
        """Return one of a closed list, agreeing with a number where it has to."""
        return self.say(f"{word.listed_in}-{word.word}", n=n, span=span)

    @singledispatchmethod
    def __call__(self, value: Value) -> str:
        """Return a value in words, harmless."""
        raise TypeError(f"no words for {type(value).__name__}")

    @__call__.register
    def _(self, value: bool) -> str:
        return self.say("yes" if value else "no")

    @__call__.register
    def _(self, value: int) -> str:
        return self.number(value)

    @__call__.register
    def _(self, value: str) -> str:
        return harmless(value)

    @__call__.register
    def _(self, value: tuple) -> str:  # type: ignore[type-arg]
        return "; ".join(self(item) for item in value)

    @__call__.register
    def _(self, value: Instant) -> str:
        return moment(value.us)

    @__call__.register
    def _(self, value: Span) -> str:
        start, end = moment(value.from_us), moment(value.to_us)
        return self.say("span", **{"from": start, "to": end})

    @__call__.register
    def _(self, value: Day) -> str:
        return value.text

    @__call__.register
    def _(self, value: PointE7) -> str:
        lat = _degrees(value.lat_e7, "NS")
        return f"{lat} {_degrees(value.lon_e7, 'EW')}"

    @__call__.register
    def _(self, value: PlaceName) -> str:
        return value.place

    @__call__.register
    def _(self, value: Shape) -> str:
        points = "; ".join(self(point) for point in value.points)
        if value.kind == "point":
            return points
        return self.say(f"shape-{value.kind}", points=points)

    @__call__.register
    def _(self, value: StatedLevel) -> str:
        return f"{self.number(value.value)} {self._unit(value.unit)} {value.datum}"

    @__call__.register
    def _(self, value: Levels) -> str:
        lower = "" if value.lower is None else self(value.lower)
        upper = "" if value.upper is None else self(value.upper)
        if value.upper is None:
            return self.say("levels-above", lower=lower)
        if value.lower is None:
            return self.say("levels-below", upper=upper)
        return self.say("levels-between", lower=lower, upper=upper)

    @__call__.register
    def _(self, value: Distance) -> str:
        return f"{self.number(value.m)} {self._unit('m')}"

    @__call__.register
    def _(self, value: Speed) -> str:
        return f"{self._thousandths(value.mmps)} {self._unit('mps')}"

    @__call__.register
    def _(self, value: Duration) -> str:
        minutes, ms = divmod(value.ms, 60_000)
        days, minutes = divmod(minutes, 24 * 60)
        whole = {"day": days, "h": minutes // 60, "min": minutes % 60}
        parts = [f"{self.number(n)} {self._unit(u)}" for u, n in whole.items() if n]
        if ms or not parts:
            parts.append(f"{self._thousandths(ms)} {self._unit('s')}")
        return " ".join(parts)

    @__call__.register
    def _(self, value: CountRange) -> str:
        if value.most == value.least:
            return self.number(value.least)
        least = self.number(value.least)
        if value.most is None:
            return self.say("range-open", least=least)
        return self.say("range", least=least, most=self.number(value.most))

    @__call__.register
    def _(self, value: NamedAircraft) -> str:
        known = [p for p in (value.callsign, value.type, value.icao24.upper()) if p]
        named = " / ".join(known) or self.say("aircraft-unidentified")
        return f"{named} ({self.say('confidence-' + value.confidence)})"

    @__call__.register
    def _(self, value: ClauseRef) -> str:
        return self.say(
            "clause",
            agreement=value.agreement,
            edition=str(value.edition),
            clause=value.clause,
        )

    @__call__.register
    def _(self, value: EntryRef) -> str:
        return f"{value.origin} {value.index}"

    @__call__.register
    def _(self, value: Digest) -> str:
        return f"{value.sha256[:SHORT_DIGITS]}…"

    @__call__.register
    def _(self, value: Person) -> str:
        name = harmless(value.name)
        return f"{harmless(value.office)} {name}" if value.office else name

    @__call__.register
    def _(self, value: Words) -> str:
        # In quotes, and without any of its own: no words of the catalogue end it.
        return self.say("quoted", text=harmless(value.text.translate(_NO_QUOTES)))

    @__call__.register
    def _(self, value: KeyText) -> str:
        name, key_id, _ = value.text.split("+", 2)
        return f"{name}+{key_id}"

    @__call__.register
    def _(self, value: Seen) -> str:
        root = to_base64(value.root)
        size = self.number(value.size)
        return self.say("checkpoint", origin=value.origin, size=size, root=root)

    def _unit(self, unit: str) -> str:
        return self.say(f"unit-{unit}")

    def _thousandths(self, thousandths: int) -> str:
        whole, rest = divmod(thousandths, 1000)
        decimals = f".{rest:03d}".rstrip("0").rstrip(".")
        return self.number(whole) + decimals.translate(self._signs)


def moment(instant_us: int) -> str:
    """Return an instant as ``2017-12-13 04:05:06Z``, exactly, the same everywhere."""
    return iso(instant_us).replace("T", " ")


@cache
def spoken_names(element_id: str) -> frozenset[str]:
    """Return which values the sentence of an element says."""
    sentence = re.search(
        rf"^{re.escape(element_id)} = (.*)$", phrases("en")["elements.ftl"], re.M
    )
    if sentence is None:
        raise KeyError(element_id)
    return frozenset(re.findall(r"\{ \$([a-z_]+) \}", sentence[1]))


def _degrees(e7: int, hemispheres: str) -> str:
    whole, rest = divmod(abs(e7), E7_PER_DEG)
    return f"{whole}.{rest:07d}°{hemispheres[e7 < 0]}"


@cache
def _told(tag: str) -> Told:
    return Told(tag)


def told_in(tag: str) -> Told:
    """Return a language of the catalogue.

    Raises
    ------
    InputError
        The catalogue has no such language.
    """
    if tag not in LANGUAGES:
        raise InputError(f"no messages in {tag!r}: give one of {', '.join(LANGUAGES)}")
    return _told(tag)
