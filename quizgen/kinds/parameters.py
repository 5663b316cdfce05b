"""What a network learns, as sheets print it: matrices and vectors, biases apart or not."""

from dataclasses import dataclass

from quizgen.engine import symbols
from quizgen.problem import Network


@dataclass(frozen=True)
class Parameter:
    """A matrix or a vector: its name as it is typed, its LaTeX, its shape."""

    typed: str
    symbol: str
    shape: tuple[int, ...]


def parameters_of(network: Network, name: str) -> tuple[Parameter, ...]:
    """Return what a layer learns, by its matrix: a bias of its own comes second."""
    node = network.graph[name]
    rows, columns = node.shape
    single = name == network.architecture.parameters[-1] and rows == 1
    apart = symbols.separates(node.symbol)
    inner = columns - apart
    weights = Parameter(
        symbols.typed_whole(node.symbol),
        symbols.whole(node.symbol),
        (inner,) if single else (rows, inner),
    )
    if not apart:
        return (weights,)
    typed = symbols.typed_whole(node.symbol, bias=True)
    letter = symbols.whole(node.symbol, bias=True)
    return weights, Parameter(typed, letter, () if single else (rows,))


def all_parameters(network: Network) -> tuple[Parameter, ...]:
    """Return what the network learns, layer by layer."""
    names = network.architecture.parameters
    return tuple(one for name in names for one in parameters_of(network, name))
