"""What a feed promises, and what it hands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.model.feed import FeedSettings

NO_TIME, NO_MOVER, BAD_VALUE = "no_time", "no_mover", "bad_value"
REASONS = (NO_TIME, NO_MOVER, BAD_VALUE)
"""Why a row is no POSITIONS row, in the order in which one reason is chosen."""

NO_POSITION = "no_position"
"""Why a record is no row: it says not where a mover is (a heartbeat, a speed)."""

BATCH_ROWS = 65_536
"""Rows that a feed hands on at a time, about; what bounds its memory."""

Pick = Callable[[Sequence[str]], Sequence[str]]
"""Given the columns there are, the ones that will be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A batch of rows as a file holds them, under the file's own names and units.

    `names` are all columns of the file that are known by now, `table` holds those that
    were picked. `row` is the index of each row of `table` in the whole file, from 0;
    None where they follow on those of the batch before. `lost` counts the records that
    are no row, by reason: one of `REASONS` or `NO_POSITION`.
    """

    names: tuple[str, ...]
    table: pa.Table
    row: NDArray[np.int64] | None = None
    lost: Mapping[str, int] = field(default_factory=dict)


class Feed(Protocol):
    """One format: tells its own files by their content, and reads them in batches.

    * `recognises` looks at content only, never at the file's name. At most one feed
      recognises a file. It raises only what Content itself raises.
    * `read` yields every row the file has, in the file's order, `BATCH_ROWS` or so at
      a time; a record that cannot be one is counted in `Raw.lost`, once. It keeps no
      more than a batch, save where the format can only be read whole. It judges no
      value: that is done once, for every format, in `thalweg.feeds.convert`.
    * `read` calls `pick` with the names before it makes a batch, and again only where
      names have come on.
    * `read` raises InputError, and nothing else, where the file as a whole is wrong;
      the message names the file, the place, what was wanted and what came.
    """

    @property
    def format(self) -> str:
        """Name of the format, as in FEEDS and in Source."""

    @property
    def dialect(self) -> Dialect | None:
        """What the columns mean; None where their names tell."""

    def recognises(self, content: Content) -> bool:
        """Return whether `content` is in this format."""

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield the rows of `content`; columns that are not picked may be left out.

        `settings` is what FEEDS says of the feed: where its radar stands, when the
        recording began.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file that was read.

    `sha256` is the digest of its bytes as they lie on disk, `path_name` the last part
    of its path, `format` e.g. ``csv/opensky``, `feed` the name of the feed (``*``
    where a column of the file says it row by row), `rows` all its records, dropped
    ones included.
    """

    sha256: str
    path_name: str
    format: str
    feed: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """What was read.

    `positions` is a POSITIONS table in no order. `dropped` counts the rows that are no
    position row by (feed, reason); `outside_period` those that are, or would be, but
    lie outside the period asked for.
    """

    positions: pa.Table
    sources: tuple[Source, ...] = ()
    dropped: Mapping[tuple[str, str], int] = field(default_factory=dict)
    outside_period: int = 0
