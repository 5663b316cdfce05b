"""What problems about a step of descent share: its rule, its numbers, its part of the graph."""

from quizgen.document import Block, Derivation, Line, Text, Together
from quizgen.engine import Graph, names, symbols, update
from quizgen.engine.optimizers import THETA
from quizgen.engine.typeset import number
from quizgen.engine.update import loss_after
from quizgen.kinds.backward import worked_names
from quizgen.kinds.forward import forward_names
from quizgen.kinds.givens import shown
from quizgen.kinds.words import listed
from quizgen.problem import Network


def with_step(network: Network, _: object = ()) -> Graph:
    """Return a network's graph with the step of its optimizer."""
    graph, parameters = network.graph, network.architecture.parameters
    if names.new(parameters[0]) in graph:
        return graph
    return update(graph, parameters, network.descent.name)


def with_loss_after(network: Network, _: object = ()) -> Graph:
    """Return a network's graph with the step, and the loss after it."""
    graph = with_step(network)
    return graph if names.change("loss") in graph else loss_after(graph, _parameters(network))


def _parameters(network: Network) -> tuple[str, ...]:
    return network.architecture.parameters


def step_names(network: Network, stage: str = "") -> tuple[str, ...]:
    """Return what a step computes, parameter by parameter, in order."""
    computed = [
        node.name
        for node in network.graph.nodes
        if names.is_update(node.name) and not node.is_given and names.stage(node.name) == stage
    ]
    return tuple(
        name
        for parameter in _parameters(network)
        for name in computed
        if name.endswith(f":{parameter}")
    )


def second_names(network: Network) -> tuple[str, ...]:
    """Return what a second step computes, its passes first; nothing of one that takes one."""
    if not network.descent.row.two_steps:
        return ()
    passed = (*forward_names(network, loss=False), *worked_names(network))
    again = tuple(name for name in map(names.after, passed) if name in network.graph)
    return (*again, *step_names(network, names.AFTER))


def beside_table(network: Network) -> str:
    """Return what a prompt says where other weights lead out of the printed table."""
    table = network.rounding.table
    return " The table lacks these values of the activation: compute them." if table else ""


def letters_of(network: Network, wanted: tuple[str, ...]) -> str:
    """Return quantities in a list, a bias vector of its own apart."""
    graph = network.graph
    written = [one for name in wanted for one in symbols.wholes(graph[name].symbol)]
    return listed([f"${symbols.slashed(one)}$" for one in written])


def step_givens(network: Network) -> tuple[Block, ...]:
    """Return the rule of a network's optimizer, with its numbers."""
    row, graph, parameters = network.descent.row, network.graph, _parameters(network)
    each = letters_of(network, parameters)
    several = len(parameters) > 1 or symbols.separates(graph[parameters[0]].symbol)
    which = f"each parameter ${THETA}$, here {each}" if several else f"${THETA}$, here {each}"
    settings = listed(
        [
            f"the {one.summary} is ${one.symbol} = {number(network.inputs[name], None)}$"
            for name, one in row.settings.items()
        ]
    )
    blocks: list[Block] = [
        Text(
            f"A step of {row.named} moves {which}; all gradients are those of before the step."
        ),
        Derivation(tuple(Line(left, right) for left, right in row.rule())),
        Text(f"{settings[0].upper()}{settings[1:]}.{row.note}"),
    ]
    for what in row.given:
        given = [graph[names.kept(what, name)] for name in parameters]
        blocks += [Text(f"Before the step the {what} is:"), shown(network, given)]
    return (Together(tuple(blocks)),)
