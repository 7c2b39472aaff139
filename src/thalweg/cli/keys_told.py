"""Keys on a terminal: which count, which were revoked, and what that took away."""

from __future__ import annotations

from typing import Any

from thalweg.cli import screen
from thalweg.cli.hotline_told import theft, uncounted
from thalweg.cli.returned import logs


def both(found: dict[str, Any]) -> None:
    """Print how the keys of both sides stand."""
    for name in ("own", "peer"):
        _side(found[name])
    for one in found["uncounted"]:
        uncounted(one)
    if found["uncopied"]:
        screen.item(f"{found['uncopied']} lists of theirs are not copied into our log")
    for one in found["thefts"]:
        theft(one)
    logs(found)


def _side(side: dict[str, Any]) -> None:
    source = "the agreement's" if not side["edition"] else f"edition {side['edition']}"
    screen.heading(f"{side['party']}: {source}")
    if side["sha256"]:
        screen.labelled("digest", side["sha256"])
    for term in side["keys"]:
        limits = [
            f"{word} {term[key]}"
            for word, key in (
                ("from entry", "from_index"),
                ("until entry", "until_index"),
                ("from", "from"),
                ("until", "until"),
            )
            if term[key]
        ]
        told = f"{_id(term['vkey'])}{', ' if limits else ''}{', '.join(limits)}"
        screen.labelled(term["use"], told)
    for one in side["revoked"]:
        good = one["last_good"]
        until = "nothing" if good is None else f"{good['origin']} up to {good['index']}"
        screen.labelled(
            "revoked", f"{_id(one['vkey'])} at {one['revoked']}; good: {until}"
        )


def _id(vkey: str) -> str:
    name, key_id, _ = vkey.split("+", 2)
    return f"{name} {key_id}"
