"""Where the movers of a finding were, from its evidence, for drawing.

A path is joined only where the rules join it: not over a gap longer than the clause's
`largest_gap`, not over a step that no aircraft flies, not over a dropped report on the
ground. Between two reports it is straight and even.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyproj import Geod

from thalweg.report.plane import F64
from thalweg.tables.tracks import KEPT
from thalweg.times import US_PER_S

I64 = NDArray[np.int64]
WGS84 = Geod(ellps="WGS84")

_CLIMB_FTPS2 = 3.0  # between two reports, RULES §3
_WORDS = ("mover", "kept", "party", "callsign", "party_ground", "party_strength")
_NUMBERS = (
    "lat_deg", "lon_deg", "error_m", "alt_baro_ft", "alt_geo_ft", "alt_error_ft",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One mover's kept reports in time order, and its dropped ones.

    `joined[i]` tells whether report i and the next are joined by a segment.
    """

    mover: str
    party: str | None
    callsign: str | None
    party_ground: str | None
    party_strength: str | None
    time_us: I64
    lat_deg: F64
    lon_deg: F64
    baro_ft: F64
    geo_ft: F64
    error_m: F64
    alt_error_ft: F64
    joined: NDArray[np.bool_]
    dropped_lat_deg: F64
    dropped_lon_deg: F64
    dropped_time_us: I64

    def pieces(self) -> list[slice]:
        """Return slices of reports that are joined one to the next."""
        if self.time_us.size == 0:
            return []
        cuts = np.flatnonzero(~self.joined) + 1
        edges = [0, *cuts.tolist(), self.time_us.size]
        return [slice(a, b) for a, b in itertools.pairwise(edges)]

    def window(self, from_us: int, to_us: int) -> slice:
        """Return the reports from the last at or before `from_us` to past `to_us`."""
        first = int(np.searchsorted(self.time_us, from_us, "right")) - 1
        last = int(np.searchsorted(self.time_us, to_us, "left")) + 1
        return slice(max(first, 0), min(last, self.time_us.size))

    def at(self, times_us: I64, manoeuvre_mps2: float) -> Fixes:
        """Return place, height and error at instants; NaN where no segment is."""
        n = self.time_us.size
        nowhere = np.full(times_us.size, np.nan)
        if n == 0:
            return Fixes(*[nowhere] * 6)
        left = np.clip(np.searchsorted(self.time_us, times_us, "right") - 1, 0, n - 1)
        right = np.minimum(left + 1, n - 1)
        t0, t1 = self.time_us[left], self.time_us[right]
        gap_s = np.maximum((t1 - t0) / US_PER_S, 1e-9)
        into_s = (times_us - t0) / US_PER_S
        share = into_s / gap_s
        ends_here = np.append(self.joined, False)
        seen = (times_us >= t0) & (times_us < t1) & ends_here[left]
        on_report = times_us == t0
        share = np.where(on_report, 0.0, share)
        turned_s2 = 0.5 * into_s * (gap_s - into_s)
        turn = (self.lon_deg[right] - self.lon_deg[left] + 180.0) % 360.0 - 180.0
        rise = self.lat_deg[right] - self.lat_deg[left]
        missing = ~(seen | on_report)

        def heights(ft: F64) -> F64:
            between = ft[left] + share * (ft[right] - ft[left])
            return np.where(missing, np.nan, np.where(on_report, ft[left], between))

        def errors(ends: F64, manoeuvre: float) -> F64:
            between = np.maximum(ends[left], ends[right]) + manoeuvre * turned_s2
            return np.where(missing, np.nan, np.where(on_report, ends[left], between))

        return Fixes(
            np.where(missing, np.nan, self.lat_deg[left] + share * rise),
            np.where(missing, np.nan, self.lon_deg[left] + share * turn),
            errors(self.error_m, manoeuvre_mps2),
            heights(self.baro_ft),
            heights(self.geo_ft),
            errors(self.alt_error_ft, _CLIMB_FTPS2),
        )


@dataclass(frozen=True, slots=True)
class Fixes:
    """Places, errors and heights of one mover at given instants."""

    lat_deg: F64
    lon_deg: F64
    error_m: F64
    baro_ft: F64
    geo_ft: F64
    alt_error_ft: F64


def paths_of(
    evidence: pa.Table, *, largest_gap_s: float, fastest_mps: float
) -> dict[str, Path]:
    """Return the path of every mover in a finding's evidence, by mover."""
    columns = _Columns(evidence)
    return {
        mover: _path(mover, rows, largest_gap_s, fastest_mps)
        for mover, rows in columns.by_mover()
    }


def distance_m(a: Fixes, b: Fixes) -> F64:
    """Return geodesic distances between two movers' places; NaN where either lacks."""
    far = np.full(a.lat_deg.size, np.nan)
    both = np.isfinite(a.lat_deg) & np.isfinite(b.lat_deg)
    if both.any():
        far[both] = WGS84.inv(
            a.lon_deg[both], a.lat_deg[both], b.lon_deg[both], b.lat_deg[both]
        )[2]
    return far


class _Columns:
    """The columns of evidence that a path needs, as arrays in one order.

    Words are codes into `words`, -1 where there is none.
    """

    def __init__(self, evidence: pa.Table) -> None:
        self.words: dict[str, list[str]] = {}
        self.codes: dict[str, I64] = {}
        for name in _WORDS:
            coded = evidence.column(name).cast(pa.string()).combine_chunks()
            coded = coded.dictionary_encode()
            self.codes[name] = pc.fill_null(coded.indices, -1).to_numpy()
            self.words[name] = coded.dictionary.to_pylist()
        self.numbers = {name: _floats(evidence, name) for name in _NUMBERS}
        self.time_us = evidence.column("time").cast(pa.int64()).to_numpy()

    def by_mover(self) -> Iterator[tuple[str, _Columns]]:
        """Yield each mover with its rows in order of time, movers in order of name."""
        for mover in sorted(self.words["mover"]):
            rows = np.flatnonzero(
                self.codes["mover"] == self.words["mover"].index(mover)
            )
            yield mover, self._of(rows[np.argsort(self.time_us[rows], kind="stable")])

    def most(self, name: str, kept: NDArray[np.bool_]) -> str | None:
        """Return the word that most kept rows carry; the least of equals, for order."""
        codes = self.codes[name][kept]
        counts = np.bincount(codes[codes >= 0], minlength=1).tolist()
        told = zip(counts, self.words[name], strict=False)
        some = [(-count, word) for count, word in told if count]
        return min(some)[1] if some else None

    def _of(self, rows: I64) -> _Columns:
        some = copy(self)
        some.codes = {name: codes[rows] for name, codes in self.codes.items()}
        some.numbers = {name: values[rows] for name, values in self.numbers.items()}
        some.time_us = self.time_us[rows]
        return some


def _path(mover: str, rows: _Columns, largest_gap_s: float, fastest_mps: float) -> Path:
    states, state, numbers = rows.words["kept"], rows.codes["kept"], rows.numbers
    lat, lon = numbers["lat_deg"], numbers["lon_deg"]
    placed = np.isfinite(lat) & np.isfinite(lon)
    kept = placed & (state == _code(states, KEPT))
    grounded = rows.time_us[state == _code(states, "ground")]
    t, la, lo = rows.time_us[kept], lat[kept], lon[kept]
    error_m = np.nan_to_num(numbers["error_m"][kept])
    off = ~kept & np.isfinite(lat)
    return Path(
        mover=mover,
        party=rows.most("party", kept),
        callsign=rows.most("callsign", kept),
        party_ground=rows.most("party_ground", kept),
        party_strength=rows.most("party_strength", kept),
        time_us=t,
        lat_deg=la,
        lon_deg=lo,
        baro_ft=numbers["alt_baro_ft"][kept],
        geo_ft=numbers["alt_geo_ft"][kept],
        error_m=error_m,
        alt_error_ft=numbers["alt_error_ft"][kept],
        joined=_joined(t, la, lo, error_m, grounded, largest_gap_s, fastest_mps),
        dropped_lat_deg=lat[off],
        dropped_lon_deg=lon[off],
        dropped_time_us=rows.time_us[off],
    )


def _code(words: list[str], word: str) -> int:
    return words.index(word) if word in words else -2


def _joined(
    t: I64,
    lat: F64,
    lon: F64,
    error_m: F64,
    grounded: I64,
    gap_s: float,
    fastest: float,
) -> NDArray[np.bool_]:
    """Tell which neighbouring reports the rules join (RULES §2 and §3)."""
    if t.size < 2:
        return np.zeros(0, bool)
    step_s = np.diff(t) / US_PER_S
    step_m = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    flown = step_m - error_m[:-1] - error_m[1:] <= fastest * step_s
    between = np.searchsorted(grounded, t[1:]) - np.searchsorted(grounded, t[:-1])
    return np.asarray((step_s <= gap_s) & flown & (between == 0), bool)


def _floats(rows: pa.Table, name: str) -> F64:
    column = rows.column(name).cast(pa.float64())
    values = pc.fill_null(column, float("nan")).to_numpy()
    return np.where(np.isfinite(values), values, np.nan)
