"""A log held against its side's lists of keys: who signed, and what counts no longer.

Before a key was revoked means: under a checkpoint that the other side cosigned and that
is no larger than the index of the list that revokes it. A mirror never cosigns a
smaller size after a larger one, so no thief can have one made since. The checkpoints
that show it are handed in, or lie in ``receipts/`` beside the log.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from thalweg.errors import VerificationError
from thalweg.model.message import EntryRef
from thalweg.record.ring import CLOCKS_APART_US, KeyRing
from thalweg.record.signatures import Signatures
from thalweg.times import US_PER_S
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint
from thalweg.wire.cosignature import Cosignature, cosignatures_of
from thalweg.wire.envelope import Envelope
from thalweg.wire.key_file import LOG, MIRROR, SEALED, WITNESS, KeyFile
from thalweg.wire.note import verified_by
from thalweg.wire.vkey import VerifierKey


class ListedKeys:
    """What the lists of keys in a log say, as its entries come.

    Parameters
    ----------
    origin
        of the log.
    agreed
        first keys of parties: of the one whose log it is, and of the other where they
        are at hand.
    cosigners
        further keys whose cosignature on a receipt counts.
    begun
        the lists of a log that continues an older one; in the place of what its side
        agreed.

    Raises
    ------
    VerificationError
        The log is of none of the parties.
    """

    def __init__(
        self,
        origin: str,
        agreed: Mapping[str, KeyFile],
        cosigners: Sequence[VerifierKey],
        begun: KeyRing | None = None,
    ) -> None:
        rings = [
            KeyRing(party, file.keys[LOG].name, file) for party, file in agreed.items()
        ]
        if begun is not None:
            rings = [begun, *(ring for ring in rings if ring.party != begun.party)]
        own = next((ring for ring in rings if ring.origin == origin), None)
        if own is None:
            told = ", ".join(ring.origin for ring in rings)
            raise VerificationError(
                [f"a log {origin!r}; the keys given are of {told}. If it continues one "
                 "of those, that one is needed too: --before LOGDIR"]
            )  # fmt: skip
        self.origin, self.ring = origin, own
        self._cosigners = tuple(cosigners)
        other = next((ring for ring in rings if ring is not own), None)
        self._signatures = Signatures(own, other)

    cosigner = "mirror"
    """Which key of the other side's must have cosigned."""

    @property
    def other(self) -> KeyRing | None:
        """The lists of the other side, as far as they are copied into this log."""
        return self._signatures.other

    @property
    def _others(self) -> tuple[KeyRing, ...]:
        """The other side's lists, also of logs that it left for another."""
        newest = self._signatures.other
        return (*self._signatures.left, *(() if newest is None else (newest,)))

    @property
    def witnesses(self) -> frozenset[VerifierKey]:
        """The keys that the other side ever had for its witness."""
        return frozenset(key for ring in self._others for key in ring.ever(WITNESS))

    def take(self, index: int, envelope: Envelope) -> None:
        """Take the next of thalweg's own entries; raises VerificationError."""
        self._signatures.take(index, envelope)

    def signers(self, signed: SignedCheckpoint) -> tuple[VerifierKey, ...]:
        """Return the log's keys that signed a checkpoint and count there.

        Raises
        ------
        VerificationError
            None did; or none but one that was revoked.
        """
        at, ring = signed.checkpoint, self.ring
        if at.origin != self.origin:
            raise VerificationError([f"a checkpoint of {at.origin!r}"])
        times = [one.time_s for one in self.cosignatures(signed)]
        time_us = max(times) * US_PER_S if times else None
        found = verified_by(signed.note, ring.checkpoint_keys(at.size, time_us))
        if found:
            return found
        old = verified_by(signed.note, ring.ever(LOG))
        if not old:
            raise VerificationError([f"no key of {at.origin!r} signed it"])
        why = "was revoked" if ring.revoked(old[0]) else "does not count at its size"
        named = f"{old[0].name!r} ({old[0].key_id.hex()})"
        raise VerificationError([f"{named} alone signed it, and {why}"])

    def cosignatures(self, signed: SignedCheckpoint) -> tuple[Cosignature, ...]:
        """Return the other side's cosignatures on a checkpoint that count.

        Raises
        ------
        VerificationError
            A line of one of its keys does not verify.
        """
        at, rings = signed.checkpoint, self._others
        listed = [k for r in rings for k in (*r.ever(MIRROR), *r.ever(WITNESS))]
        found = cosignatures_of(signed, dict.fromkeys((*self._cosigners, *listed)))
        return tuple(
            one
            for one in found
            if one.key not in listed
            or any(self._cosigns(n, one, at) for n in range(len(rings)))
        )

    def _cosigns(self, number: int, one: Cosignature, at: Checkpoint) -> bool:
        """Tell whether a cosignature counts by one of the other side's lists.

        A log that is left for another ends its keys as a newer list does.
        """
        ring, *later = self._others[number:]
        if not ring.cosigns(one.key, at.origin, at.size, one.time_s):
            return False
        last = EntryRef(at.origin, max(at.size - 1, 0))
        ends_us = [r.logged[0].list.made_us + CLOCKS_APART_US for r in later[:1]]
        is_before = all(one.time_s * US_PER_S <= end_us for end_us in ends_us)
        return is_before and all(r.stands(one.key, last) for r in later)

    def ever_signed(self, signed: SignedCheckpoint) -> bool:
        """Tell whether a key of the log, of whichever list, signed a checkpoint."""
        return bool(verified_by(signed.note, self.ring.ever(LOG)))

    def is_mirrored(self, signed: SignedCheckpoint) -> bool:
        """Tell whether the other side's mirror cosigned a checkpoint."""
        mirrors = [key for ring in self._others for key in ring.ever(MIRROR)]
        keys = {one.key for one in self.cosignatures(signed)}
        return bool(keys & {*mirrors, *self._cosigners})

    def uncounted(
        self, receipts: Sequence[SignedCheckpoint], roots: Mapping[int, bytes]
    ) -> Iterator[str]:
        """Yield what counts no longer, a sentence each; and receipts that are wrong.

        Parameters
        ----------
        receipts
            checkpoints that show what was cosigned before.
        roots
            this log's root at the size of each.
        """
        sizes = sorted({0, *self._shown(receipts, roots)})

        def covered(index: int) -> int | None:
            at = bisect_right(sizes, index)
            return sizes[at] if at < len(sizes) else None

        for index, why in self._signatures.uncounted(covered):
            yield f"entry {index:,}: {why}"

    def receipted(
        self, receipts: Sequence[SignedCheckpoint], roots: Mapping[int, bytes]
    ) -> tuple[int, int] | None:
        """Return how many entries the other side's mirror receipted, and when.

        The most that the receipts at hand show, and its first time, in seconds since
        1970 by its own clock; None where they show nothing.
        """
        given = []
        for signed in self._given(receipts, roots):
            times = [one.time_s for one in self.cosignatures(signed)]
            given.append((signed.checkpoint.size, -min(times, default=0)))
        size, time_s = max(given, default=(0, 0))
        return (size, -time_s) if size else None

    def _shown(
        self, receipts: Sequence[SignedCheckpoint], roots: Mapping[int, bytes]
    ) -> Iterator[int]:
        for signed in self._given(receipts, roots):
            yield signed.checkpoint.size

    def _given(
        self, receipts: Sequence[SignedCheckpoint], roots: Mapping[int, bytes]
    ) -> Iterator[SignedCheckpoint]:
        for signed in receipts:
            at = signed.checkpoint
            try:
                is_signed = verified_by(signed.note, self.ring.ever(LOG))
                is_ours = at.origin == self.origin and roots.get(at.size) == at.root
                if is_signed and is_ours and self.is_mirrored(signed):
                    yield signed
            except VerificationError:
                continue


class SealedKeys:
    """What the lists of keys in a side's log say of its sealed log.

    Its entries bear no indices of the log: its keys have times alone, held against the
    cosignatures'. A key that was revoked counts for none of its checkpoints.

    Parameters
    ----------
    origin
        of the sealed log.
    lists
        the side's log, read to its end.
    cosigners
        further keys whose cosignature counts.

    Raises
    ------
    VerificationError
        The sealed log is not of that side.
    """

    cosigner = "witness"

    def __init__(
        self, origin: str, lists: ListedKeys, cosigners: Sequence[VerifierKey]
    ) -> None:
        if lists.ring.sealed_origin != origin:
            raise VerificationError(
                [f"{lists.origin!r} is the log beside {lists.ring.sealed_origin!r}, "
                 f"not beside {origin!r}"]
            )  # fmt: skip
        self.origin, self.ring, self.other = origin, lists.ring, lists.other
        self._lists = lists
        self._cosigners = tuple(cosigners)

    def signers(self, signed: SignedCheckpoint) -> tuple[VerifierKey, ...]:
        """Return the sealed log's keys that signed a checkpoint and count for it.

        Raises
        ------
        VerificationError
            None did.
        """
        at = signed.checkpoint
        times = [one.time_s for one in self.cosignatures(signed)]
        found = tuple(
            key
            for key in verified_by(signed.note, self.ring.ever(SEALED))
            if at.origin == self.origin
            and self.ring.lasts(key, max(times, default=None))
        )
        if not found:
            raise VerificationError(
                [f"no key of {self.origin!r} that counts by the lists signed it"]
            )
        return found

    def cosignatures(self, signed: SignedCheckpoint) -> tuple[Cosignature, ...]:
        """Return the other side's cosignatures on a checkpoint that count.

        Raises
        ------
        VerificationError
            A line of one of its keys does not verify.
        """
        witnesses = self._lists.witnesses
        listed = self._lists.cosignatures(signed)
        more = cosignatures_of(signed, self._cosigners) if self._cosigners else ()
        return (*(one for one in listed if one.key in witnesses), *more)

    def ever_signed(self, signed: SignedCheckpoint) -> bool:
        """Tell whether a key of the log, of whichever list, signed a checkpoint."""
        return bool(verified_by(signed.note, self.ring.ever(SEALED)))

    def is_mirrored(self, signed: SignedCheckpoint) -> bool:
        """Tell whether the other side's witness cosigned a checkpoint."""
        return bool(self.cosignatures(signed))

    def take(self, index: int, envelope: Envelope) -> None:
        """Take an entry: none is at hand of a sealed log."""

    def uncounted(
        self, receipts: Sequence[SignedCheckpoint], roots: Mapping[int, bytes]
    ) -> Iterator[str]:
        """Yield nothing: what counts no longer is said of entries that are shown."""
        del receipts, roots
        return iter(())
