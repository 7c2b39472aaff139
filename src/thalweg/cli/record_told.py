"""What is told of a record: heads, receipts, evidence, doubt; what was taken out."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from thalweg.agreement.write import write_files
from thalweg.cli import screen
from thalweg.cli.opened import OpenedRecord
from thalweg.errors import InputError, RecordDoubtError
from thalweg.record.copies import copy_log, proved_entry
from thalweg.record.evidence import EVIDENCE
from thalweg.record.ports import SIGNED, Head, RecordStore
from thalweg.times import US_PER_S, iso
from thalweg.wire.checkpoint import parse_checkpoint

_COSIGNATURE_BYTES = 72
_LAST_TIME_S = 253_402_300_799  # of the year 9999


@dataclass(frozen=True, slots=True)
class RecordState:
    """How a record stands: `heads` and `receipts` as they are told, of each log."""

    about: dict[str, object]
    heads: list[dict[str, object]]
    receipts: list[dict[str, object]]
    evidence: tuple[str, ...]
    halted: str | None

    def document(self) -> dict[str, object]:
        """Return what ``--json`` says of it."""
        return {
            "thalweg": "record-show/1",
            **self.about,
            "heads": self.heads,
            "receipts": self.receipts,
            "evidence": list(self.evidence),
            "halted": self.halted,
        }

    def show(self) -> None:
        """Print it."""
        screen.labelled(
            "record", f"of {self.about['party']}, {self.about['agreement']}"
        )
        for head in self.heads:
            screen.labelled(
                str(head["role"]),
                f"{head['origin']}: {head['size']:,} entries, "
                f"root {head['root_sha256']}",
            )
            if head["unsigned"]:
                screen.item(f"{head['unsigned']:,} more are durable and not signed yet")
        for one in self.receipts:
            screen.labelled(
                "receipt", f"{one['by']} over {one['size']:,}, {one['told']}"
            )
        if not self.receipts:
            screen.labelled("receipt", "none: nobody else has cosigned yet")
        for key in self.evidence:
            screen.labelled("evidence", f"a log contradicted itself: {key}")
        if self.halted is not None:
            screen.labelled("IN DOUBT", self.halted)


def state_of(held: OpenedRecord, now_us: int) -> RecordState:
    """Return how a record stands; what is in doubt is told, not raised."""
    halted = None
    try:
        held.guard()
    except RecordDoubtError as why:
        halted = str(why)
    heads = held.store.heads()
    return RecordState(
        about={
            "party": held.about.party,
            "agreement": held.about.agreement,
            "guard": held.about.guard,
        },
        heads=[_head(held.store, head) for head in heads],
        receipts=[
            receipt
            for head in heads
            if head.role == SIGNED
            for receipt in _receipts(head, now_us)
        ],
        evidence=tuple(key for key, _ in held.store.rows(EVIDENCE)),
        halted=halted,
    )


def proved(store: RecordStore, origin: str, index: int, out: Path) -> dict[str, object]:
    """Write ``OUT.entry`` and ``OUT.tlog-proof``, and return what was written."""
    found = proved_entry(store, origin, index)
    files = {f"{out.name}.entry": found.entry, f"{out.name}.tlog-proof": found.proof}
    entry, proof = write_files(out.parent, files)
    return {
        "origin": origin,
        "index": index,
        "size": found.size,
        "entry": str(entry),
        "proof": str(proof),
    }


def copied(
    store: RecordStore, origin: str, out: Path, *, entries: bool
) -> dict[str, object]:
    """Write a log's folder, whole or not at all, and return what was written."""
    if out.exists() or out.is_symlink():
        raise InputError(f"{out} is already there; choose another --out")
    out.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.partial-", dir=out.parent))
    try:
        head = copy_log(store, origin, partial, entries=entries)
        partial.chmod(0o755)
        partial.rename(out)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return {"origin": origin, "size": head.size, "folder": str(out)}


def _head(store: RecordStore, head: Head) -> dict[str, object]:
    unsigned = store.size(head.origin) - head.size if head.role == SIGNED else 0
    return {
        "role": head.role,
        "origin": head.origin,
        "size": head.size,
        "root_sha256": head.root.hex(),
        "time_s": head.time_s,
        "unsigned": unsigned,
    }


def _receipts(head: Head, now_us: int) -> list[dict[str, object]]:
    """Return the cosignatures under an own checkpoint; each was verified as it came."""
    lines = parse_checkpoint(head.note).note.signatures
    found: list[dict[str, object]] = []
    for line in lines:
        if line.name == head.origin or len(line.blob) != _COSIGNATURE_BYTES:
            continue
        time_s = int.from_bytes(line.blob[:8], "big")
        age_s = now_us // US_PER_S - time_s
        when = "a time that is no date"
        if time_s <= _LAST_TIME_S:
            when = f"at {iso(time_s * US_PER_S)} by its clock, {age_s:,} s ago by ours"
        found.append(
            {
                "origin": head.origin,
                "by": line.name,
                "size": head.size,
                "time_s": time_s,
                "age_s": age_s,
                "told": when,
            }
        )
    return found
