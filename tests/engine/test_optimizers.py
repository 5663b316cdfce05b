"""Every optimizer against numpy written by hand, an autodiff library, and honest students."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from quizgen.engine import DIGITS40, Graph, Rounding, bounds, evaluate, steps, symbols, update
from quizgen.engine.networks import Architecture, Notation, network_graph
from quizgen.engine.optimizers import OPTIMIZERS
from quizgen.engine.update import difference_quotient, loss_after
from quizgen.render.math import glyphs, mathml

from .descent_student import Descender
from .descent_student import difference_quotient as by_hand
from .test_bounds import FARTHEST, GUARD, Sheet, in_doubles, student_of

Numbers = dict[str, np.ndarray]
SETTINGS = {"eta": 0.05, "momentum": 0.9, "weight_decay": 0.1, "beta1": 0.9, "beta2": 0.999}
SMALLEST = 1e-9  # figures of a squared gradient below are lost in doubles
SIZES = ((2, 1), (1, 1, 1), (2, 2, 1), (3, 2, 2))


def architecture(sizes: tuple[int, ...], notation: Notation | None = None) -> Architecture:
    activations = ("tanh",) * (len(sizes) - 2) + ("identity",)
    return Architecture(sizes, activations, "half_squared_error", notation or Notation())


def drawn(of: Architecture, optimizer: str, seed: int) -> Numbers:
    """Return random numbers for each input of a network and its optimizer."""
    rng = np.random.default_rng(seed)
    numbers = {name: rng.uniform(-2, 2, shape) for name, shape in of.shapes().items()}
    row = OPTIMIZERS[optimizer]
    numbers |= {name: np.array(SETTINGS[name]) for name in row.settings}
    for what in row.given:
        numbers |= {f"{what}:{p}": rng.uniform(-1, 1, numbers[p].shape) for p in of.parameters}
    return numbers


def loss_at(of: Architecture, weights: list[Any], numbers: Numbers) -> Any:
    """Return the loss, written without the engine."""
    z = numbers["x"]
    for k, matrix in enumerate(weights, 1):
        z = matrix[:, 0] + anp.dot(matrix[:, 1:], z)
        z = anp.tanh(z) if k < len(weights) else z
    return 0.5 * anp.sum((z - numbers["y"]) ** 2)


def gradients(of: Architecture, weights: list[Any], numbers: Numbers) -> list[Any]:
    """Return the gradients that autograd finds of the loss."""
    return list(grad(lambda w: loss_at(of, w, numbers))(weights))


def sgd(theta: Any, g: Any, state: dict[str, Any], t: int) -> Any:
    return theta - 0.05 * g


def momentum(theta: Any, g: Any, state: dict[str, Any], t: int) -> Any:
    state["velocity"] = 0.9 * state["velocity"] + g  # Polyak (1964), as libraries have it
    return theta - 0.05 * state["velocity"]


def weight_decay(theta: Any, g: Any, state: dict[str, Any], t: int) -> Any:
    return theta - 0.05 * (g + 0.1 * theta)


def adam(theta: Any, g: Any, state: dict[str, Any], t: int) -> Any:
    """Kingma and Ba (2015), algorithm 1, without ε."""
    state["mean"] = 0.9 * state.get("mean", 0) + 0.1 * g
    state["square"] = 0.999 * state.get("square", 0) + 0.001 * g**2
    unbiased = state["mean"] / (1 - 0.9**t), state["square"] / (1 - 0.999**t)
    return theta - 0.05 * unbiased[0] / np.sqrt(unbiased[1])


BY_HAND = {"sgd": sgd, "momentum": momentum, "weight_decay": weight_decay, "adam": adam}


def test_every_optimizer_is_compared() -> None:
    assert set(BY_HAND) == set(OPTIMIZERS)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_step_is_that_of_the_formulas_in_numpy(
    optimizer: str, sizes: tuple[int, ...]
) -> None:
    of, row = architecture(sizes), OPTIMIZERS[optimizer]
    graph = loss_after(update(network_graph(of), of.parameters, optimizer), of.parameters)
    for seed in range(5):
        numbers = drawn(of, optimizer, seed)
        values = evaluate(graph, numbers)
        weights = [numbers[name] for name in of.parameters]
        states = [{w: numbers[f"{w}:{p}"] for w in row.given} for p in of.parameters]
        for t, stage in ((1, ""), (2, "after:"))[: 1 + row.two_steps]:
            slopes = gradients(of, weights, numbers)
            weights = [
                BY_HAND[optimizer](theta, g, state, t)
                for theta, g, state in zip(weights, slopes, states, strict=True)
            ]
            for p, theta, state in zip(of.parameters, weights, states, strict=True):
                assert values[f"{stage}new:{p}"] == pytest.approx(theta, rel=1e-9), p
                for what, kept in state.items():
                    name = f"new:{what}:{p}" if what in row.given else f"{what}:{p}"
                    assert values[f"{stage}{name}"] == pytest.approx(kept, rel=1e-9)
            if t == 1:
                after = loss_at(of, weights, numbers)
                assert values["after:loss"] == pytest.approx(after, rel=1e-9)
                change = after - values["loss"]
                assert values["change:loss"] == pytest.approx(change, rel=1e-9)


@pytest.mark.parametrize("sizes", SIZES)
def test_a_difference_quotient_is_near_the_gradient_and_nearer_for_a_smaller_step(
    sizes: tuple[int, ...],
) -> None:
    of = architecture(sizes)
    numbers = drawn(of, "sgd", 1)
    weights = [numbers[name] for name in of.parameters]
    slopes = gradients(of, weights, numbers)
    name, index = of.parameters[0], (0, sizes[0])
    off = []
    for nudge in ("0.1", "0.01"):
        graph = difference_quotient(network_graph(of), name, index, nudge)
        values = evaluate(graph, {n: numbers[n] for n in of.shapes()})
        moved = []
        for by in (float(nudge), -float(nudge)):
            other = [w.copy() for w in weights]
            other[0][index] += by
            moved.append(loss_at(of, other, numbers))
        at = f"[{name},{index[0]},{index[1]}]"
        assert values[f"plus{at}:loss"] == pytest.approx(moved[0], rel=1e-12)
        assert values[f"minus{at}:loss"] == pytest.approx(moved[1], rel=1e-12)
        quotient = (moved[0] - moved[1]) / (2 * float(nudge))
        assert values[f"quotient{at}"] == pytest.approx(quotient, rel=1e-9)
        off.append(abs(float(values[f"quotient{at}"]) - slopes[0][index]))
    # quadratic without a hidden layer: exact; else the error shrinks with ε²
    assert off[1] < 1e-10 or 50 < off[0] / off[1] < 200


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_many_networks_step_at_once_as_each_does_alone(optimizer: str) -> None:
    of = architecture((2, 2, 1))
    graph = loss_after(update(network_graph(of), of.parameters, optimizer), of.parameters)
    graph = difference_quotient(graph, "alpha", (1, 2), "0.1")
    each = [drawn(of, optimizer, seed) for seed in range(4)]
    together = evaluate(
        graph, {name: np.array([one[name] for one in each]) for name in each[0]}
    )
    for at, one in enumerate(each):
        for name, value in evaluate(graph, one).items():
            both = np.broadcast_to(together[name], (4, *np.shape(value)))
            assert both[at] == pytest.approx(value, rel=1e-12), name


NOTATIONS = (Notation(), Notation("latin"), Notation("latin", "separate"))


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_number_of_a_step_is_worked_and_can_be_set(
    optimizer: str, sizes: tuple[int, ...], notation: Notation
) -> None:
    of = architecture(sizes, notation)
    graph = loss_after(update(network_graph(of), of.parameters, optimizer), of.parameters)
    graph = difference_quotient(graph, of.parameters[0], (0, 1), "0.1")
    values = evaluate(graph, drawn(of, optimizer, 3))
    new = [node for node in graph.nodes if node.name not in network_graph(of)]
    computed = [node for node in new if not node.is_given and node.op != "moved_entry"]
    for node in computed:
        for step in steps(graph, values, Rounding(5), [(node.name, None)]):
            assert step.rights
            for tex in (step.left, *step.rights):
                assert not set("#<") & set(tex)
                assert mathml(tex, True).startswith("<math")
                assert glyphs(tex, True).width > 0
    alike = [symbols.whole(n.symbol) for n in computed if n.name.startswith(("after:", "new:"))]
    assert len(set(alike)) == len(alike)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_rule_is_told_in_letters(optimizer: str) -> None:
    (*_, (left, right)) = OPTIMIZERS[optimizer].rule()
    assert left == r"\theta^{\text{new}}"
    assert right.startswith(r"\theta - ")
    used = " ".join(right for _, right in OPTIMIZERS[optimizer].rule())
    for setting in OPTIMIZERS[optimizer].settings.values():
        assert setting.symbol in used


ENTRIES = {
    "sgd": {
        r"\beta^{\text{new}}_{1}": (r"2 - 0.1 \cdot 1.5", "1.85"),
    },
    "momentum": {
        r"v^{\beta\, \text{new}}_{1}": (r"0.9 \cdot 0.5 + 1.5", "1.95"),
        r"\beta^{\text{new}}_{1}": (r"2 - 0.1 \cdot 1.95", "1.805"),
    },
    "weight_decay": {
        r"\beta^{\text{new}}_{1}": (r"2 - 0.1 \cdot (1.5 + 0.2 \cdot 2)", "1.81"),
    },
    "adam": {
        r"m^{\beta\, \text{new}}_{1}": (r"0.9 \cdot 0 + (1 - 0.9) \cdot 1.5", "0.15"),
        r"\hat{m}^{\beta\, \text{new}}_{1}": (r"\frac{0.15}{1 - 0.9^{1}}", "1.5"),
        r"v^{\beta\, \text{new}}_{1}": (r"0.99 \cdot 0 + (1 - 0.99) \cdot 1.5^2", "0.0225"),
        r"\beta^{\text{new}}_{1}": (r"2 - 0.1", "1.9"),
    },
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_entry_is_worked_after_all_that_it_needs(optimizer: str) -> None:
    of = architecture((1, 1, 1))
    graph = update(network_graph(of), of.parameters, optimizer)
    given: dict[str, Any] = {"x": [1.0], "alpha": [[0.0, 1.0]], "beta": [[1.0, 2.0]], "y": 0.0}
    given |= {"eta": 0.1, "momentum": 0.9, "weight_decay": 0.2, "beta1": 0.9, "beta2": 0.99}
    given |= {f"velocity:{name}": np.full((1, 2), 0.5) for name in of.parameters}
    gradient = {"grad:beta": np.array([[3.0, 1.5]])}
    values = evaluate(graph, given, gradient, arithmetic=DIGITS40)
    worked = steps(graph, values, Rounding(4), [("new:beta", (0, 1))])
    found = {step.left: step.rights[-2:] for step in worked}
    for left, rights in ENTRIES[optimizer].items():
        assert found[left] == rights


# honest students


def descents(
    chance: Random, sheets: int, students: int, figures: bool = False
) -> Iterator[str]:
    """Yield each number of a step that an honest student finds outside its range."""
    for _ in range(sheets):
        optimizer = chance.choice([*OPTIMIZERS])
        small = ((1, 1), (2, 1), (1, 1, 1)) if optimizer == "adam" else SIZES
        of, kept = architecture(chance.choice(small)), chance.randint(4, 6)
        rounding = Rounding(figures=kept) if figures else Rounding(kept)
        sheet = Sheet(of, chance.choice((Decimal(1), Decimal("0.5"))), rounding)
        graph = loss_after(update(network_graph(of), of.parameters, optimizer), of.parameters)
        (numbers,) = sheet.draw(chance, 1)
        settings = {
            name: Decimal(chance.choice(("0.1", "0.5") if name == "eta" else ("0.9", "0.99")))
            for name in OPTIMIZERS[optimizer].settings
        }
        numbers |= {name: np.array(value) for name, value in settings.items()}
        velocity = {}
        for what in OPTIMIZERS[optimizer].given:
            for k, parameter in enumerate(of.parameters, 1):
                shape = numbers[parameter].shape
                tenths = [Decimal(chance.randint(-10, 10)) / 10 for _ in range(np.prod(shape))]
                numbers[f"{what}:{parameter}"] = np.array(tenths, dtype=object).reshape(shape)
                for at in np.ndindex(*shape):
                    velocity[k, *at] = numbers[f"{what}:{parameter}"][at]
        with np.errstate(all="ignore"):  # Adam divides by a gradient of 0
            linear = evaluate(graph, in_doubles([numbers])).get("after:a1", np.zeros(1))
        if not np.abs(linear).max() <= FARTHEST["tanh"]:  # a saturated tanh is 1 in doubles
            continue
        ranges = bounds(graph, in_doubles([numbers]), rounding)
        for _ in range(students):
            student = student_of(sheet, numbers, chance)
            student.work()
            try:
                wrote = Descender(student, optimizer, settings, velocity).work()
            except ArithmeticError:  # a gradient of 0, which Adam can't divide by
                continue
            for name, at, answer in placed(graph, of, wrote):
                lo, hi = ranges[name].lo[(0, *at)], ranges[name].hi[(0, *at)]
                guard = GUARD * 10.0 ** -rounding.places(answer)
                small = abs(answer) < SMALLEST
                if not small and not lo - guard <= float(answer) <= hi + guard:
                    yield f"{optimizer} {sheet}\n{numbers}\n{name}{at}: {answer}: [{lo}, {hi}]"


def placed(
    graph: Graph, of: Architecture, wrote: Mapping[tuple[str, tuple[int, ...]], Decimal]
) -> Iterator[tuple[str, tuple[int, ...], Decimal]]:
    """Yield what a student wrote by the graph's names, where it has such a node."""
    for (name, at), answer in wrote.items():
        head, _, layer = name.rpartition(":W")
        name = f"{head}:{of.parameters[int(layer) - 1]}" if head else name
        if name in graph:
            yield name, at if graph[name].shape else (), answer


def quotients(chance: Random, sheets: int, students: int) -> Iterator[str]:
    """Yield each loss and difference quotient of an honest student outside its range."""
    for _ in range(sheets):
        of, kept = architecture(chance.choice(SIZES)), chance.randint(3, 6)
        sheet = Sheet(of, Decimal(1), Rounding(kept))
        (numbers,) = sheet.draw(chance, 1)
        layer = chance.randint(1, len(of.parameters))
        name = of.parameters[layer - 1]
        index = tuple(chance.randrange(n) for n in numbers[name].shape)
        nudge = chance.choice(("0.1", "0.01"))
        graph = difference_quotient(network_graph(of), name, index, nudge)
        ranges = bounds(graph, in_doubles([numbers]), sheet.rounding)
        at = f"[{name},{index[0]},{index[1]}]"
        asked = (f"plus{at}:loss", f"minus{at}:loss", f"quotient{at}")
        for _ in range(students):
            student = student_of(sheet, numbers, chance)
            student.work()
            found = by_hand(student, layer, index, Decimal(nudge))
            for node, answer in zip(asked, found, strict=True):
                lo, hi = float(ranges[node].lo[0]), float(ranges[node].hi[0])
                guard = GUARD * 10.0**-kept
                if not lo - guard <= float(answer) <= hi + guard:
                    yield f"{sheet}\n{numbers}\n{node}: {answer} not in [{lo}, {hi}]"


def test_an_honest_student_s_steps_stay_inside_the_ranges() -> None:
    assert next(descents(Random("descent"), sheets=150, students=8), None) is None


def test_an_honest_student_s_difference_quotients_stay_inside_the_ranges() -> None:
    assert next(quotients(Random("check"), sheets=80, students=8), None) is None


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(20))
def test_many_honest_students_descend_and_check_inside_the_ranges(seed: int) -> None:
    assert next(descents(Random(f"d{seed}"), sheets=400, students=8), None) is None
    assert (
        next(descents(Random(f"f{seed}"), sheets=100, students=5, figures=True), None) is None
    )
    assert next(quotients(Random(f"q{seed}"), sheets=250, students=8), None) is None
