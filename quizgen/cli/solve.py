"""`quizgen solve`: the worked solution of a network with the user's own numbers."""

from pathlib import Path
from typing import Any

import click

from quizgen.cli import options
from quizgen.cli.terminal import columns, report, show
from quizgen.render.paper import PAPERS


@click.command()
@click.argument("file", type=options.PATH, metavar="NETWORK.toml")
@click.option("--format", "formats", default="text", show_default=True,
              callback=options.formats_of("text", "html", "pdf"),
              help="text, to standard output; html, pdf, to files; or several.")  # fmt: skip
@click.option("--out", type=options.PATH, default=Path(),
              help="Folder to write html and pdf to.")  # fmt: skip
@click.option("--paper", type=click.Choice(PAPERS), help="Size of the PDF's pages.")
@click.option("--templates", type=options.PATH, metavar="DIR",
              help="Folder of your own templates, styles and words.")  # fmt: skip
@click.option("--width", type=click.IntRange(40, 400), metavar="N",
              help="Columns of the text; by itself the terminal's, 100 at most.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite files that differ.")
@options.quiet_option
def solve(file: Path, width: int | None, quiet: bool, **asked: Any) -> None:
    """Work a network with its own numbers: forward, backward, one step of descent.

    NETWORK.toml gives the weights, the input and the target; a set that gives a network's
    numbers does as well.
    """
    from quizgen import workflows

    worked = workflows.solve(file, width=width or columns(), **asked)
    show(worked.text)
    report(worked.paths, (), quiet)
