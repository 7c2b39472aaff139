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
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.record.climb import Climb
from thalweg.record.log_files import LogFiles
from thalweg.record.merkle import EMPTY_ROOT, leaf_hash
from thalweg.record.origins import link_sizes, new_origin
from thalweg.record.ring import KeyRing
from thalweg.record.verify_keys import ListedKeys
from thalweg.times import iso
from thalweg.wire.authority import persons_fault, what_is_said
from thalweg.wire.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from thalweg.wire.cosignature import Cosignature, cosignatures_of
from thalweg.wire.envelope import Envelope, verified_payload
from thalweg.wire.finding_leaf import parse_finding_leaf
from thalweg.wire.key_file import LOG, KeyFile
from thalweg.wire.leaf import FINDING, MESSAGE, parse_leaf
from thalweg.wire.message import parse_message
from thalweg.wire.note import verified_by
from thalweg.wire.origin_leaf import STOLEN, OriginLink
from thalweg.wire.policy import Policy
from thalweg.wire.tile import TILE_WIDTH, TilePath
from thalweg.wire.vkey import KeyKind, VerifierKey

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a log is held against.

    Attributes
    ----------
    keys, cosigners
        The log's own keys, one of which must have signed; and others' keys, each of
        which must have cosigned.
    since
        A checkpoint of the log that the caller holds, the older the better.
    policy
        Who must have cosigned, as groups; its logs are keys too.
    signers
        Keys of officers and nodes; where given, each of thalweg's own entries must be
        signed by one of them.
    entries
        False for a log whose entries are kept back (a sealed log): only its tiles are.
    agreed
        First keys of parties, by party; where given, the lists of keys in the log are
        followed from there, and nobody else's signature counts.
    receipts
        Checkpoints of the log that the other side cosigned: they show what it had
        before a key was revoked.
    before
        Folders of the logs that this one continues, the oldest first; with `agreed`.
    roots_at
        Sizes at which a log that continues this one wants to know its root.
    """

    keys: tuple[VerifierKey, ...]
    cosigners: tuple[VerifierKey, ...] = ()
    since: SignedCheckpoint | None = None
    policy: Policy | None = None
    signers: tuple[VerifierKey, ...] = ()
    entries: bool = True
    agreed: Mapping[str, KeyFile] = field(default_factory=dict)
    receipts: tuple[SignedCheckpoint, ...] = ()
    before: tuple[Path, ...] = ()
    roots_at: frozenset[int] = frozenset()

    @property
    def sizes(self) -> frozenset[int]:
        """The sizes at which the log's root is asked for, beside its own."""
        held = (*self.receipts, *(() if self.since is None else (self.since,)))
        return self.roots_at | {one.checkpoint.size for one in held}

    @property
    def log_keys(self) -> tuple[VerifierKey, ...]:
        """The keys that may sign for the log."""
        logs = () if self.policy is None else self.policy.logs
        return tuple(dict.fromkeys((*self.keys, *logs)))

    @property
    def cosigner_keys(self) -> tuple[VerifierKey, ...]:
        """The keys whose cosignatures are looked for."""
        known = () if self.policy is None else self.policy.witnesses.values()
        return tuple(dict.fromkeys((*self.cosigners, *known)))


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
    progress: Progress | None = None,
) -> LogReport:
    """Check a log's folder (C2SP tlog-tiles), and say what could not be checked.

    Parameters
    ----------
    folder
        The folder, with ``checkpoint`` and ``tile/``; it may come from a stranger.
    keys, cosigners, since, policy, signers, entries, agreed, receipts, before
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
    )
    _refuse_useless(asked)
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
        self.listed: ListedKeys | None = None
        self.uncounted: list[str] = []
        self.links: list[str] = []

    def report(self) -> LogReport:
        """Do all of it."""
        signed = self._checkpoint()
        if signed is not None:
            self._tree(signed.checkpoint)
            if self.listed is not None:
                link = self._left(signed, self.listed)
                is_stolen = link is not None and link.reason == STOLEN
                self._by_lists(signed, self.listed, is_stolen=is_stolen)
        if self.more_faults:
            self.faults.append(f"and {self.more_faults:,} more faults")
        checked, not_checked = _said(self.asked, signed is not None)
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
                # Whose the signature is, the lists in the log say: at the end.
                begun = self._begun(signed.checkpoint) if self.asked.before else None
                self.listed = ListedKeys(
                    signed.checkpoint.origin,
                    self.asked.agreed,
                    self.asked.cosigners,
                    begun,
                )
                return signed
            self.signed_by = _signers_of(signed, self.asked.log_keys)
        except VerificationError as why:
            self._fault(str(why))
            return None
        self._cosigned(signed)
        return signed

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
        self, signed: SignedCheckpoint, listed: ListedKeys, *, is_stolen: bool
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
                told = f"not cosigned by the mirror of {listed.other.party}"
                if is_stolen:
                    # The two held different histories: that is why it was left.
                    self.links.append(f"{listed.origin}: its last entries are {told}")
                else:
                    self._fault(f"checkpoint: {told}")
            if since is not None and not verified_by(since.note, listed.ring.ever(LOG)):
                self._fault("the older checkpoint proves nothing of this log")
        except VerificationError as why:
            self._fault(f"checkpoint: {why}")
        gone = list(listed.uncounted((*self.asked.receipts, signed), self.roots))
        self.uncounted = gone[:MOST_FAULTS]
        if len(gone) > MOST_FAULTS:
            self.uncounted.append(f"and {len(gone) - MOST_FAULTS:,} more")

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
            _signed_by(envelope, self.asked.signers)

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


def _signed_by(envelope: Envelope, signers: Sequence[VerifierKey]) -> None:
    """Hold that some keys signed an entry, and enough of them; who they are of is open.

    Raises
    ------
    VerificationError
        None did, or one where two persons must.
    """
    payload, keys = verified_payload(envelope, signers)
    is_message = envelope.payload_type == MESSAGE
    said = what_is_said(envelope, parse_message(payload) if is_message else None)
    if fault := persons_fault(said, len({key.public for key in keys})):
        raise VerificationError([fault])


def _link_told(link: OriginLink, held: int, *, is_same: bool) -> str:
    """Say what a link says of the old log, and what its folder holds."""
    same = "the same" if is_same else "not the same" if link.size <= held else "fewer"
    if link.reason != STOLEN:
        return (
            f"{link.old} goes on as {link.new}: its owner says that {link.size:,} "
            f"entries of it are left ({link.reason}, {iso(link.made_us)})"
        )
    after = f"after entry {link.size - 1:,}" if link.size else "before its first entry"
    return (
        f"{link.old} goes on as {link.new}: its owner says, {iso(link.made_us)}, that "
        f"the key was stolen {after}; this folder holds {held:,} entries, signed by "
        f"it, and the first {link.size:,} are {same} as its owner names"
    )


def _signers_of(
    signed: SignedCheckpoint, keys: Sequence[VerifierKey]
) -> tuple[VerifierKey, ...]:
    """Return which keys signed for the checkpoint's own log; one at least."""
    found = tuple(
        key
        for key in verified_by(signed.note, keys)
        if key.name == signed.checkpoint.origin
    )
    if not found:
        names = ", ".join(sorted({repr(key.name) for key in keys}))
        raise VerificationError(
            [f"{signed.checkpoint.origin!r} is not signed by the key of {names}"]
        )
    return found


def _refuse_useless(asked: Asked) -> None:
    if not asked.log_keys and not asked.agreed:
        raise InputError(
            "whose log is it? give its key: --key VKEY, or a party's file of keys: "
            "--keys PARTY=FILE"
        )
    if asked.agreed and not asked.entries:
        raise InputError("--keys: lists of keys stand in the log's entries; --key VKEY")
    if asked.before and not asked.agreed:
        raise InputError("--before: the link is signed by keys of --keys PARTY=FILE")
    if asked.agreed and asked.log_keys:
        raise InputError("--key and --keys: one of the two says whose log it is")
    for key in (*asked.log_keys, *asked.signers):
        if key.kind is not KeyKind.ED25519:
            raise InputError(f"{key.name!r} is a cosigner's key: --cosigner VKEY")
    for key in asked.cosigners:
        if key.kind is not KeyKind.COSIGNATURE:
            raise InputError(f"{key.name!r} is no cosigner's key (type 4)")
    if asked.since is not None and not asked.agreed:
        try:
            _signers_of(asked.since, asked.log_keys)
        except VerificationError as why:
            raise InputError(
                f"the older checkpoint proves nothing of this log: {why}"
            ) from None


def _said(asked: Asked, readable: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was checked, and what was not."""
    parts = (
        (True, "the log's signature on its checkpoint"),
        (
            bool(asked.cosigners) or asked.policy is not None or len(asked.agreed) > 1,
            "cosignatures: whether anybody else saw this log",
        ),
        (readable, "every tile, against the tile above and the root"),
        (
            readable and asked.entries,
            "every entry, against its tile and its own form"
            if asked.entries
            else "any entry: they are kept back, and each is shown by its own proof",
        ),
        (
            readable and asked.since is not None,
            "growth: that the log begins with the one you held before",
        ),
        (
            readable and asked.entries and bool(asked.signers or asked.agreed),
            "who signed each of thalweg's own entries, and whether two did who must",
        ),
        (
            readable and bool(asked.agreed),
            "lists of keys: which key counted at each entry, and what was revoked",
        ),
        *((True, "the log that it continues, and the link") for _ in asked.before[:1]),
    )
    checked = tuple(told for done, told in parts if done)
    return checked, tuple(told for done, told in parts if not done)


def _silent(stage: str, done: int, total: int) -> None:
    """Show nothing."""
