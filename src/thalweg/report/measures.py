"""The measures of a finding, each with its error and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thalweg.model.agreement import Clause, KeepSide, Separation, StandOff
from thalweg.report import words
from thalweg.report.folder import Row
from thalweg.report.judged import LONGEST_MOVER, grade_name, grade_says, is_cut_by_area
from thalweg.report.language import Language
from thalweg.report.words import Quantity, plain
from thalweg.units import KT_MPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure of a finding with its error and what it is held against.

    `key` says which it is in any language: ``depth``, ``horizontal``, ``closing``, ...
    """

    key: str
    name: str
    value: str
    error: str = ""
    limit: str = ""


def measures(row: Row, clause: Clause | None, say: Language) -> list[Measure]:
    """Return every measure of a finding; those that do not apply are left out."""
    told = distances(row, clause, say)
    told += _spans(row, clause, say)
    told += _closing(row, say)
    told += _severities(row, say)
    for key in ("entered", "left"):
        if row[f"{key}_by"]:
            told.append(_measure(say, key, _end(row, f"{key}_by", say)))
    told.append(_measure(say, "place", say.place(row["lat_deg"], row["lon_deg"])))
    return told


def distances(row: Row, clause: Clause | None, say: Language) -> list[Measure]:
    """Return how deep, how near or how far apart, at the place of the finding."""
    told: list[Measure] = []
    error_m = say.error_m(row["error_m"])
    if row["depth_m"] is not None:
        limit = (
            say("finding-limit-buffer", limit=say.limit_m(clause.buffer_m))
            if isinstance(clause, KeepSide)
            else ""
        )
        depth = say.metres(row["depth_m"], row["error_m"])
        name = say(f"finding-measure-depth{'-inside' if is_cut_by_area(row) else ''}")
        told.append(
            Measure(key="depth", name=name, value=depth, error=error_m, limit=limit)
        )
    elif row["horizontal_m"] is not None:
        key, limit = _near(clause, say)
        far = say.metres(row["horizontal_m"], row["error_m"])
        told.append(_measure(say, key, far, error_m, limit=limit))
    if row["kind"] == "air.separation":
        told.append(_vertical(row, clause, say))
    if row["slant_m"] is not None:
        told.append(_measure(say, "slant", say.metres(row["slant_m"], row["error_m"])))
    return told


def _measure(
    say: Language, key: str, value: str, error: str = "", *, limit: str = ""
) -> Measure:
    name = say(f"finding-measure-{key}")
    return Measure(key=key, name=name, value=value, error=error, limit=limit)


def _near(clause: Clause | None, say: Language) -> tuple[str, str]:
    if isinstance(clause, Separation):
        limit = say.limit_m(clause.horizontal_m, genitive=True)
        return "horizontal", say("finding-limit-minimum", limit=limit)
    if isinstance(clause, StandOff):
        limit = say.limit_m(clause.radius_m)
        return "site", say("finding-limit-radius", limit=limit)
    return "horizontal", ""


def _vertical(row: Row, clause: Clause | None, say: Language) -> Measure:
    limit = ""
    if isinstance(clause, Separation):
        limit = say("finding-limit-minimum", limit=say.feet(clause.vertical_ft))
    error = "" if row["error_ft"] is None else f"± {say.feet(row['error_ft'])}"
    return _measure(say, "vertical", say.feet(row["vertical_ft"]), error, limit=limit)


def _spans(row: Row, clause: Clause | None, say: Language) -> list[Measure]:
    told = [_stay(row, clause, say)]
    if row["overhead_s"] is not None:
        most = clause.longest_overhead_s if isinstance(clause, StandOff) else None
        limit = _at_most(most, say)
        told.append(_measure(say, "overhead", say.span(row["overhead_s"]), limit=limit))
    if row["unseen_s"]:
        told.append(_measure(say, "unseen", say.span(row["unseen_s"])))
    return told


def _stay(row: Row, clause: Clause | None, say: Language) -> Measure:
    keys = {
        "line.keep-side": "time-beyond",
        "air.separation": "time-apart",
        "site.stand-off": "time-near",
    }
    limit = ""
    if isinstance(clause, KeepSide) and clause.shortest_stay_s:
        limit = say("finding-limit-from", limit=say.span(clause.shortest_stay_s))
    if isinstance(clause, StandOff):
        limit = _at_most(clause.longest_stay_s, say)
    key = keys.get(row["kind"], "time")
    if row["grade"] == "possible":
        key, limit = "time-possible", ""
    value = say.span(row["stay_s"])
    if (row["parts"] or 1) > 1:
        parts = say.number(row["parts"])
        value = say("finding-value-parts", value=value, parts=parts)
    return _measure(say, key, value, limit=limit)


def _at_most(span_s: float | None, say: Language) -> str:
    if span_s is None:
        return ""
    return say("finding-limit-most", limit=say.span(span_s))


def _closing(row: Row, say: Language) -> list[Measure]:
    told = []
    if row["min_slant_m"] is not None and row["min_slant_time"] is not None:
        clock = say.ltr(words.moment_ms(row["min_slant_time"])[11:])
        slant = say.metres(row["min_slant_m"], row["error_m"])
        value = say("finding-value-at", value=slant, clock=clock)
        told.append(_measure(say, "least-slant", value))
    if row["closing_speed_mps"] is not None:
        speed_mps = row["closing_speed_mps"]
        mps = say.quantity(Quantity(speed_mps, 0, "mps"))
        knots = say.quantity(Quantity(speed_mps / KT_MPS, 0, "kt"))
        told.append(
            _measure(say, "closing", say("finding-value-both", value=mps, also=knots))
        )
    return told


def _severities(row: Row, say: Language) -> list[Measure]:
    told = []
    if row["near_collision"]:
        grade = str(row["near_collision"])
        name, means = grade_name(grade, say), grade_says(grade, say)
        value = say("finding-value-grade", grade=name, says=means)
        told.append(_measure(say, "near-collision", value))
    if row["well_clear_lost_s"]:
        told.append(_measure(say, "well-clear", say.span(row["well_clear_lost_s"])))
    if row["daa_alert_max"] is not None:
        level = say("finding-value-alert", level=say.number(row["daa_alert_max"]))
        told.append(_measure(say, "alert", level))
    moves = row["avoidance"] or ()
    return told + [_measure(say, "manoeuvre", _moved(move, say)) for move in moves]


def _moved(move: Mapping[str, Any], say: Language) -> str:
    key = f"finding-move-{move['kind']}"
    about = {
        "mover": say.name(plain(move["mover"], longest=LONGEST_MOVER)),
        "what": say(key) if say.has(key) else plain(move["kind"]),
    }
    before_s = move["seconds_before"]
    if before_s is None:
        return say("finding-moved", **about)
    if not round(before_s):
        return say("finding-moved-at", **about)
    when = "finding-moved-before" if before_s > 0 else "finding-moved-after"
    span = say.quantity(Quantity(abs(before_s), 0, "s"))
    return say(when, span=span, **about)


def _end(row: Row, key: str, say: Language) -> str:
    if row[key] == "boundary" and row["kind"] == "site.stand-off":
        return say("finding-end-radius")
    told = f"finding-end-{row[key]}"
    return say(told) if say.has(told) else plain(row[key])
