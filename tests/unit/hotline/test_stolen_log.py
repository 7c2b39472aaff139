"""A log key that was stolen: what comes is kept apart, and there is a way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.thief import forged
from tests.unit.hotline.two_sites import NOW_US, Pair, Side, keys_of, officers_of, pair
from thalweg.errors import InputError, RecordDoubtError
from thalweg.hotline import doubts, taking_back
from thalweg.hotline.alarms import Kind
from thalweg.model.message import EntryRef
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message
from thalweg.wire.signing import SigningKey
from thalweg.wire.take_back import TAKE_BACK

TEXT = {"text": {"text": "good morning", "lang": "en"}}
LIE = {"text": {"text": "we were never there", "lang": "en"}}
WEST = "west.example/log"


@pytest.fixture
def two(disk: Path) -> Iterator[Pair]:
    two = pair(disk)
    yield two
    two.west.stop()
    two.east.stop()


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
