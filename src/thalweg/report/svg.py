"""SVG written out, element by element, with everything escaped on the way in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from unicodedata import bidirectional

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import ArrayLike

from thalweg.report.plane import F64

Value = str | float | int | None

_WHOLE = re.compile(r"\.0(?![0-9])")
_STRONG = frozenset({"L", "R", "AL"})
_TURNED = {"start": "end", "middle": "middle", "end": "start"}
_ISOLATES = {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}


def number(value: float) -> str:
    """Return a coordinate with one decimal, without a trailing zero or minus zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *inside: Markup | str, **attributes: Value) -> Markup:
    """Return one element; text inside and every attribute are escaped.

    A trailing underscore of an attribute's name is dropped (``class_``), the others
    become hyphens. None leaves an attribute out.
    """
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None:
            continue
        text = escape(value) if isinstance(value, str) else number(value)
        parts.append(f' {_attribute(key)}="{text}"')
    if not inside:
        return Markup("".join(parts) + "/>")
    body = "".join([escape(part) for part in inside])
    return Markup("".join(parts) + f">{body}</{name}>")


def joined(parts: Iterable[Markup]) -> Markup:
    """Return elements one after the other."""
    return Markup("").join(parts)


def picture(
    *inside: Markup,
    key: str,
    width: float,
    height: float,
    title: str,
    about: str,
    class_: str = "",
    role: str = "img",
) -> Markup:
    """Return an ``<svg>`` that names itself to a screen reader.

    `role` is ``group`` where there are links in it: an image may hold none.

    `key` makes its ids unique on the page; `about` says where its table twin is.
    """
    return element(
        "svg",
        element("title", title, id=f"{key}-t"),
        element("desc", about, id=f"{key}-d"),
        *inside,
        viewBox=f"0 0 {number(width)} {number(height)}",
        class_=class_ or None,
        role=role,
        aria_labelledby=f"{key}-t {key}-d",
    )


def path_of(points: ArrayLike, *, close: bool = False) -> str:
    """Return path data through points, leaving out those that do not move the pen.

    `points` has the shape (n, 2). A point alone is a stroke without length, which
    round ends make a dot.
    """
    steps = _tenths(points)
    if len(steps) < 2:
        return dots_of(steps)
    moves = np.ones(len(steps), bool)
    moves[1:] = (steps[1:] != steps[:-1]).any(axis=1)
    steps = steps[moves]
    if len(steps) == 1:
        return dots_of(steps)
    form = "M" + "L".join(["%.1f %.1f"] * len(steps)) + ("Z" if close else "")
    return _written(form, steps)


def dots_of(points: ArrayLike) -> str:
    """Return path data with a stroke without length at each point."""
    steps = _tenths(points)
    return _written("M%.1f %.1fh0" * len(steps), steps)


def crosses_of(points: ArrayLike, size: float = 3.0) -> str:
    """Return path data with a cross about each point, twice `size` across."""
    steps = _tenths(points)
    across, corner = number(2 * size), steps - size
    one = f"M%.1f %.1fl{across} {across}m0-{across}l-{across} {across}"
    return _written(one * len(steps), corner)


def text(x: float, y: float, words: str, **attributes: Value) -> Markup:
    """Return a text element at a point, read from the side its words are read from.

    `text_anchor` means the same side of the picture in every language: ``start`` is
    the left end.
    """
    if reads_from_right(words):
        anchor = str(attributes.pop("text_anchor", None) or "start")
        turned = {"direction": "rtl", "text_anchor": _TURNED[anchor]}
        return element("text", words, x=x, y=y, **attributes, **turned)
    return element("text", words, x=x, y=y, **attributes)


def reads_from_right(words: str) -> bool:
    """Tell whether a text's first strong character is written from right to left.

    What stands in isolates does not count, as in the Unicode bidirectional algorithm.
    """
    if words.isascii():
        return False
    depth = 0
    for character in words:
        depth += _ISOLATES.get(character, 0)
        way = bidirectional(character)
        if depth == 0 and way in _STRONG:
            return way != "L"
    return False


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Value) -> Markup:
    """Return a straight line between two points."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _tenths(points: ArrayLike) -> F64:
    # Adding nothing turns a negative zero into a zero.
    return np.round(np.asarray(points, float).reshape(-1, 2), 1) + 0.0


def _written(form: str, steps: F64) -> str:
    return _WHOLE.sub("", form % tuple(steps.ravel().tolist()))
