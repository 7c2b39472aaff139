"""uvicorn inside a node: beside other tasks, with the node's own sockets and limits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from thalweg.errors import InputError
from thalweg.node.line import Tell
from thalweg.node.settings import NodeLimits

_LARGEST_HEAD_BYTES = 16 << 10
_GRACE_S = 3


class Serving(uvicorn.Server):
    """An application behind one socket; `serving` runs it until it is cancelled."""

    def __init__(
        self,
        app: Starlette,
        listener: socket.socket,
        limits: NodeLimits,
        door: ssl.SSLContext | None = None,
    ) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            ws="none",
            loop="none",
            interface="asgi3",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=limits.connections,
            timeout_keep_alive=int(max(75.0, 3 * limits.heartbeat_s)),
            timeout_graceful_shutdown=_GRACE_S,
            h11_max_incomplete_event_size=_LARGEST_HEAD_BYTES,
        )
        super().__init__(config)
        self._listener = listener
        self._door = door
        self._request_s = limits.request_s

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the node."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen; a handshake has to be over as soon as a request has to be there."""
        del sockets
        patience_s = self._request_s if self._door is not None else None
        server = await asyncio.get_running_loop().create_server(
            self._protocol,
            sock=self._listener,
            ssl=self._door,
            ssl_handshake_timeout=patience_s,
            ssl_shutdown_timeout=patience_s,
            backlog=self.config.backlog,
        )
        self.servers = [server]
        self.started = True

    def _protocol(self) -> asyncio.Protocol:
        return _Impatient(
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
            request_s=self._request_s,
        )

    async def serving(self) -> None:
        """Serve until cancelled; then let what is being answered come to its end."""
        task = asyncio.create_task(self.serve())
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            self.should_exit = True
            await task
            raise


class _Impatient(H11Protocol):
    """Hangs up on a request whose head is not there in time (slow-loris)."""

    def __init__(self, *, request_s: float, **others: Any) -> None:  # noqa: ANN401
        super().__init__(**others)
        self._request_s = request_s
        self._due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._await_head()
        else:
            self._have_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._have_head()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._due is None:
            self._due = self.loop.call_later(self._request_s, self._hang_up)

    def _have_head(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _hang_up(self) -> None:
        self.transport.abort()


def listening(address: tuple[str, int]) -> socket.socket:
    """Return a socket that listens; raises InputError where it cannot."""
    host, port = address
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=64)
    except OSError as why:
        raise InputError(
            f"listen.peer {host}:{port}: {why.strerror or why}; another program may "
            "have that port"
        ) from None


class ToldHandler(logging.Handler):
    """Takes what libraries log into the node's own log."""

    def __init__(self, tell: Tell) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        facts: dict[str, object] = {"said": record.getMessage()[:2000]}
        if record.exc_info:
            facts["trace"] = logging.Formatter().formatException(record.exc_info)
        self._tell("fault" if record.exc_info else "note", facts)
