"""How a site and its messages stand, for whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thalweg.hotline.answers import Dialogue
from thalweg.hotline.call import CallState
from thalweg.hotline.clock import Clocks
from thalweg.hotline.ladder import Rung
from thalweg.hotline.liveness import Line
from thalweg.hotline.said import Said
from thalweg.model.message import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A message as a desk lists it.

    `came_us` is when it came here, or was sent; `displayed` is to whom it was shown;
    `late` and `grouped` are of the moment it came. `rung` is of own messages alone.
    """

    said: Said
    came_us: int
    displayed: str = ""
    late: bool = False
    grouped: bool = False
    rung: Rung | None = None
    dialogue: Dialogue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """How a site stands, for its desk.

    Attributes
    ----------
    own, theirs
        size and root of the own log as it was signed last, and of the mirror.
    delivered
        how many entries of the own log the other side has receipted.
    line, clocks, skew_s, silence_s
        how the line lives; how far the other clock is ahead; since when it is silent.
    call, call_day
        the daily call; None where none is agreed.
    open, waiting, unseen
        how many dialogues are open, own messages have no receipt, and messages of the
        other side were shown to nobody.
    dispute
        since when and over what the other side's log is in dispute; empty where not.
    doubts
        why an own log signs nothing, by origin; empty where all do.
    parted
        how each log was left that another continues: what its side said of it, and
        what is held of it here.
    """

    own: Seen
    theirs: Seen
    delivered: int
    line: Line
    clocks: Clocks
    skew_s: float | None
    silence_s: float | None
    call: CallState | None
    call_day: str
    open: int
    waiting: int
    unseen: int
    dispute: Mapping[str, object]
    doubts: Mapping[str, str]
    parted: Sequence[Mapping[str, object]] = ()
