"""A log key that was stolen: what comes is kept apart, and there is a way out."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.changes import next_list, officers_now, revoke, rotate
from tests.unit.hotline.thief import forged
from tests.unit.hotline.two_sites import (
    NOW_US,
    Pair,
    PowerLossError,
    Side,
    key,
    keys_of,
    officers_of,
    pair,
    root_of,
    side_of,
)
from thalweg.errors import InputError, RecordDoubtError, VerificationError
from thalweg.hotline import doubts, taking_back
from thalweg.hotline.alarms import Kind
from thalweg.hotline.answers import State
from thalweg.hotline.books import OPEN, Books
from thalweg.hotline.ladder import Rung
from thalweg.hotline.parcel import make_parcel, read_parcel, run_from
from thalweg.hotline.sides import Limits
from thalweg.model.message import EntryRef
from thalweg.node.anew import Stolen, continue_anew
from thalweg.node.returning import logs_shown
from thalweg.record.evidence import EVIDENCE
from thalweg.record.guard import Guard
from thalweg.record.merkle import leaf_hash
from thalweg.record.merkle import root_of as tree_root
from thalweg.record.origins import new_origin
from thalweg.record.ports import MIRRORED
from thalweg.record.verify import verify_log
from thalweg.wire.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.key_file import KeyFile
from thalweg.wire.key_list import KeyTerm, Revocation
from thalweg.wire.leaf import KEYS, LINK, MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.origin_leaf import OriginLink
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.signing import SigningKey
from thalweg.wire.take_back import TAKE_BACK
from thalweg.wire.vkey import KeyKind

TEXT = {"text": {"text": "good morning", "lang": "en"}}
HAZARD = {
    "area": {"place": "south"},
    "levels": {"lower": {"value": 0, "unit": "ft", "datum": "STD"}},
    "span": {"from_us": NOW_US, "to_us": NOW_US + 3_600_000_000},
}
CLEAR = {"area": HAZARD["area"], "span": HAZARD["span"]}
LIE = {"text": {"text": "we were never there", "lang": "en"}}
WEST = "west.example/log"


def word(side: Side, params: dict, now_us: int, **about) -> bytes:
    """Return an entry under an officer's key, which the side's own log lacks."""
    element = about.pop("element", "CH-10")
    message = side.site.compose(element, params, now_us, **about)
    return sign_envelope(MESSAGE, encode_message(message), side.officers[:1]).format()


def steal(two: Pair, *entries: bytes) -> None:
    """Have east mirror what a thief of west's log key says after west's own log."""
    true = next(two.west.site.parcels(two.now_us, 0))
    done = two.east.site.apply(forged(true, keys_of("west").log, *entries), two.now_us)
    assert done.cosigned, done


def begun(two: Pair) -> EntryRef:
    two.exchange()
    ref = two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    return ref


def signed(side: Side, *officers: SigningKey, **changed: object) -> bytes:
    made = replace(taking_back.act(side.site.books, NOW_US), **changed)
    return sign_envelope(TAKE_BACK, made.encode(), officers).format()


def apart(side: Side) -> list[str]:
    found = taking_back.comes(side.site.books)
    return [said.message.params["text"]["text"] for said in found]


def test_what_a_thief_said_is_kept_apart_and_not_taken_into_the_log(two: Pair) -> None:
    begun(two)
    size = two.west.site.books.log.size
    steal(two, word(two.west, LIE, two.now_us))
    done = two.carry(two.east, two.west)
    assert done.recovered == 0
    assert Kind.RECORD in [alarm.kind for alarm in done.alarms]
    for _ in range(2):
        site = two.west.again()
        assert site.books.log.size == size
        assert "the guard knows no more" in site.state(two.now_us).doubts[WEST]
        with pytest.raises(RecordDoubtError, match="nothing is taken back by itself"):
            two.west.say("CH-10", TEXT, two.now_us)
        two.exchange()
    assert apart(two.west) == [LIE["text"]["text"]]
    assert site.books.log.size == size
    # It hears the other side all the same.
    ref = two.east.say("CH-10", TEXT, two.now_us)
    two.exchange()
    assert site.said(ref).counts


def test_two_officers_take_back_what_was_ours_after_all(two: Pair) -> None:
    begun(two)
    size = two.west.site.books.log.size
    steal(two, word(two.west, LIE, two.now_us), word(two.west, TEXT, two.now_us))
    two.exchange()
    one, other = two.west.officers
    take = two.west.site.take_back
    with pytest.raises(InputError, match="two officers"):
        take(signed(two.west, one), two.now_us)
    with pytest.raises(InputError, match="no key"):
        take(signed(two.west, *officers_of("east")), two.now_us)
    with pytest.raises(InputError, match="not what came"):
        take(signed(two.west, one, other, root=b"r" * 32), two.now_us)
    with pytest.raises(InputError, match="not what came"):
        take(signed(two.west, one, other, size=size + 1), two.now_us)
    assert two.west.site.books.log.size == size
    assert take(signed(two.west, one, other), two.now_us) == 2
    for _ in range(2):
        assert not two.west.site.state(two.now_us).doubts
        assert two.west.site.books.log.size == size + 2
        two.west.again()
    ref = two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    assert two.west.site.receipt(ref) is not None
    assert not two.east.site.state(two.now_us).dispute
    assert len(dict(two.west.store.rows(doubts.TAKEN_BACK))) == 1


def leave(
    side: Side,
    now_us: int,
    stolen: Stolen | None = None,
    *signers: SigningKey,
    is_lost: bool = False,
    restored: bool = False,
) -> OriginLink:
    """Begin a new log as the command does, and start again."""
    signers = signers or (root_of(side.party), *officers_now(side))

    def keep(use: str, key: SigningKey) -> str:
        side.new_keys.append(key)
        return use

    began = continue_anew(
        side.site.books,
        lambda _ring: (signers[:1], signers[1:]),
        keep,
        now_us,
        None if is_lost or restored else stolen or Stolen(),
        restored=restored,
    )
    side.again()
    return began.link


def settled(two: Pair) -> None:
    """Hold that both sides deliver to one another, and that nothing is in doubt."""
    two.exchange()
    for one in (two.west, two.east):
        message = one.site.compose("CH-10", TEXT, two.now_us)
        ref = one.site.send(message, officers_now(one)[:1], two.now_us)
        two.exchange()
        assert one.site.rung(ref) is Rung.DELIVERED
        state = one.site.state(two.now_us)
        assert (state.dispute, state.doubts) == ({}, {})
        assert state.delivered == state.own.size


def test_an_owner_who_was_idle_leaves_the_thiefs_entries_behind(two: Pair) -> None:
    good = begun(two)
    size = two.west.site.books.log.size
    asked = two.east.say("CH-5", {"difference_ms": 3000}, two.now_us)
    open_too = two.east.say("CH-5", {"difference_ms": 1}, two.now_us)
    two.exchange()
    size = two.west.site.books.log.size
    # The thief has an officer's key, too: his answer closes what east asked.
    lie = word(two.west, {}, two.now_us, element="RS-0", ref=asked)
    steal(two, lie, word(two.west, LIE, two.now_us))
    assert two.east.site.dialogue(asked).state is State.CLOSED
    two.exchange()
    held = two.east.site.books.mirror
    root, held_size = two.east.site.books.root_at(WEST, held.size), held.size
    link = leave(two.west, two.now_us)
    assert (link.reason, link.size, link.known_size) == ("stolen", size, size + 2)
    done = two.carry(two.west, two.east)
    (alarm,) = [one for one in done.alarms if one.kind is Kind.NEW_ORIGIN]
    assert alarm.facts["uncounted"] == [size, size + 1]
    assert (alarm.facts["old_size"], alarm.facts["held_here"]) == (size, size + 2)
    assert alarm.facts["common"] == size
    settled(two)
    for side in (two.west, two.east):
        (row,) = side.site.state(two.now_us).parted
        assert (row["named"]["size"], row["common"]) == (size, size)
        side.again()
    # What it held it holds, and it can still be verified; what was answered is open.
    books = two.east.site.books
    assert (books.store.size(WEST), books.root_at(WEST, held_size)) == (held_size, root)
    open_now = set(books.standing.current(OPEN))
    assert {f"{at.origin} {at.index}" for at in (asked, open_too)} <= open_now
    assert two.east.site.dialogue(asked).state is State.OPEN
    assert {f"{asked.origin} {asked.index}"} <= set(
        two.west.site.books.standing.current(OPEN)
    )
    assert good.index < size
    settled(two)


def test_what_stood_in_a_log_that_was_left_is_told_on_both_sides(two: Pair) -> None:
    """A warning that nobody had read, and a notice, were delivered: none is lost."""
    begun(two)
    asked = two.west.say("HZ-2", CLEAR, two.now_us)
    hazard = two.west.say("HZ-1", HAZARD, two.now_us)
    two.exchange()
    assert two.west.site.rung(hazard) is Rung.DELIVERED
    two.east.site.displayed(asked, "officer-1", two.now_us)
    steal(two, word(two.west, HAZARD, two.now_us, element="HZ-1"))
    late = two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    leave(two.west, two.now_us)
    done = two.carry(two.west, two.east)
    (alarm,) = [one for one in done.alarms if one.kind is Kind.NEW_ORIGIN]
    told = {key: alarm.facts[key] for key in ("open", "unread", "notices")}
    first = 0
    assert told == {
        "open": [first, asked.index, hazard.index],
        "unread": [first, hazard.index],
        "notices": [hazard.index],
    }
    two.east.again()
    (row,) = logs_shown(two.east.site)["parted"]
    assert row["unread"] == [first, hazard.index]
    shown = {one["ref"]["index"]: one for one in row["unfinished"]}
    assert shown[hazard.index]["why"] == ["open", "unread", "notices"]
    assert "HAZARD AREA" in shown[hazard.index]["lines"]["en"][0]
    assert shown[asked.index]["why"] == ["open"]
    (row,) = logs_shown(two.west.site)["parted"]
    assert row["unreceipted"] == [late.index]
    assert row["unfinished"][-1]["why"] == ["unreceipted"]
    assert row["uncounted"] == [late.index]
    settled(two)


def thief_and_owner(two: Pair) -> int:
    """Have east hold a thief's entries, and west write on: two histories."""
    begun(two)
    steal(two, word(two.west, LIE, two.now_us), word(two.west, LIE, two.now_us))
    common = two.west.site.books.log.size
    two.west.say("CH-10", TEXT, two.now_us)
    two.west.say("CH-10", TEXT, two.now_us)
    two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    assert two.east.site.state(two.now_us).dispute["origin"] == WEST
    return common


def test_an_owner_who_wrote_meanwhile_leaves_the_log_behind(two: Pair) -> None:
    common = thief_and_owner(two)
    site = two.west.again()
    assert "two histories" in site.state(two.now_us).doubts[WEST]
    assert f"the first {common} the same" in site.state(two.now_us).doubts[WEST]
    # It does not send two officers to take back what cannot be.
    assert "one log cannot have both" in site.state(two.now_us).doubts[WEST]
    assert apart(two.west) == [LIE["text"]["text"]] * 2
    with pytest.raises(InputError, match="parts from our own log"):
        site.take_back(signed(two.west, *two.west.officers), two.now_us)
    with pytest.raises(InputError, match="are the same on the other side"):
        leave(two.west, two.now_us, Stolen(last_good=common))
    link = leave(two.west, two.now_us)
    assert link.size == common
    done = two.carry(two.west, two.east)
    (alarm,) = [one for one in done.alarms if one.kind is Kind.NEW_ORIGIN]
    assert alarm.facts["uncounted"] == [common, common + 1]
    assert alarm.facts["dispute_over"]
    settled(two)
    for side in (two.west, two.east):
        side.again()
    (row,) = two.east.site.state(two.now_us).parted
    # What happened stays on record.
    assert row["dispute"]["origin"] == WEST
    assert row["dispute"]["common"] == common
    assert row["held"]["size"] == common + 2
    assert list(two.east.store.rows(EVIDENCE))
    settled(two)


def test_a_list_that_revokes_the_log_key_is_cause_enough(two: Pair) -> None:
    begun(two)
    with pytest.raises(InputError, match="neither does the other side show anything"):
        leave(two.west, two.now_us)
    steal(two, word(two.west, LIE, two.now_us))
    common = two.west.site.books.log.size
    # The owner revokes before anything comes back; east never takes that list in.
    revoke(two.west, "log", common - 1, two.now_us)
    two.exchange()
    assert two.east.site.books.peer.edition == 0
    assert not two.west.site.state(two.now_us).doubts
    assert apart(two.west) == [LIE["text"]["text"]]
    with pytest.raises(InputError, match="that was revoked, or replaced before"):
        two.west.site.take_back(signed(two.west, *officers_now(two.west)), two.now_us)
    link = leave(two.west, two.now_us)
    assert link.size == common
    done = two.carry(two.west, two.east)
    assert not done.faults, done.faults
    assert two.east.site.books.peer.edition == 2
    settled(two)


@pytest.mark.parametrize("overlap_us", [None, 7 * 86_400_000_000])
def test_whoever_finds_a_key_that_was_replaced_stops_no_log(
    two: Pair, overlap_us: int | None
) -> None:
    begun(two)
    until_us = overlap_us and two.now_us + overlap_us
    rotate(two.west, "log", two.now_us, until_us)
    two.exchange()
    two.pass_s(8 * 86_400)
    two.exchange()
    size = two.west.site.books.log.size
    # One under the entry of its time would be two histories.
    note = sign_checkpoint(Checkpoint(WEST, size + 9, b"x" * 32), keys_of("west").log)
    reply = read_parcel(two.east.site.parcel(two.now_us))
    data = make_parcel(replace(reply, receipt=note.format()))
    assert "replaced before" in two.west.site.apply(data, two.now_us).faults[0]
    settled(two)
    early = sign_checkpoint(Checkpoint(WEST, 1, b"x" * 32), keys_of("west").log)
    data = make_parcel(replace(reply, receipt=early.format()))
    two.west.site.apply(data, two.now_us)
    assert "another root for 1" in two.west.site.state(two.now_us).doubts[WEST]


@pytest.mark.parametrize("size", [2**53, 2**60])
def test_a_size_that_no_number_of_ours_can_say_shuts_no_way_out(
    two: Pair, size: int
) -> None:
    begun(two)
    note = sign_checkpoint(Checkpoint(WEST, size, b"x" * 32), keys_of("west").log)
    reply = read_parcel(two.east.site.parcel(two.now_us))
    data = make_parcel(replace(reply, receipt=note.format()))
    two.west.site.apply(data, two.now_us)
    assert logs_shown(two.west.site)["coming"]["apart"]["size"] == size
    assert leave(two.west, two.now_us).known_size == 2**53 - 1
    settled(two)


@pytest.mark.parametrize("commits", [None, 0, 1, 2, 3, 4, 5])
def test_two_new_logs_in_a_row_reach_a_side_that_was_away(
    two: Pair, commits: int | None
) -> None:
    begun(two)
    steal(two, word(two.west, LIE, two.now_us))
    two.exchange()
    leave(two.west, two.now_us)
    first = two.west.site.parcel(two.now_us)
    # The thief is in the machine still: the new log is left as well, unheard of.
    revoke(two.west, "log", 1, two.now_us)
    leave(two.west, two.now_us)
    newest = "west.example/log-3"
    if commits is not None:
        two.east.fail_in(commits, after=commits % 2 == 0)
    with contextlib.suppress(PowerLossError):
        two.carry(two.west, two.east)
    two.east.again()
    two.exchange()
    assert two.east.site.books.peer.origin == newest
    two.east.site.apply(first, two.now_us)
    assert two.east.site.books.peer.origin == newest
    settled(two)
    told = [row["new"] for row in two.east.site.state(two.now_us).parted]
    assert told == ["west.example/log-2", newest]
    # Once it has receipted the newest, the links go no longer.
    assert read_parcel(two.west.site.parcel(two.now_us)).lists == ()


def test_a_link_between_that_nobody_may_make_is_refused(two: Pair) -> None:
    begun(two)
    steal(two, word(two.west, LIE, two.now_us))
    two.exchange()
    leave(two.west, two.now_us)
    revoke(two.west, "log", 1, two.now_us)
    leave(two.west, two.now_us)
    true = read_parcel(two.west.site.parcel(two.now_us))
    first, link, *newest = true.lists
    one = root_of("west"), two.west.officers[0]
    wrong = sign_envelope(LINK, parse_envelope(link).payload, one).format()
    for lists in ((first, wrong, *newest), (link, *newest), newest, ()):
        data = make_parcel(replace(true, lists=tuple(lists)))
        done = two.east.site.apply(data, two.now_us)
        assert done.faults
        assert two.east.site.books.peer.origin == WEST
    settled(two)


def test_a_new_log_is_heard_of_where_what_was_held_was_never_receipted(
    two: Pair,
) -> None:
    """What was on its way speaks of the old log, and names no receipt by its origin."""
    west, east = two.west, two.east
    for _ in range(3):
        west.say("CH-10", TEXT, two.now_us)
    done = east.site.apply(west.site.parcel(two.now_us), two.now_us, 100.0)
    assert (len(done.new), done.cosigned) == (3, False)
    west.stop()
    (west.folder / "guard").unlink()
    west.start()
    (west.folder / "guard").unlink()
    leave(west, two.now_us, is_lost=True)
    two.carry(east, west)
    settled(two)
    assert east.site.books.peer.origin == "west.example/log-2"


def test_a_machine_that_was_restored_and_went_on_disowns_nothing(two: Pair) -> None:
    west, east = two.west, two.east
    begun(two)
    copy, guard = west.back_up(), (west.folder / "guard").read_bytes()
    before = [west.say("CH-10", TEXT, two.now_us) for _ in range(2)]
    two.exchange()
    west.stop()
    (west.folder / "guard").write_bytes(guard)
    west.restore(copy)
    # It hears nothing of the other side before it goes on.
    west.say("CH-1", {"n": 1}, two.now_us)
    two.exchange()
    why = west.site.state(two.now_us).doubts["west.example/log"]
    assert "thalweg node new-origin --restored, if it was said here too" in why
    with pytest.raises(InputError, match="parts from our own log"):
        west.site.take_back(signed(west, *west.officers), two.now_us)
    with pytest.raises(InputError, match="--restored; if they were not: --stolen"):
        leave(west, two.now_us, is_lost=True)
    link = leave(west, two.now_us, restored=True)
    assert (link.reason, link.size) == ("behind", before[0].index)
    two.exchange()
    settled(two)
    for side in (west, east):
        (told,) = side.site.state(two.now_us).parted
        assert (told["reason"], told["common"]) == ("behind", link.size)
        assert not told.get("uncounted")
    assert link.known_size == before[-1].index + 1


def test_nothing_is_left_as_restored_that_does_not_part(two: Pair) -> None:
    begun(two)
    with pytest.raises(InputError, match="the guard knows no more"):
        leave(two.west, two.now_us, restored=True)
    steal(two, word(two.west, LIE, two.now_us))
    two.exchange()
    # The owner was idle: what came goes on from his log, and can be taken back.
    with pytest.raises(InputError, match="take them back first"):
        leave(two.west, two.now_us, restored=True)


def test_a_day_that_a_thief_used_up_is_given_back_once(disk: Path) -> None:
    two = pair(disk, limits=Limits(day_bytes=200_000))
    begun(two)
    # He needs the log's key alone: nobody signs these.
    steal(two, *[b"x" * 60_000] * 4)
    two.exchange()
    leave(two.west, two.now_us)
    settled(two)
    two.west.site.log_entries([b"y" * 60_000] * 4, two.now_us)
    two.exchange()
    revoke(two.west, "log", 1, two.now_us)
    leave(two.west, two.now_us)
    # Whoever says so again in the day has no room by it.
    assert "limits.day" in two.carry(two.west, two.east).withheld
    two.pass_s(86_401)
    settled(two)
    two.west.stop()
    two.east.stop()


@pytest.mark.parametrize("lies", [1, 5])
def test_a_log_left_before_anything_came_back_keeps_what_was_receipted(
    two: Pair, lies: int
) -> None:
    """The owner revoked first, wrote on, and left: nobody had told where they part."""
    begun(two)
    said = two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    common = two.west.site.books.log.size
    assert two.west.site.rung(said) is Rung.DELIVERED
    steal(two, *[word(two.west, LIE, two.now_us)] * lies)
    revoke(two.west, "log", common - 1, two.now_us)
    with pytest.raises(InputError, match="as far as anything shows here"):
        leave(two.west, two.now_us, Stolen(last_good=common))
    assert leave(two.west, two.now_us).size == common
    done = two.carry(two.west, two.east)
    (alarm,) = [one for one in done.alarms if one.kind is Kind.NEW_ORIGIN]
    assert alarm.facts["common"] == common
    assert alarm.facts["uncounted"] == list(range(common, common + lies))
    settled(two)


def test_the_other_side_cannot_have_us_disown_what_it_receipted(two: Pair) -> None:
    """It, or a thief beside it, shows a history that parts before its receipts."""
    begun(two)
    two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    size = two.west.site.books.log.size
    lies = [word(two.west, {"n": n}, two.now_us, element="CH-1") for n in range(size)]
    at = Checkpoint(WEST, size + 1, tree_root([*map(leaf_hash, [*lies, lies[0]])]))
    note = sign_checkpoint(at, keys_of("west").log).format()
    back = run_from(0, [*lies, lies[0]])
    reply = read_parcel(two.east.site.parcel(two.now_us))
    two.west.site.apply(
        make_parcel(replace(reply, receipt=note, back=back)), two.now_us
    )
    assert doubts.doubted(two.west.site.books, WEST)["common"] == 0
    assert leave(two.west, two.now_us).size == size
    assert two.west.site.state(two.now_us).parted[0]["gone"] == []
    settled(two)


@pytest.mark.parametrize(
    "wrong", ["no root key", "east's root", "one officer", "not revoked"]
)
def test_nobody_else_can_say_that_it_was_stolen(two: Pair, wrong: str) -> None:
    thief_and_owner(two)
    root, one, other = root_of("west"), *two.west.officers
    signers = {
        "no root key": (one, other),
        "east's root": (root_of("east"), one, other),
        "one officer": (root, one),
    }
    if wrong in signers:
        with pytest.raises(VerificationError):
            leave(two.west, two.now_us, None, *signers[wrong])
        return
    # One that does not revoke the key is no way out of a dispute.
    made = next_list(two.west, two.now_us)
    assert root
    with pytest.raises(VerificationError, match="does not revoke the key"):
        new_origin(two.west.site.books.rings.own, linked(two, made))


def linked(two: Pair, made, **changed: object) -> list[bytes]:
    """Return a list of keys and a link by west's root key and officers."""
    new = [
        KeyTerm(
            use=use, key=key(f"west.example/{use}-2", KeyKind.ED25519, 90 + n).verifier
        )
        for n, use in enumerate(("log", "sealed"))
    ]
    kept = [term for term in made.keys if term.use not in ("log", "sealed")]
    made = replace(made, keys=(*kept, *new))
    books = two.west.site.books
    link = OriginLink(
        party="west",
        old=WEST,
        size=1,
        root=books.root_at(WEST, 1),
        known_size=None,
        new=new[0].key.name,
        sealed=new[1].key.name,
        keys=made.sha256,
        reason="stolen",
        made_us=two.now_us,
    )
    root = root_of("west")
    signers = changed.pop("signers", [root, *two.west.officers])
    link = replace(link, **changed)
    return [
        sign_envelope(KEYS, made.encode(), signers[:1]).format(),
        sign_envelope(LINK, link.encode(), signers).format(),
    ]


def test_a_side_that_disowns_what_it_said_is_shown_to_have(two: Pair) -> None:
    """Nobody can prevent it; it is dated, shown, and the receipts are kept."""
    begun(two)
    real = [two.west.say("CH-10", TEXT, two.now_us) for _ in range(3)]
    two.exchange()
    note = two.east.site.books.mirror.head.note
    revoke(two.west, "log", 0, two.now_us)
    two.exchange()
    link = leave(two.west, two.now_us, Stolen(last_good=real[0].index - 1))
    done = two.carry(two.west, two.east)
    (alarm,) = [one for one in done.alarms if one.kind is Kind.NEW_ORIGIN]
    assert [at.index for at in real] == alarm.facts["uncounted"][:3]
    (row,) = two.east.site.state(two.now_us).parted
    assert row["said_us"] == link.made_us
    assert row["cosigned"]["size"] > real[-1].index
    head = two.east.store.head(WEST, MIRRORED)
    assert head.size == row["cosigned"]["size"]
    assert parse_checkpoint(note).checkpoint.size <= head.size
    assert two.east.store.entries(WEST, 0, head.size)
    settled(two)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("commits", range(5))
def test_the_power_is_lost_while_a_log_is_left(
    two: Pair, commits: int, after: bool
) -> None:
    common = thief_and_owner(two)
    two.west.fail_in(commits, after=after)
    with contextlib.suppress(PowerLossError):
        leave(two.west, two.now_us)
    two.west.again()
    if two.west.site.books.us.origin == WEST:
        # Nothing of it was written, and the doubt still stands.
        assert list(two.west.site.state(two.now_us).doubts) == [WEST]
        leave(two.west, two.now_us)
    two.east.fail_in(commits, after=after)
    with contextlib.suppress(PowerLossError):
        two.carry(two.west, two.east)
    two.east.again()
    two.pass_s(5)
    settled(two)
    (row,) = two.east.site.state(two.now_us).parted
    assert row["common"] == common
    logs = two.west.folder / "disk" / "logs"
    origins = {
        name: parse_checkpoint(
            (folder / name / "checkpoint").read_bytes()
        ).checkpoint.origin
        for folder, name in ((logs, "log"), (logs, "log.1"))
    }
    assert origins == {"log": "west.example/log-2", "log.1": WEST}


def test_a_nodes_key_that_was_stolen_too_is_revoked_with_it(two: Pair) -> None:
    thief_and_owner(two)
    with pytest.raises(InputError, match="wanted one of sealed"):
        leave(two.west, two.now_us, Stolen(also=("officer-1",)))
    leave(two.west, two.now_us, Stolen(also=("node", "mirror")))
    gone = {one.key for one in two.west.site.books.rings.own.newest.revoked}
    old = keys_of("west")
    assert gone == {old.log.verifier, old.node.verifier, old.mirror.verifier}
    settled(two)
    # An officer's is revoked in the new log, right after.
    refs = revoke(two.west, "officer-1", 1, two.now_us)
    two.exchange()
    assert two.east.site.said(refs[1]).counts
    settled(two)


def test_a_thief_goes_on_in_the_old_log_and_nobody_listens(two: Pair) -> None:
    begun(two)
    true = next(two.west.site.parcels(two.now_us, 0))
    steal(two, word(two.west, LIE, two.now_us))
    two.exchange()
    leave(two.west, two.now_us)
    settled(two)
    lie = word(two.west, LIE, two.now_us)
    done = two.east.site.apply(forged(true, keys_of("west").log, lie, lie), two.now_us)
    assert done.faults
    assert not done.new
    settled(two)


def test_a_sealed_log_that_the_other_side_has_longer_stays_in_doubt(two: Pair) -> None:
    west = two.west
    two.exchange()
    copy = west.back_up()
    guard = (west.folder / "guard").read_bytes()
    west.site.seal(SealedLeaf(kind="evidence", digest="cd" * 32))
    two.exchange()
    west.stop()
    (west.folder / "guard").write_bytes(guard)
    west.restore(copy)
    two.exchange()
    for _ in range(2):
        told = west.again().state(two.now_us).doubts
        assert list(told) == ["west.example/sealed"]
        # There is nothing to read or to take back.
        assert "take-back" not in told["west.example/sealed"]
        assert "--stolen --also sealed" in told["west.example/sealed"]
    # Nobody has what was sealed: it is a loss, and no theft.
    link = leave(west, two.now_us, is_lost=True)
    assert link.reason == "behind"
    settled(two)


def verified(folder: Path, *before: Path):
    agreed = {party: key_file(party) for party in ("west", "east")}
    return verify_log(folder, (), agreed=agreed, before=before)


def key_file(party: str) -> KeyFile:
    side = side_of(party)
    uses = ("log", "sealed", "witness", "mirror", "node", "root")
    keys = {use: getattr(side, use)[0] for use in uses}
    keys |= {f"officer-{n}": one for n, one in enumerate(side.officers, 1)}
    return KeyFile(keys)


def test_whoever_verifies_is_told_what_each_side_says_and_holds(two: Pair) -> None:
    common = thief_and_owner(two)
    leave(two.west, two.now_us)
    settled(two)
    two.west.site.tick(two.now_us)
    two.east.site.tick(two.now_us)
    settled(two)
    west, east = (side.folder / "disk" / "logs" for side in (two.west, two.east))
    said = f"the key was stolen after entry {common - 1}"
    for folder, before, held in (
        (west / "log", west / "log.1", common + 3),
        (west / "log", east / "mirror.1", common + 2),
        (east / "mirror", east / "mirror.1", common + 2),
        (east / "mirror", west / "log.1", common + 3),
    ):
        found = verified(folder, before)
        assert found.faults == ()
        assert sum(said in told for told in found.links) == 1
        assert any(f"holds {held} entries" in told for told in found.links)
        gone = f"the {held - common} after them count no longer"
        assert any(gone in told for told in found.links)
        alone = verified(before)
        assert alone.faults == ()
        assert said in alone.links[0]
    # The log of the other side goes on, with a copy of the list and no link.
    assert verified(east / "log").faults == ()
    assert verified(west / "mirror").faults == ()
    uncosigned = verified(west / "log.1").links
    assert "not cosigned by the mirror of east" in uncosigned[1]
    # What east had receipted of it before is shown beside it.
    assert f"its first {common} entries are cosigned by the mirror" in uncosigned[2]
    assert "2017-12-13T05:00:0" in uncosigned[2]
    # Without the link beside it, it is a log that the other side had not cosigned.
    (west / "log.1" / "continued").unlink()
    assert "not cosigned" in verified(west / "log.1").faults[0]
    # A link that nobody may have made says nothing.
    (west / "log.1" / "continued").write_bytes(b"\0\1x\0\1y")
    assert verified(west / "log.1").links == ()


@pytest.mark.parametrize("commits", [None, 0, 1, 2, 3, 4, 5, 6])
def test_of_a_restored_record_the_guards_part_comes_back_and_a_thiefs_does_not(
    two: Pair, commits: int | None
) -> None:
    begun(two)
    copy = two.west.back_up()
    ours = two.west.say("CH-10", TEXT, two.now_us)
    lie = word(two.west, LIE, two.now_us)
    size = two.west.site.books.log.size
    steal(two, lie, lie)
    two.west.restore(copy)
    two.carry(two.west, two.east)
    if commits is not None:
        two.west.fail_in(commits, after=True)
    with contextlib.suppress(PowerLossError):
        two.carry(two.east, two.west)
    two.west.again()
    two.exchange(3)
    site = two.west.site
    assert site.books.log.size == size
    assert site.said(ours).counts
    assert apart(two.west) == [LIE["text"]["text"]] * 2
    assert list(site.state(two.now_us).doubts) == [WEST]
    assert leave(two.west, two.now_us).size == size
    settled(two)


def test_a_lie_that_the_guard_knows_otherwise_is_not_taken_back(two: Pair) -> None:
    """The thief forked below the guard: sizes alone would not tell."""
    begun(two)
    copy = two.west.back_up()
    lie = word(two.west, LIE, two.now_us)
    steal(two, lie)
    two.west.say("CH-10", TEXT, two.now_us)
    two.west.say("CH-10", TEXT, two.now_us)
    two.west.restore(copy)
    size = two.west.site.books.log.size
    two.exchange(3)
    assert two.west.site.books.log.size == size
    assert apart(two.west) == [LIE["text"]["text"]]
    with pytest.raises(RecordDoubtError):
        two.west.say("CH-10", TEXT, two.now_us)


def test_a_long_theft_is_read_in_pieces(disk: Path) -> None:
    two = pair(disk, limits=Limits(parcel_bytes=60_000))
    begun(two)
    size = two.west.site.books.log.size
    lies = [word(two.west, {"n": n}, two.now_us, element="CH-1") for n in range(700)]
    steal(two, *lies)
    seen = []
    for _ in range(6):
        two.west.again()
        two.carry(two.west, two.east)
        two.carry(two.east, two.west)
        row = doubts.doubted(two.west.site.books, WEST)
        seen.append(row["end"])
        if row["end"] < row["size"]:
            with pytest.raises(InputError, match="still to come"):
                two.west.site.take_back(
                    signed(two.west, *two.west.officers), two.now_us
                )
    assert seen[0] < seen[1] < seen[-1] == size + 700
    assert (
        two.west.site.take_back(signed(two.west, *two.west.officers), two.now_us) == 700
    )
    two.west.stop()
    two.east.stop()


def test_a_power_loss_while_it_is_taken_back_takes_it_once(two: Pair) -> None:
    begun(two)
    size = two.west.site.books.log.size
    lie = word(two.west, LIE, two.now_us)
    steal(two, lie)
    two.exchange()
    for commits in range(6):
        if two.west.site.books.log.size > size:
            break
        two.west.fail_in(commits, after=commits % 2 == 0)
        with contextlib.suppress(PowerLossError):
            two.west.site.take_back(signed(two.west, *two.west.officers), two.now_us)
        two.west.again()
        assert two.west.site.books.log.size in (size, size + 1)
    two.exchange()
    assert two.west.site.books.log.size == size + 1
    settled(two)


def test_a_dispute_outlives_a_new_log_of_the_side_that_has_it(two: Pair) -> None:
    thief_and_owner(two)
    before = two.east.site.state(two.now_us).dispute
    assert before["origin"] == WEST
    two.east.stop()
    (two.east.folder / "guard").unlink()
    # Its guard is lost; that ends nothing of what it holds against west.
    two.east.start()
    (two.east.folder / "guard").unlink()
    leave(two.east, two.now_us, is_lost=True)
    two.exchange()
    assert two.east.site.state(two.now_us).dispute == before
    assert two.west.site.books.peer.origin == "east.example/log-2"


def test_a_second_theft_is_in_doubt_though_the_first_was_revoked(two: Pair) -> None:
    begun(two)
    lie = word(two.west, LIE, two.now_us)
    steal(two, lie, lie, lie)
    revoke(two.west, "log", two.west.site.books.log.size - 1, two.now_us)
    two.exchange()
    assert not two.west.site.state(two.now_us).doubts
    # A smaller lie under the new key comes by another way.
    at = Checkpoint(WEST, 2, b"x" * 32)
    note = sign_checkpoint(at, two.west.new_keys[0]).format()
    reply = read_parcel(two.east.site.parcel(two.now_us))
    two.west.site.apply(make_parcel(replace(reply, receipt=note)), two.now_us)
    for _ in range(2):
        assert "another root for 2" in two.west.site.state(two.now_us).doubts[WEST]
        two.west.again()


def test_a_lie_about_a_theft_changes_nothing_on_the_other_side(two: Pair) -> None:
    """A log key and two officers are not enough, and neither is another reason."""
    thief_and_owner(two)
    made = next_list(two.west, two.now_us)
    gone = Revocation(key=keys_of("west").log.verifier, last_good=None, revoked_us=1)
    made = replace(made, revoked=(gone,))
    wrong = (
        {
            "signers": [
                key("west.example/root", KeyKind.ED25519, 99),
                *two.west.officers,
            ]
        },
        {"reason": "behind", "root": b"r" * 32},
    )
    books = two.east.site.books
    held = (books.mirror.size, books.root_at(WEST, books.mirror.size))
    for changed in wrong:
        entries = linked(two, made, **changed)
        data = forged(
            make_parcel(
                replace(
                    read_parcel(two.west.site.parcel(two.now_us)),
                    run=run_from(0, entries),
                )
            ),
            key("west.example/log-2", KeyKind.ED25519, 90),
        )
        done = two.east.site.apply(data, two.now_us)
        assert done.faults
        assert two.east.site.books.peer.origin == WEST
        assert two.east.site.state(two.now_us).dispute
    books = two.east.site.books
    assert held == (books.mirror.size, books.root_at(WEST, books.mirror.size))
    data = forged(
        make_parcel(
            replace(
                read_parcel(two.west.site.parcel(two.now_us)),
                run=run_from(0, linked(two, made)),
            )
        ),
        key("west.example/log-2", KeyKind.ED25519, 90),
    )
    assert two.east.site.apply(data, two.now_us).cosigned
    assert two.east.site.books.peer.origin == "west.example/log-2"


def test_a_thief_fills_no_disk_of_the_owners(two: Pair) -> None:
    begun(two)
    lies = [word(two.west, {"n": n}, two.now_us, element="CH-1") for n in range(400)]
    two.west.limits = Limits(day_bytes=1)
    two.east.limits = Limits(parcel_bytes=60_000)
    two.west.again()
    two.east.again()
    steal(two, *lies)
    ends = []
    for _ in range(3):
        for _ in range(3):
            two.carry(two.west, two.east)
            two.carry(two.east, two.west)
        ends.append(doubts.doubted(two.west.site.books, WEST)["end"])
        two.pass_s(86_401)
    assert ends[0] < ends[1] < ends[0] + 400


@pytest.mark.parametrize("disputed", [True, False])
def test_less_is_held_than_the_owner_names(two: Pair, disputed: bool) -> None:
    """Whether it is the beginning of what he has, only a dispute shows."""
    begun(two)
    common = two.west.site.books.log.size
    steal(two, word(two.west, LIE, two.now_us))
    for _ in range(3):
        two.west.say("CH-10", TEXT, two.now_us)
    if disputed:
        assert two.carry(two.west, two.east).faults
    # Our own command names no more than was receipted; another's may.
    size = two.west.site.books.log.size
    gone = Revocation(key=keys_of("west").log.verifier, last_good=None, revoked_us=1)
    made = replace(next_list(two.west, two.now_us), revoked=(gone,))
    root = two.west.site.books.root_at(WEST, size)
    run = run_from(0, linked(two, made, size=size, root=root))
    true = read_parcel(two.west.site.parcel(two.now_us))
    new_log = key("west.example/log-2", KeyKind.ED25519, 90)
    data = forged(make_parcel(replace(true, run=run)), new_log)
    assert two.east.site.apply(data, two.now_us).cosigned
    (row,) = two.east.site.state(two.now_us).parted
    assert row["held"]["size"] == common + 1
    assert row["common"] == (common if disputed else None)
    assert row["gone"] == ([common] if disputed else [])


def anew_without_a_guard(side: Side, now_us: int) -> OriginLink:
    """Begin a new log as the command does where the guard is missing."""
    made = list(side.site._made_of)
    made[0] = replace(made[0], **side.newest())
    made[6] = Guard(side.folder / "guard", {}, 0)

    def keep(use: str, key: SigningKey) -> str:
        side.new_keys.append(key)
        return use

    signers = (root_of(side.party), *officers_now(side))
    return continue_anew(
        Books(*made), lambda _ring: (signers[:1], signers[1:]), keep, now_us
    ).link


@pytest.mark.parametrize("after", [False, True])
def test_a_new_log_that_power_cut_short_has_no_guard_and_is_finished(
    two: Pair, after: bool
) -> None:
    begun(two)
    side = two.west
    guard = side.folder / "guard"
    guard.unlink()
    side.fail_in(0, after=after)
    with pytest.raises(PowerLossError):
        anew_without_a_guard(side, two.now_us)
    # One here would vouch for a record of which nobody knows how far it had come.
    assert not guard.exists()
    side.store.left = None
    link = anew_without_a_guard(side, two.now_us)
    assert (link.old, link.new) == (WEST, "west.example/log-2")
    assert link.reason == "guard-missing"
    assert guard.exists()
    side.again()
    two.exchange()
    settled(two)
    assert two.east.site.books.peer.origin == link.new
