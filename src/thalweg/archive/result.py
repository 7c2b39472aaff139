"""What an examination found, whole, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from thalweg.archive.notebook import Finding
from thalweg.errors import InputError
from thalweg.findings.evidence import EvidenceRows
from thalweg.model.agreement import Agreement
from thalweg.report.folder import rows_of

if TYPE_CHECKING:
    from thalweg.archive.export import Exported
    from thalweg.tables.query import Query


def _nothing() -> None:
    """Let go of nothing: it is all in memory."""


@dataclass(frozen=True)
class Result:
    """The tables of one examination; what `archive.folder` writes.

    `findings`, `events`, `tracks`, `decisions`, `dropped`, `coverage` are Arrow tables
    by the contracts in `thalweg.tables`; `summary` is the document of summary.json;
    `inputs` the files that were read beside agreement and positions; `evidence` by
    digest. `outside_period` counts rows that were not asked about. `archive_bytes` are
    those of packed archives that were decoded for a part of them, and all they have; it
    is not written. `let_go` lets go of memory that can come from disk again, after some
    of `tracks` or `evidence` was looked at.
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
    archive_bytes: tuple[int, int] = (0, 0)
    let_go: Callable[[], None] = field(default=_nothing, repr=False, compare=False)

    def write(self, out: str | Path, *, replace: bool = False) -> Path:
        """Write the result folder with its report, and return its path.

        Raises ResultFolderError where `out` is in the way.
        """
        from thalweg.archive.folder import write_folder
        from thalweg.report.page import render

        return write_folder(self, Path(out), replace=replace, render=render)

    def report(self, path: str | Path, *, lang: str = "en") -> Path:
        """Write the report alone, one self-contained page, and return its path.

        The page is written whole or not at all; what is there is replaced. InputError
        where no pages are written in `lang`.
        """
        import tempfile

        from thalweg.archive.folder import REPORT, write_folder, write_over
        from thalweg.report.language import language
        from thalweg.report.page import render

        language(lang)
        target = Path(path)
        with tempfile.TemporaryDirectory() as beside:
            folder = write_folder(
                self, Path(beside) / "result", render=partial(render, lang=lang)
            )
            write_over(target, (folder / REPORT).read_bytes())
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

    def finding(self, finding: str) -> Finding:
        """Return one finding by its id, or by as much of it as names only one.

        Raises InputError where no finding, or more than one, begins so.
        """
        ids = self.findings.column("finding").to_pylist()
        found = [number for number, one in enumerate(ids) if one.startswith(finding)]
        if len(found) == 1 and finding:
            return Finding(self, found[0])
        if not found:
            first = f"; the first is {ids[0]}" if ids else ""
            raise InputError(
                f"no finding {finding!r}: this result has {len(ids)}{first}"
            )
        some = ", ".join(ids[number] for number in found[:3])
        raise InputError(f"{len(found)} findings begin with {finding!r}: {some} ...")

    def __getitem__(self, number: int) -> Finding:
        """Return a finding by its place in `findings`, from 0; -1 is the last."""
        many = self.findings.num_rows
        if not -many <= number < many:
            raise IndexError(
                f"this result has {many} findings, none is number {number}"
            )
        return Finding(self, number % many)

    def __iter__(self) -> Iterator[Finding]:
        """Go through the findings in order of time."""
        return (Finding(self, number) for number in range(self.findings.num_rows))

    def _repr_html_(self) -> str:
        from thalweg.report.notebook import FIRST_FINDINGS, result_html

        return result_html(
            self.agreement,
            self.summary,
            rows_of(self.findings.slice(0, FIRST_FINDINGS)),
            total=self.findings.num_rows,
            dropped=rows_of(self.dropped),
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
