"""Lines of numbers and hashes, as the proofs of a log are written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from thalweg.wire.encoded import from_base64, to_base64

MOST_HASHES = 63
"""No proof of a tree of less than 2**63 entries has more."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def number_after(word: str, line: str) -> int:
    """Return the number of a line ``<word> <number>``, in its plain decimal form.

    Raises
    ------
    ValueError
        Where the line is anything else, or the number not below 2**63.
    """
    digits = line.removeprefix(f"{word} ")
    if digits == line or not _NUMBER.fullmatch(digits) or int(digits) >= 1 << 63:
        raise ValueError(f"wanted '{word} <number>', not {line[:80]!r}")
    return int(digits)


def hashes_of(lines: Iterable[str]) -> tuple[bytes, ...]:
    """Return the hashes of lines of base64, each of 32 bytes, at most 63.

    Raises
    ------
    ValueError
        Naming the line.
    """
    hashes = []
    for number, line in enumerate(lines, 1):
        if number > MOST_HASHES:
            raise ValueError(f"more than {MOST_HASHES} lines of proof")
        try:
            found = from_base64(line)
        except ValueError as why:
            raise ValueError(f"line {number} of the proof: {why}") from None
        if len(found) != 32:
            raise ValueError(
                f"line {number} of the proof: {len(found)} bytes, not a hash of 32"
            )
        hashes.append(found)
    return tuple(hashes)


def lines_of(hashes: Iterable[bytes]) -> str:
    """Return hashes as lines of base64, each with its newline."""
    return "".join(f"{to_base64(one)}\n" for one in hashes)
