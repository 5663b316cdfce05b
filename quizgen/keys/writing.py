"""Solving a problem's blanks, and writing the key's JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizgen.engine import Rounding
from quizgen.keys.key import FORMAT, VERSION, Answer, Key
from quizgen.problem import Problem, Solved


def solve_problem(problem: Problem, rounding: Rounding, solved: Solved) -> tuple[Answer, ...]:
    """Return the problem's blanks with their values, accepted ranges and displays."""
    answers = []
    for blank in problem.blanks:
        value = solved.values[blank.quantity][blank.index]
        accepted = solved.ranges[blank.quantity]
        display = rounding.display(value)
        low, high = accepted.lo[blank.index], accepted.hi[blank.index]
        answers.append(
            Answer(
                id=blank.id,
                problem=problem.id,
                type=blank.type,
                points=blank.points,
                network=problem.network,
                quantity=blank.quantity,
                index=blank.index,
                value=float(_twelve(value)),
                accept=(
                    float(min(_twelve(low), Decimal(display))),
                    float(max(_twelve(high), Decimal(display))),
                ),
                display=display,
            )
        )
    return tuple(answers)


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
        "expressions": {},
        "problems": [
            {"id": id, "kind": kind, "points": number(points)}
            for id, kind, points in key.problems
        ],
        "blanks": [
            {
                "id": answer.id,
                "problem": answer.problem,
                "type": answer.type,
                "points": number(answer.points),
                "network": answer.network,
                "quantity": answer.quantity,
                "index": answer.index,
                "value": number(answer.value),
                "accept": [number(end) for end in answer.accept],
                "display": answer.display,
            }
            for answer in key.blanks
        ],
        "graphs": {
            name: [
                [node.name, node.symbol, node.op, node.parents, node.shape]
                for node in graph.nodes
            ]
            for name, graph in key.graphs.items()
        },
    }
    return _lines(head).encode()


def kept_json(rounding: Rounding) -> dict[str, int]:
    """Return what the sheet asks to keep: `decimals`, or `figures`."""
    either = {"decimals": rounding.decimals, "figures": rounding.figures}
    return {unit: kept for unit, kept in either.items() if kept is not None}


def table_json(rounding: Rounding) -> dict[str, Any]:
    """Return the printed table as the key shows it; nothing where there is none."""
    if rounding.table is None:
        return {}
    return {"table": {**asdict(rounding.table), "x": [number(x) for x in rounding.table.x]}}


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
