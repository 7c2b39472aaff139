"""``thalweg compare``: two sides' findings of one time, held against one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thalweg.cli import screen
from thalweg.cli.agreement import AsJson
from thalweg.cli.filters import Clauses, FromTime, Grades, Parties, ToTime

if TYPE_CHECKING:
    from thalweg.archive.compare import About, Comparison, Entry
    from thalweg.archive.compare_measures import Difference
    from thalweg.archive.compare_why import Reason


def compare(
    here: Annotated[Path, typer.Argument(metavar="DIR", help="A result folder: here.")],
    there: Annotated[
        Path, typer.Argument(metavar="DIR", help="The other side's: there.")
    ],
    from_time: FromTime = None,
    to_time: ToTime = None,
    clauses: Clauses = None,
    parties: Parties = None,
    grades: Grades = None,
    as_json: AsJson = False,
) -> int:
    """Say what two records of one time agree on, and what one alone has, and why.

    Ends with 0 if they agree in all, with 1 if anything differs.
    """
    from thalweg.archive.compare import compare_sides
    from thalweg.archive.compare_document import document
    from thalweg.archive.compare_side import read_side
    from thalweg.tables.query import query_of

    sides = read_side(here), read_side(there)
    known_clauses = {c.id: None for s in sides for c in s.agreement.clauses}
    known_parties = {p.id: None for s in sides for p in s.agreement.parties}
    query = query_of(
        from_time=from_time,
        to_time=to_time,
        clauses=clauses or (),
        parties=parties or (),
        grades=grades or (),
        known_clauses=tuple(known_clauses),
        known_parties=(*known_parties, "neutral", "unknown"),
    )
    found = compare_sides(*sides, query=query)
    if as_json:
        screen.document(document(found))
    else:
        _show(found, None if query.everything else query.words())
    return 1 if found.differs else 0


def _show(found: Comparison, asked: str | None) -> None:
    _show_records(found, asked)
    _show_terms(found)
    screen.say()
    _show_counts(found)
    for verdict in ("only_here", "only_there", "agreed"):
        entries = found.of(verdict)
        screen.say()
        screen.heading(f"{verdict.replace('_', ' ')} ({len(entries):,})")
        for entry in entries:
            _show_entry(found, entry)


def _show_records(found: Comparison, asked: str | None) -> None:
    from thalweg.report.words import count_of, moment

    for name, about in (("here", found.here), ("there", found.there)):
        _say(f"{name:<10} {about.folder}")
        _say(f"{'manifest':<10} {about.manifest_sha256}")
        holds = "hold" if not about.faults else f"DO NOT HOLD: {about.faults[0]}"
        _say(f"{'digests':<10} {holds}")
        if about.marks_faults:
            screen.hanging(f"{'marks':<11}", f"DO NOT HOLD: {about.marks_faults[0]}")
    low, high = (moment(at_us) for at_us in found.period_us)
    _say(f"{'compared':<10} {low} to {high}")
    if asked:
        _say(f"{'asked':<10} {asked}")
    outside = [about.outside for about in (found.here, found.there)]
    if any(outside):
        _say(
            f"{'':<10} {outside[0]:,} here and {count_of(outside[1], 'finding')} "
            "there lie outside it"
        )
    for clock in found.clocks:
        late = "ahead of" if clock.offset_s >= 0.0 else "behind"
        _say(
            f"{'clock':<10} {clock.feed_there} there is {abs(clock.offset_s):.3f} s "
            f"{late} {clock.feed_here} here, 95 % within {clock.within_s:.3f} s "
            f"({count_of(clock.movers, 'mover')})"
        )
        if clock.others_s:
            others = " or ".join(f"{other_s:+.0f} s" for other_s in clock.others_s)
            _say(f"{'':<10} laps were flown: {others} would fit as well")
    if not found.clocks:
        _say(f"{'clock':<10} no mover shows it: times are taken as written")
    _say(f"{'not known':<10} whether findings follow from evidence: thalweg verify DIR")


def _show_terms(found: Comparison) -> None:
    if found.here.rules != found.there.rules:
        _say(
            f"{'rules':<10} {found.here.rules} here; {found.there.rules} there: "
            "NOT the same, so no verdict is"
        )
    names = [_agreement(about) for about in (found.here, found.there)]
    if found.same_agreement:
        _say(f"{'agreement':<10} {names[0]}, the same")
        return
    _say(f"{'agreement':<10} {names[0]} here; {names[1]} there: not the same")
    for terms in found.terms.values():
        said = "the same terms"
        if not terms.same:
            parts = (f"{name} {here} / {there}" for name, here, there in terms.differs)
            said = f"DIFFERS (here / there): {'; '.join(parts)}"
        _say(f"{'':<10} clause {terms.clause}: {said}")
    if not found.roster_same:
        _say(f"{'':<10} roster: DIFFERS, whose a mover is may differ with it")


def _agreement(about: About) -> str:
    said = about.agreement
    return f"{said['id']} edition {said['edition']}"


def _show_counts(found: Comparison) -> None:
    header = ("clause", "party", "here", "there", "agreed", "only here", "only there")
    rows = [
        (
            count.clause,
            count.party,
            *(f"{n:,}" for n in (count.here, count.there, count.agreed)),
            *(f"{n:,}" for n in (count.only_here, count.only_there)),
            f"{_hours(count.seen_here_h)} / {_hours(count.seen_there_h)}",
        )
        for count in found.counts
    ]
    screen.table((*header, "seen, h"), rows, words=2)
    screen.sentence(f"Hours seen are of whole days: {_days(found)}.")


def _days(found: Comparison) -> str:
    here, there = (
        about.days[0]
        if len(about.days) == 1
        else f"{about.days[0]} to {about.days[-1]}"
        for about in (found.here, found.there)
    )
    return here if here == there else f"{here} here, {there} there"


def _hours(seen_h: float | None) -> str:
    return "?" if seen_h is None else f"{seen_h:,.1f}"


def _show_entry(found: Comparison, entry: Entry) -> None:
    from thalweg.report.words import moment

    row = entry.first
    movers = " & ".join(m for m in (row["mover"], row["other_mover"]) if m)
    site = f" at {row['site']}" if row["site"] else ""
    _say(f"{moment(row['start'])}  {row['clause']}  {movers}{site}")
    for name, rows in (("here", entry.here), ("there", entry.there)):
        about = found.here if name == "here" else found.there
        for one in rows:
            _say(f"  {name:<6} {one['finding']}  {_grade(one)}")
            for mark in about.marks.get(str(one["finding"]), ()):
                old = "" if mark.manifest == about.manifest_sha256 else _EARLIER
                _say(f"         marked {mark.mark} by {mark.who}{old}: {mark.why}")
    if entry.split:
        _say("  one side saw in parts what the other saw in one")
    if not entry.same_terms:
        _say("  judged by different terms")
    for difference in entry.differences:
        if difference.consistent is False:
            _indented(_beyond(difference))
    if entry.reason is not None:
        _indented(_reason(entry.reason))


def _beyond(one: Difference) -> str:
    name, unit = one.name.rsplit("_", 1)
    within = 0.0 if one.within is None else one.within
    return (
        f"{name} differs by {one.difference:+,.2f} {unit}, beyond what both may be off "
        f"({within:,.2f} {unit})"
    )


def _grade(row: Mapping[str, Any]) -> str:
    """Return a grade with what was measured: depth or distance, and how long."""
    from thalweg.report.words import metres, span

    by = row["exempted_by"]
    said = [str(row["grade"])]
    said += [f"exempted by {by}"] if by else []
    for name, what in (("depth_m", "deep"), ("horizontal_m", "apart")):
        if row[name] is not None:
            said.append(f"{metres(row[name])} {what}")
    said += [] if row["stay_s"] is None else [span(row["stay_s"])]
    return ", ".join(said)


def _reason(reason: Reason) -> str:
    figures = "; ".join(_figures(reason.figures))
    return f"{reason.text} ({figures})" if figures else reason.text


def _figures(figures: Mapping[str, Any]) -> Iterable[str]:
    """Yield each figure as words: its name, its value, its unit."""
    for key, value in figures.items():
        if value is None and key != "heard":
            continue
        if key == "differs" and isinstance(value, Sequence):
            terms = (f"{name} {theirs}" for name, theirs in value)
            yield f"by the other: {', '.join(terms)}"
        elif key == "band":
            yield f"height {value} thousand ft"
        elif key == "of_s":
            yield f"each of {value:,} s"
        elif key in _WORDS:
            yield f"{_WORDS[key]} {_value(value)}"
        else:
            yield _figure(key, value)


def _figure(key: str, value: object) -> str:
    name, _, unit = key.rpartition("_")
    if isinstance(value, float | int) and unit in ("s", "m", "ft") and name:
        return f"{name.replace('_', ' ')} {value:,.10g} {unit}"
    return f"{key.replace('_', ' ')} {_value(value)}"


_EARLIER = ", on an earlier record"
_WORDS = {
    "movers_heard": "movers heard then:",
    "heard": "its nearest flight:",
    "evidence_of": "by the evidence of",
}


def _value(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {_value(v)}" for k, v in value.items()) or "none"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " to ".join(_value(v) for v in value)
    return str(value)


def _indented(text: str) -> None:
    import textwrap

    for line in textwrap.wrap(screen.plain(text), screen.width() - 2):
        _say(f"  {line}")


def _say(text: str) -> None:
    # Names and reasons are a stranger's: none of them may write a line of its own.
    screen.say(" / ".join(text.splitlines()))
