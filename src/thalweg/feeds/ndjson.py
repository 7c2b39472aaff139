"""Tables with one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import BATCH_ROWS, Pick, Raw
from thalweg.feeds.json_shape import LINES, shape
from thalweg.feeds.json_table import new_names, records
from thalweg.model.feed import FeedSettings


class NdjsonFeed:
    """One JSON object a line, each a row."""

    format = LINES
    dialect: Dialect | None = None

    def recognises(self, content: Content) -> bool:
        """Return whether there are several lines, the first of them an object."""
        return shape(content) == LINES

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield the picked columns; a line that is no object counts as broken.

        A column that comes up later is null before.
        """
        names: dict[str, None] = {}
        picked: Sequence[str] = ()
        before = 0
        for batch in content.document_batches(BATCH_ROWS):
            if new := new_names(batch, names):
                names |= dict.fromkeys(new)
                picked = pick(tuple(names))
            raw = records(batch, tuple(names), picked)
            row = np.arange(len(batch)) if raw.row is None else raw.row
            yield replace(raw, row=row + before)
            before += len(batch)
