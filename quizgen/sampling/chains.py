"""Drawing a chain of variables: their names, their sizes, what the last one is."""

from collections.abc import Sequence
from typing import TypeVar

from quizgen.problem import Chain, Dimension
from quizgen.sampling.subjects import DrawnChain, GivenChain
from quizgen.streams import Stream

NAMES = ("xyzuv", "uvwst", "stuvw", "rstuv", "cuvwt")  # of the variables, in order
LETTERS = ("prnqd", "nmdpq", "dnpqm", "mnpqd")  # of their sizes
SIZES = (2, 3, 4, 5, 6)  # all different, so that only one order of a product is legal
Item = TypeVar("Item")


def draw_chain(spec: DrawnChain | GivenChain, stream: Stream) -> Chain:
    """Return the chain that the set gives, or one drawn as it says."""

    def one_of(items: Sequence[Item]) -> Item:
        return items[stream.one_below(len(items))]

    if isinstance(spec, GivenChain):
        sizes = tuple(None if size == 1 else size for size in spec.sizes)
        return Chain(spec.name, spec.variables, sizes, spec.layout, spec.parameter)
    length = one_of(spec.length)
    letters = one_of(spec.dimensions) == "letters"
    scalar = one_of(spec.ends) == "scalar"
    left: list[Dimension] = list(one_of(LETTERS)[:length] if letters else SIZES)
    drawn: list[Dimension | None] = []
    for _ in range(length):
        size = left[0] if letters else one_of(left)
        left.remove(size)
        drawn.append(size)
    if scalar:
        drawn[-1] = None
    variables = tuple(one_of(NAMES)[:length])
    return Chain(spec.name, variables, tuple(drawn), spec.layout, spec.parameter)
