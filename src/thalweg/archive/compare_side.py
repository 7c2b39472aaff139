"""One side of a comparison: a result folder, read as what somebody else may have made.

Of what the folder does not hold nothing is said: whether a mover was heard is asked of
the decisions (each flight has its row) and of the evidence of other findings, whether a
place was seen of the coverage.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thalweg.archive.consistency import (
    LONGEST_PERIOD_US,
    Record,
    digest_faults,
    read_record,
)
from thalweg.archive.difference import rows_of
from thalweg.archive.folder import FINDINGS_TABLE, SUMMARY
from thalweg.archive.slice import watch_of
from thalweg.archive.untrusted import Contents
from thalweg.errors import InputError, ResultFolderError
from thalweg.findings import evidence
from thalweg.findings.counts import WATCHED
from thalweg.findings.judge import COUNTED
from thalweg.model.agreement import Agreement
from thalweg.tables.tracks import KEPT
from thalweg.times import US_PER_HOUR, iso, parse_iso
from thalweg.tracks.pieces import BAND_NAMES, cell_corner, cell_of
from thalweg.tracks.pieces import band_of as band_number
from thalweg.wire.manifest import NAME as MANIFEST

Row = Mapping[str, Any]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_ADDRESS = re.compile(r"[0-9a-f]{6}", re.ASCII)
_MOST_KEPT_AT_HAND = 512
_LAST_US = parse_iso("9999-12-31Z")


@dataclass(frozen=True, slots=True)
class Track:
    """The kept reports of one mover in a piece of evidence, and why others were not.

    Arrays of one entry a report, in order of time; `height_ft` is the pressure
    altitude, the geometric one where there is none.
    """

    time_us: I64
    lat_deg: F64
    lon_deg: F64
    height_ft: F64
    speed_mps: F64
    error_m: F64
    feed: tuple[str, ...]
    dropped_us: I64
    dropped_why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flown:
    """A flight as the decisions know it: whose it is, and when it was heard."""

    from_us: int
    to_us: int
    party: str
    ground: str


@dataclass
class Side:
    """What a comparison asks of one folder.

    Attributes
    ----------
    folder
        Where it lies.
    manifest_sha256
        The digest that names it whole.
    faults
        What its digests do not bear out; empty where all are right.
    rules
        The rules that it says it was judged by.
    findings
        Rows of FINDINGS; times are microseconds since 1970, UTC.
    period_us
        First and last instant of its positions.
    """

    folder: Path
    manifest_sha256: str
    faults: tuple[str, ...]
    agreement: Agreement
    rules: str
    summary: Row
    table: pa.Table
    findings: Sequence[Row]
    period_us: tuple[int, int]
    record: Record
    _tracks: dict[str, dict[str, Track]] = field(default_factory=dict)

    def tracks(self, row: Row) -> Mapping[str, Track]:
        """Return, by mover, the tracks in the evidence of a finding.

        Empty where the evidence is missing or is none: that is a fault for `verify`.
        """
        digest = str(row["evidence"])
        if digest not in self._tracks:
            if len(self._tracks) >= _MOST_KEPT_AT_HAND:
                self._tracks.clear()
            name = f"evidence/{digest}.parquet"
            try:
                rows = evidence.read(self.record.contents.read(name), name)
                self._tracks[digest] = _tracks_of(rows.tracks)
            except InputError:
                self._tracks[digest] = {}
        return self._tracks[digest]

    def flights(self, mover: str) -> Sequence[Flown]:
        """Return the flights in which this side heard a mover, in order of time."""
        return self._flights.get(mover, ())

    def heard(self, from_us: int, to_us: int) -> int:
        """Return how many flights reach into a stretch of time: one a mover, mostly."""
        starts_us, ends_us = self._ends_us
        begun = int(np.searchsorted(starts_us, to_us, "right"))
        return max(begun - int(np.searchsorted(ends_us, from_us, "left")), 0)

    def near(self, mover: str, from_us: int, to_us: int) -> Sequence[Row]:
        """Return the findings about a mover that touch a stretch of time."""
        return [
            row
            for row in self._about.get(mover, ())
            if row["start"] <= to_us and row["end"] >= from_us
        ]

    def seen_s(
        self, place: tuple[float, float, str], hour_us: int
    ) -> tuple[float, float]:
        """Return seconds of an hour in which a place was seen, and any feed alive.

        A place is its latitude, its longitude and a height band. Several feeds that
        saw it count as the one that saw it longest: no more is known of their union.
        """
        lat_deg, lon_deg, band = place
        corner = _corner(lat_deg, lon_deg)
        seen = self._seen_s.get((hour_us, corner, band), 0.0)
        return seen, self._alive_s.get(hour_us, 0.0)

    @cached_property
    def requests(self) -> Mapping[str, str]:
        """The digest of what each watched clause asked of the detectors."""
        return watch_of(self.agreement, *self.period_us).requests

    @cached_property
    def events(self) -> Mapping[tuple[str, frozenset[str]], Sequence[Row]]:
        """Events but passages, by request and movers."""
        found: dict[tuple[str, frozenset[str]], list[Row]] = {}
        table = self.record.tables["events.parquet"]
        for row in map(_finite, rows_of(table)):
            if row["kind"] != "passage":
                key = (str(row["request"]), movers_of(row))
                found.setdefault(key, []).append(row)
        return found

    @cached_property
    def _about(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.findings:
            for mover in movers_of(row):
                found.setdefault(mover, []).append(row)
        return found

    @cached_property
    def _flights(self) -> Mapping[str, list[Flown]]:
        found: dict[str, list[Flown]] = {}
        for row in rows_of(self.record.tables["decisions.parquet"]):
            ends = (row["from"], row["to"])
            told = None not in ends and all(0 <= int(str(at)) < _LAST_US for at in ends)
            if row["kind"] == "roster" and told:
                flown = Flown(
                    from_us=int(str(row["from"])),
                    to_us=int(str(row["to"])),
                    party=str(row["subject"]),
                    ground=str(row["source"]),
                )
                found.setdefault(str(row["mover"]), []).append(flown)
        for flights in found.values():
            flights.sort(key=lambda f: (f.from_us, f.to_us))
        return found

    @cached_property
    def _ends_us(self) -> tuple[I64, I64]:
        """Starts of all flights, and ends, each in order of time."""
        each = [(f.from_us, f.to_us) for fs in self._flights.values() for f in fs]
        ends = np.array(each, np.int64).reshape(-1, 2)
        return np.sort(ends[:, 0]), np.sort(ends[:, 1])

    @cached_property
    def _seen_s(self) -> Mapping[tuple[int, str, str], float]:
        found: dict[tuple[int, str, str], float] = {}
        for hour, cell, band, seen_s in self._coverage("cell", "band", "seen_s"):
            key = (hour, cell, band)
            found[key] = max(found.get(key, 0.0), seen_s)
        return found

    @cached_property
    def _alive_s(self) -> Mapping[int, float]:
        found: dict[int, float] = {}
        for hour, alive_s in self._coverage("alive_s"):
            found[hour] = max(found.get(hour, 0.0), alive_s)
        return found

    def _coverage(self, *names: str) -> Iterable[tuple[Any, ...]]:
        table = self.record.tables["coverage.parquet"]
        hours = table.column("hour").cast(pa.int64()).to_pylist()
        return zip(hours, *(table.column(n).to_pylist() for n in names), strict=True)


def read_side(folder: Path) -> Side:
    """Read a result folder, checking the digests of its manifest on the way.

    Raises
    ------
    ResultFolderError
        It is no result folder, or a part that a comparison needs cannot be read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ResultFolderError(
            f"{folder} is not a folder; wanted one that `thalweg watch --out` wrote"
        )
    try:
        contents = Contents(folder)
    except OSError as why:
        raise ResultFolderError(f"{folder} cannot be read: {why}") from why
    faults: list[str] = []
    record = read_record(contents, faults)
    agreement, summary, findings = record.agreement, record.summary, record.findings
    lacking = {"events.parquet", "decisions.parquet", "coverage.parquet"}
    lacking -= record.tables.keys()
    if (
        record.manifest is None
        or agreement is None
        or summary is None
        or findings is None
        or lacking
    ):
        said = faults[0] if faults else f"{sorted(lacking)[0]}: missing"
        raise ResultFolderError(f"{folder} cannot be compared: {said}")
    wrong = [*contents.faults, *faults, *digest_faults(contents, record.manifest)]
    return Side(
        folder=folder,
        manifest_sha256=hashlib.sha256(contents.read(MANIFEST)).hexdigest(),
        faults=tuple(wrong),
        agreement=agreement,
        rules=record.manifest.rules,
        summary=summary,
        table=findings,
        findings=_sound(folder, findings, agreement),
        period_us=_period_us(folder, summary),
        record=record,
    )


def movers_of(row: Row) -> frozenset[str]:
    """Return the mover, or both of a pair; who stands first says nothing."""
    return frozenset(m for m in (row["mover"], row["other_mover"]) if m)


def counts(row: Row) -> bool:
    """Tell whether a finding is counted: certain or probable, and not exempted."""
    return row["grade"] in COUNTED and row["exempted_by"] is None


def is_address(mover: str) -> bool:
    """Tell whether a mover is named by its 24-bit address, the same to everybody."""
    return _ADDRESS.fullmatch(mover) is not None


def median_m(values_m: F64) -> float:
    """Return the median of those that are known, in metres; 0 where none is."""
    known = values_m[~np.isnan(values_m)]
    return float(np.median(known)) if len(known) else 0.0


def band_of(height_ft: float) -> str:
    """Return the height band of COVERAGE in which a height lies."""
    return BAND_NAMES[int(band_number(np.array([height_ft]))[0])]


def hours_of(from_us: int, to_us: int) -> list[int]:
    """Return the starts of the hours that a stretch of time touches."""
    first = from_us // US_PER_HOUR * US_PER_HOUR
    return list(range(first, to_us + 1, US_PER_HOUR))


def party_of(row: Row) -> str:
    """Return under whom a finding is counted, as the summary names it."""
    return " & ".join(str(party) for party in row["parties"])


def _sound(folder: Path, table: pa.Table, agreement: Agreement) -> list[Row]:
    """Return rows of FINDINGS that can be told: of this agreement, at times that are.

    A number that is none is left out, as if it did not apply.
    """
    watched = {c.id for c in agreement.clauses if isinstance(c, WATCHED)}
    rows = [_finite(row) for row in rows_of(table)]
    for row in rows:
        where = f"{folder / FINDINGS_TABLE}: finding {row['finding']}"
        if row["clause"] not in watched:
            raise ResultFolderError(
                f"{where}: its agreement watches no clause {row['clause']!r}"
            )
        if not 0 <= row["start"] <= row["end"] < _LAST_US:
            raise ResultFolderError(f"{where}: wanted a start before its end, by 9999")
    return rows


def _finite(row: Row) -> Row:
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }


def _corner(lat_deg: float, lon_deg: float) -> str:
    cell = cell_of(np.array([lat_deg]), np.array([lon_deg]))
    lat, lon = (float(value[0]) for value in cell_corner(cell))
    return f"{lat:.2f},{lon:.2f}"


def _period_us(folder: Path, summary: Row) -> tuple[int, int]:
    positions = summary.get("positions")
    if not isinstance(positions, Mapping):
        raise ResultFolderError(f"{folder / SUMMARY}: 'positions' is missing")
    try:
        low, high = (parse_iso(str(positions.get(key))) for key in ("from", "to"))
    except InputError as why:
        raise ResultFolderError(f"{folder / SUMMARY}: positions: {why}") from why
    if low > high or high - low > LONGEST_PERIOD_US:
        raise ResultFolderError(
            f"{folder / SUMMARY}: its period, {iso(low)} to {iso(high)}, is none"
        )
    return low, high


def _tracks_of(tracks: pa.Table) -> dict[str, Track]:
    columns = {
        name: tracks.column(name).to_pylist() for name in ("mover", "kept", "feed")
    }
    time_us = tracks.column("time").cast(pa.int64()).to_numpy()
    reals = {
        name: _reals(tracks, name)
        for name in ("lat_deg", "lon_deg", "ground_speed_mps", "error_m")
    }
    baro_ft, geo_ft = _reals(tracks, "alt_baro_ft"), _reals(tracks, "alt_geo_ft")
    height_ft = np.where(np.isnan(baro_ft), geo_ft, baro_ft)
    movers = np.array(columns["mover"], dtype=object)
    kept = np.array(columns["kept"], dtype=object)
    feeds = np.array(columns["feed"], dtype=object)
    found = {}
    for mover in sorted(set(columns["mover"])):
        mine = movers == mover
        rows = np.flatnonzero(mine & (kept == KEPT))
        left = np.flatnonzero(mine & (kept != KEPT))
        found[mover] = Track(
            time_us=time_us[rows],
            lat_deg=reals["lat_deg"][rows],
            lon_deg=reals["lon_deg"][rows],
            height_ft=height_ft[rows],
            speed_mps=reals["ground_speed_mps"][rows],
            error_m=reals["error_m"][rows],
            feed=tuple(feeds[rows]),
            dropped_us=time_us[left],
            dropped_why=tuple(kept[left]),
        )
    return found


def _reals(table: pa.Table, name: str) -> F64:
    column = table.column(name).cast(pa.float64())
    values: F64 = column.to_numpy().astype(np.float64)
    return values
