"""The note that a node makes once both sides' entries of a sheet are in the two logs.

What it says follows from the two entries, and anybody can work it out again; it is put
on record so that nobody has to: by each side, in its own log. Its payload is of the
type `thalweg.wire.leaf.ATTEMPTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from thalweg.errors import RefusedError
from thalweg.hotline.voice import SheetDifference
from thalweg.model.message import EntryRef
from thalweg.wire.canonical import canonical_json
from thalweg.wire.strict_json import load_exact

FORMAT: Final = "matched/1"
MOST_DIFFERENCES: Final = 50
LONGEST_VALUE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchNote:
    """What one side found of a sheet.

    `sender` and `sheet` are its speaker and its number. `said` is the speaker's entry,
    None where only the message itself is in its log, `written`; `heard` is the
    listener's. `differences` are the lines on which they differ, `more` how many there
    are beyond those that are told.
    """

    sender: str
    sheet: str
    said: EntryRef | None
    heard: EntryRef
    written: EntryRef | None
    differences: tuple[SheetDifference, ...]
    more: int
    noted_us: int


def shortened(
    differences: Sequence[SheetDifference],
) -> tuple[tuple[SheetDifference, ...], int]:
    """Return differences as a note has them, and how many are left out."""
    told = tuple(
        SheetDifference(d.name, d.first[:LONGEST_VALUE], d.second[:LONGEST_VALUE])
        for d in differences[:MOST_DIFFERENCES]
    )
    return told, len(differences) - len(told)


def encode_match(note: MatchNote) -> bytes:
    """Return a note's payload."""
    return canonical_json(
        {
            "thalweg": FORMAT,
            "from": note.sender,
            "sheet": note.sheet,
            "said": _ref(note.said),
            "heard": _ref(note.heard),
            "written": _ref(note.written),
            "differences": [
                {"line": d.name, "said": d.first, "heard": d.second}
                for d in note.differences
            ],
            "more": note.more,
            "noted_us": note.noted_us,
        }
    )


def parse_match(payload: bytes) -> MatchNote:
    """Read a note; only what `encode_match` writes is read.

    Raises
    ------
    RefusedError
        It is another document, or a value of it is not of its kind.
    """
    try:
        found = load_exact(payload)
        if not isinstance(found, dict) or found.get("thalweg") != FORMAT:
            raise ValueError(f"wanted a document '{FORMAT}'")
        heard = _read_ref(found["heard"])
        if heard is None or type(found["more"]) is not int:
            raise ValueError("a value of another kind than it must be")
        note = MatchNote(
            sender=str(found["from"]),
            sheet=str(found["sheet"]),
            said=_read_ref(found["said"]),
            heard=heard,
            written=_read_ref(found["written"]),
            differences=tuple(
                SheetDifference(str(d["line"]), str(d["said"]), str(d["heard"]))
                for d in found["differences"]
            ),
            more=found["more"],
            noted_us=int(found["noted_us"]),
        )
        if encode_match(note) != payload:
            raise ValueError("a value of another kind than it must be")
    except (KeyError, TypeError, ValueError, AttributeError) as why:
        raise RefusedError([f"matched: {why}"]) from None
    return note


def _ref(ref: EntryRef | None) -> dict[str, object] | None:
    return None if ref is None else {"origin": ref.origin, "index": ref.index}


def _read_ref(value: object) -> EntryRef | None:
    if value is None:
        return None
    if not isinstance(value, dict) or type(value["index"]) is not int:
        raise ValueError("wanted a reference to an entry")
    return EntryRef(str(value["origin"]), value["index"])
