"""A packed archive: a folder of Parquet with its manifest, read without its far parts.

What `thalweg archive pack` wrote. Files and row groups that lie outside the period
asked for are not opened; their rows are counted from the manifest and the footers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from thalweg.errors import InputError, TableError
from thalweg.tables.contract import UTC_US
from thalweg.tables.packed import PACKED, STORED, may_be, placed, unpacked
from thalweg.wire.archive_manifest import (
    NAME,
    ArchiveManifest,
    Box,
    PackedFile,
    parse_archive_manifest,
)
from thalweg.wire.canonical import sha256_hex

FORMAT = "packed"
BATCH_ROWS = 262_144
"""Rows handed on at a time, about; columns decode a row group at a time."""
MOST_GROUP_ROWS = 1 << 20
"""A larger row group is none of ours, and would not fit a bounded memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedArchive:
    """An archive and its manifest, of which `sha256` is the digest."""

    folder: Path
    manifest: ArchiveManifest
    sha256: str

    @property
    def rows(self) -> int:
        """All records, those dropped when they were packed included."""
        return self.manifest.rows + sum(self.manifest.dropped.values())


def archive_in(path: Path) -> PackedArchive | None:
    """Return the archive at `path`; None where that is no folder, or no archive.

    Raises
    ------
    InputError
        It is an archive whose manifest cannot be read or is wrong.
    """
    try:
        if not path.is_dir():
            return None
        data = (path / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{path / NAME}: cannot be read: {why}") from error
    manifest = parse_archive_manifest(data, str(path / NAME))
    if manifest is None:
        return None
    return PackedArchive(folder=path, manifest=manifest, sha256=sha256_hex(data))


class Place(Protocol):
    """Where rows are wanted."""

    def touches(self, box: Box) -> bool:
        """Say whether any place in a box may be wanted."""

    def holds(self, positions: pa.Table) -> NDArray[np.bool_]:
        """Say which rows lie where they are wanted; one without a place does not."""


class PackedReading:
    """One reading of an archive: iterate once for POSITIONS, a batch at a time.

    Parameters
    ----------
    archive
        The archive to read.
    feed
        Name of the feed of all rows; None leaves each its own.
    from_us, to_us
        Period in microseconds since 1970, UTC: from (included) to (not included).
    movers
        The ids, in lower case, of whose rows are read; None is all of them.
    place
        Where rows are read; None is everywhere. Rows without a place lie nowhere.

    Attributes
    ----------
    outside_period
        rows that lie outside the period asked for, read or not.
    left_out
        rows in the period of movers, or at places, that were not asked for.
    read_bytes
        bytes of the columns that were decoded, as they lie on disk.
    """

    def __init__(
        self,
        archive: PackedArchive,
        *,
        feed: str | None = None,
        from_us: int | None = None,
        to_us: int | None = None,
        movers: frozenset[str] | None = None,
        place: Place | None = None,
    ) -> None:
        self.outside_period = 0
        self.left_out = 0
        self.read_bytes = 0
        self._archive = archive
        self._feed = feed
        self._from_us, self._to_us = from_us, to_us
        self._movers, self._place = movers, place
        self._wanted = pa.array(sorted(movers or ()), pa.string())

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield POSITIONS in the order of the files, which is none that matters.

        Raises
        ------
        InputError
            A file is missing, cut short, damaged, or not the one that is listed.
        """
        for name, listed in sorted(self._archive.manifest.files.items()):
            if self._beyond(listed.from_us, listed.to_us):
                self.outside_period += listed.rows
                continue
            if self._away(listed):
                self.left_out += listed.rows
                continue
            yield from self._file(self._archive.folder / name, listed)

    def columns(
        self, names: Sequence[str], touches: Callable[[Box], bool]
    ) -> Iterator[pa.Table]:
        """Yield some columns of the rows in the period, a row group at a time.

        Places come as in POSITIONS. `touches` is asked whether the box of a file or of
        a row group is wanted; one without a box is.

        Raises
        ------
        InputError
            As of iterating.
        """
        for name, listed in sorted(self._archive.manifest.files.items()):
            if self._beyond(listed.from_us, listed.to_us):
                continue
            if listed.box is None or touches(listed.box):
                path = self._archive.folder / name
                yield from self._columns(path, listed, names, touches)

    def _columns(
        self,
        path: Path,
        listed: PackedFile,
        names: Sequence[str],
        touches: Callable[[Box], bool],
    ) -> Iterator[pa.Table]:
        _refuse_another(path, listed)
        try:
            with opened(path) as file:
                for index in range(file.metadata.num_row_groups):
                    group = file.metadata.row_group(index)
                    span, box = _span_us(group), _box_of(group)
                    if span is not None and self._beyond(*span):
                        continue
                    if box is not None and not touches(box):
                        continue
                    cut = [] if self._holds(span) else ["time"]
                    part = placed(file.read_row_group(index, columns=[*names, *cut]))
                    self.read_bytes += stored_bytes(group, *names, *cut)
                    yield self._inside(part) if cut else part
        except (pa.ArrowException, OSError, ValueError) as error:
            raise damaged(path, error) from error

    def _beyond(self, low_us: int, high_us: int) -> bool:
        """Say whether all of a stretch, ends included, lies outside the period."""
        early = self._from_us is not None and high_us < self._from_us
        return early or (self._to_us is not None and low_us >= self._to_us)

    def _holds(self, span: tuple[int, int] | None) -> bool:
        """Say whether all of a stretch, ends included, lies in the period."""
        if span is None:
            return self._from_us is None and self._to_us is None
        return not any(self._beyond(end, end) for end in span)

    def _away(self, listed: PackedFile) -> bool:
        """Say whether a file can be left shut: in the period, and all of it far."""
        if self._place is None or not self._holds((listed.from_us, listed.to_us)):
            return False
        return listed.box is None or not self._place.touches(listed.box)

    def _file(self, path: Path, listed: PackedFile) -> Iterator[pa.Table]:
        _refuse_another(path, listed)
        try:
            with opened(path) as file:
                _refuse_other_rows(path, file, listed)
                for groups in self._batches(file):
                    table = file.read_row_groups(groups)
                    table.validate(full=True)
                    inside = self._asked(self._inside(unpacked(table)))
                    if inside.num_rows:
                        yield inside if self._feed is None else _of(inside, self._feed)
        except TableError as error:
            raise InputError(f"{path}: {error}") from error
        except (pa.ArrowException, OSError, ValueError) as error:
            raise damaged(path, error) from error

    def _batches(self, file: pq.ParquetFile) -> Iterator[list[int]]:
        """Yield row groups to read together; those outside the period are counted."""
        batch: list[int] = []
        rows = 0
        for index in range(file.metadata.num_row_groups):
            group = file.metadata.row_group(index)
            span = _span_us(group)
            if span is not None and self._beyond(*span):
                self.outside_period += group.num_rows
                continue
            if self._far(file, index, span):
                continue
            if batch and rows + group.num_rows > BATCH_ROWS:
                yield batch
                batch, rows = [], 0
            batch.append(index)
            rows += group.num_rows
            self.read_bytes += stored_bytes(group)
        if batch:
            yield batch

    def _far(
        self, file: pq.ParquetFile, index: int, span: tuple[int, int] | None
    ) -> bool:
        """Say whether nothing that was asked for is in a row group, and count it."""
        if not self._elsewhere(file, index) and not self._of_others(file, index):
            return False
        if self._holds(span):
            self.left_out += file.metadata.row_group(index).num_rows
        else:
            self.read_bytes += stored_bytes(file.metadata.row_group(index), "time")
            time = file.read_row_group(index, columns=["time"])
            self.left_out += self._inside(time).num_rows
        return True

    def _elsewhere(self, file: pq.ParquetFile, index: int) -> bool:
        if self._place is None:
            return False
        box = _box_of(file.metadata.row_group(index))
        return box is not None and not self._place.touches(box)

    def _of_others(self, file: pq.ParquetFile, index: int) -> bool:
        """Say whether no mover that was asked for is in a row group.

        Only the column of movers is read for that: in the order of the file it is
        next to nothing.
        """
        if self._movers is None:
            return False
        self.read_bytes += stored_bytes(file.metadata.row_group(index), "mover")
        mover = file.read_row_group(index, columns=["mover"]).column("mover")
        words = pc.utf8_lower(pc.unique(mover.cast(pa.string())))
        return not pc.any(pc.is_in(words, self._wanted)).as_py()

    def _asked(self, positions: pa.Table) -> pa.Table:
        asked = positions
        if self._movers is not None:
            mover = pc.utf8_lower(asked.column("mover").cast(pa.string()))
            asked = asked.filter(pc.is_in(mover, self._wanted))
        if self._place is not None:
            asked = asked.filter(pa.array(self._place.holds(asked)))
        self.left_out += positions.num_rows - asked.num_rows
        return asked

    def _inside(self, positions: pa.Table) -> pa.Table:
        """Return the rows in the period. Statistics only skip; this decides."""
        time = positions.column("time")
        masks = []
        if self._from_us is not None:
            masks.append(pc.greater_equal(time, pa.scalar(self._from_us, UTC_US)))
        if self._to_us is not None:
            masks.append(pc.less(time, pa.scalar(self._to_us, UTC_US)))
        for mask in masks:
            if not pc.all(mask, min_count=0).as_py():
                break
        else:
            return positions
        inside = positions.filter(pc.and_(masks[0], masks[-1]))
        self.outside_period += positions.num_rows - inside.num_rows
        return inside


def opened(path: Path) -> pq.ParquetFile:
    """Open one file of an archive, its pages checked as they are read.

    Raises
    ------
    InputError
        Its columns are not those of PACKED, or a row group is too large.
    """
    # The files carry Arrow's own types: words come as dictionaries by that.
    file = pq.ParquetFile(path, page_checksum_verification=True)
    try:
        if not may_be(file.schema_arrow):
            raise InputError(
                f"{path}: its columns are not those of {PACKED.name}; pack the sources "
                "again"
            )
        groups = range(file.metadata.num_row_groups)
        largest = max((file.metadata.row_group(n).num_rows for n in groups), default=0)
        if largest > MOST_GROUP_ROWS:
            raise InputError(
                f"{path}: a row group of {largest:,} rows; at most "
                f"{MOST_GROUP_ROWS:,} are read at once"
            )
    except BaseException:
        file.close()
        raise
    return file


def stored_bytes(group: Any, *names: str) -> int:  # noqa: ANN401 - RowGroupMetaData
    """Return the bytes that a row group takes on disk, or some of its columns."""
    columns = map(group.column, range(group.num_columns))
    return sum(
        column.total_compressed_size
        for column in columns
        if not names or column.path_in_schema in names
    )


def _of(positions: pa.Table, name: str) -> pa.Table:
    """Return the rows as those of feed `name`."""
    at = positions.schema.get_field_index("feed")
    codes = pa.array(np.zeros(positions.num_rows, np.int32))
    named = pa.DictionaryArray.from_arrays(codes, pa.array([name], pa.string()))
    return positions.set_column(at, positions.schema.field(at), named)


def damaged(path: Path, error: Exception) -> InputError:
    """Return what is said of a file of an archive that cannot be read."""
    return InputError(
        f"{path}: the packed file is cut short or damaged ({error}); copy the archive "
        "again, or pack its sources again"
    )


def _span_us(group: Any) -> tuple[int, int] | None:  # noqa: ANN401
    statistics = _statistics(group, "time")
    if statistics is None:
        return None
    ends = pa.array([statistics.min, statistics.max], UTC_US).cast(pa.int64())
    low_us, high_us = ends.to_pylist()
    return low_us, high_us


def _box_of(group: Any) -> Box | None:  # noqa: ANN401
    lat, lon = (_statistics(group, name) for name in STORED.values())
    if lat is None or lon is None:
        return None
    return lat.min, lon.min, lat.max, lon.max


def _statistics(group: Any, name: str) -> Any:  # noqa: ANN401
    for at in range(group.num_columns):
        column = group.column(at)
        if column.path_in_schema == name:
            told = column.statistics
            return told if told is not None and told.has_min_max else None
    return None


def _refuse_another(path: Path, listed: PackedFile) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(
            f"{path}: is listed in {NAME} and cannot be read: "
            f"{error.strerror or error}; copy the archive again, whole"
        ) from error
    if size != listed.size_bytes:
        raise InputError(
            f"{path}: has {size:,} bytes, {NAME} lists {listed.size_bytes:,}: it was "
            "cut short or changed; copy the archive again"
        )


def _refuse_other_rows(path: Path, file: pq.ParquetFile, listed: PackedFile) -> None:
    if file.metadata.num_rows != listed.rows:
        raise InputError(
            f"{path}: has {file.metadata.num_rows:,} rows, {NAME} lists "
            f"{listed.rows:,}: it is not the file that was packed"
        )
