"""Both stores against one contract and each other, and SQLite's own promises."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thalweg.errors import InputError, RecordDoubtError
from thalweg.record.ports import Append, Change, RecordStore, Row, StaleError
from thalweg.stores.memory import MemoryStore
from thalweg.stores.sqlite import SqliteStore
from thalweg.testing.stores import STORE_CHECKS


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> RecordStore:
    if request.param == "memory":
        return MemoryStore()
    return SqliteStore.create(tmp_path / "record.db")


@pytest.mark.parametrize("check", STORE_CHECKS, ids=lambda check: check.__name__)
def test_the_contract_is_kept(check, store: RecordStore) -> None:
    check(store)


ORIGINS = st.sampled_from(["a", "b"])
CHANGES = st.lists(
    st.tuples(ORIGINS, st.integers(0, 3), st.lists(st.binary(max_size=3), max_size=3)),
    max_size=12,
)


@given(changes=CHANGES)
@settings(deadline=None, max_examples=40)
def test_sqlite_does_what_memory_does(
    changes: list[tuple[str, int, list[bytes]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    plain = MemoryStore()
    kept = SqliteStore.create(tmp_path_factory.mktemp("s") / "record.db")
    for origin, at, entries in changes:
        change = Change(
            appends=(Append(origin=origin, at=at, entries=tuple(entries), tiles={}),),
            rows=(Row(table="t", key=origin, value=str(at).encode()),),
        )
        told = []
        for store in (plain, kept):
            try:
                store.commit(change)
                told.append(None)
            except StaleError as error:
                told.append(str(error))
        assert told[0] == told[1]
        for name in ("a", "b"):
            assert plain.entries(name, 0, 99) == kept.entries(name, 0, 99)
            assert plain.size(name) == kept.size(name)
        assert list(plain.rows("t")) == list(kept.rows("t"))
    kept.close()


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    store = SqliteStore.create(path)
    store.commit(Change(appends=(Append(origin="a", at=0, entries=(b"x",), tiles={}),)))
    store.close()
    again = SqliteStore.open(path)
    assert again.entries("a", 0, 9) == [b"x"]


def test_every_commit_is_flushed(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "record.db")
    db = store._db
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_second_writer_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    first = SqliteStore.create(path)
    with pytest.raises(InputError, match="open in another process"):
        SqliteStore.open(path)
    program = (
        "import sys, pathlib; from thalweg.errors import InputError\n"
        "from thalweg.stores.sqlite import SqliteStore\n"
        "try: SqliteStore.open(pathlib.Path(sys.argv[1])); print('opened')\n"
        "except InputError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "refused"
    reader = SqliteStore.open(path, writing=False)
    assert reader.size("a") == 0
    with pytest.raises(InputError, match="opened for reading"):
        reader.commit(Change())
    first.close()
    SqliteStore.open(path).close()


def test_a_store_is_never_made_in_passing_nor_over_another(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no record here"):
        SqliteStore.open(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()
    SqliteStore.create(tmp_path / "record.db").close()
    with pytest.raises(InputError, match="exists"):
        SqliteStore.create(tmp_path / "record.db")


def test_another_schema_and_another_file_are_named(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    store = SqliteStore.create(path)
    store._db.execute("UPDATE about SET value = 'thalweg.store/9'")
    store.close()
    with pytest.raises(InputError, match="store/9"):
        SqliteStore.open(path)
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(RecordDoubtError, match="other"):
        SqliteStore.open(other)


def test_after_a_failing_disk_nothing_is_written_or_read(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "record.db")
    store._db.execute("DROP TABLE tiles")
    change = Change(
        appends=(Append(origin="a", at=0, entries=(b"x",), tiles={(0, 0): b""}),)
    )
    with pytest.raises(RecordDoubtError, match="nothing more is written"):
        store.commit(change)
    with pytest.raises(RecordDoubtError, match="nothing more is written"):
        store.size("a")
    db = sqlite3.connect(tmp_path / "record.db")
    assert db.execute("SELECT count(*) FROM entries").fetchone() == (0,)


def copied_in_use(tmp_path: Path, commits: int) -> tuple[Path, Path, list[int]]:
    """Return a database, its log, and how long that was after each commit."""
    store = SqliteStore.create(tmp_path / "record.db")
    log = tmp_path / "record.db-wal"
    ends = []
    for n in range(commits):
        row = Row(table="t", key=f"{n}", value=b"x" * 3_000)
        store.commit(Change(rows=(row,)))
        ends.append(log.stat().st_size)
    (tmp_path / "copy").mkdir()
    for path in (tmp_path / "record.db", log):
        shutil.copy(path, tmp_path / "copy" / path.name)
    store.close()
    return tmp_path / "copy" / "record.db", tmp_path / "copy" / log.name, ends


def test_a_log_that_is_torn_inside_does_not_start(tmp_path: Path) -> None:
    database, log, ends = copied_in_use(tmp_path, 9)
    data = bytearray(log.read_bytes())
    data[ends[3] + 200] ^= 1
    log.write_bytes(data)
    with pytest.raises(RecordDoubtError, match=r"record\.db-wal: changed by the disk"):
        SqliteStore.open(database)


@pytest.mark.parametrize("lost_bytes", [1, 5_000])
def test_a_log_whose_last_change_was_torn_is_a_loss_of_power(
    tmp_path: Path, lost_bytes: int
) -> None:
    database, log, _ = copied_in_use(tmp_path, 9)
    log.write_bytes(log.read_bytes()[:-lost_bytes])
    store = SqliteStore.open(database)
    assert store.row("t", "7") == b"x" * 3_000
    assert store.row("t", "8") is None
    assert store.fault() == ""
    store.close()


def test_a_change_that_is_refused_leaves_the_sums_as_they_were(tmp_path: Path) -> None:
    store = SqliteStore.create(tmp_path / "record.db")
    row = Row(table="t", key="a", value=b"1")
    store.commit(Change(rows=(row,)))
    stale = Append(origin="a", at=7, entries=(b"x",), tiles={})
    with pytest.raises(StaleError):
        store.commit(Change(appends=(stale,), rows=(row,)))
    assert store.fault() == ""
    again = Row(table="t", key="a", value=b"2")
    store.commit(Change(rows=(again, row)))
    assert store.fault() == ""
    store.close()
