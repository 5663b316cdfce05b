"""One gradient step, against the same by hand."""

import numpy as np
import pytest

from quizgen.engine import Graph, Node, Rounding, bounds, evaluate, steps, symbols, update
from quizgen.engine.again import again
from quizgen.engine.networks import Architecture, Notation, network_graph

RECITATION = {
    "x": np.array([1.0, 2.0]),
    "alpha": np.array([[0.0, 1, 2], [2, 1, 0], [0, 2, 0]]),
    "beta": np.array([[0.0, 1, 2, 2]]),
    "y": np.array(3.0),
}


def recitation() -> Graph:
    return network_graph(Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error"))


def test_a_step_moves_every_parameter_at_once_against_its_gradient() -> None:
    graph = update(recitation(), ("alpha", "beta"))
    values = evaluate(graph, RECITATION | {"eta": 0.1})
    x, alpha, beta = (RECITATION[name] for name in ("x", "alpha", "beta"))
    z = np.tanh(alpha[:, 0] + alpha[:, 1:] @ x)
    error = beta[0, 0] + beta[0, 1:] @ z - 3
    by_hand = {
        "beta": error * np.array([[1, *z]]),
        "alpha": np.outer(error * beta[0, 1:] * (1 - z**2), [1, *x]),
    }
    for name, gradient in by_hand.items():
        assert values[f"step:{name}"] == pytest.approx(0.1 * gradient)
        assert values[f"new:{name}"] == pytest.approx(RECITATION[name] - 0.1 * gradient)
        assert graph[f"new:{name}"].shape == RECITATION[name].shape


def test_a_small_step_lowers_the_loss_by_about_the_gradient_squared() -> None:
    graph = update(recitation(), ("alpha", "beta"))
    before = evaluate(graph, RECITATION | {"eta": 1e-6})
    moved = {name: before[f"new:{name}"] for name in ("alpha", "beta")}
    after = evaluate(recitation(), RECITATION | moved)
    squares = sum(float((before[f"grad:{name}"] ** 2).sum()) for name in moved)
    assert before["loss"] - after["loss"] == pytest.approx(1e-6 * squares, rel=1e-3)


def test_rates_in_a_batch_each_take_their_own_step() -> None:
    graph = update(recitation(), ("beta",))
    rates = np.array([0.0, 0.1, 0.5])
    values = evaluate(graph, RECITATION | {"eta": rates})
    assert values["new:beta"].shape == (3, 1, 4)
    for rate, new in zip(rates, values["new:beta"], strict=True):
        assert new == pytest.approx(RECITATION["beta"] - rate * values["grad:beta"])
    together = bounds(graph, RECITATION | {"eta": rates}, Rounding(5))
    for at, rate in enumerate(rates):
        alone = bounds(graph, RECITATION | {"eta": rate}, Rounding(5))["new:beta"]
        np.testing.assert_array_equal(together["new:beta"].lo[at], alone.lo)
        np.testing.assert_array_equal(together["new:beta"].hi[at], alone.hi)


def test_the_written_gradient_is_multiplied_and_the_product_cut_off() -> None:
    graph = update(recitation(), ("beta",))
    written = np.array([[1.9, 1.23456, 0.5, -0.5]])
    ranges = bounds(graph, RECITATION | {"eta": 0.1}, Rounding(5), {"grad:beta": written})
    step = ranges["step:beta"]
    assert step.lo[0, 1] == pytest.approx(0.12345)  # 0.1 · 1.23455, cut off
    assert step.hi[0, 1] == pytest.approx(0.12346)  # 0.1 · 1.23457, rounded up
    new = ranges["new:beta"]
    assert (new.lo[0, 1], new.hi[0, 1]) == (pytest.approx(0.87654), pytest.approx(0.87655))


def test_a_step_reads_as_formula_numbers_and_result() -> None:
    graph = update(recitation(), ("alpha", "beta"))
    values = evaluate(graph, RECITATION | {"eta": 0.1})
    *_, entry = steps(graph, values, Rounding(5), [("new:beta", (0, 2))])
    assert entry.left == r"\beta^{\text{new}}_{2}"
    assert entry.rights == (
        r"\beta_{2} - \eta \, \frac{\partial \ell}{\partial \beta_{2}}",
        r"2 - 0.1 \cdot 1.90859",
        "1.80914",
    )
    (whole,) = steps(graph, values, Rounding(5), [("new:beta", None)])
    gradient = r"\frac{\partial \ell}{\partial \boldsymbol{\beta}}"
    assert whole.left == r"\boldsymbol{\beta}^{\text{new}}"
    assert whole.rights[0] == rf"\boldsymbol{{\beta}} - \eta \, {gradient}"
    assert "0 - 0.19181 & 1 - 0.19179 & 2 - 0.19086 & 2 - 0.18491" in whole.rights[1]
    (product,) = steps(graph, values, Rounding(5), [("step:alpha", None)])
    assert product.left == symbols.whole(graph["step:alpha"].symbol)
    assert product.rights[0].startswith(r"0.1 \cdot \left[")


def test_the_rate_is_appended_once_and_may_be_there() -> None:
    graph = update(update(recitation(), ("alpha",)), ("beta",))
    assert [node.name for node in graph.nodes if node.op == "input"][-1] == "eta"
    assert sum(node.name == "eta" for node in graph.nodes) == 1


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (("gamma",), "gamma: has no gradient"),
        (("x",), "x: has no gradient"),
        (("alpha", "alpha"), "step:alpha: there is a node of this name already"),
    ],
)
def test_what_cannot_be_moved_is_named(parameters: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        update(recitation(), parameters)


@pytest.mark.parametrize(("op", "shape"), [("number", ()), ("input", (2,))])
def test_a_setting_is_a_scalar_that_is_given(op: str, shape: tuple[int, ...]) -> None:
    graph = recitation().plus(Node("eta", "e", op, (), shape))
    with pytest.raises(ValueError, match="eta: is there already, and is no"):
        update(graph, ("beta",))


def test_a_pass_that_nothing_moves_is_refused() -> None:
    with pytest.raises(ValueError, match="loss: does not depend on y0"):
        again(
            recitation().plus(Node("y0", "y", "input", (), ())),
            ("loss",),
            {"y0": "y"},
            "after:",
            str,
        )


def test_biases_of_their_own_take_a_step_of_their_own() -> None:
    notation = Notation("latin", "separate")
    architecture = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error", notation)
    graph = update(network_graph(architecture), ("beta",))
    values = evaluate(graph, RECITATION | {"eta": 0.1})
    step, _, new, bias = steps(
        graph, values, Rounding(5), [("step:beta", None), ("new:beta", None)]
    )
    assert step.rights[0].startswith(r"0.1 \cdot \left[")
    assert new.left == r"\mathbf{W}^{(2)\, \text{new}}"
    assert len(new.rights) == 3
    assert (bias.left, bias.rights[1:]) == (
        r"b^{(2)\, \text{new}}",
        ("0 - 0.19181", "-0.19181"),
    )
