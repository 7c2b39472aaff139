"""``thalweg export``: findings and tracks of a record, as other programs read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.filters import Clauses, FromTime, Grades, Parties, ToTime
from thalweg.cli.progress import Bars
from thalweg.cli.recorded import Folder

if TYPE_CHECKING:
    from thalweg.archive.export import Exported
    from thalweg.model.agreement import Agreement


def export(
    folder: Folder,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="What to write: .parquet .csv .geojson .kml .czml or .gpx.",
        ),
    ],
    what: Annotated[
        str, typer.Option("--what", metavar="findings|tracks", help="What of it.")
    ] = "findings",
    form: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="FORMAT", help="The format, whatever FILE ends in."
        ),
    ] = None,
    from_time: FromTime = None,
    to_time: ToTime = None,
    clauses: Clauses = None,
    parties: Parties = None,
    grades: Grades = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the file that is there.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the findings of a record, or the tracks that bear them, to one file.

    Tracks are those of the evidence of the findings that are meant. A record of the
    past leaves, never a live picture.
    """
    from thalweg.archive.export import export as write
    from thalweg.archive.export import question
    from thalweg.archive.source import source_of_folder

    with Bars(quiet=as_json, computes=False) as bars:
        bars("exporting", 0, 0)
        source = source_of_folder(folder)
        query = question(
            source.agreement,
            from_time=from_time,
            to_time=to_time,
            clauses=clauses or (),
            parties=parties or (),
            grades=grades or (),
        )
        done = write(source, file, what=what, form=form, query=query, replace=replace)
        bars("exporting", 1, 1)
    if as_json:
        screen.document(_document(done))
        return
    for line in _told(done):
        screen.say(line)
    for line in _not_asked(source.agreement, query.parties):
        screen.sentence(line)


def _document(done: Exported) -> dict[str, object]:
    return {
        "thalweg": "export/1",
        "file": str(done.path),
        "format": done.format,
        "what": done.what,
        "query": done.query,
        "findings": {"chosen": done.findings, "of": done.of_findings},
        "rows": {"written": done.rows, "of": done.of_rows},
        "paths": done.paths,
        "movers": done.movers,
        "withheld": dict(done.withheld),
        "bytes": done.size_bytes,
        "sha256": done.sha256,
    }


def _told(done: Exported) -> Iterator[str]:
    from thalweg.report.words import count_of

    yield f"asked for  {done.query}"
    chosen = f"{done.findings:,} of {count_of(done.of_findings, 'finding')}"
    yield f"chosen     {chosen}"
    if done.what == "tracks":
        yield f"reports    {done.rows:,} of {done.of_rows:,} written{_why(done)}"
        movers = count_of(done.movers, "mover")
        pieces = f" in {count_of(done.paths, 'unbroken piece')}" if done.paths else ""
        yield f"movers     {movers}{pieces}"
    elif done.rows != done.of_rows:
        rows = f"{done.rows:,} of {done.of_rows:,}"
        yield f"rows       {rows} written; the rest have no place"
    for reason, many in done.withheld.items():
        if many:
            yield f"withheld   {many:,} {reason}"
    yield f"file       {done.path} ({done.format}, {done.size_bytes:,} bytes)"
    yield f"sha256     {done.sha256}"


def _why(done: Exported) -> str:
    if done.rows == done.of_rows:
        return ""
    return f"; {done.format} draws none that was dropped"


def _not_asked(agreement: Agreement, parties: Iterable[str]) -> Iterator[str]:
    asked = set(parties)
    for party in agreement.parties:
        if party.affiliate_of in asked and party.id not in asked:
            yield (
                f"{party.id} acts for {party.affiliate_of} and is counted by itself: "
                f"add --party {party.id} for what it did"
            )
