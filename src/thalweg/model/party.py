"""Parties to an agreement, and the rules that say whose a mover is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NEUTRAL = "neutral"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side, or a force known by name; `name` maps language to text.

    `affiliate_of` is the id of the party it is an affiliate of, else None;
    `bound` is False for those under `others:`, who are known but bound by nothing.
    """

    id: str
    name: Mapping[str, str]
    affiliate_of: str | None = None
    bound: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRule:
    """One rule of the roster. All conditions that are given must hold together.

    `ground` says which rule it is (``roster[2]``, ``roster.csv:17``); `strength` is
    ``address``, ``feed`` or ``callsign``: the strongest condition it rests on.
    Addresses are 24-bit numbers; `callsign` is a glob (``*`` and ``?`` only).
    """

    party: str
    ground: str
    strength: str
    addresses: frozenset[int] = field(default_factory=frozenset)
    address_range: tuple[int, int] | None = None
    callsign: str | None = None
    feed: str | None = None
    movers: frozenset[str] = field(default_factory=frozenset)
    manoeuvre_mps2: float | None = None
