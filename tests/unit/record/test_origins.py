"""A log that continues another: who may say so, and what it must say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.record.test_ring import FIRST, ORIGIN, ROOT, ring
from thalweg.errors import VerificationError
from thalweg.record.origins import (
    NewOrigin,
    abandoned,
    begun_by,
    continued,
    link_sizes,
    new_origin,
    origin_row,
    origins_of,
)
from thalweg.record.ports import Change
from thalweg.record.ring import KeyRing
from thalweg.stores.memory import MemoryStore
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.key_file import kind_of
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation
from thalweg.wire.leaf import KEYS, LINK
from thalweg.wire.origin_leaf import OriginLink
from thalweg.wire.signing import SigningKey

NEW, SEALED = f"{ORIGIN}-2", "west.ford/sealed-2"
OFFICERS = (FIRST["officer-1"], FIRST["officer-2"])
EAST_ROOT = SigningKey.from_seed("east.ford/root", kind_of("root"), b"e" * 32)


def key(use: str, name: str) -> KeyTerm:
    made = SigningKey.from_seed(name, kind_of(use), use.encode().ljust(32, b"2"))
    return KeyTerm(use=use, key=made.verifier)


def listed(**changed: object) -> KeyList:
    kept = [
        KeyTerm(use=use, key=FIRST[use].verifier)
        for use in ("root", "witness", "mirror", "node", "officer-1", "officer-2")
    ]
    keys = (*kept, key("log", NEW), key("sealed", SEALED))
    whole = KeyList(party="west", edition=1, made_us=5, keys=keys)
    return replace(whole, **changed)


def link(first: KeyList, **changed: object) -> OriginLink:
    whole = OriginLink(
        party="west",
        old=ORIGIN,
        size=3,
        root=b"r" * 32,
        known_size=7,
        new=NEW,
        sealed=SEALED,
        keys=first.sha256,
        reason="behind",
        made_us=5,
    )
    return replace(whole, **changed)


def entries(
    first: KeyList | None = None,
    signers: tuple[SigningKey, ...] = (ROOT, *OFFICERS),
    roots: tuple[SigningKey, ...] = (ROOT,),
    **changed: object,
) -> list[bytes]:
    first = listed() if first is None else first
    linked = link(first, **changed)
    return [
        sign_envelope(KEYS, first.encode(), roots).format(),
        sign_envelope(LINK, linked.encode(), signers).format(),
    ]


def test_a_root_key_and_two_officers_begin_a_log_anew() -> None:
    found = new_origin(ring(), entries())
    assert found == NewOrigin(listed(), link(listed()))
    assert link_sizes(entries()) == [3]
    assert new_origin(ring(), [b"anything", *entries()]) is None
    assert new_origin(ring(), entries()[:1]) is None
    assert link_sizes([b"a", b"b"]) == []


def wrong() -> dict[str, tuple[list[bytes], str]]:
    named = listed(keys=(*listed().keys[:-2], key("log", ORIGIN), listed().keys[-1]))
    root = listed(keys=(*listed().keys, KeyTerm(use="root", key=EAST_ROOT.verifier)))
    one = ROOT, OFFICERS[0]
    return {
        "one officer": (entries(signers=one), "two officers"),
        "no root key on the link": (entries(signers=OFFICERS), "no root key"),
        "another root key on the list": (entries(roots=(EAST_ROOT,)), "no key"),
        "a stranger's link": (entries(signers=(EAST_ROOT,)), "no key"),
        "another party": (entries(party="east"), "of 'east'"),
        "another old log": (entries(old="west.other/log"), "it continues"),
        "another list": (entries(keys="0" * 64), "names another list"),
        "an edition left out": (entries(listed(edition=2)), "edition 2 after"),
        "keys of the old log": (entries(named), "keys of other logs"),
        "a new root key": (entries(root), "brings a new root key in"),
    }


@pytest.mark.parametrize("case", list(wrong()))
def test_nobody_else_does(case: str) -> None:
    made, told = wrong()[case]
    with pytest.raises(VerificationError, match=told):
        new_origin(ring(), made)


def stolen(**changed: object) -> KeyList:
    """Return a first list that revokes the log's key, as one after a theft does."""
    gone = Revocation(key=FIRST["log"].verifier, last_good=None, revoked_us=4)
    return listed(**{"revoked": (gone,), **changed})


def test_after_a_theft_a_later_list_may_come_and_name_the_officers() -> None:
    assert new_origin(ring(), entries(stolen(), reason="stolen"))
    assert new_origin(ring(), entries(stolen(edition=4), reason="stolen"))
    made = SigningKey.from_seed("west.ford/officer-1", kind_of("node"), b"n" * 32)
    terms = [t for t in stolen().keys if t.use != "officer-1"]
    terms.append(KeyTerm(use="officer-1", key=made.verifier))
    later = stolen(edition=2, keys=tuple(terms))
    signers = (ROOT, made, OFFICERS[1])
    assert new_origin(ring(), entries(later, signers, reason="stolen"))
    # Old and new key of one officer are one person.
    signers = (ROOT, made, OFFICERS[0])
    for reason, signed in (("stolen", signers), ("behind", (ROOT, made, OFFICERS[1]))):
        with pytest.raises(VerificationError):
            new_origin(ring(), entries(later, signed, reason=reason))


@pytest.mark.parametrize(
    ("first", "changed", "told"),
    [
        (listed(), {}, "does not revoke the key that was stolen"),
        (stolen(made_us=6), {"signers": OFFICERS}, "no root key"),
        (stolen(), {"signers": (ROOT, OFFICERS[0])}, "two officers"),
        (stolen(), {"roots": (EAST_ROOT,)}, "no key"),
        (stolen(), {"old": "west.other/log"}, "it continues"),
        (stolen(edition=3), {"reason": "behind"}, "edition 3 after"),
    ],
)
def test_nobody_else_says_that_a_log_was_stolen(first, changed, told: str) -> None:
    with pytest.raises(VerificationError, match=told):
        new_origin(ring(), entries(first, **{"reason": "stolen", **changed}))


def test_a_copy_of_a_new_logs_list_brings_its_keys_in() -> None:
    made = stolen(edition=5)
    envelope = parse_envelope(sign_envelope(KEYS, made.encode(), [ROOT]).format())
    found = begun_by(ring(), envelope)
    assert (found.origin, found.newest) == (NEW, made)
    same = replace(ring().newest, edition=1, made_us=1)
    other = parse_envelope(sign_envelope(KEYS, same.encode(), [ROOT]).format())
    assert begun_by(ring(), other) is None
    bad = [(made, EAST_ROOT), (listed(party="east"), ROOT)]
    held = ring()
    held.take(3, parse_envelope(sign_envelope(KEYS, same.encode(), [ROOT]).format()))
    for wrong, by, at in (
        *((one, key, ring()) for one, key in bad),
        (listed(), ROOT, held),
    ):
        with pytest.raises(VerificationError):
            begun_by(
                at, parse_envelope(sign_envelope(KEYS, wrong.encode(), [by]).format())
            )


def test_what_began_anew_is_known_by_its_row() -> None:
    store = MemoryStore()
    first = NewOrigin(listed(), link(listed()))
    again = listed(
        edition=2, keys=(*listed().keys[:-2], key("log", "a/log-3"), listed().keys[-1])
    )
    second = NewOrigin(again, link(again, old=NEW, new="a/log-3"))
    signed = (entries(), entries(again, old=NEW, new="a/log-3"))
    for number, of_one in enumerate(signed, 1):
        store.commit(Change(rows=(origin_row("west", number, of_one),)))
    assert origins_of(store, "west") == (first, second)
    assert origins_of(store, "wes") == ()
    assert [list(of_one) for of_one in continued(store, "west")] == list(signed)
    assert abandoned(store) == {ORIGIN, NEW}


def test_two_keys_of_one_officer_begin_nothing_anew() -> None:
    made = SigningKey.from_seed("west.ford/officer-1", kind_of("node"), b"n" * 32)
    held = ring()
    terms = (*held.newest.keys, KeyTerm(use="officer-1", key=made.verifier))
    held = KeyRing("west", ORIGIN, replace(held.newest, keys=terms))
    signed = entries(signers=(ROOT, OFFICERS[0], made))
    with pytest.raises(VerificationError, match="two officers"):
        new_origin(held, signed)
    assert new_origin(held, entries(signers=(ROOT, made, OFFICERS[1])))
