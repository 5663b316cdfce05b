"""A network with its own numbers, solved in 40 digits: forward, backward, one step."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from quizgen.engine import DIGITS40, evaluate, names, update
from quizgen.engine.arithmetic import Array
from quizgen.errors import QuizgenError
from quizgen.problem import Network, Solved, json_numbers
from quizgen.sampling.defined import check_defined
from quizgen.sampling.given_networks import GivenNetwork
from quizgen.sampling.specs import NotationSpec, RoundingSpec
from quizgen.sampling.unsolved import unsolved

LARGEST = 15  # the power of ten below which numbers can be read and 40 digits are enough


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
    check_defined(place, graph, inputs)
    exact = {name: DIGITS40.array(value) for name, value in inputs.items()}
    values = evaluate(graph, exact, arithmetic=DIGITS40)
    _check_size(place, values)
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


def _check_size(place: str, values: Mapping[str, Array]) -> None:
    for name, value in values.items():
        largest = float(np.max(np.abs(value)))
        if not largest < 10**LARGEST:  # neither is what is no number
            found = f"found a value of {largest:.1e}"
            expected = f"expected numbers below 10^{LARGEST}: smaller weights or inputs"
            raise QuizgenError(f"{place}: {name}: {found}, {expected}")
