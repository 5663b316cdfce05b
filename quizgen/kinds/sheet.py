"""The two documents of a variant: the handout, and the key with everything worked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count, groupby
from string import ascii_lowercase
from typing import Any

from quizgen.document import (
    Block,
    Document,
    Figure,
    Formula,
    Line,
    PageBreak,
    Part,
    Question,
    Role,
    Room,
    Section,
    Solution,
    Text,
    Together,
)
from quizgen.drawings import Drawing
from quizgen.engine import Graph, Rounding
from quizgen.kinds import KINDS
from quizgen.kinds.accepted import accepted
from quizgen.kinds.asks import Explain
from quizgen.kinds.chains import chain_givens
from quizgen.kinds.expression_graph import expression_givens
from quizgen.kinds.givens import network_givens, rounding_in_words
from quizgen.kinds.kind import Task
from quizgen.kinds.model_givens import model_givens
from quizgen.kinds.pose import Posed, graph_of
from quizgen.kinds.worked import hints, once
from quizgen.problem import Chain, Computed, Expression, Model, Network

GIVENS: Mapping[type, Callable[[Any, bool], tuple[Block, ...]]] = {
    Network: network_givens,
    Model: model_givens,
    Chain: chain_givens,
    Expression: expression_givens,
}


@dataclass(frozen=True)
class Heading:
    """What stands at the top of a sheet; None is for the student to write."""

    title: str
    course: str
    variant: str
    student: str | None
    name: str | None
    term: str = ""
    instructions: str = ""


def write(
    role: Role, heading: Heading, posed: Sequence[Posed], rounding: Rounding, code: str
) -> Document:
    """Return the handout, or the key with its fields filled and every problem worked."""
    blocks: list[Block] = [*paragraphs(heading.instructions), *_keep(posed, rounding)]
    numbers = count(1)
    seen: set[object] = set()
    worked: list[tuple[int, Posed]] = []
    for title, group in groupby(posed, key=lambda one: one.section):
        body: list[Block] = []
        for one in group:
            body += [PageBreak()] * one.page_break
            body += _before(one, title, seen)
            number = next(numbers)
            body.append(_question(one, number, role, worked))
            worked.append((number, one))
        breaks = [block for block in body[:1] if isinstance(block, PageBreak)]
        blocks += [*breaks, Section(title, tuple(body[len(breaks) :]))] if title else body
    if role == "key":
        blocks.append(Section("Answers", (accepted(posed),)))
    return Document(
        role,
        heading.title,
        heading.course,
        heading.variant,
        code,
        heading.student,
        heading.name,
        _figures_numbered(blocks, {}),
        heading.term,
    )


def paragraphs(prose: str) -> tuple[Block, ...]:
    """Return a text's paragraphs, which empty lines part; `$$…$$` is a formula by itself."""
    blocks: list[Block] = []
    for paragraph in prose.split("\n\n"):
        for place, part in enumerate(paragraph.split("$$")):
            words = " ".join(part.split())
            if words:
                blocks.append(Formula(words) if place % 2 else Text(words))
    return tuple(blocks)


def _keep(posed: Sequence[Posed], rounding: Rounding) -> list[Block]:
    """Return what students are to keep, where any number is asked."""
    if all(answer.type != "number" for one in posed for answer in one.answers.values()):
        return []
    subjects = (one.setting.subject for one in posed)
    tables = any(isinstance(one, Computed) and one.rounding.table for one in subjects)
    return [Text(rounding_in_words(rounding, tables))]


def _before(one: Posed, title: str, seen: set[object]) -> list[Block]:
    """Return what stands before a problem: its section's opening, its text, the givens.

    A paragraph that an earlier section has opened with is not said again.
    """
    kind, subject = KINDS[one.problem.kind], one.setting.subject
    body: list[Block] = []
    if (title, kind.opening) not in seen:
        opening = kind.opening(subject)
        body += [block for block in opening if not (block in seen and isinstance(block, Text))]
        seen.update(opening)
    body += paragraphs(one.text)
    if kind.numbers and (title, subject) not in seen and type(subject) in GIVENS:
        body += GIVENS[type(subject)](subject, subject in seen)
        seen |= {(title, subject), subject}
    if (title, subject, kind.givens) not in seen:
        body += kind.givens(subject)
        seen.add((title, subject, kind.givens))
    seen.add((title, kind.opening))
    return body


def _question(
    one: Posed, number: int, role: Role, before: Sequence[tuple[int, Posed]]
) -> Question:
    kind, problem = KINDS[one.problem.kind], one.problem
    graph = graph_of(one.setting.subject)
    key = role == "key"
    answers = {id: answer.display for id, answer in one.answers.items()} if key else None
    parts: list[Part] = []
    seen, where = _worked_before(one, before) if key else (set[tuple[Line, ...]](), ())
    for letter, task in zip(ascii_lowercase, one.tasks, strict=False):
        blocks = [*task.blocks]
        if one.hints and not key:
            blocks += hints(one.setting.subject, task)
        for ask in task.asks:
            blocks += ask.blocks(problem.id, graph, answers)
        if key:
            worked = once(kind.parts[task.id](one.setting, task), seen)
            worked, where = (*where, *worked), ()
            comments = _comments(problem.id, graph, task, model=not worked)
            model = any(isinstance(ask, Explain) for ask in task.asks)
            if any(isinstance(block, Figure) for block in worked):
                worked, comments = (*comments, *worked), []  # a page may turn before it
            blocks += [Solution((*worked, *comments), model)] if worked or comments else []
        parts.append(Part(letter, "", task.prompt, tuple(blocks)))
    room = () if key or not one.room else (Room("open", one.room),)
    points = points_in_words(problem.points)
    if len(parts) == 1:
        return Question(number, points, parts[0].prompt, (*parts[0].blocks, *room))
    return Question(number, points, kind.lead, (*parts, *room))


def _worked_before(
    one: Posed, before: Sequence[tuple[int, Posed]]
) -> tuple[set[tuple[Line, ...]], tuple[Block, ...]]:
    """Return the steps that a problem's solution leaves out, and where they are worked."""
    steps: set[tuple[Line, ...]] = set()
    where: tuple[Block, ...] = ()
    for number, other in before:
        kind = KINDS[other.problem.kind]
        leans = other.problem.kind in KINDS[one.problem.kind].leans_on
        if leans and other.setting.subject is one.setting.subject:
            for task in other.tasks:
                once(kind.parts[task.id](other.setting, task), steps)
            where = (Text(f"What problem {number} has worked out is not repeated here."),)
    return steps, where


def _comments(problem: str, graph: Graph, task: Task, model: bool) -> list[Block]:
    """Return model answers, and what a person is to look for."""
    said: list[Block] = []
    for blank in (blank for ask in task.asks for blank in ask.blanks(problem, graph)):
        if model and blank.model:
            said.append(Text(blank.model))
        if blank.rubric:
            said.append(Text(f"Look for: {'; '.join(blank.rubric)}."))
    return said


def points_in_words(points: Fraction) -> str:
    """Return "1 point", "2.5 points"."""
    amount = f"{float(points):g}"
    return f"{amount} point" if amount == "1" else f"{amount} points"


def _figures_numbered(blocks: Sequence[Block], shown: dict[Drawing, str]) -> tuple[Block, ...]:
    """Return the blocks with every figure's number before its caption.

    `shown` gathers the names of the drawings; one that is there already is referred to, in the
    paragraph below it where there is one.
    """
    numbered: list[Block] = []
    reference = ""
    for block in blocks:
        if isinstance(block, Figure) and block.again and block.drawing in shown:
            reference = block.again.format(figure=shown[block.drawing])
            continue
        if isinstance(block, Figure):
            name = shown[block.drawing] = f"Figure {len(shown) + 1}"
            block = replace(block, caption=f"{name}. {block.caption}.")
        elif isinstance(block, Section | Question | Part | Solution | Together):
            block = replace(block, blocks=_figures_numbered(block.blocks, shown))
        numbered += _behind(reference, block)
        reference = ""
    return (*numbered, Text(reference)) if reference else tuple(numbered)


def _behind(reference: str, block: Block) -> tuple[Block, ...]:
    """Return a block whose first paragraph opens with a reference to a figure."""
    if not reference:
        return (block,)
    if isinstance(block, Together):
        first, *rest = block.blocks
        return (Together((*_behind(reference, first), *rest)),)
    if isinstance(block, Text):
        said = re.sub("^The network ", "It ", block.content)
        return (Text(f"{reference} {said}"),)
    return (Text(reference), block)
