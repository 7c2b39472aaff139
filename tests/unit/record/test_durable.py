"""What a flush that failed may have left in the cache alone is written again."""

from pathlib import Path

import pytest

from tests.unit.record.sites import writer
from thalweg.errors import RecordDoubtError
from thalweg.record.durable import write_once
from thalweg.record.ports import Change, Row
from thalweg.stores.sqlite import SqliteStore


def test_what_is_written_once_is_flushed_whoever_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "tile" / "000"
    write_once(path, b"hashes")
    before = path.stat().st_ino
    keeper = path.open("rb")
    write_once(path, b"hashes")
    assert path.stat().st_ino != before
    assert path.read_bytes() == b"hashes"
    keeper.close()
    with pytest.raises(RecordDoubtError, match="other bytes"):
        write_once(path, b"others")
    assert path.read_bytes() == b"hashes"


def test_what_was_published_is_not_written_again(tmp_path: Path) -> None:
    site = writer(tmp_path)
    site.say(b"one", b"two")
    tile = site.folder / "tile" / "0" / "000.p" / "2"
    before = tile.stat().st_ino
    with tile.open("rb"):
        site.log.publish()
        assert tile.stat().st_ino == before


def test_a_start_leaves_nothing_in_the_log_of_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    store = SqliteStore.create(path)
    store.commit(Change(rows=(Row(table="t", key="k", value=b"v"),)))
    copy = tmp_path / "copy.db"
    wal = path.with_name("record.db-wal")
    # As a kill leaves them: the commit is in the log alone.
    copy.write_bytes(path.read_bytes())
    copy.with_name("copy.db-wal").write_bytes(wal.read_bytes())
    assert wal.stat().st_size > 0
    store.close()
    again = SqliteStore.open(copy)
    assert copy.with_name("copy.db-wal").stat().st_size == 0
    assert again.row("t", "k") == b"v"
    again.close()
