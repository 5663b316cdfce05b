"""Every row of the table against HIPS autograd: a thousand random cases, singly and at once."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from quizgen.engine import DIGITS40, OPS, Graph, Node, add_node, differentiate, evaluate
from tests.engine.twins import TWINS, operands

CASES = 1000
POSITIVE = {  # operands that must be, by row
    **dict.fromkeys(("log", "log2", "log10"), (0,)),
    **dict.fromkeys(("power", "power_slope", "power_lowered"), (0,)),
    **dict.fromkeys(("quotient", "quotient_slope", "exponent_slope"), (1,)),
    **dict.fromkeys(("mean", "shares", "cross_entropy"), (1,)),
    **dict.fromkeys(("inverse_root", "inverse"), (0,)),
    **dict.fromkeys(("variance", "variance_unbiased"), (2,)),
    **dict.fromkeys(("normalised", "normalised_uncentred", "normalised_by_variance"), (2, 3)),
    **dict.fromkeys(("mean_squared_error", "mean_difference"), (2,)),
}
SHARES = {  # operands between 0 and 1
    **dict.fromkeys(("leaky_relu", "leaky_relu_slope"), (1,)),
    **dict.fromkeys(("cross_entropy", "cross_entropy_slope", "elu_slope"), (0,)),
    **dict.fromkeys(("softmax_surplus", "sigmoid_surplus"), (0, 1)),
    **dict.fromkeys(("binary_cross_entropy", "binary_cross_entropy_slope"), (0, 1)),
}


def one_row(name: str) -> Graph:
    """Return one row's operation; where it can be differentiated, with its gradients."""
    shapes = operands(name, OPS[name])
    nodes = [Node(f"p{i}", f"p{i}", "input", (), shape) for i, shape in enumerate(shapes)]
    graph = add_node(Graph(tuple(nodes)), "out", "o", name, tuple(n.name for n in nodes))
    if OPS[name].vjp is None:
        return graph
    if graph["out"].shape:
        graph = graph.plus(Node("y", "y", "input", (), graph["out"].shape))
        graph = add_node(graph, "total", "t", "half_squared_error", ("out", "y"))
    if graph.nodes[-1].shape:  # of a batch's rows
        (rows,) = graph.nodes[-1].shape
        graph = graph.plus(Node(str(rows), str(rows), "number", (), ()))
        graph = add_node(graph, "of rows", "m", "mean", ("total", str(rows)))
    return differentiate(graph, graph.nodes[-1].name)


def some_numbers(name: str, graph: Graph) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(len(name))
    given = {}
    for node in (node for node in graph.nodes if node.op == "input"):
        values = rng.uniform(-2.5, 2.5, (CASES, *node.shape))
        place = int(node.name[1:] or 9) if node.name != "y" else 9
        if place in SHARES.get(name, ()):
            values = 1 / (1 + np.exp(-values))
        given[node.name] = np.abs(values) + 0.2 if place in POSITIVE.get(name, ()) else values
    return given


@pytest.mark.parametrize("name", [name for name, row in OPS.items() if row.vjp is not None])
def test_a_row_and_its_gradients_agree_with_autograd(name):
    graph = one_row(name)
    given = some_numbers(name, graph)
    values = evaluate(graph, given)
    places = [node for node in given if node != "y"]
    y = given.get("y", 0.0)

    def total(*parts):
        found = TWINS[name](*parts)
        flat = anp.reshape(found - y, (CASES, -1))
        rows = found.shape[1] if found.ndim > 2 else 1
        return anp.sum(flat**2) / 2 / rows if "y" in given else anp.sum(found)

    theirs = grad(total, argnum=tuple(range(len(places))))(*(given[p] for p in places))
    found = TWINS[name](*(given[place] for place in places))
    assert values["out"] == pytest.approx(found, rel=1e-9, abs=1e-9)
    compared = 0
    for place, slope in zip(places, theirs, strict=True):
        if f"grad:{place}" in values:
            ours = np.broadcast_to(values[f"grad:{place}"], slope.shape)
            assert ours == pytest.approx(slope, rel=1e-9, abs=1e-9)
            compared += 1
    assert compared


@pytest.mark.parametrize("name", [name for name, row in OPS.items() if row.vjp is not None])
def test_a_batch_is_its_cases_one_by_one_and_in_40_digits(name):
    graph = one_row(name)
    given = some_numbers(name, graph)
    batch = evaluate(graph, given)
    for case in range(0, CASES, 97):
        one = {place: value[case] for place, value in given.items()}
        single = evaluate(graph, one)
        exact = evaluate(
            graph, {p: DIGITS40.array(v) for p, v in one.items()}, arithmetic=DIGITS40
        )
        for node in graph.nodes:
            shape = (CASES, *node.shape)
            whole = np.broadcast_to(batch[node.name], shape)[case]
            assert single[node.name] == pytest.approx(whole, rel=1e-12, abs=1e-12)
            digits = np.asarray(exact[node.name], dtype=float)
            assert digits == pytest.approx(whole, rel=1e-9, abs=1e-9)
