"""The step from a student's earlier answers to one quantity, and what can be left out of it.

A step is what lies between the nearest answered quantities and the one that is asked.  What
an early answer has made trivial shows no work: a factor, or all of it but its sign, the terms
of a sum, the function, a known mistake that may as well be left out of the step, or made in it,
and 0 for its value.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from quizgen.engine import DOUBLES, OPS, Graph, Node, evaluate
from quizgen.engine.arithmetic import Array
from quizgen.engine.mistakes import MISTAKES, rewrite
from quizgen.engine.op import Op
from quizgen.engine.views import Shape

Values: TypeAlias = Mapping[str, Array]
Operands: TypeAlias = list[tuple[Array, Shape]]


@dataclass(frozen=True, eq=False)
class Step:
    """A quantity and the part of the graph between it and the nearest answers.

    In `graph` what is answered or given is an input; in each of `mistaken` a known mistake
    is made within the step.
    """

    target: str
    graph: Graph
    mistaken: tuple[Graph, ...]


@lru_cache(maxsize=256)
def step_to(graph: Graph, target: str, answered: frozenset[str]) -> Step:
    """Return the step to `target` from what is answered."""
    own = _between(graph, target, answered)
    mistaken = []
    for wrong in _mistaken(graph):
        made = _between(wrong, target, answered)
        if made.nodes != own.nodes:
            mistaken.append(made)
    return Step(target, own, tuple(mistaken))


@lru_cache(maxsize=64)
def _mistaken(graph: Graph) -> tuple[Graph, ...]:
    """Return the graph under each known mistake that it leaves room for."""
    found = (rewrite(graph, name) for name in MISTAKES)
    return tuple(wrong for wrong in found if wrong is not None)


def _between(graph: Graph, target: str, answered: frozenset[str]) -> Graph:
    def ends(node: Node) -> bool:
        return node.op == "input" or (node.name in answered and node.name != target)

    waiting, found = [target], {target}
    while waiting:
        node = graph[waiting.pop()]
        for parent in () if ends(node) else node.parents:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    nodes = (node for node in graph.nodes if node.name in found)
    return Graph(tuple(replace(n, op="input", parents=()) if ends(n) else n for n in nodes))


def leave_outs(step: Step, values: Values) -> tuple[tuple[Array, ...], ...]:
    """Return what the step comes to where something is left out of it.

    `values` are those that it starts from, with any batch axes.  Of each leave-out there are
    one or several results; it is lost only where all of them are.
    """
    graph = step.graph
    starts = {node.name: values[node.name] for node in graph.nodes if node.op == "input"}
    whole = evaluate(graph, starts)

    def with_instead(name: str, value: Array) -> Array:
        return evaluate(graph, starts, {name: value})[step.target]

    found: list[tuple[Array, ...]] = [(np.zeros_like(whole[step.target]),)]
    for node in graph.nodes:
        if not node.is_given:
            operands = [(whole[parent.name], parent.shape) for parent in graph.parents(node)]
            for instead in _without(OPS[node.op], node, operands):
                found.append(tuple(with_instead(node.name, value) for value in instead))
    for wrong in step.mistaken:
        inputs = {
            node.name: values[node.name]
            for node in wrong.nodes
            if node.op == "input" and node.name in values
        }
        if all(node.name in inputs for node in wrong.nodes if node.op == "input"):
            found.append((evaluate(wrong, inputs)[step.target],))
    return tuple(found)


def _without(op: Op, node: Node, operands: Operands) -> Iterator[tuple[Array, ...]]:
    """Yield the values of a node without one of its factors, its terms, its function."""
    if op.form == "product":
        yield from _without_factors(op, node, operands)
    elif len(operands) == 1:
        value, shape = operands[0]
        if shape == node.shape:
            yield (value,)
    elif op.form == "elementwise" and node.op in ("sum", "difference"):
        yield tuple(_with(op, node, operands, k, 0.0) for k in range(len(operands)))
    else:
        for k in range(len(operands)):
            with suppress(IndexError):  # a place in another operand has nothing neutral
                yield (_with(op, node, operands, k, 1.0),)


def _without_factors(op: Op, node: Node, operands: Operands) -> Iterator[tuple[Array, ...]]:
    if len(operands) > 1:
        for k, (value, _) in enumerate(operands):
            yield (_with(op, node, operands, k, 1.0),)
            yield (_with(op, node, operands, k, np.sign(value)),)
    letters, out = op.labels([shape for _, shape in operands])
    seen = op.seen(operands)
    for letter in sorted(set("".join(letters)) - set(out)):
        at = next(k for k, labels in enumerate(letters) if letter in labels)
        axis = letters[at].index(letter) - len(letters[at])
        size = seen[at].shape[axis]
        if size > 1:
            yield tuple(
                op.multiplied(_cleared(seen, at, axis, term), node.shape, operands)
                for term in range(size)
            )


def _cleared(seen: Sequence[Array], at: int, axis: int, term: int) -> list[Array]:
    """Return the operands with one term of the sum over an axis set to 0."""
    without = np.array(seen[at])
    np.moveaxis(without, axis, 0)[term] = 0
    return [without if k == at else one for k, one in enumerate(seen)]


def _with(op: Op, node: Node, operands: Operands, at: int, neutral: Array | float) -> Array:
    """Return a node's value with something neutral for one of its operands."""
    put = [
        (np.full_like(value, neutral), shape) if k == at else (value, shape)
        for k, (value, shape) in enumerate(operands)
    ]
    return op.evaluate(DOUBLES, node.shape, put)
