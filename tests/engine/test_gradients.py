"""Values and gradients against an independent autodiff library and finite differences."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import assume, given, settings
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
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.engine.networks import Architecture, network_graph
from tests.engine.twins import operands, with_total

from .reference import ERRORS, FUNCTIONS, architectures, loss_of, random_inputs


def test_every_activation_and_loss_is_compared():
    assert set(FUNCTIONS) == set(ACTIVATIONS)
    assert set(ERRORS) == set(LOSSES)


@settings(max_examples=150, deadline=None)
@given(architectures(), st.integers(0, 2**32))
def test_gradients_agree_with_an_autodiff_library(architecture, seed):
    inputs = random_inputs(architecture, seed)
    values = evaluate(network_graph(architecture), inputs)
    weights = [inputs[name] for name in architecture.parameters]
    with np.errstate(all="ignore"):
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
    if "cross_entropy" in architecture.loss:  # of a ŷ near 1, doubles lose 1 − ŷ
        assume(np.all(np.abs(np.asarray(sure["yhat"], dtype=float) - 0.5) < 0.499999))
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
            every = np.broadcast_to(together[name], (2, 3, *graph[name].shape))
            assert every[at] == pytest.approx(alone[name], rel=1e-12, abs=1e-12)


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
    shapes = operands(op, OPS[op])
    nodes = [Node(f"p{i}", f"p{i}", "input", (), shape) for i, shape in enumerate(shapes)]
    graph = add_node(
        Graph(tuple(nodes)), "out", "o", op, tuple(f"p{i}" for i in range(len(shapes)))
    )
    if graph["out"].shape:
        graph = with_total(graph)
    return graph


@pytest.mark.parametrize("op", [name for name, row in OPS.items() if row.vjp is not None])
def test_every_differentiable_row_agrees_with_finite_differences(op):
    graph = small_graph(op)
    output = graph.nodes[-1].name
    rng = np.random.default_rng(3)
    inputs = {n.name: rng.uniform(0.3, 0.9, n.shape) for n in graph.nodes if n.op == "input"}
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


# of those that take numbers and have a derivative by each
NUMERIC = [
    name
    for name, row in OPS.items()
    if row.vjp and not row.subscripts and row.form != "array"
    if None not in row.vjp("out", "g", *"abc"[: max(row.arity, 3 * (row.arity < 0))])
]


@pytest.mark.parametrize("op", NUMERIC)
def test_every_differentiable_row_of_numbers_agrees_with_finite_differences(op):
    row = OPS[op]
    names = tuple("abc"[: row.arity] if row.arity > 0 else "aba")
    for parents in {names, ("a",) * len(names)}:  # the second: one parent, used throughout
        given = {name: 0.8 + 0.5 * i for i, name in enumerate(dict.fromkeys(parents))}
        graph = Graph(tuple(Node(name, name, "input", (), ()) for name in given))
        graph = differentiate(add_node(graph, "out", "o", op, parents), "out")
        assert_slopes(graph, "out", given)


def assert_slopes(graph, output, given):
    """Compare each gradient with a central difference in 40 digits."""
    point = {name: DIGITS40.array(str(value)) for name, value in given.items()}
    values = evaluate(graph, point, arithmetic=DIGITS40)
    step = DIGITS40.array("1e-12")[()]
    for name in given:
        if f"grad:{name}" not in values:
            assert name not in graph.ancestors([output])
            continue
        above, below = (
            evaluate(graph, {**point, name: point[name] + side}, arithmetic=DIGITS40)[output]
            for side in (step, -step)
        )
        slope = float((above - below) / (2 * step))
        assert float(values[f"grad:{name}"]) == pytest.approx(slope, rel=1e-9, abs=1e-9)


UNARY, BINARY = ("sin", "cos", "tanh", "sigmoid", "negate"), ("sum", "product", "difference")
POSITIVE = ("exp", "log", "quotient", "power")  # of e^sin: within 1/e and e


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_expressions_with_shared_parts_agree_with_finite_differences(data):
    """Grow a graph whose every part may be used again; it sums all that nothing uses."""
    graph = Graph(tuple(Node(name, name, "input", (), ()) for name in "xyz"))
    for k in range(data.draw(st.integers(2, 7))):
        part = st.sampled_from([node.name for node in graph.nodes])
        op = data.draw(st.sampled_from((*UNARY, *BINARY, *POSITIVE)))
        parents = [data.draw(part) for _ in range(1 if op in (*UNARY, "exp", "log") else 2)]
        if op in POSITIVE:
            for i, parent in enumerate(parents):
                tame, sure = f"t{k}{i}", f"e{k}{i}"
                graph = add_node(graph, tame, "t", "sin", (parent,))
                graph = add_node(graph, sure, "e", "exp", (tame,))
                parents[i] = sure
        graph = add_node(graph, f"n{k}", "n", op, tuple(parents))
    used = {parent for node in graph.nodes for parent in node.parents}
    loose = tuple(n.name for n in graph.nodes if n.op != "input" and n.name not in used)
    graph = differentiate(add_node(graph, "f", "f", "sum", loose), "f")
    assert_slopes(graph, "f", {"x": 0.7, "y": -1.3, "z": 0.4})


def test_overrides_take_batches_and_inputs_too():
    architecture = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error")
    graph, inputs = network_graph(architecture), random_inputs(architecture, 2)
    students = np.full((2, 3, 3), np.nan)
    students[1, 2, 0] = 0.5
    students[0, 1, 2] = -0.5
    together = evaluate(graph, inputs, {"z1": students})
    for at in np.ndindex(2, 3):
        alone = evaluate(graph, inputs, {"z1": students[at]})
        for name in ("yhat", "grad:alpha", "grad:beta"):
            assert together[name][at] == pytest.approx(alone[name], rel=1e-12)
    moved = evaluate(graph, inputs, {"x": [np.nan, 1.5]})
    by_hand = evaluate(graph, {**inputs, "x": [inputs["x"][0], 1.5]})
    assert moved["grad:alpha"] == pytest.approx(by_hand["grad:alpha"], rel=1e-12)


def test_a_missing_input_is_named():
    graph = Graph((Node("x", "x", "input", (), ()),))
    with pytest.raises(KeyError, match="x"):
        evaluate(graph, {})


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
