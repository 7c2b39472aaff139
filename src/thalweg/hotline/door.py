"""What two nodes settle about HTTP: who takes a parcel, which headers, how much."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from thalweg.hotline.clock import Stamps
from thalweg.record.witness import Answer

SENT, RETURNED = "thalweg-sent-us", "thalweg-returned-us"
RECEIVED, ANSWERED = "thalweg-received-us", "thalweg-answered-us"
"""Headers of the four stamps (RFC 5905, section 8). The other side's request also says
when which answer of ours came back, so that the listening side can tell the offset too.
"""

PARCEL_TYPE: Final = "application/x-tar"


class BusyError(Exception):
    """The node has as much to do as it takes on; the other side comes again."""


class Door(Protocol):
    """What stands behind the server."""

    async def parcel(
        self, body: bytes, stamps: Stamps | None, ahead_s: float | None
    ) -> bytes:
        """Take a parcel in, return one; raises RefusedError, BusyError.

        `stamps` are of the exchange before; `ahead_s` is the request's own stamp less
        our clock when it came.
        """

    async def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a request to cosign; raises BusyError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What is served, and how much is taken in; see `thalweg.node.settings`."""

    folder: Path
    body_bytes: int
    checkpoint_bytes: int
    request_s: float
    least_bytes_per_s: float
    parcels_at_once: int


def stamp_us(text: str | None) -> int | None:
    """Return a stamp of a header; None where it is none."""
    is_stamp = text is not None and text.isascii() and text.isdecimal()
    return int(text or "") if is_stamp and len(text or "") <= 16 else None
