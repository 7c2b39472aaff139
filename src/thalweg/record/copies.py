"""What is taken out of a record: one entry with its proof, or a whole log's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from thalweg.errors import InputError
from thalweg.record.lists import list_rows
from thalweg.record.merkle import inclusion_proof
from thalweg.record.ports import MIRRORED, SIGNED, Head, RecordStore
from thalweg.record.published import PublishedLog
from thalweg.record.tree import Tree
from thalweg.wire.tlog_proof import TlogProof


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """An entry's bytes, and the ``.tlog-proof`` that it stands in its log."""

    entry: bytes
    proof: bytes
    size: int


def newest_head(store: RecordStore, origin: str) -> Head:
    """Return the newest checkpoint of a log whose entries are held.

    Raises
    ------
    InputError
        No log of that origin is held.
    """
    head = store.head(origin, SIGNED) or store.head(origin, MIRRORED)
    if head is None:
        raise InputError(f"{origin}: no checkpoint of such a log is held here")
    return head


def proved_entry(store: RecordStore, origin: str, index: int) -> ProvedEntry:
    """Return an entry and the proof of it, under the newest checkpoint.

    Raises
    ------
    InputError
        There is no such entry under it.
    """
    head = newest_head(store, origin)
    if not 0 <= index < head.size:
        raise InputError(
            f"{origin}: there is no entry {index:,}; "
            f"its checkpoint covers {head.size:,}"
        )
    tree = Tree(store, origin)
    hashes = inclusion_proof(index, head.size, tree.reader(head.size))
    proof = TlogProof(index, hashes, head.note).format()
    return ProvedEntry(tree.entries(index, index + 1)[0], proof, head.size)


def copy_log(store: RecordStore, origin: str, folder: Path, *, entries: bool) -> Head:
    """Write a log's folder from the store, as outsiders read it.

    Parameters
    ----------
    folder
        a new folder; who calls puts it in place once it is whole.
    entries
        False for a sealed log.
    """
    head = newest_head(store, origin)
    published = PublishedLog(folder, entries=entries)
    published.grow(Tree(store, origin), head.size)
    published.show_receipts(list_rows(store, origin))
    published.show_checkpoint(head.note)
    return head
