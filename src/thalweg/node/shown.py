"""Messages as plain JSON for people: both languages, and what is known of each."""

from __future__ import annotations

from typing import Any

from thalweg.errors import InputError
from thalweg.hotline.answers import permitted
from thalweg.hotline.catalogue import CATALOGUE, LANGUAGES
from thalweg.hotline.effects import DISCLOSE
from thalweg.hotline.render import render, unreadable, urgency_of
from thalweg.hotline.said import Said
from thalweg.hotline.shown import Item
from thalweg.hotline.site import Site
from thalweg.model.message import EntryRef, Message
from thalweg.node.documents import disclosed_shown, document_shown, time_shown
from thalweg.node.voice_shown import match_shown, pair_shown, spoken_shown


def ref_shown(ref: EntryRef) -> dict[str, Any]:
    """Return a reference as JSON."""
    return {"origin": ref.origin, "index": ref.index}


def message_lines(message: Message, of: Message | None) -> dict[str, list[str]]:
    """Return a message's lines by language; one that cannot be read is shown bare."""
    lines = {}
    for tag in LANGUAGES:
        try:
            lines[tag] = list(render(message, tag, of=of).lines())
        except InputError:
            lines[tag] = list(unreadable(message, tag).lines())
    return lines


def entry_shown(said: Said) -> dict[str, Any]:
    """Return what every entry has, as JSON: where it is, its kind, who signed it."""
    return {
        "ref": ref_shown(said.at),
        "type": said.type,
        "signers": list(said.signers),
        "officers": said.officers,
        "faults": list(said.faults),
    }


def said_shown(site: Site, said: Said) -> dict[str, Any]:
    """Return what an entry says, as JSON."""
    spoken = said.spoken
    message = said.message if spoken is None else spoken.message()
    shown = entry_shown(said)
    if said.matched is not None:
        return shown | {"matched": match_shown(said.matched)}
    if message is None:
        return shown | document_shown(site, said)
    if message.element == DISCLOSE and said.counts:
        shown["disclosed"] = disclosed_shown(site, message)
    referred = None if message.ref is None else site.said(message.ref)
    of = None if referred is None else referred.message
    urgency = None
    if message.element in CATALOGUE.elements:
        urgency = urgency_of(message, of, CATALOGUE)
    return shown | {
        "element": message.element,
        "urgency": None if urgency is None else urgency.value,
        "params": dict(message.params),
        "from": message.sender,
        "answers": None if message.ref is None else ref_shown(message.ref),
        "event_time": time_shown(message.event_time_us),
        "signed_time": time_shown(
            message.signed_time_us if spoken is None else spoken.entered_us
        ),
        "useful_until": time_shown(message.useful_until_us),
        "seen_size": None if spoken is not None else message.seen.size,
        "lines": message_lines(message, of),
        "spoken": None if spoken is None else spoken_shown(spoken),
        "voice": pair_shown(site.pair(said.at)),
    }


def item_shown(site: Site, item: Item) -> dict[str, Any]:
    """Return a message as a desk lists it, as JSON."""
    shown = said_shown(site, item.said)
    found, message = item.dialogue, item.said.message
    permits: tuple[str, ...] = ()
    if item.said.counts and message is not None and item.rung is None:
        permits = permitted(message)
    return shown | {
        "came": time_shown(item.came_us),
        "displayed_to": item.displayed,
        "late": item.late,
        "grouped": item.grouped,
        "rung": None if item.rung is None else item.rung.value,
        "state": None if found is None else found.state.value,
        "due": None if found is None else time_shown(found.due_us),
        "permits": list(permits),
    }
