"""Running jobs: in this process for one, on a spawned pool for more, in the order given."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def run(work: Callable[[Job], Result], jobs: Sequence[Job], processes: int) -> Iterator[Result]:
    """Yield `work(job)` for each job, in their order.

    `work` is a top-level function and jobs and results are plain data: they travel
    between processes.  Few jobs are under way at once, so memory stays flat.
    """
    if processes <= 1 or len(jobs) <= 1:
        yield from map(work, jobs)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=spawn) as pool:
        ahead = 2 * processes
        waiting = [pool.submit(work, job) for job in jobs[:ahead]]
        for job in jobs[ahead:]:
            yield waiting.pop(0).result()
            waiting.append(pool.submit(work, job))
        for result in waiting:
            yield result.result()
