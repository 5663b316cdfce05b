"""`quizgen make`: handouts and answer keys."""

import sys
from pathlib import Path
from typing import Any

import click

from quizgen.cli import options
from quizgen.cli.errors import say
from quizgen.cli.terminal import Progress, report
from quizgen.render.paper import PAPERS

DEFAULT_SET = "recitation5"


@click.command()
@click.argument("set_", metavar="[SET]", default=DEFAULT_SET)
@click.option("--seed", metavar="N", callback=options.seed,
              help="Which numbers to draw; the same seed, the same numbers.")  # fmt: skip
@click.option("--count", type=click.IntRange(1, 9999),
              help="Make this many anonymous variants.")  # fmt: skip
@click.option("--roster", type=options.PATH, help="CSV: a variant for each student.")
@options.id_column
@click.option("--original", is_flag=True, help="Take the set's own numbers instead of drawing.")
@click.option("--out", type=options.PATH, default=Path(), help="Folder to write to.")
@click.option("--format", "formats", default="html,pdf", show_default=True,
              callback=options.formats_of("html", "pdf"),
              help="Which documents; the key's JSON is always written.")  # fmt: skip
@click.option(
    "--paper",
    type=click.Choice(PAPERS),
    help="Size of the printed pages, if not the set's.",
)
@click.option("--templates", type=options.PATH, metavar="DIR",
              help="Folder of your own templates, styles and words.")  # fmt: skip
@click.option("--solution-depth", type=click.Choice(["answers", "steps", "full"]),
              default="full", show_default=True,
              help="How much of its working the key shows.")  # fmt: skip
@click.option("--print-job", is_flag=True,
              help="Also bind the handouts, one PDF a section, for the copier.")  # fmt: skip
@click.option("--moodle-zip", "for_moodle", is_flag=True,
              help="Also pack the handouts for Moodle to hand out.")  # fmt: skip
@click.option("--jobs", "processes", type=click.IntRange(1, 256), help="Processes to use.")
@click.option("--scheduler", metavar="ADDRESS",
              help="Make on the Dask cluster of this scheduler instead.")  # fmt: skip
@click.option("--secret", type=options.PATH, help="File that keys the drawing.")
@click.option("--force", is_flag=True, help="Overwrite files that differ.")
@options.quiet_option
def make(set_: str, out: Path, quiet: bool, **asked: Any) -> None:
    """Make handouts and answer keys of SET, a built-in set or a TOML file."""
    from quizgen import workflows

    with Progress("made", quiet) as progress:
        made = workflows.make(set_, out, progress=progress, **asked)
    if not quiet:
        say(*made.notes)
    report(made.paths if made.wanted == 1 else made.bundles, made.errors, quiet)
    if made.wanted > 1 and not quiet:
        click.echo(f"{made.complete} of {made.wanted} variants in {out}/")
    sys.exit(0 if not made.errors else 1 if made.complete else 2)
