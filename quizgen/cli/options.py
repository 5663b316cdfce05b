"""What options are made of: their types, and those that commands share."""

from collections.abc import Callable
from pathlib import Path

import click

MOST_SEED = 2**64 - 1
PATH = click.Path(path_type=Path)


def quiet_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option that leaves out what it would say."""
    return click.option("--quiet", is_flag=True, help="Print errors only.")(command)


def formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Read "html,pdf": which documents to write."""
    found = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    for part in found:
        if part not in ("html", "pdf"):
            raise click.BadParameter(f"found {part!r}, expected html, pdf or html,pdf")
    return found


def seed(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Read a seed: a whole number of 64 bits."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) <= 20 and int(text) <= MOST_SEED:
        return int(text)
    raise click.BadParameter(f"found {text[:40]!r}, expected a whole number below 2^64")
