"""One variant: drawn, solved, written and rendered, as the bytes of its files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from quizgen import __version__
from quizgen.document import Document
from quizgen.errors import QuizgenError
from quizgen.keys import Key, expression_json, key_json, model_json, network_json, solve_problem
from quizgen.kinds.depth import Depth, at_depth
from quizgen.kinds.kind import Setting
from quizgen.kinds.pose import Posed, chosen, pose
from quizgen.kinds.sheet import Heading, write
from quizgen.problem import Computed, Subject
from quizgen.render.paper import Paper
from quizgen.render.theme import PLAIN, Theme
from quizgen.reports.scores import csv_of
from quizgen.sampling.chance import Chance
from quizgen.sampling.drawing import draw_subjects
from quizgen.sampling.specs import ProblemSet, ProblemSpec
from quizgen.streams import digest
from quizgen.workflows.folders import HANDOUTS, KEYS
from quizgen.workflows.pages import FORMATS, page

CODE_LETTERS = "0123456789ABCDFGHJKMNPQRSTUVWXYZ"  # none read for another; no E, as in 1E5


@dataclass(frozen=True)
class Variant:
    """What tells one variant of a set from another.

    `name` names its files; `seed` is None where every number is given.  `section` is the
    student's, where the roster has it; nothing is drawn or printed by it.
    """

    name: str
    seed: int | None
    student: str | None = None
    student_name: str | None = None
    section: str | None = None

    @property
    def label(self) -> str:
        """What messages call it: its name, and the student where that is another."""
        if self.student in (None, self.name):
            return self.name
        return f"{self.name} (student {self.student!r})"


@dataclass(frozen=True)
class Job:
    """A variant to make: plain data, to travel between processes."""

    the_set: ProblemSet
    variant: Variant
    secret: bytes | None
    formats: tuple[str, ...]
    paper: Paper = "letter"
    theme: Theme = PLAIN
    depth: Depth = "full"


@dataclass(frozen=True)
class Files:
    """A made variant's files, by path below OUT, or the lines that say why there are none."""

    variant: Variant
    contents: Mapping[str, bytes]
    errors: tuple[str, ...] = ()


def whose(variant: Variant) -> tuple[str, ...]:
    """Return what keys a variant's streams within its set."""
    named = (
        ("variant", variant.name) if variant.student is None else ("student", variant.student)
    )
    return (*named, str(variant.seed))


def make_files(call: Job, version: str, variant: Variant) -> Files:
    """Return a variant's handout, answer form and key, or why there are none.

    `call` is a job of the same call; `version` is that of the program which asks for it:
    another one, on a machine of a cluster, would write other files.
    """
    try:
        if version != __version__:
            found = f"found quizgen {__version__} where it was made, expected {version}"
            raise QuizgenError(found)
        return Files(variant, _contents(replace(call, variant=variant)))
    except QuizgenError as error:
        return Files(variant, {}, error.lines)


def paths(job: Job) -> tuple[str, ...]:
    """Return the paths below OUT of a variant's files, in the order of writing."""
    stem = f"{job.the_set.name}-{job.variant.name}"
    forms = [form for form in FORMATS if form in job.formats]
    pages = [f"{folder}/{stem}.{form}" for folder in (HANDOUTS, KEYS) for form in forms]
    return (f"{KEYS}/{stem}.json", *pages, f"{HANDOUTS}/{stem}.csv")


def solve_variant(job: Job) -> tuple[Document, Document, Key]:
    """Return a variant's handout, its worked key, and the key that grading reads.

    Raises QuizgenError where the set's conditions cannot be met.
    """
    the_set, variant = job.the_set, job.variant
    chance = Chance(job.secret, the_set.name, whose(variant))
    subjects = draw_subjects(the_set, chance)
    posed = [_posed(problem, subjects.setting(problem)) for problem in the_set.problems]
    rounding = next(
        (one.rounding for one in subjects.by_name.values() if isinstance(one, Computed)),
        the_set.rounding.kept,
    )
    heading = Heading(
        the_set.title,
        the_set.course,
        variant.name,
        variant.student,
        variant.student_name,
        the_set.term,
        the_set.instructions,
    )
    handout = write("handout", heading, posed, rounding, "")
    code = sheet_code(handout, job.secret)
    key = Key(
        generator=f"quizgen {__version__}",
        set=the_set.name,
        title=the_set.title,
        variant=variant.name,
        code=code,
        student=variant.student,
        seed=variant.seed,
        rounding=rounding,
        networks={
            name: network_json(drawn.subject, rounding)
            for name, drawn in subjects.networks.items()
        },
        expressions={
            name: expression_json(expression)
            for name, expression in subjects.expressions.items()
        },
        models={name: model_json(drawn.subject) for name, drawn in subjects.models.items()},
        graphs={
            name: one.graph
            for name, one in subjects.by_name.items()
            if isinstance(one, Computed)
        },
        givens={
            name: _in_order(one)
            for name, one in subjects.by_name.items()
            if isinstance(one, Computed)
        },
        problems=tuple((one.problem.id, one.problem.kind, one.problem.points) for one in posed),
        blanks=tuple(answer for one in posed for answer in one.answers.values()),
        policy=the_set.grading.policy,
    )
    return replace(handout, code=code), write("key", heading, posed, rounding, code), key


def _in_order(subject: Computed) -> dict[str, Any]:
    """Return the numbers of a subject's inputs in the order of its graph."""
    given = (node.name for node in subject.graph.nodes if node.op == "input")
    return {name: subject.inputs[name] for name in given}


def _posed(spec: ProblemSpec, setting: Setting[Subject]) -> Posed:
    tasks = chosen(spec.kind, setting, spec.parts)
    if not tasks:
        parts = ", ".join(spec.parts)
        raise QuizgenError(
            f"problem {spec.id}: found the parts {parts}, which {spec.kind} does not ask of "
            f"{spec.subject or 'this set'}; expected others, or none for all"
        )
    problem = pose(spec.id, spec.kind, spec.points, setting, tasks)
    answers = {answer.id: answer for answer in solve_problem(problem)}
    return Posed(
        problem,
        tasks,
        setting,
        answers,
        spec.section,
        spec.text,
        spec.hints,
        spec.room,
        spec.page_break,
    )


def sheet_code(handout: Document, secret: bytes | None) -> str:
    """Return the eight letters that tie a sheet to its key: 40 bits of an HMAC of its words."""
    printed = json.dumps(asdict(handout), ensure_ascii=False, sort_keys=True)
    number = int.from_bytes(digest(secret, "code", printed)[:5], "big")
    return "".join(CODE_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))


def answer_form(key: Key) -> bytes:
    """Return the CSV that a student or an assistant fills in, a row a blank."""
    head = ("student", "variant", "blank", "answer", "code")
    whose = key.student or ""
    rows = ((whose, key.variant, one.id, "", key.code) for one in key.blanks)
    return b"".join(csv_of(head, rows))


def _contents(job: Job) -> dict[str, bytes]:
    handout, worked, key = solve_variant(job)
    documents = (handout, at_depth(worked, job.depth))
    pages = [
        page(document, form, job.paper, job.theme)
        for document in documents
        for form in FORMATS
        if form in job.formats
    ]
    contents = (key_json(key), *pages, answer_form(key))
    return dict(zip(paths(job), contents, strict=True))
