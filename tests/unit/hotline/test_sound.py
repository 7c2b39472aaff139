"""A warning is sounded once it is durable: before its receipt, and without one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.unit.hotline.two_sites import PowerLossError, pair
from thalweg.errors import RecordDoubtError
from thalweg.hotline.alarms import Alarm, Kind
from thalweg.model.message import EntryRef
from thalweg.stores.sqlite import SqliteStore
from thalweg.stores.whole import as_number, row_sum

WARNING = {
    "count": 2,
    "line": {"place": "river"},
    "time_us": 1_513_137_906_000_000,
    "point": {"lat_e7": 352_512_345, "lon_e7": 401_234_567},
    "level": {"value": 12_000, "unit": "ft", "datum": "STD"},
}


def test_a_warning_is_sounded_before_it_is_cosigned(tmp_path: Path) -> None:
    two = pair(tmp_path)
    ref = two.west.say("AI-2", WARNING, two.now_us)
    heard: list[tuple[Alarm, int]] = []

    def sound(alarms: list[Alarm]) -> None:
        books = two.east.site.books
        head = books.mirror.head
        assert books.mirror.size == 1
        heard.extend((one, 0 if head is None else head.size) for one in alarms)

    done = two.east.site.apply(two.west.site.parcel(two.now_us), two.now_us, 0.0, sound)
    assert [(one.kind, one.at, size) for one, size in heard] == [(Kind.WARNING, ref, 0)]
    # Who comes later is told the same again.
    assert done.alarms == [one for one, _ in heard]
    assert done.cosigned


def test_a_warning_is_sounded_though_the_disk_fails_after_it(tmp_path: Path) -> None:
    two = pair(tmp_path)
    two.west.say("AI-2", WARNING, two.now_us)
    parcel = two.west.site.parcel(two.now_us)
    heard: list[Alarm] = []
    for commits in range(6):
        heard.clear()
        two.east.fail_in(commits, after=False)
        try:
            two.east.site.apply(parcel, two.now_us, 0.0, heard.extend)
        except PowerLossError:
            size = two.east.site.books.mirror.size if commits == 0 else None
            two.east.again()
            held = two.east.site.books.mirror.size
            if held == 1:
                break
            assert not heard, size
    assert [one.kind for one in heard] == [Kind.WARNING]
    assert two.east.site.books.mirror.head is None or (
        two.east.site.books.mirror.head.size == 0
    )


def test_an_entry_that_the_disk_changed_is_not_shown_and_not_sent(
    tmp_path: Path,
) -> None:
    two = pair(tmp_path)
    ref = two.west.say("CH-1", {"n": 1}, two.now_us)
    two.exchange(2)
    two.west.stop()
    two.east.stop()
    for side in (two.west, two.east):
        with sqlite3.connect(side.database) as db:
            change_on_purpose(db)
    west, east = two.west.start(), two.east.start()
    for site in (west, east):
        with pytest.raises(RecordDoubtError, match="is not what was recorded"):
            site.said(EntryRef(origin=ref.origin, index=ref.index))
    with pytest.raises(RecordDoubtError, match="is not what was recorded"):
        next(west.parcels(two.now_us, first=0))


def change_on_purpose(db: sqlite3.Connection) -> None:
    """Change an entry and every sum over it, as somebody would and no disk."""
    origin, index, entry, summed = db.execute("SELECT * FROM entries").fetchone()
    changed = entry.replace(b'"payload":"', b'"payload":"A', 1)
    new = row_sum("entries", origin, index, changed)
    (whole,) = db.execute("SELECT value FROM about WHERE key = 'sum'").fetchone()
    whole = int(whole) ^ as_number(summed) ^ as_number(new)
    where = "WHERE origin = ? AND position = ?"
    db.execute(
        f"UPDATE entries SET entry = ?, sum = ? {where}", (changed, new, origin, index)
    )
    db.execute("UPDATE about SET value = ? WHERE key = 'sum'", (str(whole),))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE entries SET entry = x'00'", "a row of entries is not what was"),
        ("UPDATE receipts SET received_us = 1", "a row of receipts is not what"),
        ("DELETE FROM rows WHERE name = 'sent'", "a row is missing"),
        ("UPDATE about SET value = '1' WHERE key = 'sum'", "a row is missing"),
        ("DELETE FROM about WHERE key = 'sum'", "sum of all rows is not what"),
    ],
)
def test_a_record_that_the_disk_changed_does_not_start(
    tmp_path: Path, statement: str, told: str
) -> None:
    two = pair(tmp_path)
    two.west.say("CH-1", {"n": 1}, two.now_us)
    two.exchange(2)
    two.west.stop()
    with sqlite3.connect(two.west.database) as db:
        db.execute(statement)
    with pytest.raises(RecordDoubtError, match=told):
        two.west.start()
    # Larger files are read whole by a command; what is read is held to its sum.
    store = SqliteStore.open(two.west.database, writing=False)
    assert told in store.fault()
    store.close()


def test_a_row_that_the_disk_changed_puts_the_record_in_doubt(tmp_path: Path) -> None:
    two = pair(tmp_path)
    two.west.say("CH-1", {"n": 1}, two.now_us)
    two.west.stop()
    with sqlite3.connect(two.west.database) as db:
        db.execute("UPDATE rows SET value = x'ba' WHERE name = 'sent'")
    with pytest.raises(RecordDoubtError, match="is not what was written"):
        two.west.start().outbox()


def test_a_copy_takes_the_place_of_a_record_that_the_disk_changed(
    tmp_path: Path,
) -> None:
    two = pair(tmp_path)
    two.exchange()
    copy = two.west.back_up()
    said = two.west.say("CH-1", {"n": 1}, two.now_us)
    two.exchange()
    two.west.stop()
    with sqlite3.connect(two.west.database) as db:
        db.execute("UPDATE entries SET entry = x'ba'")
    with pytest.raises(RecordDoubtError, match="put the newest copy of the record in"):
        two.west.start()
    site = two.west.restore(copy)
    two.exchange()
    assert not site.books.doubts
    assert site.rung(said).name == "DELIVERED"
