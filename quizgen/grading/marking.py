"""What an answer earns: a judgement with its points, as reports list it."""

from dataclasses import dataclass, replace
from fractions import Fraction

from quizgen.grading.judging import EARNING, Judgement, Verdict
from quizgen.keys import Answer, Key


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer earns.

    `answer` is the cell as it came, `read_as` what was understood.  `counts`
    is False where a later answer counts in its place, and where a person must mark it.
    `code` is the sheet's.
    """

    student: str
    set: str
    variant: str
    problem: str
    blank: str
    answer: str
    read_as: str
    verdict: Verdict
    points: Fraction
    max_points: Fraction
    mistake: str
    note: str
    counts: bool
    code: str = ""


def mark(student: str, key: Key, answer: Answer, text: str, judged: Judgement) -> Mark:
    """Return the mark for `answer`; `text` is the whole cell that it was read from."""
    return Mark(
        student=student,
        set=key.set,
        variant=key.variant,
        problem=answer.problem,
        blank=answer.id,
        answer=text,
        read_as=judged.read_as,
        verdict=judged.verdict,
        points=answer.points if judged.verdict in EARNING else Fraction(0),
        max_points=answer.points,
        mistake=judged.mistake,
        note=judged.note,
        counts=judged.verdict != "manual",
        code=key.code,
    )


def superseded(earlier: Mark, note: str) -> Mark:
    """Return the mark of an answer in whose place a later one counts."""
    note = "; ".join(filter(None, (note, earlier.note)))
    return replace(earlier, points=Fraction(0), max_points=Fraction(0), note=note, counts=False)
