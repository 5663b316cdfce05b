"""`make`: one variant, many, or one for each student, written whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.kinds.depth import Depth
from quizgen.render.paper import Paper
from quizgen.sampling.sets import read_set
from quizgen.sampling.specs import ProblemSet
from quizgen.workflows.bundles import with_bundles
from quizgen.workflows.folders import check_folder
from quizgen.workflows.lettering import unlettered
from quizgen.workflows.moodle import moodle_zip
from quizgen.workflows.print_job import print_jobs
from quizgen.workflows.prose import check_prose
from quizgen.workflows.roster import Student, read_class
from quizgen.workflows.secret import find_secret, take_back
from quizgen.workflows.templates import tried_theme
from quizgen.workflows.variant import Job, Variant
from quizgen.workflows.variants import Made, make_variants, place_of


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
    scheduler: str | None = None,
    print_job: bool = False,
    for_moodle: bool = False,
    force: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Made:
    """Make variants of a set, a built-in one or a TOML file, and write them below `out`.

    Variants are made in so many `processes`, or on the Dask cluster of a `scheduler`.  One
    that fails is left out and named, the others are made.  A file that differs is replaced
    only with `force`.  A call that was killed, made again, makes what is missing.
    `id_column` names the roster's column of ids; `print_job` asks for a PDF a section for
    the copier too, `for_moodle` for a ZIP that Moodle hands out.  Raises QuizgenError, and
    writes nothing, where the set, a file that is named or `out` cannot be used.
    """
    the_set = read_set(set_name, original)
    check_asked(the_set, seed, count, roster)
    check_prose(set_name, the_set)
    whole_class = read_class(roster, id_column)
    students = whole_class.students if whole_class else None
    theme = tried_theme(templates)
    check_folder(out)
    place = place_of(processes, scheduler)
    wanted = variants(the_set, seed, count, students)
    call = Job(the_set, wanted[0], None, formats, paper or the_set.paper, theme, solution_depth)
    bundles = print_jobs(call, wanted) if print_job else []
    if for_moodle:
        bundles.append(moodle_zip(call, wanted, whole_class))
    if bundles and "pdf" not in formats:
        raise QuizgenError("--format: expected pdf, that --print-job and --moodle-zip take")
    keyed = find_secret(secret, out if students is not None else None)
    notes = whole_class.notes if whole_class else ()
    if seed is not None and not the_set.drawn:
        notes += (f"{set_name}: every number is given: the seed changes nothing",)
    if "pdf" in formats:
        notes += tuple(unlettered(the_set, wanted, theme))
    call = replace(call, secret=keyed.key if keyed else None)
    binding = partial(with_bundles, bundles=bundles, out=out, force=force)
    made = make_variants(call, wanted, out, place, force, progress, binding)
    if keyed and not (keyed.created and not made.complete and take_back(keyed.path)):
        notes = (*keyed.notes, *notes)
    return replace(made, notes=(*notes, *made.notes))


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
