"""From the files of a call to its marks: whose rows they are, and what they earn.

Of several submissions one counts, as the key's policy has it (`attempts`); all stay among
the marks.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from quizgen.errors import QuizgenError
from quizgen.grading.also import with_also
from quizgen.grading.attempts import Handed, Pile
from quizgen.grading.following import follow_through
from quizgen.grading.judging import Judgement, judge_grid
from quizgen.grading.keyring import Keyring, RowError, Sheet, blank_name, tidy
from quizgen.grading.marking import Mark
from quizgen.grading.resemblance import Resemblance, resemblances
from quizgen.grading.submissions import Rejected, Row, read_submissions
from quizgen.grading.tables import TableError
from quizgen.keys import Answer, Key


@dataclass(frozen=True)
class Graded:
    """What a call to `grade` came to.

    `unusable` are the files among `rejected` that could not be used at all; `alike` are the
    sheets that answer another variant, for the teacher alone.
    """

    marks: tuple[Mark, ...]
    rejected: tuple[Rejected, ...]
    unusable: tuple[Rejected, ...]
    notes: tuple[str, ...]
    alike: tuple[Resemblance, ...] = ()

    def left_out(self, strict: bool = False) -> bool:
        """Say whether the call left something out that its exit status must tell."""
        return bool(self.unusable or not self.marks or (strict and self.rejected))


def grade(files: Sequence[tuple[str, bytes]], keys: Sequence[Key]) -> Graded:
    """Mark the submissions in `files`, (name, content) in the order of the call.

    Students stand in the order in which they first appear, blanks in their sheet's.
    Raises `QuizgenError` where none of the files can be used, with a line for each.
    """
    keyring = Keyring(map(with_also, keys))
    rejected: list[Rejected] = []
    unusable: list[Rejected] = []
    notes: list[str] = []
    undated: Counter[str] = Counter()
    piles: dict[tuple[str, Sheet], Pile] = {}
    for at, (source, content) in enumerate(files):
        try:
            submissions = read_submissions(source, content, keyring.asked, keyring.numbers)
        except TableError as what:
            unusable.append(Rejected(source, None, str(what), ""))
            rejected.append(unusable[-1])
            continue
        notes += submissions.notes
        refused = list(submissions.rejected)
        for row in submissions.rows:
            try:
                sheet = keyring.find(row.student, row.variant, row.set, row.code)
                handed, aside = _answers(row, sheet, at)
                undated[source] += _in_time(row, sheet)
            except RowError as why:
                refused.append(row.rejected(str(why)))
                continue
            notes += aside
            student = sheet.key.student or tidy(row.student)
            pile = piles.setdefault((student.casefold(), sheet), Pile(student, sheet, []))
            pile.handed.extend(handed)
        rejected += sorted(refused, key=lambda one: one.line or 0)
    if files and len(unusable) == len(files):
        raise QuizgenError(*(f"{one.source}: {one.reason}" for one in unusable))
    order = {student: at for at, (student, _) in reversed(tuple(enumerate(piles)))}
    in_order = [pile for _, pile in sorted(piles.items(), key=lambda item: order[item[0][0]])]
    marks, judged = _marked(in_order)
    alike = tuple(resemblances(judged, [sheet.key for sheet in keyring.sheets]))
    notes += (
        f"{source}: taken as in time, without a time under `submitted`: rows {count}"
        for source, count in undated.items()
        if count
    )
    return Graded(marks, tuple(rejected), tuple(unusable), tuple(notes), alike)


def _in_time(row: Row, sheet: Sheet) -> bool:
    """Say whether a row that may be late says no time; raise `RowError` where it is refused."""
    late = sheet.key.policy.late
    if late is None or row.submitted is None:
        return late is not None
    if row.submitted > late.after and not late.share:
        raise RowError(f"late: submitted {row.submitted}, in time until {late.after}")
    return False


def _marked(
    piles: Sequence[Pile],
) -> tuple[tuple[Mark, ...], list[tuple[str, Key, dict[str, Judgement]]]]:
    """Return the marks of the piles, and by student and key the judgements that count."""
    tried = [attempt for pile in piles for attempt in pile.eligible]
    followed = iter(follow_through([(attempt.sheet.key, attempt.judged) for attempt in tried]))
    marks: list[Mark] = []
    judged = []
    for pile in piles:
        earned = [one.earned(next(followed)) for one in pile.eligible]
        best = pile.best(earned) if len(earned) > 1 else 0
        counts = pile.eligible[best]
        marks.extend(pile.marks(counts, earned[best]))
        judged.append((pile.student, pile.sheet.key, counts.judged))
    return tuple(marks), judged


@lru_cache(maxsize=8192)  # most answers are right, and typed alike
def _judged(
    sheet: Sheet, name: str, text: str, commas: bool
) -> tuple[tuple[Answer, Judgement], ...]:
    return judge_grid(text, sheet.asked[name], sheet.key.rounding, commas)


def _answers(row: Row, sheet: Sheet, file: int) -> tuple[list["Handed"], list[str]]:
    """Return the row's judged answers, and notes on cells that its sheet does not ask.

    Raises `RowError` where the sheet asks none of them.
    """
    handed: list[Handed] = []
    aside: list[str] = []
    for column, cell in enumerate(row.cells):
        name = blank_name(cell.blank)
        if name not in sheet.asked:
            aside.append(cell.blank)
            continue
        for answer, judged in _judged(sheet, name, cell.answer, row.commas):
            turn = (row.line, judged.verdict != "blank", column)
            handed.append(Handed(answer, cell.answer, judged, file, row.submitted, turn))
    if not handed:
        raise RowError(f"unknown blank {', '.join(map(repr, aside))} on {sheet.name}")
    if not aside:
        return handed, []
    lost = {cell.blank for cell in row.cells if cell.answer.strip()}.intersection(aside)
    where = f"{row.source}, line {row.line}"
    return handed, [f"{where}: {name} is not asked on {sheet.name}" for name in sorted(lost)]
