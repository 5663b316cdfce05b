"""What is told of failing answers: a mistake, a slip where nobody asked, a trivial step."""

import numpy as np
import pytest

from tests.grading.class_of import inputs, marked, numbers, sheet, solved, typed, values

TRIVIAL = "follows from your earlier value, which makes this step trivial: "


def slipped(key, subject, node, at, value):
    """Return the sheet of who gets one entry wrong and goes on with it."""
    put = np.full(key.graphs[subject][node].shape, np.nan)
    put[at] = value
    return sheet(key, values(key, subject=subject, **{node.replace(":", "_"): put}), subject)


def failing(key, marks, subject):
    return {b.id: marks[b.id].verdict for b in numbers(key, subject) if not marks[b.id].points}


SAID = [
    (0.0, "backward-vector.dbeta[2]", "it comes to 0"),
    (1.0, "backward-vector.dbeta[2]", "a factor of it changes nothing"),
]


@pytest.mark.parametrize(("difference", "blank", "why"), SAID)
def test_who_makes_a_step_trivial_is_told_why_it_earns_nothing(difference, blank, why):
    key = solved("recitation5", 0)
    answers = sheet(key, values(key, yhat=inputs(key)["y"] + difference))
    mark = marked(key, answers)[blank]
    assert (mark.verdict, mark.note) == ("wrong", TRIVIAL + why)


@pytest.mark.parametrize(("name", "number"), [("cnn", "0"), ("attention", "1")])
def test_one_number_everywhere_is_no_mistake_of_somebody_s(name, number):
    """Zeros where ReLU's kink is the wrong way round earned a third of a sheet of `cnn`."""
    key = solved(name, 0)
    asked = [b for b in key.blanks if b.type == "number"]
    marks = marked(key, {b.id: number for b in asked})
    right = {b.id for b in asked if b.accept[0] <= float(number) <= b.accept[1]}
    assert {b.id for b in asked if marks[b.id].points} <= right


CARRIED = [
    # the mean off by 1, where the squares with 1 for the mean come to the same
    ("attention", 23, "norm", "mean", (), 1.25),
    # a share beyond 1: the loss is less than 0, which no share gives
    ("softmax-classifier", 14, "binary", "yhat", (), 1.98956),
    ("softmax-classifier", 23, "binary", "yhat", (), -0.32082),
]


@pytest.mark.parametrize(("name", "seed", "subject", "node", "at", "value"), CARRIED)
def test_what_follows_from_a_slip_is_carried(name, seed, subject, node, at, value):
    key = solved(name, seed)
    marks = marked(key, slipped(key, subject, node, at, value))
    assert list(failing(key, marks, subject).values()) == ["wrong"]


UNASKED = [
    # the sign of one row's share in the mean: target minus output, but in that row alone
    ("softmax-classifier", 19, "batch", "grad:losses", (2,), -0.33333, "the derivative by"),
    # explains more than an exponent that is not brought down, in what comes after it
    ("recitation5", 20, "f", "node:p", (), 1.59938, "a slip in"),
    # the first answer after it tells the number to four places only
    ("recitation5", 6, "f", "grad:value", (), 2.0, "a slip in the derivative by f,"),
]


@pytest.mark.parametrize(("name", "seed", "subject", "node", "at", "value", "said"), UNASKED)
def test_a_slip_that_explains_more_than_a_mistake_is_told(
    name, seed, subject, node, at, value, said
):
    key = solved(name, seed)
    marks = marked(key, slipped(key, subject, node, at, value))
    lost = failing(key, marks, subject)
    assert list(lost.values()) == ["wrong"]
    assert said in marks[next(iter(lost))].note
    assert not any(mark.mistake for mark in marks.values())
    order = [node.name for node in key.graphs[subject].nodes]
    first = min(
        (b for b in numbers(key, subject) if marks[b.id].verdict != "correct"),
        key=lambda b: order.index(b.quantity),
    )
    assert first.quantity == next(b for b in key.blanks if b.id in lost).quantity


def test_what_follows_from_a_slip_is_no_mistake_though_it_shows_nothing():
    """One wrong key makes K symmetric: nobody sees by S whether it was transposed."""
    key = solved("attention", 23)
    other = values(key, subject="head")["K"][1, 0]
    marks = marked(key, slipped(key, "head", "K", (0, 1), other))
    assert not any(mark.mistake for mark in marks.values())


def test_a_slip_written_with_fewer_places_is_gone_on_with_in_full():
    key = solved("recitation5", 0)
    wrong = values(key)["z1"][0] + 0.123456
    answers = sheet(key, values(key, z1=[wrong, np.nan, np.nan]))
    marks = marked(key, answers | {"forward.z[1]": f"{wrong:.3f}"})
    assert failing(key, marks, "net") == {"forward.z[1]": "wrong"}
    assert typed(wrong) != f"{wrong:.3f}"
