"""Which rows of TRACKS bear findings, and which of them are joined to a path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.findings.digest import in_order
from thalweg.kernels.paths import BROKEN
from thalweg.model.agreement import Agreement, KeepSide, Separation, StandOff
from thalweg.model.place import MoverPlace
from thalweg.tables.account import DECISIONS
from thalweg.tables.query import Query
from thalweg.tables.tracks import KEPT, TRACKS
from thalweg.times import US_PER_S
from thalweg.watch.flights import flights

I64 = NDArray[np.int64]

LARGEST_GAP_S = 60.0
"""Longest gap that is bridged where no clause says another, RULES §13."""

# What makes two rows the same report, found in the evidence of two findings.
_SAME = (
    "mover", "time", "feed", "kept", "lat_deg", "lon_deg", "source_sha256",
    "source_row",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTracks:
    """Rows of TRACKS to be shown, and how they are joined.

    `rows` is TRACKS, sorted by (mover, time); `drawn` those of them that were kept and
    have a place; `joined[i]` whether row i of `drawn` and the next are one path.
    `withheld` counts the rows of movers that are places of the agreement.
    """

    rows: pa.Table
    drawn: pa.Table
    joined: NDArray[np.bool_]
    withheld: int

    @property
    def dropped(self) -> pa.Table:
        """The rows that are not drawn, each with its reason in `kept`."""
        return self.rows.filter(pc.invert(_drawn(self.rows)))

    @property
    def span_us(self) -> tuple[int, int] | None:
        """The first and the last instant that is drawn."""
        if not self.drawn.num_rows:
            return None
        low, high = (
            end(self.drawn.column("time")).cast(pa.int64()).as_py()
            for end in (pc.min, pc.max)
        )
        return low, high


def largest_gap_s(agreement: Agreement, clauses: Iterable[str]) -> float:
    """Return the longest gap that all of `clauses` bridge; 60 s where none says one.

    The least of theirs: nothing is drawn that one of them would call not observed.
    """
    asked = set(clauses)
    told = [
        clause.largest_gap_s
        for clause in agreement.clauses
        if clause.id in asked and isinstance(clause, KeepSide | Separation | StandOff)
    ]
    return min(told, default=LARGEST_GAP_S)


def shown_tracks(
    parts: Iterable[pa.Table], *, agreement: Agreement, query: Query, gap_s: float
) -> ShownTracks:
    """Lay pieces of TRACKS together, as they are to be shown.

    Parameters
    ----------
    parts
        The evidence of findings, or all of TRACKS. A report that stands in several is
        taken once.
    agreement
        Says which steps nobody flies, and whose places move: movers that are a place
        of the agreement, such as a guarded convoy, are never shown.
    query
        Its period cuts the rows; what lies outside is as if it were not there.
    gap_s
        Reports further apart are not joined.
    """
    pieces = [TRACKS.conform(part) for part in parts]
    whole, run = _together(pieces)
    places = agreement.places.values()
    hidden = [place.mover for place in places if isinstance(place, MoverPlace)]
    of_places = pc.is_in(
        whole.column("mover").cast(pa.string()), pa.array(hidden, pa.string())
    )
    whole = whole.append_column("run", pa.array(run))
    seen = query.tracks(whole.filter(pc.invert(of_places)))
    withheld = query.tracks(whole.filter(of_places)).num_rows
    lost = pc.and_(_kept(seen), pc.invert(_drawn(seen)))
    flown = seen.filter(pc.invert(lost))
    drawn = flown.filter(_drawn(flown))
    return ShownTracks(
        rows=seen.drop_columns("run"),
        drawn=drawn.drop_columns("run"),
        joined=_joined(flown.drop_columns("run"), drawn, agreement, gap_s),
        withheld=withheld,
    )


def _kept(table: pa.Table) -> pa.ChunkedArray:
    return pc.equal(table.column("kept").cast(pa.string()), KEPT)


def _drawn(table: pa.Table) -> pa.ChunkedArray:
    """Tell which rows were kept and have a place on the earth."""
    mask = _kept(table)
    for name, most_deg in (("lat_deg", 90.0), ("lon_deg", 180.0)):
        near = pc.less_equal(pc.abs(table.column(name)), most_deg)
        mask = pc.and_(mask, pc.fill_null(near, False))
    return mask


def _joined(
    flown: pa.Table, drawn: pa.Table, agreement: Agreement, gap_s: float
) -> NDArray[np.bool_]:
    if not drawn.num_rows:
        return np.zeros(0, np.bool_)
    paths = flights(flown, DECISIONS.empty(), agreement=agreement).paths
    run = drawn.column("run").to_numpy()
    step_us = np.diff(paths.time_us, append=paths.time_us[-1])
    near = (step_us > 0) & (step_us <= round(gap_s * US_PER_S))
    same_run = np.append(run[1:] == run[:-1], False)
    return np.asarray((paths.open_path != BROKEN) & near & same_run, np.bool_)


def _together(pieces: list[pa.Table]) -> tuple[pa.Table, I64]:
    """Return the different rows of all pieces in order, and the run of each.

    A run is a stretch of one mover's time that the pieces cover without a break: what
    was reported between two runs is not here, so nothing may be drawn across.
    """
    pieces = [piece for piece in pieces if piece.num_rows]
    if not pieces:
        return TRACKS.empty(), np.zeros(0, np.int64)
    if len(pieces) == 1:
        return pieces[0], np.zeros(pieces[0].num_rows, np.int64)
    whole = in_order(_once(pa.concat_tables(pieces).unify_dictionaries()))
    covered = _covered(pieces)
    mover = whole.column("mover").cast(pa.string()).to_pylist()
    time_us = whole.column("time").cast(pa.int64()).to_pylist()
    run = [
        int(np.searchsorted(covered[name], at_us, "right"))
        for name, at_us in zip(mover, time_us, strict=True)
    ]
    return whole, np.array(run, np.int64)


def _once(table: pa.Table) -> pa.Table:
    """Return each report once; the first of those that are the same."""
    plain = {
        name: table.column(name).cast(pa.string())
        if pa.types.is_dictionary(table.column(name).type)
        else table.column(name)
        for name in _SAME
    }
    numbered = pa.table({**plain, "row": np.arange(table.num_rows)})
    first = numbered.group_by(list(_SAME), use_threads=False).aggregate(
        [("row", "min")]
    )
    return table.take(first.column("row_min").sort())


def _covered(pieces: list[pa.Table]) -> dict[str, I64]:
    """Return, by mover, the instants at which each of its runs begins."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for piece in pieces:
        plain = pa.table(
            {
                "mover": piece.column("mover").cast(pa.string()),
                "time": piece.column("time").cast(pa.int64()),
            }
        )
        extent = plain.group_by("mover", use_threads=False).aggregate(
            [("time", "min"), ("time", "max")]
        )
        for row in extent.to_pylist():
            ends = (row["time_min"], row["time_max"])
            spans.setdefault(row["mover"], []).append(ends)
    return {mover: _begins(sorted(ends)) for mover, ends in spans.items()}


def _begins(spans: list[tuple[int, int]]) -> I64:
    begins: list[int] = []
    until = -(1 << 62)
    for low, high in spans:
        if low > until:
            begins.append(low)
        until = max(until, high)
    return np.array(begins, np.int64)
