"""Where a graph is defined: Adam, say, divides by a root that may be 0."""

from collections.abc import Mapping

import numpy as np

from quizgen.engine import Graph, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.errors import QuizgenError


def undefined_node(graph: Graph, inputs: Mapping[str, Array]) -> str:
    """Return the first node that is no finite number at `inputs`; "" where all are."""
    with np.errstate(all="ignore"):
        values = evaluate(graph, inputs)
    return next((name for name, value in values.items() if not np.isfinite(value).all()), "")


def check_defined(place: str, graph: Graph, inputs: Mapping[str, object]) -> None:
    """Raise QuizgenError, which begins with `place`, where a value is not defined."""
    doubles = {name: np.array(value, dtype=float) for name, value in inputs.items()}
    node = undefined_node(graph, doubles)
    if node:
        expected = "expected numbers at which every value is"
        raise QuizgenError(f"{place}: {node}: is not defined at these numbers, {expected}")
