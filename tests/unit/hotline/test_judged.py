"""What follows from entries that a revoked key signed, and that count no longer.

Sheets, findings, notes and notices, on both sides, after a receipt that comes late, and
after a restart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.property.test_judged_alike import AGREED, TEXT
from tests.unit.hotline.changes import officers_now, revoke, rotate
from tests.unit.hotline.messages import finding
from tests.unit.hotline.test_by_voice import (
    FIRE,
    HAZARD,
    SPAN,
    both,
    enter,
    sheet,
    tick,
    typed,
)
from tests.unit.hotline.test_call import opening
from tests.unit.hotline.two_sites import CALL, Pair, Side, keys_of
from thalweg.hotline.books import NOTICES, TO_NOTE, UNCOUNTED, UNMATCHED, ref_key
from thalweg.hotline.entering import to_enter
from thalweg.hotline.matching import Match
from thalweg.hotline.opening import opened
from thalweg.hotline.parcel import make_parcel, read_parcel
from thalweg.hotline.spoken import encode_spoken
from thalweg.hotline.watching import day_call
from thalweg.model.message import EntryRef
from thalweg.node import keys as keys_asked
from thalweg.node.shown import said_shown
from thalweg.record.verify import verify_log
from thalweg.times import US_PER_S
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosign
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import ATTEMPTS, FINDING, MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.sealed_leaf import SealedLeaf

PAIR = "west 2017-12-13/412"


def rows(side: Side, table: str) -> dict[str, object]:
    return dict(side.site.books.standing.current(table))


def everywhere(two: Pair) -> Iterator[Side]:
    """Yield both sides as they are, and again after a restart."""
    for again in (False, True):
        for side in (two.west, two.east):
            if again:
                side.again()
            yield side


def theft(two: Pair, use: str, last_good: int = 0) -> None:
    """Let west revoke a key; entry 0 is its last good one."""
    revoke(two.west, use, last_good, two.now_us)
    two.exchange()


def begun(two: Pair) -> None:
    two.west.say("CH-10", {"text": {"text": "first", "lang": "en"}}, two.now_us)
    two.exchange()


def test_a_sheet_that_counts_no_longer_unmatches_its_pair(two: Pair) -> None:
    begun(two)
    said, heard = both(two, sheet(two.west, "GR-4", FIRE, two.now_us))
    two.exchange()
    assert PAIR in rows(two.east, TO_NOTE)
    theft(two, "officer-1")
    for side in everywhere(two):
        site = side.site
        assert "last good entry is 0" in site.said(said).faults[0]
        assert site.pair(said) is None
        found = site.pair(heard)
        assert (found.match, found.said, found.heard) == (Match.ONLY_HEARD, None, heard)
        assert PAIR not in rows(side, TO_NOTE)
        assert ref_key(said) in rows(side, UNCOUNTED)
    # East heard what nobody of west's says that it said.
    assert rows(two.west, UNMATCHED) == {PAIR: heard.index}
    assert rows(two.east, UNMATCHED) == {}
    # An officer of west enters it again, under a key that counts.
    spoken = two.west.site.books.said(said).spoken
    entry = sign_envelope(ATTEMPTS, encode_spoken(spoken), officers_now(two.west)[:1])
    again = two.west.site.enter(entry.format(), two.now_us)
    two.exchange()
    for side in everywhere(two):
        assert side.site.pair(heard).match is Match.MATCHED
        assert side.site.pair(heard).said == again
        assert rows(side, UNMATCHED) == {}
        assert PAIR in rows(side, TO_NOTE)


def test_a_sheet_that_only_a_thief_entered_is_missed_by_nobody(two: Pair) -> None:
    begun(two)
    enter(two.west, typed(sheet(two.west, "HZ-1", HAZARD, two.now_us), two.now_us),
          two.now_us)  # fmt: skip
    two.exchange()
    assert rows(two.east, UNMATCHED) == {PAIR: 1}
    assert rows(two.east, NOTICES) == {"1": True}
    theft(two, "officer-1")
    assert rows(two.east, UNMATCHED) == rows(two.east, NOTICES) == {}
    two.east.again()
    assert rows(two.east, UNMATCHED) == rows(two.east, NOTICES) == {}


def test_a_late_receipt_brings_a_sheet_back(two: Pair) -> None:
    begun(two)
    said, heard = both(two, sheet(two.west, "GR-4", FIRE, two.now_us))
    two.carry(two.west, two.east)
    late = two.east.site.parcel(two.now_us)
    revoke(two.west, "officer-1", said.index, two.now_us)
    west = two.west.site
    assert west.pair(said) is None
    assert rows(two.west, UNMATCHED) == {}
    west.apply(late, two.now_us)
    for side in (two.west, two.west):
        site = side.again()
        assert site.pair(said).match is Match.MATCHED
        assert PAIR in rows(side, TO_NOTE)
        assert not rows(side, UNCOUNTED)
    two.exchange()
    for side in everywhere(two):
        assert side.site.pair(heard).match is Match.MATCHED


def test_a_note_that_stands_is_not_made_twice(two: Pair) -> None:
    """The sheet goes and comes back; what both nodes noted of it stands again."""
    begun(two)
    said, _ = both(two, sheet(two.west, "GR-4", FIRE, two.now_us))
    two.carry(two.west, two.east)
    two.east.site.tick(two.now_us)
    late = two.east.site.parcel(two.now_us)
    revoke(two.west, "officer-1", said.index, two.now_us)
    two.west.site.apply(late, two.now_us)
    two.west.site.tick(two.now_us)
    assert PAIR not in rows(two.west, TO_NOTE)
    size = two.west.site.books.log.size
    two.exchange()
    tick(two)
    assert two.west.site.books.log.size <= size + 2
    assert PAIR not in rows(two.west, TO_NOTE)


def test_a_note_that_a_thief_made_is_made_again(two: Pair) -> None:
    begun(two)
    said, _ = both(two, sheet(two.west, "GR-4", FIRE, two.now_us))
    two.exchange()
    tick(two)
    assert PAIR not in rows(two.west, TO_NOTE)
    theft(two, "node")
    assert PAIR in rows(two.west, TO_NOTE)
    two.west.site.tick(two.now_us)
    assert PAIR not in rows(two.west, TO_NOTE)
    assert two.west.site.pair(said).match is Match.MATCHED


def test_of_several_entries_of_a_sheet_the_newest_that_counts_is_taken(
    two: Pair,
) -> None:
    begun(two)
    one = sheet(two.west, "GR-4", FIRE, two.now_us)
    said, _ = both(two, one)
    two.exchange()
    thief = sheet(two.west, "HZ-1", HAZARD, two.now_us)
    other = enter(two.west, typed(thief, two.now_us), two.now_us, correct=True)
    two.exchange()
    assert two.east.site.pair(said).said == other
    theft(two, "officer-1", said.index)
    for side in everywhere(two):
        found = side.site.pair(said)
        assert (found.said, found.match, found.earlier) == (said, Match.MATCHED, ())


def test_a_message_that_counts_no_longer_stands_for_no_sheet(two: Pair) -> None:
    begun(two)
    at_us = two.now_us
    first = two.west.say("HZ-1", HAZARD, at_us, event_time_us=at_us)
    two.exchange()
    one = sheet(two.west, "HZ-1", HAZARD, at_us, event_time_us=at_us)
    # Officer 2 enters by voice what a thief wrote as officer 1.
    entry = typed(one, two.now_us)
    spoken = to_enter(two.west.site.books, entry, "s", two.now_us)[0].spoken
    signed = sign_envelope(
        ATTEMPTS, encode_spoken(spoken), two.west.officers[1:]
    ).format()
    said = two.west.site.enter(signed, two.now_us)
    two.exchange()
    found = two.east.site.pair(said)
    assert found.written == first
    assert rows(two.east, NOTICES) == {str(first.index): True}
    assert rows(two.east, UNMATCHED) == {}
    theft(two, "officer-1")
    for side in everywhere(two):
        found = side.site.pair(said)
        assert (found.written, found.match) == (None, Match.ONLY_SAID)
    # The sheet is a notice by itself again, and missing on east's side.
    assert rows(two.east, NOTICES) == {str(said.index): True}
    assert rows(two.east, UNMATCHED) == {PAIR: said.index}


def test_a_notice_that_a_thief_cancelled_stands_again(two: Pair) -> None:
    begun(two)
    message = two.west.site.compose("HZ-1", HAZARD, two.now_us)
    notice = two.west.site.send(message, two.west.officers[1:], two.now_us)
    two.exchange()
    two.west.say("CH-9", {"reason": "error"}, two.now_us, ref=notice)
    two.exchange()
    assert rows(two.east, NOTICES) == {}
    theft(two, "officer-1")
    assert rows(two.east, NOTICES) == {str(notice.index): True}
    two.east.again()
    assert rows(two.east, NOTICES) == {str(notice.index): True}


def test_a_notice_that_a_thief_changed_has_its_own_span_again(two: Pair) -> None:
    begun(two)
    message = two.west.site.compose("HZ-1", HAZARD, two.now_us)
    notice = two.west.site.send(message, two.west.officers[1:], two.now_us)
    longer = {"from_us": SPAN["from_us"], "to_us": SPAN["to_us"] + 10**9}
    for signer, to_us in ((1, longer["to_us"]), (0, longer["to_us"] + 10**9)):
        params = {"change": "changed", "span": {**longer, "to_us": to_us}}
        params |= {"time_us": two.now_us}
        changed = two.west.site.compose("HZ-4", params, two.now_us, ref=notice)
        by = two.west.officers[signer : signer + 1]
        two.west.site.send(changed, by, two.now_us)
    two.exchange()
    assert rows(two.east, NOTICES)[str(notice.index)]["to_us"] != longer["to_us"]
    theft(two, "officer-1")
    assert rows(two.east, NOTICES) == {str(notice.index): longer}


def test_a_call_that_a_thief_opened_was_not_opened(two: Pair) -> None:
    begun(two)
    day = "2017-12-13"
    two.pass_s(3600)
    two.west.say("CH-2", opening(two), two.now_us)
    two.exchange()
    assert CALL.at_s == 6 * 3600
    assert day_call(two.east.site.books, day).opened[1]
    assert day_call(two.west.site.books, day).opened[0]
    theft(two, "officer-1")
    for side, mine in ((two.west, 0), (two.east, 1)):
        assert not day_call(side.site.books, day).opened[mine]
        assert not day_call(side.again().books, day).opened[mine]


def log_finding(two: Pair, *signers) -> EntryRef:
    entry = sign_envelope(FINDING, finding(1).encode(), signers).format()
    return two.west.site.log_entries([entry], two.now_us)[0]


def test_a_finding_that_counts_no_longer_is_shown_as_such(two: Pair) -> None:
    begun(two)
    at = log_finding(two, keys_of("west").node)
    two.exchange()
    assert not two.east.site.said(at).faults
    theft(two, "node")
    for side in everywhere(two):
        shown = said_shown(side.site, side.site.said(at))
        assert "its key was revoked" in shown["faults"][0]
        assert shown["finding"]["clause"] == "3.1"
        told = keys_asked.uncounted(side.site)
        assert [(one["ref"]["index"], one["what"]) for one in told] == [
            (at.index, "finding")
        ]


def test_a_finding_is_a_nodes_and_nobody_elses(two: Pair) -> None:
    at = log_finding(two, two.west.officers[0])
    two.exchange()
    for side in everywhere(two):
        assert "no key that is known" in side.site.said(at).faults[0]


def test_two_persons_are_counted_again_after_a_restart(two: Pair) -> None:
    begun(two)
    accept = {"digest": "cd" * 32, "from_us": two.now_us}
    said = two.west.say("AG-2", accept, two.now_us)
    two.exchange()
    theft(two, "officer-1")
    for side in everywhere(two):
        found = side.site.said(said)
        assert (found.faults, found.officers) == (
            ("AG-2: 2 officers sign it, not 1",),
            1,
        )


def test_an_own_log_with_a_thiefs_word_is_no_better_at_home(two: Pair) -> None:
    """What one officer alone signed is no AG-2 here either, though it stands here."""
    accept = {"digest": "cd" * 32, "from_us": two.now_us}
    message = two.west.site.compose("AG-2", accept, two.now_us)
    entry = sign_envelope(MESSAGE, encode_message(message), two.west.officers[:1])
    at = two.west.site.log_entries([entry.format()], two.now_us)[0]
    two.exchange()
    for side in everywhere(two):
        assert not side.site.said(at).counts


@pytest.mark.parametrize("is_list_first", [True, False])
@pytest.mark.parametrize(("later_s", "counts"), [(0, True), (30, True), (31, False)])
def test_what_a_lost_mirrors_key_cosigns_later_counts_nowhere(
    two: Pair, is_list_first: bool, later_s: int, counts: bool
) -> None:
    """East left its mirror's key out; who found it goes on cosigning in its name."""
    begun(two)
    lost = keys_of("east").mirror
    ref = two.west.say("CH-10", TEXT, two.now_us)
    reply = read_parcel(two.east.site.parcel(two.now_us))
    made_s = two.now_us // US_PER_S
    signed = parse_checkpoint(two.west.site.books.log.signed.note)
    line = cosign(signed.checkpoint, lost, made_s + later_s)
    found = replace(reply, receipt=signed.with_lines(line).format())
    rotate(two.east, "mirror", two.now_us)
    if is_list_first:
        two.carry(two.east, two.west)
    two.west.site.apply(make_parcel(found), two.now_us)
    two.carry(two.east, two.west)
    assert (two.west.site.receipt(ref) is not None) is counts
    assert (two.west.site.state(two.now_us).delivered == 2) is counts
    revoke(two.west, "officer-1", 5, two.now_us)
    two.west.again()
    assert (two.west.site.books.message(ref) is not None) is counts


def test_a_receipt_of_a_stolen_mirrors_key_gives_way_to_an_older_one(
    two: Pair,
) -> None:
    """What its owner cosigned last stands; the folder shows that from then on."""
    begun(two)
    ref = two.west.say("CH-10", TEXT, two.now_us)
    other = two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    revoke(two.west, "officer-1", 5, two.now_us)
    assert not rows(two.west, UNCOUNTED)
    two.exchange()
    origin = two.west.site.books.us.origin
    revoke(two.east, "mirror", 0, two.now_us, origin)
    two.exchange()
    for site in (two.west.site, two.west.again()):
        assert [site.books.message(one) is None for one in (ref, other)] == [True] * 2
        assert site.books.message(EntryRef(origin, 0)) is not None
    two.west.site.tick(two.now_us)
    two.exchange()
    folder = two.west.folder / "disk/logs/log"
    gone = verify_log(folder, (), agreed=AGREED).uncounted
    assert [one.partition(":")[0] for one in gone] == ["entry 1", "entry 2"]


@pytest.mark.parametrize(("good_s", "opens"), [(31, True), (29, False)])
def test_what_a_stolen_nodes_key_sealed_before_its_last_good_message_opens(
    two: Pair, good_s: int, opens: bool
) -> None:
    """Cosigned 30 s before the message that west calls good: its key was its own."""
    begun(two)
    west = two.west.site
    ref = west.seal(SealedLeaf(kind="evidence", digest="cd" * 32))
    two.exchange()
    by_s = opened_by(two, ref)
    two.now_us = (by_s + good_s) * US_PER_S
    good = two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    later = west.seal(SealedLeaf(kind="evidence", digest="ef" * 32))
    two.exchange()
    theft(two, "node", good.index)
    for sealed, holds in ((ref, opens), (later, False)):
        told = west.disclose(sealed, officers_now(two.west)[:1], two.now_us).ref
        two.exchange()
        for side in (two.west, two.east):
            books = side.site.books
            found = opened(books, books.message(told))
            assert (not found.faults) is holds
            if not holds:
                assert "not cosigned before the last good message" in found.faults[0]


def opened_by(two: Pair, ref: EntryRef) -> int:
    """Return when east's witness cosigned a sealed entry of west's, in seconds."""
    books = two.west.site.books
    key = books.rings.peer.now("witness")[0]
    return books.store.receipt(ref.origin, key.text(), ref.index).time_s


def test_what_a_stolen_nodes_key_sealed_opens_by_no_message_that_came_too_late(
    two: Pair,
) -> None:
    """A good message that nobody had cosigned before the list bounds nothing."""
    begun(two)
    west = two.west.site
    ref = west.seal(SealedLeaf(kind="evidence", digest="cd" * 32))
    two.exchange()
    two.pass_s(100)
    good = two.west.say("CH-10", TEXT, two.now_us)
    revoke(two.west, "node", good.index, two.now_us)
    two.exchange()
    told = west.disclose(ref, officers_now(two.west)[:1], two.now_us).ref
    two.exchange()
    for side in (two.west, two.east):
        books = side.site.books
        assert opened(books, books.message(told)).faults
