"""The language of a page: its sentences, and how it writes figures.

Sentences stand in ``phrases/<language>/<subject>.ftl`` (Project Fluent), the same keys
with the same values in every language; figures are written as the language writes them
(CLDR, through Babel), with European digits everywhere. Instants and coordinates are
spelt alike in all languages, from left to right, so that they can be copied and
compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from unicodedata import bidirectional

from markupsafe import Markup, escape

from thalweg.errors import InputError
from thalweg.report import words
from thalweg.report.words import Quantity
from thalweg.sentences import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    TURNING,
    Sentences,
    SentenceValue,
    isolated,
    signs,
)

LANGUAGES = ("en", "ru", "ar")
"""The languages that pages are written in: ISO 639-1 codes."""

_RIGHT_TO_LEFT = frozenset({"ar"})
_LEFT_TO_RIGHT_ISOLATE = "\u2066"
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_RIGHT_TO_LEFT_MARK = "\u200f"
_MINUS = "\u2212"
_COUNTED_UNITS = frozenset({"nmi"})


class Language:
    """Sentences and figures in one language; call it with a key and its values.

    Get one from `language`, which keeps it.
    """

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.is_right_to_left = tag in _RIGHT_TO_LEFT
        self.direction = "rtl" if self.is_right_to_left else "ltr"
        # Values of both directions meet in a right-to-left sentence: each is isolated.
        folder = files("thalweg.report") / "phrases" / tag
        named = sorted(folder.iterdir(), key=lambda file: file.name)
        texts = {file.name: file.read_text("utf-8") for file in named}
        self._say = Sentences(tag, texts, isolates=self.is_right_to_left)
        self._units: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self._signs = signs(tag)

    def __call__(self, key: str, /, **values: SentenceValue) -> str:
        """Return the sentence of a key, its values filled in, as plain text.

        Raises
        ------
        KeyError
            No language has this key, or a value it needs was not given.
        """
        if not values and key in self._plain:
            return self._plain[key]
        told = self._say(key, **values)
        told = _turned(told) if self.is_right_to_left else told
        if not values:
            self._plain[key] = told
        return told

    def html(self, key: str, /, **values: SentenceValue) -> Markup:
        """Return the sentence of a key that carries tags, such as ``<code>``.

        Text among the values is escaped, unless it is `Markup` already.
        """
        safe = {
            name: str(escape(value)) if isinstance(value, str) else value
            for name, value in values.items()
        }
        return Markup(self(key, **safe))

    def has(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return self._say.has(key)

    def term(self, subject: str, word: object) -> str:
        """Return the page's word for one of a table, such as a grade; "" for none.

        Words of a table may be a stranger's: whoever asks shows the word itself then.
        """
        key = f"{subject}-{word}".replace(".", "-")
        return self(key) if self.has(key) else ""

    def ltr(self, text: str) -> str:
        """Return text that reads from left to right wherever it stands."""
        if not self.is_right_to_left:
            return text
        return f"{_LEFT_TO_RIGHT_ISOLATE}{text}{POP_ISOLATE}"

    def name(self, text: str) -> str:
        """Return a name from outside, kept from turning the line around it."""
        if self.is_right_to_left:
            return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
        return isolated(text)

    def listed(self, parts: Sequence[str]) -> str:
        """Return ``a, b and c``."""
        if len(parts) < 2:
            return "".join(parts)
        first = self("listed-comma").join(parts[:-1])
        return self("listed-last", first=first, last=parts[-1])

    def number(self, value: float, places: int = 0) -> str:
        """Return a number with so many decimals and its thousands told apart."""
        figure = f"{round(value, places):,.{places}f}".translate(self._signs)
        return figure.replace("-", _MINUS)

    def quantity(self, shown: Quantity, *, genitive: bool = False) -> str:
        """Return a figure with its unit, in the genitive if a sentence asks for it."""
        figure = self.number(shown.value, shown.places)
        if shown.value < 0:
            figure = self.ltr(figure)
        if shown.unit in _COUNTED_UNITS:
            key = f"unit-{shown.unit}-genitive" if genitive else f"unit-{shown.unit}"
            return f"{figure} {self(key, n=round(shown.value, shown.places))}"
        return f"{figure} {self._unit(shown.unit)}"

    def metres(self, length_m: float | None, error_m: float | None = None) -> str:
        """Return a length with its unit, no finer than its error.

        Centimetres below 10 m, kilometres from 20 km; whole metres where the error is
        5 m or more.
        """
        if length_m is None:
            return self("not-applicable")
        return self.quantity(words.length(length_m, error_m))

    def error_m(self, error_m: float | None) -> str:
        """Return ``± 93 m``, or nothing where no error is told."""
        return "" if error_m is None else f"± {self.metres(error_m)}"

    def limit_m(self, length_m: float, *, genitive: bool = False) -> str:
        """Return a limit as it was most likely agreed, in metres beside it.

        `genitive` where it stands after a word such as "below" or "within".
        """
        limit = words.limit(length_m)
        first, *rest = (self.quantity(q, genitive=genitive) for q in limit)
        return " ".join([first, *(f"({q})" for q in rest)])

    def feet(self, height_ft: float | None) -> str:
        """Return a height or a vertical distance in feet."""
        if height_ft is None:
            return self("unknown")
        return self.quantity(Quantity(height_ft, 0, "ft"))

    def span(self, span_s: float | None) -> str:
        """Return a length of time: ``8.4 s``, ``12 min 05 s``, ``1 h 02 min``."""
        if span_s is None:
            return self("not-applicable")
        first, *rest = words.duration(span_s)
        shown = [self.quantity(first)]
        shown += [f"{q.value:02.0f} {self._unit(q.unit)}" for q in rest]
        return " ".join(shown)

    def hours(self, seen_h: float | None) -> str:
        """Return hours with one decimal; unknown where nothing is known."""
        if seen_h is None:
            return self("not-known")
        if 0 < seen_h < 0.05:
            return self("under", figure=self.quantity(Quantity(0.1, 1, "h")))
        return self.quantity(Quantity(seen_h, 1, "h"))

    def moment(self, instant_us: int) -> str:
        """Return an instant to the second, ``2017-12-13 04:05:06Z``."""
        return self.ltr(words.moment(instant_us))

    def moment_ms(self, instant_us: int) -> str:
        """Return an instant to the millisecond."""
        return self.ltr(words.moment_ms(instant_us))

    def clock(self, instant_us: int) -> str:
        """Return the time of day to the second, ``04:05:06Z``."""
        return self.ltr(words.clock(instant_us))

    def place(self, lat_deg: float | None, lon_deg: float | None) -> str:
        """Return a place as degrees with hemispheres, to about 10 m."""
        if lat_deg is None or lon_deg is None:
            return self("not-known")
        return self.ltr(words.place(lat_deg, lon_deg))

    def _unit(self, unit: str) -> str:
        if unit not in self._units:
            self._units[unit] = self(f"unit-{unit}")
        return self._units[unit]


def _turned(text: str) -> str:
    """Return a right-to-left sentence that reads so inside another one too.

    One that holds nothing but values has no letter of its own to turn it: of
    ``432 (West), 31 (East)`` the order of the parts would be the other way round.
    """
    depth = 0
    for char in text:
        turn = bidirectional(char)
        if turn in _ISOLATES:
            depth += 1
        elif turn == "PDI":
            depth -= 1
        elif not depth and turn in TURNING:
            return text
        elif not depth and turn == "L":
            break
    return _RIGHT_TO_LEFT_MARK + text


@cache
def _language(tag: str) -> Language:
    return Language(tag)


def language(tag: str = "en") -> Language:
    """Return the language of a code, such as ``ru``.

    Raises
    ------
    InputError
        Pages are not written in it.
    """
    if tag not in LANGUAGES:
        raise InputError(f"no pages in {tag!r}: give one of {', '.join(LANGUAGES)}")
    return _language(tag)
