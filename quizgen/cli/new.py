"""`quizgen new`: a set to start from."""

from pathlib import Path

import click

from quizgen.cli import options
from quizgen.cli.terminal import report


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", help="The sheet's title.  [default: the file's name]")
@click.option("--schema", is_flag=True, help="Write the schema beside it, for an editor.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@options.quiet_option
def new(file: Path, title: str | None, schema: bool, force: bool, quiet: bool) -> None:
    """Write FILE, a commented set (TOML) to start from."""
    from quizgen.workflows.new import new_set

    report(new_set(file, title, schema, force), [], quiet)
