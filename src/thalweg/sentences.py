"""Sentences of one language, as every room that has some keeps them.

A room's sentences stand in ``<room>/phrases/<language>/<subject>.ftl`` (Project
Fluent). Whatever goes in as a value is a stranger's until it has been made plain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from unicodedata import bidirectional

from babel.numbers import get_decimal_symbol, get_group_symbol
from fluent.runtime import FluentBundle, FluentResource

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
TURNING = frozenset({"R", "AL"})
"""Directions of characters that turn a line from right to left."""

_LONGEST_VALUE, _PRIVATE = 2000, 0xE000

_KEY = re.compile(r"^(-?[a-zA-Z][a-zA-Z0-9_-]*)[ ]*=", re.MULTILINE)
_REFERENCE = re.compile(r"\{\s*(-?[a-zA-Z][a-zA-Z0-9_-]*)")

SentenceValue = str | int | float


class Sentences:
    """The sentences of Fluent files in one language; call it with a key and values.

    `texts` are the files by name. `isolates` puts each value between marks that keep
    its direction to itself, as sentences from right to left need.
    """

    def __init__(self, tag: str, texts: Mapping[str, str], *, isolates: bool) -> None:
        self.tag = tag
        self._bundle = FluentBundle([tag], use_isolating=isolates)
        self._unread = _unread(texts)

    def has(self, key: str) -> bool:
        """Tell whether there is such a sentence."""
        return key in self._unread or self._bundle.has_message(key)

    def __call__(self, key: str, /, **values: SentenceValue) -> str:
        """Return the sentence of a key, its values filled in.

        Raises
        ------
        KeyError
            The language does not have the key, or a value it needs was not given.
        """
        self._read(key)
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

    def _read(self, key: str) -> None:
        """Parse a sentence and those that it refers to, when first asked for.

        A page has use for a part of them, and to parse all takes longer than the page.
        """
        source = self._unread.pop(key, None)
        if source is None:
            return
        self._bundle.add_resource(FluentResource(source))
        for other in _REFERENCE.findall(source):
            self._read(other)


def _unread(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the source of each sentence by its key, unparsed; the first of two."""
    found: dict[str, str] = {}
    for source in texts.values():
        starts = list(_KEY.finditer(source))
        ends = [*(start.start() for start in starts[1:]), len(source)]
        for start, end in zip(starts, ends, strict=True):
            found.setdefault(start[1], source[start.start() : end])
    return found


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
