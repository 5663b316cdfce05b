"""The first candidate that all conditions keep is found, and how many met each is counted."""

from collections import Counter

import numpy as np
import pytest

from quizgen.engine import DIGITS40, DOUBLES
from quizgen.sampling.candidates import Candidates
from quizgen.sampling.condition import Condition, Stage
from quizgen.sampling.search import STAGES, Search
from quizgen.streams import Stream
from tests.sampling.planted import PASS, plan

COUNT = 300


def rare(stage: Stage, shift: int) -> Condition:
    """Return a condition that two in three meet, by a candidate's first number and target."""

    def holds(drawn: Candidates) -> np.ndarray:
        alpha = drawn.inputs["alpha"].astype(float)
        return np.asarray((alpha.reshape(drawn.count, -1) @ np.arange(9) + shift) % 3 != 0)

    return Condition("it is so", "because", holds, stage)


CONDITIONS = {stage: rare(stage, i % 2) for i, stage in enumerate(STAGES)}


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_the_first_is_found_and_those_before_are_counted(seed: int, exact: bool) -> None:
    drawn = plan(PASS).drawn(COUNT, Stream(None, "search", str(seed)))
    search = Search(CONDITIONS, exact_ranges=exact)
    found = search.first(drawn)
    tried, unmet = 0, Counter[str]()
    for number in range(COUNT):
        one = drawn.taken(np.array([number]), DOUBLES)
        tried += 1
        failed = [stage for stage in STAGES if not CONDITIONS[stage].holds(one)[0]]
        unmet.update(failed[:1])
        if not failed:
            break
    assert found is not None
    assert found.arithmetic is DIGITS40
    for name, value in found.inputs.items():
        assert np.array_equal(value.astype(float), one.inputs[name])
    assert search.tried == tried
    assert {name: count for name, count in search.unmet.items() if count} == dict(unmet)


def test_no_more_ranges_are_computed_than_allowed() -> None:
    never = {"values": CONDITIONS["values"], "never": rare("ranges", 0)}
    never["never"] = Condition("", "", lambda drawn: np.zeros(drawn.count, bool), "ranges")
    search = Search(never)
    assert search.first(plan(PASS).drawn(COUNT, Stream(None, "search")), most=7) is None
    assert search.ranged == 7
    assert search.unmet["never"] == 7
    assert search.tried == COUNT
    assert search.why().startswith('the condition "never" held for 0 of 7')


def test_what_was_computed_is_taken_along() -> None:
    drawn = plan(PASS).drawn(20, Stream(None, "taken"))
    whole = drawn.ranges["grad:alpha"]
    some = drawn.taken(np.array([3, 17]), DOUBLES)
    assert "values" not in vars(some)
    assert np.array_equal(some.ranges["grad:alpha"].lo, whole.lo[[3, 17]])
    drawn.values["a1"]
    some = drawn.taken(np.array([3, 17]), DOUBLES)
    assert np.array_equal(vars(some)["values"]["a1"], drawn.values["a1"][[3, 17]])
    fresh = drawn.taken(np.array([3, 17]), DIGITS40)
    assert "values" not in vars(fresh)
