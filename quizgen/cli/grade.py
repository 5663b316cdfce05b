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
@options.quiet_option
def grade(files: tuple[Path, ...], keys: Path, out: Path, strict: bool, quiet: bool) -> None:
    """Grade submissions (CSV files) against the answer keys."""
    from quizgen import workflows

    result = workflows.grade(files, keys, out)
    report(result.paths, (*result.bad_keys, *result.warnings), quiet)
    if not quiet:
        click.echo(result.summary)
    sys.exit(int(result.left_out(strict)))
