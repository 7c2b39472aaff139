"""The section of one finding: everything a reader needs to argue about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from thalweg.model.agreement import Clause, KeepSide, Separation
from thalweg.report.clauses import Quote, in_words, kind_words, quotes
from thalweg.report.folder import Evidenced, Row
from thalweg.report.judged import (
    Measure,
    exemption,
    facts,
    headline,
    kept_and_dropped,
    measures,
    why_not_higher,
)
from thalweg.report.names import Names
from thalweg.report.overview import is_counted
from thalweg.report.planview import plan_view
from thalweg.report.profile import profile
from thalweg.report.retold import datum_of, heights
from thalweg.report.scene import Grounds, Scene, scene_of
from thalweg.report.style import Looks
from thalweg.report.words import GRADES, clock, feet, metres, moment, plain

_TWIN_ROWS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Who took part, and on what ground a party is named."""

    name: str
    callsign: str
    party: str
    ground: str
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """The drawings' figures as a table, at a few instants."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One finding, ready for the template; `plan` and `profile` may be missing."""

    finding: str
    when: str
    headline: str
    facts: str
    clause: str
    clause_kind: str
    clause_words: str
    quotes: Sequence[Quote]
    grade: str
    grade_says: str
    why_not_higher: str
    counted: bool
    exempted_by: str
    movers: Sequence[Mover]
    measures: Sequence[Measure]
    plan: Markup | None
    profile: Markup | None
    twin: Twin | None
    reports: str
    evidence: str


def section(
    record: Evidenced,
    grounds: Grounds,
    row: Row,
    clause: Clause | None,
    names: Names,
    looks: Looks,
) -> Section:
    """Return the section of one finding; it reads the finding's evidence."""
    scene = scene_of(record, grounds, row, clause) if clause else None
    title = f"Finding {plain(row['finding'])}"
    return Section(
        finding=plain(row["finding"]),
        when=moment(row["start"]),
        headline=headline(row, names),
        facts=facts(row, names),
        clause=plain(row["clause"]),
        clause_kind=kind_words(row["kind"]),
        clause_words=in_words(clause, names) if clause else "",
        quotes=quotes(clause.text) if clause else [],
        grade=plain(row["grade"]),
        grade_says=GRADES.get(row["grade"], ""),
        why_not_higher=why_not_higher(row, clause),
        counted=is_counted(row),
        exempted_by=exemption(row),
        movers=_movers(row, scene, names),
        measures=measures(row, clause),
        plan=plan_view(scene, names, looks, title) if scene else None,
        profile=profile(scene, names, looks, title) if scene else None,
        twin=_twin(scene) if scene else None,
        reports=_reports(scene) if scene else "",
        evidence=plain(row["evidence"]),
    )


def _movers(row: Row, scene: Scene | None, names: Names) -> list[Mover]:
    first = Mover(
        name=plain(row["mover"] or "not said", longest=60),
        callsign=plain(row["callsign"] or "none", longest=40),
        party=names.party(row["party"]),
        ground=plain(row["party_ground"] or "no rule"),
        strength=plain(row["party_strength"] or "none"),
    )
    if not row["other_mover"]:
        return [first]
    # FINDINGS tells the ground of the first mover's party; the other's is in TRACKS.
    path = scene.movers[1] if scene and len(scene.movers) > 1 else None
    other = Mover(
        name=plain(row["other_mover"], longest=60),
        callsign=plain(row["other_callsign"] or "none", longest=40),
        party=names.party(row["other_party"]),
        ground=plain(path.party_ground or "no rule") if path else "not in the folder",
        strength=plain(path.party_strength or "none") if path else "not in the folder",
    )
    return [first, other]


def _reports(scene: Scene) -> str:
    kept = sum(path.time_us.size for path in scene.paths)
    dropped = sum(path.dropped_time_us.size for path in scene.paths)
    return kept_and_dropped(kept, dropped)


def _twin(scene: Scene) -> Twin:
    """Return the instants of the breach, its closest among them, and just outside."""
    row = scene.finding
    edges = [scene.from_us, row["start"], row["end"], scene.to_us]
    if row["closest_time"] is not None:
        edges.append(row["closest_time"])
    inner = np.linspace(row["start"], row["end"], max(_TWIN_ROWS - len(edges) + 2, 2))
    apart_us = (row["end"] - row["start"]) / 40
    between = [at for at in inner if min(abs(at - e) for e in edges) > apart_us]
    times_us = np.unique(np.concatenate([edges, np.round(between)]).astype(np.int64))
    measure_m, error_m = scene.measure_m(times_us)
    fixes = [scene.fixes(path, times_us) for path in scene.movers]
    datum = datum_of(fixes)
    up = [heights(f, datum) for f in fixes] if datum else []
    unit = {"baro": "pressure altitude", "geo": "geometric altitude"}.get(datum, "")
    header = ["Time (UTC)", _measure_name(scene)]
    header += [
        f"{plain(p.callsign or p.mover, longest=16)}, {unit}"
        for p in (scene.movers if up else ())
    ]
    header += ["Vertical distance"] if len(up) == 2 else []
    rows = []
    for i, at_us in enumerate(times_us.tolist()):
        cells = [_instant(at_us, row), _measured(scene, measure_m[i], error_m[i])]
        cells += [_height(ft[i]) for ft in up]
        if len(up) == 2:
            cells.append(_height(abs(up[0][i] - up[1][i])))
        rows.append(cells)
    return Twin(header=header, rows=rows)


def _measure_name(scene: Scene) -> str:
    if isinstance(scene.clause, Separation):
        return "Horizontal distance"
    if isinstance(scene.clause, KeepSide):
        return "Depth beyond the line"
    return "Distance to the site"


def _instant(at_us: int, row: Row) -> str:
    told = {row["end"]: "end", row["start"]: "start"}
    if row["closest_time"] is not None:
        told[row["closest_time"]] = "closest"
    mark = f" {told[at_us]}" if at_us in told else ""
    return clock(at_us) + mark


def _measured(scene: Scene, measure_m: float, error_m: float) -> str:
    if not np.isfinite(measure_m):
        return "not observed"
    error = f"± {metres(float(error_m))}"
    if isinstance(scene.clause, KeepSide) and measure_m < 0:
        return f"own side, {metres(-float(measure_m))} {error}"
    return f"{metres(float(measure_m))} {error}"


def _height(height_ft: float) -> str:
    return feet(float(height_ft)) if np.isfinite(height_ft) else "not known"
