"""Who does the jobs: what any place to run them has, and the simplest, this process."""

from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol

Work = Callable[[Any], Any]


class Crew:
    """The workers of a place, for one kind of work; this process, unless a subclass says so.

    `ahead` is how many jobs are worth having under way at once.
    """

    ahead = 1

    def __init__(self, work: Work) -> None:
        self.work = work

    def __enter__(self) -> "Crew":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the workers go; what is under way is not waited for."""

    def submit(self, job: Any) -> "Future[Any]":
        """Start a job; return its future."""
        done: Future[Any] = Future()
        done.set_result(self.work(job))
        return done

    def result(self, future: "Future[Any]") -> Any:
        """Wait for a job's result.

        Raises what the job raised, and BrokenExecutor where a worker was ended, and with it
        perhaps whatever was under way.
        """
        return future.result()

    def renew(self) -> None:
        """Take on new workers, after a BrokenExecutor."""


class Place(Protocol):
    """Where jobs are done: plain data that can hire a crew."""

    def crew(self, work: Work) -> Crew:
        """Return workers who have `work`, which travels to each of them once."""
        ...


class Here:
    """In this process, one job after the other."""

    def crew(self, work: Work) -> Crew:
        """Return this process as a crew."""
        return Crew(work)
