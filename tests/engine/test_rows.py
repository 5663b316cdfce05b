"""Every row of the table against HIPS autograd: a thousand random cases, singly and at once."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from quizgen.engine import DIGITS40, OPS, Graph, Node, add_node, differentiate, evaluate
from tests.engine.twins import NUMBERS, TWINS, operands, with_total

CASES = 1000
ABOVE, BELOW_ONE = (0.2, 2.7), (0.1, 0.9)
ENTROPIES = ("cross_entropy", "binary_cross_entropy")
WITHIN: dict[str, dict[int, tuple[float, float]]] = {  # what operands must be, by row
    **{key: {0: ABOVE} for key in ("log", "log2", "log10")},
    **{key: {0: ABOVE} for key in ("power", "power_slope", "power_lowered")},
    **{key: {1: ABOVE} for key in ("quotient", "quotient_slope", "exponent_slope")},
    **{key: {1: ABOVE} for key in ("mean", "shares")},
    **{key: {2: ABOVE} for key in ("mean_squared_error", "mean_difference")},
    **{key: {1: BELOW_ONE} for key in ("leaky_relu", "leaky_relu_slope")},
    **{
        f"{loss}{more}": {0: BELOW_ONE, 1: BELOW_ONE}
        for loss in ENTROPIES
        for more in ("", "_slope", "_log2", "_log10", "_exchanged")
    },
    **{key: {0: BELOW_ONE, 1: BELOW_ONE} for key in ("softmax_surplus", "sigmoid_surplus")},
    "elu_slope": {0: BELOW_ONE},
    "corrected": {1: BELOW_ONE},
    "adam_step": {2: ABOVE},
    "central_difference": {2: ABOVE},
    **{key: {0: ABOVE} for key in ("inverse_root", "inverse")},
    **{
        key: {2: ABOVE, 3: ABOVE}
        for key in ("normalised", "normalised_uncentred", "normalised_by_variance")
    },
}


def one_row(name: str) -> Graph:
    """Return one row's operation; where it can be differentiated, with its gradients."""
    shapes = operands(name, OPS[name])
    fixed = NUMBERS.get(name, {})
    nodes = [
        Node(fixed[i], fixed[i], "number", (), ())
        if i in fixed
        else Node(f"p{i}", f"p{i}", "input", (), shape)
        for i, shape in enumerate(shapes)
    ]
    graph = add_node(Graph(tuple(nodes)), "out", "o", name, tuple(n.name for n in nodes))
    if OPS[name].vjp is None:
        return graph
    if graph["out"].shape:
        graph = with_total(graph)
    return differentiate(graph, graph.nodes[-1].name)


def some_numbers(name: str, graph: Graph) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(len(name))
    given = {}
    for node in (node for node in graph.nodes if node.op == "input"):
        place = int(node.name[1:]) if node.name != "y" else -1
        low, high = WITHIN.get(name, {}).get(place, (-2.5, 2.5))
        given[node.name] = rng.uniform(low, high, (CASES, *node.shape))
    return agreeing(name, given)


def agreeing(name: str, given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return operands that fit each other: a variance is about the mean of its numbers."""
    if name in ("variance", "variance_unbiased"):
        x, mean = given["p0"], given["p1"]
        last = 3 * mean - x[:, 0] - x[:, 1]
        return {**given, "p0": np.stack([x[:, 0], x[:, 1], last], axis=1)}
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
        if len(graph["out"].shape) > 1:
            return anp.sum(found * y)
        flat = anp.reshape(found - y, (CASES, -1))
        return anp.sum(flat**2) / 2 if "y" in given else anp.sum(found)

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
