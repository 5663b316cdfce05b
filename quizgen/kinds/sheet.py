"""The two documents of a variant: the handout, and the key with everything worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal

from quizgen.document import (
    Block,
    Derivation,
    Document,
    Field,
    Formula,
    Line,
    Question,
    Section,
    Solution,
    Table,
    Text,
    Together,
)
from quizgen.engine import Graph, Rounding, Step, evaluate, steps, symbols
from quizgen.engine.arithmetic import DIGITS40
from quizgen.engine.typeset import numbers
from quizgen.keys import Answer
from quizgen.kinds import KINDS
from quizgen.kinds.kind import Entry, Setting, places
from quizgen.problem import Blank, Problem, Solved


@dataclass(frozen=True, eq=False)
class Posed:
    """A problem with what its words and its solution are made from."""

    problem: Problem
    section: str
    setting: Setting
    rounding: Rounding
    solved: Solved
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class Heading:
    """What stands at the top of a sheet; None is for the student to write."""

    title: str
    course: str
    variant: str
    student: str | None
    name: str | None


def pose(
    id: str,
    kind: str,
    points: Fraction,
    network: str,
    setting: Setting,
    inputs: Mapping[str, object],
) -> Problem:
    """Return the problem of a kind about a network: its prompt and its blanks."""
    row = KINDS[kind]
    entries = [
        (name, place) for entry in row.asked(setting) for name, place in cells(setting, entry)
    ]
    blanks = tuple(
        Blank(
            id=blank_id(id, setting.graph, name, place),
            type="number",
            points=points / len(entries),
            quantity=name,
            index=place,
        )
        for name, place in entries
    )
    return Problem(id, kind, points, row.prompt(setting), network, setting.graph, inputs, blanks)


def cells(setting: Setting, entry: Entry) -> list[tuple[str, tuple[int, ...]]]:
    """Return the node and index of every entry that is asked for."""
    return [(entry[0], place) for place in places(setting.graph, entry)]


def blank_id(problem: str, graph: Graph, name: str, index: tuple[int, ...]) -> str:
    """Return the blank's id, with the letters and subscripts that the sheet prints."""
    of = name.removeprefix("grad:")
    layered = "^" in graph[of].symbol
    letter = of if layered or of[-1:].isalpha() else of.rstrip("0123456789")
    printed = ",".join(map(str, symbols.subscripts(graph[of].symbol, index)))
    base = f"{problem}.{'d' if of != name else ''}{letter}"
    return f"{base}[{printed}]" if printed else base


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
                body += [_givens(one, again)]
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
    return Question(number, points_in_words(one.problem.points), one.problem.prompt, tuple(blocks))


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
    filled = tuple(tuple(one.answers[id].display for id in row) for row in rows) if key else None
    return Field(label, rows, index is None and node.shape != (), filled)


def _givens(one: Posed, again: bool) -> Together:
    graph, architecture = one.setting.graph, one.setting.architecture
    given = [node for node in graph.nodes if node.op == "input"]
    inputs, weights = [n for n in given if n.name in "xy"], [n for n in given if n.name not in "xy"]

    def shown(nodes: Sequence[object]) -> Formula:
        parts = []
        for node in given:
            if node in nodes:
                value = DIGITS40.array(one.problem.inputs[node.name])
                number = numbers(value, one.rounding)
                parts.append(f"{symbols.whole(node.symbol)} = {number}")
        return Formula(r" \qquad ".join(parts))

    described = f"The network has {_described(architecture.sizes, architecture.activations)}."
    blocks: list[Block] = [
        Text("The network and its numbers are those of before." if again else described),
        shown([*inputs, *weights]),
    ]
    if not again:
        blocks.append(Text(_keep(one.rounding)))
    table = one.rounding.table
    if table:
        argument = {"tanh": r"\tanh(a)", "sigmoid": r"\sigma(a)"}[table.activation]
        xs = tuple(f"${one.rounding.display(x)}$" for x in table.x)
        caption = f"Values of ${argument}$" + (
            f"; for a negative $a$, ${argument.replace('(a)', '(-a)')} = -{argument}$"
            if table.odd
            else ""
        )
        blocks.append(
            Table(
                caption,
                ("$a$", *xs),
                ((f"${argument}$", *(f"${value}$" for value in table.printed)),),
                row_heads=True,
            )
        )
    return Together(tuple(blocks))


def _described(sizes: tuple[int, ...], activations: tuple[str, ...]) -> str:
    def count(number: int, thing: str) -> str:
        words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
        amount = words[number] if number < len(words) else str(number)
        return f"{amount} {thing}" + ("" if number == 1 else "s")

    names = {"identity": "no activation", "tanh": "tanh", "sigmoid": "sigmoid σ", "relu": "ReLU"}
    parts = [count(sizes[0], "input")]
    for k, (size, activation) in enumerate(zip(sizes[1:-1], activations, strict=False), 1):
        layer = "a hidden layer" if len(sizes) == 3 else f"hidden layer {k}"
        parts.append(f"{layer} of {count(size, 'unit')} with {names[activation]}")
    parts.append(f"{count(sizes[-1], 'output')} with {names[activations[-1]]}")
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def _keep(rounding: Rounding) -> str:
    table = " Values of the activation may be read off the table." if rounding.table else ""
    return (
        f"Keep {rounding.decimals} decimal places in every step, three significant figures "
        "where that is more. You may keep more than that, and at the last place round or "
        f"cut off, as you like.{table}"
    )


def _answers(posed: Sequence[Posed]) -> Table:
    rows = []
    for one in posed:
        for blank in one.problem.blanks:
            answer = one.answers[blank.id]
            low, high = (f"{end:.{one.rounding.decimals}f}" for end in answer.accept)
            accepted = f"${answer.display}$" if low == high else f"${low}$ to ${high}$"
            symbol = symbols.entry(one.setting.graph[blank.quantity].symbol, blank.index)
            rows.append(
                (
                    blank.id,
                    f"${symbol}$",
                    f"${answer.display}$",
                    accepted,
                    f"{float(blank.points):.3g}",
                )
            )
    return Table(
        "What is accepted", ("Blank", "Quantity", "Answer", "Accepted", "Points"), tuple(rows), True
    )
