"""Mode S frames to messages: who sent each, and what it says.

Parity, whose address it is, what DF 18 relays, and what replies tell; the payload of an
extended squitter is read in `thalweg.feeds.mode_s_squitter`. Why not by a library:
docs/decisions/0006-mode-s.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from thalweg.feeds.feed import BAD_VALUE, NO_MOVER, NO_POSITION, NO_TIME
from thalweg.feeds.messages import Assembler, Heard
from thalweg.feeds.mode_s_header import LONG, altitudes_ft, headers, squawks
from thalweg.feeds.mode_s_squitter import PAYLOAD_BITS, advisory, tell
from thalweg.feeds.quality import Quality

_ALTITUDE, _IDENTITY, _AIR_AIR = (4, 20), (5, 21), (0, 16)
_ALL_CALL, _SQUITTER, _RELAY = 11, 17, 18
_REPLIES = (*_ALTITUDE, *_IDENTITY, *_AIR_AIR)
_OTHER = (19, 24)
_INTERROGATOR_BITS = 0x7F

MODE_S = "mode_s"
# Where the bit lies, counted from the last of 56, that says "not an ICAO address" in
# what DF 18 relays (DO-260B 2.2.17.3, 2.2.18.4), by type code.
_IMF_FROM_END = (
    dict.fromkeys((*range(9, 19), 20, 21, 22), 48)
    | dict.fromkeys((5, 6, 7, 8), 35)
    | {19: 47, 28: 0, 29: 5, 31: 0}
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose message it is: `prefix` stands before the address, `kind` is readsb's."""

    kind: str
    prefix: str = ""
    group: str = ""
    adsb: bool = True


_AIRCRAFT = Sender("adsb_icao")
_SENDERS = {
    0: (Sender("adsb_icao_nt"), Sender("adsb_icao_nt")),
    1: (Sender("adsb_other", "~"), Sender("adsb_other", "~")),
    2: (
        Sender("tisb_icao", "~", "tisb", adsb=False),
        Sender("tisb_trackfile", "~", "tisb", adsb=False),
    ),
    5: (
        Sender("tisb_other", "~", "tisb", adsb=False),
        Sender("tisb_other", "~", "tisb", adsb=False),
    ),
    6: (Sender("adsr_icao", "", "adsr"), Sender("adsr_other", "~", "adsr")),
}
"""By the control field of DF 18: the sender without, and with the bit that flags it.

A TIS-B report is what a ground station saw, not what the aircraft said, so even with an
ICAO address it is a mover of its own. Coarse TIS-B (3), management (4) and reserved (7)
hold no position that can be told without knowing the station's coverage.
"""


def decode(
    frames: Sequence[bytes],
    times_us: Sequence[int | None],
    rows: Sequence[int],
    assembler: Assembler,
) -> None:
    """Decode frames in the order of the file, and let `assembler` hear them.

    `times_us` is None where the time is unknown. Damaged frames, replies whose address
    nobody announced, and what tells nothing of a mover are counted in
    ``assembler.lost``.
    """
    head = headers(frames)
    columns = (head.df, head.low, head.address, head.remainder, head.code)
    for place, parts in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        reason = _unfit(*parts)
        time_us = times_us[place]
        if reason is not None or time_us is None:
            assembler.lost[reason or NO_TIME] += 1
            continue
        df, low, address, remainder, code = parts
        frame = frames[place]
        if df in (_SQUITTER, _RELAY):
            heard = _squitter(df, low, address, frame)
        else:
            heard = _reply(df, low, address, code, frame)
        if heard is None:
            assembler.lost[NO_POSITION] += 1
            continue
        overlaid = df in _REPLIES or (df == _ALL_CALL and remainder != 0)
        if overlaid and not assembler.knows(heard.mover, time_us):
            # One wrong bit anywhere in a reply makes another address of it.
            assembler.lost[NO_MOVER] += 1
            continue
        heard.row, heard.time_us = rows[place], time_us
        assembler.hear(heard)


def _unfit(df: int, _low: int, address: int, remainder: int, _code: int) -> str | None:
    """Return why a frame tells of no mover, None where it does."""
    if df in (_SQUITTER, _RELAY):
        damaged = remainder != 0
    elif df == _ALL_CALL:
        damaged = remainder > _INTERROGATOR_BITS
    elif df in _OTHER:
        return NO_POSITION
    else:
        damaged = df not in _REPLIES
    if damaged:
        return BAD_VALUE
    return NO_MOVER if address == 0 else None


def _reply(df: int, low: int, address: int, code: int, frame: bytes) -> Heard:
    """Return what a reply or an all-call says."""
    news: dict[str, object] = {}
    if df in _AIR_AIR:
        # VS says "on the ground" surely; airborne is also what it says where it
        # cannot tell.
        if low & 4:
            news["on_ground"] = True
    elif df == _ALL_CALL:
        if low in (4, 5):
            news["on_ground"] = low == 4
    elif low in (0, 1, 2, 3):
        news["on_ground"] = low in (1, 3)
    if df in (*_ALTITUDE, *_AIR_AIR):
        news["alt_baro"] = altitudes_ft()[code]
    elif df in _IDENTITY:
        news["squawk"] = squawks()[code]
    if df in (16, 20, 21) and frame[4] == 0x30:
        resolution = advisory(int.from_bytes(frame[5 : LONG - 3], "big"))
        if resolution is not None:
            news["acas_ra"] = resolution
    return Heard(0, 0, f"{address:06x}", kind=MODE_S, news=news)


def _squitter(df: int, low: int, address: int, frame: bytes) -> Heard | None:
    """Return what an extended squitter says; None where it tells of no mover."""
    bits = int.from_bytes(frame[4 : LONG - 3], "big")
    type_code = bits >> PAYLOAD_BITS - 5
    sender = _AIRCRAFT
    if df == _RELAY:
        if low not in _SENDERS:
            return None
        from_end = _IMF_FROM_END.get(type_code)
        flagged = from_end is not None and bits >> from_end & 1
        sender = _SENDERS[low][bool(flagged)]
    heard = Heard(
        0,
        0,
        f"{sender.prefix}{address:06x}",
        kind=sender.kind,
        group=sender.group,
        quality=Quality(adsb=sender.adsb),
    )
    ground = df == _SQUITTER and low == 4
    if df == _SQUITTER and low in (4, 5):
        heard.news["on_ground"] = ground
    # In what is relayed the bit of supplement B says whose address it is.
    tell(heard, type_code, bits, ground=ground, supplemented=df == _SQUITTER or low < 2)
    return heard
