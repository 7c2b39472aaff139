"""What was not judged: clauses, hours, feeds and inputs that the counts say nothing of.

Silence is not compliance, so what nobody looked at has a section of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thalweg.errors import InputError
from thalweg.model.agreement import Agreement, Clause
from thalweg.model.feed import FeedSettings
from thalweg.report.clauses import is_watched, kind_words
from thalweg.report.dark import dark_hours, dark_lines
from thalweg.report.folder import Record
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.opening import days_of, hours_of, period_h
from thalweg.report.words import Quantity, plain
from thalweg.wire.feeds import parse_feeds

_LEAST_SILENCE_H = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Hours of one clause that nobody saw, of the period's; None where not known.

    `least_day` is the day least seen, where there are several, with its hours. Where
    hours of `days_unknown` days are not known, `not_seen_h` is the most it can be.
    """

    clause: str
    seen_h: float | None
    not_seen_h: float | None
    of_h: float | None
    least_day: str | None
    least_h: float | None
    days_unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwatchedClause:
    """A clause of which this version makes no finding, and why."""

    clause: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnseenRow:
    """One line of the table of hours not seen."""

    clause: str
    not_seen: str
    seen: str
    least: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """What the page's section tells."""

    clauses: Sequence[UnwatchedClause]
    hours: Sequence[UnseenRow]
    dark: Sequence[str]
    feeds: Sequence[str]
    inputs: Sequence[str]


def unjudged(record: Record, names: Names) -> Unjudged:
    """Return what was not judged, told in the page's language."""
    feeds = declared_feeds(record)
    return Unjudged(
        clauses=[_clause(c, names.say) for c in unwatched(record.agreement)],
        hours=[_hours(told, names.say) for told in unseen(record.summary)],
        dark=dark_lines(dark_hours(record), names.say),
        feeds=_silent(record, feeds, names.say),
        inputs=_missing(record, feeds, names.say),
    )


def unwatched(agreement: Agreement) -> list[Clause]:
    """Return the clauses that this version does not watch, in their order."""
    return [clause for clause in agreement.clauses if not is_watched(clause)]


def unseen(summary: Mapping[str, Any]) -> list[Unseen]:
    """Return the hours not seen of each watched clause, in the summary's order.

    They are the period less the hours seen: a part of the period in which the clause
    is not in force is among them.
    """
    of_h, days = period_h(summary), days_of(summary)
    told = []
    for hours in hours_of(days):
        known = [
            (row["seen_h"], row["day"])
            for row in days
            if row["clause"] == hours.clause and row["seen_h"] is not None
        ]
        least_h, least_day = min(known, default=(None, None))
        not_seen_h = None
        if hours.seen_h is not None and of_h is not None:
            not_seen_h = max(of_h - hours.seen_h, 0.0)
        told.append(
            Unseen(
                clause=hours.clause,
                seen_h=hours.seen_h,
                not_seen_h=not_seen_h,
                of_h=of_h,
                least_day=least_day if hours.days > 1 else None,
                least_h=least_h if hours.days > 1 else None,
                days_unknown=hours.days_unknown,
            )
        )
    return told


def declared_feeds(record: Record) -> Mapping[str, FeedSettings]:
    """Return the feeds that the record's feeds file declares; none without a file.

    One that cannot be read declares nothing here: `thalweg verify` names its faults.
    """
    data = record.input("feeds.yaml")
    if data is None:
        return {}
    try:
        return parse_feeds(data, "feeds.yaml", formats=None).feeds
    except InputError:
        return {}


def _clause(clause: Clause, say: Language) -> UnwatchedClause:
    return UnwatchedClause(
        clause=say.name(plain(clause.id)),
        kind=kind_words(clause.kind, say),
        why=say.term("unwatched", clause.kind) or say("unwatched-other"),
    )


def _hours(told: Unseen, say: Language) -> UnseenRow:
    least = ""
    if told.least_day is not None:
        least = say(
            "unjudged-least-day",
            day=say.ltr(plain(told.least_day)),
            hours=say.hours(told.least_h),
        )
    not_seen = say.hours(told.not_seen_h)
    if told.not_seen_h is not None and told.days_unknown:
        not_seen = say("at-most", figure=not_seen)
    return UnseenRow(
        clause=say.name(plain(told.clause)),
        not_seen=not_seen,
        seen=say.hours(told.seen_h),
        least=least,
    )


def _silent(
    record: Record, declared: Mapping[str, FeedSettings], say: Language
) -> list[str]:
    """Say how long each feed delivered nothing, those that never did last."""
    of_h = period_h(record.summary)
    if of_h is None:
        return [say("unjudged-feeds-no-period")]
    told = []
    for row in record.coverage:
        silent_h = of_h - row["alive_h"]
        if silent_h >= _LEAST_SILENCE_H:
            told.append(
                say(
                    "unjudged-feed-silent",
                    feed=say.name(plain(row["feed"])),
                    silent=say.quantity(Quantity(silent_h, 1, "h")),
                    period=say.quantity(Quantity(of_h, 1, "h")),
                )
            )
    alive = {str(row["feed"]) for row in record.coverage}
    told += [
        say("unjudged-feed-never", feed=say.name(plain(name)))
        for name in declared
        if name not in alive
    ]
    return told or [say("unjudged-feeds-none")]


def _missing(
    record: Record, declared: Mapping[str, FeedSettings], say: Language
) -> list[str]:
    told = []
    notified = any("notified" in clause.exempt for clause in record.agreement.clauses)
    if notified and "notices.json" not in record.inputs:
        told.append(say("unjudged-no-notices"))
    if not declared:
        told.append(say("unjudged-no-feeds"))
    if not any(feed.sees == "all" for feed in declared.values()):
        told.append(say("unjudged-cooperative"))
    return [*told, say("unjudged-sightings"), say("unjudged-hotline")]
