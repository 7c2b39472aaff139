"""``thalweg report``: the pages of a record, in the languages asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.progress import Bars

if TYPE_CHECKING:
    from thalweg.archive.pages import PageName


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A result folder.")],
    langs: Annotated[
        list[str] | None,
        typer.Option("--lang", metavar="L,...", help="In these languages: en, ru, ar."),
    ] = None,
    days: Annotated[
        list[str] | None,
        typer.Option(
            "--daily", metavar="DAY,...", help="The summaries of these days instead."
        ),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print them to PDF, too, beside DIR.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make pages of a record, and its manifest with them.

    Without --daily it is the report of the whole period. Pages go into DIR; a PDF,
    which carries the time of printing, goes beside it and needs Chromium or Chrome.
    """
    from thalweg.archive.make_pages import Asked, make_pages
    from thalweg.cli import pdf as printer
    from thalweg.cli import told

    # Before the work, not after it.
    program = printer.browser() if pdf else ""
    asked = Asked(langs=_each(langs) or ("en",), days=_each(days))
    with Bars() as bars:
        with bars.stage("making the pages"):
            made = make_pages(folder, asked)
        pdfs = _pdfs(folder, made.asked) if pdf else {}
        with printer.printed(program, pdfs, bars):
            made.write()
    pages = [folder / str(page) for page in made.asked]
    digest = told.manifest_sha256(folder)
    if as_json:
        screen.document(
            {
                "thalweg": "report/1",
                "report": str(folder / "report.html"),
                "pages": [str(page) for page in pages],
                "again": [
                    str(folder / str(p)) for p in made.all if p not in made.asked
                ],
                "pdf": [str(path) for path in pdfs],
                "manifest_sha256": digest,
            }
        )
        return
    for page, html_page in zip(made.asked, pages, strict=True):
        screen.labelled(page.kind, str(html_page))
    for path in pdfs:
        screen.labelled("pdf", str(path))
    screen.labelled("manifest", f"sha256 {digest}")


def _pdfs(folder: Path, pages: Mapping[PageName, str]) -> dict[Path, str]:
    from thalweg.cli.pdf import pdf_beside

    return {pdf_beside(folder, str(page)): html for page, html in pages.items()}


def _each(given: Sequence[str] | None) -> tuple[str, ...]:
    """Return what an option was given, once each; several may share commas."""
    parts = (part.strip() for one in given or () for part in one.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
