"""EVENTS x clauses -> FINDINGS: which clause, whose, which exemption, which grade.

An event is judged from its evidence alone, so that whoever holds the evidence can judge
it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thalweg.findings.evidence import EvidenceIndex, EvidenceRows, margin_us
from thalweg.findings.exempt import (
    NOTICE,
    Exemption,
    covered,
    emergency,
    notices_of,
    notified,
)
from thalweg.findings.mover_rows import MoverRows
from thalweg.model.agreement import Agreement, KeepSide, Separation, StandOff
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.model.place import MoverPlace
from thalweg.tables.contract import in_order
from thalweg.tables.events import ENCOUNTER, EVENTS, EXCURSION, PASSAGE, STAY
from thalweg.tables.findings import FINDINGS, MEASURE_COLUMNS, SPAN_COLUMNS
from thalweg.times import US_PER_S
from thalweg.wire.canonical import canonical_json
from thalweg.wire.geoparquet import point_wkb

RULES = "rules/1"
COUNTED = ("certain", "probable")
Row = dict[str, Any]
Watched = KeepSide | Separation | StandOff

_KIND_OF = {KeepSide: EXCURSION, Separation: ENCOUNTER, StandOff: STAY}
_COPIED = tuple(c.name for c in (*SPAN_COLUMNS, *MEASURE_COLUMNS))
_FINDING = tuple(FINDINGS.schema.names)
# Emitter categories, DO-260B table 2-15. Without one a mover is neither.
_CATEGORY = {"helicopter": ("A7",), "unmanned": ("B6",), "glider": ("B1",)}


@dataclass
class Judged:
    """What came of judging: rows of FINDINGS, their evidence, and what was listed."""

    rows: list[Row] = field(default_factory=list)
    evidence: dict[str, EvidenceRows] = field(default_factory=dict)
    unattributed: set[str] = field(default_factory=set)

    def table(self) -> pa.Table:
        """Return FINDINGS, sorted by start, clause and id."""
        made = pa.Table.from_pylist(self.rows, schema=FINDINGS.schema)
        return in_order(made, FINDINGS.sorted_by)


def judge(
    events: pa.Table,
    requests: Mapping[str, str],
    *,
    agreement: Agreement,
    index: EvidenceIndex,
) -> Judged:
    """Hold events against the clauses of an agreement.

    Parameters
    ----------
    events
        EVENTS.
    requests
        for each watched clause its request's digest.
    agreement
        the edition in force; its clauses name who is bound.
    index
        the tracks and decisions that the events were found in.

    Returns
    -------
    Findings with their evidence; unknown movers that did the same.
    """
    judged = Judged()
    asked: dict[str, list[Watched]] = {}
    for clause in agreement.clauses:
        if clause.id in requests and isinstance(clause, Watched):
            asked.setdefault(requests[clause.id], []).append(clause)
    happened = EVENTS.check(events)
    happened = happened.filter(pc.not_equal(happened.column("kind"), PASSAGE))
    for event in _rows_us(happened):
        for clause in asked.get(event["request"], ()):
            if event["kind"] == _KIND_OF[type(clause)]:
                _Case(event, clause, agreement, index, judged).decide()
    _number(judged.rows, agreement)
    return judged


def _rows_us(table: pa.Table) -> list[Row]:
    """Return rows with times as integer microseconds."""
    names, columns = [], []
    for name, column in zip(table.column_names, table.columns, strict=True):
        is_time = pa.types.is_timestamp(column.type)
        names.append(name)
        columns.append(column.cast(pa.int64()) if is_time else column)
    rows: list[Row] = pa.table(columns, names=names).to_pylist()
    return rows


class _Case:
    """One event before one clause."""

    def __init__(
        self,
        event: Row,
        clause: Watched,
        agreement: Agreement,
        index: EvidenceIndex,
        judged: Judged,
    ) -> None:
        self.event, self.clause, self.agreement = event, clause, agreement
        self.judged = judged
        self.order = [*(p.id for p in agreement.parties), NEUTRAL, UNKNOWN]
        ids = [event["mover"]]
        if event["other_mover"]:
            ids.append(event["other_mover"])
        self.evidence = index.rows(
            [*ids, *_site_movers(event, agreement)],
            start_us=event["start"],
            end_us=event["end"],
            margin_us=margin_us(clause, agreement.defaults),
        )
        self.rows = {i: MoverRows(self.evidence.of(i)) for i in ids}

    def decide(self) -> None:
        """Add the finding, or list the mover as nobody's, or leave it."""
        event, clause = self.event, self.clause
        first = self._who(event["mover"])
        if isinstance(clause, Separation):
            second = self._who(event["other_mover"])
            rank = [
                (self.order.index(who["party"]), who["mover"])
                for who in (first, second)
            ]
            if rank[1] < rank[0]:
                first, second = second, first
            if not any(self._applies(who["mover"]) for who in (first, second)):
                return
            self._add(first, second)
            return
        if not self._applies(first["mover"]):
            return
        if first["party"] == UNKNOWN:
            if event["grade"] in COUNTED:
                self.judged.unattributed.add(first["mover"])
            return
        self._add(first, None)

    def _who(self, mover: str) -> Row:
        """Return a mover's party and callsign by its last kept report at the start."""
        rows = self.rows[mover]
        before = int(np.searchsorted(rows.time_us, self._start_us(), "right"))
        at = max(before - 1, 0)
        return {
            "mover": mover,
            "callsign": rows.newest("callsign", at),
            "party": rows.value("party", at),
            "ground": rows.value("party_ground", at),
            "strength": rows.value("party_strength", at),
            "bracket_us": int(rows.time_us[at]),
        }

    def _start_us(self) -> int:
        """Return the exact start: that of the breach where it bears the event's."""
        if self.event["kind"] == EXCURSION:
            # It starts at the line, before the breach; its bracket says between what.
            return int(max(self.event["start"], self.event["bracket"]))
        return int(self.event["breach_us"][0])

    def _applies(self, mover: str) -> bool:
        """Tell whether the clause speaks of this kind of mover."""
        wanted = self.clause.movers
        if not wanted:
            return True
        categories = self.rows[mover].categories
        kinds = {
            kind for kind, codes in _CATEGORY.items() if categories.intersection(codes)
        }
        kinds.add("unmanned" if "unmanned" in kinds else "manned")
        return bool(kinds.intersection(wanted))

    def _add(self, first: Row, second: Row | None) -> None:
        event, clause = self.event, self.clause
        digest = self.evidence.digest
        self.judged.evidence[digest] = self.evidence
        row: Row = dict.fromkeys(_FINDING)
        row.update({name: event[name] for name in _COPIED})
        row.update(
            clause=clause.id,
            kind=clause.kind,
            grade=event["grade"],
            parties=[first["party"]],
            party=first["party"],
            party_ground=first["ground"],
            party_strength=first["strength"],
            mover=first["mover"],
            callsign=first["callsign"],
            site=event["place"] if event["kind"] == STAY else None,
            start=event["start"],
            end=event["end"],
            evidence=digest,
            bracket_us=first["bracket_us"],
        )
        if second is not None:
            row.update(
                parties=[first["party"], second["party"]],
                other_party=second["party"],
                other_mover=second["mover"],
                other_callsign=second["callsign"],
            )
        row["geometry"] = point_wkb(lat_deg=row["lat_deg"], lon_deg=row["lon_deg"])
        self._maybe_same(row)
        self._exempt(row, first, second)
        self.judged.rows.append(row)

    def _maybe_same(self, row: Row) -> None:
        """Two ids that may be one aircraft meet at best possibly (RULES §1)."""
        pairs = []
        if self.evidence.decided("maybe_same"):
            pairs = [
                {r["mover"], r["subject"]}
                for r in self.evidence.decisions.to_pylist()
                if r["kind"] == "maybe_same"
            ]
        if row["other_mover"] is None:
            row["maybe_same"] = any(row["mover"] in pair for pair in pairs)
            return
        row["maybe_same"] = {row["mover"], row["other_mover"]} in pairs
        if row["maybe_same"]:
            row["grade"] = "possible"
            if row["near_collision"] is not None:
                row["near_collision"] = "possible"

    def _exempt(self, row: Row, first: Row, second: Row | None) -> None:
        breach_us = np.array(self.event["breach_us"], np.int64).reshape(-1, 2)
        found = [
            exemption
            for who in (first, second)
            if who
            for exemption in self._exemptions(who)
            # What exempts another hour of the evidence is no reason here.
            if covered(breach_us, [exemption])[1]
        ]
        if not found:
            return
        whole, exempt_us = covered(breach_us, found)
        if whole:
            row["exempted_by"] = "; ".join(sorted({e.by for e in found}))
        if exempt_us:
            row["covered"] = {
                "by": sorted({e.by for e in found}),
                "covered_us": int(exempt_us),
                "whole": whole,
            }

    def _exemptions(self, who: Row) -> list[Exemption]:
        clause = self.clause
        found: list[Exemption] = []
        if "emergency" in clause.exempt:
            declared = emergency(self.rows[who["mover"]].declaring())
            found += [declared] if declared else []
        if "notified" in clause.exempt and self.evidence.decided(NOTICE):
            found += notified(
                self.rows[who["mover"]].kept,
                who["party"],
                notices=notices_of(self.evidence.decisions),
                clause=clause,
                agreement=self.agreement,
                largest_gap_us=round(clause.largest_gap_s * US_PER_S),
            )
        return found


def _site_movers(event: Row, agreement: Agreement) -> list[str]:
    """Return the mover that an event's site is, if it is one."""
    if event["kind"] != STAY:
        return []
    place = agreement.places.get(event["place"])
    return [place.mover] if isinstance(place, MoverPlace) else []


def _number(rows: Iterable[Row], agreement: Agreement) -> None:
    """Give each finding its id, from who, what and when; then drop what made it."""

    def key(row: Row) -> tuple[Any, ...]:
        words = (row[n] or "" for n in ("clause", "mover", "other_mover", "site"))
        return (*words, row["bracket_us"])

    ordered = sorted(rows, key=lambda row: (*key(row), row["start"], row["end"]))
    ordinal = 0
    for n, row in enumerate(ordered):
        ordinal = ordinal + 1 if n and key(row) == key(ordered[n - 1]) else 0
        row["finding"] = finding_id(row, agreement.sha256, ordinal)
    for row in ordered:
        del row["bracket_us"]


def finding_id(row: Mapping[str, Any], agreement_sha256: str, ordinal: int) -> str:
    """Return the id of a finding: 16 hex digits of a digest of integers and strings.

    Parameters
    ----------
    row
        holds `clause`, `mover`, `other_mover`, `site`, `bracket_us`.
    agreement_sha256
        digest of the agreement's manifest.
    ordinal
        its place among findings that are alike in all of these.

    What does not apply is an empty string. Source: RULES §10.
    """
    named = {
        "rules": RULES,
        "agreement": agreement_sha256,
        "clause": row["clause"],
        "mover": row["mover"],
        "other_mover": row["other_mover"] or "",
        "site": row["site"] or "",
        "bracket_us": row["bracket_us"],
        "ordinal": ordinal,
    }
    return hashlib.sha256(canonical_json(named)).hexdigest()[:16]


def exemption_decisions(rows: Sequence[Row]) -> list[Row]:
    """Take what was covered out of judged rows; return it as rows of DECISIONS.

    `value` is RFC 8785 JSON text; the source is the finding.
    """
    found = []
    for row in rows:
        said = row.pop("covered", None)
        if said is not None:
            found.append(
                {
                    "kind": "exemption",
                    "mover": row["mover"],
                    "from": row["start"],
                    "to": row["end"],
                    "subject": row["finding"],
                    "value": canonical_json(said).decode(),
                    "source": f"clause {row['clause']}: {'; '.join(said['by'])}",
                }
            )
    return found
