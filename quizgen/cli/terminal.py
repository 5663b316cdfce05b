"""What commands print: the files they wrote, and how far they are."""

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import click

from quizgen.cli.errors import say

NARROWEST, PIPED, WIDEST = 40, 80, 100  # columns


def report(paths: Sequence[Path], errors: Sequence[str], quiet: bool) -> None:
    """Print the paths of what was written, and what went wrong."""
    for path in paths if not quiet else ():
        click.echo(str(path))
    say(*errors)


def columns() -> int:
    """Return how wide text is to be: as the terminal, within reason; 80 where it is piped."""
    if not sys.stdout.isatty():
        return PIPED
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((PIPED, 24)).columns))


def show(text: str) -> None:
    """Print a text that has more than letters; what is piped is UTF-8 whatever the locale."""
    if sys.stdout.isatty():
        encoding = sys.stdout.encoding
        click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)
    else:
        click.echo(text.encode(), nl=False)


class Progress:
    """A line on a terminal, once the work has taken longer than a second."""

    def __init__(self, verb: str, quiet: bool) -> None:
        self.verb, self.started = verb, time.monotonic()
        self.shown = False
        self.wanted = not quiet and sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is, and an estimate of what is left."""
        passed = time.monotonic() - self.started
        if self.wanted and passed > 1 and total > 1:
            left = passed / max(done, 1) * (total - done)
            click.echo(
                f"\r{self.verb} {done} of {total}, {left:.0f} s to go ", nl=False, err=True
            )
            self.shown = True

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r" + " " * 60 + "\r", nl=False, err=True)
