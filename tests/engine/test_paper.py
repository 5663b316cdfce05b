"""Every row's honest range: a hundred thousand students never leave it, and it is not idle."""

import numpy as np
import pytest

from quizgen.engine import OPS, Graph, Rounding, bounds
from tests.engine.paper import on_paper
from tests.engine.test_rows import agreeing, one_row, some_numbers

STUDENTS, ANSWERED = 1000, 100  # students of each case, and cases
DECIMALS, PLACES = 4, 3  # that are kept, and of the numbers given


def on_grid(name: str, graph: Graph) -> dict[str, np.ndarray]:
    """Return the cases' numbers, of few decimals."""
    drawn = some_numbers(name, graph)
    rounded = {key: np.round(value[:ANSWERED], PLACES) for key, value in drawn.items()}
    return agreeing(name, rounded)


@pytest.mark.parametrize("name", OPS)
def test_no_honest_student_leaves_a_row_s_range(name):
    graph = one_row(name)
    given = on_grid(name, graph)
    rng = np.random.default_rng(11)
    paper = on_paper(graph, given, DECIMALS, STUDENTS, rng)
    ranges = bounds(graph, given, Rounding(DECIMALS))
    for node in graph.nodes:
        accepted = ranges[node.name]
        guard = 1e-9 * np.maximum(1, np.abs(paper[node.name]))
        assert (paper[node.name] >= accepted.lo - guard).all(), node
        assert (paper[node.name] <= accepted.hi + guard).all(), node
