"""Ten questions that a reader asks first, answered near the top of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thalweg.report.clauses import is_watched, kind_words
from thalweg.report.dark import dark_hours, longest_first
from thalweg.report.extremes import largest_told
from thalweg.report.folder import Record
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.opening import (
    Opening,
    days_of,
    hours_figure,
    parties_told,
)
from thalweg.report.unjudged import Unseen, unseen, unwatched
from thalweg.report.words import Quantity, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question and its answer; `at` is the section that says more.

    `found` leads from lines that speak of one finding to that finding's section.
    """

    key: str
    question: str
    lines: Sequence[str]
    at: str
    found: Mapping[str, str]


def answers(
    record: Record, names: Names, opening: Opening, signed: str, shown: frozenset[str]
) -> list[Answer]:
    """Return the ten answers, in order.

    `signed` names who signed, or is empty; `shown` the findings that have a section.
    """
    say = names.say
    most = largest_told(record, names)
    lines: dict[str, tuple[Sequence[str], str]] = {
        "many": (_many(record, names), "list"),
        "whom": (_whom(record, names), "list"),
        "sure": (_sure(record, names), "method"),
        "unseen": (_unseen(record, names), "unjudged"),
        "clause": (_by_clause(record, names), "clauses"),
        "close": ([told.words for told in most], "sections"),
        "unjudged": (_unjudged(record, names), "unjudged"),
        "check": ([say.html("answer-check"), opening.complete], "again"),
        "signed": (
            [
                say("answer-signed", parties=signed)
                if signed
                else say("answer-signed-nobody")
            ],
            "signed",
        ),
        "before": ([opening.before], "before"),
    }
    found = {told.words: told.finding for told in most if told.finding in shown}
    return [
        Answer(
            key=key,
            question=say(f"answer-{key}-q"),
            lines=told,
            at=at,
            found=found if key == "close" else {},
        )
        for key, (told, at) in lines.items()
    ]


def _many(record: Record, names: Names) -> list[str]:
    days = days_of(record.summary)
    sums = {
        key: sum(row[key] for row in days)
        for key in ("count", "incidents", "possible", "exempted")
    }
    apart = {"possible": sums["possible"], "exempted": sums["exempted"]}
    if not sums["count"]:
        return [names.say("answer-many-none", **apart)]
    found = {"breaches": sums["count"], "incidents": sums["incidents"]}
    return [names.say("answer-many", **found, **apart)]


def _whom(record: Record, names: Names) -> list[str]:
    say, who = names.say, parties_told(record.summary, names)
    told = [say("answer-whom", who=who) if who else say("answer-whom-nobody")]
    if movers := int(record.summary.get("unattributed") or 0):
        told.append(say("answer-whom-unattributed", movers=movers))
    return told


def _sure(record: Record, names: Names) -> list[str]:
    say, how = names.say, _grades_named(record.summary, names.say)
    if not how:
        return [say("answer-sure-none")]
    return [say("answer-sure", how=how), say("answer-sure-note")]


def _grades_named(summary: Mapping[str, Any], say: Language) -> str:
    """Say how many counted findings are *certain* and how many *probable*."""
    counts: dict[str, int] = {}
    for row in summary.get("findings") or ():
        counts[row["grade"]] = counts.get(row["grade"], 0) + row["count"]
    return say.listed(
        [
            say(f"answer-sure-{grade}", count=counts[grade])
            for grade in ("certain", "probable")
            if counts.get(grade)
        ]
    )


def _unseen(record: Record, names: Names) -> list[str]:
    say, hours = names.say, unseen(record.summary)
    if not hours:
        return [say("answer-unseen-none")]
    return [
        *(_unseen_of(told, names) for told in hours),
        say("answer-unseen-weighted"),
        _dark(record, say),
        say("answer-unseen-note"),
    ]


def _dark(record: Record, say: Language) -> str:
    stretches = dark_hours(record)
    if not stretches:
        return say("unjudged-dark-none")
    most = longest_first(stretches)[0]
    hours = sum(stretch.hours for stretch in stretches)
    return say(
        "answer-unseen-dark",
        **{"from": say.moment(most.start_us), "to": say.moment(most.end_us)},
        hours=say.quantity(Quantity(hours, 1, "h")),
        count=len(stretches),
    )


def _unseen_of(told: Unseen, names: Names) -> str:
    say, clause = names.say, names.say.name(plain(told.clause))
    if told.not_seen_h is None:
        return say("answer-unseen-unknown", clause=clause)
    figure = hours_figure(told.not_seen_h, told.of_h, say)
    if told.days_unknown:
        figure = say("answer-unseen-most", figure=figure, days=told.days_unknown)
    if told.least_day is None or told.least_h is None:
        return say("answer-unseen", clause=clause, figure=figure)
    return say(
        "answer-unseen-least",
        clause=clause,
        figure=figure,
        day=say.ltr(plain(told.least_day)),
        seen=say.quantity(Quantity(told.least_h, 1, "h")),
    )


def _by_clause(record: Record, names: Names) -> list[str]:
    say, counts = names.say, _counts(record)
    told = [
        say(
            "answer-clause",
            clause=say.name(plain(clause.id)),
            kind=kind_words(clause.kind, say),
            count=counts.get(clause.id, 0),
        )
        for clause in record.agreement.clauses
        if is_watched(clause)
    ]
    return told or [say("answer-clause-none")]


def _counts(record: Record) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for row in days_of(record.summary):
        counts[row["clause"]] = counts.get(row["clause"], 0) + row["count"]
    return counts


def _unjudged(record: Record, names: Names) -> list[str]:
    say, clauses = names.say, unwatched(record.agreement)
    if clauses:
        first = say(
            "answer-unjudged-clauses",
            count=len(clauses),
            total=len(record.agreement.clauses),
            clauses=say.listed([say.name(plain(clause.id)) for clause in clauses]),
        )
    else:
        first = say("answer-unjudged-all-watched")
    return [first, say("answer-unjudged-note", dropped=rows_dropped(record))]


def rows_dropped(record: Record) -> int:
    """Return how many rows of positions were set aside, over all feeds and reasons."""
    return sum(row["rows"] for row in record.dropped)
