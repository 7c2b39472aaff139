"""What a log is held against by `thalweg.record.verify`, and what of it was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from thalweg.errors import InputError, VerificationError
from thalweg.record.verify_signers import refuse_kinds, signers_of
from thalweg.wire.checkpoint import SignedCheckpoint
from thalweg.wire.key_file import KeyFile
from thalweg.wire.policy import Policy
from thalweg.wire.vkey import VerifierKey


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
    lists
        For a sealed log with `agreed`: the folder of its side's log, in which the lists
        of keys stand.
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
    lists: Path | None = None

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


def refuse_useless(asked: Asked) -> None:
    """Refuse what nothing can be held against.

    Raises
    ------
    InputError
        No key, a key of the wrong kind, a checkpoint of another log, or options that
        do not go together.
    """
    if not asked.log_keys and not asked.agreed:
        raise InputError(
            "whose log is it? give its key: --key VKEY, or a party's file of keys: "
            "--keys PARTY=FILE"
        )
    if asked.agreed and not asked.entries and asked.lists is None:
        raise InputError(
            "--keys: the lists of keys stand in the side's log: --lists LOGDIR"
        )
    if asked.lists is not None and (asked.entries or not asked.agreed):
        raise InputError("--lists is for a sealed log: with --sealed and --keys")
    if asked.before and not asked.agreed:
        raise InputError("--before: the link is signed by keys of --keys PARTY=FILE")
    if asked.agreed and asked.log_keys:
        raise InputError("--key and --keys: one of the two says whose log it is")
    refuse_kinds(asked.log_keys, asked.signers, asked.cosigners)
    if asked.since is not None and not asked.agreed:
        try:
            signers_of(asked.since, asked.log_keys)
        except VerificationError as why:
            raise InputError(
                f"the older checkpoint proves nothing of this log: {why}"
            ) from None


def what_was_done(
    asked: Asked, readable: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what was checked, and what was not.

    `readable` is whether the log's checkpoint is its own.
    """
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
