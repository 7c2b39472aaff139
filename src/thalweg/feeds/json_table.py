"""Tables in one JSON document: records, columns or split, as pandas writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import BAD_VALUE, Pick, Raw
from thalweg.feeds.json_shape import TABLE, keys_of, shape
from thalweg.feeds.values import column_of
from thalweg.model.feed import FeedSettings

_WANTED = (
    "wanted a list of rows, an object of columns, an object with columns and data, "
    "one row a line, or readsb's trace or aircraft"
)


class JsonFeed:
    """One document: a list of rows, an object of columns, or columns and data."""

    format = TABLE
    dialect: Dialect | None = None

    def recognises(self, content: Content) -> bool:
        """Return whether the file is one JSON document, and not another program's."""
        return shape(content) == TABLE

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield the picked columns, whichever way round the document holds them."""
        document = content.document
        if not document:
            raise InputError(f"{content.name}: holds no rows, so no columns; {_WANTED}")
        if isinstance(document, list):
            yield _listed(content, document, pick)
            return
        if not isinstance(document, dict):
            came = type(document).__name__
            raise InputError(f"{content.name}: JSON, but no table: {came}; {_WANTED}")
        columns, data = document.get("columns"), document.get("data")
        if isinstance(data, list):
            if isinstance(columns, list):
                yield _split(content, columns, data, pick)
            else:
                yield _listed(content, data, pick)
        elif all(isinstance(values, dict | list) for values in document.values()):
            yield _columns(content, document, pick)
        else:
            raise InputError(
                f"{content.name}: JSON, but no table: its keys are "
                f"{keys_of(document, 12)}; {_WANTED}"
            )


def table_of(columns: dict[str, Iterable[object]]) -> pa.Table:
    """Return an Arrow table of lists of Python values."""
    return pa.table({name: column_of(values) for name, values in columns.items()})


def new_names(listed: Iterable[object], known: Collection[str]) -> list[str]:
    """Return the names in a list of objects that are not known yet, in their order."""
    rows = [row for row in listed if isinstance(row, dict)]
    names = set[str]().union(*rows)
    if not names.difference(known):
        return []
    if names == rows[0].keys():
        return [name for name in rows[0] if name not in known]
    seen: dict[str, None] = {}
    for row in rows:
        seen.update(dict.fromkeys(row))
    return [name for name in seen if name not in known]


def records(
    listed: Sequence[object], names: tuple[str, ...], picked: Iterable[str]
) -> Raw:
    """Return the rows of a list of objects; what is no object is a bad value."""
    rows: list[dict[str, Any]] = [row for row in listed if isinstance(row, dict)]
    table = table_of({name: _column(rows, name) for name in picked})
    if len(rows) == len(listed):
        return Raw(names=names, table=table)
    place = [i for i, row in enumerate(listed) if isinstance(row, dict)]
    return Raw(
        names=names,
        table=table,
        row=np.array(place, np.int64),
        lost={BAD_VALUE: len(listed) - len(rows)},
    )


def _column(rows: Sequence[dict[str, Any]], name: str) -> list[Any]:
    try:
        # Most tables have every column in every row, and this is twice as fast.
        return list(map(itemgetter(name), rows))
    except KeyError:
        return [row.get(name) for row in rows]


def _listed(content: Content, listed: list[object], pick: Pick) -> Raw:
    names = tuple(new_names(listed, ()))
    if not names:
        came = type(listed[0]).__name__ if listed else "none"
        raise InputError(
            f"{content.name}: row 0: wanted an object, came {came}; {_WANTED}"
        )
    return records(listed, names, pick(names))


def _split(
    content: Content, columns: list[object], data: list[object], pick: Pick
) -> Raw:
    names = tuple(str(name) for name in columns)
    size = len(names)
    place = [
        i for i, row in enumerate(data) if isinstance(row, list) and len(row) == size
    ]
    rows: list[Any] = [data[i] for i in place]
    if data and not rows:
        raise InputError(
            f"{content.name}: data[0]: wanted a list of {len(names)} values, "
            f"as many as there are columns, came {_sized(data[0])}"
        )
    picked = {name: names.index(name) for name in pick(names)}
    table = table_of({name: [row[at] for row in rows] for name, at in picked.items()})
    broken = len(data) - len(rows)
    return Raw(
        names=names,
        table=table,
        row=np.array(place, np.int64) if broken else None,
        lost={BAD_VALUE: broken} if broken else {},
    )


def _columns(content: Content, document: dict[str, Any], pick: Pick) -> Raw:
    names = tuple(document)
    picked = {name: document[name] for name in pick(names)}
    first, index = next(iter(picked.items()))
    columns: dict[str, Iterable[object]] = {}
    for name, values in picked.items():
        if type(values) is not type(index) or len(values) != len(index):
            raise InputError(
                f"{content.name}: column {name!r} has {len(values)} values, "
                f"column {first!r} {len(index)}; wanted as many in each"
            )
        if isinstance(values, list):
            columns[name] = values
        elif values.keys() == index.keys():
            columns[name] = [values[row] for row in index]
        else:
            raise InputError(
                f"{content.name}: column {name!r} has other row labels than "
                f"column {first!r}; wanted the same in each"
            )
    return Raw(names=names, table=table_of(columns))


def _sized(value: object) -> str:
    return f"{len(value)}" if isinstance(value, list) else type(value).__name__
