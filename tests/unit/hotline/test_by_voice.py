"""What went by telephone: entered by both sides, matched, and never taken for more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hotline.messages import first, messages
from tests.unit.hotline.two_sites import CALL, TERMS, Pair, Side, other, pair
from thalweg.errors import InputError, RefusedError
from thalweg.hotline.alarms import Alarm, Kind
from thalweg.hotline.call import CallState, DayCall, state_of
from thalweg.hotline.entering import AHEAD_US, to_enter
from thalweg.hotline.ladder import Rung
from thalweg.hotline.matched import (
    LONGEST_VALUE,
    MOST_DIFFERENCES,
    encode_match,
    parse_match,
)
from thalweg.hotline.matching import Match
from thalweg.hotline.spoken import (
    Spoken,
    Voice,
    encode_spoken,
    parse_spoken,
    sheet_ref,
)
from thalweg.hotline.voice import Sheet, SheetDifference, sheet_of, sheet_text
from thalweg.model.message import EntryRef, Message, Person
from thalweg.record.verify import verify_log
from thalweg.times import US_PER_DAY, US_PER_S, iso
from thalweg.wire.canonical import canonical_json
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.leaf import ATTEMPTS, note_format

SPAN = {"from_us": 1_513_140_000_000_000, "to_us": 1_513_150_000_000_000}
HAZARD = {
    "area": {"place": "south"},
    "levels": {"lower": {"value": 0, "unit": "ft", "datum": "STD"}},
    "span": SPAN,
}
FIRE = {
    "pos": {"place": "outpost"},
    "area": {"place": "south"},
    "since_us": 1_513_140_000_000_000,
}
TEXT = {"text": {"text": "the line is down", "lang": "en"}}
NUMBER = "2017-12-13/412"


@pytest.fixture
def two(disk: Path) -> Pair:
    return pair(disk)


def sheet(
    speaker: Side, element: str, params: dict, now_us: int, number: str = NUMBER, **more
) -> Sheet:
    message = Message(
        agreement=TERMS.sha256,
        sender=speaker.party,
        recipient=other(speaker.party),
        element=element,
        params=params,
        ref=more.get("ref"),
        event_time_us=more.get("event_time_us", now_us - 60 * US_PER_S),
        signed_time_us=now_us,
        useful_until_us=more.get("useful_until_us"),
        seen=first("AI-2").seen,
    )
    return sheet_of(message, number)


def typed(said: Sheet, at_us: int, **changes: str) -> str:
    lines = {
        "OUR CLOCK": iso(at_us).replace("T", " "),
        "THEIR CLOCK": iso(at_us + US_PER_S),
        "OUR PERSON": "A. Example",
        "OUR OFFICE": "watch",
        "READ BACK": "YES",
    } | {key.replace("_", " ").upper(): value for key, value in changes.items()}
    call = "".join(f"{label}: {value}\n" for label, value in lines.items() if value)
    return sheet_text(said) + call


def enter(side: Side, text: str, now_us: int, *, correct: bool = False) -> EntryRef:
    assert side.site is not None
    read = to_enter(side.site.books, text, "sheet.txt", now_us, correct=correct)
    refs = [
        side.site.enter(signed(one.spoken, side), now_us) if one.logged is None
        else one.logged
        for one in read
    ]  # fmt: skip
    return refs[-1]


def signed(spoken: Spoken, side: Side) -> bytes:
    keys = side.officers[:1]
    return sign_envelope(ATTEMPTS, encode_spoken(spoken), keys).format()


def both(
    two: Pair, said: Sheet, heard: Sheet | None = None
) -> tuple[EntryRef, EntryRef]:
    """Enter a sheet of west's on both sides, and let the line carry both."""
    one = enter(two.west, typed(said, two.now_us), two.now_us)
    theirs = typed(heard or said, two.now_us, our_person="B. Sample")
    return one, enter(two.east, theirs, two.now_us)


def tick(two: Pair) -> None:
    for side in (two.west, two.east):
        assert side.site is not None
        side.site.tick(two.now_us)


def kinds(alarms: list[Alarm]) -> list[Kind]:
    return [alarm.kind for alarm in alarms]


def test_both_sheets_are_matched_and_each_side_puts_it_on_record(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    said, heard = both(two, sheet(two.west, "GR-4", FIRE, two.now_us))
    assert west.pair(said).match is Match.ONLY_SAID
    assert east.pair(heard).match is Match.ONLY_HEARD
    two.exchange()
    tick(two)
    two.exchange()
    for site in (west, east):
        found = site.pair(said)
        assert found == site.pair(heard)
        assert (found.match, found.differences) == (Match.MATCHED, ())
        assert (found.said, found.heard, found.written) == (said, heard, None)
        notes = [
            parse_match(parse_envelope(entry).payload)
            for origin in (west.books.us.origin, east.books.us.origin)
            for entry in site.books.store.entries(origin, 0, 100)
            if note_format(parse_envelope(entry).payload) == "matched/1"
        ]
        assert [(note.said, note.heard, note.differences) for note in notes] == [
            (said, heard, ())
        ] * 2
    sizes = west.books.log.size, east.books.log.size
    tick(two)
    assert sizes == (west.books.log.size, east.books.log.size)


def test_a_field_said_wrong_is_named_on_both_sides(two: Pair) -> None:
    ours = sheet(two.west, "GR-4", FIRE, two.now_us)
    theirs = replace(ours, params={**FIRE, "pos": {"place": "outcrop"}})
    said, _ = both(two, ours, theirs)
    here, there = two.carry(two.west, two.east), two.carry(two.east, two.west)
    # What east heard is not what west says that it warned of: that is news.
    assert kinds(here.alarms) == [Kind.WARNING, Kind.VOICE]
    assert kinds(there.alarms) == [Kind.VOICE]
    for alarm in (here.alarms[-1], there.alarms[-1]):
        assert alarm.facts["differs"] == ["pos.place"]
    for side in (two.west, two.east):
        found = side.site.pair(said)
        assert found.match is Match.DIFFERS
        assert found.differences == (
            SheetDifference("pos.place", "outpost", "outcrop"),
        )


def test_nothing_spoken_counts_as_delivered_displayed_or_answered(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    written = two.west.say("GR-4", FIRE, two.now_us)
    said = sheet(two.west, "GR-4", FIRE, two.now_us, f"log/{written.index}")
    said = replace(said, event_time_us=two.now_us)
    enter(two.east, typed(said, two.now_us), two.now_us)
    wilco = sheet(two.east, "RS-0", {}, two.now_us, ref=written)
    enter(two.east, typed(wilco, two.now_us), two.now_us)
    back = enter(two.west, typed(wilco, two.now_us), two.now_us)
    assert west.rung(written) is Rung.RECORDED
    two.carry(two.east, two.west)
    assert west.rung(written) is Rung.RECORDED
    assert west.dialogue(written).closed_by is None
    two.exchange()
    assert west.rung(written) is Rung.DELIVERED
    assert back in [one.at for one in west.followed(written)]
    assert east.said(written).counts
    with pytest.raises(InputError, match="no message of this side"):
        west.rung(back)
    said_by = west.said(back)
    assert said_by.message is None
    assert not said_by.counts


def test_a_written_message_and_its_sheets_are_one(two: Pair) -> None:
    """The line heals after the call: the warning comes, and is not sounded again."""
    west, east = two.west.site, two.east.site
    at_us = two.now_us
    written = two.west.say("GR-4", FIRE, at_us)
    said = sheet(two.west, "GR-4", FIRE, at_us, event_time_us=at_us)
    ours, theirs = both(two, said)
    came = two.carry(two.west, two.east)
    assert came.alarms == []
    assert east.books.verdict(written)["spoken"] == f"west {NUMBER}"
    two.exchange()
    for site in (west, east):
        for ref in (written, ours, theirs):
            found = site.pair(ref)
            assert found.written == written
            assert found.match is Match.MATCHED
            assert found.from_written == ()


@pytest.mark.parametrize("is_sheet_first", [True, False])
def test_they_are_one_whichever_comes_first(two: Pair, is_sheet_first: bool) -> None:
    at_us = two.now_us
    said = sheet(two.west, "HZ-1", HAZARD, at_us, event_time_us=at_us)
    if is_sheet_first:
        refs = [enter(two.west, typed(said, at_us), at_us)]
        refs.append(two.west.say("HZ-1", HAZARD, at_us))
    else:
        refs = [two.west.say("HZ-1", HAZARD, at_us)]
        refs.append(enter(two.west, typed(said, at_us), at_us))
    two.exchange()
    for site in (two.west.site, two.east.site):
        assert site.pair(refs[0]) == site.pair(refs[1])
        assert site.pair(refs[0]).written in refs
    # One notice, not two.
    assert len(two.east.site.books.standing.current("notices")) == 1


def test_what_was_written_otherwise_than_said_is_told(two: Pair) -> None:
    at_us = two.now_us
    written = two.west.say("GR-4", FIRE, at_us)
    said = sheet(two.west, "GR-4", FIRE, at_us, f"log/{written.index}")
    wrong = replace(
        said, params={**FIRE, "pos": {"place": "tower"}}, event_time_us=at_us
    )
    enter(two.east, typed(wrong, at_us), at_us)
    came = two.carry(two.west, two.east)
    assert Kind.WARNING in kinds(came.alarms)
    assert Kind.VOICE in kinds(came.alarms)
    two.exchange()
    for site in (two.west.site, two.east.site):
        found = site.pair(written)
        assert found.match is Match.DIFFERS
        assert found.differences == (SheetDifference("pos.place", "outpost", "tower"),)


def test_a_warning_that_only_the_speaker_entered_is_sounded(two: Pair) -> None:
    """Whoever took the call may not have passed it on, or there was none."""
    east = two.east.site
    said = enter(
        two.west,
        typed(sheet(two.west, "GR-4", FIRE, two.now_us), two.now_us),
        two.now_us,
    )
    came = two.carry(two.west, two.east)
    assert kinds(came.alarms) == [Kind.WARNING]
    assert came.alarms[0].facts["spoken"] is True
    held = [alarm for alarm in east.tick(two.now_us) if alarm.kind is Kind.VOICE]
    assert [alarm.at for alarm in held] == [said]
    assert "none of it is entered here" in held[0].facts["why"]
    text = typed(sheet(two.west, "GR-4", FIRE, two.now_us), two.now_us)
    enter(two.east, text, two.now_us)
    assert Kind.VOICE not in kinds(east.tick(two.now_us))


def test_one_that_is_of_no_more_use_is_sounded_as_late(two: Pair) -> None:
    said = sheet(
        two.west, "GR-4", FIRE, two.now_us, useful_until_us=two.now_us - US_PER_S
    )
    enter(two.west, typed(said, two.now_us), two.now_us)
    assert kinds(two.carry(two.west, two.east).alarms) == [Kind.LATE]


def test_what_the_other_side_heard_and_nobody_here_said_is_told(two: Pair) -> None:
    """Somebody may have called in our name."""
    west = two.west.site
    text = typed(sheet(two.west, "GR-6", {"time_us": 1}, two.now_us), two.now_us)
    heard = enter(two.east, text, two.now_us)
    two.exchange()
    told = [alarm for alarm in west.tick(two.now_us) if alarm.kind is Kind.VOICE]
    assert [alarm.at for alarm in told] == [heard]
    assert west.pair(heard).match is Match.ONLY_HEARD


def sounded(came: list[Alarm]) -> list[tuple[Kind, EntryRef | None]]:
    return [(alarm.kind, alarm.at) for alarm in came]


@pytest.mark.parametrize("is_one_parcel", [True, False])
@pytest.mark.parametrize("is_sheet_first", [True, False])
def test_one_warning_is_sounded_once(two: Pair, is_sheet_first, is_one_parcel) -> None:
    """Whoever said it by voice and in writing, and nobody here entered it."""
    at_us = two.now_us
    said = typed(sheet(two.west, "GR-4", FIRE, at_us, event_time_us=at_us), at_us)
    ways = [
        lambda: enter(two.west, said, at_us),
        lambda: two.west.say("GR-4", FIRE, at_us),
    ]
    came: list[Alarm] = []
    refs = []
    for way in ways if is_sheet_first else ways[::-1]:
        refs.append(way())
        if not is_one_parcel:
            came += two.carry(two.west, two.east).alarms
    came += two.carry(two.west, two.east).alarms
    assert sounded(came) == [(Kind.WARNING, refs[0])]


def test_a_sheet_that_was_not_sounded_live_silences_nothing(two: Pair) -> None:
    at_us = two.now_us
    late_us = at_us - US_PER_S
    said = sheet(
        two.west, "GR-4", FIRE, at_us, event_time_us=late_us, useful_until_us=late_us
    )
    enter(two.west, typed(said, at_us), at_us)
    came = two.carry(two.west, two.east).alarms
    about = {"event_time_us": late_us, "useful_until_us": late_us}
    written = two.west.say("GR-4", FIRE, at_us, **about)
    came += two.carry(two.west, two.east).alarms
    assert sounded(came)[1:] == [(Kind.LATE, written)]


def test_sheets_keep_to_the_budget_of_distress(two: Pair) -> None:
    """Three an hour are agreed; a fourth said to have been spoken is grouped."""
    at_us = two.now_us
    for number in range(5):
        fire = {**FIRE, "since_us": number}
        said = sheet(two.west, "GR-4", fire, at_us, f"2017-12-13/{number}")
        enter(two.west, typed(said, at_us), at_us)
    came = two.carry(two.west, two.east).alarms
    assert kinds(came) == [Kind.WARNING] * 3 + [Kind.GROUPED] * 2


def test_a_corrected_warning_is_sounded_as_another(two: Pair) -> None:
    ours = sheet(two.west, "GR-4", FIRE, two.now_us)
    enter(two.west, typed(ours, two.now_us), two.now_us)
    two.exchange()
    other_ = replace(ours, params={**FIRE, "pos": {"place": "tower"}})
    again = enter(two.west, typed(other_, two.now_us), two.now_us, correct=True)
    came = two.carry(two.west, two.east).alarms
    assert sounded(came) == [(Kind.WARNING, again)]


def test_a_flood_of_sheets_does_not_fill_the_desk(two: Pair) -> None:
    for number in range(120):
        said = sheet(two.west, "CH-10", TEXT, two.now_us, f"2017-12-13/{number}")
        enter(two.west, typed(said, two.now_us), two.now_us)
    two.carry(two.west, two.east)
    held = two.east.site.tick(two.now_us)
    assert kinds(held).count(Kind.VOICE) == 100


def test_a_notice_by_voice_holds_an_intention_until_somebody_read_it(two: Pair) -> None:
    east = two.east.site
    now_us = SPAN["from_us"]
    two.now_us = now_us
    said = sheet(two.west, "HZ-1", HAZARD, now_us)
    ref = enter(two.west, typed(said, now_us), now_us)
    two.carry(two.west, two.east)
    with pytest.raises(InputError, match=f"notice {ref.index} of the other side"):
        east.compose("HZ-1", HAZARD, now_us)
    east.displayed(ref, "officer-1", now_us)
    assert east.compose("HZ-1", HAZARD, now_us).element == "HZ-1"
    # Nothing tells the other side that its call was displayed: it was no message.
    size = east.books.log.size
    east.tick(now_us)
    assert all(
        east.said(EntryRef(east.books.us.origin, index)).message.element != "RS-7"
        for index in range(size, east.books.log.size)
        if east.said(EntryRef(east.books.us.origin, index)).message is not None
    )


def test_to_enter_a_sheet_twice_does_nothing(two: Pair) -> None:
    west = two.west.site
    text = typed(sheet(two.west, "GR-4", FIRE, two.now_us), two.now_us)
    (read,) = to_enter(west.books, text, "a", two.now_us)
    ref = west.enter(signed(read.spoken, two.west), two.now_us)
    later_us = two.pass_s(60)
    assert enter(two.west, text, later_us) == ref
    # Two shells at once: the second was signed before the first was logged.
    assert west.enter(signed(read.spoken, two.west), later_us) == ref
    assert west.books.log.size == 1


def test_another_content_under_the_same_number_is_refused_or_corrects(
    two: Pair,
) -> None:
    ours = sheet(two.west, "GR-4", FIRE, two.now_us)
    first_ref = enter(two.west, typed(ours, two.now_us), two.now_us)
    other_ = typed(replace(ours, params={**FIRE, "since_us": 7}), two.now_us)
    with pytest.raises(
        InputError, match=r"entered as 0 with other content \(since_us\)"
    ):
        enter(two.west, other_, two.now_us)
    second = enter(two.west, other_, two.now_us, correct=True)
    two.exchange()
    for site in (two.west.site, two.east.site):
        found = site.pair(second)
        assert (found.said, found.earlier) == (second, (first_ref,))
        assert site.said(second).spoken.corrects == first_ref.index


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"terms": "12345678"}, r"TERMS: a sheet for another agreement, 1234 5678; .*"
                                r"in force is abab abab \[17\]"),
        ({"sender": "north"}, "FROM, TO: from 'north' to 'east'; this line is between"),
        ({"number": ""}, "missing: SHEET, by which both sides' sheets are matched"),
        ({"params": {"pos": {"place": "outpost"}}}, "GR-4: missing: area, since_us"),
    ],
)  # fmt: skip
def test_a_sheet_that_is_none_of_this_line_is_refused(two: Pair, changed, told) -> None:
    wrong = replace(sheet(two.west, "GR-4", FIRE, two.now_us), **changed)
    with pytest.raises(InputError, match=rf"^sheet\.txt:1: {told}"):
        enter(two.west, typed(wrong, two.now_us), two.now_us)
    assert two.west.site.books.log.size == 0


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"our_person": ""}, "missing: OUR PERSON / НАШ ДЕЖУРНЫЙ"),
        ({"our_clock": "noon"}, "OUR CLOCK / НАШИ ЧАСЫ: not a time in UTC"),
        ({"our_clock": "2030-01-01Z"}, "that lies ahead of this node's clock"),
        ({"read_back": "MAYBE"}, "wanted YES or NO, got 'MAYBE'"),
    ],
)
def test_what_is_missing_of_the_call_is_asked_for(two: Pair, changed, told) -> None:
    text = typed(sheet(two.west, "GR-4", FIRE, two.now_us), two.now_us, **changed)
    with pytest.raises(InputError, match=told):
        enter(two.west, text, two.now_us)


def test_what_a_side_did_not_say_itself_is_a_fault_and_does_nothing(two: Pair) -> None:
    """Nobody enters what the other side said as said by itself, or by a machine."""
    west, east = two.west.site, two.east.site
    now_us = two.now_us
    (good,) = to_enter(
        west.books, typed(sheet(two.west, "GR-4", FIRE, now_us), now_us), "a", now_us
    )
    wrong = [
        replace(good.spoken, voice=Voice.HEARD),
        replace(good.spoken, agreement="cd" * 32),
        replace(good.spoken, sheet=replace(good.spoken.sheet, params={})),
    ]
    entries = [signed(one, two.west) for one in wrong]
    node = [west.books.keys.node]
    entries.append(sign_envelope(ATTEMPTS, encode_spoken(good.spoken), node).format())
    for entry in entries:
        with pytest.raises(InputError):
            west.enter(entry, now_us)
    west.log_entries(entries, now_us)
    came = two.carry(two.west, two.east)
    assert came.alarms == []
    for index in range(4):
        ref = EntryRef(west.books.us.origin, index)
        assert east.said(ref).faults, index
        assert east.pair(ref) is None


def test_a_liar_who_changes_its_sheet_afterwards_leaves_both(two: Pair) -> None:
    ours = sheet(two.west, "GR-4", FIRE, two.now_us)
    theirs = replace(ours, params={**FIRE, "pos": {"place": "tower"}})
    said, heard = both(two, ours, theirs)
    two.exchange()
    again = enter(two.west, typed(theirs, two.now_us), two.now_us, correct=True)
    two.exchange()
    found = two.east.site.pair(heard)
    assert (found.match, found.said) == (Match.MATCHED, again)
    assert found.earlier == (said,)


def test_after_a_restart_and_after_a_backup_it_is_as_before(two: Pair) -> None:
    said, heard = both(two, sheet(two.west, "GR-4", FIRE, two.now_us))
    two.exchange()
    before = two.east.site.pair(said)
    assert two.east.again().pair(said) == before
    copy = two.west.back_up()
    now_us = two.now_us
    later = sheet(two.west, "GR-6", {"time_us": 1}, now_us, "2017-12-13/9")
    more = enter(two.west, typed(later, now_us), now_us)
    two.exchange()
    west = two.west.restore(copy)
    two.exchange(4)
    assert west.pair(more).said == more
    assert west.pair(heard) == two.east.site.pair(heard)


def test_both_logs_verify_from_files_and_keys_alone(two: Pair) -> None:
    both(two, sheet(two.west, "GR-4", FIRE, two.now_us))
    two.exchange()
    tick(two)
    two.exchange()
    for side, peer in ((two.west, two.east), (two.east, two.west)):
        us, them = side.site.books.us, side.site.books.peer
        found = verify_log(
            side.folder / "disk" / "logs" / "log",
            us.log,
            them.mirror,
            signers=(*us.officers, *us.node),
        )
        assert not found.faults
        assert found.opaque == 0
        assert peer.site is not None


def test_a_call_by_voice_is_no_missed_call(two: Pair) -> None:
    now_us = two.now_us + 3600 * US_PER_S
    duty = {"person": {"name": "Duty"}, "period": SPAN}
    closing = first("CH-3").params
    two.west.site.tick(two.now_us)
    for at, element, params in ((1, "CH-2", duty), (2, "CH-3", closing)):
        said = sheet(two.west, element, params, now_us, f"2017-12-13/{at}")
        enter(two.west, typed(said, now_us), now_us)
        assert two.west.site.state(now_us).call is CallState.BY_VOICE
    later_us = now_us + 1200 * US_PER_S
    assert Kind.CALL_MISSED not in kinds(two.west.site.tick(later_us))
    assert two.west.site.state(later_us).call is CallState.BY_VOICE


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ({"spoken": (True, False)}, CallState.BY_VOICE),
        ({"spoken": (True, True), "opened": (True, True)}, CallState.BY_VOICE),
        ({"spoken": (True, False), "opened": (True, True)}, CallState.OPENED),
        ({"spoken": (True, False), "closed": (True, False)}, CallState.CLOSING),
        ({"spoken": (True, True), "closed": (True, True)}, CallState.CLOSING),
        ({"noted_missed": True, "spoken": (True, True)}, CallState.BY_VOICE),
        ({"noted_missed": True}, CallState.MISSED),
    ],
)
def test_how_a_call_stands_that_was_held_by_voice(day, state) -> None:
    found = DayCall(day="2017-12-13", **day)
    at_us = 1_513_123_200_000_000 + US_PER_DAY
    assert state_of(CALL, found, at_us) is state


def test_the_counts_of_a_call_by_voice_are_held_against_the_logs(two: Pair) -> None:
    closing = sheet(two.west, "CH-3", first("CH-3").params, two.now_us)
    ref = enter(two.east, typed(closing, two.now_us), two.now_us)
    told = two.east.site.call_differences(ref)
    assert any("entries stated, 0 held here" in one for one in told)


def test_answers_refer_to_a_sheet_by_its_number(two: Pair) -> None:
    said = enter(
        two.west,
        typed(sheet(two.west, "GR-4", FIRE, two.now_us), two.now_us),
        two.now_us,
    )
    spoken = two.west.site.said(said).spoken
    ref = spoken.at(two.west.site.books.us.origin)
    assert ref == EntryRef("west/2017-12-13", 412)
    wilco = sheet(two.east, "RS-0", {}, two.now_us, ref=ref)
    back = enter(two.west, typed(wilco, two.now_us), two.now_us)
    assert [one.at for one in two.west.site.followed(ref)] == [back]
    assert sheet_ref("west", "log/14", "o") == EntryRef("o", 14)
    with pytest.raises(InputError, match="wanted the day and number of a sheet"):
        sheet_ref("west", "14", "o")


def _spoken(message: Message, number: str) -> Spoken:
    return Spoken(
        voice=Voice.HEARD,
        sheet=sheet_of(message, number),
        agreement=message.agreement,
        spoken_us=AHEAD_US,
        their_clock_us=None,
        person=Person(name="A. Example", office=""),
        their_person=Person(name="B", office="watch"),
        read_back=False,
        corrects=3,
        entered_us=9,
    )


@given(messages(), st.sampled_from([NUMBER, "log/0", "2017-01-31/0"]))
def test_a_sheet_is_entered_in_one_spelling(message: Message, number: str) -> None:
    spoken = _spoken(message, number)
    payload = encode_spoken(spoken)
    assert parse_spoken(payload) == spoken
    assert note_format(payload) == "spoken/1"
    with pytest.raises(RefusedError):
        parse_spoken(payload + b" ")


@given(st.binary(max_size=200))
def test_no_payload_breaks_the_reading(payload: bytes) -> None:
    assert isinstance(note_format(payload), str)
    for parse in (parse_spoken, parse_match):
        with pytest.raises(RefusedError):
            parse(payload)


def test_a_note_of_a_match_is_short_however_much_differs(two: Pair) -> None:
    long = {"text": {"text": "a" * 3000, "lang": "en"}}
    ours = sheet(two.west, "CH-10", long, two.now_us)
    theirs = replace(ours, params={"text": {"text": "b" * 3000, "lang": "ru"}})
    said, _ = both(two, ours, theirs)
    two.exchange()
    note = two.west.site.pair(said).note(5)
    assert [len(one.first) for one in note.differences] == [2, LONGEST_VALUE]
    assert note.more == 0
    assert parse_match(encode_match(note)) == note
    assert len(encode_match(note)) < 1000 + MOST_DIFFERENCES * LONGEST_VALUE * 2
    with pytest.raises(RefusedError, match="more: wanted a whole number"):
        parse_match(encode_match(note).replace(b'"more":0', b'"more":"0"'))
    with pytest.raises(RefusedError, match=r"wanted .matched/1."):
        parse_match(canonical_json({"thalweg": "spoken/1"}))


def test_a_note_of_another_kind_binds_nobody(two: Pair) -> None:
    west = two.west.site
    entry = sign_envelope(
        ATTEMPTS, canonical_json({"thalweg": "later/1"}), [west.books.keys.node]
    ).format()
    west.log_entries([entry], two.now_us)
    assert two.carry(two.west, two.east).alarms == []
    assert two.east.site.said(EntryRef(west.books.us.origin, 0)).faults == ()


def test_a_flood_of_sheets_of_one_event_keeps_its_size(two: Pair) -> None:
    for number in range(30):
        said = sheet(
            two.west, "CH-10", TEXT, two.now_us, f"2017-12-13/{number}", event_time_us=5
        )
        enter(two.west, typed(said, two.now_us), two.now_us)
    two.exchange()
    rows = dict(two.east.store.rows("uttered"))
    assert all(len(row) < 1000 for row in rows.values())
