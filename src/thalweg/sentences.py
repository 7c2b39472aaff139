"""Sentences of one language, as every room that has some keeps them.

A room's sentences stand in ``<room>/phrases/<language>/<subject>.ftl`` (Project
Fluent). Whatever goes in as a value is a stranger's until it has been made plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from unicodedata import bidirectional

from babel.numbers import get_decimal_symbol, get_group_symbol
from fluent.runtime import FluentBundle, FluentResource

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
TURNING = frozenset({"R", "AL"})
"""Directions of characters that turn a line from right to left."""

_LONGEST_VALUE, _PRIVATE = 2000, 0xE000

SentenceValue = str | int | float


class Sentences:
    """The sentences of Fluent files in one language; call it with a key and values.

    `texts` are the files by name. `isolates` puts each value between marks that keep
    its direction to itself, as sentences from right to left need.
    """

    def __init__(self, tag: str, texts: Mapping[str, str], *, isolates: bool) -> None:
        self.tag = tag
        self._bundle = FluentBundle([tag], use_isolating=isolates)
        for text in texts.values():
            self._bundle.add_resource(FluentResource(text))

    def has(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return self._bundle.has_message(key)

    def __call__(self, key: str, /, **values: SentenceValue) -> str:
        """Return the sentence of a key, its values filled in.

        Raises
        ------
        KeyError
            The language does not have the key, or a value it needs was not given.
        """
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(f"{self.tag}: {key}: no sentence")
        short, long = _set_aside(values)
        text, faults = self._bundle.format_pattern(pattern, short)
        if faults:
            raise KeyError(f"{self.tag}: {key}: {faults[0]}")
        told = str(text)
        for token, whole in long.items():
            told = told.replace(token, whole)
        return told


def _set_aside(
    values: dict[str, SentenceValue],
) -> tuple[dict[str, SentenceValue], dict[str, str]]:
    """Return values that Fluent takes, and what to put back for their tokens.

    Fluent refuses values of more than 2,500 characters, which a stranger's names and
    statements may have. A token is one private-use character: no text that is plain
    has any.
    """
    long = {
        name: value
        for name, value in values.items()
        if isinstance(value, str) and len(value) > _LONGEST_VALUE
    }
    if not long:
        return values, {}
    tokens = {name: chr(_PRIVATE + at) for at, name in enumerate(long)}
    return {**values, **tokens}, {tokens[name]: long[name] for name in long}


@cache
def signs(tag: str) -> dict[int, str]:
    """Return what a language writes for the signs of ``1,234.5`` (CLDR).

    For `str.translate`; European digits everywhere.
    """
    told = {
        ",": get_group_symbol(tag, numbering_system="latn"),
        ".": get_decimal_symbol(tag, numbering_system="latn"),
    }
    return str.maketrans(told)


def isolated(text: str) -> str:
    """Return text kept from turning the line around it, where it could."""
    if any(bidirectional(char) in TURNING for char in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text
