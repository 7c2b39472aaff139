"""Which answers a message permits, who gives them, and when a dialogue is closed.

The rules are those of CPDLC (ICAO Doc 4444) for equals: nobody instructs; STANDBY says
until when, UNABLE says why; every message but a response is acknowledged by RS-7.
All here are pure functions of messages: the clocks run in `thalweg.hotline.clock`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from thalweg.hotline.catalogue import CATALOGUE, Catalogue
from thalweg.hotline.render import urgency_of
from thalweg.model.message import EntryRef, Marker, Message, Response, Urgency
from thalweg.times import US_PER_HOUR, US_PER_MIN, iso
from thalweg.wire.authority import TWO_PERSONS

STANDBY: Final = "RS-2"
AFFIRM: Final = "RS-4"
NEGATIVE: Final = "RS-5"
ERROR: Final = "RS-6"
ACKNOWLEDGEMENT: Final = "RS-7"
CANCEL: Final = "CH-9"
OVERDUE: Final = "CH-8"

REPLY_US: Final = {
    Urgency.DISTRESS: US_PER_MIN,
    Urgency.URGENT: 5 * US_PER_MIN,
    Urgency.NORMAL: 4 * US_PER_HOUR,
    Urgency.LOW: None,
}
"""How long a person has to answer; None is until the next daily call."""

AGREED_BY_AFFIRM: Final = frozenset({"AI-4", "CH-3", "RC-4", "SL-2"})
"""Elements that an AFFIRM makes an agreed fact, and a NEGATIVE a dispute."""

_BY_MACHINE: Final = frozenset({ERROR, ACKNOWLEDGEMENT})
# They speak of a message, or do away with it; they do not answer it.
_NO_ANSWERS: Final = frozenset({CANCEL, OVERDUE, "RC-1", "RC-2"})


class State(StrEnum):
    """How a dialogue stands."""

    OPEN = "open"
    STANDBY = "standby"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What an answer makes of what was said."""

    NOTHING = "nothing"
    AGREED = "agreed"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message and the entry of the log where it stands."""

    at: EntryRef
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """How a message stands after what followed it.

    `due_us` is when an answer is due; None where none is, or at the next daily call.
    `closed_by` is the entry that closed it. `refused` are the entries that the
    dialogue did not take, each with the reasons.
    """

    state: State
    due_us: int | None
    closed_by: EntryRef | None
    refused: tuple[tuple[EntryRef, tuple[str, ...]], ...]


def is_response(element_id: str) -> bool:
    """Tell whether an element is a response, RS-0 to RS-7."""
    return element_id.startswith("RS-")


def wants_acknowledgement(message: Message) -> bool:
    """Tell whether a node acknowledges a message with RS-7: all but responses."""
    return not is_response(message.element)


def permitted(message: Message, catalogue: Catalogue = CATALOGUE) -> tuple[str, ...]:
    """Return the elements that may answer a message, a person's first.

    What only speaks of a message (CH-8, CH-9, RC-1, RC-2) is no answer to it.
    """
    element = catalogue.element(message.element)
    if is_response(element.id):
        return ()
    answers = list(element.answers)
    if element.response is Response.ANY:
        answers += [
            other.id
            for other in catalogue.elements.values()
            if not is_response(other.id) and other.id not in _NO_ANSWERS
        ]
    return (*answers, *sorted(_BY_MACHINE))


def answer_faults(
    asked: Entry, answer: Message, catalogue: Catalogue = CATALOGUE
) -> tuple[str, ...]:
    """Return why `answer` is no answer to `asked`; nothing where it is one.

    Whether the dialogue is still open is for `dialogue` to say.
    """
    faults = list(catalogue.faults(answer))
    question = asked.message
    if answer.ref != asked.at:
        faults.append(f"{answer.element}.ref: it refers to another entry")
    if (answer.sender, answer.recipient) != (question.recipient, question.sender):
        faults.append(
            f"{answer.element}: from {answer.sender} to {answer.recipient}; only "
            f"{question.recipient} may answer {question.element}"
        )
    if answer.seen.origin == asked.at.origin and answer.seen.size <= asked.at.index:
        faults.append(
            f"{answer.element}: its sender had seen {answer.seen.size} entries; nobody "
            f"answers entry {asked.at.index} before it came"
        )
    allowed = permitted(question, catalogue)
    if answer.element not in allowed:
        told = ", ".join(allowed[:12]) or "none"
        faults.append(f"{answer.element} does not answer {question.element}: {told} do")
    until_us = answer.params.get("until_us")
    if (
        answer.element == STANDBY
        and isinstance(until_us, int)
        and until_us <= answer.signed_time_us
    ):
        faults.append(f"{STANDBY}.until_us: {iso(until_us)} has passed already")
    return tuple(faults)


def cancel_faults(
    sent: Entry, cancel: Message, catalogue: Catalogue = CATALOGUE
) -> tuple[str, ...]:
    """Return why `cancel` does not cancel `sent`; nothing where it does.

    Only its sender cancels a message. A response, a cancellation and what two persons
    signed are not undone by it: they are answered by another message.
    """
    faults = list(catalogue.faults(cancel))
    if cancel.element != CANCEL:
        faults.append(f"{cancel.element} cancels nothing: {CANCEL} does")
    if cancel.ref != sent.at:
        faults.append(f"{CANCEL}.ref: it refers to another entry")
    element = sent.message.element
    if (cancel.sender, cancel.recipient) != (
        sent.message.sender,
        sent.message.recipient,
    ):
        faults.append(
            f"{CANCEL}: only {sent.message.sender} may cancel its own message"
        )
    if is_response(element) or element == CANCEL or element in TWO_PERSONS:
        faults.append(f"{CANCEL}: {element} cannot be cancelled")
    return tuple(faults)


def closes(asked: Message, answer: Message, catalogue: Catalogue = CATALOGUE) -> bool:
    """Tell whether a permitted answer closes the dialogue: all but STANDBY and RS-7."""
    return answer.element in permitted(asked, catalogue) and answer.element not in (
        STANDBY,
        ACKNOWLEDGEMENT,
    )


def outcome(asked: Message, answer: Message) -> Outcome:
    """Return what an answer makes of a statement put to the other side."""
    if asked.element not in AGREED_BY_AFFIRM:
        return Outcome.NOTHING
    if answer.element == AFFIRM:
        return Outcome.AGREED
    return Outcome.DISPUTED if answer.element == NEGATIVE else Outcome.NOTHING


def persons_needed(
    message: Message,
    agreed: Iterable[str] = (),
    catalogue: Catalogue = CATALOGUE,
) -> int:
    """Return how many officers must sign a message.

    None for what a node says by itself (RS-6, RS-7). `agreed` are elements for which
    the agreement asks for two; never for an urgent warning, which must not wait.
    """
    element = catalogue.element(message.element)
    if element.id in _BY_MACHINE:
        return 0
    if element.id in TWO_PERSONS:
        return 2
    is_urgent = element.urgency in (Urgency.DISTRESS, Urgency.URGENT)
    if element.marker is Marker.WARNING and is_urgent:
        return 1
    return 2 if element.id in agreed else element.persons


def due_us(
    message: Message,
    since_us: int,
    of: Message | None = None,
    catalogue: Catalogue = CATALOGUE,
) -> int | None:
    """Return when a message must be answered that reached the other side at `since_us`.

    None where it asks for no answer, or for one by the next daily call. Where its
    urgency is that of a message not at hand (`of`), it is taken for one of distress.
    """
    if catalogue.element(message.element).response is Response.NONE:
        return None
    urgency = urgency_of(message, of, catalogue) or Urgency.DISTRESS
    limit_us = REPLY_US[urgency]
    return None if limit_us is None else since_us + limit_us


def dialogue(
    asked: Entry,
    followed: Sequence[Entry],
    since_us: int,
    catalogue: Catalogue = CATALOGUE,
) -> Dialogue:
    """Return how a message stands after what followed it, in the order it was logged.

    `since_us` is when the message reached the other side. A STANDBY puts the answer
    off to its time; what comes after the dialogue is closed is refused.
    """
    needs_none = catalogue.element(asked.message.element).response is Response.NONE
    state = State.CLOSED if needs_none else State.OPEN
    due = due_us(asked.message, since_us, catalogue=catalogue)
    closed_by: EntryRef | None = None
    refused: list[tuple[EntryRef, tuple[str, ...]]] = []
    for entry in followed:
        faults = _faults(asked, entry.message, state, catalogue)
        if faults:
            refused.append((entry.at, faults))
        elif entry.message.element == CANCEL:
            state, due, closed_by = State.CANCELLED, None, entry.at
        elif entry.message.element == STANDBY:
            until_us = entry.message.params["until_us"]
            state, due = State.STANDBY, until_us if isinstance(until_us, int) else due
        elif closes(asked.message, entry.message, catalogue):
            state, due, closed_by = State.CLOSED, None, entry.at
    return Dialogue(
        state=state, due_us=due, closed_by=closed_by, refused=tuple(refused)
    )


def _faults(
    asked: Entry, message: Message, state: State, catalogue: Catalogue
) -> tuple[str, ...]:
    if message.element == CANCEL:
        faults = cancel_faults(asked, message, catalogue)
    else:
        faults = answer_faults(asked, message, catalogue)
    is_over = state in (State.CLOSED, State.CANCELLED)
    if is_over and message.element != ACKNOWLEDGEMENT:
        faults = (*faults, f"{message.element}: the dialogue is {state.value} already")
    return faults
