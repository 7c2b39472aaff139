"""What the hotline remembers beside the logs: rows, written with what caused them.

Everything here could be worked out again from both logs, but for when an entry came.
Rows are never removed, so what is current only (an open dialogue, a message without a
receipt) stands in numbered slots that are used again: a start reads as many rows as
were ever current at once, not as many as there were.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from thalweg.errors import RecordDoubtError
from thalweg.record.ports import RecordStore, Row

ABOUT = "line"
"""Table of single facts: what the other side said it holds, a dispute, and the like."""

# Nobody signs or compares these bytes: the quick spelling will do.
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


class Standing:
    """Rows of the hotline; what is put is seen at once, and durable by the next commit.

    `rows` gives what is to be written in the same transaction as its cause; then
    `settled` says that it was, or `forgotten` that it was not. `scope` gives tables
    other names: rows that go by the index of an entry begin anew with a new log.
    """

    def __init__(
        self, store: RecordStore, scope: Mapping[str, str] | None = None
    ) -> None:
        self._store = store
        self._scope = {} if scope is None else scope
        self._staged: dict[tuple[str, str], bytes] = {}
        self._slots: dict[str, dict[str, tuple[int, object]]] = {}
        self._free: dict[str, list[int]] = {}

    def get(self, table: str, key: str) -> object | None:
        """Return what stands in a row."""
        table = self._scope.get(table, table)
        staged = self._staged.get((table, key))
        data = self._store.row(table, key) if staged is None else staged
        return _decoded(data, table, key) if data else None

    @staticmethod
    def encoded(value: object) -> bytes:
        """Return JSON as rows have it, for one that is written beside `rows`."""
        return _ENCODER.encode(value).encode()

    def number(self, table: str, key: str) -> int:
        """Return the number that stands in a row; 0 where there is none."""
        value = self.get(table, key)
        return value if isinstance(value, int) else 0

    def put(self, table: str, key: str, value: object) -> None:
        """Put JSON into a row."""
        table = self._scope.get(table, table)
        self._staged[table, key] = _ENCODER.encode(value).encode()

    def current(self, table: str) -> Mapping[str, object]:
        """Return what is current in a table of slots, by name, oldest slot first."""
        return {name: value for name, (_, value) in self._loaded(table).items()}

    def keep(self, table: str, name: str, value: object = True) -> None:
        """Make something current, or change what is said of it."""
        slots = self._loaded(table)
        if name in slots:
            slot = slots[name][0]
        else:
            free = self._free[table]
            slot = free.pop() if free else len(slots)
        slots[name] = (slot, value)
        self.put(table, f"{slot:09d}", [name, value])

    def drop(self, table: str, name: str) -> None:
        """Make something current no longer."""
        found = self._loaded(table).pop(name, None)
        if found is not None:
            self._free[table].append(found[0])
            self._staged[table, f"{found[0]:09d}"] = b""

    def rows(self) -> tuple[Row, ...]:
        """Return what was put and is not durable yet."""
        return tuple(
            Row(table=table, key=key, value=value)
            for (table, key), value in self._staged.items()
        )

    def settled(self) -> None:
        """Take it that `rows` were written."""
        self._staged.clear()

    def forgotten(self) -> None:
        """Take it that `rows` were not written: what was put is undone."""
        self._staged.clear()
        self._slots.clear()
        self._free.clear()

    def _loaded(self, table: str) -> dict[str, tuple[int, object]]:
        if table not in self._slots:
            found: dict[str, tuple[int, object]] = {}
            free = []
            for key, data in self._store.rows(self._scope.get(table, table)):
                if data:
                    name, value = _decoded(data, table, key)
                    found[name] = (int(key), value)
                else:
                    free.append(int(key))
            self._slots[table], self._free[table] = found, free
        return self._slots[table]


def _decoded(data: bytes, table: str, key: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(data)
    except ValueError as why:
        raise RecordDoubtError(
            f"the record's row {key!r} of {table!r} is not what was written: {why}; "
            "the disk, or somebody, changed it. See that the disk is sound, then put "
            "the record back from its newest backup"
        ) from None
