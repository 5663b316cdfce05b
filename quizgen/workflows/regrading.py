"""What a call of `grade` is held against: a roster, a teacher's decisions, earlier grades."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.files import read_bounded
from quizgen.grading import Decision, Mark, read_decisions
from quizgen.grading.keyring import Ids, RowError, tidy
from quizgen.reports import Grades, Move
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


def read_grades(path: Path) -> Grades:
    """Return earlier scores, with the marks where these lie beside them."""
    beside = path.with_name("marks.csv")
    return Grades(
        str(path),
        read_bounded(path, "scores file", MOST_BYTES),
        read_bounded(beside, "marks file", MOST_BYTES) if beside.is_file() else None,
    )


def held_against_roster(
    whole_class: Roster | None, marks: Sequence[Mark]
) -> tuple[tuple[str, ...], list[str]]:
    """Return the students of a roster without a mark, and what there is to say of it.

    That is what its reader says, and a line for students who are not on it.
    """
    if whole_class is None:
        return (), []
    students = dict.fromkeys(mark.student for mark in marks)
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


def moved_lines(moved: Sequence[Move], old: str) -> list[str]:
    """Return what to print of marks that moved: a line for each of the first 20."""
    if not moved:
        return [f"no mark moved since {old}"]
    many = "1 mark" if len(moved) == 1 else f"{len(moved)} marks"
    lines = [f"{many} moved since {old}:"]
    for one in moved[:MOST_SHOWN]:
        reasons = "; ".join(why.words(MOST_REASONS) for why in one.why[:MOST_REASONS])
        if len(one.why) > MOST_REASONS:
            reasons += f"; and {len(one.why) - MOST_REASONS} more"
        who = " ".join(dict.fromkeys(filter(None, (one.student, one.variant))))
        lines.append(f"  {who}: {_change(one)}" + f": {reasons}" * bool(reasons))
    if len(moved) > MOST_SHOWN:
        lines.append(f"  and {len(moved) - MOST_SHOWN} more: see moved.csv")
    return lines


def _change(one: Move) -> str:
    (old, old_most), (new, most) = one.old, one.new
    if not old or not new:
        return f"{old} of {old_most} to nothing" if old else f"nothing to {new} of {most}"
    same = old_most == most
    return f"{old} to {new} of {most}" if same else f"{old} of {old_most} to {new} of {most}"
