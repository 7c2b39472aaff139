"""The log: grows, proves it, shows it; halts rather than forks; comes back."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.record.sites import LOG_KEY, ORIGIN, WITNESS_KEY, writer
from thalweg.errors import RecordDoubtError
from thalweg.record.guard import Guard
from thalweg.record.log import Log, recovered
from thalweg.record.merkle import (
    EMPTY_ROOT,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from thalweg.record.ports import SIGNED, Change, Head, HeadChange, Receipt, Row
from thalweg.record.published import PublishedLog
from thalweg.record.tree import Tree
from thalweg.record.verify import verify_log
from thalweg.stores.memory import MemoryStore
from thalweg.stores.sqlite import SqliteStore
from thalweg.wire.checkpoint import parse_checkpoint
from thalweg.wire.cosignature import cosign


def test_an_empty_log_is_signed_too(tmp_path: Path) -> None:
    site = writer(tmp_path)
    signed = site.log.publish()
    assert (signed.checkpoint.size, signed.checkpoint.root) == (0, EMPTY_ROOT)
    assert (site.folder / "checkpoint").read_bytes() == signed.note.format()


@given(sizes=st.lists(st.integers(0, 400), min_size=1, max_size=4))
@settings(deadline=None, max_examples=15)
def test_any_growth_verifies_from_its_files_alone(
    sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = writer(tmp_path_factory.mktemp("site"))
    entries: list[bytes] = []
    for number, size in enumerate(sizes):
        new = [f"{number} {n}".encode() for n in range(size)]
        assert list(site.log.append(new)) == [*range(len(entries), len(entries) + size)]
        old = len(entries)
        old_root = root_of(map(leaf_hash, entries))
        entries += new
        signed = site.log.publish().checkpoint
        assert signed.root == root_of(map(leaf_hash, entries))
        proof = site.log.consistency(old, len(entries))
        verify_consistency(old, len(entries), old_root, signed.root, proof)
    for index in {0, len(entries) // 2, len(entries) - 1} & set(range(len(entries))):
        verify_inclusion(
            index,
            len(entries),
            leaf_hash(entries[index]),
            site.log.inclusion(index, len(entries)),
            signed.root,
        )
    report = verify_log(site.folder, [LOG_KEY.verifier], [])
    assert report.faults == ()
    assert report.opaque == len(entries)


def test_partial_tiles_go_when_the_full_one_is_there(tmp_path: Path) -> None:
    site = writer(tmp_path)
    for n in range(300):
        site.say(b"%d" % n)
    shown = {p.relative_to(site.folder).as_posix() for p in site.folder.rglob("*.p/*")}
    assert {name.split(".p")[0] for name in shown} == {
        "tile/0/001",
        "tile/1/000",
        "tile/entries/001",
    }


def test_a_sealed_log_shows_hashes_and_no_entries(tmp_path: Path) -> None:
    guard = Guard.create(tmp_path / "guard")
    shown = PublishedLog(tmp_path / "sealed", entries=False)
    log = Log(LOG_KEY, MemoryStore(), guard, shown)
    log.append([b"secret"])
    log.publish()
    assert (tmp_path / "sealed" / "tile" / "0" / "000.p" / "1").is_file()
    assert not (tmp_path / "sealed" / "tile" / "entries").exists()


@pytest.mark.parametrize("entry", [b"", b"x" * 65_536])
def test_an_entry_that_no_bundle_can_hold_is_refused_whole(
    entry: bytes, tmp_path: Path
) -> None:
    site = writer(tmp_path)
    with pytest.raises(ValueError, match="1 to 65,535 bytes"):
        site.log.append([b"good", entry])
    assert site.log.size == 0
    assert site.log.halted is None


def test_rows_go_with_their_entries(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.log.append([b"a"], [Row(table="t", key="k", value=b"v")])
    assert site.store.row("t", "k") == b"v"


def test_entries_of_a_stop_before_signing_are_signed_after(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "record.db")
    site = writer(tmp_path, store)
    site.say(b"a")
    site.log.append([b"b"])
    store.close()
    again = writer(tmp_path, SqliteStore.open(tmp_path / "record.db"))
    again.guard.hold(again.store.heads(), Tree(again.store, ORIGIN).root_of)
    assert again.log.publish().checkpoint.size == 2
    assert verify_log(again.folder, [LOG_KEY.verifier], []).faults == ()


@pytest.mark.parametrize("lost", ["checkpoint", "tile"])
def test_files_of_a_stop_after_signing_are_shown_after(
    lost: str, tmp_path: Path
) -> None:
    site = writer(tmp_path)
    site.say(b"a", b"b")
    if lost == "tile":
        shutil.rmtree(site.folder / "tile")
    (site.folder / "checkpoint").unlink()
    again = Log(LOG_KEY, site.store, site.guard, PublishedLog(site.folder))
    again.publish()
    assert verify_log(site.folder, [LOG_KEY.verifier], []).faults == ()


def test_another_history_in_the_store_halts_before_signing(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.say(b"a", b"b")
    assert isinstance(site.store, MemoryStore)
    site.store._tiles[ORIGIN, 0, 0] = leaf_hash(b"x") + leaf_hash(b"b")
    site.log.append([b"c"])
    with pytest.raises(RecordDoubtError, match="another root"):
        site.log.publish()
    for ask in (site.log.publish, lambda: site.log.append([b"d"])):
        with pytest.raises(RecordDoubtError, match="another root"):
            ask()
    assert (
        parse_checkpoint((site.folder / "checkpoint").read_bytes()).checkpoint.size == 2
    )


def test_another_writer_halts_this_one(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.say(b"a")
    grown = Head(origin=ORIGIN, role=SIGNED, size=9, root=b"r" * 32, note=b"n")
    site.store.commit(Change(heads=(HeadChange(head=grown, old_size=1),)))
    site.log.append([b"b"])
    with pytest.raises(RecordDoubtError, match="9 entries were signed, 2 are held"):
        site.log.publish()


def test_a_changed_tile_on_disk_halts(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.log.append([b"a"])
    path = site.folder / "tile" / "0" / "000.p" / "1"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"z" * 32)
    with pytest.raises(RecordDoubtError, match="never changes"):
        site.log.publish()
    assert site.log.halted is not None
    assert not (site.folder / "checkpoint").exists()


def receipt(site, time_s: int) -> Receipt:
    signed = parse_checkpoint(site.log.signed.note)
    line = cosign(signed.checkpoint, WITNESS_KEY, time_s)
    return Receipt(
        origin=ORIGIN,
        key=WITNESS_KEY.verifier.text(),
        size=signed.checkpoint.size,
        time_s=time_s,
        received_us=1,
        note=signed.with_lines(line).note.format(),
    )


def test_the_newest_receipt_is_shown_once(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.say(b"a")
    for time_s in (10, 20):
        site.log.add_receipt(receipt(site, time_s))
    keys = [LOG_KEY.verifier]
    report = verify_log(site.folder, keys, [WITNESS_KEY.verifier])
    assert [one.time_s for one in report.cosigned_by] == [20]
    note = parse_checkpoint((site.folder / "checkpoint").read_bytes()).note
    assert len(note.signatures) == 2


def test_an_older_receipt_is_kept_and_not_shown(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.say(b"a")
    late = receipt(site, 10)
    site.say(b"b")
    site.log.add_receipt(late)
    assert site.store.receipt(ORIGIN, WITNESS_KEY.verifier.text(), 0) == late
    note = parse_checkpoint((site.folder / "checkpoint").read_bytes()).note
    assert len(note.signatures) == 1


def test_what_a_restored_copy_lacks_comes_back_from_the_mirror(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.say(b"a")
    whole = MemoryStore()
    for at, entry in enumerate([b"a"]):
        copy = Log(LOG_KEY, whole, Guard.create(tmp_path / "g2"), site.log._published)
        assert copy.append([entry]) == range(at, at + 1)
        copy.publish()
    site.say(b"b", b"c")
    newest = parse_checkpoint(site.log.signed.note)
    with pytest.raises(RecordDoubtError, match="restored from an older copy"):
        site.guard.hold(whole.heads(), Tree(whole, ORIGIN).root_of)
    with pytest.raises(RecordDoubtError, match="do not give the checkpoint"):
        recovered(copy, whole, newest, [b"b", b"x"])
    assert whole.size(ORIGIN) == 1
    recovered(copy, whole, newest, [b"b", b"c"])
    site.guard.hold(whole.heads(), Tree(whole, ORIGIN).root_of)
    again = Log(LOG_KEY, whole, site.guard, site.log._published)
    again.append([b"d"])
    assert again.publish().checkpoint.size == 4
    assert verify_log(site.folder, [LOG_KEY.verifier], []).faults == ()
