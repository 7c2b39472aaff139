"""What a node does by itself from time to time: answers, checks, notes and alarms.

Nothing here asks the clock; a tick is handed its time. What a tick says stands in the
own log with the rows that remember it, in one transaction: a tick that is cut short is
made again by the next.
"""

from __future__ import annotations

from collections.abc import Iterator

from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.answers import ACKNOWLEDGEMENT, AFFIRM
from thalweg.hotline.books import (
    CALLS,
    COPIES,
    NOTED,
    NOTICES,
    OPEN,
    OWED,
    TO_NOTE,
    UNMATCHED,
    WAITING,
    Books,
    index_key,
    ref_of,
)
from thalweg.hotline.call import (
    CallState,
    DayCall,
    call_day,
    days_due,
    due_us,
    missed_us,
    state_of,
)
from thalweg.hotline.clock import Clocks, clocks
from thalweg.hotline.disputes import dispute
from thalweg.hotline.liveness import Line, line_of, silence_s
from thalweg.hotline.matched import MatchNote, encode_match
from thalweg.hotline.matching import Matching
from thalweg.hotline.notes import Attempts, Noted, encode_attempts
from thalweg.hotline.said import CHECK
from thalweg.hotline.speaking import notice_values
from thalweg.hotline.standing import ABOUT
from thalweg.model.message import EntryRef, Message, Span
from thalweg.times import US_PER_DAY, iso, iso_day
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import ATTEMPTS, MESSAGE
from thalweg.wire.message import encode_message

NO_SHEET = "the other side entered this sheet; none of it is entered here"
_MOST_ANSWERS = 500


def due_entries(books: Books, now_us: int) -> list[bytes]:
    """Return what the node has to log now: answers, the hourly check, notes."""
    messages = [*_answers(books, now_us), *_check(books, now_us)]
    entries = [
        sign_envelope(MESSAGE, encode_message(one), [books.keys.node]).format()
        for one in messages
    ]
    notes = [
        *_not_receipted(books, now_us),
        *_overdue(books, now_us),
        *_missed_calls(books, now_us),
    ]
    entries += (
        sign_envelope(ATTEMPTS, encode_attempts(note), [books.keys.node]).format()
        for note in notes
    )
    entries += (
        sign_envelope(ATTEMPTS, encode_match(note), [books.keys.node]).format()
        for note in _matches(books, now_us)
    )
    return [*_copies(books), *entries]


def _copies(books: Books) -> Iterator[bytes]:
    """Yield lists of the other side's keys that our log has no copy of yet."""
    for name in books.standing.current(COPIES):
        at = int(name)
        yield from books.store.entries(books.peer.origin, at, at + 1)


def machine_message(
    books: Books,
    element: str,
    params: dict[str, object],
    now_us: int,
    ref: EntryRef | None = None,
) -> Message:
    """Return a message that the node says by itself, as it stands."""
    return Message(
        agreement=books.terms.sha256,
        sender=books.us.party,
        recipient=books.peer.party,
        element=element,
        params=params,
        ref=ref,
        event_time_us=now_us,
        signed_time_us=now_us,
        useful_until_us=None,
        seen=books.seen(),
    )


def tidy(books: Books, now_us: int) -> None:
    """Let go of what is current no longer: receipts that came, notices that ended."""
    for name in list(books.standing.current(WAITING)):
        if books.receipt(int(name)) is not None:
            books.standing.drop(WAITING, name)
    for name, span in list(books.standing.current(NOTICES).items()):
        at = EntryRef(books.peer.origin, int(name))
        found = notice_values(books, at, span).get("span")
        if isinstance(found, Span) and found.to_us + US_PER_DAY < now_us:
            books.standing.drop(NOTICES, name)


def alarms(books: Books, now_us: int) -> Iterator[Alarm]:
    """Yield everything that a desk must show now."""
    for why in books.doubts.values():
        yield Alarm(kind=Kind.RECORD, facts={"why": why, "about": why[:40]})
    if found := dispute(books):
        yield Alarm(kind=Kind.DISPUTE, facts=found)
    yield from _line_alarms(books, now_us)
    yield from _open_alarms(books, now_us)
    for name, by_us in books.standing.current(WAITING).items():
        if isinstance(by_us, int) and by_us <= now_us:
            yield Alarm(kind=Kind.NOT_RECEIPTED, at=_own(books, name))
    for key, index in books.standing.current(UNMATCHED).items():
        at = EntryRef(books.peer.origin, index if isinstance(index, int) else 0)
        yield Alarm(kind=Kind.VOICE, at=at, facts={"about": key, "why": NO_SHEET})
    state, day = call_now(books, now_us)
    if state in (CallState.DUE, CallState.MISSED):
        kind = Kind.CALL_DUE if state is CallState.DUE else Kind.CALL_MISSED
        yield Alarm(kind=kind, facts={"about": day})


def call_now(books: Books, now_us: int) -> tuple[CallState | None, str]:
    """Return how the daily call stands, and of which day; None where none is agreed.

    What was due before this site began its work was no call of its own.
    """
    call = books.terms.call
    if call is None:
        return None, ""
    day = call_day(call, now_us)
    began_us = books.standing.get(ABOUT, "began-us")
    if isinstance(began_us, int) and missed_us(call, day) <= began_us:
        day = iso_day(due_us(call, day) + US_PER_DAY)
    return state_of(call, day_call(books, day), now_us), day


def day_call(books: Books, day: str) -> DayCall:
    """Return what both sides said of the call of a day."""
    found = books.standing.get(CALLS, day)
    row = found if isinstance(found, dict) else {}

    def standing(key: str, origin: str) -> list[EntryRef]:
        listed = [EntryRef(origin, index) for index in row.get(key, ())]
        return [at for at in listed if _stands(books, at)]

    def both(what: str) -> tuple[bool, bool]:
        own = standing(f"own-{what}", books.us.origin)
        is_there = any(books.receipt(at.index) is not None for at in own)
        return is_there, bool(standing(f"their-{what}", books.peer.origin))

    def ours(key: str) -> bool:
        return bool(standing(key, books.us.origin))

    return DayCall(
        day=day,
        opened=both("opened"),
        closed=both("closed"),
        agreed=both("agreed"),
        spoken=(ours("voice-opened"), ours("voice-closed")),
        noted_missed=ours("missed"),
    )


def _stands(books: Books, at: EntryRef) -> bool:
    """Tell whether an entry of a call counts, and what it answers."""
    message = books.message(at)
    if message is None or message.element != AFFIRM:
        return books.stands(at)
    return message.ref is not None and books.message(message.ref) is not None


def line_now(books: Books, now_us: int) -> Line:
    """Return how the line is shown."""
    receipt = books.newest_receipt()
    return line_of(receipt, now_us, books.limits, books.terms.call)


def skew_s(books: Books) -> float | None:
    """Return how far the other clock was ahead when it was heard last, in seconds."""
    found = books.standing.get(ABOUT, "skew-ms")
    return found / 1000 if isinstance(found, int) else None


def _own(books: Books, name: str) -> EntryRef:
    return EntryRef(books.us.origin, int(name))


def _answers(books: Books, now_us: int) -> Iterator[Message]:
    owed = list(books.standing.current(OWED).items())
    for name, value in owed[:_MOST_ANSWERS]:
        element, *rest = value if isinstance(value, list) else [ACKNOWLEDGEMENT]
        params: dict[str, object] = {"error": rest[0]} if rest else {}
        ref = EntryRef(books.peer.origin, int(name))
        yield machine_message(books, element, params, now_us, ref)


def _check(books: Books, now_us: int) -> Iterator[Message]:
    last = books.standing.get(ABOUT, "check")
    at_us, n = last if isinstance(last, list) else (None, 0)
    # A clock that went back does not keep the machine silent until it has caught up.
    if at_us is not None and 0 <= now_us - at_us < books.limits.check_every_us:
        return
    books.standing.put(ABOUT, "check", [now_us, n + 1])
    if at_us is not None:
        yield machine_message(books, CHECK, {"n": n}, now_us)


def _not_receipted(books: Books, now_us: int) -> Iterator[Attempts]:
    for name, by_us in books.standing.current(WAITING).items():
        if isinstance(by_us, int) and by_us <= now_us:
            yield _note(books, Noted.NOT_RECEIPTED, now_us, of=_own(books, name))


def _overdue(books: Books, now_us: int) -> Iterator[Attempts]:
    for at, is_ours in _overdue_now(books, now_us):
        key = index_key(at.index)
        noted = books.standing.get(NOTED, key)
        if is_ours and noted != Noted.OVERDUE.value:
            yield _note(books, Noted.OVERDUE, now_us, of=at)


def _overdue_now(books: Books, now_us: int) -> Iterator[tuple[EntryRef, bool]]:
    """Yield messages whose answer is overdue, and whether they are our own."""
    for name in books.standing.current(OPEN):
        at = ref_of(name)
        found = books.dialogue(at)
        if found is not None and found.due_us is not None and found.due_us <= now_us:
            yield at, at.origin == books.us.origin


def _missed_calls(books: Books, now_us: int) -> Iterator[Attempts]:
    call = books.terms.call
    began = books.standing.get(ABOUT, "began-us")
    if not isinstance(began, int):
        books.standing.put(ABOUT, "began-us", now_us)
        began = now_us
    if call is None:
        return
    for day in days_due(call, began, now_us, books.limits.most_days_missed):
        found = day_call(books, day)
        was_held = any((*found.opened, *found.closed, *found.spoken))
        if not was_held and not found.noted_missed:
            yield _note(books, Noted.MISSED_CALL, now_us, day=day)


def _matches(books: Books, now_us: int) -> Iterator[MatchNote]:
    matching = Matching(books)
    for key in list(books.standing.current(TO_NOTE))[:_MOST_ANSWERS]:
        pair = matching.pair(key)
        note = None if pair is None else pair.note(now_us)
        if note is not None:
            yield note


def _note(
    books: Books,
    what: Noted,
    now_us: int,
    of: EntryRef | None = None,
    day: str | None = None,
) -> Attempts:
    receipt = books.newest_receipt()
    return Attempts(
        what=what,
        of=of,
        day=day,
        attempts=books.standing.number(ABOUT, "attempts"),
        last_receipt_s=None if receipt is None else receipt.time_s,
        last_receipt_size=None if receipt is None else receipt.size,
        noted_us=now_us,
    )


def _line_alarms(books: Books, now_us: int) -> Iterator[Alarm]:
    line = line_now(books, now_us)
    if line in (Line.AMBER, Line.RED):
        still_s = silence_s(books.newest_receipt(), now_us)
        facts = {"about": line.value, "silence_s": still_s}
        yield Alarm(kind=Kind.SILENCE, facts=facts)
    apart = clocks(skew_s(books))
    if apart in (Clocks.APART, Clocks.TOO_FAR):
        facts = {"about": apart.value, "skew_s": skew_s(books)}
        yield Alarm(kind=Kind.CLOCKS, facts=facts)


def _open_alarms(books: Books, now_us: int) -> Iterator[Alarm]:
    for at, is_ours in _overdue_now(books, now_us):
        found = books.dialogue(at)
        due = None if found is None or found.due_us is None else iso(found.due_us)
        kind = Kind.OVERDUE if is_ours else Kind.OWED
        yield Alarm(kind=kind, at=at, facts={"due": due})
