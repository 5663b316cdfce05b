"""The givens of a problem: the network in words, its numbers, the rounding, the table."""

from collections.abc import Sequence

from quizgen.document import Block, Formula, Table, Text, Together
from quizgen.engine import DIGITS40, Node, Rounding, symbols
from quizgen.engine.typeset import numbers
from quizgen.kinds.pose import Posed

NAMES = {"identity": "no activation", "tanh": "tanh", "sigmoid": "sigmoid", "relu": "ReLU"}


def givens(one: Posed, again: bool) -> Together:
    """Return the block of what is given; `again` where the sheet has shown it before."""
    graph, architecture = one.setting.graph, one.setting.architecture
    given = [node for node in graph.nodes if node.op == "input"]
    inputs, weights = (
        [n for n in given if n.name in "xy"],
        [n for n in given if n.name not in "xy"],
    )

    def shown(nodes: Sequence[Node]) -> Formula:
        parts = []
        for node in given:
            if node in nodes:
                value = DIGITS40.array(one.problem.inputs[node.name])
                number = numbers(value, None)
                parts.append(f"{symbols.whole(node.symbol)} = {number}")
        return Formula(r" \qquad ".join(parts))

    described = f"The network has {_described(architecture.sizes, architecture.activations)}."
    blocks: list[Block] = [
        Text("The network and its numbers are those of before." if again else described),
        shown([*inputs, *weights]),
    ]
    if not again:
        blocks.append(Text(_keep(one.rounding)))
    table = one.rounding.table
    if table:
        argument = {"tanh": r"\tanh(a)", "sigmoid": r"\sigma(a)"}[table.activation]
        xs = tuple(one.rounding.display(x).replace("-", "\N{MINUS SIGN}") for x in table.x)
        caption = f"Values of ${argument}$" + (
            f"; for a negative $a$, ${argument.replace('(a)', '(-a)')} = -{argument}$"
            if table.odd
            else ""
        )
        blocks.append(
            Table(
                caption,
                ("$a$", *xs),
                ((f"${argument}$", *table.printed),),
                row_heads=True,
            )
        )
    return Together(tuple(blocks))


def _described(sizes: tuple[int, ...], activations: tuple[str, ...]) -> str:
    def count(number: int, thing: str) -> str:
        words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
        amount = words[number] if number < len(words) else str(number)
        return f"{amount} {thing}" + ("" if number == 1 else "s")

    parts = [count(sizes[0], "input")]
    for k, (size, activation) in enumerate(zip(sizes[1:-1], activations, strict=False), 1):
        layer = "a hidden layer" if len(sizes) == 3 else f"hidden layer {k}"
        parts.append(f"{layer} of {count(size, 'unit')} with {NAMES[activation]}")
    parts.append(f"{count(sizes[-1], 'output')} with {NAMES[activations[-1]]}")
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def _keep(rounding: Rounding) -> str:
    table = " Values of the activation may be read off the table." if rounding.table else ""
    kept = f"{rounding.figures} significant figures in every step"
    if rounding.decimals:
        kept = (
            f"{rounding.decimals} decimal places in every step, three significant figures "
            "where that is more"
        )
    return (
        f"Keep {kept}. You may keep more than that, and at the last place round or "
        f"cut off, as you like.{table}"
    )
