"""How often grades are right: findings held against made cases, and a picture of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from thalweg.simulate.calibration import Case

GRADES = ("certain", "probable", "possible", "none")
KIND_NAMES = {"pair": "encounters", "line": "excursions", "site": "stays"}
_RANK = {grade: -k for k, grade in enumerate(GRADES)}
_COLOUR = {
    "certain": "#7a1f1f",
    "probable": "#d9822b",
    "possible": "#f2d49b",
    "none": "#e8ecef",
}
_BINS = tuple(round(-4.0 + 0.5 * k, 1) for k in range(17))


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A case with the best grade that was given to it; ``none`` for no finding."""

    case: Case
    grade: str
    near: str


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of so many."""

    right: int
    total: int

    @property
    def frac(self) -> float:
        """Return the share; 1 of nothing."""
        return self.right / self.total if self.total else 1.0

    def __str__(self) -> str:
        """Write as ``98.76 % of 1234``."""
        return f"{100.0 * self.frac:.2f} % of {self.total}"


def judged(
    cases: Iterable[Case], findings: Iterable[Mapping[str, Any]]
) -> list[Judged]:
    """Return each case with its best grade among the findings of its movers.

    Findings of other movers than a case's own are none of its business: lone cases may
    meet in the air.
    """
    best: dict[tuple[str, frozenset[str]], tuple[str, str]] = {}
    for row in findings:
        movers = frozenset({row["mover"], row["other_mover"]} - {None})
        key = (row["clause"], movers)
        old = best.get(key, ("none", "none"))
        new = (row["grade"], row["near_collision"] or "none")
        best[key] = (max(old[0], new[0], key=_rank), max(old[1], new[1], key=_rank))
    return [
        Judged(case=case, grade=grade, near=near)
        for case in cases
        for grade, near in [
            best.get((case.kind, frozenset(case.movers)), ("none", "none"))
        ]
    ]


def _rank(grade: str) -> int:
    return _RANK[grade]


def true_share(rows: Iterable[Judged], grade: str) -> Share:
    """Return how many of the cases with this grade truly were breaches."""
    truths = [j.case.breach for j in rows if j.grade == grade]
    return Share(right=sum(truths), total=len(truths))


def true_near_share(rows: Iterable[Judged], grade: str) -> Share:
    """Return how many near collisions of this grade truly were."""
    truths = [j.case.near for j in rows if j.near == grade]
    return Share(right=sum(truths), total=len(truths))


def recall(rows: Iterable[Judged]) -> Share:
    """Return how many plain breaches, beyond twice the error, were counted."""
    counted = [j.grade in ("certain", "probable") for j in rows if j.case.plain]
    return Share(right=sum(counted), total=len(counted))


def text(rows: Sequence[Judged]) -> str:
    """Return a table: what became of true breaches and of what were none."""
    lines = [f"{'':12}{'':10}{'certain':>9}{'probable':>9}{'possible':>9}{'none':>9}"]
    for kind, name in KIND_NAMES.items():
        for breach, word in ((True, "breach"), (False, "no breach")):
            mine = [j for j in rows if j.case.kind == kind and j.case.breach == breach]
            counts = [sum(j.grade == grade for j in mine) for grade in GRADES]
            lines.append(f"{name:12}{word:10}" + "".join(f"{n:9d}" for n in counts))
    for near, word in ((True, "near"), (False, "not near")):
        mine = [j for j in rows if j.case.kind == "pair" and j.case.near == near]
        counts = [sum(j.near == grade for j in mine) for grade in GRADES]
        lines.append(f"{'near coll.':12}{word:10}" + "".join(f"{n:9d}" for n in counts))
    lines.append(f"certain that are breaches: {true_share(rows, 'certain')}")
    lines.append(f"probable that are breaches: {true_share(rows, 'probable')}")
    lines.append(f"possible that are breaches: {true_share(rows, 'possible')}")
    lines.append(f"plain breaches that are counted: {recall(rows)}")
    lines.append(f"near collisions, certain: {true_near_share(rows, 'certain')}")
    lines.append(f"near collisions, probable: {true_near_share(rows, 'probable')}")
    return "\n".join(lines)


def svg(rows: Sequence[Judged], *, day: str) -> str:
    """Return the picture: grades by distance from the limit, and how often right."""
    width, panel, top = 960, 280, 64
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 420" '
        'font-family="system-ui, sans-serif" font-size="12" fill="#222">',
        f'<rect width="{width}" height="420" fill="#fff"/>',
        f'<text x="24" y="28" font-size="17" font-weight="600">Grades against the '
        f"truth of {len(rows):,} made cases</text>",
        f'<text x="24" y="48" fill="#555">Share of each grade by true distance from '
        f"the limit, in stated 95 % errors; breaches lie right of 0. {day}</text>",
    ]
    for k, (kind, name) in enumerate(KIND_NAMES.items()):
        mine = [j for j in rows if j.case.kind == kind]
        parts += _panel(mine, f"{len(mine):,} {name}", 40 + k * (panel + 30), top)
    parts += _legend(rows, 40, 332)
    return "\n".join([*parts, "</svg>", ""])


def _panel(rows: Sequence[Judged], title: str, left: int, top: int) -> list[str]:
    width, height = 270, 190
    parts = [f'<text x="{left}" y="{top + 16}" font-weight="600">{title}</text>']
    step = width / (len(_BINS) - 1)
    for k, (low, high) in enumerate(pairwise(_BINS)):
        mine = [j.grade for j in rows if low <= j.case.spare < high]
        y = float(top + 24)
        for grade in reversed(GRADES):
            share = mine.count(grade) / len(mine) if mine else 0.0
            parts.append(
                f'<rect x="{left + k * step:.1f}" y="{y:.1f}" width="{step:.2f}" '
                f'height="{share * height:.1f}" fill="{_COLOUR[grade]}"/>'
            )
            y += share * height
    bottom = top + 24 + height
    middle = left + width / 2
    parts.append(
        f'<path d="M{middle} {top + 24}V{bottom}" stroke="#222" '
        'stroke-dasharray="3 3"/>'
    )
    for mark in (-4, -2, 0, 2, 4):
        x = left + (mark + 4) * width / 8
        label = f"{mark:+d}" if mark else "0"
        parts.append(
            f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{label}</text>'
        )
    return parts


def _legend(rows: Sequence[Judged], left: int, top: int) -> list[str]:
    parts = []
    for k, grade in enumerate(GRADES):
        x, share = left + k * 225, true_share(rows, grade)
        name = "no finding" if grade == "none" else grade
        parts.append(
            f'<rect x="{x}" y="{top}" width="14" height="14" fill="{_COLOUR[grade]}" '
            'stroke="#888" stroke-width="0.5"/>'
        )
        parts.append(
            f'<text x="{x + 20}" y="{top + 12}">'
            f'<tspan font-weight="600">{name}</tspan>: '
            f"{100.0 * share.frac:.2f} % of {share.total:,}</text>"
        )
        parts.append(f'<text x="{x + 20}" y="{top + 28}">truly were breaches</text>')
    near = true_near_share(rows, "probable")
    parts.append(
        f'<text x="{left}" y="{top + 58}">Breaches by more than twice the error that '
        f"were counted: {recall(rows)}. Near collisions graded probable that truly "
        f"were: {near}.</text>"
    )
    return parts
