"""What a site serves to the other side over HTTP: its logs, its witness, its parcels.

Plain functions over a `Door`, which is what stands behind them. The logs are static
files (C2SP tlog-tiles) and the witness is C2SP tlog-witness; a parcel goes in and the
reply is a parcel, the same bytes as by hand. Nothing here trusts who is speaking.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from thalweg.errors import RefusedError
from thalweg.hotline.clock import Moment, Stamps
from thalweg.hotline.door import (
    ANSWERED,
    PARCEL_TYPE,
    RECEIVED,
    RETURNED,
    SENT,
    BusyError,
    Door,
    Served,
    stamp_us,
)
from thalweg.times import US_PER_S, monotonic_s, now_us
from thalweg.wire.checkpoint import LONGEST_ORIGIN_BYTES
from thalweg.wire.tile import parse_path

_BYTES: Final = "application/octet-stream"
_TEXT: Final = "text/plain; charset=utf-8"
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
_FOR_NOW = {"Cache-Control": "no-cache"}

Read = Callable[[Request], Awaitable[Response]]


def peer_app(served: Served, door: Door) -> Starlette:
    """Return the application that the other side speaks to."""
    folder = served.folder
    taking = _Taking(served, door)
    app = Starlette(
        routes=[
            Route("/log/{path:path}", _files(folder / "log"), methods=["GET"]),
            Route("/sealed/{path:path}", _files(folder / "sealed"), methods=["GET"]),
            Route("/mirror/{log}/{path:path}", _mirrors(folder), methods=["GET"]),
            Route("/add-checkpoint", taking.add_checkpoint, methods=["POST"]),
            Route("/parcel", taking.parcel, methods=["POST"]),
        ],
        exception_handlers={HTTPException: _told, Exception: _failed},
    )
    # What is no path of a log is refused in the one shape, not sent elsewhere.
    app.router.redirect_slashes = False
    return app


def told_error(
    status: int, faults: tuple[str, ...], headers: Mapping[str, str] | None = None
) -> Response:
    """Return the one shape in which every error is told."""
    content = {"thalweg": "error/1", "status": status, "faults": list(faults)}
    # What was not read of a body would be taken for the next request.
    closing = {"Connection": "close", **(headers or {})}
    return JSONResponse(content, status_code=status, headers=closing)


async def read_body(request: Request, most: int, served: Served) -> bytes:
    """Return a request's body, as long as it comes at a fair rate and is not too large.

    Raises
    ------
    HTTPException
        413 where it is larger, 408 where it comes too slowly.
    """
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > most:
        raise HTTPException(413, f"a body of at most {most:,} bytes is taken")
    body = bytearray()
    began_s = monotonic_s()
    chunks = request.stream()
    while True:
        due_s = began_s + served.request_s + len(body) / served.least_bytes_per_s
        try:
            async with asyncio.timeout(max(0.0, due_s - monotonic_s())):
                chunk = await anext(chunks, None)
        except TimeoutError:
            raise HTTPException(408, "the body came too slowly") from None
        except ClientDisconnect:
            raise HTTPException(400, "the other side hung up") from None
        if chunk is None:
            return bytes(body)
        body += chunk
        if len(body) > most:
            raise HTTPException(413, f"a body of at most {most:,} bytes is taken")


class _Taking:
    """The two requests that bring something in."""

    def __init__(self, served: Served, door: Door) -> None:
        self._served = served
        self._door = door
        self._taken = asyncio.Semaphore(served.parcels_at_once)
        self._answered: Moment | None = None

    async def add_checkpoint(self, request: Request) -> Response:
        body = await read_body(request, self._served.checkpoint_bytes, self._served)
        try:
            answer = await self._door.add_checkpoint(body)
        except BusyError:
            return _busy()
        return Response(answer.body, answer.status, media_type=answer.content_type)

    async def parcel(self, request: Request) -> Response:
        received = Moment(now_us(), monotonic_s())
        if self._taken.locked():
            return _busy()
        async with self._taken:
            body = await read_body(request, self._served.body_bytes, self._served)
            try:
                reply = await self._door.parcel(
                    body, self._stamps(request, received), _ahead_s(request, received)
                )
            except RefusedError as why:
                return told_error(400, why.faults)
            except BusyError:
                return _busy()
        self._answered = Moment(now_us(), monotonic_s())
        # By the clock as it stands now, should it have been set meanwhile.
        took_us = round((self._answered.steady_s - received.steady_s) * US_PER_S)
        headers = {
            RECEIVED: str(self._answered.clock_us - took_us),
            ANSWERED: str(self._answered.clock_us),
        }
        return Response(reply, headers=headers, media_type=PARCEL_TYPE)

    def _stamps(self, request: Request, received: Moment) -> Stamps | None:
        """Return the exchange that our last answer began and this request ends."""
        answered, _, returned = request.headers.get(RETURNED, "").partition(" ")
        sent_us = stamp_us(request.headers.get(SENT))
        returned_us = stamp_us(returned)
        if sent_us is None or returned_us is None or self._answered is None:
            return None
        if stamp_us(answered) != self._answered.clock_us:
            # That answer was lost; an older one says nothing of this exchange.
            return None
        return Stamps(
            # Both stamps of ours by one clock, should it have been set between.
            sent_us=self._answered.clock_us
            + round(self._answered.set_by_s(received) * US_PER_S),
            received_us=returned_us,
            answered_us=sent_us,
            returned_us=received.clock_us,
        )


def _ahead_s(request: Request, received: Moment) -> float | None:
    sent_us = stamp_us(request.headers.get(SENT))
    return None if sent_us is None else (sent_us - received.clock_us) / US_PER_S


def _files(folder: Path) -> Read:
    """Return what serves a published log, by the names that tlog-tiles has alone."""

    async def read(request: Request) -> Response:
        return await _file(folder, request.path_params["path"])

    return read


def _mirrors(folder: Path) -> Read:
    """Return what serves mirrors of the other side's logs, by their origins' SHA-256.

    It may begin a new log while this node runs; the mirror of the old one stays.
    """

    async def read(request: Request) -> Response:
        log = request.path_params["log"]
        mirror = await asyncio.to_thread(_mirror_of, folder, log)
        if mirror is None:
            raise HTTPException(404, "no mirror of such a log")
        return await _file(mirror, request.path_params["path"])

    return read


def _mirror_of(folder: Path, log: str) -> Path | None:
    """Return the folder of the mirror whose checkpoint is of a log."""
    for checkpoint in sorted(folder.glob("mirror*/checkpoint")):
        try:
            with checkpoint.open("rb") as file:
                origin = file.readline(LONGEST_ORIGIN_BYTES + 1).removesuffix(b"\n")
        except OSError:
            continue
        if hashlib.sha256(origin).hexdigest() == log:
            return checkpoint.parent
    return None


async def _file(folder: Path, name: str) -> Response:
    if name != "checkpoint":
        try:
            parse_path(name)
        except RefusedError:
            raise HTTPException(404, "no such file of a log") from None
    try:
        data = await asyncio.to_thread((folder / name).read_bytes)
    except OSError:
        raise HTTPException(404, "no such file of this log") from None
    if name == "checkpoint":
        return Response(data, headers=_FOR_NOW, media_type=_TEXT)
    return Response(data, headers=_FOR_GOOD, media_type=_BYTES)


def _busy() -> Response:
    return told_error(503, ("busy; come again",), {"Retry-After": "1"})


async def _told(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return told_error(status, (detail,))


async def _failed(_request: Request, _error: Exception) -> Response:
    return told_error(500, ("a fault of this node; it is in its log",))
