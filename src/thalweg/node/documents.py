"""Entries that are no messages, as plain JSON: findings, notes, manifests."""

from __future__ import annotations

from typing import Any

from thalweg.errors import RefusedError, VerificationError
from thalweg.hotline.notes import Attempts, parse_attempts
from thalweg.hotline.opening import Opened, opened, opened_at
from thalweg.hotline.said import Said
from thalweg.hotline.site import Site
from thalweg.model.message import EntryRef, Message
from thalweg.times import US_PER_S, iso
from thalweg.wire.agreement_manifest import (
    AgreementManifest,
    parse_agreement_manifest,
)
from thalweg.wire.encoded import to_base64
from thalweg.wire.envelope import Envelope, parse_envelope
from thalweg.wire.finding_leaf import FindingLeaf, parse_finding_leaf
from thalweg.wire.leaf import AGREEMENT, ATTEMPTS, FINDING


def document_shown(site: Site, said: Said) -> dict[str, Any]:
    """Return what an entry says that is no message; nothing where it cannot be read."""
    entry = site.books.entry(said.at)
    is_taken_back = bool(site.books.verdict(said.at).get("doubt"))
    if entry is None or (said.faults and not is_taken_back):
        return {}
    try:
        envelope = parse_envelope(entry)
        if said.type == FINDING:
            leaf = parse_finding_leaf(envelope.payload)
            return {"finding": _finding(site, leaf)}
        if said.type == ATTEMPTS:
            return {"note": _note(parse_attempts(envelope.payload))}
        if said.type == AGREEMENT:
            manifest = parse_agreement_manifest(envelope.payload)
            return {"manifest": _manifest(envelope, manifest)}
    except (RefusedError, VerificationError):
        # A peer may write what our edition does not read; it is shown by its type.
        return {}
    return {}


def disclosed_shown(site: Site, message: Message) -> dict[str, Any]:
    """Return what an RC-3 discloses, as JSON."""
    return opened_shown(opened(site.books, message))


def opened_shown(found: Opened) -> dict[str, Any]:
    """Return a disclosed entry as JSON."""
    leaf = found.leaf
    shown: dict[str, Any] = {
        "entry": _ref(found.at),
        "holds": not found.faults,
        "faults": list(found.faults),
        "sealed_by": _seconds(found.sealed_by_s),
        "size": found.size,
        "proof": None if found.proof is None else to_base64(found.proof),
        "cited_by": [_ref(at) for at in found.cited],
    }
    if leaf is not None:
        shown |= {"kind": leaf.kind, "digest": leaf.digest, "feed": leaf.feed}
        shown |= {
            "seq": leaf.seq,
            "from": time_shown(leaf.from_us),
            "to": time_shown(leaf.to_us),
        }
    return shown


def _finding(site: Site, leaf: FindingLeaf) -> dict[str, Any]:
    found = None if leaf.sealed is None else opened_at(site.books, leaf.sealed)
    return {
        "finding": leaf.finding,
        "clause": leaf.clause,
        "kind": leaf.kind,
        "grade": leaf.grade,
        "parties": list(leaf.parties),
        "from": time_shown(leaf.start_us),
        "to": time_shown(leaf.end_us),
        "result": leaf.result,
        "agreement": leaf.agreement,
        "evidence": leaf.evidence,
        "sealed": None if leaf.sealed is None else _ref(leaf.sealed),
        "disclosed": None if found is None else opened_shown(found),
    }


def _note(note: Attempts) -> dict[str, Any]:
    return {
        "what": note.what.value,
        "of": None if note.of is None else _ref(note.of),
        "day": note.day,
        "attempts": note.attempts,
        "last_receipt": _seconds(note.last_receipt_s),
        "last_receipt_size": note.last_receipt_size,
        "noted": time_shown(note.noted_us),
    }


def _manifest(envelope: Envelope, manifest: AgreementManifest) -> dict[str, Any]:
    return {
        "id": manifest.id,
        "edition": manifest.edition,
        "sha256": manifest.sha256,
        "signatures": len(envelope.signatures),
    }


def _ref(at: EntryRef) -> dict[str, Any]:
    return {"origin": at.origin, "index": at.index}


def time_shown(us: int | None) -> str | None:
    """Return an instant as text; a peer's may lie beyond every calendar."""
    if us is None:
        return None
    try:
        return iso(us)
    except (ValueError, OverflowError):
        return f"{us} us since 1970"


def _seconds(time_s: int | None) -> str | None:
    return None if time_s is None else time_shown(time_s * US_PER_S)
