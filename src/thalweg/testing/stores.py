"""What every store promises, as checks to run against one's own.

    from thalweg.testing.stores import STORE_CHECKS

    @pytest.mark.parametrize("check", STORE_CHECKS, ids=lambda check: check.__name__)
    def test_my_store_keeps_its_promise(check):
        check(MyStore.new())

Each check takes an empty store and raises AssertionError where the contract of
`thalweg.record.ports` is broken. Durability and the single writer are not among them:
they need a process to kill.
"""

from __future__ import annotations

from collections.abc import Callable

from thalweg.record.ports import (
    MIRRORED,
    SIGNED,
    Append,
    Change,
    Head,
    HeadChange,
    Receipt,
    RecordStore,
    Row,
    StaleError,
)

_LOG = "sample.example/log"
_KEY = "other.example/mirror+00000000+BA=="


def an_unknown_log_is_empty(store: RecordStore) -> None:
    """Nothing is held of a log that was never written."""
    assert store.size(_LOG) == 0
    assert store.entries(_LOG, 0, 10) == []
    assert store.tile(_LOG, 0, 0) == b""
    assert store.head(_LOG, SIGNED) is None
    assert store.heads() == []
    assert store.receipt(_LOG, _KEY, 0) is None
    assert store.newest_receipt(_LOG, _KEY) is None
    assert store.row("table", "key") is None
    assert list(store.rows("table")) == []


def entries_keep_order_and_bytes(store: RecordStore) -> None:
    """Entries come back as they went in, each log apart."""
    first = (b"a", b"\x00\xff", b"a")
    store.commit(Change(appends=(_append(0, *first),)))
    store.commit(Change(appends=(_append(3, b"c"), _append(0, b"z", origin="other"))))
    assert store.size(_LOG) == 4
    assert store.entries(_LOG, 0, 9) == [*first, b"c"]
    assert store.entries(_LOG, 1, 3) == [b"\x00\xff", b"a"]
    assert store.entries("other", 0, 1) == [b"z"]
    assert store.tile(_LOG, 0, 0) == b"3"


def a_stale_append_writes_nothing(store: RecordStore) -> None:
    """Refuse as a whole a change against another size."""
    store.commit(Change(appends=(_append(0, b"a"),)))
    for at in (0, 2):
        row = Row(table="t", key="k", value=b"v")
        change = Change(
            appends=(_append(0, b"x", origin="other"), _append(at, b"b")), rows=(row,)
        )
        _refused(store, change)
        assert store.size(_LOG) == 1
        assert store.size("other") == 0
        assert store.tile("other", 0, 0) == b""
        assert store.row("t", "k") is None


def a_stale_head_writes_nothing(store: RecordStore) -> None:
    """Put a head only in the place of the one that was thought to be there."""
    _refused(store, Change(heads=(HeadChange(head=_head(5), old_size=4),)))
    store.commit(Change(heads=(HeadChange(head=_head(5), old_size=None),)))
    for old in (None, 4, 6):
        change = Change(
            appends=(_append(0, b"a"),),
            heads=(HeadChange(head=_head(7), old_size=old),),
        )
        _refused(store, change)
        assert store.head(_LOG, SIGNED) == _head(5)
        assert store.size(_LOG) == 0


def a_head_never_shrinks(store: RecordStore) -> None:
    """Not even where the caller knows the one that is there."""
    store.commit(Change(heads=(HeadChange(head=_head(5), old_size=None),)))
    _refused(store, Change(heads=(HeadChange(head=_head(4), old_size=5),)))
    store.commit(Change(heads=(HeadChange(head=_head(5, b"new"), old_size=5),)))
    assert store.head(_LOG, SIGNED) == _head(5, b"new")


def heads_of_each_role_stand_apart(store: RecordStore) -> None:
    """Roles and origins do not touch one another."""
    heads = [_head(1, role=MIRRORED), _head(2), _head(3, origin="other")]
    for head in heads:
        store.commit(Change(heads=(HeadChange(head=head, old_size=None),)))
    assert store.heads() == sorted(heads, key=lambda head: (head.origin, head.role))


def the_first_receipt_that_covers_is_kept(store: RecordStore) -> None:
    """Keep the first receipt that covers, and the newest for the line's age."""
    came = [(3, 10), (3, 20), (8, 30), (5, 40), (8, 35)]
    store.commit(Change(receipts=tuple(_receipt(*one) for one in came)))
    assert store.receipt(_LOG, _KEY, 0) == _receipt(3, 10)
    assert store.receipt(_LOG, _KEY, 2) == _receipt(3, 10)
    assert store.receipt(_LOG, _KEY, 3) == _receipt(5, 40)
    assert store.receipt(_LOG, _KEY, 7) == _receipt(8, 30)
    assert store.receipt(_LOG, _KEY, 8) is None
    assert store.newest_receipt(_LOG, _KEY) == _receipt(8, 35)
    assert store.newest_receipt(_LOG, "another") is None


def a_row_has_its_newest_value(store: RecordStore) -> None:
    """Rows are kept by table and key, and come in order of key."""
    rows = [("b", b"1"), ("a", b"2"), ("b", b"3")]
    store.commit(
        Change(rows=tuple(Row(table="t", key=key, value=value) for key, value in rows))
    )
    store.commit(Change(rows=(Row(table="other", key="a", value=b"4"),)))
    assert list(store.rows("t")) == [("a", b"2"), ("b", b"3")]
    assert store.row("t", "b") == b"3"
    assert store.row("other", "a") == b"4"


STORE_CHECKS: tuple[Callable[[RecordStore], None], ...] = (
    an_unknown_log_is_empty,
    entries_keep_order_and_bytes,
    a_stale_append_writes_nothing,
    a_stale_head_writes_nothing,
    a_head_never_shrinks,
    heads_of_each_role_stand_apart,
    the_first_receipt_that_covers_is_kept,
    a_row_has_its_newest_value,
)


def _append(at: int, *entries: bytes, origin: str = _LOG) -> Append:
    tiles = {(0, 0): str(at).encode()}
    return Append(origin=origin, at=at, entries=entries, tiles=tiles)


def _head(
    size: int, note: bytes = b"note", *, role: str = SIGNED, origin: str = _LOG
) -> Head:
    root = bytes([size]) * 32
    return Head(origin=origin, role=role, size=size, root=root, note=note, time_s=9)


def _receipt(size: int, time_s: int) -> Receipt:
    note = f"{size} {time_s}".encode()
    return Receipt(
        origin=_LOG, key=_KEY, size=size, time_s=time_s, received_us=1, note=note
    )


def _refused(store: RecordStore, change: Change) -> None:
    try:
        store.commit(change)
    except StaleError:
        return
    raise AssertionError("a stale change was written")
