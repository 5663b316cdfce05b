"""A class of any size: of a student there stays a line, none of the marks."""

import tracemalloc
from pathlib import Path

import pytest

from quizgen import spool, workflows
from quizgen.grading import papers
from quizgen.keys import key_json
from tests.grading.class_of import solved

MOST = 2000  # bytes a student, names in bounded caches among them; the marks alone are 9,000
ASKED = 12  # blanks


def peak(folder: Path, students: int) -> int:
    """Return how many bytes grading takes at most of a class with so many students."""
    key = solved("recitation5", 3)
    (folder / "key.json").write_bytes(key_json(key))
    blanks = [blank for blank in key.blanks if blank.type == "number"][:ASKED]
    given = ",".join(blank.display for blank in blanks)
    head = ",".join(f'"{blank.id}"' for blank in blanks)
    rows = "".join(f"s{n},{key.variant},{given}\n" for n in range(students))
    (folder / "answers.csv").write_text(f"student,variant,{head}\n{rows}", encoding="utf-8")
    tracemalloc.start()
    try:
        result = workflows.grade(
            [folder / "answers.csv"], folder / "key.json", folder / "grades",
            report=True, feedback=False,
        )  # fmt: skip
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        assert len(result.graded.trays) == students


def test_memory_does_not_grow_with_the_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "TOGETHER", 20)
    monkeypatch.setattr(
        spool, "IN_MEMORY", 1
    )  # what fills it up grows by doubling, and no further
    peak(tmp_path, 50)  # what is imported and kept once
    few, many = peak(tmp_path, 60), peak(tmp_path, 240)
    assert (many - few) / 180 < MOST
