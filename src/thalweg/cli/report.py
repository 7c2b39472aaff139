"""``thalweg report``: the pages of a record, in the languages asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.progress import Bars
from thalweg.errors import InputError

if TYPE_CHECKING:
    from thalweg.archive.make_pages import Asked, MadePages
    from thalweg.archive.pages import PageName

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A result folder.")]
More = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH", hidden=True, help="Further paths of --positions."),
]
Langs = Annotated[
    list[str] | None,
    typer.Option("--lang", metavar="L,...", help="In these languages: en, ru, ar."),
]
Days = Annotated[
    list[str] | None,
    typer.Option("--daily", metavar="DAY,...", help="The summaries of these days."),
]
Incidents = Annotated[
    list[str] | None,
    typer.Option(
        "--incident", metavar="FINDING,...", help="A sheet on each of these findings."
    ),
]
PreviousFolder = Annotated[
    Path | None,
    typer.Option(
        "--previous", metavar="DIR", help="The record of the period before this one."
    ),
]
Positions = Annotated[
    list[str] | None,
    typer.Option(
        "--positions",
        metavar="[NAME=]PATH...",
        help="Run everything again, and say on the report whether it is complete.",
    ),
]


def report(
    folder: Folder,
    more: More = None,
    langs: Langs = None,
    days: Days = None,
    findings: Incidents = None,
    previous: PreviousFolder = None,
    positions: Positions = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print them to PDF, too, beside DIR.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Make pages of a record, and its manifest with them.

    Without --daily and --incident it is the report of the whole period. Pages go into
    DIR. A PDF carries the time of printing: it goes beside DIR, and Chromium or Chrome
    prints it. Ends with 1 if --positions are given and do not give this record.
    """
    from thalweg.archive.make_pages import Asked, make_pages, previous_of
    from thalweg.cli import pdf as printer

    # Before the work, not after it.
    program = printer.browser() if pdf else ""
    _refuse(more, positions, of_report=not days and not findings)
    asked = Asked(
        langs=_each(langs) or ("en",),
        days=_each(days),
        findings=_each(findings),
        previous=None if previous is None else previous_of(previous),
    )
    faults: tuple[str, ...] = ()
    with Bars(computes=bool(positions)) as bars:
        if positions:
            paths = [*positions, *(more or ())]
            asked, faults = _held_against(folder, paths, asked, bars)
        with bars.stage("making the report"):
            made = make_pages(folder, asked)
        pdfs = _pdfs(folder, made.asked) if pdf else {}
        with printer.printed(program, pdfs, bars):
            made.write()
    _show(made, list(pdfs), faults, as_json=as_json)
    return 1 if faults else 0


def _refuse(
    more: Sequence[str] | None, positions: Sequence[str] | None, *, of_report: bool
) -> None:
    if more and not positions:
        raise InputError(
            f"{more[0]}: one folder at a time; positions go by --positions"
        )
    if positions and not of_report:
        raise InputError(
            "--positions: the report alone says whether a record is complete; leave "
            "out --daily and --incident, and make those pages by a command of their own"
        )


def _held_against(
    folder: Path, positions: Sequence[str], asked: Asked, bars: Bars
) -> tuple[Asked, tuple[str, ...]]:
    from dataclasses import replace

    from thalweg.archive.make_pages import completeness_of

    complete, found = completeness_of(folder, positions, bars)
    return replace(asked, completeness=complete), found.faults


def _pdfs(folder: Path, pages: Mapping[PageName, str]) -> dict[Path, str]:
    from thalweg.cli.pdf import pdf_beside

    return {pdf_beside(folder, str(page)): html for page, html in pages.items()}


def _show(
    made: MadePages, pdfs: Sequence[Path], faults: Sequence[str], *, as_json: bool
) -> None:
    from thalweg.cli import told

    folder, digest = made.folder, told.manifest_sha256(made.folder)
    if as_json:
        again = [page for page in made.all if page not in made.asked]
        screen.document(
            {
                "thalweg": "report/1",
                "report": str(folder / "report.html"),
                "pages": [str(folder / str(page)) for page in made.asked],
                "again": [str(folder / str(page)) for page in again],
                "pdf": [str(path) for path in pdfs],
                "faults": list(faults),
                "manifest_sha256": digest,
            }
        )
        return
    told.faults(faults)
    for page in made.asked:
        screen.say(f"{page.kind.ljust(screen.LABEL)}{folder / str(page)}")
    for path in pdfs:
        screen.say(f"{'pdf'.ljust(screen.LABEL)}{path}")
    screen.say(f"{'manifest'.ljust(screen.LABEL)}sha256 {digest}")


def _each(given: Sequence[str] | None) -> tuple[str, ...]:
    """Return what an option was given, once each; several may share commas."""
    parts = (part.strip() for one in given or () for part in one.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))
