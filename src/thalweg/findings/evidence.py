"""The evidence of a finding: the rows of TRACKS that show it, and the decisions.

Evidence is every TRACKS row, kept and dropped, of each mover involved, from a margin
before the finding to as much after it, and the decisions that concern those movers and
that time. It is all that somebody needs to make the finding again, and it is named by
its digest, see `thalweg.findings.digest`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from thalweg.errors import InputError, TableError
from thalweg.findings.digest import (
    FORMAT,
    digest_in_order,
    digest_of_stretches,
    in_order,
    int64s,
)
from thalweg.findings.stretches import Column, Stretch
from thalweg.model.agreement import Clause, Defaults, KeepSide, Separation, StandOff
from thalweg.tables.account import DECISIONS
from thalweg.tables.contract import UTC_US
from thalweg.tables.tracks import TRACKS
from thalweg.times import US_PER_DAY, US_PER_MIN, US_PER_S
from thalweg.wire.canonical import canonical_json
from thalweg.wire.parquet import (
    one_spelling,
    parquet_of_arrays,
    read_parquet,
    texts_of,
)

_TEXTS = texts_of(TRACKS.schema)
DECISIONS_KEY = "decisions"
LEAST_MARGIN_US = 5 * US_PER_MIN
# RULES §7: an emergency exempts until this long after its last declaration, so evidence
# must reach as far back for the exemption to be found again.
EMERGENCY_TAIL_US = 10 * US_PER_MIN
LARGEST_ROWS = 5_000_000
# Rows, and movers, that are looked at before what came of them from disk is let go.
_BLOCK_ROWS = 1 << 20
_MOVERS_AT_ONCE = 16
# Pairs are looked for bucket by bucket from the first row to the last: without a
# bound, one row of another millennium would ask for all the memory there is.
LONGEST_DAYS = 20_000

# Decisions whose subject is another id that the mover goes, or may go, by.
_OF_TWO_MOVERS = frozenset({"merge", "maybe_same"})
_FAR_US = 1 << 62
_LONGEST_US = LONGEST_DAYS * US_PER_DAY


class EvidenceRows:
    """What shows a finding: rows of TRACKS, and decisions as RFC 8785 JSON."""

    def __init__(self, tracks: pa.Table, decisions_json: bytes) -> None:
        self._tracks = tracks
        self.decisions_json = decisions_json

    @property
    def tracks(self) -> pa.Table:
        """The rows."""
        return self._tracks

    @cached_property
    def decisions(self) -> pa.Table:
        """The decisions as a DECISIONS table."""
        return _decisions_table(json.loads(self.decisions_json))

    @cached_property
    def digest(self) -> str:
        """The digest of this evidence, 64 hex digits."""
        return digest_in_order(self._ordered, self.decisions_json)

    @property
    def _ordered(self) -> pa.Table:
        # Not kept: it may be a copy, and thousands of these are held at once.
        return in_order(self.tracks)

    def of(self, mover: str) -> pa.Table:
        """Return the rows of one mover."""
        return self.tracks.filter(pc.equal(self.tracks.column("mover"), mover))

    def decided(self, kind: str) -> bool:
        """Tell whether a decision may be of a kind; False is sure."""
        # Quotes inside a text are escaped, so that no other value spells this.
        return f'"kind":"{kind}"'.encode() in self.decisions_json

    def encode(self) -> bytes:
        """Return the evidence as Parquet, the decisions in its schema's metadata."""
        arrays = self._spelt()
        about = {DECISIONS_KEY: self.decisions_json.decode(), "evidence": FORMAT}
        return parquet_of_arrays(
            arrays, TRACKS.schema, about=about, fast=True, texts=_TEXTS
        )

    def _spelt(self) -> list[pa.Array]:
        rows = self._ordered
        return [one_spelling(rows.column(name)) for name in TRACKS.schema.names]


class _Lying(EvidenceRows):
    """Evidence that stays where it lies, in the tracks of an index.

    Thousands are held until they are written, and each would be a table of forty
    columns: kept is where each mover's rows are, movers in order.
    """

    def __init__(
        self, whole: pa.Table, decisions_json: bytes, at: Mapping[str, Stretch]
    ) -> None:
        super().__init__(whole, decisions_json)
        self._at = at

    @property
    def tracks(self) -> pa.Table:
        """The rows, a new table each time."""
        whole, at = self._tracks, self._at.values()
        slices = [whole.slice(low, high - low) for low, high in at]
        return pa.concat_tables(slices) if slices else whole.slice(0, 0)


class _Stretches(_Lying):
    """Evidence whose rows lie in the order of the digest.

    `columns` are those of the index, all of them.
    """

    def __init__(
        self,
        whole: pa.Table,
        decisions_json: bytes,
        at: Mapping[str, Stretch],
        columns: Mapping[str, Column],
    ) -> None:
        super().__init__(whole, decisions_json, at)
        self._columns = columns

    @cached_property
    def digest(self) -> str:
        """The digest of this evidence, 64 hex digits."""
        return digest_of_stretches(
            self._columns, list(self._at.values()), self.decisions_json
        )

    def of(self, mover: str) -> pa.Table:
        """Return the rows of one mover."""
        low, high = self._at.get(mover, (0, 0))
        return self._tracks.slice(low, high - low)

    def _spelt(self) -> list[pa.Array]:
        at = list(self._at.values())
        return [self._columns[name].spelt(at) for name in TRACKS.schema.names]


def _nothing() -> None:
    """Let go of nothing: it is all in memory."""


class EvidenceIndex:
    """Finds the evidence of each finding without a search through all of TRACKS.

    Parameters
    ----------
    tracks
        The whole of TRACKS, sorted by (mover, time), dropped rows included.
    decisions
        All of DECISIONS.
    let_go
        Called after some of `tracks` was looked at: where they lie on disk, it lets go
        of what of them stands in memory.

    Raises
    ------
    TableError
        The rows of `tracks` are not sorted.
    """

    def __init__(
        self,
        tracks: pa.Table,
        decisions: pa.Table,
        let_go: Callable[[], None] = _nothing,
    ) -> None:
        self._let_go = let_go
        self._tracks = tracks.unify_dictionaries().combine_chunks()
        self._time_us = int64s(self._tracks.column("time"))
        self._span = spans_of_movers(self._tracks.column("mover"), let_go)
        self._decisions = _DecisionIndex(decisions)
        for number, (first, last) in enumerate(self._span.values()):
            if number % _MOVERS_AT_ONCE == 0:
                let_go()
            if np.any(np.diff(self._time_us[first:last]) < 0):
                raise TableError(TRACKS.name, ["rows are not sorted by mover, time"])

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {
            name: _column(self._tracks.column(name)) for name in TRACKS.schema.names
        }

    def rows(
        self, movers: Iterable[str], *, start_us: int, end_us: int, margin_us: int
    ) -> EvidenceRows:
        """Return the evidence for `movers` from `start_us` to `end_us`.

        Instants are microseconds since 1970, UTC; `margin_us` is added at both ends,
        which are both inside. A mover without a row adds none.
        """
        self._let_go()
        from_us, to_us = start_us - margin_us, end_us + margin_us
        ids = sorted(set(movers))
        at = {mover: self._stretch(mover, from_us, to_us) for mover in ids}
        at = {mover: (low, high) for mover, (low, high) in at.items() if low < high}
        decisions_json = self._decisions.json(ids, from_us, to_us)
        if not at or any(self._tied(low, high) for low, high in at.values()):
            return _Lying(self._tracks, decisions_json, at)
        return _Stretches(self._tracks, decisions_json, at, self._columns)

    def _tied(self, low: int, high: int) -> bool:
        """Say whether two rows of a stretch are of one instant."""
        time_us = self._time_us[low:high]
        return bool((time_us[1:] == time_us[:-1]).any())

    def _stretch(self, mover: str, from_us: int, to_us: int) -> Stretch:
        first, last = self._span.get(mover, (0, 0))
        time_us = self._time_us[first:last]
        begin = first + int(np.searchsorted(time_us, from_us, "left"))
        end = first + int(np.searchsorted(time_us, to_us, "right"))
        return begin, end


class _DecisionIndex:
    """Decisions by the mover they concern; those of no mover concern every one."""

    def __init__(self, decisions: pa.Table) -> None:
        table = DECISIONS.conform(decisions)
        self._texts = [canonical_json(row) for row in decision_rows(table)]
        self._from_us = int64s(_filled(table.column("from"), -_FAR_US))
        self._to_us = int64s(_filled(table.column("to"), _FAR_US))
        self._of_mover: dict[str | None, set[int]] = {}
        names = (table.column(c).to_pylist() for c in ("kind", "mover", "subject"))
        for i, (kind, mover, subject) in enumerate(zip(*names, strict=True)):
            self._of_mover.setdefault(mover, set()).add(i)
            if kind in _OF_TWO_MOVERS and subject is not None:
                self._of_mover.setdefault(subject, set()).add(i)

    def json(self, movers: Sequence[str], from_us: int, to_us: int) -> bytes:
        near = set(self._of_mover.get(None, ()))
        for mover in movers:
            near |= self._of_mover.get(mover, set())
        texts = sorted(
            self._texts[i]
            for i in near
            if self._from_us[i] <= to_us and self._to_us[i] >= from_us
        )
        # A list of canonical texts with commas between them is itself canonical.
        return b"[" + b",".join(texts) + b"]"


def evidence_rows(
    tracks: pa.Table,
    decisions: pa.Table,
    *,
    movers: Sequence[str],
    start_us: int,
    end_us: int,
    margin_us: int,
) -> EvidenceRows:
    """Return the evidence of one finding; for many, make one `EvidenceIndex`."""
    index = EvidenceIndex(tracks, decisions)
    return index.rows(movers, start_us=start_us, end_us=end_us, margin_us=margin_us)


def margin_us(clause: Clause, defaults: Defaults) -> int:
    """Return how far evidence reaches before and after a finding (RULES §10).

    The greatest of 5 min, `same_stay` and twice the clause's `largest_gap`; and 10 min
    where the clause exempts emergencies, for one may have been declared that long ago.
    """
    same_stay_s = defaults.same_stay_s
    largest_gap_s = 0.0
    if isinstance(clause, StandOff):
        same_stay_s = clause.same_stay_s
    if isinstance(clause, KeepSide | Separation | StandOff):
        largest_gap_s = clause.largest_gap_s
    return max(
        LEAST_MARGIN_US,
        EMERGENCY_TAIL_US if "emergency" in clause.exempt else 0,
        round(same_stay_s * US_PER_S),
        round(2 * largest_gap_s * US_PER_S),
    )


def write(folder: Path, rows: EvidenceRows) -> Path:
    """Write evidence to ``<digest>.parquet`` in `folder`, and return its path."""
    path = folder / f"{rows.digest}.parquet"
    path.write_bytes(rows.encode())
    return path


def read(data: bytes, name: str) -> EvidenceRows:
    """Read evidence from the bytes of its file, which may come from a stranger.

    Raises
    ------
    InputError
        It is not evidence; the message starts with `name`. Whether its digest is the
        one wanted is for the caller to ask.
    """
    table = read_parquet(data, name, largest_rows=LARGEST_ROWS)
    metadata = table.schema.metadata or {}
    decisions_json: bytes = metadata.get(DECISIONS_KEY.encode(), b"")
    try:
        tracks = TRACKS.check(TRACKS.conform(table))
    except (TableError, pa.ArrowException) as why:
        raise InputError(f"{name}: {why}") from why
    _check_span(int64s(tracks.column("time")), name)
    _check_decisions(decisions_json, name)
    return EvidenceRows(tracks=tracks, decisions_json=decisions_json)


def decision_rows(decisions: pa.Table) -> list[dict[str, object]]:
    """Return rows of DECISIONS as they stand in evidence: times in microseconds."""
    columns: dict[str, list[object]] = {}
    for name in DECISIONS.schema.names:
        column = decisions.column(name)
        if column.type == UTC_US:
            columns[f"{name}_us"] = column.cast(pa.int64()).to_pylist()
        else:
            columns[name] = column.to_pylist()
    return [
        dict(zip(columns, values, strict=True))
        for values in zip(*columns.values(), strict=True)
    ]


def _decisions_table(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    columns = []
    for field in DECISIONS.schema:
        if field.type == UTC_US:
            whole = pa.array([row[f"{field.name}_us"] for row in rows], pa.int64())
            columns.append(whole.cast(UTC_US))
        else:
            columns.append(pa.array([row[field.name] for row in rows], field.type))
    return pa.Table.from_arrays(columns, schema=DECISIONS.schema)


def _check_decisions(decisions_json: bytes, name: str) -> None:
    wrong = f"{name}: its decisions are not a canonical list of DECISIONS rows"
    try:
        rows = json.loads(decisions_json)
        table = DECISIONS.check(_decisions_table(rows))
        texts = [canonical_json(row) for row in decision_rows(table)]
    except (ValueError, TypeError, KeyError, RecursionError, pa.ArrowException) as why:
        raise InputError(wrong) from why
    except TableError as why:
        raise InputError(f"{wrong}: {why}") from why
    if b"[" + b",".join(sorted(texts)) + b"]" != decisions_json:
        raise InputError(wrong)


def _check_span(time_us: NDArray[np.int64], name: str) -> None:
    if time_us.size and int(time_us.max()) - int(time_us.min()) > _LONGEST_US:
        raise InputError(f"{name}: its rows are more than {LONGEST_DAYS} days apart")


def _column(column: pa.ChunkedArray) -> Column:
    # One chunk is taken as it is: a copy of all of TRACKS would be a second one.
    one = column.num_chunks == 1
    return Column(column.chunk(0) if one else pa.concat_arrays(column.chunks))


def _filled(column: pa.ChunkedArray, value: int) -> pa.ChunkedArray:
    return column.cast(pa.int64()).fill_null(value)


def spans_of_movers(
    movers: pa.ChunkedArray, let_go: Callable[[], None], block_rows: int = _BLOCK_ROWS
) -> dict[str, tuple[int, int]]:
    """Return where the rows of each mover begin and end, `block_rows` looked at once.

    Raises TableError where movers do not rise.
    """
    if len(movers) == 0:
        return {}
    words = pa.concat_arrays(movers.chunks)
    codes = words.indices.to_numpy(zero_copy_only=False)
    first = [0]
    for low in range(0, codes.size, block_rows):
        block = codes[max(low - 1, 0) : low + block_rows]
        new = np.flatnonzero(block[1:] != block[:-1]) + max(low - 1, 0) + 1
        first += new.tolist()
        let_go()
    names = [words.dictionary[int(code)].as_py() for code in codes[first]]
    if names != sorted(set(names)):
        raise TableError(TRACKS.name, ["rows are not sorted by mover, time"])
    last = [*first[1:], codes.size]
    return dict(zip(names, zip(first, last, strict=True), strict=True))
