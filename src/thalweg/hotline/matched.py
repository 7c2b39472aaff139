"""The note that a node makes once both sides' entries of a sheet are in the two logs.

What it says follows from the two entries, and anybody can work it out again; it is put
on record so that nobody has to: by each side, in its own log. Its payload is of the
type `thalweg.wire.leaf.ATTEMPTS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from thalweg.hotline.voice import SheetDifference
from thalweg.model.message import EntryRef
from thalweg.wire.canonical import canonical_json
from thalweg.wire.exact import NAME, ExactFields, ref_fields

FORMAT: Final = "matched/1"
MOST_DIFFERENCES: Final = 50
LONGEST_VALUE: Final = 120
_KEYS = (
    "from", "sheet", "said", "heard", "written", "differences", "more", "noted_us",
)  # fmt: skip


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

    @property
    def key(self) -> str:
        """What the sheet is called on the line."""
        return f"{self.sender} {self.sheet}"


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
            "said": ref_fields(note.said),
            "heard": ref_fields(note.heard),
            "written": ref_fields(note.written),
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
        Naming everything that is wrong with it.
    """
    read = ExactFields("matched")
    found = read.document(payload, FORMAT, _KEYS)
    differences = read.items(found["differences"], "differences", MOST_DIFFERENCES)
    note = MatchNote(
        sender=read.text(found["from"], "from", NAME, "a party's id"),
        sheet=read.free_text(found["sheet"], "sheet", 40),
        said=read.ref_or_null(found["said"], "said"),
        heard=read.ref(found["heard"], "heard"),
        written=read.ref_or_null(found["written"], "written"),
        differences=tuple(_difference(read, one) for one in differences),
        more=read.whole(found["more"], "more"),
        noted_us=read.whole(found["noted_us"], "noted_us"),
    )
    read.done()
    return note


def _difference(read: ExactFields, value: object) -> SheetDifference:
    keys = ("line", "said", "heard")
    found = read.fields(value, "differences", keys)
    texts = [found.get(key) for key in keys]
    if not all(isinstance(one, str) and len(one) <= LONGEST_VALUE for one in texts):
        read.fault("differences", f"wanted text of at most {LONGEST_VALUE} characters")
        return SheetDifference("", "", "")
    return SheetDifference(*map(str, texts))
