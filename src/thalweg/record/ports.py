"""What the record needs of a store: one atomic, durable change, and readers.

A store keeps, for each log it holds (its own, its sealed one, the mirror of the other
side's): the entries, the tile hashes of their Merkle tree, named heads (checkpoints
signed or cosigned), the other side's receipts, and rows of the rooms above, written in
the same transaction as the entries that cause them.

The contract, for every implementation (`thalweg.testing.stores` runs it):

1. `commit` is all or nothing, and durable when it returns: it survives a loss of power.
2. An `Append` whose `at` is not the number of entries held, and a `HeadChange` whose
   `old_size` is not that of the head held, raise `StaleError`; nothing is written.
3. A head never shrinks. An entry once written is never changed, and none is removed.
4. A store that cannot promise this any more (an error of the disk, a failed flush)
   raises `RecordDoubtError` at every later call. It never tries a flush again: what the
   first one lost, the second does not bring back.
5. One process writes. A second opening for writing is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

SIGNED = "signed"
WITNESSED = "witnessed"
MIRRORED = "mirrored"


class StaleError(Exception):
    """A change was made against a state that is no longer the store's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A checkpoint that a store keeps under a role.

    Attributes
    ----------
    origin
        the log's origin line.
    role
        ``signed`` (our own log's newest), ``witnessed`` or ``mirrored`` (the newest of
        another log that our witness or our mirror cosigned).
    size
        number of entries.
    root
        Merkle root of that many entries, 32 bytes.
    note
        the checkpoint as a signed note, byte for byte.
    time_s
        time of our newest cosignature over it, POSIX seconds; 0 for an own log.
    """

    origin: str
    role: str
    size: int
    root: bytes
    note: bytes
    time_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Entries to put at the end of one log, and the tile hashes they change.

    Attributes
    ----------
    origin
        the log.
    at
        the number of entries it must hold now.
    entries
        the bytes of each new entry, in order.
    tiles
        ``(level, index) -> hashes``, each 32 bytes times the tile's width so far: every
        tile that the new entries touch, whole.
    """

    origin: str
    at: int
    entries: tuple[bytes, ...]
    tiles: dict[tuple[int, int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadChange:
    """A head to be put in the place of one of `old_size` entries (None: of none)."""

    head: Head
    old_size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A cosignature of the other side over a checkpoint of ours.

    Attributes
    ----------
    origin
        our log.
    key
        the cosigner's vkey text.
    size
        entries that the cosigned checkpoint covers.
    time_s
        when the cosigner says it signed, POSIX seconds; its claim, kept as it came.
    received_us
        when we got it by our clock, microseconds.
    note
        the checkpoint with that cosignature, a signed note that stands alone.
    """

    origin: str
    key: str
    size: int
    time_s: int
    received_us: int
    note: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a room above, kept under ``(table, key)``; the newest value stands."""

    table: str
    key: str
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one `commit` writes, whole or not at all."""

    appends: tuple[Append, ...] = ()
    heads: tuple[HeadChange, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    rows: tuple[Row, ...] = ()


class RecordStore(Protocol):
    """The durable state of one site; see the contract at the top of this file."""

    def commit(self, change: Change) -> None:
        """Write a change durably; raises StaleError, RecordDoubtError."""

    def size(self, origin: str) -> int:
        """Return the number of entries held of a log; 0 for an unknown one."""

    def entries(self, origin: str, start: int, stop: int) -> list[bytes]:
        """Return the entries `start` up to `stop` (left out); fewer where none are."""

    def tile(self, origin: str, level: int, index: int) -> bytes:
        """Return a tile's hashes so far, 32 bytes each; empty where there is none."""

    def head(self, origin: str, role: str) -> Head | None:
        """Return the head kept under a role."""

    def heads(self) -> list[Head]:
        """Return every head, in order of origin and role."""

    def receipt(self, origin: str, key: str, index: int) -> Receipt | None:
        """Return a cosigner's first receipt that covers the entry `index`."""

    def newest_receipt(self, origin: str, key: str) -> Receipt | None:
        """Return a cosigner's receipt of the largest size, its newest time."""

    def row(self, table: str, key: str) -> bytes | None:
        """Return a row's newest value."""

    def rows(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Yield ``(key, value)`` of a table in order of key."""

    def fault(self) -> str:
        """Return what is not as it was written, all of it read; "" where all is."""

    def close(self) -> None:
        """Give the store back; a later call of anything else raises."""
