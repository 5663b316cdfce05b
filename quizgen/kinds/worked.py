"""Worked steps as a block, a line for each equal sign; and a node's formula by itself."""

from collections.abc import Sequence

from quizgen.document import Block, Derivation, Line
from quizgen.engine import OPS, Graph, Node, Step, steps, symbols
from quizgen.engine.typeset import fill
from quizgen.kinds.asks import Entry, Quantity
from quizgen.kinds.kind import Task
from quizgen.problem import Expression, Network


def worked(
    subject: Network | Expression, entries: Sequence[Entry], compact: bool = True
) -> Derivation:
    """Return the derivation of a solved subject's quantities."""
    found = steps(subject.graph, subject.solved.values, subject.rounding, entries)
    return Derivation(tuple(lines(found)), compact)


def hints(subject: Network | Expression, task: Task) -> tuple[Block, ...]:
    """Return the formulas by which a task's quantities are found, without numbers.

    A quantity whose formula is a number by itself has no hint: it would be the answer.
    """
    asked = [(ask.name, ask.index) for ask in task.asks if isinstance(ask, Quantity)]
    if not asked:
        return ()
    found = steps(subject.graph, subject.solved.values, subject.rounding, asked)
    formulas = tuple(
        Line(step.left, step.rights[0])
        for step in found
        if len(step.rights) > 1 and step.rights[0] != step.left
    )
    return (Derivation(formulas),) if formulas else ()


def lines(found: Sequence[Step]) -> list[Line]:
    """Return the lines of steps; a step's left side stands on its first line alone."""
    return [
        Line("" if k else step.left, right, "" if k else step.reason)
        for step in found
        for k, right in enumerate(step.rights)
    ]


def vector_formula(graph: Graph, node: Node) -> str:
    """Return a forward node's formula over the whole vectors that it is computed from."""
    row, parents = OPS[node.op], [graph[parent] for parent in node.parents]
    if node.op == "affine":
        weights, below = parents
        if symbols.separates(weights.symbol):
            bias = symbols.whole(weights.symbol, bias=True)
            return rf"{symbols.whole(weights.symbol)} \, {symbols.whole(below.symbol)} + {bias}"
        return fill(row.latex, [symbols.whole(weights.symbol), symbols.hatted(below.symbol)])
    vectors = any(parent.shape for parent in parents)
    template = row.latex_whole if vectors and row.latex_whole else row.latex
    return fill(template, [symbols.whole(parent.symbol) for parent in parents])
