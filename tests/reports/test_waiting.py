"""`manual.csv`, filled in and given back: it keeps what it showed."""

from dataclasses import replace

import pytest

from quizgen.grading.decisions import read_decisions
from quizgen.reports.scores import csv_lines
from quizgen.reports.waiting import MANUAL, decided_rows, waiting_rows

from .test_scores import MARK

WAITING = replace(MARK, verdict="manual", decided=False, counts=True)
ANSWERS = [
    *("four?", "", "  4  ", "-4.50", "'four'", "''", "\t4"),
    *("=1+1", "'=1+1", "''=1+1", "@SUM(1)", " =1", "'", "'-", "+x"),
    *("a, b; c", 'say "x"', "one\ntwo", "one\r\ntwo", "one\rtwo", "∂ℓ/∂β"),
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_form_is_the_same_when_it_is_written_again(answer: str) -> None:
    marks = [replace(WAITING, answer=answer, note=answer)]
    rows = [(*row[:3], "0.5", "fine", *row[5:]) for row in waiting_rows(marks)]
    assert len(rows) == 1
    form = csv_lines([MANUAL, *rows])
    kept = read_decisions("manual.csv", form)
    assert csv_lines([MANUAL, *decided_rows(kept)]) == form
