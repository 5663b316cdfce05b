"""Every error that a user can cause, said in a line or two."""

import sys
from typing import Any

import click

from quizgen.errors import QuizgenError


class QuizgenGroup(click.Group):
    """The commands; an error that a user can cause ends one with status 2."""

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the call's options; click's own words for an error take four lines."""
        try:
            return super().make_context(*args, **options)
        except click.UsageError as error:
            if not error.message or "Usage:" in error.message:  # no words: the whole help
                raise
            say(_in_a_line(error))
            sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error ends it with status 2."""
        try:
            return super().invoke(ctx)
        except QuizgenError as error:
            say(*error.lines)
        except click.UsageError as error:
            name = error.ctx.command_path if error.ctx else "quizgen"
            say(f"{_in_a_line(error)} ({name} --help says more)")
        sys.exit(2)


def say(*lines: str) -> None:
    """Print lines on standard error, without what a terminal would obey.

    A student names the files and columns that a teacher grades.
    """
    for line in lines:
        click.echo(f"quizgen: {seen(line)}", err=True)


def seen(line: str) -> str:
    """Return a line without what a terminal would obey, or would turn around."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in line)


def _in_a_line(error: click.UsageError) -> str:
    return " ".join(error.format_message().split())  # click lists choices a line each
