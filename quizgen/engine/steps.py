"""The worked solution: for each quantity the formula, the numbers put in, the result.

Whole vectors and matrices are worked as the vector form is taught, a single entry by the
chain rule, factor by factor.  Both are read off the graph and its rows.
"""

from collections.abc import Iterator, Mapping, Sequence

from quizgen.engine import letters, names, symbols
from quizgen.engine.arithmetic import Array
from quizgen.engine.graph import Graph, Node
from quizgen.engine.rounding import Rounding
from quizgen.engine.rows.wrong import WRONG
from quizgen.engine.worked.biases import affine_with_bias, gradients_apart, moved_apart
from quizgen.engine.worked.entries import entry
from quizgen.engine.worked.maps import WORKED, family, worked_map
from quizgen.engine.worked.paths import over_paths
from quizgen.engine.worked.single import single
from quizgen.engine.worked.softmax import back_through, shares
from quizgen.engine.worked.solver import Solver, Step
from quizgen.engine.worked.sums import added_up, recurrence

__all__ = ["Step", "line", "steps"]


def steps(
    graph: Graph,
    values: Mapping[str, Array],
    rounding: Rounding,
    targets: Sequence[tuple[str, tuple[int, ...] | None]],
) -> tuple[Step, ...]:
    """Return the steps to `targets`: each a node's name, and one entry of it or None for all.

    `values` are the graph's, without batch axes.  Before an entry come the entries of the
    sums that its chain of factors runs into.
    """
    solver = Solver(graph, values, rounding)
    worked: list[Step] = []
    for name, index in targets:
        if index is None or not (names.is_gradient(name) or names.is_update(name)):
            worked.extend(whole(solver, graph[name]))
        else:
            worked.extend(entry(solver, graph[name], index))
    return tuple(dict.fromkeys(worked))


def line(
    graph: Graph,
    values: Mapping[str, Array],
    rounding: Rounding,
    name: str,
    index: tuple[int, ...],
) -> Step | None:
    """Return how an entry follows from what its node is computed from, in one step.

    Where it is not computed entry by entry, it is the whole node's step; None where that takes
    several.
    """
    solver = Solver(graph, values, rounding)
    alone = single(solver, graph[name], index)
    worked = [alone] if alone is not None else [*whole(solver, graph[name])]
    return worked[0] if len(worked) == 1 else None


def whole(solver: Solver, node: Node) -> Iterator[Step]:
    """Work a whole quantity; what has its biases apart in a step for each of the two."""
    if names.is_gradient(node.name) and not any(n.shape for n in solver.graph.nodes):
        yield over_paths(solver, node)
    elif node.op in ("softmax", "causal_softmax"):
        yield from shares(solver, node)
    elif node.op == "softmax_flow":
        yield back_through(solver, node)
    elif symbols.separates(node.symbol) and node.op in ("outer", "outer_rows"):
        yield from gradients_apart(solver, node)
    elif symbols.separates(node.symbol) and names.is_update(node.name):
        yield from moved_apart(solver, node)
    elif node.op in letters.LAYERS and letters.separate(solver.graph, node):
        yield affine_with_bias(solver, node)
    elif node.op == "recur":
        yield recurrence(solver, node)
    elif node.op == "sum" and node.shape:
        yield added_up(solver, node)
    elif family(node) in WORKED and node.op not in WRONG:
        yield from worked_map(solver, node)
    else:
        yield solver.whole(node)
