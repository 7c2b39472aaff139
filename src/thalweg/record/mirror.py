"""The mirror: hold the other side's entries, and say so by a cosignature.

A mirror cosignature states that every entry under the checkpoint is durable here and
served (C2SP tlog-mirror). It is the receipt of thalweg: a message is DELIVERED when the
other side's mirror cosigned a checkpoint larger than the message's index.

The other side may send entries again, in part again, or late; what is held already is
compared, not written twice. Another root for a size that is held already is two
histories, proved by two signatures. Entries that do not lead to the root they came with
may be a bad line or a rewritten log: refused as well, and the checkpoint is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from thalweg.errors import RefusedError, VerificationError
from thalweg.record.evidence import MOST_EVIDENCE, TWO_HISTORIES, UNLIKE, keep_evidence
from thalweg.record.guard import Guard
from thalweg.record.merkle import Frontier, leads_to, leaf_hash
from thalweg.record.ports import (
    MIRRORED,
    Append,
    Change,
    Head,
    HeadChange,
    RecordStore,
    Row,
)
from thalweg.record.published import PublishedLog
from thalweg.record.tree import Tree
from thalweg.wire.checkpoint import SignedCheckpoint, parse_checkpoint
from thalweg.wire.cosignature import cosign
from thalweg.wire.note import NoteSignature, verified_by
from thalweg.wire.signing import SigningKey
from thalweg.wire.vkey import VerifierKey

Effects = Callable[[int, Sequence[bytes]], Sequence[Row]]
"""Returns the rows that new entries cause, given the index of the first."""


class GapError(RefusedError):
    """Entries are missing between what is held and what came.

    Attributes
    ----------
    held
        how many entries are held: the first one wanted.
    """

    def __init__(self, held: int, fault: str) -> None:
        self.held = held
        super().__init__([fault])


class TwoHistoriesError(VerificationError):
    """The other side signed two histories; the proof is in the evidence rows."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What came in: the indices that are new here, and the checkpoint they lead to."""

    new: range
    signed: SignedCheckpoint


class Mirror:
    """The mirror that this site keeps of one log of the other side.

    Parameters
    ----------
    origin, log_keys
        whose log, and the keys whose signature on its checkpoints counts.
    keys
        the mirror's cosigning key, used for nothing else; while it is being replaced,
        the old one behind the new.
    store, guard, published
        where it is durable, guarded and shown.

    `log_keys` and `keys` may be set anew when a list of keys says so.
    """

    def __init__(
        self,
        origin: str,
        log_keys: Sequence[VerifierKey],
        keys: SigningKey | Sequence[SigningKey],
        store: RecordStore,
        guard: Guard,
        published: PublishedLog,
    ) -> None:
        self.origin = origin
        self.log_keys = tuple(log_keys)
        self.keys = (keys,) if isinstance(keys, SigningKey) else tuple(keys)
        self._store = store
        self._guard = guard
        self._published = published
        self._tree = Tree(store, origin)

    @property
    def size(self) -> int:
        """How many entries are held."""
        return self._store.size(self.origin)

    @property
    def head(self) -> Head | None:
        """The newest checkpoint that was cosigned."""
        return self._store.head(self.origin, MIRRORED)

    def absorb(
        self,
        note: bytes,
        first: int,
        entries: Sequence[bytes],
        effects: Effects,
        growth: Sequence[bytes] = (),
    ) -> Absorbed:
        """Take a checkpoint of the log and the entries `first`, `first` + 1, ... of it.

        Nothing is cosigned here: `cosign` does, once the caller is content. Entries
        that end before the checkpoint does are taken where `growth` proves that the log
        of that size begins with them (a long absence comes in pieces).

        Raises
        ------
        GapError
            Entries between those held and `first` are missing.
        RefusedError, VerificationError
            The checkpoint is malformed, of another log, unsigned, or the entries do not
            lead to its root; nothing was written.
        TwoHistoriesError
            What came contradicts what the log signed before; it was kept as evidence.
        RecordDoubtError
            The disk failed.
        """
        signed = self._verified(note)
        size = signed.checkpoint.size
        held = self.size
        if first > held:
            raise GapError(
                held, f"{self.origin}: entries {held} to {first - 1} are missing"
            )
        if size <= held and self._tree.root(size) != signed.checkpoint.root:
            told = self._contradicts(signed, "what this log signed", TWO_HISTORIES)
            raise TwoHistoriesError([told])
        same = self._tree.entries(first, min(held, size, first + len(entries)))
        if list(entries[: len(same)]) != same:
            is_proved = self._is_root_over(signed, first, entries)
            kind = TWO_HISTORIES if is_proved else UNLIKE
            told = self._contradicts(signed, "the entries held", kind)
            raise (TwoHistoriesError if is_proved else VerificationError)([told])
        fresh = entries[held - first : size - first] if size > held else []
        if held + len(fresh) < size and not growth:
            raise GapError(
                held + len(fresh),
                f"{self.origin}: entries {held + len(fresh)} to {size - 1} are missing",
            )
        self._append(signed, fresh, effects, growth)
        return Absorbed(range(held, held + len(fresh)), signed)

    def _verified(self, note: bytes) -> SignedCheckpoint:
        signed = parse_checkpoint(note)
        if signed.checkpoint.origin != self.origin:
            raise RefusedError(
                [f"a checkpoint of {signed.checkpoint.origin!r}, not {self.origin!r}"]
            )
        if not verified_by(signed.note, self.log_keys):
            raise VerificationError([f"no key of {self.origin!r} signed this"])
        return signed

    def _append(
        self,
        signed: SignedCheckpoint,
        fresh: Sequence[bytes],
        effects: Effects,
        growth: Sequence[bytes],
    ) -> None:
        if not fresh:
            return
        held = self.size
        leaves = [leaf_hash(entry) for entry in fresh]
        frontier = Frontier.of(held, self._tree.reader(held))
        for leaf in leaves:
            frontier.append(leaf)
        at = signed.checkpoint
        if not leads_to(frontier, at.size, at.root, growth):
            told = self._contradicts(signed, "the entries it came with", UNLIKE)
            raise VerificationError([told])
        append = Append(
            origin=self.origin,
            at=held,
            entries=tuple(fresh),
            tiles=self._tree.grown(held, leaves),
        )
        rows = tuple(effects(held, fresh))
        self._store.commit(Change(appends=(append,), rows=rows))

    def cosign(self, signed: SignedCheckpoint, now_s: int) -> NoteSignature | None:
        """State that everything under a checkpoint that was absorbed is held here.

        Returns
        -------
        the cosignature line; None where a larger checkpoint was cosigned already, or
        our clock stands before our last cosignature.
        """
        before = self.head
        checkpoint = signed.checkpoint
        if before is not None and (
            checkpoint.size < before.size or now_s < before.time_s
        ):
            return None
        if self._tree.root(checkpoint.size) != checkpoint.root:
            raise VerificationError([f"{self.origin}: not the tree that is held here"])
        self._published.grow(self._tree, checkpoint.size)
        lines = [cosign(checkpoint, key, now_s) for key in self.keys]
        head = Head(
            origin=self.origin,
            role=MIRRORED,
            size=checkpoint.size,
            root=checkpoint.root,
            note=signed.with_lines(*lines).note.format(),
            time_s=now_s,
        )
        old_size = None if before is None else before.size
        self._store.commit(Change(heads=(HeadChange(head=head, old_size=old_size),)))
        self._guard.keep(head)
        self._published.show_checkpoint(head.note)
        return lines[0]

    def _is_root_over(
        self, signed: SignedCheckpoint, first: int, entries: Sequence[bytes]
    ) -> bool:
        """Tell whether other entries than are held are what the log signed."""
        frontier = Frontier.of(first, self._tree.reader(first))
        for entry in entries[: signed.checkpoint.size - first]:
            frontier.append(leaf_hash(entry))
        at = signed.checkpoint
        return leads_to(frontier, at.size, at.root)

    def _contradicts(self, signed: SignedCheckpoint, what: str, kind: str) -> str:
        # Without lines of keys that nobody knows: with them one has endless spellings.
        note = signed.lines_of(self.log_keys).format()
        key = keep_evidence(self._store, note, kind)
        kept = f"kept as {key}" if key else f"not kept: {MOST_EVIDENCE} such are"
        return f"{self.origin}: the checkpoint contradicts {what} ({kept})"
