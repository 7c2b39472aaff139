"""Tables with one JSON object a line."""

from __future__ import annotations

import numpy as np

from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import Pick, Raw
from thalweg.feeds.json_shape import LINES, shape
from thalweg.feeds.json_table import records


class NdjsonFeed:
    """One JSON object a line, each a row."""

    format = LINES
    dialect: Dialect | None = None

    def recognises(self, content: Content) -> bool:
        """Return whether there are several lines, the first of them an object."""
        return shape(content) == LINES

    def read(self, content: Content, pick: Pick) -> Raw:
        """Return the picked columns; a line that is no object counts as broken."""
        documents = content.documents
        raw = records(content, documents.values, pick)
        if not documents.broken:
            return raw
        place = np.array(documents.index, np.int64)
        return Raw(
            names=raw.names,
            table=raw.table,
            row=place if raw.row is None else place[raw.row],
            broken=raw.broken + len(documents.broken),
        )
