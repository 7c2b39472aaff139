"""TRACKS and the paths in them, part by part: in memory, or mapped from disk.

Parts are whole movers, in the order of their names; laid together they are what one
run over all movers gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from thalweg.archive.executor import Progress
from thalweg.archive.put_aside import Coding, one_array
from thalweg.archive.scratch import Bits, Plain, Scratch
from thalweg.archive.spool import Spool
from thalweg.kernels.paths import Paths
from thalweg.model.agreement import Agreement
from thalweg.model.feed import Feeds
from thalweg.tables.tracks import KEPT, TRACKS
from thalweg.tracks.coverage import Seen
from thalweg.tracks.decisions import laid_together
from thalweg.tracks.track import Tracked, one_by_one, surfaces_of, track
from thalweg.watch.flights import BESIDE, OF_ROWS, Flights, flights


def tracks_of(
    spool: Spool,
    scratch: Scratch,
    agreement: Agreement,
    feeds: Feeds,
    seen: Seen,
    told: Progress,
) -> tuple[Tracked, Flights]:
    """Track all movers that were read, part by part, and lay out their paths.

    What was read goes as it is tracked; `seen` learns from each part what could be
    seen. Where an id that is no address may be the same thing as another, all movers
    are tracked at once, in memory.
    """
    laid = Laid(scratch)
    apart = one_by_one(spool.names, sorted(spool.feeds))
    surfaces = None
    if apart and spool.spilled and spool.on_ground:
        surfaces = surfaces_of(spool.parts(), feeds)
    done = 0
    told("tracking", 0, spool.rows)
    for positions in spool.parts(apart=apart):
        done += positions.num_rows
        tracked = track(
            positions,
            roster=agreement.roster,
            parties=agreement.parties,
            defaults=agreement.defaults,
            feeds=feeds,
            surfaces=surfaces,
        )
        # Tracks hold every row: the input is as large again, and nobody asks it again.
        del positions
        seen.add(tracked.tracks)
        paths = flights(tracked.tracks, tracked.decisions, agreement=agreement)
        laid.add(tracked, paths)
        del tracked, paths
        told("tracking", done, spool.rows)
    spool.clear()
    return laid.whole()


# Rows counted before what came of them from disk is let go.
_BLOCK_ROWS = 1 << 20


def counted(
    tracks: pa.Table, let_go: Callable[[], None], block_rows: int = _BLOCK_ROWS
) -> tuple[int, int]:
    """Return how many rows of TRACKS are kept, and how many movers they are of.

    `let_go` is called whenever `block_rows` were looked at.
    """
    kept, movers = 0, set[str]()
    for low in range(0, tracks.num_rows, block_rows):
        block = tracks.slice(low, block_rows)
        kept += pc.sum(pc.equal(block["kept"], KEPT)).as_py() or 0
        movers.update(block["mover"].unique().to_pylist())
        let_go()
    return kept, len(movers)


class Laid:
    """Parts laid together; one alone stays as it is, in memory."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._first: tuple[Tracked, Flights] | None = None
        self._tracks: _Tracks | None = None
        self._flights: _Paths | None = None
        self._decisions: list[pa.Table] = []
        self._dropped: Counter[tuple[str, str]] = Counter()

    def add(self, tracked: Tracked, flights: Flights) -> None:
        """Lay a part behind those that are there."""
        if self._first is None and self._tracks is None:
            self._first = tracked, flights
            return
        if self._first is not None:
            first, self._first = self._first, None
            self._tracks, self._flights = _Tracks(self._scratch), _Paths(self._scratch)
            self._put(*first)
        self._put(tracked, flights)

    def _put(self, tracked: Tracked, flights: Flights) -> None:
        if self._tracks is not None and self._flights is not None:
            self._tracks.add(tracked.tracks)
            self._flights.add(flights)
        self._decisions.append(tracked.decisions)
        self._dropped.update(tracked.dropped)

    def whole(self) -> tuple[Tracked, Flights]:
        """Return all parts as one; there must be one at least."""
        if self._first is not None:
            return self._first
        if self._tracks is None or self._flights is None:
            raise ValueError("no part was laid")
        tracked = Tracked(
            tracks=self._tracks.table(),
            decisions=laid_together(self._decisions),
            dropped=dict(self._dropped),
        )
        return tracked, self._flights.whole()


class _Tracks:
    """TRACKS on disk, a file for the values of each column and one for its nulls."""

    def __init__(self, scratch: Scratch) -> None:
        self._rows = 0
        self._columns = {f.name: _Column(scratch, f.type) for f in TRACKS.schema}

    def add(self, tracks: pa.Table) -> None:
        for name, column in self._columns.items():
            column.add(one_array(tracks[name]))
        self._rows += tracks.num_rows

    def table(self) -> pa.Table:
        columns = [column.array() for column in self._columns.values()]
        return pa.Table.from_arrays(columns, schema=TRACKS.schema)


class _Column:
    """One column of TRACKS on disk."""

    def __init__(self, scratch: Scratch, kind: pa.DataType) -> None:
        self._kind = kind
        self._words = Coding() if pa.types.is_dictionary(kind) else None
        self._valid = Bits(scratch)
        self._bits = Bits(scratch) if pa.types.is_boolean(kind) else None
        width = 4 if self._words is not None else kind.bit_width // 8
        self._width_bytes = max(width, 1)
        self._values = Plain(scratch, np.uint8)
        self._rows = 0
        self._nulls = 0

    def add(self, array: pa.Array) -> None:
        """Put values behind those that are there."""
        if self._words is not None:
            array = self._words.coded(array)
        self._rows += len(array)
        self._nulls += array.null_count
        self._valid.add(np.asarray(array.is_valid()))
        if self._bits is not None:
            self._bits.add(np.asarray(array.fill_null(False)))
        elif array.null_count == len(array):
            self._values.skip(len(array) * self._width_bytes)
        else:
            low = array.offset * self._width_bytes
            high = low + len(array) * self._width_bytes
            data = np.frombuffer(array.buffers()[1], np.uint8)
            self._values.add(data[low:high])

    def array(self) -> pa.Array:
        """Return the whole column, mapped."""
        values = self._values if self._bits is None else self._bits
        data = pa.py_buffer(values.buffer())
        valid = pa.py_buffer(self._valid.buffer()) if self._nulls else None
        about = [valid, data]
        if self._words is None:
            return pa.Array.from_buffers(self._kind, self._rows, about, self._nulls)
        return pa.DictionaryArray.from_buffers(
            self._kind, self._rows, about, self._words.words, self._nulls
        )


@dataclass
class _Paths:
    """Flights on disk, a file for each number a row."""

    scratch: Scratch
    _files: dict[str, Plain] = field(default_factory=dict)
    _of_movers: list[Flights] = field(default_factory=list)
    _start: list[int] = field(default_factory=lambda: [0])

    def add(self, flights: Flights) -> None:
        for of, names in ((flights.paths, OF_ROWS), (flights, BESIDE)):
            for name in names:
                values = getattr(of, name)
                if name not in self._files:
                    self._files[name] = Plain(self.scratch, values.dtype)
                self._files[name].add(values)
        self._start += (flights.paths.start[1:] + self._start[-1]).tolist()
        self._of_movers.append(_without_rows(flights))

    def whole(self) -> Flights:
        parts = [flights.paths for flights in self._of_movers]
        rows: dict[str, Any] = {n: file.array() for n, file in self._files.items()}
        numbers = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in Paths._fields
            if name not in (*OF_ROWS, "start")
        }
        paths = Paths(
            start=np.array(self._start, np.int64),
            **{name: rows[name] for name in OF_ROWS},
            **numbers,
        )
        return Flights(
            movers=tuple(name for part in self._of_movers for name in part.movers),
            parties=self._of_movers[0].parties,
            paths=paths,
            **{name: rows[name] for name in BESIDE},
            let_go=self.scratch.release,
        )


def _without_rows(flights: Flights) -> Flights:
    """Return flights with what there is a mover, and no rows."""
    none = {name: getattr(flights.paths, name)[:0].copy() for name in OF_ROWS}
    beside = {name: getattr(flights, name)[:0].copy() for name in BESIDE}
    return Flights(
        movers=flights.movers,
        parties=flights.parties,
        paths=flights.paths._replace(**none),
        **beside,
    )
