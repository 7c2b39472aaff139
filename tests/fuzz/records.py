"""A record that a stranger hands over: its tables, evidence, claims and marks."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa

from tests.fuzz.target import Target, scratch
from tests.scenario.made_record import made_result
from tests.unit.wire.test_csv_table import ABOUT
from thalweg.archive.claims import claim_faults
from thalweg.archive.consistency import (
    Record,
    agreement_faults,
    findings_faults,
    read_record,
    summary_faults,
)
from thalweg.archive.folder import FINDINGS_MAP, FINDINGS_TABLE, SUMMARY, write_folder
from thalweg.archive.pack import pack
from thalweg.archive.review import MARKS, add_mark, marks_of, path_of, read_review
from thalweg.archive.slice import findings_from_evidence
from thalweg.archive.untrusted import Contents, json_object
from thalweg.errors import InputError, ThalwegError, VerificationError
from thalweg.feeds.dialect import named_takes
from thalweg.findings import evidence
from thalweg.tables.contract import Contract
from thalweg.tables.findings import FINDINGS
from thalweg.tables.tracks import TRACKS
from thalweg.times import parse_iso
from thalweg.wire.archive_manifest import parse_archive_manifest
from thalweg.wire.csv_table import csv_chunks, table_of_csv
from thalweg.wire.manifest import parse_manifest
from thalweg.wire.parquet import parquet_bytes, read_parquet

SETTINGS = "inputs/settings.json"
CLAIM_WORDS = (
    b'"thalweg"', b'"agreement"', b'"positions"', b'"findings"', b'"days"', b'"rules"',
    b'"feeds"', b'"dropped"', b'"from"', b'"to"', b'"seen_h"', b'"alive_h"', b"null",
    b"NaN", b"1e999", b"-1", b"[]", b"{}", b'"\\ud800"', b'"9999-12-31T23:59:59Z"',
    b'"0001-01-01T00:00:00Z"', b"true", b"9" * 20, b'"columns"', b'"time"',
)  # fmt: skip
VALUE_BYTES = 11


def targets() -> Iterator[Target]:
    """Yield a target for each part of a record."""
    yield Target(
        name="manifest",
        run=parse_manifest,
        seeds=lambda: [_file("manifest.json")],
        errors=(VerificationError,),
        words=(b'"files":{', b'"rules":', b'"thalweg":"manifest/1"', b"/", b"\\u202e"),
    )
    yield Target(
        name="archive-manifest",
        run=lambda data: parse_archive_manifest(data, "manifest.json"),
        seeds=_archive_manifest,
        errors=(InputError,),
        words=(b'"files":{', b'"packs":[', b'"box_e7":[', b'"alive_5min":[', b"null"),
    )
    yield from _claim_targets()
    yield Target(
        name="parquet",
        run=_parquet,
        seeds=_tables,
        words=(b"PAR1", b"ARROW:schema", b"\xff\xff\xff\x7f"),
        longest=1 << 15,
    )
    yield Target(
        name="evidence",
        run=_evidence,
        seeds=lambda: _within("evidence"),
        words=(b"PAR1", b"decisions", b"[]", b"null", b'"kind":'),
        longest=1 << 15,
    )
    yield Target(
        name="values-of-findings",
        run=_findings_of_values,
        seeds=lambda: _extremes(FINDINGS),
        longest=VALUE_BYTES * 8,
    )
    yield Target(
        name="values-of-evidence",
        run=_evidence_of_values,
        seeds=lambda: _extremes(TRACKS),
        errors=(ThalwegError,),
        longest=VALUE_BYTES * 8,
    )
    for contract in (FINDINGS, TRACKS):
        name = contract.name.removeprefix("thalweg.").partition("/")[0]
        yield Target(
            name=f"csv-of-{name}",
            run=lambda data, contract=contract: contract.check(
                table_of_csv(data, contract)
            ),
            seeds=lambda contract=contract: [_exported(contract)],
            words=(
                b'"',
                b"\r\n",
                b"nan",
                b"'=",
                b"[]",
                b"2017-12-13T04:05:00Z",
                b",,,",
            ),
            longest=8192,
        )
    yield Target(
        name="marks",
        run=_marks,
        seeds=_marked,
        errors=(),
        words=(b"\n", b"\r", b"\x0c", b"\\ud800", b'"at":"', b'"mark":"', b'"who":"'),
    )


def _claim_targets() -> Iterator[Target]:
    """Yield targets for what a record says in JSON of itself."""
    yield Target(
        name="summary",
        run=_summary,
        seeds=lambda: [_file(SUMMARY)],
        words=CLAIM_WORDS,
        longest=16384,
    )
    yield Target(
        name="settings",
        run=_settings,
        seeds=lambda: [
            b'{"columns":{"time":"ts[ms]"},"from":"2017-12-13T04:00:00Z","to":null}'
        ],
        words=CLAIM_WORDS,
    )
    yield Target(
        name="findings-map",
        run=_map,
        seeds=lambda: [_file(FINDINGS_MAP)],
        words=CLAIM_WORDS,
        longest=16384,
    )


@cache
def folder() -> Path:
    """Return a small result folder, made once in this process."""
    made = made_result_once()
    return write_folder(made, scratch() / "record", render=lambda _: "<p>")


@cache
def _record() -> Record:
    (folder() / SETTINGS).write_bytes(b"{}")
    faults: list[str] = []
    record = read_record(Contents(folder()), faults)
    assert not faults
    return record


@cache
def _file(name: str) -> bytes:
    return (folder() / name).read_bytes()


def _archive_manifest() -> list[bytes]:
    """Return the manifest of an archive that was packed and then added to."""
    where = Path(mkdtemp(dir=scratch()))
    path = where / "p.csv"
    path.write_text("time,mover,lat_deg,lon_deg\n2020-01-01T00:10:00Z,f0e001,50,10\n")
    for append in (False, True):
        pack(where / "archive", [path], append=append)
    return [(where / "archive" / "manifest.json").read_bytes()]


def _within(part: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder() / part).iterdir())]


def _tables() -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder().glob("*.parquet"))]


def _told(*checks: Callable[[Record], Iterator[str]], **read: object) -> None:
    """Hold that a record with some parts replaced is told whatever is wrong with it."""
    record = replace(_record(), **read)  # type: ignore[arg-type]
    for check in checks:
        for fault in check(record):
            assert fault


def _summary(data: bytes) -> None:
    summary = json_object(data, SUMMARY)
    _told(claim_faults, agreement_faults, summary_faults, summary=summary)


def _settings(data: bytes) -> None:
    _record().contents.files[SETTINGS].write_bytes(data)
    _told(claim_faults)
    said = json_object(data, SETTINGS)
    columns = said.get("columns")
    if isinstance(columns, dict):
        named_takes(columns, SETTINGS)
    for key in ("from", "to"):
        if said.get(key) is not None:
            parse_iso(str(said[key]))


def _map(data: bytes) -> None:
    contents = _record().contents
    path = scratch() / "map.geojson"
    path.write_bytes(data)
    other = copy(contents)
    other.files = {**contents.files, FINDINGS_MAP: path}
    _told(findings_faults, contents=other)


def _parquet(data: bytes) -> None:
    table = read_parquet(data, FINDINGS_TABLE)
    table.validate(full=True)
    _told(findings_faults, summary_faults, findings=_checked(table, FINDINGS))


def _checked(table: pa.Table, contract: Contract) -> pa.Table:
    try:
        return contract.check(table)
    except pa.ArrowException as why:
        # As the reader of a record does.
        raise InputError(str(why)) from why


def _evidence(data: bytes) -> None:
    rows = evidence.read(data, "evidence/fuzzed.parquet")
    assert len(rows.digest) == 64
    again = evidence.read(rows.encode(), "again")
    assert again.digest == rows.digest


def _findings_of_values(data: bytes) -> None:
    table = changed(made_result_once().findings, data)
    again = read_parquet(parquet_bytes(table), FINDINGS_TABLE)
    _told(findings_faults, summary_faults, findings=_checked(again, FINDINGS))


def _evidence_of_values(data: bytes) -> None:
    """Judge evidence with other values: what is found again is by the contract."""
    first = next(iter(made_result_once().evidence.values()))
    # What the contract refuses is refused when it is read; it cannot be written either.
    tracks = TRACKS.check(changed(first.tracks, data))
    rows = evidence.EvidenceRows(tracks, first.decisions_json)
    rows = evidence.read(rows.encode(), "evidence/fuzzed.parquet")
    agreement = made_result_once().agreement
    FINDINGS.check(findings_from_evidence(agreement, rows.tracks, rows.decisions))


made_result_once = cache(made_result)


def changed(table: pa.Table, data: bytes) -> pa.Table:
    """Return a table with values put in: for each 11 bytes a column, a row, a value."""
    rows = table.num_rows
    columns: dict[str, list[object]] = {}
    for at in range(0, len(data) - VALUE_BYTES + 1, VALUE_BYTES):
        column, row, how = data[at : at + 3]
        field = table.schema.field(column % len(table.schema))
        if field.name not in columns:
            columns[field.name] = _plain(table.column(field.name))
        value = _value(field, how, data[at + 3 : at + VALUE_BYTES])
        columns[field.name][row % rows] = value
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        field = table.schema.field(name)
        kind = field.type
        if pa.types.is_timestamp(kind):
            made = pa.array(values, pa.int64()).cast(kind)
        elif pa.types.is_dictionary(kind):
            made = pa.array(values, pa.string()).dictionary_encode().cast(kind)
        else:
            made = pa.array(values, kind)
        table = table.set_column(place, field, pa.chunked_array([made]))
    return table


def _extremes(contract: Contract) -> list[bytes]:
    """Return changes: every column null, not a number, without end, or far away."""
    instants = [struct.pack("<q", parse_iso(f"{year}-01-01Z")) for year in (1980, 9999)]
    wide = [struct.pack("<d", value) for value in (math.nan, -math.inf)]
    return [
        bytes([column, 3, how]) + value
        for column in range(len(contract.schema))
        for how, value in enumerate([*wide, *instants])
    ]


def _plain(column: pa.ChunkedArray) -> list[object]:
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.int64()).to_pylist()
    return column.to_pylist()


def _value(field: pa.Field, how: int, data: bytes) -> object:
    """Return a value of a column's type; None where it may be and `how` says so."""
    kind = field.type
    if field.nullable and how % 8 == 0:
        return None
    if pa.types.is_timestamp(kind):
        return struct.unpack("<q", data)[0]
    if pa.types.is_floating(kind):
        wide = kind == pa.float64()
        return struct.unpack("<d" if wide else "<f4x", data)[0]
    if pa.types.is_boolean(kind):
        return bool(how % 2)
    if pa.types.is_integer(kind):
        return int.from_bytes(data[: kind.bit_width // 8], "little", signed=True)
    if pa.types.is_binary(kind):
        return data
    if pa.types.is_nested(kind):
        return []
    return data.rstrip(b"\0").decode("latin-1")


@cache
def _exported(contract: Contract) -> bytes:
    made = made_result_once()
    table = made.findings
    if contract is TRACKS:
        table = next(iter(made.evidence.values())).tracks
    return b"".join(csv_chunks(table.slice(0, 20), ABOUT))


@cache
def _marked() -> Sequence[bytes]:
    """Return what a review looks like after some marks."""
    made = _record().findings
    assert made is not None
    found = made.column("finding").to_pylist()
    for number, mark in enumerate(MARKS):
        add_mark(
            folder(),
            found[number % len(found)],
            mark=mark,
            who="A. Watch",
            why="seen",
            now=lambda: 1_513_137_900_000_000,
        )
    return [path_of(folder()).read_bytes()]


def _marks(data: bytes) -> None:
    beside = scratch() / "marked"
    path_of(beside).write_bytes(data)
    review = read_review(beside)
    assert all(fault for fault in review.faults)
    json.dumps(review.faults).encode()
    assert bool(review.head) == bool(data.splitlines())
    standing = marks_of(beside)
    assert sum(map(len, standing.values())) <= len(review.marks)
