"""``thalweg verify LOGDIR``: a log held against keys, and against what one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.progress import Bars
from thalweg.errors import InputError, RefusedError
from thalweg.times import US_PER_S, iso

if TYPE_CHECKING:
    from thalweg.record.verify import LogReport
    from thalweg.wire.checkpoint import SignedCheckpoint
    from thalweg.wire.key_file import KeyFile
    from thalweg.wire.vkey import VerifierKey

LAST_TIME_S = 253_402_300_799  # of the year 9999
LARGEST_FILE_BYTES = 1 << 18

Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key", metavar="VKEY", help="A log's key, or a party's that signed."
    ),
]
Cosigners = Annotated[
    list[str] | None,
    typer.Option("--cosigner", metavar="VKEY", help="Who must have cosigned the log."),
]
Signers = Annotated[
    list[str] | None,
    typer.Option("--signer", metavar="VKEY", help="Who may sign entries of the log."),
]
Since = Annotated[
    Path | None,
    typer.Option(
        "--since",
        metavar="CHECKPOINT",
        help="The oldest checkpoint of the log that you hold.",
    ),
]
PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy", metavar="FILE", help="Who must have cosigned (C2SP tlog-policy)."
    ),
]
KeyFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--keys",
        metavar="PARTY=FILE",
        help="A party's file of keys, as agreed: its lists in the log are followed.",
    ),
]
Receipts = Annotated[
    list[Path] | None,
    typer.Option(
        "--receipt",
        metavar="CHECKPOINT",
        help="Cosigned before a key was revoked; else those beside the log.",
    ),
]
Before = Annotated[
    list[Path] | None,
    typer.Option(
        "--before",
        metavar="LOGDIR",
        help="The log that this one continues; the oldest first.",
    ),
]
Lists = Annotated[
    Path | None,
    typer.Option(
        "--lists",
        metavar="LOGDIR",
        help="For --sealed with --keys: the log in which the lists of keys stand.",
    ),
]
Sealed = Annotated[
    bool,
    typer.Option("--sealed", help="Its entries are kept back: check its tiles alone."),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """What a log is to be held against, as given on the command line."""

    keys: Sequence[str]
    cosigners: Sequence[str]
    signers: Sequence[str]
    since: Path | None
    policy: Path | None
    sealed: bool
    key_files: Sequence[str] = ()
    receipts: Sequence[Path] = ()
    before: Sequence[Path] = ()
    lists: Path | None = None

    def of_a_log(self) -> bool:
        """Tell whether any was given that only a log can be held against."""
        given = (self.cosigners, self.signers, self.since, self.policy)
        by_lists = (self.key_files, self.receipts, self.before, self.lists)
        return any((*given, *by_lists)) or self.sealed


def is_log(folder: Path) -> bool:
    """Tell whether a folder is a log's: it has a checkpoint and no manifest."""
    return (folder / "checkpoint").exists() and not (folder / "manifest.json").exists()


def verify(folder: Path, options: LogOptions, *, as_json: bool) -> int:
    """Verify a log's folder and show what was found; return the exit code."""
    from thalweg.record.verify import verify_log
    from thalweg.wire.policy import parse_policy

    policy = None
    if options.policy is not None:
        policy = parse_policy(
            file_bytes("--policy", options.policy), str(options.policy)
        )
    with Bars() as bars:
        found = verify_log(
            folder,
            keys_of("--key", options.keys),
            keys_of("--cosigner", options.cosigners),
            since=_since(options.since),
            policy=policy,
            signers=keys_of("--signer", options.signers),
            entries=not options.sealed,
            agreed=_key_files(options.key_files),
            before=options.before,
            lists=options.lists,
            receipts=[_checkpoint("--receipt", path) for path in options.receipts],
            progress=bars,
        )
    if as_json:
        screen.document(_document(found))
    else:
        _show(folder, found)
    return 1 if found.faults else 0


def keys_of(option: str, given: Sequence[str]) -> list[VerifierKey]:
    """Return the keys of an option: each as text, or the one line of a file."""
    from thalweg.wire.vkey import parse_vkey

    keys = []
    for text in given:
        if text.count("+") >= 2:
            keys.append(parse_vkey(text))
            continue
        line = file_bytes(option, Path(text)).decode("utf-8", "replace").rstrip("\n")
        try:
            keys.append(parse_vkey(line))
        except InputError as why:
            raise InputError(f"{option} {text}: {why}") from None
    return keys


def _since(path: Path | None) -> SignedCheckpoint | None:
    return None if path is None else _checkpoint("--since", path)


def _checkpoint(option: str, path: Path) -> SignedCheckpoint:
    from thalweg.wire.checkpoint import parse_checkpoint

    try:
        return parse_checkpoint(file_bytes(option, path))
    except RefusedError as why:
        raise InputError(f"{option} {path}: {why}") from None


def _key_files(given: Sequence[str]) -> dict[str, KeyFile]:
    """Return the files of keys of ``--keys``, by party."""
    from thalweg.wire.key_file import parse_key_file

    found = {}
    for text in given:
        party, equals, file = text.partition("=")
        if not equals or not party or party in found:
            raise InputError(f"--keys {text}: wanted PARTY=FILE, each party once")
        found[party] = parse_key_file(file_bytes("--keys", Path(file)), file)
    if len(found) > 2:
        raise InputError(
            "--keys: a log is one side's, cosigned by one other: two files"
        )
    return found


def file_bytes(option: str, path: Path) -> bytes:
    """Return the bytes of a file that an option names; raises InputError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as why:
        raise InputError(f"{option} {path}: {why.strerror or why}") from None
    if len(data) > LARGEST_FILE_BYTES:
        raise InputError(f"{option} {path}: larger than {LARGEST_FILE_BYTES:,} bytes")
    return data


def _document(found: LogReport) -> dict[str, object]:
    head = found.checkpoint
    return {
        "thalweg": "verify-log/1",
        "holds": not found.faults,
        "faults": list(found.faults),
        "checked": list(found.checked),
        "not_checked": list(found.not_checked),
        "origin": head and head.origin,
        "size": None if head is None else head.size,
        "root_sha256": head and head.root.hex(),
        "signed_by": [key.text() for key in found.signed_by],
        "cosigned_by": [
            {"key": one.key.text(), "time_s": one.time_s} for one in found.cosigned_by
        ],
        "entries": dict(found.entries),
        "opaque": found.opaque,
        "uncounted": list(found.uncounted),
        "links": list(found.links),
    }


def _show(folder: Path, found: LogReport) -> None:
    from thalweg.cli import told
    from thalweg.report.words import count_of

    told.faults(found.faults)
    for told_of in found.uncounted:
        screen.hanging("not counted  ", told_of)
    for told_of in found.links:
        screen.hanging("continued    ", told_of)
    for check in found.checked:
        screen.hanging("checked      ", check)
    for check in found.not_checked:
        screen.hanging("not checked  ", check)
    if found.checkpoint is not None:
        size = count_of(found.checkpoint.size, "entry", "entries")
        screen.say(f"log          {found.checkpoint.origin}, {size}")
        screen.say(f"root         sha256 {found.checkpoint.root.hex()}")
    for one in found.cosigned_by:
        screen.say(f"cosigned     {one.key.name} at {cosigned_at(one.time_s)}")
    for kind, number in found.entries.items():
        screen.say(f"entries      {number:,} {kind}")
    if found.opaque:
        screen.say(f"entries      {found.opaque:,} not thalweg's own, as they are")
    if found.faults:
        count = count_of(len(found.faults), "fault")
        screen.say(f"{folder}: {count}; does not verify")
    else:
        screen.say(f"{folder}: all that was checked holds")


def cosigned_at(time_s: int) -> str:
    """Return when a cosignature says that it was made."""
    if time_s > LAST_TIME_S:
        return f"{time_s} s since 1970, which is no date"
    return f"{iso(time_s * US_PER_S)} by its own clock"
