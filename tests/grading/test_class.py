"""A made class: honest students lose nothing, mistakes are named, and tricks earn nothing."""

import io

import numpy as np
import pytest

from benchmarks.classroom import SORTS, classroom, tasks
from benchmarks.exploits import search, shares, tricks, without_rules
from benchmarks.marked import marked
from benchmarks.marking import RULES, by_rule
from quizgen.grading import Keyring, grade
from quizgen.sampling.sets import built_in, read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

ALL = sorted(set(built_in()) - {"matrix-calculus"})  # which asks no numbers
FEW = 0.005  # of a class of 1,000
FAULTLESS = ("honest", "odd")
PART = 0.05  # of a class of 1,000
FREE = 0.005  # of the points of a sheet's numbers, on average


@pytest.fixture(scope="module")
def asked():
    return tasks("recitation5", 3)


@pytest.fixture(scope="module")
def sheets(asked):
    found = {name: [] for name in SORTS}
    for one in marked(list(classroom(asked, times=PART))):
        found[one.handed.sort].append(one)
    return found


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a mistake may take ln of a negative
def test_every_sort_of_student_is_there(sheets):
    assert all(sheets.values())


@pytest.mark.parametrize("sort", FAULTLESS)
def test_no_honest_answer_is_refused(sheets, sort):
    assert {id: one.marks[id] for one in sheets[sort] for id in one.lost} == {}


def test_a_rule_of_tolerance_refuses_honest_answers(sheets):
    honest = [one.handed for sort in FAULTLESS for one in sheets[sort]]
    for rule in RULES.values():
        assert any(by_rule(rule, one) for one in honest)


@pytest.mark.parametrize("sort", ["one", "hand", "blanks"])
def test_one_mistake_is_named_and_costs_no_more_than_itself(sheets, sort):
    for one in sheets[sort]:
        assert one.is_named, one.handed.made
        assert not one.is_misnamed
        assert one.lost <= one.handed.first


@pytest.mark.parametrize(("sort", "share"), [("two", 0.85), ("beside", 0.8)])
def test_mistakes_that_come_together_are_mostly_named(sheets, sort, share):
    theirs = sheets[sort]
    assert sum(one.is_named for one in theirs) >= share * len(theirs)
    assert not any(one.is_misnamed for one in theirs)


def test_a_slip_costs_itself(sheets):
    refused = sum(len(one.lost & one.innocent) for one in sheets["slip"])
    assert refused <= 0.01 * sum(len(one.innocent) for one in sheets["slip"])


def test_answers_chosen_to_make_the_rest_trivial_earn_next_to_nothing(asked):
    made = list(tricks(asked[:1], together=0))
    zeros, few = made[0], made[::4]
    assert zeros.name == "0 everywhere"
    assert shares([zeros]) == [0]
    assert np.mean(shares(few)) < FREE
    with without_rules():
        assert shares([zeros])[0] > 0.3


@pytest.mark.parametrize("seed", [0, 4, 6])  # where a mistake, or two, make zeros of the first
def test_zeros_in_every_answer_are_no_mistake_that_the_rest_follows_from(seed):
    job = Job(read_set("backprop-two-layer"), Variant(f"seed{seed}", seed), None, ())
    key = solve_variant(job)[2]
    numbers = [blank.id for blank in key.blanks if blank.type == "number"]
    rows = "".join(f"s1,{key.variant},{id},0\n" for id in numbers)
    sheet = io.BytesIO(f"student,variant,blank,answer\n{rows}".encode())
    (paper,) = grade([("zeros.csv", lambda: sheet)], Keyring([key])).papers()
    assert {mark.verdict for mark in paper.marks if mark.blank in numbers} == {"wrong"}


@pytest.mark.trial
@pytest.mark.parametrize("name", ALL)
def test_no_trick_before_any_set_earns_more_than_a_few_points(name):
    for one in search(tasks(name, 2), together=40):
        assert one.mean < 0.02, one
        assert one.most < 0.2, one


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", ALL)
def test_a_class_before_any_set_loses_nothing_for_honest_work(name):
    for one in marked(list(classroom(tasks(name, 1), times=FEW))):
        if one.handed.sort in FAULTLESS:
            assert not one.lost, one.handed.answers
        elif one.handed.made:
            assert one.is_named or one.handed.sort in ("two", "beside"), one.handed.made
