"""`quizgen check`: whether a set is fair."""

import sys
from typing import Any

import click

from quizgen.cli import options
from quizgen.cli.make import DEFAULT_SET
from quizgen.cli.terminal import Progress, columns, report, show


@click.command()
@click.argument("set_", metavar="[SET]", default=DEFAULT_SET)
@click.option("--variants", "count", type=click.IntRange(1, 10_000), default=200,
              show_default=True, help="How many variants to draw.")  # fmt: skip
@click.option("--seed", metavar="N", default="0", show_default=True, callback=options.seed,
              help="Of which seed; they are those that make draws.")  # fmt: skip
@click.option("--original", is_flag=True, help="Look at the set's own numbers.")
@click.option("--conditions/--no-conditions", default=True,
              help="Draw as make does, or as if there were no conditions.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--out", type=options.PATH, help="Folder to write the report (HTML) to.")
@click.option("--jobs", "processes", type=click.IntRange(1, 256), help="Processes to use.")
@options.quiet_option
def check(set_: str, as_json: bool, quiet: bool, **asked: Any) -> None:
    """Draw many variants of SET and report how fair they are to each other.

    The status is 1 where a variant breaks a condition, hides a mistake, repeats another or
    cannot be drawn.
    """
    from quizgen import workflows
    from quizgen.reports.quality import quality_json, quality_text, verdict

    with Progress("checked", quiet) as progress:
        checked = workflows.check(set_, progress=progress, **asked)
    if as_json:
        show(quality_json(checked.quality) + "\n")
    elif not quiet:
        show(quality_text(checked.quality, columns()))
    report(checked.paths, (), quiet or as_json)
    sys.exit(0 if verdict(checked.quality).fair else 1)
