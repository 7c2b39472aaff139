"""SVG written out, element by element, with everything escaped on the way in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

Value = str | float | int | None


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
        text = value if isinstance(value, str) else number(value)
        parts.append(f' {key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    if not inside:
        return Markup("".join(parts) + "/>")
    body = "".join(str(escape(part)) for part in inside)
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
) -> Markup:
    """Return an ``<svg>`` that names itself to a screen reader.

    `key` makes its ids unique on the page; `about` says where its table twin is.
    """
    return element(
        "svg",
        element("title", title, id=f"{key}-t"),
        element("desc", about, id=f"{key}-d"),
        *inside,
        viewBox=f"0 0 {number(width)} {number(height)}",
        class_=class_ or None,
        role="img",
        aria_labelledby=f"{key}-t {key}-d",
    )


def path_of(points: Sequence[tuple[float, float]], *, close: bool = False) -> str:
    """Return path data through points, leaving out those that do not move the pen."""
    steps: list[str] = []
    last = ""
    for x, y in points:
        here = f"{number(x)} {number(y)}"
        if here != last:
            steps.append(here)
        last = here
    if not steps:
        return ""
    if len(steps) == 1:
        steps.append(steps[0])
    return "M" + "L".join(steps) + ("Z" if close else "")


def text(x: float, y: float, words: str, **attributes: Value) -> Markup:
    """Return a text element at a point."""
    return element("text", words, x=x, y=y, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: Value) -> Markup:
    """Return a straight line between two points."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)
