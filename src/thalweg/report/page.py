"""The report of a result folder: one page that needs nothing but itself.

No script, no request to anywhere, the same bytes for the same folder. It says what was
found, how sure that is and how much was seen, and leaves judgement to people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from thalweg.model.agreement import Agreement, Clause
from thalweg.report.again import again
from thalweg.report.answers import answers, rows_dropped
from thalweg.report.beside import beside
from thalweg.report.clauses import (
    defaults_in_words,
    in_words,
    is_watched,
    kind_words,
    quotes,
)
from thalweg.report.days import clause_days
from thalweg.report.environment import environment, text_of
from thalweg.report.folder import Record, read
from thalweg.report.judged import largest
from thalweg.report.language import LANGUAGES, Language, language
from thalweg.report.listed import lists
from thalweg.report.names import Names, said
from thalweg.report.opening import (
    Completeness,
    Previous,
    check_previous,
    opening,
    period_us,
)
from thalweg.report.overview import legend, located, overview
from thalweg.report.scene import Grounds
from thalweg.report.sections import Section, section
from thalweg.report.spread import spreads
from thalweg.report.style import Looks, hatches
from thalweg.report.unjudged import unjudged
from thalweg.report.words import GRADES, plain

MOST_SECTIONS = 200
"""Findings with a section of their own."""

MOST_LISTED = 3000
"""Rows in each list; a browser stays quick, and the rest is in findings.parquet."""

_CONTENTS = (
    "answers", "days", "before", "map", "spread", "list", "apart", "unjudged", "seen",
    "dropped", "clauses", "method", "again", "sections",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEntry:
    """One clause in the page's list of clauses."""

    title: str
    words: str
    quotes: Sequence[Any]
    watched: bool


def file_name(lang: str) -> str:
    """Return the name of the page in a language, as it lies in the folder."""
    return "report.html" if lang == "en" else f"report.{lang}.html"


def render(
    folder: Path,
    *,
    lang: str = "en",
    agreement: Agreement | None = None,
    previous: Previous | None = None,
    completeness: Completeness | None = None,
    sisters: Iterable[str] | None = None,
) -> str:
    """Return the report of a result folder as one HTML page.

    Parameters
    ----------
    folder
        The result folder.
    lang
        The page's language; names and titles are in it where the agreement has them,
        clauses' words in all languages they were agreed in.
    agreement
        The folder's own where it is at hand already; else it is loaded.
    previous
        The record of an earlier period to stand beside this one.
    completeness
        What running everything again from the positions found.
    sisters
        Languages in which the same page lies beside this one, to link to; those whose
        pages are in the folder unless told.

    Raises
    ------
    ResultFolderError
        A file of the folder is missing or cannot be read; the message names it.
    InputError
        `previous` is of another agreement or not of an earlier period, or there are no
        pages in `lang`.
    """
    say = language(lang)
    record = read(folder, agreement)
    if previous is not None:
        check_previous(previous, record.summary)
    names, looks = Names(record.agreement, say), Looks(record.agreement)
    found = _findings(record, names, looks)
    shown = frozenset(section.finding for section in found["sections"])
    values = _values(record, names, previous, completeness, shown)
    return (
        environment()
        .get_template("page.html")
        .render(
            say=say,
            style=Markup(text_of("page.css") + text_of("finding.css")),
            hatches=hatches(),
            contents=_CONTENTS,
            sisters=_sisters(folder, say, sisters),
            **found,
            **values,
        )
    )


def _values(
    record: Record,
    names: Names,
    previous: Previous | None,
    completeness: Completeness | None,
    shown: frozenset[str],
) -> dict[str, Any]:
    """Return what the template tells beside the findings themselves.

    `shown` names the findings with a section on the page.
    """
    say, agreement, summary = names.say, record.agreement, record.summary
    told = opening(summary, names, agreement, previous, completeness)
    signed = say.listed([names.party(party) for party in agreement.signed_by])
    return {
        "title": said(agreement.title, say.tag, agreement.id),
        "agreement": agreement,
        "summary": summary,
        "version": plain(summary.get("version")),
        "rules": plain(summary.get("rules")),
        "period": _period(record, say),
        "opening": told,
        "signed": signed,
        "answers": answers(record, names, told, signed, shown),
        "before": beside(summary, previous, names),
        "unjudged": unjudged(record, names),
        "unattributed": int(summary.get("unattributed") or 0),
        "unattributed_findings": _unattributed(record),
        "rows_dropped": rows_dropped(record),
        "dropped": _dropped(record, say),
        "coverage": _coverage(record, say),
        "decisions": record.decisions,
        "events": record.events,
        "clauses": _clauses(record, names),
        "defaults": defaults_in_words(agreement, say),
        "grades": _grades(say),
        "inputs": [plain(name) for name in record.inputs],
        "again": again(record, completeness, say),
    }


def _findings(record: Record, names: Names, looks: Looks) -> dict[str, Any]:
    """Return counts, map, lists and sections: what is drawn and listed of findings."""
    agreement, grounds = record.agreement, Grounds(record.agreement)
    clauses: dict[str, Clause] = {c.id: c for c in agreement.clauses}
    chosen = largest(record.findings, clauses, MOST_SECTIONS)
    sections: list[Section] = [
        section(record, grounds, row, clauses.get(row["clause"]), names, looks)
        for row in record.findings
        if row["finding"] in chosen
    ]
    return {
        "days": clause_days(record.summary.get("days") or (), names, looks),
        "map": overview(agreement, record.findings, grounds, names, looks, chosen),
        "located": located(agreement, record.findings, grounds, names),
        "spreads": spreads(record, names, looks),
        "legend": legend(record.findings, names, looks),
        "lists": lists(record.findings, names, chosen, MOST_LISTED),
        "sections": sections,
        "total": len(record.findings),
    }


def _sisters(
    folder: Path, say: Language, tags: Iterable[str] | None
) -> list[dict[str, str]]:
    """Return the pages in other languages that lie beside this one."""
    if tags is None:
        tags = [tag for tag in LANGUAGES if (folder / file_name(tag)).is_file()]
    return [
        {"lang": tag, "file": file_name(tag), "words": say(f"language-{tag}")}
        for tag in LANGUAGES
        if tag in set(tags) and tag != say.tag
    ]


def _period(record: Record, say: Language) -> str:
    period = period_us(record.summary)
    if period is None:
        return say("page-period-none")
    start, end = (say.moment(at_us) for at_us in period)
    return say("page-period", **{"from": start, "to": end})


def _dropped(record: Record, say: Language) -> list[dict[str, Any]]:
    return [
        {
            "feed": plain(row["feed"]),
            "reason": plain(row["reason"]),
            "words": say.term("dropped", row["reason"]),
            "rows": row["rows"],
        }
        for row in record.dropped
    ]


def _coverage(record: Record, say: Language) -> list[dict[str, Any]]:
    return [
        {
            "feed": plain(row["feed"]),
            "reports": row["reports"],
            "alive": say.hours(row["alive_h"]),
            "seen": say.hours(row["seen_h"]),
            "basis": say.listed(
                [say.term("basis", basis) or plain(basis) for basis in row["basis"]]
            ),
        }
        for row in record.coverage
    ]


def _grades(say: Language) -> list[dict[str, Any]]:
    return [
        {
            "grade": grade,
            "words": say(f"grade-{grade}"),
            "says": say(f"grade-{grade}-says"),
            "counted": grade != "possible",
        }
        for grade in GRADES
    ]


def _clauses(record: Record, names: Names) -> list[ClauseEntry]:
    return [
        ClauseEntry(
            title=names.say(
                "clause-titled" if is_watched(clause) else "clause-titled-not-watched",
                clause=names.say.name(plain(clause.id)),
                kind=kind_words(clause.kind, names.say),
            ),
            words=in_words(clause, names),
            quotes=quotes(clause.text, names.say.tag),
            watched=is_watched(clause),
        )
        for clause in record.agreement.clauses
    ]


def _unattributed(record: Record) -> int:
    """Return how many findings name a mover that is nobody's."""
    return sum("unknown" in (row["parties"] or ()) for row in record.findings)
