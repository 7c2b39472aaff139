"""Words that every reader sees alike: names made plain, and what each grade says.

Names and texts come from an agreement that a stranger may have written, callsigns from
anybody with a transmitter. What is shown to a person goes through `plain` first.
"""

from __future__ import annotations

import unicodedata

GRADES = {
    "certain": "exceeds the limit beyond the stated error",
    "probable": "exceeds the limit as measured",
    "possible": "does not exceed the limit as measured, but could within the error",
}
"""What each grade says. None of them says who was to blame."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"


def plain(text: object, *, longest: int = 4000) -> str:
    """Return text that looks like what it is, cut to `longest` characters.

    Control, bidirectional and other unseen characters could make one callsign look
    like another or turn the line around; they are written out as ``<U+202E>``. The two
    joiners that scripts need stay; line breaks become blanks.
    """
    whole = str(text)
    if whole.isascii() and whole.isprintable() and len(whole) <= longest:
        return whole
    seen = []
    for char in whole[: longest + 1]:
        if char in "\n\r\t":
            seen.append(" ")
        elif unicodedata.category(char) in _UNSEEN and char not in _JOINERS:
            seen.append(f"<U+{ord(char):04X}>")
        else:
            seen.append(char)
    shown = "".join(seen)
    return shown if len(whole) <= longest else shown[:longest] + " …"
