"""A record's folder, opened for a command: its store, its logs, its guard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from thalweg.record.folder import LOG, SEALED, STORE, RecordAbout, read_about
from thalweg.record.guard import Guard
from thalweg.record.log import Log
from thalweg.record.ports import RecordStore
from thalweg.record.published import PublishedLog
from thalweg.record.tree import Tree
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.signing import SigningKey


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record whose store is open."""

    folder: Path
    about: RecordAbout
    store: RecordStore

    def tree(self, origin: str) -> Tree:
        """Return the tree of one of the logs it holds."""
        return Tree(self.store, origin)

    def guard(self) -> Guard:
        """Return the guard, held against the record.

        Raises
        ------
        RecordDoubtError
            It is missing, or the two do not tell one history: nothing may be signed.
        """
        guard = Guard.open(Path(self.about.guard))
        guard.hold(
            self.store.heads(), lambda origin, size: self.tree(origin).root(size)
        )
        return guard

    def log(self, key: SigningKey, guard: Guard) -> Log:
        """Return the own log that a key signs: of this site, open or sealed."""
        is_sealed = key.name == self.about.sealed_origin
        folder = self.folder / (SEALED if is_sealed else LOG)
        published = PublishedLog(folder, entries=not is_sealed)
        return Log(key, self.store, guard, published)


@contextmanager
def opened(folder: Path, *, writing: bool = False) -> Iterator[OpenedRecord]:
    """Open the record in a folder; to write, only where no node has it open.

    Raises
    ------
    InputError
        There is no record in the folder, or another process writes it.
    RecordDoubtError
        Its store is damaged.
    """
    about = read_about(folder)
    store = SqliteStore.open(folder / STORE, writing=writing)
    try:
        yield OpenedRecord(folder, about, store)
    finally:
        store.close()
