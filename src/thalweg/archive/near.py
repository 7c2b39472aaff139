"""Positions of those movers alone that came near an agreement's places.

A mover is read whole or not at all: whose it is, the step of its heights, its last
speed and what is stale rest on all its rows (RULES §1 to §3), so that rows left out one
by one could change a finding. A mover that never came near bears on none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thalweg.archive.boxes import NearBox, widened
from thalweg.archive.parts import Near, parts_of, refuse_part_of_a_slot, together
from thalweg.feeds.source import Given
from thalweg.kernels.clean import within_reach
from thalweg.model.feed import Feeds
from thalweg.tables.positions import POSITIONS
from thalweg.tracks.aerodromes import REACH_M, SLOW_MPS, aerodromes
from thalweg.tracks.reports import floats
from thalweg.tracks.stitch import is_address

FEWEST_MOVERS = 2
"""With one mover alone nothing is said of hours seen (RULES §9)."""


def read_near(
    paths: Sequence[Given],
    boxes: Sequence[NearBox],
    *,
    feeds: Feeds,
    columns: Mapping[str, str] | None,
    from_us: int | None,
    to_us: int | None,
) -> Near:
    """Read all rows of the movers that came into `boxes`, and no others'.

    All is read where not every id is a 24-bit address (others may be one thing in two
    feeds, which any of their rows can show), or fewer than two movers came near.
    Movers that were at an aerodrome where one that came near moved slowly are read
    too: what they say on the ground tells its surface.

    Raises
    ------
    InputError
        An end of the period is none of a whole five minutes, or an input is wrong.
    """
    refuse_part_of_a_slot(from_us, to_us, "--near-only")
    parts = list(parts_of(paths, feeds, columns, (from_us, to_us)))
    near: frozenset[str] | None = None
    if all(is_address(mover) for part in parts for mover in part.movers(None)):
        near = frozenset(m for part in parts for m in part.movers(boxes))
        if len(near) < FEWEST_MOVERS:
            near = None
    found = [part.rows(near) for part in parts]
    left_out = sum(part.left_out for part in parts)
    more: list[pa.Table] = []
    if near is not None:
        around = [box for one in found for box in _aerodromes(one.positions, feeds)]
        taxied = frozenset(m for part in parts for m in part.movers(around)) - near
        if taxied:
            more = [part.rows(taxied).positions for part in parts]
    tables = [one.positions for one in found]
    left_out -= sum(table.num_rows for table in more)
    table = pa.concat_tables([POSITIONS.empty(), *tables, *more]).unify_dictionaries()
    return replace(together(parts, found, table, to_us), left_out=left_out)


def _aerodromes(table: pa.Table, feeds: Feeds) -> Iterator[NearBox]:
    """Yield a box about each aerodrome at which a row may be judged by its surface."""
    speed_mps = floats(table.column("ground_speed_mps"))
    flagged = pc.fill_null(table.column("on_ground"), False).to_numpy()
    slow = ~(speed_mps >= SLOW_MPS) & ~flagged
    lat_rad, lon_rad = (
        np.radians(floats(table.column(name))[slow]) for name in ("lat_deg", "lon_deg")
    )
    known = aerodromes(feeds)
    _, at = within_reach(lat_rad, lon_rad, known.lat_rad, known.lon_rad, REACH_M)
    for place in np.unique(at):
        lat_deg, lon_deg = np.degrees([known.lat_rad[place], known.lon_rad[place]])
        yield widened(np.array([lat_deg]), np.array([lon_deg]), 2.0 * REACH_M)
