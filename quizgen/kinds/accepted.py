"""The key's last table: every blank with its answer, what is accepted, and its points."""

from collections.abc import Sequence

from quizgen.document import Table
from quizgen.engine import symbols
from quizgen.keys import Answer
from quizgen.kinds.pose import Posed, graph_of

MINUS = "\N{MINUS SIGN}"
SHAPES = {0: "1 × 1", 1: "{n} × 1, 1 × {n}"}  # what else is right, by the number of axes


def accepted(posed: Sequence[Posed]) -> Table:
    """Return the table of all blanks."""
    rows = tuple(_row(one, answer) for one in posed for answer in one.answers.values())
    return Table(
        "What is accepted",
        ("Blank", "Quantity", "Answer", "Accepted", "Points"),
        rows,
        True,
    )


def _row(one: Posed, answer: Answer) -> tuple[str, ...]:
    symbol = ""
    if answer.quantity:
        node = graph_of(one.setting.subject)[answer.quantity]
        symbol = f"${symbols.slashed(symbols.entry(node.symbol, answer.index))}$"
    return (
        answer.id,
        symbol,
        answer.display.replace("-", MINUS) or "see the solution",
        _accepted(one, answer).replace("-", MINUS),
        f"{float(answer.points):.3g}",
    )


def _accepted(one: Posed, answer: Answer) -> str:
    if answer.type == "number":
        low, high = one.setting.subject.rounding.ends(answer.accept)
        return answer.display if low == high else f"{low} to {high}"
    if answer.type == "shape" and isinstance(answer.value, tuple):
        also = SHAPES.get(len(answer.value), "").format(
            n=answer.value[0] if answer.value else 1
        )
        return ", ".join(filter(None, (answer.display, also)))
    return "by hand" if answer.type == "manual" else answer.display
