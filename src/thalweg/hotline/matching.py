"""Two sides' entries of one sheet, and the message that says the same, held together.

A sheet is known by its speaker and its number. What the speaker said stands in the
speaker's log, what was heard in the listener's; the message itself may stand in the
speaker's log too, sent before or after. Whichever comes first, they are told to be one,
and one thing has one effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from thalweg.hotline.books import (
    NOTICES,
    SHEETS,
    TO_NOTE,
    UNMATCHED,
    UTTERED,
    Books,
)
from thalweg.hotline.matched import MatchNote, shortened
from thalweg.hotline.said import Said
from thalweg.hotline.spoken import Spoken, Voice
from thalweg.hotline.standing import ABOUT
from thalweg.hotline.voice import (
    LOGGED,
    Sheet,
    SheetDifference,
    compare_sheets,
    sheet_of,
)
from thalweg.model.message import EntryRef, Message

_MOST_ENTRIES: Final = 20
"""Entries of one sheet, and sheets of one event, that are held together."""

_MOST_UNMATCHED: Final = 100
"""Sheets that are alarmed as missing here; more are in the log, and shown."""

_WRITTEN, _COUNT = "written", "sheets"


class Match(StrEnum):
    """What there is of a sheet, and whether it agrees."""

    MATCHED = "matched"
    DIFFERS = "differs"
    ONLY_SAID = "only said"
    """The listener entered nothing of it yet."""
    ONLY_HEARD = "only heard"
    """The speaker entered nothing of it yet, and sent no such message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One sheet on both ends of the telephone.

    `said` and `heard` are the newest entries, `earlier` those that were corrected;
    `written` is the message of the speaker's log. `differences` are between what was
    said (or else written) and heard, `from_written` between what was written and said
    (or else heard).
    """

    sender: str
    number: str
    said: EntryRef | None
    heard: EntryRef | None
    written: EntryRef | None
    earlier: tuple[EntryRef, ...]
    match: Match
    differences: tuple[SheetDifference, ...]
    from_written: tuple[SheetDifference, ...]

    @property
    def key(self) -> str:
        """What the sheet is called on the line."""
        return f"{self.sender} {self.number}"

    def note(self, now_us: int) -> MatchNote | None:
        """Return what is put on record of it; None while one end is missing."""
        if self.heard is None or self.match is Match.ONLY_HEARD:
            return None
        differences, more = shortened(self.differences)
        return MatchNote(
            sender=self.sender,
            sheet=self.number,
            said=self.said,
            heard=self.heard,
            written=self.written,
            differences=differences,
            more=more,
            noted_us=now_us,
        )


class Matching:
    """The rows that hold sheets and messages together."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._rows = books.standing

    def take_sheet(self, said: Said, spoken: Spoken) -> None:
        """Put down that a sheet was entered, and what it is one with."""
        row = self.row(spoken.key)
        listed = [*row.get(spoken.voice.value, ()), said.at.index]
        row[spoken.voice.value] = listed[-_MOST_ENTRIES:]
        if _WRITTEN not in row:
            written = self._written(spoken)
            if written is not None:
                row[_WRITTEN] = written
        self._rows.put(SHEETS, spoken.key, row)
        self._rows.put(ABOUT, _COUNT, self._rows.number(ABOUT, _COUNT) + 1)
        self._list(_about(spoken.sheet), spoken.key)
        self.settle(spoken.key)

    def take_message(self, message: Message, at: EntryRef) -> str:
        """Put a message down; return the sheet that it is one with, or ""."""
        about = _about(sheet_of(message))
        found = ""
        if self._rows.number(ABOUT, _COUNT):
            found = self._twin(message, at, about)
        self._list(about, at.index)
        if found:
            row = self.row(found)
            row.setdefault(_WRITTEN, at.index)
            self._rows.put(SHEETS, found, row)
            self.settle(found)
        return found

    def known_before(self, message: Message, at: EntryRef) -> str:
        """Return the sheet by which this side knows what a message says, or "".

        Either an officer here heard just this, or the other side's sheet of it was
        sounded here, live. That the other side says it told us is no reason by itself
        to leave its warning unsounded.
        """
        if not self._rows.number(ABOUT, _COUNT):
            return ""
        key = self._twin(message, at, _about(sheet_of(message)))
        if not key:
            return ""
        row, sheet = self.row(key), sheet_of(message)
        heard = self._sheet(self._newest(row, Voice.HEARD, message.sender))
        if heard is not None and not compare_sheets(sheet, heard):
            return key
        said = self._newest(row, Voice.SAID, message.sender)
        spoken = self._sheet(said)
        if said is None or spoken is None or compare_sheets(sheet, spoken):
            return ""
        verdict = self._books.verdict(said)
        was_sounded = verdict.get("news") is True
        is_live = not verdict.get("late") and not verdict.get("grouped")
        return key if was_sounded and is_live else ""

    def is_news(self, spoken: Spoken) -> bool:
        """Tell whether nothing here says yet what the other side says it said."""
        if spoken.voice is not Voice.SAID:
            return False
        row = self.row(spoken.key)
        ends = [self._newest(row, voice, spoken.sheet.sender) for voice in Voice]
        known = [sheet for sheet in map(self._sheet, ends) if sheet is not None]
        is_known = any(not compare_sheets(spoken.sheet, one) for one in known)
        return not is_known and self._written(spoken) is None

    def take_note(self, note: MatchNote, index: int, *, mine: bool) -> None:
        """Put down that a side noted how a sheet matches."""
        key = f"{note.sender} {note.sheet}"
        row = self.row(key)
        row["own-note" if mine else "their-note"] = index
        self._rows.put(SHEETS, key, row)
        if mine:
            self._rows.drop(TO_NOTE, key)

    def row(self, key: str) -> dict[str, Any]:
        """Return what was put down of a sheet."""
        found = self._rows.get(SHEETS, key)
        return dict(found) if isinstance(found, dict) else {}

    def pair(self, key: str) -> Pair | None:
        """Return a sheet on both ends; None where nobody entered such a one."""
        row = self.row(key)
        sender, _, number = key.partition(" ")
        said, heard = (self._newest(row, voice, sender) for voice in Voice)
        if said is None and heard is None:
            return None
        written = self._written_now(row, sender, said or heard)
        earlier = self._earlier(row, sender, (said, heard))
        return self._pair(sender, number, said, heard, written, earlier)

    def keys_about(self, message: Message, at: EntryRef) -> list[str]:
        """Return the keys of all sheets that a message is, or may be, one with."""
        if not self._rows.number(ABOUT, _COUNT):
            return []
        numbered = f"{message.sender} {LOGGED}/{at.index}"
        keys = [*self._sheets(_about(sheet_of(message))), numbered]
        return [key for key in dict.fromkeys(keys) if self.row(key)]

    def key_of(self, at: EntryRef) -> str:
        """Return the key of the sheet that an entry is, or is one with; "" for none."""
        said = self._books.said(at)
        if said is None:
            return ""
        if said.spoken is not None:
            return "" if said.faults else said.spoken.key
        message = said.message
        if not said.counts or message is None or not self._rows.number(ABOUT, _COUNT):
            return ""
        for key in (
            f"{message.sender} {LOGGED}/{at.index}",
            *self._sheets(_about(sheet_of(message))),
        ):
            if self.row(key).get(_WRITTEN) == at.index:
                return key
        return ""

    def _pair(
        self,
        sender: str,
        number: str,
        said: EntryRef | None,
        heard: EntryRef | None,
        written: EntryRef | None,
        earlier: tuple[EntryRef, ...],
    ) -> Pair:
        spoken, listened = self._sheet(said), self._sheet(heard)
        wrote = None if written is None else self._books.message(written)
        text = None if wrote is None else sheet_of(wrote)
        stated = spoken or text
        differences = _compared(stated, listened)
        match = Match.DIFFERS if differences else Match.MATCHED
        if listened is None:
            match = Match.ONLY_SAID
        elif stated is None:
            match = Match.ONLY_HEARD
        return Pair(
            sender=sender,
            number=number,
            said=said,
            heard=heard,
            written=written,
            earlier=earlier,
            match=match,
            differences=differences,
            from_written=_compared(text, spoken or listened),
        )

    def settle(self, key: str) -> None:
        """Put down what is missing of a sheet here, and what there is to note.

        By the entries that count now: a revocation takes some away, a receipt that
        comes late brings them back.
        """
        pair = self.pair(key)
        if pair is None:
            self._rows.drop(UNMATCHED, key)
            self._rows.drop(TO_NOTE, key)
            return
        ends = (pair.said, pair.heard)
        is_theirs = pair.sender == self._books.peer.party
        theirs, ours = ends if is_theirs else ends[::-1]
        is_written = pair.written is not None and not pair.from_written
        if ours is not None or is_written or theirs is None:
            self._rows.drop(UNMATCHED, key)
        elif self._has_room(key):
            self._rows.keep(UNMATCHED, key, theirs.index)
        is_whole = pair.match in (Match.MATCHED, Match.DIFFERS)
        if is_whole and not self._is_noted(key, pair):
            self._rows.keep(TO_NOTE, key)
        else:
            self._rows.drop(TO_NOTE, key)
        if is_theirs and pair.written is not None and pair.said is not None:
            # The message stands for the sheet: one notice, not two.
            self._rows.drop(NOTICES, str(pair.said.index))

    def settle_again(self, key: str) -> None:
        """Settle a sheet of which something was judged again."""
        row, pair = self.row(key), self.pair(key)
        sheet = None if pair is None else pair.said or pair.heard
        spoken = None if sheet is None else self._books.spoken(sheet)
        if _WRITTEN not in row and spoken is not None:
            # A message may have come while nothing of the sheet counted.
            written = self._written(spoken)
            if written is not None:
                self._rows.put(SHEETS, key, row | {_WRITTEN: written})
        self.settle(key)

    def _is_noted(self, key: str, pair: Pair) -> bool:
        """Tell whether a note of ours that counts says just this of a sheet."""
        index = self.row(key).get("own-note")
        if index is None:
            return False
        said = self._books.said(EntryRef(self._books.us.origin, index))
        if said is None or said.faults or said.matched is None:
            return False
        return said.matched == pair.note(said.matched.noted_us)

    def _has_room(self, key: str) -> bool:
        """Tell whether one more may be held against this side: nobody is flooded."""
        listed = self._rows.current(UNMATCHED)
        return key in listed or len(listed) < _MOST_UNMATCHED

    def _twin(self, message: Message, at: EntryRef, about: str) -> str:
        """Return the sheet that a message is one with, by number or by all it says."""
        numbered = f"{message.sender} {LOGGED}/{at.index}"
        if self.row(numbered):
            return numbered
        sheet = sheet_of(message)
        for key in self._sheets(about):
            row = self.row(key)
            for voice in Voice:
                entry = self._newest(row, voice, message.sender)
                spoken = self._sheet(entry)
                if spoken is not None and not compare_sheets(sheet, spoken):
                    return key
        return ""

    def _written(self, spoken: Spoken) -> int | None:
        """Return the entry of the speaker's log that says what a sheet says."""
        sender, origin = spoken.sheet.sender, self._origin(spoken.sheet.sender)
        day, _, number = spoken.sheet.number.partition("/")
        if day == LOGGED:
            at = EntryRef(origin, int(number))
            is_there = int(number) < self._size(sender)
            return at.index if is_there and self._books.message(at) else None
        for index in self._messages(_about(spoken.sheet)):
            message = self._books.message(EntryRef(origin, index))
            if message and not compare_sheets(sheet_of(message), spoken.sheet):
                return index
        return None

    def _size(self, party: str) -> int:
        books = self._books
        return books.log.size if party == books.us.party else books.mirror.size

    def _origin(self, party: str) -> str:
        books = self._books
        return books.us.origin if party == books.us.party else books.peer.origin

    def _newest(
        self, row: Mapping[str, Any], voice: Voice, sender: str
    ) -> EntryRef | None:
        listed = self._listed_as(row, voice, sender)
        return next((at for at in reversed(listed) if self._sheet(at)), None)

    def _earlier(
        self,
        row: Mapping[str, Any],
        sender: str,
        newest: tuple[EntryRef | None, EntryRef | None],
    ) -> tuple[EntryRef, ...]:
        listed = [
            at for voice in Voice for at in self._listed_as(row, voice, sender)
        ]  # fmt: skip
        return tuple(at for at in listed if at not in newest and self._sheet(at))

    def _listed_as(
        self, row: Mapping[str, Any], voice: Voice, sender: str
    ) -> list[EntryRef]:
        """Return the entries of one end, also those that count no longer."""
        origin = self._whose(voice, sender)
        return [EntryRef(origin, index) for index in row.get(voice.value, ())]

    def _written_now(
        self, row: Mapping[str, Any], sender: str, sheet: EntryRef | None
    ) -> EntryRef | None:
        """Return the message of the speaker's log that a sheet is one with, and counts.

        Where the first that was found counts no longer, another may say the same.
        """
        origin = self._origin(sender)
        if _WRITTEN not in row:
            return None
        at = EntryRef(origin, row[_WRITTEN])
        if self._books.message(at) is not None:
            return at
        spoken = None if sheet is None else self._books.spoken(sheet)
        index = None if spoken is None else self._written(spoken)
        return None if index is None else EntryRef(origin, index)

    def _whose(self, voice: Voice, sender: str) -> str:
        """Return the log in which one end's entry stands."""
        books = self._books
        is_ours = (sender == books.us.party) == (voice is Voice.SAID)
        return books.us.origin if is_ours else books.peer.origin

    def _sheet(self, at: EntryRef | None) -> Sheet | None:
        spoken = None if at is None else self._books.spoken(at)
        return None if spoken is None else spoken.sheet

    def _sheets(self, about: str) -> list[str]:
        return [one for one in self._listed(about) if isinstance(one, str)]

    def _messages(self, about: str) -> list[int]:
        return [one for one in self._listed(about) if isinstance(one, int)]

    def _listed(self, about: str) -> list[object]:
        found = self._rows.get(UTTERED, about)
        return found if isinstance(found, list) else []

    def _list(self, about: str, one: str | int) -> None:
        listed = self._listed(about)
        if one not in listed and len(listed) < _MOST_ENTRIES:
            self._rows.put(UTTERED, about, [*listed, one])


def _compared(one: Sheet | None, two: Sheet | None) -> tuple[SheetDifference, ...]:
    return () if one is None or two is None else compare_sheets(one, two)


def _about(sheet: Sheet) -> str:
    return f"{sheet.sender} {sheet.element} {sheet.event_time_us}"
