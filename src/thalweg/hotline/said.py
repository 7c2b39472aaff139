"""What an entry of a log says, who signed it, and what is wrong with it.

A peer may log anything: bytes that are no envelope, messages under no known key,
answers to nothing. Each is an entry all the same; it is mirrored, shown for what it is,
and has no effect beyond that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from thalweg.errors import RefusedError, VerificationError
from thalweg.hotline.answers import persons_needed
from thalweg.hotline.catalogue import CATALOGUE, agreement_faults
from thalweg.hotline.matched import FORMAT as MATCHED
from thalweg.hotline.matched import MatchNote, parse_match
from thalweg.hotline.sides import SideKeys, Terms
from thalweg.hotline.spoken import FORMAT as SPOKEN
from thalweg.hotline.spoken import Spoken, Voice, parse_spoken
from thalweg.model.message import EntryRef, Message
from thalweg.wire.authority import element_fault, may_sign
from thalweg.wire.envelope import Envelope, verified_payload
from thalweg.wire.key_file import NODE, ROOT
from thalweg.wire.leaf import ATTEMPTS, KEYS, MESSAGE, note_format, parse_leaf
from thalweg.wire.message import parse_message
from thalweg.wire.vkey import VerifierKey

_OFFICER: Final = "officer-1"
"""A use for what any officer may sign."""

CHECK: Final = "CH-1"
ROGER: Final = "RS-3"
INCONSISTENT: Final = "RC-5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An entry as it was read.

    Attributes
    ----------
    at
        where it stands.
    type
        the type of its payload; "" where it is no entry of thalweg's.
    message
        what it says, where it is a message in its one spelling that a known key signed.
    spoken
        what was said or heard by voice, where it is a sheet that was entered.
    matched
        how both sides' sheets agree, where it is a node's note of that.
    signers
        names of the known keys that signed.
    officers
        how many officers are among them; two keys of one are one.
    faults
        why it is not taken for what it says; empty where it is.
    error
        the word of RS-6 that says so to its sender; "" where none is owed.
    revoked
        name and id of a key that signed it and was revoked before; "" where none was.
    """

    at: EntryRef
    type: str = ""
    message: Message | None = None
    spoken: Spoken | None = None
    matched: MatchNote | None = None
    signers: tuple[str, ...] = ()
    officers: int = 0
    faults: tuple[str, ...] = ()
    error: str = ""
    revoked: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a message that has effects."""
        return self.message is not None and not self.faults


def read_said(
    entry: bytes, at: EntryRef, side: SideKeys, recipient: str, terms: Terms | None
) -> Said:
    """Read an entry of the log of `side`; never raises for what stands in it.

    `side` is what its list of keys in force at the entry says. A list of keys is only
    read here: `thalweg.hotline.listing` takes it. `terms` None holds an entry to its
    own form and to who signed it alone, not to what was agreed.
    """
    try:
        envelope = parse_leaf(entry)
    except RefusedError as why:
        return Said(at=at, faults=why.faults)
    if envelope is None:
        return Said(at=at, faults=("not an entry of thalweg's",))
    if envelope.payload_type == KEYS:
        return Said(at=at, type=KEYS)
    of_uses = ((ROOT, side.root), (_OFFICER, side.officers), (NODE, side.node))
    known = [
        key
        for use, keys in of_uses
        if may_sign(use, envelope.payload_type)
        for key in keys
    ]
    try:
        payload, keys = verified_payload(
            envelope, [key for key in known if side.counts(key, at.index)]
        )
    except VerificationError as why:
        return _unsigned(envelope, at, side, why.faults)
    return _signed(envelope, payload, keys, at, side, recipient, terms)


def _unsigned(
    envelope: Envelope, at: EntryRef, side: SideKeys, faults: tuple[str, ...]
) -> Said:
    """Return an entry that no key signed which counts; a thief's is told as such."""
    revoked = ""
    try:
        key = verified_payload(envelope, side.revoked)[1][0]
        revoked = f"{key.name} {key.key_id.hex()}"
        faults = (f"signed by {revoked}, a key that was revoked before",)
    except VerificationError:
        pass
    return Said(at=at, type=envelope.payload_type, faults=faults, revoked=revoked)


def _signed(
    envelope: Envelope,
    payload: bytes,
    keys: tuple[VerifierKey, ...],
    at: EntryRef,
    side: SideKeys,
    recipient: str,
    terms: Terms | None,
) -> Said:
    kind = envelope.payload_type
    names = tuple(key.name for key in keys)
    officers = side.persons(keys)
    message: Message | None = None
    spoken: Spoken | None = None
    matched: MatchNote | None = None
    faults: tuple[str, ...] = ()
    error = ""
    if kind == ATTEMPTS:
        spoken, matched, faults = read_note(payload)
        if spoken is not None:
            faults = spoken_faults(spoken, officers, side.party, recipient, terms)
    if kind == MESSAGE:
        try:
            message = parse_message(payload)
        except RefusedError as why:
            faults, error = why.faults, "parameter"
    if message is not None:
        time_us = message.signed_time_us
        good = [key for key in keys if side.counts(key, at.index, time_us)]
        officers = side.persons(good)
        if terms is None:
            faults = CATALOGUE.faults(message)
        else:
            faults, error = message_faults(message, side.party, recipient, terms)
        if not faults and not good:
            faults = ("signed at a time at which its key does not count",)
            error = "not-permitted"
        if not faults:
            faults = authority_faults(message, officers, terms)
            error = "not-permitted" if faults else ""
    return Said(
        at=at,
        type=kind,
        message=message,
        spoken=spoken,
        matched=matched,
        signers=names,
        officers=officers,
        faults=faults,
        error=error,
    )


def read_note(
    payload: bytes,
) -> tuple[Spoken | None, MatchNote | None, tuple[str, ...]]:
    """Return the sheet that a note is, or what it says of one, and its faults.

    A note of another kind, or of one that is not known here, is left alone: it binds
    nobody.
    """
    kind = note_format(payload)
    try:
        if kind == SPOKEN:
            return parse_spoken(payload), None, ()
        if kind == MATCHED:
            return None, parse_match(payload), ()
    except RefusedError as why:
        return None, None, why.faults
    return None, None, ()


def spoken_faults(
    spoken: Spoken, officers: int, party: str, other: str, terms: Terms | None
) -> tuple[str, ...]:
    """Return why a sheet is not what this side, `party`, said to or heard from `other`.

    What it says may be wrong: it is what was said. That it can be read at all is not.
    `terms` None asks not after what was agreed.
    """
    if not officers:
        return (f"a machine does not say what was {spoken.voice}; an officer signs it",)
    if terms is None:
        return CATALOGUE.faults(spoken.message())
    sheet = spoken.sheet
    ends = (party, other) if spoken.voice is Voice.SAID else (other, party)
    if (sheet.sender, sheet.recipient) != ends:
        told = f"from {sheet.sender} to {sheet.recipient}"
        return (f"{told}: what {party} {spoken.voice} is from {ends[0]} to {ends[1]}",)
    if spoken.agreement != terms.sha256:
        told = f"under the agreement {spoken.agreement[:16]}..."
        return (f"{told}; {terms.sha256[:16]}... is in force",)
    return CATALOGUE.faults(spoken.message())


def message_faults(
    message: Message, sender: str, recipient: str, terms: Terms
) -> tuple[tuple[str, ...], str]:
    """Return what is wrong with a message between these two, and the word for it."""
    faults = CATALOGUE.faults(message)
    if faults:
        is_known = message.element in CATALOGUE.elements
        return faults, "parameter" if is_known else "unknown-element"
    if (message.sender, message.recipient) != (sender, recipient):
        told = f"from {message.sender} to {message.recipient}"
        return (f"{told}: this line is from {sender} to {recipient}",), "wrong-party"
    if message.agreement != terms.sha256:
        told = f"under the agreement {message.agreement[:16]}..."
        return (f"{told}; {terms.sha256[:16]}... is in force",), "wrong-agreement"
    if terms.agreement is None:
        return (), ""
    faults = agreement_faults(CATALOGUE.values(message), terms.agreement)
    is_place = any("place" in fault for fault in faults)
    word = "unknown-place" if is_place else "unknown-clause"
    return faults, word if faults else ""


def authority_faults(
    message: Message, officers: int, terms: Terms | None
) -> tuple[str, ...]:
    """Return why so many officers cannot say a message; with none the machine did."""
    asked = () if terms is None else terms.two_persons
    fault = element_fault(message.element, officers, persons_needed(message, asked))
    return () if fault is None else (fault,)
