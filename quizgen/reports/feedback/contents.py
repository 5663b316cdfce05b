"""What a student's feedback says, whoever writes it: HTML for them, text for office hours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from quizgen.engine.mistakes import area
from quizgen.grading import Mark, readings, sentences
from quizgen.keys import Answer, Key
from quizgen.reports.feedback.compared import Compared, compared
from quizgen.reports.feedback.mistaken import Own, own_numbers
from quizgen.reports.feedback.numbers import Subject, subjects
from quizgen.reports.feedback.points import amount, earned, out_of, points_of
from quizgen.reports.feedback.released import Release, Withheld, withheld
from quizgen.reports.feedback.rows import Row, alike, row
from quizgen.reports.sheets import MarkedSheet, total, waits


@dataclass(frozen=True)
class Question:
    """A problem of the sheet: its number there, its rows, and the steps of what was lost."""

    number: int
    id: str
    points: str
    rows: tuple[Row, ...]
    worked: tuple[Compared, ...]


@dataclass(frozen=True)
class Lesson:
    """A mistake that was found: what a teacher says to it, what it cost, where to read.

    `own` is where it shows, in the student's numbers.  It costs `once` where what follows from
    it keeps all its points.
    """

    said: str
    own: tuple[Own, ...]
    once: bool
    cost: str
    where: str


@dataclass(frozen=True)
class Feedback:
    """All that a page says of one sheet."""

    title: str
    student: str
    variant: str
    points: str
    waiting: str
    lessons: tuple[Lesson, ...]
    questions: tuple[Question, ...]


def feedback(sheet: MarkedSheet, release: Release) -> Feedback:
    """Return what is said of a sheet, with the right answers that are released."""
    numbers = {id: at for at, (id, _, _) in enumerate(sheet.key.problems, 1)}
    about, hidden = subjects(sheet), withheld(sheet, release)
    worked = compared(sheet, about, release, hidden)
    questions = tuple(
        _question(sheet.key, numbers[problem], tuple(pairs), worked.get(problem, ()), release)
        for problem, pairs in groupby(_by_problem(sheet), key=lambda pair: pair[0].problem)
    )
    left = [mark for mark in sheet.marks if waits(mark)]
    waiting = amount(total(mark.max_points for mark in left))
    return Feedback(
        sheet.key.title,
        sheet.student,
        sheet.key.variant,
        out_of(sheet.points, sheet.max_points),
        waiting if left else "",
        tuple(_lessons(sheet, numbers, about, release, hidden)),
        questions,
    )


def _by_problem(sheet: MarkedSheet) -> list[tuple[Answer, Mark]]:
    order = {id: at for at, (id, _, _) in enumerate(sheet.key.problems)}
    return sorted(sheet.answers, key=lambda pair: order[pair[0].problem])


def _lessons(
    sheet: MarkedSheet,
    numbers: Mapping[str, int],
    about: Mapping[str, Subject],
    release: Release,
    hidden: Withheld,
) -> Iterator[Lesson]:
    charged: dict[str, list[tuple[Answer, Mark]]] = {}
    for answer, mark in sheet.answers:
        if mark.verdict == "mistake":
            charged.setdefault(mark.mistake, []).append((answer, mark))
    for mistake, pairs in charged.items():
        lost = total(mark.max_points - mark.points for _, mark in pairs)
        asked = dict.fromkeys(numbers[answer.problem] for answer, _ in pairs)
        places = " and ".join(f"Question {number}" for number in asked)
        parts = dict.fromkeys(area(name) for names in readings(mistake) for name in names)
        where = f"{places}; {' and '.join(parts)} in your notes" if parts else places
        first = pairs[0][0]
        together = [pair for pair in pairs if pair[0].subject == first.subject]
        own = own_numbers(about[first.subject[1]], together, release, hidden)
        yield Lesson(
            sentences(mistake), own, sheet.key.policy.carried == 1, points_of(lost), where
        )


def _question(
    key: Key,
    number: int,
    pairs: Sequence[tuple[Answer, Mark]],
    worked: tuple[Compared, ...],
    release: Release,
) -> Question:
    counting = [mark for _, mark in pairs if mark.counts]
    points, most = earned(counting)
    rows = tuple(row(key, tuple(same), pairs, release) for same in alike(pairs))
    said = f"{amount(points)} / {amount(most)}" if counting else ""
    return Question(number, pairs[0][0].problem, said, rows, worked)
