"""Answers are followed through; what an earlier answer made trivial earns nothing."""

import numpy as np
import pytest

from quizgen.engine.mistakes import applicable, rewrite
from tests.grading import sample
from tests.grading.class_of import earned, inputs, marked, numbers, sheet, solved, values
from tests.grading.whole import grade

SEEDS = range(3)
AFTER_A_SLIP = "follows from your own earlier answers"


def not_earning(marks, blanks):
    return {b.id: marks[b.id].verdict for b in blanks if not marks[b.id].points}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("place", range(3))
def test_a_slip_costs_its_own_blank_and_no_other(seed, place):
    key = solved("recitation5", seed)
    slipped = np.full(3, np.nan)
    slipped[place] = values(key)["z1"][place] + 0.1234
    marks = marked(key, sheet(key, values(key, z1=slipped)))
    assert not_earning(marks, numbers(key)) == {f"forward.z[{place + 1}]": "wrong"}
    after = marks["forward.yhat"]
    assert (after.verdict, after.note) == ("carried", AFTER_A_SLIP)


def test_a_slip_is_carried_where_a_step_was_trivial_anyway():
    """The recitation's β₀ = 0 hides a forgotten bias; that is not held against a student."""
    key = solved("recitation5", 0, original=True)
    slipped = [values(key)["z1"][0] - 0.2, np.nan, np.nan]
    marks = marked(key, sheet(key, values(key, z1=slipped)))
    assert set(not_earning(marks, numbers(key))) == {"forward.z[1]"}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_output_that_turns_products_into_copies_carries_none_of_them(seed):
    """ŷ = y + 1 makes ∂ℓ/∂ŷ = 1: every later product is a copy of its other factor."""
    key = solved("recitation5", seed)
    marks = marked(key, sheet(key, values(key, yhat=inputs(key)["y"] + 1)))
    after = ("backward-vector.dbeta", "backward-vector.dz")
    copies = [b for b in numbers(key) if b.id.startswith(after)]
    assert {marks[b.id].verdict for b in copies} == {"wrong"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("number", ["0", "1"])
def test_one_number_everywhere_earns_next_to_nothing(seed, number):
    key = solved("recitation5", seed)
    asked = numbers(key)
    right = {b.id for b in asked if b.display == number}
    marks = marked(key, {b.id: number for b in asked})
    assert {b.id for b in asked if marks[b.id].points} == right


@pytest.mark.parametrize("seed", SEEDS)
def test_another_variant_s_sheet_earns_what_is_right_by_accident(seed):
    key, other = solved("recitation5", seed), solved("recitation5", seed + 50)
    answers = {b.id: b.display for b in other.blanks if b.display}
    asked = numbers(key)
    marks = marked(key, {b.id: answers.get(b.id, "") for b in asked})
    assert {marks[b.id].verdict for b in asked} <= {"correct", "wrong", "blank"}
    assert earned(marks, asked) < 0.15


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mistake_is_named_and_charged_once(seed):
    key = solved("recitation5", seed)
    graph, asked = key.graphs["net"], numbers(key)
    right = values(key)
    quantities = tuple(dict.fromkeys(b.quantity for b in asked))
    for mistake in applicable(graph, quantities):
        found = values(key, rewrite(graph, mistake))
        marks = marked(key, sheet(key, found))
        charged = {marks[b.id].mistake for b in asked if marks[b.id].verdict == "mistake"}
        assert len(charged) == 1, mistake
        assert mistake in next(iter(charged)), mistake
        changed = [q for q in quantities if not np.allclose(found[q], right[q])]
        first = next(n.name for n in graph.nodes if n.name in changed)
        lost = {b.quantity for b in asked if not marks[b.id].points}
        assert lost == {first}, mistake


def test_two_mistakes_are_both_named():
    key = solved("recitation5", 1)
    graph = key.graphs["net"]
    twice = rewrite(rewrite(graph, "output bias forgotten"), "layer's input left out")
    marks = marked(key, sheet(key, values(key, twice)))
    named = {marks[b.id].mistake for b in numbers(key) if marks[b.id].verdict == "mistake"}
    assert named == {"output bias forgotten; layer's input left out"}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slip_in_a_value_that_nobody_asked_is_charged_once(seed, gradients):
    key = solved(gradients, seed)
    z = values(key)["z1"]
    marks = marked(key, sheet(key, values(key, z1=[np.nan, z[1] + 0.21, np.nan])))
    assert len(not_earning(marks, numbers(key))) == 1
    assert "a slip in z[2], which is not asked" in marks["backward-vector.dyhat"].note


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_of_0_alone_earn_nothing_and_name_nothing(seed, gradients):
    key = solved(gradients, seed)
    marks = marked(key, {b.id: "0" for b in numbers(key)})
    assert {(m.verdict, m.mistake) for m in marks.values()} == {("wrong", "")}
    row = (1, *inputs(key)["x"])  # ∂α's first row as if ∂a₁ were 1
    answers = {f"backward-vector.dalpha[1,{i}]": str(value) for i, value in enumerate(row)}
    marks = marked(key, answers)
    assert not any(mark.points or mark.mistake for mark in marks.values())


def test_an_unreadable_early_answer_does_not_stop_the_later_ones():
    key = solved("recitation5", 0)
    answers = sheet(key, values(key)) | {"forward.z[1]": "1,234"}
    marks = marked(key, answers)
    assert not_earning(marks, numbers(key)) == {"forward.z[1]": "unreadable"}


def test_an_answer_to_three_figures_is_carried_with_a_note():
    key = solved("recitation5", 0)
    found = values(key, z1=[np.nan, values(key)["z1"][1] + 0.1234, np.nan])
    answers = sheet(key, found) | {"forward.yhat": f"{found['yhat']:.3g}"}
    mark = marked(key, answers)["forward.yhat"]
    assert mark.verdict == "carried"
    assert "more were asked" in mark.note


SLIPPED = [
    ("-1.91790", "right but for its sign"),
    ("19.1790", "right but for a power of ten"),
    ("1.97190", "right with two digits beside each other exchanged"),
    ("1.55555", ""),
]


@pytest.mark.parametrize(("typed", "note"), SLIPPED)
def test_a_slip_of_the_pen_is_guessed_at_beside_its_answer(typed, note):
    key = sample.key()
    answers = {b.id: b.display for b in key.blanks} | {"backward.dbeta[1]": typed}
    mark = marked(key, answers)["backward.dbeta[1]"]
    assert (mark.verdict, mark.points, mark.note) == ("wrong", 0, note)


def test_two_answers_in_each_other_s_place_are_told():
    key = sample.key()
    one, other = "backward.dbeta[2]", "backward.dbeta[3]"
    right = {b.id: b.display for b in key.blanks}
    marks = marked(key, right | {one: right[other], other: right[one]})
    assert marks[one].note == f"this is the answer to {other}, and the other way round"
    assert marks[other].note == f"this is the answer to {one}, and the other way round"


def test_a_sheet_for_another_variant_is_told_to_the_teacher_and_marked_as_it_is():
    keys = [solved("recitation5", seed) for seed in range(4)]
    mine, other = keys[0], keys[2]
    answers = {b.id: b.display for b in other.blanks if b.type == "number"}
    rows = [("ada", mine.variant, blank, text) for blank, text in answers.items()]
    honest = [("bob", mine.variant, b.id, b.display) for b in mine.blanks if b.display]
    graded = grade([("sheet.csv", sample.long([*rows, *honest]))], keys)
    (found,) = graded.alike
    assert (found.student, found.variant, found.other) == ("ada", "seed0", "seed2")
    both = {b.id for b in mine.blanks} & answers.keys()
    assert found.agreeing == found.numbers == len(both)
    assert not any(mark.note for mark in graded.marks if mark.student == "bob")


@pytest.mark.parametrize("seed", SEEDS)
def test_minus_ones_that_turn_products_into_negatives_carry_none_of_them(seed):
    key = solved("recitation5", seed)
    marks = marked(key, sheet(key, values(key, z1=np.full(3, -1.0))))
    copies = [b for b in numbers(key) if b.id.startswith("backward-vector.dbeta[")][1:]
    assert {marks[b.id].verdict for b in copies} == {"wrong"}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("place", range(3))
def test_a_wrong_sign_beside_a_mistake_is_no_second_mistake(seed, place):
    key = solved("recitation5", seed)
    found = values(key, rewrite(key.graphs["net"], "hidden bias forgotten"))
    answers = sheet(key, found)
    blank = f"backward-vector.dz[{place + 1}]"
    slipped = answers | {blank: f"{-found['grad:z1'][place]:.5f}"}
    marks = marked(key, slipped)
    assert {m.mistake for m in marks.values() if m.verdict == "mistake"} == {
        "hidden bias forgotten"
    }
    assert marks[blank].verdict == "wrong"


def test_two_mistakes_in_one_place_are_both_named(gradients):
    """Neither is seen alone: what fails first is wrong by both."""
    key = solved(gradients, 1)
    names = "target minus output", "derivative of the loss doubled"
    twice = rewrite(rewrite(key.graphs["net"], names[0]), names[1])
    answers = sheet(key, values(key, twice))
    answers["backward-vector.da[1]"] = answers["backward-vector.dz[3]"]  # copied wrongly
    marks = marked(key, answers)
    named = {m.mistake for m in marks.values() if m.verdict == "mistake"}
    assert named == {"; ".join(names)}
    assert not_earning(marks, numbers(key)) == {
        "backward-vector.dyhat": "mistake",
        "backward-vector.da[1]": "wrong",
    }
