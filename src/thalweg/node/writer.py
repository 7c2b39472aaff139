"""The one thread that reads and writes the record, and the queue before it.

What the own side asks goes first: a flood from the other side must not keep a warning
waiting. Messages that wait together are written in one commit.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from thalweg.errors import RecordDoubtError
from thalweg.hotline.door import BusyError
from thalweg.hotline.site import Site
from thalweg.model.message import EntryRef
from thalweg.times import now_us

T = TypeVar("T")
Make = Callable[[Site], bytes]
"""Returns the entry to log, once it was held against the record; raises InputError."""

_MOST_OF_PEER = 8


@dataclass(slots=True)
class _Job:
    """Something to be done with the site; with `about`, an entry to be logged."""

    does: Callable[[Site], Any]
    done: Future[Any] = field(default_factory=Future)
    about: str | None = None


class Writer:
    """The thread; `start` it once, `stop` it, and look at `failed`.

    Parameters
    ----------
    site
        touched by nothing else from now on.
    batch
        messages that are written in one commit, at most.
    grew
        called from the thread when the own log has grown.
    broke
        called from the thread, once, when the record cannot be trusted any more.

    Attributes
    ----------
    failed
        why the record cannot be trusted; None while it can.
    """

    def __init__(
        self,
        site: Site,
        *,
        batch: int = 512,
        grew: Callable[[], None] = lambda: None,
        broke: Callable[[], None] = lambda: None,
    ) -> None:
        self._site = site
        self._batch = batch
        self._grew, self._broke = grew, broke
        self._own: deque[_Job] = deque()
        self._of_peer: deque[_Job] = deque()
        self._is_due = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="record")
        self.failed: RecordDoubtError | None = None

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Do what is waiting, then end; returns when the thread has."""
        with self._is_due:
            self._stopping = True
            self._is_due.notify()
        self._thread.join()

    async def ask(self, does: Callable[[Site], T]) -> T:
        """Do something of the own side's with the site, and return what it returned."""
        found: T = await self._put(self._own, _Job(does))
        return found

    async def ask_for_peer(self, does: Callable[[Site], T]) -> T:
        """Do something of the other side's; raises BusyError where much of it waits."""
        if len(self._of_peer) >= _MOST_OF_PEER:
            raise BusyError
        found: T = await self._put(self._of_peer, _Job(does))
        return found

    async def log(self, make: Make, about: str) -> EntryRef:
        """Log an entry, together with others that wait; RECORDED when this returns.

        `about` names what it answers, so that two answers to one message are not held
        against the same state of it.
        """
        found: EntryRef = await self._put(self._own, _Job(make, about=about))
        return found

    async def _put(self, queue: deque[_Job], job: _Job) -> Any:  # noqa: ANN401
        with self._is_due:
            if self.failed is not None:
                raise self.failed
            if self._stopping:
                raise BusyError
            queue.append(job)
            self._is_due.notify()
        return await asyncio.wrap_future(job.done)

    def _work(self) -> None:
        while True:
            with self._is_due:
                while not (self._own or self._of_peer or self._stopping):
                    self._is_due.wait()
                jobs = self._next()
            if not jobs:
                return
            size = self._site.books.log.size if self.failed is None else 0
            if jobs[0].about is None:
                self._do(jobs[0])
            else:
                self._log(jobs)
            if self.failed is None and self._site.books.log.size > size:
                self._grew()

    def _next(self) -> list[_Job]:
        queue = self._own or self._of_peer
        if not queue:
            return []
        jobs = [queue.popleft()]
        seen = {jobs[0].about}
        while (
            jobs[0].about is not None
            and self._own
            and len(jobs) < self._batch
            and self._own[0].about is not None
            and self._own[0].about not in seen
        ):
            jobs.append(self._own.popleft())
            seen.add(jobs[-1].about)
        return jobs

    def _do(self, job: _Job) -> None:
        if not job.done.set_running_or_notify_cancel():
            return
        try:
            job.done.set_result(job.does(self._site))
        except BaseException as error:  # noqa: BLE001 - it is raised to who asked
            self._note(error)
            job.done.set_exception(error)

    def _log(self, jobs: list[_Job]) -> None:
        entries: list[tuple[_Job, bytes]] = []
        for job in jobs:
            if not job.done.set_running_or_notify_cancel():
                continue
            try:
                entries.append((job, job.does(self._site)))
            except BaseException as error:  # noqa: BLE001 - as above
                self._note(error)
                job.done.set_exception(error)
        if not entries:
            return
        try:
            refs = self._site.log_entries([entry for _, entry in entries], now_us())
        except BaseException as error:  # noqa: BLE001 - as above
            self._note(error)
            for job, _ in entries:
                job.done.set_exception(error)
            return
        for (job, _), ref in zip(entries, refs, strict=True):
            job.done.set_result(ref)

    def _note(self, error: BaseException) -> None:
        if not isinstance(error, RecordDoubtError) or self.failed is not None:
            return
        # A log that waits for the rest of a restored record refuses; the node lives.
        if str(error) in self._site.books.doubts.values():
            return
        self.failed = error
        self._broke()
