"""Recurrent networks: against autograd, by hand, and what honest students make of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from quizgen.engine import DIGITS40, Graph, Rounding, bounds, evaluate, steps
from quizgen.engine.models.recurrent import Recurrent

from .step_student import StepStudent
from .student import at_place
from .test_bounds import CURVED, FARTHEST, GUARD, in_digits, in_doubles, tanh_table

CASES = 200
SHAPES = [(1, 1, 2), (2, 2, 2), (1, 2, 3), (3, 2, 3), (2, 3, 4)]  # inputs, units, steps
FUNCTIONS = {
    "identity": lambda a: a,
    "tanh": anp.tanh,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)),
    "relu": lambda a: anp.where(a > 0, a, 0.0 * a),
}
ERRORS = {"half_squared_error": 0.5, "squared_error": 1.0}
NETWORKS = [
    Recurrent(*shape, activation, loss)
    for shape in SHAPES
    for activation, loss in zip(FUNCTIONS, [*ERRORS] * 2, strict=True)
]


def given(net: Recurrent, batch: tuple[int, ...] = ()) -> dict[str, Any]:
    rng = np.random.default_rng(net.steps)
    graph = net.graph()
    inputs = [node for node in graph.nodes if node.op == "input"]
    return {node.name: rng.uniform(-1.5, 1.5, (*batch, *node.shape)) for node in inputs}


def loss_of(net: Recurrent, copies: dict[str, Any], inputs: dict[str, Any]) -> Any:
    """Return the losses, summed; every step has copies of the weights of its own."""
    f, h = FUNCTIONS[net.activation], None
    for t in range(1, net.steps + 1):
        U, W = copies[f"U{t}"], copies[f"W{t}"]
        a = U[..., 0] + anp.einsum("nji,ni->nj", U[..., 1:], inputs[f"x{t}"])
        h = f(a if h is None else a + anp.einsum("njk,nk->nj", W, h))
    V = copies["V"][:, 0]
    yhat = V[:, 0] + anp.sum(V[:, 1:] * h, axis=-1)
    return anp.sum(ERRORS[net.loss] * (yhat - inputs["y"]) ** 2)


@pytest.mark.parametrize("net", NETWORKS, ids=str)
def test_values_and_gradients_agree_with_autograd(net: Recurrent) -> None:
    inputs = given(net, (CASES,))
    graph = net.graph()
    values = evaluate(graph, inputs)
    copies = {f"{name}{t}": inputs[name] for name in "UW" for t in net.times()}
    copies["V"] = inputs["V"]
    by_copy = grad(lambda these: loss_of(net, these, inputs))(copies)
    assert values["loss"].sum() == pytest.approx(loss_of(net, copies, inputs), rel=1e-9)
    assert values["grad:V"] == pytest.approx(by_copy["V"], rel=1e-9, abs=1e-9)
    for name in "UW":
        parts = [by_copy[f"{name}{t}"] for t in net.times()]
        assert values[f"grad:{name}"] == pytest.approx(sum(parts), rel=1e-9, abs=1e-9)
        for one in net.contributions(graph, name):
            part = parts[int(one[-1]) - 1]
            assert values[one] == pytest.approx(part, rel=1e-9, abs=1e-9)
    assert len(net.contributions(graph, "U")) == net.steps
    assert len(net.contributions(graph, "W")) == (net.steps - 1 if net.steps > 2 else 0)


def test_a_network_of_two_steps_by_hand() -> None:
    """One unit, U = [1, 2], W = 3, V = [−1, 2], x = 0.5 and −1, y = 4, no activation."""
    net = Recurrent(1, 1, 2, "identity")
    values = evaluate(
        net.graph(),
        {"x1": [0.5], "x2": [-1], "U": [[1, 2]], "W": [[3]], "V": [[-1, 2]], "y": 4},
    )
    expected = {
        "h1": [2], "h2": [-1 + 6], "yhat": -1 + 10, "loss": 25 / 2, "grad:yhat": 5,
        "grad:h2": [10], "grad:h1": [30], "grad:V": [[5, 25]], "grad:W": [[20]],
        "grad:U<-h2": [[10, -10]], "grad:U<-h1": [[30, 15]], "grad:U": [[40, 5]],
    }  # fmt: skip
    for name, value in expected.items():
        assert values[name].tolist() == value, name


@pytest.mark.parametrize("net", NETWORKS[::3], ids=str)
def test_both_arithmetics_agree(net: Recurrent) -> None:
    inputs = given(net)
    exact = evaluate(
        net.graph(), {n: DIGITS40.array(v) for n, v in inputs.items()}, arithmetic=DIGITS40
    )
    for name, value in evaluate(net.graph(), inputs).items():
        sure = np.asarray(exact[name], dtype=float)
        assert value == pytest.approx(sure, rel=1e-9, abs=1e-12), name


def test_contributions_bear_the_letter_of_their_step() -> None:
    graph = Recurrent(1, 2, 3).graph()
    assert graph["grad:W<-a3"].symbol == r"\frac{\partial \ell}{\partial <W|j+k+>^{(3)}}"
    assert graph["grad:U"].parents == ("grad:U<-a1", "grad:U<-a2", "grad:U<-a3")


def test_a_step_is_worked_in_its_two_products_and_a_gradient_in_its_terms() -> None:
    net = Recurrent(1, 2, 3, "relu")
    inputs = {
        "x1": [2], "x2": [-1], "x3": [3], "U": [[1, 2], [-1, 1]], "W": [[1, -1], [2, 0.5]],
        "V": [[1, 2, -1]], "y": 3,
    }  # fmt: skip
    exact = {name: DIGITS40.array(value) for name, value in inputs.items()}
    values = evaluate(net.graph(), exact, arithmetic=DIGITS40)
    worked = steps(net.graph(), values, Rounding(4), [("a2", None), ("grad:W", None)])
    a2, by_W = worked

    def column(*cells: str) -> str:
        return rf"\left[\begin{{array}}{{r}} {cells[0]} \\ {cells[1]} \end{{array}}\right]"

    assert (
        a2.rights[0] == r"\mathbf{U} \, \hat{\mathbf{x}}^{(2)} + \mathbf{W} \, \mathbf{h}^{(1)}"
    )
    assert a2.rights[2] == f"{column('-1', '-2')} + " + column(r"4\phantom{.5}", "10.5")
    assert a2.rights[3] == column(r"3\phantom{.5}", "8.5")
    assert "leading 1" in a2.reason
    assert by_W.rights[0].count(" + ") == 1
    assert len(by_W.rights) == 3


@dataclass(frozen=True)
class Sheet:
    """A recurrent network, the grid of its numbers, and what the sheet asks to keep."""

    net: Recurrent
    step: Decimal
    rounding: Rounding

    def draw(self, chance: Random, count: int) -> list[dict[str, Any]]:
        """Draw numbers between −2 and 2 that saturate no unit.

        Slopes multiply from step to step: what is left is far from the last digit of doubles.
        """
        most, graph = int(2 / self.step), self.net.graph()
        inputs = [node for node in graph.nodes if node.op == "input"]
        farthest = (
            FARTHEST["tanh"] / self.net.steps if self.net.activation in CURVED else np.inf
        )

        def numbers(shape: tuple[int, ...]) -> Any:
            flat = [chance.randint(-most, most) * self.step for _ in range(int(np.prod(shape)))]
            return np.array(flat, dtype=object).reshape(shape)

        found: list[dict[str, Any]] = []
        while len(found) < count:
            drawn = [{node.name: numbers(node.shape) for node in inputs} for _ in range(64)]
            values = evaluate(graph, in_doubles(drawn))
            far = np.max(
                [np.abs(values[name]).max(axis=-1) for name in self.net.sums()], axis=0
            )
            found += [one for one, a in zip(drawn, far, strict=True) if a <= farthest]
        return found[:count]


def draw_sheet(chance: Random, figures: bool) -> Sheet:
    activation = chance.choice(("tanh", "tanh", "sigmoid", "relu", "identity"))
    net = Recurrent(*chance.choice(SHAPES), activation, chance.choice(tuple(ERRORS)))
    kept, table = chance.randint(3, 6), None
    if activation == "tanh" and chance.random() < 0.5:
        table = tanh_table(kept, chance.choice((ROUND_HALF_UP, ROUND_DOWN)))
    rounding = Rounding(figures=kept, table=table) if figures else Rounding(kept, table)
    return Sheet(net, chance.choice((Decimal(1), Decimal("0.5"), Decimal("0.1"))), rounding)


SLIPPED = ("a1", "h1", "h2", "yhat", "grad:yhat", "grad:a2")
Slips = dict[tuple[str, tuple[int, ...]], Decimal]


def student_of(
    sheet: Sheet, drawn: dict[str, Any], chance: Random, slips: Slips
) -> StepStudent:
    table = sheet.rounding.table
    return StepStudent(
        chance,
        sheet.rounding.figures or sheet.rounding.decimals or 0,
        [sheet.net.activation],
        sheet.net.loss,
        [],
        [drawn[name] for name in "UWV"],
        np.atleast_1d(drawn["y"]),
        table.look_ups() if table else {},
        figures=sheet.rounding.figures is not None,
        slips=slips,
        inputs=[list(drawn[f"x{t}"]) for t in sheet.net.times()],
    )


def outside(
    sheet: Sheet, graph: Graph, ranges: Any, at: int, student: StepStudent
) -> Iterator[str]:
    """Yield what a student has outside its range, and count it."""
    for (name, index), answer in student.work().items():
        if name not in graph:  # the one contribution is the gradient
            continue
        place = (at, *(index if graph[name].shape else ()))
        lo, hi = ranges[name].lo[place], ranges[name].hi[place]
        guard = GUARD * 10.0 ** -sheet.rounding.places(answer)
        if not lo - guard <= float(answer) <= hi + guard:
            yield f"{sheet}: {name}{index}: {answer} not in [{lo}, {hi}] with {student.slips}"


def complaints(chance: Random, sheets: int, students: int, figures: bool) -> Iterator[str]:
    for _ in range(sheets):
        sheet = draw_sheet(chance, figures)
        graph = sheet.net.graph()
        drawn = sheet.draw(chance, 4)
        ranges = bounds(graph, in_doubles(drawn), sheet.rounding)
        for at, one in enumerate(drawn):
            for _ in range(students):
                student = student_of(sheet, one, chance, {})
                yield from outside(sheet, graph, ranges, at, student)


def slipped(chance: Random) -> Iterator[str]:
    """Yield what is out of range of a student who has one number wrong and goes on with it."""
    sheet = draw_sheet(chance, figures=False)
    graph = sheet.net.graph()
    (drawn,) = sheet.draw(chance, 1)
    name = chance.choice([name for name in SLIPPED if name in graph])
    index = tuple(chance.randrange(n) for n in graph[name].shape or (1,))
    wrong = Decimal(chance.uniform(0, 1.0 if graph[name].op in CURVED else 2.0))
    typed = np.full((1, *graph[name].shape), np.nan)
    typed[(0, *(index if graph[name].shape else ()))] = at_place(
        wrong, sheet.rounding.places(wrong), ROUND_HALF_UP
    )
    ranges = bounds(graph, in_doubles([drawn]), sheet.rounding, {name: typed})
    student = student_of(sheet, drawn, chance, {(name, index): wrong})
    yield from outside(sheet, graph, ranges, 0, student)


@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
def test_an_honest_student_stays_inside_the_ranges(figures: bool) -> None:
    found = complaints(Random(f"steps {figures}"), sheets=12, students=6, figures=figures)
    assert next(found, None) is None


@pytest.mark.trial
@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
@pytest.mark.parametrize("seed", range(10))
def test_a_hundred_thousand_honest_students_stay_inside(seed: int, figures: bool) -> None:
    chance = Random(f"steps {seed} {figures}")
    assert next(complaints(chance, sheets=250, students=5, figures=figures), None) is None


def test_a_student_who_goes_on_from_an_own_wrong_number_stays_inside() -> None:
    chance = Random("slipped steps")
    assert [line for _ in range(40) for line in slipped(chance)] == []


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_students_who_go_on_from_a_wrong_number_stay_inside(seed: int) -> None:
    chance = Random(f"slipped steps {seed}")
    assert [line for _ in range(100) for line in slipped(chance)] == []


def test_both_arithmetics_give_the_same_ranges() -> None:
    chance = Random("arithmetics of steps")
    for figures in (False, True) * 4:
        sheet = draw_sheet(chance, figures)
        graph = sheet.net.graph()
        (drawn,) = sheet.draw(chance, 1)
        doubles = bounds(graph, in_doubles([drawn]), sheet.rounding)
        digits = bounds(graph, in_digits(drawn), sheet.rounding, arithmetic=DIGITS40)
        for name, there in doubles.items():
            for found, sure in ((there.lo, digits[name].lo), (there.hi, digits[name].hi)):
                assert found.reshape(-1) == pytest.approx(
                    np.asarray(sure, dtype=float).reshape(-1), abs=1e-9
                ), name
