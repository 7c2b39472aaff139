"""What people ask of a node about its own log that somebody else went on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from thalweg.hotline import doubts, taking_back
from thalweg.hotline.parting import parted, said_before
from thalweg.hotline.said import Said
from thalweg.hotline.site import Site
from thalweg.node.asking import EntryAsk, decoded, read
from thalweg.node.documents import time_shown
from thalweg.node.shown import entry_shown, message_lines, ref_shown
from thalweg.times import iso
from thalweg.wire.encoded import from_base64, to_base64
from thalweg.wire.key_file import is_officer
from thalweg.wire.yaml import Strict

_UNFINISHED = ("open", "unread", "notices", "unreceipted")
_MOST_UNFINISHED = 100
_COMING = ("origin", "held", "apart", "entries")


class FromAsk(Strict):
    """From which entry on; a thousand are told at once."""

    first: int = Field(0, ge=0)


def coming(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Say what the other side has under our key that is not here, entry by entry."""
    ask: FromAsk = read(FromAsk, asked)
    books = site.books
    row = doubts.doubted(books, books.us.origin)
    entries = [_shown(site, one) for one in taking_back.comes(books, ask.first)]
    why = doubts.why_not_back(books)
    ring = taking_back.ring_with(books)
    uses = (term.use for term in ring.newest.keys if is_officer(term.use))
    return {
        "origin": books.us.origin,
        "held": books.log.size,
        "apart": None if row is None else apart_shown(row),
        "entries": entries,
        "why_not": why,
        "payload": None if why else to_base64(taking_back.act(books, now_us).encode()),
        "officers": {use: [key.text() for key in ring.now(use)] for use in uses},
        "doubts": dict(books.doubts),
    }


def apart_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return how much the other side showed under our key that is not here, as JSON."""
    return {
        "size": row["size"],
        "root_sha256": from_base64(row["root"]).hex(),
        "common": row["common"],
        "came_up_to": row["end"],
        "by_a_revoked_key": row["stolen"],
        "since": iso(row["since_us"]),
        "evidence": row["evidence"],
    }


def parted_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return how a log was left that another continues, as JSON."""
    kept: tuple[str, ...] = (
        "party",
        "old",
        "new",
        "reason",
        "known_size",
        "common",
        "gone_count",
    )
    kept += _UNFINISHED
    dispute, cosigned, shown = row["dispute"], row["cosigned"], row["shown"]
    return {
        **{key: row[key] for key in kept},
        "named": _head(row["named"]),
        "held": _head(row["held"]),
        "shown": None if shown is None else _head(shown),
        "cosigned": cosigned,
        "uncounted": row["gone"],
        "said": iso(row["said_us"]),
        "came": iso(row["us"]),
        "dispute": dispute and {**dispute, "since": iso(dispute["since_us"])},
    }


def logs_shown(site: Site) -> dict[str, Any]:
    """Say what is in doubt of the own logs, what came of them, and which were left."""
    books = site.books
    found = coming(site, {}, 0) if doubts.doubted(books, books.us.origin) else None
    return {
        "doubts": dict(books.doubts),
        "coming": found and {key: found[key] for key in _COMING},
        "parted": [
            parted_shown(row) | {"unfinished": _unfinished(site, row)}
            for row in parted(books)
        ],
    }


def _unfinished(site: Site, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say what stood in a log that was left, and the new one knows nothing more of."""
    listed: dict[int, list[str]] = {}
    for what in _UNFINISHED:
        for index in row[what]:
            listed.setdefault(index, []).append(what)
    found = []
    for index in sorted(listed)[:_MOST_UNFINISHED]:
        message = said_before(site.books, row["old"], index)
        if message is not None:
            found.append(
                {
                    "ref": {"origin": row["old"], "index": index},
                    "why": listed[index],
                    "element": message.element,
                    "signed_time": time_shown(message.signed_time_us),
                    "lines": message_lines(message, None),
                }
            )
    return found


def _head(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"size": value["size"], "root_sha256": from_base64(value["root"]).hex()}


def take_back(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Take it back: two officers signed that it was ours."""
    ask: EntryAsk = read(EntryAsk, asked)
    count = site.take_back(decoded(ask.entry), now_us)
    return {"taken_back": count, "size": site.books.log.size}


def _shown(site: Site, said: Said) -> dict[str, Any]:
    message = said.message if said.spoken is None else said.spoken.message()
    shown = entry_shown(said)
    if message is None:
        return shown
    of = None if message.ref is None else site.said(message.ref)
    return shown | {
        "element": message.element,
        "answers": None if message.ref is None else ref_shown(message.ref),
        "signed_time": time_shown(message.signed_time_us),
        "lines": message_lines(message, None if of is None else of.message),
    }
