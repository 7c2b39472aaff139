"""One site's own log: append, sign, publish; it halts rather than forks.

The order of a growth, each step durable before the next, and each safe to do again:

1. the entries and the tile hashes they change: one commit of the store;
2. tiles and entry bundles as files, each written beside, flushed and renamed;
3. the checkpoint, signed, put in the store in the place of the one it grew from;
4. its size and root in the guard, on another disk;
5. the file ``checkpoint``: only now has it left the site.

Where a step finds another history than its own, a disk that fails, or a head that moved
under it, the log is halted: everything it is asked after that raises the same error.
"""

from __future__ import annotations

from collections.abc import Sequence

from thalweg.errors import RecordDoubtError
from thalweg.record.guard import Guard
from thalweg.record.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leads_to,
    leaf_hash,
)
from thalweg.record.ports import (
    SIGNED,
    Append,
    Change,
    Head,
    HeadChange,
    Receipt,
    RecordStore,
    Row,
    StaleError,
)
from thalweg.record.published import PublishedLog
from thalweg.record.tree import Tree
from thalweg.wire.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    parse_checkpoint,
)
from thalweg.wire.note import Note, NoteSignature, sign_note
from thalweg.wire.signing import SigningKey
from thalweg.wire.tile import LARGEST_ENTRY_BYTES
from thalweg.wire.vkey import parse_vkey


class Log:
    """The log that this site writes; one object of it at a time, in one thread.

    Parameters
    ----------
    key
        the log's signing key; its name is the origin.
    store
        where entries and heads are durable.
    guard
        the file outside the record that knows how far it went.
    published
        the folder that outsiders read; of a sealed log it shows no entries.
    also
        further keys of the same origin that sign beside the first: while a key is being
        replaced, old and new sign, and readers who know one of them go on reading.

    The object does not check the past: `Guard.hold` at the start of a node does.
    """

    def __init__(
        self,
        key: SigningKey,
        store: RecordStore,
        guard: Guard,
        published: PublishedLog,
        also: Sequence[SigningKey] = (),
    ) -> None:
        if any(one.name != key.name for one in also):
            raise ValueError(f"a log's keys all bear its origin, {key.name!r}")
        self.origin = key.name
        self._keys = (key, *also)
        self._store = store
        self._guard = guard
        self._published = published
        self._tree = Tree(store, key.name)
        self._halted: str | None = None

    def sign_with(self, keys: Sequence[SigningKey]) -> None:
        """Sign from now on with these keys of the same origin, the newest first."""
        if not keys or any(one.name != self.origin for one in keys):
            raise ValueError(f"a log's keys all bear its origin, {self.origin!r}")
        self._keys = tuple(keys)

    @property
    def halted(self) -> str | None:
        """Why this log signs nothing more; None while it works."""
        return self._halted

    @property
    def size(self) -> int:
        """How many entries are durable; those beyond the checkpoint are unsigned."""
        return self._store.size(self.origin)

    @property
    def signed(self) -> Head | None:
        """The newest checkpoint that was signed."""
        return self._store.head(self.origin, SIGNED)

    @property
    def signed_size(self) -> int:
        """How many entries the newest checkpoint has that was signed; 0 before one."""
        head = self.signed
        return 0 if head is None else head.size

    @property
    def is_under_old_keys(self) -> bool:
        """Whether a key that signs now did not sign the newest checkpoint."""
        head = self.signed
        if head is None or not head.note:
            return False
        lines = {line.of for line in parse_checkpoint(head.note).note.signatures}
        keys = (key.verifier for key in self._keys)
        return any((key.name, key.key_id) not in lines for key in keys)

    def append(self, entries: Sequence[bytes], rows: Sequence[Row] = ()) -> range:
        """Make entries durable at the end, with rows of the rooms above.

        They are part of no checkpoint yet: `publish` signs them.

        Returns
        -------
        the indices they have from now on.

        Raises
        ------
        ValueError
            An entry is empty or has more than 65,535 bytes; nothing was written.
        RecordDoubtError
            The log is halted, or halts now.
        """
        self._refuse_halted()
        if any(not 0 < len(entry) <= LARGEST_ENTRY_BYTES for entry in entries):
            raise ValueError(f"an entry has 1 to {LARGEST_ENTRY_BYTES:,} bytes")
        at = self.size
        append = Append(
            origin=self.origin,
            at=at,
            entries=tuple(entries),
            tiles=self._tree.grown(at, [leaf_hash(entry) for entry in entries]),
        )
        self._commit(Change(appends=(append,), rows=tuple(rows)))
        return range(at, at + len(entries))

    def publish(self) -> SignedCheckpoint:
        """Sign what is durable and show it: steps 2 to 5 above.

        Without new entries the newest checkpoint is shown again as it is, but for lines
        of keys that sign since.

        Raises
        ------
        RecordDoubtError
            The log is halted, or halts now.
        """
        self._refuse_halted()
        head, size = self.signed, self.size
        if head is None or head.size < size:
            head = self._signed_at(head, size)
        elif head.size > size:
            raise self._halt(
                f"{self.origin}: {head.size} entries were signed, {size} are held"
            )
        else:
            self._grow(head.size)
            if self.is_under_old_keys:
                head = self._signed_anew(head)
        try:
            self._guard.keep(head)
            self._published.show_checkpoint(head.note)
        except RecordDoubtError as error:
            raise self._halt(str(error)) from error
        return parse_checkpoint(head.note)

    def add_receipt(self, receipt: Receipt) -> None:
        """Keep a cosignature of the other side, and show it under the checkpoint.

        The caller has verified it. One over an older checkpoint is kept and not shown.
        """
        self._refuse_halted()
        head = self.signed
        if head is None or receipt.size > head.size:
            raise RecordDoubtError(
                f"{self.origin}: a receipt for {receipt.size} entries; {self.size} "
                "are held: the other side has more of this log than this site"
            )
        if receipt.size < head.size:
            self._commit(Change(receipts=(receipt,)))
            return
        got = parse_checkpoint(receipt.note)
        shown = _with_newest(parse_checkpoint(head.note), got, receipt.key)
        again = Head(
            origin=self.origin,
            role=SIGNED,
            size=head.size,
            root=head.root,
            note=shown.note.format(),
        )
        change = HeadChange(head=again, old_size=head.size)
        self._commit(Change(heads=(change,), receipts=(receipt,)))
        try:
            self._published.show_checkpoint(again.note)
        except RecordDoubtError as error:
            raise self._halt(str(error)) from error

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return the proof that entry `index` stands in the first `size` entries."""
        return inclusion_proof(index, size, self._tree.reader(size))

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return the proof that the first `new` entries begin with the first `old`."""
        return consistency_proof(old, new, self._tree.reader(new))

    def _signed_at(self, before: Head | None, size: int) -> Head:
        tree = self._tree
        if before is not None and tree.root(before.size) != before.root:
            raise self._halt(
                f"{self.origin}: the first {before.size} entries have another root "
                "than the checkpoint that was signed over them: the store was changed"
            )
        self._grow(size)
        checkpoint = Checkpoint(self.origin, size, tree.root(size))
        return self._put(before, checkpoint, self._lines(checkpoint))

    def _signed_anew(self, head: Head) -> Head:
        """Sign a checkpoint by the keys that sign now; whoever cosigned it stands."""
        if self._tree.root(head.size) != head.root:
            raise self._halt(f"{self.origin}: not the tree that was signed")
        signed = parse_checkpoint(head.note)
        lines = signed.note.signatures
        others = (line for line in lines if line.name != self.origin)
        checkpoint = signed.checkpoint
        return self._put(head, checkpoint, (*self._lines(checkpoint), *others))

    def _lines(self, checkpoint: Checkpoint) -> tuple[NoteSignature, ...]:
        body = checkpoint.body()
        return tuple(sign_note(body, key) for key in self._keys)

    def _put(
        self,
        before: Head | None,
        checkpoint: Checkpoint,
        lines: tuple[NoteSignature, ...],
    ) -> Head:
        head = Head(
            origin=self.origin,
            role=SIGNED,
            size=checkpoint.size,
            root=checkpoint.root,
            note=Note(checkpoint.body(), lines).format(),
        )
        old_size = None if before is None else before.size
        self._commit(Change(heads=(HeadChange(head=head, old_size=old_size),)))
        return head

    def _grow(self, size: int) -> None:
        try:
            self._published.grow(self._tree, size)
        except RecordDoubtError as error:
            raise self._halt(str(error)) from error

    def _commit(self, change: Change) -> None:
        try:
            self._store.commit(change)
        except StaleError as error:
            raise self._halt(
                f"{error}: another process writes this record, or wrote to it"
            ) from error
        except RecordDoubtError as error:
            raise self._halt(str(error)) from error

    def _halt(self, why: str) -> RecordDoubtError:
        self._halted = why
        return RecordDoubtError(why)

    def _refuse_halted(self) -> None:
        if self._halted is not None:
            raise RecordDoubtError(self._halted)


def recovered(
    log: Log,
    store: RecordStore,
    note: SignedCheckpoint,
    entries: Sequence[bytes],
    growth: Sequence[bytes] = (),
) -> None:
    """Take back what a restored copy lacks, from the other side's mirror.

    Parameters
    ----------
    note
        the newest checkpoint of this log that the other side holds; the caller has
        verified that this log's own key signed it.
    entries
        the entries from the first one missing here up to its size.
    growth
        where they end before that: the proof that the log of that size begins with
        them. They are taken; the log is not back at its checkpoint yet.

    Raises
    ------
    RecordDoubtError
        They do not lead to that checkpoint's root; nothing was written.
    """
    checkpoint = note.checkpoint
    at = store.size(log.origin)
    tree = Tree(store, log.origin)
    frontier = Frontier.of(at, tree.reader(at))
    leaves = [leaf_hash(entry) for entry in entries]
    for leaf in leaves:
        frontier.append(leaf)
    is_whole = frontier.size == checkpoint.size
    if not leads_to(frontier, checkpoint.size, checkpoint.root, growth):
        raise RecordDoubtError(
            f"{log.origin}: {at} entries here and {len(entries)} from the other side "
            f"do not give the checkpoint of {checkpoint.size} that this log signed"
        )
    before = store.head(log.origin, SIGNED)
    head = Head(
        origin=log.origin,
        role=SIGNED,
        size=checkpoint.size,
        root=checkpoint.root,
        note=note.note.format(),
    )
    append = Append(
        origin=log.origin,
        at=at,
        entries=tuple(entries),
        tiles=tree.grown(at, leaves),
    )
    old_size = None if before is None else before.size
    heads = (HeadChange(head=head, old_size=old_size),) if is_whole else ()
    store.commit(Change(appends=(append,), heads=heads))


def _with_newest(
    shown: SignedCheckpoint, got: SignedCheckpoint, key: str
) -> SignedCheckpoint:
    """Return `shown` with the newest line that `got` has of a cosigner alone."""
    cosigner = parse_vkey(key)
    whose = (cosigner.name, cosigner.key_id)
    newest = max(
        (line for line in got.note.signatures if (line.name, line.key_id) == whose),
        key=lambda line: line.blob[:8],
    )
    kept = (one for one in shown.note.signatures if (one.name, one.key_id) != whose)
    return SignedCheckpoint(shown.checkpoint, Note(shown.note.text, (*kept, newest)))
