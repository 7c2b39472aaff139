"""The first sentence of a record: what was found, by whom, how sure, and hours seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from thalweg.model.agreement import Agreement
from thalweg.report.language import language
from thalweg.report.names import Names
from thalweg.report.words import GRADES, count_of, listed, moment, plain
from thalweg.times import US_PER_HOUR, parse_iso


def first_sentence(
    summary: Mapping[str, Any], agreement: Agreement, lang: str = "en"
) -> str:
    """Say what was found: how much, by whom, how sure, when, and hours seen.

    Counts are of *certain* and *probable* findings, from the summary's rows; the
    hours are those of each clause over all days, and of all hours in the period.
    """
    names = Names(agreement, language(lang))
    days = list(summary.get("days") or ())
    total = sum(row["count"] for row in days)
    when = _period(summary)
    seen = _seen(days, _period_h(summary))
    if total == 0:
        said_none = "no breach was counted, which speaks only for the hours seen"
        return f"{when}{said_none}: {seen}."
    incidents = sum(row["incidents"] for row in days)
    who = listed(_by_party(days, names))
    how = listed(_by_grade(summary.get("findings") or ()))
    return (
        f"{when}{count_of(total, 'breach', 'breaches')} in "
        f"{count_of(incidents, 'incident')} {_were(total)} counted: {who}; {how}. "
        f"Hours seen: {seen}."
    )


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _period(summary: Mapping[str, Any]) -> str:
    about = summary.get("positions") or {}
    if not about.get("from") or not about.get("to"):
        return "No position was read: "
    start, end = (moment(parse_iso(about[key])) for key in ("from", "to"))
    return f"From {start} to {end}, "


def _period_h(summary: Mapping[str, Any]) -> float | None:
    about = summary.get("positions") or {}
    if not about.get("from") or not about.get("to"):
        return None
    return (parse_iso(about["to"]) - parse_iso(about["from"])) / US_PER_HOUR


def _by_party(days: Iterable[Mapping[str, Any]], names: Names) -> list[str]:
    counts: dict[str, int] = {}
    for row in days:
        counts[row["party"]] = counts.get(row["party"], 0) + row["count"]
    return [
        f"{counts[party]:,} {'between' if names.is_pair(party) else 'by'} "
        f"{names.party(party)}"
        for party in sorted(counts, key=names.rank)
        if counts[party]
    ]


def _by_grade(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    counts = dict.fromkeys(GRADES, 0)
    for row in rows:
        counts[row["grade"]] = counts.get(row["grade"], 0) + row["count"]
    verbs = {
        "certain": "the limit beyond the stated error",
        "probable": "it as measured",
    }
    if not counts["certain"]:
        verbs["probable"] = "the limit as measured"
    return [
        f"{counts[grade]:,} {'exceeds' if counts[grade] == 1 else 'exceed'} {verb}"
        for grade, verb in verbs.items()
        if counts[grade]
    ]


def _seen(days: Iterable[Mapping[str, Any]], period_h: float | None) -> str:
    rows: dict[str, dict[str, float | None]] = {}
    for row in days:
        rows.setdefault(row["clause"], {}).setdefault(row["day"], row["seen_h"])
    of = "" if period_h is None else f" of {period_h:,.1f} h"
    parts = []
    for clause, by_day in rows.items():
        known = [h for h in by_day.values() if h is not None]
        lacking = len(by_day) - len(known)
        said_h = f"{sum(known):,.1f}{of or ' h'}" if known else "not known"
        if known and lacking:
            said_h += f", {count_of(lacking, 'day')} not known"
        parts.append(f"clause {plain(clause)}, {said_h}")
    return "; ".join(parts) or "none, no clause is watched"
