"""A pool of spawned processes on this machine."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any

from quizgen.batch.crew import Crew, Work

_given: list[Work] = []  # in a worker: the work of its pool, set once as it starts


@dataclass(frozen=True)
class Processes:
    """So many processes at most; one is this one."""

    count: int

    def crew(self, work: Work) -> Crew:
        """Return a pool whose processes start with the first jobs."""
        return Crew(work) if self.count <= 1 else Pool(work, self.count)


class Pool(Crew):
    """A pool that can be started again when one of its processes was ended."""

    def __init__(self, work: Work, count: int) -> None:
        super().__init__(work)
        self.count, self.ahead = count, 2 * count
        self._pool: ProcessPoolExecutor | None = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes once they have done what they are at."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, job: Any) -> "Future[Any]":
        """Start a job; its future fails where the pool has."""
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, spawn, _take_on, (self.work,))
        try:
            with uninterrupted():  # it may start a process
                return self._pool.submit(_do, job)
        except BrokenExecutor as broken:
            failed: Future[Any] = Future()
            failed.set_exception(broken)
            return failed

    def renew(self) -> None:
        """Let go what is left of the pool; the next job starts another."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep Ctrl-C, which the terminal sends to all, from the processes that are started here.

    They inherit that; this one has to answer it, and lets them go.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _take_on(work: Work) -> None:
    _given[:] = [work]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent was killed: the pool's queue would keep it for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do(job: Any) -> Any:
    return _given[0](job)
