"""The page's lists of findings: those counted, and those that stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thalweg.report.folder import Row
from thalweg.report.judged import exemption, largest_measure
from thalweg.report.names import Names
from thalweg.report.overview import is_counted
from thalweg.report.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row of a list of findings."""

    finding: str
    when: str
    clause: str
    who: str
    movers: str
    measure: str
    grade: str
    grade_words: str
    place: str
    note: str
    linked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list, its first rows only where it is long; `total` is of all of them."""

    total: int
    rows: Sequence[Listed]


def lists(
    findings: Sequence[Row], names: Names, linked: frozenset[str], most: int
) -> dict[str, Listing]:
    """Return the lists ``counted``, ``possible`` and ``exempted``, by start.

    `linked` names the findings with a section to go to, `most` how many rows of each
    list are told.
    """
    apart = {
        "counted": [row for row in findings if is_counted(row)],
        "possible": [
            row
            for row in findings
            if row["grade"] == "possible" and not row["exempted_by"]
        ],
        "exempted": [row for row in findings if row["exempted_by"]],
    }
    return {
        name: Listing(
            total=len(rows), rows=[_listed(row, names, linked) for row in rows[:most]]
        )
        for name, rows in apart.items()
    }


def _listed(row: Row, names: Names, linked: frozenset[str]) -> Listed:
    say = names.say
    movers = [
        row["callsign"] or row["mover"],
        row["other_callsign"] or row["other_mover"],
    ]
    return Listed(
        finding=plain(row["finding"]),
        when=say.moment(row["start"]),
        clause=plain(row["clause"]),
        who=names.together(row["parties"] or [row["party"]]),
        movers=say("listed-comma").join(
            say.name(plain(mover, longest=24)) for mover in movers if mover
        ),
        measure=largest_measure(row, say),
        grade=plain(row["grade"]),
        grade_words=say.term("grade", row["grade"]) or plain(row["grade"]),
        place=say.place(row["lat_deg"], row["lon_deg"]),
        note=say("listed-semicolon").join(_notes(row, names)),
        linked=row["finding"] in linked,
    )


def _notes(row: Row, names: Names) -> list[str]:
    say, notes = names.say, []
    if row["exempted_by"]:
        notes.append(say("note-exempted", by=exemption(row, say)))
    if row["near_collision"]:
        grade = row["near_collision"]
        words = say.term("grade", grade) or say.name(plain(grade))
        notes.append(say("note-near-collision", grade=words))
    notes += [say("note-at-limit")] if row["at_limit"] else []
    notes += [say("note-maybe-same")] if row["maybe_same"] else []
    return notes
