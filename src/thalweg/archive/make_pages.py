"""Making the pages of a record that somebody asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from thalweg.archive.folder import read_manifest, write_pages
from thalweg.archive.pages import DAILY, REPORT, PageName, pages_in
from thalweg.report.daily import render_daily
from thalweg.report.language import language
from thalweg.report.page import render


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The pages that are asked for: of these days, in these languages.

    Without a day it is the report.
    """

    langs: Sequence[str] = ("en",)
    days: Sequence[str] = ()


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
        No pages are written in a language, or the record does not have a day.
    ResultFolderError
        The folder is no result, or a file of it cannot be read.
    """
    wanted = list(dict.fromkeys(_wanted(asked)))
    more = _sisters(folder) if any(page.kind == REPORT for page in wanted) else ()
    made = {page: _render(folder, page) for page in dict.fromkeys((*wanted, *more))}
    return MadePages(
        folder=folder, asked={page: made[page] for page in wanted}, all=made
    )


def _wanted(asked: Asked) -> Iterator[PageName]:
    for lang in asked.langs:
        tag = language(lang).tag
        for day in asked.days:
            yield PageName(DAILY, day, tag)
        if not asked.days:
            yield PageName(REPORT, "", tag)


def _sisters(folder: Path) -> Iterable[PageName]:
    return (p for p in pages_in(read_manifest(folder).files) if p.kind == REPORT)


def _render(folder: Path, page: PageName) -> str:
    if page.kind == DAILY:
        return render_daily(folder, page.about, lang=page.lang)
    return render(folder, lang=page.lang)
