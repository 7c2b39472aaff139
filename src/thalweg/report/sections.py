"""The section of one finding: everything a reader needs to argue about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from thalweg.model.agreement import Clause, Separation
from thalweg.report.clauses import Quote, in_words, kind_words, quotes
from thalweg.report.folder import Evidenced, Row
from thalweg.report.grading import why_not_higher
from thalweg.report.instants import Twin, twin
from thalweg.report.judged import (
    LONGEST_CALLSIGN,
    LONGEST_MOVER,
    exemption,
    facts,
    grade_name,
    grade_says,
    headline,
    kept_and_dropped,
    period,
)
from thalweg.report.language import Language
from thalweg.report.measures import Measure, measures
from thalweg.report.names import Names
from thalweg.report.overview import is_counted
from thalweg.report.planview import plan_view
from thalweg.report.profile import profile
from thalweg.report.scene import Grounds, Scene, scene_of
from thalweg.report.statements import Room, Statement, rooms
from thalweg.report.style import Looks
from thalweg.report.words import plain

_DETECTORS = {
    "line.keep-side": "line",
    "air.separation": "apart",
    "site.stand-off": "site",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Who took part, and on what ground a party is named."""

    name: str
    callsign: str
    party: str
    ground: str
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One finding, ready for the template; `plan` and `profile` may be missing.

    `grade` is its word in FINDINGS, `grade_name` the same in the page's language;
    `trail` has the numbered steps from the inputs to the result, `captions` is what the
    keys of the drawings' captions end in.
    """

    say: Language
    finding: str
    when: str
    headline: str
    facts: str
    clause: str
    clause_kind: str
    clause_words: str
    quotes: Sequence[Quote]
    grade: str
    grade_name: str
    grade_says: str
    why_not_higher: str
    counted: bool
    exempted_by: str
    movers: Sequence[Mover]
    measures: Sequence[Measure]
    plan: Markup | None
    profile: Markup | None
    captions: str
    closest_means: str
    twin: Twin | None
    reports: str
    evidence: str
    trail: Sequence[Markup]
    rooms: Sequence[Room]


def section(
    record: Evidenced,
    grounds: Grounds,
    row: Row,
    clause: Clause | None,
    names: Names,
    looks: Looks,
    *,
    statements: Iterable[Statement] = (),
    longest: int = 4000,
) -> Section:
    """Return the section of one finding; it reads the finding's evidence.

    `statements` are what parties said of it, each cut to `longest` characters.
    """
    say = names.say
    scene = scene_of(record, grounds, row, clause) if clause else None
    title = say("finding-title", finding=plain(row["finding"]))
    reports = _reports(scene, say) if scene else ""
    return Section(
        say=say,
        finding=plain(row["finding"]),
        when=say.moment(row["start"]),
        headline=headline(row, names),
        facts=facts(row, names),
        clause=plain(row["clause"]),
        clause_kind=kind_words(row["kind"], say),
        clause_words=in_words(clause, names) if clause else "",
        quotes=quotes(clause.text, say.tag) if clause else [],
        grade=plain(row["grade"]),
        grade_name=grade_name(row["grade"], say),
        grade_says=grade_says(row["grade"], say),
        why_not_higher=why_not_higher(row, clause, say),
        counted=is_counted(row),
        exempted_by=exemption(row, say),
        movers=_movers(row, scene, names),
        measures=measures(row, clause, say),
        plan=plan_view(scene, names, looks, title) if scene else None,
        profile=profile(scene, names, looks, title) if scene else None,
        captions="-possible" if row["grade"] == "possible" else "",
        closest_means=(
            say("finding-closest-means") if isinstance(clause, Separation) else ""
        ),
        twin=twin(scene, say) if scene else None,
        reports=reports,
        evidence=plain(row["evidence"]),
        trail=_trail(row, reports, say),
        rooms=rooms(row, clause, names, record.agreement, statements, longest=longest),
    )


def _movers(row: Row, scene: Scene | None, names: Names) -> list[Mover]:
    told = row["party_ground"], row["party_strength"]
    first = _mover(row, "", names, told)
    if not row["other_mover"]:
        return [first]
    # FINDINGS tells the ground of the first mover's party; the other's is in TRACKS.
    path = scene.movers[1] if scene and len(scene.movers) > 1 else None
    found = (path.party_ground, path.party_strength) if path else None
    return [first, _mover(row, "other_", names, found)]


def _mover(
    row: Row, which: str, names: Names, found: tuple[str | None, str | None] | None
) -> Mover:
    say = names.say
    mover, callsign = row[f"{which}mover"], row[f"{which}callsign"]
    unknown = say("finding-not-in-folder")
    ground, strength = found or (None, None)
    return Mover(
        name=plain(mover, longest=LONGEST_MOVER) if mover else say("not-said"),
        callsign=plain(callsign, longest=LONGEST_CALLSIGN) if callsign else say("none"),
        party=names.party(row[f"{which}party"]),
        ground=_ground(ground, say) if found else unknown,
        strength=_strength(strength, say) if found else unknown,
    )


def _ground(ground: str | None, say: Language) -> str:
    return say.ltr(plain(ground)) if ground else say("finding-no-rule")


def _strength(strength: str | None, say: Language) -> str:
    if not strength:
        return say("none")
    key = f"finding-rests-{strength}"
    return say(key) if say.has(key) else plain(strength)


def _reports(scene: Scene, say: Language) -> str:
    kept = sum(path.time_us.size for path in scene.paths)
    dropped = sum(path.dropped_time_us.size for path in scene.paths)
    return kept_and_dropped(kept, dropped, say)


def _trail(row: Row, reports: str, say: Language) -> list[Markup]:
    """Return what led to the result, step by step: inputs, detector, clause, result."""
    digest = f"{plain(row['evidence'])[:16]}…"
    clause, kind = plain(row["clause"]), kind_words(row["kind"], say)
    inputs = (
        say.html("finding-trail-inputs", reports=reports, digest=digest)
        if reports
        else say.html("finding-trail-no-inputs", digest=digest)
    )
    steps = [inputs]
    detector = _DETECTORS.get(row["kind"])
    if detector:
        when = period(row, say)
        steps.append(say.html(f"finding-trail-{detector}", period=when))
    steps.append(say.html("finding-trail-clause", clause=clause, kind=kind))
    return [*steps, _result(row, say)]


def _result(row: Row, say: Language) -> Markup:
    grade, by = grade_name(row["grade"], say), exemption(row, say)
    if by:
        return say.html("finding-trail-exempted", grade=grade, what=by)
    key = "finding-trail-result" if is_counted(row) else "finding-trail-not-counted"
    return say.html(key, grade=grade)
