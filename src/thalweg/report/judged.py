"""What a finding says in a few words: who did what, where and when, and how much."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from thalweg.model.agreement import Clause, KeepSide, Separation
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.report.clauses import kind_words
from thalweg.report.folder import Row
from thalweg.report.language import Language
from thalweg.report.names import Names
from thalweg.report.words import plain

LONGEST_MOVER, LONGEST_CALLSIGN = 60, 40
"""Characters that are shown of a mover's id and of a callsign."""

_NOTIFIED = re.compile(r"notified (.*) \(file\)", re.DOTALL)


def headline(row: Row, names: Names) -> str:
    """Return who did what, in a few words."""
    say, kind = names.say, str(row["kind"])
    if kind == "air.separation":
        return _approach(row, names)
    who = names.party(row["party"])
    if kind == "line.keep-side":
        depth = say.metres(row["depth_m"], row["error_m"])
        key = "-inside" if is_cut_by_area(row) else ""
        return say(f"finding-beyond-line{key}", who=who, depth=depth)
    if kind == "site.stand-off":
        stay = say.span(row["stay_s"])
        return say("finding-near-site", who=who, stay=stay, site=_site(row, say))
    return say("finding-other", who=who, kind=kind_words(kind, say))


def _approach(row: Row, names: Names) -> str:
    say = names.say
    told = {"both": names.together([row["party"], row["other_party"]])}
    near = row["near_collision"] in ("certain", "probable")
    if near:
        told["near"] = row["near_collision"]
    key = "finding-near-collision" if near else "finding-encounter"
    if row["horizontal_m"] is None:
        return say(key, **told)
    told["horizontal"] = say.metres(row["horizontal_m"], row["error_m"])
    if row["vertical_ft"] is None:
        return say(f"{key}-level", **told)
    return say(f"{key}-apart", vertical=say.feet(row["vertical_ft"]), **told)


def _site(row: Row, say: Language) -> str:
    return say.name(plain(row["site"])) if row["site"] else say("finding-the-site")


def is_cut_by_area(row: Row) -> bool:
    """Tell whether an excursion came or went over the boundary of the clause's area.

    Outside it the clause is silent: the depth is only that of what lies inside.
    """
    return "boundary" in (row["entered_by"], row["left_by"])


def largest_measure(row: Row, say: Language) -> str:
    """Return the measure that the list shows."""
    stay = say.span(row["stay_s"])
    if row["kind"] == "air.separation":
        far = say.metres(row["horizontal_m"], row["error_m"])
        up = say.feet(row["vertical_ft"])
        return say("finding-list-apart", horizontal=far, vertical=up)
    if row["kind"] == "line.keep-side":
        depth = say.metres(row["depth_m"], row["error_m"])
        return say("finding-list-depth", depth=depth, stay=stay)
    if row["kind"] == "site.stand-off" and row["overhead_s"]:
        over = say.span(row["overhead_s"])
        return say("finding-list-overhead", stay=stay, overhead=over)
    return say("finding-list-stay", stay=stay)


def severity(row: Row, clause: Clause | None) -> float:
    """Return a number that rises with the measure, to order one clause's findings.

    Depth in metres; nearness as one less max(h/H, v/V); length of the stay in seconds.
    """
    if isinstance(clause, Separation) and row["horizontal_m"] is not None:
        up = (row["vertical_ft"] or 0.0) / clause.vertical_ft
        return 1.0 - max(float(row["horizontal_m"]) / clause.horizontal_m, up)
    if isinstance(clause, KeepSide) and row["depth_m"] is not None:
        return float(row["depth_m"])
    return float(row["stay_s"] or 0.0)


def by_severity(row: Row, clause: Clause | None) -> tuple[float, float, str]:
    """Return a key that sorts the gravest first.

    Of pairs alike by measure, as all that pass level with one vertical distance are,
    the nearer by slant range comes first.
    """
    slant_m = row["min_slant_m"] if row["min_slant_m"] is not None else row["slant_m"]
    return (
        -severity(row, clause),
        math.inf if slant_m is None else slant_m,
        row["finding"],
    )


def largest(
    rows: Sequence[Row], clauses: dict[str, Clause], most: int
) -> frozenset[str]:
    """Return the ids of the `most` findings largest by measure.

    Measures of different clauses do not compare: the largest of each clause come
    first, then the second of each, and so on. Counted findings go before the others.
    """
    ranked: list[tuple[bool, int, int, str]] = []
    order = {clause: at for at, clause in enumerate(clauses)}
    by_clause: dict[tuple[bool, str], list[Row]] = {}
    for row in rows:
        apart = row["grade"] == "possible" or bool(row["exempted_by"])
        by_clause.setdefault((apart, row["clause"]), []).append(row)
    for (apart, clause), mine in by_clause.items():
        law = clauses.get(clause)
        mine.sort(key=lambda row, law=law: by_severity(row, law))  # type: ignore[misc]
        for rank, row in enumerate(mine):
            ranked.append((apart, rank, order.get(clause, len(order)), row["finding"]))
    return frozenset(finding for *_, finding in sorted(ranked)[:most])


def facts(row: Row, names: Names) -> str:
    """Return the finding as one sentence: who, where, when."""
    say = names.say
    movers = [_mover(row, "", names)]
    if row["other_mover"]:
        movers.append(_mover(row, "other_", names))
    where = say.place(row["lat_deg"], row["lon_deg"])
    return say(
        "finding-facts", movers=say.listed(movers), period=period(row, say), place=where
    )


def period(row: Row, say: Language) -> str:
    """Return the time of the breach, from its first instant to its last."""
    start, end = say.moment(row["start"]), say.moment(row["end"])
    return say("finding-period", **{"from": start, "to": end})


def called(row: Row, which: str, say: Language) -> str:
    """Return a mover by its callsign and id; `which` is empty or ``other_``."""
    callsign, mover = row[f"{which}callsign"], row[f"{which}mover"]
    if not mover:
        shown = say("not-said")
    else:
        shown = say.name(plain(mover, longest=LONGEST_MOVER))
    if not callsign:
        return shown
    name = say.name(plain(callsign, longest=LONGEST_CALLSIGN))
    return say("finding-mover-called", callsign=name, mover=shown)


def _mover(row: Row, which: str, names: Names) -> str:
    shown, party = called(row, which, names.say), row[f"{which}party"]
    nobody = party in (None, NEUTRAL, UNKNOWN)
    key = "finding-mover-nobody" if nobody else "finding-mover-of"
    return names.say(key, mover=shown, party=names.party(party or UNKNOWN))


def exemption(row: Row, say: Language) -> str:
    """Return what exempted a finding, or nothing."""
    by = row["exempted_by"]
    if not by:
        return ""
    mark = say("finding-exempt-mark")
    return mark.join(_exempted(part, say) for part in str(by).split("; "))


def _exempted(by: str, say: Language) -> str:
    if by == "emergency":
        return say("finding-exempt-emergency")
    notice = _NOTIFIED.fullmatch(by)
    if notice is None:
        return say.name(plain(by))
    return say("finding-exempt-notified", notice=say.name(plain(notice[1])))


def grade_name(grade: str, say: Language) -> str:
    """Return a grade as a word of the page's language."""
    return say(f"grade-{grade}") if say.has(f"grade-{grade}") else plain(grade)


def grade_says(grade: str, say: Language) -> str:
    """Return what a grade says, or nothing where there is no such grade."""
    key = f"grade-{grade}-says"
    return say(key) if say.has(key) else ""


def kept_and_dropped(kept: int, dropped: int, say: Language) -> str:
    """Return how many reports are in the evidence."""
    shown = {"kept-shown": say.number(kept), "dropped-shown": say.number(dropped)}
    return say("finding-reports", kept=kept, **shown)
