"""The thread that has the record: who goes first, what is one commit, how it breaks."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator

import pytest

from tests.unit.hotline.two_sites import NOW_US, Pair, pair
from thalweg.errors import InputError, RecordDoubtError
from thalweg.hotline.client import PeerClient
from thalweg.hotline.door import BusyError
from thalweg.hotline.site import Site
from thalweg.node.line import Calling
from thalweg.node.settings import NodeLimits
from thalweg.node.writer import Writer
from thalweg.wire.envelope import sign_envelope
from thalweg.wire.leaf import MESSAGE
from thalweg.wire.message import encode_message


@pytest.fixture
def two(tmp_path) -> Iterator[Pair]:
    both = pair(tmp_path)
    yield both
    both.west.stop()
    both.east.stop()


def entry_of(two: Pair, text: str):
    """Return what makes the entry of a message, as the socket's server does."""

    def make(site: Site) -> bytes:
        params = {"text": {"text": text, "lang": "en"}}
        message = site.compose("CH-10", params, NOW_US)
        officer = two.west.officers[0]
        return sign_envelope(MESSAGE, encode_message(message), [officer]).format()

    return make


def run(two: Pair, does, **about):
    """Run a coroutine with a writer of west's, held back until it has been asked."""
    commits: list[int] = []
    held = threading.Event()

    async def all_of_it():
        site = two.west.site
        append = site.log_entries

        def counted(entries, now_us):
            commits.append(len(entries))
            return append(entries, now_us)

        site.log_entries = counted
        writer = Writer(site, **about)
        writer.start()
        holding = asyncio.ensure_future(writer.ask(lambda _: held.wait(10)))
        await asyncio.sleep(0.05)
        try:
            return await does(writer, held)
        finally:
            held.set()
            await holding
            await asyncio.to_thread(writer.stop)

    return asyncio.run(all_of_it()), commits


def test_messages_that_wait_are_one_commit_and_keep_their_order(two):
    async def does(writer, held):
        asked = [
            asyncio.ensure_future(writer.log(entry_of(two, f"{n}"), f"{n}"))
            for n in range(10)
        ]
        await asyncio.sleep(0.05)
        held.set()
        return [ref.index for ref in await asyncio.gather(*asked)]

    found, commits = run(two, does, batch=8)
    assert found == list(range(10))
    assert commits == [8, 2]


def test_two_answers_to_one_message_are_not_one_commit(two):
    async def does(writer, held):
        asked = [
            asyncio.ensure_future(writer.log(entry_of(two, f"{n}"), "the same"))
            for n in range(3)
        ]
        await asyncio.sleep(0.05)
        held.set()
        await asyncio.gather(*asked)

    assert run(two, does)[1] == [1, 1, 1]


def test_one_that_is_refused_takes_no_other_with_it(two):
    def refused(_site: Site) -> bytes:
        raise InputError("not this one")

    async def does(writer, held):
        makes = [entry_of(two, "a"), refused, entry_of(two, "b")]
        asked = [
            asyncio.ensure_future(writer.log(make, f"{n}"))
            for n, make in enumerate(makes)
        ]
        await asyncio.sleep(0.05)
        held.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    found, commits = run(two, does)
    assert [getattr(one, "index", None) for one in found] == [0, None, 1]
    assert isinstance(found[1], InputError)
    assert commits == [2]


def test_the_own_side_goes_before_the_other(two):
    order = []

    async def does(writer, held):
        theirs = [
            asyncio.ensure_future(writer.ask_for_peer(lambda _: order.append("peer")))
            for _ in range(3)
        ]
        await asyncio.sleep(0.02)
        ours = asyncio.ensure_future(writer.ask(lambda _: order.append("own")))
        await asyncio.sleep(0.05)
        held.set()
        await asyncio.gather(ours, *theirs)

    run(two, does)
    assert order == ["own", "peer", "peer", "peer"]


def test_little_of_the_other_side_may_wait(two):
    async def does(writer, held):
        asked = [
            asyncio.ensure_future(writer.ask_for_peer(lambda _: None))
            for _ in range(20)
        ]
        await asyncio.sleep(0.05)
        held.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    found, _ = run(two, does)
    assert sum(isinstance(one, BusyError) for one in found) == 12


def test_a_record_in_doubt_stops_everything_once(two):
    broke = []

    def doubtful(_site: Site) -> None:
        raise RecordDoubtError("the disk failed")

    async def does(writer, held):
        held.set()
        with pytest.raises(RecordDoubtError, match="the disk failed"):
            await writer.ask(doubtful)
        with pytest.raises(RecordDoubtError, match="the disk failed"):
            await writer.ask(lambda _: None)
        return writer.failed

    found, _ = run(two, does, broke=lambda: broke.append(1))
    assert isinstance(found, RecordDoubtError)
    assert broke == [1]


def test_a_log_that_waits_to_be_recovered_refuses_and_the_node_lives(two):
    async def does(writer, held):
        held.set()
        books = two.west.site.books
        books.doubts[books.us.origin] = "restored from an older copy"
        with pytest.raises(RecordDoubtError, match="older copy"):
            await writer.log(entry_of(two, "a"), "a")
        assert await writer.ask(lambda site: site.books.log.size) == 0
        return writer.failed

    assert run(two, does)[0] is None


def test_news_are_told_when_the_own_log_grew_and_not_else(two):
    grew = []

    async def does(writer, held):
        held.set()
        await writer.ask(lambda site: site.state(NOW_US))
        assert not grew
        await writer.log(entry_of(two, "a"), "a")

    run(two, does, grew=lambda: grew.append(1))
    assert grew == [1]


def test_a_line_that_finds_the_node_busy_comes_again(two, tmp_path):
    told = []

    async def does(writer, held):
        held.set()
        await asyncio.to_thread(writer.stop)
        client = PeerClient(
            "https://127.0.0.1:9",
            ssl.create_default_context(),
            body_bytes=1,
            request_s=1,
            least_bytes_per_s=1,
        )
        limits = NodeLimits(heartbeat_s=0.05, longest_backoff_s=0.05)
        line = Calling(
            client, writer, limits, lambda _: None, lambda *a: told.append(a)
        )
        task = asyncio.create_task(line.run())
        await asyncio.sleep(0.3)
        assert not task.done()
        task.cancel()
        await client.close()

    run(two, does)
    assert told == [("line down", {"why": "busy"})]
