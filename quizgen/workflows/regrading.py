"""What a call of `grade` is held against: a roster, a teacher's decisions, earlier grades."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import open_bounded, read_bounded
from quizgen.grading import Decision, read_decisions
from quizgen.grading.keyring import Ids, RowError
from quizgen.grading.sheet import tidy
from quizgen.reports import Earlier, Move
from quizgen.workflows.roster import Roster

MOST_BYTES = 200_000_000
MOST_SHOWN = 20  # moved marks that are printed, and
MOST_REASONS = 3  # of each, and blanks of a reason
MOST_STRANGERS = 5


@dataclass(frozen=True)
class Decided:
    """Decisions, and of which file; `kept` where that is the form that is written again."""

    source: str = ""
    decisions: tuple[Decision, ...] = ()
    kept: bool = False


def read_decided(path: Path | None, form: Path) -> Decided:
    """Return the decisions in a file, if one is given; `form` is the `manual.csv` to write.

    Raises QuizgenError for what is none.
    """
    if path is None:
        return Decided()
    decisions = read_decisions(str(path), read_bounded(path, "decisions file", MOST_BYTES))
    return Decided(str(path), decisions, path.resolve() == form.resolve())


def is_filled(form: Path) -> bool:
    """Say whether a `manual.csv` that is there holds a decision, which nobody must lose."""
    if not form.is_file():
        return False
    try:
        return bool(read_decisions(str(form), read_bounded(form, "form", MOST_BYTES)))
    except QuizgenError:  # something that a person wrote, if not as it should be
        return True


def read_earlier(path: Path | None) -> Earlier | None:
    """Return earlier scores, if any are given, with the marks where these lie beside them."""
    if path is None:
        return None
    beside = path.with_name("marks.csv")
    scores = partial(open_bounded, path, "scores file", MOST_BYTES)
    marks = partial(open_bounded, beside, "marks file", MOST_BYTES)
    return Earlier(str(path), scores, marks if beside.is_file() else None)


def held_against_roster(
    whole_class: Roster, students: Sequence[str]
) -> tuple[tuple[str, ...], list[str]]:
    """Return the students of a roster without a mark, and what there is to say of it.

    That is what its reader says, and a line for students who are not on it.
    """
    roster = [student.id for student in whole_class.students]
    on_it = Ids("student", ((id, id) for id in roster))
    found: set[str] = set()
    strangers: list[str] = []
    for student in students:
        try:
            theirs = on_it.find(student)
        except RowError:
            theirs = [id for id in roster if tidy(id).casefold() == tidy(student).casefold()]
        found.update(theirs)
        if not theirs:
            strangers.append(student or "no name at all")
    shown = ", ".join(strangers[:MOST_STRANGERS])
    more = f" and {len(strangers) - MOST_STRANGERS} more" * (len(strangers) > MOST_STRANGERS)
    lines = list(whole_class.notes)
    if strangers:
        lines.append(f"{whole_class.path}: does not have these students: {shown}{more}")
    return tuple(id for id in roster if id not in found), lines


def absent_line(absent: Sequence[str]) -> str:
    """Return the line that lists who handed in nothing."""
    many = "1 student" if len(absent) == 1 else f"{len(absent)} students"
    return f"{many} of the roster handed in nothing that was graded: {', '.join(absent)}"


class Moved:
    """The marks that moved: how many, and of the first 20 what to print."""

    def __init__(self, old: str) -> None:
        self._old = old
        self._shown: list[str] = []
        self.count = 0

    def take(self, one: Move) -> None:
        """Count a mark that moved."""
        self.count += 1
        if self.count > MOST_SHOWN:
            return
        reasons = "; ".join(why.words(MOST_REASONS) for why in one.why[:MOST_REASONS])
        if len(one.why) > MOST_REASONS:
            reasons += f"; and {len(one.why) - MOST_REASONS} more"
        who = " ".join(dict.fromkeys(filter(None, (one.student, one.variant))))
        self._shown.append(f"  {who}: {_change(one)}" + f": {reasons}" * bool(reasons))

    def lines(self) -> list[str]:
        """Return what to print."""
        if not self.count:
            return [f"no mark moved since {self._old}"]
        many = "1 mark" if self.count == 1 else f"{self.count} marks"
        lines = [f"{many} moved since {self._old}:", *self._shown]
        if self.count > MOST_SHOWN:
            lines.append(f"  and {self.count - MOST_SHOWN} more: see moved.csv")
        return lines


def _change(one: Move) -> str:
    (old, old_most), (new, most) = one.old, one.new
    if not old or not new:
        return f"{old} of {old_most} to nothing" if old else f"nothing to {new} of {most}"
    same = old_most == most
    return f"{old} to {new} of {most}" if same else f"{old} of {old_most} to {new} of {most}"
