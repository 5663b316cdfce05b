"""A survey's figures are of the variants that are made, and count what was tried."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest
from by_hand import numbers

from quizgen.keys import key_json
from quizgen.sampling.seen import CLEAR
from quizgen.sampling.sets import built_in, read_set
from quizgen.sampling.specs import ProblemSet
from quizgen.sampling.survey import Surveyed, survey
from quizgen.sampling.work import WORK, is_usual
from quizgen.streams import Stream
from quizgen.workflows.variant import Job, Variant, solve_variant
from tests.sampling.planted import PASS, plan

SETS = sorted(built_in())


@cache
def surveyed(name: str, seed: int, conditions: bool = True) -> tuple[Surveyed, ...]:
    return survey(read_set(name), ("variant", f"seed{seed}", str(seed)), conditions)


def assert_fair(one: Surveyed) -> None:
    """Assert that mistakes show, and the work is usual."""
    assert one.broken == ()
    assert all(clearly > CLEAR for clearly in one.shown.values())
    for mistake, other in one.alike:  # only what no numbers tell apart
        assert one.shown[mistake] == pytest.approx(one.shown[other], rel=1e-9)
    assert all(is_usual(np.array(one.work[row]), usual) for row, usual in one.reference.items())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", SETS)
def test_variants_of_the_built_in_sets_are_fair(name: str, seed: int) -> None:
    for one in surveyed(name, seed):
        assert_fair(one)


@pytest.mark.trial
@pytest.mark.parametrize("name", SETS)
def test_a_thousand_variants_are_fair(name: str) -> None:
    the_set = read_set(name)
    for seed in range(1000):
        for one in survey(the_set, ("variant", f"seed{seed}", str(seed))):
            assert_fair(one)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", SETS)
def test_what_is_surveyed_is_what_is_made(name: str, seed: int) -> None:
    job = Job(read_set(name), Variant(f"seed{seed}", seed), None, ())
    key = json.loads(key_json(solve_variant(job)[2]))
    values = {one.subject: one.values for one in surveyed(name, seed)}
    for blank in numbers(key):
        subject = blank.get("network") or blank.get("expression") or blank.get("model")
        at = ",".join(map(str, blank["index"]))
        entry = blank["quantity"] + f"[{at}]" * bool(blank["index"])
        found = values[subject]
        single = found.get(entry, found.get(blank["quantity"]))
        assert single == pytest.approx(blank["value"], rel=1e-11, abs=1e-15)


def test_variants_do_not_depend_on_those_before() -> None:
    seeds = range(4)
    forward = [surveyed("recitation5", seed) for seed in seeds]
    the_set = read_set("recitation5")
    for seed in reversed(seeds):
        again = survey(the_set, ("variant", f"seed{seed}", str(seed)))
        assert [one.values for one in again] == [one.values for one in forward[seed]]
        assert [one.tried for one in again] == [one.tried for one in forward[seed]]


def test_given_numbers_are_reported_on() -> None:
    """The recitation's own biases are 0: nobody can see that they were forgotten."""
    net, *_ = survey(read_set("recitation5", original=True), ("variant", "original", "None"))
    assert net.tried == 1
    assert net.unmet == {}
    assert net.shown["output bias forgotten"] == 0
    assert {"mistakes show", "nothing trivial"} <= set(net.broken)
    assert net.shown["target minus output"] > CLEAR


def test_without_conditions_many_variants_hide_a_mistake() -> None:
    found = [surveyed("backprop-two-layer", seed, conditions=False)[0] for seed in range(12)]
    assert {one.tried for one in found} == {1}
    hiding = [one for one in found if min(one.shown.values()) <= CLEAR]
    assert len(hiding) > 3
    assert all("mistakes show" in one.broken for one in hiding)


def test_naive_numbers_have_what_careful_ones_leave_out() -> None:
    whole = plan(PASS)
    naive, careful = whole.naive(200, Stream(None, "n")), whole.drawn(200, Stream(None, "n"))
    assert {0, 1} <= set(naive.inputs["x"].ravel())
    assert {0, 1}.isdisjoint(careful.inputs["x"].ravel())
    assert 0 in naive.inputs["alpha"]
    assert 0 not in careful.inputs["alpha"]


def test_every_sort_of_work_is_counted() -> None:
    for one in surveyed("recitation5", 0):
        assert set(one.work) == set(WORK)
        assert set(one.reference) in (set(WORK), set())


def test_conditions_can_be_held_against_any_model() -> None:
    """Not layered networks alone: what a recurrent network is asked is judged as well."""
    the_set = _recurrent()
    for seed in range(3):
        (one,) = survey(the_set, ("variant", f"seed{seed}", str(seed)))
        assert one.shown["hidden bias forgotten"] > CLEAR
        assert_fair(one)


def _recurrent() -> ProblemSet:
    raw: dict[str, Any] = {
        "title": "Recurrent",
        "models": {"net": {"type": "rnn"}},
        "problems": [{"kind": "rnn-forward", "model": "net"}],
        "rounding": {"decimals": 5},
    }
    return ProblemSet.model_validate(raw).named("recurrent")
