"""What the other side, or a thief of its keys, sends without end fills no disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.changes import revoke
from tests.unit.hotline.liar import Liar
from tests.unit.hotline.two_sites import NOW_US, Pair, Side, keys_of, pair
from thalweg.hotline.alarms import Kind
from thalweg.hotline.books import BESIDE, PROOFS, THEFTS
from thalweg.hotline.disclosure import take_proof
from thalweg.hotline.parcel import make_parcel, read_parcel
from thalweg.hotline.sides import Limits
from thalweg.hotline.site import Disclosure, Site
from thalweg.node.keys import thefts
from thalweg.record.evidence import EVIDENCE
from thalweg.times import US_PER_DAY
from thalweg.wire.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from thalweg.wire.cosignature import cosignatures_of
from thalweg.wire.note import NoteSignature, verified_by
from thalweg.wire.sealed_leaf import SealedLeaf
from thalweg.wire.tlog_proof import parse_tlog_proof
from thalweg.wire.witness_request import WitnessRequest

SPELLINGS = 10_000


@pytest.fixture
def two(disk: Path) -> Pair:
    return pair(disk)


def disclosed(two: Pair) -> Disclosure:
    """Seal something, have it cosigned, and disclose it; its parcel has not left."""
    leaf = SealedLeaf(kind="tracks", digest="cd" * 32, feed="radar-1", to_us=9)
    ref = two.west.site.seal(leaf)
    two.exchange()
    return two.west.site.disclose(ref, two.west.officers[:1], two.now_us)


def spelled(proof: bytes, n: int) -> bytes:
    """Return a proof of the same fact in other bytes: a line of a key nobody knows."""
    parsed = parse_tlog_proof(proof)
    line = NoteSignature("nobody.example", b"nobo", n.to_bytes(4, "big"))
    signed = parse_checkpoint(parsed.checkpoint_bytes).with_lines(line)
    return replace(parsed, checkpoint_bytes=signed.format()).format()


def rows(two: Pair) -> int:
    return len(list(two.east.site.books.store.rows(PROOFS)))


def test_ten_thousand_spellings_of_a_proof_are_one_row(two: Pair) -> None:
    told = disclosed(two)
    true = read_parcel(two.west.site.parcel(two.now_us))
    assert true.disclosed == (told.proof,)
    before = two.east.database.stat().st_size
    for at in range(0, SPELLINGS, 2_000):
        some = (spelled(told.proof, n) for n in range(at, at + 2_000))
        two.east.site.apply(
            make_parcel(replace(true, disclosed=(told.proof, *some))), two.now_us
        )
    assert rows(two) == 1
    two.east.again()
    assert two.east.database.stat().st_size - before < 200_000
    # And without the message, once it is held: again only what it names.
    late = replace(true, disclosed=tuple(spelled(told.proof, n) for n in range(9)))
    two.east.site.apply(make_parcel(late), two.now_us)
    assert rows(two) == 1


def test_proofs_are_counted_against_a_limit_that_is_told(disk: Path) -> None:
    two = pair(disk, limits=Limits(proofs_bytes=3_000))
    done = []
    for _ in range(4):
        told = disclosed(two)
        done.append(two.carry(two.west, two.east))
        two.exchange()
    assert len(told.proof) < 2_000
    assert not done[0].faults
    assert rows(two) == 3_000 // len(told.proof)
    assert "no more than 3,000 (limits.proofs" in done[-1].faults[0]
    # Raised, it is taken in by a parcel from the beginning.
    two.east.limits = Limits()
    two.east.again()
    two.east.site.apply(next(two.west.site.parcels(two.now_us, 0)), two.now_us)
    assert rows(two) == 4


def test_a_proof_of_another_entry_than_is_named_is_refused(two: Pair) -> None:
    leaf = SealedLeaf(kind="tracks", digest="cd" * 32, feed="radar-1", to_us=9)
    two.west.site.seal(leaf)
    told = disclosed(two)
    said = two.west.site.said(told.ref).message
    assert said.params["entry"]["index"] == 1
    two.carry(two.west, two.east)
    assert rows(two) == 1
    faults = take_proof(two.east.site.books, "ab" * 32, spelled(told.proof, 1), 0)
    assert "of entry 1; its message says 0" in faults[0]


def receipt_rows(two: Pair) -> list[int]:
    db = two.west.store._db
    return [len(note) for (note,) in db.execute("SELECT note FROM receipts")]


def test_a_receipt_is_kept_without_lines_that_nobody_knows(two: Pair) -> None:
    two.west.say("CH-10", {"text": {"text": "one", "lang": "en"}}, two.now_us)
    two.carry(two.west, two.east)
    reply = read_parcel(two.east.site.parcel(two.now_us))
    junk = [NoteSignature(f"n{n}", b"nobo", bytes(900)) for n in range(60)]
    padded = parse_checkpoint(reply.receipt).with_lines(*junk).format()
    assert len(padded) > 60_000
    done = two.west.site.apply(make_parcel(replace(reply, receipt=padded)), two.now_us)
    assert done.receipts == 3
    assert max(receipt_rows(two)) < 1_000
    # What is left still proves it to anybody.
    receipt = two.west.site.books.newest_receipt()
    signed = parse_checkpoint(receipt.note)
    us, peer = two.west.site.books.us, two.west.site.books.peer
    assert verified_by(signed.note, us.log) == us.log
    assert cosignatures_of(signed, peer.mirror)


def test_a_thief_writes_so_many_rows_and_no_more(disk: Path) -> None:
    two = pair(disk, limits=Limits(most_thefts=5))
    two.exchange()
    good = two.west.say("CH-10", {"text": {"text": "one", "lang": "en"}}, two.now_us)
    two.exchange()
    stolen = keys_of("west").log
    revoke(two.west, "log", good.index, two.now_us)
    two.exchange()
    site = two.east.site
    before = evidence(site)
    for n in range(100, 120):
        note = sign_checkpoint(Checkpoint(stolen.name, n, bytes(32)), stolen).format()
        body = WitnessRequest(0, (), note).format()
        assert site.add_checkpoint(body, two.now_us).status == 403
    assert len(list(site.books.store.rows(THEFTS))) == 5
    assert evidence(site) - before == 5
    # In any number of spellings one is one.
    assert thefts(site)
    # It takes nothing of the room for what the other side itself signed.
    liar = sign_checkpoint(
        Checkpoint(stolen.name, site.books.mirror.size, bytes(32)),
        two.west.new_keys[0],
    ).format()
    request = WitnessRequest(0, (), liar).format()
    parcel = read_parcel(two.west.site.parcel(two.now_us))
    done = site.apply(make_parcel(replace(parcel, log=request)), two.now_us)
    assert any(alarm.kind is Kind.DISPUTE for alarm in done.alarms)
    assert evidence(site) - before == 6


def evidence(site: Site) -> int:
    return len(list(site.books.store.rows(EVIDENCE)))


def test_one_checkpoint_in_many_spellings_is_one_piece_of_evidence(
    two: Pair,
) -> None:
    liar = Liar("west")
    liar.entries = [b"one"]
    two.east.site.apply(liar.parcel(two.now_us), two.now_us)
    lie = parse_checkpoint(liar.checkpoint([b"two"]))
    for n in range(20):
        line = NoteSignature("nobody.example", b"nobo", n.to_bytes(4, "big"))
        request = liar.request(lie.with_lines(line).format())
        two.east.site.apply(liar.parcel(two.now_us, log=request), two.now_us)
    assert evidence(two.east.site) == 1


def test_bytes_that_nobody_signed_take_no_room_beside(disk: Path) -> None:
    """They would else use it up, and a warning after them would not be read."""
    east = Side("east", disk, limits=Limits(most_beside=3)).start()
    liar = Liar("west")
    liar.entries = [b"one"]
    east.apply(liar.parcel(NOW_US), NOW_US)
    fire = {"pos": {"place": "outpost"}, "area": {"place": "box"}, "since_us": NOW_US}
    warning = liar.entry(liar.message("GR-4", fire, NOW_US))
    liar.entries = [*(b"%d" % n for n in range(50)), warning]
    done = east.apply(liar.parcel(NOW_US), NOW_US)
    assert Kind.WARNING in [alarm.kind for alarm in done.alarms]
    assert len(list(east.books.store.rows(BESIDE))) == 1


def test_what_a_thief_of_a_machines_keys_signs_hides_no_warning(disk: Path) -> None:
    """All room is taken; the owner's warning is sounded, and once."""
    east = Side("east", disk, limits=Limits(most_beside=3)).start()
    liar = Liar("west")
    fire = {"pos": {"place": "outpost"}, "area": {"place": "box"}, "since_us": NOW_US}
    held, real = (liar.entry(liar.message("GR-4", fire, NOW_US + n)) for n in range(2))
    liar.entries = [b"one", held]
    (first,) = east.apply(liar.parcel(NOW_US), NOW_US).alarms
    checks = (liar.message("CH-1", {"n": n}, NOW_US) for n in range(9))
    thiefs = [liar.entry(one, [liar.keys.node]) for one in checks]
    liar.entries = [b"two", b"three", *thiefs]
    east.apply(liar.parcel(NOW_US), NOW_US)
    assert len(list(east.books.store.rows(BESIDE))) == 3
    liar.entries = [b"two", real]
    done = east.apply(liar.parcel(NOW_US), NOW_US)
    (warned,) = [alarm for alarm in done.alarms if alarm.kind is Kind.WARNING]
    # A node sounds each alarm once by its key: this is not the one at its index.
    assert warned.at == first.at
    assert warned.key != first.key
    liar.entries = [b"two", b"three", real]
    again = east.apply(liar.parcel(NOW_US), NOW_US)
    assert Kind.WARNING not in [alarm.kind for alarm in again.alarms]
    assert len(list(east.books.store.rows(BESIDE))) == 3


def test_a_flood_waits_and_its_warnings_are_sounded(disk: Path) -> None:
    east = Side("east", disk, limits=Limits(day_bytes=60_000)).start()
    liar = Liar("west")
    liar.entries = [b"x" * 1_000 for _ in range(50)]
    assert east.apply(liar.parcel(NOW_US), NOW_US).cosigned
    fire = {"pos": {"place": "outpost"}, "area": {"place": "box"}, "since_us": NOW_US}
    warning = liar.entry(liar.message("GR-4", fire, NOW_US))
    liar.entries += [b"y" * 1_000, warning]
    done = east.apply(liar.parcel(NOW_US), NOW_US)
    assert (done.new, done.cosigned) == (range(0), False)
    assert "more than 60,000 bytes in a day (limits.day" in done.withheld
    kinds = [alarm.kind for alarm in done.alarms]
    assert kinds == [Kind.WARNING, Kind.REFUSED]
    again = east.apply(liar.parcel(NOW_US), NOW_US)
    assert [alarm.kind for alarm in again.alarms] == [Kind.REFUSED]
    # What is held already is cosigned as before.
    rest, liar.entries = liar.entries, liar.entries[:50]
    assert east.apply(liar.parcel(NOW_US), NOW_US).cosigned
    liar.entries = rest
    later_us = NOW_US + US_PER_DAY
    done = east.apply(liar.parcel(later_us), later_us)
    assert (done.new, done.cosigned) == (range(50, 52), True)


def test_a_sealed_log_that_grows_by_claims_alone_is_cosigned_so_often(
    disk: Path,
) -> None:
    """Each size that is cosigned is a line in the guard, and claims cost nothing."""
    east = Side("east", disk, limits=Limits(most_cosigned=10))
    site = east.start()
    liar = Liar("west")
    codes = []
    for n in range(30):
        entries = [b"%d" % at for at in range(n + 1)]
        body = liar.sealed_request(min(n, 10), entries)
        codes.append(site.add_checkpoint(body, NOW_US).status)
    assert codes == [200] * 10 + [503] * 20
    guard = (east.folder / "guard").read_bytes()
    assert guard.count(b"witnessed") == 10
    # The same size again costs nothing: that is how a line shows that it lives.
    entries = [b"%d" % at for at in range(10)]
    same = liar.sealed_request(10, entries)
    assert site.add_checkpoint(same, NOW_US).status == 200
    entries = [b"%d" % at for at in range(11)]
    body = liar.sealed_request(10, entries)
    parcel = liar.parcel(NOW_US, sealed=body)
    assert not site.apply(parcel, NOW_US).faults
    assert site.add_checkpoint(body, NOW_US + US_PER_DAY).status == 200
