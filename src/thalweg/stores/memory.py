"""A store in memory: the contract in its plainest words, for tests and trials."""

from __future__ import annotations

from collections.abc import Iterator

from thalweg.record.ports import (
    Append,
    Change,
    Head,
    HeadChange,
    Receipt,
    StaleError,
)


def _age(receipt: Receipt) -> tuple[int, int]:
    return receipt.size, receipt.time_s


class MemoryStore:
    """Keep a record in memory; durable for as long as the process lives, no longer."""

    def __init__(self) -> None:
        self._entries: dict[str, list[bytes]] = {}
        self._tiles: dict[tuple[str, int, int], bytes] = {}
        self._heads: dict[tuple[str, str], Head] = {}
        self._first: dict[tuple[str, str], dict[int, Receipt]] = {}
        self._newest: dict[tuple[str, str], Receipt] = {}
        self._rows: dict[str, dict[str, bytes]] = {}

    def commit(self, change: Change) -> None:
        """Write a change; raises StaleError, and then nothing was written."""
        for append in change.appends:
            self._check_append(append)
        for head in change.heads:
            self._check_head(head)
        for append in change.appends:
            self._entries.setdefault(append.origin, []).extend(append.entries)
            for (level, index), hashes in append.tiles.items():
                self._tiles[append.origin, level, index] = hashes
        for change_of in change.heads:
            head_now = change_of.head
            self._heads[head_now.origin, head_now.role] = head_now
        for receipt in change.receipts:
            self._keep(receipt)
        for row in change.rows:
            self._rows.setdefault(row.table, {})[row.key] = row.value

    def _check_append(self, append: Append) -> None:
        held = self.size(append.origin)
        if held != append.at:
            raise StaleError(f"{append.origin}: {held} entries held, not {append.at}")

    def _check_head(self, change: HeadChange) -> None:
        held = self.head(change.head.origin, change.head.role)
        size = None if held is None else held.size
        if size != change.old_size or change.head.size < (size or 0):
            raise StaleError(
                f"{change.head.origin}: the {change.head.role} head is of {size}, "
                f"not {change.old_size}"
            )

    def _keep(self, receipt: Receipt) -> None:
        whose = (receipt.origin, receipt.key)
        self._first.setdefault(whose, {}).setdefault(receipt.size, receipt)
        newest = self._newest.get(whose)
        if newest is None or _age(newest) <= _age(receipt):
            self._newest[whose] = receipt

    def size(self, origin: str) -> int:
        """Return the number of entries held of a log."""
        return len(self._entries.get(origin, ()))

    def entries(self, origin: str, start: int, stop: int) -> list[bytes]:
        """Return the entries `start` up to `stop`."""
        return self._entries.get(origin, [])[start:stop]

    def tile(self, origin: str, level: int, index: int) -> bytes:
        """Return a tile's hashes so far."""
        return self._tiles.get((origin, level, index), b"")

    def head(self, origin: str, role: str) -> Head | None:
        """Return the head kept under a role."""
        return self._heads.get((origin, role))

    def heads(self) -> list[Head]:
        """Return every head, in order of origin and role."""
        return [self._heads[key] for key in sorted(self._heads)]

    def receipt(self, origin: str, key: str, index: int) -> Receipt | None:
        """Return a cosigner's first receipt that covers the entry `index`."""
        kept = self._first.get((origin, key), {})
        sizes = [size for size in kept if size > index]
        return kept[min(sizes)] if sizes else None

    def newest_receipt(self, origin: str, key: str) -> Receipt | None:
        """Return a cosigner's receipt of the largest size, its newest time."""
        return self._newest.get((origin, key))

    def row(self, table: str, key: str) -> bytes | None:
        """Return a row's newest value."""
        return self._rows.get(table, {}).get(key)

    def rows(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Yield ``(key, value)`` of a table in order of key."""
        yield from sorted(self._rows.get(table, {}).items())

    def fault(self) -> str:
        """Return what is not as it was written; memory is taken to be."""
        return ""

    def close(self) -> None:
        """Do nothing: what is in memory goes with the process."""
