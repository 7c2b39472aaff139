"""Every lie of a peer has an answer: receipts stop, and the proof is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.hotline.liar import Liar, cosigned_sizes
from tests.unit.hotline.two_sites import NOW_US, Side, key, keys_of
from thalweg.errors import RefusedError
from thalweg.hotline.alarms import Kind
from thalweg.hotline.books import BESIDE
from thalweg.hotline.ladder import Rung
from thalweg.hotline.liveness import Line
from thalweg.hotline.parcel import Sizes, read_parcel, run_from
from thalweg.hotline.sides import Limits
from thalweg.hotline.site import Site
from thalweg.record.evidence import EVIDENCE
from thalweg.times import US_PER_S
from thalweg.wire.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from thalweg.wire.cosignature import cosign
from thalweg.wire.vkey import KeyKind

UNDER_FIRE = {
    "pos": {"place": "outpost"},
    "area": {"place": "box"},
    "since_us": NOW_US,
}
TEXT = {"text": {"text": "heard", "lang": "en"}}


@pytest.fixture
def west(disk: Path) -> Site:
    return Side("west", disk / "west").start()


@pytest.fixture
def liar() -> Liar:
    made = Liar()
    made.entries = [made.entry(made.message("CH-10", TEXT, NOW_US)) for _ in range(3)]
    return made


def elements(site: Site) -> list[str]:
    books = site.books
    found = [item.said.message for item in site.outbox()]
    assert books.log.size == len(found)
    return [one.element for one in found if one is not None]


def test_an_honest_one_is_cosigned(west: Site, liar: Liar) -> None:
    done = west.apply(liar.parcel(NOW_US), NOW_US)
    assert (done.new, done.cosigned, done.faults) == (range(3), True, [])
    assert cosigned_sizes(west) == [3, 3]


def fork(liar: Liar) -> dict:
    liar.entries = [*liar.entries[:2], b"another third"]
    return {}


def longer_fork(liar: Liar) -> dict:
    warning = liar.message("GR-4", UNDER_FIRE, NOW_US)
    liar.entries = [*liar.entries[:1], b"x", b"y", liar.entry(warning)]
    return {}


def same_size_other_root(liar: Liar) -> dict:
    note = liar.checkpoint(liar.entries, root=bytes(32))
    return {"log": liar.request(note), "run": run_from(0, ())}


def smaller_other_root(liar: Liar) -> dict:
    note = liar.checkpoint(liar.entries[:2], root=bytes(32))
    return {"log": liar.request(note), "run": run_from(0, ())}


@pytest.mark.parametrize(
    "lie", [fork, longer_fork, same_size_other_root, smaller_other_root]
)
def test_two_histories_stop_receipts_and_nothing_else(
    west: Site, liar: Liar, lie
) -> None:
    honest = list(liar.entries)
    west.apply(liar.parcel(NOW_US), NOW_US)
    now_us = NOW_US + 10 * US_PER_S
    done = west.apply(liar.parcel(now_us, **lie(liar)), now_us)
    assert done.faults
    assert not done.cosigned
    assert Kind.DISPUTE in [alarm.kind for alarm in done.alarms]
    assert list(west.books.store.rows(EVIDENCE))
    assert west.state(now_us).dispute["origin"] == "east.example/log"
    # Told to the other side at once, by the machine, and once.
    assert elements(west) == ["RC-5"]
    west.apply(liar.parcel(now_us), now_us)
    assert elements(west) == ["RC-5"]
    # What it says in the history that is held is still read, shown and warned of.
    warning = liar.message("GR-4", UNDER_FIRE, now_us)
    liar.entries = [*honest, liar.entry(warning)]
    done = west.apply(liar.parcel(now_us), now_us)
    assert (done.new, done.cosigned) == (range(3, 4), False)
    assert "in dispute" in done.withheld
    assert [a.kind for a in done.alarms] == [Kind.WARNING]
    assert cosigned_sizes(west) == [3, 3]
    assert Kind.DISPUTE in [alarm.kind for alarm in west.tick(now_us)]
    west.settle_dispute()
    assert west.apply(liar.parcel(now_us), now_us).cosigned
    assert cosigned_sizes(west) == [4, 4]


def test_a_warning_in_another_history_is_read_and_bounded(disk: Path) -> None:
    west = Side("west", disk, limits=Limits(most_beside=3)).start()
    liar = Liar()
    liar.entries = [liar.entry(liar.message("CH-10", TEXT, NOW_US))]
    west.apply(liar.parcel(NOW_US), NOW_US)
    warning = liar.message("GR-4", UNDER_FIRE, NOW_US)
    more = [liar.message("CH-10", TEXT, NOW_US + n) for n in range(9)]
    liar.entries = [b"x", liar.entry(warning), *map(liar.entry, more)]
    done = west.apply(liar.parcel(NOW_US), NOW_US)
    warned = [a for a in done.alarms if a.kind is Kind.WARNING]
    assert [a.facts["beside"] for a in warned] == [True]
    assert len(list(west.books.store.rows(BESIDE))) == 3
    again = west.apply(liar.parcel(NOW_US), NOW_US)
    assert Kind.WARNING not in [a.kind for a in again.alarms]


@pytest.mark.parametrize("size", [2**53, 2**63 - 1])
def test_a_size_that_no_parcel_can_say_is_not_cosigned(
    west: Site, liar: Liar, size: int
) -> None:
    """It would end the line for good: each parcel says how much is cosigned."""
    for signer in (liar.keys.sealed, liar.keys.log):
        at = Checkpoint(signer.name, size, b"x" * 32)
        request = liar.request(sign_checkpoint(at, signer).format())
        what = {"sealed" if signer is liar.keys.sealed else "log": request}
        assert west.apply(liar.parcel(NOW_US, **what), NOW_US).faults
        assert west.add_checkpoint(request, NOW_US).status == 400
        west.tick(NOW_US)
        assert read_parcel(west.parcel(NOW_US)).holds.sealed == 0
    assert west.apply(liar.parcel(NOW_US), NOW_US).cosigned


def test_an_older_checkpoint_takes_nothing_back(west: Site, liar: Liar) -> None:
    west.apply(liar.parcel(NOW_US), NOW_US)
    liar.entries = liar.entries[:1]
    done = west.apply(liar.parcel(NOW_US), NOW_US)
    assert (done.new, done.cosigned, done.faults) == (range(3, 3), False, [])
    assert "larger" in done.withheld
    assert cosigned_sizes(west) == [3, 3]
    assert not west.state(NOW_US).dispute


@pytest.mark.parametrize(
    "about",
    [
        lambda liar: {"log": liar.request(b"nonsense")},
        lambda liar: {"log": b"nonsense"},
        lambda liar: {
            "log": liar.request(
                liar.checkpoint(
                    liar.entries, key=key("east.example/log", KeyKind.ED25519, 99)
                )
            )
        },
        lambda liar: {
            "log": liar.request(liar.checkpoint(liar.entries, key=keys_of("west").log))
        },
        lambda liar: {"run": run_from(0, liar.entries[:2])},
        lambda liar: {"run": run_from(0, (*liar.entries[:2], b"x"))},
        lambda liar: {"run": run_from(256, liar.entries)},
        lambda liar: {
            "run": run_from(0, liar.entries[:2]),
            "growth": liar.request(b""),
        },
        lambda liar: {
            "run": run_from(0, liar.entries[:2]),
            "growth": liar.request(liar.checkpoint(liar.entries)),
        },
    ],
    ids=[
        "no checkpoint",
        "no request",
        "another key",
        "another log",
        "an entry missing",
        "another entry",
        "a gap",
        "no growth",
        "no proof of growth",
    ],
)
def test_what_does_not_verify_writes_nothing(west: Site, liar: Liar, about) -> None:
    done = west.apply(liar.parcel(NOW_US, **about(liar)), NOW_US)
    assert done.faults
    assert done.withheld
    assert west.books.mirror.size == 0
    assert cosigned_sizes(west) == [None, None]
    assert not west.state(NOW_US).dispute
    # The line goes on.
    assert west.apply(liar.parcel(NOW_US), NOW_US).cosigned


def test_a_parcel_of_another_line_is_refused(west: Site, liar: Liar) -> None:
    with pytest.raises(RefusedError, match="this line is from east to west"):
        west.apply(liar.parcel(NOW_US, sender="north"), NOW_US)
    with pytest.raises(RefusedError):
        west.apply(b"x" * 600, NOW_US)


def test_receipts_that_were_never_given_are_refused(west: Site, liar: Liar) -> None:
    message = west.compose("CH-10", TEXT, NOW_US)
    ref = west.send(message, [*_officers()], NOW_US)
    head = parse_checkpoint(west.books.log.signed.note)
    forger = key("east.example/mirror", KeyKind.COSIGNATURE, 99)
    foreign = replace(
        cosign(head.checkpoint, forger, 1),
        key_id=keys_of("east").mirror.verifier.key_id,
    )
    for line in (cosign(head.checkpoint, forger, 1), foreign):
        note = head.with_lines(line).format()
        west.apply(liar.parcel(NOW_US, receipt=note), NOW_US)
        assert west.rung(ref) is Rung.RECORDED
    unsigned = liar.checkpoint([b"a"], key=key("west.example/log", KeyKind.ED25519, 9))
    done = west.apply(liar.parcel(NOW_US, receipt=unsigned), NOW_US)
    assert "never signed" in done.faults[0]
    # The witness's word is not the mirror's: it says nothing on the contents.
    seen = head.with_lines(cosign(head.checkpoint, liar.keys.witness, 1)).format()
    assert west.apply(liar.parcel(NOW_US, witnessed=seen), NOW_US).receipts == 1
    assert west.rung(ref) is Rung.RECORDED


def test_a_receipt_with_a_bad_time_counts_and_shows_no_life(
    west: Site, liar: Liar
) -> None:
    ref = west.send(west.compose("CH-10", TEXT, NOW_US), _officers(), NOW_US)
    head = parse_checkpoint(west.books.log.signed.note)
    ahead_s = NOW_US // US_PER_S + 31
    note = head.with_lines(cosign(head.checkpoint, liar.keys.mirror, ahead_s)).format()
    west.apply(liar.parcel(NOW_US, receipt=note), NOW_US)
    assert west.rung(ref) is Rung.DELIVERED
    assert west.state(NOW_US).line is Line.AMBER


def test_a_receipt_that_comes_again_shows_no_life(west: Site, liar: Liar) -> None:
    west.send(west.compose("CH-10", TEXT, NOW_US), _officers(), NOW_US)
    head = parse_checkpoint(west.books.log.signed.note)
    now_s = NOW_US // US_PER_S
    note = head.with_lines(cosign(head.checkpoint, liar.keys.mirror, now_s)).format()
    west.apply(liar.parcel(NOW_US, receipt=note), NOW_US)
    assert west.state(NOW_US).line is Line.GREEN
    later_us = NOW_US + 101 * US_PER_S
    west.apply(liar.parcel(later_us, receipt=note), later_us)
    assert west.state(later_us).line is Line.RED


def test_a_withheld_receipt_is_put_on_record(west: Site, liar: Liar) -> None:
    ref = west.send(west.compose("GR-4", UNDER_FIRE, NOW_US), _officers(), NOW_US)
    west.parcel(NOW_US)
    west.parcel(NOW_US)
    west.apply(liar.parcel(NOW_US), NOW_US)
    later_us = NOW_US + 61 * US_PER_S
    west.tick(NOW_US + 59 * US_PER_S)
    assert west.rung(ref) is Rung.RECORDED
    west.tick(later_us)
    west.tick(later_us + 1)
    assert west.rung(ref) is Rung.NOT_RECEIPTED
    assert west.books.log.size == 2
    head = parse_checkpoint(west.books.log.signed.note)
    note = head.with_lines(cosign(head.checkpoint, liar.keys.mirror, 7)).format()
    west.apply(liar.parcel(later_us, receipt=note), later_us)
    assert west.rung(ref) is Rung.DELIVERED


def test_what_it_says_it_holds_or_owns_moves_nothing(west: Site, liar: Liar) -> None:
    west.send(west.compose("CH-10", TEXT, NOW_US), _officers(), NOW_US)
    most = 2**53 - 1
    about = {"holds": Sizes(most, most), "own": Sizes(most, most)}
    west.apply(liar.parcel(NOW_US, **about), NOW_US)
    assert west.parcel(NOW_US)
    assert west.state(NOW_US).doubts == {}


def test_sealed_logs_are_cosigned_unread_and_forks_of_them_seen(
    west: Site, liar: Liar
) -> None:
    entries = [b"sealed %d" % n for n in range(5)]

    def sealed(old: int, of: list[bytes]) -> bytes:
        return liar.parcel(NOW_US, sealed=liar.sealed_request(old, of))

    assert west.apply(sealed(0, entries[:3]), NOW_US).faults == []
    head = west.books.store.head("east.example/sealed", "witnessed")
    assert head.size == 3
    assert west.books.store.size("east.example/sealed") == 0
    # What it thought we had cosigned was old: no lie.
    assert west.apply(sealed(0, entries), NOW_US).faults == []
    assert west.apply(sealed(3, entries), NOW_US).faults == []
    assert west.books.store.head("east.example/sealed", "witnessed").size == 5
    assert not west.state(NOW_US).dispute
    forked = [b"z", *entries[1:]]
    done = west.apply(sealed(5, [*forked, b"more"]), NOW_US)
    assert "422" in done.faults[0]
    assert not west.state(NOW_US).dispute
    west.apply(sealed(5, forked), NOW_US)
    assert west.state(NOW_US).dispute["origin"] == "east.example/sealed"


def _officers():
    from tests.unit.hotline.two_sites import officers_of

    return officers_of("west")[:1]
