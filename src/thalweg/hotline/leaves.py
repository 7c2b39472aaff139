"""Parameters as lines that can be read aloud, and back: one line per plain value.

``point.lat_e7`` of 351234567 is read as ``35.1234567 N``, an instant as
``2017-12-13 04:05:06Z``, a digest in fours. Both ways are exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from thalweg.errors import InputError
from thalweg.hotline.elements import Element
from thalweg.hotline.harmless import MOST_MARKS
from thalweg.hotline.parameters import (
    BOOL,
    COUNT,
    DIGEST,
    DIST,
    DUR,
    SIZE,
    SPEED,
    VKEY,
)
from thalweg.model.message import E7_PER_DEG
from thalweg.times import iso, parse_iso
from thalweg.wire.encoded import from_base64, to_base64

Leaf = bool | int | str

_WHOLE_TYPES: Final = frozenset(kind.name for kind in (COUNT, SIZE, DIST, SPEED, DUR))
_WHOLE_KEYS: Final = frozenset({"edition", "index", "least", "most", "size", "value"})
_DEGREES = re.compile(r"([0-9]{1,3})\.([0-9]{7})([NSEW])", re.ASCII)
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,15})", re.ASCII)
_HEX = re.compile(r"(?:[0-9a-f]{2})+", re.ASCII)
_ITEM = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_ANSWERS: Final = {"YES": True, "NO": False}
_HEMISPHERES: Final = {"lat_e7": "NS", "lon_e7": "EW"}


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Leaf]]:
    """Yield each plain value of a JSON value by its path, items counted from 1."""
    if isinstance(value, Mapping):
        for key in sorted(value):
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list | tuple):
        for at, item in enumerate(value, start=1):
            yield from leaves(item, (*path, str(at)))
    elif isinstance(value, bool | int | str):
        yield ".".join(path), value


def planted(found: Mapping[str, Leaf]) -> dict[str, object]:
    """Return the JSON object whose `leaves` these are.

    Raises
    ------
    InputError
        A path stands within another, or the items of a list are not counted through.
    """
    tree: dict[str, object] = {}
    for path, leaf in found.items():
        *folders, last = path.split(".")
        here = tree
        for key in folders:
            inner = here.setdefault(key, {})
            if not isinstance(inner, dict):
                raise InputError(f"{path}: {key} has a value of its own")
            here = inner
        if last in here:
            raise InputError(f"{path}: it stands there twice, or has values within it")
        here[last] = leaf
    return {key: _listed(inner, key) for key, inner in tree.items()}


def _listed(value: object, path: str) -> object:
    """Return a value in which objects with counted keys are lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(item, f"{path}.{key}") for key, item in value.items()}
    if not any(_ITEM.fullmatch(key) for key in inner):
        return inner
    wanted = [str(at) for at in range(1, len(inner) + 1)]
    if set(wanted) != set(inner):
        raise InputError(f"{path}: wanted the items 1 to {len(inner)}, each once")
    return [inner[key] for key in wanted]


def leaf_text(element: Element, path: str, leaf: Leaf) -> str:
    """Return a plain value as it is read aloud."""
    kind = _kind(element, path)
    if isinstance(leaf, bool):
        return "YES" if leaf else "NO"
    if isinstance(leaf, int):
        if kind == "time":
            return iso(leaf).replace("T", " ")
        return _degrees(path, leaf) if kind == "degrees" else _grouped(leaf)
    if kind == "hex":
        return _fours(leaf)
    if kind == "key":
        name, key_id, material = leaf.split("+", 2)
        return f"{name} {_fours(key_id)} {_fours(from_base64(material).hex())}"
    if kind == "root":
        return _fours(from_base64(leaf).hex())
    return _escaped(leaf)


def read_leaf(element: Element, path: str, text: str) -> Leaf:
    """Return the plain value that a line read aloud says.

    Raises
    ------
    ValueError
        Saying what was wanted there.
    """
    kind = _kind(element, path)
    close = "".join(text.split())
    if kind == "time":
        return _instant(text)
    if kind == "degrees":
        return _e7(path, close.upper())
    if kind == "whole":
        return int(_held(_WHOLE, close, "a whole number"))
    if kind == "bool":
        if close.upper() not in _ANSWERS:
            raise ValueError("wanted YES or NO")
        return _ANSWERS[close.upper()]
    if kind == "hex":
        return _held(_HEX, close.lower(), "hex digits")
    if kind == "root":
        return to_base64(bytes.fromhex(_held(_HEX, close.lower(), "hex digits")))
    if kind == "key":
        return _key(text)
    return _in_case(path, _unescaped(text))


def _kind(element: Element, path: str) -> str:
    keys = path.split(".")
    first, last = keys[0], keys[-1]
    kind = next((p.type.name for p in element.parameters if p.name == first), "")
    if last.endswith("_us"):
        return "time"
    if last in _HEMISPHERES:
        return "degrees"
    if last == "root" and len(keys) > 1:
        return "root"
    if kind in (DIGEST.name, VKEY.name, BOOL.name):
        return {DIGEST.name: "hex", VKEY.name: "key"}.get(kind, "bool")
    is_whole = kind in _WHOLE_TYPES if len(keys) == 1 else last in _WHOLE_KEYS
    return "whole" if is_whole else "text"


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _degrees(path: str, e7: int) -> str:
    whole, rest = divmod(abs(e7), E7_PER_DEG)
    hemisphere = _HEMISPHERES[path.rpartition(".")[2]][e7 < 0]
    return f"{whole}.{rest:07d} {hemisphere}"


def _e7(path: str, text: str) -> int:
    hemispheres = _HEMISPHERES[path.rpartition(".")[2]]
    match = _DEGREES.fullmatch(text)
    if match is None or match[3] not in hemispheres:
        raise ValueError(f"wanted degrees such as '35.1234567 {hemispheres[0]}'")
    e7 = int(match[1]) * E7_PER_DEG + int(match[2])
    return -e7 if match[3] == hemispheres[1] else e7


def _instant(text: str) -> int:
    try:
        return parse_iso(" ".join(text.upper().replace("T", " ").split()))
    except InputError as why:
        raise ValueError(str(why)) from None


def _key(text: str) -> str:
    name, *rest = text.split()
    spelt = _held(_HEX, "".join(rest).lower(), "a name, then hex digits")
    return f"{name}+{spelt[:8]}+{to_base64(bytes.fromhex(spelt[8:]))}"


def _held(pattern: re.Pattern[str], text: str, wanted: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(f"wanted {wanted}")
    return text


def _in_case(path: str, text: str) -> str:
    """Return text in the case that such a value has, since case is not heard."""
    last = path.rpartition(".")[2]
    if last in ("callsign", "datum") or (last == "type" and "." in path):
        return text.upper()
    if last in ("text", "name", "office", "id", "origin", "clause", "lang"):
        return text
    return text.lower()


def _escaped(text: str) -> str:
    """Return text on one line, with nothing in it that cannot be seen or covers it."""
    told, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        is_bare = marks <= MOST_MARKS and char != "\\" and not _is_unseen(char)
        told.append(char if is_bare else f"\\{ord(char):X};")
    return "".join(told)


def _is_unseen(char: str) -> bool:
    return char != " " and unicodedata.category(char)[0] in "CZ"


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-9A-Fa-f]{1,6});", lambda m: _char(m[1]), text)


def _char(number: str) -> str:
    code = int(number, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"no sign has the number {number}")
    return chr(code)
