"""Who signed each of thalweg's own entries of a log, by its lists of keys.

A revocation reaches back, so that what it takes away is known at the end alone: until
then no more is kept than the indices that each key signed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from thalweg.errors import RefusedError, VerificationError
from thalweg.model.message import Message
from thalweg.record.origins import begun_by
from thalweg.record.ring import Covered, KeyRing
from thalweg.wire.authority import may_sign, persons_fault, what_is_said
from thalweg.wire.envelope import Envelope, verified_payload
from thalweg.wire.key_list import parse_key_list
from thalweg.wire.leaf import KEYS, MESSAGE, parse_leaf
from thalweg.wire.message import parse_message
from thalweg.wire.vkey import VerifierKey


class Signatures:
    """Holds each entry's signatures against the lists of keys, as the entries come.

    Parameters
    ----------
    ring
        of the log's own side; it takes in the lists as they come.
    other
        of the other side, whose lists are copied into this log; None where its first
        keys are not at hand.

    `left` are the other side's lists of logs that it left for another since.
    """

    def __init__(self, ring: KeyRing, other: KeyRing | None = None) -> None:
        self.ring, self.other = ring, other
        self.left: list[KeyRing] = []
        self._signed: dict[tuple[tuple[VerifierKey, ...], str], array[int]] = {}

    def take(self, index: int, envelope: Envelope) -> None:
        """Take the next entry.

        Raises
        ------
        VerificationError
            No key that counts there signed it, or it is a list that nobody may sign.
        """
        if envelope.payload_type == KEYS:
            self._take_list(index, envelope)
            return
        message = _message(envelope)
        time_us = None if message is None else message.signed_time_us
        listed = self.ring.list_at(index)
        known = [
            term.key
            for term in listed.keys
            if may_sign(term.use, envelope.payload_type) and term.holds(index, time_us)
        ]
        try:
            signers = verified_payload(envelope, known)[1]
        except VerificationError:
            self._refuse_revoked(envelope)
            raise
        said = what_is_said(envelope, message)
        if fault := persons_fault(said, listed.persons(signers)):
            raise VerificationError([fault])
        self._signed.setdefault((signers, said), array("Q")).append(index)

    def _take_list(self, index: int, envelope: Envelope) -> None:
        party = parse_key_list(envelope.payload).party
        if self.other is not None and party == self.other.party:
            # A copy of the other side's list; a node that was restored logs it again.
            rings = (*self.left, self.other)
            had = [o.list.encode_if_listed() for ring in rings for o in ring.logged]
            if envelope.payload in had:
                return
            begun = begun_by(self.other, envelope)
            if begun is None:
                self.other.take(index, envelope)
            else:
                self.left.append(self.other)
                self.other = begun
        elif envelope.payload == self.ring.logged[0].list.encode_if_listed():
            # A log that continues another begins with its first list.
            return
        elif party == self.ring.party or self.other is not None:
            self.ring.take(index, envelope)

    def _refuse_revoked(self, envelope: Envelope) -> None:
        gone = [one.key for one in self.ring.newest.revoked]
        try:
            signers = verified_payload(envelope, gone)[1]
        except VerificationError:
            return
        raise VerificationError(
            [f"signed by {signers[0].name!r} ({signers[0].key_id.hex()}), a key that "
             "was revoked before"]
        )  # fmt: skip

    def uncounted(self, covered: Covered) -> Iterator[tuple[int, str]]:
        """Yield the entries that count no longer since a key was revoked, and why."""
        found = []
        for (signers, said), indices in self._signed.items():
            if not any(self.ring.revoked(key) for key in signers):
                continue
            for index in indices:
                judged = self.ring.judged(signers, said, index, covered)
                if judged.doubt:
                    found.append((index, judged.doubt))
        yield from sorted(found)


def signature_faults(
    ring: KeyRing, entries: Iterable[bytes], covered: Covered
) -> Iterator[tuple[int, str]]:
    """Yield each entry of a side's log that does not count by its lists, and why.

    Parameters
    ----------
    ring
        a ring of the side's first list; it takes in the lists as they come.
    entries
        the log from its first entry. What is not thalweg's own is passed over.
    covered
        as for `KeyRing.doubt`.
    """
    held = Signatures(ring)
    for index, entry in enumerate(entries):
        try:
            envelope = parse_leaf(entry)
            if envelope is not None:
                held.take(index, envelope)
        except VerificationError as why:
            yield index, str(why)
    yield from held.uncounted(covered)


def _message(envelope: Envelope) -> Message | None:
    """Return the message of an entry; None where it is another, or cannot be read."""
    if envelope.payload_type != MESSAGE:
        return None
    try:
        return parse_message(envelope.payload)
    except RefusedError:
        return None
