"""Findings of a result put into the log, each once, their evidence sealed or told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from thalweg.cli import screen
from thalweg.cli.opened import OpenedRecord
from thalweg.model.message import EntryRef
from thalweg.record.keys import KeyFolder
from thalweg.record.log import Log
from thalweg.record.placed import LOGGED, SEALED_EVIDENCE, sealed_evidence
from thalweg.record.ports import Row
from thalweg.wire.encoded import to_base64
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.finding_leaf import FindingLeaf, parse_finding_leaf
from thalweg.wire.key_file import LOG, NODE, SEALED
from thalweg.wire.leaf import FINDING
from thalweg.wire.leaf import SEALED as SEALED_TYPE
from thalweg.wire.signing import SigningKey

if TYPE_CHECKING:
    from thalweg.node.reach import Reach

Told = Callable[[str, int, int], None]

_AT_ONCE = 512
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the findings of a result.

    `placed` says of each, in the result's order, which entry it is, whether that is
    new, and the entry of the sealed log that holds its evidence, if one does.
    """

    findings: Sequence[FindingLeaf]
    placed: Sequence[Mapping[str, Any]]
    origin: str
    size: int

    def document(self) -> dict[str, Any]:
        """Return what ``--json`` says of it."""
        new = sum(one["is_new"] for one in self.placed)
        return {
            "added": new,
            "already": len(self.placed) - new,
            "findings": [
                {
                    "finding": leaf.finding,
                    "clause": leaf.clause,
                    "kind": leaf.kind,
                    "grade": leaf.grade,
                    "parties": list(leaf.parties),
                    "evidence_sha256": leaf.evidence,
                    **one,
                }
                for leaf, one in zip(self.findings, self.placed, strict=True)
            ],
            "log": {"origin": self.origin, "size": self.size},
        }

    def show(self) -> None:
        """Print it: each finding with its entry, and what was sealed of it."""
        rows = [
            (
                str(one["entry"]["index"]),
                "in the open" if one["sealed"] is None else str(one["sealed"]["index"]),
                leaf.finding,
                leaf.clause,
                leaf.grade,
                ", ".join(leaf.parties) or "nobody",
            )
            for leaf, one in zip(self.findings, self.placed, strict=True)
        ]
        if rows:
            header = ("entry", "sealed", "finding", "clause", "grade", "of")
            screen.table(header, rows[:_MOST_SHOWN], words=6)
        if len(rows) > _MOST_SHOWN:
            screen.say(f"... and {len(rows) - _MOST_SHOWN:,} more; --json lists all")
        sealed = sum(one["sealed"] is not None for one in self.placed)
        if sealed:
            screen.sentence(
                f"Evidence of {sealed:,} is sealed: its digest stands in the sealed "
                "log, whose entries the other side does not see. thalweg hotline "
                "disclose N discloses one."
            )
        if sealed < len(self.placed):
            told = f"Evidence of {len(self.placed) - sealed:,} is named in the open."
            screen.sentence(told)


def add_by_node(
    site: Reach, findings: Sequence[FindingLeaf], *, disclose: bool, told: Told
) -> Added:
    """Have a site log findings that are not in its log yet; a running one as well."""
    state = site.ask("state")
    placed: list[Mapping[str, Any]] = []
    for part in _parts(findings):
        leaves = [to_base64(one.encode()) for one in part]
        placed += site.ask("findings", leaves=leaves, disclose=disclose)["placed"]
        told("adding findings", len(placed), len(findings))
    return Added(findings, placed, state["origin"], site.ask("state")["size"])


def add_findings(
    held: OpenedRecord,
    keys: KeyFolder,
    passphrase: bytes,
    findings: Sequence[FindingLeaf],
    *,
    disclose: bool,
    told: Told,
) -> Added:
    """Put each finding of a result into a record's log that is not there yet.

    The evidence is sealed first: after a crash, doing it again finds the sealed entry
    by its row and seals nothing twice.
    """
    node = held.signing(keys, NODE, passphrase)[0]
    guard = held.guard()
    log = held.log(held.signing(keys, LOG, passphrase), guard)
    sealed = held.log(held.signing(keys, SEALED, passphrase), guard)
    new = [one for one in findings if held.store.row(LOGGED, one.key) is None]
    done = 0
    for part in _parts(new):
        refs = None if disclose else _seal(held, sealed, node, part)
        _append(log, node, part, refs)
        done += len(part)
        told("adding findings", done, len(new))
    if not disclose:
        sealed.publish()
    head = log.publish().checkpoint
    fresh = {one.key for one in new}
    placed = [_placed(held, one, one.key in fresh) for one in findings]
    return Added(findings, placed, head.origin, head.size)


def _seal(
    held: OpenedRecord, sealed: Log, node: SigningKey, part: Sequence[FindingLeaf]
) -> list[EntryRef]:
    """Return the sealed entry of each finding's evidence; made where there is none."""
    new = [one for one in part if held.store.row(SEALED_EVIDENCE, one.key) is None]
    entries = [
        sign_envelope(SEALED_TYPE, sealed_evidence(one).encode(), [node]).format()
        for one in new
    ]
    first = sealed.size
    rows = [
        Row(table=SEALED_EVIDENCE, key=one.key, value=str(first + n).encode())
        for n, one in enumerate(new)
    ]
    if new:
        sealed.append(entries, rows)
    found = [held.store.row(SEALED_EVIDENCE, one.key) for one in part]
    return [EntryRef(sealed.origin, int(value or b"")) for value in found]


def _append(
    log: Log,
    node: SigningKey,
    part: Sequence[FindingLeaf],
    refs: Sequence[EntryRef] | None,
) -> None:
    first = log.size
    entries, rows = [], []
    for n, one in enumerate(part):
        leaf = one if refs is None else replace(one, evidence=None, sealed=refs[n])
        entries.append(sign_envelope(FINDING, leaf.encode(), [node]).format())
        rows.append(Row(table=LOGGED, key=one.key, value=str(first + n).encode()))
    log.append(entries, rows)


def _placed(held: OpenedRecord, leaf: FindingLeaf, is_new: bool) -> dict[str, Any]:
    origin, index = held.about.origin, int(held.store.row(LOGGED, leaf.key) or b"")
    entry = held.store.entries(origin, index, index + 1)[0]
    sealed = parse_finding_leaf(parse_envelope(entry).payload).sealed
    return {
        "finding": leaf.finding,
        "is_new": is_new,
        "entry": {"origin": origin, "index": index},
        "sealed": sealed and {"origin": sealed.origin, "index": sealed.index},
    }


def _parts(new: Sequence[FindingLeaf]) -> Iterator[list[FindingLeaf]]:
    them = iter(new)
    while part := list(islice(them, _AT_ONCE)):
        yield part
