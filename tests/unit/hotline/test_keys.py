"""Keys that change hands between two sites: replaced, lost, stolen, used by a thief."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.changes import (
    entry_of,
    fresh,
    log_change,
    next_list,
    officers_now,
    revoke,
    rotate,
)
from tests.unit.hotline.thief import forged
from tests.unit.hotline.two_sites import (
    Pair,
    PowerLossError,
    Side,
    keys_of,
    pair,
    root_of,
)
from thalweg.errors import InputError
from thalweg.hotline.alarms import Kind
from thalweg.hotline.answers import State
from thalweg.hotline.books import THEFTS, UNCOUNTED
from thalweg.hotline.ladder import Rung
from thalweg.hotline.opening import opened, opened_at
from thalweg.hotline.parcel import Sizes, make_parcel, read_parcel, run_from
from thalweg.hotline.sides import Limits
from thalweg.model.message import EntryRef
from thalweg.record.evidence import EVIDENCE
from thalweg.record.merkle import leaf_hash
from thalweg.record.merkle import root_of as tree_root
from thalweg.times import US_PER_DAY
from thalweg.wire.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_list import KeyTerm, Revocation
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.note import verified_by
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.signing import SigningKey
from thalweg.wire.witness_request import WitnessRequest

TEXT = {"text": {"text": "good morning", "lang": "en"}}
WEST = "west.example/log"


def say(side: Side, two: Pair, *signers: SigningKey) -> EntryRef:
    message = side.site.compose("CH-10", TEXT, two.now_us)
    return side.site.send(message, signers or officers_now(side)[:1], two.now_us)


def checkpoint_of(side: Side):
    head = side.site.books.log.signed
    return parse_checkpoint(head.note)


def signers_of(side: Side) -> set[bytes]:
    ring = side.site.books.rings.own
    note = checkpoint_of(side).note
    return {key.key_id for key in verified_by(note, ring.ever("log"))}


def counts(side: Side, ref: EntryRef) -> bool:
    return side.site.books.message(ref) is not None


def alarms(done, kind: Kind) -> list:
    return [alarm for alarm in done.alarms if alarm.kind is kind]


def test_a_log_key_is_replaced_and_both_sign_while_both_count(two: Pair) -> None:
    two.exchange()
    before = say(two.west, two)
    two.exchange()
    refs = rotate(two.west, "log", two.now_us, two.now_us + US_PER_DAY)
    old, new = keys_of("west").log, two.west.new_keys[0]
    assert signers_of(two.west) == {old.verifier.key_id, new.verifier.key_id}
    done = two.carry(two.west, two.east)
    assert not done.faults
    assert done.cosigned
    assert alarms(done, Kind.KEYS)[0].at == refs[0]
    assert two.east.site.books.peer.edition == 1
    # A day later the old key signs no more, and what it alone signed is refused.
    two.pass_s(86_500)
    two.west.site.tick(two.now_us)
    say(two.west, two)
    assert signers_of(two.west) == {new.verifier.key_id}
    two.exchange()
    assert two.west.site.receipt(before) is not None
    state = two.west.site.state(two.now_us)
    assert state.delivered == state.own.size
    two.west.new_keys.clear()
    two.west.stop()
    site = two.west.start()
    with pytest.raises(InputError, match="no key for log is at hand"):
        site.books.use_keys(two.now_us)


def test_every_key_of_a_node_can_be_replaced_at_once(two: Pair) -> None:
    two.exchange()
    uses = ("log", "sealed", "witness", "mirror", "node", "officer-1", "officer-2")
    for side in (two.west, two.east):
        for use in uses:
            rotate(side, use, two.now_us)
            two.pass_s(1)
    two.exchange(3)
    for side in (two.west, two.east):
        ref = say(side, two)
        two.exchange()
        assert side.site.rung(ref) is Rung.DELIVERED
        assert not side.site.state(two.now_us).dispute
        side.again()
    two.exchange()
    ref = say(two.west, two)
    two.exchange()
    assert two.west.site.rung(ref) is Rung.DELIVERED
    assert two.east.site.books.peer.edition == len(uses)


def test_a_receipt_of_a_key_that_was_replaced_stands(two: Pair) -> None:
    ref = say(two.west, two)
    two.exchange()
    assert two.west.site.rung(ref) is Rung.DELIVERED
    rotate(two.east, "mirror", two.now_us)
    two.exchange()
    assert two.west.site.rung(ref) is Rung.DELIVERED
    assert two.west.site.receipt(ref).key == keys_of("east").mirror.verifier.text()
    later = say(two.west, two)
    two.exchange()
    assert two.west.site.receipt(later).key == two.east.new_keys[0].verifier.text()


def test_while_a_mirror_key_is_replaced_both_cosign(two: Pair) -> None:
    say(two.west, two)
    two.exchange()
    rotate(two.east, "mirror", two.now_us, two.now_us + US_PER_DAY)
    two.exchange()
    say(two.west, two)
    two.exchange()
    note = two.east.site.books.mirror.head.note
    names = [key.verifier for key in (keys_of("east").mirror, two.east.new_keys[0])]
    assert set(verified_by(parse_checkpoint(note).note, names)) == set(names)


def test_each_side_logs_the_others_list(two: Pair) -> None:
    two.exchange()
    refs = rotate(two.west, "officer-1", two.now_us)
    two.exchange()
    two.east.site.tick(two.now_us)
    entry = two.west.site.books.store.entries(WEST, refs[0].index, refs[0].index + 1)
    books = two.east.site.books
    own = books.store.entries(books.us.origin, 0, books.log.size)
    assert own.count(entry[0]) == 1
    two.exchange()
    two.east.site.tick(two.now_us)
    own = books.store.entries(books.us.origin, 0, books.log.size)
    assert own.count(entry[0]) == 1
    # A copy of a list that its own log does not have would be shown for what it is.
    forged = next_list(two.west, two.now_us, party="west")
    two.east.site.log_entries([entry_of(forged, root_of("west"))], two.now_us)
    two.exchange()
    at = EntryRef("east.example/log", books.log.size - 1)
    assert "its own log does not have" in two.west.site.said(at).faults[0]


def test_the_other_side_answers_and_the_dialogue_is_closed(two: Pair) -> None:
    two.exchange()
    refs = rotate(two.west, "officer-1", two.now_us)
    two.exchange()
    two.east.say("RS-0", {}, two.now_us, ref=refs[1])
    two.exchange()
    assert two.west.site.dialogue(refs[1]).state is State.CLOSED


def test_a_lost_token_is_replaced_and_the_old_one_signs_nothing_more(two: Pair) -> None:
    two.exchange()
    old = two.west.officers[0]
    before = say(two.west, two, old)
    rotate(two.west, "officer-1", two.now_us)
    with pytest.raises(InputError, match="no key of this side"):
        say(two.west, two, old)
    two.exchange()
    assert counts(two.east, before)
    after = say(two.west, two)
    two.exchange()
    assert counts(two.east, after)


def stolen_officer(two: Pair) -> tuple[EntryRef, EntryRef, EntryRef]:
    """Return an entry cosigned and good, one cosigned and late, one never cosigned."""
    two.exchange()
    good = say(two.west, two)
    late = say(two.west, two)
    two.exchange()
    unseen = say(two.west, two)
    revoke(two.west, "officer-1", good.index, two.now_us)
    return good, late, unseen


def test_what_a_stolen_key_signed_counts_as_far_as_it_was_cosigned(two: Pair) -> None:
    good, late, unseen = stolen_officer(two)
    done = two.carry(two.west, two.east)
    for side in (two.west, two.east):
        assert counts(side, good)
        assert not counts(side, late)
        assert not counts(side, unseen)
        assert len(side.site.books.standing.current(UNCOUNTED)) == 2
        side.again()
        assert counts(side, good)
        assert not counts(side, late)
        assert "last good entry" in side.site.said(late).faults[0]
    assert alarms(done, Kind.KEYS)[0].facts["uncounted"] == [late.index, unseen.index]


def test_an_entry_the_other_side_had_not_cosigned_before_is_gone(two: Pair) -> None:
    two.exchange()
    say(two.west, two)
    two.exchange()
    unseen = say(two.west, two)
    revoke(two.west, "officer-1", unseen.index, two.now_us)
    two.exchange()
    for side in (two.west, two.east):
        assert not counts(side, unseen)
        assert "had not cosigned this entry" in side.site.said(unseen).faults[0]


def test_a_receipt_that_comes_late_makes_it_count_again(two: Pair) -> None:
    two.exchange()
    ref = say(two.west, two)
    two.carry(two.west, two.east)
    receipt = two.east.site.parcel(two.now_us)
    revoke(two.west, "officer-1", ref.index, two.now_us)
    assert not counts(two.west, ref)
    two.west.site.apply(receipt, two.now_us)
    assert counts(two.west, ref)
    assert not two.west.site.books.standing.current(UNCOUNTED)
    two.exchange()
    assert counts(two.east, ref)


def test_an_answer_that_a_thief_gave_is_none_and_the_dialogue_opens_again(
    two: Pair,
) -> None:
    two.exchange()
    say(two.west, two)
    asked = two.east.say("CH-5", {"difference_ms": 3000}, two.now_us)
    two.exchange()
    message = two.west.site.compose("RS-0", {}, two.now_us, ref=asked)
    answer = two.west.site.send(message, two.west.officers[:1], two.now_us)
    two.exchange()
    assert two.east.site.dialogue(asked).state is State.CLOSED
    revoke(two.west, "officer-1", 0, two.now_us)
    two.exchange()
    for side in (two.west, two.east):
        assert side.site.dialogue(asked).state is State.OPEN
        assert not counts(side, answer)


def test_two_persons_signed_and_one_was_a_thief(two: Pair) -> None:
    two.exchange()
    said = rotate(two.west, "node", two.now_us)[1]
    two.exchange()
    revoke(two.west, "officer-1", 0, two.now_us)
    two.exchange()
    for side in (two.west, two.east):
        assert side.site.said(said).faults == ("CH-6: 2 officers sign it, not 1",)
        assert side.site.said(said).officers == 1


def test_what_a_revoked_key_signs_later_is_shown_as_a_thiefs(two: Pair) -> None:
    two.exchange()
    thief = two.west.officers[0]
    revoke(two.west, "officer-1", 0, two.now_us)
    two.exchange()
    message = two.west.site.compose("CH-10", TEXT, two.now_us)
    entry = sign_envelope(MESSAGE, encode_message(message), [thief]).format()
    at = two.west.site.log_entries([entry], two.now_us)[0]
    done = two.carry(two.west, two.east)
    assert not counts(two.east, at)
    told = f"{thief.name} {thief.verifier.key_id.hex()}"
    assert two.east.site.said(at).revoked == told
    assert alarms(done, Kind.REVOKED_KEY)[0].facts["key"] == told
    assert at in [item.said.at for item in two.east.site.inbox(0)]
    two.east.again()
    assert two.east.site.said(at).revoked == told


def thiefs(two: Pair, key: SigningKey, *more: bytes) -> bytes:
    """Return a parcel of a thief who has a log key: west's true log, and more."""
    return forged(next(two.west.site.parcels(two.now_us, 0)), key, *more)


def test_a_thief_with_a_revoked_log_key_is_refused_and_kept(two: Pair) -> None:
    two.exchange()
    good = say(two.west, two)
    two.exchange()
    revoke(two.west, "log", good.index, two.now_us)
    two.exchange()
    assert two.east.site.books.mirror.size == two.west.site.books.log.size
    officer = two.west.officers[0]
    message = two.west.site.compose("CH-10", TEXT, two.now_us)
    word = sign_envelope(MESSAGE, encode_message(message), [officer]).format()
    data = thiefs(two, keys_of("west").log, word)
    size = two.east.site.books.mirror.size
    done = two.east.site.apply(data, two.now_us)
    assert done.withheld == "it was signed by a key that was revoked"
    assert "was revoked and signed this" in done.faults[0]
    assert alarms(done, Kind.REVOKED_KEY)
    books = two.east.site.books
    assert books.mirror.size == size
    assert not two.east.site.state(two.now_us).dispute
    kept = dict(books.store.rows(EVIDENCE))
    thefts = [key for key, _ in books.store.rows(THEFTS)]
    assert [parse_checkpoint(kept[key]).checkpoint.size for key in thefts] == [size + 1]
    # The true side goes on as if nothing had been.
    later = say(two.west, two)
    two.exchange()
    assert two.west.site.rung(later) is Rung.DELIVERED


def test_a_thiefs_checkpoint_of_an_old_size_opens_no_dispute(two: Pair) -> None:
    two.exchange()
    good = say(two.west, two)
    two.exchange()
    revoke(two.west, "log", good.index, two.now_us)
    two.exchange()
    at = Checkpoint(WEST, 1, b"x" * 32)
    note = sign_checkpoint(at, keys_of("west").log).format()
    data = thiefs(two, keys_of("west").log)
    lie = replace(read_parcel(data), log=WitnessRequest(0, (), note).format())
    done = two.east.site.apply(make_parcel(lie), two.now_us)
    assert alarms(done, Kind.REVOKED_KEY)
    assert not two.east.site.state(two.now_us).dispute
    answer = two.east.site.add_checkpoint(
        WitnessRequest(0, (), note).format(), two.now_us
    )
    assert answer.status == 403


def test_a_parcel_that_was_long_on_its_way_is_no_theft(two: Pair) -> None:
    two.exchange()
    good = say(two.west, two)
    old = two.west.site.parcel(two.now_us)
    two.exchange()
    revoke(two.west, "log", good.index, two.now_us)
    two.exchange()
    done = two.east.site.apply(old, two.now_us)
    assert not done.faults
    assert not list(two.east.site.books.store.rows(THEFTS))


def test_a_receipt_over_a_fork_that_a_thief_made_stops_nobody(two: Pair) -> None:
    """The other side cosigned what the thief signed; our log goes on by its new key."""
    two.exchange()
    good = say(two.west, two)
    two.exchange()
    revoke(two.west, "log", good.index, two.now_us)
    fork = Checkpoint(WEST, 40, b"f" * 32)
    note = sign_checkpoint(fork, keys_of("west").log).format()
    reply = read_parcel(two.east.site.parcel(two.now_us))
    done = two.west.site.apply(make_parcel(replace(reply, receipt=note)), two.now_us)
    assert "was revoked, or replaced before" in done.faults[0]
    assert not two.west.site.state(two.now_us).doubts


def test_a_new_log_key_counts_by_the_list_alone(two: Pair) -> None:
    two.exchange()
    say(two.west, two)
    two.exchange()
    stranger = fresh(two.west, "log")
    done = two.east.site.apply(thiefs(two, stranger, b"more"), two.now_us)
    assert done.faults == ["no key of 'west.example/log' signed this"]
    # A list that the root key did not sign brings no key in.
    made = next_list(two.west, two.now_us)
    terms = (*made.keys, KeyTerm(use="log", key=stranger.verifier))
    bad = entry_of(replace(made, keys=terms), stranger)
    done = two.east.site.apply(thiefs(two, stranger, bad), two.now_us)
    assert done.faults == ["no key of 'west.example/log' signed this"]
    good = entry_of(replace(made, keys=terms), root_of("west"))
    # A checkpoint counts as its last entry does: the list counts for those after it.
    done = two.east.site.apply(thiefs(two, stranger, good), two.now_us)
    assert done.faults == ["no key of 'west.example/log' signed this"]
    done = two.east.site.apply(thiefs(two, stranger, good, b"more"), two.now_us)
    assert not done.faults
    assert done.cosigned


def test_a_list_that_nobody_may_make_is_shown_and_changes_nothing(two: Pair) -> None:
    two.exchange()
    made = next_list(two.west, two.now_us)
    bad = entry_of(made, root_of("east"))
    two.west.site.log_entries([bad], two.now_us)
    done = two.carry(two.west, two.east)
    assert two.east.site.books.peer.edition == 0
    assert "no key that is known" in alarms(done, Kind.KEYS)[0].facts["faults"][0]
    assert EntryRef(WEST, 0) in [item.said.at for item in two.east.site.inbox(0)]


def test_a_long_absence_over_a_change_of_the_log_key_ends(disk: Path) -> None:
    """The list stands far behind the first parcel, and comes beside it."""
    two = pair(disk, limits=Limits(parcel_bytes=2_000, check_every_us=10**15))
    two.exchange()
    for _ in range(300):
        say(two.west, two)
    rotate(two.west, "log", two.now_us)
    for _ in range(3):
        say(two.west, two)
    parcels = list(two.west.site.parcels(two.now_us))
    assert len(parcels) > 1
    assert len(read_parcel(parcels[0]).lists) == 1
    assert not read_parcel(parcels[-1]).lists
    for data in parcels:
        assert not two.east.site.apply(data, two.now_us).faults
    assert two.east.site.books.mirror.size == two.west.site.books.log.size
    assert two.east.site.books.peer.edition == 1
    two.west.stop()
    two.east.stop()


def test_a_restored_backup_learns_its_newest_keys_again(two: Pair) -> None:
    two.exchange()
    say(two.west, two)
    copy = two.west.back_up()
    rotate(two.west, "officer-2", two.now_us)
    ref = say(two.west, two)
    two.exchange()
    two.west.restore(copy)
    assert two.west.site.books.us.edition == 0
    two.exchange(3)
    assert not two.west.site.state(two.now_us).doubts
    assert two.west.site.books.us.edition == 1
    assert counts(two.west, ref)


def test_a_change_of_keys_is_logged_whole_or_not_at_all(two: Pair) -> None:
    two.exchange()
    two.west.fail_in(0, after=False)
    with pytest.raises(PowerLossError):
        rotate(two.west, "log", two.now_us)
    two.west.again()
    assert two.west.site.books.us.edition == 0
    assert two.west.site.books.log.size == 0
    two.west.new_keys.clear()
    two.west.fail_in(0, after=True)
    with pytest.raises(PowerLossError):
        rotate(two.west, "log", two.now_us)
    two.west.again()
    assert two.west.site.books.us.edition == 1
    assert signers_of(two.west) == {two.west.new_keys[0].verifier.key_id}


def test_a_list_and_what_tells_it_must_agree(two: Pair) -> None:
    two.exchange()
    new = fresh(two.west, "officer-1")
    old = two.west.site.books.rings.own.now("officer-1")[0]
    made = next_list(two.west, two.now_us)
    terms = tuple(t for t in made.keys if t.key != old)
    made = replace(made, keys=(*terms, KeyTerm(use="officer-1", key=new.verifier)))
    told = {"old": old.text(), "new": new.verifier.text(), "from_us": 0}
    signers = two.west.officers

    def change(made, element, params, by=signers):
        return log_change(two.west, made, (element, params), by, two.now_us)

    with pytest.raises(InputError, match="another list"):
        change(made, "CH-6", {**told, "key_list": "0" * 64}, [new, signers[1]])
    good = {"origin": WEST, "index": 0}
    with pytest.raises(InputError, match="does not name what the list revokes"):
        change(made, "CH-7", {"key": old.text(), "last_good": good}, [new, signers[1]])
    with pytest.raises(InputError, match="tells no change of keys"):
        change(made, "CH-1", {"n": 1}, [new])
    with pytest.raises(InputError, match="2 officers"):
        change(made, "CH-6", {**told, "key_list": made.sha256}, signers)
    gone = Revocation(key=old, last_good=EntryRef(WEST, 0), revoked_us=1)
    quiet = replace(made, revoked=(gone,))
    with pytest.raises(InputError, match="does not name what the list revokes"):
        change(quiet, "CH-6", {**told, "key_list": quiet.sha256}, [new, signers[1]])
    entry = entry_of(made, root_of("west"))
    with pytest.raises(InputError, match="nothing tells the list"):
        two.west.site.change_keys(entry, [], two.now_us)
    assert two.west.site.books.log.size == 0


def test_a_node_takes_no_list_whose_keys_it_does_not_hold(two: Pair) -> None:
    two.exchange()
    made = next_list(two.west, two.now_us)
    new = SigningKey.from_seed(WEST, keys_of("west").log.kind, b"n" * 32)
    terms = tuple(t for t in made.keys if t.use != "log")
    made = replace(made, keys=(*terms, KeyTerm(use="log", key=new.verifier)))
    entry = entry_of(made, root_of("west"))
    with pytest.raises(InputError, match="no key for log that the list names"):
        two.west.site.change_keys(entry, [], two.now_us)


def test_one_officer_with_an_old_and_a_new_key_is_not_two(two: Pair) -> None:
    two.exchange()
    rotate(two.west, "officer-1", two.now_us, two.now_us + US_PER_DAY)
    two.exchange()
    both = (two.west.officers[0], two.west.new_keys[0])
    accept = {"digest": "cd" * 32, "from_us": two.now_us}
    message = two.west.site.compose("AG-2", accept, two.now_us)
    with pytest.raises(InputError, match="AG-2: 2 officers sign it, not 1"):
        two.west.site.send(message, both, two.now_us)
    # A side that logs it all the same is not believed.
    entry = sign_envelope(MESSAGE, encode_message(message), both).format()
    (ref,) = two.west.site.log_entries([entry], two.now_us)
    two.carry(two.west, two.east)
    said = two.east.site.books.said(ref)
    assert (said.counts, said.officers) == (False, 1)
    assert two.west.site.send(message, [both[1], two.west.officers[1]], two.now_us)


def test_what_was_sealed_is_disclosed_also_after_keys_were_replaced(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    first, second = (west.seal(SealedLeaf(kind="evidence", digest="cd" * 32))
                     for _ in range(2))  # fmt: skip
    two.exchange()
    told = west.disclose(first, two.west.officers[:1], two.now_us).ref
    two.exchange()
    before = opened(east.books, east.books.message(told))
    assert before.sealed_by_s is not None
    for side, use in ((two.west, "node"), (two.west, "sealed"), (two.east, "witness")):
        rotate(side, use, two.now_us)
    later = west.disclose(second, two.west.officers[:1], two.now_us).ref
    two.exchange()
    assert opened(east.books, east.books.message(told)) == before
    for site in (west, east):
        found = opened(site.books, site.books.message(later))
        assert (found.faults, found.sealed_by_s) == ((), before.sealed_by_s)


@pytest.mark.parametrize("commits", range(5))
def test_a_proof_is_not_lost_where_the_power_is(two: Pair, commits: int) -> None:
    west = two.west.site
    ref = west.seal(SealedLeaf(kind="evidence", digest="cd" * 32))
    two.exchange()
    told = west.disclose(ref, two.west.officers[:1], two.now_us).ref
    two.east.fail_in(commits, after=True)
    with contextlib.suppress(PowerLossError):
        two.carry(two.west, two.east)
    two.east.again()
    # It says first what it holds; then it is sent the rest.
    two.carry(two.east, two.west)
    two.exchange()
    books = two.east.site.books
    assert opened(books, books.message(told)).faults == ()


def test_what_the_guard_never_saw_signed_is_not_called_a_restored_copy(
    two: Pair,
) -> None:
    say(two.west, two)
    two.exchange()
    books = two.west.site.books
    entries = (*books.store.entries(WEST, 0, 1), b"said by a thief")
    leaves = [leaf_hash(entry) for entry in entries]
    stolen = keys_of("west").log
    signed = sign_checkpoint(Checkpoint(WEST, 2, tree_root(leaves)), stolen)
    request = WitnessRequest(1, (leaves[1],), signed.format())
    parcel = replace(
        read_parcel(two.west.site.parcel(two.now_us)),
        log=request.format(),
        run=run_from(0, entries),
        own=Sizes(2, 0),
    )
    two.east.site.apply(make_parcel(parcel), two.now_us)
    (alarm,) = alarms(two.carry(two.east, two.west), Kind.RECORD)
    assert "or the key was stolen" in alarm.facts["why"]
    assert "it was restored" not in alarm.facts["why"]


def test_nobody_fills_up_the_row_of_what_the_other_side_discloses(two: Pair) -> None:
    west, east = two.west.site, two.east.site
    ref = west.seal(SealedLeaf(kind="evidence", digest="cd" * 32))
    two.exchange()
    of = {"origin": ref.origin, "index": ref.index}
    for number in range(16):
        two.east.say("RC-3", {"entry": of, "digest": f"{number:064x}"}, two.now_us)
    two.exchange()
    west.disclose(ref, two.west.officers[:1], two.now_us)
    two.exchange()
    for site in (west, east):
        found = opened_at(site.books, ref)
        assert found is not None
        assert not found.faults


def test_a_sealed_log_is_signed_by_its_new_key_though_nothing_is_sealed(
    two: Pair,
) -> None:
    two.west.site.seal(SealedLeaf(kind="tracks", digest="cd" * 32))
    two.exchange()
    books = two.west.site.books

    rotate(two.west, "sealed", two.now_us)
    new = two.west.new_keys[-1].verifier
    signed = parse_checkpoint(books.sealed.signed.note)
    assert verified_by(signed.note, [new]) == (new,)
    # Who cosigned it before stands under it still.
    assert cosignatures_of(signed, books.peer.witness)
    assert [line.name for line in signed.note.signatures].count(new.name) == 1
    for sender, receiver in ((two.west, two.east), (two.east, two.west)) * 2:
        assert not two.carry(sender, receiver).faults
        two.pass_s(1)
    key = books.peer.witness[0].text()
    receipt = books.store.newest_receipt("west.example/sealed", key)
    assert verified_by(parse_checkpoint(receipt.note).note, [new]) == (new,)
    assert receipt.size == 1
