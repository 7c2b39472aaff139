"""Notices that exempt: what one side told the other ahead of a flight."""

from __future__ import annotations

from dataclasses import dataclass

from thalweg.model.place import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice of a ``thalweg.notices/1`` file.

    `area` is the id of a place of the agreement, or empty where `ring` is given.
    Heights are feet of pressure altitude, None is open. Times are microseconds since
    1970, UTC. `movers` are 24-bit addresses, movers or callsign globs; empty means all
    of the party. `answer` is ``affirm``, ``refuse``, ``standby`` or None.
    `source` says where it stands, e.g. ``notices.json[3]``.
    """

    notice: str
    party: str
    area: str
    ring: tuple[Position, ...]
    floor_ft: float | None
    ceiling_ft: float | None
    from_us: int
    to_us: int
    movers: tuple[str, ...]
    received_us: int
    answer: str | None
    source: str
