"""Findings and tracks of a record, written in the formats that other people read.

An export is of a finished record, for reading: it carries what clauses about recorded
flights found and the reports that bear it. What must reach nobody but by the hotline or
on a page of a report stays behind: build-ups, interference and cease-fires rest on
people's reports and located people, and a mover that is itself a guarded place is where
somebody is. (`docs/decisions/0008-exports.md`)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

import thalweg
from thalweg.archive.shown_tracks import ShownTracks, largest_gap_s, shown_tracks
from thalweg.archive.source import Source
from thalweg.archive.whole_file import refuse_in_the_way, write_whole
from thalweg.errors import InputError
from thalweg.findings.judge import RULES
from thalweg.model.agreement import Agreement
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.tables.query import Query, known, query_of
from thalweg.wire.about import FINDINGS, TRACKS, About
from thalweg.wire.canonical import canonical_json
from thalweg.wire.csv_table import csv_chunks
from thalweg.wire.czml import findings_czml, tracks_czml
from thalweg.wire.findings import findings_parquet
from thalweg.wire.gpx import findings_gpx, tracks_gpx
from thalweg.wire.kml import findings_kml, tracks_kml
from thalweg.wire.parquet import parquet_bytes
from thalweg.wire.segments import Segment, segments
from thalweg.wire.tracks_geojson import findings_lines, tracks_lines

FORMATS = ("parquet", "csv", "geojson", "kml", "czml", "gpx")
WHATS = (FINDINGS, TRACKS)
KINDS = ("line.keep-side", "air.separation", "site.stand-off")
"""Kinds of clause whose findings may leave in a file; a new one is decided on first."""

_NEED_A_PLACE = ("czml", "gpx")
_TABLES = ("parquet", "csv")
_DRAW_ONLY = ("kml", "czml", "gpx")
_CUT_AT_DATE_LINE = ("geojson",)
_TABLE_KEY = "export"

Chunks = Iterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What an export wrote, of how much.

    `findings` were chosen of `of_findings`. `rows` were written of `of_rows`: of the
    findings chosen, or of the rows of their tracks. `paths` are unbroken pieces of
    `movers`, 0 where nothing is drawn. `withheld` counts what stays in the record, by
    reason.
    """

    path: Path
    format: str
    what: str
    query: str
    findings: int
    of_findings: int
    rows: int
    of_rows: int
    paths: int
    movers: int
    withheld: Mapping[str, int]
    size_bytes: int
    sha256: str


def question(
    agreement: Agreement,
    *,
    from_time: str | None = None,
    to_time: str | None = None,
    clauses: Iterable[str] = (),
    parties: Iterable[str] = (),
    grades: Iterable[str] = (),
) -> Query:
    """Return the query that a person spelt, checked against an agreement.

    Raises InputError naming what is unknown and the nearest that is known.
    """
    known_clauses, known_parties = _names(agreement)
    return query_of(
        from_time=from_time,
        to_time=to_time,
        clauses=clauses,
        parties=parties,
        grades=grades,
        known_clauses=known_clauses,
        known_parties=known_parties,
    )


def format_of(path: Path, named: str | None = None) -> str:
    """Return the format to write: the one named, else the one of the suffix.

    Raises
    ------
    InputError
        It is none of `FORMATS`.
    """
    word = path.suffix.removeprefix(".").lower() if named is None else named.lower()
    if word in FORMATS:
        return word
    listed = ", ".join(FORMATS)
    if named is not None:
        raise InputError(f"--as: {named[:64]!r} is no format; wanted one of {listed}")
    raise InputError(
        f"{path}: its ending tells no format; wanted .{listed.replace(', ', ', .')}, "
        "or --as and one of them"
    )


def export(
    source: Source,
    path: str | Path,
    *,
    what: str = FINDINGS,
    form: str | None = None,
    query: Query | None = None,
    replace: bool = False,
) -> Exported:
    """Write findings, or the tracks that bear them, to one file.

    Parameters
    ----------
    source
        A record, from a folder or in memory.
    path
        The file; its suffix tells the format.
    what
        ``findings`` or ``tracks``.
    form
        One of `FORMATS`, where the suffix does not tell it.
    query
        Which findings; all where None. Of tracks: those of the evidence of these
        findings, cut to the period. A source that has all of TRACKS gives all, unless
        the query asks for more than a period.
    replace
        Take the place of a file that is there.

    Raises
    ------
    InputError
        The file is in the way, inside the record, or cannot be written; `what`, `form`
        or the query is unknown. Nothing is left of a file that was not finished.
    """
    target = Path(path)
    if what not in WHATS:
        raise InputError(f"--what: {what[:64]!r}; wanted one of {', '.join(WHATS)}")
    word = format_of(target, form)
    _refuse_inside(source.folder, target)
    refuse_in_the_way(target, replace=replace)
    asked = query or Query()
    clauses, parties = _names(source.agreement)
    known("clause", asked.clauses, clauses)
    known("party", asked.parties, parties)
    may_leave = source.findings.filter(
        pc.is_in(source.findings.column("kind"), pa.array(KINDS))
    )
    chosen = asked.findings(may_leave)
    job = _findings if what == FINDINGS else _tracks
    made = job(source, asked, word, chosen)
    try:
        written = write_whole(target, made.chunks, replace=replace)
    except ValueError as why:
        raise InputError(
            f"{source.name}: holds a value that {word} cannot: {why}; what else is "
            "wrong with it: thalweg verify"
        ) from why
    kept_back = asked.findings(source.findings).num_rows - chosen.num_rows
    return Exported(
        path=target,
        format=word,
        what=what,
        query=asked.words(),
        findings=chosen.num_rows,
        of_findings=source.findings.num_rows,
        rows=made.rows,
        of_rows=made.of_rows,
        paths=made.paths,
        movers=made.movers,
        withheld={
            "findings of kinds that do not leave the record": kept_back,
            "reports of movers that are a place of the agreement": made.withheld,
        },
        size_bytes=written.size_bytes,
        sha256=written.sha256,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """Bytes to write, and how much they hold."""

    chunks: Iterable[bytes]
    rows: int
    of_rows: int
    paths: int = 0
    movers: int = 0
    withheld: int = 0


def _names(agreement: Agreement) -> tuple[list[str], list[str]]:
    clauses = [clause.id for clause in agreement.clauses]
    return clauses, [*(party.id for party in agreement.parties), NEUTRAL, UNKNOWN]


def _refuse_inside(folder: Path | None, target: Path) -> None:
    if folder is not None and target.resolve().is_relative_to(folder.resolve()):
        raise InputError(
            f"{target} would lie inside the record {folder}, which holds nothing but "
            f"what its manifest lists; write it beside, e.g. {target.name} in "
            f"{folder.resolve().parent}"
        )


def _about(
    source: Source, what: str, query: Query, gap_s: float | None = None
) -> About:
    pact = source.agreement
    return About(
        what=what,
        agreement=pact.id,
        edition=pact.edition,
        agreement_sha256=pact.sha256,
        signed_by=tuple(pact.signed_by),
        record_sha256=source.manifest_sha256,
        rules=RULES,
        query=query.words(),
        version=thalweg.__version__,
        parties=tuple(party.id for party in pact.parties),
        largest_gap_s=gap_s,
    )


def _findings(source: Source, query: Query, form: str, chosen: pa.Table) -> _Made:
    about = _about(source, FINDINGS, query)
    writers: dict[str, Callable[[pa.Table, About], Chunks]] = {
        "csv": csv_chunks,
        "geojson": findings_lines,
        "kml": findings_kml,
        "czml": findings_czml,
        "gpx": findings_gpx,
        "parquet": _findings_parquet,
    }
    rows = chosen
    if form in _NEED_A_PLACE:
        rows = chosen.filter(_placed(chosen))
    return _Made(
        chunks=writers[form](rows, about), rows=rows.num_rows, of_rows=chosen.num_rows
    )


def _placed(findings: pa.Table) -> pa.ChunkedArray:
    lat, lon = (findings.column(name) for name in ("lat_deg", "lon_deg"))
    return pc.and_(pc.is_valid(lat), pc.is_valid(lon))


def _findings_parquet(findings: pa.Table, about: About) -> Chunks:
    yield findings_parquet(findings, about={_TABLE_KEY: _said(about)})


def _said(about: About) -> str:
    return canonical_json(about.document()).decode()


def _tracks(source: Source, query: Query, form: str, chosen: pa.Table) -> _Made:
    whole = source.tracks is not None and not query.narrows
    named = (c.id for c in source.agreement.clauses)
    gap_s = largest_gap_s(
        source.agreement, named if whole else chosen.column("clause").to_pylist()
    )
    parts = [source.tracks] if whole else source.evidence_of(chosen)
    shown = shown_tracks(parts, agreement=source.agreement, query=query, gap_s=gap_s)
    drawn = form in _DRAW_ONLY
    lines = form not in _TABLES
    about = _about(source, TRACKS, query, gap_s if lines else None)
    pieces = sum(1 for _ in _pieces(shown, form)) if lines else 0
    return _Made(
        chunks=_drawn_as(shown, form, about),
        rows=shown.drawn.num_rows if drawn else shown.rows.num_rows,
        of_rows=shown.rows.num_rows,
        paths=pieces,
        movers=len(shown.rows.column("mover").unique()),
        withheld=shown.withheld,
    )


def _pieces(shown: ShownTracks, form: str) -> Iterator[Segment]:
    cut = form in _CUT_AT_DATE_LINE
    return segments(shown.drawn, shown.joined, cut_at_date_line=cut)


def _drawn_as(shown: ShownTracks, form: str, about: About) -> Chunks:
    if form == "csv":
        return csv_chunks(shown.rows, about)
    if form == "parquet":
        data = parquet_bytes(shown.rows, about={_TABLE_KEY: _said(about)})
        return iter([data])
    pieces = _pieces(shown, form)
    if form == "geojson":
        return tracks_lines(pieces, shown.dropped, about)
    if form == "kml":
        return tracks_kml(pieces, about)
    if form == "czml":
        return tracks_czml(pieces, about, shown.span_us)
    return tracks_gpx(pieces, about)
