"""What a sheet gives: a network in words, drawn, in numbers, with its table; the rounding."""

from collections.abc import Sequence

from quizgen.document import Block, Formula, Table, Text, Together
from quizgen.engine import DIGITS40, OPS, Node, Rounding, symbols
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.rounding import plain
from quizgen.engine.typeset import bias_of, fill, numbers
from quizgen.kinds.figures import layered
from quizgen.kinds.words import counted, listed
from quizgen.problem import Computed, Network


def network_givens(network: Network, again: bool) -> tuple[Block, ...]:
    """Return what is given of a network; `again` where the sheet has shown it before."""
    data = [network.graph[name] for name in "xy"]
    weights = [network.graph[name] for name in network.architecture.parameters]
    words = "Its numbers are as before:"
    if not again:
        words = f"The network has {described(network)}{_given_a_batch(network)}:"
    table = printed_table(network.rounding)
    numbers_of_it: tuple[Block, ...] = (Text(words), shown(network, [*weights, *data]), *table)
    if again:
        return (Together((layered(network), *numbers_of_it)),)
    return (layered(network), Together(numbers_of_it))


def shown(subject: Computed, nodes: Sequence[Node]) -> Formula:
    """Return the numbers that are given for some nodes."""
    parts = []
    for node in nodes:
        value = DIGITS40.array(subject.inputs[node.name])
        if symbols.separates(node.symbol):
            letter = symbols.whole(node.symbol, bias=True)
            inner = numbers(value[:, 1:], None)
            parts.append(f"{symbols.whole(node.symbol)} = {inner}")
            parts.append(f"{letter} = {numbers(bias_of(value), None)}")
        else:
            parts.append(f"{symbols.whole(node.symbol)} = {numbers(value, None)}")
    return Formula(r" \quad ".join(parts))


def printed_table(rounding: Rounding) -> tuple[Table, ...]:
    """Return the table of the activation, where the sheet prints one."""
    table = rounding.table
    if table is None:
        return ()
    latex = OPS[table.activation].latex
    value, opposite = fill(latex, ["a"]), fill(latex, ["-a"])
    xs = tuple(plain(x).replace("-", "\N{MINUS SIGN}") for x in table.x)
    odd = f"; for a negative $a$ use ${opposite} = -{value}$"
    caption = f"Values of ${value}$" + odd * table.odd
    return (Table(caption, ("$a$", *xs), ((f"${value}$", *table.printed),), row_heads=True),)


def described(network: Network) -> str:
    """Return a network's layers in words."""
    sizes, activations = network.architecture.sizes, network.architecture.activations
    parts = [counted(sizes[0], "input")]
    for k, (size, activation) in enumerate(zip(sizes[1:-1], activations, strict=False), 1):
        layer = "a hidden layer" if len(sizes) == 3 else f"hidden layer {k}"
        parts.append(f"{layer} of {counted(size, 'unit')} with {_named(network, activation)}")
    parts.append(f"{counted(sizes[-1], 'output')} with {_named(network, activations[-1])}")
    return listed(parts)


def _named(network: Network, activation: str) -> str:
    row = ACTIVATIONS[activation]
    return row.named + f" (slope {network.architecture.slope} below 0)" * row.sloped


def _given_a_batch(network: Network) -> str:
    rows = network.architecture.rows
    x, y = (f"${symbols.whole(network.graph[name].symbol)}$" for name in "xy")
    given = f"; it is given a batch of {counted(rows, 'input')}, the rows of {x}"
    return f"{given}, with their targets in {y}" if rows else ""


def rounding_in_words(rounding: Rounding, table: bool) -> str:
    """Return what the sheet asks students to keep; `table` where one is printed."""
    read_off = " Values of the activation may be read off the table." * table
    kept = f"{rounding.figures} significant figures in every step"
    if rounding.decimals:
        kept = (
            f"{rounding.decimals} decimal places in every step, three significant figures "
            "where that is more (leading zeros are none)"
        )
    return (
        f"Keep {kept}. You may keep more than that, and at the last place round or cut off, "
        f"as you like.{read_off}"
    )


def printed_in_words(rounding: Rounding) -> str:
    """Return how a worked solution prints its numbers, none of which it rounds on the way."""
    places = f"{rounding.figures} significant figures"
    if rounding.decimals:
        places = f"{counted(rounding.decimals, 'decimal place')}, three significant figures"
        places += " where that is more"
    return (
        f"Every step is computed in full and printed with {places}. What is exact is "
        "printed exactly."
    )
