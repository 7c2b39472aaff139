"""Canonical JSON (RFC 8785) and digests: one spelling for whatever is digested."""

from __future__ import annotations

import hashlib

import rfc8785


def canonical_json(value: object) -> bytes:
    """Encode `value` as RFC 8785 canonical JSON.

    Takes None, bool, int, float, str, and lists, tuples and mappings of them with text
    keys. Raises ValueError for what JSON cannot hold: NaN, infinities, integers beyond
    2**53 - 1, keys that are not text, lone surrogates, other types.

    >>> canonical_json({"b": 1, "a": [True, None, 0.5]})
    b'{"a":[true,null,0.5],"b":1}'
    """
    # CanonicalizationError is a ValueError, and so is a lone surrogate's
    # UnicodeEncodeError: a caller needs one except clause only.
    return rfc8785.dumps(value)  # type: ignore[arg-type]


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
