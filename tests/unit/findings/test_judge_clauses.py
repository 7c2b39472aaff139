"""Who is judged under which clause, and what is only listed."""

from __future__ import annotations

import pytest

from tests.oracle.plain_watch import Limits, Mover, Report
from tests.oracle.plain_watch_scenes import (
    agreement_of,
    decisions_of,
    moved,
    separation,
    tracks_of,
)
from thalweg.archive.reduce import reduce
from thalweg.archive.slice import scan, watch_of
from thalweg.findings.evidence import EvidenceIndex
from thalweg.findings.judge import judge
from thalweg.model.agreement import DayWindow, StandOff
from thalweg.model.place import PointPlace, Position
from thalweg.watch.flights import flights

LIMITS = Limits(5556.0, 1000.0)


def level(name, party, north_m=0.0, *, times=range(0, 200, 5)):
    made = []
    for t_s in times:
        lat_deg, lon_deg = moved(35.0, 40.0, 100.0 * t_s, north_m)
        made.append(Report(float(t_s), lat_deg, lon_deg, 10.0, 10_000.0))
    return Mover(name, party, tuple(made))


def judged(movers, clauses, places=None):
    agreement = agreement_of(clauses, places)
    tracks, decisions = tracks_of(movers), decisions_of(movers)
    seen = flights(tracks, decisions, agreement=agreement)
    time_us = seen.paths.time_us
    low = int(time_us.min()) if len(time_us) else 0
    high = int(time_us.max()) if len(time_us) else 0
    watch = watch_of(agreement, low, high)
    events = reduce(seen, watch.detectors, [scan(seen, watch, low, high + 1)])
    index = EvidenceIndex(tracks, decisions)
    return judge(events, watch.requests, agreement=agreement, index=index)


def pairs_found(parties, between):
    movers = [level(f"m{n}", p, 500.0 * n) for n, p in enumerate(parties)]
    rows = judged(movers, [separation(LIMITS, between)]).rows
    return sorted(tuple(r["parties"]) for r in rows)


@pytest.mark.parametrize(
    ("parties", "between", "want"),
    [
        (("west", "east"), ("west", "east"), [("west", "east")]),
        (("east", "west"), ("west", "east"), [("west", "east")]),
        (("west", "west"), ("west", "east"), []),
        (("west", "west"), ("west", "west"), [("west", "west")]),
        (("west", "local"), ("west", "east"), [("west", "local")]),
        (("west", "third"), ("west", "east"), []),
        (("west", "unknown"), ("west", "east"), []),
        (("neutral", "unknown"), ("any", "any"), [("neutral", "unknown")]),
        (("unknown", "neutral"), ("any", "any"), [("neutral", "unknown")]),
        (("unknown", "west"), ("west", "any"), [("west", "unknown")]),
        (("neutral", "unknown"), ("west", "any"), []),
        (
            ("west", "east", "neutral"),
            ("any", "any"),
            [("east", "neutral"), ("west", "east"), ("west", "neutral")],
        ),
    ],
)
def test_who_counts_as_a_pair(parties, between, want):
    assert pairs_found(parties, between) == want


@pytest.mark.parametrize("times", [(), (0,), (0, 5)])
def test_nothing_one_and_two_reports(times):
    movers = [level("a", "west", times=times), level("b", "east", 500.0, times=times)]
    found = judged(movers, [separation(LIMITS)]).rows if times else []
    # Two reports bear a breach that hangs on each of them.
    assert [r["grade"] for r in found] == (["possible"] if len(times) > 1 else [])


def stand_off(**more):
    plain = {
        "id": "5.1", "kind": "site.stand-off", "sites": ("post",), "protects": "west",
        "restrains": ("east",), "radius_m": 8000.0, "overhead_m": None, "floor": None,
        "ceiling": None, "longest_stay_s": 0.0, "longest_overhead_s": 0.0,
        "same_stay_s": 600.0, "largest_gap_s": 60.0,
    }  # fmt: skip
    return StandOff(**{**plain, **more})


POST = {"post": PointPlace(id="post", at=Position(lat_deg=35.0, lon_deg=40.05))}


@pytest.mark.parametrize(
    ("party", "found", "listed"),
    [
        ("east", 1, 0), ("local", 1, 0), ("west", 0, 0), ("neutral", 0, 0),
        ("third", 0, 0), ("unknown", 0, 1),
    ],
)  # fmt: skip
def test_who_is_restrained_and_who_is_only_listed(party, found, listed):
    said = judged([level("a", party)], [stand_off()], POST)
    assert len(said.rows) == found
    assert len(said.unattributed) == listed


def test_hours_bound_the_breach():
    # The scene starts at 2017-12-01T04:00:00Z.
    open_at = separation(
        LIMITS, hours=(DayWindow(from_s=4 * 3600 + 60, to_s=18 * 3600),)
    )
    movers = [level("a", "west"), level("b", "east", 500.0)]
    (row,) = judged(movers, [open_at]).rows
    (whole,) = judged(movers, [separation(LIMITS)]).rows
    assert row["stay_s"] == pytest.approx(whole["stay_s"] - 60.0, abs=0.002)
    shut = separation(LIMITS, hours=(DayWindow(from_s=6 * 3600, to_s=18 * 3600),))
    assert judged(movers, [shut]).rows == []


def test_a_finding_belongs_to_its_clause_alone():
    movers = [level("a", "west"), level("b", "east", 500.0)]
    rows = judged(movers, [separation(LIMITS), separation(LIMITS, id="4.2")]).rows
    assert sorted(r["clause"] for r in rows) == ["4.1", "4.2"]
    assert len({r["finding"] for r in rows}) == 2


def test_movers_leave_out_who_is_meant_otherwise():
    movers = [level("a", "west"), level("b", "east", 500.0)]
    only = separation(LIMITS, movers=("unmanned",))
    assert judged(movers, [only]).rows == []
    assert len(judged(movers, [separation(LIMITS, movers=("manned",))]).rows) == 1
