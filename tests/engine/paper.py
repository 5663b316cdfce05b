"""What honest students have on paper, node by node: a hundred thousand of them at once.

Each computes a node from what stands on their own paper, and then keeps it in full, rounds it
half up, half down, or cuts it off at the kept place, or keeps three significant figures where
that is more.  Other orders of multiplying and other ways to a result are those of
`tests/engine/student.py`; here every row of the table has its turn.
"""

import numpy as np

from quizgen.engine import DOUBLES, OPS, Graph

Numbers = dict[str, np.ndarray]
SNAP = 1e-7  # of a unit: what is so near a multiple of it is one, but for its last bits


def written(values: np.ndarray, decimals: int, rng: np.random.Generator) -> np.ndarray:
    """Return what the students write: each rounds in a way of their own."""
    scaled = values * 10.0**decimals
    whole = np.abs(scaled - np.rint(scaled)) < SNAP
    up, down = np.floor(scaled + 0.5), np.ceil(scaled - 0.5)
    ways = [scaled, up, down, np.trunc(scaled), _figures(values, 3, decimals) * 10.0**decimals]
    kept = np.choose(rng.integers(len(ways), size=scaled.shape), ways)
    return np.where(whole, np.rint(scaled), kept) / 10.0**decimals


def _figures(values: np.ndarray, figures: int, decimals: int) -> np.ndarray:
    """Return values rounded to a place, or to so many figures where that is more."""
    size = np.floor(np.log10(np.maximum(np.abs(values), 1e-300)))
    places = np.maximum(decimals, figures - 1 - size)
    return np.round(values * 10.0**places) / 10.0**places


def on_paper(
    graph: Graph, inputs: Numbers, decimals: int, students: int, rng: np.random.Generator
) -> Numbers:
    """Return what stands on each paper for every node: `(students, cases, *node.shape)`.

    `inputs` have one batch axis, the cases.
    """
    paper: Numbers = {}
    for node in graph.nodes:
        if node.is_given:
            paper[node.name] = np.asarray(DOUBLES.array(node.given(inputs)))
            continue
        parents = [(paper[name], graph[name].shape) for name in node.parents]
        values = OPS[node.op].evaluate(DOUBLES, node.shape, parents)
        cases = len(next(iter(inputs.values()), [()]))
        values = np.broadcast_to(values, (students, cases, *node.shape))
        paper[node.name] = written(values, decimals, rng)
    return paper
