"""Levels 2 and 3 of verification: findings made again, and everything made again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from thalweg.archive.consistency import Record
from thalweg.archive.difference import (
    COMPARED,
    LAST_UNIT_H,
    Row,
    differences,
    rows_of,
    shown,
)
from thalweg.archive.executor import Progress
from thalweg.archive.folder import FINDINGS_TABLE, SUMMARY
from thalweg.archive.run import examine
from thalweg.archive.slice import findings_from_evidence
from thalweg.archive.untrusted import json_object
from thalweg.errors import InputError, ThalwegError
from thalweg.findings import evidence
from thalweg.findings.counts import WATCHED
from thalweg.findings.evidence import EvidenceRows, decision_rows
from thalweg.model.agreement import Agreement
from thalweg.tables.account import DECISIONS, DROPPED
from thalweg.times import parse_iso
from thalweg.wire.canonical import canonical_json

# Rows are held against one another by what names them; measures may differ by a unit.
_KEYS = {
    "events.parquet": ("kind", "request", "place", "mover", "other_mover", "bracket"),
    "decisions.parquet": tuple(DECISIONS.schema.names),
    "dropped.parquet": tuple(DROPPED.schema.names),
    "coverage.parquet": ("hour", "feed", "cell", "band"),
}
# What a summary says of the one who made it, not of the positions.
_NOT_OF_THE_POSITIONS = frozenset({".version"})


def evidence_faults(record: Record, told: Progress) -> Iterator[str]:
    """Yield, for each finding that its evidence does not bear out, the first reason.

    `told` is called with (stage, done, total).
    """
    if record.findings is None or record.agreement is None:
        raise InputError("findings or agreement cannot be read: nothing is recomputed")
    decided = _decided(record.tables.get("decisions.parquet"))
    found = rows_of(record.findings)
    again = _Again(record, record.agreement, found)
    for n, row in enumerate(found):
        told("making findings again", n, len(found))
        fault = _evidence_fault(row, again, decided)
        if fault:
            yield f"finding {row['finding']}: {fault}"
    told("making findings again", len(found), len(found))


class _Again:
    """What evidence gives when it is judged again; the newest piece is kept at hand."""

    def __init__(
        self, record: Record, agreement: Agreement, findings: Sequence[Row]
    ) -> None:
        self._contents = record.contents
        self._agreement = agreement
        self._cited: dict[object, set[object]] = {}
        for row in findings:
            self._cited.setdefault(row["evidence"], set()).add(row["clause"])
        self._made: dict[str, tuple[EvidenceRows, dict[object, Row]]] = {}

    def of(self, digest: str) -> tuple[EvidenceRows, dict[object, Row]]:
        """Return a piece of evidence, and the findings it gives, by their id."""
        if digest not in self._made:
            name = f"evidence/{digest}.parquet"
            rows = evidence.read(self._contents.read(name), name)
            if rows.digest != digest:
                raise InputError(f"{name}: the digest of its content is {rows.digest}")
            found = _judged(self._asked(digest), rows, name)
            self._made = {digest: (rows, {row["finding"]: row for row in found})}
        return self._made[digest]

    def _asked(self, digest: str) -> Agreement:
        """Return the agreement with those watched clauses alone that are cited."""
        cited = self._cited[digest]
        clauses = [
            clause
            for clause in self._agreement.clauses
            if clause.id in cited or not isinstance(clause, WATCHED)
        ]
        return replace(self._agreement, clauses=tuple(clauses))


def _judged(agreement: Agreement, rows: EvidenceRows, name: str) -> list[Row]:
    try:
        table = findings_from_evidence(agreement, rows.tracks, rows.decisions)
    except ThalwegError:
        raise
    except Exception as why:
        # Evidence from a stranger can be wrong in ways that nobody foresaw. That is a
        # fault of the record, to be told by name, and no reason to stop.
        raise InputError(f"{name}: cannot be judged: {type(why).__name__}") from why
    return list(rows_of(table))


def _evidence_fault(
    row: Row, again: _Again, decided: Counter[bytes] | None
) -> str | None:
    try:
        rows, found = again.of(str(row["evidence"]))
    except ThalwegError as why:
        return str(why)
    if decided is not None:
        listed = Counter(map(canonical_json, decision_rows(rows.decisions)))
        if not listed <= decided:
            return "a decision in its evidence is not in decisions.parquet"
    if row["finding"] not in found:
        return _not_found(row, found)
    return next(differences(row, found[row["finding"]], COMPARED), None)


def _not_found(row: Row, found: Mapping[object, Row]) -> str:
    """Say what the evidence gives in the place of a finding that it does not give."""
    alike = [
        other
        for other in found.values()
        if all(other[key] == row[key] for key in ("clause", "mover", "other_mover"))
    ]
    if not alike:
        return "its evidence gives no such finding"
    first = next(differences(row, alike[0], COMPARED[1:]), "nothing but the id differs")
    return f"its evidence gives finding {alike[0]['finding']} instead: {first}"


def _decided(decisions: pa.Table | None) -> Counter[bytes] | None:
    if decisions is None:
        return None
    return Counter(map(canonical_json, decision_rows(decisions)))


def positions_faults(
    record: Record, positions: Sequence[str], told: Progress
) -> Iterator[str]:
    """Yield what differs when everything is run again from the positions.

    Agreement, feeds, notices and settings are those of the folder. `told` is called
    with (stage, done, total).
    """
    document = _agreement_path(record)
    settings = _settings(record)
    result = examine(
        document,
        list(positions),
        feeds=_input(record, "feeds.yaml"),
        notices=_input(record, "notices.json"),
        progress=told,
        **settings,
    )
    yield from _findings_apart(record, result.findings)
    for name, key in _KEYS.items():
        table = record.tables.get(name)
        again = getattr(result, name.removesuffix(".parquet"))
        if table is not None:
            yield from _rows_apart(name, rows_of(table), rows_of(again), key)
    if record.summary is not None:
        for fault in _unlike("", record.summary, result.summary):
            yield f"{SUMMARY}: {fault}"


def _agreement_path(record: Record) -> Path:
    if record.agreement is None:
        raise InputError("agreement/: cannot be read, so nothing can be run again")
    return record.contents.files[f"agreement/{record.agreement.document}"]


def _input(record: Record, name: str) -> Path | None:
    return record.contents.files.get(f"inputs/{name}")


def _settings(record: Record) -> dict[str, Any]:
    """Return the settings of the run as arguments of `examine`."""
    name = "inputs/settings.json"
    if name not in record.contents.files:
        return {}
    said = json_object(record.contents.read(name), name)
    columns = said.get("columns")
    instants = {f"{key}_us": said.get(key) for key in ("from", "to")}
    return {
        "columns": columns if isinstance(columns, dict) else None,
        "near_only": said.get("near_only") is True,
        "within": None if said.get("within") is None else str(said["within"]),
        **{
            k: parse_iso(str(v)) if v is not None else None for k, v in instants.items()
        },
    }


def _findings_apart(record: Record, again: pa.Table) -> Iterator[str]:
    if record.findings is None:
        return
    have = {row["finding"]: row for row in rows_of(record.findings)}
    want = {row["finding"]: row for row in rows_of(again)}
    for finding, row in want.items():
        if finding not in have:
            yield f"{FINDINGS_TABLE}: {_named(row)} was left out"
    for finding, row in have.items():
        if finding not in want:
            yield f"{FINDINGS_TABLE}: the positions do not give {_named(row)}"
            continue
        for fault in differences(row, want[finding], (*COMPARED, "evidence")):
            yield f"finding {finding}: {fault} from the positions"


def _named(row: Row) -> str:
    who = " and ".join(str(row[k]) for k in ("mover", "other_mover") if row[k])
    at = shown("start", row["start"])
    return f"finding {row['finding']} ({row['clause']}, {row['grade']}, {who}, {at})"


def _rows_apart(
    name: str, have: Sequence[Row], want: Sequence[Row], key: Sequence[str]
) -> Iterator[str]:
    """Compare rows by a key; those of one key in their order."""
    left, right = _by_key(have, key), _by_key(want, key)
    for at in sorted(left.keys() | right.keys(), key=repr):
        ours, theirs = left.get(at, []), right.get(at, [])
        where = f"{name}: {', '.join(map(str, at))}"
        if len(ours) != len(theirs):
            yield f"{where}: {len(ours)} rows, from the positions {len(theirs)}"
            continue
        for one, other in zip(ours, theirs, strict=True):
            fault = next(differences(one, other, list(other)), None)
            if fault:
                yield f"{where}: {fault}"
                break


def _by_key(
    rows: Sequence[Row], key: Sequence[str]
) -> dict[tuple[object, ...], list[Row]]:
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in key), []).append(row)
    return found


def _unlike(at: str, have: object, want: object) -> Iterator[str]:
    """Yield where two JSON documents differ; hours to one last unit."""
    if isinstance(have, Mapping) and isinstance(want, Mapping):
        for key in sorted(have.keys() | want.keys()):
            if f"{at}.{key}" not in _NOT_OF_THE_POSITIONS:
                yield from _unlike(f"{at}.{key}", have.get(key), want.get(key))
    elif isinstance(have, list) and isinstance(want, list | tuple):
        if len(have) != len(want):
            yield f"{at[1:]} has {len(have)} entries, from the positions {len(want)}"
            return
        for i, (one, other) in enumerate(zip(have, want, strict=True)):
            yield from _unlike(f"{at}[{i}]", one, other)
    elif isinstance(have, float) and isinstance(want, float):
        if abs(have - want) > LAST_UNIT_H * 1.001:
            yield f"{at[1:]} is {have!r}, from the positions {want!r}"
    elif have != want:
        yield f"{at[1:]} is {have!r}, from the positions {want!r}"
