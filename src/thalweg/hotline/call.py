"""The daily call, as a state machine over what stands in both logs.

Once a day at a fixed hour one side opens with CH-2; the other answers. Both close with
CH-3, which states the sizes and roots of both logs as its sender has them, and answer
whether that agrees. A side takes the call as opened when it holds the other's CH-2, or
has the receipt for its own: evidence, not intention. What was not opened `within_s` of
the hour is put on record as missed, by each side in its own log, with its newest
receipt: which shows whose line was down. A missed call may still be held, late.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from thalweg.hotline.sides import DailyCall
from thalweg.model.message import Message, Seen
from thalweg.times import US_PER_DAY, US_PER_S, iso_day, parse_iso
from thalweg.wire.encoded import from_base64, to_base64

OPENED: Final = "CH-2"
CLOSED: Final = "CH-3"


class CallState(StrEnum):
    """How the call of one day stands, as one side sees it."""

    AHEAD = "ahead"
    DUE = "due"
    OPENED = "opened"
    CLOSING = "closing"
    CLOSED = "closed"
    BY_VOICE = "by voice"
    """Held by telephone, as an officer of this side entered it afterwards."""
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCall:
    """The call of one day: what each side said of it.

    `opened`, `closed` and `agreed` are of the own side and the other: whether its CH-2,
    its CH-3 and its AFFIRM to the other's CH-3 stand in its log, and of the own,
    whether the other side has them. `spoken` is whether a CH-2 and a CH-3 were said or
    heard by voice, as this side entered. `noted_missed` is the own note.
    """

    day: str
    opened: tuple[bool, bool] = (False, False)
    closed: tuple[bool, bool] = (False, False)
    agreed: tuple[bool, bool] = (False, False)
    spoken: tuple[bool, bool] = (False, False)
    noted_missed: bool = False


def call_day(call: DailyCall, now_us: int) -> str:
    """Return the UTC day whose call a time belongs to.

    From `within_s` before the hour: who calls a little early means today's.
    """
    return iso_day(max(0, now_us - _us(call.at_s) + _us(call.within_s)))


def due_us(call: DailyCall, day: str) -> int:
    """Return the instant at which the call of a day is due."""
    return parse_iso(f"{day}Z") + _us(call.at_s)


def missed_us(call: DailyCall, day: str) -> int:
    """Return the instant from which the call of a day that was not opened is missed."""
    return due_us(call, day) + _us(call.within_s)


def days_due(call: DailyCall, after_us: int, now_us: int, most: int) -> list[str]:
    """Return the days whose call was due after one time and is past its limit by now.

    At most the last `most` of them.
    """
    last = call_day(call, now_us)
    days: list[str] = []
    at_us = due_us(call, last)
    while len(days) < most and at_us > after_us:
        if at_us + _us(call.within_s) <= now_us:
            days.append(iso_day(at_us))
        if at_us < US_PER_DAY:
            break
        at_us -= US_PER_DAY
    return days[::-1]


def state_of(call: DailyCall, day: DayCall, now_us: int) -> CallState:
    """Return how the call of a day stands."""
    if all(day.closed):
        return CallState.CLOSED if all(day.agreed) else CallState.CLOSING
    is_opened, is_closed = day.spoken
    if is_closed:
        return CallState.BY_VOICE
    if any(day.closed):
        return CallState.CLOSING
    if any(day.opened):
        return CallState.OPENED
    if is_opened:
        return CallState.BY_VOICE
    if day.noted_missed or now_us >= missed_us(call, day.day):
        return CallState.MISSED
    return CallState.DUE if now_us >= due_us(call, day.day) else CallState.AHEAD


def closing_params(own: Seen, theirs: Seen, open_count: int) -> dict[str, object]:
    """Return the parameters of CH-3: what was sent, what is held, what is open.

    Sent and received are entries of the logs, at the checkpoints that stand beside
    them: so that two sides who state them an hour apart can still compare.
    """
    return {
        "sent": own.size,
        "received": theirs.size,
        "open": open_count,
        "checkpoints": [
            {"origin": at.origin, "size": at.size, "root": to_base64(at.root)}
            for at in (own, theirs)
        ],
    }


def differences(
    closing: Message,
    sender_origin: str,
    sizes: Mapping[str, int],
    root_at: Callable[[str, int], bytes],
) -> tuple[str, ...]:
    """Return where the other side's CH-3 differs from what is held here.

    `sender_origin` is its log, `sizes` how much is held here of either log, by origin,
    and `root_at` gives their roots. How many dialogues are open is told and not
    compared: it depends on the minute.
    """
    stated = closing.params.get("checkpoints")
    listed = stated if isinstance(stated, list) else []
    told = {at["origin"]: at for at in listed}
    faults = [f"{origin}: not a log of this line" for origin in told.keys() - sizes]
    for origin, held in sizes.items():
        key = "sent" if origin == sender_origin else "received"
        if origin not in told:
            faults.append(f"{origin}: nothing is stated")
            continue
        size, count = told[origin]["size"], closing.params.get(key)
        if size != count:
            faults.append(f"{origin}: {key} {count}, but the checkpoint has {size}")
        if size > held:
            faults.append(f"{origin}: {size} entries stated, {held} held here")
        elif from_base64(told[origin]["root"]) != root_at(origin, size):
            faults.append(f"{origin}: another root for {size} entries")
    return tuple(faults)


def _us(seconds: float) -> int:
    return round(seconds * US_PER_S)
