"""Standard base64 (RFC 4648, section 4) in its one spelling."""

from __future__ import annotations

import base64


def to_base64(data: bytes) -> str:
    """Return `data` in standard base64 with padding.

    >>> to_base64(bytes([0, 255]))
    'AP8='
    """
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """Return the bytes that `text` spells; any other spelling of them is refused.

    Refused are the URL-safe alphabet, missing or extra padding, blanks, line breaks,
    and bits set in the last digit that no byte carries.

    Raises
    ------
    ValueError
        Saying what is wrong with the spelling.
    """
    data = base64.b64decode(text, validate=True)
    if to_base64(data) != text:
        raise ValueError("stray bits at the end of the base64")
    return data
