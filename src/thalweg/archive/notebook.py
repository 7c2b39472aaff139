"""One finding of a result, to look at: in a notebook, in a terminal, as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from thalweg.archive.folder import write_over
from thalweg.findings.evidence import DECISIONS_KEY, EvidenceRows
from thalweg.model.agreement import Agreement
from thalweg.report.folder import rows_of
from thalweg.report.judged import headline
from thalweg.report.names import Names
from thalweg.report.words import plain

if TYPE_CHECKING:
    from thalweg.archive.result import Result
    from thalweg.report.sections import Section

_LABEL = 30


@dataclass(frozen=True)
class InMemory:
    """A result's agreement and evidence, as the report asks for them."""

    agreement: Agreement
    by_digest: Mapping[str, EvidenceRows]

    def evidence(self, digest: str) -> pa.Table | None:
        """Return the TRACKS rows behind a finding; None where they are missing."""
        rows = self.by_digest.get(digest)
        if rows is None:
            return None
        about = {DECISIONS_KEY: rows.decisions_json}
        return rows.tracks.replace_schema_metadata(about)


class Finding:
    """One finding of a result; a notebook shows it with its drawings.

    Parameters
    ----------
    result
        The result it is of.
    number
        Its row in the result's findings.
    """

    def __init__(self, result: Result, number: int) -> None:
        self._result = result
        self._table = result.findings.slice(number, 1)

    @property
    def id(self) -> str:
        """The finding's id, 16 hex digits."""
        return str(self.row["finding"])

    @cached_property
    def row(self) -> Mapping[str, Any]:
        """The row of FINDINGS; times are UTC."""
        return dict(self._table.to_pylist()[0])

    @property
    def evidence(self) -> pa.Table:
        """The TRACKS rows that show it, kept and dropped."""
        return self._result.evidence[self.row["evidence"]].tracks

    def save(self, path: str | Path) -> Path:
        """Write the finding as one self-contained HTML page, and return its path.

        The page is written whole or not at all; what is there is replaced.
        """
        from thalweg.report.notebook import page_html

        target = Path(path)
        write_over(target, page_html(self._source, self._told).encode())
        return target

    def __repr__(self) -> str:
        """Say who did what in one line."""
        told = self._told
        what = headline(told, Names(self._result.agreement))
        where = f"clause {plain(told['clause'])}, {plain(told['grade'])}"
        return f"<Finding {self.id}: {where}: {what}>"

    def __str__(self) -> str:
        """Say what a terminal can show: all but the drawings."""
        told = self._section
        lines = [
            f"Finding {told.finding}, clause {told.clause}: {told.clause_kind}",
            told.headline,
            told.facts,
            f"{told.grade_name}: {told.grade_says}",
            told.why_not_higher
            if told.grade == "certain"
            else f"Why not higher: {told.why_not_higher}",
        ]
        if told.exempted_by:
            lines.append(f"Exempted by {told.exempted_by}; not counted.")
        lines.append("")
        lines += [
            "  ".join(
                part
                for part in (m.name.ljust(_LABEL), m.value, m.error, m.limit)
                if part
            )
            for m in told.measures
        ]
        words = [quote.words for quote in told.quotes] or [told.clause_words]
        lines += ["", *words, "", f"evidence {told.evidence}: {told.reports}"]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from thalweg.report.notebook import finding_html

        return finding_html(self._source, self._told)

    @property
    def _source(self) -> InMemory:
        return InMemory(self._result.agreement, self._result.evidence)

    @cached_property
    def _told(self) -> Mapping[str, Any]:
        return rows_of(self._table)[0]

    @cached_property
    def _section(self) -> Section:
        from thalweg.report.notebook import section_of

        return section_of(self._source, self._told)
