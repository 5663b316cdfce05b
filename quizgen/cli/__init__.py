"""The command line: parse, call, print.  Nothing else knows click."""

import click

from quizgen import __version__
from quizgen.cli.check import check
from quizgen.cli.errors import QuizgenGroup
from quizgen.cli.explain import explain
from quizgen.cli.grade import grade
from quizgen.cli.listing import list_
from quizgen.cli.make import make
from quizgen.cli.new import new
from quizgen.cli.scan import scan
from quizgen.cli.solve import solve

COMMANDS = (make, check, scan, grade, explain, new, solve, list_)


@click.group(cls=QuizgenGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quizgen")
def main() -> None:
    """Draw, typeset and mark neural-network exercises.

    `quizgen make --seed 7` writes a handout and its worked answer key; `quizgen grade`
    marks what comes back, `quizgen explain` one sheet in the terminal; `quizgen scan` sorts
    what was scanned; `quizgen check` says whether a set is fair; `quizgen solve` works a
    network of your own.
    """


for command in COMMANDS:
    main.add_command(command)
