"""`check`: many variants of a set drawn and judged, none of them written."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path

from quizgen import batch
from quizgen.errors import QuizgenError
from quizgen.reports.quality import Quality, Tally, quality_page
from quizgen.sampling.sets import read_set
from quizgen.sampling.specs import ProblemSet
from quizgen.sampling.survey import Surveyed, survey
from quizgen.workflows.folders import check_folder
from quizgen.workflows.making import variants
from quizgen.workflows.variant import Variant, whose
from quizgen.workflows.writing import not_written, write_files

TRIED_FIRST = 5  # variants: where none of them can be drawn, nor will the others be
AT_ONCE = 20  # variants of a job; a process takes a second to start
WORTH_PROCESSES = 200  # variants


@dataclass(frozen=True)
class Checked:
    """What `check` found, and the report that it wrote."""

    quality: Quality
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Job:
    """Some variants to draw: plain data, to travel between processes."""

    the_set: ProblemSet
    variants: tuple[Variant, ...]
    conditions: bool


@dataclass(frozen=True)
class Outcome:
    """A variant's figures, or why it has none, and how many seconds it took."""

    variant: str
    drawn: tuple[Surveyed, ...]
    reason: str
    seconds: float


def check(
    set_name: str,
    *,
    seed: int = 0,
    count: int = 200,
    original: bool = False,
    conditions: bool = True,
    out: Path | None = None,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Checked:
    """Draw the variants that `make` would, and report how fair they are to each other.

    Without `conditions` they are drawn as a generator without any would.  With `out` the
    report is written there as HTML.  A variant that can't be drawn is counted, the others
    are drawn.  Raises QuizgenError where the set or `out` cannot be used.
    """
    the_set = read_set(set_name, original)
    if out is not None:
        check_folder(out)
    started = time.perf_counter()
    wanted = variants(the_set, seed, count, None)
    tally, done, failed = Tally(the_set), 0, 0
    for outcome in _outcomes(Job(the_set, tuple(wanted), conditions), processes):
        done += 1
        if outcome.reason:
            tally.fail(outcome.variant, outcome.reason)
            failed += 1
        else:
            tally.add(outcome.variant, outcome.drawn, outcome.seconds)
        progress(done, len(wanted))
    quality = tally.quality(
        seed if the_set.drawn else None,
        conditions,
        time.perf_counter() - started,
        stopped=done < len(wanted),
    )
    return Checked(quality, _written(quality, out))


def draw(job: Job) -> tuple[Outcome, ...]:
    """Draw the variants of a job."""
    return tuple(_outcome(job, variant) for variant in job.variants)


def _outcome(job: Job, variant: Variant) -> Outcome:
    started = time.perf_counter()
    try:
        drawn = survey(job.the_set, whose(variant), job.conditions)
    except QuizgenError as error:
        return Outcome(variant.name, (), error.lines[0], time.perf_counter() - started)
    return Outcome(variant.name, drawn, "", time.perf_counter() - started)


def _outcomes(job: Job, processes: int | None) -> Iterator[Outcome]:
    """Yield the outcome of each variant, in their order; of the first alone where all fail."""
    first = draw(_part(job, job.variants[:TRIED_FIRST]))
    yield from first
    if all(outcome.reason for outcome in first):
        return
    rest = job.variants[TRIED_FIRST:]
    few = len(rest) < WORTH_PROCESSES
    processes = processes or (1 if few else os.cpu_count() or 1)
    size = 1 if processes == 1 else AT_ONCE
    jobs = [_part(job, rest[at : at + size]) for at in range(0, len(rest), size)]
    try:
        for outcomes in batch.run(
            draw, jobs, batch.Processes(min(processes, len(jobs))), _lost
        ):
            yield from outcomes
    except BrokenExecutor:
        raise QuizgenError("the processes that drew variants were ended, one by one") from None


def _lost(job: Job) -> tuple[Outcome, ...]:
    reason = "the process that drew it was ended each time"
    return tuple(Outcome(variant.name, (), reason, 0.0) for variant in job.variants)


def _part(job: Job, some: Sequence[Variant]) -> Job:
    return Job(job.the_set, tuple(some), job.conditions)


def _written(quality: Quality, out: Path | None) -> tuple[Path, ...]:
    if out is None:
        return ()
    contents = {f"{quality.set}-check.html": quality_page(quality).encode()}
    try:
        return tuple(write_files(contents, out, force=True))
    except OSError as error:
        raise QuizgenError(not_written(out, error)) from None
