"""A record's folder, opened for a command: its store, its logs, its guard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from thalweg.record.folder import LOG, SEALED, STORE, RecordAbout, read_about
from thalweg.record.guard import Guard
from thalweg.record.keys import KeyFolder
from thalweg.record.lists import ring_of
from thalweg.record.log import Log
from thalweg.record.origins import abandoned, origins_of
from thalweg.record.ports import RecordStore
from thalweg.record.published import PublishedLog
from thalweg.record.tree import Tree
from thalweg.stores.sqlite import SqliteStore
from thalweg.times import now_us
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
            self.store.heads(),
            lambda origin, size: self.tree(origin).root(size),
            abandoned(self.store),
        )
        return guard

    def signing(self, keys: KeyFolder, use: str, word: bytes) -> list[SigningKey]:
        """Return the keys of a use that sign now by the lists of keys, newest first.

        Raises
        ------
        InputError
            None of them is in the folder, or one cannot be opened.
        """
        about, time_us = self.about, now_us()
        found = origins_of(self.store, about.party)
        first = found[-1].first if found else keys.public
        ring = ring_of(self.store, about.party, about.origin, first)
        size = self.store.size(about.origin)
        counting = ring.keys(size, time_us, use)
        here = [k for k in ring.now(use) if k in counting and keys.holds(use, k)]
        # Where none is here, the error names the file of the newest.
        return [keys.open(use, key, word) for key in here or ring.now(use)[:1]]

    def log(self, keys: Sequence[SigningKey], guard: Guard) -> Log:
        """Return the own log that keys sign: of this site, open or sealed."""
        is_sealed = keys[0].name == self.about.sealed_origin
        folder = self.folder / (SEALED if is_sealed else LOG)
        published = PublishedLog(folder, entries=not is_sealed)
        return Log(keys[0], self.store, guard, published, also=keys[1:])


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
        found = origins_of(store, about.party)
        if found:
            link = found[-1].link
            about = replace(about, origin=link.new, sealed_origin=link.sealed)
        yield OpenedRecord(folder, about, store)
    finally:
        store.close()
