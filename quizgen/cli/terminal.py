"""What commands print: the files they wrote, and how far they are."""

import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from quizgen.cli.errors import say

NARROWEST, PIPED, WIDEST = 40, 80, 100  # columns
WIPED = 60  # columns, of what says how far the work is
LESS_THAN = 10  # seconds, that are not worth a number


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
    """A line on a terminal, once the work has taken longer than a second.

    What is left is told by the pace since the first result: what came before it, such as
    processes that start, comes only once.
    """

    def __init__(
        self, verb: str, quiet: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.verb, self.clock = verb, clock
        self.started = clock()
        self.first: tuple[int, float] | None = None
        self.shown = False
        self.wanted = not quiet and sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is, and an estimate of what is left."""
        now = self.clock()
        if self.first is None:
            self.first = done, now
        if self.wanted and now - self.started > 1 and total > 1:
            before, since = self.first
            left = ""
            if done > before:
                left = ", " + spoken((now - since) / (done - before) * (total - done)) + " left"
            line = f"{self.verb} {done} of {total}{left}"
            click.echo(f"\r{line:<{WIPED}}", nl=False, err=True)
            self.shown = True

    def __exit__(self, *_: object) -> None:
        if self.shown:
            click.echo("\r" + " " * WIPED + "\r", nl=False, err=True)


def spoken(seconds: float) -> str:
    """Return a time that is only estimated, as one would say it."""
    if seconds < LESS_THAN:
        return f"less than {LESS_THAN} s"
    if seconds < 55:
        return f"about {round(seconds / 10) * 10:.0f} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"about {minutes} min"
    return f"about {minutes // 60} h {minutes % 60} min"
