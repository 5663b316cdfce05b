"""Many variants: made wherever there is room, written here, none of them twice."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from quizgen import __version__, batch
from quizgen.errors import QuizgenError
from quizgen.files import sweep
from quizgen.workflows.folders import HANDOUTS, KEYS
from quizgen.workflows.journal import Journal
from quizgen.workflows.variant import Files, Job, Variant, make_files, paths
from quizgen.workflows.writing import not_written, write_files


@dataclass(frozen=True)
class Made:
    """What `make` did: the files written, or found as they would be, and what went wrong.

    `files` has each complete variant's, the key first; `wanted` counts variants; `notes`
    say what else was done.
    """

    files: Mapping[Variant, tuple[Path, ...]]
    wanted: int
    errors: tuple[str, ...]
    notes: tuple[str, ...] = ()
    bundles: tuple[Path, ...] = ()

    @property
    def complete(self) -> int:
        """Return how many variants are complete."""
        return len(self.files)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return the path of every file, of the bundles last."""
        return (*chain.from_iterable(self.files.values()), *self.bundles)


def place_of(processes: int | None, scheduler: str | None) -> batch.Place:
    """Return where a call's jobs are done: on a cluster, or in processes of this machine."""
    if scheduler is None:
        return batch.Processes(processes or os.cpu_count() or 1)
    if processes is not None:
        raise QuizgenError("--jobs and --scheduler: found both, expected one of them")
    return batch.Cluster(scheduler)


def make_variants(
    call: Job,
    wanted: Sequence[Variant],
    out: Path,
    place: batch.Place,
    force: bool,
    progress: Callable[[int, int], None],
) -> Made:
    """Make what is not complete yet of the variants `wanted`, each as `call` says.

    A variant that fails is left out and named.  `progress` hears of those that are made.
    """
    journal = Journal(out, call)
    _sweep(call, wanted, out)
    there = {variant: journal.complete(variant) for variant in wanted}
    missing = [variant for variant in wanted if not there[variant]]
    written, errors = _written(call, missing, out, place, force, journal, progress)
    found = there | written
    before = len(wanted) - len(missing)
    return Made(
        {variant: found[variant] for variant in wanted if found[variant]},
        len(wanted),
        tuple(errors),
        (f"{before} of {len(wanted)} variants were complete already",) if before else (),
    )


def _written(
    call: Job,
    missing: Sequence[Variant],
    out: Path,
    place: batch.Place,
    force: bool,
    journal: Journal,
    progress: Callable[[int, int], None],
) -> tuple[dict[Variant, tuple[Path, ...]], list[str]]:
    """Make and write variants; return the paths of each that is complete, and what failed."""
    written: dict[Variant, tuple[Path, ...]] = {}
    errors: list[str] = []
    work = partial(make_files, call, __version__)
    try:
        for done, files in enumerate(batch.run(work, missing, place, _lost), 1):
            try:
                written[files.variant] = tuple(_write(files, out, force))
                if len(missing) > 1:
                    journal.add(files.variant, files.contents.values())
            except QuizgenError as error:
                errors += error.lines
            progress(done, len(missing))
        journal.remove()
    except OSError as error:
        errors.append(not_written(out, error))
        journal.remove()
    except QuizgenError as error:
        errors += error.lines
    except BrokenExecutor:
        errors.append(
            "processes that made variants were ended, one by one; the rest is not made"
        )
    return written, errors


def _write(files: Files, out: Path, force: bool) -> list[Path]:
    """Write a variant's files, the key first; return their paths."""
    if files.errors:
        raise QuizgenError(*(f"{files.variant.label}: {line}" for line in files.errors))
    return write_files(files.contents, out, force, private=(KEYS,))


def _lost(variant: Variant) -> Files:
    reason = "the process that made it was ended each time (is there memory for it?)"
    return Files(variant, {}, (reason,))


def _sweep(call: Job, wanted: Sequence[Variant], out: Path) -> None:
    """Remove what killed calls left beside the files of these variants."""
    names = [
        Path(path).name for variant in wanted for path in paths(replace(call, variant=variant))
    ]
    for folder in (HANDOUTS, KEYS):
        sweep(out / folder, names)
