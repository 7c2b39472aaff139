"""Verbs that log what is no message: signed manifests, and findings with evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pydantic import Field

from thalweg.errors import InputError, RefusedError
from thalweg.hotline.books import MANIFESTS, Books
from thalweg.hotline.site import Site
from thalweg.model.message import EntryRef
from thalweg.node.asking import EntryAsk, decoded, read
from thalweg.node.shown import ref_shown
from thalweg.record.placed import LOGGED, SEALED_EVIDENCE, sealed_evidence
from thalweg.wire.agreement_manifest import parse_agreement_manifest
from thalweg.wire.canonical import sha256_hex
from thalweg.wire.encoded import to_base64
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.finding_leaf import FindingLeaf, parse_finding_leaf
from thalweg.wire.leaf import AGREEMENT, FINDING, SEALED, parse_leaf
from thalweg.wire.yaml import Strict

MOST_AT_ONCE: Final = 512


class FindingsAsk(Strict):
    """Findings to be logged: payloads in base64 that name their evidence's digest."""

    leaves: list[str] = Field(max_length=MOST_AT_ONCE)
    disclose: bool = False


def manifest(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Log a signed agreement's manifest, once with each set of signatures."""
    ask: EntryAsk = read(EntryAsk, asked)
    entry = decoded(ask.entry)
    books = site.books
    envelope = parse_leaf(entry)
    if envelope is None or envelope.payload_type != AGREEMENT:
        raise InputError("this is no manifest of an agreement")
    parties = set(parse_agreement_manifest(envelope.payload).parties)
    if parties != {books.us.party, books.peer.party}:
        raise InputError(f"an agreement of {', '.join(sorted(parties))}: another line")
    for ref in books.listed(MANIFESTS, sha256_hex(envelope.payload)):
        if ref.origin == books.us.origin and books.entry(ref) == entry:
            return {"ref": ref_shown(ref)}
    return {"ref": ref_shown(site.log_entries([entry], now_us)[0])}


def manifests(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """List the manifests in both logs: the own first, the newest of each last."""
    del asked, now_us
    books = site.books
    found: list[dict[str, Any]] = []
    for sha256, _ in books.store.rows(MANIFESTS):
        for ref in books.listed(MANIFESTS, sha256):
            entry = books.entry(ref)
            if entry is not None and not books.verdict(ref).get("doubt"):
                found.append({"ref": ref_shown(ref), "entry": to_base64(entry)})
    own = books.us.origin
    found.sort(key=lambda one: (one["ref"]["origin"] != own, one["ref"]["index"]))
    return {"manifests": found}


def findings(site: Site, asked: Mapping[str, Any], now_us: int) -> dict[str, Any]:
    """Log findings, each once, their evidence sealed first or named in the open.

    The sealed entry stands before the finding that names it: after a crash, doing it
    again finds it by its row and seals nothing twice.
    """
    ask: FindingsAsk = read(FindingsAsk, asked)
    leaves = [_leaf(text) for text in ask.leaves]
    books = site.books
    books.refuse_doubt(books.us.origin)
    new = [one for one in leaves if not _is_logged(books, one)]
    if not ask.disclose and new:
        _seal(books, new)
    _log(site, new, now_us, disclose=ask.disclose)
    fresh = {one.key for one in new}
    return {"placed": [_placed(books, one, one.key in fresh) for one in leaves]}


def _is_logged(books: Books, leaf: FindingLeaf) -> bool:
    """Tell whether a finding stands in the own log; a thief's does not."""
    index = books.standing.get(LOGGED, leaf.key)
    if not isinstance(index, int):
        return False
    return not books.verdict(EntryRef(books.us.origin, index)).get("doubt")


def _leaf(text: str) -> FindingLeaf:
    try:
        leaf = parse_finding_leaf(decoded(text))
    except RefusedError as why:
        raise InputError(str(why)) from None
    if leaf.evidence is None:
        raise InputError(f"finding {leaf.finding}: the digest of its evidence is gone")
    return leaf


def _seal(books: Books, leaves: Sequence[FindingLeaf]) -> None:
    books.refuse_doubt(books.us.sealed_origin)
    new = [
        one for one in leaves if books.standing.get(SEALED_EVIDENCE, one.key) is None
    ]
    if not new:
        return
    entries = [
        sign_envelope(SEALED, sealed_evidence(one).encode(), [books.keys.node]).format()
        for one in new
    ]
    first = books.sealed.size
    for n, one in enumerate(new):
        books.standing.put(SEALED_EVIDENCE, one.key, first + n)
    try:
        books.sealed.append(entries, books.standing.rows())
    except BaseException:
        books.undo()
        raise
    books.done()
    books.sealed.publish()


def _log(
    site: Site, leaves: Sequence[FindingLeaf], now_us: int, *, disclose: bool
) -> None:
    if not leaves:
        return
    books = site.books
    entries = []
    for one in leaves:
        leaf = one
        if not disclose:
            leaf = replace(one, evidence=None, sealed=_sealed_at(books, one))
        signed = sign_envelope(FINDING, leaf.encode(), [books.keys.node])
        entries.append(signed.format())
    for index, one in enumerate(leaves, books.log.size):
        books.standing.put(LOGGED, one.key, index)
    site.log_entries(entries, now_us)


def _sealed_at(books: Books, leaf: FindingLeaf) -> EntryRef:
    index = books.standing.number(SEALED_EVIDENCE, leaf.key)
    return EntryRef(books.us.sealed_origin, index)


def _placed(books: Books, leaf: FindingLeaf, is_new: bool) -> dict[str, Any]:
    """Return where a finding stands, and its evidence if that is sealed."""
    ref = EntryRef(books.us.origin, books.standing.number(LOGGED, leaf.key))
    entry = parse_leaf(books.entry(ref) or b"")
    sealed = None if entry is None else parse_finding_leaf(entry.payload).sealed
    return {
        "finding": leaf.finding,
        "is_new": is_new,
        "entry": ref_shown(ref),
        "sealed": None if sealed is None else ref_shown(sealed),
    }
