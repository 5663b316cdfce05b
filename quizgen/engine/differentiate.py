"""Reverse mode, giving more graph: each gradient is a node that a student would write."""

from collections.abc import Iterable

from quizgen.engine import names, symbols
from quizgen.engine.graph import Graph, Node
from quizgen.engine.op import Term, in_rows
from quizgen.engine.ops import OPS, add_node


def differentiate(graph: Graph, output: str, wrt: Iterable[str] | None = None) -> Graph:
    """Return `graph` with the gradients of the scalar node `output` appended.

    `grad:NAME` is ∂output/∂NAME, of NAME's shape, for every node between `wrt` (by default
    all inputs) and the output; `slope:NAME` is the local derivative of an elementwise
    node.  Where several nodes consume one, what each contributes is a node of its own,
    `grad:NAME<-CONSUMER`.  Where a row has a shortcut behind the loss, the gradient by its
    operand is made by that.  Raises ValueError where the output is no scalar or a row has no
    derivative.
    """
    if graph[output].shape != ():
        raise ValueError(
            f"only a scalar has gradients, {output} has shape {graph[output].shape}"
        )
    given = [node.name for node in graph.nodes if node.op == "input"]
    wanted = graph.descendants(given if wrt is None else wrt) & graph.ancestors([output])
    found: dict[str, list[tuple[str, Term | str]]] = {name: [] for name in wanted}
    for node in reversed(graph.nodes):
        if node.name not in wanted:
            continue
        g = None
        if node.name != output:
            if not found[node.name]:  # of none of its consumers is there a derivative by it
                continue
            graph, g = _gather(graph, output, node, found[node.name])
        if wanted.isdisjoint(node.parents):
            continue
        if short := _shortcut(graph, node, wanted, output):
            found[node.parents[0]].append(short)
            continue
        vjp = OPS[node.op].vjp
        if vjp is None:
            raise ValueError(f"{node.name}: {node.op} has no derivative")
        for parent, term in zip(node.parents, vjp(node.name, g, *node.parents), strict=True):
            if parent in wanted and term is not None:
                found[parent].append((node.name, term))
    return graph


def _shortcut(
    graph: Graph, node: Node, wanted: set[str], output: str
) -> tuple[str, Term | str] | None:
    """Return the gradient by a node's operand that is written at once, and the loss's name."""
    consumers = [n for n in graph.nodes if n.name in wanted and node.name in n.parents]
    if len(consumers) != 1 or consumers[0].parents[:1] != (node.name,):
        return None
    loss = consumers[0]
    op = OPS[node.op].shortcut.get(loss.op)
    if op is None:
        return None
    g = None if loss.name == output else names.gradient(loss.name)
    return loss.name, in_rows(g, Term(op, loss.parents))


def _gather(
    graph: Graph, output: str, node: Node, terms: list[tuple[str, Term | str]]
) -> tuple[Graph, str]:
    """Append the gradient by `node`, the sum of what its consumers contribute."""
    name = names.gradient(node.name)
    symbol = symbols.derivative(graph[output].symbol, node.symbol)
    if len(terms) == 1:
        consumer, term = terms[0]
        return _append(graph, output, name, symbol, term, node, graph[consumer])
    parts = [names.contribution(node.name, consumer) for consumer, _ in terms]
    parts = [part if parts.count(part) == 1 else f"{part}#{i}" for i, part in enumerate(parts)]
    for part, (consumer, term) in zip(parts, terms, strict=True):
        graph, _ = _append(graph, output, part, symbol, term, node, graph[consumer])
    return add_node(graph, name, symbol, "sum", tuple(parts), node.shape), name


def _append(
    graph: Graph, output: str, name: str, symbol: str, term: Term | str, of: Node, via: Node
) -> tuple[Graph, str]:
    """Append `term` under `name`, and before it the slope or the 1 that it is made of."""
    if isinstance(term, str):
        term = Term("identity", (term,))
    args = []
    for arg in term.args:
        if arg is None:
            one = names.gradient(output)
            if one not in graph:
                scalar = graph[output].symbol
                graph = add_node(graph, one, symbols.derivative(scalar, scalar), "one", ())
            args.append(one)
        elif isinstance(arg, Term):
            operands = {parent for parent in via.parents if graph[parent].op != "number"}
            slope = names.slope(via.name, "" if operands == {of.name} else of.name)
            if slope not in graph:
                local = symbols.derivative(via.symbol, of.symbol)
                graph, _ = _append(graph, output, slope, local, arg, of, via)
            args.append(slope)
        else:
            args.append(arg)
    return add_node(graph, name, symbol, term.op, tuple(args), of.shape), name
