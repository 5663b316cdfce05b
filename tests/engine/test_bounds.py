"""The promise: who follows the sheet never leaves the accepted ranges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from math import prod
from random import Random
from typing import Any

import numpy as np
import pytest

from quizgen.engine import (
    DIGITS40,
    OPS,
    Graph,
    Interval,
    Node,
    Rounding,
    Table,
    add_node,
    bounds,
    evaluate,
    update,
)
from quizgen.engine.losses import LOSSES
from quizgen.engine.networks import Architecture, network_graph
from quizgen.kinds.concepts import collapse

from .functions_on_paper import tanh
from .student import BatchStudent, Student, at_place

GUARD = 1e-6  # of a unit: what doubles read as the same number
HIDDEN = ("tanh", "sigmoid", "relu", "identity")
ENTROPIES = ("cross_entropy", "binary_cross_entropy")
CURVED = ("tanh", "sigmoid")
FARTHEST = {"tanh": 9.0, "sigmoid": 9.0, "elu": 9.0, "softplus": 9.0, "gelu": 4.0}
NETWORKS = [  # sizes and activations, the recitation's most often
    *[((2, 3, 1), (hidden, "identity")) for hidden in ("tanh", "tanh", "tanh", *HIDDEN)],
    *[((2, 3, 1), (hidden, out)) for hidden in HIDDEN[:3] for out in HIDDEN[:3]],
    *[((1, 1, 1), (hidden, out)) for hidden in HIDDEN for out in ("identity", "sigmoid")],
    *[((3, 2, 2), (hidden, out)) for hidden in HIDDEN for out in ("identity", "sigmoid")],
    *[((2, 2, 2, 1), (one, two, "identity")) for one in HIDDEN for two in HIDDEN],
    ((2, 2, 2, 1), ("tanh", "tanh", "sigmoid")),
    ((2, 2, 2, 1), ("sigmoid", "relu", "tanh")),
    ((2, 2, 2, 2), ("tanh", "sigmoid", "identity")),
]
ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
TINY = Decimal("1e-25")  # which the default 28 digits of decimals still hold
STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.1"))
RATES = (None, None, *map(Decimal, ("0.01", "0.05", "0.1", "0.5", "1")))


@dataclass(frozen=True)
class Sheet:
    """A network's form, the grid of its numbers, and what the sheet asks to keep.

    `rate` is that of a gradient step, None where none is asked.
    """

    architecture: Architecture
    step: Decimal
    rounding: Rounding
    rate: Decimal | None = None

    def graph(self) -> Graph:
        graph = network_graph(self.architecture)
        return graph if self.rate is None else update(graph, self.architecture.parameters)

    def draw(self, chance: Random, count: int) -> list[dict[str, np.ndarray]]:
        """Draw the inputs of `count` networks between −3 and 3, as decimals.

        None is saturated: a function's value is not 1 in the digits that doubles have.
        """
        most = int(3 / self.step)
        graph = network_graph(self.architecture)

        def numbers(shape: tuple[int, ...]) -> np.ndarray:
            flat = [chance.randint(-most, most) * self.step for _ in range(int(np.prod(shape)))]
            return np.array(flat, dtype=object).reshape(shape)

        def targets(shape: tuple[int, ...]) -> np.ndarray:
            kind = LOSSES[self.architecture.loss].targets
            if kind == "one-hot":
                places = [chance.randrange(shape[-1]) for _ in range(prod(shape[:-1]))]
                rows = [[Decimal(j == at) for j in range(shape[-1])] for at in places]
                return np.array(rows, dtype=object).reshape(shape)
            among = {"0 or 1": (0, 1), "-1 or 1": (-1, 1)}.get(kind)
            if among is None:
                return numbers(shape)
            flat = [Decimal(chance.choice(among)) for _ in range(prod(shape))]
            return np.array(flat, dtype=object).reshape(shape)

        shapes = self.architecture.shapes()
        found: list[dict[str, np.ndarray]] = []
        while len(found) < count:
            drawn = [
                {name: (targets if name == "y" else numbers)(shapes[name]) for name in shapes}
                for _ in range(4 * count)
            ]
            values = evaluate(graph, in_doubles(drawn))
            clear = np.ones(4 * count, dtype=bool)
            for k, f in enumerate(self.architecture.activations, 1):
                if f in FARTHEST:
                    far = np.abs(values[f"a{k}"].reshape(4 * count, -1)).max(axis=1)
                    clear &= far <= FARTHEST[f]
            clear &= self.in_reach(values["yhat"].reshape(4 * count, -1))
            found += [one for one, good in zip(drawn, clear, strict=True) if good]
        rate = {} if self.rate is None else {"eta": np.array(self.rate)}
        return [one | rate for one in found[:count]]

    def in_reach(self, yhat: np.ndarray) -> np.ndarray:
        """Say where an output of which a logarithm is taken has two digits and more."""
        softmax = self.architecture.activations[-1] == "softmax"
        if self.architecture.loss not in ENTROPIES and not softmax:
            return np.ones(len(yhat), dtype=bool)
        least = 10.0 ** (1 - (self.rounding.decimals or 3))
        return np.asarray(((yhat > least) & (yhat < 1 - least)).all(axis=1))


def draw_sheet(chance: Random, figures: bool = False) -> Sheet:
    sizes, activations = chance.choice(NETWORKS)
    loss = chance.choice(("half_squared_error", "squared_error"))
    kept = chance.randint(3, 6)
    table = None
    if "tanh" in activations and chance.random() < 0.6:
        table = tanh_table(kept, chance.choice((ROUND_HALF_UP, ROUND_DOWN)))
    rounding = Rounding(figures=kept, table=table) if figures else Rounding(kept, table)
    architecture = Architecture(sizes, activations, loss)
    return Sheet(architecture, chance.choice(STEPS), rounding, chance.choice(RATES))


def tanh_table(places: int, how: str) -> Table:
    x = range(1, 10)
    printed = tuple(str(at_place(tanh(Decimal(at)), places, how)) for at in x)
    return Table("tanh", tuple(map(float, x)), printed, odd=True)


def student_of(
    sheet: Sheet, drawn: dict[str, np.ndarray], chance: Random, **more: Any
) -> Student:
    table = sheet.rounding.table
    batch = bool(sheet.architecture.rows)
    y = drawn["y"]
    if sheet.architecture.single:
        y = y[:, None] if batch else y[None]
    return (BatchStudent if batch else Student)(
        chance,
        sheet.rounding.figures or sheet.rounding.decimals,
        sheet.architecture.activations,
        sheet.architecture.loss,
        drawn["x"],
        [drawn[name] for name in sheet.architecture.parameters],
        y,
        table.look_ups() if table else {},
        rate=sheet.rate,
        figures=sheet.rounding.figures is not None,
        **more,
    )


def work(
    sheet: Sheet, graph: Graph, drawn: dict[str, np.ndarray], chance: Random, **more: Any
) -> Iterator[tuple[str, tuple[int, ...], Decimal]]:
    """Yield what a student writes: the node, the place in its array, the number."""
    student = student_of(sheet, drawn, chance, **more)
    for (name, index), answer in student.work().items():
        of, _, layer = name.partition(":W")
        if layer:
            name = f"{of}:{sheet.architecture.parameters[int(layer) - 1]}"
        if name not in graph:  # a slope that no sheet names
            continue
        yield name, index[: len(graph[name].shape)], answer


def in_doubles(drawn: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Return the inputs of many networks as one batch."""
    return {name: np.array([one[name] for one in drawn], dtype=float) for name in drawn[0]}


def in_digits(drawn: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: DIGITS40.array(value.astype(str)) for name, value in drawn.items()}


def complaints(
    chance: Random,
    sheets: int,
    networks: int,
    students: int,
    figures: bool = False,
    **more: Any,
) -> Iterator[str]:
    """Yield each answer outside its range, over so many sheets, networks and students each."""
    for _ in range(sheets):
        sheet = draw_sheet(chance, figures)
        graph = sheet.graph()
        drawn = sheet.draw(chance, networks)
        ranges = bounds(graph, in_doubles(drawn), sheet.rounding)
        for at, one in enumerate(drawn):
            for _ in range(students):
                for name, index, answer in work(sheet, graph, one, chance, **more):
                    lo, hi = ranges[name].lo[(at, *index)], ranges[name].hi[(at, *index)]
                    guard = GUARD * 10.0 ** -sheet.rounding.places(answer)
                    if not lo - guard <= float(answer) <= hi + guard:
                        yield f"{sheet}\n{one}\n{name}{index}: {answer} not in [{lo}, {hi}]"


def slipped(chance: Random, figures: bool = False) -> Iterator[str]:
    """Yield what is out of range of a student who has one number wrong and goes on with it."""
    sheet = draw_sheet(chance, figures)
    graph = sheet.graph()
    (drawn,) = sheet.draw(chance, 1)
    names = [node for node in ("a1", "z1", "a2", "yhat", "grad:yhat") if node in graph]
    name = chance.choice(names)
    index = tuple(chance.randrange(n) for n in graph[name].shape or (1,))
    limit = 1.0 if graph[name].op in CURVED else 3.0
    wrong = Decimal(chance.uniform(0, limit))
    typed = np.full(graph[name].shape, np.nan)
    typed[index if graph[name].shape else ()] = at_place(
        wrong, sheet.rounding.places(wrong), ROUND_HALF_UP
    )
    ranges = bounds(graph, drawn_floats(drawn), sheet.rounding, {name: typed})
    for node, at, answer in work(sheet, graph, drawn, chance, slips={(name, index): wrong}):
        lo, hi = ranges[node].lo[at], ranges[node].hi[at]
        guard = GUARD * 10.0 ** -sheet.rounding.places(answer)
        if not lo - guard <= float(answer) <= hi + guard:
            slip = f"{name}{index} = {wrong}"
            yield f"{sheet}\n{drawn}\n{slip}: {node}{at}: {answer} not in [{lo}, {hi}]"


def drawn_floats(drawn: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: value.astype(float) for name, value in drawn.items()}


def test_an_honest_student_stays_inside_the_ranges() -> None:
    assert next(complaints(Random(5), sheets=120, networks=4, students=4), None) is None


def test_an_honest_student_who_keeps_figures_stays_inside_the_ranges() -> None:
    found = complaints(Random("figures"), sheets=60, networks=3, students=4, figures=True)
    assert next(found, None) is None


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(20))
def test_a_hundred_thousand_students_who_keep_figures_stay_inside(seed: int) -> None:
    found = complaints(Random(f"fig {seed}"), sheets=250, networks=5, students=4, figures=True)
    assert next(found, None) is None


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(20))
def test_a_hundred_thousand_honest_students_stay_inside(seed: int) -> None:
    found = complaints(Random(f"trial {seed}"), sheets=250, networks=5, students=4)
    assert next(found, None) is None


def test_a_student_who_goes_on_from_an_own_wrong_number_stays_inside() -> None:
    chance = Random("slips")
    assert [line for _ in range(150) for line in slipped(chance)] == []
    assert [line for _ in range(60) for line in slipped(chance, figures=True)] == []


@pytest.mark.trial
@pytest.mark.parametrize("seed", range(4))
def test_ten_thousand_students_with_a_slip_stay_inside(seed: int) -> None:
    chance = Random(f"slips {seed}")
    assert [line for _ in range(2500) for line in slipped(chance)] == []


@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
@pytest.mark.parametrize("seed", range(25))
def test_the_exact_value_and_what_is_printed_of_it_are_accepted(
    seed: int, figures: bool
) -> None:
    chance = Random(f"exact {seed}")
    sheet = draw_sheet(chance, figures)
    graph = sheet.graph()
    inputs = in_digits(sheet.draw(chance, 1)[0])
    values = evaluate(graph, inputs, arithmetic=DIGITS40)
    ranges = bounds(graph, inputs, sheet.rounding, arithmetic=DIGITS40)
    for node in graph.nodes:
        for index in np.ndindex(*node.shape):
            value = values[node.name][index]
            lo, hi = (
                Decimal(str(end[index])) for end in (ranges[node.name].lo, ranges[node.name].hi)
            )
            exact = Decimal(str(value))
            rounded = at_place(exact, sheet.rounding.places(exact), ROUND_HALF_UP)
            for answer in (exact, rounded, Decimal(sheet.rounding.display(value))):
                assert lo - TINY <= answer <= hi + TINY, (node.name, index)


@pytest.mark.parametrize("figures", [False, True], ids=["decimals", "figures"])
@pytest.mark.parametrize("seed", range(25))
def test_both_arithmetics_give_the_same_ranges(seed: int, figures: bool) -> None:
    chance = Random(f"arithmetics {seed}")
    sheet = draw_sheet(chance, figures)
    graph = sheet.graph()
    (drawn,) = sheet.draw(chance, 1)
    doubles = bounds(graph, drawn_floats(drawn), sheet.rounding)
    digits = bounds(graph, in_digits(drawn), sheet.rounding, arithmetic=DIGITS40)
    for name, there in doubles.items():
        for found, sure in ((there.lo, digits[name].lo), (there.hi, digits[name].hi)):
            assert found == pytest.approx(np.asarray(sure, dtype=float), abs=1e-9), name


def test_networks_in_a_batch_have_the_ranges_that_each_has_alone() -> None:
    chance = Random("batch")
    for figures in [False] * 8 + [True] * 4:
        sheet = draw_sheet(chance, figures)
        graph = sheet.graph()
        drawn = sheet.draw(chance, 6)
        batch = {name: v.reshape(2, 3, *v.shape[1:]) for name, v in in_doubles(drawn).items()}
        together = bounds(graph, batch, sheet.rounding)
        for at, one in zip(np.ndindex(2, 3), drawn, strict=True):
            for name, alone in bounds(graph, drawn_floats(one), sheet.rounding).items():
                np.testing.assert_array_equal(together[name].lo[at], alone.lo)
                np.testing.assert_array_equal(together[name].hi[at], alone.hi)


RECITATION = {
    "x": [1, 2],
    "alpha": [[0, 1, 2], [2, 1, 0], [0, 2, 0]],
    "beta": [[0, 1, 2, 2]],
    "y": 3,
}


def recitation(overrides: dict[str, Any]) -> dict[str, Interval]:
    graph = network_graph(Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error"))
    return bounds(graph, RECITATION, Rounding(5, tanh_table(5, ROUND_DOWN)), overrides)


def test_an_array_overrides_entries_give_or_take_a_unit() -> None:
    before, after = recitation({}), recitation({"z1": [np.nan, 0.5, np.nan]})
    assert after["z1"].lo == pytest.approx([before["z1"].lo[0], 0.49999, before["z1"].lo[2]])
    assert after["z1"].hi == pytest.approx([before["z1"].hi[0], 0.50001, before["z1"].hi[2]])
    assert after["a1"].lo == pytest.approx(before["a1"].lo)
    # ŷ = z₁ + 2 z₂ + 2 z₃, each term exact at the fifth place
    assert after["yhat"].lo == pytest.approx(0.9999 + 2 * 0.49999 + 2 * 0.96402)
    assert after["yhat"].hi == pytest.approx(0.99991 + 2 * 0.50001 + 2 * 0.96403)


def test_an_interval_overrides_as_it_is() -> None:
    after = recitation({"yhat": Interval(np.asarray(4.5), np.asarray(4.75))})
    assert (after["yhat"].lo, after["yhat"].hi) == (4.5, 4.75)
    assert (after["grad:yhat"].lo, after["grad:yhat"].hi) == (1.5, 1.75)
    assert (after["grad:beta"].lo[0, 0], after["grad:beta"].hi[0, 0]) == (1.5, 1.75)
    assert (after["grad:z1"].lo[1], after["grad:z1"].hi[1]) == (3.0, 3.5)


def test_what_was_written_is_multiplied_as_it_stands() -> None:
    written = np.array([0.1, 0.2, 0.3])
    after = recitation({"grad:a1": Interval(written, written)})
    for end in (after["grad:alpha"].lo, after["grad:alpha"].hi):
        assert end == pytest.approx(np.outer(written, [1, 1, 2]))


PLACES = 3
A_LOG = [((1.0, 3.0), 0.5)]
A_SLOPE = [((-3.0, 3.0), 4.0), ((-3.0, -1.0), 0.5)]
A_POWER = [((1.0, 3.0), 0.9), ((-2.0, 3.0), 2.0)]
DOMAINS = {  # of a row's operands where not every number will do: centres, widest range
    "log": A_LOG,
    "log10": A_LOG,
    "log2": A_LOG,
    "exponent_slope": [((-3.0, 3.0), 2.0), ((1.0, 3.0), 0.5)],
    "quotient": [((-3.0, 3.0), 4.0), ((1.0, 3.0), 0.5)],
    "quotient_slope": A_SLOPE,
    "quotient_slope_positive": A_SLOPE,
    "quotient_slope_unsquared": A_SLOPE,
    "power": A_POWER,
    "power_slope": A_POWER,
    "power_lowered": A_POWER,
    "tanh_slope": [((-0.5, 0.5), 0.4)],
    "sigmoid_slope": [((0.4, 0.6), 0.4)],
    "corrected": [((-3.0, 3.0), 2.0), ((0.3, 0.7), 0.2), ((1.0, 3.0), 0.5)],
    "adam_step": [((0.1, 1.0), 0.1), ((-3.0, 3.0), 2.0), ((1.0, 3.0), 0.5)],
    "central_difference": [((-3.0, 3.0), 2.0), ((-3.0, 3.0), 2.0), ((1.0, 3.0), 0.5)],
}
SHARE, TARGET = ((0.3, 0.7), 0.3), ((0.0, 1.0), 0.0)
DOMAINS |= {
    "leaky_relu": [((-5.0, 5.0), 6.0), ((0.1, 0.2), 0.0)],
    "leaky_relu_slope": [((-5.0, 5.0), 6.0), ((0.1, 0.2), 0.0)],
    "elu_slope": [((-0.5, 3.0), 0.5)],
    **{
        op: [SHARE, TARGET]
        for op in (
            *("binary_cross_entropy", "binary_cross_entropy_slope", "sigmoid_surplus"),
            *("cross_entropy", "cross_entropy_slope", "binary_cross_entropy_exchanged"),
            *("cross_entropy_log2", "binary_cross_entropy_log2"),
            *("cross_entropy_log10", "binary_cross_entropy_log10"),
        )
    },
    "mean_difference": [((-5.0, 5.0), 6.0), ((-5.0, 5.0), 6.0), ((2.0, 4.0), 0.0)],
    "mean_squared_error": [((-5.0, 5.0), 6.0), ((-5.0, 5.0), 6.0), ((2.0, 4.0), 0.0)],
    "shares": [((-5.0, 5.0), 6.0), ((2.0, 8.0), 0.0)],
    **{op: [((1.0, 9.0), 1.0)] for op in ("inverse_root", "inverse")},
    **{
        op: [((-5.0, 5.0), 1.0), ((-5.0, 5.0), 1.0), ((2.0, 4.0), 1.0), ((0.0, 0.1), 0.0)]
        for op in ("normalised", "normalised_uncentred", "normalised_by_variance")
    },
    **{
        op: [((-5.0, 5.0), 6.0), ((-5.0, 5.0), 6.0), ((3.0, 5.0), 0.0)]
        for op in ("variance", "variance_unbiased")
    },
}
ANYWHERE = ((-5.0, 5.0), 6.0)


@pytest.mark.parametrize(
    "op",
    [
        name
        for name, row in OPS.items()
        if row.arity and row.form != "array" and not re.search("[a-z]", row.subscripts)
    ],
)
def test_a_row_bounds_what_it_gives_for_every_point_of_a_range(op: str) -> None:
    row, chance = OPS[op], Random(op)
    operands = max(row.arity, 3 * (row.arity < 0))
    names = tuple(f"p{i}" for i in range(operands))
    graph = Graph(tuple(Node(name, name, "input", (), ()) for name in names))
    graph = add_node(graph, "out", "o", op, names)
    domains = DOMAINS.get(op, [ANYWHERE] * operands)
    for _ in range(120):
        given, points = {}, []
        for name, ((low, high), widest) in zip(names, domains, strict=True):
            centre, half = (
                chance.uniform(low, high),
                chance.choice((0.0, 0.001, chance.uniform(0, widest) / 2)),
            )
            lo, hi = round(centre - half, PLACES), round(centre + half, PLACES)
            given[name] = Interval(np.asarray(lo), np.asarray(hi))
            points.append([lo, hi, *(chance.uniform(lo, hi) for _ in range(6))])
        ranges = bounds(graph, dict.fromkeys(names, 0.0), Rounding(PLACES), given)
        lo, hi = float(ranges["out"].lo), float(ranges["out"].hi)
        for _ in range(20):
            point = {name: chance.choice(ps) for name, ps in zip(names, points, strict=True)}
            value = Decimal(f"{evaluate(graph, point)['out']:.12f}")
            for answer in (value, *(at_place(value, PLACES, how) for how in ROUNDINGS)):
                assert lo - GUARD <= float(answer) <= hi + GUARD, (point, given)


@pytest.mark.parametrize(
    ("base", "exponent", "lowest", "highest"),
    [((-1, 2), 2, 0, 4), ((-2, 1), 3, -8, 1), ((-2, -1), 2, 1, 4), ((2, 4), -1, 0.25, 0.5)],
)
def test_a_whole_power_is_bounded_where_the_base_changes_its_sign(
    base: tuple[float, float], exponent: int, lowest: float, highest: float
) -> None:
    graph = Graph(tuple(Node(name, name, "input", (), ()) for name in "be"))
    graph = add_node(graph, "p", "p", "power", ("b", "e"))
    given = Interval(np.asarray(float(base[0])), np.asarray(float(base[1])))
    power = bounds(graph, {"b": 1.0, "e": float(exponent)}, Rounding(4), {"b": given})["p"]
    assert (float(power.lo), float(power.hi)) == (lowest, highest)


@pytest.mark.parametrize("order", ["from the input", "from the output", "either"])
@pytest.mark.parametrize("decimals", [2, 4])
def test_collapsed_layers_may_be_multiplied_in_any_order(order: str, decimals: int) -> None:
    chance = Random(f"collapse {order} {decimals}")
    scale = Decimal(1).scaleb(-decimals)
    for sizes in ((2, 2, 2, 1), (2, 3, 2, 2), (1, 2, 2, 2, 1)):
        activations = ("tanh",) * (len(sizes) - 2) + ("identity",)
        graph = collapse(network_graph(Architecture(sizes, activations, "squared_error")))
        inputs = {
            node.name: np.array([chance.randint(-30, 30) / 10 for _ in range(prod(node.shape))])
            for node in graph.nodes
            if node.op == "input"
        }
        inputs = {name: values.reshape(graph[name].shape) for name, values in inputs.items()}
        ranges = bounds(graph, inputs, Rounding(decimals))["collapsed"]
        layers = [
            np.vectorize(lambda v: Decimal(str(v)), otypes=[object])(values)
            for name, values in inputs.items()
            if name not in "xy"
        ]
        top = [np.array([[Decimal(j == 0) for j in range(m.shape[1])]]) for m in layers]
        factors = [np.vstack(pair) for pair in zip(top, layers, strict=True)][:-1] + layers[-1:]

        def times(left: Any, right: Any) -> Any:
            def entry(i: int, j: int) -> Decimal:
                terms = [left[i, k] * right[k, j] for k in range(right.shape[0])]
                way = chance.choice((ROUND_HALF_UP, ROUND_DOWN))
                return sum((term.quantize(scale, way) for term in terms), Decimal(0))

            rows, columns = range(left.shape[0]), range(right.shape[1])
            return np.array([[entry(i, j) for j in columns] for i in rows], dtype=object)

        for _ in range(40):
            rest = list(factors)
            while len(rest) > 1:
                last = len(rest) - 2
                at = {"from the input": 0, "from the output": last}.get(
                    order, chance.randint(0, last)
                )
                rest[at : at + 2] = [times(rest[at + 1], rest[at])]
            for index in np.ndindex(*ranges.lo.shape):
                low, high = ranges.lo[index] - 1e-9, ranges.hi[index] + 1e-9
                assert low <= float(rest[0][index]) <= high, (sizes, order, index)
