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

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from thalweg.errors import RefusedError, VerificationError
from thalweg.model.message import EntryRef
from thalweg.record.witness import MOST_SKEW_S
from thalweg.times import US_PER_S
from thalweg.wire.authority import persons_fault
from thalweg.wire.envelope import Envelope, verified_payload
from thalweg.wire.key_file import LOG, MIRROR, ROOT, SEALED, USES, WITNESS, KeyFile
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation, parse_key_list
from thalweg.wire.leaf import KEYS
from thalweg.wire.vkey import VerifierKey

Covered = Callable[[int], int | None]
"""Returns the size of the smallest checkpoint cosigned by the other side that covers
an entry; None where there is none."""

CLOCKS_APART_US = round(MOST_SKEW_S * US_PER_S)
"""How far two sides' clocks may be apart where one cosigns for the other."""


@dataclass(frozen=True, slots=True)
class LoggedList:
    """A list and the entry of the side's log that it is; -1 for the first."""

    index: int
    list: KeyList


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What is left of an entry's signers after all revocations.

    Those that count, how many officers they are, and why the entry does not count; ""
    where it does.
    """

    good: tuple[VerifierKey, ...]
    officers: int
    doubt: str


class KeyRing:
    """The lists of keys of one side, as its log tells them.

    Parameters
    ----------
    party, origin
        whose keys, and the origin of its log.
    first
        its keys as the signed agreement lists them; or the list that a log begins with
        which continues an older one.
    """

    def __init__(self, party: str, origin: str, first: KeyFile | KeyList) -> None:
        self.party, self.origin = party, origin
        if isinstance(first, KeyFile):
            terms = tuple(KeyTerm(use=use, key=key) for use, key in first.keys.items())
            first = KeyList(party=party, edition=0, made_us=0, keys=terms)
        self._logged = [LoggedList(-1, first)]

    @property
    def newest(self) -> KeyList:
        """The list in force at the end of the log."""
        return self._logged[-1].list

    @property
    def logged(self) -> tuple[LoggedList, ...]:
        """Every list, the first at -1."""
        return tuple(self._logged)

    def copy(self) -> KeyRing:
        """Return a ring of the same lists, to try another one on."""
        other = KeyRing(self.party, self.origin, self._logged[0].list)
        other._logged = list(self._logged)
        return other

    def take(self, index: int, envelope: Envelope) -> KeyList:
        """Take the list of keys that stands at an entry of the side's log.

        Raises
        ------
        VerificationError
            It is no list of this side, not the next edition, not signed by a root key
            of the list before, or a new root key in it has not signed it too; what was
            revoked is not any more, or a use is left without a key.
        """
        before = self._logged[-1]
        if envelope.payload_type != KEYS:
            raise RefusedError([f"{envelope.payload_type!r} is no list of keys"])
        old_roots = [t.key for t in before.list.keys if t.use == ROOT]
        payload, signers = verified_payload(envelope, [*old_roots, *_roots(envelope)])
        found = parse_key_list(payload)
        if fault := self._fault(found, before, index, set(signers)):
            raise VerificationError([f"list of keys at entry {index}: {fault}"])
        self._logged.append(LoggedList(index, found))
        return found

    def _fault(
        self, found: KeyList, before: LoggedList, index: int, signers: set[VerifierKey]
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
        if not set(before.list.revoked) <= set(found.revoked):
            return "a key that was revoked is not revoked in it, or otherwise"
        return self._use_fault(found)

    def _use_fault(self, found: KeyList) -> str | None:
        uses = {t.key.public: t.use for one in self._logged for t in one.list.keys}
        for term in found.keys:
            if uses.get(term.key.public, term.use) != term.use:
                return f"the key of {term.use} was one of {uses[term.key.public]}"
        origins = {LOG: self.origin, SEALED: self.sealed_origin}
        for use in USES:
            terms = [term for term in found.keys if term.use == use]
            if not any(t.until_index is None and t.until_us is None for t in terms):
                return f"no key of {use} is left that counts to the end"
            if any(t.key.name != origins.get(use, t.key.name) for t in terms):
                return f"a key of {use} bears another origin than {origins[use]!r}"
        return None

    @property
    def sealed_origin(self) -> str:
        """The origin of the side's sealed log."""
        first = self._logged[0].list
        return next((t.key.name for t in first.keys if t.use == SEALED), "")

    def list_at(self, index: int) -> KeyList:
        """Return the list in force at an entry."""
        return next(o.list for o in reversed(self._logged) if o.index < max(index, 0))

    def term(self, key: VerifierKey, index: int) -> KeyTerm | None:
        """Return what the list in force at an entry says of a key."""
        return self.list_at(index).term(key)

    def keys(
        self, index: int, time_us: int | None = None, use: str | None = None
    ) -> tuple[VerifierKey, ...]:
        """Return the keys that may sign at an entry; of one use, where it is given.

        Revocations are not asked after: `doubt` does.
        """
        return tuple(
            term.key
            for term in self.list_at(index).keys
            if term.holds(index, time_us) and use in (None, term.use)
        )

    def now(self, use: str) -> tuple[VerifierKey, ...]:
        """Return the keys of a use in the newest list, the newest key first."""
        named = {term.key for term in self.newest.keys if term.use == use}
        return tuple(key for key in reversed(self.ever(use)) if key in named)

    def ever(self, use: str) -> tuple[VerifierKey, ...]:
        """Return the keys that any list had for a use, revoked ones too, in order."""
        found = (t.key for o in self._logged for t in o.list.keys if t.use == use)
        return tuple(dict.fromkeys(found))

    def checkpoint_keys(
        self, size: int, time_us: int | None = None
    ) -> tuple[VerifierKey, ...]:
        """Return the log's keys that may sign its checkpoint of a size.

        A checkpoint counts as the last entry under it does. It states no time:
        `time_us` is the reader's own, or a cosigner's. Keys that were revoked since are
        left out.
        """
        gone = {one.key.public for one in self.newest.revoked}
        keys = self.keys(max(size - 1, 0), time_us, LOG)
        return tuple(key for key in keys if key.public not in gone)

    def revoked(self, key: VerifierKey) -> tuple[int, Revocation] | None:
        """Return the entry that revoked a key and what it says; None where none did."""
        for logged in self._logged:
            for one in logged.list.revoked:
                if one.key.public == key.public:
                    return logged.index, one
        return None

    def doubt(self, key: VerifierKey, index: int, covered: Covered) -> str | None:
        """Say why what a key signed at an entry does not count; None where it does.

        Parameters
        ----------
        covered
            what the other side had cosigned; of the side's own log.
        """
        found = self.revoked(key)
        if found is None:
            return None
        logged, revoked = found
        if revoked.last_good is None:
            return "its key was revoked, and nothing it signed is good"
        if not self.stands(key, EntryRef(self.origin, index)):
            good = f"{revoked.last_good.index} of {revoked.last_good.origin}"
            return f"its key was revoked; its last good entry is {good}"
        size = covered(index)
        # Entry `logged` itself and all after it could be from before only by its word.
        if size is None or size > logged:
            return (
                "its key was revoked, and the other side had not cosigned this entry "
                f"before entry {logged} said so"
            )
        return None

    def judged(
        self, signers: Sequence[VerifierKey], said: str, index: int, covered: Covered
    ) -> Judged:
        """Return which of an entry's signers count after all revocations.

        Parameters
        ----------
        signers
            keys that counted at the entry when it was logged, and signed it; one at
            least.
        said
            what is held to persons, as `thalweg.wire.authority.what_is_said` has it.
        covered
            as for `doubt`.
        """
        doubts = {key: self.doubt(key, index, covered) for key in signers}
        good = tuple(key for key in signers if not doubts[key])
        officers = self.list_at(index).persons(good)
        if good:
            told = "" if len(good) == len(doubts) else persons_fault(said, officers)
        else:
            told = doubts[signers[-1]]
        return Judged(good=good, officers=officers, doubt=told or "")

    def cosigns(self, key: VerifierKey, origin: str, size: int, time_s: int) -> bool:
        """Tell whether a cosignature of the side's witness or mirror counts.

        By the newest list that names the key, and by its own time: a key that a list
        leaves out ends when that list was made. What it signed before stands.

        Parameters
        ----------
        origin, size
            of the checkpoint of the other side's that it cosigned.
        time_s
            when, as it says itself, in seconds since 1970.
        """
        is_cosigner = key in self.ever(WITNESS) or key in self.ever(MIRROR)
        entry = EntryRef(origin, max(size - 1, 0))
        return is_cosigner and self._holds(key, time_s) and self.stands(key, entry)

    def lasts(self, key: VerifierKey, time_s: int | None) -> bool:
        """Tell whether a key without indices was never revoked, and counts at a time.

        A sealed log's, whose entries are none of the side's log. `time_s` is the newest
        cosignature's, in seconds since 1970; None where there is none.
        """
        return self.revoked(key) is None and self._holds(key, time_s)

    def _holds(self, key: VerifierKey, time_s: int | None) -> bool:
        """Tell whether the newest list that names a key lets it count at a time."""
        lists = [one.list for one in self._logged]
        named = [at for at, one in enumerate(lists) if one.term(key)]
        term = lists[named[-1]].term(key) if named else None
        if term is None:
            return False
        after = lists[named[-1] + 1 :]
        if time_s is None:
            return not after and term.until_us is None
        time_us = time_s * US_PER_S
        if after and time_us > after[0].made_us + CLOCKS_APART_US:
            return False
        return term.holds(term.from_index, time_us)

    def stands(self, key: VerifierKey, at: EntryRef) -> bool:
        """Tell whether an entry is no later than a key's last good one, if revoked."""
        found = self.revoked(key)
        if found is None:
            return True
        good = found[1].last_good
        return good is not None and good.origin == at.origin and at.index <= good.index


def with_lists(ring: KeyRing, lists: Iterable[tuple[int, Envelope]]) -> KeyRing:
    """Return a ring that has also taken those of some lists that follow its own."""
    found = ring.copy()
    for index, envelope in lists:
        try:
            found.take(index, envelope)
        except VerificationError:
            continue
    return found


def _roots(envelope: Envelope) -> list[VerifierKey]:
    """Return the root keys a list names: tried, believed only beside an older one."""
    return [t.key for t in parse_key_list(envelope.payload).keys if t.use == ROOT]
