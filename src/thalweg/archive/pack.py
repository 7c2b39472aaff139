"""Pack recorded positions into an archive: by hour, sorted by place, pruned by read.

Written beside its place and then renamed: an archive is there whole or not at all, and
adding to one changes it whole or not at all. Its manifest alone says what it holds.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from thalweg.archive.executor import Progress, silent
from thalweg.archive.folder import write_over
from thalweg.archive.packed_file import write_file
from thalweg.archive.packed_rows import Vocabulary, rows_of
from thalweg.archive.spill import Spill
from thalweg.errors import InputError
from thalweg.feeds.packed import archive_in
from thalweg.feeds.reading import Stream
from thalweg.feeds.source import Given
from thalweg.model.feed import Feeds
from thalweg.times import US_PER_DAY, US_PER_HOUR, iso
from thalweg.wire.archive_manifest import (
    NAME,
    ArchiveManifest,
    Pack,
    PackedFile,
    PackedSource,
)
from thalweg.wire.canonical import sha256_hex

FEW_ROWS = 4_000_000
"""A day of fewer rows is one partition; else each quarter is, where all have fewer;
else each hour is. The longer a partition, the smaller the places of its row groups."""

_HOURS_PER_DAY = US_PER_DAY // US_PER_HOUR
_HOURS_PER_QUARTER = _HOURS_PER_DAY // 4
_EMPTY = ArchiveManifest(files={}, packs=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a packing made: the archive as it is now, and what this packing added."""

    folder: Path
    manifest: ArchiveManifest
    manifest_sha256: str
    added: Mapping[str, PackedFile]

    @property
    def pack(self) -> Pack:
        """What went in this time."""
        return self.manifest.packs[-1]


def pack(
    out: Path,
    paths: Sequence[Given],
    *,
    feeds: Feeds | None = None,
    columns: Mapping[str, str] | None = None,
    from_us: int | None = None,
    to_us: int | None = None,
    append: bool = False,
    progress: Progress | None = None,
) -> Packed:
    """Pack positions of any format that is read into the archive `out`.

    Rows may come in any order: they are put aside in files beside `out`, by hour, some
    ninety bytes each, and memory holds a few million at most. Equal rows are all kept;
    tracking drops them, as it does from the files themselves.

    Parameters
    ----------
    out
        Folder of the archive; its parents are made.
    paths, feeds, columns, from_us, to_us
        As of `thalweg.feeds.read`.
    append
        Add to the archive that is there; late rows come as new files of their hour.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        `out` is in the way, an input is wrong, nothing came, or the disk is full. No
        part of the archive is left, and one that was there is as it was.
    """
    told = progress or silent
    _before(out, append)
    stream = Stream(paths, feeds=feeds, columns=columns, from_us=from_us, to_us=to_us)
    try:
        with _alone(out, append), _beside(out) as work:
            before = _before(out, append)
            words = Vocabulary()
            spill = _spilled(stream, work / "spill", words, told, len(paths))
            if not spill.rows:
                raise InputError(_nothing(stream))
            (work / "new").mkdir()
            added = _write(work / "new", out, before, spill, words, told)
            manifest = before.with_pack(added, _pack(stream))
            _land(work / "new", out, before, manifest, added)
    except OSError as error:
        raise InputError(
            f"{out}: could not be written: {error.strerror or error}; nothing of it is "
            "left. Free space or choose another place"
        ) from error
    return Packed(
        folder=out,
        manifest=manifest,
        manifest_sha256=sha256_hex(manifest.encode()),
        added=added,
    )


@contextmanager
def _alone(out: Path, append: bool) -> Iterator[None]:
    """Let nobody else add to an archive meanwhile; a lock goes with its process."""
    if not append:
        yield
        return
    import fcntl

    folder = os.open(out, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                f"{out}: another thalweg is adding to it; try again when it is done"
            ) from error
        yield
    finally:
        os.close(folder)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """Make a folder beside `out` to work in, and see that nothing of it is left."""
    out.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{out.name[:80]}.partial-"
    work = Path(tempfile.mkdtemp(prefix=prefix, dir=out.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _before(out: Path, append: bool) -> ArchiveManifest:
    """Return what is at `out` before: nothing, or an archive to add to."""
    if out.name in ("", ".."):
        raise InputError(f"{out} names no folder; give it a name of its own")
    archive = archive_in(out)
    if append:
        if archive is None:
            raise InputError(
                f"{out}: is no packed archive, so that nothing can be added to it; "
                "leave out --append to make one"
            )
        return archive.manifest
    if archive is not None:
        raise InputError(
            f"{out}: is already there; add to it with --append, or choose another name"
        )
    if out.exists() or out.is_symlink():
        raise InputError(f"{out}: is already there; choose another name")
    return _EMPTY


def _spilled(
    stream: Stream, folder: Path, words: Vocabulary, told: Progress, files: int
) -> Spill:
    spill = Spill(folder)
    told("reading", 0, files)
    for positions in stream:
        spill.add(rows_of(positions, words))
        told("reading", len(stream.sources), files)
    spill.flush()
    told("reading", files, files)
    return spill


def _nothing(stream: Stream) -> str:
    told = f"; {stream.outside_period:,} rows lie outside the period asked for"
    lost = sum(stream.dropped.values())
    return (
        "no positions to pack"
        + (told if stream.outside_period else "")
        + (f"; records that are no position: {lost:,}" if lost else "")
    )


def _write(
    new: Path,
    out: Path,
    before: ArchiveManifest,
    spill: Spill,
    words: Vocabulary,
    told: Progress,
) -> dict[str, PackedFile]:
    """Write the files of all partitions into `new`, named as they will be in `out`."""
    ranks = words.ranks()
    in_rank = {name: of_rank for name, (_, of_rank) in ranks.items()}
    movers = len(in_rank["mover"])
    partitions = dict(_partitions(spill.rows, before))
    added: dict[str, PackedFile] = {}
    for n, (part, hours) in enumerate(partitions.items()):
        told("packing", n, len(partitions))
        (new / part).mkdir()
        number = _last_number(out / part, part, before)
        for rows in spill.take(hours, movers):
            number += 1
            for name, (rank, _) in ranks.items():
                rows[name] = rank[rows[name]]
            name = f"{part}/{number}.parquet"
            added[name] = write_file(new / name, rows, in_rank)
    told("packing", len(partitions), len(partitions))
    return added


def _partitions(
    rows: Mapping[int, int], before: ArchiveManifest
) -> Iterator[tuple[str, list[int]]]:
    """Yield each partition with its hours; a day stays cut as it was cut first."""
    days: dict[int, dict[int, int]] = {}
    for hour in sorted(rows):
        days.setdefault(hour // _HOURS_PER_DAY, {})[hour] = rows[hour]
    for day, of_day in days.items():
        name = iso(day * US_PER_DAY)[:10]
        span = _cut_before(name, before) or _span_of(of_day)
        parts: dict[int, list[int]] = {}
        for hour in of_day:
            parts.setdefault(hour // span * span, []).append(hour)
        for first, hours in parts.items():
            whole = span == _HOURS_PER_DAY
            yield name if whole else f"{name}T{first % _HOURS_PER_DAY:02d}", hours


def _span_of(rows: Mapping[int, int]) -> int:
    """Return how many hours a partition of a day should hold, given its hours' rows."""
    for span in (_HOURS_PER_DAY, _HOURS_PER_QUARTER):
        parts: Counter[int] = Counter()
        for hour, many in rows.items():
            parts[hour // span] += many
        if max(parts.values()) < FEW_ROWS:
            return span
    return 1


def _cut_before(name: str, before: ArchiveManifest) -> int | None:
    """Return how many hours the partitions of a day hold; None if it has none yet."""
    span = None
    for path, file in before.files.items():
        part = path.partition("/")[0]
        if part == name:
            return _HOURS_PER_DAY
        if part.startswith(f"{name}T"):
            beyond = file.to_us // US_PER_HOUR % _HOURS_PER_DAY > int(part[11:])
            span = _HOURS_PER_QUARTER if beyond else span or 1
    return span


def _last_number(folder: Path, part: str, before: ArchiveManifest) -> int:
    """Return the highest number of a file in a partition, listed or left behind."""
    listed = [name for name in before.files if name.startswith(f"{part}/")]
    names = [*(Path(name).stem for name in listed)]
    names += [path.stem for path in folder.glob("*.parquet")]
    return max((int(name) for name in names if name.isdecimal()), default=0)


def _pack(stream: Stream) -> Pack:
    sources = [
        PackedSource(
            sha256=one.sha256,
            name=one.path_name.encode("utf-8", "backslashreplace").decode(),
            format=one.format,
            feed=one.feed,
            rows=one.rows,
        )
        for one in stream.sources
    ]
    sources.sort(key=lambda one: (one.name, one.sha256, one.feed))
    return Pack(
        sources=tuple(sources),
        dropped=dict(stream.dropped),
        outside_period=stream.outside_period,
    )


def _land(
    new: Path,
    out: Path,
    before: ArchiveManifest,
    manifest: ArchiveManifest,
    added: Mapping[str, PackedFile],
) -> None:
    """Put new files and then the manifest in their place, or leave all as it was."""
    if before is _EMPTY:
        (new / NAME).write_bytes(manifest.encode())
        new.rename(out)
        return
    landed: list[Path] = []
    made: list[Path] = []
    data = manifest.encode()
    try:
        for name in added:
            target = out / name
            if not target.parent.exists():
                target.parent.mkdir()
                made.append(target.parent)
            landed.append(target)
            (new / name).rename(target)
        # Until here nobody reads the new files; from here on everybody does.
        write_over(out / NAME, data)
    except BaseException:
        if (out / NAME).read_bytes() != data:
            _take_back(landed, made)
        raise


def _take_back(landed: Sequence[Path], made: Sequence[Path]) -> None:
    for path in landed:
        path.unlink(missing_ok=True)
    for folder in made:
        folder.rmdir()
