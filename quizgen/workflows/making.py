"""`make`: one variant, many, or one for each student, written whole or not at all."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from quizgen import batch
from quizgen.errors import QuizgenError
from quizgen.kinds.depth import Depth
from quizgen.render.paper import Paper
from quizgen.sampling.sets import read_set
from quizgen.sampling.specs import ProblemSet
from quizgen.workflows.folders import check_folder
from quizgen.workflows.prose import check_prose
from quizgen.workflows.roster import Student, read_class
from quizgen.workflows.secret import find_secret, take_back
from quizgen.workflows.templates import tried_theme
from quizgen.workflows.variant import KEYS, Files, Job, Variant, make_files
from quizgen.workflows.writing import not_written, write_files


@dataclass(frozen=True)
class Made:
    """What `make` did: the files written, or found as they would be, and what went wrong.

    `wanted` and `complete` count variants; `notes` say what else was done.
    """

    paths: tuple[Path, ...]
    wanted: int
    complete: int
    errors: tuple[str, ...]
    notes: tuple[str, ...] = ()


def make(
    set_name: str,
    out: Path,
    *,
    seed: int | None = None,
    count: int | None = None,
    roster: Path | None = None,
    id_column: str | None = None,
    original: bool = False,
    formats: tuple[str, ...] = ("html", "pdf"),
    paper: Paper | None = None,
    templates: Path | None = None,
    solution_depth: Depth = "full",
    secret: Path | None = None,
    processes: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Made:
    """Make variants of a set, a built-in one or a TOML file, and write them below `out`.

    `id_column` names the roster's column of ids.  A variant that fails is left out and named,
    the others are made.  A file that differs is replaced only with `force`.  Raises
    QuizgenError, and writes nothing, where the set, a file that is named or `out` cannot be
    used.
    """
    the_set = read_set(set_name, original)
    check_asked(the_set, seed, count, roster)
    check_prose(set_name, the_set)
    whole_class = read_class(roster, id_column)
    students = whole_class.students if whole_class else None
    theme = tried_theme(templates)
    check_folder(out)
    keyed = find_secret(secret, out if students is not None else None)
    notes = whole_class.notes if whole_class else ()
    if seed is not None and not the_set.drawn:
        notes += (f"{set_name}: every number is given: the seed changes nothing",)
    key = keyed.key if keyed else None
    jobs = [
        Job(the_set, variant, key, formats, paper or the_set.paper, theme, solution_depth)
        for variant in variants(the_set, seed, count, students)
    ]
    processes = processes or min(len(jobs), os.cpu_count() or 1)
    made = _make(jobs, out, processes, force, progress, notes)
    if keyed and not (keyed.created and not made.complete and take_back(keyed.path)):
        return replace(made, notes=(*keyed.notes, *notes))
    return made


def check_asked(
    the_set: ProblemSet, seed: int | None, count: int | None, roster: Path | None
) -> None:
    """Raise QuizgenError where a call asks for variants that the set doesn't have."""
    if count is not None and roster is not None:
        raise QuizgenError("--count and --roster: found both, expected one of them")
    if seed is None and the_set.drawn:
        raise QuizgenError("--seed: missing, and the set draws its numbers")
    if not the_set.drawn and (count is not None or roster is not None):
        raise QuizgenError("every number is given: there is one variant, not one for each")


def variants(
    the_set: ProblemSet, seed: int | None, count: int | None, students: Sequence[Student] | None
) -> list[Variant]:
    """Return the variants that a call asks for; the set's own numbers make just one."""
    if students is not None:
        return [Variant(s.file_name, seed, s.id, s.name, s.section) for s in students]
    if not the_set.drawn:
        return [Variant("original", None)]
    if count is None:
        return [Variant(f"seed{seed}", seed)]
    return [Variant(f"seed{seed}-{number:04d}", seed) for number in range(1, count + 1)]


def _make(
    jobs: Sequence[Job],
    out: Path,
    processes: int,
    force: bool,
    progress: Callable[[int, int], None],
    notes: tuple[str, ...],
) -> Made:
    paths: list[Path] = []
    errors: list[str] = []
    complete = 0
    for files in _results(jobs, processes):
        try:
            paths += _written(files, out, force)
            complete += 1
        except QuizgenError as error:
            errors += error.lines
        except OSError as error:
            errors.append(not_written(out, error))
            break
        progress(complete + len(errors), len(jobs))
    return Made(tuple(paths), len(jobs), complete, tuple(errors), notes)


def _results(jobs: Sequence[Job], processes: int) -> Iterator[Files]:
    try:
        yield from batch.run(make_files, jobs, processes)
    except BrokenExecutor:
        reason = "a process that made variants was ended from outside; the rest is not made"
        yield Files(jobs[-1].variant, {}, (reason,))


def _written(files: Files, out: Path, force: bool) -> list[Path]:
    """Write a variant's files, the key first; return their paths."""
    if files.errors:
        raise QuizgenError(*(f"{files.variant.name}: {line}" for line in files.errors))
    return write_files(files.contents, out, force, private=(KEYS,))
