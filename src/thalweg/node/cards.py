"""Cards for the telephone, made without a node: no key is opened, nothing is written.

So that a side whose node is halted, or whose keys are out of reach, can still speak:
what a card needs is the agreement, the keys' public halves and, for what stands in the
record, its store, opened to be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from thalweg.errors import InputError, RefusedError
from thalweg.hotline.books import OPEN, scope_of
from thalweg.hotline.call import CLOSED, closing_params
from thalweg.hotline.keyrings import newest_side
from thalweg.hotline.line_card import LineFacts
from thalweg.hotline.said import message_faults
from thalweg.hotline.standing import Standing
from thalweg.model.message import EntryRef, Message, Seen
from thalweg.node.agreed import Agreed
from thalweg.node.settings import Settings
from thalweg.record.ports import MIRRORED, SIGNED, RecordStore
from thalweg.record.tree import Tree
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import parse_message

_NOTHING_SEEN = bytes(32)


def line_facts(found: Agreed) -> LineFacts:
    """Return what a line's card is about; who the agreement names first calls."""
    sides = {side.party: side for side in (found.us, found.peer)}
    agreement = found.terms.agreement
    order = sorted(sides) if agreement is None else agreement.signatories
    first, second = (sides[party] for party in order if party in sides)
    return LineFacts(
        terms=found.terms, parties=(first, second), is_signed=found.is_signed
    )


def drafted(
    found: Agreed,
    element: str,
    params: Mapping[str, object],
    now_us: int,
    *,
    ref: EntryRef | None = None,
    event_time_us: int | None = None,
    useful_until_us: int | None = None,
) -> Message:
    """Return a message to be read out, held against catalogue and agreement.

    Nobody signs it. Whether it answers something that is open, or touches a notice, is
    not asked: that takes the record.

    Raises
    ------
    InputError
        Naming everything that is wrong with it.
    """
    us, peer = found.us.party, found.peer.party
    message = Message(
        agreement=found.terms.sha256,
        sender=us,
        recipient=peer,
        element=element,
        params=dict(params),
        ref=ref,
        event_time_us=now_us if event_time_us is None else event_time_us,
        signed_time_us=now_us,
        useful_until_us=useful_until_us,
        seen=Seen(origin=found.peer.origin, size=0, root=_NOTHING_SEEN),
    )
    faults, _ = message_faults(message, us, peer, found.terms)
    if faults:
        raise InputError("\n".join(faults))
    return message


def logged_message(settings: Settings, found: Agreed, index: int) -> Message:
    """Return a message of the own log, to be read out while the line is down.

    Raises
    ------
    InputError
        There is no record, or no message of this side at that index.
    RecordDoubtError
        The entry is not what its leaf hash says.
    """
    with _read(settings) as store:
        origin = newest_side(store, found.us).origin
        entries = Tree(store, origin).entries(index, index + 1)
    try:
        envelope = parse_envelope(entries[0]) if entries else None
        if envelope is not None and envelope.payload_type == MESSAGE:
            return parse_message(envelope.payload)
    except RefusedError:
        pass
    raise InputError(f"{origin}: there is no message {index} to read out")


def closing_message(settings: Settings, found: Agreed, now_us: int) -> Message:
    """Return the CH-3 that closes today's call, from the record as it stands.

    Raises
    ------
    InputError
        There is no record.
    """
    with _read(settings) as store:
        own = _seen(store, newest_side(store, found.us).origin, SIGNED)
        theirs = _seen(store, newest_side(store, found.peer).origin, MIRRORED)
        scope = scope_of(store, found.us.party, found.peer.party)
        open_count = len(Standing(store, scope).current(OPEN))
    params = closing_params(own, theirs, open_count)
    return drafted(found, CLOSED, params, now_us)


def _seen(store: RecordStore, origin: str, role: str) -> Seen:
    head = store.head(origin, role)
    size = 0 if head is None else head.size
    return Seen(origin=origin, size=size, root=Tree(store, origin).root(size))


@contextmanager
def _read(settings: Settings) -> Iterator[RecordStore]:
    store = SqliteStore.open(settings.store, writing=False)
    try:
        yield store
    finally:
        store.close()
