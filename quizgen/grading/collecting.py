"""From the files of a call to its marks: whose rows they are, and which of them count.

A submission is what one student has in one file.  Of several the last counts, by
`submitted` where every row of the student has it, else in the order of the call; within
one, the later row.  All stay among the marks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from quizgen.errors import QuizgenError
from quizgen.grading.following import follow_through
from quizgen.grading.judging import Judgement, judge, judge_grid
from quizgen.grading.keyring import Keyring, RowError, Sheet, blank_name, tidy
from quizgen.grading.marking import Mark, mark, superseded
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
    keyring = Keyring(keys)
    rejected: list[Rejected] = []
    unusable: list[Rejected] = []
    notes: list[str] = []
    piles: dict[tuple[str, Sheet], _Pile] = {}
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
            except RowError as why:
                refused.append(row.rejected(str(why)))
                continue
            notes += aside
            student = sheet.key.student or tidy(row.student)
            pile = piles.setdefault((student.casefold(), sheet), _Pile(student, sheet, []))
            pile.handed.extend(handed)
        rejected += sorted(refused, key=lambda one: one.line or 0)
    if files and len(unusable) == len(files):
        raise QuizgenError(*(f"{one.source}: {one.reason}" for one in unusable))
    order = {student: at for at, (student, _) in reversed(tuple(enumerate(piles)))}
    in_order = [pile for _, pile in sorted(piles.items(), key=lambda item: order[item[0][0]])]
    del piles, submissions
    judged = [pile.judged() for pile in in_order]
    sheets = [pile.sheet.key for pile in in_order]
    followed = follow_through(list(zip(sheets, judged, strict=True)))
    marks = [
        marked
        for pile, after in zip(in_order, followed, strict=True)
        for marked in pile.marks(after)
    ]
    students = [pile.student for pile in in_order]
    handed_in = list(zip(students, sheets, judged, strict=True))
    alike = tuple(resemblances(handed_in, [sheet.key for sheet in keyring.sheets]))
    return Graded(tuple(marks), tuple(rejected), tuple(unusable), tuple(notes), alike)


def _answers(row: Row, sheet: Sheet, file: int) -> tuple[list["_Handed"], list[str]]:
    """Return the row's judged answers, and notes on cells that its sheet does not ask.

    Raises `RowError` where the sheet asks none of them.
    """
    handed: list[_Handed] = []
    aside: list[str] = []
    for column, cell in enumerate(row.cells):
        name = blank_name(cell.blank)
        if name not in sheet.asked:
            aside.append(cell.blank)
            continue
        for answer, judged in _judged(sheet, name, cell.answer, row.commas):
            turn = (row.line, judged.verdict != "blank", column)
            handed.append(_Handed(answer, cell.answer, judged, file, row.submitted, turn))
    if not handed:
        raise RowError(f"unknown blank {', '.join(map(repr, aside))} on {sheet.name}")
    if not aside:
        return handed, []
    lost = {cell.blank for cell in row.cells if cell.answer.strip()}.intersection(aside)
    where = f"{row.source}, line {row.line}"
    return handed, [f"{where}: {name} is not asked on {sheet.name}" for name in sorted(lost)]


@lru_cache(maxsize=8192)  # most answers are right, and typed alike
def _judged(
    sheet: Sheet, name: str, text: str, commas: bool
) -> tuple[tuple[Answer, Judgement], ...]:
    return judge_grid(text, sheet.asked[name], sheet.key.rounding, commas)


class _Handed(NamedTuple):
    """One answer as it was handed in; within a file and a time, the greater `turn` counts."""

    answer: Answer
    text: str
    judged: Judgement
    file: int
    submitted: datetime | None
    turn: tuple[int, bool, int]


@dataclass(frozen=True)
class _Pile:
    """All that one student handed in for one sheet."""

    student: str
    sheet: Sheet
    handed: list[_Handed]

    @cached_property
    def _submissions(self) -> list[list[_Handed]]:
        """Return what was handed in, file by file; the last one counts."""
        files: dict[int, list[_Handed]] = {}
        for one in self.handed:
            files.setdefault(one.file, []).append(one)
        if len(files) == 1:
            return list(files.values())
        return sorted(
            files.values(),
            key=lambda handed: max((self._when(one), one.file) for one in handed),
        )

    def _when(self, one: _Handed) -> datetime:
        return one.submitted if self._dated and one.submitted else _NEVER

    @cached_property
    def _dated(self) -> bool:
        return all(one.submitted for one in self.handed)

    @cached_property
    def _counting(self) -> dict[str, _Handed]:
        """Return the answer that counts for each blank; an empty one where none came."""
        last = sorted(self._submissions[-1], key=lambda one: (self._when(one), one.turn))
        given = {one.answer.id: one for one in last}
        return {
            answer.id: given.get(answer.id) or _missing(answer)
            for answer in self.sheet.key.blanks
        }

    def judged(self) -> dict[str, Judgement]:
        """Return the judgement that counts for each blank."""
        return {id: one.judged for id, one in self._counting.items()}

    def marks(self, followed: Mapping[str, Judgement]) -> Iterator[Mark]:
        """Yield the marks: earlier submissions first, each in the sheet's order."""
        for handed in self._submissions[:-1]:
            for one in self._in_order(handed):
                yield superseded(self._mark(one), "a later submission counts")
        given = self._submissions[-1]
        missing = [one for one in self._counting.values() if one.file < 0]
        for one in self._in_order([*given, *missing]):
            if self._counting[one.answer.id] is one:
                yield self._mark(one, followed[one.answer.id])
            else:
                yield superseded(self._mark(one), "a later answer counts")

    def _in_order(self, handed: Iterable[_Handed]) -> list[_Handed]:
        return sorted(handed, key=lambda one: (self.sheet.position[one.answer.id], one.turn))

    def _mark(self, one: _Handed, followed: Judgement | None = None) -> Mark:
        judged = followed or one.judged
        return mark(self.student, self.sheet.key, one.answer, one.text, judged)


def _missing(answer: Answer) -> _Handed:
    """Return the answer to a blank that was left out."""
    return _Handed(answer, "", judge("", answer, 0), -1, None, (0, False, 0))


_NEVER = datetime.min.replace(tzinfo=UTC)
