"""Two periods side by side: what was counted then and now, each with its hours seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from thalweg.report.names import Names
from thalweg.report.opening import Previous, days_of, hours_of
from thalweg.report.words import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideRow:
    """One clause and party in both periods."""

    clause: str
    party: str
    then: str
    seen_then: str
    now: str
    seen_now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The table of both periods, and what names the earlier record."""

    rows: Sequence[BesideRow]
    manifest_sha256: str


def beside(
    summary: Mapping[str, Any], previous: Previous | None, names: Names
) -> Beside | None:
    """Return both periods' counts by clause and party; None without a previous one.

    A clause or a party that one of them does not know has no figure there, not zero.
    """
    if previous is None:
        return None
    now, then = _counts(summary), _counts(previous.summary)
    seen_now, seen_then = _hours(summary), _hours(previous.summary)
    clauses = list(dict.fromkeys(clause for clause, _ in (*now, *then)))
    keys = sorted(
        dict.fromkeys((*now, *then)),
        key=lambda key: (clauses.index(key[0]), names.rank(key[1])),
    )
    rows = [
        BesideRow(
            clause=plain(clause),
            party=names.party(party),
            then=_figure(then.get((clause, party)), names),
            seen_then=names.say.hours(seen_then.get(clause)),
            now=_figure(now.get((clause, party)), names),
            seen_now=names.say.hours(seen_now.get(clause)),
        )
        for clause, party in keys
    ]
    return Beside(rows=rows, manifest_sha256=plain(previous.manifest_sha256))


def _figure(count: int | None, names: Names) -> str:
    return names.say("before-no-row") if count is None else names.say.number(count)


def _counts(summary: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    counts: dict[tuple[str, str], int] = {}
    for row in days_of(summary):
        key = (row["clause"], row["party"])
        counts[key] = counts.get(key, 0) + row["count"]
    return counts


def _hours(summary: Mapping[str, Any]) -> dict[str, float | None]:
    return {hours.clause: hours.seen_h for hours in hours_of(days_of(summary))}
