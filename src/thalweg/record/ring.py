"""Which key of a side may sign what, at an entry of its log and at a time.

The first list is the file of keys in the agreement that both sides signed. Each further
one is an entry of the side's own log, signed by a root key of the list before it, and
counts for the entries after it: no list changes what an older entry was signed by.

A theft is told by revoking a key (CH-7). What it signed counts from then on only up to
the last good entry, and only where the other side had cosigned a checkpoint over that
entry *before* the revocation was logged: whoever holds a stolen key can date a message
as he likes, but cannot put it under a checkpoint that the other side cosigned earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from thalweg.errors import RefusedError, VerificationError
from thalweg.wire.envelope import Envelope, verified_payload
from thalweg.wire.key_file import ROOT, KeyFile
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation, parse_key_list
from thalweg.wire.leaf import KEYS, MESSAGE, parse_leaf
from thalweg.wire.message import parse_message
from thalweg.wire.vkey import VerifierKey

Covered = Callable[[int], int | None]
"""Returns the size of the smallest checkpoint cosigned by the other side that covers
an entry; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Logged:
    """A list and the entry of the side's log that it is; -1 for the agreement's."""

    index: int
    list: KeyList


class KeyRing:
    """The lists of keys of one side, as its log tells them.

    Parameters
    ----------
    party, origin
        whose keys, and the origin of its log.
    first
        its keys as the signed agreement lists them.
    """

    def __init__(self, party: str, origin: str, first: KeyFile) -> None:
        self.party, self.origin = party, origin
        terms = tuple(KeyTerm(use=use, key=key) for use, key in first.keys.items())
        base = KeyList(party=party, edition=0, made_us=0, keys=terms)
        self._logged = [_Logged(-1, base)]

    @property
    def newest(self) -> KeyList:
        """The list in force at the end of the log."""
        return self._logged[-1].list

    def take(self, index: int, envelope: Envelope) -> KeyList:
        """Take the list of keys that stands at an entry of the side's log.

        Raises
        ------
        VerificationError
            It is no list of this side, not the next edition, not signed by a root key
            of the list before, or a new root key in it has not signed it too; what was
            revoked is not any more.
        """
        before = self._logged[-1]
        old_roots = [t.key for t in before.list.keys if t.use == ROOT]
        payload, signers = verified_payload(envelope, [*old_roots, *_roots(envelope)])
        found = parse_key_list(payload)
        if fault := self._fault(found, before, index, set(signers)):
            raise VerificationError([f"list of keys at entry {index}: {fault}"])
        self._logged.append(_Logged(index, found))
        return found

    def _fault(
        self, found: KeyList, before: _Logged, index: int, signers: set[VerifierKey]
    ) -> str | None:
        if found.party != self.party:
            return f"of {found.party!r}, not {self.party!r}"
        if found.edition != before.list.edition + 1 or index <= before.index:
            return f"edition {found.edition} after edition {before.list.edition}"
        good = [
            term.key
            for term in before.list.keys
            if term.use == ROOT and term.holds(index, found.made_us)
        ]
        if not signers & set(good):
            return "no root key of the list before it signed it"
        roots = {term.key for term in found.keys if term.use == ROOT}
        if not roots <= signers | set(good):
            return "a new root key in it has not signed it"
        gone = {one.key.public for one in before.list.revoked}
        if not gone <= {one.key.public for one in found.revoked}:
            return "a key that was revoked is not revoked in it"
        return None

    def term(self, key: VerifierKey, index: int) -> KeyTerm | None:
        """Return what the list in force at an entry says of a key."""
        logged = [one for one in self._logged if one.index < index]
        return next((t for t in logged[-1].list.keys if t.key == key), None)

    def keys(
        self, index: int, time_us: int | None = None, use: str | None = None
    ) -> tuple[VerifierKey, ...]:
        """Return the keys that may sign at an entry; of one use, where it is given.

        Revocations are not asked after: `doubt` does.
        """
        logged = [one for one in self._logged if one.index < index][-1]
        return tuple(
            term.key
            for term in logged.list.keys
            if term.holds(index, time_us) and use in (None, term.use)
        )

    def doubt(self, key: VerifierKey, index: int, covered: Covered) -> str | None:
        """Say why what a key signed at an entry does not count; None where it does.

        Parameters
        ----------
        covered
            what the other side had cosigned; of the side's own log.
        """
        found = self._revocation(key)
        if found is None:
            return None
        logged, revoked = found
        if revoked.last_good is None:
            return "its key was revoked, and nothing it signed is good"
        if revoked.last_good.origin != self.origin or index > revoked.last_good.index:
            return f"its key was revoked; its last good entry is {revoked.last_good}"
        size = covered(index)
        # Entry `logged` itself and all after it could be from before only by its word.
        if size is None or size > logged:
            return (
                "its key was revoked, and the other side had not cosigned this entry "
                f"before entry {logged} said so"
            )
        return None

    def _revocation(self, key: VerifierKey) -> tuple[int, Revocation] | None:
        for logged in self._logged:
            for one in logged.list.revoked:
                if one.key.public == key.public:
                    return logged.index, one
        return None


def signature_faults(
    ring: KeyRing, entries: Iterable[bytes], covered: Covered
) -> Iterator[tuple[int, str]]:
    """Yield each entry of a side's log that no key of its lists signed, and why.

    Parameters
    ----------
    ring
        a ring of the side's first list; it takes in the lists as they come.
    entries
        the log from its first entry. What is not thalweg's own is passed over.
    covered
        as for `KeyRing.doubt`.
    """
    held: list[tuple[int, VerifierKey]] = []
    for index, entry in enumerate(entries):
        try:
            signers = _signers(ring, index, entry)
        except VerificationError as why:
            yield index, str(why)
            continue
        held.extend((index, key) for key in signers)
    # A revocation reaches back: what it takes away is known at the end alone.
    good: dict[int, bool] = {}
    doubts: dict[int, str] = {}
    for index, key in held:
        doubt = ring.doubt(key, index, covered)
        good[index] = good.get(index, False) or doubt is None
        doubts[index] = doubt or doubts.get(index, "")
    for index, is_good in good.items():
        if not is_good:
            yield index, doubts[index]


def _signers(ring: KeyRing, index: int, entry: bytes) -> tuple[VerifierKey, ...]:
    envelope = parse_leaf(entry)
    if envelope is None:
        return ()
    if envelope.payload_type == KEYS:
        ring.take(index, envelope)
        return ()
    known = ring.keys(index, _time_us(envelope))
    return verified_payload(envelope, known)[1]


def _time_us(envelope: Envelope) -> int | None:
    """Return when an entry says it was signed, where its type says so."""
    if envelope.payload_type != MESSAGE:
        return None
    try:
        return parse_message(envelope.payload).signed_time_us
    except RefusedError:
        return None


def _roots(envelope: Envelope) -> list[VerifierKey]:
    """Return the root keys a list names: tried, believed only beside an older one."""
    return [t.key for t in parse_key_list(envelope.payload).keys if t.use == ROOT]
