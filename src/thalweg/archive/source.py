"""What an export reads: a record in a folder, or a result that was never written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from thalweg.agreement.load import load
from thalweg.archive.folder import FINDINGS_TABLE
from thalweg.archive.untrusted import Contents
from thalweg.errors import InputError, ResultFolderError, VerificationError
from thalweg.findings import evidence
from thalweg.model.agreement import Agreement
from thalweg.report.folder import document_in
from thalweg.tables.findings import FINDINGS
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.manifest import NAME as MANIFEST
from thalweg.wire.manifest import Manifest, parse_manifest
from thalweg.wire.parquet import read_parquet

if TYPE_CHECKING:
    from thalweg.archive.result import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A record to export from.

    `tracks` is all of TRACKS where that is at hand, None where only the evidence is;
    `folder` and `manifest_sha256` are None for a result in memory. `evidence` gives the
    rows of TRACKS behind a digest.
    """

    name: str
    agreement: Agreement
    findings: pa.Table
    evidence: Callable[[str], pa.Table]
    tracks: pa.Table | None = None
    folder: Path | None = None
    manifest_sha256: str | None = None

    def evidence_of(self, findings: pa.Table) -> Iterator[pa.Table]:
        """Yield the tracks in the evidence of some findings, each piece once."""
        for digest in dict.fromkeys(findings.column("evidence").to_pylist()):
            yield self.evidence(digest)


def source_of_result(result: Result) -> Source:
    """Return a result in memory as a source."""
    return Source(
        name="the result",
        agreement=result.agreement,
        findings=result.findings,
        tracks=result.tracks,
        evidence=lambda digest: result.evidence[digest].tracks,
    )


def source_of_folder(folder: Path) -> Source:
    """Return a result folder, which may come from a stranger, as a source.

    Each file is held against the manifest as it is read; whether the record is *true*
    is for `thalweg verify`.

    Raises
    ------
    ResultFolderError
        It is no result folder, or a file is missing or not the one that is listed.
    AgreementError
        The agreement in it does not load.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ResultFolderError(
            f"{folder} is not a folder; wanted one that thalweg watch --out wrote"
        )
    files = _Listed(folder)
    for name in files.contents.within("agreement"):
        files.read(name)
    where = f"{folder / FINDINGS_TABLE}"
    table = read_parquet(files.read(FINDINGS_TABLE), where)
    try:
        findings = FINDINGS.check(FINDINGS.conform(table))
    except (InputError, pa.ArrowException) as why:
        raise ResultFolderError(f"{where}: {why}") from why

    def rows(digest: str) -> pa.Table:
        name = f"evidence/{digest}.parquet"
        return evidence.read(files.read(name), f"{folder / name}").tracks

    return Source(
        name=str(folder),
        agreement=load(document_in(folder / "agreement")),
        findings=findings,
        evidence=rows,
        folder=folder,
        manifest_sha256=files.manifest_sha256,
    )


class _Listed:
    """The files of a folder, each the one that its manifest lists."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.contents = Contents(folder)
            data = self.contents.read(MANIFEST)
            self.manifest: Manifest = parse_manifest(data)
        except (OSError, InputError, VerificationError) as why:
            raise ResultFolderError(f"{folder} is not a result folder: {why}") from why
        self.manifest_sha256 = sha256_hex(data)

    def read(self, name: str) -> bytes:
        try:
            data = self.contents.read(name)
        except InputError as why:
            raise ResultFolderError(f"{self.folder}: {why}") from why
        if sha256_hex(data) != self.manifest.files.get(name):
            raise ResultFolderError(
                f"{self.folder / name} is not the file that {MANIFEST} lists; what was "
                f"changed: thalweg verify {self.folder}"
            )
        return data
