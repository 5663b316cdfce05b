"""`quizgen grade`: submissions in; scores, marks, a report and feedback out."""

import sys
from pathlib import Path
from typing import Any

import click

from quizgen.cli import options
from quizgen.cli.errors import seen
from quizgen.cli.terminal import Progress, report


@click.command()
@click.argument("files", nargs=-1, required=True, type=options.PATH)
@click.option("--keys", type=options.PATH, default=Path("answer_keys"), show_default=True,
              help="Folder of answer keys, or one key.")  # fmt: skip
@click.option("--out", type=options.PATH, default=Path("grades"), show_default=True,
              help="Folder to write to.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 1 if any row is rejected.")
@click.option("--policy", type=options.PATH,
              help="TOML with the fields of [grading] that override the set's.")  # fmt: skip
@click.option("--decisions", type=options.PATH,
              help="CSV of a teacher's decisions, such as a filled manual.csv.")  # fmt: skip
@click.option("--roster", type=options.PATH,
              help="CSV of the class: also list who handed in nothing.")  # fmt: skip
@options.id_column
@click.option("--compare", type=options.PATH, metavar="SCORES",
              help="An earlier scores.csv: list whose mark moved, and why.")  # fmt: skip
@click.option(
    "--report/--no-report", default=True, help="Write report.html, the class at a glance."
)
@click.option("--feedback/--no-feedback", default=True,
              help="Write feedback/, a page for each student.")  # fmt: skip
@click.option("--release", type=click.Choice(["none", "wrong", "all"]), default="wrong",
              show_default=True,
              help="Whose right answers the feedback shows: of no blank, of what was answered "
                   "and is not right, of all.")  # fmt: skip
@options.quiet_option
def grade(
    files: tuple[Path, ...], keys: Path, out: Path, strict: bool, quiet: bool, **asked: Any
) -> None:
    """Grade submissions against the answer keys.

    Each FILE is a CSV file, a handout's PDF filled in on a screen, or a folder or ZIP file
    of these, as an LMS gives it; what a file is says its content. Of what one student handed
    in more than once the last counts, in the order of the call, unless the policy says
    otherwise; a folder's files are in the order of their names.

    Grade again after a change of policy or with decisions: the same call writes the same
    files.
    """
    from quizgen import workflows

    with Progress("Feedback: page", quiet) as progress:
        result = workflows.grade(files, keys, out, progress=progress, **asked)
    report(result.paths, (*result.bad_keys, *result.warnings), quiet)
    if not quiet:
        for line in (*result.said, result.summary):
            click.echo(seen(line))
    sys.exit(int(result.left_out(strict)))
