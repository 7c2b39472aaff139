"""Counts of findings per day, clause and party, beside the hours we could see.

* A day begins at the agreement's `day_starts` and is named by the UTC date on which it
  begins. A finding belongs to the day of its start, an incident to that of its first.
* `count` and `incidents` are of the grades certain and probable. An exempted finding,
  whatever its grade, is in `exempted` and nowhere else; `possible` is of the rest.
* A finding between two movers counts under both parties together: `party` is then
  their two ids with `` & `` between, in the order of the agreement. A clause between
  ``any`` and another names its pairs as they occur; where none does, its rows say
  ``any``, so that the hours seen still stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyproj import Geod

from thalweg.model.agreement import Agreement, Clause, KeepSide, Separation, StandOff
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.times import US_PER_DAY, US_PER_MIN, US_PER_S, iso_day

COUNTED = ("certain", "probable")
GRADES = ("certain", "probable", "possible")
WATCHED = (KeepSide, Separation, StandOff)
PAIR = " & "
INCIDENT_GAP_US = 5 * US_PER_MIN
INCIDENT_REACH_M = 10_000.0

# A degree of latitude is nowhere shorter than 110.57 km on WGS84.
_REACH_LAT_DEG = INCIDENT_REACH_M / 110_570.0
_HOURS_DECIMALS = 4
_WGS84 = Geod(ellps="WGS84")

I64 = npt.NDArray[np.int64]


class Hours(Protocol):
    """How much of one day of one clause could be seen (RULES §9)."""

    @property
    def seen_h(self) -> float | None:
        """Hours seen; None where that cannot be told."""

    @property
    def alive_h(self) -> float | None:
        """Hours in which a feed delivered anything: the upper bound of `seen_h`."""


@dataclass(frozen=True, slots=True)
class _Row:
    clause: str
    kind: str
    party: str
    grade: str
    exempted: bool
    start_us: int
    end_us: int
    lat_deg: float
    lon_deg: float

    @property
    def counted(self) -> bool:
        return self.grade in COUNTED and not self.exempted


@dataclass
class _Tally:
    count: int = 0
    incidents: int = 0
    exempted: int = 0
    possible: int = 0


def day_start_us(instant_us: int, day_starts_s: int) -> int:
    """Return the start of the day that an instant belongs to."""
    offset_us = day_starts_s * US_PER_S
    return (instant_us - offset_us) // US_PER_DAY * US_PER_DAY + offset_us


def day_spans(
    from_us: int, to_us: int, day_starts_s: int
) -> list[tuple[str, int, int]]:
    """Return name, start and end of each day that the period touches.

    The period ends before `to_us`; one without length touches the day it is in.
    """
    first = day_start_us(from_us, day_starts_s)
    last = day_start_us(max(to_us - 1, from_us), day_starts_s)
    return [
        (iso_day(start), start, start + US_PER_DAY)
        for start in range(first, last + 1, US_PER_DAY)
    ]


def days(
    findings: pa.Table,
    agreement: Agreement,
    *,
    from_us: int,
    to_us: int,
    hours: Mapping[tuple[str, str], Hours],
) -> list[dict[str, object]]:
    """Return the `days` of a summary: by day, clause and party, zeros too.

    Parameters
    ----------
    findings
        FINDINGS of the period.
    agreement
        Gives the clauses that are watched, their parties, and the order of both.
    from_us, to_us
        The period, microseconds since 1970, UTC. A day outside it with a finding has
        rows too.
    hours
        By day and clause id; `seen_h` and `alive_h` are None where it has no entry.
    """
    rows = _rows(findings)
    tallies = _tallies(rows, agreement.day_starts_s)
    names = {name for name, _, _ in day_spans(from_us, to_us, agreement.day_starts_s)}
    names |= {day for day, _, _ in tallies}
    labels = {
        clause.id: _labels(clause, agreement, rows) for clause in _watched(agreement)
    }
    return [
        _day_row(day, clause, party, tallies, hours)
        for day in sorted(names)
        for clause, parties in labels.items()
        for party in parties
    ]


def totals(findings: pa.Table, agreement: Agreement) -> list[dict[str, object]]:
    """Return the `findings` of a summary: how many by clause, party and grade.

    Exempted ones are left out. The order is that of clauses and parties in the
    agreement, the surest grade first.
    """
    counts: dict[tuple[str, str, str, str], int] = {}
    for row in _rows(findings):
        if not row.exempted:
            key = (row.clause, row.kind, row.party, row.grade)
            counts[key] = counts.get(key, 0) + 1
    clauses = {clause.id: i for i, clause in enumerate(agreement.clauses)}
    rank = _party_rank(agreement)
    ordered = sorted(
        counts,
        key=lambda key: (
            clauses.get(key[0], len(clauses)),
            key[0],
            _label_rank(key[2], rank),
            GRADES.index(key[3]) if key[3] in GRADES else len(GRADES),
            key[1],
        ),
    )
    return [
        {
            "clause": clause,
            "kind": kind,
            "party": party,
            "grade": grade,
            "count": counts[clause, kind, party, grade],
        }
        for clause, kind, party, grade in ordered
    ]


def party_label(party: str | None, other_party: str | None) -> str:
    """Return the name a finding counts under: its party, or both together."""
    if other_party is None:
        return party or UNKNOWN
    return f"{party or UNKNOWN}{PAIR}{other_party}"


def incident_of(
    start_us: I64, end_us: I64, *, lat_deg: Sequence[float], lon_deg: Sequence[float]
) -> I64:
    """Return for each finding the number of the incident it belongs to.

    Two findings belong together when each starts at most 5 min after the other's end
    and their places lie within 10 km; and so do all that are linked by such pairs. The
    number is the index of the incident's first finding by start, ties by index. A place
    of NaN is near nothing.
    """
    lat, lon = np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64)
    order = np.argsort(start_us, kind="stable")
    root = np.arange(len(order))
    rank = np.empty_like(root)
    rank[order] = np.arange(len(order))
    open_ = np.empty(0, np.int64)
    for i in order:
        open_ = open_[end_us[open_] + INCIDENT_GAP_US >= start_us[i]]
        close = open_[np.abs(lat[open_] - lat[i]) <= _REACH_LAT_DEG]
        for j in close[_within_reach(lat, lon, close, int(i))]:
            a, b = _root(root, int(i)), _root(root, int(j))
            first, second = (a, b) if rank[a] < rank[b] else (b, a)
            root[second] = first
        open_ = np.append(open_, i)
    return np.array([_root(root, i) for i in range(len(root))], np.int64)


def _within_reach(
    lat_deg: npt.NDArray[np.float64],
    lon_deg: npt.NDArray[np.float64],
    many: I64,
    one: int,
) -> npt.NDArray[np.bool_]:
    if not many.size:
        return np.empty(0, np.bool_)
    ones = np.full(many.size, one)
    _, _, distance_m = _WGS84.inv(
        lon_deg[ones], lat_deg[ones], lon_deg[many], lat_deg[many]
    )
    near: npt.NDArray[np.bool_] = np.asarray(distance_m) <= INCIDENT_REACH_M
    return near


def _root(root: I64, i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = int(root[i])
    return i


def _rows(findings: pa.Table) -> list[_Row]:
    def column(name: str) -> list[object]:
        values: list[object] = findings.column(name).to_pylist()
        return values

    start_us, end_us = (
        findings.column(name).cast(pa.int64()).to_pylist() for name in ("start", "end")
    )
    nan = float("nan")
    lat, lon = (
        findings.column(name).fill_null(nan).to_pylist()
        for name in ("start_lat_deg", "start_lon_deg")
    )
    return [
        _Row(*values)
        for values in zip(
            column("clause"),
            column("kind"),
            map(party_label, column("party"), column("other_party")),  # type: ignore[arg-type]
            column("grade"),
            (by is not None for by in column("exempted_by")),
            start_us,
            end_us,
            lat,
            lon,
            strict=True,
        )
    ]


def _tallies(
    rows: Sequence[_Row], day_starts_s: int
) -> dict[tuple[str, str, str], _Tally]:
    tallies: dict[tuple[str, str, str], _Tally] = {}

    def tally(row: _Row) -> _Tally:
        day = iso_day(day_start_us(row.start_us, day_starts_s))
        return tallies.setdefault((day, row.clause, row.party), _Tally())

    together: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        of_day = tally(row)
        of_day.exempted += row.exempted
        of_day.possible += row.grade not in COUNTED and not row.exempted
        of_day.count += row.counted
        if row.counted:
            together.setdefault((row.clause, row.party), []).append(row)
    for group in together.values():
        for row in _first_of_incidents(group):
            tally(row).incidents += 1
    return tallies


def _first_of_incidents(rows: Sequence[_Row]) -> list[_Row]:
    numbers = incident_of(
        np.array([row.start_us for row in rows], np.int64),
        np.array([row.end_us for row in rows], np.int64),
        lat_deg=[row.lat_deg for row in rows],
        lon_deg=[row.lon_deg for row in rows],
    )
    return [rows[i] for i in sorted(set(numbers.tolist()))]


def _day_row(
    day: str,
    clause: str,
    party: str,
    tallies: Mapping[tuple[str, str, str], _Tally],
    hours: Mapping[tuple[str, str], Hours],
) -> dict[str, object]:
    tally = tallies.get((day, clause, party)) or _Tally()
    seen = hours.get((day, clause))
    return {
        "day": day,
        "clause": clause,
        "party": party,
        "count": tally.count,
        "incidents": tally.incidents,
        "exempted": tally.exempted,
        "possible": tally.possible,
        "seen_h": None if seen is None else _rounded(seen.seen_h),
        "alive_h": None if seen is None else _rounded(seen.alive_h),
    }


def _rounded(time_h: float | None) -> float | None:
    return None if time_h is None else round(float(time_h), _HOURS_DECIMALS)


def _watched(agreement: Agreement) -> list[Clause]:
    return [c for c in agreement.clauses if isinstance(c, WATCHED)]


def _labels(clause: Clause, agreement: Agreement, rows: Iterable[_Row]) -> list[str]:
    """Return the parties that have rows under a clause, in order."""
    rank = _party_rank(agreement)
    found = {row.party for row in rows if row.clause == clause.id}
    if isinstance(clause, KeepSide):
        found |= set(clause.sides)
    elif isinstance(clause, StandOff):
        found |= set(clause.restrains)
    elif isinstance(clause, Separation) and not ("any" in clause.between and found):
        first, second = sorted(clause.between, key=lambda p: _rank_of(p, rank))
        found.add(party_label(first, second))
    return sorted(found, key=lambda label: _label_rank(label, rank))


def _party_rank(agreement: Agreement) -> dict[str, int]:
    ids = [*(party.id for party in agreement.parties), NEUTRAL, UNKNOWN]
    return {party: i for i, party in enumerate(dict.fromkeys(ids))}


def _rank_of(party: str, rank: Mapping[str, int]) -> tuple[int, str]:
    return rank.get(party, len(rank)), party


def _label_rank(label: str, rank: Mapping[str, int]) -> list[tuple[int, str]]:
    return [_rank_of(party, rank) for party in label.split(PAIR)]
