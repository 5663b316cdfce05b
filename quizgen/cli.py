"""The command line: parse, call, print.  Nothing else knows click."""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from quizgen import __version__
from quizgen.errors import QuizgenError

MOST_SEED = 2**64 - 1
DEFAULT_SET = "recitation5"


class QuizgenGroup(click.Group):
    """The commands, every error that a user can cause said in a line or two."""

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the call's options; click's own words for an error take four lines."""
        try:
            return super().make_context(*args, **options)
        except click.UsageError as error:
            if not error.message or "Usage:" in error.message:  # no words: the whole help
                raise
            _say(_in_a_line(error))
            sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error ends it with status 2."""
        try:
            return super().invoke(ctx)
        except QuizgenError as error:
            _say(*error.lines)
        except click.UsageError as error:
            name = error.ctx.command_path if error.ctx else "quizgen"
            _say(f"{_in_a_line(error)} ({name} --help says more)")
        sys.exit(2)


def _in_a_line(error: click.UsageError) -> str:
    return " ".join(error.format_message().split())  # click lists choices a line each


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(f"quizgen: {line}", err=True)


def quiet_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option that leaves out what it would say."""
    return click.option("--quiet", is_flag=True, help="Print errors only.")(command)


@click.group(cls=QuizgenGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quizgen")
def main() -> None:
    """Draw, typeset and mark neural-network exercises.

    `quizgen make --seed 7` writes a handout and its worked answer key; `quizgen grade`
    marks what comes back.
    """


def _formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    for part in formats:
        if part not in ("html", "pdf"):
            raise click.BadParameter(f"found {part!r}, expected html, pdf or html,pdf")
    return formats


def _seed(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    text = (value or "").strip()
    if value is None:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 20 and int(text) <= MOST_SEED:
        return int(text)
    raise click.BadParameter(f"found {text[:40]!r}, expected a whole number below 2^64")


@main.command()
@click.argument("set_", metavar="[SET]", default=DEFAULT_SET)
@click.option(
    "--seed",
    metavar="N",
    callback=_seed,
    help="Which numbers to draw; the same seed, the same numbers.",
)
@click.option(
    "--count", type=click.IntRange(1, 9999), help="Make this many anonymous variants."
)
@click.option(
    "--roster", type=click.Path(path_type=Path), help="CSV: a variant for each student."
)
@click.option("--original", is_flag=True, help="Take the set's own numbers instead of drawing.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path(), help="Folder to write to."
)
@click.option("--format", "formats", default="html,pdf", callback=_formats, show_default=True,
              help="Which documents; the key's JSON is always written.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="Processes to use.")
@click.option("--secret", type=click.Path(path_type=Path), help="File that keys the drawing.")
@click.option("--force", is_flag=True, help="Overwrite files that differ.")
@quiet_option
def make(
    set_: str,
    seed: int | None,
    count: int | None,
    roster: Path | None,
    original: bool,
    out: Path,
    formats: tuple[str, ...],
    jobs: int | None,
    secret: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    """Make handouts and answer keys of SET, a built-in set or a TOML file."""
    from quizgen import workflows
    from quizgen.sampling.sets import read_set
    from quizgen.workflows import making
    from quizgen.workflows.roster import read_roster

    the_set = read_set(set_, original)
    if count is not None and roster is not None:
        raise click.UsageError("--count and --roster: found both, expected one of them")
    if seed is None and the_set.drawn:
        raise click.UsageError("Missing option '--seed': the set draws its numbers.")
    if not the_set.drawn and (count is not None or roster is not None):
        raise click.UsageError("every number is given: there is one variant, not one for each")
    students = read_roster(roster) if roster is not None else None
    key = making.read_secret(secret) if secret is not None else None
    if students is not None and key is None:
        key, created = making.class_secret(out)
        if created and not quiet:
            click.echo(f"{created}: created; whoever has it can make the keys", err=True)
    wanted = making.variants(the_set, seed, count, students)
    with Progress("made", quiet) as progress:
        made = workflows.make(
            the_set,
            wanted,
            out,
            formats=formats,
            secret=key,
            processes=jobs or min(len(wanted), os.cpu_count() or 1),
            force=force,
            progress=progress,
        )
    _report(made.paths if len(wanted) == 1 else [], made.errors, quiet)
    if len(wanted) > 1 and not quiet:
        click.echo(f"{made.complete} of {len(wanted)} variants in {out}/")
    sys.exit(0 if not made.errors else 1 if made.complete else 2)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), default=Path("answer_keys"),
              show_default=True, help="Folder of answer keys, or one key.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=Path("grades"),
              show_default=True, help="Folder to write to.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 1 if any row is rejected.")
@quiet_option
def grade(files: tuple[Path, ...], keys: Path, out: Path, strict: bool, quiet: bool) -> None:
    """Grade submissions (CSV files) against the answer keys."""
    from quizgen import workflows

    result = workflows.grade(files, keys, out)
    _report(result.paths, (*result.bad_keys, *result.warnings), quiet)
    if not quiet:
        click.echo(result.summary)
    sys.exit(int(result.left_out(strict)))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", help="The sheet's title.  [default: the file's name]")
@click.option("--schema", is_flag=True, help="Write the schema beside it, for an editor.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
@quiet_option
def new(file: Path, title: str | None, schema: bool, force: bool, quiet: bool) -> None:
    """Write FILE, a commented set (TOML) to start from."""
    from quizgen.workflows.new import new_set

    _report(new_set(file, title, schema, force), [], quiet)


@main.command("list")
@click.argument("what", type=click.Choice(["sets", "kinds", "activations", "losses"]))
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@quiet_option
def list_(what: str, as_json: bool, quiet: bool) -> None:
    """List what there is."""
    from quizgen.workflows.listing import listing

    rows = listing(what)
    if as_json:
        objects = [{"name": name, "summary": summary} for name, summary in rows]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=2))
    else:
        width = max(len(name) for name, _ in rows)
        for name, summary in rows:
            click.echo(f"{name:{width}}  {summary}")


def _report(paths: Sequence[Path], errors: Sequence[str], quiet: bool) -> None:
    for path in paths if not quiet else ():
        click.echo(str(path))
    _say(*errors)


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


if __name__ == "__main__":
    main()
