"""What an examination found, whole, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from thalweg.findings.evidence import EvidenceRows
from thalweg.model.agreement import Agreement

if TYPE_CHECKING:
    from thalweg.archive.export import Exported
    from thalweg.tables.query import Query


@dataclass(frozen=True)
class Result:
    """The tables of one examination; what `archive.folder` writes.

    `findings`, `events`, `tracks`, `decisions`, `dropped`, `coverage` are Arrow tables
    by the contracts in `thalweg.tables`; `summary` is the document of summary.json;
    `inputs` the files that were read beside agreement and positions; `evidence` by
    digest. `outside_period` counts rows that were not asked about.
    """

    agreement: Agreement
    findings: pa.Table
    events: pa.Table
    tracks: pa.Table
    decisions: pa.Table
    dropped: pa.Table
    coverage: pa.Table
    summary: Mapping[str, Any]
    inputs: Mapping[str, bytes]
    evidence: Mapping[str, EvidenceRows]
    outside_period: int = 0

    def write(self, out: str | Path, *, replace: bool = False) -> Path:
        """Write the result folder with its report, and return its path.

        Raises ResultFolderError where `out` is in the way.
        """
        from thalweg.archive.folder import write_folder
        from thalweg.report.page import render

        return write_folder(self, Path(out), replace=replace, render=render)

    def report(self, path: str | Path) -> Path:
        """Write the report alone, one self-contained page, and return its path."""
        import tempfile

        target = Path(path)
        with tempfile.TemporaryDirectory() as beside:
            folder = self.write(Path(beside) / "result")
            target.write_bytes((folder / "report.html").read_bytes())
        return target

    def export(
        self,
        path: str | Path,
        *,
        what: str = "findings",
        form: str | None = None,
        query: Query | None = None,
        replace: bool = False,
    ) -> Exported:
        """Write findings or tracks to one file; its suffix tells the format.

        See `thalweg.archive.export.export`. Tracks are all of `tracks`, cut to the
        query's period; where it asks for clauses, parties or grades, those of the
        evidence of the findings that are meant.
        """
        from thalweg.archive.export import export
        from thalweg.archive.source import source_of_result

        return export(
            source_of_result(self),
            path,
            what=what,
            form=form,
            query=query,
            replace=replace,
        )

    def __repr__(self) -> str:
        """Say what was found in one line."""
        counted = sum(
            row["count"]
            for row in self.summary["findings"]
            if row["grade"] != "possible"
        )
        name = f"{self.agreement.id}, edition {self.agreement.edition}"
        return f"<Result of {name}: {self.findings.num_rows} rows, {counted} counted>"
