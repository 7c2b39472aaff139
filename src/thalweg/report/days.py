"""Counts per day, clause and party, never without the hours that were seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.plane import ticks
from thalweg.report.style import Looks
from thalweg.report.svg import element, joined, line, picture, text
from thalweg.report.words import Quantity, plain

_WIDTH, _LEFT, _TOP, _BASE = 640.0, 66.0, 14.0, 120.0
_SEEN_TOP, _SEEN_BASE = 134.0, 164.0
_DAY_H = 24.0
_ROWS_OF_A_SHEET = 35


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDay:
    """What one party, or a pair of parties, is counted with on one day."""

    count: int
    incidents: int
    exempted: int
    possible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of one clause: cells in the order of the table's parties."""

    day: str
    cells: Sequence[PartyDay]
    seen: str
    alive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDays:
    """All days of one clause, as a chart and as a table; `total` sums the days.

    `is_short` tells that the table fits on one printed sheet, and need not be cut.
    """

    clause: str
    parties: Sequence[str]
    days: Sequence[Day]
    total: Day
    chart: Markup
    caption: str
    is_short: bool


def clause_days(
    rows: Iterable[Mapping[str, Any]], names: Names, looks: Looks
) -> list[ClauseDays]:
    """Return the tables of a summary's `days`, one for each clause, in their order."""
    by_clause: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_clause.setdefault(row["clause"], []).append(row)
    return [
        _clause(clause, mine, at, names, looks)
        for at, (clause, mine) in enumerate(by_clause.items())
    ]


def _clause(
    clause: str, rows: Sequence[Mapping[str, Any]], at: int, names: Names, looks: Looks
) -> ClauseDays:
    parties = sorted({row["party"] for row in rows}, key=names.rank)
    labels = sorted({row["day"] for row in rows})
    cells = {(row["day"], row["party"]): _cell(row) for row in rows}
    nothing = PartyDay(count=0, incidents=0, exempted=0, possible=0)
    days = []
    for label in labels:
        mine = [row for row in rows if row["day"] == label]
        days.append(
            Day(
                day=plain(label),
                cells=[cells.get((label, party), nothing) for party in parties],
                seen=_told_hours(mine, "seen_h", names.say),
                alive=_told_hours(mine, "alive_h", names.say),
            )
        )
    return ClauseDays(
        clause=plain(clause),
        parties=[names.party(party) for party in parties],
        days=days,
        total=_total(rows, days, len(parties), names.say),
        chart=_chart(clause, rows, parties, labels, at, names, looks),
        caption=_caption(parties, names),
        is_short=len(days) * (len(parties) if len(parties) > 2 else 1)
        <= _ROWS_OF_A_SHEET,
    )


def _cell(row: Mapping[str, Any]) -> PartyDay:
    return PartyDay(
        count=row["count"],
        incidents=row["incidents"],
        exempted=row["exempted"],
        possible=row["possible"],
    )


def _caption(parties: Sequence[str], names: Names) -> str:
    """Say whose each bar is, by the number under it where there are several."""
    say = names.say
    if len(parties) == 1:
        bars = say("days-bars-one", who=names.party(parties[0]))
    else:
        numbered = [
            say("days-bar-numbered", number=at, who=names.party(party))
            for at, party in enumerate(parties, 1)
        ]
        bars = say("days-bars", who=say("listed-semicolon").join(numbered))
    return f"{bars} {say('days-strip')}"


def _total(
    rows: Sequence[Mapping[str, Any]], days: Sequence[Day], width: int, say: Language
) -> Day:
    sums = [
        PartyDay(
            count=sum(day.cells[i].count for day in days),
            incidents=sum(day.cells[i].incidents for day in days),
            exempted=sum(day.cells[i].exempted for day in days),
            possible=sum(day.cells[i].possible for day in days),
        )
        for i in range(width)
    ]
    seen, alive = (_sum_h(rows, key, say) for key in ("seen_h", "alive_h"))
    return Day(day=say("days-all"), cells=sums, seen=seen, alive=alive)


def _told_hours(rows: Sequence[Mapping[str, Any]], key: str, say: Language) -> str:
    """Return the hours of one day: one figure for a clause, each where they differ."""
    told = dict.fromkeys(say.hours(row[key]) for row in rows)
    return " / ".join(told)


def _sum_h(rows: Sequence[Mapping[str, Any]], key: str, say: Language) -> str:
    first: dict[str, float | None] = {}
    for row in rows:
        first.setdefault(row["day"], row[key])
    known = [h for h in first.values() if h is not None]
    if not known:
        return say.hours(None)
    whole = say.hours(sum(known))
    return say("days-partly", hours=whole) if len(known) < len(first) else whole


def _chart(
    clause: str,
    rows: Sequence[Mapping[str, Any]],
    parties: Sequence[str],
    labels: Sequence[str],
    at: int,
    names: Names,
    looks: Looks,
) -> Markup:
    say = names.say
    highest = max(rows, key=lambda row: row["count"])
    high = max(highest["count"] * 1.1, 4.0)
    each = (_WIDTH - _LEFT - 10) / max(len(labels), 1)
    place = {label: _LEFT + i * each for i, label in enumerate(labels)}
    parts = [_count_axis(high, say)]
    parts += [
        _bar(
            row,
            parties.index(row["party"]),
            len(parties),
            place,
            each,
            high,
            looks,
            say,
        )
        for row in rows
    ]
    parts.append(_seen_strip(rows, place, each))
    parts.append(_day_labels(labels, each))
    return picture(
        *parts,
        key=f"days-{at}",
        width=_WIDTH,
        height=_SEEN_BASE + 20,
        title=say("days-chart", clause=say.name(plain(clause))),
        about=_about(highest, parties, names),
        class_="days",
    )


def _about(highest: Mapping[str, Any], parties: Sequence[str], names: Names) -> str:
    """Say in words what the chart shows: whose bars, and the highest of them."""
    say, who = names.say, names.say.listed([names.party(p) for p in parties])
    if not highest["count"]:
        return say("days-chart-about-none", who=who)
    day = say.ltr(plain(highest["day"]))
    return say("days-chart-about", who=who, most=highest["count"], day=day)


def _count_axis(high: float, say: Language) -> Markup:
    """Return the axis of counts, and the names of the strip of hours below it."""
    parts = []
    for value in [v for v in ticks(0, high, 5) if v == int(v)]:
        y = _BASE - value / high * (_BASE - _TOP)
        parts.append(line(_LEFT, y, _WIDTH - 10, y, class_="grid"))
        parts.append(
            text(_LEFT - 6, y + 3, say.number(value), class_="tiny", text_anchor="end")
        )
    day, seen = say.quantity(Quantity(_DAY_H, 0, "h")), say("days-axis-seen")
    for y, words in ((_SEEN_TOP + 10, day), (_SEEN_BASE, seen)):
        parts.append(text(_LEFT - 6, y, words, class_="tiny", text_anchor="end"))
    return joined(parts)


def _bar(
    row: Mapping[str, Any],
    nth: int,
    of: int,
    place: Mapping[str, float],
    each: float,
    high: float,
    looks: Looks,
    say: Language,
) -> Markup:
    """Return one bar with its number; a zero is a short stroke, so that it is told."""
    room = min(each * 0.8, 34.0 * of)
    wide = room / of
    x = place[row["day"]] + (each - room) / 2 + nth * wide
    tall = row["count"] / high * (_BASE - _TOP)
    look = looks.of_row(row["party"])
    bar = element(
        "rect",
        x=x,
        y=_BASE - max(tall, 1.0),
        width=max(wide - 1.0, 0.6),
        height=max(tall, 1.0),
        fill=f"url(#{look.hatch})" if row["count"] else "#999",
        stroke=look.colour if row["count"] else None,
        stroke_width=0.8,
    )
    if wide < 9:
        return bar
    if of > 1:
        at = x + wide / 2
        bar += text(at, _BASE + 10, str(nth + 1), class_="tiny", text_anchor="middle")
    if not row["count"]:
        return bar
    number = text(
        x + wide / 2,
        _BASE - tall - 3,
        say.number(row["count"]),
        class_="tiny",
        text_anchor="middle",
    )
    return bar + number


def _seen_strip(
    rows: Sequence[Mapping[str, Any]], place: Mapping[str, float], each: float
) -> Markup:
    """Return, under each day, an outline for alive and a filled bar for seen hours."""
    parts = []
    first: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault(row["day"], row)
    for label, row in first.items():
        x, wide = place[label] + each * 0.15, each * 0.7
        if row["seen_h"] is None:
            y = (_SEEN_TOP + _SEEN_BASE) / 2
            parts.append(line(x, y, x + wide, y, class_="unknown"))
            continue
        for key, class_ in (("alive_h", "alive"), ("seen_h", "seen")):
            share = min((row[key] or 0.0) / _DAY_H, 1.0)
            tall = share * (_SEEN_BASE - _SEEN_TOP)
            parts.append(
                element(
                    "rect",
                    x=x,
                    y=_SEEN_BASE - tall,
                    width=wide,
                    height=tall,
                    class_=class_,
                )
            )
    return joined(parts)


def _day_labels(labels: Sequence[str], each: float) -> Markup:
    every = max(1, -(-62 // max(int(each), 1)))
    parts = []
    for i in range(0, len(labels), every):
        x = _LEFT + (i + 0.5) * each
        parts.append(
            text(
                x,
                _SEEN_BASE + 14,
                plain(labels[i]),
                class_="tiny",
                text_anchor="middle",
            )
        )
    return joined(parts)
