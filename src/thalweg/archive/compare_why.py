"""Why one side has a finding that the other has not, from the other's own record.

A record holds findings with their evidence, the flights it heard and the hours it saw,
not every position. What it cannot show is told as unknown, with what is known; whoever
holds the positions can find out with ``thalweg verify --positions``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from thalweg.archive.compare_side import (
    Flown,
    Row,
    Side,
    Track,
    band_of,
    hours_of,
    median_m,
    movers_of,
)
from thalweg.archive.compare_terms import Terms
from thalweg.times import US_PER_HOUR, US_PER_MIN, US_PER_S, iso

CODES = {
    "terms": "the other record was judged by other terms",
    "edge": "it reaches over the end of the time that both records have",
    "possible": "the other side calls it possible only",
    "exempted": "the other side exempts it",
    "maybe_same": "the other side has it about a mover of another name",
    "party": "the other side says that it is somebody else's",
    "dropped": "the other side dropped every report of it",
    "gap": "the other side has a gap there that is never bridged",
    "judged": "the other side saw it and judged it no breach",
    "unseen": "the other side saw nothing there in that hour, or heard nobody then",
    "not_heard": "the other side did not hear the mover",
    "unknown": "the other record does not show why",
}
"""Reasons, the first that holds is told; every one from the other side's record."""

EVIDENCE_US = 5 * US_PER_MIN
"""Evidence reaches at least so far before and after a finding (RULES §10)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the other side has no such finding: a key of `CODES`, and its figures."""

    code: str
    figures: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The reason as a sentence without its figures."""
        return CODES[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A finding of one side, asked after on the other.

    `shift_us` is what to add to times of the finding so that they are times of the
    other side; `window_us` the time that both records have, by the other's clock.
    """

    row: Row
    own: Side
    other: Side
    terms: Terms
    shift_us: int
    window_us: tuple[int, int]
    largest_gap_us: int

    @property
    def span_us(self) -> tuple[int, int]:
        """When it was, by the other side's clock."""
        return self.row["start"] + self.shift_us, self.row["end"] + self.shift_us

    @property
    def hours(self) -> list[int]:
        """The hours that it touches, by the other side's clock, in its period."""
        low_us, high_us = self.window_us
        start_us, end_us = self.span_us
        return hours_of(max(start_us, low_us), min(end_us, high_us))


def why(asked: Asked) -> Reason:
    """Return why the other side has no finding that matches one."""
    found: Iterator[Reason | None] = (rule(asked) for rule in _RULES)
    return next(reason for reason in found if reason is not None)


def stands_otherwise(row: Row) -> Reason:
    """Return why a finding that the other side has is not counted there."""
    if row["exempted_by"] is not None:
        figures = {"exempted_by": row["exempted_by"], "grade": row["grade"]}
        return Reason("exempted", {"finding": row["finding"], **figures})
    figures = {"grade": row["grade"], "error_m": row["error_m"]}
    return Reason("possible", {"finding": row["finding"], **figures})


def maybe_same(
    one: Side, row: Row, other: Side, candidate: Row, shift_us: int
) -> Reason | None:
    """Return that a finding may be about the same movers under other names.

    Only a mover that is not named by its address can be another: two addresses never
    are. Both sides' reports must lie within the sum of their errors, as a median.
    `shift_us` is what to add to times of `row`.
    """
    ours, theirs = movers_of(row), movers_of(candidate)
    mine, yours = sorted(ours - theirs), sorted(theirs - ours)
    if len(mine) != 1 or len(yours) != 1:
        # Both of a pair unknown by name: too little to say which is which.
        return None
    here = one.tracks(row).get(mine[0])
    there = other.tracks(candidate).get(yours[0])
    if here is None or there is None:
        return None
    apart = _apart_m(here, there, shift_us)
    if apart is None or apart[0] > apart[1]:
        return None
    return Reason(
        "maybe_same",
        {
            "finding": candidate["finding"],
            "mover": yours[0],
            "apart_m": round(apart[0], 1),
            "errors_m": round(apart[1], 1),
        },
    )


def _terms(asked: Asked) -> Reason | None:
    if asked.terms.same:
        return None
    other_first = [[name, theirs] for name, _, theirs in asked.terms.differs]
    return Reason("terms", {"differs": other_first})


def _edge(asked: Asked) -> Reason | None:
    low_us, high_us = asked.window_us
    start_us, end_us = asked.span_us
    if start_us >= low_us and end_us <= high_us:
        return None
    return Reason("edge", {"from": iso(low_us), "to": iso(high_us)})


def _party(asked: Asked) -> Reason | None:
    """Say that the other side gave a mover to somebody else at that time."""
    row = asked.row
    for mover, party in ((row["mover"], row["party"]), _second(row)):
        flown = _flight(asked, mover) if mover else None
        if flown is not None and flown.party != party:
            figures = {"mover": mover, "party": party, "other_party": flown.party}
            return Reason("party", {**figures, "other_ground": flown.ground})
    return None


def _evidence(asked: Asked) -> Reason | None:
    """Say what the evidence of the other's other findings shows of the movers."""
    shown = [_shown(asked, mover) for mover in sorted(movers_of(asked.row))]
    for code in ("not_heard", "dropped", "gap"):
        for reason in shown:
            if reason is not None and reason.code == code:
                return reason
    if shown and all(reason is not None for reason in shown):
        return shown[0]
    return None


def _event(asked: Asked) -> Reason | None:
    """Say that the other side measured it as an event, yet made no finding of it."""
    request = asked.other.requests.get(str(asked.row["clause"]))
    start_us, end_us = asked.span_us
    for event in asked.other.events.get((str(request), movers_of(asked.row)), ()):
        if event["start"] <= end_us and event["end"] >= start_us:
            names = ("grade", "stay_s", "depth_m", "horizontal_m", "error_m")
            figures = {n: event[n] for n in names if event[n] is not None}
            return Reason("judged", {"event": event["kind"], **figures})
    return None


def _unseen(asked: Asked) -> Reason | None:
    """Say that the other side saw nothing of the place then, or nobody anywhere.

    Coverage goes by the hour: where a feed fell silent within one, that no flight of
    anybody reaches into the time of the finding tells it.
    """
    place = _place(asked)
    seen = [asked.other.seen_s(place or (0.0, 0.0, ""), hour) for hour in asked.hours]
    movers = asked.other.heard(*asked.span_us)
    seen_s = None if place is None else round(sum(s for s, _ in seen), 1)
    if movers and seen_s != 0.0:
        return None
    figures = {
        "seen_s": seen_s,
        "alive_s": round(sum(alive_s for _, alive_s in seen), 1),
        "of_s": len(seen) * US_PER_HOUR // US_PER_S,
        "movers_heard": movers,
        "band": None if place is None else place[2],
    }
    return Reason("unseen", figures)


def _not_heard(asked: Asked) -> Reason | None:
    """Say that no flight of a mover there reaches into the time of the finding."""
    silent = [m for m in sorted(movers_of(asked.row)) if _flight(asked, m) is None]
    if not silent:
        return None
    figures: dict[str, Any] = {
        "mover": " & ".join(silent),
        "movers_heard": asked.other.heard(*asked.span_us),
    }
    flights = [f for m in silent for f in asked.other.flights(m)]
    return Reason("not_heard", figures | _nearest(flights, asked.span_us[0]))


def _unknown(asked: Asked) -> Reason:
    """Say what is known: that the movers were heard, and how much of the hours seen."""
    heard = {}
    for mover in sorted(movers_of(asked.row)):
        flown = _flight(asked, mover)
        if flown is not None:
            heard[mover] = [iso(flown.from_us), iso(flown.to_us)]
    figures: dict[str, Any] = {"heard": heard}
    place = _place(asked)
    if place is not None:
        seen_s = sum(asked.other.seen_s(place, hour)[0] for hour in asked.hours)
        figures["seen_s"] = round(seen_s, 1)
        figures["of_s"] = len(asked.hours) * US_PER_HOUR // US_PER_S
    return Reason("unknown", figures)


_RULES: Sequence[Callable[[Asked], Reason | None]] = (
    _terms,
    _edge,
    _party,
    _evidence,
    _event,
    _unseen,
    _not_heard,
    _unknown,
)


def _second(row: Row) -> tuple[Any, Any]:
    return row["other_mover"], row["other_party"]


def _flight(asked: Asked, mover: str) -> Flown | None:
    """Return the other side's flight of a mover at the start of the finding."""
    start_us, end_us = asked.span_us
    flights = [
        f
        for f in asked.other.flights(mover)
        if f.from_us <= end_us and f.to_us >= start_us
    ]
    return flights[0] if flights else None


def _nearest(flights: Sequence[Flown], start_us: int) -> dict[str, Any]:
    """Return when the nearest flight was heard, None where there is none at all."""
    if not flights:
        return {"heard": None}
    near = min(
        flights,
        key=lambda f: (max(f.from_us - start_us, start_us - f.to_us), f.from_us),
    )
    return {"heard": [iso(near.from_us), iso(near.to_us)]}


def _shown(asked: Asked, mover: str) -> Reason | None:
    """Return what evidence that covers the time of the finding shows of one mover."""
    start_us, end_us = asked.span_us
    for row in asked.other.near(mover, start_us - EVIDENCE_US, end_us + EVIDENCE_US):
        # The whole of the finding's time must lie in what the evidence holds.
        low_us, high_us = row["start"] - EVIDENCE_US, row["end"] + EVIDENCE_US
        track = asked.other.tracks(row).get(mover)
        if track is not None and low_us <= start_us and end_us <= high_us:
            return _read(asked, mover, track, str(row["finding"]))
    return None


def _read(asked: Asked, mover: str, track: Track, finding: str) -> Reason:
    start_us, end_us = asked.span_us
    kept = (track.time_us >= start_us) & (track.time_us <= end_us)
    left = (track.dropped_us >= start_us) & (track.dropped_us <= end_us)
    figures: dict[str, Any] = {"mover": mover, "evidence_of": finding}
    longest_us = _longest_gap_us(track, start_us, end_us)
    if not kept.any() and left.any():
        why_not = np.array(track.dropped_why, object)[left].tolist()
        return Reason("dropped", {**figures, "rows": dict(Counter(why_not))})
    bridged = longest_us is not None and longest_us <= asked.largest_gap_us
    if not kept.any() and not bridged:
        return Reason("not_heard", figures)
    if not bridged:
        gap_s = None if longest_us is None else round(longest_us / US_PER_S, 1)
        most_s = round(asked.largest_gap_us / US_PER_S, 1)
        return Reason("gap", {**figures, "gap_s": gap_s, "largest_gap_s": most_s})
    figures["reports"] = int(kept.sum())
    own = asked.own.tracks(asked.row).get(mover)
    apart = None if own is None else _apart_m(own, track, asked.shift_us)
    if apart is not None:
        figures |= {"apart_m": round(apart[0], 1), "errors_m": round(apart[1], 1)}
    return Reason("judged", figures)


def _longest_gap_us(track: Track, start_us: int, end_us: int) -> int | None:
    """Return the longest step of a track in a span; None if it does not reach over."""
    first = int(np.searchsorted(track.time_us, start_us, "right")) - 1
    last = int(np.searchsorted(track.time_us, end_us, "left"))
    if first < 0 or last >= len(track.time_us):
        return None
    return int(np.diff(track.time_us[first : last + 1]).max(initial=0))


def _apart_m(here: Track, there: Track, shift_us: int) -> tuple[float, float] | None:
    """Return how far two tracks lie apart, and the sum of their errors; medians, m."""
    if len(here.time_us) < 2 or len(there.time_us) < 2:
        return None
    at_us = here.time_us + shift_us
    inside = (at_us >= there.time_us[0]) & (at_us <= there.time_us[-1])
    if not inside.any():
        return None
    lat_deg, lon_deg = (
        np.interp(at_us[inside], there.time_us, values)
        for values in (there.lat_deg, there.lon_deg)
    )
    north_m = np.radians(lat_deg - here.lat_deg[inside]) * 6_371_000.0
    east_m = np.radians(lon_deg - here.lon_deg[inside]) * 6_371_000.0
    east_m = east_m * np.cos(np.radians(lat_deg))
    errors_m = median_m(here.error_m) + median_m(there.error_m)
    return float(np.median(np.hypot(north_m, east_m))), errors_m


def _place(asked: Asked) -> tuple[float, float, str] | None:
    """Return where a finding was, and its height band from its own evidence."""
    row = asked.row
    if row["lat_deg"] is None or row["lon_deg"] is None:
        return None
    track = asked.own.tracks(row).get(str(row["mover"]))
    if track is None or not len(track.time_us):
        return None
    middle_us = (row["start"] + row["end"]) // 2
    near = np.argsort(np.abs(track.time_us - middle_us), kind="stable")
    heights = track.height_ft[near]
    known = heights[~np.isnan(heights)]
    if not len(known):
        return None
    return float(row["lat_deg"]), float(row["lon_deg"]), band_of(float(known[0]))
