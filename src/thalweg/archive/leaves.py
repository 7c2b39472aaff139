"""Findings of a result folder, as entries of a log: each cites the whole result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from thalweg.archive.source import Source
from thalweg.model.message import EntryRef
from thalweg.wire.finding_leaf import FindingLeaf


@dataclass(frozen=True, slots=True)
class LoggedFinding:
    """One finding of one result, on its way into the record."""

    result: str
    finding: str
    evidence: str
    row: dict[str, object]
    agreement: str
    manifest: str | None

    @property
    def key(self) -> str:
        """What it is remembered by, so that it is logged once."""
        return f"{self.result} {self.finding}"

    def leaf(self, sealed: EntryRef | None) -> FindingLeaf:
        """Return the entry: with the evidence's digest, or the sealed entry of it."""
        row = self.row
        return FindingLeaf(
            agreement=self.agreement,
            manifest=self.manifest,
            result=self.result,
            finding=self.finding,
            clause=str(row["clause"]),
            kind=str(row["kind"]),
            grade=str(row["grade"]),
            parties=tuple(str(party) for party in row["parties"] or ()),  # type: ignore[attr-defined]
            start_us=int(row["start"]),  # type: ignore[call-overload]
            end_us=int(row["end"]),  # type: ignore[call-overload]
            evidence=self.evidence if sealed is None else None,
            sealed=sealed,
        )


_COLUMNS = (
    "finding", "clause", "kind", "grade", "parties", "start", "end", "evidence",
)  # fmt: skip


def logged_findings(source: Source) -> Iterator[LoggedFinding]:
    """Yield each finding of a result folder that was read, in the table's order."""
    table = source.findings.select(list(_COLUMNS))
    for name in ("start", "end"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table.column(name).cast(pa.int64()))
    for row in table.to_pylist():
        yield LoggedFinding(
            result=str(source.manifest_sha256),
            finding=row["finding"],
            evidence=row["evidence"],
            row=row,
            agreement=source.agreement.sha256,
            manifest=source.agreement.manifest_sha256,
        )
