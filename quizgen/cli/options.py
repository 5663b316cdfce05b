"""What options are made of: their types, and those that commands share."""

from collections.abc import Callable
from pathlib import Path

import click

MOST_SEED = 2**64 - 1
PATH = click.Path(path_type=Path)


def quiet_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option that leaves out what it would say."""
    return click.option("--quiet", is_flag=True, help="Print errors only.")(command)


def id_column(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option that says which column of a roster has the ids."""
    what = "The roster's column of student ids, if not the usual one."
    return click.option("--id-column", metavar="NAME", help=what)(command)


def formats_of(*known: str) -> Callable[..., tuple[str, ...]]:
    """Return what reads "html,pdf", some of the names that are `known`."""
    *rest, last = known
    expected = f"{', '.join(rest)} or {last}, or several of them: {','.join(known)}"

    def formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
        found = dict.fromkeys(part.strip() for part in value.split(",") if part.strip())
        for part in found:
            if part not in known:
                raise click.BadParameter(f"found {part!r}, expected {expected}")
        return tuple(found)

    return formats


def seed(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Read a seed: a whole number of 64 bits."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) <= 20 and int(text) <= MOST_SEED:
        return int(text)
    raise click.BadParameter(f"found {text[:40]!r}, expected a whole number below 2^64")
