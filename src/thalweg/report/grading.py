"""Why a finding is graded no higher, in figures where they tell."""

from __future__ import annotations

from thalweg.model.agreement import Clause, KeepSide, Separation, StandOff
from thalweg.report.folder import Row
from thalweg.report.language import Language


def why_not_higher(row: Row, clause: Clause | None, say: Language) -> str:
    """Say what keeps a finding from the next grade, in figures where they tell."""
    if row["grade"] == "certain":
        return say("finding-why-highest")
    reasons = [say("finding-why-same")] if row["maybe_same"] else []
    if row["grade"] == "probable":
        reasons += _short_of_certain(row, clause, say)
    else:
        reasons += _short_of_probable(row, clause, say)
    if row["at_limit"]:
        reasons.append(say("finding-why-limit"))
    told = say("finding-why-mark").join(reasons or [say("finding-why-unknown")])
    return say("finding-why-all", reasons=told[:1].upper() + told[1:])


def _short_of_certain(row: Row, clause: Clause | None, say: Language) -> list[str]:
    found = []
    if isinstance(clause, KeepSide):
        found = _depth_less_error(row, clause, say)
    elif isinstance(clause, Separation):
        found = _distance_with_error(row, clause.horizontal_m, say)
        found += _vertical_with_error(row, clause, say)
    elif isinstance(clause, StandOff):
        found = _distance_with_error(row, clause.radius_m, say)
    return found or [say("finding-why-not-everywhere")]


def _depth_less_error(row: Row, clause: KeepSide, say: Language) -> list[str]:
    if row["depth_m"] is None or row["error_m"] is None:
        return []
    least_m = row["depth_m"] - row["error_m"]
    if least_m > clause.buffer_m:
        return []
    limit = say.limit_m(clause.buffer_m)
    return [say("finding-why-depth-error", least=say.metres(least_m), limit=limit)]


def _distance_with_error(row: Row, limit_m: float, say: Language) -> list[str]:
    if row["horizontal_m"] is None or row["error_m"] is None:
        return []
    most_m = row["horizontal_m"] + row["error_m"]
    if most_m < limit_m:
        return []
    limit = say.limit_m(limit_m, genitive=True)
    return [say("finding-why-distance-error", most=say.metres(most_m), limit=limit)]


def _vertical_with_error(row: Row, clause: Separation, say: Language) -> list[str]:
    if row["vertical_ft"] is None or row["error_ft"] is None:
        return []
    most_ft = row["vertical_ft"] + row["error_ft"]
    if most_ft < clause.vertical_ft:
        return []
    limit = say.feet(clause.vertical_ft)
    return [say("finding-why-vertical-error", most=say.feet(most_ft), limit=limit)]


def _short_of_probable(row: Row, clause: Clause | None, say: Language) -> list[str]:
    if isinstance(clause, KeepSide) and (row["depth_m"] or 0.0) <= clause.buffer_m:
        return [say("finding-why-depth", limit=say.limit_m(clause.buffer_m))]
    if isinstance(clause, StandOff) and row["horizontal_m"] is not None:
        if row["horizontal_m"] >= clause.radius_m:
            limit = say.limit_m(clause.radius_m, genitive=True)
            return [say("finding-why-radius", limit=limit)]
        if row["unseen_s"]:
            return [say("finding-why-unseen")]
    if isinstance(clause, Separation):
        return _pair_short_of_probable(row, clause, say)
    return [say("finding-why-unknown")]


def _pair_short_of_probable(row: Row, clause: Separation, say: Language) -> list[str]:
    """Say what of a pair is short of probable at its closest (RULES §3).

    Where the distances alone would make it probable, one report decides, or heights
    that are not known against the clause's own; what the columns of a finding leave
    open is told as open.
    """
    h_m, v_ft = row["horizontal_m"], row["vertical_ft"]
    if v_ft is None:
        return [say("finding-why-datum")]
    if h_m is not None and h_m >= clause.horizontal_m:
        return [
            say(
                "finding-why-distance",
                limit=say.limit_m(clause.horizontal_m, genitive=True),
            )
        ]
    least_ft = clause.vertical_ft - clause.level_tolerance_ft
    about = {"vertical": say.feet(v_ft), "least": say.feet(least_ft)}
    if v_ft >= least_ft:
        return [say("finding-why-steps", **about)]
    if row["maybe_same"]:
        return []
    if row["error_ft"] is None or v_ft + row["error_ft"] >= clause.vertical_ft:
        return [say("finding-why-steps-or-one", **about)]
    banded = clause.floor is not None or clause.ceiling is not None
    return [say("finding-why-one-or-band" if banded else "finding-why-one-report")]
