"""Each activation and loss, as a network, against autograd; and mpmath where values cancel."""

import mpmath
import numpy as np
import pytest
from autograd import grad
from numpy.testing import assert_allclose

from quizgen.engine import DIGITS40, DOUBLES, OPS, evaluate
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.losses import LOSSES
from quizgen.engine.names import gradient
from quizgen.engine.networks import Architecture, network_graph

from .reference import ERRORS, FUNCTIONS, OUTPUTS, loss_of, outputs_of, random_inputs

CASES = 1000
HIDDEN = [(activation, activation, "half_squared_error") for activation in ACTIVATIONS]
BEHIND = [
    ("tanh", output, loss) for loss in LOSSES for output in OUTPUTS.get(loss, ["identity"])
]


def test_every_activation_and_loss_is_compared():
    assert set(FUNCTIONS) == set(ACTIVATIONS)
    assert set(ERRORS) == set(LOSSES)


@pytest.mark.parametrize("rows", [0, 3], ids=["single", "batch"])
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize(("hidden", "output", "loss"), [*HIDDEN, *BEHIND])
def test_a_thousand_networks_agree_with_an_autodiff_library(
    hidden, output, loss, outputs, rows
):
    if outputs == 1 and output not in outputs_of(loss, single=True):
        outputs = 2
    architecture = Architecture((2, 3, outputs), (hidden, output), loss, rows=rows)
    inputs = random_inputs(architecture, 11, batch=(CASES,))
    values = evaluate(network_graph(architecture), inputs)

    def total(weights):
        shaped = [w[:, None] if rows else w for w in weights]
        return loss_of(architecture, shaped, inputs["x"], inputs["y"]).sum()

    weights = [inputs[name] for name in architecture.parameters]
    expected = loss_of(
        architecture, [w[:, None] if rows else w for w in weights], inputs["x"], inputs["y"]
    )
    assert_allclose(values["loss"], expected, rtol=1e-9, atol=1e-9)
    for name, theirs in zip(architecture.parameters, grad(total)(weights), strict=True):
        assert_allclose(values[gradient(name)], theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("rows", [0, 4], ids=["single", "batch"])
@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy"])
def test_the_shortcut_is_the_long_way(loss, rows):
    output = {"cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}[loss]
    architecture = Architecture((2, 3, 3), ("tanh", output), loss, rows=rows)
    inputs = random_inputs(architecture, 5)
    values = evaluate(network_graph(architecture), inputs)
    yhat, y, g = (values[name] for name in ("yhat", "y", "grad:yhat"))
    rate = rows or 1
    if output == "softmax":
        assert g == pytest.approx(-y / yhat / rate)
        eye = np.eye(3)
        jacobian = yhat[..., :, None] * (eye - yhat[..., None, :])
        through = np.einsum("...k,...kj->...j", g, jacobian)
    else:
        assert g == pytest.approx(((1 - y) / (1 - yhat) - y / yhat) / rate)
        through = g * yhat * (1 - yhat)
    assert values["grad:a2"] == pytest.approx(through)
    assert values["grad:a2"] == pytest.approx((yhat - y) / rate)


def test_a_batch_averages_what_its_rows_have_alone():
    batch = Architecture((2, 3, 2), ("gelu", "softmax"), "cross_entropy", rows=4)
    alone = Architecture((2, 3, 2), ("gelu", "softmax"), "cross_entropy")
    inputs = random_inputs(batch, 8)
    together = evaluate(network_graph(batch), inputs)
    rows = [
        evaluate(network_graph(alone), inputs | {"x": x, "y": y})
        for x, y in zip(inputs["x"], inputs["y"], strict=True)
    ]
    for name in ("loss", "grad:alpha", "grad:beta"):
        assert together[name] == pytest.approx(np.mean([row[name] for row in rows], axis=0))
    for name in ("yhat", "z1"):
        assert together[name] == pytest.approx(np.array([row[name] for row in rows]))
    for name in ("grad:yhat", "grad:a2", "grad:z1", "grad:a1"):
        assert together[name] == pytest.approx(np.array([row[name] for row in rows]) / 4)


def test_class_probabilities_may_be_targets():
    architecture = Architecture((2, 3), ("softmax",), "cross_entropy")
    inputs = random_inputs(architecture, 3) | {"y": np.array([0.5, 0.3, 0.2])}
    values = evaluate(network_graph(architecture), inputs)
    assert values["loss"] == pytest.approx(-(inputs["y"] * np.log(values["yhat"])).sum())
    assert values["grad:a1"] == pytest.approx(values["yhat"] - inputs["y"])


SURE = {
    "softplus": lambda a: mpmath.log(1 + mpmath.exp(a)),
    "softplus_slope": lambda a: 1 / (1 + mpmath.exp(-a)),
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "elu": lambda a: a if a > 0 else mpmath.exp(a) - 1,
    "gelu": lambda a: a * (1 + mpmath.erf(a / mpmath.sqrt(2))) / 2,
    "gelu_slope": lambda a: mpmath.diff(
        lambda v: v * (1 + mpmath.erf(v / mpmath.sqrt(2))) / 2, a
    ),
    "tanh": mpmath.tanh,
}
FAR = (-40, -9, -2.5, -0.75, -1e-9, 1e-9, 0, 0.1, 3, 20, 700)


@pytest.mark.parametrize("a", FAR)
@pytest.mark.parametrize("op", SURE)
def test_values_are_precise_where_they_cancel(op, a):
    with mpmath.workdps(400):  # 1 + erf(−40/√2) cancels by 350 digits
        sure = SURE[op](mpmath.mpf(str(a)))
    forward = OPS[op].forward
    digits = np.asarray(forward(DIGITS40, DIGITS40.array(str(a))))[()]
    with mpmath.workdps(60):
        assert mpmath.almosteq(mpmath.mpf(digits), sure, 1e-30, 1e-300)


@pytest.mark.parametrize("a", FAR)
@pytest.mark.parametrize("op", sorted(set(SURE) - {"gelu_slope"}))
def test_doubles_are_precise_where_values_cancel(op, a):
    with mpmath.workdps(400):
        sure = float(SURE[op](mpmath.mpf(str(a))))
    found = float(OPS[op].forward(DOUBLES, DOUBLES.array(a)))
    assert found == pytest.approx(sure, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("spread", [1, 30, 300])
def test_a_softmax_is_precise_in_its_tails(spread):
    """Its smallest share is e^−600 of the largest; a cross-entropy takes its logarithm."""
    a = [spread, 0, -spread]
    with mpmath.workdps(400):
        grown = [mpmath.exp(v) for v in a]
        sure = [g / sum(grown) for g in grown]
    architecture = Architecture((1, 3), ("softmax",), "cross_entropy")
    graph = network_graph(architecture)
    for place in range(3):
        inputs = {"x": [1.0], "alpha": [[0.0, v] for v in a], "y": np.eye(3)[place]}
        values = evaluate(graph, {name: np.array(v, dtype=float) for name, v in inputs.items()})
        assert values["yhat"] == pytest.approx([float(v) for v in sure], rel=1e-12)
        loss = float(-mpmath.log(sure[place]))
        assert float(values["loss"]) == pytest.approx(loss, rel=1e-9, abs=1e-12)
        off = [float(sure[k] - (k == place)) for k in range(3)]
        assert values["grad:a1"] == pytest.approx(off, abs=1e-15)


def test_a_row_that_rounds_to_no_chance_at_all_has_an_endless_loss_and_no_nan():
    architecture = Architecture((1, 2), ("softmax",), "cross_entropy")
    inputs = {"x": [1.0], "alpha": [[0.0, 900.0], [0.0, 0.0]], "y": [0.0, 1.0]}
    values = evaluate(network_graph(architecture), inputs)
    assert values["loss"] == np.inf
    assert values["grad:a1"] == pytest.approx([1.0, -1.0])
