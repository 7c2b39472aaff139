"""How far a message has come, from evidence alone.

Each rung is a fact that anybody can check in the logs; none is a hope:

RECORDED
    it stands in the own log under a signed checkpoint;
DELIVERED
    the other side's mirror cosigned a checkpoint over it: it holds the bytes, and those
    of everything before it;
DISPLAYED
    its node says that an officer who was signed in had it on the screen (RS-7);
ACKNOWLEDGED
    an officer's key signed an answer, STANDBY among them;
CLOSED
    what it asked for was given, or it was cancelled.

Where a rung did not come in time the own node put that on record: NOT RECEIPTED, or
OVERDUE. They are shown in the place of the rung until the missing one comes after all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from thalweg.hotline.answers import ACKNOWLEDGEMENT, Dialogue, State, permitted
from thalweg.hotline.notes import Noted
from thalweg.hotline.said import Said
from thalweg.model.message import Message


class Rung(StrEnum):
    """How far a message has come; the names are what the desk shows."""

    UNSIGNED = "UNSIGNED"
    """Durable, under no signed checkpoint yet: a moment, or a record in doubt."""
    RECORDED = "RECORDED"
    NOT_RECEIPTED = "NOT RECEIPTED"
    DELIVERED = "DELIVERED"
    DISPLAYED = "DISPLAYED"
    OVERDUE = "OVERDUE"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What there is of one message.

    `followed` are the other side's entries that refer to it and count.
    """

    is_signed: bool
    is_receipted: bool
    noted: Noted | None
    followed: tuple[Said, ...]
    dialogue: Dialogue | None


def rung_of(message: Message, evidence: Evidence) -> Rung:
    """Return the rung on which a message stands.

    A response has no rung above DELIVERED: nothing answers it.
    """
    found = evidence.dialogue
    # An answer shows that the message was read, whether or not a receipt came yet.
    if found is not None and found.closed_by is not None:
        return Rung.CLOSED
    answers = frozenset(permitted(message)) - {ACKNOWLEDGEMENT}
    if any(one.officers for one in _saying(evidence.followed, answers)):
        return Rung.ACKNOWLEDGED
    if evidence.noted is Noted.OVERDUE:
        return Rung.OVERDUE
    if any(_saying(evidence.followed, frozenset({ACKNOWLEDGEMENT}))):
        return Rung.DISPLAYED
    if evidence.is_receipted:
        return Rung.DELIVERED
    if evidence.noted is Noted.NOT_RECEIPTED:
        return Rung.NOT_RECEIPTED
    return Rung.RECORDED if evidence.is_signed else Rung.UNSIGNED


def is_open(found: Dialogue | None) -> bool:
    """Tell whether an answer may still be given."""
    return found is not None and found.state in (State.OPEN, State.STANDBY)


def _saying(followed: Iterable[Said], elements: frozenset[str]) -> list[Said]:
    return [
        one
        for one in followed
        if one.message is not None and one.message.element in elements
    ]
