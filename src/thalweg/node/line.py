"""The line of a running node: what it takes from the other side, and its own heartbeat.

One exchange is a parcel out and a parcel back, whoever began it. So a site that can
only call out is served as one that can be called: its own requests bring what there is.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import traceback
from collections import deque
from collections.abc import Callable, Sequence

from thalweg.errors import RecordDoubtError, RefusedError, VerificationError
from thalweg.hotline.alarms import Alarm
from thalweg.hotline.client import LineError, PeerClient
from thalweg.hotline.clock import WARN_SKEW_S, Moment, Stamps, believed_s
from thalweg.hotline.door import BusyError
from thalweg.hotline.parcel import Parcel, read_parcel
from thalweg.hotline.receiving import Applied, Sound
from thalweg.hotline.site import Site
from thalweg.node.own_clock import moment
from thalweg.node.settings import NodeLimits
from thalweg.node.writer import Writer
from thalweg.record.witness import Answer
from thalweg.times import now_us

Tell = Callable[[str, dict[str, object]], None]
"""Takes a line for the node's log: what happened, and its facts."""

_EXCHANGES_KEPT = 8
_FAULTS_TOLD, _LONGEST_FAULT = 8, 1_000


class Offset:
    """How far the other clock is ahead, by the best of the last exchanges."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Stamps, Moment]] = deque(maxlen=_EXCHANGES_KEPT)

    def take(
        self, stamps: Stamps | None, now: Moment, ahead_s: float | None = None
    ) -> float | None:
        """Take in an exchange, and return the offset in seconds; None while unknown.

        `ahead_s` is the last request's own stamp less our clock when it came.
        """
        if stamps is not None and stamps.delay_s >= 0:
            last = self._kept[-1] if self._kept else None
            # A clock that was set since: what was measured before says nothing now.
            if last is not None and abs(stamps.offset_s - _offset_s(*last, now)) > (
                1.0 + stamps.delay_s + last[0].delay_s
            ):
                self._kept.clear()
            self._kept.append((stamps, now))
        found = min(self._kept, key=lambda one: one[0].delay_s, default=None)
        measured_s = None if found is None else _offset_s(*found, now)
        skew_s = believed_s(measured_s, ahead_s)
        if skew_s != measured_s:
            self._kept.clear()
        return skew_s


def _offset_s(stamps: Stamps, then: Moment, now: Moment) -> float:
    """Return what an exchange measured, by our clock as it stands now."""
    return stamps.offset_s - then.set_by_s(now)


def _at_once(alarmed: Sound) -> Sound:
    """Return what sounds alarms from the record's thread, in the loop that runs now."""
    loop = asyncio.get_running_loop()

    def sound(alarms: list[Alarm]) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(alarmed, alarms)

    return sound


def _skew_now_s(skew_s: float | None, then: Moment, now: Moment) -> float | None:
    """Return an offset by our clock as it stands now, after it was set, if it was."""
    set_by_s = then.set_by_s(now)
    if skew_s is None:
        return -set_by_s if abs(set_by_s) > WARN_SKEW_S else None
    return skew_s - set_by_s


class Listening:
    """The door behind the server: what the other side's requests do.

    Parameters
    ----------
    writer
        the thread that has the record.
    alarmed
        takes what a parcel has brought to show.
    tell
        takes lines for the node's log.
    """

    def __init__(
        self, writer: Writer, alarmed: Callable[[list[Alarm]], None], tell: Tell
    ) -> None:
        self._writer = writer
        self._alarmed = alarmed
        self._tell = tell
        self._offset = Offset()

    async def parcel(
        self, body: bytes, stamps: Stamps | None, ahead_s: float | None
    ) -> bytes:
        """Take a parcel in and return one; raises RefusedError, BusyError."""
        came = moment()
        skew_s = self._offset.take(stamps, came, ahead_s)
        sound = _at_once(self._alarmed)

        def take(site: Site) -> tuple[Applied, bytes]:
            now = moment()
            skew_now_s = _skew_now_s(skew_s, came, now)
            done = site.apply(body, now.clock_us, skew_now_s, sound)
            return done, site.parcel(now_us())

        try:
            done, reply = await self._writer.ask_for_peer(take)
        except RefusedError as why:
            self._tell("refused", {"faults": _some(why.faults)})
            raise
        _told(self._tell, done)
        self._alarmed(done.alarms)
        return reply

    async def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a request to cosign; raises BusyError."""
        came = moment()
        skew_s = self._offset.take(None, came)

        def judge(site: Site) -> Answer:
            now = moment()
            if site.state(now.clock_us).dispute:
                return Answer(403, b"this log is in dispute; nothing is cosigned\n")
            return site.add_checkpoint(
                body, now.clock_us, _skew_now_s(skew_s, came, now)
            )

        return await self._writer.ask_for_peer(judge)


class Calling:
    """The heartbeat: an exchange every so often, and at once where there is news.

    Parameters
    ----------
    client
        the other side.
    writer, alarmed, tell
        as for `Listening`.
    limits
        how often, and how long a line that is down is left alone.
    """

    def __init__(
        self,
        client: PeerClient,
        writer: Writer,
        limits: NodeLimits,
        alarmed: Callable[[list[Alarm]], None],
        tell: Tell,
    ) -> None:
        self._client = client
        self._writer = writer
        self._limits = limits
        self._alarmed = alarmed
        self._tell = tell
        self._offset = Offset()
        self._news = asyncio.Event()
        self._is_up: bool | None = None

    def wake(self) -> None:
        """Say that there is news for the other side."""
        self._news.set()

    async def run(self) -> None:
        """Exchange until cancelled."""
        failures = 0
        while True:
            self._news.clear()
            try:
                while await self._exchange():
                    pass
                failures = 0
                self._is("up")
            except (LineError, VerificationError, BusyError) as why:
                failures += 1
                self._is("down", str(why) or "busy")
            except RecordDoubtError:
                raise
            except Exception:  # noqa: BLE001 - what a peer sent must not end a node
                failures += 1
                self._tell("fault", {"trace": traceback.format_exc()})
                self._is("down", "a fault of this node")
            await self._rest(failures)

    async def _rest(self, failures: int) -> None:
        limits = self._limits
        wait_s = limits.heartbeat_s
        if failures:
            # Apart by chance, so that two sites which both came back do not collide.
            first_s = min(1.0, limits.heartbeat_s) * 2 ** min(failures - 1, 8)
            wait_s = min(first_s, limits.longest_backoff_s, limits.heartbeat_s * 3)
            wait_s *= random.uniform(0.8, 1.2)
        try:
            async with asyncio.timeout(wait_s):
                await self._news.wait()
        except TimeoutError:
            return
        if failures:
            # News do not make a line that is down answer; they are tried once.
            await asyncio.sleep(min(0.2, wait_s))

    async def _exchange(self) -> bool:
        """Send a parcel, take the reply in; return whether there is more at once."""
        out = await self._writer.ask(lambda site: site.parcel(now_us()))
        came = await self._client.exchange(out)
        then = moment()
        skew_s = self._offset.take(came.stamps, then)
        sound = _at_once(self._alarmed)

        def take(site: Site) -> tuple[Applied, int]:
            now = moment()
            skew_now_s = _skew_now_s(skew_s, then, now)
            done = site.apply(came.parcel, now.clock_us, skew_now_s, sound)
            head = site.books.log.signed
            return done, 0 if head is None else head.size

        done, size = await self._writer.ask_for_peer(take)
        _told(self._tell, done)
        self._alarmed(done.alarms)
        sent, reply = read_parcel(out), read_parcel(came.parcel)
        return _is_more(sent, reply, done, size)

    def _is(self, state: str, why: str = "") -> None:
        is_up = state == "up"
        if is_up is not self._is_up:
            self._tell(f"line {state}", {"why": why} if why else {})
        self._is_up = is_up


def _is_more(sent: Parcel, reply: Parcel, done: Applied, own_size: int) -> bool:
    """Tell whether another exchange would carry something now.

    Where the last one moved nothing (it is in dispute, or refuses), none would.
    """
    took_some = reply.holds.log >= sent.run.end > 0
    has_more = reply.holds.log < own_size and took_some
    owes_receipt = len(done.new) > 0 and done.cosigned
    has_sent_part = reply.growth is not None and len(done.new) > 0
    return has_more or owes_receipt or has_sent_part or done.recovered > 0


def _some(faults: Sequence[str]) -> list[str]:
    """Return faults for a line of the log: who sent them has no limit by itself."""
    more = len(faults) - _FAULTS_TOLD
    told = [fault[:_LONGEST_FAULT] for fault in faults[:_FAULTS_TOLD]]
    return [*told, f"and {more} more"] if more > 0 else told


def _told(tell: Tell, done: Applied) -> None:
    if done.new or done.recovered or done.faults:
        facts: dict[str, object] = {
            "new": [done.new.start, done.new.stop],
            "receipts": done.receipts,
            "recovered": done.recovered,
            "cosigned": done.cosigned,
        }
        if done.withheld:
            facts["withheld"] = done.withheld
        if done.faults:
            facts["faults"] = _some(done.faults)
        tell("took in", facts)
