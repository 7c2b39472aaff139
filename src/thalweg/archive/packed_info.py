"""What a packed archive holds, and whether its files are those that were packed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from thalweg.archive.executor import Progress, silent
from thalweg.archive.packed_file import digest_of
from thalweg.errors import InputError
from thalweg.feeds.packed import PackedArchive, archive_in, damaged, opened
from thalweg.wire.archive_manifest import NAME, ArchiveManifest, Box


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveInfo:
    """An archive in figures.

    `movers` counts the feeds' ids, each once. `from_us` and `to_us` are the first and
    the last instant, microseconds since 1970, UTC. `box` holds all places, None where
    there is none. `faults` are what does not hold, `checked` whether digests were asked
    for; without them only names and sizes are held against the manifest.
    """

    manifest: ArchiveManifest
    manifest_sha256: str
    movers: int
    from_us: int
    to_us: int
    box: Box | None
    checked: bool
    faults: tuple[str, ...]

    @property
    def bytes_per_row(self) -> float:
        """Bytes on disk for each row, the manifest aside."""
        return self.manifest.size_bytes / max(self.manifest.rows, 1)


def info(
    folder: Path, *, check: bool = False, progress: Progress | None = None
) -> ArchiveInfo:
    """Say what a packed archive holds.

    Parameters
    ----------
    folder
        The archive.
    check
        Hold the digest of each file against the manifest too.
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        `folder` is no packed archive. What is wrong with its files is in `faults`.
    """
    told = progress or silent
    archive = archive_in(folder)
    if archive is None:
        raise InputError(
            f"{folder}: is no packed archive; wanted a folder that "
            "thalweg archive pack wrote"
        )
    files = archive.manifest.files
    faults: list[str] = []
    movers: set[str] = set()
    for n, name in enumerate(sorted(files)):
        told("checking" if check else "counting", n, len(files))
        fault = _fault(archive, name, check)
        if fault is None:
            fault = _count(archive.folder / name, movers)
        if fault is not None:
            faults.append(fault)
    told("checking" if check else "counting", len(files), len(files))
    return ArchiveInfo(
        manifest=archive.manifest,
        manifest_sha256=archive.sha256,
        movers=len(movers),
        from_us=min(file.from_us for file in files.values()),
        to_us=max(file.to_us for file in files.values()),
        box=_box(archive.manifest),
        checked=check,
        faults=(*faults, *_unlisted(archive)),
    )


def sources_of(manifest: ArchiveManifest) -> Counter[str]:
    """Return how many sources were packed of each format."""
    return Counter(one.format for pack in manifest.packs for one in pack.sources)


def _fault(archive: PackedArchive, name: str, check: bool) -> str | None:
    path, listed = archive.folder / name, archive.manifest.files[name]
    try:
        size = path.stat().st_size
        if size != listed.size_bytes:
            return f"{name}: has {size:,} bytes, {listed.size_bytes:,} are listed"
        if check and digest_of(path)[0] != listed.sha256:
            return f"{name}: its digest is not the one that is listed"
    except OSError as error:
        return f"{name}: cannot be read: {error.strerror or error}"
    return None


def _count(path: Path, movers: set[str]) -> str | None:
    """Add the movers of a file to `movers`; return what is wrong where it cannot."""
    try:
        with opened(path) as file:
            for index in range(file.metadata.num_row_groups):
                column = file.read_row_group(index, columns=["mover"]).column("mover")
                words = pc.unique(column.cast(pa.string()))
                movers.update(word for word in words.to_pylist() if word is not None)
    except InputError as error:
        return str(error)
    except (pa.ArrowException, OSError, ValueError) as error:
        return str(damaged(path, error))
    return None


def _unlisted(archive: PackedArchive) -> Iterator[str]:
    listed = archive.manifest.files.keys() | {NAME}
    for path in sorted(archive.folder.rglob("*")):
        name = path.relative_to(archive.folder).as_posix()
        if not path.is_dir() and name not in listed:
            yield f"{name}: is not listed, and is not read"


def _box(manifest: ArchiveManifest) -> Box | None:
    boxes = [file.box for file in manifest.files.values() if file.box is not None]
    if not boxes:
        return None
    south, west, north, east = zip(*boxes, strict=True)
    return min(south), min(west), max(north), max(east)
