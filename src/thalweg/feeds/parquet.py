"""Tables in Parquet."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from thalweg.errors import InputError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import BATCH_ROWS, Pick, Raw
from thalweg.model.feed import FeedSettings

_MAGIC = b"PAR1"
# Columns are decoded a page at a time: larger batches cost little and save much.
_BATCH_ROWS = 4 * BATCH_ROWS


class ParquetFeed:
    """A Parquet file with the columns of any known program, or of `columns`."""

    format = "parquet"
    dialect: Dialect | None = None

    def recognises(self, content: Content) -> bool:
        """Return whether the first bytes are Parquet's."""
        return content.head.startswith(_MAGIC)

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield the picked columns; no other column is decoded."""
        try:
            with content.random_access() as file:
                # The dictionaries of a writer are kept: each word is spelt once.
                schema = pq.read_schema(file)
                names = schema.names
                picked = list(pick(names))
                # A column of lists has no dictionary, and no such name in the file;
                # what it holds is refused where values are read.
                flat = [
                    n for n in picked if not pa.types.is_nested(schema.field(n).type)
                ]
                # Buffered ahead, all that was read of the file would stay in memory.
                opened = pq.ParquetFile(file, read_dictionary=flat, pre_buffer=False)
                empty = opened.schema_arrow.empty_table()
                yield Raw(names=tuple(names), table=empty.select(picked))
                for batch in opened.iter_batches(_BATCH_ROWS, columns=picked):
                    # Arrow takes any bytes for text, until somebody reads it.
                    batch.validate(full=True)
                    table = pa.Table.from_batches([batch])
                    yield Raw(names=tuple(names), table=table)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _damaged(content, error) from error


def _damaged(content: Content, error: Exception) -> InputError:
    return InputError(
        f"{content.name}: the Parquet data is cut short or damaged ({error}); "
        "copy or download the file again"
    )
