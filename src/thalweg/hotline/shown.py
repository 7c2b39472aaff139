"""How a site and its messages stand, for whoever shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from thalweg.errors import InputError
from thalweg.hotline import disputes, watching
from thalweg.hotline.answers import Dialogue
from thalweg.hotline.books import (
    NOTED,
    OPEN,
    SHOWN,
    UNSEEN,
    WAITING,
    Books,
    index_key,
    ref_of,
)
from thalweg.hotline.call import CLOSED, CallState, differences
from thalweg.hotline.clock import Clocks, clocks
from thalweg.hotline.ladder import Evidence, Rung, rung_of
from thalweg.hotline.liveness import Line, silence_s
from thalweg.hotline.notes import Noted
from thalweg.hotline.parting import parted
from thalweg.hotline.said import Said
from thalweg.model.message import EntryRef, Seen


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


def rung(books: Books, ref: EntryRef) -> Rung:
    """Return how far an own message has come, from evidence alone.

    Raises
    ------
    InputError
        There is no such own message.
    """
    message = books.message(ref) if ref.origin == books.us.origin else None
    if message is None:
        raise InputError(f"{ref.origin}: {ref.index} is no message of this side")
    head = books.log.signed
    noted = books.standing.get(NOTED, index_key(ref.index))
    theirs = [at for at in books.followed(ref) if at.origin == books.peer.origin]
    found = [said for at in theirs if (said := books.said(at)) is not None]
    evidence = Evidence(
        is_signed=head is not None and ref.index < head.size,
        is_receipted=books.receipt(ref.index) is not None,
        noted=Noted(noted) if isinstance(noted, str) else None,
        followed=tuple(said for said in found if said.counts),
        dialogue=books.dialogue(ref),
    )
    return rung_of(message, evidence)


def inbox(books: Books, newest: int) -> list[Item]:
    """Return messages of the other side: all open or unseen, and the newest."""
    return _items(books, books.peer.origin, books.mirror.size, UNSEEN, newest)


def outbox(books: Books, newest: int) -> list[Item]:
    """Return own messages: all open or without a receipt, and the newest."""
    return _items(books, books.us.origin, books.log.size, WAITING, newest)


def call_differences(books: Books, ref: EntryRef) -> tuple[str, ...]:
    """Return where the other side's CH-3 differs from what is held here.

    Raises
    ------
    InputError
        There is no such message.
    """
    message, spoken = books.message(ref), books.spoken(ref)
    message = message if spoken is None else spoken.message()
    if message is None or message.element != CLOSED:
        raise InputError(f"{ref.origin}: {ref.index} closes no call")
    own, theirs = books.own_seen(), books.seen()
    sizes = {own.origin: own.size, theirs.origin: theirs.size}
    origins = {books.us.party: own.origin, books.peer.party: theirs.origin}
    return differences(message, origins[message.sender], sizes, books.root_at)


def state(books: Books, now_us: int) -> SiteState:
    """Return how a site stands now."""
    receipt = books.newest_receipt()
    call, day = watching.call_now(books, now_us)
    skew_s = watching.skew_s(books)
    return SiteState(
        own=books.own_seen(),
        theirs=books.seen(),
        delivered=0 if receipt is None else receipt.size,
        line=watching.line_now(books, now_us),
        clocks=clocks(skew_s),
        skew_s=skew_s,
        silence_s=silence_s(receipt, now_us),
        call=call,
        call_day=day,
        open=len(books.standing.current(OPEN)),
        waiting=len(books.standing.current(WAITING)),
        unseen=len(books.standing.current(UNSEEN)),
        dispute=disputes.dispute(books),
        doubts=dict(books.doubts),
        parted=parted(books),
    )


def _items(books: Books, origin: str, size: int, also: str, newest: int) -> list[Item]:
    indices = set(range(max(0, size - newest), size))
    indices |= {int(name) for name in books.standing.current(also)}
    open_now = [ref_of(name) for name in books.standing.current(OPEN)]
    indices |= {at.index for at in open_now if at.origin == origin}
    items = (_item(books, EntryRef(origin, index)) for index in sorted(indices))
    return [item for item in items if item is not None]


def _item(books: Books, at: EntryRef) -> Item | None:
    said = books.said(at)
    if said is None:
        return None
    verdict = books.verdict(at)
    came = verdict.get("us")
    seen_by = books.standing.get(SHOWN, index_key(at.index))
    is_own = at.origin == books.us.origin
    return Item(
        said=said,
        came_us=came if isinstance(came, int) else 0,
        displayed=str(seen_by["officer"])
        if isinstance(seen_by, dict) and not is_own
        else "",
        late=verdict.get("late") is True,
        grouped=verdict.get("grouped") is True,
        rung=rung(books, at) if is_own and said.message is not None else None,
        dialogue=books.dialogue(at),
    )
