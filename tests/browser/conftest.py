"""Every built-in set once made, and a class of three graded on it."""

import csv
import json
from pathlib import Path

import pytest

from quizgen.sampling.sets import built_in
from quizgen.workflows import grade, make

STUDENTS = ("ada", "ben", "a-student-with-a-long-name@students.example.edu")


def right_answers(key: Path) -> dict[str, str]:
    """Return the right answers of a key, as a student types them."""
    blanks = json.loads(key.read_text())["blanks"]
    return {blank["id"]: _typed(blank) for blank in blanks if blank["type"] != "manual"}


def _typed(blank: dict[str, object]) -> str:
    value = blank["value"]
    if isinstance(value, list):
        return " × ".join(map(str, value))
    return str(blank.get("display") or value)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one of each built-in set's handouts and keys in one of its name."""
    folder = tmp_path_factory.mktemp("made")
    for name in built_in():
        make(name, folder / name, seed=7, processes=1)
    return folder


@pytest.fixture(scope="session")
def graded(made: Path) -> Path:
    """Return the folder of grades: one student is right, one mostly, one seldom."""
    for name in built_in():
        (key,) = (made / name / "answer_keys").glob("*.json")
        right = right_answers(key)
        with (made / name / "answers.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file)
            table.writerow(("student", "variant", "blank", "answer"))
            for wrong, student in zip((0, 5, 2), STUDENTS, strict=True):
                for at, (blank, answer) in enumerate(right.items()):
                    given = f"-{answer}" if wrong and at % wrong == 0 else answer
                    table.writerow((student, "seed7", blank, given))
        grade(
            [made / name / "answers.csv"], made / name / "answer_keys", made / name / "grades"
        )
    return made
