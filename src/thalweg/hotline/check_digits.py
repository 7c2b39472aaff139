"""Two check digits for what is read aloud: own use of ISO 7064, MOD 97-10.

Every sign is written as two digits, its place in `ALPHABET`, and the check digits are
those of MOD 97-10 over that number. As the alphabet has fewer than 97 signs, and as
powers of 100 leave other remainders by 97 until the 48th, this finds *every* wrong
sign, and *every* exchange of two signs fewer than 48 places apart. Of all other
mistakes, such as a sign too many or too few, or two signs wrong at once, it lets about
one in 97 pass. It cannot find what was said wrong: that fits its digits.

By pencil it is times 3, plus the sign's number, less 97 as often as that goes: for 100
is 3 more than 97. `begun` is where a line's pencil begins, once its name is behind it.

Blanks and the difference between capitals and small letters are not heard, so they do
not count. It guards against ears and fingers, not against an opponent: the record is
what proves.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

ALPHABET: Final = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ"
    ".,:;-+/?!()'\"%_=@#&\\[]*"
)
_CODES: Final = {sign: code for code, sign in enumerate(ALPHABET)}
_MODULUS: Final = 97


def heard(text: str) -> str:
    """Return what of a text is heard: composed, in capitals, without blanks.

    A sign outside the alphabet is heard as its number between two ``#``.
    """
    capitals = unicodedata.normalize("NFC", text).upper()
    return "".join(
        char if char in _CODES else f"#{ord(char):X}#"
        for char in capitals
        if not char.isspace()
    )


def check_digits(text: str) -> str:
    """Return the two check digits of a text, ``02`` to ``98``.

    >>> check_digits("WST01")
    '35'
    """
    return f"{98 - begun(text) * 100 % _MODULUS:02d}"


def begun(text: str) -> int:
    """Return the remainder with which a pencil goes on after a text, 0 to 96."""
    rest = 0
    for sign in heard(text):
        rest = (rest * 100 + _CODES[sign]) % _MODULUS
    return rest


def summed(digits: Iterable[str]) -> str:
    """Return the digits of a sheet's last line, ``00`` to ``96``.

    They are the sum of all lines' digits and of how many lines there are, by 97: one
    wrong line, left out or added, is always found; the order of lines does not count.

    >>> summed(["51", "54"])
    '10'
    """
    every = [int(two) for two in digits]
    return f"{(sum(every) + len(every)) % _MODULUS:02d}"
