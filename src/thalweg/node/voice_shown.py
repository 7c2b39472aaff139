"""What went by voice, as plain JSON: sheets, both ends of one, and what was noted."""

from __future__ import annotations

from typing import Any

from thalweg.hotline.labels import both_labels
from thalweg.hotline.matched import MatchNote
from thalweg.hotline.matching import Pair
from thalweg.hotline.spoken import Spoken
from thalweg.hotline.voice import SheetDifference
from thalweg.model.message import EntryRef, Person
from thalweg.node.documents import time_shown


def spoken_shown(spoken: Spoken) -> dict[str, Any]:
    """Return what was entered of a call, as JSON."""
    return {
        "sheet": spoken.key,
        "voice": spoken.voice.value,
        "time": time_shown(spoken.spoken_us),
        "their_clock": time_shown(spoken.their_clock_us),
        "person": _person(spoken.person),
        "their_person": _person(spoken.their_person),
        "read_back": spoken.read_back,
        "unchecked": list(spoken.sheet.unchecked),
        "corrects": spoken.corrects,
        "entered": time_shown(spoken.entered_us),
    }


def match_shown(note: MatchNote) -> dict[str, Any]:
    """Return what a node noted of a sheet, as JSON."""
    return {
        "sheet": f"{note.sender} {note.sheet}",
        "said": _ref(note.said),
        "heard": _ref(note.heard),
        "written": _ref(note.written),
        "differences": _differences(note.differences, "said", "heard"),
        "more": note.more,
        "noted": time_shown(note.noted_us),
    }


def pair_shown(pair: Pair | None) -> dict[str, Any] | None:
    """Return a sheet on both ends of the telephone, as JSON; None where none is."""
    if pair is None:
        return None
    return {
        "sheet": pair.key,
        "match": pair.match.value,
        "said": _ref(pair.said),
        "heard": _ref(pair.heard),
        "written": _ref(pair.written),
        "earlier": [_ref(ref) for ref in pair.earlier],
        "differences": _differences(pair.differences, "said", "heard"),
        "from_written": _differences(pair.from_written, "written", "spoken"),
    }


def _differences(
    found: tuple[SheetDifference, ...], first: str, second: str
) -> list[dict[str, str]]:
    return [
        {
            "line": one.name,
            "label": both_labels(one.name),
            first: one.first,
            second: one.second,
        }
        for one in found
    ]


def _ref(at: EntryRef | None) -> dict[str, Any] | None:
    return None if at is None else {"origin": at.origin, "index": at.index}


def _person(person: Person | None) -> str | None:
    if person is None:
        return None
    return f"{person.office} {person.name}".strip()
