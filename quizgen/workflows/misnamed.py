"""What a policy names that is on no sheet, and what may have been meant."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quizgen.errors import QuizgenError
from quizgen.grading.policy import Trouble, troubles
from quizgen.grading.sheet import Sheet
from quizgen.keys import Policy
from quizgen.sampling.mistakes import Mistake, nearest, shown, shown_path
from quizgen.sampling.policy_file import read_policy_file

MOST_NAMED = 8


def said_in(path: Path, sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Return what a policy file says, by field.

    Raises QuizgenError where the file cannot be used, or names what is on no sheet.
    """
    file = read_policy_file(path)
    lines = file.lines(
        Mistake(trouble.path, f"found {shown(trouble.found)}", _expected(trouble, sheets))
        for trouble in troubles(Policy(**file.said), sheets)
    )
    if lines:
        raise QuizgenError(*lines)
    return dict(file.said)


def line(trouble: Trouble, sheets: Sequence[Sheet]) -> str:
    """Return what is said of a policy that keys carry: where, what was found and expected."""
    place = shown_path(("grading", *trouble.path))
    expected = _expected(trouble, sheets)
    return f"{place}: found {shown(trouble.found)}, expected {expected}"


def _expected(trouble: Trouble, sheets: Sequence[Sheet]) -> str:
    if trouble.expected:
        return trouble.expected
    blanks = [blank for sheet in sheets for blank in sheet.key.blanks]
    ids = dict.fromkeys(blank.id for blank in blanks)
    groups = dict.fromkeys(id.partition("[")[0] for id in ids)
    problems = dict.fromkeys(blank.problem for blank in blanks)
    near = nearest(trouble.found, dict.fromkeys((*ids, *groups, *problems)))
    if near:
        return f"a name on these sheets; did you mean {near}?"
    some = [*problems][:MOST_NAMED]
    return f"a blank, a group or a problem of these sheets, such as {', '.join(some)}"
