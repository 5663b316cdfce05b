"""Vectors that depend on each other in a chain: what sheets on matrix calculus speak of."""

from itertools import pairwise

from quizgen.document import Block, Text
from quizgen.kinds.words import listed
from quizgen.problem import Chain, Dimension

FUNCTIONS = "fghqr"
INDICES = {2: "ik", 3: "ijk", 4: "ijlk", 5: "ijlmk"}  # of the variables' entries, in order
Pair = tuple[int, int]  # the places of two variables: of the derivative's bottom, its top


def steps_of(chain: Chain) -> tuple[Pair, ...]:
    """Return the pairs of neighbours."""
    return tuple(pairwise(range(len(chain.variables))))


def whole_chain(chain: Chain) -> Pair:
    """Return the first and the last variable."""
    return 0, len(chain.variables) - 1


def letter(chain: Chain, at: int) -> str:
    """Return a variable's LaTeX, bold for a vector."""
    name = chain.variables[at]
    return name if chain.sizes[at] is None else rf"\mathbf{{{name}}}"


def derivative(chain: Chain, pair: Pair, scalar: bool = False) -> str:
    """Return the LaTeX of the derivative of a pair's upper variable by its lower one."""
    below, above = (chain.variables[at] if scalar else letter(chain, at) for at in pair)
    return rf"\frac{{d{above}}}{{d{below}}}"


def inline(chain: Chain, pair: Pair, scalar: bool = False) -> str:
    """Return the derivative in one line, as prose has it: dy/dx."""
    below, above = (chain.variables[at] if scalar else letter(chain, at) for at in pair)
    return f"d{above}/d{below}"


def shape(chain: Chain, pair: Pair) -> tuple[Dimension, ...]:
    """Return the shape of a derivative in the chain's layout; a scalar has no axis."""
    below, above = (chain.sizes[at] for at in pair)
    axes = (below, above) if chain.layout == "denominator" else (above, below)
    return tuple(size for size in axes if size is not None)


def matrix_shape(chain: Chain, pair: Pair) -> tuple[Dimension, Dimension]:
    """Return the shape with two axes, as it is multiplied: a scalar's axis is 1 long."""
    below, above = (1 if size is None else size for size in (chain.sizes[at] for at in pair))
    return (below, above) if chain.layout == "denominator" else (above, below)


def in_order(chain: Chain) -> tuple[Pair, ...]:
    """Return the neighbours' pairs as their derivatives are multiplied, left to right."""
    pairs = steps_of(chain)
    return pairs if chain.layout == "denominator" else pairs[::-1]


def times(sizes: tuple[Dimension, ...]) -> str:
    """Return a shape as LaTeX."""
    return r" \times ".join(map(str, sizes)) if sizes else r"\text{a scalar}"


def space(chain: Chain, at: int) -> str:
    """Return where a variable lives, as LaTeX."""
    size = chain.sizes[at]
    return rf"{letter(chain, at)} \in \mathbb{{R}}" + ("" if size is None else f"^{{{size}}}")


def chain_givens(chain: Chain, again: bool) -> tuple[Block, ...]:
    """Say what the variables are, by which functions they hang together, and the layout."""
    if again:
        return (Text("The variables and the layout are those of before."),)
    places = range(len(chain.variables))
    spaces = listed([f"${space(chain, at)}$" for at in places])
    functions = listed(
        [
            f"${letter(chain, b)} = {FUNCTIONS[k]}({letter(chain, a)})$"
            for k, (a, b) in enumerate(steps_of(chain))
        ]
    )
    first, last = letter(chain, 0), letter(chain, places[-1])
    goal = inline(chain, whole_chain(chain))
    row, column = ("below", "above") if chain.layout == "denominator" else ("above", "below")
    return (
        Text(
            f"Let {spaces}, with {functions}. We look for ${goal}$, the derivative of "
            f"${last}$ with respect to ${first}$: the chain rule for vectors."
        ),
        Text(
            f"Derivatives are laid out in {chain.layout} layout here: a row for each entry of "
            f"the variable {row} in the fraction, a column for each entry of the one {column}. "
            "Where one of the two is a scalar, the derivative is a vector."
        ),
    )
