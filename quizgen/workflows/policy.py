"""The policy that a call grades by: each key's own, overridden by a file's."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from quizgen.errors import QuizgenError
from quizgen.grading.keyring import Sheet
from quizgen.grading.policy import Trouble, troubles, under
from quizgen.keys import Key, Policy
from quizgen.sampling.mistakes import Mistake, nearest, shown, shown_path
from quizgen.sampling.policy_file import read_policy_file

MOST_NAMED = 8


def under_policy(keys: Sequence[Key], path: Path | None) -> tuple[list[Key], list[str]]:
    """Return the keys under the policy of a file, and a line for what fits no key in their own.

    Raises QuizgenError where the file cannot be used, or names what is on no sheet.
    """
    sheets = [Sheet(key) for key in keys]
    file = read_policy_file(path) if path is not None else None
    if file is not None:
        lines = file.lines(
            Mistake(trouble.path, f"found {shown(trouble.found)}", _expected(trouble, sheets))
            for trouble in troubles(Policy(**file.said), sheets)
        )
        if lines:
            raise QuizgenError(*lines)
    said = file.said if file is not None else {}
    return [under(key, said) for key in keys], list(dict.fromkeys(_own(sheets, set(said))))


def _own(sheets: Sequence[Sheet], overridden: set[str]) -> Iterator[str]:
    """Yield what fits no key of its set in a policy that keys carry."""
    policies: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        policies.setdefault(sheet.key.set, []).append(sheet)
    for name, of_set in policies.items():
        for trouble in troubles(of_set[0].key.policy, of_set):
            if trouble.path[0] not in overridden:
                place = shown_path(("grading", *trouble.path))
                expected = _expected(trouble, of_set)
                yield f"{name}: {place}: found {shown(trouble.found)}, expected {expected}"


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
