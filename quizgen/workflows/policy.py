"""The policy that a call grades by: each key's own, overridden by a file's.

What reads and names a set's fields is slow to import, and is so only where a call needs it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quizgen.grading.keyring import Sheet
from quizgen.grading.policy import troubles, under
from quizgen.keys import Key


def under_policy(keys: Sequence[Key], path: Path | None) -> tuple[list[Key], list[str]]:
    """Return the keys under the policy of a file, and a line for what fits no key in their own.

    Raises QuizgenError where the file cannot be used, or names what is on no sheet.
    """
    sheets = [Sheet(key) for key in keys]
    said: dict[str, Any] = {}
    if path is not None:
        from quizgen.workflows.misnamed import said_in

        said = said_in(path, sheets)
    return [under(key, said) for key in keys], list(dict.fromkeys(_own(sheets, set(said))))


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
