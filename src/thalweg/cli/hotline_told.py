"""Messages on a terminal: both languages, and what is known of each."""

from __future__ import annotations

from typing import Any

from thalweg.cli import documents_told, screen
from thalweg.cli.spoken import ANSWERS
from thalweg.times import US_PER_S, iso

_LAST_TIME_S = 253_402_300_799
_WORDS = {element: word for word, element in ANSWERS.items()}


def item(found: dict[str, Any]) -> None:
    """Print one message of a list."""
    screen.heading(_title(found))
    _lines(found)
    due = f", due {found['due']}" if found.get("due") else ""
    if found.get("state"):
        screen.labelled("", f"{found['state']}{due}")
    words = [_WORDS[one] for one in found.get("permits", ()) if one in _WORDS]
    if words and found.get("state") in ("open", "standby"):
        screen.labelled("answers", ", ".join(words))
    screen.say()


def whole(found: dict[str, Any]) -> None:
    """Print one entry, its receipt and what followed it."""
    screen.heading(_title(found))
    _lines(found)
    screen.labelled("signed", ", ".join(found["signers"]) or "by no known key")
    for label, key in (("said", "signed_time"), ("of", "event_time")):
        if found.get(key):
            screen.labelled(label, found[key])
    if "seen_size" in found:
        screen.labelled("seen", f"{found['seen_size']} entries of the other log")
    receipt = found.get("receipt")
    if receipt:
        screen.labelled(
            "receipt",
            f"{receipt['key'].partition('+')[0]} at {_time(receipt['time_s'])} by its "
            f"own clock; here at {receipt['received']}",
        )
    for difference in found.get("differences", ()):
        screen.labelled("differs", difference)
    for one in found["followed"]:
        screen.say()
        screen.say(f"followed by {_title(one)}")
        _lines(one)


def unseen(items: list[dict[str, Any]]) -> list[int]:
    """Return the indices of messages that nobody was shown yet."""
    return [one["ref"]["index"] for one in items if not one["displayed_to"]]


def _title(found: dict[str, Any]) -> str:
    parts = [f"{found['ref']['origin']} {found['ref']['index']}"]
    parts += [str(found[key]) for key in ("element", "urgency") if found.get(key)]
    if found.get("came"):
        parts.append(found["came"])
    if found.get("rung"):
        parts.append(found["rung"])
    parts += [word.upper() for word in ("late", "grouped") if found.get(word)]
    return "  ".join(parts)


def _lines(found: dict[str, Any]) -> None:
    for lines in found.get("lines", {}).values():
        for line in lines:
            screen.labelled("", line)
    if "lines" not in found and not documents_told.document(found):
        screen.labelled("", found["type"] or "no entry of thalweg's")
    if "disclosed" in found:
        documents_told.disclosed(found["disclosed"])
    for fault in found["faults"]:
        screen.labelled("fault", fault)


def _time(time_s: int) -> str:
    if time_s > _LAST_TIME_S:
        return f"{time_s} s since 1970, which is no date"
    return iso(time_s * US_PER_S)
