"""What every feed promises, as checks to run against one's own.

    from thalweg.testing.contracts import FEED_CHECKS, FeedCase

    CASE = FeedCase(feed=MyFeed(), sample=my_bytes)   # my_bytes(rows) -> bytes

    @pytest.mark.parametrize("check", FEED_CHECKS, ids=lambda check: check.__name__)
    def test_my_feed_keeps_its_promise(check, tmp_path):
        check(CASE, tmp_path)

Each check raises AssertionError where the promise of `thalweg.feeds.feed.Feed` is
broken. They need files and time, but no network and nothing beyond thalweg itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from thalweg.errors import ThalwegError
from thalweg.feeds.content import Content
from thalweg.feeds.dialect import plan
from thalweg.feeds.feed import (
    BATCH_ROWS,
    NO_POSITION,
    REASONS,
    Feed,
    Raw,
)
from thalweg.feeds.reading import FEEDS, Stream
from thalweg.model.feed import Feeds, FeedSettings
from thalweg.tables.positions import POSITIONS

_FEED = "sample"


@dataclass(frozen=True, kw_only=True)
class FeedCase:
    """A feed, and files for it.

    `sample(rows)` returns the bytes of a file of which exactly `rows` records become
    rows, each with a time, a mover and a position. `lost` is how many other records it
    has. `by_record` where what stands before a cut may be read although the end is
    missing; `ends_told` is False where a record does not say where it ends, so that a
    cut may change the last one unseen. `settings` is what FEEDS would say of it.
    """

    feed: Feed
    sample: Callable[[int], bytes]
    lost: int = 0
    by_record: bool = False
    ends_told: bool = True
    settings: FeedSettings = field(default_factory=lambda: FeedSettings(name=_FEED))

    def content(self, rows: int) -> Content:
        """Return a file of so many rows."""
        return Content(_FEED, self.sample(rows))

    def raws(
        self, content: Content, pick: Callable[[Sequence[str]], Sequence[str]]
    ) -> list[Raw]:
        """Return the batches of a file."""
        return list(self.feed.read(content, pick, self.settings))

    def positions(self, path: Path) -> tuple[pa.Table, Stream]:
        """Return POSITIONS of the file at `path`, and what was said on the way.

        The case's feed reads the file, whatever else is installed.
        """
        settings = replace(self.settings, name=_FEED)
        feeds = Feeds(feeds={_FEED: settings})
        stream = Stream([(_FEED, path)], feeds=feeds, formats=(self.feed,))
        table = pa.concat_tables([POSITIONS.empty(), *stream])
        return table.unify_dictionaries(), stream


def only_it_recognises_its_files(case: FeedCase, _folder: Path) -> None:
    """Hold that no format of thalweg's own takes a file of this feed.

    A feed that reads what would pass for a table cannot keep this; it is chosen by
    `format:` in FEEDS instead.
    """
    content = case.content(5)
    found = [feed.format for feed in FEEDS if feed.recognises(content)]
    assert case.feed.recognises(content), "does not recognise its own sample"
    assert found in ([], [case.feed.format]), f"is taken for {found} too"


def every_row_comes_once_in_order(case: FeedCase, _folder: Path) -> None:
    """Hold that all rows come, numbered upwards, and that what is lost is counted."""
    raws = case.raws(case.content(5), lambda names: names)
    assert sum(raw.table.num_rows for raw in raws) == 5
    assert sum(sum(raw.lost.values()) for raw in raws) == case.lost
    for raw in raws:
        assert raw.lost.keys() <= {*REASONS, NO_POSITION}, "an unknown reason"
    rows = [row for raw in raws if raw.row is not None for row in raw.row.tolist()]
    assert rows == sorted(set(rows)), "rows are not numbered upwards"
    assert all(0 <= row < 5 + case.lost for row in rows)


def only_what_is_picked_is_needed(case: FeedCase, _folder: Path) -> None:
    """Hold that `pick` is asked before rows come, and that what it picks comes."""
    asked: list[tuple[str, ...]] = []

    def pick(names: Sequence[str]) -> Sequence[str]:
        asked.append(tuple(names))
        return list(names)[:2]

    raws = case.raws(case.content(5), pick)
    assert asked, "pick was never asked"
    assert raws[-1].names == asked[-1]
    for raw in raws:
        assert set(raw.names[:2]) <= set(raw.table.column_names)
        if raw.row is not None:
            assert len(raw.row) == raw.table.num_rows


def its_names_are_understood(case: FeedCase, _folder: Path) -> None:
    """Hold that the columns are known, from its dialect or from their names."""
    names = case.raws(case.content(1), lambda names: names)[-1].names
    chosen = plan(names, columns={}, where=_FEED, dialect=case.feed.dialect)
    assert {"time", "mover", "lat_deg", "lon_deg"} <= chosen.takes.keys()


def it_becomes_positions_under_any_file_name(case: FeedCase, folder: Path) -> None:
    """Hold that a file's name says nothing, and that digest and rows are kept."""
    found = []
    for name in ("a.parquet", "b.csv", "c"):
        path = folder / name
        path.write_bytes(case.sample(5))
        table, stream = case.positions(path)
        POSITIONS.check(table)
        assert table.num_rows == 5
        assert stream.sources[0].format.split("/")[0] == case.feed.format
        assert stream.sources[0].rows == 5 + case.lost
        assert stream.dropped.total() == case.lost
        found.append(table.to_pylist())
    assert found[0] == found[1] == found[2]
    assert {row["feed"] for row in found[0]} == {_FEED}
    assert {row["source_sha256"] for row in found[0]} == {case.content(5).sha256}


def many_rows_come_in_batches(case: FeedCase, _folder: Path) -> None:
    """Hold that a file of more rows than a batch has comes whole, in small ones."""
    rows = BATCH_ROWS + 10
    sizes = [
        raw.table.num_rows for raw in case.raws(case.content(rows), lambda names: names)
    ]
    assert sum(sizes) == rows
    assert max(sizes) <= 8 * BATCH_ROWS


def a_cut_file_is_refused_or_loses_its_end(case: FeedCase, folder: Path) -> None:
    """Hold that whatever is missing gives an error or fewer rows, never other ones.

    Cuts are at many places of the file, and at every byte of its last two records.
    """
    whole = case.sample(40)
    path = folder / "cut"
    path.write_bytes(whole)
    all_rows = case.positions(path)[0].drop(["source_sha256"]).to_pylist()
    ends = {*range(1, len(whole), max(1, len(whole) // 40))}
    ends |= {*range(len(whole) - len(whole) // 20, len(whole))}
    for end in sorted(ends):
        path.write_bytes(whole[:end])
        try:
            table, _ = case.positions(path)
        except ThalwegError as error:
            assert str(path) in str(error), f"the error names no file: {error}"  # noqa: PT017
            continue
        assert case.by_record, "a file that was cut short was read as if whole"
        rows = table.drop(["source_sha256"]).to_pylist()
        sure = len(rows) - (not case.ends_told)
        assert rows[:sure] == all_rows[:sure]
        assert len(rows) <= len(all_rows)


FEED_CHECKS: tuple[Callable[[FeedCase, Path], None], ...] = (
    only_it_recognises_its_files,
    every_row_comes_once_in_order,
    only_what_is_picked_is_needed,
    its_names_are_understood,
    it_becomes_positions_under_any_file_name,
    many_rows_come_in_batches,
    a_cut_file_is_refused_or_loses_its_end,
)
"""Every check of a feed; each takes a case and an empty folder."""
