"""Notes that a node makes in its own log: what it tried, and what did not come.

A note binds nobody: it is the own side's word, dated by the checkpoint that the other
side cosigns over it. Its payload is of the type `thalweg.wire.leaf.ATTEMPTS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from thalweg.errors import RefusedError
from thalweg.model.message import EntryRef
from thalweg.wire.canonical import canonical_json
from thalweg.wire.strict_json import load_exact

FORMAT = "attempts/1"


class Noted(StrEnum):
    """What a note is about."""

    NOT_RECEIPTED = "not-receipted"
    OVERDUE = "overdue"
    MISSED_CALL = "missed-call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """A note: a message without a receipt, an answer overdue, or a call not held.

    `of` is the message, `day` the day of the call; the other of them is None.
    `attempts` is how often the line was tried since the other side was heard last;
    `last_receipt_s` and `last_receipt_size` are the time and size of its newest
    receipt, the evidence of whose line was down; None where there is none.
    """

    what: Noted
    of: EntryRef | None
    day: str | None
    attempts: int
    last_receipt_s: int | None
    last_receipt_size: int | None
    noted_us: int


def encode_attempts(note: Attempts) -> bytes:
    """Return a note's payload."""
    of = note.of
    return canonical_json(
        {
            "thalweg": FORMAT,
            "what": note.what.value,
            "of": None if of is None else {"origin": of.origin, "index": of.index},
            "day": note.day,
            "attempts": note.attempts,
            "last_receipt_s": note.last_receipt_s,
            "last_receipt_size": note.last_receipt_size,
            "noted_us": note.noted_us,
        }
    )


def parse_attempts(payload: bytes) -> Attempts:
    """Read a note; only what `encode_attempts` writes is read.

    Raises
    ------
    RefusedError
        It is another document, or a value of it is not of its kind.
    """
    try:
        document = load_exact(payload)
        if not isinstance(document, dict) or document.pop("thalweg", None) != FORMAT:
            raise ValueError(f"wanted a document '{FORMAT}'")
        of = document.pop("of")
        at = None if of is None else EntryRef(str(of["origin"]), int(of["index"]))
        note = Attempts(**{**document, "of": at, "what": Noted(document["what"])})
        if encode_attempts(note) != payload or not _are_of_their_kind(note):
            raise ValueError("a value of another kind than it must be")
    except (KeyError, TypeError, ValueError) as why:
        raise RefusedError([f"attempts: {why}"]) from None
    return note


def _are_of_their_kind(note: Attempts) -> bool:
    receipt = (note.last_receipt_s, note.last_receipt_size)
    numbers = [
        note.attempts,
        note.noted_us,
        *(one for one in receipt if one is not None),
    ]
    is_whole = all(type(one) is int and one >= 0 for one in numbers)
    is_day = note.day is None or re.fullmatch(r"\d{4}-\d{2}-\d{2}", note.day, re.ASCII)
    # A call has a day, a message has a place.
    is_call = note.what is Noted.MISSED_CALL
    is_one = is_call == (note.day is not None) == (note.of is None)
    return is_whole and bool(is_day) and is_one
