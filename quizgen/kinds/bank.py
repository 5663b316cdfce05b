"""The bank of questions on concepts: topics, and for each question right and wrong answers."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from quizgen.problem import Choice

BANK = Path(__file__).with_name("concepts.toml")


@dataclass(frozen=True)
class BankQuestion:
    """A question of a topic, with its right answers and the misconceptions beside them."""

    topic: str
    asks: str
    right: tuple[Choice, ...]
    wrong: tuple[Choice, ...]


@lru_cache(maxsize=1)
def bank() -> dict[str, tuple[BankQuestion, ...]]:
    """Return the questions by their topics, in the order of the file."""
    raw = tomllib.loads(BANK.read_text(encoding="utf-8"))["question"]
    topics: dict[str, tuple[BankQuestion, ...]] = {}
    for item in raw:
        right, wrong = (tuple(Choice(**c) for c in item[side]) for side in ("right", "wrong"))
        question = BankQuestion(item["topic"], item["asks"], right, wrong)
        topics[question.topic] = (*topics.get(question.topic, ()), question)
    return topics
