"""Messages on a terminal: both languages, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from thalweg.cli import documents_told, screen
from thalweg.cli.spoken import ANSWERS
from thalweg.times import US_PER_S, iso

_MOST_UNCOUNTED = 10
_LAST_TIME_S = 253_402_300_799
_WORDS = {element: word for word, element in ANSWERS.items()}


def item(found: dict[str, Any]) -> None:
    """Print one message of a list."""
    screen.heading(_title(found))
    _lines(found)
    _voice(found)
    due = f", due {found['due']}" if found.get("due") else ""
    if found.get("state"):
        screen.labelled("", f"{found['state']}{due}")
    words = [_WORDS[one] for one in found.get("permits", ()) if one in _WORDS]
    if words and found.get("state") in ("open", "standby"):
        screen.labelled("answers", ", ".join(words))
    screen.say()


def theft(found: dict[str, Any]) -> None:
    """Print that a key was used after it had been revoked."""
    screen.heading(f"REVOKED KEY USED  {found['came']}")
    screen.labelled("key", str(found["key"]))
    screen.labelled("", f"a checkpoint of {found['size']:,} entries; it was refused")
    screen.labelled("evidence", str(found["evidence"]))
    screen.say()


def uncounted(found: dict[str, Any]) -> None:
    """Print that an entry counts no longer since the key that signed it was revoked."""
    ref = found["ref"]
    what = f"{ref['origin']} {ref['index']}, {found['what']}"
    screen.labelled("uncounted", f"{what}: {found['why']}")


def first_uncounted(found: Sequence[dict[str, Any]]) -> None:
    """Print the first entries that count no longer, and where the rest is told."""
    for one in found[:_MOST_UNCOUNTED]:
        uncounted(one)
    if len(found) > _MOST_UNCOUNTED:
        more = len(found) - _MOST_UNCOUNTED
        screen.labelled("uncounted", f"{more:,} more: thalweg keys show")


def whole(found: dict[str, Any]) -> None:
    """Print one entry, its receipt and what followed it."""
    screen.heading(_title(found))
    _lines(found)
    _voice(found)
    screen.labelled("signed", ", ".join(found["signers"]) or "by no known key")
    for label, key in (("said", "signed_time"), ("of", "event_time")):
        if found.get(key):
            screen.labelled(label, found[key])
    if found.get("seen_size") is not None:
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
    if found.get("spoken"):
        parts.append(f"SPOKEN, {found['spoken']['voice']}")
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
    if "matched" in found:
        _noted(found["matched"])
    elif "lines" not in found and not documents_told.document(found):
        screen.labelled("", found["type"] or "no entry of thalweg's")
    if "disclosed" in found:
        documents_told.disclosed(found["disclosed"])
    for fault in found["faults"]:
        screen.labelled("fault", fault)


def _voice(found: dict[str, Any]) -> None:
    """Print how it went by telephone, and where the two sides' sheets differ."""
    spoken, pair = found.get("spoken"), found.get("voice")
    if spoken:
        theirs = spoken["their_clock"] or "not asked"
        screen.labelled("call", f"{spoken['time']}, their clock {theirs}")
        other = spoken["their_person"] or "somebody who gave no name"
        screen.labelled("", f"{spoken['person']}, with {other}")
        back = "read back" if spoken["read_back"] else "NOT READ BACK"
        unchecked = ", ".join(spoken["unchecked"])
        told = f"{back}; without check digits: {unchecked}" if unchecked else back
        screen.labelled("", told)
        if spoken["corrects"] is not None:
            screen.labelled("", f"corrects entry {spoken['corrects']}")
    if pair:
        screen.labelled("by voice", f"sheet {pair['sheet']}: {_match(pair)}")
        for one in pair["differences"]:
            told = f"{one['label']}: said {one['said'] or 'nothing'}, heard "
            screen.labelled("differs", told + (one["heard"] or "nothing"))
        for one in pair["from_written"]:
            told = f"{one['label']}: written {one['written'] or 'nothing'}, spoken "
            screen.labelled("differs", told + (one["spoken"] or "nothing"))


def _noted(note: dict[str, Any]) -> None:
    lines = ", ".join(one["label"] for one in note["differences"])
    told = f"they differ on {lines}" if lines else "they agree"
    if note["more"]:
        told += f" and {note['more']} more lines"
    screen.labelled("noted", f"both ends of sheet {note['sheet']} are here: {told}")


def _match(pair: dict[str, Any]) -> str:
    words = {
        "matched": "what was said and what was heard agree",
        "differs": "what was said and what was heard differ",
        "only said": "who heard it has entered nothing yet",
        "only heard": "who said it has entered nothing yet",
    }
    refs = [
        f"{key} {pair[key]['origin']} {pair[key]['index']}"
        for key in ("said", "heard", "written")
        if pair[key]
    ]
    one = "; one and the same" if pair["written"] and not pair["from_written"] else ""
    return f"{words[pair['match']]} ({', '.join(refs)}{one})"


def _time(time_s: int) -> str:
    if time_s > _LAST_TIME_S:
        return f"{time_s} s since 1970, which is no date"
    return iso(time_s * US_PER_S)
