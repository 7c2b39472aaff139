"""Saying something: composed against the catalogue, held against what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.hotline.answers import (
    CANCEL,
    Entry,
    answer_faults,
    cancel_faults,
    is_response,
)
from thalweg.hotline.books import NOTICES, SHOWN, Books, index_key
from thalweg.hotline.catalogue import CATALOGUE
from thalweg.hotline.ladder import is_open
from thalweg.hotline.overlap import notices_touch
from thalweg.hotline.said import authority_faults, message_faults
from thalweg.hotline.sides import SideKeys
from thalweg.model.message import EntryRef, Message, Span, Value
from thalweg.wire.envelope import parse_envelope, sign_envelope, verified_payload
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message, parse_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey

HELD_TO_NOTICES = frozenset({"AI-1", "HZ-1"})
"""Own intentions that are refused while a notice of the other side was not seen."""


def compose(
    books: Books,
    element: str,
    params: Mapping[str, object],
    now_us: int,
    ref: EntryRef | None = None,
    event_time_us: int | None = None,
    useful_until_us: int | None = None,
) -> Message:
    """Return a message, whole and checked, ready to be signed and sent.

    Raises
    ------
    InputError
        It does not fit the catalogue or the agreement, answers nothing that is open, or
        touches a notice of the other side that no officer here was shown: all faults.
    """
    message = Message(
        agreement=books.terms.sha256,
        sender=books.us.party,
        recipient=books.peer.party,
        element=element,
        params=dict(params),
        ref=ref,
        event_time_us=now_us if event_time_us is None else event_time_us,
        signed_time_us=now_us,
        useful_until_us=useful_until_us,
        seen=books.seen(),
    )
    faults = [*_faults(books, message)]
    if not faults:
        faults += (
            f"{element}: notice {at.index} of the other side touches it, and no "
            "officer here was shown it: read it first"
            for at in touching(books, message, now_us)
            if books.standing.get(SHOWN, index_key(at.index)) is None
        )
    if faults:
        raise InputError("\n".join(faults))
    return message


def signed(
    books: Books, message: Message, signers: Sequence[SigningKey], now_us: int
) -> bytes:
    """Return a message as the entry that is logged.

    Raises
    ------
    InputError
        It was changed since it was composed, too few officers of this side sign it,
        what it answers is closed meanwhile, or a notice came in that touches it: after
        the state of the other side's log that it says its sender had seen.
    """
    faults = refusals(books, message, [key.verifier for key in signers], now_us)
    if faults:
        raise InputError("\n".join(faults))
    return sign_envelope(MESSAGE, encode_message(message), signers).format()


def checked(
    books: Books, entry: bytes, now_us: int, us: SideKeys | None = None
) -> Message:
    """Return the message of an entry that its officers signed elsewhere.

    So that an officer's key need never be where the node is. `us` are the keys of this
    side, if not those in force: a new list is logged with the message that tells it.

    Raises
    ------
    InputError
        It is no message that keys of this side signed, or as `signed`.
    """
    us = books.us if us is None else us
    try:
        envelope = parse_envelope(entry)
        payload, keys = verified_payload(envelope, (*us.officers, *us.node))
        if envelope.payload_type != MESSAGE:
            raise RefusedError([f"{envelope.payload_type!r} is no message"])
        message = parse_message(payload)
    except VerificationError as why:
        raise InputError(str(why)) from None
    faults = refusals(books, message, keys, now_us, us)
    if faults:
        raise InputError("\n".join(faults))
    return message


def refusals(
    books: Books,
    message: Message,
    signers: Sequence[VerifierKey],
    now_us: int,
    us: SideKeys | None = None,
) -> list[str]:
    """Return why a message must not be logged under these keys; empty where it may.

    `us` are the keys of this side, if not those in force.
    """
    if not signers:
        return [f"{message.element}: nobody signs it"]
    us = books.us if us is None else us
    faults = [*_faults(books, message)]
    index, time_us = books.log.size, message.signed_time_us
    for key in signers:
        if key not in (*us.officers, *us.node):
            faults.append(f"{key.name!r} is no key of this side's officers or node")
        elif not us.counts(key, index, time_us):
            faults.append(f"{key.name!r} ({key.key_id.hex()}) does not count now")
    officers = us.persons(signers)
    if message.element in CATALOGUE.elements:
        faults += authority_faults(message, officers, books.terms)
    if not faults:
        faults += (
            f"{message.element}: notice {at.index} of the other side came in after "
            f"this was written (it had seen {message.seen.size}) and touches it: read "
            "the notice, then write again"
            for at in touching(books, message, now_us)
            if at.index >= message.seen.size
        )
    return faults


def touching(books: Books, message: Message, now_us: int) -> Iterator[EntryRef]:
    """Yield notices of the other side, still of now, that an intention touches."""
    if message.element not in HELD_TO_NOTICES:
        return
    own = CATALOGUE.values(message)
    for name, span in books.standing.current(NOTICES).items():
        at = EntryRef(books.peer.origin, int(name))
        values = notice_values(books, at, span)
        is_over = _ends_us(values) is not None and (_ends_us(values) or 0) < now_us
        is_of_now = bool(values) and not is_over
        if is_of_now and notices_touch(own, values, books.terms.agreement):
            yield at


def notice_values(books: Books, at: EntryRef, span: object) -> dict[str, Value]:
    """Return what a notice says, with the span that it was changed to since, if any."""
    message = books.message(at)
    spoken = books.spoken(at) if message is None else None
    message = message if spoken is None else spoken.message()
    if message is None:
        return {}
    if isinstance(span, dict) and "span" in message.params:
        message = replace(message, params={**message.params, "span": span})
    return CATALOGUE.values(message)


def _ends_us(values: Mapping[str, Value]) -> int | None:
    span = values.get("span")
    return span.to_us if isinstance(span, Span) else None


def _faults(books: Books, message: Message) -> Iterator[str]:
    found, _ = message_faults(message, books.us.party, books.peer.party, books.terms)
    yield from found
    origins = (books.us.origin, books.peer.origin, books.peer.sealed_origin)
    ref = message.ref
    if found or ref is None:
        return
    if ref.origin not in (*origins, books.us.sealed_origin):
        yield f"{message.element}.ref: {ref.origin!r} is no log of this line"
        return
    asked = books.message(ref)
    is_answer = is_response(message.element)
    if is_answer and asked is None:
        yield f"{message.element}: there is no message {ref.index} of {ref.origin}"
    elif asked is not None and message.element == CANCEL:
        yield from cancel_faults(Entry(ref, asked), message)
    elif asked is not None and is_answer:
        yield from answer_faults(Entry(ref, asked), message)
        if not is_open(books.dialogue(ref)):
            yield f"{message.element}: the dialogue of {ref.index} is closed already"
