"""``thalweg verify NAME.tlog-proof``: one entry held against its log's key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.cli import screen
from thalweg.cli.log import LogOptions, cosigned_at, file_bytes, keys_of
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.record.proof import ProofReport

SUFFIX = ".tlog-proof"


def is_proof(path: Path) -> bool:
    """Tell whether a path is the proof of one entry."""
    return path.name.endswith(SUFFIX) and path.is_file()


def verify(path: Path, options: LogOptions, *, as_json: bool) -> int:
    """Verify an entry's proof and show what was found; return the exit code.

    The entry stands in the proof, or beside it as ``NAME.entry``.
    """
    from thalweg.record.proof import verify_proof

    by_lists = (options.key_files, options.receipts, options.before, options.lists)
    if options.since or options.policy or options.sealed or any(by_lists):
        raise InputError(
            f"{path}: --since, --policy, --sealed, --keys, --receipt, --before and "
            "--lists are for a whole log; wanted --key, --cosigner and --signer"
        )
    beside = path.with_name(f"{path.name.removesuffix(SUFFIX)}.entry")
    found = verify_proof(
        file_bytes("the proof", path),
        file_bytes("its entry", beside) if beside.is_file() else None,
        keys_of("--key", options.keys),
        keys_of("--cosigner", options.cosigners),
        keys_of("--signer", options.signers),
    )
    if as_json:
        screen.document(_document(found))
    else:
        _show(path, found)
    return 1 if found.faults else 0


def _document(found: ProofReport) -> dict[str, object]:
    head = found.checkpoint
    return {
        "thalweg": "verify-proof/1",
        "holds": not found.faults,
        "faults": list(found.faults),
        "checked": list(found.checked),
        "not_checked": list(found.not_checked),
        "origin": head and head.origin,
        "index": found.index,
        "size": None if head is None else head.size,
        "root_sha256": head and head.root.hex(),
        "type": found.type,
        "cosigned_by": [
            {"key": one.key.text(), "time_s": one.time_s} for one in found.cosigned_by
        ],
    }


def _show(path: Path, found: ProofReport) -> None:
    from thalweg.cli import told

    told.faults(found.faults)
    for check in found.checked:
        screen.hanging("checked      ", check)
    for check in found.not_checked:
        screen.hanging("not checked  ", check)
    head = found.checkpoint
    if head is not None:
        screen.say(f"entry        {head.origin} {found.index}, of {head.size:,}")
        screen.say(f"type         {found.type or 'not one of thalweg'}")
        screen.say(f"root         sha256 {head.root.hex()}")
    for one in found.cosigned_by:
        screen.say(f"cosigned     {one.key.name} at {cosigned_at(one.time_s)}")
    holds = "does not verify" if found.faults else "all that was checked holds"
    screen.say(f"{path}: {holds}")
