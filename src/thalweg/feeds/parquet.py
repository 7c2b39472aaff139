"""Tables in Parquet."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import Pick, Raw

_MAGIC = b"PAR1"


class ParquetFeed:
    """A Parquet file with the columns of any known program, or of `columns`."""

    format = "parquet"
    dialect: Dialect | None = None

    def recognises(self, content: Content) -> bool:
        """Return whether the first bytes are Parquet's."""
        return content.head.startswith(_MAGIC)

    def read(self, content: Content, pick: Pick) -> Raw:
        """Return the picked columns; no other column is decoded."""
        try:
            buffer = pa.BufferReader(content.data)
            schema = pq.read_schema(buffer)
            names = schema.names
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _damaged(content, error) from error
        picked = list(pick(names))
        try:
            table = pq.read_table(
                pa.BufferReader(content.data), columns=picked, read_dictionary=picked
            )
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _damaged(content, error) from error
        return Raw(names=tuple(names), table=table)


def _damaged(content: Content, error: Exception) -> InputError:
    return InputError(
        f"{content.name}: the Parquet data is cut short or damaged ({error}); "
        "copy or download the file again"
    )
