"""What a log signed against itself, kept for whoever has to judge it."""

from __future__ import annotations

from typing import Final

from thalweg.record.ports import Change, RecordStore, Row
from thalweg.wire.canonical import sha256_hex

EVIDENCE = "evidence"
"""Rows by SHA-256: the bytes as they came."""

TWO_HISTORIES: Final = "two histories"
UNLIKE: Final = "unlike its entries"
UNPROVED: Final = "unproved growth"
THEFT: Final = "theft"
UNDER_OURS: Final = "under our own key"

_COUNTED = "evidence-counted"
MOST_EVIDENCE = 300
MOST_BYTES = 1 << 18


def keep_evidence(store: RecordStore, value: bytes, kind: str) -> str:
    """Keep bytes durably, once; return their SHA-256 in hex, "" where it is not kept.

    At most `MOST_EVIDENCE` of a kind, of at most 256 KiB each (the rest is cut): a log
    that contradicts itself so often has shown it, and must not fill the disk. Each kind
    has its own room, so that a thief, or a bad line, takes none of it from a proof.
    """
    value = value[:MOST_BYTES]
    key = sha256_hex(value)
    if store.row(EVIDENCE, key) is not None:
        return key
    kept = int(store.row(_COUNTED, kind) or b"0")
    if kept >= MOST_EVIDENCE:
        return ""
    counted = Row(table=_COUNTED, key=kind, value=str(kept + 1).encode())
    store.commit(Change(rows=(Row(table=EVIDENCE, key=key, value=value), counted)))
    return key
