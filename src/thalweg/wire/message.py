"""The payload of a hotline message: exact bytes, and no others for the same content.

``{"thalweg": "message/1", "agreement", "from", "to", "element", "params", "ref",
"event_time_us", "signed_time_us", "useful_until_us", "seen"}`` in RFC 8785 JSON
(`spec/message.md`). Numbers are whole. Which elements there are, and what their
parameters may be, is the catalogue's to say; a payload is read without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from thalweg.errors import InputError, RefusedError
from thalweg.model.message import EntryRef, Message, Seen
from thalweg.wire.canonical import canonical_json
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.strict_json import load_exact
from thalweg.wire.yaml import shown

FORMAT: Final = "message/1"
LARGEST_BYTES: Final = 40_000
"""So that its envelope, base64 and some signatures, fits into one entry of a log."""

DEEPEST: Final = 6

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PARTY = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_ELEMENT = re.compile(r"[A-Z]{2}-(?:0|[1-9][0-9]?)", re.ASCII)
_ORIGIN = re.compile(r"[!-*,-~]{1,255}", re.ASCII)
_PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)

_Faults = list[str]


def encode_message(message: Message) -> bytes:
    """Return a message's payload, the bytes that are signed.

    Raises
    ------
    InputError
        The message could not be read again: naming everything that is wrong with it.
    """
    try:
        data = canonical_json(_document(message))
    except ValueError as why:
        raise InputError(f"message: {why}") from None
    try:
        parse_message(data)
    except RefusedError as why:
        raise InputError(str(why)) from None
    return data


def parse_message(data: bytes) -> Message:
    """Return the message that a payload spells; any other spelling is refused.

    Raises
    ------
    RefusedError
        Naming everything that is wrong with the payload, or the first byte where it is
        not in canonical form.
    """
    if len(data) > LARGEST_BYTES:
        told = f"{len(data):,} bytes; at most {LARGEST_BYTES:,} are read"
        raise RefusedError([f"message: {told}"])
    try:
        document = load_exact(data)
    except ValueError as why:
        raise RefusedError([f"message: {why}"]) from None
    faults: _Faults = []
    fields = _fields("message", document, tuple(_READERS), faults)
    found = {
        key: read(fields[key], f"message.{key}", faults)
        for key, read in _READERS.items()
        if key in fields
    }
    if faults:
        raise RefusedError(faults)
    return _message(found)


def _document(message: Message) -> dict[str, object]:
    ref = message.ref
    return {
        "thalweg": FORMAT,
        "agreement": message.agreement,
        "from": message.sender,
        "to": message.recipient,
        "element": message.element,
        "params": dict(message.params),
        "ref": None if ref is None else {"origin": ref.origin, "index": ref.index},
        "event_time_us": message.event_time_us,
        "signed_time_us": message.signed_time_us,
        "useful_until_us": message.useful_until_us,
        "seen": {
            "origin": message.seen.origin,
            "size": message.seen.size,
            "root": to_base64(message.seen.root),
        },
    }


def _message(found: Mapping[str, object]) -> Message:
    names = {"from": "sender", "to": "recipient"}
    fields = {names.get(k, k): v for k, v in found.items() if k != "thalweg"}
    return Message(**fields)  # type: ignore[arg-type]


def _fields(
    path: str, value: object, keys: tuple[str, ...], faults: _Faults
) -> dict[str, object]:
    """Return an object's values; nothing of it unless its keys are exactly these."""
    if not isinstance(value, dict):
        faults.append(f"{path}: wanted an object, got {shown(value)}")
        return {}
    missing = [key for key in keys if key not in value]
    extra = [shown(key) for key in value if key not in keys]
    if missing:
        faults.append(f"{path}: missing: {', '.join(missing)}")
    if extra:
        faults.append(f"{path}: unknown: {', '.join(extra[:5])}")
    return {key: value[key] for key in keys if key in value}


def _matching(
    pattern: re.Pattern[str], wanted: str
) -> Callable[[object, str, _Faults], str]:
    def read(value: object, path: str, faults: _Faults) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            faults.append(f"{path}: wanted {wanted}, got {shown(value)}")
            return ""
        return value

    return read


def _whole(value: object, path: str, faults: _Faults) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        faults.append(f"{path}: wanted a whole number, 0 or more, got {shown(value)}")
        return 0
    return value


def _whole_or_null(value: object, path: str, faults: _Faults) -> int | None:
    return None if value is None else _whole(value, path, faults)


_origin = _matching(_ORIGIN, "the origin of a log")


def _ref(value: object, path: str, faults: _Faults) -> EntryRef | None:
    if value is None:
        return None
    fields = _fields(path, value, ("origin", "index"), faults)
    if len(fields) < 2:
        return None
    origin = _origin(fields["origin"], f"{path}.origin", faults)
    return EntryRef(origin, _whole(fields["index"], f"{path}.index", faults))


def _seen(value: object, path: str, faults: _Faults) -> Seen | None:
    fields = _fields(path, value, ("origin", "size", "root"), faults)
    if len(fields) < 3:
        return None
    origin = _origin(fields["origin"], f"{path}.origin", faults)
    size = _whole(fields["size"], f"{path}.size", faults)
    return Seen(origin=origin, size=size, root=_root(fields["root"], path, faults))


def _root(value: object, path: str, faults: _Faults) -> bytes:
    try:
        root = from_base64(value) if isinstance(value, str) else b""
    except ValueError:
        root = b""
    if len(root) != 32:
        faults.append(f"{path}.root: wanted 32 bytes in base64, got {shown(value)}")
    return root


def _params(value: object, path: str, faults: _Faults) -> dict[str, object]:
    if not isinstance(value, dict):
        faults.append(f"{path}: wanted an object, got {shown(value)}")
        return {}
    wrong = [shown(key) for key in value if not _PARAMETER.fullmatch(key)]
    if wrong:
        faults.append(f"{path}: no names of parameters: {', '.join(wrong[:5])}")
    fault = _json_fault(value, DEEPEST)
    if fault:
        faults.append(f"{path}: {fault}")
    return value


def _json_fault(value: object, depth: int) -> str | None:
    """Say what in a value no parameter may be; None where all may."""
    if depth == 0:
        return f"more than {DEEPEST} deep"
    if value is None:
        return "null: leave a parameter out where there is none"
    if isinstance(value, float):
        return f"{shown(value)} is no whole number"
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(inner, str | int) and inner is not None:
        for item in inner:  # type: ignore[attr-defined]
            if fault := _json_fault(item, depth - 1):
                return fault
    return None


_party = _matching(_PARTY, "a party's id")

_READERS: Final[Mapping[str, Callable[[object, str, _Faults], object]]] = {
    "thalweg": _matching(re.compile(re.escape(FORMAT)), f"'{FORMAT}'"),
    "agreement": _matching(_DIGEST, "a manifest's SHA-256, 64 lower-case hex digits"),
    "from": _party,
    "to": _party,
    "element": _matching(_ELEMENT, "an element's id such as 'AI-2'"),
    "params": _params,
    "ref": _ref,
    "event_time_us": _whole,
    "signed_time_us": _whole,
    "useful_until_us": _whole_or_null,
    "seen": _seen,
}
