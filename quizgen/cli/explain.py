"""`quizgen explain`: one student's sheet, marked, in the terminal."""

from pathlib import Path

import click

from quizgen.cli import options
from quizgen.cli.terminal import columns, show


@click.command()
@click.argument("key", type=options.PATH, metavar="KEY.json")
@click.option("--answers", type=options.PATH, required=True, metavar="FILE",
              help="Submissions (CSV, a filled PDF), of one student or a class.")  # fmt: skip
@click.option("--student", metavar="ID", help="Whose sheet, where the key fits several.")
@click.option("--width", type=click.IntRange(40, 400), metavar="N",
              help="Columns of the text; by itself the terminal's, 100 at most.")  # fmt: skip
def explain(key: Path, answers: Path, student: str | None, width: int | None) -> None:
    """Show one student's sheet, marked, for office hours.

    Each answer with its verdict, and of what was lost the worked step with the student's own
    numbers beside the right ones. All right answers are shown: it is for the teacher.
    """
    from quizgen import workflows

    show(workflows.explain(key, answers, student, width or columns()))
