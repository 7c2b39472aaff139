"""Write down the truth of a made month: ``truth.json``, format ``thalweg.truth/1``.

For each planted breach what truly happened, from the oracle, and what a perfect
observer with these clauses must report; for each day what the summary must count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from thalweg.simulate import truth
from thalweg.simulate.expect import (
    ENCOUNTER,
    EXCURSION,
    STAY,
    Expect,
    Feature,
    TrueEvent,
    event,
)
from thalweg.simulate.flight import Flight
from thalweg.simulate.ground import Ground
from thalweg.simulate.path import WGS84
from thalweg.times import US_PER_S, iso, iso_day

INCIDENT_GAP_S = 300.0
INCIDENT_REACH_M = 10_000.0
"""Findings of one incident follow within this time and lie within this distance."""

COUNTED = ("certain", "probable")
PAIR = " & "

Row = dict[str, Any]


def breaches(ground: Ground, feature: Feature, *, epoch_us: int) -> list[Row]:
    """Return a row for each finding that is expected of a play."""
    rows = []
    for expect in feature.expects:
        found = event(ground, expect)
        if len(found) != 1:
            raise ValueError(f"{feature.tag}: {len(found)} events, wanted one")
        rows.append(_row(ground, feature, expect, found[0], epoch_us))
    return rows


def number_incidents(rows: list[Row]) -> None:
    """Give each counted row its incident; the others get none.

    Rows of one clause and party belong together when one starts at most five minutes
    after the other's end and their first breaches lie within 10 km, transitively.
    """
    counted = sorted((r for r in rows if _counts(r)), key=lambda r: str(r["start"]))
    group = list(range(len(counted)))
    for j, later in enumerate(counted):
        for i in range(j):
            if _together(counted[i], later):
                joined, left = group[i], group[j]
                group = [joined if g == left else g for g in group]
    names = {g: k for k, g in enumerate(dict.fromkeys(group))}
    for row, g in zip(counted, group, strict=True):
        row["incident"] = names[g]


def day_rows(ground: Ground, rows: list[Row], days: Iterable[str]) -> list[Row]:
    """Return what the summary must count for every day, clause and party."""
    pair = PAIR.join(ground.separation.between)
    wanted = [(ground.keep_side.id, party) for party in ground.keep_side.sides]
    wanted += [(ground.separation.id, pair)]
    wanted += [(ground.stand_off.id, party) for party in ground.stand_off.restrains]
    counts = []
    firsts: dict[int, str] = {}
    for row in sorted(rows, key=lambda r: str(r["start"])):
        if row["incident"] is not None:
            firsts.setdefault(row["incident"], row["day"])
    for day in days:
        for clause, party in wanted:
            mine = [
                r
                for r in rows
                if (r["day"], r["clause"], PAIR.join(r["parties"]))
                == (day, clause, party)
            ]
            incidents = {
                r["incident"]
                for r in rows
                if r["incident"] is not None
                and (firsts[r["incident"]], r["clause"], PAIR.join(r["parties"]))
                == (day, clause, party)
            }
            counts.append(
                {
                    "day": day,
                    "clause": clause,
                    "party": party,
                    "count": sum(_counts(r) for r in mine),
                    "incidents": len(incidents),
                    "exempted": sum(r["exempted"] is not None for r in mine),
                    "possible": sum(r["grade"] == "possible" for r in mine),
                }
            )
    return counts


def _counts(row: Mapping[str, Any]) -> bool:
    return row["grade"] in COUNTED and row["exempted"] is None


def _together(a: Row, b: Row) -> bool:
    if (a["clause"], a["parties"]) != (b["clause"], b["parties"]):
        return False
    if b["start_us"] - a["end_us"] > INCIDENT_GAP_S * US_PER_S:
        return False
    _, _, apart_m = WGS84.inv(
        a["start_lon_deg"], a["start_lat_deg"], b["start_lon_deg"], b["start_lat_deg"]
    )
    return bool(apart_m <= INCIDENT_REACH_M)


def _row(
    ground: Ground, feature: Feature, expect: Expect, found: TrueEvent, epoch_us: int
) -> Row:
    clause = {
        EXCURSION: ground.keep_side,
        ENCOUNTER: ground.separation,
        STAY: ground.stand_off,
    }[expect.kind]
    start_us = epoch_us + round(found.start_s * US_PER_S)
    end_us = epoch_us + round(found.end_s * US_PER_S)
    row: Row = {
        "tag": feature.tag,
        "clause": clause.id,
        "kind": clause.kind,
        "parties": [f.party for f in expect.flights],
        "movers": [f.mover for f in expect.flights],
        "site": ground.site.id if expect.kind == STAY else None,
        "day": iso_day(start_us),
        "start": iso(start_us),
        "end": iso(end_us),
        "start_us": start_us,
        "end_us": end_us,
        "start_lat_deg": round(found.breach_lat_deg, 6),
        "start_lon_deg": round(found.breach_lon_deg, 6),
        "breach": expect.slack_m == 0.0 and expect.slack_ft == 0.0,
        "grade": expect.grade,
        "marginal": expect.marginal,
        "exempted": expect.exempted,
        "near_collision": expect.near_collision,
        "avoidance": list(expect.avoidance),
        "incident": None,
    }
    row |= _measures(ground, expect, found)
    return row


def _measures(ground: Ground, expect: Expect, found: TrueEvent) -> Row:
    """Return the true measures, and how far an observer's may lie from them.

    A time is off by the position's error over the speed towards the limit, and by the
    time error itself; `within` takes twice the stated error, and a second more.
    """
    flights = expect.flights
    speeds_mps = [
        float(f.at(np.array([found.start_s])).speed_mps[0]) or 50.0 for f in flights
    ]
    error_m = sum(f.stated_error_m(v) for f, v in zip(flights, speeds_mps, strict=True))
    if isinstance(found, truth.TrueExcursion):
        return {
            "stay_s": round(found.stay_s, 3),
            "depth_m": round(found.depth_m, 1),
            "error_m": round(error_m, 1),
            "start_within_s": round(1.0 + 2.0 * error_m / found.start_rate_mps, 1),
            "end_within_s": round(1.0 + 2.0 * error_m / found.end_rate_mps, 1),
        }
    if isinstance(found, truth.TrueStay):
        slow_s = 1.0 + 2.0 * (error_m + ground.site.error_m) / (0.3 * speeds_mps[0])
        return {
            "stay_s": round(found.stay_s, 3),
            "overhead_s": round(found.overhead_s, 3),
            "least_m": round(found.least_m, 1),
            "error_m": round(error_m, 1),
            "start_within_s": round(slow_s, 1),
            "end_within_s": round(slow_s, 1),
        }
    # Marginal heights aside, breaches of a pair open and close in the horizontal.
    edge_mps = 0.5 * found.relative_mps
    within_s = 1.0 + 2.0 * error_m / edge_mps
    return {
        "stay_s": round(found.end_s - found.start_s, 3),
        "closest_s": round(found.closest_s, 3),
        "horizontal_m": round(found.horizontal_m, 1),
        "vertical_ft": round(found.vertical_ft, 1),
        "slant_m": round(found.slant_m, 1),
        "min_slant_m": round(found.min_slant_m, 1),
        "relative_mps": round(found.relative_mps, 1),
        "error_m": round(error_m, 1),
        "start_within_s": round(within_s, 1),
        "end_within_s": round(within_s, 1),
    }


def unattributed(ground: Ground, flights: Iterable[Flight]) -> list[str]:
    """Return the movers of nobody known that were deep on both sides of the line."""
    buffer_m = ground.keep_side.buffer_m
    return sorted(
        {
            f.mover
            for f in flights
            if f.party == "unknown"
            and truth.deepest_m(ground, "left", f, step_s=5.0) > buffer_m
            and truth.deepest_m(ground, "right", f, step_s=5.0) > buffer_m
        }
    )
