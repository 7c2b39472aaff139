"""What people ask of a node, in plain JSON: so that it can be asked through a socket.

Each verb is handed the site, what was asked and the time. Officers' keys never come
here: a message is composed, signed where the officer sits, and handed back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import Field

from thalweg.errors import InputError
from thalweg.hotline.alarms import Alarm
from thalweg.hotline.answers import persons_needed
from thalweg.hotline.books import UNCOUNTED
from thalweg.hotline.entering import to_enter
from thalweg.hotline.parcel import read_parcel
from thalweg.hotline.receiving import Applied
from thalweg.hotline.site import Site
from thalweg.hotline.spoken import encode_spoken
from thalweg.hotline.typed import read_params
from thalweg.model.message import EntryRef
from thalweg.node import documents_in, keys, returning
from thalweg.node.asking import EntryAsk, decoded, read
from thalweg.node.shown import item_shown, message_lines, ref_shown, said_shown
from thalweg.times import iso
from thalweg.wire.encoded import to_base64
from thalweg.wire.message import encode_message
from thalweg.wire.yaml import Strict

Verb = Callable[[Site, Mapping[str, Any], int], dict[str, Any]]
NEWEST, MOST_NEWEST = 50, 100_000


class RefAsk(Strict):
    """An entry of either log."""

    origin: str
    index: int = Field(ge=0)

    def ref(self) -> EntryRef:
        """Return it as a reference."""
        return EntryRef(self.origin, self.index)


class ComposeAsk(Strict):
    """A message to be made; its parameters as values, or as a person types them."""

    element: str
    params: dict[str, Any] = Field(default_factory=dict)
    typed: list[str] | None = None
    ref: RefAsk | None = None
    event_time_us: int | None = None
    useful_until_us: int | None = None


class IndexAsk(Strict):
    """An entry of the own sealed log."""

    index: int = Field(ge=0)


class SheetsAsk(Strict):
    """What an officer typed after a call; `correct` where it replaces an entry."""

    entered: str
    name: str = Field(max_length=400)
    correct: bool = False


class NewestAsk(Strict):
    """How many of the newest messages, beside all that are open."""

    newest: int = Field(NEWEST, ge=0, le=MOST_NEWEST)


class DisplayedAsk(Strict):
    """Messages that were on an officer's screen."""

    officer: str = Field(min_length=1, max_length=80)
    indices: list[int]


class ParcelAsk(Strict):
    """The entry that a parcel is to begin with; None for what the other side lacks."""

    first: int | None = Field(None, ge=0)


class BytesAsk(Strict):
    """A parcel, in base64."""

    parcel: str


def state(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Say how the site stands."""
    del asked
    found, pact = site.state(now_us), site.books.terms.agreement
    return {
        "party": site.books.us.party,
        "peer": site.books.peer.party,
        "agreement": site.books.terms.sha256,
        "agreement_id": pact and pact.id,
        "origin": found.own.origin,
        "size": found.own.size,
        "root_sha256": found.own.root.hex(),
        "peer_origin": found.theirs.origin,
        "peer_size": found.theirs.size,
        "peer_root_sha256": found.theirs.root.hex(),
        "delivered": found.delivered,
        "line": found.line.value,
        "clocks": found.clocks.value,
        "skew_s": found.skew_s,
        "silence_s": found.silence_s,
        "call": None if found.call is None else found.call.value,
        "call_day": found.call_day,
        "open": found.open,
        "waiting": found.waiting,
        "unseen": found.unseen,
        "key_editions": {
            "own": site.books.us.edition,
            "peer": site.books.peer.edition,
        },
        "uncounted": len(site.books.standing.current(UNCOUNTED)),
        "revoked_keys_used": len(keys.thefts(site)),
        "dispute": dict(found.dispute),
        "doubts": dict(found.doubts),
        "parted": [returning.parted_shown(row) for row in found.parted],
    }


def compose(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Make a message, and say how many officers have to sign it."""
    ask: ComposeAsk = read(ComposeAsk, asked)
    params = ask.params
    if ask.typed is not None:
        if params:
            raise InputError("parameters as values or as typed, not both")
        params = read_params(ask.element, ask.typed)
    message = site.compose(
        ask.element,
        params,
        now_us,
        ref=None if ask.ref is None else ask.ref.ref(),
        event_time_us=ask.event_time_us,
        useful_until_us=ask.useful_until_us,
    )
    return _composed(site, message)


def disclosing(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Make the message that discloses an entry of the own sealed log."""
    ask: IndexAsk = read(IndexAsk, asked)
    ref = EntryRef(site.books.us.sealed_origin, ask.index)
    return _composed(site, site.disclosing(ref, now_us))


def closing(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Make the message that closes today's call."""
    del asked
    return _composed(site, site.closing(now_us))


def _composed(site: Site, message: Any) -> dict[str, Any]:  # noqa: ANN401
    needed = persons_needed(message, site.books.terms.two_persons)
    of = None if message.ref is None else site.said(message.ref)
    return {
        "payload": to_base64(encode_message(message)),
        "persons": needed,
        "lines": message_lines(message, None if of is None else of.message),
    }


def checked_entry(site: Site, asked: Mapping[str, Any], now_us: int) -> bytes:
    """Return the entry that was handed in, once it may be logged; raises InputError."""
    ask: EntryAsk = read(EntryAsk, asked)
    entry = decoded(ask.entry)
    site.checked(entry, now_us)
    return entry


def send(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Log a message that officers signed."""
    entry = checked_entry(site, asked, now_us)
    return sent(site.log_entries([entry], now_us)[0])


def sheets(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Read what was typed after a call, and say what is to be signed."""
    ask: SheetsAsk = read(SheetsAsk, asked)
    found = to_enter(site.books, ask.entered, ask.name, now_us, correct=ask.correct)
    return {
        "sheets": [
            {
                "sheet": one.spoken.key,
                "element": one.spoken.sheet.element,
                "voice": one.spoken.voice.value,
                "payload": to_base64(encode_spoken(one.spoken)),
                "notes": list(one.notes),
                "ref": None if one.logged is None else ref_shown(one.logged),
            }
            for one in found
        ]
    }


def enter(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Log a sheet that an officer signed; one that is there already is not logged."""
    ask: EntryAsk = read(EntryAsk, asked)
    return {"ref": ref_shown(site.enter(decoded(ask.entry), now_us))}


def sent(ref: EntryRef) -> dict[str, Any]:
    """Say where a message stands that was logged."""
    return {"ref": ref_shown(ref), "rung": "RECORDED"}


def inbox(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """List what came in."""
    del now_us
    ask: NewestAsk = read(NewestAsk, asked)
    items = [item_shown(site, item) for item in site.inbox(ask.newest)]
    return {
        "items": items,
        "uncounted": keys.uncounted(site),
        "revoked_keys_used": keys.thefts(site),
        **returning.logs_shown(site),
    }


def outbox(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """List what was sent."""
    del now_us
    ask: NewestAsk = read(NewestAsk, asked)
    return {"items": [item_shown(site, item) for item in site.outbox(ask.newest)]}


def show(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Say what stands at one entry, what followed it, and what proves it."""
    del now_us
    ref = read(RefAsk, asked).ref()
    said = site.said(ref)
    if said is None:
        raise InputError(f"{ref.origin}: there is no entry {ref.index} here")
    is_own = ref.origin == site.books.us.origin
    receipt = site.receipt(ref) if is_own else None
    found = said_shown(site, said)
    if is_own and said.message is not None:
        found["rung"] = site.rung(ref).value
    found["receipt"] = receipt and {
        "key": receipt.key,
        "time_s": receipt.time_s,
        "received": iso(receipt.received_us),
        "note": receipt.note.decode(),
    }
    followed = site.followed(ref)
    if said.spoken is not None:
        books = site.books
        is_ours = said.spoken.sheet.sender == books.us.party
        origin = books.us.origin if is_ours else books.peer.origin
        followed += site.followed(said.spoken.at(origin))
    found["followed"] = [said_shown(site, one) for one in followed]
    closes = found.get("element") == "CH-3" and not said.faults
    if closes and found["from"] == site.books.peer.party:
        found["differences"] = list(site.call_differences(ref))
    return {"item": found}


def displayed(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Take it that messages of the other side were on an officer's screen."""
    ask: DisplayedAsk = read(DisplayedAsk, asked)
    known = {key.name.rpartition("/officer-")[2] for key in site.books.us.officers}
    if ask.officer not in known:
        raise InputError(
            f"no officer {ask.officer!r} on this side; there are "
            f"{', '.join(sorted(known)) or 'none'}"
        )
    origin = site.books.peer.origin
    new = [
        index
        for index in ask.indices
        if site.displayed(EntryRef(origin, index), ask.officer, now_us)
    ]
    # The other side is told at once, not by the next look of a node that may not run.
    site.tick(now_us)
    return {"displayed": new}


def parcel(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Make a parcel, and say which entry the next begins with; None after the last."""
    ask: ParcelAsk = read(ParcelAsk, asked)
    site.tick(now_us)
    data = next(site.parcels(now_us, ask.first))
    made = read_parcel(data)
    return {
        "parcel": to_base64(data),
        "next": None if made.growth is None else made.run.end,
    }


def apply(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Take in a parcel that came by hand."""
    ask: BytesAsk = read(BytesAsk, asked)
    done = site.apply(decoded(ask.parcel), now_us)
    site.tick(now_us)
    return applied_shown(done)


def applied_shown(done: Applied) -> dict[str, Any]:
    """Return what a parcel brought, as JSON."""
    return {
        "new": [done.new.start, done.new.stop],
        "receipts": done.receipts,
        "recovered": done.recovered,
        "cosigned": done.cosigned,
        "withheld": done.withheld,
        "faults": list(done.faults),
        "alarms": [alarm_shown(alarm) for alarm in done.alarms],
    }


def alarm_shown(alarm: Alarm) -> dict[str, Any]:
    """Return an alarm as JSON."""
    at = None if alarm.at is None else ref_shown(alarm.at)
    return {"kind": alarm.kind.value, "at": at, "facts": dict(alarm.facts)}


VERBS: Final[Mapping[str, Verb]] = {
    "state": state,
    "compose": compose,
    "closing": closing,
    "disclosing": disclosing,
    "manifest": documents_in.manifest,
    "manifests": documents_in.manifests,
    "findings": documents_in.findings,
    "send": send,
    "sheets": sheets,
    "enter": enter,
    "inbox": inbox,
    "outbox": outbox,
    "show": show,
    "displayed": displayed,
    "parcel": parcel,
    "apply": apply,
    "keys": keys.keys,
    "officers": keys.officers,
    "change-keys": keys.change_keys,
    "coming": returning.coming,
    "take-back": returning.take_back,
}
"""Everything that a node can be asked."""


def answer(site: Site, verb: str, asked: object, now_us: int) -> dict[str, Any]:
    """Return what a verb answers.

    Raises
    ------
    InputError, RefusedError, RecordDoubtError
        As the site does; InputError too where there is no such verb.
    """
    does = VERBS.get(verb)
    if does is None or not isinstance(asked, dict):
        raise InputError(f"no request {verb!r}; there are {', '.join(VERBS)}")
    return does(site, asked, now_us)
