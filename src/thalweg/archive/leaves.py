"""Findings of a result folder, as entries of a log."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from thalweg.archive.source import Source
from thalweg.wire.finding_leaf import FindingLeaf

_COLUMNS = (
    "finding", "clause", "kind", "grade", "parties", "start", "end", "evidence",
)  # fmt: skip


def leaves_of(source: Source) -> Iterator[FindingLeaf]:
    """Yield each finding of a result folder that was read, with its evidence's digest.

    In the order of the table. Each cites the whole result, by its manifest's digest.
    """
    table = source.findings.select(list(_COLUMNS))
    for name in ("start", "end"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table.column(name).cast(pa.int64()))
    for row in table.to_pylist():
        yield FindingLeaf(
            agreement=source.agreement.sha256,
            manifest=source.agreement.manifest_sha256,
            result=str(source.manifest_sha256),
            finding=row["finding"],
            clause=row["clause"],
            kind=row["kind"],
            grade=row["grade"],
            parties=tuple(row["parties"] or ()),
            start_us=row["start"],
            end_us=row["end"],
            evidence=row["evidence"],
        )
