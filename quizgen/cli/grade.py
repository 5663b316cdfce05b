"""`quizgen grade`: submissions in, scores and marks out."""

import sys
from pathlib import Path

import click

from quizgen.cli import options
from quizgen.cli.terminal import report


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
@click.option("--compare", type=options.PATH, metavar="SCORES",
              help="An earlier scores.csv: list whose mark moved, and why.")  # fmt: skip
@options.quiet_option
def grade(
    files: tuple[Path, ...],
    keys: Path,
    out: Path,
    strict: bool,
    policy: Path | None,
    decisions: Path | None,
    roster: Path | None,
    compare: Path | None,
    quiet: bool,
) -> None:
    """Grade submissions (CSV files) against the answer keys.

    Grade again after a change of policy or with decisions: the same call writes the same
    files.
    """
    from quizgen import workflows

    result = workflows.grade(
        files,
        keys,
        out,
        policy=policy,
        decisions=decisions,
        roster=roster,
        compare=compare,
    )
    report(result.paths, (*result.bad_keys, *result.warnings), quiet)
    if not quiet:
        for line in (*result.said, result.summary):
            click.echo(line)
    sys.exit(int(result.left_out(strict)))
