"""The chain rule: of scalars, the order of a matrix product, a single element as a sum."""

from itertools import pairwise, permutations, product
from math import prod

from quizgen.document import Block, Formula, Text
from quizgen.engine.typeset import signed
from quizgen.kinds.asks import Choose, Count, Explain
from quizgen.kinds.chains import (
    INDICES,
    Pair,
    derivative,
    in_order,
    inline,
    matrix_shape,
    steps_of,
    times,
    whole_chain,
)
from quizgen.kinds.kind import Kind, Setting, Task
from quizgen.kinds.words import listed
from quizgen.problem import Chain, Choice, Dimension

SLOPES = (-4, -3, -2, 2, 3, 4, 5)  # drawn: neither 0 nor ±1, which hide a factor
WRONG = 3  # choices beside the right one
LINE = 12  # millimetres of a line to write on
Shape = tuple[Dimension, Dimension]


def _tasks(setting: Setting[Chain]) -> tuple[Task, ...]:
    chain = setting.subject
    if len(chain.variables) < 3:
        return (_scalar(setting),)
    return (_scalar(setting), _product(setting), _element(setting))


def _scalar(setting: Setting[Chain]) -> Task:
    chain = setting.subject
    goal = derivative(chain, whole_chain(chain), scalar=True)
    left = list(SLOPES)
    slopes = []
    for _ in steps_of(chain):
        slopes.append(setting.one_of(left))
        left.remove(slopes[-1])
    given = listed(
        [
            f"${inline(chain, pair, scalar=True)} = {slope}$"
            for pair, slope in zip(steps_of(chain), slopes, strict=True)
        ]
    )
    return Task(
        "scalar",
        f"If all of them were scalars, what would ${inline(chain, whole_chain(chain), True)}$ "
        "be? Write it with the derivatives of each variable with respect to the one before it; "
        f"then give its value at a point where {given}.",
        (
            Explain(
                "scalar",
                "ruled",
                LINE,
                f"${goal} = {_scalar_product(chain)}$",
                (
                    "every derivative along the chain is there, multiplied",
                    "none is upside down",
                ),
                inline(chain, whole_chain(chain), scalar=True),
            ),
            Count("value", goal, prod(slopes)),
        ),
        drawn=tuple(slopes),
    )


def _scalar_product(chain: Chain) -> str:
    return r" \, ".join(derivative(chain, pair, scalar=True) for pair in steps_of(chain)[::-1])


def _product(setting: Setting[Chain]) -> Task:
    chain = setting.subject
    goal = derivative(chain, whole_chain(chain))
    shapes = [matrix_shape(chain, pair) for pair in in_order(chain)]
    wrong = [
        Choice(f"${_shown(one)}$", _misfit(one))
        for one in _illegal(shapes, matrix_shape(chain, whole_chain(chain)))
    ]
    right = Choice(f"${_shown(shapes)}$", "all inner sizes match, and the outer ones are right")
    chosen = setting.shuffled((right, *setting.shuffled(wrong)[:WRONG]))
    choose = (Choose("shapes", chosen, (chosen.index(right),)),) if wrong else ()
    line = inline(chain, whole_chain(chain))
    return Task(
        "product",
        f"Which product of shapes is defined and gives the shape of ${line}$? Then write "
        f"${line}$ itself as a product, its factors in that order."
        if choose
        else f"Write ${line}$ as a product, its factors in their order.",
        (
            *choose,
            Explain(
                "product",
                "ruled",
                LINE,
                f"${goal} = {_matrix_product(chain)}$",
                ("all factors are there", "their order is that of the shapes that match"),
                line,
            ),
        ),
    )


def _matrix_product(chain: Chain) -> str:
    return r" \, ".join(derivative(chain, pair) for pair in in_order(chain))


def _shown(shapes: list[Shape]) -> str:
    return r" \, ".join(f"({times(one)})" for one in shapes)


def _illegal(shapes: list[Shape], goal: Shape) -> list[list[Shape]]:
    """Return the products of the same factors, in any order and turn, that do not fit."""
    turns = product((False, True), repeat=len(shapes))
    every = {
        tuple(s[::-1] if turn else s for s, turn in zip(order, turned, strict=True)): None
        for turned in turns
        for order in permutations(shapes)
    }
    return [list(one) for one in every if not _fits(list(one), goal)]


def _fits(shapes: list[Shape], goal: Shape) -> bool:
    meet = all(a[1] == b[0] for a, b in pairwise(shapes))
    return meet and (shapes[0][0], shapes[-1][1]) in (goal, goal[::-1])


def _misfit(shapes: list[Shape]) -> str:
    for a, b in pairwise(shapes):
        if a[1] != b[0]:
            return f"the inner sizes ${a[1]}$ and ${b[0]}$ differ: this product is not defined"
    return f"it has the shape ${times((shapes[0][0], shapes[-1][1]))}$"


def _element(setting: Setting[Chain]) -> Task:
    chain = setting.subject
    letters = INDICES[len(chain.variables)]
    outer = [letters[0]] + ([letters[-1]] if chain.sizes[-1] is not None else [])
    inner = letters[1:-1]
    ends = "it names" if len(outer) == 1 else "they name"
    summed = Choice(
        f"over {_indices(inner)}",
        "every path from the one end to the other goes through an entry in between",
    )
    wrong = [
        Choice(f"over {_indices(outer)}", f"{ends} the element that is asked for"),
        Choice("over none", "a single product would do only if all in between were scalars"),
        Choice(
            f"over {_indices(outer[0] + inner)}",
            f"${outer[0]}$ names the entry that we differentiate by: it stays",
        ),
    ]
    chosen = setting.shuffled((summed, *wrong))
    goal = _single(chain, whole_chain(chain))
    line = "d{}/d{}".format(*_entries(chain, whole_chain(chain)))
    return Task(
        "element",
        "It is more rigorous to find the scalar derivative of a single element, then to "
        f"generalize it to all. Write ${line}$ with the derivatives of single entries, each of "
        "a variable with respect to the one before it. Over which subscripts must you sum?",
        (
            Explain(
                "element",
                "ruled",
                LINE,
                f"${goal} = {_sum(chain, steps_of(chain)[::-1])}$",
                ("a sum over the entries in between", "the right subscripts at both ends"),
                line,
            ),
            Choose("summed", chosen, (chosen.index(summed),)),
        ),
    )


def _indices(letters: str | list[str]) -> str:
    return listed([f"${name}$" for name in letters])


def _single(chain: Chain, pair: Pair) -> str:
    return r"\frac{{d{}}}{{d{}}}".format(*_entries(chain, pair))


def _entries(chain: Chain, pair: Pair) -> tuple[str, str]:
    """Return the entries that a single element derives and is derived by, upper first."""
    below, above = (
        chain.variables[at]
        + ("" if chain.sizes[at] is None else f"_{INDICES[len(chain.variables)][at]}")
        for at in pair
    )
    return above, below


def _sum(chain: Chain, pairs: tuple[Pair, ...]) -> str:
    signs = " ".join(rf"\sum_{name}" for name in INDICES[len(chain.variables)][1:-1])
    factors = r" \, ".join(_single(chain, pair) for pair in pairs)
    return f"{signs} {factors}"


def _scalar_solution(setting: Setting[Chain], task: Task) -> tuple[Block, ...]:
    chain = setting.subject
    goal = derivative(chain, whole_chain(chain), scalar=True)
    factors = r" \cdot ".join(signed(str(slope)) for slope in task.drawn[::-1])
    value = f"{factors} = {prod(task.drawn)}"
    return (Formula(f"{goal} = {_scalar_product(chain)} = {value}"),)


def _product_solution(setting: Setting[Chain], task: Task) -> tuple[Block, ...]:
    chain = setting.subject
    shapes = [matrix_shape(chain, pair) for pair in in_order(chain)]
    goal = times(matrix_shape(chain, whole_chain(chain)))
    return (
        Formula(f"{derivative(chain, whole_chain(chain))} = {_matrix_product(chain)}"),
        Text(f"The shapes match: ${_shown(shapes)}$ gives ${goal}$."),
    )


def _element_solution(setting: Setting[Chain], task: Task) -> tuple[Block, ...]:
    chain = setting.subject
    pairs = steps_of(chain)
    goal = _single(chain, whole_chain(chain))
    forms = f"{goal} = {_sum(chain, pairs[::-1])} = {_sum(chain, pairs)}"
    form = "last" if chain.layout == "denominator" else "first"
    return (
        Formula(forms),
        Text(f"The {form} form is one entry of the product of the matrices."),
    )


CHAIN_RULE = Kind(
    summary="the chain rule: scalars, the order of the product, a single element as a sum",
    about="chain",
    lead="The chain rule.",
    tasks=_tasks,
    parts={
        "scalar": _scalar_solution,
        "product": _product_solution,
        "element": _element_solution,
    },
)
