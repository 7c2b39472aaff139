"""What the lines of a voice sheet are called: one name each, said in every language.

Check digits are over the name, such as ``point.lat_e7``; paper and voice have its label
in the speaker's own language, such as POINT LATITUDE or ТОЧКА ШИРОТА. A line is
known by its name, by a label of either language, or by both labels with ``/`` between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from thalweg.hotline.catalogue import LANGUAGES, phrases
from thalweg.hotline.told import told_in

HEAD: Final = (
    "TERMS", "SHEET", "ELEMENT", "FROM", "TO", "EVENT", "REF.ORIGIN", "REF.INDEX",
    "USEFUL",
)  # fmt: skip
"""Lines that every element's sheet may have, in the order in which they are read."""
COUNT: Final = "LINES"
"""The last line that is read: how many there are."""
CALL: Final = (
    "OUR.CLOCK", "THEIR.CLOCK", "OUR.NAME", "OUR.OFFICE", "THEIR.NAME", "THEIR.OFFICE",
    "READ.BACK",
)  # fmt: skip
"""Lines about the call, which each side writes for itself; without check digits."""

_KEYS: Final = {
    name: f"head-{name.replace('.', '-')}" for name in (*HEAD, COUNT, *CALL)
}
_PATH = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,79}", re.ASCII)
_ITEM = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_LABEL = re.compile(r"^label-([a-z][a-z0-9_]*) =", re.MULTILINE)


def label(name: str, tag: str) -> str:
    """Return the label of a line in a language.

    >>> label("point.lat_e7", "en")
    'POINT LATITUDE'
    """
    say = told_in(tag).say
    if name in _KEYS:
        return say(_KEYS[name])
    known = _components()
    return " ".join(
        say(f"label-{part}") if part in known else part for part in name.split(".")
    )


def both_labels(name: str) -> str:
    """Return a line's labels in every language, as a card has them."""
    return " / ".join(label(name, tag) for tag in LANGUAGES)


def named(text: str) -> str | None:
    """Return the name of the line of a label, or of both; None where there is none.

    A path that no element has is returned as it is: whoever reads the line says so.
    """
    bare = text.strip().removeprefix("(").removesuffix(")")
    found = {_one(" ".join(piece.split())) for piece in bare.split("/")}
    return found.pop() if len(found) == 1 else None


def _one(piece: str) -> str | None:
    if piece.upper() in _KEYS:
        return piece.upper()
    for tag in LANGUAGES:
        words = _heard(piece).split()
        found = _heads(tag).get(" ".join(words)) or _path(words, tag)
        if found:
            return found
    return piece if _PATH.fullmatch(piece) else None


def _path(words: list[str], tag: str) -> str:
    """Return the path whose label these words are, the longest labels first."""
    parts: list[str] = []
    known = _parts(tag)
    while words:
        if _ITEM.fullmatch(words[0]) and parts:
            parts.append(words.pop(0))
            continue
        for length in range(min(len(words), 4), 0, -1):
            part = known.get(" ".join(words[:length]))
            if part:
                parts.append(part)
                del words[:length]
                break
        else:
            return ""
    return ".".join(parts)


@cache
def _components() -> frozenset[str]:
    return frozenset(_LABEL.findall(phrases(LANGUAGES[0])["cards.ftl"]))


@cache
def _parts(tag: str) -> Mapping[str, str]:
    say = told_in(tag).say
    return {_heard(say(f"label-{part}")): part for part in sorted(_components())}


@cache
def _heads(tag: str) -> Mapping[str, str]:
    say = told_in(tag).say
    return {_heard(say(key)): name for name, key in _KEYS.items()}


def _heard(text: str) -> str:
    # Russian is often typed with IE for IO.
    return text.upper().replace("\u0401", "\u0415")
