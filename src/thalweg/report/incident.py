"""One finding as a page of its own, in the manner of airprox boards.

Facts first, from the record alone; what each side says beside one another; the
assessment apart, empty, to be filled in and signed by people. It prints on one A4
sheet: names and texts that would not fit are cut, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from thalweg.errors import InputError
from thalweg.model.agreement import Agreement, Clause
from thalweg.report.clauses import Quote
from thalweg.report.environment import environment, text_of
from thalweg.report.folder import Record, Row, read
from thalweg.report.judged import period
from thalweg.report.language import Language, language
from thalweg.report.measures import Measure
from thalweg.report.names import Names, said
from thalweg.report.provenance import Source, sources
from thalweg.report.scene import Grounds
from thalweg.report.sections import Section, section
from thalweg.report.statements import Said, Statement, shown
from thalweg.report.style import Looks, hatches
from thalweg.report.words import plain

MOST_SOURCES = 4
"""Lines of the table of evidence."""

MOST_STATEMENTS, MOST_MARKS = 1, 1
"""Statements in a party's box, and marks of people beside the record."""

_LONGEST_NAME, _LONGEST_TITLE, _LONGEST_QUOTE, _LONGEST_SAID = 40, 100, 360, 160
_KINDS = {
    "air.separation": ("apart", "apart"),
    "line.keep-side": ("line", "one"),
    "site.stand-off": ("site", "site"),
}
_IN_BOX = frozenset(
    {
        "depth", "horizontal", "site", "vertical", "slant", "least-slant", "closing",
        "time", "time-beyond", "time-apart", "time-near", "time-possible", "overhead",
        "unseen",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What the page of one finding says beside its section.

    `box` has the measures of nearness and time, `further` tells the others.
    """

    title: str
    edition: str
    agreement: str
    digest: str
    signed: str
    where_when: str
    closest: str
    error: str
    box: Sequence[Measure]
    further: str
    sources: Sequence[Source]
    more_sources: str
    quotes: Sequence[Quote]
    marks: Sequence[Said]
    more: str


def render_incident(
    folder: Path,
    finding: str,
    *,
    lang: str = "en",
    agreement: Agreement | None = None,
    statements: Iterable[Statement] = (),
) -> str:
    """Return one finding of a result folder as one HTML page.

    Parameters
    ----------
    folder
        The result folder.
    finding
        The 16 hex digits of one of its findings.
    lang
        The page's language, one of `thalweg.report.language.LANGUAGES`.
    agreement
        The folder's own, where it is at hand already; else it is loaded.
    statements
        What parties and people said of this finding, beside the record. The newest are
        shown, cut where they are long; the page says how many others there are.

    Raises
    ------
    InputError
        The folder has no such finding, or pages are not written in `lang`.
    ResultFolderError
        A file of the folder is missing or cannot be read; the message names it.
    """
    say = language(lang)
    record = read(folder, agreement)
    row = _row(record, finding)
    brief = _brief(record.agreement)
    record = replace(record, agreement=brief)
    names = Names(brief, say)
    clauses: Mapping[str, Clause] = {c.id: c for c in brief.clauses}
    ordered = sorted(statements, key=lambda s: (-s.at_us, s.who, s.words))
    told = section(
        record,
        Grounds(brief),
        row,
        clauses.get(row["clause"]),
        names,
        Looks(brief),
        statements=ordered,
        longest=_LONGEST_SAID,
    )
    return (
        environment()
        .get_template("incident.html")
        .render(
            style=_style(),
            hatches=hatches(),
            say=say,
            f=told,
            most_statements=MOST_STATEMENTS,
            page=_page(record, row, told, names, ordered),
            version=plain(record.summary.get("version") or ""),
        )
    )


def _row(record: Record, finding: str) -> Row:
    for row in record.findings:
        if row["finding"] == finding:
            return row
    known = len(record.findings)
    raise InputError(
        f"{record.folder}: no finding {finding[:64]!r} among its {known:,}; wanted the "
        "16 hex digits of one, as findings.parquet and report.html have them"
    )


def _brief(agreement: Agreement) -> Agreement:
    """Return the agreement with names and words that fit on a sheet."""
    return replace(
        agreement,
        title=_cut(agreement.title, _LONGEST_TITLE),
        parties=tuple(
            replace(party, name=_cut(party.name, _LONGEST_NAME))
            for party in agreement.parties
        ),
        clauses=tuple(
            replace(clause, text=_cut(clause.text, _LONGEST_QUOTE))
            for clause in agreement.clauses
        ),
    )


def _cut(texts: Mapping[str, str], longest: int) -> dict[str, str]:
    return {lang: plain(text, longest=longest) for lang, text in texts.items()}


def _page(
    record: Record,
    row: Row,
    told: Section,
    names: Names,
    statements: Sequence[Statement],
) -> Incident:
    say, agreement = names.say, record.agreement
    closest, error = _KINDS.get(row["kind"], ("other", "one"))
    found = _sources(record, row, say)
    marks = [s for s in statements if s.party is None]
    more = _unshown(told, marks)
    return Incident(
        title=say.name(said(agreement.title, say.tag, agreement.id)),
        edition=say.number(agreement.edition),
        agreement=plain(agreement.id),
        digest=agreement.sha256,
        signed=say.listed([names.party(party) for party in agreement.signed_by]),
        where_when=say(
            "incident-where-when",
            place=say.place(row["lat_deg"], row["lon_deg"]),
            period=period(row, say),
        ),
        closest=say(f"incident-closest-{closest}"),
        error=say(f"incident-error-{error}"),
        box=[m for m in told.measures if m.key in _IN_BOX],
        further=_further(told, say),
        sources=found[:MOST_SOURCES],
        more_sources=_more("incident-more-sources", len(found) - MOST_SOURCES, say),
        quotes=_quotes(told),
        marks=[shown(s, say, _LONGEST_SAID) for s in marks[:MOST_MARKS]],
        more=_more("incident-more", more, say),
    )


def _quotes(told: Section) -> Sequence[Quote]:
    """Return the clause in the page's language, and in a second one if both fit."""
    two = told.quotes[:2]
    return two if sum(len(q.words) for q in two) <= _LONGEST_QUOTE else two[:1]


def _further(told: Section, say: Language) -> str:
    facts = [
        say("incident-fact", name=m.name, value=m.value)
        for m in told.measures
        if m.key not in _IN_BOX and m.key != "place"
    ]
    return say("incident-fact-mark").join(facts)


def _sources(record: Record, row: Row, say: Language) -> list[Source]:
    evidence = record.evidence(row["evidence"])
    return [] if evidence is None else sources(evidence, row, say)


def _unshown(told: Section, marks: Sequence[Statement]) -> int:
    over = [max(len(room.said) - MOST_STATEMENTS, 0) for room in told.rooms]
    return sum(over) + max(len(marks) - MOST_MARKS, 0)


def _more(key: str, more: int, say: Language) -> str:
    if more <= 0:
        return ""
    return say(key, more=more, **{"more-shown": say.number(more)})


def _style() -> Markup:
    sheets = ("page.css", "finding.css", "incident.css")
    return Markup("\n".join(text_of(name) for name in sheets))
