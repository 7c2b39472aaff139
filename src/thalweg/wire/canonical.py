"""Canonical JSON (RFC 8785) and digests: one spelling for whatever is digested."""

from __future__ import annotations

import hashlib
from json.encoder import JSONEncoder

import rfc8785

# JSON of text, whole numbers and truths has few spellings: with keys in order and no
# blanks, what Python's own encoder writes is that of RFC 8785.
_PLAIN = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
LARGEST_WHOLE = 2**53 - 1
"""The largest whole number that exact JSON holds (RFC 8785 §3.2.2.3)."""


def canonical_json(value: object) -> bytes:
    """Encode `value` as RFC 8785 canonical JSON.

    Takes None, bool, int, float, str, and lists, tuples and mappings of them with text
    keys. Raises ValueError for what JSON cannot hold: NaN, infinities, integers beyond
    2**53 - 1, keys that are not text, lone surrogates, other types.

    >>> canonical_json({"b": 1, "a": [True, None, 0.5]})
    b'{"a":[true,null,0.5],"b":1}'
    """
    if _is_plain(value):
        try:
            return _PLAIN.encode(value).encode()
        except UnicodeEncodeError:
            pass
    # CanonicalizationError is a ValueError, and so is a lone surrogate's
    # UnicodeEncodeError: a caller needs one except clause only.
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def _is_plain(value: object) -> bool:
    """Tell whether a value holds no reals, and no keys whose order is a question."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if isinstance(value, int):
        return kind is int and -LARGEST_WHOLE <= value <= LARGEST_WHOLE
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(
            type(key) is str and key.isascii() and _is_plain(one)
            for key, one in value.items()
        )
    return False


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
