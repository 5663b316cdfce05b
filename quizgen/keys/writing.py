"""Solving a problem's blanks, and writing the key's JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizgen.engine import Rounding
from quizgen.keys.key import FORMAT, VERSION, Answer, Key
from quizgen.problem import Blank, Expression, Network, Problem, Value

# The field of a blank that names its subject, by the subject's type.
SORTS: Mapping[type, str] = {Network: "network", Expression: "expression"}


def solve_problem(problem: Problem) -> tuple[Answer, ...]:
    """Return the problem's blanks with their values, accepted ranges and displays."""
    return tuple(_answer(problem, blank) for blank in problem.blanks)


def _answer(problem: Problem, blank: Blank) -> Answer:
    answer = Answer(
        id=blank.id,
        problem=problem.id,
        type=blank.type,
        points=blank.points,
        value=blank.right,
        display=display(blank.right),
        choices=blank.choices,
        model=blank.model,
        rubric=blank.rubric,
    )
    if blank.type != "number":
        return answer
    about = problem.subject
    value = about.solved.values[blank.quantity][blank.index]
    accepted = about.solved.ranges[blank.quantity]
    shown = about.rounding.display(value)
    # Far beyond the kept places a range can end a digit short of its own value.
    right = (_twelve(value), Decimal(shown))
    low, high = accepted.lo[blank.index], accepted.hi[blank.index]
    return replace(
        answer,
        subject=(SORTS[type(about)], about.name),
        quantity=blank.quantity,
        index=blank.index,
        value=float(right[0]),
        accept=(float(min(_twelve(low), *right)), float(max(_twelve(high), *right))),
        display=shown,
    )


def display(value: Value) -> str:
    """Return a value as a key prints it: `3 × 2` for a shape, nothing for None."""
    if isinstance(value, tuple):
        return " × ".join(map(str, value)) if value else "scalar"
    return "" if value is None else str(value)


def _twelve(value: object) -> Decimal:
    """Return a 40-digit number to 12 significant digits."""
    return Decimal(f"{Decimal(str(value)):.11e}")


def key_json(key: Key) -> bytes:
    """Return the key as the JSON of version 1, a line a blank."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "generator": key.generator,
        "set": key.set,
        "title": key.title,
        "variant": key.variant,
        "code": key.code,
        "student": key.student,
        "seed": key.seed,
        "rounding": kept_json(key.rounding) | table_json(key.rounding),
        "networks": key.networks,
        "expressions": key.expressions,
        "problems": [
            {"id": id, "kind": kind, "points": number(points)}
            for id, kind, points in key.problems
        ],
        "blanks": [_blank_json(answer) for answer in key.blanks],
        "graphs": {
            name: [
                [node.name, node.symbol, node.op, node.parents, node.shape]
                for node in graph.nodes
            ]
            for name, graph in key.graphs.items()
        },
    }
    return _lines(head).encode()


def _blank_json(answer: Answer) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": answer.id,
        "problem": answer.problem,
        "type": answer.type,
        "points": number(answer.points),
    }
    if answer.type == "number":
        sort, name = answer.subject
        fields |= {sort: name, "quantity": answer.quantity, "index": answer.index}
    value = answer.value
    fields["value"] = number(value) if isinstance(value, int | float) else value
    if answer.type == "number":
        fields["accept"] = [number(end) for end in answer.accept]
    if answer.choices:
        fields["choices"] = [asdict(choice) for choice in answer.choices]
    if answer.type == "manual":
        fields |= {"model": answer.model, "rubric": answer.rubric}
    return fields | {"display": answer.display}


def kept_json(rounding: Rounding) -> dict[str, int]:
    """Return what the sheet asks to keep: `decimals`, or `figures`."""
    either = {"decimals": rounding.decimals, "figures": rounding.figures}
    return {unit: kept for unit, kept in either.items() if kept is not None}


def table_json(rounding: Rounding) -> dict[str, Any]:
    """Return the printed table as the key shows it; nothing where there is none."""
    if rounding.table is None:
        return {}
    table = rounding.table
    lists = {"x": [number(x) for x in table.x], "printed": [*table.printed]}
    return {"table": {**asdict(table), **lists}}


def number(value: float | Fraction) -> int | float:
    """Return a number of JSON, a whole one without a decimal point."""
    as_float = float(value)
    return int(as_float) if as_float == int(as_float) else as_float


def _lines(head: Mapping[str, Any]) -> str:
    """Return JSON with a line for each field, and for each item of what is long."""

    def one(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)

    lines = []
    for field, value in head.items():
        if isinstance(value, list) and value:
            body = ",\n".join(f"    {one(item)}" for item in value)
            lines.append(f"  {one(field)}: [\n{body}\n  ]")
        elif field == "graphs":
            graphs = []
            for name, nodes in value.items():
                body = ",\n".join(f"      {one(node)}" for node in nodes)
                graphs.append(f"    {one(name)}: [\n{body}\n    ]")
            lines.append(f"  {one(field)}: {{\n" + ",\n".join(graphs) + "\n  }")
        else:
            lines.append(f"  {one(field)}: {one(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
