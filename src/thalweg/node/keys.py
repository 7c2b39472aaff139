"""What people ask of a node about keys, in plain JSON: the lists, and a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from thalweg.hotline.books import COPIES, THEFTS, UNCOUNTED, ref_key, ref_of
from thalweg.hotline.site import Site
from thalweg.model.message import EntryRef
from thalweg.node.asking import decoded, read
from thalweg.node.returning import logs_shown
from thalweg.node.shown import ref_shown
from thalweg.record.ring import KeyRing
from thalweg.times import iso
from thalweg.wire.encoded import to_base64
from thalweg.wire.key_file import is_officer
from thalweg.wire.key_list import KeyList
from thalweg.wire.leaf import OWN_TYPES
from thalweg.wire.yaml import Strict


class ChangeAsk(Strict):
    """A list of keys that a root key signed, and what tells it; entries in base64."""

    key_list: str
    messages: list[str]


def keys(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Say which keys of both sides count, and what counts no longer."""
    del asked, now_us
    books = site.books
    receipt = books.newest_receipt()
    return {
        "own": _side(books.rings.own),
        "peer": _side(books.rings.peer),
        "size": books.log.size,
        "delivered": 0 if receipt is None else receipt.size,
        "payload": to_base64(_whole(books.rings.own.newest)),
        "uncounted": uncounted(site),
        "uncopied": len(books.standing.current(COPIES)),
        "thefts": thefts(site),
        **logs_shown(site),
    }


def officers(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Say which keys this side's officers have, the newest first."""
    del asked, now_us
    ring = site.books.rings.own
    uses = (term.use for term in ring.newest.keys if is_officer(term.use))
    return {"officers": {use: [key.text() for key in ring.now(use)] for use in uses}}


def uncounted(site: Site) -> list[dict[str, Any]]:
    """Say which entries of both logs count no longer since a key was revoked."""
    found = site.books.standing.current(UNCOUNTED)
    return [
        {"ref": ref_shown(ref), "what": _what(site, ref), "why": found[ref_key(ref)]}
        for ref in sorted(map(ref_of, found), key=lambda ref: (ref.origin, ref.index))
    ]


def _what(site: Site, ref: EntryRef) -> str:
    """Return a word for what an entry is: an element, or its type."""
    said = site.said(ref)
    if said is None:
        return ""
    if said.message is not None:
        return said.message.element
    if said.spoken is not None:
        return f"sheet {said.spoken.key}"
    return said.type.removeprefix(OWN_TYPES).partition(".")[0]


def thefts(site: Site) -> list[dict[str, Any]]:
    """Say when keys that had been revoked were used, as far as it was seen here."""
    standing = site.books.standing
    found = []
    for digest, _ in site.books.store.rows(THEFTS):
        row = standing.get(THEFTS, digest)
        if isinstance(row, dict):
            found.append({**row, "came": iso(row["us"])})
    return sorted(found, key=lambda one: int(one["us"]))


def change_keys(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Log a new list of this side's keys with what tells it to the other side."""
    ask: ChangeAsk = read(ChangeAsk, asked)
    entries = [decoded(one) for one in ask.messages]
    refs = site.change_keys(decoded(ask.key_list), entries, now_us)
    return {"refs": [ref_shown(ref) for ref in refs], "rung": "RECORDED"}


def _side(ring: KeyRing) -> dict[str, Any]:
    newest = ring.newest
    return {
        "party": ring.party,
        "origin": ring.origin,
        "sealed_origin": ring.sealed_origin,
        "edition": newest.edition,
        "sha256": newest.sha256 if newest.edition else None,
        "lists": [
            {
                "edition": one.list.edition,
                "entry": one.index,
                "made": iso(one.list.made_us),
            }
            for one in ring.logged[1:]
        ],
        "keys": list(_terms(newest)),
        "revoked": [
            {
                "vkey": one.key.text(),
                "last_good": one.last_good and ref_shown(one.last_good),
                "revoked": iso(one.revoked_us),
            }
            for one in newest.revoked
        ],
    }


def _terms(newest: KeyList) -> Iterator[dict[str, Any]]:
    for term in newest.keys:
        yield {
            "use": term.use,
            "vkey": term.key.text(),
            "from_index": term.from_index,
            "until_index": term.until_index,
            "from": iso(term.from_us) if term.from_us else None,
            "until": None if term.until_us is None else iso(term.until_us),
        }


def _whole(newest: KeyList) -> bytes:
    """Return a list's payload; of the agreement's as if it were edition 1."""
    return KeyList(
        party=newest.party,
        edition=max(newest.edition, 1),
        made_us=newest.made_us,
        keys=newest.keys,
        revoked=newest.revoked,
    ).encode()
