"""Writing the key's JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from quizgen.engine import Rounding, names
from quizgen.engine.activations import ACTIVATIONS
from quizgen.engine.expressions import nodes
from quizgen.keys.key import FORMAT, VERSION, Answer, Key
from quizgen.keys.policy import policy_json
from quizgen.problem import Expression, Model, Network, json_number


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
        "models": key.models,
        "problems": [
            {"id": id, "kind": kind, "points": json_number(points)}
            for id, kind, points in key.problems
        ],
        "blanks": [_blank_json(answer) for answer in key.blanks],
        "givens": key.givens,
        "graphs": {
            name: [
                [node.name, node.symbol, node.op, node.parents, node.shape]
                for node in graph.nodes
            ]
            for name, graph in key.graphs.items()
        },
    }
    policy = policy_json(key.policy)
    return _lines(head | ({"grading": policy} if policy else {})).encode()


def _blank_json(answer: Answer) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": answer.id,
        "problem": answer.problem,
        "type": answer.type,
        "points": json_number(answer.points),
    }
    if answer.type == "number":
        sort, name = answer.subject
        fields |= {sort: name, "quantity": answer.quantity, "index": answer.index}
    value = answer.value
    fields["value"] = json_number(value) if isinstance(value, int | float) else value
    if answer.type == "number":
        fields["accept"] = [json_number(end) for end in answer.accept]
    if answer.choices:
        fields["choices"] = [asdict(choice) for choice in answer.choices]
    if answer.type == "manual":
        fields |= {"model": answer.model, "rubric": answer.rubric}
    return fields | {"display": answer.display}


def network_json(network: Network, shared: Rounding) -> dict[str, Any]:
    """Return a network as the key shows it, with its own table where the sheet's is another."""
    architecture, inputs = network.architecture, network.inputs
    target, slope = inputs["y"], json_number(architecture.slope)
    pairs = zip(architecture.parameters, architecture.activations, strict=True)
    return {
        "input": inputs["x"],
        "target": target if isinstance(target, list) else [target],
        "layers": [
            {"parameter": name, "weights": inputs[name], "activation": activation}
            | ({"slope": slope} if ACTIVATIONS[activation].sloped else {})
            for name, activation in pairs
        ],
        "loss": architecture.loss,
        **descent_json(network),
    } | ({} if network.rounding == shared else table_json(network.rounding))


def descent_json(network: Network) -> dict[str, Any]:
    """Return how a network learns, as the key shows it; nothing where no step is asked for.

    Plain gradient descent is its learning rate alone.
    """
    inputs, descent = network.inputs, network.descent
    if "eta" not in inputs:
        return {}
    own = {name: inputs[name] for name in descent.settings if name != "eta"}
    for what in descent.row.given:
        found = {name: names.kept(what, name) for name in network.architecture.parameters}
        own[what] = {name: inputs[kept] for name, kept in found.items()}
    plain = {"learning_rate": inputs["eta"]}
    return plain | ({"optimizer": {"name": descent.name, **own}} if own else {})


def expression_json(expression: Expression) -> dict[str, Any]:
    """Return an expression as the key shows it, each intermediate with its formula."""
    return {
        "formula": expression.formula,
        "inputs": expression.inputs,
        "nodes": nodes(expression.graph),
    }


def model_json(model: Model) -> dict[str, Any]:
    """Return a model as the key shows it: its type and shape, then its numbers by input."""
    shape = asdict(cast(Any, model.architecture))
    return {"type": model.architecture.type, **shape, "numbers": model.inputs}


def kept_json(rounding: Rounding) -> dict[str, int]:
    """Return what the sheet asks to keep: `decimals`, or `figures`."""
    either = {"decimals": rounding.decimals, "figures": rounding.figures}
    return {unit: kept for unit, kept in either.items() if kept is not None}


def table_json(rounding: Rounding) -> dict[str, Any]:
    """Return the printed table as the key shows it; nothing where there is none."""
    if rounding.table is None:
        return {}
    table = rounding.table
    lists = {"x": [json_number(x) for x in table.x], "printed": [*table.printed]}
    return {"table": {**asdict(table), **lists}}


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
