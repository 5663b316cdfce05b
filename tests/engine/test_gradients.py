"""Values and gradients against an independent autodiff library and finite differences."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.engine import (
    DIGITS40,
    OPS,
    Graph,
    Node,
    add_node,
    differentiate,
    evaluate,
)
from quizgen.engine.networks import ACTIVATIONS, LOSSES, Architecture, network_graph

FUNCTIONS = {
    "identity": lambda a: a,
    "tanh": anp.tanh,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)),
    "relu": lambda a: anp.where(a > 0, a, 0.0 * a),
}
ERRORS = {
    "half_squared_error": lambda yhat, y: 0.5 * anp.sum((yhat - y) ** 2),
    "squared_error": lambda yhat, y: anp.sum((yhat - y) ** 2),
}


def loss_of(architecture, weights, x, y):
    """Return the loss, written without the engine."""
    z = x
    for matrix, activation in zip(weights, architecture.activations, strict=True):
        z = FUNCTIONS[activation](matrix[:, 0] + anp.dot(matrix[:, 1:], z))
    return ERRORS[architecture.loss](z, y)


@st.composite
def architectures(draw):
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    activations = [draw(st.sampled_from(sorted(ACTIVATIONS))) for _ in sizes[1:]]
    return Architecture(tuple(sizes), tuple(activations), draw(st.sampled_from(sorted(LOSSES))))


def random_inputs(architecture, seed, batch=()):
    rng = np.random.default_rng(seed)
    shapes = architecture.shapes()
    return {name: rng.uniform(-2, 2, (*batch, *shape)) for name, shape in shapes.items()}


def test_every_activation_and_loss_is_compared():
    assert set(FUNCTIONS) == set(ACTIVATIONS)
    assert set(ERRORS) == set(LOSSES)


@settings(max_examples=150, deadline=None)
@given(architectures(), st.integers(0, 2**32))
def test_gradients_agree_with_an_autodiff_library(architecture, seed):
    inputs = random_inputs(architecture, seed)
    values = evaluate(network_graph(architecture), inputs)
    weights = [inputs[name] for name in architecture.parameters]
    theirs = grad(lambda w: loss_of(architecture, w, inputs["x"], inputs["y"]))(weights)
    expected = loss_of(architecture, weights, inputs["x"], inputs["y"])
    assert values["loss"] == pytest.approx(expected, rel=1e-9, abs=1e-9)
    for name, gradient in zip(architecture.parameters, theirs, strict=True):
        assert values[f"grad:{name}"] == pytest.approx(gradient, rel=1e-9, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(architectures(), st.integers(0, 2**32))
def test_gradients_agree_with_finite_differences_in_40_digits(architecture, seed):
    graph = network_graph(architecture)
    inputs = {
        name: DIGITS40.array(np.round(value, 3))
        for name, value in random_inputs(architecture, seed).items()
    }
    values = evaluate(graph, inputs, arithmetic=DIGITS40)
    step = DIGITS40.array("1e-12")[()]
    name = architecture.parameters[0]
    for index in list(np.ndindex(*inputs[name].shape))[:3]:
        ends = []
        for side in (step, -step):
            moved = inputs[name].copy()
            moved[index] += side
            ends.append(
                evaluate(graph, {**inputs, name: moved}, arithmetic=DIGITS40)["loss"][()]
            )
        slope = (ends[0] - ends[1]) / (2 * step)
        assert abs(float(slope - values[f"grad:{name}"][index])) < 1e-9


@settings(max_examples=40, deadline=None)
@given(architectures(), st.integers(0, 2**32))
def test_both_arithmetics_agree(architecture, seed):
    graph, inputs = network_graph(architecture), random_inputs(architecture, seed)
    sure = evaluate(graph, inputs, arithmetic=DIGITS40)
    for name, value in evaluate(graph, inputs).items():
        exact = np.asarray(sure[name], dtype=float)
        assert value == pytest.approx(exact, rel=1e-9, abs=1e-12), name


@settings(max_examples=40, deadline=None)
@given(architectures(), st.integers(0, 2**32))
def test_batches_agree_with_one_by_one(architecture, seed):
    graph, inputs = network_graph(architecture), random_inputs(architecture, seed, batch=(2, 3))
    together = evaluate(graph, inputs)
    for at in np.ndindex(2, 3):
        alone = evaluate(graph, {name: value[at] for name, value in inputs.items()})
        for name in alone:
            assert together[name][at] == pytest.approx(alone[name], rel=1e-12, abs=1e-12)


def test_an_overridden_entry_flows_on_and_the_others_stay():
    architecture = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error")
    graph, inputs = network_graph(architecture), random_inputs(architecture, 1)
    before = evaluate(graph, inputs)
    after = evaluate(graph, inputs, {"z1": [np.nan, 0.25, np.nan]})
    assert after["z1"] == pytest.approx([before["z1"][0], 0.25, before["z1"][2]])
    assert after["a1"] == pytest.approx(before["a1"])
    beta = inputs["beta"][0]
    moved = before["yhat"] + beta[2] * (0.25 - before["z1"][1])
    assert after["yhat"] == pytest.approx(moved)
    assert after["slope:z1"][1] == pytest.approx(1 - 0.25**2)


def small_graph(op: str) -> Graph:
    """Return a scalar made of one row's operation, through a loss where it gives a vector."""
    row = OPS[op]
    shapes = {"affine": [(3, 3), (2,)]}.get(op, [(3,)] * max(row.arity, 2 * (row.arity < 0)))
    nodes = [Node(f"p{i}", f"p{i}", "input", (), shape) for i, shape in enumerate(shapes)]
    graph = add_node(
        Graph(tuple(nodes)), "out", "o", op, tuple(f"p{i}" for i in range(len(shapes)))
    )
    if graph["out"].shape:
        graph = graph.plus(Node("y", "y", "input", (), graph["out"].shape))
        graph = add_node(graph, "total", "t", "half_squared_error", ("out", "y"))
    return graph


@pytest.mark.parametrize("op", [name for name, row in OPS.items() if row.vjp is not None])
def test_every_differentiable_row_agrees_with_finite_differences(op):
    graph = small_graph(op)
    output = graph.nodes[-1].name
    rng = np.random.default_rng(3)
    inputs = {n.name: rng.uniform(0.3, 1.7, n.shape) for n in graph.nodes if n.op == "input"}
    values = evaluate(differentiate(graph, output), inputs)
    compared = 0
    for name, value in inputs.items():
        if f"grad:{name}" not in values:
            continue
        for index in np.ndindex(*value.shape):
            ends = []
            for side in (1e-6, -1e-6):
                moved = value.copy()
                moved[index] += side
                ends.append(evaluate(graph, {**inputs, name: moved})[output])
            slope = (ends[0] - ends[1]) / 2e-6
            assert values[f"grad:{name}"][index] == pytest.approx(slope, rel=1e-6, abs=1e-8)
            compared += 1
    assert compared >= 3


def test_a_value_that_several_nodes_use_gets_every_path():
    """f = sin(xy)/z + e^(xz)/(xy), the recitation's expression."""
    graph = Graph(tuple(Node(name, name, "input", (), ()) for name in "xyz"))
    for name, op, parents in [
        ("u", "product", ("x", "y")), ("v", "sin", ("u",)), ("w", "quotient", ("v", "z")),
        ("s", "product", ("x", "z")), ("t", "exp", ("s",)), ("r", "quotient", ("t", "u")),
        ("f", "sum", ("w", "r")),
    ]:  # fmt: skip
        graph = add_node(graph, name, name, op, parents)
    point = {"x": 1.1, "y": 2.3, "z": 0.7}
    values = evaluate(differentiate(graph, "f"), point)

    def theirs(p):
        x, y, z = p
        return anp.sin(x * y) / z + anp.exp(x * z) / (x * y)

    expected = grad(theirs)(np.array(list(point.values())))
    for name, slope in zip("xyz", expected, strict=True):
        assert values[f"grad:{name}"] == pytest.approx(slope, rel=1e-12)
    assert {"grad:u<-v", "grad:u<-r"} <= set(values)


def test_what_has_no_gradient_says_so():
    graph = Graph((Node("z", "z", "input", (), (2,)),))
    with pytest.raises(ValueError, match="only a scalar has gradients"):
        differentiate(graph, "z")
    graph = add_node(graph, "s", "s", "tanh_slope", ("z",))
    graph = graph.plus(Node("y", "y", "input", (), (2,)))
    graph = add_node(graph, "l", "l", "squared_error", ("s", "y"))
    with pytest.raises(ValueError, match="tanh_slope has no derivative"):
        differentiate(graph, "l")


@pytest.mark.parametrize(
    ("op", "parents", "message"),
    [
        ("magic", ("a",), "unknown operation 'magic'"),
        ("tanh", ("later",), "'later', which does not come before"),
        ("tanh", ("a", "b"), "takes 1 operands, not 2"),
        ("difference", ("a", "b"), "operands of one shape"),
        ("affine", ("m", "a"), "do not fit"),
    ],
)
def test_a_node_that_does_not_fit_is_refused_by_name(op, parents, message):
    shapes = {"a": (2,), "b": (3,), "m": (2, 7)}
    graph = Graph(tuple(Node(name, name, "input", (), shape) for name, shape in shapes.items()))
    with pytest.raises(ValueError, match=message):
        add_node(graph, "n", "n", op, parents)
