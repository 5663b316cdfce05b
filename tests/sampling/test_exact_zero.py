"""What is 0 in 40 digits, and a last bit in doubles, is divided by in neither."""

from pathlib import Path

import numpy as np

from quizgen.engine import DIGITS40
from quizgen.sampling.condition import Condition
from quizgen.sampling.sets import read_set
from quizgen.sampling.usual import kept_by
from quizgen.streams import Stream
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.sampling.planted import PASS, plan

# Targets such as 0.3 = 0.1 + 0.1·2 are met exactly; a step of Adam divides by that gradient.
EXACT = """title = "Adam, met exactly"
[networks.net]
inputs = 1
hidden = []
outputs = 1
learning_rate = 0.1
optimizer = {name = "adam", beta1 = 0.9, beta2 = 0.999}
weights = {low = 0.1, high = 0.3, step = 0.1}
input = {low = -3, high = 3}
[[problems]]
kind = "update-step"
network = "net"
"""


def test_a_set_whose_gradient_may_be_0_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "exact.toml").write_text(EXACT)
    the_set = read_set(str(tmp_path / "exact.toml"))
    _, _, key = solve_variant(Job(the_set, Variant("seed3", 3), None, ()))
    assert all(np.isfinite(blank.value) for blank in key.blanks)


def test_one_that_divides_by_0_costs_no_other() -> None:
    drawn = plan(PASS).drawn(6, Stream(None, "exact zero"))
    exact = drawn.taken(np.arange(6), DIGITS40)
    first = exact.inputs["alpha"].reshape(6, -1)[:, 0]
    assert len({*first}) > 1

    def holds(some: object) -> np.ndarray:
        theirs = some.inputs["alpha"].reshape(some.count, -1)[:, 0]  # type: ignore[attr-defined]
        return np.array([1 / (one - first[0]) != 0 for one in theirs], dtype=bool)

    kept = kept_by({"it": Condition("it divides", "", holds)}, exact, "values")
    assert kept.tolist() == [n for n in range(6) if first[n] != first[0]]
