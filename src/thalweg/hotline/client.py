"""The way out: parcels to the other side by HTTPS, and the parcels of its replies."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass

import httpx

from thalweg.hotline.clock import Moment, Stamps
from thalweg.hotline.door import (
    ANSWERED,
    PARCEL_TYPE,
    RECEIVED,
    RETURNED,
    SENT,
    stamp_us,
)
from thalweg.times import US_PER_S, monotonic_s, now_us

_LONGEST_TOLD = 2_000


class LineError(Exception):
    """The other side was not reached, or it answered no parcel; says why."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came back, and the four stamps of it; None where it bore none."""

    parcel: bytes
    stamps: Stamps | None


class PeerClient:
    """The other side's node, seen from ours; one exchange at a time.

    Parameters
    ----------
    url
        where it is, ``https://east:8443``.
    door
        the way out (`thalweg.hotline.doorman.client_door`).
    body_bytes
        how large a reply is read.
    request_s, least_bytes_per_s
        how long a reply may take, and how fast its bytes must come beyond that.
    """

    def __init__(
        self,
        url: str,
        door: ssl.SSLContext,
        *,
        body_bytes: int,
        request_s: float,
        least_bytes_per_s: float,
    ) -> None:
        self._url = url
        self._body_bytes = body_bytes
        self._request_s = request_s
        self._least_bytes_per_s = least_bytes_per_s
        self._last: tuple[Stamps, Moment] | None = None
        self._http = httpx.AsyncClient(
            verify=door,
            timeout=request_s,
            # Of a settings file alone: a proxy named in the environment is not one.
            trust_env=False,
            limits=httpx.Limits(max_connections=2, keepalive_expiry=600.0),
        )

    async def exchange(self, parcel: bytes) -> Exchange:
        """Send a parcel and return the reply.

        Raises
        ------
        LineError
            It was not reached, or answered no parcel.
        """
        sent = Moment(now_us(), monotonic_s())
        headers = {"Content-Type": PARCEL_TYPE, SENT: str(sent.clock_us)}
        if self._last is not None:
            last, then = self._last
            returned_us = last.returned_us + round(then.set_by_s(sent) * US_PER_S)
            headers[RETURNED] = f"{last.answered_us} {returned_us}"
        try:
            request = self._http.build_request(
                "POST", f"{self._url}/parcel", content=parcel, headers=headers
            )
            response = await self._http.send(request, stream=True)
            returned = Moment(now_us(), monotonic_s())
            try:
                body = await self._body(response)
            finally:
                await response.aclose()
        except httpx.HTTPError as why:
            raise LineError(str(why) or type(why).__name__) from None
        if response.status_code != 200:
            told = body[:_LONGEST_TOLD].decode("utf-8", "replace")
            raise LineError(f"{response.status_code}: {told}")
        stamps = _stamps(response, sent, returned)
        self._last = None if stamps is None else (stamps, returned)
        return Exchange(body, stamps)

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        began_s = monotonic_s()
        chunks = response.aiter_raw()
        while True:
            due_s = began_s + self._request_s + len(body) / self._least_bytes_per_s
            try:
                async with asyncio.timeout(max(0.0, due_s - monotonic_s())):
                    chunk = await anext(chunks, None)
            except TimeoutError:
                raise LineError("the reply came too slowly") from None
            if chunk is None:
                return bytes(body)
            body += chunk
            if len(body) > self._body_bytes:
                raise LineError(f"a reply of more than {self._body_bytes:,} bytes")


def _stamps(response: httpx.Response, sent: Moment, returned: Moment) -> Stamps | None:
    received, answered = (
        stamp_us(response.headers.get(name)) for name in (RECEIVED, ANSWERED)
    )
    if received is None or answered is None:
        return None
    return Stamps(
        # Both stamps of ours by one clock, should it have been set between.
        sent_us=sent.clock_us + round(sent.set_by_s(returned) * US_PER_S),
        received_us=received,
        answered_us=answered,
        returned_us=returned.clock_us,
    )
