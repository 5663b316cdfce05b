"""What each quantity comes to by what stands before it."""

import numpy as np
import pytest

from quizgen.engine import evaluate, predict
from quizgen.engine.networks import Architecture, network_graph

NET = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error")


@pytest.fixture(scope="module")
def inputs():
    rng = np.random.default_rng(2)
    return {name: rng.uniform(-2, 2, (5, *shape)) for name, shape in NET.shapes().items()}


def test_with_nothing_put_in_it_is_the_value(inputs):
    graph = network_graph(NET)
    found, values = predict(graph, inputs, {}), evaluate(graph, inputs)
    assert all(np.array_equal(found[name], values[name]) for name in values)


def test_what_is_put_in_counts_after_it_and_not_at_it(inputs):
    graph = network_graph(NET)
    z = np.full((5, 3), np.nan)
    z[:, 1] = 0.25
    found, right = predict(graph, inputs, {"z1": z}), evaluate(graph, inputs)
    put = evaluate(graph, inputs, {"z1": z})
    assert np.array_equal(found["z1"], right["z1"])
    assert np.array_equal(found["yhat"], put["yhat"])
    assert not np.allclose(found["yhat"], right["yhat"])
