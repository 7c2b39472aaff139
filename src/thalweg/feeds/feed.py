"""What a feed promises, and what it hands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect

NO_TIME, NO_MOVER, BAD_VALUE = "no_time", "no_mover", "bad_value"
REASONS = (NO_TIME, NO_MOVER, BAD_VALUE)
"""Why a row is no POSITIONS row, in the order in which one reason is chosen."""

Pick = Callable[[Sequence[str]], Sequence[str]]
"""Given the columns there are, the ones that will be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Rows as a file holds them, under the file's own column names and units.

    `names` are all columns of the file, `table` holds those that were picked.
    `row` is the index of each row of `table` in the file, from 0; None where they are
    0, 1, 2, ... `broken` rows had no columns at all (a cut line) and are not in
    `table`.
    """

    names: tuple[str, ...]
    table: pa.Table
    row: NDArray[np.int64] | None = None
    broken: int = 0


class Feed(Protocol):
    """One format: tells its own files by their content, and reads them whole.

    * `recognises` looks at content only, never at the file's name. At most one feed
      recognises a file. It raises only what Content itself raises.
    * `read` returns every row the file has, in the file's order; a row that cannot be
      one is counted in `Raw.broken`. It judges no value: that is done once, for every
      format, in `thalweg.feeds.convert`.
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

    def read(self, content: Content, pick: Pick) -> Raw:
        """Return the rows of `content`; columns that are not picked may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file that was read.

    `sha256` is the digest of its bytes as they lie on disk, `path_name` the last part
    of its path, `format` e.g. ``csv/opensky``, `feed` the name of the feed (``*``
    where a column of the file says it row by row), `rows` all its rows, dropped ones
    included.
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
