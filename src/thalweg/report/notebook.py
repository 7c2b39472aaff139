"""A result, or one finding, as a piece of HTML for a notebook.

It brings its own style, kept to itself, and follows the notebook's colours of text;
drawings stand on white paper, light or dark. No script, no request to anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from thalweg.model.agreement import Agreement, Clause
from thalweg.report.clauses import kind_words
from thalweg.report.environment import environment, text_of
from thalweg.report.folder import Evidenced, Row
from thalweg.report.judged import headline
from thalweg.report.language import language
from thalweg.report.names import Names, said
from thalweg.report.opening import first_sentence
from thalweg.report.scene import Grounds
from thalweg.report.sections import Section, section
from thalweg.report.style import Looks
from thalweg.report.words import DROP_REASONS, hours, moment, plain

FIRST_FINDINGS = 10
"""Findings in the display of a result; the others are asked for by number or id."""

SCOPE = ".thalweg-shown"
_RULE = re.compile(r"^([^@{}/][^{}]*?)\s*\{([^{}]*)\}\s*$", re.MULTILINE)
_AT_RULE = re.compile(r"@[^{};]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_OF_THE_PAGE = re.compile(r"^(?:html|body|main|header|footer|nav|:root|\*|\.skip)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Counts of one clause and party over all days, beside the hours seen."""

    clause: str
    kind: str
    party: str
    count: int
    incidents: int
    possible: int
    exempted: int
    seen: str
    alive: str


def section_of(source: Evidenced, row: Row, lang: str = "en") -> Section:
    """Return the section of one finding, as on the report's page."""
    clauses: dict[str, Clause] = {c.id: c for c in source.agreement.clauses}
    return section(
        source,
        Grounds(source.agreement),
        row,
        clauses.get(row["clause"]),
        Names(source.agreement, language(lang)),
        Looks(source.agreement),
    )


def finding_html(source: Evidenced, row: Row, lang: str = "en") -> str:
    """Return one finding: drawings, measures with errors, clause, grade, evidence."""
    return _rendered("notebook_finding.html", f=section_of(source, row, lang))


def page_html(source: Evidenced, row: Row, lang: str = "en") -> str:
    """Return one finding as a page of its own."""
    shown = Markup(finding_html(source, row, lang))
    title = said(source.agreement.title, lang, source.agreement.id)
    about = {"title": title, "finding": plain(row["finding"]), "lang": lang}
    return _rendered("notebook_page.html", shown=shown, **about)


def result_html(
    agreement: Agreement,
    summary: Mapping[str, Any],
    findings: Sequence[Row],
    *,
    total: int,
    dropped: Sequence[Row],
    lang: str = "en",
) -> str:
    """Return what an examination found.

    Parameters
    ----------
    agreement
        The agreement that was held against the positions.
    summary
        The document of summary.json.
    findings
        The first rows of FINDINGS, to be listed.
    total
        How many rows FINDINGS has.
    dropped
        Rows of DROPPED.
    lang
        The language of names, where the agreement has it.
    """
    names = Names(agreement, language(lang))
    return _rendered(
        "notebook_result.html",
        title=said(agreement.title, lang, agreement.id),
        agreement=agreement,
        signed=[names.party(party) for party in agreement.signed_by],
        first=first_sentence(summary, agreement, lang),
        counts=_counts(summary, agreement, names),
        findings=[_listed(row, names) for row in findings],
        total=total,
        unattributed=int(summary.get("unattributed") or 0),
        positions=summary["positions"],
        dropped=_dropped(dropped),
    )


def _counts(
    summary: Mapping[str, Any], agreement: Agreement, names: Names
) -> list[Counted]:
    kinds = {clause.id: clause.kind for clause in agreement.clauses}
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for day in summary["days"]:
        rows.setdefault((day["clause"], day["party"]), []).append(day)
    return [
        Counted(
            clause=plain(clause),
            kind=kind_words(kinds.get(clause, "")),
            party=names.party(party),
            count=sum(day["count"] for day in days),
            incidents=sum(day["incidents"] for day in days),
            possible=sum(day["possible"] for day in days),
            exempted=sum(day["exempted"] for day in days),
            seen=_hours(days, "seen_h"),
            alive=_hours(days, "alive_h"),
        )
        for (clause, party), days in rows.items()
    ]


def _hours(days: Sequence[Mapping[str, Any]], which: str) -> str:
    known = [day[which] for day in days if day[which] is not None]
    return hours(sum(known) if known else None)


def _listed(row: Row, names: Names) -> dict[str, str]:
    marks = [plain(row["grade"])]
    marks += ["exempted"] if row["exempted_by"] else []
    return {
        "finding": plain(row["finding"]),
        "when": moment(row["start"]),
        "clause": plain(row["clause"]),
        "headline": headline(row, names),
        "grade": ", ".join(marks),
    }


def _dropped(rows: Sequence[Row]) -> list[dict[str, Any]]:
    told: dict[str, int] = {}
    for row in rows:
        told[row["reason"]] = told.get(row["reason"], 0) + row["rows"]
    ordered = sorted(told.items(), key=lambda item: (-item[1], item[0]))
    return [
        {
            "reason": plain(reason),
            "rows": many,
            "words": DROP_REASONS.get(reason, ""),
        }
        for reason, many in ordered
    ]


def _rendered(template: str, **values: object) -> str:
    return environment().get_template(template).render(style=_style(), **values)


@cache
def _style() -> Markup:
    return Markup(f"{scoped(text_of('page.css'))}\n{text_of('notebook.css')}")


def scoped(css: str) -> str:
    """Return the rules of a style sheet, kept inside ``.thalweg-shown``.

    Rules of the page as a whole and those for print, dark or small screens are left
    out: a notebook has its own, and its drawings stand on white.
    """
    kept = []
    for selectors, rule in _RULE.findall(_AT_RULE.sub("", css)):
        inside = [
            f"{SCOPE} {selector.strip()}"
            for selector in selectors.split(",")
            if not _OF_THE_PAGE.match(selector.strip())
        ]
        if inside:
            kept.append(f"{', '.join(inside)} {{{rule}}}")
    return "\n".join(kept)
