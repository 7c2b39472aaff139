"""Who may sign what stands in a log, and how many persons some of it needs.

One table for both who read a log: the node that takes an entry in, and whoever verifies
the log from its files. The catalogue of messages is made with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from thalweg.model.message import Message
from thalweg.wire.envelope import Envelope
from thalweg.wire.key_file import NODE, ROOT, is_officer
from thalweg.wire.leaf import (
    AGREEMENT,
    ATTEMPTS,
    FINDING,
    LINK,
    MESSAGE,
    SEALED,
    note_format,
)

OFFICER: Final = "officer"

TWO_PERSONS: Final = frozenset({"AG-2", "AG-5", "CH-6", "CH-7", "RC-4"})
"""Elements that two officers sign, whatever the agreement says."""

BY_MACHINE: Final = frozenset({"CH-1", "CH-5", "CH-8", "RC-5", "RS-3", "RS-6", "RS-7"})
"""Elements that a node says under its own key. By RS-3 it answers CH-1 alone."""

SPOKEN: Final = "spoken/1"
"""The format of a note that says what went by voice; a person's word."""

_SIGNED_BY: Final[Mapping[str, frozenset[str]]] = {
    MESSAGE: frozenset({OFFICER, NODE}),
    # What was spoken by voice is entered by an officer, as a note of the line.
    ATTEMPTS: frozenset({OFFICER, NODE}),
    FINDING: frozenset({NODE}),
    SEALED: frozenset({NODE}),
    AGREEMENT: frozenset({ROOT}),
    LINK: frozenset({ROOT}),
}


def may_sign(use: str, payload_type: str) -> bool:
    """Tell whether a key of a use signs entries of a type; lists of keys left out."""
    kind = OFFICER if is_officer(use) else use
    return kind in _SIGNED_BY.get(payload_type, ())


def element_fault(element: str, officers: int, needed: int) -> str | None:
    """Say why so many officers do not say an element; with none the machine did.

    Parameters
    ----------
    needed
        how many officers sign it, where a person says it.
    """
    if officers >= needed or (officers == 0 and element in BY_MACHINE):
        return None
    if officers == 0:
        return f"{element}: a machine does not say this; an officer signs it"
    return f"{element}: {needed} officers sign it, not {officers}"


def what_is_said(envelope: Envelope, message: Message | None) -> str:
    """Return by what an entry is held to persons: an element, `SPOKEN`, or "".

    `message` is the message that it is, if it is one.
    """
    if message is not None:
        return message.element
    is_note = envelope.payload_type == ATTEMPTS
    return SPOKEN if is_note and note_format(envelope.payload) == SPOKEN else ""


def persons_fault(said: str, officers: int) -> str | None:
    """Say why so many officers are too few for `what_is_said`; None where they do.

    By the catalogue alone: an agreement may ask two officers for more elements.
    """
    if said == SPOKEN:
        told = "a machine does not say what was spoken; an officer signs it"
        return None if officers else told
    if not said:
        return None
    return element_fault(said, officers, 2 if said in TWO_PERSONS else 1)
