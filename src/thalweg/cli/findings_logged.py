"""Findings of a result put into the log, each once, their evidence sealed or told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from thalweg.archive.leaves import LoggedFinding, logged_findings
from thalweg.archive.source import Source
from thalweg.cli.opened import OpenedRecord
from thalweg.model.message import EntryRef
from thalweg.record.keys import KeyFolder
from thalweg.record.log import Log
from thalweg.record.ports import Row
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_file import LOG, NODE, SEALED
from thalweg.wire.leaf import FINDING
from thalweg.wire.leaf import SEALED as SEALED_TYPE
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.signing import SigningKey

LOGGED, SEALED_ROWS = "findings", "sealed-findings"
"""Rows by result and finding: the entry of the log, and of the sealed log."""

_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Added:
    """How many findings went in now, how many stood there, and the log's size."""

    added: int
    already: int
    size: int


def add_findings(
    held: OpenedRecord,
    keys: KeyFolder,
    passphrase: bytes,
    source: Source,
    *,
    disclose: bool,
    told: Callable[[str, int, int], None],
) -> Added:
    """Put each finding of a result into the log that is not there yet.

    The evidence is sealed first: after a crash, doing it again finds the sealed entry
    by its row and seals nothing twice.
    """
    node = keys.key(NODE, passphrase)
    log_key, sealed_key = keys.key(LOG, passphrase), keys.key(SEALED, passphrase)
    guard = held.guard()
    log, sealed = held.log(log_key, guard), held.log(sealed_key, guard)
    every = list(logged_findings(source))
    new = [one for one in every if held.store.row(LOGGED, one.key) is None]
    done = 0
    for part in _parts(new):
        refs = None if disclose else _seal(held, sealed, node, part)
        _append(log, node, part, refs)
        done += len(part)
        told("adding findings", done, len(new))
    if not disclose:
        sealed.publish()
    head = log.publish().checkpoint
    return Added(len(new), len(every) - len(new), head.size)


def _seal(
    held: OpenedRecord, sealed: Log, node: SigningKey, part: Sequence[LoggedFinding]
) -> list[EntryRef]:
    """Return the sealed entry of each finding's evidence; made where there is none."""
    new = [one for one in part if held.store.row(SEALED_ROWS, one.key) is None]
    entries = [
        sign_envelope(SEALED_TYPE, _sealed(one).encode(), [node]).format()
        for one in new
    ]
    first = sealed.size
    rows = [
        Row(table=SEALED_ROWS, key=one.key, value=str(first + n).encode())
        for n, one in enumerate(new)
    ]
    if new:
        sealed.append(entries, rows)
    found = [held.store.row(SEALED_ROWS, one.key) for one in part]
    return [EntryRef(sealed.origin, int(value or b"")) for value in found]


def _sealed(finding: LoggedFinding) -> SealedLeaf:
    leaf = finding.leaf(None)
    return SealedLeaf(
        kind="evidence",
        digest=finding.evidence,
        from_us=leaf.start_us,
        to_us=leaf.end_us,
    )


def _append(
    log: Log,
    node: SigningKey,
    part: Sequence[LoggedFinding],
    refs: Sequence[EntryRef] | None,
) -> None:
    first = log.size
    entries, rows = [], []
    for n, one in enumerate(part):
        leaf = one.leaf(None if refs is None else refs[n])
        entries.append(sign_envelope(FINDING, leaf.encode(), [node]).format())
        rows.append(Row(table=LOGGED, key=one.key, value=str(first + n).encode()))
    log.append(entries, rows)


def _parts(new: Sequence[LoggedFinding]) -> Iterator[list[LoggedFinding]]:
    them = iter(new)
    while part := list(islice(them, _AT_ONCE)):
        yield part
