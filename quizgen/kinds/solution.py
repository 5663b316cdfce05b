"""The worked solution of networks with given numbers: forward, backward, a step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from quizgen.document import Block, Document, PageBreak, Section, Text
from quizgen.engine.optimizers import OPTIMIZERS
from quizgen.engine.typeset import number
from quizgen.kinds import backward, forward
from quizgen.kinds.descent import second_names, step_givens, step_names
from quizgen.kinds.givens import network_givens, printed_in_words
from quizgen.kinds.worked import worked_whole
from quizgen.problem import Network, Solved

PLAIN = OPTIMIZERS["sgd"].titled
SMALLEST = 12  # decimal places; what is 0 to so many of them is written as 0


@dataclass(frozen=True, eq=False)
class Given:
    """A solved network, its graph continued by a gradient step of every parameter.

    `rate_given` says whether its learning rate is the user's own.
    """

    network: Network
    rate_given: bool


def write_solution(
    title: str, networks: Mapping[str, Given], course: str = "", term: str = ""
) -> Document:
    """Return the networks worked, one after the other; of several, sections name theirs."""
    rounding = next(iter(networks.values())).network.rounding
    blocks: list[Block] = [Text(printed_in_words(rounding))]
    for place, (name, given) in enumerate(networks.items()):
        blocks += [PageBreak()] * bool(place)
        blocks += _one(name if len(networks) > 1 else "", given)
    return Document("worked", title, course, "", "", None, None, tuple(blocks), term)


def _one(name: str, given: Given) -> Iterator[Block]:
    network = _without_dust(given.network)
    facts = network_givens(network, again=False)
    if network is not given.network:
        facts = (*facts, Text(f"What is below $10^{{-{SMALLEST}}}$ in size is written as 0."))
    yield from [Section(f"The Network {name}", facts)] if name else facts
    behind = f" of {name}" if name else ""
    passes = (
        ("Forward Propagation", forward.opening, forward.forward_names(network)),
        ("Backward Propagation", backward.opening, backward.worked_names(network)),
    )
    for title, opening, quantities in passes:
        derived = worked_whole(network, quantities)
        yield Section(f"{title}{behind}", (*opening(network), derived))
    row = network.descent.row
    said = (Text(_step_in_words(network, given.rate_given)),)
    derived = worked_whole(network, (*step_names(network), *second_names(network)))
    title = f"{'Two Steps' if row.two_steps else 'One Step'} of {row.titled}"
    rule = () if row.titled == PLAIN else step_givens(network)
    yield Section(f"{title}{behind}", (*(rule or said), derived))


def _step_in_words(network: Network, rate_given: bool) -> str:
    eta = network.graph["eta"].symbol
    rate = f"${eta} = {number(network.solved.values['eta'][()], None)}$"
    said = (
        f"Gradient descent moves each parameter against its gradient, by ${eta}$ times the "
        "gradient; all gradients are those of before the step. "
    )
    if rate_given:
        return f"{said}The learning rate is {rate}."
    return f"{said}No learning rate is given, so {rate} is taken."


def _without_dust(network: Network) -> Network:
    """Return the network with 0 for what is too small to be read, or itself without any.

    The slope of a saturated tanh would be printed with dozens of zeros before its figures.
    """
    values = {}
    for name, value in network.solved.values.items():
        small = np.abs(value) < 10.0**-SMALLEST
        values[name] = np.asarray(np.where(small, 0, value))
    found = any(np.any(values[name] != value) for name, value in network.solved.values.items())
    return replace(network, solved=Solved(values, {})) if found else network
