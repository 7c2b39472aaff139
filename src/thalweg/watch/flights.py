"""TRACKS as columns that kernels walk: the kept reports of every mover."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.kernels.paths import BROKEN, JOINED, Paths
from thalweg.kernels.spans import common_us
from thalweg.kernels.steps import open_paths
from thalweg.model.agreement import Agreement
from thalweg.model.party import NEUTRAL, UNKNOWN
from thalweg.tables.tracks import KEPT

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

# Altimetry and quanta where no decision of the tracks room states them, RULES §3.
BARO_ERROR_FT = 125.0
GEO_ERROR_FT = 150.0
QUANTUM_FT = 25.0
# A time so far off that no report reaches it: the ends of a site that stands still.
FAR_US = 2**61
# Movers looked at before what was seen of the disk is let go: a few megabytes each.
_MOVERS_AT_ONCE = 32


# What `Paths` holds a row, and `Flights` beside them; the rest is a number a mover.
OF_ROWS = (
    "time_us", "lat_rad", "lon_rad", "error_m", "baro_ft", "geo_ft", "open_path",
    "party",
)  # fmt: skip
BESIDE = ("track_deg", "vertical_rate_fpm", "resolution")
_OF_MOVERS = tuple(name for name in Paths._fields if name not in (*OF_ROWS, "start"))
_READ = (
    "time", "lat_deg", "lon_deg", "error_m", "alt_baro_ft", "alt_geo_ft", "party",
    "acas_ra", "track_deg", "vertical_rate_fpm",
)  # fmt: skip


def party_order(agreement: Agreement) -> tuple[str, ...]:
    """Return party ids in the agreement's order, then neutral, then unknown."""
    return (*(party.id for party in agreement.parties), NEUTRAL, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Flights:
    """Kept reports of all movers, in the order of their ids.

    `movers` are ids, `parties` the party ids that `paths.party` numbers, `track_deg`
    and `vertical_rate_fpm` as broadcast (NaN where absent), `resolution` True where a
    TCAS resolution was broadcast. Movers without two kept reports have no path.
    `let_go` is there where rows lie on disk: it lets go of what was looked at.
    """

    movers: tuple[str, ...]
    parties: tuple[str, ...]
    paths: Paths
    track_deg: F64
    vertical_rate_fpm: F64
    resolution: NDArray[np.bool_]
    let_go: Callable[[], None] | None = field(default=None, compare=False)

    def number(self, mover: str) -> int:
        """Return the number of a mover, -1 where it has no kept report."""
        at = int(np.searchsorted(np.array(self.movers), mover)) if self.movers else 0
        found = at < len(self.movers) and self.movers[at] == mover
        return at if found else -1

    def rows(self, k: int) -> slice:
        """Return the rows of mover number `k`."""
        return slice(int(self.paths.start[k]), int(self.paths.start[k + 1]))


def _float(table: pa.Table, name: str) -> F64:
    column = table.column(name)
    if column.null_count == len(column):
        return np.full(len(column), np.nan)
    column = column.cast(pa.float64())
    if column.null_count:
        column = pc.fill_null(column, float("nan"))
    return np.array(column.to_numpy(), np.float64)


def _codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str]]:
    """Return codes of a column of words, and the words in their own order."""
    encoded = column
    if not pa.types.is_dictionary(column.type):
        encoded = column.dictionary_encode()
    array = encoded.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.chunked_array(array.chunks).combine_chunks()
    words = array.dictionary.to_pylist()
    order = sorted(range(len(words)), key=words.__getitem__)
    rank = np.empty(len(words), np.int64)
    rank[order] = np.arange(len(words))
    codes = rank[array.indices.to_numpy(zero_copy_only=False)]
    return codes, [words[n] for n in order]


def _ground_after(
    kept: NDArray[np.bool_], ground: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell of each kept row whether a ground row stands before the next kept one."""
    seen = np.concatenate([[0], np.cumsum(ground)])
    at = np.flatnonzero(kept)
    after = np.append(at[1:], len(kept))
    return np.asarray(seen[after] > seen[at])


def flights(tracks: pa.Table, decisions: pa.Table, *, agreement: Agreement) -> Flights:
    """Lay out TRACKS for the kernels.

    Parameters
    ----------
    tracks
        TRACKS, sorted by (mover, time), dropped rows included.
    decisions
        DECISIONS; its ``altitude`` and ``manoeuvre`` rows are used.
    agreement
        for the order of parties, `fastest` and `manoeuvre`.

    Returns
    -------
    The kept rows as `Flights`.

    Limits: a step that `fastest` excludes and a ground report between two kept ones
    break a path; nothing else does. Gaps are judged later, clause by clause.
    """
    all_movers, ids = _codes(tracks.column("mover"))
    reasons, names = _codes(tracks.column("kept"))
    kept = reasons == (names.index(KEPT) if KEPT in names else -1)
    ground = reasons == (names.index("ground") if "ground" in names else -2)
    broken_by_ground = _ground_after(kept, ground)
    table = tracks.select(_READ)
    mover = all_movers
    if not kept.all():
        table, mover = table.filter(pa.array(kept)), all_movers[kept]
    # They stand by mover: where the one is another, the next begins.
    first = np.flatnonzero(np.diff(mover, prepend=-1))
    present = mover[first]
    start = np.append(first, len(mover)).astype(np.int64)
    order = party_order(agreement)
    party_codes, party_names = _codes(table.column("party"))
    number = np.array([_party_number(order, name) for name in party_names], np.int16)
    time_us = np.array(table.column("time").cast(pa.int64()).to_numpy(), np.int64)
    lat_rad, lon_rad = (np.radians(_float(table, n)) for n in ("lat_deg", "lon_deg"))
    error_m = _float(table, "error_m")
    movers = tuple(ids[n] for n in present)
    paths = Paths(
        start=start,
        time_us=time_us,
        lat_rad=lat_rad,
        lon_rad=lon_rad,
        error_m=error_m,
        baro_ft=_float(table, "alt_baro_ft"),
        geo_ft=_float(table, "alt_geo_ft"),
        open_path=open_paths(
            start,
            time_us,
            lat_rad,
            lon_rad,
            error_m,
            broken_by_ground,
            agreement.defaults.fastest_mps,
        ),
        party=number[party_codes] if len(number) else np.zeros(0, np.int16),
        **_of_movers(movers, decisions, agreement.defaults.manoeuvre_mps2),
    )
    resolution = pc.fill_null(table.column("acas_ra"), False)
    return Flights(
        movers=movers,
        parties=order,
        paths=paths,
        track_deg=_float(table, "track_deg"),
        vertical_rate_fpm=_float(table, "vertical_rate_fpm"),
        resolution=np.array(resolution.to_numpy(), np.bool_),
    )


def _party_number(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else order.index(UNKNOWN)


def _of_movers(
    movers: Sequence[str], decisions: pa.Table, manoeuvre_mps2: float
) -> Mapping[str, F64]:
    """Return the columns that hold one number a mover, from what was decided."""
    found: dict[str, F64] = {
        "manoeuvre_mps2": np.full(len(movers), manoeuvre_mps2),
        "baro_half_quantum_ft": np.full(len(movers), QUANTUM_FT / 2.0),
        "baro_error_ft": np.full(len(movers), BARO_ERROR_FT),
        "geo_half_quantum_ft": np.full(len(movers), QUANTUM_FT / 2.0),
        "geo_error_ft": np.full(len(movers), GEO_ERROR_FT),
    }
    number = {mover: k for k, mover in enumerate(movers)}
    kinds = pa.array(["altitude", "manoeuvre"])
    wanted = decisions.filter(pc.is_in(decisions.column("kind"), kinds))
    for row in wanted.select(["kind", "mover", "subject", "value"]).to_pylist():
        k = number.get(row["mover"])
        if k is None:
            continue
        value = json.loads(row["value"])
        if row["kind"] == "manoeuvre":
            found["manoeuvre_mps2"][k] = value["mps2"]
        else:
            found[f"{row['subject']}_half_quantum_ft"][k] = value["quantum_ft"] / 2.0
            found[f"{row['subject']}_error_ft"][k] = value["error_ft"]
    return found


def party_windows_us(of: Flights, k: int, windows_us: I64 | None) -> list[I64 | None]:
    """Return when mover `k` was of each party it was of, inside `windows_us`.

    A mover may change its callsign, and with it its party, in the middle of a breach:
    each party's share is judged by itself, segment by segment (RULES §1). Windows are
    int64[n, 2], None for always.
    """
    rows = of.rows(k)
    party, time_us = of.paths.party[rows], of.paths.time_us[rows]
    change = np.flatnonzero(party[1:] != party[:-1]) + 1
    if not len(change):
        return [windows_us]
    edges = np.concatenate([[0], change, [len(party) - 1]])
    spells_us = np.column_stack([time_us[edges[:-1]], time_us[edges[1:]]])
    found: list[I64 | None] = []
    for one in np.unique(party):
        own_us = spells_us[party[edges[:-1]] == one]
        found.append(own_us if windows_us is None else common_us(own_us, windows_us))
    return found


def subset(of: Flights, numbers: Sequence[int], from_us: int, until_us: int) -> Flights:
    """Return the rows of some movers about a stretch of time, as flights of their own.

    Rows with a time in [from, until] are taken. A path is cut, never joined, at the
    ends: what lies outside is as if it had not been reported.
    """
    p = of.paths
    picks: list[slice] = []
    start = [0]
    for k in numbers:
        rows = of.rows(k)
        low, high = p.time_us[rows].searchsorted((from_us, until_us + 1)).tolist()
        picks.append(slice(rows.start + low, rows.start + high))
        start.append(start[-1] + high - low)
    each = np.array(numbers, np.int64)

    def taken(values: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([values[pick] for pick in picks] or [values[:0]])

    by_row: dict[str, Any] = {name: taken(getattr(p, name)) for name in OF_ROWS}
    by_mover: dict[str, Any] = {name: getattr(p, name)[each] for name in _OF_MOVERS}
    beside: dict[str, Any] = {name: taken(getattr(of, name)) for name in BESIDE}
    paths = Paths(
        start=np.array(start, np.int64),
        **by_row,
        **by_mover,
    )
    return Flights(
        movers=tuple(of.movers[k] for k in numbers),
        parties=of.parties,
        paths=paths,
        **beside,
    )


def stretch(
    of: Flights, from_us: int, until_us: int, *, at_once: int = _MOVERS_AT_ONCE
) -> Flights:
    """Return the rows of all movers with a time in [from, until], in memory.

    It is `subset` of all movers for rows that lie on disk. A slice of a few thousand
    movers touches each column in as many places, and with each comes far more of the
    disk than it asks for; here it is let go again after `at_once` movers.
    """
    let_go = of.let_go or _nothing
    movers = len(of.movers)
    low, high = np.empty(movers, np.int64), np.empty(movers, np.int64)
    time_us = of.paths.time_us
    for k in range(movers):
        rows = of.rows(k)
        low[k] = rows.start + np.searchsorted(time_us[rows], from_us, "left")
        high[k] = rows.start + np.searchsorted(time_us[rows], until_us, "right")
        if k % at_once == 0:
            let_go()
    start = np.concatenate([[0], np.cumsum(high - low)]).astype(np.int64)
    columns = {name: getattr(of.paths, name) for name in OF_ROWS}
    columns |= {name: getattr(of, name) for name in BESIDE}
    copies = {name: np.empty(start[-1], one.dtype) for name, one in columns.items()}
    for first in range(0, movers, at_once):
        last = min(first + at_once, movers)
        into = slice(int(start[first]), int(start[last]))
        many = high[first:last] - low[first:last]
        pick = np.repeat(low[first:last] - start[first:last], many)
        pick += np.arange(into.start, into.stop)
        for name, column in columns.items():
            copies[name][into] = column[pick]
        let_go()
    laid: dict[str, Any] = {name: copies[name] for name in OF_ROWS}
    beside: dict[str, Any] = {name: copies[name] for name in BESIDE}
    paths = of.paths._replace(start=start, **laid)
    return replace(of, paths=paths, let_go=None, **beside)


def _nothing() -> None:
    """Let go of nothing: it is all in memory."""


def without_row(paths: Paths, k: int, row: int) -> Paths:
    """Return paths with one report of mover `k` taken out and its neighbours joined.

    They are joined whatever the gap or break (RULES §3), save that the first and last
    report of a mover have a neighbour on one side only.
    """
    keep = np.ones(len(paths.time_us), np.bool_)
    keep[row] = False
    open_path = paths.open_path.copy()
    first, end = int(paths.start[k]), int(paths.start[k + 1])
    if first < row < end - 1:
        open_path[row - 1] = JOINED
    elif row == end - 1 and row > first:
        open_path[row - 1] = BROKEN
    start = paths.start.copy()
    start[k + 1 :] -= 1
    return paths._replace(
        start=start,
        time_us=paths.time_us[keep],
        lat_rad=paths.lat_rad[keep],
        lon_rad=paths.lon_rad[keep],
        error_m=paths.error_m[keep],
        baro_ft=paths.baro_ft[keep],
        geo_ft=paths.geo_ft[keep],
        open_path=open_path[keep],
        party=paths.party[keep],
    )


def still(
    lat_deg: Sequence[float], lon_deg: Sequence[float], error_m: Sequence[float]
) -> Paths:
    """Return paths of sites that stand still: two far-off reports each, joined."""
    many = len(lat_deg)
    zeros = np.zeros(many)
    return Paths(
        start=np.arange(0, 2 * many + 1, 2, dtype=np.int64),
        time_us=np.tile(np.array([-FAR_US, FAR_US], np.int64), many),
        lat_rad=np.repeat(np.radians(np.array(lat_deg, np.float64)), 2),
        lon_rad=np.repeat(np.radians(np.array(lon_deg, np.float64)), 2),
        error_m=np.repeat(np.array(error_m, np.float64), 2),
        baro_ft=np.full(2 * many, np.nan),
        geo_ft=np.full(2 * many, np.nan),
        open_path=np.full(2 * many, JOINED, np.int8),
        party=np.zeros(2 * many, np.int16),
        manoeuvre_mps2=zeros,
        baro_half_quantum_ft=zeros.copy(),
        baro_error_ft=zeros.copy(),
        geo_half_quantum_ft=zeros.copy(),
        geo_error_ft=zeros.copy(),
    )


def bearing_rows(of: Flights, k: int, low_us: int, high_us: int) -> list[int]:
    """Return the reports of mover `k` whose two segments hold all of [low, high]."""
    rows = of.rows(k)
    return [rows.start + n for n in bearing(of.paths.time_us[rows], low_us, high_us)]


def bearing(time_us: I64, low_us: int, high_us: int) -> list[int]:
    """Return which reports of one mover have segments that hold all of [low, high]."""
    found = []
    at = int(np.searchsorted(time_us, low_us, "right"))
    for n in range(max(at - 2, 0), min(at + 3, len(time_us))):
        before_us = time_us[n - 1] if n > 0 else time_us[n]
        after_us = time_us[n + 1] if n + 1 < len(time_us) else time_us[n]
        if before_us <= low_us and high_us <= after_us:
            found.append(n)
    return found
