"""Beast: what Mode S receivers and readsb's port 30005 write.

A record begins with 0x1a and a letter: ``1`` a Mode A/C reply, ``2`` a short and ``3``
a long Mode S frame, each after six bytes of clock and one of signal; other letters are
states of the receiver. A 0x1a within a record is doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from thalweg.feeds.clock import TO_TELL, Clock
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import Dialect
from thalweg.feeds.feed import BAD_VALUE, NO_MOVER, NO_POSITION, Pick, Raw
from thalweg.feeds.messages import DIALECT, Assembler, picked
from thalweg.feeds.mode_s_decode import decode
from thalweg.model.feed import FeedSettings

_UNIT = rb"(?:[^\x1a]|\x1a\x1a)"
_RECORD = re.compile(
    rb"\x1a(?:1(?P<reply>%b{9})|2(?P<short>%b{14})|3(?P<long>%b{21})"
    rb"|[^\x1a123](?P<other>%b{0,40}?))(?=\x1a[^\x1a]|\Z)" % ((_UNIT,) * 4),
    re.DOTALL,
)
_LONGEST = 2 + 2 * 40 + 2
"""Bytes of the longest record, all doubled, and of what must follow it."""
_PAYLOAD_AT = 7
_DECODED_AT_ONCE = 4_096


@dataclass(slots=True)
class _Frames:
    """Frames in order: count of the clock, bytes, and place in the file."""

    counts: list[int] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


class BeastFeed:
    """Binary frames with a counter, which FEEDS anchors by `start`."""

    format = "beast"
    dialect: Dialect | None = DIALECT

    def recognises(self, content: Content) -> bool:
        """Return whether the file begins with records, or in the middle of one."""
        head = content.head[:4096]
        first = head.find(b"\x1a")
        if not 0 <= first < _LONGEST:
            return False
        found = list(_RECORD.finditer(head))
        covered = sum(match.end() - match.start() for match in found)
        frames = sum(match.lastgroup != "other" for match in found)
        return frames > 0 and covered * 2 > len(head)

    def read(
        self, content: Content, pick: Pick, settings: FeedSettings
    ) -> Iterator[Raw]:
        """Yield a row for each position message, as `Assembler` puts them together."""
        chosen = picked(pick)
        clock = Clock(content.name, settings.start_us)
        assembler = Assembler(settings)
        told = False
        for part in _frames(content, assembler, first=TO_TELL):
            if not told:
                clock.tell(part.counts, part.frames)
                told = True
            times_us = clock.times_us(part.counts, part.rows)
            for at in range(0, len(part.rows), _DECODED_AT_ONCE):
                cut = slice(at, at + _DECODED_AT_ONCE)
                decode(part.frames[cut], times_us[cut], part.rows[cut], assembler)
                if assembler.full:
                    yield assembler.batch(chosen)
        yield assembler.batch(chosen)


def _frames(content: Content, assembler: Assembler, *, first: int) -> Iterator[_Frames]:
    """Yield the frames of a file, `first` of them and then as many again each time.

    What is no frame is counted in ``assembler.lost``: Mode A/C replies name nobody,
    states place nobody, and bytes that are no record are broken.
    """
    found = _Frames()
    lost = {"reply": NO_MOVER, "other": NO_POSITION, None: BAD_VALUE}
    for row, (kind, record) in enumerate(_records(content)):
        if kind in lost:
            assembler.lost[lost[kind]] += 1
            continue
        record = record.replace(b"\x1a\x1a", b"\x1a")
        found.counts.append(int.from_bytes(record[:6], "big"))
        found.frames.append(record[_PAYLOAD_AT:])
        found.rows.append(row)
        if len(found.rows) >= first:
            yield found
            found = _Frames()
    if found.rows:
        yield found


def _records(content: Content) -> Iterator[tuple[str | None, bytes]]:
    """Yield each record as (kind, its bytes behind the letter, doubled).

    Bytes between records come as one of kind None.
    """
    rest = b""
    broken = False
    for block, last in _with_last(content.blocks()):
        rest += block
        end = len(rest) if last else len(rest) - _LONGEST
        at = 0
        for match in _RECORD.finditer(rest):
            if match.start() >= end:
                break
            if broken or match.start() > at:
                yield None, b""
                broken = False
            yield match.lastgroup, match.group(match.lastgroup or 0)
            at = match.end()
        if at < end:
            broken, at = True, end
        rest = rest[at:]
    if broken or rest:
        yield None, b""


def _with_last(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each block, and whether it is the last."""
    before = next(blocks, b"")
    for block in blocks:
        yield before, False
        before = block
    yield before, True
