"""`quizgen scan`: a stack of scanned sheets, sorted and ready to be typed."""

import sys
from pathlib import Path

import click

from quizgen.cli import options
from quizgen.cli.errors import seen
from quizgen.cli.terminal import Progress, report


@click.command()
@click.argument("papers", nargs=-1, required=True, type=options.PATH, metavar="PAPERS.pdf...")
@click.option("--out", type=options.PATH, default=Path("sorted"), show_default=True,
              help="Folder to write to.")  # fmt: skip
@click.option("--handouts", type=options.PATH, default=Path("handouts"), show_default=True,
              help="Folder of the handouts' PDFs, as make wrote them.")  # fmt: skip
@click.option("--jobs", "processes", type=click.IntRange(1, 256), help="Processes to use.")
@options.quiet_option
def scan(
    papers: tuple[Path, ...], out: Path, handouts: Path, processes: int | None, quiet: bool
) -> None:
    """Sort scanned handouts by the QR codes on their pages.

    Pages may come in any order and any way up. Writes a PDF a student, the pictures of all
    answers on one page, and a CSV in the same order to type them into, which grade takes.
    """
    from quizgen import workflows

    with Progress("Read: page", quiet) as progress:
        result = workflows.scan(
            papers, out, handouts=handouts, processes=processes, progress=progress
        )
    report(result.paths, result.warnings, quiet)
    if not quiet:
        click.echo(seen(result.summary))
    sys.exit(int(result.left_out))
