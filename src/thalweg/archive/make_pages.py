"""Making the pages of a record that somebody asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thalweg.archive.executor import Progress
from thalweg.archive.folder import SUMMARY, read_manifest, write_pages
from thalweg.archive.pages import DAILY, INCIDENT, REPORT, PageName, pages_in
from thalweg.archive.review import marks_of, reviewed
from thalweg.archive.verify import Verification, verify_folder
from thalweg.errors import InputError
from thalweg.feeds.source import locate
from thalweg.report.daily import render_daily
from thalweg.report.incident import render_incident
from thalweg.report.language import language
from thalweg.report.opening import (
    Completeness,
    PositionsFile,
    Previous,
    read_previous,
)
from thalweg.report.page import render
from thalweg.report.statements import Statement
from thalweg.wire.canonical import sha256_hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The pages that are asked for: of these days and findings, in these languages.

    Without a day or a finding it is the report. `previous` is the record of an earlier
    period to stand beside this one, `completeness` what a run from the positions found.
    """

    langs: Sequence[str] = ("en",)
    days: Sequence[str] = ()
    findings: Sequence[str] = ()
    previous: Previous | None = None
    completeness: Completeness | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePages:
    """Pages of a folder by name: those that were asked for, and all that were made."""

    folder: Path
    asked: Mapping[PageName, str]
    all: Mapping[PageName, str]

    def write(self) -> None:
        """Write them all into the folder, and its manifest again; or none.

        Raises ResultFolderError where that cannot be done; the folder is as it was.
        """
        write_pages(self.folder, {str(page): html for page, html in self.all.items()})


def make_pages(folder: Path, asked: Asked) -> MadePages:
    """Make pages of a result folder; `MadePages.write` writes them into it.

    Where a report is asked for, those in other languages that are there are made again
    with it: reports of one record name one another and say the same.

    Raises
    ------
    InputError
        No pages are written in a language, or the record does not have a day or a
        finding, or the previous record cannot stand beside it.
    ResultFolderError
        The folder is no result, or a file of it cannot be read.
    """
    there = pages_in(read_manifest(folder).files)
    wanted = list(dict.fromkeys(_wanted(asked)))
    more = [page for page in there if page.kind == REPORT]
    pages = [*wanted, *(more if _of_report(wanted) else ())]
    sisters = [page.lang for page in (*more, *wanted) if page.kind == REPORT]
    made = {
        page: _render(folder, page, asked, sisters) for page in dict.fromkeys(pages)
    }
    return MadePages(
        folder=folder, asked={page: made[page] for page in wanted}, all=made
    )


def previous_of(folder: Path) -> Previous:
    """Return a record to stand beside a later one, its counts as its manifest has them.

    Raises
    ------
    ResultFolderError
        It is no result folder.
    InputError
        Its counts were changed since its manifest was written.
    """
    previous = read_previous(folder)
    listed = read_manifest(folder).files.get(SUMMARY)
    if listed != sha256_hex((folder / SUMMARY).read_bytes()):
        raise InputError(
            f"{folder / SUMMARY}: its digest is not the one in the manifest; see what "
            f"else does not hold: thalweg verify {folder}"
        )
    return previous


def completeness_of(
    folder: Path, positions: Sequence[str], progress: Progress | None = None
) -> tuple[Completeness, Verification]:
    """Run a record again from its positions, and return what a page says of that.

    Parameters
    ----------
    folder
        The result folder.
    positions
        ``[NAME=]PATH`` of the positions it was made from.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        `folder` is no folder, the positions cannot be read, or a check did not come to
        its end: then nothing can be said of completeness.
    """
    paths = [locate(given)[1] for given in positions]
    found = verify_folder(folder, positions=positions, progress=progress)
    if found.stopped:
        raise InputError(
            f"{folder}: whether it is complete cannot be told, and no page was made: "
            f"{found.stopped[-1]}"
        )
    files = [PositionsFile(name=path.name, sha256=_digest(path)) for path in paths]
    return Completeness(files=files, faults=len(found.faults)), found


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as why:
        raise InputError(f"{path}: cannot be read: {why.strerror or why}") from why


def _wanted(asked: Asked) -> Iterator[PageName]:
    for lang in asked.langs:
        tag = language(lang).tag
        yield from (PageName(DAILY, day, tag) for day in asked.days)
        yield from (PageName(INCIDENT, finding, tag) for finding in asked.findings)
        if not asked.days and not asked.findings:
            yield PageName(REPORT, "", tag)


def _of_report(pages: Iterable[PageName]) -> bool:
    return any(page.kind == REPORT for page in pages)


def _render(folder: Path, page: PageName, asked: Asked, sisters: Iterable[str]) -> str:
    if page.kind == DAILY:
        return render_daily(folder, page.about, lang=page.lang, previous=asked.previous)
    if page.kind == INCIDENT:
        statements = _statements(folder, page.about)
        return render_incident(
            folder, page.about, lang=page.lang, statements=statements
        )
    return render(
        folder,
        lang=page.lang,
        previous=asked.previous,
        completeness=asked.completeness,
        sisters=sisters,
    )


def _statements(folder: Path, finding: str) -> list[Statement]:
    """Return the marks that people put on a finding as it is, beside the record."""
    marks = marks_of(folder).get(finding, [])
    if not marks:
        return []
    row = reviewed(folder).rows.get(finding)
    return [
        Statement(who=mark.who, words=mark.why, at_us=mark.at_us, mark=mark.mark)
        for mark in marks
        if mark.row == row
    ]
