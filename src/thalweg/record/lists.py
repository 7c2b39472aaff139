"""Which entries of a log are lists of keys that were taken; what was held before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from thalweg.errors import RecordDoubtError
from thalweg.record.ports import RecordStore
from thalweg.record.ring import KeyRing
from thalweg.wire.encoded import from_base64
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.key_file import KeyFile
from thalweg.wire.key_list import KeyList

LISTS = "key-lists"
"""Rows by log and index: a list of keys that was taken; what was cosigned before."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list's entry; how many entries the other side had cosigned before, and where.

    `note` is the checkpoint of that size with the other side's cosignature; empty where
    there was none.
    """

    index: int
    cosigned: int
    note: bytes


def list_key(origin: str, index: int) -> str:
    """Return the key of a list's row; keys of one log sort as indices do."""
    return f"{origin} {index:016d}"


def list_rows(store: RecordStore, origin: str) -> Iterator[ListRow]:
    """Yield the rows of one log's lists, in their order."""
    for key, data in store.rows(LISTS):
        of, _, index = key.rpartition(" ")
        if of == origin:
            value = json.loads(data)
            yield ListRow(int(index), value["cosigned"], from_base64(value["note"]))


def ring_of(
    store: RecordStore, party: str, origin: str, first: KeyFile | KeyList
) -> KeyRing:
    """Return the lists of keys that a log in a store tells, from its first on.

    Raises
    ------
    RecordDoubtError
        A list that was taken is not in the log.
    """
    ring = KeyRing(party, origin, first)
    for row in list_rows(store, origin):
        entries = store.entries(origin, row.index, row.index + 1)
        if not entries:
            raise RecordDoubtError(
                f"{origin}: entry {row.index}, a list of keys, is gone"
            )
        ring.take(row.index, parse_envelope(entries[0]))
    return ring
