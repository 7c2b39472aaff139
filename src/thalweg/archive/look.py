"""A first look at recorded positions: what is there, and what would be left of it.

Nothing is judged and no agreement is needed. What would be dropped is not guessed: the
rows go through the same cleaning as in a run, with a roster that names nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from thalweg.archive.executor import Progress, silent
from thalweg.archive.survey import Survey, survey, time_span_us
from thalweg.errors import DocumentError, InputError, ThalwegError
from thalweg.feeds.feed import ReadResult
from thalweg.feeds.packed import archive_in
from thalweg.feeds.reading import read
from thalweg.feeds.source import Given, locate
from thalweg.model.agreement import Defaults
from thalweg.model.feed import Feeds
from thalweg.times import iso
from thalweg.tracks.track import track
from thalweg.wire.feeds import parse_feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedFile:
    """One file that was looked at.

    `faults` is empty where it could be read; else nothing but `path` and, where the
    file is there, `size` [bytes] is known. `from_us` and `to_us` are the first and last
    position in it, microseconds since 1970, UTC; None where it has none in the period.
    """

    path: str
    size: int | None = None
    sha256: str | None = None
    format: str | None = None
    feed: str | None = None
    rows: int = 0
    positions: int = 0
    outside_period: int = 0
    from_us: int | None = None
    to_us: int | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look found.

    `survey` is None where no position could be read. `dropped` maps (feed, reason) to
    rows, of reading and of cleaning alike, as `thalweg watch` would count them.
    """

    files: tuple[LookedFile, ...]
    survey: Survey | None
    dropped: Mapping[tuple[str, str], int]

    @property
    def unreadable(self) -> tuple[LookedFile, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.faults)

    @property
    def rows(self) -> int:
        """Rows asked about: kept or dropped, those outside the period aside."""
        kept = self.survey.kept if self.survey else 0
        return kept + sum(self.dropped.values())

    def by_reason(self) -> dict[str, int]:
        """Return rows dropped by reason, the most first."""
        told: Counter[str] = Counter()
        for (_, reason), rows in self.dropped.items():
            told[reason] += rows
        return dict(sorted(told.items(), key=lambda item: (-item[1], item[0])))


def look(
    paths: Sequence[Given],
    *,
    feeds: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    from_us: int | None = None,
    to_us: int | None = None,
    progress: Progress | None = None,
) -> Look:
    """Look at files of recorded positions.

    A file that cannot be read is told with its faults; the others are looked at all
    the same. Rows are held in memory, as in a run.

    Parameters
    ----------
    paths
        Paths, ``NAME=PATH`` texts, or (name, path).
    feeds
        Path of a feeds file.
    columns
        What own columns mean, e.g. ``{"time": "ts", "alt_baro_ft": "height[m]"}``.
    from_us, to_us
        Period in microseconds since 1970, UTC, from (included) to (not included).
    progress
        Called with (stage, done, total).

    Raises
    ------
    InputError
        The period holds no time, or the feeds file is wrong.
    """
    told = progress or silent
    if from_us is not None and to_us is not None and from_us >= to_us:
        raise InputError(
            f"the period from {iso(from_us)} to {iso(to_us)} holds no time; "
            "it ends where it begins, or before"
        )
    settings = _settings(feeds)
    files, parts = [], []
    for n, given in enumerate(paths):
        told("reading", n, len(paths))
        try:
            part = read(
                [given],
                feeds=settings,
                columns=columns,
                from_us=from_us,
                to_us=to_us,
            )
        except (ThalwegError, OSError) as error:
            files.append(_refused(given, error))
            continue
        files.append(_looked(given, part))
        parts.append(part)
    told("reading", len(paths), len(paths))
    dropped: Counter[tuple[str, str]] = Counter()
    for part in parts:
        dropped.update(part.dropped)
    found = None
    if any(part.positions.num_rows for part in parts):
        found = _surveyed(parts, settings, dropped, told)
    return Look(files=tuple(files), survey=found, dropped=dict(sorted(dropped.items())))


def _settings(path: str | Path | None) -> Feeds:
    if path is None:
        return Feeds()
    try:
        return parse_feeds(Path(path).read_bytes(), Path(path).name)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _surveyed(
    parts: Sequence[ReadResult],
    settings: Feeds,
    dropped: Counter[tuple[str, str]],
    told: Progress,
) -> Survey:
    """Clean the rows as a run does, count what falls, and measure what stays."""
    told("tracking", 0, 1)
    tables = [part.positions for part in parts]
    tracked = track(
        pa.concat_tables(tables).unify_dictionaries(),
        roster=(),
        parties=(),
        defaults=Defaults(),
        feeds=settings,
    )
    dropped.update(tracked.dropped)
    told("tracking", 1, 1)
    return survey(tracked.tracks, tracked.decisions, feeds=settings)


def _refused(given: Given, error: ThalwegError | OSError) -> LookedFile:
    if isinstance(error, DocumentError):
        faults = error.faults
    elif isinstance(error, OSError):
        faults = (f"{_path(given)}: {error.strerror or error}",)
    else:
        faults = (str(error),)
    return LookedFile(path=_shown(given), size=_size(given), faults=tuple(faults))


def _looked(given: Given, part: ReadResult) -> LookedFile:
    source = part.sources[0]
    span = time_span_us(part.positions)
    return LookedFile(
        path=_shown(given),
        size=_size(given),
        sha256=source.sha256,
        format=source.format,
        feed=source.feed,
        rows=source.rows,
        positions=part.positions.num_rows,
        outside_period=part.outside_period,
        from_us=span[0] if span else None,
        to_us=span[1] if span else None,
    )


def _shown(given: Given) -> str:
    return "=".join(map(str, given)) if isinstance(given, tuple) else str(given)


def _path(given: Given) -> Path:
    try:
        return locate(given)[1]
    except InputError:
        return Path(_shown(given))


def _size(given: Given) -> int | None:
    try:
        path = _path(given)
        archive = archive_in(path)
        return path.stat().st_size if archive is None else archive.manifest.size_bytes
    except (InputError, OSError, ValueError):
        return None
