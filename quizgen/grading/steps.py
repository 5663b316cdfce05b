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

FACTOR, TERMS = "a factor of it changes nothing", "the terms of its sum change nothing"
MISTAKEN = "a common mistake would give the same"


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


@dataclass(frozen=True, eq=False)
class LeaveOut:
    """What a step comes to without something, and what to `say` where that is the same.

    There are one or several results; it is lost only where all of them are.
    """

    say: str
    results: tuple[Array, ...]


def leave_outs(step: Step, values: Values) -> tuple[LeaveOut, ...]:
    """Return what the step comes to where something is left out of it.

    `values` are those that it starts from, with any batch axes.
    """
    graph = step.graph
    starts = {node.name: values[node.name] for node in graph.nodes if node.op == "input"}
    whole = evaluate(graph, starts)

    def with_instead(name: str, value: Array) -> Array:
        return evaluate(graph, starts, {name: value})[step.target]

    nothing = np.zeros_like(whole[step.target])
    found = [LeaveOut("it comes to 0", (nothing,))]
    for node in graph.nodes:
        if not node.is_given:
            operands = [(whole[parent.name], parent.shape) for parent in graph.parents(node)]
            for one in _without(OPS[node.op], node, operands):
                results = tuple(with_instead(node.name, value) for value in one.results)
                found.append(LeaveOut(one.say, results))
    for wrong in step.mistaken:
        inputs = {
            node.name: values[node.name]
            for node in wrong.nodes
            if node.op == "input" and node.name in values
        }
        if all(node.name in inputs for node in wrong.nodes if node.op == "input"):
            found.append(LeaveOut(MISTAKEN, (evaluate(wrong, inputs)[step.target],)))
    return tuple(found)


def _without(op: Op, node: Node, operands: Operands) -> Iterator[LeaveOut]:
    """Yield the values of a node without one of its factors, its terms, its function."""
    if op.form == "product":
        yield from _without_factors(op, node, operands)
    elif len(operands) == 1:
        value, shape = operands[0]
        if shape == node.shape:
            yield LeaveOut("the function changes nothing", (value,))
    elif op.form == "elementwise" and node.op in ("sum", "difference"):
        terms = tuple(_with(op, node, operands, k, 0.0) for k in range(len(operands)))
        yield LeaveOut(TERMS, terms)
    else:
        for k in range(len(operands)):
            with suppress(IndexError):  # a place in another operand has nothing neutral
                yield LeaveOut(FACTOR, _instead_of(op, node, operands, k))


def _instead_of(op: Op, node: Node, operands: Operands, at: int) -> tuple[Array, ...]:
    """Return a node's values with 1 for one of its operands, where that leaves the other.

    An operand of which no number is neutral, such as the output in a loss, is left out by who
    gets the same whatever it is: one other number may do so by accident.
    """
    with_one = _with(op, node, operands, at, 1.0)
    others = (value for k, (value, _) in enumerate(operands) if k != at)
    if any(np.array_equal(with_one, other) for other in others):
        return (with_one,)
    return with_one, _with(op, node, operands, at, 2.0)


def _without_factors(op: Op, node: Node, operands: Operands) -> Iterator[LeaveOut]:
    if len(operands) > 1:
        for k, (value, _) in enumerate(operands):
            yield LeaveOut(FACTOR, (_with(op, node, operands, k, 1.0),))
            yield LeaveOut(FACTOR, (_with(op, node, operands, k, np.sign(value)),))
    letters, out = op.labels([shape for _, shape in operands])
    seen = op.seen(operands)
    for letter in sorted(set("".join(letters)) - set(out)):
        at = next(k for k, labels in enumerate(letters) if letter in labels)
        axis = letters[at].index(letter) - len(letters[at])
        size = seen[at].shape[axis]
        if size > 1:
            terms = (_cleared(seen, at, axis, term) for term in range(size))
            results = tuple(op.multiplied(one, node.shape, operands) for one in terms)
            yield LeaveOut(TERMS, results)


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
