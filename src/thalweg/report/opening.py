"""The first sentences of a record: what was found, beside what, and how complete.

What was found stands beside the hours seen, beside the previous period where its record
was given, and beside whether anybody looked for what was left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thalweg.errors import InputError, ResultFolderError
from thalweg.model.agreement import Agreement
from thalweg.report.folder import read_summary
from thalweg.report.language import Language, language
from thalweg.report.names import Names
from thalweg.report.words import GRADES, Quantity, plain
from thalweg.times import US_PER_HOUR, parse_iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """The record of an earlier period under the same agreement, to stand beside.

    `summary` is its ``summary.json``, `manifest_sha256` the digest of its manifest.
    Neither is checked here: ``thalweg verify`` is for that.
    """

    summary: Mapping[str, Any]
    manifest_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsFile:
    """One file of positions that a record was run again from: its name and digest."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """What ``thalweg verify DIR --positions`` found.

    `files` are those it was given; `faults` is how many things came out otherwise than
    the record says, 0 where all was the same.
    """

    files: Sequence[PositionsFile]
    faults: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The page's first words: three sentences or more, each to be found by itself."""

    found: str
    before: str
    complete: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of one clause: seen, None where no day is known; and days not known."""

    clause: str
    seen_h: float | None
    days: int
    days_unknown: int


def read_previous(folder: Path) -> Previous:
    """Read what a record says of itself, to stand beside a later one.

    Raises
    ------
    ResultFolderError
        Its summary or its manifest cannot be read.
    """
    summary = read_summary(folder)
    path = folder / "manifest.json"
    try:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as why:
        raise ResultFolderError(f"{path}: cannot be read ({why.strerror})") from why
    return Previous(summary=summary, manifest_sha256=sha256)


def check_previous(previous: Previous, summary: Mapping[str, Any]) -> None:
    """Refuse a record that cannot stand beside this one as the previous period.

    Raises
    ------
    InputError
        It is of another agreement, it has no period, or it ends after this one began.
    """
    theirs, ours = (s.get("agreement") or {} for s in (previous.summary, summary))
    if theirs.get("id") != ours.get("id"):
        raise InputError(
            f"the previous record is of the agreement {plain(theirs.get('id'))!r}, "
            f"this one of {plain(ours.get('id'))!r}: give a record of the same one"
        )
    was, now = period_us(previous.summary), period_us(summary)
    if was is None or now is None:
        which = "the previous record" if was is None else "this record"
        raise InputError(
            f"{which} has no period: no position was read, so that nothing comes "
            "before or after it"
        )
    if was[1] > now[0]:
        ends, begins = previous.summary["positions"], summary["positions"]
        raise InputError(
            f"the previous record ends {ends['to']}, after this one begins, "
            f"{begins['from']}: give a record of an earlier period"
        )


def first_sentence(
    summary: Mapping[str, Any], agreement: Agreement, lang: str = "en"
) -> str:
    """Say what was found: how much, by whom, how sure, when, and hours seen.

    Counts are of *certain* and *probable* findings, from the summary's rows; the
    hours are those of each clause over all days, and of all hours in the period.
    """
    names = Names(agreement, language(lang))
    say, days = names.say, days_of(summary)
    total, seen = sum(row["count"] for row in days), hours_told(summary, say)
    when = _when(summary, say)
    if total == 0:
        return say("opening-none", **when, seen=seen)
    return say(
        "opening-counted",
        **when,
        breaches=total,
        incidents=sum(row["incidents"] for row in days),
        who=parties_told(summary, names),
        how=grades_told(summary, say),
        seen=seen,
    )


def opening(
    summary: Mapping[str, Any],
    names: Names,
    agreement: Agreement,
    previous: Previous | None,
    completeness: Completeness | None,
) -> Opening:
    """Return the first words of a page."""
    return Opening(
        found=first_sentence(summary, agreement, names.say.tag),
        before=before_told(summary, names, previous),
        complete=_complete(completeness, names.say),
    )


def before_told(
    summary: Mapping[str, Any], names: Names, previous: Previous | None
) -> str:
    """Say what the previous period's record counted, beside its hours seen.

    Counts of two periods stand side by side; no rate is made of them, and where the
    edition or the rules were others, that is said.
    """
    say = names.say
    if previous is None:
        return say("before-not-given")
    was, days = previous.summary, days_of(previous.summary)
    when, seen = _when(was, say), hours_told(was, say)
    total = sum(row["count"] for row in days)
    if total:
        told = say(
            "before-counted",
            **when,
            breaches=total,
            incidents=sum(row["incidents"] for row in days),
            who=parties_told(was, names),
            seen=seen,
        )
    else:
        told = say("before-none", **when, seen=seen)
    return " ".join([told, *_caveats(summary, was, say)])


def _caveats(
    now: Mapping[str, Any], was: Mapping[str, Any], say: Language
) -> list[str]:
    caveats = []
    theirs, ours = (s.get("agreement") or {} for s in (was, now))
    if theirs.get("sha256") != ours.get("sha256"):
        edition = plain(theirs.get("edition"), longest=20)
        caveats.append(say("before-other-edition", edition=edition))
    if was.get("rules") != now.get("rules"):
        rules = say.ltr(plain(was.get("rules"), longest=40))
        caveats.append(say("before-other-rules", rules=rules))
    return caveats


def _complete(completeness: Completeness | None, say: Language) -> str:
    if completeness is None:
        return say.html("complete-not-checked")
    files = len(completeness.files)
    if completeness.faults:
        return say("complete-differs", files=files, faults=completeness.faults)
    return say("complete-holds", files=files)


def days_of(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the rows of a summary: day, clause and party, with counts and hours."""
    return list(summary.get("days") or ())


def period_us(summary: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the period of a summary in microseconds since 1970, None for none."""
    about = summary.get("positions") or {}
    if not about.get("from") or not about.get("to"):
        return None
    return parse_iso(about["from"]), parse_iso(about["to"])


def period_h(summary: Mapping[str, Any]) -> float | None:
    """Return the length of a summary's period in hours."""
    period = period_us(summary)
    return None if period is None else (period[1] - period[0]) / US_PER_HOUR


def by_party(summary: Mapping[str, Any], names: Names) -> dict[str, int]:
    """Return counts by party or pair, those with none left out, in the order told."""
    counts: dict[str, int] = {}
    for row in days_of(summary):
        counts[row["party"]] = counts.get(row["party"], 0) + row["count"]
    return {party: counts[party] for party in sorted(counts, key=names.rank)
            if counts[party]}  # fmt: skip


def parties_told(summary: Mapping[str, Any], names: Names) -> str:
    """Say who is counted with how many: ``7 by West and 2 between West and East``."""
    return names.say.listed(
        [
            names.say(
                "counted-between" if names.is_pair(party) else "counted-by",
                count=count,
                who=names.party(party),
            )
            for party, count in by_party(summary, names).items()
        ]
    )


def grades_told(summary: Mapping[str, Any], say: Language) -> str:
    """Say how many exceed the limit beyond the error, and how many as measured."""
    counts = dict.fromkeys(GRADES, 0)
    for row in summary.get("findings") or ():
        counts[row["grade"]] = counts.get(row["grade"], 0) + row["count"]
    parts = []
    if counts["certain"]:
        parts.append(say("counted-certain", count=counts["certain"]))
    if counts["probable"]:
        key = "counted-probable-too" if parts else "counted-probable"
        parts.append(say(key, count=counts["probable"]))
    return say.listed(parts)


def hours_of(rows: Iterable[Mapping[str, Any]]) -> list[Hours]:
    """Return the hours seen of each clause over all its days, in the rows' order."""
    by_clause: dict[str, dict[str, float | None]] = {}
    for row in rows:
        by_clause.setdefault(row["clause"], {}).setdefault(row["day"], row["seen_h"])
    told = []
    for clause, by_day in by_clause.items():
        known = [h for h in by_day.values() if h is not None]
        told.append(
            Hours(
                clause=clause,
                seen_h=sum(known) if known else None,
                days=len(by_day),
                days_unknown=len(by_day) - len(known),
            )
        )
    return told


def hours_told(summary: Mapping[str, Any], say: Language) -> str:
    """Say the hours seen of each clause: ``clause 3.1, 42.6 of 72.0 h; ...``."""
    of_h, parts = period_h(summary), []
    for hours in hours_of(days_of(summary)):
        clause = say.name(plain(hours.clause))
        if hours.seen_h is None:
            parts.append(say("seen-unknown", clause=clause))
            continue
        figure = hours_figure(hours.seen_h, of_h, say)
        key = "seen-partly" if hours.days_unknown else "seen-whole"
        about = {"days": hours.days_unknown} if hours.days_unknown else {}
        parts.append(say(key, clause=clause, figure=figure, **about))
    return say("listed-semicolon").join(parts) or say("seen-none")


def hours_figure(part_h: float, of_h: float | None, say: Language) -> str:
    """Return ``42.6 of 72.0 h``, or ``42.6 h`` where the whole is not known."""
    if of_h is None:
        return say.quantity(Quantity(part_h, 1, "h"))
    whole = say.quantity(Quantity(of_h, 1, "h"))
    return say("hours-of", part=say.number(part_h, 1), whole=whole)


def _when(summary: Mapping[str, Any], say: Language) -> dict[str, str]:
    """Return the values that tell a period in a sentence; `read` is yes or no."""
    period = period_us(summary)
    if period is None:
        return {"read": "no", "from": "", "to": ""}
    start, end = (say.moment(at_us) for at_us in period)
    return {"read": "yes", "from": start, "to": end}
