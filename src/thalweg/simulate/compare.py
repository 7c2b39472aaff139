"""Hold a run's findings and counts against a scenario's truth; name each difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from thalweg.times import US_PER_S, iso, parse_iso

Row = Mapping[str, Any]

OUTAGE_WITHIN_H = 5.0 / 60.0
"""How exactly an outage must show in the hours seen: one slot of five minutes."""

_COUNTS = ("count", "incidents", "exempted", "possible")


def differences(
    truth: Row, findings: Iterable[Row], summary: Row, *, slack_s: float = 0.0
) -> list[str]:
    """Return one sentence for each way in which a run and the truth differ.

    Parameters
    ----------
    truth
        The document of ``truth.json``.
    findings
        Rows of FINDINGS, as ``Table.to_pylist`` gives them.
    summary
        The document of ``summary.json``.
    slack_s
        Allowed on every time beside what the truth allows.
    """
    rows = list(findings)
    said: list[str] = []
    taken: set[int] = set()
    for breach in truth["breaches"]:
        k = _match(breach, rows, taken)
        if k is None:
            said.append(f"missing: {_name(breach)} ({breach['grade']})")
            continue
        taken.add(k)
        said += [
            f"{_name(breach)}: {text}" for text in _faults(breach, rows[k], slack_s)
        ]
    said += [
        f"extra: {row['grade']} {row['clause']} of {row['mover']} {row['other_mover']} "
        f"at {_iso(row['start'])}"
        for k, row in enumerate(rows)
        if k not in taken
    ]
    return said + day_differences(truth, summary)


def day_differences(truth: Row, summary: Row) -> list[str]:
    """Return how the counts of days, and the hours seen, differ from the truth."""
    told = {(d["day"], d["clause"], d["party"]): d for d in summary["days"]}
    lost_h = {o["day"]: o["lost_h"] for o in truth["outages"]}
    said = []
    for want in truth["days"]:
        key = (want["day"], want["clause"], want["party"])
        have = told.pop(key, None)
        if have is None:
            said.append(f"no row for {' '.join(key)}")
            continue
        for name in _COUNTS:
            if have[name] != want[name]:
                said.append(f"{' '.join(key)}: {name} {have[name]}, true {want[name]}")
        if want["clause"] == truth["area_clause"]:
            seen_h = 24.0 - lost_h.get(want["day"], 0.0)
            if have["seen_h"] is None or abs(have["seen_h"] - seen_h) > OUTAGE_WITHIN_H:
                said.append(
                    f"{' '.join(key)}: seen {have['seen_h']} h, true {seen_h} h"
                )
    said += [
        f"unasked row for {' '.join(key)}"
        for key, row in told.items()
        if any(row[name] for name in _COUNTS)
    ]
    return said


def _match(breach: Row, rows: list[Row], taken: set[int]) -> int | None:
    """Return the finding of the breach's clause and movers that overlaps it most."""
    start_us, end_us = parse_iso(breach["start"]), parse_iso(breach["end"])
    best, longest_us = None, -60 * US_PER_S
    for k, row in enumerate(rows):
        movers = {row["mover"], row["other_mover"]} - {None}
        if k in taken or row["clause"] != breach["clause"]:
            continue
        if movers != set(breach["movers"]):
            continue
        overlap_us = min(end_us, _us(row["end"])) - max(start_us, _us(row["start"]))
        if overlap_us > longest_us:
            best, longest_us = k, overlap_us
    return best


def _faults(breach: Row, row: Row, slack_s: float) -> Iterable[str]:
    if row["grade"] != breach["grade"]:
        yield f"grade {row['grade']}, true {breach['grade']}"
    if list(row["parties"]) != breach["parties"]:
        yield f"parties {row['parties']}, true {breach['parties']}"
    if row["site"] != breach["site"]:
        yield f"site {row['site']}, true {breach['site']}"
    by = row["exempted_by"]
    if (by is None) != (breach["exempted"] is None) or (
        by is not None and breach["exempted"] not in by
    ):
        yield f"exempted by {by}, true {breach['exempted']}"
    if row["near_collision"] != breach["near_collision"]:
        yield f"near collision {row['near_collision']}, true {breach['near_collision']}"
    avoided = {a["mover"] for a in row["avoidance"] or ()}
    for mover in set(breach["avoidance"]) - avoided:
        yield f"avoidance of {mover} is not recorded"
    if breach["breach"]:
        yield from _measure_faults(breach, row, slack_s)


def _measure_faults(breach: Row, row: Row, slack_s: float) -> Iterable[str]:
    for name in ("start", "end"):
        off_s = abs(_us(row[name]) - parse_iso(breach[name])) / US_PER_S
        if off_s > breach[f"{name}_within_s"] + slack_s:
            yield f"{name} off by {off_s:.1f} s, at most {breach[f'{name}_within_s']}"
    for name in ("depth_m", "horizontal_m"):
        if name in breach and abs(row[name] - breach[name]) > breach["error_m"]:
            yield f"{name} {row[name]}, true {breach[name]} +- {breach['error_m']}"
    if (
        "vertical_ft" in breach
        and abs(row["vertical_ft"] - breach["vertical_ft"]) > 60.0
    ):
        yield f"vertical_ft {row['vertical_ft']}, true {breach['vertical_ft']}"


def _name(breach: Row) -> str:
    movers = " ".join(breach["movers"])
    return f"{breach['tag']} {breach['clause']} of {movers} at {breach['start']}"


def _us(value: Any) -> int:  # noqa: ANN401 - a datetime, or an int of microseconds
    if isinstance(value, int):
        return value
    # Not timestamp(): a double cannot hold microseconds of a date exactly.
    whole = value.replace(microsecond=0)
    return int(whole.timestamp()) * US_PER_S + int(value.microsecond)


def _iso(value: Any) -> str:  # noqa: ANN401
    return iso(_us(value))
