"""The report of a result folder: one page that needs nothing but itself.

No script, no request to anywhere, the same bytes for the same folder. It says what was
found, how sure that is and how much was seen, and leaves judgement to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from thalweg.model.agreement import Agreement, Clause
from thalweg.report.clauses import (
    defaults_in_words,
    in_words,
    is_watched,
    kind_words,
    quotes,
)
from thalweg.report.days import clause_days
from thalweg.report.environment import environment, text_of
from thalweg.report.folder import Record, Row, read
from thalweg.report.judged import exemption, largest, largest_measure
from thalweg.report.language import language
from thalweg.report.names import Names, said
from thalweg.report.opening import first_sentence
from thalweg.report.overview import is_counted, legend, overview
from thalweg.report.scene import Grounds
from thalweg.report.sections import section
from thalweg.report.style import Looks, hatches
from thalweg.report.words import DROP_REASONS, GRADES, moment, place, plain
from thalweg.times import parse_iso

MOST_SECTIONS = 200
"""Findings with a section of their own."""

MOST_LISTED = 3000
"""Rows in each list; a browser stays quick, and the rest is in findings.parquet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of a list of findings."""

    finding: str
    when: str
    clause: str
    who: str
    movers: str
    measure: str
    grade: str
    place: str
    note: str
    linked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEntry:
    """One clause in the page's list of clauses."""

    id: str
    kind: str
    words: str
    quotes: Sequence[Any]
    watched: bool


def render(
    folder: Path, *, lang: str = "en", agreement: Agreement | None = None
) -> str:
    """Return the report of a result folder as one HTML page.

    `agreement` is the folder's own where it is at hand already; else it is loaded.

    Names and titles are in `lang` where the agreement has them, clauses' words in all
    their languages; the page's own words are English for now.

    Raises
    ------
    ResultFolderError
        A file of the folder is missing or cannot be read; the message names it.
    """
    record = read(folder, agreement)
    names, looks = Names(record.agreement, language(lang)), Looks(record.agreement)
    grounds = Grounds(record.agreement)
    clauses: dict[str, Clause] = {c.id: c for c in record.agreement.clauses}
    chosen = largest(record.findings, clauses, MOST_SECTIONS)
    sections = [
        section(record, grounds, row, clauses.get(row["clause"]), names, looks)
        for row in record.findings
        if row["finding"] in chosen
    ]
    return (
        environment()
        .get_template("page.html")
        .render(
            style=Markup(text_of("page.css")),
            lang=lang,
            title=said(record.agreement.title, lang, record.agreement.id),
            agreement=record.agreement,
            summary=record.summary,
            period=_period(record),
            first=first_sentence(record.summary, record.agreement, lang),
            signed=[names.party(party) for party in record.agreement.signed_by],
            hatches=hatches(),
            days=clause_days(record.summary.get("days") or (), names, looks),
            map=overview(
                record.agreement, record.findings, grounds, names, looks, chosen
            ),
            legend=legend(record.findings, names, looks),
            lists=_lists(record, names, chosen),
            most_listed=MOST_LISTED,
            sections=sections,
            total=len(record.findings),
            dropped=_dropped(record),
            coverage=record.coverage,
            decisions=record.decisions,
            events=record.events,
            clauses=_clauses(record, names),
            defaults=defaults_in_words(record.agreement),
            grades=GRADES,
            inputs=[plain(name) for name in record.inputs],
            unattributed=int(record.summary.get("unattributed") or 0),
            unattributed_passages=_unattributed(record),
        )
    )


def _period(record: Record) -> str:
    about = record.summary.get("positions") or {}
    if not about.get("from") or not about.get("to"):
        return "no position read"
    start, end = (moment(parse_iso(about[key])) for key in ("from", "to"))
    return f"{start} to {end}"


def _lists(record: Record, names: Names, chosen: frozenset[str]) -> dict[str, Any]:
    counted = [row for row in record.findings if is_counted(row)]
    exempted = [row for row in record.findings if row["exempted_by"]]
    possible = [
        row
        for row in record.findings
        if row["grade"] == "possible" and not row["exempted_by"]
    ]
    return {
        name: {
            "total": len(rows),
            "rows": [_listed(row, names, chosen) for row in rows[:MOST_LISTED]],
        }
        for name, rows in (
            ("counted", counted),
            ("possible", possible),
            ("exempted", exempted),
        )
    }


def _listed(row: Row, names: Names, chosen: frozenset[str]) -> Listed:
    movers = [
        row["callsign"] or row["mover"],
        row["other_callsign"] or row["other_mover"],
    ]
    notes = [f"exempted by {exemption(row)}"] if row["exempted_by"] else []
    if row["near_collision"]:
        notes.append(f"near collision: {plain(row['near_collision'])}")
    notes += ["at the limit"] if row["at_limit"] else []
    notes += ["may be one aircraft"] if row["maybe_same"] else []
    return Listed(
        finding=plain(row["finding"]),
        when=moment(row["start"]),
        clause=plain(row["clause"]),
        who=names.together(row["parties"] or [row["party"]]),
        movers=", ".join(plain(m, longest=24) for m in movers if m),
        measure=largest_measure(row),
        grade=plain(row["grade"]),
        place=place(row["lat_deg"], row["lon_deg"]),
        note="; ".join(notes),
        linked=row["finding"] in chosen,
    )


def _dropped(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "feed": plain(row["feed"]),
            "reason": plain(row["reason"]),
            "words": DROP_REASONS.get(row["reason"], ""),
            "rows": row["rows"],
        }
        for row in record.dropped
    ]


def _clauses(record: Record, names: Names) -> list[ClauseEntry]:
    return [
        ClauseEntry(
            id=plain(clause.id),
            kind=kind_words(clause.kind),
            words=in_words(clause, names),
            quotes=quotes(clause.text),
            watched=is_watched(clause),
        )
        for clause in record.agreement.clauses
    ]


def _unattributed(record: Record) -> int:
    """Return how many findings name a mover that is nobody's."""
    return sum("unknown" in (row["parties"] or ()) for row in record.findings)
