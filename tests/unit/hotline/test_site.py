"""A site: says, takes in, answers, and shows how far each message came."""

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.liar import Liar
from tests.unit.hotline.two_sites import (
    TERMS,
    Pair,
    PowerLossError,
    key,
    keys_of,
    pair,
    side_of,
)
from thalweg.agreement.load import load
from thalweg.errors import (
    InputError,
    RecordDoubtError,
    RefusedError,
    VerificationError,
)
from thalweg.hotline.alarms import Kind
from thalweg.hotline.books import PROOFS, WAITING
from thalweg.hotline.disclosure import check_proof, take_proof
from thalweg.hotline.ladder import Rung
from thalweg.hotline.notes import Attempts, Noted, encode_attempts, parse_attempts
from thalweg.hotline.parcel import NOTHING, make_parcel, read_parcel
from thalweg.hotline.sides import DailyCall, Limits, terms_of
from thalweg.hotline.taking_back import act
from thalweg.hotline.watching import machine_message
from thalweg.model.message import EntryRef, Message
from thalweg.record.merkle import inclusion_proof
from thalweg.record.verify import verify_log
from thalweg.times import US_PER_S
from thalweg.wire.canonical import canonical_json, sha256_hex
from thalweg.wire.encoded import from_base64
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.leaf import ATTEMPTS, MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.take_back import TAKE_BACK
from thalweg.wire.tlog_proof import TlogProof
from thalweg.wire.vkey import KeyKind

TEXT = {"text": {"text": "heard", "lang": "en"}}
RC1 = {"claim": "occurred", "source": "own-report"}
NOTE = Attempts(
    what=Noted.OVERDUE,
    of=EntryRef("o", 1),
    day=None,
    attempts=1,
    last_receipt_s=None,
    last_receipt_size=None,
    noted_us=5,
)


@pytest.fixture
def two(disk: Path) -> Pair:
    return pair(disk)


def test_a_message_climbs_the_ladder_by_evidence(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    ref = two.west.say("GR-3", {"point": {"lat_e7": 1, "lon_e7": 2}}, two.now_us)
    assert west.rung(ref) is Rung.RECORDED
    two.carry(two.west, two.east)
    assert west.rung(ref) is Rung.RECORDED
    two.carry(two.east, two.west)
    assert west.rung(ref) is Rung.DELIVERED
    east.tick(two.now_us)
    two.exchange()
    assert west.rung(ref) is Rung.DELIVERED
    assert east.displayed(ref, "officer-1", two.now_us)
    assert not east.displayed(ref, "officer-2", two.now_us)
    east.tick(two.now_us)
    east.tick(two.now_us)
    two.exchange()
    assert west.rung(ref) is Rung.DISPLAYED
    later = two.now_us + 60_000_000
    two.east.say("RS-2", {"until_us": later}, two.now_us, ref=ref)
    two.exchange()
    assert west.rung(ref) is Rung.ACKNOWLEDGED
    two.east.say("RS-5", {"reason": "not-ours"}, two.now_us, ref=ref)
    two.exchange()
    assert west.rung(ref) is Rung.CLOSED
    elements = [said.message.element for said in west.followed(ref)]
    assert elements == ["RS-7", "RS-2", "RS-5"]


def minutes(two: Pair, count: float) -> int:
    return two.pass_s(count * 60)


def messages(site, origin: str | None = None) -> list[str]:
    origin = site.books.us.origin if origin is None else origin
    size = site.books.store.size(origin)
    found = [site.said(EntryRef(origin, index)) for index in range(size)]
    return [one.message.element if one.message else one.type for one in found]


def test_machines_check_the_line_every_hour(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    for site in (west, east):
        site.tick(two.now_us)
        site.tick(minutes(two, 59))
        assert messages(site) == []
        minutes(two, -59)
    minutes(two, 60)
    west.tick(two.now_us)
    two.exchange()
    east.tick(two.now_us)
    two.exchange()
    assert messages(west) == ["CH-1"]
    assert messages(east) == ["RS-3", "CH-1"]
    check = EntryRef("west.example/log", 0)
    assert west.rung(check) is Rung.CLOSED
    assert west.followed(check)[0].officers == 0
    # Nobody has to look at what machines say to one another.
    assert [item.said.at for item in east.inbox() if item.displayed] == []
    assert east.state(two.now_us).unseen == 0
    assert west.state(two.now_us).unseen == 1


def test_a_clock_that_went_back_does_not_silence_the_machine(two: Pair) -> None:
    west = two.west.site
    west.tick(two.now_us)
    west.tick(minutes(two, -120))
    assert messages(west) == ["CH-1"]
    west.tick(two.now_us + 1)
    assert messages(west) == ["CH-1"]


def logged(two: Pair, *entries: bytes) -> None:
    two.west.site.log_entries(entries, two.now_us)
    two.exchange()


def test_what_a_peer_logs_beyond_reason_is_an_entry_and_nothing_else(
    two: Pair,
) -> None:
    west, east = two.west.site, two.east.site
    officer, node = two.west.officers[0], keys_of("west").node
    stranger = key("west.example/officer-1", KeyKind.ED25519, 77)

    def entry(element: str, params: dict, signers, **about) -> bytes:
        root = replace(west.books.seen(), size=0)
        message = Message(
            agreement=TERMS.sha256,
            sender="west",
            recipient="east",
            element=element,
            params=params,
            ref=None,
            event_time_us=0,
            signed_time_us=0,
            useful_until_us=None,
            seen=root,
        )
        message = replace(message, **about)
        return sign_envelope(MESSAGE, encode_message(message), signers).format()

    asks = {"point": {"lat_e7": 1, "lon_e7": 2}}
    suspends = {"action": "suspend", "agreement": "euphrates", "from_us": 1}
    suspends["line_open"] = True
    logged(
        two,
        b"\xff not an envelope",
        entry("GR-3", asks, [stranger]),
        entry("GR-3", asks, [node]),
        entry("AG-5", suspends, [officer]),
        entry("GR-3", {"point": 7}, [officer]),
        entry("ZZ-9", {}, [officer]),
        entry("GR-3", asks, [officer], agreement="cd" * 32),
        entry("GR-3", asks, [officer], recipient="north"),
        entry("RS-3", {}, [node], ref=EntryRef("east.example/log", 0)),
        sign_envelope(MESSAGE, b'{"x":1}', [officer]).format(),
        entry("RS-4", {}, [officer], ref=EntryRef("east.example/log", 2**40)),
    )
    assert east.books.mirror.size == 11
    items = east.inbox()
    assert [item.said.counts for item in items] == [*[False] * 10, True]
    told = [" ".join(item.said.faults) for item in items]
    for at, what in enumerate(
        [
            "not an entry",
            "no key that is known",
            "a machine does not say this",
            "2 officers sign it, not 1",
            "GR-3.point",
            "ZZ-9",
            "is in force",
            "this line is from",
            "a machine answers CH-1 alone",
            "message",
        ]
    ):
        assert what in told[at]
    assert east.state(two.now_us).open == 0
    # The sender is told, by the machine, what could not be taken for what it says.
    east.tick(two.now_us)
    east.tick(two.now_us)
    two.exchange()
    errors = [
        (said.message.ref.index, said.message.params["error"])
        for index in range(east.books.log.size)
        if (said := west.said(EntryRef("east.example/log", index))).message is not None
    ]
    assert errors == [
        (2, "not-permitted"),
        (3, "not-permitted"),
        (4, "parameter"),
        (5, "unknown-element"),
        (6, "wrong-agreement"),
        (7, "wrong-party"),
    ]


def test_what_is_asked_is_answered_by_whoever_may(two: Pair) -> None:
    east = two.east.site
    ref = two.west.say("GR-3", {"point": {"lat_e7": 1, "lon_e7": 2}}, two.now_us)
    with pytest.raises(InputError, match="there is no message 0"):
        two.east.say("RS-4", {}, two.now_us, ref=ref)
    two.exchange()
    with pytest.raises(InputError, match="RS-3 does not answer GR-3"):
        two.east.say("RS-3", {}, two.now_us, ref=ref)
    with pytest.raises(InputError, match="only east may answer"):
        two.west.say("RS-4", {}, two.now_us, ref=ref)
    with pytest.raises(InputError, match="no log of this line"):
        two.east.say("RC-1", RC1, two.now_us, ref=EntryRef("north/log", 0))
    answer = east.compose("RS-4", {}, two.now_us, ref=ref)
    with pytest.raises(InputError, match="nobody signs it"):
        east.send(answer, [], two.now_us)
    with pytest.raises(InputError, match="no key of this side"):
        east.send(answer, two.west.officers, two.now_us)
    with pytest.raises(InputError, match="a machine does not say this"):
        east.send(answer, [keys_of("east").node], two.now_us)
    assert east.books.log.size == 0
    east.send(answer, two.east.officers, two.now_us)
    with pytest.raises(InputError, match="closed already"):
        two.east.say("RS-5", {"reason": "not-ours"}, two.now_us, ref=ref)
    two.exchange()
    assert two.west.site.rung(ref) is Rung.CLOSED
    with pytest.raises(InputError, match="no message of this side"):
        east.rung(ref)


def test_all_or_none_of_many_are_sent(two: Pair) -> None:
    west = two.west.site
    good = west.compose("CH-10", TEXT, two.now_us)
    with pytest.raises(InputError):
        west.send_many([(good, two.west.officers[:1]), (good, [])], two.now_us)
    assert west.books.log.size == 0
    refs = west.send_many([(good, two.west.officers[:1])] * 3, two.now_us)
    assert [ref.index for ref in refs] == [0, 1, 2]
    assert west.state(two.now_us).waiting == 3


def test_silence_is_overdue_on_both_sides_and_put_on_record(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    ref = two.west.say("GR-3", {"point": {"lat_e7": 1, "lon_e7": 2}}, two.now_us)
    two.exchange(1)
    assert Kind.OVERDUE not in kinds(west, two.now_us + 298 * US_PER_S)
    minutes(two, 5.1)
    assert Kind.OWED in kinds(east, two.now_us)
    assert Kind.OVERDUE in kinds(west, two.now_us)
    west.tick(two.now_us)
    assert west.rung(ref) is Rung.OVERDUE
    assert messages(west) == ["GR-3", ATTEMPTS]
    entry = west.books.store.entries("west.example/log", 1, 2)[0]
    note = parse_attempts(parse_envelope(entry).payload)
    assert (note.what, note.of, note.last_receipt_size) == (Noted.OVERDUE, ref, 1)
    two.exchange()
    later_us = two.now_us + 600 * US_PER_S
    two.east.say("RS-2", {"until_us": later_us}, two.now_us, ref=ref)
    assert Kind.OWED not in kinds(east, two.now_us)
    assert Kind.OWED in kinds(east, later_us + 1)
    two.exchange()
    assert west.rung(ref) is Rung.ACKNOWLEDGED
    two.west.say("CH-9", {"reason": "settled"}, two.now_us, ref=ref)
    two.exchange()
    assert west.rung(ref) is Rung.CLOSED
    owed = [one.at for one in east.tick(later_us + 1) if one.kind is Kind.OWED]
    assert ref not in owed


def kinds(site, now_us: int) -> list[Kind]:
    return [alarm.kind for alarm in site.tick(now_us)]


def square(west: int, south: int, size: int) -> dict:
    corners = [(0, 0), (size, 0), (size, size), (0, size)]
    return {
        "polygon": [{"lon_e7": west + dx, "lat_e7": south + dy} for dx, dy in corners]
    }


def intent(two: Pair, area: dict, **about) -> tuple[str, dict]:
    hour = 3600 * US_PER_S
    levels = {"upper": {"value": 9000, "unit": "ft", "datum": "STD"}}
    span = {"from_us": two.now_us, "to_us": two.now_us + hour}
    params = {"count": 2, "type": "aeroplane", "area": area, "levels": levels}
    return "AI-1", {**params, "span": span, **about}


def hazard(two: Pair, area: dict, **about) -> tuple[str, dict]:
    params = intent(two, area, **about)[1]
    return "HZ-1", {key: params[key] for key in ("area", "levels", "span")}


def test_no_intention_is_sent_over_a_notice_that_was_not_seen(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    before = west.compose(*intent(two, square(0, 0, 100)), two.now_us)
    notice = two.east.say(*hazard(two, square(50, 50, 100)), two.now_us)
    two.exchange()
    with pytest.raises(InputError, match="came in after this was written"):
        west.send(before, two.west.officers[:1], two.now_us)
    with pytest.raises(InputError, match=r"notice 0 .* no officer here was shown"):
        west.compose(*intent(two, square(0, 0, 100)), two.now_us)
    elsewhere = [
        intent(two, square(200, 0, 100)),
        intent(two, square(0, 0, 100), levels=above(9001)),
        intent(two, square(0, 0, 100), span=later(two, 2)),
    ]
    for params in elsewhere:
        assert west.compose(*params, two.now_us)
    # Two datums cannot be compared, and a place not at hand is anywhere.
    for params in (
        intent(two, square(0, 0, 100), levels=above(9001, "AMSL")),
        intent(two, {"place": "box"}),
    ):
        with pytest.raises(InputError, match="no officer here was shown"):
            west.compose(*params, two.now_us)
    west.displayed(notice, "officer-1", two.now_us)
    two.west.say(*intent(two, square(0, 0, 100)), two.now_us)
    assert east.books.mirror.size == 0


def above(value: int, datum: str = "STD") -> dict:
    return {"lower": {"value": value, "unit": "ft", "datum": datum}}


def later(two: Pair, hours: int) -> dict:
    start = two.now_us + hours * 3600 * US_PER_S
    return {"from_us": start, "to_us": start + 3600 * US_PER_S}


@pytest.mark.parametrize("how", ["ended", "cancelled", "taken back", "changed", "over"])
def test_a_notice_that_holds_no_longer_is_in_nobodys_way(two: Pair, how: str) -> None:
    west = two.west.site
    notice = two.east.say(*hazard(two, square(0, 0, 100)), two.now_us)
    if how == "taken back":
        two.east.say("CH-9", {"reason": "error"}, two.now_us, ref=notice)
    elif how != "over":
        change = {"change": how, "time_us": two.now_us}
        if how == "changed":
            change["span"] = later(two, 24)
        two.east.say("HZ-4", change, two.now_us, ref=notice)
    two.exchange()
    asked = intent(two, square(0, 0, 100))
    if how == "over":
        minutes(two, 61)
        asked = intent(two, square(0, 0, 100), span=later(two, -1))
    assert west.compose(*asked, two.now_us)
    if how == "changed":
        with pytest.raises(InputError, match="no officer here was shown"):
            west.compose(
                *intent(two, square(0, 0, 100), span=later(two, 24)), two.now_us
            )


def test_distress_above_the_budget_is_grouped_and_never_hidden(two: Pair) -> None:
    fire = {"pos": {"place": "outpost"}, "area": {"place": "box"}, "since_us": 1}
    for _ in range(5):
        two.west.say("GR-4", fire, two.now_us)
    done = two.carry(two.west, two.east)
    assert [alarm.kind for alarm in done.alarms] == [
        *[Kind.WARNING] * 3,
        *[Kind.GROUPED] * 2,
    ]
    assert [item.grouped for item in two.east.site.inbox()] == [
        *[False] * 3,
        True,
        True,
    ]
    minutes(two, 61)
    two.west.say("GR-4", fire, two.now_us)
    done = two.carry(two.west, two.east)
    assert [alarm.kind for alarm in done.alarms] == [Kind.WARNING]
    two.west.say("GR-4", fire, two.now_us, useful_until_us=two.now_us + 1)
    minutes(two, 1)
    done = two.carry(two.west, two.east)
    assert [alarm.kind for alarm in done.alarms] == [Kind.LATE]
    assert two.east.site.inbox()[-1].late


def test_a_sealed_entry_is_disclosed_with_its_proof(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    what = {"kind": "tracks", "digest": "cd" * 32, "feed": "radar-1", "to_us": 9}
    ref = west.seal(SealedLeaf(**what))
    again = west.seal(SealedLeaf(**what))
    leaves = west.books.store.entries(ref.origin, 0, 2)
    assert leaves[0] != leaves[1]
    with pytest.raises(InputError, match="not cosigned entry 0 yet"):
        west.disclose(ref, two.west.officers[:1], two.now_us)
    two.exchange()
    assert east.books.store.size("west.example/sealed") == 0
    told = west.disclose(ref, two.west.officers[:1], two.now_us)
    two.exchange()
    digest = west.said(told.ref).message.params["digest"]
    row = east.books.standing.get(PROOFS, digest)
    proof = check_proof(east.books, from_base64(row["proof"]))
    assert (proof.index, proof.extra) == (0, leaves[0])
    changed = told.proof.replace(b"index 0", b"index 1")
    with pytest.raises(VerificationError):
        check_proof(east.books, changed)
    assert take_proof(east.books, sha256_hex(changed), changed, 1)
    assert east.books.standing.get(PROOFS, sha256_hex(changed)) is None
    with pytest.raises(VerificationError, match="sealed log"):
        check_proof(west.books, told.proof)
    with pytest.raises(InputError, match="there is no entry 9"):
        west.disclose(replace(again, index=9), two.west.officers[:1], two.now_us)
    with pytest.raises(InputError, match="not the sealed log"):
        west.disclose(told.ref, two.west.officers[:1], two.now_us)
    # Without our own cosignature it may have been made since.
    later_ref = west.seal(SealedLeaf(**what))
    head = west.books.sealed.signed
    reader = west.books.tree(ref.origin).reader(head.size)
    bare = TlogProof(
        2,
        inclusion_proof(2, head.size, reader),
        head.note,
        west.books.store.entries(ref.origin, 2, 3)[0],
    )
    assert later_ref.index == 2
    with pytest.raises(VerificationError, match="did not cosign"):
        check_proof(east.books, bare.format())


@pytest.mark.parametrize(
    ("skew_s", "made_ahead_s", "cosigned"),
    [
        (None, 0, True),
        (None, 31, False),
        (-31, 0, False),
        (30, 31, True),
        (31, 0, False),
    ],
)
def test_clocks_apart_stop_receipts_and_not_the_line(
    two: Pair, skew_s: float | None, made_ahead_s: int, cosigned: bool
) -> None:
    west, east = two.west.site, two.east.site
    ref = two.west.say("CH-10", TEXT, two.now_us)
    data = west.parcel(two.now_us + made_ahead_s * US_PER_S)
    done = east.apply(data, two.now_us, skew_s)
    assert done.new == range(1)
    assert done.cosigned is cosigned
    assert ("clocks differ" in done.withheld) is not cosigned
    stopped = Kind.CLOCKS in kinds(east, two.now_us)
    assert stopped is (skew_s is not None or made_ahead_s > 0)
    two.exchange()
    assert west.rung(ref) is Rung.DELIVERED


def test_a_record_that_was_restored_takes_back_what_it_lacks(two: Pair) -> None:
    west = two.west
    west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    copy = west.back_up()
    asked = west.say("GR-3", {"point": {"lat_e7": 1, "lon_e7": 2}}, two.now_us)
    heard = two.east.say("CH-10", TEXT, two.now_us)
    two.exchange()
    site = west.restore(copy)
    assert "restored from an older copy" in site.state(two.now_us).doubts[asked.origin]
    with pytest.raises(RecordDoubtError, match=r"Nothing is signed"):
        west.say("CH-10", TEXT, two.now_us)
    assert Kind.RECORD in kinds(site, two.now_us)
    # It reads on meanwhile, and asks for the rest.
    two.exchange()
    assert site.state(two.now_us).doubts == {}
    assert site.said(asked).message.element == "GR-3"
    assert site.said(heard) is not None
    assert site.rung(asked) is Rung.DELIVERED
    assert site.dialogue(asked).state.value == "open"
    assert west.say("CH-10", TEXT, two.now_us).index == 2
    two.exchange()
    assert not two.east.site.state(two.now_us).dispute


def without_back(data: bytes) -> bytes:
    """Return a parcel as one that was made before its sender knew what is lacking."""
    parcel = read_parcel(data)
    return make_parcel(replace(parcel, receipt=None, back=NOTHING, back_growth=None))


@pytest.mark.parametrize("is_check", [True, False])
def test_an_answer_may_be_here_before_what_a_backup_lost(
    two: Pair, is_check: bool
) -> None:
    """A machine answers a check of the line, and nothing that people asked."""
    west, east = two.west, two.east
    two.exchange()
    copy = west.back_up()
    if is_check:
        west.site.tick(two.now_us)
        west.site.tick(minutes(two, 60))
    else:
        west.say("GR-3", {"point": {"lat_e7": 1, "lon_e7": 2}}, two.now_us)
    asked = EntryRef(west.site.books.us.origin, west.site.books.log.size - 1)
    two.carry(west, east)
    roger = machine_message(east.site.books, "RS-3", {}, two.now_us, ref=asked)
    node = keys_of("east").node
    entry = sign_envelope(MESSAGE, encode_message(roger), [node]).format()
    answered = east.site.log_entries([entry], two.now_us)[0]
    late = without_back(east.site.parcel(two.now_us))
    site = west.restore(copy)
    site.apply(late, two.now_us)
    assert site.said(asked) is None
    assert site.said(answered).counts
    two.exchange(3)
    assert not site.books.doubts
    for is_new in (False, True):
        now = west.again() if is_new else site
        assert now.said(answered).counts is is_check
        found = now.dialogue(asked)
        assert found.state.value == ("closed" if is_check else "open")
        assert (found.closed_by == answered) is is_check


def test_what_answers_a_message_was_said_after_it_came(two: Pair) -> None:
    west, east = two.west, two.east
    two.exchange()
    asked = EntryRef("west.example/log", west.site.books.log.size)
    # An officer of the other side agrees beforehand to whatever comes.
    early = machine_message(east.site.books, "RS-4", {}, two.now_us, ref=asked)
    entry = sign_envelope(MESSAGE, encode_message(early), east.officers[:1]).format()
    given = east.site.log_entries([entry], two.now_us)[0]
    two.exchange()
    assert west.say("GR-3", {"point": {"lat_e7": 1, "lon_e7": 2}}, two.now_us) == asked
    two.exchange()
    for side in (west, east):
        found = side.site.dialogue(asked)
        assert found.state.value == "open"
        assert [at for at, _ in found.refused] == [given]
        assert "before it came" in " ".join(found.refused[0][1])


def test_a_log_that_cannot_be_recovered_signs_nothing(two: Pair) -> None:
    west = two.west
    copy = west.back_up()
    west.say("CH-10", TEXT, two.now_us)
    west.site.seal(SealedLeaf(kind="tracks", digest="cd" * 32))
    site = west.restore(copy)
    two.exchange()
    assert set(site.state(two.now_us).doubts) == {
        "west.example/log",
        "west.example/sealed",
    }
    with pytest.raises(RecordDoubtError):
        site.seal(SealedLeaf(kind="tracks", digest="cd" * 32))
    # It hears the other side all the same, and receipts what it hears.
    ref = two.east.say("CH-10", TEXT, two.now_us)
    two.exchange()
    assert two.east.site.rung(ref) is Rung.DELIVERED
    assert site.said(ref).counts


def test_a_backup_with_its_guard_is_told_by_the_other_side(two: Pair) -> None:
    west = two.west
    copy = west.back_up()
    guard = (west.folder / "guard").read_bytes()
    ref = west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    west.stop()
    (west.folder / "guard").write_bytes(guard)
    site = west.restore(copy)
    assert site.state(two.now_us).doubts == {}
    two.carry(two.east, west)
    assert list(site.state(two.now_us).doubts) == [ref.origin]
    site = west.again()
    assert list(site.state(two.now_us).doubts) == [ref.origin]
    two.exchange()
    # The guard knows nothing of it: it may be a thief's, and officers decide.
    assert list(site.state(two.now_us).doubts) == [ref.origin]
    assert site.said(ref) is None
    payload = act(site.books, two.now_us).encode()
    site.take_back(
        sign_envelope(TAKE_BACK, payload, west.officers).format(), two.now_us
    )
    assert site.state(two.now_us).doubts == {}
    two.exchange()
    assert site.rung(ref) is Rung.DELIVERED


def test_a_fork_of_ones_own_is_seen_and_stops_it(two: Pair) -> None:
    west = two.west
    copy = west.back_up()
    guard = (west.folder / "guard").read_bytes()
    west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    west.stop()
    (west.folder / "guard").write_bytes(guard)
    site = west.restore(copy)
    west.say("CH-1", {"n": 1}, two.now_us)
    two.carry(two.east, west)
    assert "two histories" in site.state(two.now_us).doubts["west.example/log"]
    with pytest.raises(RecordDoubtError, match="two histories"):
        west.say("CH-10", TEXT, two.now_us)


def test_what_the_guard_remembers_is_not_cosigned_otherwise(two: Pair) -> None:
    """A peer that knows of our restored backup tries another history on us."""
    east, liar = two.east, Liar("west")
    copy = east.back_up()
    liar.entries = [b"a", b"b"]
    assert east.site.apply(liar.parcel(two.now_us), two.now_us).cosigned
    site = east.restore(copy)
    liar.entries = [b"a", b"x", b"c"]
    done = site.apply(liar.parcel(two.now_us), two.now_us)
    assert not done.cosigned
    assert site.state(two.now_us).dispute


def test_a_long_absence_comes_in_pieces(disk: Path) -> None:
    two = pair(disk, limits=Limits(parcel_bytes=100_000))
    west, east = two.west.site, two.east.site
    message = west.compose("CH-10", TEXT, two.now_us)
    for _ in range(4):
        west.send_many([(message, two.west.officers[:1])] * 200, two.now_us)
    pieces = list(west.parcels(two.now_us))
    assert len(pieces) == 4
    sizes = []
    for data in pieces:
        assert not east.apply(pieces[3], two.now_us).cosigned or len(sizes) == 3
        done = east.apply(data, two.now_us)
        sizes.append(east.books.mirror.size)
        assert done.cosigned is (len(sizes) == 4)
    assert sizes == [256, 512, 768, 800]
    # A diode: nothing ever comes back, everything goes again.
    assert [len(list(west.parcels(two.now_us, first=n))) for n in (0, 300, 800)] == [
        4,
        3,
        1,
    ]


def test_a_day_by_parcel_only(disk: Path) -> None:
    """Two hundred messages both ways, four parcels a day, ends in the same tree."""
    two = pair(disk)
    refs = []
    for hour in range(4):
        for side in (two.west, two.east):
            message = side.site.compose("CH-10", TEXT, two.now_us)
            batch = [(message, side.officers[:1])] * 50
            refs += [(side, ref) for ref in side.site.send_many(batch, two.now_us)]
        two.exchange(1)
        for side in (two.west, two.east):
            for item in side.site.inbox():
                if item.said.message.element == "CH-10" and not item.displayed:
                    side.site.displayed(item.said.at, f"officer {hour}", two.now_us)
                    side.say("RS-3", {}, two.now_us, ref=item.said.at)
            side.site.tick(two.now_us)
        minutes(two, 360)
    two.exchange(3)
    assert {side.site.rung(ref) for side, ref in refs} == {Rung.CLOSED}
    for one, there in ((two.west, two.east), (two.east, two.west)):
        books = one.site.books
        head = there.site.books.mirror.head
        assert (head.size, head.root) == (books.log.size, books.log.signed.root)
        report = verify_log(
            one.folder / "disk" / "logs" / "log",
            side_of(one.party).log,
            side_of(there.party).cosigners,
            signers=(*side_of(one.party).officers, *side_of(one.party).node),
        )
        assert report.faults == ()
        assert len(report.cosigned_by) == 2
        mirrored = verify_log(
            there.folder / "disk" / "logs" / "mirror",
            side_of(one.party).log,
            side_of(there.party).mirror,
        )
        assert mirrored.faults == ()


def test_a_long_loss_is_taken_back_in_pieces(disk: Path) -> None:
    two = pair(disk, limits=Limits(parcel_bytes=100_000))
    west = two.west
    copy = west.back_up()
    message = west.site.compose("CH-10", TEXT, two.now_us)
    batch = [(message, west.officers[:1])] * 200
    for _ in range(4):
        west.site.send_many(batch, two.now_us)
    for data in list(west.site.parcels(two.now_us)):
        two.east.site.apply(data, two.now_us)
    site = west.restore(copy)
    held = [site.books.log.size]
    while site.state(two.now_us).doubts:
        two.carry(west, two.east)
        done = two.carry(two.east, west)
        held.append(site.books.log.size)
        assert done.recovered == held[-1] - held[-2]
        site = west.again()
        assert len(held) < 9
    assert held == [0, 256, 512, 768, 800]
    assert site.state(two.now_us).delivered == 800
    assert site.state(two.now_us).open == 800
    assert west.say("CH-10", TEXT, two.now_us).index == 800


def test_entries_of_other_kinds_are_logged_and_shown_to_nobody(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    note = sign_envelope(ATTEMPTS, encode_attempts(NOTE), two.west.officers[:1])
    ref = west.log_entries([note.format()], two.now_us)[0]
    two.exchange()
    assert east.said(ref).type == ATTEMPTS
    assert east.said(ref).signers == ("west.example/officer-1",)
    assert east.state(two.now_us).unseen == 0
    assert east.inbox()[0].dialogue is None
    with pytest.raises(InputError, match="no message of this side"):
        west.rung(ref)
    with pytest.raises(InputError, match="no entry 7 to display"):
        east.displayed(EntryRef("west.example/log", 7), "officer-1", two.now_us)


@pytest.mark.parametrize(
    "change",
    [
        {"what": "lost"},
        {"attempts": True},
        {"attempts": "1"},
        {"of": {"origin": "o"}},
        {"of": {"origin": "o", "index": "1"}},
        {"thalweg": "attempts/2"},
        {"more": 1},
    ],
)
def test_a_note_has_one_spelling(change: dict) -> None:
    payload = encode_attempts(NOTE)
    assert parse_attempts(payload) == NOTE
    with pytest.raises(RefusedError, match="attempts"):
        parse_attempts(canonical_json({**json.loads(payload), **change}))


def test_terms_are_those_of_the_agreement(repository: Path) -> None:
    agreement = load(repository / "examples" / "euphrates" / "agreement.yaml")
    terms = terms_of(agreement)
    assert terms.sha256 == agreement.sha256
    assert terms.call == DailyCall(
        at_s=6 * 3600,
        within_s=900,
        max_silence_s=100,
        budget_count=20,
        budget_per_s=3600,
    )
    assert terms_of(agreement, "ab" * 32).sha256 == "ab" * 32
    bare = replace(agreement, clauses=())
    assert terms_of(bare).call is None


def test_places_of_the_agreement_are_held_to_it(disk: Path, repository: Path) -> None:
    agreement = load(repository / "examples" / "euphrates" / "agreement.yaml")
    two = pair(disk, terms=terms_of(agreement))
    fire = {"pos": {"place": "outpost"}, "since_us": 1}
    with pytest.raises(InputError, match="unknown place 'box'"):
        two.west.say("GR-4", {**fire, "area": {"place": "box"}}, two.now_us)
    two.west.say("GR-4", {**fire, "area": {"place": "basin"}}, two.now_us)
    zone = {"place": "cease-fire-zone"}
    two.east.say(*hazard(two, zone), two.now_us)
    two.exchange()
    inside = square(406_000_000, 351_000_000, 10_000)
    with pytest.raises(InputError, match="touches it"):
        two.west.say(*intent(two, inside), two.now_us)
    outside = square(402_000_000, 351_000_000, 10_000)
    two.west.say(*intent(two, outside), two.now_us)


def test_a_receipt_ends_the_waiting_and_the_count_of_attempts(two: Pair) -> None:
    west = two.west.site
    two.exchange()
    ref = two.west.say("CH-10", TEXT, two.now_us)
    assert west.state(two.now_us).waiting == 1
    for _ in range(3):
        west.parcel(two.now_us)
    minutes(two, 241)
    west.tick(two.now_us)
    entry = west.books.store.entries(ref.origin, 1, 2)[0]
    note = parse_attempts(parse_envelope(entry).payload)
    assert (note.what, note.of) == (Noted.NOT_RECEIPTED, ref)
    assert (note.attempts, note.last_receipt_size) == (3, 0)
    assert west.state(two.now_us).waiting == 0
    two.west.say("CH-10", TEXT, two.now_us)
    two.exchange()
    minutes(two, 241)
    west.tick(two.now_us)
    # The hourly check alone; and both answers are overdue.
    assert list(west.books.standing.current(WAITING)) == ["3"]
    assert messages(west) == ["CH-10", ATTEMPTS, "CH-10", "CH-1", ATTEMPTS, ATTEMPTS]
    assert west.books.standing.number("line", "attempts") == 0


@pytest.mark.parametrize("commit", range(6))
@pytest.mark.parametrize("after", [False, True])
def test_no_loss_of_power_leaves_the_guard_behind(
    two: Pair, commit: int, after: bool
) -> None:
    """What was cosigned is guarded at the start, wherever the machine stopped."""
    east = two.east
    two.exchange()
    ref = two.west.say("CH-10", TEXT, two.now_us)
    data = two.west.site.parcel(two.now_us)
    east.fail_in(commit, after=after)
    with contextlib.suppress(PowerLossError):
        east.site.apply(data, two.now_us)
    site = east.again()
    for head in site.books.store.heads():
        mark = site.books.guard.mark(head.origin, head.role)
        assert (mark.size, mark.root) == (head.size, head.root)
    assert site.state(two.now_us).doubts == {}
    two.exchange()
    assert two.west.site.rung(ref) is Rung.DELIVERED
    assert [item.said.at for item in site.inbox()] == [ref]


def test_the_witness_answers_for_itself_until_there_is_a_dispute(two: Pair) -> None:
    liar = Liar("west")
    liar.entries = [b"a"]
    body = liar.request(liar.checkpoint(liar.entries))
    east = two.east.site
    assert east.add_checkpoint(b"x", two.now_us).status == 400
    assert east.add_checkpoint(body, two.now_us, 31).status == 503
    assert east.add_checkpoint(body, two.now_us).status == 200
    assert east.add_checkpoint(body, two.now_us).status == 409
    east.apply(liar.parcel(two.now_us), two.now_us)
    liar.entries = [b"b"]
    east.apply(liar.parcel(two.now_us), two.now_us)
    assert east.add_checkpoint(body, two.now_us).status == 503
