"""A comparison as one JSON document, ``thalweg: compare/1``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from thalweg.archive.compare import (
    AGREED,
    ONLY_HERE,
    ONLY_THERE,
    About,
    Comparison,
    Entry,
)
from thalweg.archive.compare_measures import Difference
from thalweg.archive.compare_side import Row
from thalweg.archive.review import Mark
from thalweg.times import iso

MEASURES = (
    "stay_s", "unseen_s", "depth_m", "horizontal_m", "vertical_ft", "slant_m",
    "error_m", "error_ft", "near_collision", "exempted_by",
)  # fmt: skip
NOT_CHECKED = "findings were not made again from their evidence: thalweg verify does"

Document = dict[str, Any]


def document(found: Comparison) -> Document:
    """Return a comparison as what ``--json`` prints; times as text in UTC."""
    return {
        "thalweg": "compare/1",
        "differs": found.differs,
        "here": _about(found.here),
        "there": _about(found.there),
        "not_checked": NOT_CHECKED,
        "period": _period(found.period_us),
        "agreement_same": found.same_agreement,
        "roster_same": found.roster_same,
        "clauses": [
            {
                "clause": terms.clause,
                "same": terms.same,
                "request_here": terms.request_here,
                "request_there": terms.request_there,
                "differs": [
                    {"name": name, "here": here, "there": there}
                    for name, here, there in terms.differs
                ],
            }
            for terms in found.terms.values()
        ],
        "clocks": [asdict(clock) for clock in found.clocks],
        "counts": [asdict(count) for count in found.counts],
        **{
            verdict: [_entry(found, entry) for entry in found.of(verdict)]
            for verdict in (AGREED, ONLY_HERE, ONLY_THERE)
        },
    }


def _about(about: About) -> Document:
    return {
        "folder": about.folder,
        "manifest_sha256": about.manifest_sha256,
        "agreement": dict(about.agreement),
        "rules": about.rules,
        "period": _period(about.period_us),
        "digests_hold": not about.faults,
        "faults": list(about.faults),
        "findings_outside": about.outside,
        "marks_faults": list(about.marks_faults),
        "seen_of_days": list(about.days),
    }


def _period(period_us: tuple[int, int]) -> Document:
    return {"from": iso(period_us[0]), "to": iso(period_us[1])}


def _entry(found: Comparison, entry: Entry) -> Document:
    reason = entry.reason
    return {
        "clause": entry.first["clause"],
        "here": [_row(row, found.here.marks) for row in entry.here],
        "there": [_row(row, found.there.marks) for row in entry.there],
        "in_parts": entry.split,
        "same_terms": entry.same_terms,
        "differences": [_difference(d) for d in entry.differences],
        "reason": None
        if reason is None
        else {"code": reason.code, "text": reason.text, **reason.figures},
    }


def _row(row: Row, marks: Mapping[str, Sequence[Mark]]) -> Document:
    names = ("finding", "kind", "grade", "parties", "mover", "other_mover", "site")
    told: Document = {name: row[name] for name in names}
    told |= {"start": iso(row["start"]), "end": iso(row["end"])}
    told |= {name: row[name] for name in MEASURES if row[name] is not None}
    mine = marks.get(str(row["finding"]), ())
    told["marks"] = [{"mark": m.mark, "who": m.who, "why": m.why} for m in mine]
    return told


def _difference(one: Difference) -> Document:
    return {**asdict(one), "consistent": one.consistent}
