"""The process of a node: its tasks, how it starts, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import traceback
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

from thalweg.errors import RecordDoubtError
from thalweg.hotline.alarms import Alarm
from thalweg.hotline.client import PeerClient
from thalweg.hotline.door import Served
from thalweg.hotline.doorman import client_door, server_door
from thalweg.hotline.server import peer_app
from thalweg.hotline.site import Site
from thalweg.node import control, desk
from thalweg.node.assemble import Assembled, opened
from thalweg.node.line import Calling, Listening
from thalweg.node.own_clock import OwnClock, moment
from thalweg.node.serving import Serving, ToldHandler, listening
from thalweg.node.settings import Settings
from thalweg.node.told import Alarms, NodeLog, Sparing
from thalweg.node.writer import Writer
from thalweg.times import now_us

STOPPING = (signal.SIGINT, signal.SIGTERM)


def run_node(settings: Settings, passphrase: bytes, log: NodeLog | None = None) -> None:
    """Run a node until it is told to stop.

    Raises
    ------
    InputError
        It could not start: the message says why.
    RecordDoubtError
        Its own record cannot be trusted, or was restored from an older copy and the
        rest had not come back when it was stopped.
    """
    tell = NodeLog() if log is None else log
    with (
        _library_logs(tell),
        opened(settings, passphrase) as assembled,
        _claimed(settings.control) as control_place,
    ):
        asyncio.run(_Node(settings, assembled, tell, control_place).run())
        doubts = dict(assembled.site.books.doubts)
    if doubts:
        raise RecordDoubtError("\n".join(doubts.values()))


class _Node:
    """The tasks of one node."""

    def __init__(
        self,
        settings: Settings,
        assembled: Assembled,
        tell: NodeLog,
        control_place: _Control,
    ) -> None:
        self._settings = settings
        self._assembled = assembled
        self._tell = tell
        self._control = control_place
        self._calling: Calling | None = None

    async def run(self) -> None:
        """Run until a signal, a fault of a task, or a record in doubt."""
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in STOPPING:
            loop.add_signal_handler(number, stop.set)
        writer = Writer(
            self._assembled.site,
            batch=self._settings.limits.batch,
            grew=lambda: _soon(loop, self._wake),
            broke=lambda: _soon(loop, stop.set),
        )
        writer.start()
        try:
            async with contextlib.AsyncExitStack() as stack:
                tasks = await self._tasks(writer, stack)
                await self._started(writer)
                await _until(stop, tasks)
        finally:
            await asyncio.to_thread(writer.stop)
        self._tell("stopped", {})
        if writer.failed is not None:
            raise writer.failed

    async def _tasks(
        self, writer: Writer, stack: contextlib.AsyncExitStack
    ) -> list[asyncio.Task[None]]:
        settings, alarms = self._settings, Alarms(self._tell)
        doings: list[Coroutine[Any, Any, None]] = []
        if settings.peer_url is not None:
            client = self._client(settings.peer_url)
            stack.push_async_callback(client.close)
            self._calling = Calling(
                client, writer, settings.limits, alarms.came, Sparing(self._tell)
            )
            doings.append(self._calling.run())
        if settings.listen is not None:
            doings.append(self._peer_server(writer, alarms.came).serving())
        listener = self._control.listen()
        app = control.control_app(writer)
        doings.append(Serving(app, listener, settings.limits).serving())
        doings.append(self._look(writer, alarms))
        tasks = [asyncio.create_task(doing) for doing in doings]
        stack.push_async_callback(_ended, tasks)
        return tasks

    def _client(self, url: str) -> PeerClient:
        settings, limits = self._settings, self._settings.limits
        door = client_door(
            settings.certificate, settings.certificate_key, settings.peer_certificate
        )
        return PeerClient(
            url,
            door,
            body_bytes=limits.body_bytes,
            request_s=limits.request_s,
            least_bytes_per_s=limits.least_bytes_per_s,
        )

    def _peer_server(
        self, writer: Writer, came: Callable[[list[Alarm]], None]
    ) -> Serving:
        settings, limits = self._settings, self._settings.limits
        assert settings.listen is not None
        door = server_door(
            settings.certificate, settings.certificate_key, settings.peer_certificate
        )
        served = Served(
            folder=settings.published,
            body_bytes=limits.body_bytes,
            checkpoint_bytes=limits.checkpoint_bytes,
            request_s=limits.request_s,
            least_bytes_per_s=limits.least_bytes_per_s,
            parcels_at_once=limits.parcels_at_once,
        )
        app = peer_app(served, Listening(writer, came, Sparing(self._tell)))
        return Serving(app, listening(settings.listen), limits, door)

    async def _started(self, writer: Writer) -> None:
        state = await writer.ask(lambda site: desk.state(site, {}, now_us()))
        settings, found = self._settings, self._assembled.agreed
        facts: dict[str, object] = {
            "party": state["party"],
            "origin": state["origin"],
            "size": state["size"],
            "agreement": state["agreement"],
            "signed_by_both": found.is_signed,
            "listens": settings.listen and list(settings.listen),
            "calls": settings.peer_url,
        }
        self._tell("started", facts)
        if settings.feeds:
            told = "feeds are named in the settings; this edition reads none of them"
            self._tell("note", {"said": told})

    async def _look(self, writer: Writer, alarms: Alarms) -> None:
        """See to what is due, every so often."""

        def tick(site: Site) -> list[Alarm]:
            return site.tick(now_us())

        own_clock = OwnClock(moment())
        while True:
            try:
                alarms.hold([*await writer.ask(tick), *own_clock.look(moment())])
            except RecordDoubtError:
                raise
            except Exception:  # noqa: BLE001 - the line and the desk still work
                self._tell("fault", {"trace": traceback.format_exc()})
            await asyncio.sleep(self._settings.limits.tick_s)

    def _wake(self) -> None:
        if self._calling is not None:
            self._calling.wake()


class _Control:
    """The control socket's place; taken once the record is this process's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken = False

    def listen(self) -> socket.socket:
        """Return the socket, listening."""
        found = control.listening(self.path)
        self._taken = True
        return found

    def leave(self) -> None:
        """Take the socket's name away again."""
        if self._taken:
            self.path.unlink(missing_ok=True)


@contextlib.contextmanager
def _claimed(path: Path) -> Iterator[_Control]:
    place = _Control(path)
    try:
        yield place
    finally:
        place.leave()


@contextlib.contextmanager
def _library_logs(tell: NodeLog) -> Iterator[None]:
    handler = ToldHandler(tell)
    names = ("uvicorn", "asyncio")
    for name in names:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).propagate = False
    try:
        yield
    finally:
        for name in names:
            logging.getLogger(name).removeHandler(handler)
            logging.getLogger(name).propagate = True


async def _until(stop: asyncio.Event, tasks: list[asyncio.Task[None]]) -> None:
    """Wait for the signal to stop, or raise what ended a task before it."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
    for task in tasks:
        if task.done() and not stop.is_set():
            task.result()


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _soon(loop: asyncio.AbstractEventLoop, does: Callable[[], None]) -> None:
    """Do something in the loop, from the record's thread; not once it is closed."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(does)
