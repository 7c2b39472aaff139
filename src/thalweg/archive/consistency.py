"""Level 1 of verification: a record's digests, and that its files say one thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import ParamSpec, TypeVar

import pyarrow as pa

from thalweg.agreement.load import load
from thalweg.archive.folder import (
    FINDINGS_MAP,
    FINDINGS_TABLE,
    OTHER_TABLES,
    REQUIRED,
    SUMMARY,
)
from thalweg.archive.untrusted import Contents, json_object
from thalweg.errors import InputError, TableError, VerificationError
from thalweg.findings.counts import days, totals
from thalweg.model.agreement import Agreement
from thalweg.tables.contract import Contract
from thalweg.tables.findings import FINDINGS
from thalweg.times import US_PER_DAY, US_PER_S, parse_iso
from thalweg.wire.findings import features, geo_of, with_geometry
from thalweg.wire.manifest import NAME as MANIFEST
from thalweg.wire.manifest import Manifest, parse_manifest
from thalweg.wire.parquet import read_parquet

# A row for every day: without a bound, two dates could ask for millions of them.
LONGEST_PERIOD_US = 20_000 * US_PER_DAY

P = ParamSpec("P")
Read = TypeVar("Read")


@dataclass
class Record:
    """What could be read of a result folder; None for what could not."""

    contents: Contents
    manifest: Manifest | None = None
    agreement: Agreement | None = None
    summary: dict[str, object] | None = None
    findings: pa.Table | None = None
    tables: dict[str, pa.Table] = field(default_factory=dict)


def digest_faults(contents: Contents, manifest: Manifest) -> Iterator[str]:
    """Yield a sentence for each file that the manifest does not bear out."""
    there = set(contents.files) - {MANIFEST}
    for name in sorted(there - manifest.files.keys()):
        yield f"{name}: not listed in {MANIFEST}"
    for name in sorted(manifest.files.keys() - there):
        yield f"{name}: listed in {MANIFEST}, but missing"
    for name in sorted(there & manifest.files.keys()):
        if contents.sha256(name) != manifest.files[name]:
            yield f"{name}: its digest is not the one in {MANIFEST}"
    for name in REQUIRED:
        if name not in contents.files and name not in manifest.files:
            yield f"{name}: missing, and every record has it"


def read_record(contents: Contents, faults: list[str]) -> Record:
    """Read the parts of a record, adding to `faults` what is wrong with each."""
    record = Record(contents)
    record.manifest = _tried(faults, _manifest, contents)
    record.agreement = _tried(faults, _agreement, contents)
    record.summary = _tried(faults, _summary, contents)
    record.findings = _tried(faults, _table, contents, FINDINGS_TABLE, FINDINGS)
    for name, contract in OTHER_TABLES.items():
        table = _tried(faults, _table, contents, name, contract)
        if table is not None:
            record.tables[name] = table
    return record


def agreement_faults(record: Record) -> Iterator[str]:
    """Yield where the agreement beside the record is not the one it speaks of."""
    agreement, summary = record.agreement, record.summary
    if agreement is None or summary is None:
        return
    said = summary.get("agreement")
    if not isinstance(said, Mapping):
        yield f"{SUMMARY}: 'agreement' is missing"
        return
    for key in ("id", "edition", "sha256"):
        if said.get(key) != getattr(agreement, key):
            yield (
                f"{SUMMARY}: agreement {key} is {said.get(key)!r}, but that in "
                f"agreement/ is {getattr(agreement, key)!r}"
            )
    signed = agreement.manifest_sha256
    if said.get("manifest_sha256") != signed:
        yield (
            f"{SUMMARY}: agreement manifest_sha256 is {said.get('manifest_sha256')!r}, "
            f"but that in agreement/ is {signed!r}"
        )
    within = record.contents.within("agreement")
    there = {name.removeprefix("agreement/") for name in within}
    for name in sorted(there - set(agreement.files) - set(agreement.signing)):
        yield f"agreement/{name}: no part of the agreement"
    rules = record.manifest.rules if record.manifest else None
    if record.manifest and summary.get("rules") != rules:
        yield f"{SUMMARY}: rules {summary.get('rules')!r}, {MANIFEST} says {rules!r}"


def findings_faults(record: Record) -> Iterator[str]:
    """Yield where the findings do not agree with themselves or with their map."""
    findings = record.findings
    if findings is None:
        return
    ids = findings.column("finding").to_pylist()
    for finding, count in Counter(ids).items():
        if count > 1:
            yield f"{FINDINGS_TABLE}: finding {finding} stands there {count} times"
    if findings.column("geometry") != with_geometry(findings).column("geometry"):
        yield f"{FINDINGS_TABLE}: geometry is not the place in lat_deg and lon_deg"
    if (findings.schema.metadata or {}).get(b"geo", b"").decode(errors="replace") != (
        geo_of(findings)
    ):
        yield f"{FINDINGS_TABLE}: its GeoParquet metadata is not that of its rows"
    yield from _map_faults(record, features(findings))
    digests = findings.column("evidence").to_pylist()
    named = {f"evidence/{digest}.parquet" for digest in digests}
    for name in record.contents.within("evidence"):
        if name not in named:
            yield f"{name}: the evidence of no finding"


def summary_faults(record: Record) -> Iterator[str]:
    """Yield where the summary does not count what the tables hold."""
    summary = record.summary
    if summary is None:
        return
    if summary.get("thalweg") != "summary/1":
        yield f"{SUMMARY}: 'thalweg' is {summary.get('thalweg')!r}, not 'summary/1'"
    positions = summary.get("positions")
    if not isinstance(positions, Mapping):
        yield f"{SUMMARY}: 'positions' is missing"
        return
    yield from _dropped_faults(positions, record.tables.get("dropped.parquet"))
    findings, agreement = record.findings, record.agreement
    if findings is None or agreement is None:
        return
    if summary.get("findings") != totals(findings, agreement):
        yield f"{SUMMARY}: 'findings' does not count what {FINDINGS_TABLE} holds"
    yield from _day_faults(summary.get("days"), positions, findings, agreement)


def _tried(
    faults: list[str], read: Callable[P, Read], *args: P.args, **kwargs: P.kwargs
) -> Read | None:
    try:
        return read(*args, **kwargs)
    except (InputError, VerificationError) as why:
        faults.append(str(why))
    except Exception as why:  # noqa: BLE001
        # A stranger's file can be wrong in ways that no reader foresaw; it must not
        # stop the check of the others.
        faults.append(f"{read.__name__[1:]}: stopped by {type(why).__name__}: {why}")
    return None


def _manifest(contents: Contents) -> Manifest:
    return parse_manifest(contents.read(MANIFEST))


def _summary(contents: Contents) -> dict[str, object]:
    return json_object(contents.read(SUMMARY), SUMMARY)


def _table(contents: Contents, name: str, contract: Contract) -> pa.Table:
    table = read_parquet(contents.read(name), name)
    try:
        return contract.check(table)
    except (TableError, pa.ArrowException) as why:
        raise InputError(f"{name}: {why}") from why


def _agreement(contents: Contents) -> Agreement:
    """Load the one document in agreement/ that is an agreement."""
    faults = []
    for name in contents.within("agreement"):
        if not name.endswith((".yaml", ".yml")):
            continue
        try:
            return load(contents.files[name])
        except InputError as why:
            faults.append(f"{name}: cannot be used as an agreement: {why}")
    raise VerificationError(faults or ["agreement/: holds no agreement document"])


def _map_faults(record: Record, wanted: list[dict[str, object]]) -> Iterator[str]:
    try:
        document = json_object(record.contents.read(FINDINGS_MAP), FINDINGS_MAP)
    except InputError as why:
        yield str(why)
        return
    have = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(have, list):
        yield f"{FINDINGS_MAP}: not a GeoJSON FeatureCollection"
    elif len(have) != len(wanted):
        yield (
            f"{FINDINGS_MAP}: {len(have)} findings, {FINDINGS_TABLE} has {len(wanted)}"
        )
    else:
        for i, (one, other) in enumerate(zip(have, wanted, strict=True)):
            if one != other:
                yield f"{FINDINGS_MAP}: feature {i} is not row {i} of {FINDINGS_TABLE}"
                return


def _dropped_faults(
    positions: Mapping[str, object], table: pa.Table | None
) -> Iterator[str]:
    dropped = positions.get("dropped")
    by_reason = dict(dropped) if isinstance(dropped, Mapping) else {"": None}
    numbers = [positions.get("rows"), positions.get("kept"), *by_reason.values()]
    whole = [n for n in numbers if isinstance(n, int) and not isinstance(n, bool)]
    if len(whole) < len(numbers):
        yield f"{SUMMARY}: positions wants whole numbers: rows, kept, dropped by reason"
        return
    if whole[0] != sum(whole[1:]):
        yield f"{SUMMARY}: positions.rows is not kept plus dropped"
    if table is None:
        return
    again: Counter[str] = Counter()
    for row in table.to_pylist():
        again[row["reason"]] += row["rows"]
    if +again != +Counter(by_reason):
        yield f"{SUMMARY}: positions.dropped is not what dropped.parquet says"


def _day_faults(
    said: object,
    positions: Mapping[str, object],
    findings: pa.Table,
    agreement: Agreement,
) -> Iterator[str]:
    if not isinstance(said, list) or not all(isinstance(day, Mapping) for day in said):
        yield f"{SUMMARY}: 'days' is not a list of rows"
        return
    try:
        from_us, to_us = _period(said, positions, agreement.day_starts_s)
    except InputError as why:
        if findings.num_rows or said:
            yield f"{SUMMARY}: its period cannot be told: {why}"
        return
    again = days(findings, agreement, from_us=from_us, to_us=to_us, hours={})
    keys = ("day", "clause", "party", "count", "incidents", "exempted", "possible")
    have = [tuple(day.get(key) for key in keys) for day in said]
    want = [tuple(day[key] for key in keys) for day in again]
    for one, other in zip_longest(have, want):
        if one != other:
            at = ", ".join(map(str, (one or other or ())[:3]))
            yield f"{SUMMARY}: 'days' does not count what the findings are, at {at}"
            return


def _period(
    said: Sequence[Mapping[str, object]],
    positions: Mapping[str, object],
    day_starts_s: int,
) -> tuple[int, int]:
    """Return the time that the rows of `days` and the positions cover together."""
    named = sorted({str(day.get("day")) for day in said})
    starts = [parse_iso(f"{d}T00:00Z") + day_starts_s * US_PER_S for d in named]
    at = [parse_iso(str(positions.get(key))) for key in ("from", "to")]
    from_us, to_us = min(starts + at), max(starts + at)
    if to_us - from_us > LONGEST_PERIOD_US:
        raise InputError(f"longer than {LONGEST_PERIOD_US // US_PER_DAY} days")
    return from_us, to_us
