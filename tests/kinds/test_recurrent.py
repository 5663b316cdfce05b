"""Recurrent networks on the page: drawn as they should be, solved as by hand, worked once."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from by_hand import work_model

from quizgen.document import Derivation, Figure, Line, Solution, Text
from quizgen.drawings import ComputationGraph
from quizgen.engine import symbols
from quizgen.keys import key_json
from quizgen.kinds.worked import once
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.kinds.test_kinds import within

HEAD = 'title = "Steps"\n[rounding]\ndecimals = 5\n[models.m]\ntype = "rnn"\n'
BACKWARD = '[[problems]]\nkind = "rnn-backward"\n'


def solved(path: Path, text: str = "", seed: int = 1) -> Any:
    name = "rnn"
    if text:
        name = str(path / "steps.toml")
        Path(name).write_text(text, encoding="utf-8")
    return solve_variant(Job(read_set(name), Variant(f"seed{seed}", seed), None, ()))


@pytest.mark.parametrize("seed", range(1, 26))
def test_a_drawn_variant_is_what_it_is_by_hand(seed: int, tmp_path: Path) -> None:
    data = json.loads(key_json(solved(tmp_path, seed=seed)[2]))
    values = {name: work_model(model) for name, model in data["models"].items()}
    assert len(data["blanks"]) == 68
    for blank in data["blanks"]:
        by_hand = np.ravel(values[blank["model"]][blank["quantity"]])
        shape = np.shape(values[blank["model"]][blank["quantity"]])
        place = np.ravel_multi_index(tuple(blank["index"]), shape) if blank["index"] else 0
        assert blank["value"] == pytest.approx(by_hand[place], rel=1e-9, abs=1e-11), blank["id"]
        assert abs(blank["value"]) > 1e-9
        low, high = blank["accept"]
        most = 0.0501 * abs(blank["value"])
        assert max(high - blank["value"], blank["value"] - low) <= most, blank["id"]


@pytest.mark.parametrize(
    ("units", "state"),
    [
        (1, r"\hat{\mathbf{h}}^{(2)} = [1, h_{1}^{(2)}]"),
        (2, r"\hat{\mathbf{h}}^{(2)} = [1, h_{1}^{(2)}, h_{2}^{(2)}]"),
        (4, r"\hat{\mathbf{h}}^{(2)} = [1, h_{1}^{(2)}, \dots, h_{4}^{(2)}]"),
    ],
)
def test_the_sheet_says_what_a_hat_is(units: int, state: str, tmp_path: Path) -> None:
    text = f'{HEAD}units = {units}\n[[problems]]\nkind = "rnn-forward"\n'
    said = " ".join(one.content for one in within(solved(tmp_path, text)[0], Text))
    assert state in said
    assert r"\hat{\mathbf{x}}^{(t)} = [1, x_1^{(t)}, x_2^{(t)}]" in said


def test_no_two_seeds_draw_the_same_numbers(tmp_path: Path) -> None:
    drawn = {str(solved(tmp_path, seed=seed)[2].models) for seed in range(1, 31)}
    assert len(drawn) == 30


def test_given_numbers_are_worked_as_on_paper(tmp_path: Path) -> None:
    """U = [1, 2], W = 3, V = [−1, 2], x = 0.5 and −1, y = 4, no activation."""
    numbers = "x1 = [0.5], x2 = [-1], U = [[1, 2]], W = [[3]], V = [[-1, 2]], y = 4"
    shape = 'inputs = 1\nunits = 1\nactivation = "identity"\n'
    forward = '[[problems]]\nkind = "rnn-forward"\n'
    text = f"{HEAD}{shape}numbers = {{{numbers}}}\n{forward}{BACKWARD}"
    key = solved(tmp_path, text)[2]
    assert {blank.id: float(blank.display) for blank in key.blanks} == {
        "rnn-forward.h1[1]": 2, "rnn-forward.h2[1]": 5, "rnn-forward.yhat": 9,
        "rnn-forward.loss": 12.5, "rnn-backward.dyhat": 5, "rnn-backward.dh2[1]": 10,
        "rnn-backward.dh1[1]": 30, "rnn-backward.dU2[1,0]": 10, "rnn-backward.dU2[1,1]": -10,
        "rnn-backward.dU1[1,0]": 30, "rnn-backward.dU1[1,1]": 15, "rnn-backward.dV[0]": 5,
        "rnn-backward.dV[1]": 25, "rnn-backward.dW[1,1]": 20, "rnn-backward.dU[1,0]": 40,
        "rnn-backward.dU[1,1]": 5,
    }  # fmt: skip


@pytest.mark.parametrize("parts", ["", 'parts = ["weights"]\n', 'parts = ["contributions"]\n'])
def test_the_key_works_every_gradient_once(parts: str, tmp_path: Path) -> None:
    key = solved(tmp_path, f"{HEAD}steps = 3\n{BACKWARD}{parts}")[1]
    lefts = [line.left for one in within(key, Solution) for line in within(one, Line)]
    worked = [left for left in lefts if left]
    assert len(set(worked)) == len(worked)
    by = {left.rpartition(r"\partial ")[2] for left in worked if r"\partial \ell" in left}
    assert {rf"\mathbf{{a}}^{{({t})}}}}" for t in (1, 2, 3)} <= by
    assert {rf"\mathbf{{W}}^{{({t})}}}}" for t in (2, 3)} <= by
    assert (r"\mathbf{U}}" in by) == ("contributions" not in parts)


def test_a_sum_over_the_steps_names_each_of_them(tmp_path: Path) -> None:
    key = solved(tmp_path, f"{HEAD}steps = 4\n{BACKWARD}")[1]
    (total,) = [
        line.right for line in within(key, Line) if line.left.endswith(r"\partial \mathbf{U}}")
    ]
    copies = [symbols.derivative(r"\ell", rf"\mathbf{{U}}^{{({t})}}") for t in range(1, 5)]
    assert total == " + ".join(copies)


def test_a_step_is_left_out_where_it_was_worked_before() -> None:
    first, again = Line("a", "1 + 1"), Line("b", "a")
    blocks = (Derivation((first, Line("", "2"))), Text("so"))
    seen: set[tuple[Line, ...]] = set()
    assert once(blocks, seen) == blocks
    assert once((*blocks, Derivation((first, Line("", "2"), again))), seen) == (
        Text("so"),
        Derivation((again,)),
    )


def test_the_figure_has_the_steps_side_by_side(tmp_path: Path) -> None:
    handout = solved(tmp_path, f"{HEAD}steps = 3\n{BACKWARD}")[0]
    (figure,) = within(handout, Figure)
    assert isinstance(figure.drawing, ComputationGraph)
    weights = {vertex.name: vertex.value for vertex in figure.drawing.vertices}
    assert weights == {
        **dict.fromkeys(("x1", "x2", "x3"), r"\mathbf{U}"),
        "h1": r"\mathbf{W}", "h2": r"\mathbf{W}", "h3": r"\mathbf{V}", "yhat": "",
    }  # fmt: skip
    assert {*figure.drawing.edges} == {
        ("x1", "h1"), ("x2", "h2"), ("x3", "h3"), ("h1", "h2"), ("h2", "h3"), ("h3", "yhat"),
    }  # fmt: skip
