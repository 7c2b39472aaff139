"""Keys replaced, lost and stolen in any order, against a slow plain model.

The model knows no ring: for each entry it keeps who signed it, whether the key counted
when it was logged, and how much the other side had cosigned when its key was revoked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.record.test_ring import FIRST, ORIGIN, ROOT, ring, said
from thalweg.model.message import EntryRef
from thalweg.record.signatures import signature_faults
from thalweg.wire.envelope import parse_envelope, sign_envelope
from thalweg.wire.key_file import kind_of
from thalweg.wire.key_list import KeyList, KeyTerm, Revocation
from thalweg.wire.leaf import KEYS
from thalweg.wire.signing import SigningKey

USES = ("officer-1", "officer-2", "node")


@dataclass
class Key:
    """A key as the model sees it: where it begins and ends, and what ended it."""

    use: str
    private: SigningKey
    from_index: int = 0
    until_index: int | None = None
    revoked_at: int | None = None
    last_good: int = 0


@dataclass
class Life:
    """A log that grows by what people do with keys; `wrong` is the model's word."""

    keys: list[Key] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    signed: list[tuple[int, Key]] = field(default_factory=list)
    cosigned: list[int] = field(default_factory=list)
    edition: int = 0
    terms: tuple[KeyTerm, ...] = ()
    revoked: tuple[Revocation, ...] = ()

    def __post_init__(self) -> None:
        self.keys = [Key(use, FIRST[use]) for use in USES]
        self.terms = tuple(
            KeyTerm(use=use, key=key.verifier) for use, key in FIRST.items()
        )

    def say(self, which: int) -> None:
        key = self.keys[which % len(self.keys)]
        self.signed.append((len(self.entries), key))
        self.entries.append(said(key.private, len(self.entries)))

    def cosign(self) -> None:
        self.cosigned.append(len(self.entries))

    def living(self, use: str) -> Key:
        return next(
            key
            for key in reversed(self.keys)
            if key.use == use and key.revoked_at is None and key.until_index is None
        )

    def new(self, use: str) -> Key:
        seed = bytes([200, len(self.keys)]) * 16
        made = SigningKey.from_seed(FIRST[use].name, kind_of(use), seed)
        return Key(use, made, from_index=len(self.entries) + 1)

    def rotate(self, use: str, overlap: int) -> None:
        old, new = self.living(use), self.new(use)
        at = len(self.entries)
        old.until_index = at + 1 + overlap
        rest = [t for t in self.terms if t.key != old.private.verifier]
        if overlap:
            was = KeyTerm(
                use=use, key=old.private.verifier, until_index=old.until_index
            )
            rest.append(was)
        self.log((*rest, KeyTerm(use=use, key=new.private.verifier)))
        self.keys.append(new)

    def revoke(self, use: str, back: int) -> None:
        old, new = self.living(use), self.new(use)
        at = len(self.entries)
        old.revoked_at, old.until_index = at, at
        old.last_good = max(0, at - back)
        good = EntryRef(ORIGIN, old.last_good)
        gone = Revocation(key=old.private.verifier, last_good=good, revoked_us=1)
        self.revoked = (*self.revoked, gone)
        rest = [t for t in self.terms if t.key != old.private.verifier]
        self.log((*rest, KeyTerm(use=use, key=new.private.verifier)))
        self.keys.append(new)

    def log(self, terms: tuple[KeyTerm, ...]) -> None:
        self.edition += 1
        self.terms = terms
        made = KeyList(
            party="west",
            edition=self.edition,
            made_us=1_000,
            keys=terms,
            revoked=self.revoked,
        )
        self.entries.append(sign_envelope(KEYS, made.encode(), [ROOT]).format())

    def wrong(self) -> set[int]:
        """Return the entries that do not count, one by one and slowly."""
        found = set()
        for index, key in self.signed:
            ends = float("inf") if key.until_index is None else key.until_index
            if not key.from_index <= index < ends:
                found.add(index)
            elif key.revoked_at is not None:
                seen = [s for s in self.cosigned if index < s <= key.revoked_at]
                if index > key.last_good or not seen:
                    found.add(index)
        return found

    def covered(self, index: int) -> int | None:
        return min((size for size in self.cosigned if size > index), default=None)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(0, 20), st.just(0)),
        st.tuples(st.just("cosign"), st.just(0), st.just(0)),
        st.tuples(st.just("rotate"), st.integers(0, 2), st.integers(0, 4)),
        st.tuples(st.just("revoke"), st.integers(0, 2), st.integers(0, 6)),
    ),
    max_size=25,
)


def lived(steps: list[tuple[str, int, int]]) -> Life:
    life = Life()
    for what, which, much in steps:
        if what == "say":
            life.say(which)
        elif what == "cosign":
            life.cosign()
        elif what == "rotate":
            life.rotate(USES[which], much)
        else:
            life.revoke(USES[which], much)
    return life


@settings(deadline=None, max_examples=100)
@given(STEPS)
def test_the_ring_says_of_each_entry_what_the_plain_model_says(steps) -> None:
    life = lived(steps)
    found = dict(signature_faults(ring(), life.entries, life.covered))
    assert set(found) == life.wrong()


@settings(deadline=None, max_examples=50)
@given(STEPS, STEPS)
def test_what_comes_later_never_makes_a_wrong_entry_right(first, then) -> None:
    """But for a receipt, which says what was so before: none comes here."""
    quiet = [step for step in then if step[0] != "cosign"]
    before = lived(first).wrong()
    assert before <= lived([*first, *quiet]).wrong()


@settings(deadline=None, max_examples=40)
@given(STEPS, st.data())
def test_a_list_that_was_cut_or_came_again_changes_nothing(steps, data) -> None:
    life = lived(steps)
    lists = [n for n, entry in enumerate(life.entries) if KEYS.encode() in entry]
    if not lists:
        return
    again = life.entries[data.draw(st.sampled_from(lists))]
    log = [*life.entries, again]
    found = dict(signature_faults(ring(), log, life.covered))
    assert set(found) == {*life.wrong(), len(life.entries)}
    held = ring()
    for index in lists:
        held.take(index, parse_envelope(life.entries[index]))
    assert held.newest.edition == life.edition
    assert replace(held.newest, made_us=0).keys == life.terms
