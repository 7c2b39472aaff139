"""A packed archive: a folder of Parquet with its manifest, read without its far parts.

What `thalweg archive pack` wrote. Files and row groups that lie outside the period
asked for are not opened; their rows are counted from the manifest and the footers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from thalweg.errors import InputError, TableError
from thalweg.tables.contract import UTC_US
from thalweg.tables.packed import PACKED, WORDS, unpacked
from thalweg.wire.archive_manifest import (
    NAME,
    ArchiveManifest,
    PackedFile,
    parse_archive_manifest,
)
from thalweg.wire.canonical import sha256_hex

FORMAT = "packed"
BATCH_ROWS = 262_144
"""Rows handed on at a time, about; columns decode a row group at a time."""
MOST_GROUP_ROWS = 1 << 20
"""A larger row group is none of ours, and would not fit a bounded memory."""

_TIME = PACKED.schema.get_field_index("time")


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


class PackedReading:
    """One reading of an archive: iterate once for POSITIONS, a batch at a time.

    Parameters
    ----------
    archive
        The archive to read.
    from_us, to_us
        Period in microseconds since 1970, UTC: from (included) to (not included).

    Attributes
    ----------
    outside_period
        rows that lie outside the period asked for, read or not.
    read_bytes
        bytes of the columns that were decoded, as they lie on disk.
    """

    def __init__(
        self,
        archive: PackedArchive,
        *,
        from_us: int | None = None,
        to_us: int | None = None,
    ) -> None:
        self.outside_period = 0
        self.read_bytes = 0
        self._archive = archive
        self._from_us, self._to_us = from_us, to_us

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
            yield from self._file(self._archive.folder / name, listed)

    def _beyond(self, low_us: int, high_us: int) -> bool:
        """Say whether all of a stretch, ends included, lies outside the period."""
        early = self._from_us is not None and high_us < self._from_us
        return early or (self._to_us is not None and low_us >= self._to_us)

    def _file(self, path: Path, listed: PackedFile) -> Iterator[pa.Table]:
        _refuse_another(path, listed)
        try:
            with opened(path) as file:
                _refuse_other_rows(path, file, listed)
                for groups in self._batches(file):
                    table = file.read_row_groups(groups)
                    table.validate(full=True)
                    inside = self._inside(unpacked(table))
                    if inside.num_rows:
                        yield inside
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
            if batch and rows + group.num_rows > BATCH_ROWS:
                yield batch
                batch, rows = [], 0
            batch.append(index)
            rows += group.num_rows
            self.read_bytes += stored_bytes(group)
        if batch:
            yield batch

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
    """Open one file of an archive, its words as dictionaries, its pages checked.

    Raises
    ------
    InputError
        Its columns are not those of PACKED, or a row group is too large.
    """
    file = pq.ParquetFile(
        path, read_dictionary=list(WORDS), page_checksum_verification=True
    )
    try:
        if not file.schema_arrow.equals(PACKED.schema):
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


def stored_bytes(group: Any) -> int:  # noqa: ANN401 - pyarrow's RowGroupMetaData
    """Return the bytes that a row group takes on disk."""
    columns = range(group.num_columns)
    return sum(group.column(n).total_compressed_size for n in columns)


def damaged(path: Path, error: Exception) -> InputError:
    """Return what is said of a file of an archive that cannot be read."""
    return InputError(
        f"{path}: the packed file is cut short or damaged ({error}); copy the archive "
        "again, or pack its sources again"
    )


def _span_us(group: Any) -> tuple[int, int] | None:  # noqa: ANN401
    statistics = group.column(_TIME).statistics
    if statistics is None or not statistics.has_min_max:
        return None
    ends = pa.array([statistics.min, statistics.max], UTC_US).cast(pa.int64())
    low_us, high_us = ends.to_pylist()
    return low_us, high_us


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
