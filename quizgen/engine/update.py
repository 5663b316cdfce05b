"""A step of descent, as more graph: what each parameter is after it, and the loss there."""

from collections.abc import Iterable

from quizgen.engine import names, symbols
from quizgen.engine.again import again
from quizgen.engine.graph import Graph, Node
from quizgen.engine.ops import add_node
from quizgen.engine.optimizers import OPTIMIZERS, SECOND, At, with_settings

EPSILON = r"\varepsilon"


def update(graph: Graph, parameters: Iterable[str], optimizer: str = "sgd") -> Graph:
    """Return `graph` with one step of `parameters` appended, by a row of `OPTIMIZERS`.

    For each NAME follow `new:NAME`, of NAME's shape, and what the row computes before it,
    such as `step:NAME`, η ∂ℓ/∂NAME; every gradient is taken before any parameter is moved.
    The optimizer's settings are scalar inputs (`eta`), appended where they are not there yet.
    A row that takes two steps has a second one, after a pass by the parameters of the first.
    Raises ValueError where NAME has no gradient in `graph`, or a setting names something else.
    """
    parameters, row = tuple(parameters), OPTIMIZERS[optimizer]
    for name in parameters:
        if names.gradient(name) not in graph:
            raise ValueError(f"{name}: has no gradient to follow")
    graph = with_settings(graph, row, parameters)
    for name in parameters:
        graph = row.move(graph, At(name))
    if row.two_steps:
        graph = _again(graph, parameters, map(names.gradient, parameters))
        for name in parameters:
            graph = row.move(graph, At(name, names.AFTER, SECOND))
    return graph


def loss_after(graph: Graph, parameters: Iterable[str], loss: str = "loss") -> Graph:
    """Return `graph` with the pass by the parameters after a step that it has.

    `after:loss` is the loss there, `change:loss` what it is less the loss before.
    """
    graph, after = _again(graph, parameters, (loss,)), names.after(loss)
    symbol = f"{graph[after].symbol} - {graph[loss].symbol}"
    return add_node(graph, names.change(loss), symbol, "difference", (after, loss))


def difference_quotient(
    graph: Graph, parameter: str, index: tuple[int, ...], nudge: str, loss: str = "loss"
) -> Graph:
    """Return `graph` with the central difference quotient of the loss by one entry appended.

    (ℓ(θ + ε) − ℓ(θ − ε)) / 2ε, where ε is the number `nudge`, such as "0.01"; the passes that
    it takes have the stages `plus[parameter,…]` and `minus[parameter,…]`.
    """
    entry = symbols.entry(graph[parameter].symbol, index)
    sides = (("plus", "+", nudge), ("minus", "-", f"-{nudge}"))
    numbers = {nudge: EPSILON, f"-{nudge}": f"-{EPSILON}"} | {f"{i}": f"{i}" for i in index}
    for number, symbol in numbers.items():
        if number not in graph:
            graph = graph.plus(Node(number, symbol, "number", (), ()))
    losses = []
    for side, sign, by in sides:

        def symbol_of(node: Node, sign: str = sign) -> str:
            if node.name == loss:
                return rf"{node.symbol}({entry} {sign} {EPSILON})"
            return symbols.marked(node.symbol, sign)

        moved = names.moved(side, parameter, index)
        parents = (parameter, by, *map(str, index))
        graph = add_node(graph, moved, symbol_of(graph[parameter]), "moved_entry", parents)
        graph = again(graph, (loss,), {parameter: moved}, f"{moved}:", symbol_of)
        losses.append(f"{moved}:{loss}")
    symbol = rf"\frac{{\Delta {graph[loss].symbol}}}{{2 {EPSILON}}}"
    quotient = names.moved("quotient", parameter, index)
    return add_node(graph, quotient, symbol, "central_difference", (*losses, nudge))


def _again(graph: Graph, parameters: Iterable[str], targets: Iterable[str]) -> Graph:
    put = {name: names.new(name) for name in parameters}
    return again(graph, targets, put, names.AFTER, lambda node: symbols.renewed(node.symbol))
