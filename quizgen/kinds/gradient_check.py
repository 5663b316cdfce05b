"""Gradient checking: entries of the gradient held against central difference quotients."""

from collections.abc import Iterator

from quizgen.document import Block, Formula, Text
from quizgen.engine import Graph, names, symbols
from quizgen.engine.optimizers import THETA
from quizgen.engine.update import EPSILON, difference_quotient
from quizgen.kinds.asks import Entry, Index, Quantity
from quizgen.kinds.backward import opening
from quizgen.kinds.descent import beside_table
from quizgen.kinds.forward import forward_names
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.kinds.worked import worked, worked_whole
from quizgen.problem import Network

NUDGE = "0.1"  # rounding is magnified by 1 / 2ε: at 0.01 few digits would be left


def _parameters(entries: tuple[Entry, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the parameter and the place of each entry of a gradient."""
    for gradient, index in entries:
        if index is not None:
            yield names.of_gradient(gradient), index


def _grow(network: Network, entries: tuple[Entry, ...]) -> Graph:
    graph = network.graph
    for parameter, index in _parameters(entries):
        if names.moved("quotient", parameter, index) not in graph:
            graph = difference_quotient(graph, parameter, index, NUDGE)
    return graph


def _sides(parameter: str, index: tuple[int, ...]) -> tuple[str, str, str]:
    """Return the stages of the two passes, and the quotient."""
    above, below = (f"{names.moved(side, parameter, index)}:" for side in ("plus", "minus"))
    return above, below, names.moved("quotient", parameter, index)


def _tasks(setting: Setting[Network]) -> tuple[Task, ...]:
    graph, loss = setting.subject.graph, setting.subject.graph["loss"].symbol
    entries = [
        f"${symbols.slashed(symbols.entry(graph[name].symbol, index))}$"
        for name, index in setting.entries
        if index is not None
    ]
    asked = [
        Quantity(name, ())
        for parameter, index in _parameters(setting.entries)
        for above, below, quotient in (_sides(parameter, index),)
        for name in (f"{above}loss", f"{below}loss", quotient)
    ]
    rise = rf"{loss}({THETA} + {EPSILON}) - {loss}({THETA} - {EPSILON})"
    quotient = rf"{graph[asked[-1].name].symbol} = \frac{{{rise}}}{{2 {EPSILON}}}"
    return (
        Task(
            "gradient",
            f"Find by backpropagation {listed(entries)}.",
            tuple(Quantity(name, index) for name, index in setting.entries),
        ),
        Task(
            "quotient",
            f"Check {'it' if len(entries) == 1 else 'each of them'} by a central difference "
            f"quotient, with ${EPSILON} = {NUDGE}$: move this one weight, ${THETA}$, up and "
            f"down by ${EPSILON}$, leave all others as they are, and propagate forward."
            f"{beside_table(setting.subject)}",
            tuple(asked),
            (Formula(quotient),),
        ),
    )


def _gradient_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    return (worked(setting.subject, setting.entries, compact=False),)


def _quotient_solution(setting: Setting[Network], task: Task) -> tuple[Block, ...]:
    network, blocks = setting.subject, list[Block]()
    for (gradient, at), (parameter, index) in zip(
        setting.entries, _parameters(setting.entries), strict=True
    ):
        above, below, quotient = _sides(parameter, index)
        passed = [
            f"{stage}{name}"
            for stage in (above, below)
            for name in forward_names(network)
            if f"{stage}{name}" in network.graph
        ]
        blocks.append(worked_whole(network, (*passed, quotient)))
        blocks.append(Text(_compared(network, gradient, at, quotient)))
    return tuple(blocks)


def _compared(network: Network, gradient: str, index: Index | None, quotient: str) -> str:
    """Say how far a quotient is from the gradient's entry."""
    values = network.solved.values
    exact, found = values[gradient][index], values[quotient][()]
    entry = symbols.slashed(symbols.entry(network.graph[gradient].symbol, index or ()))
    off = abs(float((found - exact) / exact))
    if off < 1e-9:
        return f"This is ${entry}$ exactly: the loss is quadratic in this weight."
    return (
        f"By backpropagation ${entry}$ is ${network.rounding.display(exact)}$; the quotient "
        f"differs by {100 * off:.2g}%, which shrinks with ${EPSILON}^2$."
    )


GRADIENT_CHECK = Kind(
    summary="entries of the gradient, checked by central difference quotients",
    about="network",
    tasks=_tasks,
    parts={"gradient": _gradient_solution, "quotient": _quotient_solution},
    opening=opening,
    lead="The gradient, checked by difference quotients.",
    grow=_grow,
    draws_entries=True,
)
