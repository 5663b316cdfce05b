"""Every mistake: against a student who makes it by hand, and on the built-in sets."""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from quizgen.engine import (
    DIGITS40,
    MISTAKES,
    OPS,
    Graph,
    Rounding,
    applicable,
    bounds,
    evaluate,
    rewrite,
    update,
)
from quizgen.engine.expressions import expression_graph
from quizgen.engine.networks import Architecture, network_graph
from quizgen.kinds.pose import chosen, numbers_asked
from quizgen.problem import Computed
from quizgen.render.math import mathml
from quizgen.sampling.chance import Chance
from quizgen.sampling.drawing import draw_subjects
from quizgen.sampling.sets import built_in, read_set
from tests.engine.mistaken import (
    TABLES,
    TWINS,
    Case,
    Classifier,
    Formula,
    Network,
    Values,
    cases,
)
from tests.engine.mistaken_descent import Descent
from tests.engine.mistaken_heads import Head, Norm
from tests.engine.mistaken_maps import Maps
from tests.engine.mistaken_steps import Steps

SORTS = (Network, Formula, Classifier, Steps, Descent, Maps, Head, Norm)
HONEST = {sort: sort() for sort in SORTS}
VARIANTS = 4  # of a set, at most, until a mistake shows


def by_hand(mistake: str) -> Iterator[tuple[Case, Values]]:
    """Yield what each student with the mistake has, and what an honest one has there."""
    for student in TWINS[mistake]:
        honest = cases(HONEST[type(student)])
        for case, (_, _, right) in zip(cases(student), honest, strict=True):
            yield case, right


def test_every_mistake_is_made_by_hand() -> None:
    assert all(TWINS.values())
    assert {name for table in TABLES for name in table} == {*MISTAKES}


def test_an_honest_student_by_hand_has_the_graph_s_numbers() -> None:
    for student in HONEST.values():
        for graph, inputs, values in cases(student):
            agree(graph, inputs, values)


def agree(graph: Graph, inputs: Values, values: Values) -> None:
    found = evaluate(graph, inputs)
    for name, value in values.items():
        if name in graph:
            by_hand = np.reshape(value, graph[name].shape)
            assert found[name] == pytest.approx(by_hand, rel=1e-9, abs=1e-12), name


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_rewritten_graph_has_the_numbers_of_a_student_with_the_mistake(
    mistake: str,
) -> None:
    for (graph, inputs, values), _ in by_hand(mistake):
        agree(rewrite(graph, mistake) or graph, inputs, values)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_applies_where_it_changes_a_number(mistake: str) -> None:
    shown: dict[tuple[Graph, tuple[str, ...]], bool] = {}
    for (graph, _, values), right in by_hand(mistake):
        asked = tuple(name for name in values if name in graph)
        differs = any(not np.allclose(values[name], right[name]) for name in asked)
        shown[graph, asked] = shown.get((graph, asked), False) or differs
    assert any(shown.values())
    for (graph, asked), shows in shown.items():
        assert (mistake in applicable_to(graph, asked)) == shows


applicable_to = cache(applicable)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_rewritten_graph_keeps_its_nodes_and_is_read_like_any_other(mistake: str) -> None:
    asked_of = {
        graph: (inputs, tuple(values)) for (graph, inputs, values), _ in by_hand(mistake)
    }
    where = [
        (graph, inputs)
        for graph, (inputs, names) in asked_of.items()
        if mistake in applicable_to(graph, tuple(name for name in names if name in graph))
    ]
    for graph, inputs in dict((where[0], where[-1])).items():
        rewritten = rewrite(graph, mistake)
        assert rewritten is not None
        for node in graph.nodes:
            assert rewritten[node.name].shape == node.shape
            assert rewritten[node.name].symbol == node.symbol
        for at, node in enumerate(rewritten.nodes):
            assert set(node.parents) <= {before.name for before in rewritten.nodes[:at]}
        values, ranges = evaluate(rewritten, inputs), bounds(rewritten, inputs, Rounding(5))
        tied = (n.name for n in rewritten.nodes if n.op in OPS and OPS[n.op].selects)
        tied = (name for name in tied if (ranges[name].lo < ranges[name].hi).any())
        unsure = rewritten.descendants(tied)  # a pooling window without a largest entry
        digits = {name: DIGITS40.array(value) for name, value in inputs.items()}
        sure = evaluate(rewritten, digits, arithmetic=DIGITS40)
        for name, value in values.items():
            exact = np.asarray(sure[name], dtype=float)
            assert value == pytest.approx(exact, rel=1e-9, abs=1e-12), name
            assert (ranges[name].lo <= value + 1e-9).all(), name
            assert (ranges[name].hi >= value - 1e-9).all(), name
            if name in unsure:
                continue
            width = ranges[name].hi - ranges[name].lo
            assert (width < 0.05 * np.maximum(1, np.abs(value).max())).all(), name


@cache
def drawn(name: str, seed: int) -> tuple[tuple[Computed, tuple[str, ...]], ...]:
    """Return what a variant of a built-in set computes, and the nodes asked of each."""
    the_set = read_set(name)
    subjects = draw_subjects(the_set, Chance(None, the_set.name, ("variant", f"{seed}")))
    asked: dict[Computed, dict[str, None]] = {}
    for problem in the_set.problems:
        setting = subjects.setting(problem)
        if isinstance(setting.subject, Computed):
            entries = numbers_asked(chosen(problem.kind, setting, problem.parts))
            asked.setdefault(setting.subject, {}).update(dict.fromkeys(n for n, _ in entries))
    return tuple((subject, tuple(names)) for subject, names in asked.items())


def shows(subject: Computed, asked: tuple[str, ...], mistake: str) -> bool:
    """Say whether a mistake takes an answer out of what is accepted."""
    rewritten = rewrite(subject.graph, mistake)
    assert rewritten is not None
    with np.errstate(all="ignore"):
        wrong = evaluate(rewritten, subject.inputs)
    return any(
        not ((ends.lo <= wrong[name]) & (wrong[name] <= ends.hi)).all()
        for name in asked
        for ends in [subject.solved.ranges[name]]
    )


@pytest.mark.parametrize("name", built_in())
def test_what_applies_to_a_set_changes_an_answer_on_some_variant(name: str) -> None:
    hidden: set[str] = set()
    showing: set[str] = set()
    for seed in range(VARIANTS):
        for subject, asked in drawn(name, seed):
            for mistake in applicable(subject.graph, asked):
                (showing if shows(subject, asked, mistake) else hidden).add(mistake)
        if hidden <= showing:
            break
    assert hidden <= showing


def test_a_mistake_that_shows_nowhere_asked_does_not_apply() -> None:
    net = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error")
    graph = update(network_graph(net), net.parameters)
    assert "half left out of the loss" not in applicable(graph, ["yhat", "grad:alpha"])
    assert "half left out of the loss" in applicable(graph, ["loss"])
    assert "another row of the weights" not in applicable(graph, list(graph.by_name))
    assert applicable(graph, []) == ()
    assert set(applicable(graph, ["step:beta"])) >= {"learning rate left out"}
    assert "gradient taken after the update" not in applicable(graph, ["new:beta"])


def test_what_a_mistake_needs_first_is_computed_first() -> None:
    net = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error")
    graph = update(network_graph(net), net.parameters)
    rewritten = rewrite(graph, "gradient taken after the update")
    assert rewritten is not None
    order = [node.name for node in rewritten.nodes]
    assert order.index("new:beta") < order.index("grad:z1")
    assert {*order} == {*graph.by_name}


def test_two_mistakes_may_be_made_one_after_the_other() -> None:
    net = Architecture((2, 3, 1), ("tanh", "identity"), "half_squared_error")
    graph = network_graph(net)
    inputs = {"x": [1.5, -2], "alpha": [[1, 2, 3], [0.5, 1, -1], [2, 0, 1]],
              "beta": [[1, 2, -1, 3]], "y": 2}  # fmt: skip
    first = rewrite(graph, "target minus output")
    assert first is not None
    second = rewrite(first, "layer's input left out")
    assert second is not None
    honest, wrong = evaluate(graph, inputs), evaluate(second, inputs)
    assert wrong["grad:alpha"][:, 2] == pytest.approx(-honest["grad:a1"])


def test_any_two_mistakes_go_together() -> None:
    graphs = {
        graph: inputs for student in HONEST.values() for graph, inputs, _ in cases(student)
    }
    pairs = 0
    for graph, inputs in list(graphs.items())[::3]:
        for rewritten in filter(None, (rewrite(graph, first) for first in MISTAKES)):
            for second in MISTAKES:
                both = rewrite(rewritten, second)
                assert both is None or set(graph.by_name) <= set(both.by_name)
                if both is not None:
                    evaluate(both, inputs)
                    pairs += 1
    assert pairs > 500


def test_nothing_is_rewritten_where_a_mistake_has_no_place() -> None:
    graph = expression_graph("f", "x*y + x", ["x", "y"])
    assert rewrite(graph, "ReLU the wrong way round") is None
    with pytest.raises(KeyError):
        rewrite(graph, "no such mistake")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_teacher_s_sentence_is_one_and_short(mistake: str) -> None:
    row = MISTAKES[mistake]
    assert len(mistake) <= 45
    assert len(row.summary) <= 80
    assert len(row.sentence) <= 200
    assert row.sentence[0].isupper() or row.sentence.startswith(("ln", "z(", "1 −", "a/b"))
    assert row.sentence.endswith(".")
    assert ". " not in row.sentence
    for letter in "αβŷ":  # a course may have others
        assert letter not in row.sentence
    for tex in re.findall(r"\$(.*?)\$", row.sentence):
        assert mathml(tex)
