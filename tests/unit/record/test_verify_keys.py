"""A log from its files alone, held to the lists of keys that stand in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.record.test_ring import (
    FIRST,
    NEW,
    OFFICER,
    ORIGIN,
    ROOT,
    SECOND,
    USED,
    key_of,
    listed,
    said,
)
from thalweg.errors import InputError
from thalweg.model.message import EntryRef
from thalweg.record.guard import Guard
from thalweg.record.log import Log
from thalweg.record.log_files import RECEIPTS
from thalweg.record.published import PublishedLog
from thalweg.record.verify import LogReport, verify_log
from thalweg.stores.memory import MemoryStore
from thalweg.wire.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from thalweg.wire.cosignature import cosign
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.key_file import KeyFile, kind_of
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation
from thalweg.wire.leaf import KEYS
from thalweg.wire.signing import SigningKey

FILE = KeyFile({use: key.verifier for use, key in FIRST.items()})
EAST = {
    use: SigningKey.from_seed(f"east.ford/{use}", kind_of(use), bytes([90 + n]) * 32)
    for n, use in enumerate(USED)
}
EAST_FILE = KeyFile({use: key.verifier for use, key in EAST.items()})
AGREED = {"west": FILE, "east": EAST_FILE}
TIME_S = 1_000
NEW_LOG, NEW_MIRROR = (
    key_of("log", 1),
    SigningKey.from_seed("east.ford/mirror", kind_of("mirror"), b"m" * 32),
)


class Made:
    """A log that is written, signed and cosigned as a test says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "log"
        self.store = MemoryStore()
        guard = Guard.create(folder / "guard")
        published = PublishedLog(self.folder)
        self.log = Log(FIRST["log"], self.store, guard, published)

    def grow(
        self,
        *entries: bytes,
        keys: tuple[SigningKey, ...] = (FIRST["log"],),
        by: SigningKey | None = EAST["mirror"],
        time_s: int = TIME_S,
    ) -> SignedCheckpoint:
        self.log.sign_with(keys)
        self.log.append(entries)
        signed = self.log.publish()
        if by is not None:
            signed = signed.with_lines(cosign(signed.checkpoint, by, time_s))
            (self.folder / "checkpoint").write_bytes(signed.format())
        return signed

    def verified(self, receipts=(), agreed=AGREED, **asked) -> LogReport:
        return verify_log(self.folder, (), agreed=agreed, receipts=receipts, **asked)


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


def gone(key: SigningKey, last_good: int) -> Revocation:
    at = EntryRef(ORIGIN, last_good)
    return Revocation(key=key.verifier, last_good=at, revoked_us=900)


def theft(made: Made) -> SignedCheckpoint:
    """Write entries 0 to 3 of an officer, cosigned up to 2, revoked at 4 from 2 on."""
    receipt = made.grow(said(OFFICER, 0), said(OFFICER, 1))
    made.grow(said(OFFICER, 2), said(OFFICER, 3))
    revoked = listed(revoked=(gone(OFFICER, 2),), officer_1=None)
    made.grow(revoked, said(SECOND, 5))
    return receipt


def test_without_a_change_of_keys_all_holds(made: Made) -> None:
    made.grow(said(OFFICER, 0), said(FIRST["node"], 1))
    found = made.verified()
    assert not found.faults
    assert found.signed_by == (FIRST["log"].verifier,)
    assert "lists of keys: which key counted" in " ".join(found.checked)
    made.grow(said(FIRST["log"], 2))
    assert made.verified().faults[0].startswith("entry 2: no key that is known")


def test_old_evidence_stands_by_the_receipt_and_the_rest_is_named(made: Made) -> None:
    receipt = theft(made)
    found = made.verified([receipt])
    assert not found.faults
    assert [one.partition(":")[0] for one in found.uncounted] == ["entry 2", "entry 3"]
    without = made.verified()
    assert [one.partition(":")[0] for one in without.uncounted] == [
        f"entry {n}" for n in range(4)
    ]
    assert "had not cosigned this entry before entry 4" in without.uncounted[0]


def test_receipts_beside_the_log_are_found_and_only_true_ones_count(
    made: Made,
) -> None:
    receipt = theft(made)
    folder = made.folder / RECEIPTS
    folder.mkdir()
    (folder / "bad").write_bytes(b"nothing")
    (folder / "2.checkpoint").write_bytes(receipt.format())
    assert len(made.verified().uncounted) == 2
    note = parse_checkpoint(receipt.format())
    alone = replace(note, note=replace(note.note, signatures=note.note.signatures[:1]))
    at = replace(note.checkpoint, root=b"x" * 32)
    other = cosign(at, EAST["mirror"], TIME_S)
    thief = cosign(note.checkpoint, NEW_MIRROR, TIME_S)
    for bad in (alone, alone.with_lines(other), alone.with_lines(thief)):
        (folder / "2.checkpoint").write_bytes(bad.format())
        assert len(made.verified().uncounted) == 4


def test_a_receipt_no_larger_than_the_list_is_before_it(made: Made) -> None:
    for number in range(4):
        made.grow(said(OFFICER, number))
    before = made.grow(said(SECOND, 4))
    after = made.grow(listed(revoked=(gone(OFFICER, 3),), officer_1=None))
    assert not made.verified([before]).uncounted
    assert len(made.verified([after]).uncounted) == 4


def test_what_a_revoked_key_signs_after_the_list_is_a_fault(made: Made) -> None:
    theft(made)
    made.grow(said(OFFICER, 6))
    told = made.verified().faults[0]
    assert told.startswith("entry 6: signed by 'west.ford/officer-1'")
    assert "revoked before" in told


def rotated(made: Made, old: KeyTerm | None, **changed: object) -> None:
    new = KeyTerm(use="log", key=NEW_LOG.verifier)
    terms = (new,) if old is None else (new, old)
    entry = listed(*terms[1:], log=terms[0], **changed)
    keys = (FIRST["log"],) if old is None else (NEW_LOG, FIRST["log"])
    made.grow(said(OFFICER, 0), entry, keys=keys)


def test_a_log_key_is_replaced_and_either_signs_while_both_count(made: Made) -> None:
    rotated(made, KeyTerm(use="log", key=FIRST["log"].verifier, until_us=5_000_000_000))
    for keys in ((FIRST["log"],), (NEW_LOG,), (NEW_LOG, FIRST["log"])):
        made.grow(said(OFFICER, 2), keys=keys)
        found = made.verified()
        assert not found.faults
        assert set(found.signed_by) == {key.verifier for key in keys}
    # Cosigned at a time at which the old key counts no longer.
    made.grow(said(OFFICER, 9), keys=(FIRST["log"],), time_s=6_000)
    assert "alone signed it, and does not count" in made.verified().faults[0]


def test_a_checkpoint_that_a_revoked_log_key_alone_signed_is_refused(
    made: Made,
) -> None:
    rotated(made, None, revoked=(gone(FIRST["log"], 0),))
    assert "alone signed it, and was revoked" in made.verified().faults[0]
    made.grow(said(OFFICER, 2), keys=(FIRST["log"],))
    assert "alone signed it, and was revoked" in made.verified().faults[0]
    made.grow(said(OFFICER, 3), keys=(NEW_LOG,))
    assert not made.verified().faults


def test_growth_is_held_to_an_older_checkpoint_of_a_key_that_was_replaced(
    made: Made,
) -> None:
    old = made.grow(said(OFFICER, 0))
    rotated(made, None)
    made.grow(said(OFFICER, 3), keys=(NEW_LOG,))
    assert not made.verified(since=old).faults
    stranger = replace(old, note=replace(old.note, signatures=old.note.signatures[1:]))
    assert "proves nothing" in made.verified(since=stranger).faults[0]


def cosigned(
    at: Checkpoint, by: SigningKey, time_s: int, log: SigningKey = FIRST["log"]
) -> SignedCheckpoint:
    return sign_checkpoint(at, log).with_lines(cosign(at, by, time_s))


def east_list(
    mirror: SigningKey, *also: KeyTerm, edition: int = 1, made_us: int = 1_000_000_000
) -> bytes:
    terms = [
        KeyTerm(use=use, key=mirror.verifier if use == "mirror" else key.verifier)
        for use, key in EAST.items()
    ]
    made = KeyList(party="east", edition=edition, made_us=made_us, keys=(*terms, *also))
    return sign_envelope(KEYS, made.encode(), [EAST["root"]]).format()


def test_the_other_sides_new_mirror_counts_by_the_copy_of_its_list(made: Made) -> None:
    made.grow(said(OFFICER, 0), by=NEW_MIRROR)
    assert made.verified().faults == ("checkpoint: not cosigned by the mirror of east",)
    copy = east_list(NEW_MIRROR)
    # The copy may come twice: a node that was restored logs it again.
    made.grow(copy, copy, by=NEW_MIRROR)
    assert not made.verified().faults
    forged = sign_envelope(KEYS, b"{}", [EAST["root"]]).format()
    made.grow(forged, by=NEW_MIRROR)
    assert made.verified().faults


def test_a_mirrors_key_that_was_left_out_ends_when_its_list_was_made(
    made: Made,
) -> None:
    """The copy of east's list is made at 5,000 s: thirty more are the clocks'."""
    made.grow(said(OFFICER, 0), east_list(NEW_MIRROR, made_us=5_000_000_000))
    head = made.log.publish().checkpoint
    old, new = EAST["mirror"], NEW_MIRROR
    for by, time_s, holds in (
        (old, 4_999, True), (old, 5_030, True), (old, 5_031, False), (new, 9_999, True)
    ):  # fmt: skip
        signed = made.log.publish().with_lines(cosign(head, by, time_s))
        (made.folder / "checkpoint").write_bytes(signed.format())
        told = () if holds else ("checkpoint: not cosigned by the mirror of east",)
        assert made.verified().faults == told, (by.name, time_s)
    # Of receipts, too.
    gone_at = made.grow(said(OFFICER, 2), by=None).checkpoint
    made.grow(listed(revoked=(gone(OFFICER, 2),), officer_1=None), by=new)
    for time_s, uncounted in ((5_030, 0), (5_031, 2)):
        receipt = cosigned(gone_at, old, time_s)
        assert len(made.verified([receipt]).uncounted) == uncounted


def test_a_mirrors_key_ends_as_its_own_term_says(made: Made) -> None:
    term = KeyTerm(use="mirror", key=EAST["mirror"].verifier, until_us=7_000_000_000)
    copy = east_list(NEW_MIRROR, term, made_us=5_000_000_000)
    made.grow(said(OFFICER, 0), copy)
    for edition, last in ((1, 6_999), (2, 6_999)):
        head = made.log.publish().checkpoint
        for time_s, holds in ((last, True), (last + 1, False)):
            signed = made.log.publish().with_lines(cosign(head, EAST["mirror"], time_s))
            (made.folder / "checkpoint").write_bytes(signed.format())
            assert (made.verified().faults == ()) is holds, (edition, time_s)
        # A later list leaves out what has ended; that changes nothing.
        made.grow(east_list(NEW_MIRROR, edition=2, made_us=9_000_000_000))


def test_keys_of_neither_side_verify_nothing(made: Made) -> None:
    made.grow(said(OFFICER, 0))
    assert (
        "the keys given are of" in made.verified(agreed={"east": EAST_FILE}).faults[0]
    )
    with pytest.raises(InputError, match="one of the two"):
        verify_log(made.folder, [FIRST["log"].verifier], agreed=AGREED)
    with pytest.raises(InputError, match="--lists LOGDIR"):
        made.verified(entries=False)
    with pytest.raises(InputError, match="--keys PARTY=FILE"):
        verify_log(made.folder, [])


def test_a_list_of_another_root_is_named_and_brings_no_key_in(made: Made) -> None:
    bad = listed(KeyTerm(use="officer-3", key=NEW.verifier), signers=(EAST["root"],))
    made.grow(bad, said(NEW, 1))
    faults = made.verified().faults
    assert [one.partition(":")[0] for one in faults] == ["entry 0", "entry 1"]
    assert ROOT.verifier != EAST["root"].verifier


class Sealed:
    """West's sealed log beside its log; east's witness cosigns it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "sealed"
        self.beside = Made(folder)
        guard = Guard.create(folder / "sealed-guard")
        published = PublishedLog(self.folder, entries=False)
        self.log = Log(FIRST["sealed"], MemoryStore(), guard, published)

    def grow(
        self,
        *keys: SigningKey,
        by: SigningKey = EAST["witness"],
        time_s: int = TIME_S,
    ) -> None:
        self.log.sign_with(keys or (FIRST["sealed"],))
        self.log.append([b"sealed"])
        signed = self.log.publish()
        signed = signed.with_lines(cosign(signed.checkpoint, by, time_s))
        (self.folder / "checkpoint").write_bytes(signed.format())

    def faults(self, **asked) -> tuple[str, ...]:
        found = verify_log(
            self.folder,
            (),
            entries=False,
            agreed=AGREED,
            lists=self.beside.folder,
            **asked,
        )
        return found.faults


NEW_SEALED = key_of("sealed", 1)
NOT_SEALED = (
    "checkpoint: no key of 'west.ford/sealed' that counts by the lists signed it",
)


def test_a_sealed_log_is_held_to_the_lists_in_the_log_beside_it(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path)
    sealed.beside.grow(said(OFFICER, 0))
    sealed.grow()
    assert sealed.faults() == ()
    sealed.grow(by=EAST["mirror"])
    assert sealed.faults() == ("checkpoint: not cosigned by the witness of east",)
    sealed.grow(NEW_SEALED)
    assert sealed.faults() == NOT_SEALED
    # The list is made at 0.001 s after 1970: the old key ends there, and 30 s later.
    sealed.beside.grow(listed(sealed=KeyTerm(use="sealed", key=NEW_SEALED.verifier)))
    sealed.grow(NEW_SEALED)
    assert sealed.faults() == ()
    for time_s, told in ((30, ()), (31, NOT_SEALED)):
        sealed.grow(time_s=time_s)
        assert sealed.faults() == told
    old = parse_checkpoint((sealed.folder / "checkpoint").read_bytes())
    sealed.grow(NEW_SEALED)
    assert sealed.faults(since=old) == ()


def test_a_sealed_logs_overlap_and_theft(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path)
    old = KeyTerm(use="sealed", key=FIRST["sealed"].verifier, until_us=5_000_000_000)
    new = KeyTerm(use="sealed", key=NEW_SEALED.verifier)
    sealed.beside.grow(listed(old, sealed=new))
    for time_s, told in ((4_999, ()), (5_000, NOT_SEALED)):
        sealed.grow(time_s=time_s)
        assert sealed.faults() == told
    stolen = listed(sealed=new, edition=2, revoked=(gone(FIRST["sealed"], 0),))
    sealed.beside.grow(stolen)
    sealed.grow(time_s=1)
    assert sealed.faults() == NOT_SEALED
    sealed.grow(FIRST["sealed"], NEW_SEALED)
    assert sealed.faults() == ()


def test_a_log_beside_that_is_false_or_of_others_is_no_help(tmp_path: Path) -> None:
    sealed = Sealed(tmp_path)
    sealed.beside.grow(said(FIRST["log"], 0))
    sealed.grow()
    told = sealed.faults()
    assert len(told) == 1
    beside = sealed.beside.folder
    assert told[0].startswith(f"the log with its lists, {beside}: entry 0")
    other = Made(tmp_path / "other")
    other.grow(said(OFFICER, 0))
    (other.folder / "checkpoint").write_bytes(b"")
    sealed.beside = other
    assert any("is not read" in one for one in sealed.faults())
    with pytest.raises(InputError, match="with --sealed and --keys"):
        other.verified(lists=other.folder)


def test_a_log_is_no_sealed_log_of_its_own(tmp_path: Path) -> None:
    made = Made(tmp_path)
    made.grow(said(OFFICER, 0))
    told = made.verified(lists=made.folder, entries=False).faults
    assert "the log beside 'west.ford/sealed', not beside 'west.ford/log'" in told[0]


@pytest.mark.parametrize("use", ["witness", "mirror"])
def test_a_logs_own_key_signs_no_entry(made: Made, use: str) -> None:
    made.grow(said(OFFICER, 0))
    key = FIRST["log"].verifier
    with pytest.raises(InputError, match="the log's own key, which signs checkpoints"):
        verify_log(made.folder, [key], signers=[OFFICER.verifier, key])
    with pytest.raises(InputError, match="is a cosigner's key: --cosigner VKEY"):
        verify_log(made.folder, [key], signers=[FIRST[use].verifier])
