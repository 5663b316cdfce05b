"""Work on bytes that may mean harm, done by processes that are ended where it takes too much.

What hangs, eats memory or crashes costs itself alone.  Bytes go in and bytes come out, so that
a process that was taken over has nothing to say that the parent would run.
"""

import math
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from types import ModuleType, TracebackType
from typing import TypeAlias

from quizgen.batch.pool import uninterrupted

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows
    resource = None

LONGEST_ANSWER = 16_000_000  # bytes
READY, DONE, NO_MEMORY = b"r", b"d", b"m"
START = 120.0  # seconds that a process may take to start

Work: TypeAlias = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take: seconds of a processor, seconds in all, bytes in all.

    Where a system does not limit the first or the last, the seconds in all still hold.
    """

    seconds: int
    wait: float
    memory: int


class ExcessError(Exception):
    """Work that was ended, or that ended its process; the message says what it did."""


class TooLongError(ExcessError):
    """Work that would not end."""


class Guard:
    """Processes that do one kind of work, `count` at once; used as a context."""

    def __init__(self, work: Work, limits: Limits, count: int) -> None:
        self._work, self._limits = work, limits
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []
        self._is_over = False
        self._threads = ThreadPoolExecutor(count, "guard")

    def __enter__(self) -> "Guard":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes, whatever they are at."""
        self._is_over = True
        for worker in tuple(self._all):
            worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.end()

    def submit(self, content: bytes) -> "Future[bytes]":
        """Start work on `content`; its future may raise `ExcessError`."""
        return self._threads.submit(self._do, content)

    def _do(self, content: bytes) -> bytes:
        """Work on `content`, and once more where what came before may be to blame."""
        try:
            worker = self._idle.get_nowait()
        except Empty:
            worker = self._started()
        else:
            try:
                return self._answer(worker, content)
            except TooLongError:
                raise
            except ExcessError:
                worker = self._started()
        return self._answer(worker, content)

    def _started(self) -> "_Worker":
        if self._is_over:
            raise ExcessError("is not waited for")
        worker = _Worker(self._work, self._limits)
        self._all.append(worker)
        if self._is_over:  # it may have come too late to be ended with the others
            raise self._ended(worker, ExcessError("is not waited for"))
        return worker

    def _answer(self, worker: "_Worker", content: bytes) -> bytes:
        try:
            answer = worker.answer(content)
        except ExcessError as error:
            raise self._ended(worker, error) from None
        self._idle.put(worker)
        return answer

    def _ended(self, worker: "_Worker", error: ExcessError) -> ExcessError:
        self._all.remove(worker)  # first: what is in the list can still be killed
        worker.end()
        return error


class _Worker:
    """A process, and the pipe to it."""

    def __init__(self, work: Work, limits: Limits) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._limits = limits
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, work, limits), daemon=True)
        with uninterrupted():
            self._process.start()
        theirs.close()
        self._is_ready = False

    def answer(self, content: bytes) -> bytes:
        """Return what the work makes of `content`; raise `ExcessError`."""
        if not self._is_ready:
            self._receive(START)
            self._is_ready = True
        with suppress(OSError):  # it ended: reading says so
            self._pipe.send_bytes(content)
        said = self._receive(self._limits.wait)
        if said[:1] == NO_MEMORY:
            raise ExcessError(
                f"takes more than {self._limits.memory // 1_000_000} MB of memory"
            )
        return said[1:]

    def _receive(self, wait: float) -> bytes:
        try:
            if not self._pipe.poll(wait):
                raise TooLongError(f"takes longer than {wait:.0f} seconds")
            return self._pipe.recv_bytes(LONGEST_ANSWER)
        except (EOFError, OSError):
            pass
        self._process.join(1)
        if self._process.exitcode == -getattr(signal, "SIGXCPU", 0):
            raise TooLongError(f"takes longer than {self._limits.seconds} seconds")
        raise ExcessError("ends the process that reads it")

    def kill(self) -> None:
        """Let the process do no more."""
        self._process.kill()

    def end(self) -> None:
        """End the process, and let go what was held for it."""
        self.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def _serve(pipe: Connection, work: Work, limits: Limits) -> None:
    """Do what comes through the pipe, until it is closed or a limit is met."""
    with open(os.devnull, "wb") as nowhere:  # what a library prints as it fails is for nobody
        for stream in (1, 2):
            os.dup2(nowhere.fileno(), stream)
    _limit("RLIMIT_AS", limits.memory)
    _limit("RLIMIT_CORE", 0)
    pipe.send_bytes(READY)
    with suppress(EOFError, OSError):
        while True:
            content = pipe.recv_bytes()
            _limit("RLIMIT_CPU", math.ceil(time.process_time()) + limits.seconds)
            try:
                answer = DONE + work(content)
            except MemoryError:
                answer = NO_MEMORY
            pipe.send_bytes(answer)


def _limit(name: str, most: int) -> None:
    """Limit what this process may take, where the system can; the hard limit stays."""
    if resource is None:
        return
    with suppress(ValueError, OSError, AttributeError):
        what = getattr(resource, name)
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most, hard))
