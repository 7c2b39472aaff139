"""The lists of keys of both sides, as their logs told them to this site.

A list that was taken stands in a row, by its log and index, written with the entry that
it is; the list itself is read from the log. A row says too how much of that log the
other side had cosigned *before*: what a revocation takes away depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from thalweg.hotline.sides import SideKeys, side_of
from thalweg.hotline.standing import Standing
from thalweg.record.lists import LISTS, ListRow, list_key, list_rows, ring_of
from thalweg.record.origins import origins_of
from thalweg.record.ports import RecordStore
from thalweg.record.ring import KeyRing
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.encoded import to_base64
from thalweg.wire.envelope import Envelope
from thalweg.wire.key_file import MIRROR
from thalweg.wire.key_list import KeyList
from thalweg.wire.vkey import VerifierKey


def _is_shown(row: ListRow, by: KeyRing) -> bool:
    """Tell whether what a row says was cosigned was so by a key that counts."""
    if not row.note:
        # What our own guard remembers of what our mirror cosigned.
        return row.cosigned > 0
    signed = parse_checkpoint(row.note)
    at = signed.checkpoint
    found = cosignatures_of(signed, by.ever(MIRROR))
    return any(by.cosigns(o.key, at.origin, at.size, o.time_s) for o in found)


def newest_side(store: RecordStore, first: SideKeys) -> SideKeys:
    """Return the keys that a side's newest log began with; the first: as agreed."""
    found = origins_of(store, first.party)
    if not found:
        return first
    ring = KeyRing(first.party, found[-1].link.new, found[-1].first)
    return side_of(found[-1].first, ring)


@dataclass(slots=True)
class _Side:
    ring: KeyRing
    rows: dict[int, ListRow]
    known: dict[int, SideKeys]

    def at(self, index: int) -> SideKeys:
        """Return the keys of the list in force at an entry."""
        found = self.ring.list_at(index)
        if found.edition not in self.known:
            self.known[found.edition] = side_of(found, self.ring)
        return self.known[found.edition]


class KeyRings:
    """Both sides' keys, by list.

    Parameters
    ----------
    store, standing
        where the lists are, and the rows about them.
    us, peer
        the first keys of both sides.
    """

    def __init__(
        self, store: RecordStore, standing: Standing, us: SideKeys, peer: SideKeys
    ) -> None:
        self._store, self._standing = store, standing
        self._first = (us, peer)
        self._sides = self._read()
        self._is_staged = False

    @property
    def own(self) -> KeyRing:
        """The lists of this side."""
        return self._sides[0].ring

    @property
    def peer(self) -> KeyRing:
        """The lists of the other side."""
        return self._sides[1].ring

    def at(self, index: int, *, mine: bool) -> SideKeys:
        """Return the keys that may sign at an entry of a side's log."""
        return self._sides[0 if mine else 1].at(index)

    def newest(self, *, mine: bool) -> SideKeys:
        """Return the keys in force at the end of a side's log."""
        side = self._sides[0 if mine else 1]
        return side.at(side.ring.logged[-1].index + 1)

    def lasting(self, use: str, *, mine: bool) -> tuple[VerifierKey, ...]:
        """Return the keys that a side ever had for a use, but for revoked ones.

        By them is held what was signed before some of them were replaced.
        """
        ring = self._sides[0 if mine else 1].ring
        return tuple(key for key in ring.ever(use) if not ring.revoked(key))

    def take(
        self, index: int, envelope: Envelope, cosigned: int, note: bytes, *, mine: bool
    ) -> KeyList:
        """Take a list that is logged with the next commit; raises VerificationError.

        Parameters
        ----------
        cosigned, note
            how much of its log was cosigned by the other side before, and the
            checkpoint that shows it; 0 and empty where nothing was.
        """
        side = self._sides[0 if mine else 1]
        found = side.ring.take(index, envelope)
        self._put(side, ListRow(index, cosigned, note))
        return found

    def done(self) -> None:
        """Take it that what was taken was written."""
        self._is_staged = False

    def undo(self) -> None:
        """Forget what was taken and not written."""
        if self._is_staged:
            self._sides = self._read()
            self._is_staged = False

    def cosigned_before(self, *, mine: bool) -> list[int]:
        """Return the sizes of a log that were cosigned before its lists of keys.

        By keys of the other side's mirror that counted for it, as its lists are now.
        """
        by = self._sides[1 if mine else 0].ring
        rows = self._sides[0 if mine else 1].rows.values()
        return sorted({row.cosigned for row in rows if _is_shown(row, by)})

    def receipt_came(self, size: int, note: bytes) -> None:
        """Put down a receipt over the own log that shows more than was known before."""
        side = self._sides[0]
        for row in list(side.rows.values()):
            new = ListRow(row.index, size, note)
            is_more = row.cosigned < size or not _is_shown(row, self.peer)
            if is_more and size <= row.index and _is_shown(new, self.peer):
                self._put(side, new)

    def unshown(self) -> list[int]:
        """Return the entries of own lists before which nothing that counts is shown."""
        rows = self._sides[0].rows.values()
        return [row.index for row in rows if row.note and not _is_shown(row, self.peer)]

    def rows(self, *, mine: bool) -> list[ListRow]:
        """Return what is known of each list of a side."""
        return list(self._sides[0 if mine else 1].rows.values())

    def _put(self, side: _Side, row: ListRow) -> None:
        self._is_staged = True
        side.rows[row.index] = row
        value = {"cosigned": row.cosigned, "note": to_base64(row.note)}
        self._standing.put(LISTS, list_key(side.ring.origin, row.index), value)

    def entries(self, *, mine: bool) -> Iterator[tuple[int, bytes]]:
        """Yield each list of a side that was taken, as the entry that it is."""
        ring = self._sides[0 if mine else 1].ring
        for logged in ring.logged:
            # A log that continues another has its first list as entry 0.
            index = max(logged.index, 0)
            found = self._store.entries(ring.origin, index, index + 1)
            if found and logged.list.edition:
                yield index, found[0]

    def _read(self) -> tuple[_Side, _Side]:
        own, peer = (self._side(first) for first in self._first)
        return own, peer

    def _side(self, first: SideKeys) -> _Side:
        ring = ring_of(self._store, first.party, first.origin, first.key_list())
        rows = {row.index: row for row in list_rows(self._store, ring.origin)}
        return _Side(ring, rows, {first.edition: first})
