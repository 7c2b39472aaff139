"""Ten questions that a reader asks first, answered near the top of the page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thalweg.model.agreement import Clause, Separation
from thalweg.report.clauses import is_watched, kind_words
from thalweg.report.folder import Record, Row
from thalweg.report.judged import largest_measure, severity
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.opening import (
    Opening,
    days_of,
    grades_told,
    hours_figure,
    parties_told,
)
from thalweg.report.overview import is_counted
from thalweg.report.unjudged import Unseen, unseen, unwatched
from thalweg.report.words import Quantity, plain

_NEAR = ("certain", "probable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question and its answer; `at` is the section that says more."""

    key: str
    question: str
    lines: Sequence[str]
    at: str


def answers(
    record: Record, names: Names, opening: Opening, signed: str
) -> list[Answer]:
    """Return the ten answers, in order; `signed` names who signed, or is empty."""
    say = names.say
    lines: dict[str, tuple[Sequence[str], str]] = {
        "many": (_many(record, names), "list"),
        "whom": (_whom(record, names), "days"),
        "sure": (_sure(record, names), "method"),
        "unseen": (_unseen(record, names), "unjudged"),
        "clause": (_by_clause(record, names), "days"),
        "close": (_close(record, names), "sections"),
        "unjudged": (_unjudged(record, names), "unjudged"),
        "check": ([say.html("answer-check"), opening.complete], "again"),
        "signed": (
            [
                say("answer-signed", parties=signed)
                if signed
                else say("answer-signed-nobody")
            ],
            "clauses",
        ),
        "before": ([opening.before], "before"),
    }
    return [
        Answer(key=key, question=say(f"answer-{key}-q"), lines=told, at=at)
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
    say, how = names.say, grades_told(record.summary, names.say)
    if not how:
        return [say("answer-sure-none")]
    return [say("answer-sure", how=how), say("answer-sure-note")]


def _unseen(record: Record, names: Names) -> list[str]:
    say, hours = names.say, unseen(record.summary)
    if not hours:
        return [say("answer-unseen-none")]
    return [*(_unseen_of(told, names) for told in hours), say("answer-unseen-note")]


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


def _close(record: Record, names: Names) -> list[str]:
    """Tell the largest counted finding of each clause; a tie goes to the least id."""
    told = []
    for clause in record.agreement.clauses:
        mine = [
            row
            for row in record.findings
            if row["clause"] == clause.id and is_counted(row)
        ]
        if not mine:
            continue
        most = min(mine, key=lambda r, c=clause: (*_least_first(r, c), r["finding"]))  # type: ignore[misc]
        told.append(_largest(most, clause, names))
        near = [row for row in mine if row["near_collision"] in _NEAR]
        if near:
            told.append(names.say("answer-close-near", count=len(near)))
    return told or [names.say("answer-close-none")]


def _least_first(row: Row, clause: Clause) -> tuple[float, float]:
    """Return a key that puts the largest first: of a pair, the least slant range.

    Where no height is known there is no slant range, and the distance stands for it.
    """
    if not isinstance(clause, Separation):
        return (-severity(row, clause), 0.0)
    told = (row["min_slant_m"], row["slant_m"], row["horizontal_m"])
    nearest = [float(m) for m in told if m is not None]
    return (nearest[0] if nearest else math.inf, -severity(row, clause))


def _largest(row: Row, clause: Clause, names: Names) -> str:
    say = names.say
    what, measure = _most(row, say)
    about = {
        "clause": say.name(plain(clause.id)),
        "what": what,
        "measure": measure,
        "who": names.together(row["parties"] or [row["party"]]),
        "when": say.moment(row["start"]),
        "grade": say.term("grade", row["grade"]) or say.name(plain(row["grade"])),
    }
    # The error is of a length: it says nothing of how long a stay was.
    if row["error_m"] is None or row["depth_m"] is None:
        return say("answer-close-plain", **about)
    return say("answer-close", **about, error=say.error_m(row["error_m"]))


def _most(row: Row, say: Language) -> tuple[str, str]:
    """Return by which measure a finding is the largest, and that measure."""
    if row["kind"] != "air.separation":
        what = say.term("largest", row["kind"]) or say("largest-other")
        return what, largest_measure(row, say)
    slant_m = _slant_m(row)
    if slant_m is None:
        return say("largest-flat"), _along_ground(row, say)
    told, at_us = say.metres(slant_m), row["min_slant_time"] or row["closest_time"]
    if at_us is None:
        return say("largest-air-separation"), told
    about = {"slant": told, "clock": say.clock(at_us)}
    if at_us != row["closest_time"] or None in (row["error_m"], row["vertical_ft"]):
        return say("largest-air-separation"), say("answer-slant", **about)
    about |= {"horizontal": _along_ground(row, say), "vertical": _in_height(row, say)}
    return say("largest-air-separation"), say("answer-slant-parts", **about)


def _slant_m(row: Row) -> float | None:
    """Return the least slant range of a pair; None where no heights compare."""
    least_m: float | None = row["min_slant_m"]
    at_closest_m: float | None = row["slant_m"]
    return at_closest_m if least_m is None else least_m


def _along_ground(row: Row, say: Language) -> str:
    error = say.error_m(row["error_m"])
    return f"{say.metres(row['horizontal_m'])} {error}".strip()


def _in_height(row: Row, say: Language) -> str:
    error_ft = row["error_ft"]
    error = "" if error_ft is None else f"± {say.feet(error_ft)}"
    return f"{say.feet(row['vertical_ft'])} {error}".strip()


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
