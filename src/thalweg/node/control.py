"""The socket on which a running node answers what `thalweg.node.reach` asks."""

from __future__ import annotations

import json
import os
import socket
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from thalweg.errors import (
    InputError,
    RecordDoubtError,
    RefusedError,
    ThalwegError,
    VerificationError,
)
from thalweg.hotline.door import BusyError
from thalweg.model.message import EntryRef
from thalweg.node import desk
from thalweg.node.reach import LONGEST_PATH_BYTES, too_long
from thalweg.node.writer import Writer
from thalweg.times import now_us
from thalweg.wire.encoded import from_base64
from thalweg.wire.envelope import parse_envelope
from thalweg.wire.message import parse_message

LARGEST_ASK_BYTES: Final = 70 << 20

_STATUS: Final[Mapping[type[ThalwegError], int]] = {
    InputError: 400,
    RefusedError: 422,
    VerificationError: 422,
    RecordDoubtError: 500,
}


def listening(path: Path) -> socket.socket:
    """Return a socket that its owner alone can open; one left behind is taken away.

    Raises
    ------
    InputError
        Something else stands there, or the name is too long for a socket.
    """
    path = path.absolute()
    if len(bytes(path)) > LONGEST_PATH_BYTES:
        raise too_long(path)
    try:
        if path.exists() and not stat.S_ISSOCK(path.stat().st_mode):
            raise InputError(f"{path}: there is something else than a socket here")
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        listener.listen(16)
    except OSError as why:
        raise InputError(f"{path}: {why.strerror or why}") from None
    return listener


def control_app(writer: Writer) -> Starlette:
    """Return the application behind the socket."""

    async def ask(request: Request) -> Response:
        verb = request.path_params["verb"]
        try:
            asked = json.loads(await _body(request))
            return JSONResponse(await _answered(writer, verb, asked))
        except BusyError:
            return _told("InputError", 503, ("the node is stopping; ask again",))
        except ThalwegError as why:
            faults = getattr(why, "faults", (str(why),))
            kind = next((k for k in _STATUS if isinstance(why, k)), InputError)
            return _told(kind.__name__, _STATUS[kind], tuple(faults))
        except ValueError as why:
            return _told("InputError", 400, (f"not JSON: {why}",))

    return Starlette(routes=[Route("/{verb}", ask, methods=["POST"])])


async def _answered(writer: Writer, verb: str, asked: Any) -> dict[str, Any]:  # noqa: ANN401
    if verb != "send" or not isinstance(asked, dict):
        return await writer.ask(lambda site: desk.answer(site, verb, asked, now_us()))
    about = _answers(asked)
    ref = await writer.log(
        lambda site: desk.checked_entry(site, asked, now_us()), about
    )
    return desk.sent(ref)


def _answers(asked: Mapping[str, Any]) -> str:
    """Return what a message answers, or itself: two answers do not go together."""
    text = asked.get("entry")
    try:
        message = parse_message(parse_envelope(from_base64(str(text))).payload)
    except (ValueError, RefusedError):
        return f"entry {text}"
    ref: EntryRef | None = message.ref
    return f"entry {text}" if ref is None else f"ref {ref.origin} {ref.index}"


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_ASK_BYTES:
            raise InputError(f"more than {LARGEST_ASK_BYTES:,} bytes were asked")
    return bytes(body)


def _told(kind: str, status: int, faults: tuple[str, ...]) -> Response:
    content = {"thalweg": "error/1", "kind": kind, "faults": list(faults)}
    return JSONResponse(content, status_code=status)
