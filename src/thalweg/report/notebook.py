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
from thalweg.report.judged import grade_name, headline
from thalweg.report.language import Language, language
from thalweg.report.names import Names, said
from thalweg.report.opening import first_sentence
from thalweg.report.scene import Grounds
from thalweg.report.sections import Section, section
from thalweg.report.style import Looks
from thalweg.report.words import plain

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
    say = language(lang)
    title = say.name(said(source.agreement.title, lang, source.agreement.id))
    about = {"title": title, "finding": plain(row["finding"]), "say": say}
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
        The language of the words, and of names where the agreement has it.
    """
    names = Names(agreement, language(lang))
    say = names.say
    return _rendered(
        "notebook_result.html",
        say=say,
        title=say.name(said(agreement.title, lang, agreement.id)),
        agreement=agreement,
        signed=say.listed([names.party(party) for party in agreement.signed_by]),
        first=first_sentence(summary, agreement, lang),
        counts=_counts(summary, agreement, names),
        caption=_caption(len(findings), total, say),
        findings=[_listed(row, names) for row in findings],
        unattributed=_unattributed(int(summary.get("unattributed") or 0), say),
        read=_read(summary["positions"], say, whole=not dropped),
        dropped=_dropped(dropped, say),
    )


def _caption(shown: int, total: int, say: Language) -> str:
    if total <= shown:
        return say("shown-all")
    told = {"first": say.number(shown), "total-shown": say.number(total)}
    return say("shown-first", total=total, **told)


def _unattributed(movers: int, say: Language) -> Markup | None:
    if not movers:
        return None
    return say.html("shown-unattributed", movers=movers, shown=say.number(movers))


def _read(positions: Mapping[str, Any], say: Language, *, whole: bool) -> str:
    movers = int(positions["movers"])
    shown = {key: say.number(positions[key]) for key in ("rows", "kept")}
    shown["movers-shown"] = say.number(movers)
    return say("shown-read-all" if whole else "shown-read", movers=movers, **shown)


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
            kind=kind_words(kinds.get(clause, ""), names.say),
            party=names.party(party),
            count=sum(day["count"] for day in days),
            incidents=sum(day["incidents"] for day in days),
            possible=sum(day["possible"] for day in days),
            exempted=sum(day["exempted"] for day in days),
            seen=_hours(days, "seen_h", names.say),
            alive=_hours(days, "alive_h", names.say),
        )
        for (clause, party), days in rows.items()
    ]


def _hours(days: Sequence[Mapping[str, Any]], which: str, say: Language) -> str:
    known = [day[which] for day in days if day[which] is not None]
    return say.hours(sum(known) if known else None)


def _listed(row: Row, names: Names) -> dict[str, str]:
    grade = grade_name(row["grade"], names.say)
    if row["exempted_by"]:
        grade = names.say("shown-exempted-mark", grade=grade)
    return {
        "finding": plain(row["finding"]),
        "when": names.say.moment(row["start"]),
        "clause": plain(row["clause"]),
        "headline": headline(row, names),
        "grade": grade,
    }


def _dropped(rows: Sequence[Row], say: Language) -> str:
    told: dict[str, int] = {}
    for row in rows:
        told[row["reason"]] = told.get(row["reason"], 0) + row["rows"]
    if not told:
        return ""
    ordered = sorted(told.items(), key=lambda item: (-item[1], item[0]))
    reasons = [_reason(str(reason), many, say) for reason, many in ordered]
    return say("shown-dropped", reasons=say("shown-dropped-mark").join(reasons))


def _reason(reason: str, many: int, say: Language) -> str:
    rows, name = say.number(many), say.ltr(plain(reason))
    if not say.has(f"dropped-{reason}"):
        return f"{rows} {name}"
    why = say(f"dropped-{reason}")
    return say("shown-dropped-why", rows=rows, reason=name, why=why)


def _rendered(template: str, **values: object) -> str:
    return environment().get_template(template).render(style=_style(), **values)


@cache
def _style() -> Markup:
    sheets = (scoped(text_of(name)) for name in ("page.css", "finding.css"))
    return Markup("\n".join([*sheets, text_of("notebook.css")]))


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
