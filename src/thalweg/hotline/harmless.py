"""Text from the other side, made so that it can only be read."""

from __future__ import annotations

import unicodedata

from thalweg.sentences import isolated
from thalweg.wire.said import plain

MOST_MARKS = 3
"""Marks that may stand on one letter; scripts in use have no more."""


def harmless(text: str, *, longest: int = 4000) -> str:
    """Return text on one line that neither turns nor covers what is around it.

    Line ends become blanks, so that nothing of it can stand on a line of its own, such
    as a signature. Control and bidirectional characters are written out, ``<U+202E>``;
    so are marks beyond the third on one letter. What reads from right to left keeps its
    direction to itself.
    """
    return isolated(_few_marks(plain(text, longest=longest)))


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    told, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        told.append(char if marks <= MOST_MARKS else f"<U+{ord(char):04X}>")
    return "".join(told)
