"""Mode S frames as text: lines of JSON as rs1090's tools write, and AVR lines.

JSON has ``timestamp`` in seconds and ``frame`` in hex; whatever else a line holds, the
frame is decoded anew. AVR is ``*<hex>;`` without a time, ``@<12 hex of clock><hex>;``,
or ``<`` with a byte of signal between the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from thalweg.errors import InputError
from thalweg.feeds.clock import TO_TELL, Clock
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import BAD_VALUE, NO_TIME, Pick, Raw
from thalweg.feeds.json_shape import FRAMES, is_hex_frame, objects, shape
from thalweg.feeds.messages import DIALECT, Assembler, picked
from thalweg.feeds.mode_s_decode import decode
from thalweg.model.feed import FeedSettings
from thalweg.times import US_PER_S

_AVR = re.compile(
    rb"\s*(?:\*|(?P<mark>[@<])(?P<count>[0-9A-Fa-f]{12})(?:(?<=<.{12})[0-9A-Fa-f]{2})?)"
    rb"(?P<frame>(?:[0-9A-Fa-f]{14}){1,2});\s*"
)
# The same, damaged: no header of a table begins so.
_LIKE_AVR = re.compile(rb"\s*[*@<][0-9A-Fa-f]{12,};?\s*")
_AT_ONCE = 4_096
_LATEST_S = 7_258_118_400
"""The year 2200; a later clock was never set."""


@dataclass(slots=True)
class _Lines:
    """Frames in order, with what a line says of its time, and its place."""

    frames: list[bytes] = field(default_factory=list)
    times_us: list[int | None] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


def is_avr(head: bytes) -> bool:
    """Return whether a file that begins with `head` holds AVR lines.

    The first may be damaged, or cut where the recording began; then the second tells.
    """
    first, *rest = head.lstrip().split(b"\n", 2)[:2]
    if _LIKE_AVR.fullmatch(first):
        return True
    return any(_AVR.fullmatch(line) for line in rest)


class ModeSFeed:
    """Lines of frames, in JSON or AVR."""

    format = "mode-s"
    dialect: Dialect | None = DIALECT

    def recognises(self, content: Content) -> bool:
        """Return whether the first document, or the first line, is a frame."""
        if content.looks_like_json:
            return shape(content) == FRAMES
        return is_avr(content.head)

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each position message, as `Assembler` puts them together."""
        chosen = picked(pick)
        assembler = Assembler(settings)
        if content.looks_like_json:
            parts = _of_json(content, assembler)
        else:
            parts = _timed(content, settings, _of_avr(content, assembler))
        for part in parts:
            decode(part.frames, part.times_us, part.rows, assembler)
            if assembler.full:
                yield assembler.batch(chosen)
        yield assembler.batch(chosen)


def _of_json(content: Content, assembler: Assembler) -> Iterator[_Lines]:
    part = _Lines()
    wanted = 'a frame {"timestamp": ..., "frame": "8d..."}'
    for row, document in enumerate(objects(content, wanted)):
        frame = document.get("frame") if document is not None else None
        if document is None or not (isinstance(frame, str) and is_hex_frame(frame)):
            assembler.lost[BAD_VALUE] += 1
            continue
        time_us, reason = _instant_us(document.get("timestamp"))
        if reason is not None:
            assembler.lost[reason] += 1
            continue
        part.frames.append(bytes.fromhex(frame))
        part.times_us.append(time_us)
        part.rows.append(row)
        if len(part.rows) >= _AT_ONCE:
            yield part
            part = _Lines()
    yield part


def _instant_us(timestamp: object) -> tuple[int | None, str | None]:
    """Return the instant of a time stamp in seconds, or why there is none."""
    if timestamp is None:
        return None, NO_TIME
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float):
        return None, BAD_VALUE
    if not 0 <= timestamp < _LATEST_S:
        return None, BAD_VALUE
    return round(timestamp * US_PER_S), None


def _of_avr(content: Content, assembler: Assembler) -> Iterator[_Lines]:
    part = _Lines()
    lines = (line for _, line in content.lines() if line.strip())
    for row, line in enumerate(lines):
        match = _AVR.fullmatch(line)
        if match is None:
            assembler.lost[BAD_VALUE] += 1
            continue
        part.frames.append(bytes.fromhex(match["frame"].decode("ascii")))
        part.counts.append(int(match["count"] or b"0", 16))
        part.rows.append(row)
        if len(part.rows) >= _AT_ONCE:
            yield part
            part = _Lines()
    if part.rows:
        yield part


def _timed(
    content: Content, settings: FeedSettings, parts: Iterator[_Lines]
) -> Iterator[_Lines]:
    """Yield the lines of an AVR file with the times of its clock."""
    first = list(islice(parts, -(-TO_TELL // _AT_ONCE)))
    counts = [count for part in first for count in part.counts]
    frames = [frame for part in first for frame in part.frames]
    if not any(counts):
        raise InputError(
            f"{content.name}: its lines carry no time; record them with it "
            "(@ before each line), or as lines of JSON with timestamp and frame"
        )
    clock = Clock(content.name, settings.start_us)
    clock.tell(counts, frames)
    for part in chain(first, parts):
        part.times_us = clock.times_us(part.counts, part.rows)
        yield part
