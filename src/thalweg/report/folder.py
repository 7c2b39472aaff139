"""A result folder, read for the page: nothing else is ever asked.

The folder may come from the other side. What cannot be read is a ResultFolderError
that names the file, never a traceback; whether it is *true* is for `thalweg verify`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from thalweg.agreement.load import load
from thalweg.errors import InputError, ResultFolderError
from thalweg.model.agreement import Agreement
from thalweg.report.plausible import finding_fault, summary_fault
from thalweg.tables.account import COVERAGE, DECISIONS, DROPPED
from thalweg.tables.contract import Contract
from thalweg.tables.events import EVENTS
from thalweg.tables.findings import FINDINGS
from thalweg.tables.tracks import TRACKS

Row = Mapping[str, Any]

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DOCUMENT = re.compile(rb"^thalweg:\s*['\"]?agreement/1\b", re.MULTILINE)


class Evidenced(Protocol):
    """What the section of a finding needs: of a folder, or of a result in memory."""

    @property
    def agreement(self) -> Agreement:
        """Return the agreement the findings cite."""

    def evidence(self, digest: str) -> pa.Table | None:
        """Return the TRACKS rows behind a finding; None where they are missing.

        Decisions that belong to them stand as JSON in the schema's metadata.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a result folder holds. Times in rows are microseconds since 1970, UTC.

    `coverage` has one row per feed, `decisions` one per kind with its number of rows,
    `events` the number of events of each kind. `alive_s` has, by the start of each
    hour, the longest that any feed was alive in it; hours without a row are missing.
    """

    folder: Path
    agreement: Agreement
    summary: Mapping[str, Any]
    findings: Sequence[Row]
    dropped: Sequence[Row]
    coverage: Sequence[Row]
    alive_s: Mapping[int, float]
    decisions: Sequence[Row]
    events: Mapping[str, int]
    inputs: Sequence[str]

    def evidence(self, digest: str) -> pa.Table | None:
        """Return the TRACKS rows behind a finding; None where the file is missing.

        Decisions that belong to them stand as JSON in the schema's metadata.
        """
        if not _DIGEST.fullmatch(digest):
            return None
        path = self.folder / "evidence" / f"{digest}.parquet"
        if not path.is_file():
            return None
        table = _table(path)
        whole = _conform(TRACKS, table, path)
        return whole.replace_schema_metadata(table.schema.metadata)

    def input(self, name: str) -> bytes | None:
        """Return the bytes of a file among the inputs, None where there is none."""
        path = self.folder / "inputs" / name
        return path.read_bytes() if name in self.inputs else None

    def sources(self) -> list[str]:
        """Return the SHA-256 of every file that a row of the evidence came from."""
        found: set[str] = set()
        digests = {str(row["evidence"]) for row in self.findings}
        for digest in sorted(d for d in digests if _DIGEST.fullmatch(d)):
            path = self.folder / "evidence" / f"{digest}.parquet"
            if path.is_file():
                told = _table(path, ["source_sha256"])
                for column in told.columns:
                    found.update(str(name) for name in column.unique().to_pylist())
        return sorted(told for told in found if _DIGEST.fullmatch(told))


def read(folder: Path, agreement: Agreement | None = None) -> Record:
    """Read a result folder; `agreement` is its own, where that is at hand already.

    Raises
    ------
    ResultFolderError
        A file is missing or unreadable, or says what cannot be; the message names it.
    AgreementError
        The agreement in the folder does not load.
    """
    summary = read_summary(folder)
    coverage = _checked(COVERAGE, folder / "coverage.parquet")
    law = agreement or load(document_in(folder / "agreement"))
    return Record(
        folder=folder,
        agreement=law,
        summary=summary,
        findings=_findings(folder / "findings.parquet", law),
        dropped=rows_of(_checked(DROPPED, folder / "dropped.parquet")),
        coverage=_by_feed(coverage),
        alive_s=_by_hour(coverage),
        decisions=_by_kind(_checked(DECISIONS, folder / "decisions.parquet")),
        events=_counted(_checked(EVENTS, folder / "events.parquet")),
        inputs=_names_in(folder / "inputs"),
    )


def hours_of_feeds(folder: Path, from_us: int, to_us: int) -> list[dict[str, Any]]:
    """Return hours and reports per feed of the hours that begin in a period.

    Rows are as in `Record.coverage`; a feed that was silent in the period has none.
    Times are microseconds since 1970, UTC.

    Raises
    ------
    ResultFolderError
        The table is missing or unreadable.
    """
    table = _checked(COVERAGE, folder / "coverage.parquet")
    hour_us = table.column("hour").cast(pa.int64())
    inside = pc.and_(
        pc.greater_equal(hour_us, pa.scalar(from_us)),
        pc.less(hour_us, pa.scalar(to_us)),
    )
    return _by_feed(table.filter(inside))


def document_in(folder: Path) -> Path:
    """Return the agreement's document among the files of `folder`.

    It is the one YAML file whose top says ``thalweg: agreement/1``.
    """
    if not folder.is_dir():
        raise ResultFolderError(f"{folder}: missing; not a whole result folder")
    named = sorted((*folder.glob("*.yaml"), *folder.glob("*.yml")))
    found = [path for path in named if _DOCUMENT.search(path.read_bytes())]
    if len(found) != 1:
        raise ResultFolderError(
            f"{folder}: {len(found)} files say 'thalweg: agreement/1'; wanted one"
        )
    return found[0]


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """Return rows as dicts, times as whole microseconds and bytes left out."""
    columns, names = [], []
    for field in table.schema:
        if pa.types.is_binary(field.type):
            continue
        names.append(field.name)
        column = table.column(field.name)
        times = pa.types.is_timestamp(field.type)
        columns.append((column.cast(pa.int64()) if times else column).to_pylist())
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def read_summary(folder: Path) -> Mapping[str, Any]:
    """Return the ``summary.json`` of a result folder; all that a page uses is there.

    Raises
    ------
    ResultFolderError
        It is missing, or is not a summary; the message names what is wrong with it.
    """
    path = folder / "summary.json"
    try:
        summary = json.loads(path.read_bytes())
    except OSError as error:
        raise ResultFolderError(
            f"{path}: cannot be read ({error.strerror}); "
            "wanted a folder that `thalweg watch --out` wrote"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ResultFolderError(f"{path}: not JSON: {error}") from error
    if not isinstance(summary, dict) or summary.get("thalweg") != "summary/1":
        raise ResultFolderError(f"{path}: does not say thalweg: summary/1")
    if fault := summary_fault(summary):
        raise ResultFolderError(f"{path}: {fault}")
    return summary


def _table(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    try:
        # One file alone: a dataset would look at names beside it for partitions.
        file = pq.ParquetFile(path)
        return file.read(columns and list(columns), use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise ResultFolderError(f"{path}: cannot be read: {error}") from error


def _conform(contract: Contract, table: pa.Table, path: Path) -> pa.Table:
    try:
        return contract.conform(table)
    except InputError as error:
        raise ResultFolderError(f"{path}: {error}") from error


def _checked(contract: Contract, path: Path) -> pa.Table:
    return _conform(contract, _table(path), path)


def _findings(path: Path, agreement: Agreement) -> list[dict[str, Any]]:
    rows = rows_of(_checked(FINDINGS, path))
    for at, row in enumerate(rows):
        if fault := finding_fault(row, agreement):
            raise ResultFolderError(f"{path}: row {at}, {fault}")
    return rows


def _by_feed(table: pa.Table) -> list[dict[str, Any]]:
    """Hours and reports per feed; a feed is alive once in an hour, not per cell."""
    if table.num_rows == 0:
        return []
    plain = table.set_column(
        table.schema.get_field_index("feed"), "feed", _plain(table, "feed")
    ).set_column(table.schema.get_field_index("basis"), "basis", _plain(table, "basis"))
    hourly = plain.group_by(["feed", "hour"]).aggregate(
        [("alive_s", "max"), ("seen_s", "max"), ("reports", "sum")]
    )
    by_feed = hourly.group_by("feed").aggregate(
        [("alive_s_max", "sum"), ("seen_s_max", "sum"), ("reports_sum", "sum")]
    )
    bases = plain.group_by("feed").aggregate([("basis", "distinct"), ("cell", "count")])
    known = {row["feed"]: row["basis_distinct"] for row in bases.to_pylist()}
    return [
        {
            "feed": row["feed"],
            "alive_h": row["alive_s_max_sum"] / 3600,
            "seen_h": row["seen_s_max_sum"] / 3600,
            "reports": row["reports_sum_sum"],
            "basis": sorted(known[row["feed"]]),
        }
        for row in sorted(by_feed.to_pylist(), key=lambda row: str(row["feed"]))
    ]


def _by_hour(table: pa.Table) -> dict[int, float]:
    """Return by hour the longest that any feed was alive [s]."""
    plain = pa.table(
        {
            "hour": table.column("hour").cast(pa.int64()),
            "alive_s": table.column("alive_s"),
        }
    )
    hourly = plain.group_by("hour").aggregate([("alive_s", "max")])
    return {row["hour"]: row["alive_s_max"] or 0.0 for row in hourly.to_pylist()}


def _by_kind(table: pa.Table) -> list[dict[str, Any]]:
    counts = pc.value_counts(table.column("kind")).to_pylist()
    counts.sort(key=lambda row: str(row["values"]))
    return [{"kind": row["values"], "rows": row["counts"]} for row in counts]


def _counted(table: pa.Table) -> dict[str, int]:
    return {row["kind"]: row["rows"] for row in _by_kind(table)}


def _plain(table: pa.Table, name: str) -> pa.ChunkedArray:
    return table.column(name).cast(pa.string())


def _names_in(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_file()))
