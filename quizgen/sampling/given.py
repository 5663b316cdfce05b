"""A network with its own numbers, solved in 40 digits: forward, backward, one step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from quizgen.engine import DIGITS40, evaluate, names, update
from quizgen.engine.arithmetic import Array
from quizgen.errors import QuizgenError
from quizgen.problem import Network, Solved, json_numbers
from quizgen.sampling.given_networks import GivenNetwork
from quizgen.sampling.specs import NotationSpec, RoundingSpec
from quizgen.sampling.unsolved import unsolved

LARGEST = 15  # the power of ten below which numbers can be read and 40 digits are enough
LEAST = 1e-300  # doubles know no smaller one but 0


def solve_given(
    place: str, spec: GivenNetwork, notation: NotationSpec, rounding: RoundingSpec
) -> Network:
    """Return the network with a step of its optimizer, every value computed.

    Raises QuizgenError at `place` where a value is not defined, or too large to be printed.
    """
    activation = spec.activations[0] if spec.activations else "identity"
    network = unsolved(spec, spec.sizes, activation, notation, rounding)
    graph = update(network.graph, network.architecture.parameters, network.descent.name)
    network = replace(network, graph=graph)
    inputs = given_numbers(network, spec)
    exact = {name: DIGITS40.array(value) for name, value in inputs.items()}
    values = printable(place, lambda: evaluate(graph, exact, arithmetic=DIGITS40))
    return replace(
        network,
        inputs={name: json_numbers(value) for name, value in exact.items()},
        solved=Solved(values, {}),
    )


def given_numbers(network: Network, spec: GivenNetwork) -> Mapping[str, Any]:
    """Return the numbers of a network's inputs; a velocity that is not given is 0."""
    graph, numbers = network.graph, dict(spec.given)
    numbers |= {name: v for name, v in network.descent.settings.items() if name in graph}
    for name in network.architecture.parameters:
        velocity = names.kept("velocity", name)
        if velocity in graph:
            rest = np.zeros(graph[velocity].shape)
            numbers[velocity] = spec.velocity.get(name, rest)
    return numbers


def printable(place: str, values: Callable[[], Mapping[str, Array]]) -> Mapping[str, Array]:
    """Return what given numbers come to.

    Raises QuizgenError at `place` where they divide by 0, or a value is too large or too
    near 0 to be printed.
    """
    try:
        found = values()
    except ZeroDivisionError:
        raise QuizgenError(
            f"{place}: found numbers that divide by 0 on the way, expected others"
        ) from None
    for name, value in found.items():
        _check_size(f"{place}: {name}", value)
    return found


def _check_size(place: str, value: Array) -> None:
    sizes = np.abs(value)
    largest = np.max(sizes)
    if not largest < 10**LARGEST:  # neither is what is no number
        found = f"found a value of {float(largest):.1e}"
        expected = f"expected numbers below 10^{LARGEST}: smaller weights or inputs"
        raise QuizgenError(f"{place}: {found}, {expected}")
    if np.any((sizes > 0) & (sizes < LEAST)):
        raise QuizgenError(
            f"{place}: found a value that is not 0 and below {LEAST:.0e}, expected numbers "
            "that can be printed: smaller weights or inputs"
        )
