"""Keys change hands: rotated, overlapping, revoked, lost; old evidence still stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.record.sites import Writer
from thalweg.errors import InputError, RefusedError, VerificationError
from thalweg.model.message import EntryRef, Message, Seen
from thalweg.record.guard import Guard
from thalweg.record.log import Log
from thalweg.record.merkle import EMPTY_ROOT
from thalweg.record.published import PublishedLog
from thalweg.record.ring import KeyRing
from thalweg.record.signatures import signature_faults
from thalweg.record.verify import verify_log
from thalweg.stores.memory import MemoryStore
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.key_file import USES, KeyFile, kind_of
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation, parse_key_list
from thalweg.wire.leaf import KEYS, MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.signing import SigningKey

ORIGIN = "west.ford/log"
USED = (*USES, "officer-1", "officer-2")


def key_of(use: str, number: int = 0) -> SigningKey:
    seed = bytes([USED.index(use) + 1, number]) * 16
    return SigningKey.from_seed(f"west.ford/{use}", kind_of(use), seed)


FIRST = {use: key_of(use) for use in USED}
OFFICER, SECOND, NEW = FIRST["officer-1"], FIRST["officer-2"], key_of("officer-1", 1)
ELSEWHERE = SigningKey.from_seed("west.old/log", kind_of("log"), b"e" * 32)
ROOT, NEW_ROOT = FIRST["root"], key_of("root", 1)


def ring() -> KeyRing:
    return KeyRing("west", ORIGIN, KeyFile({u: k.verifier for u, k in FIRST.items()}))


def terms(**changed: KeyTerm | None) -> tuple[KeyTerm, ...]:
    """Return the first keys' terms, some changed (`officer_1`) or left out."""
    found = {use: KeyTerm(use=use, key=key.verifier) for use, key in FIRST.items()}
    for name, term in changed.items():
        use = name.replace("_", "-")
        if term is None:
            del found[use]
        else:
            found[use] = term
    return tuple(found.values())


def listed(
    *more: KeyTerm,
    edition: int = 1,
    party: str = "west",
    revoked: tuple[Revocation, ...] = (),
    signers: tuple[SigningKey, ...] = (ROOT,),
    **changed: KeyTerm | None,
) -> bytes:
    whole = KeyList(
        party=party,
        edition=edition,
        made_us=1_000,
        keys=(*terms(**changed), *more),
        revoked=revoked,
    )
    return sign_envelope(KEYS, whole.encode(), signers).format()


def said(key: SigningKey, number: int, time_us: int = 1_000) -> bytes:
    message = Message(
        agreement="0" * 64,
        sender="west",
        recipient="east",
        element="CH-1",
        params={"count": number},
        ref=None,
        event_time_us=0,
        signed_time_us=time_us,
        useful_until_us=None,
        seen=Seen(origin="east.ford/log", size=0, root=EMPTY_ROOT),
    )
    return sign_envelope(MESSAGE, encode_message(message), [key]).format()


def every(index: int) -> int:
    """Return what a site that receipts each entry at once has cosigned."""
    return index + 1


def faults(entries: list[bytes], covered=every) -> dict[int, str]:
    return dict(signature_faults(ring(), entries, covered))


def test_a_key_is_replaced_with_an_overlap() -> None:
    """Old and new both count from 2 to 4; after that the new one alone."""
    change = listed(
        KeyTerm(use="officer-1", key=NEW.verifier, from_index=2),
        officer_1=KeyTerm(use="officer-1", key=OFFICER.verifier, until_index=5),
    )
    log = [said(OFFICER, 0), change]
    log += [said(OFFICER, 2), said(NEW, 3), said(OFFICER, 4)]
    log += [said(NEW, 5), said(OFFICER, 6), said(NEW, 7)]
    assert set(faults(log)) == {6}
    assert "no key that is known" in faults(log)[6]


def test_a_new_key_counts_for_nothing_before_its_list() -> None:
    change = listed(KeyTerm(use="officer-1", key=NEW.verifier), officer_1=None)
    assert set(faults([said(NEW, 0), change, said(NEW, 2)])) == {0}


def test_a_key_counts_within_its_times() -> None:
    timed = KeyTerm(use="officer-1", key=NEW.verifier, from_us=50, until_us=100)
    log = [listed(timed, officer_1=None)]
    log += [said(NEW, n, time_us) for n, time_us in enumerate((49, 50, 99, 100))]
    assert set(faults(log)) == {1, 4}


def stolen(last_good: int | None, index: int = 4) -> list[bytes]:
    """Return a log whose entry `index` revokes the officer's key; 5 tries it again."""
    good = None if last_good is None else EntryRef(ORIGIN, last_good)
    gone = Revocation(key=OFFICER.verifier, last_good=good, revoked_us=900)
    log = [said(OFFICER, n) for n in range(index)]
    log.append(listed(revoked=(gone,), officer_1=None))
    return [*log, said(OFFICER, 9), said(SECOND, 10)]


def test_old_evidence_stands_and_later_use_does_not() -> None:
    found = faults(stolen(last_good=2))
    assert set(found) == {3, 5}
    assert "last good entry" in found[3]


def test_what_the_other_side_had_not_cosigned_before_the_revocation_is_gone() -> None:
    """The thief writes entries 2 and 3 himself and dates them back: nobody saw them."""

    def two_and_then_all(index: int) -> int:
        return 2 if index < 2 else 7

    found = faults(stolen(last_good=3), two_and_then_all)
    assert set(found) == {2, 3, 5}
    assert "had not cosigned this entry before entry 4" in found[2]


def test_a_checkpoint_cosigned_just_before_the_revocation_is_before_it() -> None:
    assert set(faults(stolen(last_good=3), lambda index: 4 if index < 4 else 7)) == {5}
    assert set(faults(stolen(last_good=3), lambda index: 5)) == {0, 1, 2, 3, 5}
    assert set(faults(stolen(last_good=3), lambda index: None)) == {0, 1, 2, 3, 5}


def test_nothing_of_a_key_without_a_last_good_entry_counts() -> None:
    assert set(faults(stolen(last_good=None))) == {0, 1, 2, 3, 5}


def test_a_last_good_entry_of_another_log_is_none_of_this_one() -> None:
    gone = Revocation(
        key=OFFICER.verifier, last_good=EntryRef("west.ford/old", 9), revoked_us=900
    )
    log = [said(OFFICER, 0), listed(revoked=(gone,), officer_1=None)]
    assert set(faults(log)) == {0}


def test_two_signed_and_one_was_a_thief() -> None:
    gone = Revocation(key=OFFICER.verifier, last_good=None, revoked_us=900)
    payload = parse_envelope(said(OFFICER, 0)).payload
    two = sign_envelope(MESSAGE, payload, [OFFICER, SECOND]).format()
    log = [two, listed(revoked=(gone,), officer_1=None)]
    assert faults(log) == {}


def test_a_lost_token_is_only_left_out_and_what_it_signed_stands() -> None:
    log = [said(OFFICER, 0), listed(officer_1=None), said(OFFICER, 2), said(SECOND, 3)]
    assert set(faults(log)) == {2}


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (listed(signers=(OFFICER,)), "no key that is known"),
        (listed(signers=(NEW_ROOT,)), "no key that is known"),
        (
            listed(
                officer_1=KeyTerm(use="officer-1", key=FIRST["node"].verifier),
                node=None,
            ),
            "the key of officer-1 was one of node",
        ),
        (
            listed(log=KeyTerm(use="log", key=FIRST["log"].verifier, until_index=9)),
            "no key of log is left that counts to the end",
        ),
        (
            listed(log=KeyTerm(use="log", key=ELSEWHERE.verifier)),
            "bears another origin than 'west.ford/log'",
        ),
        (listed(edition=2), "edition 2 after edition 0"),
        (
            listed(KeyTerm(use="root", key=NEW_ROOT.verifier)),
            "a new root key in it has not signed it",
        ),
        (
            listed(
                root=KeyTerm(use="root", key=NEW_ROOT.verifier), signers=(NEW_ROOT,)
            ),
            "no root key of the list before it",
        ),
    ],
)
def test_a_list_that_nobody_may_sign_changes_nothing(entry: bytes, told: str) -> None:
    found = faults([entry, said(OFFICER, 1)])
    assert set(found) == {0}
    assert told in found[0]


def test_a_list_of_the_other_side_is_a_copy_and_none_of_this_one() -> None:
    assert faults([listed(party="east"), said(OFFICER, 1)]) == {}
    with pytest.raises(VerificationError, match="of 'east', not 'west'"):
        ring().take(0, parse_envelope(listed(party="east")))


def test_a_new_root_key_is_brought_in_by_the_old_and_then_signs_alone() -> None:
    new = KeyTerm(use="root", key=NEW_ROOT.verifier)
    log = [
        listed(root=new, signers=(ROOT, NEW_ROOT)),
        listed(root=new, edition=2, signers=(NEW_ROOT,)),
        listed(root=new, edition=3, signers=(ROOT,)),
    ]
    assert set(faults(log)) == {2}


def test_what_was_revoked_stays_revoked() -> None:
    gone = Revocation(key=OFFICER.verifier, last_good=None, revoked_us=900)
    log = [listed(revoked=(gone,), officer_1=None), listed(edition=2)]
    assert "is not revoked in it" in faults(log)[1]
    later = Revocation(
        key=OFFICER.verifier, last_good=EntryRef(ORIGIN, 9), revoked_us=900
    )
    again = listed(revoked=(later,), officer_1=None, edition=2)
    assert "or otherwise" in faults([log[0], again])[1]


def test_each_type_of_entry_has_its_own_signers() -> None:
    """The log's key signs no message, the root key no message, a node no agreement."""
    log = [said(FIRST["log"], 0), said(ROOT, 1), said(FIRST["node"], 2)]
    assert set(faults(log)) == {0, 1}


def test_a_witness_has_times_and_no_indices() -> None:
    term = KeyTerm(use="witness", key=FIRST["witness"].verifier, from_index=3)
    with pytest.raises(InputError, match="has no indices"):
        listed(witness=term)


def test_a_list_says_no_key_twice_and_none_both_good_and_revoked() -> None:
    gone = Revocation(key=OFFICER.verifier, last_good=None, revoked_us=900)
    with pytest.raises(Exception, match="revoked in this list"):
        listed(revoked=(gone,))
    with pytest.raises(Exception, match="stands there for officer-1 already"):
        listed(KeyTerm(use="officer-2", key=OFFICER.verifier))
    with pytest.raises(Exception, match="no root key"):
        listed(root=None)
    with pytest.raises(RefusedError, match="wanted 'keys/1'"):
        parse_key_list(b"{}")


def test_a_ring_tells_its_keys_by_use() -> None:
    held = ring()
    assert held.keys(0, use="node") == (FIRST["node"].verifier,)
    assert held.term(OFFICER.verifier, 0) is not None
    with pytest.raises(VerificationError):
        held.take(0, sign_envelope(KEYS, listed_payload(), [OFFICER]))
    assert held.newest.edition == 0


def listed_payload() -> bytes:
    return KeyList(party="west", edition=1, made_us=1, keys=terms()).encode()


def test_a_log_that_old_and_new_sign_is_read_by_who_knows_either(
    tmp_path: Path,
) -> None:
    old, new = key_of("log"), key_of("log", 1)
    store, guard = MemoryStore(), Guard.create(tmp_path / "guard")
    shown = PublishedLog(tmp_path / "log")
    log = Log(new, store, guard, shown, also=(old,))
    Writer(store, guard, log, tmp_path / "log").say(said(OFFICER, 0))
    for keys in ([old], [new], [old, new]):
        found = verify_log(tmp_path / "log", [key.verifier for key in keys])
        assert not found.faults
        assert len(found.signed_by) == len(keys)
    with pytest.raises(ValueError, match="origin"):
        Log(new, store, guard, shown, also=(OFFICER,))
