r"""The worked gradient of a scalar in a graph of scalars: the sum over the paths.

    ∂f/∂u = ∂f/∂v · ∂v/∂u + ∂f/∂w · ∂w/∂u = ∂f/∂v · cos u + ∂f/∂w · (−t/u²) = …

A path leads through a node that is computed from the scalar: it contributes that node's
own gradient times the local derivative.
"""

from collections.abc import Callable
from dataclasses import dataclass

from quizgen.engine import names, symbols
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import OPS
from quizgen.engine.typeset import fill, signed
from quizgen.engine.worked.solver import Solver, Step

# the local derivative in the rows that take the gradient of what comes next first
LOCAL = {"identity": "1", "negate": "-1", "quotient": r"\frac{1}{#2}", "product": "#2"}


@dataclass(frozen=True)
class Path:
    """What one `consumer` contributes to a gradient: the node `part` of the graph."""

    part: Node
    consumer: Node


@dataclass(frozen=True)
class Paths:
    """A graph of scalars, its gradients appended, solved."""

    solver: Solver

    @property
    def graph(self) -> Graph:
        """Return the graph."""
        return self.solver.graph

    def worked(self, gradient: Node) -> tuple[str, ...]:
        """Return a gradient's lines in LaTeX: the chain rule, formulas, numbers, the result."""
        forward = self.forward()
        of = names.differentiated(self.graph, gradient.name)
        output = list(forward.values())[-1]
        paths = self.paths(gradient, of)
        lines = [
            _sum([self.product(path.part, say) for path in paths])
            for say in (self.symbol, self.number)
        ]
        # ∂f/∂u of a direct path would read like the sum itself
        if all(path.consumer is not output for path in paths):
            lines.insert(0, _sum([self.chain(path, of, output) for path in paths]))
        return tuple(dict.fromkeys([*lines, self.number(gradient.name)]))

    def forward(self) -> dict[str, Node]:
        """Return what is no gradient, the output last, by the names that gradients bear."""
        return {names.letter(n.name): n for n in self.graph.nodes if names.is_forward(n.name)}

    def paths(self, gradient: Node, of: Node) -> list[Path]:
        """Return the paths through which `of` reaches the output, as the graph has them."""
        forward = self.forward()
        parts = [part for part in reversed(gradient.parents) if names.contributor(part)]
        if parts:
            return [Path(self.graph[p], forward[names.contributor(p)]) for p in parts]
        return [Path(gradient, n) for n in forward.values() if of.name in n.parents]

    def chain(self, path: Path, of: Node, output: Node) -> str:
        """Return a path as the chain rule has it: ∂f/∂v ∂v/∂u."""
        through = path.consumer.symbol
        flow = symbols.derivative(output.symbol, through)
        return rf"{flow} {symbols.derivative(through, of.symbol)}"

    def product(self, part: Node, say: Callable[[str], str]) -> str:
        """Return what a path contributes: the gradient that comes in times a derivative."""
        flow = part.parents[0] if part.parents else ""
        if not names.is_gradient(flow):
            return self.derivative(part, say)
        operands = ["", *(self.local(name, say) for name in part.parents[1:])]
        local = fill(LOCAL[part.op], operands)
        if self.graph[flow].op == "one":
            return local
        return rf"{signed(say(flow))} \cdot {_factor(local)}"

    def derivative(self, part: Node, say: Callable[[str], str]) -> str:
        """Return a local derivative that nothing comes into: the row's, or another node."""
        if part.op == "identity":
            return self.local(part.parents[0], say)
        return fill(OPS[part.op].latex, [say(parent) for parent in part.parents])

    def local(self, name: str, say: Callable[[str], str]) -> str:
        """Return a node by its name or number, a slope by what it is made of."""
        slope = self.graph[name]
        return self.derivative(slope, say) if names.is_slope(name) else say(name)

    def symbol(self, name: str) -> str:
        """Return how a formula speaks of a node."""
        return symbols.whole(self.graph[name].symbol)

    def number(self, name: str) -> str:
        """Return a node's value as the sheet prints it."""
        return self.solver.show(name, ())


def over_paths(solver: Solver, node: Node) -> Step:
    """Work a gradient of a graph of scalars; that of the output by itself is 1."""
    if node.op == "one":
        return Step(node.symbol, ("1",))
    reason = "the sum over the paths" if any(map(names.contributor, node.parents)) else ""
    return Step(node.symbol, Paths(solver).worked(node), reason)


def _factor(local: str) -> str:
    """Return a local derivative as a factor: what has terms or a minus in parentheses."""
    if local.startswith("-") and r"\frac" in local:
        return rf"\left({local}\right)"
    return f"({local})" if " + " in local or " - " in local else signed(local)


def _sum(terms: list[str]) -> str:
    return " + ".join([terms[0], *(signed(term) for term in terms[1:])])
