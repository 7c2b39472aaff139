"""The mirror: takes what leads to the signed root, once; keeps proof of lies."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.record.sites import LOG_KEY, MIRROR_KEY, ORIGIN, key, other, writer
from thalweg.errors import RefusedError, VerificationError
from thalweg.record.evidence import EVIDENCE
from thalweg.record.merkle import leaf_hash, root_of
from thalweg.record.mirror import GapError, TwoHistoriesError
from thalweg.record.ports import MIRRORED, Row
from thalweg.record.verify import verify_log
from thalweg.wire.checkpoint import Checkpoint, sign_checkpoint
from thalweg.wire.vkey import KeyKind

NOW_S = 1_700_000_000


def rows_of(first: int, entries) -> list[Row]:
    return [
        Row(table="seen", key=f"{first + n:09d}", value=entry)
        for n, entry in enumerate(entries)
    ]


def signed(*entries: bytes, size: int | None = None, signer=LOG_KEY) -> bytes:
    root = root_of(map(leaf_hash, entries))
    checkpoint = Checkpoint(ORIGIN, len(entries) if size is None else size, root)
    return sign_checkpoint(checkpoint, signer).note.format()


@given(
    sends=st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=6
    )
)
@settings(deadline=None, max_examples=40)
def test_whatever_comes_in_any_pieces_each_entry_takes_effect_once(
    sends: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    east = other(tmp_path_factory.mktemp("east"))
    entries = [b"%d" % n for n in range(20)]
    effects: list[int] = []
    gaps: list[tuple[int, int, bool]] = []

    def effect(first: int, new) -> list[Row]:
        effects.extend(range(first, first + len(new)))
        return rows_of(first, new)

    for first, size in sends:
        note = signed(*entries[:size])
        held = east.mirror.size
        try:
            came = east.mirror.absorb(note, first, entries[first:size], effect)
        except GapError as error:
            gaps.append((error.held, held, held < first))
            continue
        assert came.new == range(held, max(held, size))
    assert all(told == held and beyond for told, held, beyond in gaps)
    assert effects == list(range(east.mirror.size))
    assert [value for _, value in east.store.rows("seen")] == entries[: len(effects)]


def test_what_is_held_is_cosigned_and_verifies_from_files(tmp_path: Path) -> None:
    site, east = writer(tmp_path), other(tmp_path)
    site.say(*(b"%d" % n for n in range(600)))
    note = site.log.signed.note
    came = east.mirror.absorb(note, 0, site.store.entries(ORIGIN, 0, 600), rows_of)
    line = east.mirror.cosign(came.signed, NOW_S)
    assert line is not None
    keys = [LOG_KEY.verifier]
    report = verify_log(east.folder, keys, [MIRROR_KEY.verifier])
    assert report.faults == ()
    assert [one.time_s for one in report.cosigned_by] == [NOW_S]
    assert east.guard.mark(ORIGIN, MIRRORED).size == 600


def test_entries_alone_are_no_receipt(tmp_path: Path) -> None:
    east = other(tmp_path)
    east.mirror.absorb(signed(b"a"), 0, [b"a"], rows_of)
    assert east.mirror.head is None
    assert not (east.folder / "checkpoint").exists()


def test_a_receipt_never_goes_back(tmp_path: Path) -> None:
    east = other(tmp_path)
    one = east.mirror.absorb(signed(b"a"), 0, [b"a"], rows_of).signed
    two = east.mirror.absorb(signed(b"a", b"b"), 1, [b"b"], rows_of).signed
    assert east.mirror.cosign(two, NOW_S) is not None
    assert east.mirror.cosign(one, NOW_S + 1) is None
    assert east.mirror.cosign(two, NOW_S - 1) is None
    assert east.mirror.cosign(two, NOW_S) is not None
    assert east.mirror.head.size == 2


@pytest.mark.parametrize(
    ("note", "first", "entries"),
    [
        (signed(b"a"), 0, [b"x"]),
        (signed(b"a", b"b"), 0, [b"b", b"a"]),
        (signed(b"a", b"b", size=1), 0, [b"a"]),
    ],
    ids=["another entry", "another order", "another root"],
)
def test_entries_that_do_not_lead_to_the_root_are_refused(
    note: bytes, first: int, entries: list[bytes], tmp_path: Path
) -> None:
    east = other(tmp_path)
    with pytest.raises(VerificationError, match="the entries it came with") as told:
        east.mirror.absorb(note, first, entries, rows_of)
    assert not isinstance(told.value, TwoHistoriesError)
    assert east.mirror.size == 0
    assert list(east.store.rows("seen")) == []
    assert [value for _, value in east.store.rows(EVIDENCE)] == [note]


@pytest.mark.parametrize(
    ("first", "entries", "held"), [(1, [b"b", b"c"], 0), (0, [b"a", b"b"], 2)]
)
def test_missing_entries_are_named(
    first: int, entries: list[bytes], held: int, tmp_path: Path
) -> None:
    east = other(tmp_path)
    with pytest.raises(GapError, match="are missing") as told:
        east.mirror.absorb(signed(b"a", b"b", b"c"), first, entries, rows_of)
    assert told.value.held == held
    assert east.mirror.size == 0


@pytest.mark.parametrize(
    "note",
    [
        b"nonsense",
        sign_checkpoint(
            Checkpoint("other", 0, root_of([])), key("other", KeyKind.ED25519, 1)
        ).note.format(),
        signed(b"a", signer=key(ORIGIN, KeyKind.ED25519, 9)),
    ],
)
def test_what_the_log_did_not_sign_is_refused(note: bytes, tmp_path: Path) -> None:
    east = other(tmp_path)
    with pytest.raises((RefusedError, VerificationError)):
        east.mirror.absorb(note, 0, [b"a"], rows_of)
    assert list(east.store.rows(EVIDENCE)) == []


def test_two_histories_are_told_and_kept(tmp_path: Path) -> None:
    east = other(tmp_path)
    east.mirror.absorb(signed(b"a", b"b"), 0, [b"a", b"b"], rows_of)
    for lie in (signed(b"a", b"x"), signed(b"x")):
        with pytest.raises(TwoHistoriesError, match="what this log signed"):
            east.mirror.absorb(lie, 0, [], rows_of)
        assert lie in [value for _, value in east.store.rows(EVIDENCE)]
    rewritten = signed(b"a", b"x", b"c")
    with pytest.raises(VerificationError, match="the entries held"):
        east.mirror.absorb(rewritten, 0, [b"a", b"x", b"c"], rows_of)
    with pytest.raises(VerificationError, match="the entries it came with"):
        east.mirror.absorb(rewritten, 2, [b"c"], rows_of)
    assert east.mirror.size == 2


def test_evidence_does_not_fill_the_disk(tmp_path: Path, monkeypatch) -> None:
    from thalweg.record import evidence

    monkeypatch.setattr(evidence, "MOST_EVIDENCE", 3)
    east = other(tmp_path)
    east.mirror.absorb(signed(b"a"), 0, [b"a"], rows_of)
    for n in range(9):
        with pytest.raises(TwoHistoriesError):
            east.mirror.absorb(signed(b"%d" % n), 0, [], rows_of)
    assert len(list(east.store.rows(EVIDENCE))) == 3
