"""The two documents of a variant: the handout, and the key with everything worked."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal

from quizgen.document import (
    Block,
    Derivation,
    Document,
    Field,
    Line,
    Question,
    Section,
    Solution,
    Table,
)
from quizgen.engine import Step, steps, symbols
from quizgen.kinds import KINDS
from quizgen.kinds.givens import givens
from quizgen.kinds.kind import Entry, places
from quizgen.kinds.pose import Posed, blank_id

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Heading:
    """What stands at the top of a sheet; None is for the student to write."""

    title: str
    course: str
    variant: str
    student: str | None
    name: str | None


def write(
    role: Literal["handout", "key"], heading: Heading, posed: Sequence[Posed], code: str
) -> Document:
    """Return the handout, or the key with its fields filled and every problem worked."""
    blocks: list[Block] = []
    number = 0
    seen: set[object] = set()
    for title, group in groupby(posed, key=lambda one: one.section):
        body: list[Block] = []
        for one in group:
            opening = KINDS[one.problem.kind].opening
            if (title, opening) not in seen:
                body += [*opening(one.setting)]
            if (title, one.problem.network) not in seen:
                again = one.problem.network in seen
                body += [givens(one, again)]
            seen |= {(title, opening), (title, one.problem.network), one.problem.network}
            number += 1
            body.append(_question(one, number, role == "key"))
        blocks += [Section(title, tuple(body))] if title else body
    if role == "key":
        blocks.append(Section("Answers", (_answers(posed),)))
    return Document(
        role,
        heading.title,
        heading.course,
        heading.variant,
        code,
        heading.student,
        heading.name,
        tuple(blocks),
    )


def _question(one: Posed, number: int, key: bool) -> Question:
    row = KINDS[one.problem.kind]
    blocks: list[Block] = [] if key else [*row.hints(one.setting)]
    blocks += [_field(one, entry, key) for entry in row.asked(one.setting)]
    if key:
        worked = steps(
            one.setting.graph, one.solved.values, one.rounding, row.solution(one.setting)
        )
        blocks.append(Solution((Derivation(tuple(_lines(worked))),)))
    return Question(
        number, points_in_words(one.problem.points), one.problem.prompt, tuple(blocks)
    )


def points_in_words(points: Fraction) -> str:
    """Return "1 point", "2.5 points"."""
    amount = f"{float(points):g}"
    return f"{amount} point" if amount == "1" else f"{amount} points"


def _lines(worked: Sequence[Step]) -> list[Line]:
    lines: list[Line] = []
    for step in worked:
        for k, right in enumerate(step.rights):
            lines.append(Line("" if k else step.left, right, "" if k else step.reason))
    return lines


def _field(one: Posed, entry: Entry, key: bool) -> Field:
    graph = one.setting.graph
    name, index = entry
    node = graph[name]
    asked = places(graph, entry)
    width = node.shape[1] if index is None and len(node.shape) == 2 else 1
    ids = [blank_id(one.problem.id, graph, name, place) for place in asked]
    rows = tuple(tuple(ids[i : i + width]) for i in range(0, len(ids), width))
    label = symbols.whole(node.symbol) if index is None else symbols.entry(node.symbol, index)
    filled = (
        tuple(tuple(one.answers[id].display for id in row) for row in rows) if key else None
    )
    return Field(label, rows, index is None and node.shape != (), filled)


def _answers(posed: Sequence[Posed]) -> Table:
    rows = []
    for one in posed:
        for blank in one.problem.blanks:
            answer = one.answers[blank.id]
            low, high = one.rounding.ends(answer.accept)
            accepted = answer.display if low == high else f"{low} to {high}"
            symbol = symbols.entry(one.setting.graph[blank.quantity].symbol, blank.index)
            rows.append(
                (
                    blank.id,
                    f"${symbol}$",
                    answer.display,
                    accepted.replace("-", MINUS),
                    f"{float(blank.points):.3g}",
                )
            )
    return Table(
        "What is accepted",
        ("Blank", "Quantity", "Answer", "Accepted", "Points"),
        tuple(rows),
        True,
    )
