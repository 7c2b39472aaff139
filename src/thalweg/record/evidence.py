"""What a log signed against itself, kept for whoever has to judge it."""

from __future__ import annotations

from thalweg.record.ports import Change, RecordStore, Row
from thalweg.wire.canonical import sha256_hex

EVIDENCE = "evidence"
"""Rows by SHA-256: the bytes as they came."""

_COUNTED = "evidence-counted"
MOST_EVIDENCE = 1_000
MOST_BYTES = 1 << 18


def keep_evidence(store: RecordStore, value: bytes) -> str:
    """Keep bytes durably, once; return their SHA-256 in hex.

    At most `MOST_EVIDENCE` of at most 256 KiB each (the rest is cut): a log that
    contradicts itself so often has shown it, and must not fill the disk.
    """
    value = value[:MOST_BYTES]
    key = sha256_hex(value)
    kept = int(store.row(_COUNTED, "kept") or b"0")
    if kept < MOST_EVIDENCE and store.row(EVIDENCE, key) is None:
        counted = Row(table=_COUNTED, key="kept", value=str(kept + 1).encode())
        store.commit(Change(rows=(Row(table=EVIDENCE, key=key, value=value), counted)))
    return key
