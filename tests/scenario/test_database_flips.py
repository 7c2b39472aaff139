"""A bit that a disk turns over below a record: found, or nothing that is shown differs.

The database and SQLite's log of a side with some hundred entries, answers, receipts and
whatever else stands in rows.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.hotline.two_sites import Pair, Side, pair
from thalweg.errors import ThalwegError
from thalweg.hotline.site import Site
from thalweg.model.message import EntryRef
from thalweg.wire.sealed_leaf import SealedLeaf

MESSAGES, FLIPS = 190, 200
FILES = ("record.db", "record.db-wal")
FIRE = {"pos": {"place": "outpost"}, "area": {"place": "box"}, "since_us": 1}


def said(number: int) -> dict:
    return {"text": {"text": f"message {number}", "lang": "en"}}


def work(two: Pair, first: int, count: int) -> None:
    """Say, seal, read and answer on both sides."""
    for side in (two.west, two.east):
        side.site.seal(SealedLeaf(kind="tracks", digest="cd" * 32))
        batch = [
            (side.site.compose("CH-10", said(n), two.now_us), side.officers[:1])
            for n in range(first, first + count)
        ]
        side.site.send_many(batch, two.now_us)
        side.say("GR-4", FIRE, two.now_us)
    two.exchange(2)
    for side in (two.west, two.east):
        for item in side.site.inbox()[-8:]:
            side.site.displayed(item.said.at, "officer-1", two.now_us)
            if item.said.message.element == "CH-10":
                side.say("RS-3", {}, two.now_us, ref=item.said.at)
        side.site.tick(two.now_us)
    two.exchange(2)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Return a side's folder, part of its record in SQLite's log yet, and the time."""
    folder = tmp_path_factory.mktemp("kept")
    two = pair(folder)
    work(two, 0, MESSAGES)
    two.west.again()
    for part in range(2):
        work(two, MESSAGES * (part + 1), 20)
    shutil.copytree(folder / "west", folder / "copy")
    for side in (two.west, two.east):
        side.stop()
    assert all((folder / "copy" / "disk" / name).stat().st_size for name in FILES)
    return folder / "copy", two.now_us


def facts(site: Site, now_us: int) -> str:
    """Return all that a desk, the other side and a verifier are shown of a record."""
    books = site.books
    origins = (books.us.origin, books.peer.origin)
    entries = [
        EntryRef(origin, index)
        for origin in origins
        for index in range(books.store.size(origin))
    ]
    shown = [
        site.state(now_us),
        site.inbox(9_999),
        site.outbox(9_999),
        [(site.said(at), site.followed(at), books.verdict(at)) for at in entries],
        [site.receipt(at) for at in entries if at.origin == books.us.origin],
        books.store.heads(),
        list(site.tick(now_us)),
        list(site.parcels(now_us, 0)),
    ]
    return "\n".join(map(repr, shown))


def outcome(kept: Path, folder: Path, now_us: int, true: str, flip: tuple) -> str:
    """Open a record with one bit turned over, and say what came of it."""
    name, bit = flip
    shutil.copytree(kept, folder)
    path = folder / "disk" / name
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    path.write_bytes(data)
    side = Side("west", folder)
    try:
        site = side.start()
        if site.books.doubts:
            return "found"
        found = facts(site, now_us)
    except ThalwegError:
        return "found"
    else:
        return "the same" if found == true else "WRONG"
    finally:
        side.stop()
        shutil.rmtree(folder)


@pytest.mark.parametrize("count", [3, pytest.param(FLIPS, marks=pytest.mark.slow)])
def test_a_flip_is_found_or_nothing_that_is_shown_differs(
    count: int, kept: tuple[Path, int], tmp_path: Path
) -> None:
    folder, now_us = kept
    side = Side("west", tmp_path / "whole")
    shutil.copytree(folder, tmp_path / "whole")
    true = facts(side.start(), now_us)
    assert side.site.books.log.size + side.site.books.mirror.size >= 500
    side.stop()
    sizes = {name: (folder / "disk" / name).stat().st_size for name in FILES}
    chance = random.Random(23)
    flips = [
        (name, chance.randrange(sizes[name] * 8))
        for name in (FILES[n % 2] for n in range(count))
    ]
    came = [
        (flip[0], outcome(folder, tmp_path / "west", now_us, true, flip))
        for flip in flips
    ]
    print(sizes, dict(Counter(came)))
    assert "WRONG" not in [what for _, what in came]
