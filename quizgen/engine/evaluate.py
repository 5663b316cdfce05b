"""The values of a graph: one numpy call for each node, any number of batch axes before."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from quizgen.engine.arithmetic import DOUBLES, Arithmetic, Array
from quizgen.engine.graph import Graph
from quizgen.engine.ops import OPS


def evaluate(
    graph: Graph,
    inputs: Mapping[str, ArrayLike],
    overrides: Mapping[str, ArrayLike] | None = None,
    arithmetic: Arithmetic = DOUBLES,
) -> dict[str, Array]:
    """Return the value of every node, with shape `batch + node.shape`.

    `inputs` gives each input node an array of shape `batch + node.shape`; batch axes
    broadcast.  `overrides` replaces entries of any node's value, and what follows is
    computed from them: an array of that shape, NaN where the computed value stays.
    Raises KeyError where an input is missing.
    """
    values: dict[str, Array] = {}
    for node in graph.nodes:
        if node.is_given:
            value = arithmetic.array(node.given(inputs))
        else:
            parents = [(values[parent], graph[parent].shape) for parent in node.parents]
            value = OPS[node.op].evaluate(arithmetic, node.shape, parents)
        if overrides and node.name in overrides:
            given = arithmetic.array(overrides[node.name])
            value = np.where(given == given, given, value)  # NaN differs from itself
        values[node.name] = value
    return values


def predict(
    graph: Graph, inputs: Mapping[str, ArrayLike], overrides: Mapping[str, ArrayLike]
) -> dict[str, Array]:
    """Return what each node comes to by what stands before it, `overrides` put in there.

    Unlike `evaluate`, an overridden node has here the value that it would have had.
    """
    values: dict[str, Array] = {}
    predicted: dict[str, Array] = {}
    for node in graph.nodes:
        if node.is_given:
            value = DOUBLES.array(node.given(inputs))
        else:
            parents = [(values[parent], graph[parent].shape) for parent in node.parents]
            value = OPS[node.op].evaluate(DOUBLES, node.shape, parents)
        predicted[node.name] = values[node.name] = value
        if node.name in overrides:
            given = DOUBLES.array(overrides[node.name])
            values[node.name] = np.where(given == given, given, value)
    return predicted
