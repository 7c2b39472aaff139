"""How close, how deep and how long at most: the extremes of each clause, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from thalweg.model.agreement import Clause, KeepSide, Separation, StandOff
from thalweg.report.folder import Record, Row
from thalweg.report.judged import (
    grade_name,
    is_cut_by_area,
    largest_measure,
    severity,
)
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.overview import is_counted
from thalweg.report.words import plain

_NEAR = ("certain", "probable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one finding; `finding` is empty where it is of none or many."""

    words: str
    finding: str = ""


def largest_told(record: Record, names: Names) -> list[Told]:
    """Tell the extremes among the counted findings of each clause, errors beside them.

    Of a pair the nearest by slant range, of a line the deepest and the longest, of a
    site the longest stay. A tie goes to the least id.
    """
    told: list[Told] = []
    for clause in record.agreement.clauses:
        mine = [
            row
            for row in record.findings
            if row["clause"] == clause.id and is_counted(row)
        ]
        if mine:
            told += _of_clause(clause, mine, names)
    return told or [Told(words=names.say("answer-close-none"))]


def _of_clause(clause: Clause, mine: Sequence[Row], names: Names) -> list[Told]:
    if isinstance(clause, Separation):
        return _pairs(mine, clause, names)
    most = min(mine, key=lambda row: (-severity(row, clause), row["finding"]))
    if isinstance(clause, KeepSide) and most["depth_m"] is not None:
        return _excursions(most, mine, names)
    if isinstance(clause, StandOff) and most["horizontal_m"] is not None:
        return [_stay(most, names)]
    words = names.say(
        "answer-close-plain",
        measure=largest_measure(most, names.say),
        **_about(most, names),
    )
    return [Told(words=words, finding=most["finding"])]


def _about(row: Row, names: Names) -> dict[str, str]:
    say = names.say
    return {
        "clause": say.name(plain(row["clause"])),
        "who": names.together(row["parties"] or [row["party"]]),
        "when": say.moment(row["start"]),
        "grade": grade_name(row["grade"], say),
    }


def _with_error(length_m: float | None, error_m: float | None, say: Language) -> str:
    shown = say.metres(length_m, error_m)
    if length_m is None or error_m is None:
        return shown
    return say("finding-depth", depth=shown, error=say.error_m(error_m))


def _feet(row: Row, say: Language) -> str:
    shown = say.feet(row["vertical_ft"])
    if row["vertical_ft"] is None or row["error_ft"] is None:
        return shown
    error = f"± {say.feet(row['error_ft'])}"
    return say("finding-depth", depth=shown, error=error)


def _pairs(mine: Sequence[Row], clause: Separation, names: Names) -> list[Told]:
    say = names.say
    most = min(mine, key=lambda row: (*_least_first(row, clause), row["finding"]))
    told = [Told(words=_pair(most, names), finding=most["finding"])]
    near = sum(row["near_collision"] in _NEAR for row in mine)
    if near:
        told.append(Told(words=say("answer-close-near", count=near)))
    return told


def _least_first(row: Row, clause: Separation) -> tuple[float, float]:
    """Return a key that puts the least slant range first.

    Where no height is known there is no slant range, and the distance stands for it.
    """
    told = (row["min_slant_m"], row["slant_m"], row["horizontal_m"])
    nearest = [float(m) for m in told if m is not None]
    return (nearest[0] if nearest else math.inf, -severity(row, clause))


def _pair(row: Row, names: Names) -> str:
    say, about = names.say, _about(row, names)
    at_us = row["closest_time"] if row["closest_time"] is not None else row["start"]
    about["closest"] = say.moment(at_us)
    about["horizontal"] = _with_error(row["horizontal_m"], row["error_m"], say)
    slant_m, slant_us = row["min_slant_m"], row["min_slant_time"]
    if slant_m is None or slant_us is None:
        slant_m, slant_us = row["slant_m"], at_us
    if slant_m is None:
        del about["when"]
        return say("answer-close-flat", **about)
    about["slant"] = say.metres(slant_m, row["error_m"])
    about["when"] = say.moment(slant_us)
    return say("answer-close-pair", vertical=_feet(row, say), **about)


def _excursions(deepest: Row, mine: Sequence[Row], names: Names) -> list[Told]:
    longest = min(mine, key=lambda row: (-(row["stay_s"] or 0.0), row["finding"]))
    if longest["finding"] == deepest["finding"]:
        return [_excursion("answer-close-line", deepest, names)]
    return [
        _excursion("answer-close-deepest", deepest, names),
        _excursion("answer-close-longest", longest, names),
    ]


def _excursion(key: str, row: Row, names: Names) -> Told:
    say = names.say
    depth = _with_error(row["depth_m"], row["error_m"], say)
    stay = say.span(row["stay_s"])
    words = say(key, depth=depth, stay=stay, **_about(row, names))
    if is_cut_by_area(row):
        words = f"{words} {say('answer-close-inside')}"
    return Told(words=words, finding=row["finding"])


def _stay(row: Row, names: Names) -> Told:
    say = names.say
    about = {
        **_about(row, names),
        "stay": say.span(row["stay_s"]),
        "far": _with_error(row["horizontal_m"], row["error_m"], say),
    }
    if row["overhead_s"]:
        over = say.span(row["overhead_s"])
        words = say("answer-close-stay-overhead", overhead=over, **about)
    else:
        words = say("answer-close-stay", **about)
    return Told(words=words, finding=row["finding"])
