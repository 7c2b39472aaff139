"""New logs that continue old ones: how one begins, and whether it may.

A log that begins anew has a list of keys as its first entry, the next edition of its
side's, and as its second the link. The root key that the old lists name signs both; two
officers that they name sign the link too: no thief of a node can do it. After a theft
of the log's key, the other side may not have all lists that its owner signed since: the
first list of the new log may then be a later edition, and name the officers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from thalweg.errors import RefusedError, VerificationError
from thalweg.record.ports import RecordStore, Row
from thalweg.record.ring import KeyRing
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.envelope import Envelope, parse_envelope, verified_payload
from thalweg.wire.key_file import LOG, ROOT, SEALED, is_officer
from thalweg.wire.key_list import KeyList, parse_key_list
from thalweg.wire.leaf import KEYS, LINK
from thalweg.wire.origin_leaf import STOLEN, OriginLink, parse_origin_link

ORIGINS = "origins"
"""Rows by party and number: a log that continued an older one."""


@dataclass(frozen=True, slots=True)
class NewOrigin:
    """A log that continues an older one: its first list of keys, and the link."""

    first: KeyList
    link: OriginLink


def new_origin(ring: KeyRing, entries: Sequence[bytes]) -> NewOrigin | None:
    """Return what the first two entries of a log begin anew; None where nothing.

    Parameters
    ----------
    ring
        the lists of keys of the log that it would continue.

    Raises
    ------
    VerificationError
        They claim to, and keys that may say so did not sign them, or the two do not
        say the same.
    """
    found = [_envelope(entry) for entry in entries[:2]]
    kinds = [one.payload_type for one in found if one is not None]
    if kinds != [KEYS, LINK]:
        return None
    listed, linked = (one for one in found if one is not None)
    roots = ring.now(ROOT)
    first = parse_key_list(verified_payload(listed, roots)[0])
    named = [t.key for one in (ring.newest, first) for t in one.keys
             if is_officer(t.use)]  # fmt: skip
    payload, signers = verified_payload(linked, dict.fromkeys((*roots, *named)))
    link = parse_origin_link(payload)
    if fault := _fault(ring, first, link):
        raise VerificationError([f"a new origin, {link.new!r}: {fault}"])
    if not set(signers) & set(roots):
        raise VerificationError([f"a new origin, {link.new!r}: no root key signed it"])
    lists = (ring.newest, first) if link.reason == STOLEN else (ring.newest,)
    if max(one.persons(signers) for one in lists) < 2:
        raise VerificationError(
            [f"a new origin, {link.new!r}: two officers sign it, not fewer"]
        )
    return NewOrigin(first, link)


def begun_by(ring: KeyRing, listed: Envelope) -> KeyRing | None:
    """Return the lists of a log that a side began anew, told by its first list alone.

    The other side's log has a copy of that list, and not of the link. None where it is
    a list of the log that is known.

    Raises
    ------
    VerificationError
        It names another log, and no root key of the lists before signed it, or it is
        no later edition.
    """
    first = parse_key_list(listed.payload)
    names = {term.key.name for term in first.keys if term.use == LOG}
    if names == {ring.origin} or len(names) != 1:
        return None
    verified_payload(listed, ring.now(ROOT))
    roots = {term.key for term in first.keys if term.use == ROOT}
    is_later = first.edition > ring.newest.edition
    is_whole = set(ring.newest.revoked) <= set(first.revoked)
    if first.party != ring.party or not (
        is_later and is_whole and roots <= set(ring.now(ROOT))
    ):
        raise VerificationError([f"a list of keys of another log, {min(names)!r}"])
    return KeyRing(first.party, min(names), first)


def continues(entry: bytes) -> str | None:
    """Return the origin that an entry, a link, says another log continues."""
    envelope = _envelope(entry)
    if envelope is None or envelope.payload_type != LINK:
        return None
    try:
        return parse_origin_link(envelope.payload).old
    except RefusedError:
        return None


def link_sizes(entries: Sequence[bytes]) -> list[int]:
    """Return the size of the old log that a new one's link names, if there is one."""
    for entry in entries[1:2]:
        envelope = _envelope(entry)
        if envelope is not None and envelope.payload_type == LINK:
            try:
                return [parse_origin_link(envelope.payload).size]
            except RefusedError:
                return []
    return []


def _fault(ring: KeyRing, first: KeyList, link: OriginLink) -> str | None:
    if (first.party, link.party) != (ring.party, ring.party):
        return f"of {link.party!r}, not {ring.party!r}"
    if link.old != ring.origin:
        return f"it continues {link.old!r}, not {ring.origin!r}"
    if link.keys != first.sha256:
        return "it names another list of keys than it begins with"
    is_next = first.edition == ring.newest.edition + 1
    is_later = link.reason == STOLEN and first.edition > ring.newest.edition
    if not is_next and not is_later:
        return f"edition {first.edition} after edition {ring.newest.edition}"
    gone = {one.key.public for one in first.revoked}
    if link.reason == STOLEN and any(k.public not in gone for k in ring.now(LOG)):
        return "it does not revoke the key that was stolen"
    if not set(ring.newest.revoked) <= set(first.revoked):
        return "a key that was revoked is not revoked in it, or otherwise"
    roots = {t.key for t in first.keys if t.use == ROOT}
    if not roots <= set(ring.now(ROOT)):
        return "it brings a new root key in"
    named = {(t.use, t.key.name) for t in first.keys if t.use in (LOG, SEALED)}
    if named != {(LOG, link.new), (SEALED, link.sealed)}:
        return "its list names keys of other logs"
    return None


def origin_row(party: str, number: int, entries: Sequence[bytes]) -> Row:
    """Return the row that says that a side's log is another one now.

    `entries` are its list and its link, as they were signed and held by `new_origin`.
    """
    value = json.dumps([to_base64(entry) for entry in entries[:2]])
    return Row(table=ORIGINS, key=f"{party} {number:06d}", value=value.encode())


def origins_of(store: RecordStore, party: str) -> tuple[NewOrigin, ...]:
    """Return the new logs that a side began, as a store knows them, in their order."""
    return tuple(
        NewOrigin(parse_key_list(_payload(listed)), parse_origin_link(_payload(linked)))
        for listed, linked in continued(store, party)
    )


def continued(
    store: RecordStore, party: str | None = None
) -> list[tuple[bytes, bytes]]:
    """Return the first two entries of each new log, of one side or of both."""
    found = []
    for key, data in store.rows(ORIGINS):
        if party in (None, key.rpartition(" ")[0]):
            listed, linked = map(from_base64, json.loads(data))
            found.append((listed, linked))
    return found


def abandoned(store: RecordStore) -> frozenset[str]:
    """Return the logs that others continue: nothing is signed in them any more."""
    return frozenset(
        parse_origin_link(_payload(linked)).old for _, linked in continued(store)
    )


def _payload(entry: bytes) -> bytes:
    return parse_envelope(entry).payload


def _envelope(entry: bytes) -> Envelope | None:
    try:
        return parse_envelope(entry)
    except RefusedError:
        return None
