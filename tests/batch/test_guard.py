"""Work that hangs, eats memory or crashes costs itself alone."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from quizgen.batch import guard as guard_module
from quizgen.batch.guard import ExcessError, Guard, Limits

LIMITS = Limits(seconds=1, wait=3.0, memory=500_000_000)


def work(content: bytes) -> bytes:
    """Do as it is told, as a library does that reads what a stranger wrote."""
    match content:
        case b"hang":
            while True:
                pass
        case b"sleep":
            time.sleep(60)
        case b"eat":
            return bytes(2_000_000_000)
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"print":
            os.write(1, b"NOISE")
            os.write(2, b"NOISE")
        case b"large":
            return bytes(17_000_000)
    return content.upper()


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(work, LIMITS, 2) as guard:
        yield guard


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("hang", "takes longer than"),
        ("sleep", "takes longer than 3 seconds"),
        ("eat", "takes more than 500 MB of memory"),
        ("crash", "ends the process that reads it"),
        ("large", "ends the process that reads it"),
    ],
)
def test_what_takes_too_much_costs_itself_alone(guard: Guard, what: str, why: str) -> None:
    jobs = [guard.submit(job) for job in (b"a", what.encode(), b"b", b"c")]
    with pytest.raises(ExcessError, match=why):
        jobs.pop(1).result()
    assert [job.result() for job in jobs] == [b"A", b"B", b"C"]


def test_what_the_work_prints_is_for_nobody(
    guard: Guard, capfd: pytest.CaptureFixture[str]
) -> None:
    assert guard.submit(b"print").result() == b"PRINT"
    assert capfd.readouterr() == ("", "")


def test_nobody_waits_for_work_that_is_not_wanted_any_more() -> None:
    start = time.monotonic()
    with Guard(work, Limits(60, 60.0, 500_000_000), 1) as guard:
        guard.submit(b"a").result()
        under_way = [guard.submit(job) for job in (b"sleep", b"b")]
    assert time.monotonic() - start < 20
    assert all(job.done() for job in under_way)


def test_a_process_that_starts_as_the_work_ends_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started, ends = threading.Event(), threading.Event()

    class Late(guard_module._Worker):
        def __init__(self, *what: Any) -> None:
            super().__init__(*what)
            started.set()
            ends.wait(20)

    class Ending(Guard):
        def __exit__(self, *error: Any) -> None:
            threading.Timer(0.2, ends.set).start()
            super().__exit__(*error)

    monkeypatch.setattr(guard_module, "_Worker", Late)
    start = time.monotonic()
    with Ending(work, Limits(60, 60.0, 500_000_000), 1) as guard:
        future = guard.submit(b"sleep")
        started.wait(20)
    assert time.monotonic() - start < 20
    with pytest.raises(ExcessError, match="is not waited for"):
        future.result()


def test_a_process_does_many_pieces_of_work() -> None:
    with Guard(_whose, LIMITS, 1) as guard:
        assert len({guard.submit(b"").result() for _ in range(20)}) == 1


def _whose(_: bytes) -> bytes:
    return str(os.getpid()).encode()
