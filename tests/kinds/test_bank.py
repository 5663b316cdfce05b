"""The bank of concept questions has enough to draw from, and can be set."""

from collections import Counter

import pytest

from quizgen.kinds.bank import BankQuestion, bank
from quizgen.render.math import glyphs, mathml, split

QUESTIONS = [question for topic in bank().values() for question in topic]


def test_every_topic_has_four_questions() -> None:
    counted = Counter(question.topic for question in QUESTIONS)
    assert set(counted) == {"bias", "folding", "nonlinearity"}
    assert min(counted.values()) >= 4


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asks[:40])
def test_a_question_has_five_wrong_answers_and_says_why_of_each(question: BankQuestion) -> None:
    answers = (*question.right, *question.wrong)
    assert len(question.right) >= 1
    assert len(question.wrong) >= 5
    assert len({answer.text for answer in answers}) == len(answers)
    for answer in answers:
        assert answer.why
        assert not answer.why.endswith(".")  # it stands in parentheses
        for text in (question.asks, answer.text, answer.why):
            for part, is_tex in split(text):
                if is_tex:
                    assert glyphs(part, False).width > 0
                    assert mathml(part, False)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asks[:40])
def test_the_right_answer_is_not_told_by_its_length(question: BankQuestion) -> None:
    shortest = min(len(answer.text) for answer in question.wrong)
    longest = max(len(answer.text) for answer in question.wrong)
    for answer in question.right:
        assert shortest / 2 <= len(answer.text) <= longest * 2
