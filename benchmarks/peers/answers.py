"""Hold a contender's answer against ours: what must agree, and how nearly it does.

Every check returns one short clause for the table and whether the two agree as far as
the contender's method can.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from columns import F64, I64, Archive, Ground
from numpy.typing import NDArray
from pyproj import Geod
from settings import CORNERS_FRAC, GAP_LINE_US

Answer = Mapping[str, NDArray]
Verdict = tuple[str, bool]

SECOND_US = 1_000_000
# PyMEOS in a plane of equal areas against geodesics: times and distances.
EXACT_S, EXACT_M = 0.05, 2.0
# Where a line crosses itself, a report in the loop is on both banks or on none.
STRAY_FRAC = 0.005
# A report so near to a circle is inside or not as the circle is drawn.
CIRCLE_FRAC = 0.0015


def told(case: str, answer: Answer) -> str:
    """Return what an answer holds, counted."""
    if case == "ahead":
        return f"{len(answer['pairs']):,} pairs"
    if case == "pairs":
        return f"{len(answer['who']):,} encounters"
    passed = next(len(answer[n]) for n in ("passages", "rows", "flips") if n in answer)
    return f"{passed:,} passages, {len(answer['stays']):,} stays"


def numbers(pairs: I64) -> I64:
    """Return pairs of whole numbers as one number each."""
    return pairs[:, 0].astype(np.int64) * 2**32 + pairs[:, 1]


def ahead(ours: Answer, theirs: Answer) -> Verdict:
    """What we find nearer than the minima they find too, and what they find we do."""
    own, other = numbers(ours["pairs"]), numbers(theirs["pairs"])
    lost = np.setdiff1d(numbers(ours["narrower"]), other)
    made_up = np.setdiff1d(other, numbers(ours["wider"]))
    verdict = f"{shared_percent(own, other):.1f} % the same"
    if "turned" in theirs:
        turned = numbers(theirs["turned"])
        verdict += f"; {shared_percent(own, turned):.1f} % once meridians converge"
        lost = np.setdiff1d(numbers(ours["narrower"]), turned)
    return verdict, not len(lost) and not len(made_up)


def shared_percent(one: I64, other: I64) -> float:
    """Return how many of all that either holds both hold."""
    return 100 * len(np.intersect1d(one, other)) / max(len(np.union1d(one, other)), 1)


def matched(one: Answer, other: Answer, key: str, when: str, slack_us: int) -> I64:
    """Return for each interval of one an interval of other that it touches, else -1."""
    held: dict[int, list[int]] = {}
    for n, number in enumerate(numbers(other[key]).tolist()):
        held.setdefault(number, []).append(n)
    found = np.full(len(one[key]), -1)
    for n, number in enumerate(numbers(one[key]).tolist()):
        low_us, high_us = one[when][n]
        for m in held.get(number, ()):
            from_us, until_us = other[when][m]
            if from_us <= high_us + slack_us and until_us >= low_us - slack_us:
                found[n] = m
    return found


def pairs_exact(ours: Answer, theirs: Answer) -> Verdict:
    """Hold encounters one by one, in time and distance."""
    at = matched(ours, theirs, "who", "when_us", SECOND_US)
    if len(at) != len(theirs["who"]) or (at < 0).any():
        return f"{int((at < 0).sum())} of ours without theirs", False
    off_s = np.abs(ours["when_us"] - theirs["when_us"][at]).max() / SECOND_US
    off_m = np.abs(ours["closest_m"] - theirs["closest_m"][at]).max()
    return f"all, within {off_s:.3f} s and {off_m:.2f} m", (
        off_s < EXACT_S and off_m < EXACT_M
    )


def pairs_alike(ours: Answer, theirs: Answer) -> Verdict:
    """Hold our own answer, reached another way, against itself."""
    return "the same", np.array_equal(ours["when_us"], theirs["when_us"])


def pairs_sampled(ours: Answer, theirs: Answer) -> Verdict:
    """Hold encounters against those seen at whole seconds only."""
    theirs_at = matched(theirs, ours, "who", "when_us", SECOND_US // 100)
    missed = matched(ours, theirs, "who", "when_us", 0) < 0
    lasted_s = np.diff(ours["when_us"][missed], axis=1) / SECOND_US
    agree = not (theirs_at < 0).any() and not (lasted_s > 1.01).any()
    if not missed.any():
        return "all", agree
    return f"{int(missed.sum())} missed, none longer than {lasted_s.max():.2f} s", agree


def rows_of(held: Archive, mover: I64, time_us: I64) -> I64:
    """Return the row at or before a time, of each mover."""
    wide_us = int(np.ptp(held.time_us)) + 1
    keys = held.mover.astype(np.int64) * wide_us + (held.time_us - held.time_us.min())
    asked = mover * wide_us + (time_us - held.time_us.min())
    return np.searchsorted(keys, asked, side="right") - 1


def line(ours: Answer, theirs: Answer, held: Archive, about: Ground) -> Verdict:
    """Hold passages segment by segment, and stays by the reports inside."""
    own = rows_of(held, *ours["passages"].T)
    rows, many = np.unique(own, return_counts=True)
    if "rows" in theirs:
        same = np.array_equal(np.sort(theirs["rows"]), np.sort(own))
        passages = "every passage" if same else "other passages"
    else:
        # By sample two passages between the same two reports are none.
        other = rows_of(held, theirs["flips"][:, 0], theirs["flips"][:, 1])
        odd = rows[many % 2 == 1]
        differ = np.setxor1d(odd, other)
        same = len(differ) <= 1 + STRAY_FRAC * len(odd)
        passages = f"{len(differ)} segments differ of {len(odd):,}"
    unseen, strange = stays(ours, theirs, held, about)
    verdict = f"{passages}; {unseen} stays between two reports missed"
    return verdict, bool(same) and not strange


def stays(
    ours: Answer, theirs: Answer, held: Archive, about: Ground
) -> tuple[int, int]:
    """Return our stays that they miss, and how many of all differ without a reason.

    Theirs are reports inside a polygon. Each of ours that they miss may hold no report
    that any polygon would hold, and each of theirs that ours miss none that is inside
    by more than a polygon's own error; a lone report between two gaps lasts no time.
    """
    missed = unmatched(ours, theirs)
    strange = deep(ours, missed, held, about, CORNERS_FRAC - CIRCLE_FRAC)
    made_up = unmatched(theirs, ours)
    mover, from_us = theirs["stays"][made_up, 0], theirs["stays_us"][made_up, 0]
    made_up = made_up[~alone(held, rows_of(held, mover, from_us))]
    strange += deep(theirs, made_up, held, about, 1.0 - CIRCLE_FRAC)
    return len(missed), strange


def unmatched(one: Answer, other: Answer) -> I64:
    """Return which stays of one no stay of the other touches."""
    return np.flatnonzero(matched(one, other, "stays", "stays_us", 0) < 0)


def alone(held: Archive, rows: I64) -> NDArray[np.bool_]:
    """Tell of reports whether gaps that nobody bridges stand on both sides."""
    broken = np.ones(len(held.mover) + 1, bool)
    broken[1:-1] = held.mover[1:] != held.mover[:-1]
    broken[1:-1] |= np.diff(held.time_us) > GAP_LINE_US
    return broken[rows] & broken[rows + 1]


def deep(
    answer: Answer, which: I64, held: Archive, about: Ground, share_frac: float
) -> int:
    """Count the stays with a report nearer than this share of the radius."""
    limit_m, count = about.radius_m * share_frac, 0
    for n in which:
        mover, point = answer["stays"][n]
        from_us, until_us = answer["stays_us"][n]
        rows = rows_of(held, np.array([mover]), np.array([from_us - 1, until_us])) + 1
        away = away_m(held, slice(*rows), about.points_deg[point])
        count += bool((away < limit_m).any())
    return count


def away_m(held: Archive, rows: slice, point_deg: F64) -> F64:
    """Return the geodesic distance of reports from a point."""
    many = len(held.lat_deg[rows])
    lon_deg, lat_deg = np.full(many, point_deg[0]), np.full(many, point_deg[1])
    return np.asarray(
        Geod(ellps="WGS84").inv(
            held.lon_deg[rows], held.lat_deg[rows], lon_deg, lat_deg
        )[2]
    )


PAIRS: dict[str, Callable[[Answer, Answer], Verdict]] = {
    "kdtree": pairs_sampled,
    "pymeos": pairs_exact,
}
