"""`quizgen list`: what there is."""

import json

import click

from quizgen.cli import options

LISTS = ("sets", "kinds", "activations", "losses", "mistakes")


@click.command("list")
@click.argument("what", type=click.Choice(LISTS))
@click.option("--json", "as_json", is_flag=True, help="Print an array of objects.")
@options.quiet_option
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
