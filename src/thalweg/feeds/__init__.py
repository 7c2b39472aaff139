"""Outside -> POSITIONS: files and tables of many programs, told by their content.

A row that cannot be a position row is counted with its reason; a file that is wrong as
a whole is refused with its place and the way out. Nothing is dropped silently.
"""

from thalweg.feeds.dialect import parse_columns
from thalweg.feeds.feed import Feed, ReadResult, Source
from thalweg.feeds.reading import Stream, positions_from, read, read_object

__all__ = [
    "Feed",
    "ReadResult",
    "Source",
    "Stream",
    "parse_columns",
    "positions_from",
    "read",
    "read_object",
]
