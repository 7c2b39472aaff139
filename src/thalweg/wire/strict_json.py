"""JSON that is read only in its one spelling (RFC 8785)."""

from __future__ import annotations

import json

from thalweg.wire.canonical import canonical_json

LARGEST_BYTES = 1 << 20
"""No document of the record comes near: an entry of a log has at most 65,535 bytes."""


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
        value: object = json.loads(data.decode("utf-8"), parse_constant=_no_number)
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


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


def _first_difference(exact: bytes, data: bytes) -> int:
    """Return the first byte at which two texts that differ do."""
    for at, (wanted, came) in enumerate(zip(exact, data, strict=False)):
        if wanted != came:
            return at
    return min(len(exact), len(data))
