"""The daily summary: one day of a record on a sheet or two, facts only.

It opens as a monitoring mission's does: the day's count and that of the day before,
each beside the hours that were seen. Then the count of each clause and side, a map, the
findings, what no feed saw, and what was not judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from thalweg.errors import InputError
from thalweg.model.agreement import Agreement, Clause
from thalweg.report.clauses import is_watched, kind_words
from thalweg.report.environment import environment, text_of
from thalweg.report.folder import Record, Row, hours_of_feeds, read
from thalweg.report.judged import exemption, largest, largest_measure
from thalweg.report.language import Language, language
from thalweg.report.names import Names, said
from thalweg.report.opening import Previous, check_previous
from thalweg.report.overview import is_counted, legend, overview
from thalweg.report.scene import Grounds
from thalweg.report.style import Looks, hatches
from thalweg.report.words import plain
from thalweg.times import US_PER_DAY, US_PER_MIN, US_PER_S, iso_day, parse_iso

MOST_LISTED = 20
"""Findings in the list: more would not fit two sheets, and all are in the report."""

DAY_H = 24.0
_EDGE_US = 5 * US_PER_MIN
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCount:
    """What one side, or a pair of them, is counted with; `before` is the day before."""

    party: str
    count: int
    incidents: int
    before: int
    possible: int
    exempted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCount:
    """One clause of the day: its sides, and the hours that were seen and not."""

    clause: str
    kind: str
    sides: Sequence[SideCount]
    seen: str
    unseen: str
    seen_before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One finding in the day's list."""

    finding: str
    at: str
    clause: str
    who: str
    movers: str
    place: str
    measure: str
    grade: str
    grade_says: str
    notes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDay:
    """How long one feed delivered anything on the day, and how long it did not."""

    feed: str
    alive: str
    blind: str
    reports: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """A day by its name, with its first instant and the one after its last."""

    name: str
    from_us: int
    to_us: int

    def holds(self, instant_us: int) -> bool:
        return self.from_us <= instant_us < self.to_us

    @property
    def before(self) -> str:
        """Return the name of the day before."""
        return iso_day(self.from_us - US_PER_DAY)


def render_daily(
    folder: Path,
    day: str,
    *,
    lang: str = "en",
    agreement: Agreement | None = None,
    previous: Previous | None = None,
) -> str:
    """Return the summary of one day of a record as one HTML page.

    Parameters
    ----------
    folder
        The result folder.
    day
        Its name as in the record's counts, ``2017-12-13``: the UTC date on which the
        agreement's day begins.
    lang
        The page's language.
    agreement
        The folder's own where it is at hand already.
    previous
        The record of an earlier period, for the day before the first of this one.

    Raises
    ------
    InputError
        The record does not have this day, `previous` is of another agreement or not of
        an earlier period, or no pages are written in `lang`.
    ResultFolderError
        A file of the folder is missing or cannot be read; the message names it.
    """
    record = read(folder, agreement)
    at = _day_of(record, day)
    names, looks = Names(record.agreement, language(lang)), Looks(record.agreement)
    findings = [row for row in record.findings if at.holds(row["start"])]
    clauses: dict[str, Clause] = {c.id: c for c in record.agreement.clauses}
    listed = largest(findings, clauses, MOST_LISTED)
    rows = _rows(record.summary, at.name)
    before = _rows(record.summary, at.before)
    if previous is not None:
        check_previous(previous, record.summary)
        before = before or _rows(previous.summary, at.before)
    grounds = Grounds(record.agreement)
    say = names.say
    return (
        environment()
        .get_template("daily.html")
        .render(
            say=say,
            lang=say.tag,
            direction=say.direction,
            style=Markup(text_of("page.css") + text_of("daily.css")),
            hatches=hatches(),
            title=said(record.agreement.title, lang, record.agreement.id),
            agreement=record.agreement,
            signed=[names.party(party) for party in record.agreement.signed_by],
            summary=record.summary,
            day=at.name,
            span=(say.moment(at.from_us), say.moment(at.to_us)),
            first=first_sentence(rows, before, at.name, at.before, say),
            partial=_partial(record, at, say),
            has_before=bool(before),
            clauses=_clauses(rows, before, record.agreement, names),
            map=overview(
                record.agreement, findings, grounds, names, looks, frozenset()
            ),
            legend=legend(findings, names, looks) if findings else [],
            told=[_told(row, names) for row in findings if row["finding"] in listed],
            total=len(findings),
            feeds=_feeds(record, at, say),
            unnamed=sum("unknown" in (row["parties"] or ()) for row in findings),
            unattributed=int(record.summary.get("unattributed") or 0),
            unwatched=[
                say.name(plain(clause.id))
                for clause in record.agreement.clauses
                if not is_watched(clause)
            ],
        )
    )


def first_sentence(
    rows: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, Any]],
    day: str,
    day_before: str,
    say: Language,
) -> Markup:
    """Return the day's count and that of the day before, each beside hours seen.

    `rows` and `before` are the rows of a summary's `days` of the two days; without any
    of the day before the sentence says that nothing is known of it.
    """
    about = {
        "day": day,
        "before_day": day_before,
        "count": sum(row["count"] for row in rows),
        "incidents": sum(row["incidents"] for row in rows),
        "hours": _hours_told(rows, say),
    }
    if not before:
        return say.html("daily-first-alone", **about)
    return say.html(
        "daily-first",
        **about,
        before=sum(row["count"] for row in before),
        before_incidents=sum(row["incidents"] for row in before),
        before_hours=_hours_told(before, say),
    )


def _day_of(record: Record, day: str) -> _Day:
    have = sorted({str(row["day"]) for row in record.summary.get("days") or ()})
    if not _DAY.fullmatch(day) or day not in have:
        has = f"it has {have[0]} to {have[-1]}" if have else "it has none"
        raise InputError(
            f"{plain(day, longest=40)!r}: no day of this record; {has}, each named by "
            "the UTC date on which it begins, such as 2017-12-13"
        )
    offset_us = record.agreement.day_starts_s * US_PER_S
    from_us = parse_iso(f"{day}T00:00Z") + offset_us
    return _Day(name=day, from_us=from_us, to_us=from_us + US_PER_DAY)


def _rows(summary: Mapping[str, Any], day: str) -> list[Mapping[str, Any]]:
    return [row for row in summary.get("days") or () if row["day"] == day]


def _hours_told(rows: Sequence[Mapping[str, Any]], say: Language) -> str:
    """Return the hours seen of each clause, once for a clause."""
    seen = {row["clause"]: row["seen_h"] for row in reversed(rows)}
    parts = [
        say("daily-hours-clause", clause=say.name(plain(clause)), hours=say.hours(h))
        for clause, h in reversed(seen.items())
    ]
    return say("daily-hours-join").join(parts) or say("daily-hours-none")


def _partial(record: Record, at: _Day, say: Language) -> str:
    """Say so where the record's positions begin or end within the day."""
    about = record.summary.get("positions") or {}
    if not about.get("from") or not about.get("to"):
        return say("daily-no-position")
    from_us, to_us = (parse_iso(about[key]) for key in ("from", "to"))
    if from_us <= at.from_us + _EDGE_US and to_us >= at.to_us - _EDGE_US:
        return ""
    if from_us >= at.to_us or to_us < at.from_us:
        return say("daily-no-position")
    return say(
        "daily-partial",
        start=say.moment(max(from_us, at.from_us)),
        end=say.moment(min(to_us, at.to_us)),
    )


def _clauses(
    rows: Sequence[Mapping[str, Any]],
    before: Sequence[Mapping[str, Any]],
    agreement: Agreement,
    names: Names,
) -> list[ClauseCount]:
    say = names.say
    counts = {(row["clause"], row["party"]): row["count"] for row in before}
    hours_before = {row["clause"]: row["seen_h"] for row in before}
    kinds = {clause.id: clause.kind for clause in agreement.clauses}
    told = []
    for clause in dict.fromkeys(row["clause"] for row in rows):
        mine = [row for row in rows if row["clause"] == clause]
        seen_h = mine[0]["seen_h"]
        told.append(
            ClauseCount(
                clause=plain(clause),
                kind=kind_words(kinds.get(clause, ""), say),
                sides=[_side(row, counts, names) for row in mine],
                seen=say.hours(seen_h),
                unseen=say.hours(None if seen_h is None else max(DAY_H - seen_h, 0.0)),
                seen_before=say.hours(hours_before.get(clause)),
            )
        )
    return told


def _side(
    row: Mapping[str, Any],
    before: Mapping[tuple[str, str], int],
    names: Names,
) -> SideCount:
    return SideCount(
        party=names.party(row["party"]),
        count=row["count"],
        incidents=row["incidents"],
        before=before.get((row["clause"], row["party"]), 0),
        possible=row["possible"],
        exempted=row["exempted"],
    )


def _told(row: Row, names: Names) -> Told:
    say = names.say
    movers = [
        row["callsign"] or row["mover"],
        row["other_callsign"] or row["other_mover"],
    ]
    return Told(
        finding=plain(row["finding"]),
        at=say.clock(row["start"]),
        clause=plain(row["clause"]),
        who=names.together(row["parties"] or [row["party"]]),
        movers=say.listed([say.name(plain(m, longest=24)) for m in movers if m]),
        place=say.place(row["lat_deg"], row["lon_deg"]),
        measure=largest_measure(row, say),
        grade=plain(row["grade"]),
        grade_says=say(f"grade-{row['grade']}"),
        notes=list(_notes(row, say)),
    )


def _notes(row: Row, say: Language) -> list[str]:
    notes = []
    if row["near_collision"]:
        near = say(f"grade-{row['near_collision']}")
        notes.append(say("daily-note-near", grade=near))
    if row["exempted_by"]:
        notes.append(say("daily-note-exempted", by=exemption(row, say)))
    elif not is_counted(row):
        notes.append(say("daily-note-possible"))
    if row["at_limit"]:
        notes.append(say("daily-note-limit"))
    if row["maybe_same"]:
        notes.append(say("daily-note-same"))
    return notes


def _feeds(record: Record, at: _Day, say: Language) -> list[FeedDay]:
    """Return every feed of the record; one that was silent all day has 24 h blind."""
    today = hours_of_feeds(record.folder, at.from_us, at.to_us)
    by_feed = {row["feed"]: row for row in today}
    silent = {"alive_h": 0.0, "reports": 0}
    return [
        FeedDay(
            feed=plain(row["feed"]),
            alive=say.hours(mine["alive_h"]),
            blind=say.hours(max(DAY_H - mine["alive_h"], 0.0)),
            reports=say.number(mine["reports"]),
        )
        for row in record.coverage
        for mine in (by_feed.get(row["feed"], silent),)
    ]
