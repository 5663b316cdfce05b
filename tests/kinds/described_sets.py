"""Sets of one problem that draws its own layers, and what a sheet of one says."""

from pathlib import Path

from quizgen.document import Document, Part, Question, Table
from quizgen.keys import Key
from quizgen.sampling.sets import read_set
from quizgen.workflows.variant import Job, Variant, solve_variant

from .test_kinds import within


def made(folder: Path, kind: str, seeds: range, more: str = "") -> list[tuple[Document, Key]]:
    """Return a set's handouts, with their keys."""
    path = folder / "one.toml"
    path.write_text(f'title = "One"\n[[problems]]\nkind = "{kind}"\n{more}')
    the_set = read_set(str(path))
    solved = (
        solve_variant(Job(the_set, Variant(f"seed{seed}", seed), None, ())) for seed in seeds
    )
    return [(handout, key) for handout, _, key in solved]


def asked(handout: Document) -> list[tuple[str, list[list[str]]]]:
    """Return each task's prompt with the cells of its table, out of their dollars."""
    tasks = within(handout, Part) or within(handout, Question)
    return [(task.prompt, _cells(task)) for task in tasks]


def _cells(task: Part | Question) -> list[list[str]]:
    (table,) = within(task.blocks, Table)
    return [[cell.replace("$", "") for cell in row] for row in table.rows]
