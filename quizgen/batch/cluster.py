"""A Dask cluster, through its own executor interface; only this module knows Dask.

The optional extra `dask` brings it.  Dask itself gives a job whose worker was ended to
another one, and gives it up after a few (`distributed.scheduler.allowed-failures`).
"""

import pickle
import threading
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from quizgen.batch.crew import Crew, Work
from quizgen.errors import QuizgenError

PATIENCE = 30.0  # seconds, for a scheduler or a worker to be there

# A worker of the cluster may have several threads; what typesets is not made for two at once.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Cluster:
    """The cluster whose scheduler has an address, such as tcp://10.0.0.7:8786."""

    address: str

    def crew(self, work: Work) -> Crew:
        """Connect to the cluster.

        Raises QuizgenError where Dask is not installed, or nobody answers.
        """
        try:
            from distributed import Client
        except ImportError:
            raise QuizgenError(
                "--scheduler: Dask is not installed, expected pip install 'quizgen[dask]'"
            ) from None
        try:
            client = Client(  # type: ignore[no-untyped-call]
                self.address, timeout=PATIENCE, set_as_default=False
            )
        except (OSError, ValueError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
            raise QuizgenError(f"--scheduler: {self.address}: {reason}") from None
        return Workers(work, self.address, client)


class Workers(Crew):
    """The workers of a cluster, by one client of it."""

    def __init__(self, work: Work, address: str, client: Any) -> None:
        super().__init__(work)
        self.address, self.client = address, client
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            client.close()
            raise QuizgenError(f"--scheduler: {address}: found no workers") from None
        self.ahead = 2 * max(1, self._count())
        self.executor = client.get_executor(pure=False)
        # A task like any other: a worker that takes another's place can have it again.
        self.kept = client.submit(pickle.loads, pickle.dumps(work), pure=False)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take back what is under way and leave the cluster."""
        self.executor.shutdown(wait=False)
        self.client.close()

    def submit(self, job: Any) -> "Future[Any]":
        """Hand a job to the cluster."""
        future: Future[Any] = self.executor.submit(_do, self.kept, job)
        return future

    def result(self, future: "Future[Any]") -> Any:
        """Wait for a job's result, as long as there are workers."""
        from distributed import KilledWorker

        alone = False
        while True:
            try:
                return future.result(PATIENCE)
            except KilledWorker:
                raise BrokenExecutor from None
            except CancelledError:
                raise QuizgenError(f"--scheduler: {self.address}: went away") from None
            except TimeoutError:
                if future.done():
                    raise
                if alone and not self._count():
                    raise QuizgenError(f"--scheduler: {self.address}: has no workers") from None
                alone = not self._count()

    def _count(self) -> int:
        return len(self.client.scheduler_info(n_workers=-1)["workers"])


def _do(work: Work, job: Any) -> Any:
    with _one_at_a_time:
        return work(job)
