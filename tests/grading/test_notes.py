"""What is to be said of files: the first of it, in memory that does not grow with it."""

import tracemalloc
from pathlib import Path

import pytest

from quizgen import spool, workflows
from quizgen.grading.notes import Notes
from quizgen.keys import key_json

from .class_of import solved
from .sample import key, long
from .whole import grade

SEED7 = key("seed7")
OTHER = key("seed8", blanks=[("extra.q", "number", 1.0, 0.0, "1")])
NAMES = ("recitation5", "softmax-classifier")
HEAD = "student,variant,forward.yhat,extra.q"


def test_what_is_said_of_files_comes_before_what_is_said_of_rows() -> None:
    content = long([("ada", "seed7", "1", "1"), ("bob", "seed7", "", "1")], HEAD)
    latin = long([("ada", "seed7", "ü", "")], HEAD).decode().encode("latin-1")
    graded = grade([("x.csv", content), ("y.csv", latin)], [SEED7, OTHER])
    assert graded.notes == (
        "y.csv: not UTF-8: read as Latin-1",
        "x.csv, line 2: extra.q is not asked on recitation5-seed7",
        "x.csv, line 3: extra.q is not asked on recitation5-seed7",
    )


def test_many_notes_are_counted(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    for name in NAMES:
        (tmp_path / "keys" / f"{name}.json").write_bytes(key_json(solved(name, 3)))
    here, there = ({blank.id for blank in solved(name, 3).blanks} for name in NAMES)
    other = min(id for id in there - here if "," not in id)
    rows = [(f"s{n}", NAMES[0], "seed3", "1", "1") for n in range(1_034)]
    (tmp_path / "a.csv").write_bytes(long(rows, f"student,set,variant,forward.yhat,{other}"))
    result = workflows.grade(
        [tmp_path / "a.csv"],
        tmp_path / "keys",
        tmp_path / "grades",
        report=False,
        feedback=False,
    )
    assert len(result.graded.notes) == 1_034
    assert result.warnings[5] == "and 1,029 more notes of this kind"
    assert all("is not asked on" in line for line in result.warnings[:5])


def test_memory_does_not_grow_with_the_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", 1_000)
    tracemalloc.start()
    try:
        notes = Notes(spool.Spool())
        for number in range(20_000):
            notes.within(f"x.csv, line {number}: " + "x" * 100)
        assert sum(1 for _ in notes) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 500_000  # they have 2,400,000
    finally:
        tracemalloc.stop()
