"""What a file that is not read seems to be, so that its owner is told the way out."""

from __future__ import annotations

import re
from typing import Final

_UNPACK: Final = "unpack it, or pack it with gzip or zstd instead"
_SAVE: Final = "save its table as CSV or Parquet"
_MARKUP: Final = rb"(?:<[?!][^>]*>\s*)*"

_SEEMS: Final = tuple(
    (re.compile(begins, re.DOTALL | re.IGNORECASE), what)
    for begins, what in (
        (rb"PK\x03\x04", f"a ZIP archive or a spreadsheet: unpack it, or {_SAVE}"),
        (rb"BZh[1-9]1AY", f"bzip2: {_UNPACK}"),
        (rb"\xfd7zXZ\0", f"xz: {_UNPACK}"),
        (rb"\x04\x22M\x18", f"lz4: {_UNPACK}"),
        (rb"7z\xbc\xaf\x27\x1c", f"a 7z archive: {_UNPACK}"),
        (rb"SQLite format 3\0", f"a database: {_SAVE}"),
        (rb"\x89HDF\r\n", f"HDF5: {_SAVE}"),
        (rb"ARROW1\0\0", f"an Arrow file: {_SAVE}"),
        (rb"\xff\xfe|\xfe\xff", "UTF-16: save the file as UTF-8"),
        (rb"%PDF-", "a PDF"),
        (rb"\x89PNG|\xff\xd8\xff|GIF8", "a picture"),
        (rb"[$!][A-Z]{5},", "NMEA sentences: decode them into a table"),
        (_MARKUP + rb"<html|<!doctype html", "a web page, an error page perhaps"),
        (_MARKUP + rb"<kml\b", f"KML: {_SAVE}"),
        (_MARKUP + rb"<gpx\b", f"GPX: {_SAVE}"),
        (rb"<", "XML without a Cursor on Target event in its first 64 KiB"),
    )
)
"""By how a file begins, blanks apart; the first that fits."""


def what_it_seems(head: bytes) -> str | None:
    """Return what a file that begins with `head` seems to be; None where nobody knows.

    >>> what_it_seems(b"%PDF-1.7"), what_it_seems(b"time,mover")
    ('a PDF', None)
    """
    begins = head.lstrip()
    return next((what for how, what in _SEEMS if how.match(begins)), None)
