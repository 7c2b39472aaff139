"""JSON that is read only in its one spelling (RFC 8785)."""

from __future__ import annotations

import json

from thalweg.wire.canonical import canonical_json

LARGEST_BYTES = 1 << 20
"""No document of the record comes near: an entry of a log has at most 65,535 bytes."""

LONGEST_PLAIN_INTEGER = 15
"""Digits up to which every integer is within RFC 8785's 2**53 - 1."""


def load_exact(data: bytes) -> object:
    """Return the value that `data` spells, if `data` is its RFC 8785 spelling.

    So no key stands twice, keys are in order, nothing is escaped that need not be,
    numbers have one form, and there is no byte order mark, blank or final newline.

    Raises
    ------
    ValueError
        Saying what is wrong and at which byte.
    """
    if len(data) > LARGEST_BYTES:
        raise ValueError(f"{len(data):,} bytes; at most {LARGEST_BYTES:,} are read")
    try:
        text = data.decode("utf-8")
        found, value = _plainly(text)
        if found:
            return value
        value = json.loads(text, parse_constant=_no_number)
        exact = canonical_json(value)
    except RecursionError:
        raise ValueError("nested too deep") from None
    except UnicodeDecodeError as why:
        raise ValueError(f"not UTF-8 at byte {why.start}") from None
    except UnicodeEncodeError:
        raise ValueError("a lone surrogate is no text") from None
    if exact != data:
        raise ValueError(
            f"not in canonical form (RFC 8785) at byte {_first_difference(exact, data)}"
        )
    return value


def _plainly(text: str) -> tuple[bool, object]:
    """Return whether text is exact by a test ten times as fast, and what it spells.

    Python's own JSON, without blanks and with sorted keys, is RFC 8785's spelling but
    for fractions, large integers, and characters beyond the first plane, by which the
    two sort keys differently: those are left to the slow way.
    """
    if not text.isascii() and max(text) > "\ud7ff":
        return False, None
    try:
        value = _DECODER.decode(text)
    except ValueError:
        return False, None
    return _ENCODER.encode(value) == text, value


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


def _small(word: str) -> int:
    if len(word) > LONGEST_PLAIN_INTEGER:
        raise ValueError("left to the slow way")
    return int(word)


_DECODER = json.JSONDecoder(
    parse_float=_no_number, parse_int=_small, parse_constant=_no_number
)
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
)


def _first_difference(exact: bytes, data: bytes) -> int:
    """Return the first byte at which two texts that differ do."""
    for at, (wanted, came) in enumerate(zip(exact, data, strict=False)):
        if wanted != came:
            return at
    return min(len(exact), len(data))
