"""A policy of its own, as a TOML file says it: what `grade --policy` reads.

It has the fields of a set's `[grading]` at its top, or in a table of that name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quizgen.errors import QuizgenError
from quizgen.sampling.mistakes import Mistake, mistakes_of
from quizgen.sampling.policy import GradingSpec
from quizgen.sampling.schema import schema_of
from quizgen.sampling.toml import MOST_LINES, in_lines, read_text, read_toml

TABLE = "grading"


@dataclass(frozen=True)
class PolicyFile:
    """A policy's fields that a file gives, and the file, for what is wrong in them."""

    name: str
    text: str
    within: tuple[str, ...]
    said: Mapping[str, Any]

    def lines(self, mistakes: Iterable[Mistake]) -> list[str]:
        """Return mistakes of the policy in the file's order, a line each."""
        placed = [
            Mistake((*self.within, *one.path), one.found, one.expected) for one in mistakes
        ]
        return in_lines(self.name, self.text, placed)


def read_policy_file(path: Path) -> PolicyFile:
    """Read a policy; raise QuizgenError with a line for each mistake, 20 at most."""
    name = str(path)
    text = read_text(name, path, "policy", "no such file, expected a policy's TOML")
    raw: Any = read_toml(name, text)
    within = (TABLE,) if isinstance(raw.get(TABLE), dict) and len(raw) == 1 else ()
    raw = raw[TABLE] if within else raw
    file = PolicyFile(name, text, within, {})
    try:
        spec = GradingSpec.model_validate(raw)
    except ValidationError as error:
        mistakes = mistakes_of(error, raw, schema_of(GradingSpec), MOST_LINES)
        raise QuizgenError(*file.lines(mistakes)) from None
    return PolicyFile(name, text, within, spec.said)
