"""What an answer earns: a judgement with its points, as reports list it."""

from dataclasses import dataclass, replace
from fractions import Fraction

from quizgen.grading.judging import Judgement, Verdict
from quizgen.grading.policy import LEFT_OUT
from quizgen.keys import Answer, Key


@dataclass(frozen=True, slots=True)
class Mark:
    """What one answer earns.

    `answer` is the cell as it came, `read_as` what was understood.  `counts`
    is False where a later answer counts in its place, where a person must mark it, and where
    the policy leaves it out.  Of the answers to a blank one is `standing`; `decided` says
    that a teacher's ruling made its points.
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
    standing: bool = True
    decided: bool = False


def mark(
    student: str, key: Key, answer: Answer, text: str, judged: Judgement, share: Fraction
) -> Mark:
    """Return the mark for `answer`, which earns a share of its points.

    `text` is the whole cell that it was read from.
    """
    return Mark(
        student=student,
        set=key.set,
        variant=key.variant,
        problem=answer.problem,
        blank=answer.id,
        answer=text,
        read_as=judged.read_as,
        verdict=judged.verdict,
        points=answer.points if share == 1 else answer.points * share,
        max_points=answer.points,
        mistake=judged.mistake,
        note=judged.note,
        counts=judged.verdict != "manual",
    )


def superseded(other: Mark, note: str) -> Mark:
    """Return the mark of an answer in whose place another one counts."""
    return replace(_nothing(other, note), standing=False)


def leave_out(one: Mark) -> Mark:
    """Return the mark of a blank that the policy leaves out."""
    return _nothing(one, LEFT_OUT)


def _nothing(one: Mark, note: str) -> Mark:
    note = "; ".join(filter(None, (note, one.note)))
    return replace(one, points=Fraction(0), max_points=Fraction(0), note=note, counts=False)
