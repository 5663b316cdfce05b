"""Attention and layer normalisation: loops by hand, and honest students in the ranges."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
import pytest

from quizgen.engine import DIGITS40, Graph, Rounding, bounds, evaluate, steps
from quizgen.engine.models.attention import Attention
from quizgen.engine.models.normalisation import LayerNorm

from .attention_student import Answers, Hand

CASES, GUARD, FARTHEST = 1000, 1e-6, 9.0
HEADS = [
    Attention(*sizes, projected=projected, mask=mask)
    for sizes in ((2, 2, 2, 2), (3, 2, 2, 2), (3, 3, 4, 1), (2, 1, 3, 2), (4, 2, 1, 3))
    for projected in (True, False)
    for mask in (False, True)
]
NORMS = [LayerNorm(4), LayerNorm(3, "0.1"), LayerNorm(7, "0")]
STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.25"))


def attended(head: Attention, given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of many heads, token by token."""
    values = {} if head.projected else {name: given[name] for name in "QKV"}
    for name in "QKV" if head.projected else "":
        values[name] = np.einsum("cni,cij->cnj", given["X"], given[f"W{name}"])
    Q, K, V = (values[name] for name in "QKV")
    tokens = range(head.tokens)
    S = np.zeros((len(Q), head.tokens, head.tokens))
    P, O = np.zeros_like(S), np.zeros((len(Q), head.tokens, head.values))  # noqa: E741
    for n in tokens:
        for m in tokens:
            S[:, n, m] = (Q[:, n] * K[:, m]).sum(axis=1) / np.sqrt(head.keys)
        seen = range(n + 1 if head.mask else head.tokens)
        total = sum(np.exp(S[:, n, m]) for m in seen)
        for m in seen:
            P[:, n, m] = np.exp(S[:, n, m]) / total
            O[:, n] += P[:, n, m, None] * V[:, m]
    return {**values, "S": S, "P": P, "O": O}


def normalised(norm: LayerNorm, given: dict[str, Any]) -> dict[str, Any]:
    """Return the values of many layer normalisations."""
    x = given["x"]
    mean, variance = np.mean(x, axis=1), np.var(x, axis=1)
    normal = (x - mean[:, None]) / np.sqrt(variance[:, None] + float(norm.epsilon))
    y = given["gamma"] * normal + given["beta"]
    return {"mean": mean, "variance": variance, "normalised": normal, "y": y}


def by_hand(model: Any, given: dict[str, Any]) -> dict[str, Any]:
    return (attended if isinstance(model, Attention) else normalised)(model, given)


def inputs_of(graph: Graph) -> dict[str, tuple[int, ...]]:
    return {node.name: node.shape for node in graph.nodes if node.op == "input"}


@pytest.mark.parametrize("model", HEADS + NORMS, ids=str)
def test_values_are_those_of_loops_by_hand(model: Any) -> None:
    graph, rng = model.graph(), np.random.default_rng(5)
    given = {n: rng.uniform(-2, 2, (CASES, *s)) for n, s in inputs_of(graph).items()}
    values = evaluate(graph, given)
    for name, value in by_hand(model, given).items():
        assert values[name] == pytest.approx(value, rel=1e-9, abs=1e-9), name
    digits = {n: DIGITS40.array(v[0]) for n, v in given.items()}
    for name, sure in evaluate(graph, digits, arithmetic=DIGITS40).items():
        exact = np.asarray(sure, dtype=float)
        assert np.broadcast_to(values[name], (CASES, *exact.shape))[0] == pytest.approx(exact)


def test_a_softmax_of_large_scores_neither_overflows_nor_cancels() -> None:
    head = Attention(3, 1, 1, 1, projected=False, mask=True)
    given = {"Q": [[40.0], [-40], [40]], "K": [[20.0], [19], [-20]], "V": [[1.0], [2], [3]]}
    with np.errstate(over="raise"):
        values = evaluate(head.graph(), given)
    digits = {name: DIGITS40.array(value) for name, value in given.items()}
    sure = evaluate(head.graph(), digits, arithmetic=DIGITS40)
    for name in ("P", "O"):
        exact = np.asarray(sure[name], dtype=float)
        assert values[name] == pytest.approx(exact, rel=1e-12, abs=1e-300)
    assert (values["P"][np.triu_indices(3, 1)] == 0).all()


def drawn(chance: Random, model: Any, count: int) -> list[dict[str, np.ndarray]]:
    """Return inputs between −2 and 2, as decimals, of so many models; none is saturated."""
    step = chance.choice(STEPS)
    most, graph = int(2 / step), model.graph()

    def numbers(shape: tuple[int, ...]) -> np.ndarray:
        flat = [chance.randint(-most, most) * step for _ in range(int(np.prod(shape)))]
        return np.array(flat, dtype=object).reshape(shape)

    found: list[dict[str, np.ndarray]] = []
    while len(found) < count:
        one = {name: numbers(shape) for name, shape in inputs_of(graph).items()}
        values = evaluate(graph, {name: value.astype(float) for name, value in one.items()})
        if np.abs(values.get("S", 0)).max() <= FARTHEST and values.get("variance", 1) > 0:
            found.append(one)
    return found


def paper(model: Any, given: dict[str, np.ndarray], hand: Hand) -> Answers:
    if isinstance(model, Attention):
        return hand.attend(model, given)
    return hand.normalise(given, Decimal(model.epsilon))


def complaints(
    chance: Random, models: int, draws: int, students: int, figures: bool = False
) -> Iterator[str]:
    """Yield each answer outside its range, over so many models, draws and students each."""
    for _ in range(models):
        model = chance.choice(HEADS + NORMS)
        kept = chance.randint(3, 6)
        rounding = Rounding(figures=kept) if figures else Rounding(kept)
        graph, given = model.graph(), drawn(chance, model, draws)
        batch = {name: np.array([one[name] for one in given], dtype=float) for name in given[0]}
        ranges = bounds(graph, batch, rounding)
        for at, one in enumerate(given):
            for _ in range(students):
                for (name, index), answer in paper(
                    model, one, Hand(chance, kept, figures)
                ).items():
                    accepted = ranges[name]
                    lo, hi = accepted.lo[(at, *index)], accepted.hi[(at, *index)]
                    guard = GUARD * 10.0 ** -rounding.places(answer)
                    if not lo - guard <= float(answer) <= hi + guard:
                        where = f"{model} {rounding}\n{one}\n{name}{index}"
                        yield f"{where}: {answer}: [{lo}, {hi}]"


@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
def test_an_honest_student_stays_inside_the_ranges(figures: bool) -> None:
    found = complaints(Random(f"honest {figures}"), 20 if figures else 60, 5, 6, figures)
    assert next(found, None) is None


@pytest.mark.trial
@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
@pytest.mark.parametrize("seed", range(10))
def test_many_honest_students_stay_inside_the_ranges(seed: int, figures: bool) -> None:
    found = complaints(Random(f"trial {seed}"), 100 if figures else 400, 5, 10, figures)
    assert next(found, None) is None


@pytest.mark.parametrize("model", HEADS + NORMS, ids=str)
def test_both_arithmetics_give_the_same_ranges_and_these_hold_the_value(model: Any) -> None:
    chance = Random(f"{model}")
    (given,) = drawn(chance, model, 1)
    rounding = Rounding(chance.randint(3, 6))
    doubles = bounds(model.graph(), {n: v.astype(float) for n, v in given.items()}, rounding)
    exact = {name: DIGITS40.array(value.astype(str)) for name, value in given.items()}
    digits = bounds(model.graph(), exact, rounding, arithmetic=DIGITS40)
    values = evaluate(model.graph(), exact, arithmetic=DIGITS40)
    for name, there in doubles.items():
        for found, sure in ((there.lo, digits[name].lo), (there.hi, digits[name].hi)):
            assert found == pytest.approx(np.asarray(sure, dtype=float), abs=1e-9), name
        assert np.all(digits[name].lo <= values[name]), name
        assert np.all(digits[name].hi >= values[name]), name


def test_what_a_mask_hides_is_exactly_zero() -> None:
    head = Attention(3, 2, 2, 2, projected=False, mask=True)
    rng = np.random.default_rng(2)
    given = {n: rng.uniform(-2, 2, (50, *s)) for n, s in inputs_of(head.graph()).items()}
    ranges = bounds(head.graph(), given, Rounding(4))["P"]
    for n, m in ((0, 1), (0, 2), (1, 2)):
        assert (ranges.lo[:, n, m] == 0).all()
        assert (ranges.hi[:, n, m] == 0).all()
    assert (ranges.lo[:, 0, 0] == 1).all()


def test_a_causal_softmax_is_worked_up_to_the_diagonal_and_the_scale_by_its_root() -> None:
    head = Attention(2, 2, 2, 1, projected=False, mask=True)
    given = {"Q": [[1, 2], [2, 0]], "K": [[1, 0], [0, 1]], "V": [[1], [2]]}
    graph = head.graph()
    values = evaluate(graph, {n: DIGITS40.array(v) for n, v in given.items()}, None, DIGITS40)
    found = steps(graph, values, Rounding(2), [("S", None), ("P", None)])
    rights = {step.left: step.rights for step in found}
    assert (
        rights[r"\mathbf{S}"][0] == r"\frac{1}{\sqrt{d_k}} \, \mathbf{Q} \, \mathbf{K}^{\top}"
    )
    assert rights[r"\mathbf{S}"][1].startswith(r"\frac{1}{\sqrt{2}} \cdot \left[")
    assert r" 2.03 & 0 " in rights[r"e^{\mathbf{S}}"][0]
    assert r" 4.11 & 1" in rights[r"e^{\mathbf{S}}"][0]
    assert r" 5.11 " in rights[r"\mathbf{s}"][0]


def test_mean_and_variance_are_worked_term_by_term() -> None:
    given = {"x": [1, -2, 4], "gamma": [1, 1, 1], "beta": [0, 0, 0]}
    graph = LayerNorm(3).graph()
    values = evaluate(graph, {n: DIGITS40.array(v) for n, v in given.items()}, None, DIGITS40)
    mean, variance = steps(graph, values, Rounding(2), [("mean", None), ("variance", None)])
    assert mean.rights == (r"\tfrac{1}{d} \sum_{i} x_{i}", r"\tfrac{1}{3} (1 - 2 + 4)", "1")
    squares = r"\tfrac{1}{3} (1 - 1)^2 + \tfrac{1}{3} (-2 - 1)^2 + \tfrac{1}{3} (4 - 1)^2"
    assert variance.rights == (r"\tfrac{1}{d} \sum_{i} (x_{i} - \mu)^2", squares, "6")
