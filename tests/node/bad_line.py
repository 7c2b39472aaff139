"""A bad line between two nodes: a TCP proxy that delays, tears and cuts."""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading

RESEND_S = 0.2
"""The least that Linux waits before it sends again what was not acknowledged."""


class BadLine:
    """Carries bytes from its own port to another's, as badly as it is told.

    `cut` refuses and tears everything; `delay_s` holds each piece back, the next behind
    it, as a long line does; `loss` is the chance that a piece has to be sent again, and
    those behind it wait; `tear` the chance that the connection ends there.
    """

    def __init__(self, target_port: int) -> None:
        self.cut = False
        self.delay_s = 0.0
        self.loss = 0.0
        self.tear = 0.0
        self.lost = 0
        self.torn = 0
        self.port = 0
        self._target_port = target_port
        self._chance = random.Random(7)
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> BadLine:
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(5)

    def set_cut(self, cut: bool) -> None:
        self.cut = cut
        if cut:
            self._loop.call_soon_threadsafe(self._hang_up)

    def _hang_up(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._task = self._loop.create_task(self._serve())
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        try:
            await asyncio.Event().wait()
        finally:
            server.close()
            self._hang_up()
            while self._open:
                await asyncio.sleep(0.01)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.cut:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.transport.abort()
            return
        self._open |= {writer, back}
        try:
            await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            for one in (writer, back):
                self._open.discard(one)
                one.transport.abort()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self._arrive(on_the_way, writer))
        try:
            while piece := await reader.read(4096):
                if self._chance.random() < self.tear:
                    self.torn += 1
                    raise ConnectionResetError
                on_the_way.put_nowait((self._due(), piece))
            on_the_way.put_nowait((self._due(), b""))
            await arriving
        finally:
            arriving.cancel()

    def _due(self) -> float:
        wait_s = self.delay_s
        if self._chance.random() < self.loss:
            self.lost += 1
            # It is missed one way back, and comes again on the next: TCP's own wait.
            wait_s += 2 * self.delay_s + RESEND_S
        return self._loop.time() + wait_s

    async def _arrive(
        self, pieces: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - self._loop.time())
            if not piece:
                break
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
