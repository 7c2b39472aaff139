"""A log checked from its files and keys alone, by somebody who trusts nobody.

1. Signatures: the log's own on its checkpoint, and those of who must have cosigned.
2. Every entry, against the tiles; every tile, against the tile above and the root.
3. Growth: the log begins with the one whose checkpoint the caller holds.

The three answer different lies. A root holds every byte, but not that it is the root
that others saw; a cosignature says that another saw it, but a cosigner may lie; only a
checkpoint that somebody kept shows history that was written and signed again. What was
not done is said, for it is what an attacker would hope for.

One tile of each level is in memory at a time. The clock is not asked: times of
cosignatures are told as they stand. Not told is whether what was said is true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from thalweg.errors import RefusedError, VerificationError
from thalweg.record.climb import Climb
from thalweg.record.log_files import LogFiles
from thalweg.record.merkle import EMPTY_ROOT, leaf_hash
from thalweg.record.origins import link_sizes, new_origin
from thalweg.record.ring import KeyRing
from thalweg.record.verify_asked import Asked, refuse_useless, what_was_done
from thalweg.record.verify_keys import ListedKeys, SealedKeys
from thalweg.record.verify_signers import hold_to_signers, signers_of
from thalweg.times import US_PER_S, iso
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from thalweg.wire.cosignature import Cosignature, cosignatures_of
from thalweg.wire.finding_leaf import parse_finding_leaf
from thalweg.wire.key_file import KeyFile
from thalweg.wire.leaf import FINDING, MESSAGE, parse_leaf
from thalweg.wire.origin_leaf import STOLEN, OriginLink
from thalweg.wire.policy import Policy
from thalweg.wire.tile import TILE_WIDTH, TilePath
from thalweg.wire.vkey import VerifierKey

MOST_FAULTS = 100
_OFFICERS = "how many officers signed each message, where two must"
# Of keys alone nobody knows which are officers', and which a machine's.
_WHOSE = (
    "which of the signers are officers, and what a machine said: --keys PARTY=FILE "
    "tells them apart"
)
# Of what was agreed, and of the other side's log, this room knows nothing.
_AGREED = (
    "what both nodes hold messages to besides: whether the agreement asks two officers "
    "for more of them, and that a machine answers CH-1 alone by RS-3"
)
_SEALED = (
    "the evidence of findings that is sealed ({:,} here): the sealed log has its "
    "digest, which the proof of an entry that was disclosed shows"
)
_LAST_DATE_S = 253_402_300_799
_T = TypeVar("_T")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReport:
    """What the verification of a log found.

    Attributes
    ----------
    checkpoint
        The log's checkpoint; None where it cannot be read or is not the log's.
    signed_by, cosigned_by
        Whose signatures on it hold, of the keys that were given.
    entries, opaque
        How many entries there are of each of thalweg's types, and of anything else.
    faults
        One sentence for each thing that does not hold, a hundred at most; empty if all
        does.
    uncounted
        One sentence for each entry that counts no longer since the key that signed it
        was revoked, a hundred at most. The log says so itself: it is no fault of it.
    links
        One sentence for each log that continues another, as far as its link is at hand:
        whose word it is, and what is held. It is no fault of either log.
    checked, not_checked
        What was done, whether or not it held, and what was not.
    """

    checkpoint: Checkpoint | None
    signed_by: tuple[VerifierKey, ...]
    cosigned_by: tuple[Cosignature, ...]
    entries: Mapping[str, int]
    opaque: int
    faults: tuple[str, ...]
    uncounted: tuple[str, ...]
    links: tuple[str, ...]
    checked: tuple[str, ...]
    not_checked: tuple[str, ...]


def verify_log(
    folder: Path,
    keys: Sequence[VerifierKey],
    cosigners: Sequence[VerifierKey] = (),
    *,
    since: SignedCheckpoint | None = None,
    policy: Policy | None = None,
    signers: Sequence[VerifierKey] = (),
    entries: bool = True,
    agreed: Mapping[str, KeyFile] | None = None,
    receipts: Sequence[SignedCheckpoint] = (),
    before: Sequence[Path] = (),
    lists: Path | None = None,
    progress: Progress | None = None,
) -> LogReport:
    """Check a log's folder (C2SP tlog-tiles), and say what could not be checked.

    Parameters
    ----------
    folder
        The folder, with ``checkpoint`` and ``tile/``; it may come from a stranger.
    keys, cosigners, since, policy, signers, entries, agreed, receipts, before, lists
        As in `Asked`. Receipts that lie in the folder are looked at too.
    progress
        Called with (stage, entries done, entries in all).

    Raises
    ------
    InputError
        Where what the log is to be held against is of no use: no key, a key of the
        wrong kind, or a checkpoint of another log.
    """
    files = LogFiles(folder)
    asked = Asked(
        keys=tuple(keys),
        cosigners=tuple(cosigners),
        since=since,
        policy=policy,
        signers=tuple(signers),
        entries=entries,
        agreed=dict(agreed or {}),
        receipts=(*receipts, *(files.receipts() if agreed else ())),
        before=tuple(before),
        roots_at=frozenset(link_sizes(files.continued()) if agreed else ()),
        lists=lists,
    )
    refuse_useless(asked)
    return _Verification(files, asked, progress or _silent).report()


class _Verification:
    """One verification: what is asked, and what was found so far."""

    def __init__(self, files: LogFiles, asked: Asked, progress: Progress) -> None:
        self.files = files
        self.asked = asked
        self.progress = progress
        self.faults: list[str] = []
        self.more_faults = 0
        self.kinds: Counter[str] = Counter()
        self.opaque = 0
        self.sealed = 0
        self.signed_by: tuple[VerifierKey, ...] = ()
        self.cosigned_by: tuple[Cosignature, ...] = ()
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT}
        self.listed: ListedKeys | SealedKeys | None = None
        self.uncounted: list[str] = []
        self.links: list[str] = []

    def report(self) -> LogReport:
        """Do all of it."""
        signed = self._checkpoint()
        if signed is not None:
            self._tree(signed.checkpoint)
            if self.listed is not None:
                link = None
                if isinstance(self.listed, ListedKeys):
                    link = self._left(signed, self.listed)
                is_stolen = link is not None and link.reason == STOLEN
                self._by_lists(signed, self.listed, is_stolen=is_stolen)
        if self.more_faults:
            self.faults.append(f"and {self.more_faults:,} more faults")
        checked, not_checked = what_was_done(self.asked, signed is not None)
        if self.kinds[MESSAGE]:
            is_listed = self.listed is not None
            told = _WHOSE if self.asked.signers else _OFFICERS
            not_checked = (*not_checked, _AGREED if is_listed else told)
        if self.sealed:
            not_checked = (*not_checked, _SEALED.format(self.sealed))
        return LogReport(
            checkpoint=None if signed is None else signed.checkpoint,
            signed_by=self.signed_by,
            cosigned_by=self.cosigned_by,
            entries=dict(sorted(self.kinds.items())),
            opaque=self.opaque,
            faults=tuple(self.faults),
            uncounted=tuple(self.uncounted),
            links=tuple(self.links),
            checked=checked,
            not_checked=not_checked,
        )

    def _fault(self, told: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(told)
        else:
            self.more_faults += 1

    def _checkpoint(self) -> SignedCheckpoint | None:
        """Return the checkpoint if it is the log's own; cosigned or not, it goes on."""
        try:
            signed = parse_checkpoint(self.files.checkpoint())
            if self.asked.agreed:
                if self.asked.lists is not None:
                    self.listed = self._sealed(self.asked.lists, signed.checkpoint)
                    return signed
                # Whose the signature is, the lists in the log say: at the end.
                begun = self._begun(signed.checkpoint) if self.asked.before else None
                self.listed = ListedKeys(
                    signed.checkpoint.origin,
                    self.asked.agreed,
                    self.asked.cosigners,
                    begun,
                )
                return signed
            self.signed_by = signers_of(signed, self.asked.log_keys)
        except VerificationError as why:
            self._fault(str(why))
            return None
        self._cosigned(signed)
        return signed

    def _sealed(self, folder: Path, head: Checkpoint) -> SealedKeys:
        """Return the lists of keys in the log beside which a sealed log stands.

        Raises
        ------
        VerificationError
            It does not verify, or is not the log of the same side.
        """
        files = LogFiles(folder)
        asked = replace(
            self.asked,
            entries=True,
            since=None,
            policy=None,
            cosigners=(),
            receipts=files.receipts(),
            lists=None,
        )
        beside = _Verification(files, asked, self.progress)
        for fault in beside.report().faults:
            self._fault(f"the log with its lists, {folder}: {fault}")
        if not isinstance(beside.listed, ListedKeys):
            raise VerificationError([f"the log with its lists, {folder}, is not read"])
        return SealedKeys(head.origin, beside.listed, self.asked.cosigners)

    def _begun(self, head: Checkpoint) -> KeyRing:
        """Return the lists of keys of a log that continues one that holds, too.

        Raises
        ------
        VerificationError
            It does not, or another than the one that was given.
        """
        *older, folder = self.asked.before
        bundle = TilePath(None, 0, min(TILE_WIDTH, head.size))
        entries = self.files.entries(bundle) if head.size else ()
        files = LogFiles(folder)
        asked = replace(
            self.asked,
            since=None,
            policy=None,
            cosigners=(),
            receipts=files.receipts(),
            before=tuple(older),
            roots_at=frozenset((*link_sizes(entries), *link_sizes(files.continued()))),
        )
        earlier = _Verification(files, asked, self.progress)
        report = earlier.report()
        self.links += report.links
        for fault in report.faults:
            self._fault(f"the log before, {folder}: {fault}")
        if earlier.listed is None or report.checkpoint is None:
            raise VerificationError([f"the log before, {folder}, does not verify"])
        found = new_origin(earlier.listed.ring, entries)
        if found is None:
            raise VerificationError(
                [f"{head.origin!r} does not continue {earlier.listed.origin!r}"]
            )
        link = found.link
        is_same = earlier.roots.get(link.size) == link.root
        if not is_same and link.reason != STOLEN:
            self._fault(
                f"the log before, {folder}: not the {link.size:,} entries that "
                f"{link.new!r} says it continues"
            )
        told = _link_told(link, report.checkpoint.size, is_same=is_same)
        if told not in self.links:
            self.links.append(told)
        return KeyRing(link.party, link.new, found.first)

    def _left(self, signed: SignedCheckpoint, listed: ListedKeys) -> OriginLink | None:
        """Return, and tell of, the link to the log that continues this one."""
        entries = self.files.continued()
        if not entries:
            return None
        try:
            found = new_origin(listed.ring, entries)
        except (RefusedError, VerificationError) as why:
            self.links.append(f"a link lies beside it that does not hold: {why}")
            return None
        if found is None:
            return None
        is_same = self.roots.get(found.link.size) == found.link.root
        size = signed.checkpoint.size
        self.links.append(_link_told(found.link, size, is_same=is_same))
        return found.link

    def _cosigned(self, signed: SignedCheckpoint) -> None:
        try:
            self.cosigned_by = cosignatures_of(signed, self.asked.cosigner_keys)
        except VerificationError as why:
            self._fault(f"checkpoint: {why}")
        cosigned = {one.key for one in self.cosigned_by}
        for key in self.asked.cosigners:
            if key not in cosigned:
                self._fault(f"checkpoint: not cosigned by {key.name!r}")
        policy = self.asked.policy
        if policy is not None and not policy.satisfied_by(cosigned):
            self._fault(
                f"checkpoint: cosigned by fewer than {policy.quorum!r} asks for"
            )

    def _by_lists(
        self,
        signed: SignedCheckpoint,
        listed: ListedKeys | SealedKeys,
        *,
        is_stolen: bool,
    ) -> None:
        """Hold the checkpoint to the keys that count at its end, and name the rest."""
        self._cosigned(signed)
        since = self.asked.since
        try:
            self.signed_by = listed.signers(signed)
            by = {one.key: one for one in self.cosigned_by}
            by |= {one.key: one for one in listed.cosignatures(signed)}
            self.cosigned_by = tuple(by.values())
            if listed.other is not None and not listed.is_mirrored(signed):
                told = f"not cosigned by the {listed.cosigner} of {listed.other.party}"
                if is_stolen:
                    # The two held different histories: that is why it was left.
                    self.links.append(f"{listed.origin}: its last entries are {told}")
                    self._receipted(listed)
                else:
                    self._fault(f"checkpoint: {told}")
            if since is not None and not listed.ever_signed(since):
                self._fault("the older checkpoint proves nothing of this log")
        except VerificationError as why:
            self._fault(f"checkpoint: {why}")
        gone = list(listed.uncounted((*self.asked.receipts, signed), self.roots))
        self.uncounted = gone[:MOST_FAULTS]
        if len(gone) > MOST_FAULTS:
            self.uncounted.append(f"and {len(gone) - MOST_FAULTS:,} more")

    def _receipted(self, listed: ListedKeys | SealedKeys) -> None:
        """Tell how much of a log that was left the other side receipted."""
        if not isinstance(listed, ListedKeys) or listed.other is None:
            return
        found = listed.receipted(self.asked.receipts, self.roots)
        if found is not None:
            size, time_s = found
            # A cosigner states its time itself, and may state what is no date.
            is_date = time_s <= _LAST_DATE_S
            when = iso(time_s * US_PER_S) if is_date else f"{time_s} s since 1970"
            self.links.append(
                f"{listed.origin}: its first {size:,} entries are cosigned by the "
                f"{listed.cosigner} of {listed.other.party} at {when}"
            )

    def _tree(self, head: Checkpoint) -> None:
        """Hold every entry against its tile, every tile against the root."""
        climb = Climb(self.files, self._fault)
        old = self.asked.since and self.asked.since.checkpoint
        sizes = sorted(size for size in self.asked.sizes if 0 < size <= head.size)
        for tile, hashes in self._bottom(head.size):
            if hashes is None:
                self._fault(f"the tree ends before {tile.path}: its root is not known")
                return
            start = tile.index * TILE_WIDTH
            for size in sizes:
                if start < size <= start + tile.width:
                    self.roots[size] = climb.root_with(hashes[: size - start])
            climb.add(hashes)
        root = climb.finish()
        self.roots[head.size] = root
        if root != head.root:
            self._fault(
                f"the root over all {head.size:,} entries is not the checkpoint's: "
                f"{root.hex()}, not {head.root.hex()}"
            )
        if old:
            self._growth(old, head)

    def _bottom(self, size: int) -> Iterator[tuple[TilePath, list[bytes] | None]]:
        """Yield the leaf hashes of each tile of the lowest level, None for neither."""
        for start in range(0, size, TILE_WIDTH):
            tile = TilePath(0, start // TILE_WIDTH, min(TILE_WIDTH, size - start))
            held = self._got(self.files.hashes, tile)
            found = None
            if self.asked.entries:
                bundle = TilePath(None, tile.index, tile.width)
                entries = self._got(self.files.entries, bundle)
                if entries is not None:
                    found = [leaf_hash(entry) for entry in entries]
                    self._entries(start, entries, found, held)
            yield tile, held or found
            self.progress("checking the log", start + tile.width, size)

    def _got(self, read: Callable[[TilePath], _T], place: TilePath) -> _T | None:
        try:
            return read(place)
        except RefusedError as why:
            self._fault(str(why))
            return None

    def _entries(
        self,
        start: int,
        entries: Sequence[bytes],
        found: Sequence[bytes],
        held: Sequence[bytes] | None,
    ) -> None:
        if held is not None and list(found) != list(held):
            for at, (one, other) in enumerate(zip(found, held, strict=True)):
                if one != other:
                    self._fault(f"entry {start + at:,} is not the one under its tile")
        for index, entry in enumerate(entries, start):
            try:
                self._entry(index, entry)
            except VerificationError as why:
                self._fault(f"entry {index:,}: {why}")

    def _entry(self, index: int, entry: bytes) -> None:
        envelope = parse_leaf(entry)
        if envelope is None:
            self.opaque += 1
            return
        self.kinds[envelope.payload_type] += 1
        if envelope.payload_type == FINDING:
            leaf = parse_finding_leaf(envelope.payload)
            self.sealed += leaf.sealed is not None
        if self.listed is not None:
            self.listed.take(index, envelope)
        if self.asked.signers:
            hold_to_signers(envelope, self.asked.signers)

    def _growth(self, old: Checkpoint, head: Checkpoint) -> None:
        if old.size > head.size:
            self._fault(
                f"the log has {head.size:,} entries and had {old.size:,} in the "
                "checkpoint you hold: it was cut"
            )
            return
        found = head.root if old.size == head.size else self.roots.get(old.size)
        if found != old.root:
            self._fault(
                f"the log does not begin with the {old.size:,} entries of the "
                "checkpoint you hold: its history was written again"
            )


def _link_told(link: OriginLink, held: int, *, is_same: bool) -> str:
    """Say what a link says of the old log, and what its folder holds."""
    same = "the same" if is_same else "not the same" if link.size <= held else "fewer"
    if link.reason != STOLEN:
        return (
            f"{link.old} goes on as {link.new}: its owner says that {link.size:,} "
            f"entries of it are left ({link.reason}, {iso(link.made_us)})"
        )
    after = f"after entry {link.size - 1:,}" if link.size else "before its first entry"
    gone = ""
    if is_same and held > link.size:
        gone = f"; by its word the {held - link.size:,} after them count no longer"
    elif not is_same and link.size <= held:
        gone = "; by its word those after where the two part count no longer"
    return (
        f"{link.old} goes on as {link.new}: its owner says, {iso(link.made_us)}, that "
        f"the key was stolen {after}; this folder holds {held:,} entries, signed by "
        f"it, and the first {link.size:,} are {same} as its owner names{gone}"
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""
