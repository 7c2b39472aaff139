"""Cursor on Target events cut out of a file, one at a time, in bounded memory.

What people have is seldom one XML document: events of a TCP stream one after another,
each with or without its own XML declaration, on one line or many, wrapped in some
element or not. So the file is cut at `<event` and `</event>`, with comments and CDATA
passed over, and each piece is parsed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from thalweg.errors import InputError
from thalweg.feeds.content import Content

MOST_EVENT_BYTES: Final = 1 << 20
"""A longer event is none: real ones have a few thousand bytes."""

_TOKEN: Final = re.compile(
    rb"<!--|<!\[CDATA\[|<\?|<!DOCTYPE|<!ENTITY|</event\s*>|<event(?=[\s/>])"
)
_CLOSES: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
# Longer than any token but a closing tag with blanks in it, which nobody writes.
_LONGEST_TOKEN_BYTES: Final = 64


def looks_like_events(head: bytes) -> bool:
    """Tell whether a file that begins with `head` is XML with an event in it."""
    if not head.lstrip().startswith(b"<"):
        return False
    return re.search(rb"<event\s[^<]*\buid\s*=", head) is not None


def events(content: Content) -> Iterator[bytes | None]:
    """Yield each event's bytes, None for one that breaks off.

    Raises
    ------
    InputError
        The file has a document type or entities, which could be made to read other
        files or to fill memory, or an event longer than `MOST_EVENT_BYTES`.
    """
    cutter = _Cutter(content.name)
    for block in content.blocks():
        yield from cutter.add(block)
    if cutter.broken:
        yield None


class _Cutter:
    """What was read and is not yet cut off.

    While `_inside` an event, `_held` begins with it. `_at` is how far it was looked
    through, `_until` what ends the comment or CDATA that is open.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._held = b""
        self._place = 0
        self._at = 0
        self._inside = False
        self._until = b""

    @property
    def broken(self) -> bool:
        """Whether something is open, which at the end of the file it must not be."""
        return self._inside or bool(self._until)

    def add(self, block: bytes) -> Iterator[bytes | None]:
        """Yield the events that end in `block`."""
        self._held += block
        while (found := self._next()) is not None:
            token = found.group()
            if token in _CLOSES:
                self._at, self._until = found.end(), _CLOSES[token]
            elif token.startswith(b"<!"):
                raise InputError(
                    f"{self._name}: byte {self._place + found.start()}: has a document "
                    f"type or entities ({token.decode()}), which events never need and "
                    "which can hide other files or fill memory; remove it"
                )
            elif token.startswith(b"</"):
                self._at = found.end()
                if self._inside:
                    yield self._held[: self._at]
                self._drop(inside=False)
            else:
                if self._inside:
                    # The one before was never closed: its writer was cut off.
                    yield None
                self._at = found.start()
                self._drop(inside=True)
                self._at = found.end() - found.start()
        self._bound()

    def _next(self) -> re.Match[bytes] | None:
        """Return the next token; None where it takes more bytes to tell."""
        if self._until:
            end = self._held.find(self._until, self._at)
            if end < 0:
                self._at = max(self._at, len(self._held) - len(self._until))
                return None
            self._at, self._until = end + len(self._until), b""
        found = _TOKEN.search(self._held, self._at)
        if found is None:
            self._at = max(self._at, len(self._held) - _LONGEST_TOKEN_BYTES)
        return found

    def _drop(self, *, inside: bool) -> None:
        self._held = self._held[self._at :]
        self._place += self._at
        self._at = 0
        self._inside = inside

    def _bound(self) -> None:
        if not self._inside:
            self._drop(inside=False)
        elif len(self._held) > MOST_EVENT_BYTES:
            raise InputError(
                f"{self._name}: byte {self._place}: an event of more than "
                f"{MOST_EVENT_BYTES >> 20} MiB; wanted Cursor on Target events, which "
                "have a few thousand bytes"
            )
