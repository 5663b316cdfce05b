"""What a student's feedback says, whoever writes it: HTML for them, text for office hours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import groupby

from quizgen.engine import symbols
from quizgen.engine.mistakes import MISTAKES, area
from quizgen.grading import Mark, hints_at_answer
from quizgen.keys import Answer, Key
from quizgen.reports.feedback.compared import Compared, compared
from quizgen.reports.feedback.released import Release, is_released
from quizgen.reports.scores import decimal
from quizgen.reports.sheets import MarkedSheet, total, waits

LONGEST = 160  # letters of an answer that are printed
AND, OR = " and ", " or "  # between the names of a mark's mistakes, and between readings


@dataclass(frozen=True)
class Row:
    """Answers that fared alike: one, or several of one vector or matrix.

    `labels` are LaTeX, or none where `name` says in plain letters what was asked.  `right`,
    prose, is empty where it is not released or goes without saying.
    """

    name: str
    labels: tuple[str, ...]
    wrote: str
    read_as: str
    verdict: str
    points: str
    note: str
    right: str
    reasons: tuple[str, ...] = ()

    @property
    def right_said(self) -> str:
        """Return what stands before the right answer."""
        return "with right numbers" if self.verdict == "carried" else "right"


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
    """A mistake that was found: what a teacher says to it, what it cost, where to read."""

    said: str
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
    worked = compared(sheet, release)
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
        tuple(_lessons(sheet, numbers)),
        questions,
    )


@lru_cache(maxsize=4096)
def amount(points: Fraction) -> str:
    """Return points as they are said: two decimals at most."""
    text = decimal(points, 2)
    return text.rstrip("0").rstrip(".")


def out_of(points: Fraction, most: Fraction) -> str:
    """Return "3.5 of 4 points"."""
    return f"{amount(points)} of {amount(most)} {'point' if most == 1 else 'points'}"


def readings(mistake: str) -> tuple[tuple[str, ...], ...]:
    """Return the names of a mark's mistakes: of each reading that fits, all of its names."""
    if not mistake:
        return ()
    return tuple(
        tuple(name for name in reading.split(AND) if name in MISTAKES)
        for reading in mistake.split(OR)
    )


def sentences(mistake: str) -> str:
    """Return what a teacher says to a mark's mistakes."""
    said = [" ".join(MISTAKES[name].sentence for name in names) for names in readings(mistake)]
    return " Or: ".join(filter(None, said))


def _by_problem(sheet: MarkedSheet) -> list[tuple[Answer, Mark]]:
    order = {id: at for at, (id, _, _) in enumerate(sheet.key.problems)}
    return sorted(sheet.answers, key=lambda pair: order[pair[0].problem])


def _lessons(sheet: MarkedSheet, numbers: dict[str, int]) -> Iterator[Lesson]:
    charged: dict[str, list[tuple[Answer, Mark]]] = {}
    for answer, mark in sheet.answers:
        if mark.verdict == "mistake":
            charged.setdefault(mark.mistake, []).append((answer, mark))
    for mistake, pairs in charged.items():
        lost = total(mark.max_points - mark.points for _, mark in pairs)
        asked = dict.fromkeys(numbers[answer.problem] for answer, _ in pairs)
        places = AND.join(f"Question {number}" for number in asked)
        parts = dict.fromkeys(area(name) for names in readings(mistake) for name in names)
        where = f"{places}; {AND.join(parts)} in your notes" if parts else places
        yield Lesson(sentences(mistake), amount(lost), where)


def _question(
    key: Key,
    number: int,
    pairs: Sequence[tuple[Answer, Mark]],
    worked: tuple[Compared, ...],
    release: Release,
) -> Question:
    counting = [mark for _, mark in pairs if mark.counts]
    points, most = _points(counting)
    rows = tuple(_row(key, tuple(alike), pairs, release) for alike in _alike(pairs))
    said = f"{amount(points)} / {amount(most)}" if counting else ""
    return Question(number, pairs[0][0].problem, said, rows, worked)


def _alike(pairs: Iterable[tuple[Answer, Mark]]) -> Iterator[list[tuple[Answer, Mark]]]:
    """Yield neighbours of one quantity that fared alike together."""

    def fared(pair: tuple[Answer, Mark]) -> object:
        answer, mark = pair
        one_by_one = answer.type != "number" or not answer.index
        same = (mark.verdict, mark.note, mark.points == mark.max_points, mark.counts)
        return answer.subject, answer.quantity, *same, answer.id if one_by_one else ""

    for _, group in groupby(pairs, key=fared):
        yield list(group)


def _row(
    key: Key,
    alike: Sequence[tuple[Answer, Mark]],
    pairs: Sequence[tuple[Answer, Mark]],
    release: Release,
) -> Row:
    answer, mark = alike[0]
    shown = [
        (a, m)
        for a, m in alike
        if is_released(m, release) and (m.verdict != "correct" or release == "all")
    ]
    right, reasons = _right(shown, mark) if shown else ("", ())
    typed = list(dict.fromkeys(m.answer.strip() for _, m in alike))
    wrote = typed if len(typed) == 1 else [m.answer.strip() for _, m in alike]
    read = [m.read_as for _, m in alike]
    got, most = _points([m for _, m in alike])
    return Row(
        answer.id.partition(".")[2],
        _labels(key, alike, pairs),
        _short(", ".join(wrote)),
        ", ".join(read) if read != wrote and any(read) else "",
        mark.verdict,
        "" if waits(mark) else f"{amount(got)} / {amount(most)}",
        _note(mark, release),
        right,
        reasons,
    )


def _labels(
    key: Key, alike: Sequence[tuple[Answer, Mark]], pairs: Sequence[tuple[Answer, Mark]]
) -> tuple[str, ...]:
    """Return how the sheet writes what was asked: the whole where all of it fared alike."""
    first = alike[0][0]
    if first.type != "number" or first.subject[1] not in key.graphs:
        return ()
    symbol = key.graphs[first.subject[1]][first.quantity].symbol
    of = (first.subject, first.quantity)
    asked = sum((answer.subject, answer.quantity) == of for answer, _ in pairs)
    if asked == len(alike) > 1 and not symbols.separates(symbol):
        return (symbols.slashed(symbols.whole(symbol)),)
    return tuple(symbols.slashed(symbols.entry(symbol, answer.index)) for answer, _ in alike)


def _right(shown: Sequence[tuple[Answer, Mark]], mark: Mark) -> tuple[str, tuple[str, ...]]:
    """Return the right answers as prose, and what there is to say of the choices."""
    answer = shown[0][0]
    if answer.type == "manual":
        return answer.model, answer.rubric
    if answer.type != "choice":
        return ", ".join(one.display for one, _ in shown).replace("-", "−"), ()
    letters = str(answer.value) + mark.read_as
    told = dict.fromkeys(letter for letter in sorted(letters) if letter.isalpha())
    reasons = (
        (letter, answer.choices[ord(letter) - ord("A")].why)
        for letter in told
        if ord(letter) - ord("A") < len(answer.choices)
    )
    return str(answer.value), tuple(f"{letter}: {why}" for letter, why in reasons if why)


def _note(mark: Mark, release: Release) -> str:
    """Return what is said beside an answer; of a mistake its name, the sentence stands above."""
    if release == "none" and hints_at_answer(mark.note):
        return ""
    said = sentences(mark.mistake)
    if mark.verdict == "mistake" and said:
        return mark.note.replace(said, mark.mistake)
    return mark.note


def _points(marks: Sequence[Mark]) -> tuple[Fraction, Fraction]:
    """Return the points, and the most that there are."""
    if len(marks) == 1:
        return marks[0].points, marks[0].max_points
    return total(mark.points for mark in marks), total(mark.max_points for mark in marks)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
