"""What a finding says, with its errors and limits, and why it is graded no higher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thalweg.model.agreement import Clause, KeepSide, Separation, StandOff
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.report.folder import Row
from thalweg.report.names import Names
from thalweg.report.words import (
    GRADES,
    count_of,
    feet,
    limit_m,
    metres,
    moment,
    moment_ms,
    place,
    plain,
    span,
)
from thalweg.units import KT_MPS

_ENDS = {
    "line": "across the line",
    "boundary": "over the area's boundary",
    "first-seen": "not known, first seen there",
    "last-seen": "not known, last seen there",
    "gap": "not known, in a gap of reports",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure of a finding with its error and what it is held against."""

    name: str
    value: str
    error: str = ""
    limit: str = ""


def headline(row: Row, names: Names) -> str:
    """Return who did what, in a few words."""
    kind = str(row["kind"])
    who = names.party(row["party"])
    if kind == "air.separation":
        both = names.together([row["party"], row["other_party"]])
        closest = (
            f", {metres(row['horizontal_m'])} and {feet(row['vertical_ft'])} apart"
            if row["horizontal_m"] is not None
            else ""
        )
        near = {"certain": "Near collision of", "probable": "Near collision of"}
        what = near.get(row["near_collision"], "Encounter of")
        return f"{what} {both}{closest}"
    if kind == "line.keep-side":
        return f"{who}, {metres(row['depth_m'])} beyond the line"
    if kind == "site.stand-off":
        return f"{who}, {span(row['stay_s'])} near {plain(row['site'] or 'the site')}"
    return f"{who}, {plain(kind)}"


def largest_measure(row: Row) -> str:
    """Return the measure that the list shows."""
    if row["kind"] == "air.separation":
        return f"{metres(row['horizontal_m'])}, {feet(row['vertical_ft'])}"
    if row["kind"] == "line.keep-side":
        return f"{metres(row['depth_m'])} deep, {span(row['stay_s'])}"
    if row["kind"] == "site.stand-off":
        over = f", overhead {span(row['overhead_s'])}" if row["overhead_s"] else ""
        return f"{span(row['stay_s'])}{over}"
    return span(row["stay_s"])


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
        mine.sort(key=lambda row, law=law: (-severity(row, law), row["finding"]))  # type: ignore[misc]
        for rank, row in enumerate(mine):
            ranked.append((apart, rank, order.get(clause, len(order)), row["finding"]))
    return frozenset(finding for *_, finding in sorted(ranked)[:most])


def measures(row: Row, clause: Clause | None) -> list[Measure]:
    """Return every measure of a finding; those that do not apply are left out."""
    error_m = "" if row["error_m"] is None else f"± {metres(row['error_m'])}"
    error_ft = "" if row["error_ft"] is None else f"± {feet(row['error_ft'])}"
    told = _of_clause(row, clause, error_m, error_ft)
    told += _spans(row, clause)
    if row["min_slant_m"] is not None and row["min_slant_time"] is not None:
        when = moment_ms(row["min_slant_time"])[11:]
        told.append(
            Measure(
                name="Least slant range",
                value=f"{metres(row['min_slant_m'])} at {when}",
            )
        )
    if row["closing_speed_mps"] is not None:
        speed_mps = row["closing_speed_mps"]
        knots = speed_mps / KT_MPS
        told.append(
            Measure(
                name="Closing speed", value=f"{speed_mps:,.0f} m/s ({knots:,.0f} kt)"
            )
        )
    told += _severities(row)
    for key, name in (("entered_by", "Entered"), ("left_by", "Left")):
        if row[key]:
            told.append(Measure(name=name, value=_end(row, key)))
    told.append(Measure(name="Place", value=place(row["lat_deg"], row["lon_deg"])))
    return told


def _end(row: Row, key: str) -> str:
    if row[key] == "boundary" and row["kind"] == "site.stand-off":
        return "across the radius"
    return _ENDS.get(row[key], plain(row[key]))


def _of_clause(
    row: Row, clause: Clause | None, error_m: str, error_ft: str
) -> list[Measure]:
    told = []
    if row["depth_m"] is not None:
        limit = (
            f"buffer {limit_m(clause.buffer_m)}" if isinstance(clause, KeepSide) else ""
        )
        told.append(
            Measure(
                name="Depth beyond the line",
                value=metres(row["depth_m"]),
                error=error_m,
                limit=limit,
            )
        )
    elif row["horizontal_m"] is not None:
        name, limit = "Horizontal distance", ""
        if isinstance(clause, Separation):
            limit = f"not below {limit_m(clause.horizontal_m)}"
        elif isinstance(clause, StandOff):
            name, limit = (
                "Least distance to the site",
                f"radius {limit_m(clause.radius_m)}",
            )
        told.append(
            Measure(
                name=name, value=metres(row["horizontal_m"]), error=error_m, limit=limit
            )
        )
    if row["kind"] == "air.separation":
        limit = (
            f"not below {feet(clause.vertical_ft)}"
            if isinstance(clause, Separation)
            else ""
        )
        told.append(
            Measure(
                name="Vertical distance",
                value=feet(row["vertical_ft"]),
                error=error_ft,
                limit=limit,
            )
        )
    if row["slant_m"] is not None:
        told.append(Measure(name="Slant range then", value=metres(row["slant_m"])))
    return told


def _spans(row: Row, clause: Clause | None) -> list[Measure]:
    names = {
        "line.keep-side": "Time deeper than the buffer",
        "air.separation": "Time below both minima",
        "site.stand-off": "Time within the radius",
    }
    limit = ""
    if isinstance(clause, KeepSide) and clause.shortest_stay_s:
        limit = f"counts from {span(clause.shortest_stay_s)}"
    if isinstance(clause, StandOff):
        limit = f"not longer than {span(clause.longest_stay_s)}"
    parts = f" in {row['parts']} parts" if (row["parts"] or 1) > 1 else ""
    name = names.get(row["kind"], "Time of the breach")
    told = [Measure(name=name, value=span(row["stay_s"]) + parts, limit=limit)]
    if row["overhead_s"] is not None:
        limit = ""
        if isinstance(clause, StandOff):
            limit = f"not longer than {span(clause.longest_overhead_s)}"
        told.append(
            Measure(name="Time overhead", value=span(row["overhead_s"]), limit=limit)
        )
    if row["unseen_s"]:
        told.append(Measure(name="Unseen meanwhile", value=span(row["unseen_s"])))
    return told


def _severities(row: Row) -> list[Measure]:
    told = []
    if row["near_collision"]:
        words = f"{row['near_collision']}: {GRADES.get(row['near_collision'], '')}"
        told.append(Measure(name="Near collision", value=plain(words)))
    if row["well_clear_lost_s"]:
        told.append(
            Measure(
                name="Well clear lost (DO-365)", value=span(row["well_clear_lost_s"])
            )
        )
    if row["daa_alert_max"] is not None:
        told.append(
            Measure(
                name="Highest alert level replayed",
                value=f"{row['daa_alert_max']} of 3",
            )
        )
    for moved in row["avoidance"] or ():
        what = f"{plain(moved['mover'])}: {plain(moved['kind'])}"
        if moved["seconds_before"] is not None:
            before_s = moved["seconds_before"]
            side = "before" if before_s >= 0 else "after"
            what += f", {abs(before_s):.0f} s {side} the closest"
        told.append(Measure(name="Manoeuvre seen", value=what))
    return told


def why_not_higher(row: Row, clause: Clause | None) -> str:
    """Say what keeps a finding from the next grade, in figures where they tell."""
    if row["grade"] == "certain":
        return "No grade is higher. It speaks of the measure, not of whose it was."
    reasons = []
    if row["maybe_same"]:
        reasons.append("the two ids may be one aircraft, so it is possible at best")
    if row["grade"] == "probable":
        reasons += _short_of_certain(row, clause)
    else:
        reasons += _short_of_probable(row, clause)
    if row["at_limit"]:
        reasons.append("the grade is at the limit: it turns within one last unit")
    return "; ".join(reasons)[:1].upper() + "; ".join(reasons)[1:] + "."


def _short_of_certain(row: Row, clause: Clause | None) -> list[str]:
    e_m, found = row["error_m"], []
    if isinstance(clause, KeepSide) and None not in (row["depth_m"], e_m):
        least_m = row["depth_m"] - e_m
        if least_m <= clause.buffer_m:
            found.append(
                f"the depth less its error is {metres(least_m)}, not beyond the "
                f"buffer of {limit_m(clause.buffer_m)}"
            )
    limit = {Separation: "horizontal_m", StandOff: "radius_m"}.get(type(clause))
    if limit and None not in (row["horizontal_m"], e_m):
        most_m = row["horizontal_m"] + e_m
        if most_m >= getattr(clause, limit):
            found.append(
                f"the distance with its error is {metres(most_m)}, not below "
                f"{limit_m(getattr(clause, limit))}"
            )
    if isinstance(clause, Separation) and None not in (
        row["vertical_ft"],
        row["error_ft"],
    ):
        most_ft = row["vertical_ft"] + row["error_ft"]
        if most_ft >= clause.vertical_ft:
            found.append(
                f"the vertical distance with its error is {feet(most_ft)}, not below "
                f"{feet(clause.vertical_ft)}"
            )
    return found or [
        "it does not hold everywhere inside the error, in all dimensions at once and "
        "for as long as the clause asks"
    ]


def _short_of_probable(row: Row, clause: Clause | None) -> list[str]:
    if isinstance(clause, KeepSide) and (row["depth_m"] or 0.0) <= clause.buffer_m:
        buffer = limit_m(clause.buffer_m)
        return [f"the depth as measured is not beyond the buffer of {buffer}"]
    if isinstance(clause, StandOff) and row["horizontal_m"] is not None:
        if row["horizontal_m"] >= clause.radius_m:
            return [f"as measured it is not within {limit_m(clause.radius_m)}"]
        if row["unseen_s"]:
            return ["a limit is reached only with time that was not seen"]
    if isinstance(clause, Separation):
        if row["vertical_ft"] is None:
            return ["the height of one of them is not known on the datum of the other"]
        if (
            row["horizontal_m"] is not None
            and row["horizontal_m"] >= clause.horizontal_m
        ):
            return [f"as measured they are not within {limit_m(clause.horizontal_m)}"]
        least_ft = clause.vertical_ft - clause.level_tolerance_ft
        steps = f"{feet(row['vertical_ft'])} with the steps of both altimeters"
        return [
            f"{steps} is not told apart from {feet(least_ft)}, or rests on one report"
        ]
    return ["it rests on a single report, on an unknown height, or on time not seen"]


def facts(row: Row, names: Names) -> str:
    """Return the finding as one sentence: who, where, when."""
    movers = [_mover(row, "", names)]
    if row["other_mover"]:
        movers.append(_mover(row, "other_", names))
    when = f"{moment(row['start'])} to {moment(row['end'])}"
    return f"{' and '.join(movers)}; {when}; {place(row['lat_deg'], row['lon_deg'])}."


def _mover(row: Row, which: str, names: Names) -> str:
    callsign, mover = row[f"{which}callsign"], row[f"{which}mover"]
    shown = plain(mover or "not said", longest=60)
    if callsign:
        shown = f"{plain(callsign, longest=40)} ({shown})"
    party = row[f"{which}party"]
    if party in (None, NEUTRAL, UNKNOWN):
        return f"{shown}, {names.party(party or UNKNOWN)}"
    return f"{shown} of {names.party(party)}"


def exemption(row: Row) -> str:
    """Return what exempted a finding, or nothing."""
    return plain(row["exempted_by"]) if row["exempted_by"] else ""


def kept_and_dropped(kept: int, dropped: int) -> str:
    """Return how many reports are in the evidence."""
    return f"{count_of(kept, 'report')} used, {dropped:,} set aside with a reason"
