"""The policy that a call grades by: each key's own, overridden by a file's.

What reads and names a set's fields is slow to import, and is so only where a call needs it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from quizgen.grading.policy import troubles
from quizgen.grading.sheet import Sheet


def policy_over(
    path: Path | None, sheets: Sequence[Sheet]
) -> tuple[Mapping[str, Any], list[str]]:
    """Return the fields of a policy file, and a line for what fits no key in their own.

    `sheets` are one of each layout.  Raises QuizgenError where the file cannot be used, or
    names what is on no sheet.
    """
    said: dict[str, Any] = {}
    if path is not None:
        from quizgen.workflows.misnamed import said_in

        said = said_in(path, sheets)
    return said, list(dict.fromkeys(_own(sheets, set(said))))


def _own(sheets: Sequence[Sheet], overridden: set[str]) -> Iterator[str]:
    """Yield what fits no key of its set in a policy that keys carry."""
    policies: dict[str, list[Sheet]] = {}
    for sheet in sheets:
        policies.setdefault(sheet.key.set, []).append(sheet)
    for name, of_set in policies.items():
        for trouble in troubles(of_set[0].key.policy, of_set):
            if trouble.path[0] not in overridden:
                from quizgen.workflows.misnamed import line

                yield f"{name}: {line(trouble, of_set)}"
