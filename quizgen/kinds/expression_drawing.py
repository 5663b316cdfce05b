"""The figure of an expression's graph: its vertices and edges, and the same in words.

A number is no vertex: it stands in the label of its operation, as in × 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from quizgen.drawings import ComputationGraph, Vertex
from quizgen.engine import Graph, Node, Rounding
from quizgen.engine.arithmetic import Array
from quizgen.engine.expressions import RESULT, operations
from quizgen.engine.names import gradient


@dataclass(frozen=True)
class Shown:
    """A row: an operation's label, and how it is read out, `#1` and `#2` its operands.

    A label that is `infix` takes a number on the side where the formula has it.
    """

    label: str
    words: str
    infix: bool = False


SHOWN: dict[str, Shown] = {
    "sum": Shown("+", "#1 plus #2", infix=True),
    "difference": Shown("-", "#1 minus #2", infix=True),
    "product": Shown(r"\times", "#1 times #2", infix=True),
    "quotient": Shown(r"\div", "#1 divided by #2", infix=True),
    "power": Shown("#1^{#2}", "#1 to the power #2"),
    "square": Shown(r"(\cdot)^{2}", "#1 squared"),
    "cube": Shown(r"(\cdot)^{3}", "#1 cubed"),
    "negate": Shown("-", "minus #1"),
    "sin": Shown(r"\sin", "the sine of #1"),
    "cos": Shown(r"\cos", "the cosine of #1"),
    "exp": Shown(r"\exp", "e to the power #1"),
    "log": Shown(r"\ln", "the natural logarithm of #1"),
}


def drawing(
    graph: Graph, rounding: Rounding, values: Mapping[str, Array] | None = None
) -> ComputationGraph:
    """Return the figure of an expression's graph, with `values` and adjoints where given.

    A vertex's value is the letter of the quantity, equal to its number where that is shown.
    """
    drawn = _drawn(graph)
    return ComputationGraph(
        tuple(_vertex(graph, node, rounding, values) for node in drawn),
        tuple(
            (parent, node.name)
            for node in drawn
            for parent in node.parents
            if graph[parent].op != "number"
        ),
    )


def spoken(graph: Graph, rounding: Rounding, values: Mapping[str, Array] | None = None) -> str:
    """Return the graph in words: "u is x times y; v is the sine of u; f is v plus z"."""
    return "; ".join(_words(graph, node, rounding, values) for node in _drawn(graph)) + "."


def _drawn(graph: Graph) -> tuple[Node, ...]:
    inputs = tuple(node for node in graph.nodes if node.op == "input")
    return (*inputs, *operations(graph))


def _vertex(
    graph: Graph, node: Node, rounding: Rounding, values: Mapping[str, Array] | None
) -> Vertex:
    given = node.op == "input"
    letter = "" if given else node.symbol
    number, adjoint = _numbers(node, rounding, values)
    return Vertex(
        name=node.name,
        label=node.symbol if given else _label(graph, node),
        form="input" if given else "operation",
        value=" = ".join(part for part in (letter, number) if part),
        adjoint=adjoint,
    )


def _numbers(
    node: Node, rounding: Rounding, values: Mapping[str, Array] | None
) -> tuple[str, str]:
    """Return a node's value and adjoint as the sheet prints them; the result's own is 1."""
    if values is None:
        return "", ""
    adjoint = "1" if node.name == RESULT else rounding.display(values[gradient(node.name)][()])
    return rounding.display(values[node.name][()]), adjoint


def _label(graph: Graph, node: Node) -> str:
    row = SHOWN[node.op]
    numbers = [graph[p].symbol if graph[p].op == "number" else "" for p in node.parents]
    if not row.infix:
        return _filled(row.label, [number or r"(\cdot)" for number in numbers])
    first, second = numbers
    if node.op in ("sum", "product") and not second:
        first, second = "", first  # + 2 and × 2, on whichever side they are written
    return " ".join(part for part in (first, row.label, second) if part)


def _words(
    graph: Graph, node: Node, rounding: Rounding, values: Mapping[str, Array] | None
) -> str:
    said = [_said(graph, parent) for parent in node.parents]
    name = _said(graph, node.name)
    what = "an input" if node.op == "input" else _filled(SHOWN[node.op].words, said)
    if values is None:
        return f"{name} is {what}"
    number, adjoint = _numbers(node, rounding, values)
    return f"{name} is {what}, {number}, with adjoint {adjoint}"


def _said(graph: Graph, name: str) -> str:
    return graph[name].symbol.translate({ord(mark): "" for mark in "_{}"})


def _filled(template: str, operands: list[str]) -> str:
    for place, operand in enumerate(operands, 1):
        template = template.replace(f"#{place}", operand)
    return template
