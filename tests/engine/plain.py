"""Activations and their derivatives in plain numpy, and what a student has of a graph."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from quizgen.engine import Graph

Values = Mapping[str, Any]
Case = tuple[Graph, Values, Values]  # a graph, its inputs, what the student has for its nodes


def hat(x: Any) -> Any:
    return np.concatenate([[1.0], x])


def sigmoid(a: Any) -> Any:
    return 1 / (1 + np.exp(-a))


FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "identity": lambda a: a,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "relu": lambda a: np.maximum(a, 0),
    "leaky_relu": lambda a: np.where(a > 0, a, 0.1 * a),
}
SLOPES: Mapping[str, Callable[[Any, Any], Any]] = {  # by a and z
    "identity": lambda a, z: np.ones_like(a),
    "tanh": lambda a, z: 1 - z**2,
    "sigmoid": lambda a, z: z * (1 - z),
    "relu": lambda a, z: (a > 0) * 1.0,
    "leaky_relu": lambda a, z: np.where(a > 0, 1, 0.1),
}
REVERSED: Mapping[str, Callable[[Any], Any]] = {  # ReLU the wrong way round
    **FUNCTIONS,
    "relu": lambda a: np.minimum(a, 0),
}
