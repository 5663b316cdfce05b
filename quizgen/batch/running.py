"""Jobs in their order, few under way at once, none lost with a worker."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from itertools import islice
from typing import Any, TypeVar

from quizgen.batch.crew import Place

Job = TypeVar("Job")
Result = TypeVar("Result")

MOST_ENDED = 2  # workers by one job alone: a third is not given to it
MOST_LOST = 3  # jobs on end that end their workers: then it is not the jobs


def run(
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    place: Place,
    lost: Callable[[Job], Result],
) -> Iterator[Result]:
    """Yield `work(job)` for each job, in their order.

    `work` is a top-level function, or a partial of one that holds what all jobs share; jobs
    and results are plain data: they travel between processes.  Few jobs are under way at
    once, so memory stays flat.  Where a worker is ended, nobody can tell which of the jobs
    under way did it: each is done again, alone.  `lost(job)` stands for the result of one
    that ends its worker alone too, twice; raises BrokenExecutor where that happens to one
    after the other.
    """
    with place.crew(work) as crew:
        todo = iter(jobs)
        under_way: deque[tuple[Job, Future[Any]]] = deque()
        suspects: deque[Job] = deque()
        ended_alone = lost_on_end = 0
        while True:
            alone = bool(suspects)
            start = [suspects.popleft()] if alone else islice(todo, crew.ahead - len(under_way))
            under_way.extend((job, crew.submit(job)) for job in start)
            if not under_way:
                return
            job, future = under_way.popleft()
            try:
                result = crew.result(future)
                ended_alone = lost_on_end = 0
            except BrokenExecutor:
                crew.renew()
                if not alone:
                    suspects.extend([job, *(other for other, _ in under_way)])
                    under_way.clear()
                    continue
                ended_alone += 1
                if ended_alone < MOST_ENDED:
                    suspects.appendleft(job)
                    continue
                ended_alone, lost_on_end = 0, lost_on_end + 1
                if lost_on_end == MOST_LOST:
                    raise
                result = lost(job)
            yield result
