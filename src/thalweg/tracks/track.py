"""POSITIONS to TRACKS: one mover for each thing, its party, its errors, its dirt named.

The result does not depend on the order of rows, or on how they were cut into files,
save that `source_sha256` and `source_row` ride along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thalweg.kernels.clean import KEPT
from thalweg.model.agreement import Defaults
from thalweg.model.feed import Feeds
from thalweg.model.party import Party, RosterRule
from thalweg.tables.positions import POSITIONS
from thalweg.tables.tracks import DROP_REASONS, TRACKS
from thalweg.tables.tracks import KEPT as KEPT_WORD
from thalweg.tracks.aerodromes import OnSurface, Surfaces, aerodromes, surfaces
from thalweg.tracks.clean import Cleaned, clean, standing
from thalweg.tracks.decisions import decisions_table
from thalweg.tracks.error import altitude_decisions, altitude_error_ft
from thalweg.tracks.order import canonical_order
from thalweg.tracks.party import (
    Flights,
    Roster,
    attribute,
    manoeuvre_decisions,
    roster_decisions,
)
from thalweg.tracks.reports import (
    F64,
    I64,
    Reports,
    Words,
    flags,
    reports,
    times_us,
    word_column,
    words,
)
from thalweg.tracks.stitch import (
    FEWEST_FEEDS,
    Movers,
    movers,
    renamed,
    same_movers,
    shared_addresses,
)

# Codes of `kernels.clean`, from KEPT on.
REASONS = (KEPT_WORD, *DROP_REASONS)


@dataclass(frozen=True, slots=True)
class Tracked:
    """TRACKS, the DECISIONS that made them, and how many rows fell to what.

    `dropped` maps (feed, reason) to rows; feeds and reasons without any are absent.
    """

    tracks: pa.Table
    decisions: pa.Table
    dropped: Mapping[tuple[str, str], int]


def track(
    positions: pa.Table,
    *,
    roster: Sequence[RosterRule],
    parties: Sequence[Party],
    defaults: Defaults,
    feeds: Feeds,
    surfaces: Surfaces | None = None,
) -> Tracked:
    """Turn reports into tracks of known movers.

    Parameters
    ----------
    positions
        POSITIONS, rows in any order, from any number of files.
    roster, parties
        The agreement's rules of whose is what, and the parties they may name.
    defaults
        The figures in force; `fastest_mps` and `manoeuvre_mps2` are used here.
    feeds
        What is stated of each feed, and aerodromes beside the published ones.
    surfaces
        Where `positions` are whole movers but not all there are: what all say of the
        surfaces of aerodromes, see `surfaces_of`. Ids that may be one
        (`one_by_one`) must then be in one table.

    Returns
    -------
    Tracked
        Every row of `positions` is in its table of tracks, kept or with its reason.
    """
    table = POSITIONS.conform(positions)
    fastest_mps = defaults.fastest_mps
    asked = Roster(roster, parties)
    found = movers(words(table["feed"]), words(table["mover"]))
    time_us = times_us(table["time"])
    order = canonical_order(table, found.codes, len(found.names), time_us)
    gathered = reports(table, order, found.codes, found.names)
    cleaned = clean(gathered, fastest_mps=fastest_mps, feeds=feeds, surfaces=surfaces)
    height_error_ft = altitude_error_ft(gathered, feeds)
    merges, decided = same_movers(
        gathered, cleaned.kept, cleaned.error_m, height_error_ft, found
    )
    decided += shared_addresses(found)
    if merges:
        found = renamed(found, merges)
        order = canonical_order(table, found.codes, len(found.names), time_us)
        gathered = reports(table, order, found.codes, found.names)
        cleaned = clean(
            gathered, fastest_mps=fastest_mps, feeds=feeds, surfaces=surfaces
        )
        height_error_ft = altitude_error_ft(gathered, feeds)
    callsign, called_as = (_in_order(table, name, order) for name in _NAMED)
    flights = attribute(gathered, cleaned.kept, callsign, called_as, asked)
    decided += altitude_decisions(gathered, cleaned.kept, feeds)
    decided += roster_decisions(gathered, flights)
    decided += manoeuvre_decisions(gathered, flights, defaults.manoeuvre_mps2)
    return Tracked(
        tracks=_tracks(table, order, found, cleaned, height_error_ft, flights),
        decisions=decisions_table(decided),
        dropped=_dropped(gathered, cleaned),
    )


def one_by_one(names: Sequence[str], feeds: Sequence[str]) -> bool:
    """Say whether movers can be tracked in tables apart, by their canonical names.

    Not where an id that is no address may be the same thing as another (RULES §1).
    """
    tracked = [":" in name for name in names]
    return not any(tracked) or (all(tracked) and len(feeds) < FEWEST_FEEDS)


def surfaces_of(parts: Iterable[pa.Table], feeds: Feeds) -> Surfaces:
    """Return what all movers say of the surfaces of aerodromes.

    `parts` are POSITIONS of whole movers, one by one.
    """
    return surfaces((_standing(part, feeds) for part in parts), aerodromes(feeds))


def _standing(positions: pa.Table, feeds: Feeds) -> OnSurface:
    found = movers(words(positions["feed"]), words(positions["mover"]))
    told = flags(positions["on_ground"])
    stands = np.bincount(found.codes[told], minlength=len(found.names)) > 0
    # The others say nothing of a surface, and each is judged by itself.
    table = positions.filter(pa.array(stands[found.codes]))
    found = movers(words(table["feed"]), words(table["mover"]))
    time_us = times_us(table["time"])
    order = canonical_order(table, found.codes, len(found.names), time_us)
    return standing(reports(table, order, found.codes, found.names), feeds=feeds)


_NAMED = ("callsign", "mover")


def _in_order(table: pa.Table, name: str, order: I64) -> Words:
    column = words(table[name])
    return Words(column.codes[order], column.values)


def _tracks(
    table: pa.Table,
    order: I64,
    found: Movers,
    cleaned: Cleaned,
    height_error_ft: F64,
    flights: Flights,
) -> pa.Table:
    """Put the TRACKS table together, one column at a time to spare memory."""
    made = {
        "mover": word_column(found.codes[order], found.names),
        "error_m": _nullable(cleaned.error_m),
        "alt_error_ft": _nullable(height_error_ft).cast(pa.float32()),
        "kept": word_column(cleaned.kept.astype(np.int32), REASONS),
        **_party_columns(flights),
    }
    whole = bool(np.all(order[1:] > order[:-1]))
    rows = None if whole else pa.array(order)
    columns = []
    for field in TRACKS.schema:
        column = made.get(field.name)
        if column is None:
            column = _taken(table[field.name], rows)
        columns.append(column)
    return pa.Table.from_arrays(columns, schema=TRACKS.schema)


def _taken(
    column: pa.ChunkedArray, rows: pa.Array | None
) -> pa.ChunkedArray | pa.Array:
    """Return a column in the order of `rows`, None for as it is.

    Absent is null, be it NaN or infinite.
    """
    if pa.types.is_dictionary(column.type):
        coded = words(column)
        codes = coded.codes if rows is None else coded.codes[rows.to_numpy()]
        return word_column(codes, coded.values)
    if column.null_count == len(column):
        return pa.nulls(len(column), column.type)
    if rows is not None:
        column = column.combine_chunks().take(rows)
    if pa.types.is_floating(column.type):
        finite = pc.is_finite(column)
        if not pc.all(finite, min_count=0).as_py():
            column = pc.if_else(finite, column, pa.scalar(None, column.type))
    return column


def _nullable(values: F64) -> pa.Array:
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def _party_columns(flights: Flights) -> dict[str, pa.DictionaryArray]:
    """Return the party columns of each row, from its flight's verdict."""
    told: dict[str, list[str | None]] = {
        "party": [v.party for v in flights.verdicts],
        "party_ground": [v.ground for v in flights.verdicts],
        "party_strength": [v.strength for v in flights.verdicts],
    }
    out = {}
    for name, texts in told.items():
        values = sorted({text for text in texts if text is not None})
        rank: dict[str | None, int] = {text: k for k, text in enumerate(values)}
        codes = np.array([rank.get(text, -1) for text in texts], np.int32)
        out[name] = word_column(codes[flights.of_row], tuple(values))
    return out


def _dropped(gathered: Reports, cleaned: Cleaned) -> dict[tuple[str, str], int]:
    lost = cleaned.kept != KEPT
    key = gathered.feed[lost].astype(np.int64) * len(REASONS) + cleaned.kept[lost]
    counts = np.bincount(key, minlength=len(gathered.feeds) * len(REASONS))
    return {
        (gathered.feeds[k // len(REASONS)], REASONS[k % len(REASONS)]): int(n)
        for k, n in enumerate(counts)
        if n
    }
