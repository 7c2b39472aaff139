"""Tables with one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from thalweg.errors import InputError
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

        A column that comes up later is null before. Where the first lines have no
        position, as in streams of messages, they are read on to the first batch whose
        names are understood, and then from the beginning.
        """
        batches = content.document_batches(BATCH_ROWS)
        first = next(batches, [])
        names = dict.fromkeys(new_names(first, ()))
        if not names:
            raise InputError(
                f"{content.name}: row 0: wanted an object of columns, came one without"
            )
        picked: Sequence[str] = ()
        try:
            picked = pick(tuple(names))
            batches = chain([first], batches)
        except InputError:
            names = _names(content, pick)
            picked = pick(tuple(names))
            batches = content.document_batches(BATCH_ROWS)
        before = 0
        for batch in batches:
            if new := new_names(batch, names):
                names |= dict.fromkeys(new)
                picked = pick(tuple(names))
            raw = records(batch, tuple(names), picked)
            row = np.arange(len(batch)) if raw.row is None else raw.row
            yield replace(raw, row=row + before)
            before += len(batch)


def _names(content: Content, pick: Pick) -> dict[str, None]:
    """Return the names of the first batches, as many as it takes to understand them.

    Raises
    ------
    InputError
        Not even all the names of the file are understood.
    """
    names: dict[str, None] = {}
    refusal: InputError | None = None
    for batch in content.document_batches(BATCH_ROWS):
        new = new_names(batch, names)
        if refusal is not None and not new:
            continue
        names |= dict.fromkeys(new)
        try:
            pick(tuple(names))
        except InputError as error:
            refusal = error
        else:
            return names
    if refusal is not None:
        raise refusal
    return names
