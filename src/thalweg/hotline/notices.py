"""Notices of the other side that stand: taken in, changed, ended, and judged again."""

from __future__ import annotations

from thalweg.hotline.answers import CANCEL
from thalweg.hotline.books import NOTICES, Books
from thalweg.hotline.matching import Matching
from thalweg.hotline.spoken import Voice
from thalweg.model.message import EntryRef, Message

NOTICE_ELEMENTS = frozenset({"AI-1", "HZ-1", "HZ-3", "GR-5", "EW-2", "CF-3"})
"""Elements by which a side says what it does somewhere, or what is there."""

_CHANGED = "HZ-4"
_ENDS = ("cancelled", "ended")


def take_notice(books: Books, message: Message, at: EntryRef) -> None:
    """Take in what a message of the other side says of its notices."""
    rows = books.standing
    if message.element in NOTICE_ELEMENTS:
        rows.keep(NOTICES, str(at.index))
    ref = message.ref
    if ref is None or ref.origin != books.peer.origin:
        return
    name = str(ref.index)
    if _ends(message):
        rows.drop(NOTICES, name)
    elif message.element == _CHANGED and name in rows.current(NOTICES):
        rows.keep(NOTICES, name, _span(message))


def settle_notice(books: Books, matching: Matching, at: EntryRef) -> None:
    """Put down anew whether an entry of the other side's is a notice that stands.

    After it, or what ended or changed it, was judged again.
    """
    rows, name = books.standing, str(at.index)
    message = _uttered(books, at)
    if message is None or message.element not in NOTICE_ELEMENTS:
        rows.drop(NOTICES, name)
        return
    pair = matching.pair(matching.key_of(at)) if books.spoken(at) is not None else None
    theirs = [other for other in books.followed(at) if other.origin == at.origin]
    after = [one for one in (_uttered(books, other) for other in theirs) if one]
    # The message stands for the sheet: one notice, not two.
    is_written = pair is not None and pair.said == at and pair.written is not None
    if is_written or any(_ends(one) for one in after):
        rows.drop(NOTICES, name)
        return
    changes = [one for one in after if one.element == _CHANGED]
    rows.keep(NOTICES, name, _span(changes[-1]) if changes else True)


def _uttered(books: Books, at: EntryRef) -> Message | None:
    """Return what the other side said at an entry, written or by voice."""
    message, spoken = books.message(at), books.spoken(at)
    if spoken is not None and spoken.voice is Voice.SAID:
        return spoken.message()
    return message


def _ends(message: Message) -> bool:
    is_end = message.element == _CHANGED and message.params.get("change") in _ENDS
    return is_end or message.element == CANCEL


def _span(message: Message) -> object:
    return message.params.get("span", True)
